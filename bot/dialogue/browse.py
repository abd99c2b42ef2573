"""The screens that people walk through: menu, category, answer, template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bot import limits
from bot.dialogue.actions import StaleButtonError, action, found
from bot.knowledge import Entry, Knowledge, Template
from bot.knowledge.markup import parse
from bot.reply import Button, Copy, Message, Press, Reply, Rows, fits_copy_button
from bot.text import Mark, Text

ITEMS_A_PAGE: Final = limits.BUTTONS_A_SCREEN - 3  # beside them: to the previous page, to the next, back
MAX_RELATED: Final = 3


def column(buttons: Iterable[Button]) -> Rows:
    """Set buttons below each other: Japanese labels need the whole width of a phone."""
    return tuple((button,) for button in buttons)


@action("m")
def open_menu(knowledge: Knowledge, page: str = "1") -> Reply:
    """Show a page of the categories, in place of the screen that was left."""
    return Reply((menu_screen(knowledge, page),), in_place=True)


@action("n")
def open_new_menu(knowledge: Knowledge) -> Reply:
    """Show the categories in a new message, so that an answer above stays."""
    return Reply((menu_screen(knowledge),))


@action("c")
def open_category(knowledge: Knowledge, category_id: str, page: str = "1") -> Reply:
    """Show a page of a category's questions."""
    category = found(knowledge.categories, category_id)
    pages = _pages(category.entries)
    questions = [open_in_menu.button(knowledge.entries[entry_id].label, entry_id) for entry_id in found(pages, page)]
    turns = _turns(knowledge, pages, page, lambda label, other: open_category.button(label, category_id, other))
    menu_page = _page_with(category_id, _pages(tuple(knowledge.categories)))
    back = open_menu.button(knowledge.messages.button_categories, menu_page)
    text = parse(knowledge.messages.category).fill(category=category.label)
    return Reply((Message(text, (*column(questions), *turns, (back,))),), in_place=True)


@action("a")
def open_answer(knowledge: Knowledge, entry_id: str) -> Reply:
    """Answer a question in new messages, which stay in the chat."""
    return Reply(_answer(knowledge, found(knowledge.entries, entry_id), menu_row(knowledge)))


@action("i")
def open_in_menu(knowledge: Knowledge, entry_id: str) -> Reply:
    """Answer a question in place of the category, with a way back to it."""
    entry = found(knowledge.entries, entry_id)
    category = next(category for category in knowledge.categories.values() if entry_id in category.entries)
    page = _page_with(entry_id, _pages(category.entries))
    back = open_category.button(knowledge.messages.button_back, category.id, page)
    return Reply(_answer(knowledge, entry, column([back])), in_place=True)


@action("t")
def open_template(knowledge: Knowledge, template_id: str) -> Reply:
    """Show another of the messages ready to send that belong to one entry."""
    template = found(knowledge.templates, template_id)
    # Two ids need not fit into 64 bytes, so that the button cannot name the entry as well.
    entry = next((entry for entry in knowledge.entries.values() if template_id in entry.templates), None)
    if entry is None:
        raise StaleButtonError(template_id)
    letter = _letter(knowledge, entry, template)
    return Reply((_lead(knowledge, template), Message(letter.text, letter.rows + menu_row(knowledge))))


def _pages(ids: Sequence[str]) -> dict[str, Sequence[str]]:
    """Split what a screen lists into pages, numbered from 1."""
    starts = range(0, len(ids), ITEMS_A_PAGE)
    return {str(number): ids[start : start + ITEMS_A_PAGE] for number, start in enumerate(starts, start=1)}


def _page_with(item: str, pages: Mapping[str, Sequence[str]]) -> str:
    return next(page for page, shown in pages.items() if item in shown)


def _turns(knowledge: Knowledge, pages: Mapping[str, object], page: str, button: Callable[[str, str], Press]) -> Rows:
    """Make the row that turns the page; no row where there is one page only."""
    back, on = str(int(page) - 1), str(int(page) + 1)
    labels = {back: knowledge.messages.button_previous, on: knowledge.messages.button_next}
    turns = tuple(button(label, other) for other, label in labels.items() if other in pages)
    return (turns,) if turns else ()


def menu_screen(knowledge: Knowledge, page: str = "1") -> Message:
    """List a page of the categories."""
    pages = _pages(tuple(knowledge.categories))
    categories = [knowledge.categories[category_id] for category_id in found(pages, page)]
    rows = column(open_category.button(category.label, category.id) for category in categories)
    turns = _turns(knowledge, pages, page, open_menu.button)
    return Message(parse(knowledge.messages.menu), rows + turns)


def menu_row(knowledge: Knowledge) -> Rows:
    """Make the row that leads on to the menu."""
    return column([open_new_menu.button(knowledge.messages.button_menu)])


def answer_rows(knowledge: Knowledge, entry_ids: Iterable[str]) -> Rows:
    """Make a button for each entry that opens its answer."""
    return column(open_answer.button(knowledge.entries[entry_id].label, entry_id) for entry_id in entry_ids)


def related_rows(knowledge: Knowledge, entry_ids: Sequence[str]) -> Rows:
    """Make buttons for the first few related questions."""
    return answer_rows(knowledge, entry_ids[:MAX_RELATED])


def _answer(knowledge: Knowledge, entry: Entry, way_on: Rows) -> tuple[Message, ...]:
    """Write the answer with its source and related questions; its template follows in messages of its own."""
    text = Text.of(entry.question, Mark.BOLD) + Text.of("\n\n") + entry.answer + _source_line(knowledge, entry)
    messages = [Message(text, related_rows(knowledge, entry.related) + way_on)]
    if entry.templates:
        template = knowledge.templates[entry.templates[0]]
        if template.to or template.subject:
            messages.append(_lead(knowledge, template))
        messages.append(_letter(knowledge, entry, template))
    return tuple(messages)


def _source_line(knowledge: Knowledge, entry: Entry) -> Text:
    day = entry.checked_on
    date = Text.of(knowledge.messages.date_format).fill(year=str(day.year), month=str(day.month), day=str(day.day))
    line = Text.of(knowledge.messages.source_line).fill(source=entry.source, date=str(date))
    return Text.of("\n\n") + line


def _lead(knowledge: Knowledge, template: Template) -> Message:
    """Introduce a template, with what does not belong into its text: address and subject."""
    messages = knowledge.messages
    text = parse(messages.template_lead).fill(title=template.title)
    buttons: list[Button] = []
    if template.to:
        text += Text.of("\n\n") + parse(messages.address_line).fill(address=template.to)
        buttons.append(Copy(messages.button_copy_address, template.to))
    if template.subject:
        text += Text.of("\n") + parse(messages.subject_line).fill(subject=template.subject)
        buttons.append(Copy(messages.button_copy_subject, template.subject))
    return Message(text, column(buttons))


def _letter(knowledge: Knowledge, entry: Entry, template: Template) -> Message:
    """Write the message ready to send, and nothing else, so that a long press copies just that."""
    blanks = dict.fromkeys(template.blanks, knowledge.messages.blank)
    letter = str(Text.of(template.text).fill(**blanks))
    others = [
        open_template.button(knowledge.templates[other].label, other)
        for other in entry.templates
        if other != template.id
    ]
    if fits_copy_button(letter):
        return Message(Text.of(letter), column([Copy(knowledge.messages.button_copy_text, letter), *others]))
    return Message(Text.of(letter, Mark.BLOCK), column(others))
