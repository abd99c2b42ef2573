"""The shape of every knowledge file; which keys it has, and what each may hold."""

from __future__ import annotations

from typing import Annotated, Final, Literal

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

# What one message can ask a person to type.
_BLANKS = 8

# What fits on a screen, beside a button back and one that leads on.
_RECIPIENTS = limits.BUTTONS_A_SCREEN - 1
_CHOICES_A_STEP = 4
_STEPS = 99  # a button names the steps taken by numbers of two digits
_ENTRIES_A_STEP = 3
_ITEMS = limits.BUTTONS_A_SCREEN - 2


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
    blanks: dict[Id, Label] = Field(default_factory=dict, max_length=_BLANKS)
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
    unless: list[Phrase] = Field(default_factory=list)
    phrases: list[Phrase] = Field(min_length=1)


class OutOfScopeFile(RootModel[list[OutOfScopeBlock]]):
    """out_of_scope.yaml."""


class ChoiceBlock(_Block):
    """One way on from a step."""

    label: Label
    next: Id


class StepBlock(_Block):
    """One question of /choose, or one of its results."""

    id: Id
    text: Marked
    choices: Annotated[list[ChoiceBlock], Field(max_length=_CHOICES_A_STEP)] = Field(default_factory=list)
    entries: Annotated[Ids, Field(max_length=_ENTRIES_A_STEP)] = Field(default_factory=list)


class ChooseFile(RootModel[Annotated[list[StepBlock], Field(min_length=1, max_length=_STEPS)]]):
    """choose.yaml: the steps of /choose; the first is the beginning."""


class ItemBlock(_Block):
    """One thing to do before leaving."""

    label: Label
    entry: Id


class ChecklistFile(RootModel[Annotated[list[ItemBlock], Field(min_length=1, max_length=_ITEMS)]]):
    """checklist.yaml: the items of /checklist."""


class SynonymsFile(_Block):
    """synonyms.yaml: what the search is told about words; each group stands for its first word."""

    names: list[Words] = Field(default_factory=list)
    stop: list[Filled] = Field(default_factory=list)
    groups: list[Words] = Field(default_factory=list)


class AliasesFile(_Block):
    """aliases.yaml: ids that buttons and links in old chats still carry, and what they stand for today."""

    entries: dict[Id, Id] = Field(default_factory=dict)
    templates: dict[Id, Id] = Field(default_factory=dict)
    categories: dict[Id, Id] = Field(default_factory=dict)


CommandName = Literal["start", "menu", "template", "choose", "checklist", "help", "privacy"]


class CommandsBlock(_Block):
    """What Telegram's command menu says beside each command."""

    start: Command
    menu: Command
    template: Command
    choose: Command
    checklist: Command
    help: Command
    privacy: Command


class MessagesFile(_Block):
    """messages.yaml: every fixed phrase that the bot says."""

    bot_name: Annotated[Filled, at_most(limits.NAME_CHARACTERS, "the bot's name")]
    description: Annotated[Filled, at_most(limits.DESCRIPTION_CHARACTERS, "the description")]
    short_description: Annotated[Filled, at_most(limits.SHORT_DESCRIPTION_CHARACTERS, "the short description")]
    commands: CommandsBlock
    command_words: dict[CommandName, list[Filled]] = Field(default_factory=dict)
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

    recipients: dict[Id, Label] = Field(default_factory=dict, max_length=_RECIPIENTS)
    template_recipient: Marked
    template_reason: Marked
    fill_prompt: Annotated[Part, placeholders("title", "blanks")]
    fill_line: Annotated[Part, placeholders("number", "blank")]
    fill_placeholder: Annotated[Filled, at_most(limits.PLACEHOLDER_CHARACTERS, "a placeholder")]
    fill_too_long: Annotated[Marked, placeholders("limit")]
    honorifics: list[Filled] = Field(default_factory=list)

    checklist: Marked
    checklist_done: Marked
    item_open: Annotated[Filled, placeholders("label")]
    item_done: Annotated[Filled, placeholders("label")]

    helpful_notice: Annotated[Filled, at_most(limits.NOTICE_CHARACTERS, "a notice")]
    not_helpful: Marked
    follow_up: Annotated[MarkedPart, placeholders("question")]
    share_text: Annotated[Part, placeholders("question")]
    group_hint: Marked
    group_unclear: Marked

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
    button_fill: Label
    button_tick: Label
    button_untick: Label
    button_choose: Label
    button_template: Label
    button_checklist: Label
    button_helpful: Label
    button_not_helpful: Label
    button_voted: Annotated[Filled, placeholders("vote")]
    button_share: Label
    button_private_chat: Label
    button_more: Label
    button_copy_address: Label
    button_copy_subject: Label


# The files of a knowledge directory and what is in them.
KINDS: Final[dict[str, type[BaseModel]]] = {
    "faq/*.yaml": CategoryFile,
    "phrases/*.yaml": PhrasesFile,
    "messages.yaml": MessagesFile,
    "templates.yaml": TemplatesFile,
    "choose.yaml": ChooseFile,
    "checklist.yaml": ChecklistFile,
    "synonyms.yaml": SynonymsFile,
    "smalltalk.yaml": SmalltalkFile,
    "out_of_scope.yaml": OutOfScopeFile,
    "aliases.yaml": AliasesFile,
}
