"""The screens that people walk through: menu, category, answer, template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot import limits
from bot.dialogue.actions import StaleButtonError, action, found
from bot.knowledge import Category, Entry, Knowledge, Template
from bot.knowledge.markup import parse
from bot.reply import Button, Copy, Message, Press, Reply, Rows
from bot.text import Mark, Text

QUESTIONS_A_PAGE: Final = limits.BUTTONS_A_SCREEN - 2  # beside them: a row to turn the page, a row back
MAX_RELATED: Final = 3


def column(buttons: Iterable[Button]) -> Rows:
    """Set buttons below each other: Japanese labels need the whole width of a phone."""
    return tuple((button,) for button in buttons)


@action("m")
def open_menu(knowledge: Knowledge) -> Reply:
    """Show the categories, in place of the screen that was left."""
    return Reply((menu_screen(knowledge),), in_place=True)


@action("n")
def open_new_menu(knowledge: Knowledge) -> Reply:
    """Show the categories in a new message, so that an answer above stays."""
    return Reply((menu_screen(knowledge),))


@action("c")
def open_category(knowledge: Knowledge, category_id: str, page: str = "1") -> Reply:
    """Show a page of a category's questions."""
    category = found(knowledge.categories, category_id)
    pages = _pages(category)
    shown = found(pages, page)
    messages = knowledge.messages
    questions = [open_in_menu.button(knowledge.entries[entry_id].label, entry_id) for entry_id in shown]
    turns = tuple(
        open_category.button(label, category_id, other)
        for label, other in (
            (messages.button_previous, str(int(page) - 1)),
            (messages.button_next, str(int(page) + 1)),
        )
        if other in pages
    )
    back = open_menu.button(messages.button_categories)
    rows = (*column(questions), *filter(None, [turns]), (back,))
    return Reply((Message(parse(messages.category).fill(category=category.label), rows),), in_place=True)


@action("a")
def open_answer(knowledge: Knowledge, entry_id: str) -> Reply:
    """Answer a question in new messages, which stay in the chat."""
    menu = open_new_menu.button(knowledge.messages.button_menu)
    return Reply(answer_messages(knowledge, found(knowledge.entries, entry_id), menu))


@action("i")
def open_in_menu(knowledge: Knowledge, entry_id: str) -> Reply:
    """Answer a question in place of the category, with a way back to it."""
    entry = found(knowledge.entries, entry_id)
    category = next(category for category in knowledge.categories.values() if entry_id in category.entries)
    page = next(page for page, shown in _pages(category).items() if entry_id in shown)
    back = open_category.button(knowledge.messages.button_back, category.id, page)
    return Reply(answer_messages(knowledge, entry, back), in_place=True)


@action("t")
def open_template(knowledge: Knowledge, entry_id: str, template_id: str) -> Reply:
    """Show another message ready to send, out of those that belong to an entry."""
    entry = found(knowledge.entries, entry_id)
    if template_id not in entry.templates:
        raise StaleButtonError(template_id)
    template = knowledge.templates[template_id]
    return Reply((_lead(knowledge, template), _letter(knowledge, entry, template)))


def _pages(category: Category) -> dict[str, tuple[str, ...]]:
    """Split the entries of a category into pages, numbered from 1."""
    starts = range(0, len(category.entries), QUESTIONS_A_PAGE)
    return {
        str(number): category.entries[start : start + QUESTIONS_A_PAGE] for number, start in enumerate(starts, start=1)
    }


def menu_screen(knowledge: Knowledge) -> Message:
    """List the categories."""
    buttons = (open_category.button(category.label, category.id) for category in knowledge.categories.values())
    return Message(parse(knowledge.messages.menu), column(buttons))


def answer_buttons(knowledge: Knowledge, entry_ids: Iterable[str]) -> list[Press]:
    """Make a button for each entry that opens its answer."""
    return [open_answer.button(knowledge.entries[entry_id].label, entry_id) for entry_id in entry_ids]


def answer_messages(knowledge: Knowledge, entry: Entry, way_on: Press) -> tuple[Message, ...]:
    """Write the answer with its source and related questions; its template follows in messages of its own."""
    text = Text.of(entry.question, Mark.BOLD) + Text.of("\n\n") + entry.answer + _source_line(knowledge, entry)
    related = answer_buttons(knowledge, entry.related[:MAX_RELATED])
    messages = [Message(text, column([*related, way_on]))]
    if entry.templates:
        template = knowledge.templates[entry.templates[0]]
        if template.to:
            messages.append(_lead(knowledge, template))
        messages.append(_letter(knowledge, entry, template))
    return tuple(messages)


def _source_line(knowledge: Knowledge, entry: Entry) -> Text:
    day = entry.checked_on
    date = parse(knowledge.messages.date_format).fill(year=str(day.year), month=str(day.month), day=str(day.day))
    line = parse(knowledge.messages.source_line).fill(source=entry.source, date=str(date))
    return Text.of(f"\n\n{line}")


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
        open_template.button(knowledge.templates[other].label, entry.id, other)
        for other in entry.templates
        if other != template.id
    ]
    # Telegram counts the characters of a text to copy in UTF-16; counting so is safe in any case.
    if len(letter.encode("utf-16-le")) // 2 <= limits.COPY_CHARACTERS:
        return Message(Text.of(letter), column([Copy(knowledge.messages.button_copy_text, letter), *others]))
    return Message(Text.of(letter, Mark.BLOCK), column(others))
