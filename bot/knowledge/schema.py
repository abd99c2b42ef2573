"""The shape of every knowledge file; which keys it has, and what each may hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from bot import limits
from bot.knowledge.fields import (
    Command,
    CopyText,
    Day,
    Filled,
    Id,
    Ids,
    Label,
    Marked,
    MarkedPart,
    Part,
    Phrase,
    Words,
    at_most,
    placeholders,
)

# Beside the other templates of an entry stand a button that copies and one that leads on.
_TEMPLATES_AN_ENTRY = limits.BUTTONS_A_SCREEN - 1


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntryBlock(_Block):
    """One question with its answer."""

    id: Id
    question: Part
    label: Label | None = Field(None, description="Short form of the question for a button; default: the question")
    phrases: list[Phrase] = Field(default_factory=list)
    answer: Marked
    related: Ids = Field(default_factory=list)
    template: Annotated[Ids, Field(max_length=_TEMPLATES_AN_ENTRY)] = Field(default_factory=list)
    source: Part | None = None
    checked_on: Day | None = None


class CategoryFile(_Block):
    """faq/*.yaml: one category."""

    id: Id
    label: Label
    source: Part | None = None
    checked_on: Day | None = None
    entries: list[EntryBlock] = Field(min_length=1)


class PhrasesFile(RootModel[dict[Id, list[Phrase]]]):
    """phrases/*.yaml: further wordings, by entry id."""


class TemplateBlock(_Block):
    """One message ready to send."""

    id: Id
    label: Label
    title: Part
    recipient: Id
    blanks: dict[Id, Label] = Field(default_factory=dict)
    text: Annotated[Filled, at_most(limits.MESSAGE_CHARACTERS, "the text")]
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
    guard: list[Phrase] = Field(default_factory=list)
    phrases: list[Phrase] = Field(min_length=1)


class OutOfScopeFile(RootModel[list[OutOfScopeBlock]]):
    """out_of_scope.yaml."""


class SynonymsFile(_Block):
    """synonyms.yaml: what the search is told about words; each group stands for its first word."""

    names: list[Words] = Field(default_factory=list)
    stop: list[Filled] = Field(default_factory=list)
    groups: list[Words] = Field(default_factory=list)


class CommandsBlock(_Block):
    """What Telegram's command menu says beside each command."""

    start: Command
    help: Command
    menu: Command
    privacy: Command


class MessagesFile(_Block):
    """messages.yaml: every fixed phrase that the bot says."""

    bot_name: Annotated[Filled, at_most(limits.NAME_CHARACTERS, "the bot's name")]
    description: Annotated[Filled, at_most(limits.DESCRIPTION_CHARACTERS, "the description")]
    short_description: Annotated[Filled, at_most(limits.SHORT_DESCRIPTION_CHARACTERS, "the short description")]
    commands: CommandsBlock
    suggested: Annotated[list[Id], Field(min_length=1, max_length=limits.BUTTONS_A_SCREEN - 1)]

    welcome: Marked
    help: Marked
    privacy: Marked

    menu: Marked
    category: Annotated[MarkedPart, placeholders("category")]
    source_line: Annotated[Part, placeholders("source", "date")]
    date_format: Annotated[Part, placeholders("year", "month", "day")]

    suggest: Marked
    fallback: Marked
    none_of_these: Marked
    text_only: Marked
    unknown_command: Marked
    stale_button: Marked
    went_wrong: Marked

    template_lead: Annotated[MarkedPart, placeholders("title")]
    address_line: Annotated[MarkedPart, placeholders("address")]
    subject_line: Annotated[MarkedPart, placeholders("subject")]
    blank: Label

    button_menu: Label
    button_back: Label
    button_categories: Label
    button_next: Label
    button_previous: Label
    button_none_of_these: Label
    button_copy_text: Label
    button_copy_address: Label
    button_copy_subject: Label
