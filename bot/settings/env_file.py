"""The file `.env`, line by line, with what its reader passes over in silence; the door to dotenv."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

ENV_FILE: Final = Path(".env")
# Of Windows' editors some begin a file with a mark, which would become a part of the first name.
ENCODING: Final = "utf-8-sig"

# Of lines that cannot be read it tells before the log is set up; oversights.py tells of them better.
logging.getLogger("dotenv.main").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Line:
    """A line that is no remark: `name` as written, before the = or all there is; `value` is None where none is set."""

    number: int
    name: str
    value: str | None
    text: str

    @property
    def has_equals(self) -> bool:
        """Whether there is the sign that makes a setting of a line."""
        return "=" in self.text


def lines() -> list[Line]:
    """Read the file; what is missing or cannot be read has no lines."""
    try:
        text = ENV_FILE.read_text(encoding=ENCODING)
    except (OSError, UnicodeDecodeError):
        return []
    found = []
    for binding in parse_stream(StringIO(text)):
        written = binding.original.string
        number = binding.original.line + written[: -len(written.lstrip()) or None].count("\n")
        if written.strip() and not written.lstrip().startswith("#"):
            name = binding.key or next(iter(written.split()))
            found.append(Line(number, name, None if binding.error else binding.value, written))
    return found
