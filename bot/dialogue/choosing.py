"""/choose: a few questions that lead to one of the ways to leave; the step reached stands in the button."""

from __future__ import annotations

from bot.dialogue.actions import StaleButtonError, action, found
from bot.dialogue.answers import answer_rows
from bot.dialogue.layout import column, menu_row
from bot.knowledge import Knowledge
from bot.reply import Message, Reply


@action("w")
def open_step(knowledge: Knowledge, step_id: str) -> Reply:
    """Ask the next question or show a result, in place of the step before."""
    return Reply((_screen(knowledge, step_id),), in_place=True)


@action("v")
def open_first_step(knowledge: Knowledge) -> Reply:
    """Begin with the first question, in a new message."""
    return Reply((first_step(knowledge),))


def first_step(knowledge: Knowledge) -> Message:
    """Ask the first question."""
    if not knowledge.steps:
        raise StaleButtonError("there are no steps any more")
    return _screen(knowledge, next(iter(knowledge.steps)))


def _screen(knowledge: Knowledge, step_id: str) -> Message:
    step = found(knowledge.steps, step_id)
    rows = answer_rows(knowledge, step.entries) + column(
        open_step.button(choice.label, choice.next) for choice in step.choices
    )
    back = column([open_step.button(knowledge.messages.button_back, step.previous)]) if step.previous else ()
    return Message(step.text, rows + (back or menu_row(knowledge)))
