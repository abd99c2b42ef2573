"""The menu: categories, their questions, and answers with a way back, all in one message."""

from __future__ import annotations

from bot.dialogue.actions import action, found, still_there
from bot.dialogue.answers import answer_messages
from bot.dialogue.layout import NEW_MENU, column, page_with, pages, turns
from bot.dialogue.templates import open_template
from bot.knowledge import Knowledge
from bot.knowledge.markup import parse
from bot.records import Opened
from bot.reply import Message, Reply


@action("m")
def open_menu(knowledge: Knowledge, page: str = "1") -> Reply:
    """Show a page of the categories, in place of the screen that was left."""
    return Reply((menu_screen(knowledge, page),), in_place=True)


@action(NEW_MENU)
def open_new_menu(knowledge: Knowledge) -> Reply:
    """Show the categories in a new message, so that an answer above stays."""
    return Reply((menu_screen(knowledge),))


@action("c")
def open_category(knowledge: Knowledge, category_id: str, page: str = "1") -> Reply:
    """Show a page of a category's questions."""
    category = still_there(knowledge.category(category_id))
    numbered = pages(category.entries)
    shown = found(numbered, page)
    questions = column(open_in_menu.button(knowledge.entries[entry_id].label, entry_id) for entry_id in shown)
    turning = turns(knowledge, numbered, page, lambda label, other: open_category.button(label, category.id, other))
    menu_page = page_with(category.id, pages(tuple(knowledge.categories)))
    back = open_menu.button(knowledge.messages.button_categories, menu_page)
    text = parse(knowledge.messages.category).fill(category=category.label)
    return Reply((Message(text, (*questions, *turning, (back,))),), in_place=True)


@action("i")
def open_in_menu(knowledge: Knowledge, entry_id: str) -> Reply:
    """Answer a question in place of the category, with a way back to it.

    Its template waits behind a button: walking through the menu would pile up letters below it.
    """
    entry = still_there(knowledge.entry(entry_id))
    category = next(category for category in knowledge.categories.values() if entry.id in category.entries)
    page = page_with(entry.id, pages(category.entries))
    back = open_category.button(knowledge.messages.button_back, category.id, page)
    templates = [open_template.button(knowledge.messages.button_template, one) for one in entry.templates[:1]]
    messages = answer_messages(knowledge, entry, column([*templates, back]))
    return Reply(messages, in_place=True, record=Opened(entry.id))


def menu_screen(knowledge: Knowledge, page: str = "1") -> Message:
    """List a page of the categories."""
    numbered = pages(tuple(knowledge.categories))
    categories = [knowledge.categories[category_id] for category_id in found(numbered, page)]
    rows = column(open_category.button(category.label, category.id) for category in categories)
    return Message(parse(knowledge.messages.menu), rows + turns(knowledge, numbered, page, open_menu.button))
