"""Answers: with their source, what is asked next, the message ready to send, and whether they helped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot import limits
from bot.dialogue.actions import StaleButtonError, action, still_there
from bot.dialogue.layout import column, menu_button, menu_row
from bot.dialogue.templates import messages_with, shown_in
from bot.knowledge import Entry, Knowledge
from bot.knowledge.markup import parse
from bot.records import Opened, Voted
from bot.reply import Button, Link, Message, Reply, Result, Rows, Share
from bot.text import Mark, Text, fill

MAX_RELATED: Final = 3
_TITLE_CHARACTERS: Final = 200
_DESCRIPTION_CHARACTERS: Final = 100


@action("a")
def open_answer(knowledge: Knowledge, entry_id: str) -> Reply:
    """Answer a question in new messages, which stay in the chat."""
    entry = still_there(knowledge.entry(entry_id))
    invitation = fill(knowledge.messages.share_text, question=entry.question)
    share = Share(knowledge.messages.button_share, invitation, entry.id)
    answer = answer_messages(knowledge, entry, ((share, menu_button(knowledge)),))
    return Reply((*answer, *messages_with(knowledge, entry)), record=Opened(entry.id))


@action("h")
def vote(knowledge: Knowledge, entry_id: str, helpful: str) -> Reply:
    """Take a vote on an answer; after a no, offer the nearest other questions."""
    entry = still_there(knowledge.entry(entry_id))
    if helpful not in ("y", "n"):
        raise StaleButtonError(helpful)
    row = _vote_row(knowledge, entry.id, voted=helpful)
    if helpful == "y":
        return Reply(row=row, notice=knowledge.messages.helpful_notice, record=Voted(entry.id, helpful=True))
    related = related_rows(knowledge, entry.related)
    text = knowledge.messages.not_helpful if related else knowledge.messages.none_of_these
    message = Message(parse(text), related + menu_row(knowledge))
    return Reply((message,), row=row, record=Voted(entry.id, helpful=False), unresolved=True)


def answer_messages(knowledge: Knowledge, entry: Entry, way_on: Rows) -> tuple[Message, ...]:
    """Write an answer with related questions and the question whether it helped."""
    rows = (*related_rows(knowledge, entry.related), _vote_row(knowledge, entry.id), *way_on)
    return in_messages(answer_text(knowledge, entry), rows)


def in_messages(text: Text, rows: Rows) -> tuple[Message, ...]:
    """Cut a text into as many messages as it takes, the buttons below the last."""
    *others, last = text.parts(limits.MESSAGE_CHARACTERS)
    return (*map(Message, others), Message(last, rows))


def answer_text(knowledge: Knowledge, entry: Entry) -> Text:
    """Write the question as heading, the answer, and its source, where it is known, in a quiet line; of any length."""
    text = Text.of(entry.question, Mark.BOLD) + Text.of("\n\n") + entry.answer
    day = entry.checked_on
    if not entry.source or day is None:
        return text
    date = fill(knowledge.messages.date_format, year=str(day.year), month=str(day.month), day=str(day.day))
    source = fill(knowledge.messages.source_line, source=entry.source, date=date)
    return text + Text.of(f"\n\n{source}")


def brief_answer(knowledge: Knowledge, entry: Entry) -> Message:
    """Write the conclusion alone, with a way to the whole answer in private: for groups."""
    conclusion = str(entry.answer).split("\n\n")[0]
    text = Text.of(entry.question, Mark.BOLD) + Text.of(f"\n\n{conclusion}")
    return Message(_first_part(text), column([Link(knowledge.messages.button_more, entry.id)]))


def _first_part(text: Text) -> Text:
    return text.parts(limits.MESSAGE_CHARACTERS)[0]


def result(knowledge: Knowledge, entry: Entry) -> Result:
    """Offer an answer to somebody who is still typing."""
    first_line = str(entry.answer).split("\n")[0]
    text = _first_part(answer_text(knowledge, entry))
    return Result(entry.id, entry.question[:_TITLE_CHARACTERS], first_line[:_DESCRIPTION_CHARACTERS], text)


def answered_entry(knowledge: Knowledge, text: str) -> Entry | None:
    """Recognise the entry whose answer, or letter sent along with it, a message shows; None if it shows none."""
    if not text.strip():  # of a photo for instance; every answer would have to be cut to find that it is no part of it
        return None
    entries = knowledge.entries.values()
    headed = [entry for entry in entries if text.startswith(f"{entry.question}\n\n")]
    if headed:  # by two entries with the same question, or by an answer that reads differently today
        exact = (entry for entry in headed if str(answer_text(knowledge, entry)).startswith(text.strip()))
        return next(exact, headed[0])
    shown = (entry for entry in entries if shown_in(knowledge, entry, text) or _continued_in(knowledge, entry, text))
    return next(shown, None)


def _continued_in(knowledge: Knowledge, entry: Entry, text: str) -> bool:
    """Tell whether a message shows a later part of an answer that takes several."""
    shown, whole = text.strip(), answer_text(knowledge, entry)
    if shown not in str(whole):  # as good as always, and faster than to cut
        return False
    return any(str(part).strip() == shown for part in whole.parts(limits.MESSAGE_CHARACTERS))


def answer_rows(knowledge: Knowledge, entry_ids: Iterable[str]) -> Rows:
    """Make a button for each entry that opens its answer."""
    return column(open_answer.button(knowledge.entries[entry_id].label, entry_id) for entry_id in entry_ids)


def related_rows(knowledge: Knowledge, entry_ids: Sequence[str]) -> Rows:
    """Make buttons for the first few related questions."""
    return answer_rows(knowledge, entry_ids[:MAX_RELATED])


def opposite(knowledge: Knowledge, given: Voted) -> str:
    """Return how the button of the opposite vote is labelled where that one was given."""
    messages = knowledge.messages
    label = messages.button_not_helpful if given.helpful else messages.button_helpful
    return fill(messages.button_voted, vote=label)


def _vote_row(knowledge: Knowledge, entry_id: str, voted: str = "") -> tuple[Button, ...]:
    messages = knowledge.messages
    labels = {"y": messages.button_helpful, "n": messages.button_not_helpful}
    if voted:
        labels[voted] = fill(messages.button_voted, vote=labels[voted])
    return tuple(vote.button(label, entry_id, helpful) for helpful, label in labels.items())
