"""The shape of every knowledge file; which keys it has, and what each may hold."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, RootModel

from bot import limits
from bot.knowledge.block import Block as _Block
from bot.knowledge.fields import (
    Answer,
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
    Question,
    Words,
    at_most,
    placeholders,
)
from bot.knowledge.operator_schema import AdminBlock, HandOverBlock

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


class EntryBlock(_Block):
    """One question with its answer."""

    id: Id
    """Buttons in old chats refer to it; an id that changes goes into aliases.yaml."""
    question: Question
    """As people would ask it; it heads the answer and is the first of the phrases."""
    label: Label | None = None
    """Short form of the question for buttons; without it the question stands there, its end cut off if it is long."""
    phrases: list[Phrase] = Field(default_factory=list)
    """Other wordings; (A|B) stands for both, and \\( \\| \\) for the signs themselves. More go into phrases/."""
    answer: Answer
    """The conclusion first, then a blank line and the steps; **bold**, `tap to copy`, and > before a quiet line."""
    related: Ids = Field(default_factory=list)
    """Ids of entries that are offered as buttons, at most the first three."""
    template: Annotated[Ids, Field(max_length=_TEMPLATES_AN_ENTRY)] = Field(default_factory=list)
    """Ids of messages ready to send: the first is sent along, the others become buttons."""
    source: Part | None = None
    """Where the facts come from; without it the one of the category. Shown where the day is known too."""
    checked_on: Day | None = None
    """The day somebody last compared the answer with its source; without it the one of the category. Shown likewise."""


class CategoryFile(_Block):
    """faq/*.yaml: one category."""

    id: Id
    """Buttons in old chats refer to it; an id that changes goes into aliases.yaml."""
    label: Label
    """How the menu names the category."""
    source: Part | None = None
    """Where the facts of its entries come from, unless they say otherwise."""
    checked_on: Day | None = None
    """The day somebody last compared its entries with the source, unless they say otherwise."""
    entries: list[EntryBlock] = Field(min_length=1)
    """The questions, in the order of the menu."""


class PhrasesFile(RootModel[dict[Id, list[Phrase]]]):
    """phrases/*.yaml: further wordings, by entry id."""


class TemplateBlock(_Block):
    """One message ready to send."""

    id: Id
    """Buttons in old chats refer to it; an id that changes goes into aliases.yaml."""
    label: Label
    """What the button says: why one writes."""
    title: Part
    """What the message is; it heads the prompt for the blanks, so no two are the same."""
    recipient: Id
    """To whom it goes: one of the recipients in messages.yaml."""
    blanks: dict[Id, Label] = Field(default_factory=dict, max_length=_BLANKS)
    """What a person fills in: a name for {name} in the text, and how the prompt calls it."""
    text: Annotated[Filled, at_most(limits.MESSAGE_CHARACTERS, "the text")]
    """The message itself, with {name} where a blank stands."""
    to: CopyText | None = None
    """The address that it is sent to, shown beside the message with a button that copies it."""
    subject: CopyText | None = None
    """The subject of the mail, shown beside the message with a button that copies it."""


class TemplatesFile(RootModel[list[TemplateBlock]]):
    """templates.yaml: the polite messages."""


class SmalltalkBlock(_Block):
    """One kind of small talk."""

    id: Id
    """Its name in figures and explanations."""
    answer: Marked
    """What the bot says to it."""
    phrases: list[Phrase] = Field(min_length=1)
    """How people say it; (A|B) stands for both."""


class SmalltalkFile(RootModel[list[SmalltalkBlock]]):
    """smalltalk.yaml."""


class OutOfScopeBlock(_Block):
    """One kind of question that this bot does not answer."""

    id: Id
    """Its name in figures and explanations."""
    label: Label
    """What kind of question this is."""
    answer: Marked
    """That this bot does not answer it, and who does."""
    related: Ids = Field(default_factory=list)
    """Ids of entries that may help all the same, offered as buttons."""
    guard: list[Phrase] = Field(default_factory=list)
    """A question that contains one of these is of this kind, whatever else it resembles."""
    unless: list[Phrase] = Field(default_factory=list)
    """A question that contains one of these is never of this kind."""
    phrases: list[Phrase] = Field(min_length=1)
    """How people ask it; (A|B) stands for both."""


class OutOfScopeFile(RootModel[list[OutOfScopeBlock]]):
    """out_of_scope.yaml."""


class ChoiceBlock(_Block):
    """One way on from a step."""

    label: Label
    """What the button says."""
    next: Id
    """The id of the step that it leads to, further down the file."""


class StepBlock(_Block):
    """One question of /choose, or one of its results."""

    id: Id
    """Buttons refer to it."""
    text: Marked
    """What is asked, or the result."""
    choices: Annotated[list[ChoiceBlock], Field(max_length=_CHOICES_A_STEP)] = Field(default_factory=list)
    """The ways on; a result has none."""
    entries: Annotated[Ids, Field(max_length=_ENTRIES_A_STEP)] = Field(default_factory=list)
    """Ids of the entries that a result leads to."""


class ChooseFile(RootModel[Annotated[list[StepBlock], Field(min_length=1, max_length=_STEPS)]]):
    """choose.yaml: the steps of /choose; the first is the beginning."""


class ItemBlock(_Block):
    """One thing to do before leaving."""

    label: Label
    """What is to be done, as it stands on the button."""
    entry: Id
    """The id of the entry that explains it."""


class ChecklistFile(RootModel[Annotated[list[ItemBlock], Field(min_length=1, max_length=_ITEMS)]]):
    """checklist.yaml: the items of /checklist."""


class SynonymsFile(_Block):
    """synonyms.yaml: what the search is told about words; each group stands for its first word."""

    names: list[Words] = Field(default_factory=list)
    """Names that are kept whole, each with all its spellings; the first stands for all."""
    stop: list[Filled] = Field(default_factory=list)
    """Words of asking, which say nothing about what is asked."""
    groups: list[Words] = Field(default_factory=list)
    """Words that mean the same here."""


class AliasesFile(_Block):
    """aliases.yaml: ids that buttons and links in old chats still carry, and what they stand for today."""

    entries: dict[Id, Id] = Field(default_factory=dict)
    """Old id of an entry: the id of the one that answers today."""
    templates: dict[Id, Id] = Field(default_factory=dict)
    """Old id of a message ready to send: the id of the one that is offered today."""
    categories: dict[Id, Id] = Field(default_factory=dict)
    """Old id of a category: the id of the one that is shown today."""


CommandName = Literal["start", "menu", "template", "choose", "checklist", "help", "privacy"]


class CommandsBlock(_Block):
    """What Telegram's command menu says beside each command."""

    start: Command
    """Beside /start."""
    menu: Command
    """Beside /menu."""
    template: Command
    """Beside /template."""
    choose: Command
    """Beside /choose."""
    checklist: Command
    """Beside /checklist."""
    help: Command
    """Beside /help."""
    privacy: Command
    """Beside /privacy."""


class MessagesFile(_Block):
    """messages.yaml: every fixed phrase that the bot says."""

    bot_name: Annotated[Filled, at_most(limits.NAME_CHARACTERS, "the bot's name")]
    """The bot's name in the try-out; in Telegram it is set by @BotFather."""
    description: Annotated[Filled, at_most(limits.DESCRIPTION_CHARACTERS, "the description")]
    """What Telegram shows in an empty chat."""
    short_description: Annotated[Filled, at_most(limits.SHORT_DESCRIPTION_CHARACTERS, "the short description")]
    """What Telegram shows in the bot's profile."""
    commands: CommandsBlock
    """What Telegram's command menu says."""
    command_words: dict[CommandName, list[Filled]] = Field(default_factory=dict)
    """Words that mean a command, by its name: a person who writes one of them gets it."""
    suggested: Annotated[list[Id], Field(min_length=1, max_length=limits.BUTTONS_A_SCREEN - 1)]
    """Ids of the entries that the welcome offers; where none of them is there, the first of each category are."""

    welcome: Marked
    """What /start says."""
    help: Marked
    """What /help says."""
    privacy: Marked
    """What /privacy says."""
    privacy_kept: Annotated[Marked, placeholders("days")] | None = None
    """What /privacy says where records are kept, for {days} days; without this text, none are."""

    menu: Marked
    """Above the categories."""
    category: Annotated[MarkedPart, placeholders("category")]
    """Above the questions of a category; {category} is its label."""
    source_line: Annotated[Part, placeholders("source", "date")]
    """Below an answer; {source} and {date} are those of the entry."""
    date_format: Annotated[Part, placeholders("year", "month", "day")]
    """How {date} is written, of {year}, {month} and {day}."""

    suggest: Marked
    """Above two or three questions that could be meant."""
    fallback: Marked
    """Where nothing fits."""
    none_of_these: Marked
    """After the button that none of the suggestions is meant."""
    text_only: Marked
    """After a photo, a sticker, a voice message."""
    unknown_command: Marked
    """After a command that there is not."""
    stale_button: Marked
    """After a button of what is no longer there; the menu stands below it."""
    went_wrong: Marked
    """After a fault of the program."""

    recipients: dict[Id, Label] = Field(default_factory=dict, max_length=_RECIPIENTS)
    """To whom messages go: ids that templates.yaml uses, and how buttons name them."""
    template_recipient: Marked
    """Asks to whom the message goes."""
    template_reason: Marked
    """Asks why one writes."""
    fill_prompt: Annotated[Part, placeholders("title", "blanks")]
    """Asks for the blanks in one reply; {title} is the message, {blanks} are their lines."""
    fill_line: Annotated[Part, placeholders("number", "blank")]
    """One of these lines; {number} and {blank}, how the blank is called."""
    fill_placeholder: Annotated[Filled, at_most(limits.PLACEHOLDER_CHARACTERS, "a placeholder")]
    """Stands in the empty field that the reply is written into."""
    fill_too_long: Annotated[Marked, placeholders("limit")]
    """Where something was too long for a blank; {limit} is how many characters there may be."""
    honorifics: list[Filled] = Field(default_factory=list)
    """Endings of names that are dropped where the message puts one of its own."""

    checklist: Marked
    """Above the items of /checklist."""
    checklist_done: Marked
    """Above them when all are ticked."""
    item_open: Annotated[Filled, placeholders("label")]
    """How an item is shown that is still to do; {label} is its own."""
    item_done: Annotated[Filled, placeholders("label")]
    """How an item is shown that is done; {label} is its own."""

    helpful_notice: Annotated[Filled, at_most(limits.NOTICE_CHARACTERS, "a notice")]
    """Shown for a moment after a vote that the answer helped."""
    not_helpful: Marked
    """After a vote that it did not, above related questions."""
    follow_up: Annotated[MarkedPart, placeholders("question")]
    """Where a reply to an answer can mean several questions; {question} is that of the answer."""
    share_text: Annotated[Part, placeholders("question")]
    """What is sent to somebody with the link to an answer; {question} is its question."""
    group_hint: Marked
    """In a group, after a command: how to ask there."""
    group_unclear: Marked
    """In a group, where no answer is clear."""

    template_lead: Annotated[MarkedPart, placeholders("title")]
    """Introduces a message ready to send; {title} is what it is."""
    address_line: Annotated[MarkedPart, placeholders("address")]
    """The address that it goes to; {address}."""
    subject_line: Annotated[MarkedPart, placeholders("subject")]
    """The subject of the mail; {subject}."""
    blank: Label
    """Stands in a message where nothing was filled in."""

    button_menu: Label
    """Opens the menu."""
    button_back: Label
    """Leads back to the screen before."""
    button_categories: Label
    """Leads from the questions of a category to all categories."""
    button_next: Label
    """Turns to the next page."""
    button_previous: Label
    """Turns to the page before."""
    button_none_of_these: Label
    """Says that no suggestion is meant."""
    button_copy_text: Label
    """Copies a message ready to send."""
    button_fill: Label
    """Asks for the blanks of a message."""
    button_tick: Label
    """Ticks an item of the checklist."""
    button_untick: Label
    """Takes the tick away."""
    button_choose: Label
    """Begins /choose."""
    button_template: Label
    """Opens the message that belongs to an answer."""
    button_checklist: Label
    """Leads back to the checklist."""
    button_helpful: Label
    """Says that the answer helped."""
    button_not_helpful: Label
    """Says that it did not."""
    button_voted: Annotated[Filled, placeholders("vote")]
    """How the button of a vote looks once it was given; {vote} is its label."""
    button_share: Label
    """Passes an answer on to somebody."""
    button_private_chat: Label
    """Opens the private chat with the bot."""
    button_more: Label
    """Opens the whole answer in the private chat."""
    button_copy_address: Label
    """Copies the address."""
    button_copy_subject: Label
    """Copies the subject."""

    admin: AdminBlock | None = None
    """What administrators read (setting ADMIN_USER_IDS); without it there are no commands for them."""
    hand_over: HandOverBlock | None = None
    """What is said where a question is handed over (setting STAFF_CHAT_ID); without it none is."""


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
