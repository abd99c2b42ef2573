"""The kinds of values in knowledge files: what each may hold, and what is said of one that may not."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bot import limits
from bot.errors import shown
from bot.knowledge.markup import MarkupError, parse
from bot.knowledge.patterns import PatternError, expand
from bot.normalise import clean
from bot.reply import fits_copy_button
from bot.text import names_in

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# What is joined with other texts into one message.
_PART_CHARACTERS = 200


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("knowledge", "{sentence}", {"sentence": sentence})


def _id(value: str) -> str:
    if _ID.fullmatch(value) is None:
        suggestion = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:40]
        cure = f"try {suggestion!r}" if suggestion else "choose a short English word"
        raise _wrong(f"id {shown(value)} must be 1 to 40 of a–z, 0–9 and '-'; {cure}")
    return value


def _filled(value: str) -> str:
    if not clean(value):
        raise _wrong("this is empty; write the text or remove the line")
    return value.strip()


def at_most(limit: int, where: str) -> AfterValidator:
    """Let a text have `limit` characters; `where` names it in the complaint."""

    def check(value: str) -> str:
        if len(value) > limit:
            raise _wrong(f"{where} has {len(value):,} characters, more than {limit:,}; shorten it")
        return value

    return AfterValidator(check)


def _copied(value: str) -> str:
    if not fits_copy_button(value):
        raise _wrong(f"a text to copy has {len(value):,} characters, more than {limits.COPY_CHARACTERS}; shorten it")
    return value


def _marked(value: str) -> str:
    try:
        parse(value)
    except MarkupError as error:
        raise _wrong(str(error)) from None
    return value


def _pattern(value: str) -> str:
    try:
        variants = expand(value)
    except PatternError as error:
        raise _wrong(str(error)) from None
    if not all(map(clean, variants)):
        raise _wrong("one variant of this phrase is empty; put a word outside the parentheses")
    return value


def placeholders(*names: str) -> AfterValidator:
    """Let a fixed phrase use these `{names}` and no others, each at least once."""

    def check(value: str) -> str:
        found = names_in(value)
        for name in sorted(found - set(names)):
            known = ", ".join(f"{{{name}}}" for name in names) or "none"
            raise _wrong(f"{{{name}}} is not known here (known: {known}); remove it")
        for name in sorted(set(names) - found):
            raise _wrong(f"{{{name}}} is missing; put it where the value shall stand")
        return value

    return AfterValidator(check)


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and str(day := date.fromisoformat(value)) == value:
            return day
    except ValueError:
        pass
    raise _wrong("this must be a day written as 2026-11-22; rewrite it")


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Filled = Annotated[str, AfterValidator(_filled)]
Id = Annotated[str, AfterValidator(_id)]
Ids = Annotated[list[Id], BeforeValidator(_one_or_many)]
Label = Annotated[Filled, at_most(limits.LABEL_CHARACTERS, "a button label")]
CopyText = Annotated[Filled, AfterValidator(_copied)]
Marked = Annotated[Filled, AfterValidator(_marked), at_most(limits.MESSAGE_CHARACTERS, "the text")]
Part = Annotated[Filled, at_most(_PART_CHARACTERS, "this")]
MarkedPart = Annotated[Part, AfterValidator(_marked)]
Phrase = Annotated[Filled, AfterValidator(_pattern)]
Day = Annotated[date, BeforeValidator(_day)]
Command = Annotated[Filled, at_most(limits.COMMAND_DESCRIPTION_CHARACTERS, "a command's description")]
Words = Annotated[list[Filled], Field(min_length=1)]
