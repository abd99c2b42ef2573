"""The shape of every knowledge file; the README's and the editor's view of the YAML come from here."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from bot import limits
from bot.knowledge.markup import MarkupError, parse
from bot.knowledge.patterns import PatternError, expand

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MAX_PHRASE_CHARACTERS = 300


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("knowledge", "{sentence}", {"sentence": sentence})


def _id(value: str) -> str:
    if _ID.fullmatch(value) is None:
        suggestion = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:40]
        cure = f"try {suggestion!r}" if suggestion else "choose a short English word"
        raise _wrong(f"id {value!r} must be 1 to 40 of a–z, 0–9 and '-'; {cure}")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise _wrong("this is empty; write the text or remove the line")
    return value.strip()


def _at_most(limit: int, where: str) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > limit:
            raise _wrong(f"{where} has {len(value):,} characters, more than {limit:,}; shorten it")
        return value

    return AfterValidator(check)


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
    if not all(variant.strip() for variant in variants):
        raise _wrong("one variant of this phrase is empty; put a word outside the parentheses")
    return value


def _placeholders(*names: str) -> AfterValidator:
    """Let a fixed phrase use these `{names}` and no others, each at least once."""

    def check(value: str) -> str:
        found = set(_PLACEHOLDER.findall(value))
        for name in sorted(found - set(names)):
            known = ", ".join(f"{{{name}}}" for name in names) or "none"
            raise _wrong(f"{{{name}}} is not known here (known: {known}); remove it")
        for name in sorted(set(names) - found):
            raise _wrong(f"{{{name}}} is missing; put it where the value shall stand")
        return value

    return AfterValidator(check)


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Filled = Annotated[str, AfterValidator(_filled)]
Id = Annotated[str, AfterValidator(_id)]
Ids = Annotated[list[Id], BeforeValidator(_one_or_many)]
Label = Annotated[Filled, _at_most(limits.LABEL_CHARACTERS, "a button label")]
CopyText = Annotated[Filled, _at_most(limits.COPY_CHARACTERS, "a text to copy")]
Marked = Annotated[Filled, AfterValidator(_marked), _at_most(limits.MESSAGE_CHARACTERS, "the text")]
Phrase = Annotated[Filled, _at_most(MAX_PHRASE_CHARACTERS, "a phrase"), AfterValidator(_pattern)]
Notice = Annotated[Filled, _at_most(limits.NOTICE_CHARACTERS, "a notice")]
Command = Annotated[Filled, _at_most(limits.COMMAND_DESCRIPTION_CHARACTERS, "a command's description")]


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntryBlock(_Block):
    """One question with its answer."""

    id: Id
    question: Filled
    label: Label | None = Field(None, description="Short form of the question for a button; default: the question")
    phrases: list[Phrase] = Field(default_factory=list)
    answer: Marked
    related: Ids = Field(default_factory=list)
    template: Ids = Field(default_factory=list)
    source: Filled | None = None
    checked_on: date | None = None


class CategoryFile(_Block):
    """faq/*.yaml: one category."""

    id: Id
    label: Label
    source: Filled | None = None
    checked_on: date | None = None
    entries: list[EntryBlock] = Field(min_length=1)


class PhrasesFile(RootModel[dict[Id, list[Phrase]]]):
    """phrases/*.yaml: further wordings, by entry id."""


class TemplateBlock(_Block):
    """One message ready to send."""

    id: Id
    label: Label
    title: Filled
    recipient: Id
    blanks: dict[Id, Label] = Field(default_factory=dict)
    text: Annotated[Filled, _at_most(limits.MESSAGE_CHARACTERS, "the text")]
    to: CopyText | None = None
    subject: CopyText | None = None


class TemplatesFile(RootModel[list[TemplateBlock]]):
    """templates.yaml: the polite messages."""


class SmalltalkBlock(_Block):
    """One kind of small talk."""

    id: Id
    answer: Marked
    phrases: list[Phrase] = Field(min_length=1)


class SmalltalkFile(RootModel[list[SmalltalkBlock]]):
    """smalltalk.yaml."""


class OutOfScopeBlock(_Block):
    """One kind of question that this bot does not answer."""

    id: Id
    label: Label
    answer: Marked
    related: Ids = Field(default_factory=list)
    phrases: list[Phrase] = Field(min_length=1)


class OutOfScopeFile(RootModel[list[OutOfScopeBlock]]):
    """out_of_scope.yaml."""


class CommandsBlock(_Block):
    """What Telegram's command menu says beside each command."""

    start: Command
    help: Command
    menu: Command
    privacy: Command


class MessagesFile(_Block):
    """messages.yaml: every fixed phrase that the bot says."""

    bot_name: Filled
    description: Annotated[Filled, _at_most(limits.DESCRIPTION_CHARACTERS, "the description")]
    short_description: Annotated[Filled, _at_most(limits.SHORT_DESCRIPTION_CHARACTERS, "the short description")]
    commands: CommandsBlock
    suggested: Annotated[list[Id], Field(min_length=1, max_length=limits.BUTTONS_A_SCREEN - 1)]

    welcome: Marked
    help: Marked
    privacy: Marked

    menu: Marked
    category: Annotated[Marked, _placeholders("category")]
    source_line: Annotated[Filled, _placeholders("source", "date")]
    date_format: Annotated[Filled, _placeholders("year", "month", "day")]

    suggest: Marked
    fallback: Marked
    none_of_these: Marked
    text_only: Marked
    unknown_command: Marked
    stale_button: Marked
    went_wrong: Marked

    template_lead: Annotated[Marked, _placeholders("title")]
    address_line: Annotated[Marked, _placeholders("address")]
    subject_line: Annotated[Marked, _placeholders("subject")]
    blank: Filled

    button_menu: Label
    button_back: Label
    button_categories: Label
    button_next: Label
    button_previous: Label
    button_none_of_these: Label
    button_copy_text: Label
    button_copy_address: Label
    button_copy_subject: Label
