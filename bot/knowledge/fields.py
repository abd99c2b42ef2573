"""The kinds of values in knowledge files: what each may hold, and what is said of one that may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from bot import limits
from bot.errors import shown
from bot.knowledge.markup import MarkupError, parse
from bot.knowledge.patterns import MAX_CHARACTERS, PatternError, expand
from bot.normalise import clean
from bot.reply import fits_copy_button
from bot.text import names_in

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# What is joined with other texts into one message.
_PART_CHARACTERS = 200
_FRAME_CHARACTERS = 1000
_QUESTION_CHARACTERS = 300


@dataclass(frozen=True)
class Rule:
    """What a text must keep: `check` returns it or raises, `keywords` say as much of that as a JSON Schema can."""

    check: Callable[[str], str]
    keywords: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | dict(self.keywords)


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("knowledge", "{sentence}", {"sentence": sentence})


def _id(value: str) -> str:
    if _ID.fullmatch(value) is None:
        suggestion = re.sub(r"[^a-z0-9_]+", "-", normalize("NFKC", value).lower()).strip("-_")[:40]
        cure = f"try {suggestion!r}" if suggestion else "choose a short English word"
        if several := _several(value):
            cure = f"if these are several, write [{', '.join(several)}]"
        raise _wrong(
            f"id {shown(value)} must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; {cure}"
        )
    return value


def _several(value: str) -> list[str]:
    """Read several ids from what was meant as a list of them, with commas or brackets in full width for instance."""
    ids = [one.strip() for one in re.split("[,、]", normalize("NFKC", value).strip("[]"))]
    return ids if len(ids) > 1 and all(map(_ID.fullmatch, ids)) else []


def _visible(text: str) -> bool:
    """Say whether something is left of a text when it is cleaned; a letter or digit, which most begin with, is."""
    return any(map(str.isalnum, text)) or bool(clean(text))


def _filled(value: str) -> str:
    if not _visible(value):
        raise _wrong("this is empty; write the text or remove the line")
    return value.strip()


def at_most(limit: int, where: str) -> Rule:
    """Let a text have `limit` characters; `where` names it in the complaint."""

    def check(value: str) -> str:
        if len(value) > limit:
            raise _wrong(f"{where} has {len(value):,} characters, more than {limit:,}; shorten it")
        return value

    return Rule(check, {"maxLength": limit})


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
    if not all(map(_visible, variants)):
        raise _wrong("one variant of this phrase is empty; put a word outside the parentheses")
    return value


def placeholders(*names: str, optional: tuple[str, ...] = ()) -> Rule:
    """Let a fixed phrase use these `{names}` and no others, each at least once unless it is `optional`."""

    def check(value: str) -> str:
        found = names_in(value)
        for name in sorted(found.difference(names, optional)):
            known = ", ".join(f"{{{name}}}" for name in (*names, *optional)) or "none"
            raise _wrong(f"{{{name}}} is not known here (known: {known}); remove it")
        for name in sorted(set(names) - found):
            raise _wrong(f"{{{name}}} is missing; put it where the value shall stand")
        return value

    return Rule(check, {"allOf": [{"pattern": rf"\{{{name}\}}"} for name in names]})


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and str(day := date.fromisoformat(value)) == value:
            return day
    except ValueError:
        pass
    raise _wrong("this must be a day written as 2026-11-22; rewrite it")


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Filled = Annotated[str, Rule(_filled, {"minLength": 1})]
Id = Annotated[str, Rule(_id, {"pattern": f"^{_ID.pattern}$"})]
Ids = Annotated[list[Id], BeforeValidator(_one_or_many, json_schema_input_type=Id | list[Id])]
Label = Annotated[Filled, at_most(limits.LABEL_CHARACTERS, "a button label")]
CopyText = Annotated[Filled, Rule(_copied, {"maxLength": limits.COPY_CHARACTERS})]
Answer = Annotated[Filled, Rule(_marked)]
Marked = Annotated[Answer, at_most(limits.MESSAGE_CHARACTERS, "the text")]
Part = Annotated[Filled, at_most(_PART_CHARACTERS, "this")]
Question = Annotated[Filled, at_most(_QUESTION_CHARACTERS, "a question")]
MarkedPart = Annotated[Part, Rule(_marked)]
Phrase = Annotated[Filled, Rule(_pattern, {"maxLength": MAX_CHARACTERS})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})]
# What stands around a text of a person, in one message.
Frame = Annotated[Filled, Rule(_marked), at_most(_FRAME_CHARACTERS, "this")]
Notice = Annotated[Filled, at_most(limits.NOTICE_CHARACTERS, "a notice")]
Placeholder = Annotated[Filled, at_most(limits.PLACEHOLDER_CHARACTERS, "a placeholder")]
Command = Annotated[Filled, at_most(limits.COMMAND_DESCRIPTION_CHARACTERS, "a command's description")]
Words = Annotated[list[Filled], Field(min_length=1)]
