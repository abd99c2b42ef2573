"""What the bot knows, as values: entries in categories, templates, small talk, and its own fixed phrases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot import limits
from bot.knowledge.schema import MessagesFile
from bot.text import Text


@dataclass(frozen=True)
class Entry:
    """A question of the FAQ with its answer; `phrases` are expanded and begin with the question.

    The `label` has at most 40 characters, the answer any number. `source` is "" and `checked_on` None where nobody
    wrote them.
    """

    id: str
    question: str
    label: str
    phrases: tuple[str, ...]
    answer: Text
    related: tuple[str, ...]
    templates: tuple[str, ...]
    source: str
    checked_on: date | None


@dataclass(frozen=True)
class Category:
    """A group of entries, in the order in which the menu shows them."""

    id: str
    label: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A message ready to send; `{name}` in its text stands for the blank of that name."""

    id: str
    label: str
    title: str
    recipient: str
    text: str
    blanks: dict[str, str]
    to: str
    subject: str


@dataclass(frozen=True)
class Choice:
    """A way on from a step of /choose; `next` is the id of the step that it leads to."""

    label: str
    next: str


@dataclass(frozen=True)
class Step:
    """A question of /choose or one of its results; `previous` is the first step that leads here, "" if none does."""

    id: str
    text: Text
    choices: tuple[Choice, ...]
    entries: tuple[str, ...]
    previous: str


@dataclass(frozen=True)
class Item:
    """Something to do before leaving, explained by an entry."""

    label: str
    entry: str


@dataclass(frozen=True)
class Aside:
    """Small talk, or a question outside the FAQ: recognised by its phrases, answered in a word.

    A question that contains one of the `guards` is of this kind, whatever else it resembles; one that contains a text
    of `unless` is not. The `label` names what is outside to the operator; small talk has none.
    """

    id: str
    phrases: tuple[str, ...]
    answer: Text
    related: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Synonyms:
    """What the search is told about words.

    `names`: spellings of names that are kept whole, the first one stands for all; `stop`: words of asking;
    `groups`: words that mean the same, named after their first.
    """

    names: tuple[tuple[str, ...], ...] = ()
    stop: frozenset[str] = frozenset()
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Aliases:
    """What old ids stand for today: each leads to one that is there."""

    entries: dict[str, str] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """All of a knowledge directory, checked; every reference in it leads somewhere."""

    categories: dict[str, Category]
    entries: dict[str, Entry]
    messages: MessagesFile
    templates: dict[str, Template] = field(default_factory=dict)
    smalltalk: dict[str, Aside] = field(default_factory=dict)
    out_of_scope: dict[str, Aside] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    checklist: tuple[Item, ...] = ()
    synonyms: Synonyms = field(default_factory=Synonyms)
    aliases: Aliases = field(default_factory=Aliases)

    def entry(self, entry_id: str) -> Entry | None:
        """Look up an entry by its id of today or an older one; None where there is none."""
        return self.entries.get(self.aliases.entries.get(entry_id, entry_id))

    def template(self, template_id: str) -> Template | None:
        """Look up a template by its id of today or an older one; None where there is none."""
        return self.templates.get(self.aliases.templates.get(template_id, template_id))

    def category(self, category_id: str) -> Category | None:
        """Look up a category by its id of today or an older one; None where there is none."""
        return self.categories.get(self.aliases.categories.get(category_id, category_id))


def button_label(question: str) -> str:
    """Shorten a question, as written, to the 40 characters of a button."""
    question = question.strip()
    whole = len(question) <= limits.LABEL_CHARACTERS
    return question if whole else f"{question[: limits.LABEL_CHARACTERS - 1]}…"
