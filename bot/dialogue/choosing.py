"""/choose: a few questions that lead to one of the ways to leave; the way that was taken stands in the button."""

from __future__ import annotations

from typing import Final

from bot.dialogue.actions import StaleButtonError, action, found
from bot.dialogue.answers import answer_rows
from bot.dialogue.layout import column, menu_row
from bot.knowledge import Knowledge
from bot.reply import Message, Reply

# How many steps back a button remembers: with an id of 40 characters, more would not fit into its 64 bytes.
_REMEMBERED: Final = 6


@action("w")
def open_step(knowledge: Knowledge, step_id: str, way: str = "") -> Reply:
    """Ask the next question or show a result, in place of the step before; `way` numbers the steps taken so far."""
    return Reply((_screen(knowledge, step_id, way),), in_place=True)


@action("v")
def open_first_step(knowledge: Knowledge) -> Reply:
    """Begin with the first question, in a new message."""
    return Reply((first_step(knowledge),))


def first_step(knowledge: Knowledge) -> Message:
    """Ask the first question."""
    if not knowledge.steps:
        raise StaleButtonError("there are no steps any more")
    return _screen(knowledge, next(iter(knowledge.steps)))


def _screen(knowledge: Knowledge, step_id: str, way: str = "") -> Message:
    step = found(knowledge.steps, step_id)
    numbered = {str(number): known for number, known in enumerate(knowledge.steps)}
    taken = [found(numbered, number) for number in way.split(".")] if way else []
    if len(taken) > _REMEMBERED:  # no button of ours says so, and the one that leads back might not fit
        raise StaleButtonError(way)
    numbers = {known: number for number, known in numbered.items()}
    onward = ".".join(numbers[known] for known in [*taken, step_id][-_REMEMBERED:])
    rows = answer_rows(knowledge, step.entries) + column(
        open_step.button(choice.label, choice.next, onward) for choice in step.choices
    )
    before = taken[-1] if taken else step.previous
    if not before:
        return Message(step.text, rows + menu_row(knowledge))
    earlier = [".".join(numbers[known] for known in taken[:-1])] if taken[:-1] else []
    back = open_step.button(knowledge.messages.button_back, before, *earlier)
    return Message(step.text, rows + column([back]))
