"""/checklist: what to do before leaving; which items are done stands in the buttons, as a number in hexadecimal."""

from __future__ import annotations

from bot.dialogue.actions import StaleButtonError, action, found
from bot.dialogue.answers import answer_text, in_messages
from bot.dialogue.choosing import open_first_step
from bot.dialogue.layout import column, menu_row
from bot.knowledge import Item, Knowledge
from bot.knowledge.markup import parse
from bot.reply import Message, Press, Reply
from bot.text import fill


@action("l")
def open_checklist(knowledge: Knowledge, done: str, items: str) -> Reply:
    """Show the items with their ticks; `items` is how many there were when the button was made."""
    return Reply((checklist_screen(knowledge, _ticks(knowledge, done, items)),), in_place=True)


@action("k")
def open_item(knowledge: Knowledge, index: str, done: str, items: str) -> Reply:
    """Explain an item, and let it be ticked."""
    ticks = _ticks(knowledge, done, items)
    item = found({str(number): item for number, item in enumerate(knowledge.checklist)}, index)
    bit = 1 << int(index)
    messages = knowledge.messages
    label = messages.button_untick if ticks & bit else messages.button_tick
    text = answer_text(knowledge, knowledge.entries[item.entry])
    buttons = [_button(knowledge, label, ticks ^ bit), _button(knowledge, messages.button_checklist, ticks)]
    return Reply(in_messages(text, column(buttons)), in_place=True)


def checklist_screen(knowledge: Knowledge, ticks: int = 0) -> Message:
    """List the items; when all are ticked, lead on to the ways to leave."""
    messages = knowledge.messages
    count = len(knowledge.checklist)
    items = column(
        open_item.button(_label(knowledge, item, bool(ticks >> index & 1)), str(index), f"{ticks:x}", str(count))
        for index, item in enumerate(knowledge.checklist)
    )
    if ticks < (1 << count) - 1:
        return Message(parse(messages.checklist), items + menu_row(knowledge))
    way_on = column([open_first_step.button(messages.button_choose)]) if knowledge.steps else ()
    return Message(parse(messages.checklist_done), way_on + items + menu_row(knowledge))


def _label(knowledge: Knowledge, item: Item, done: bool) -> str:
    return fill(knowledge.messages.item_done if done else knowledge.messages.item_open, label=item.label)


def _button(knowledge: Knowledge, label: str, ticks: int) -> Press:
    return open_checklist.button(label, f"{ticks:x}", str(len(knowledge.checklist)))


def _ticks(knowledge: Knowledge, done: str, items: str) -> int:
    """Read the ticks of a button; raises StaleButtonError if they were made for another list."""
    count = len(knowledge.checklist)
    if not count or items != str(count):
        raise StaleButtonError(items)
    return found({f"{ticks:x}": ticks for ticks in range(1 << count)}, done)
