"""The errors of the house; the text of each is for a person: where, what, what to do.

BotError
├── CannotStart       the command cannot begin its work (exit code 2)
├── KnowledgeError    the knowledge has problems, all of them listed
└── StoreError        the database cannot be used at the moment
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

_SHOWN: Final = reprlib.Repr()
_SHOWN.maxstring = 80


def shown(text: str) -> str:
    """Show a piece of a file within a sentence: in quotes, on one line, its middle left out if it is long."""
    return _SHOWN.repr(text)


def unreadable(error: OSError | ValueError) -> str:
    """Say why the file that somebody named cannot be read as text, and what to do."""
    match error:
        case FileNotFoundError():
            why = ", for there is none; check the path"
        case IsADirectoryError():
            why = ", for it is a directory; name a file in it"
        case PermissionError():
            why = ", for its rights forbid it; change them"
        case OSError():
            why = f" ({error.strerror}); check the path"
        case UnicodeDecodeError():
            why = ", for it is not UTF-8 text; save it as UTF-8"
        case _:
            why = ", for no file can have this name; check the path"
    return f"the file cannot be read{why}"


class BotError(Exception):
    """Base of all errors that a person caused and can mend."""


class CannotStart(BotError):  # noqa: N818 - reads as what it says
    """A command cannot begin: a setting, a port, a token or a file is wrong."""


class Severity(StrEnum):
    """How bad a problem is: with an error the knowledge cannot be used, with warnings it can."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in the knowledge: where it stands, what is wrong, what to do."""

    path: Path
    line: int
    what: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        kind = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{self.path}:{self.line}: {kind}{self.what}"


class KnowledgeError(BotError):
    """The knowledge cannot be used; `problems` holds every mistake found, once, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(BotError):
    """The database refused; the sentence names it without its password, and quotes nothing of what is stored."""
