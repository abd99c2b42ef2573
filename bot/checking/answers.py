"""Answers as a phone shows them: the conclusion first, few enough words, buttons that can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.dialogue import MAX_RELATED
from bot.errors import Problem, shown
from bot.knowledge import Files, Place, blocks, button_label
from bot.knowledge.markup import parse
from bot.normalise import normalise

# About two screens of a phone.
_ANSWER_CHARACTERS: Final = 1000
# Two lines of a file, or four on a phone.
_CONCLUSION_LINES: Final = 2
_CONCLUSION_CHARACTERS: Final = 100


def answer_warnings(files: Files) -> Iterator[Problem]:
    """Find answers that ask too much of a reader, and buttons that are never seen or look alike."""
    entries = files.entries()
    for entry in entries:
        yield from _length(entry.child("answer"))
        yield from _related(entry)
    for block in [*entries, *files.asides()]:
        yield from _twice(block.child("related"))
        yield from _twice(block.child("template"))
    for messages in files.messages:
        yield from _twice(Place(messages, (), messages.content).child("suggested"))
    yield from _same_label("entry", entries)
    yield from _same_label("category", files.categories())
    yield from _same_label("template", blocks(files.templates))


def _length(answer: Place) -> Iterator[Problem]:
    text = str(parse(answer.text.strip()))
    conclusion = text.split("\n\n")[0]
    if len(text) > _ANSWER_CHARACTERS:
        yield answer.warning(
            f"the answer has {len(text):,} characters, much for a phone; shorten it to {_ANSWER_CHARACTERS:,}, or make "
            "two entries of it"
        )
    if conclusion.count("\n") >= _CONCLUSION_LINES or len(conclusion) > _CONCLUSION_CHARACTERS:
        yield answer.warning(
            f"the answer begins with {len(conclusion)} characters without a blank line; say the conclusion in two "
            "lines and leave one blank after it, for groups show nothing else"
        )


def _related(entry: Place) -> Iterator[Problem]:
    related = entry.child("related")
    named = [place.text for place in related.items()]
    if len(named) > MAX_RELATED:
        yield related.warning(
            f"{len(named)} related entries are named and only the first {MAX_RELATED} become buttons; remove the others"
        )
    if entry.child("id").text in named:
        yield related.warning("the entry is related to itself; remove its id here")


def _twice(references: Place) -> Iterator[Problem]:
    named: set[str] = set()
    for place in references.items():
        if place.text in named:
            yield place.warning(f"{shown(place.text)} is named twice here; remove one")
        named.add(place.text)


def _same_label(kind: str, labelled: Iterable[Place]) -> Iterator[Problem]:
    first: dict[str, tuple[Place, str]] = {}
    for block in labelled:
        question = block.child("question")
        label, written = block.child("label"), block.child("label").text
        place, says = (label, written) if written else (question, button_label(question.text))
        other, asked = first.setdefault(normalise(says), (place, normalise(question.text)))
        # Two equal questions are told as such.
        if other is not place and not (asked and asked == normalise(question.text)):
            yield place.warning(
                f"the button {shown(says)} looks like that of another {kind} ({other.where}); say what differs"
            )
