"""What is written as a setting and is none: misspelt names, lines without =, what stands there twice."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from bot.errors import shown
from bot.settings.env_file import ENV_FILE, Line, lines
from bot.settings.settings import Settings

# Anything else may be a part of a secret, such as one in base64 or base32, which end with = as well.
_PLAIN: Final = re.compile("[A-Z]+(?:_[A-Z]+){1,7}")
# The environment belongs to all programs, so a name there has to be nearer to be taken for one of ours.
_MISSPELT: Final = 0.9


def oversights() -> list[str]:
    """Tell in a sentence each what sets nothing though somebody meant it to; no value is repeated."""
    known = {name.upper() for name in Settings.model_fields}
    written = lines()
    found_in_file = {line.name.upper() for line in written if line.value}
    found = known & (found_in_file | {name.upper() for name, value in os.environ.items() if value})
    return [*_in_file(written, known), *_in_environment(known), *_two_tokens(found)]


def _in_file(written: list[Line], known: set[str]) -> Iterator[str]:
    if ENV_FILE.is_dir():
        yield f"{ENV_FILE}: this is a directory, so no setting is read from it; make it a file, or rename it"
    first: dict[str, int] = {}
    for line in written:
        name = line.name.upper()
        if line.value is None:
            yield f"{ENV_FILE}:{line.number}: {_no_setting(line, known)}"
        elif name not in known:
            told = f"there is no setting {line.name}" if _PLAIN.fullmatch(line.name) else "this is no setting's name"
            near = _nearest(line.name, known)
            cure = f"did you mean {near}?" if near else "see .env.example for those that there are"
            yield f"{ENV_FILE}:{line.number}: {told}, so the line changes nothing; {cure}"
        elif first.setdefault(name, line.number) != line.number:
            yield (
                f"{ENV_FILE}:{line.number}: {name} stands here once more (first in line {first[name]}), and the last "
                "one counts; keep one"
            )


def _no_setting(line: Line, known: set[str]) -> str:
    if line.has_equals:
        return "this line cannot be read, so it sets nothing; write it as NAME=value, and close each quote in it"
    name = _nearest(line.name, known) or "NAME"
    return f"there is no = in this line, so it sets nothing; write it as {name}=value, with the = of a plain keyboard"


def _in_environment(known: set[str]) -> Iterator[str]:
    unset = known.difference(map(str.upper, os.environ))  # beside the right name, another one is no misspelling
    for name in os.environ:
        near = None if name.upper() in known else _nearest(name, unset, _MISSPELT)
        if near:
            yield f"environment: there is no setting {shown(name)}, so it changes nothing; did you mean {near}?"


def _two_tokens(found: set[str]) -> Iterator[str]:
    if {"TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"} <= found:
        yield "TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set, and the first one counts; remove one"


def _nearest(name: str, known: set[str], cutoff: float = 0.6) -> str | None:
    plain = re.split(r"[^\w]", unicodedata.normalize("NFKC", name).upper(), maxsplit=1)[0]
    return next(iter(get_close_matches(plain, sorted(known), n=1, cutoff=cutoff)), None)
