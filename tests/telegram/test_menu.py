"""The menu: one message that is edited in place, from the categories to an answer and back."""

from __future__ import annotations

from bot.knowledge import Category, Knowledge
from tests.telegram.conftest import LiveBot, is_letter, labels


def longest(knowledge: Knowledge) -> Category:
    return max(knowledge.categories.values(), key=lambda category: len(category.entries))


async def list_with(bot: LiveBot, knowledge: Knowledge, entry_id: str) -> int:
    """Open the page of the menu that lists this question, and return the message that shows it."""
    category = next(c for c in knowledge.categories.values() if entry_id in c.entries)
    (menu,) = await bot.says("/menu")
    await bot.after(lambda: bot.chat.tap(category.label, menu.message_id))
    while knowledge.entries[entry_id].label not in labels(bot.chat.messages[menu.message_id]):
        await bot.after(lambda: bot.chat.tap(knowledge.messages.button_next, menu.message_id))
    return menu.message_id


async def test_the_menu_shows_every_category(bot: LiveBot, knowledge: Knowledge):
    (menu,) = await bot.says("/menu")
    assert labels(menu) == [category.label for category in knowledge.categories.values()]


async def test_one_message_leads_to_an_answer_and_back(bot: LiveBot, knowledge: Knowledge):
    messages = knowledge.messages
    category = next(iter(knowledge.categories.values()))
    entry = next(knowledge.entries[e] for e in category.entries if not knowledge.entries[e].templates)
    (menu,) = await bot.says("/menu")

    questions = await bot.tapped(category.label, menu)
    assert category.label in questions.text
    assert entry.label in labels(questions)
    answer = await bot.tapped(entry.label, menu)
    assert answer.text.startswith(entry.question)
    assert await bot.tapped(messages.button_back, menu) == questions
    shown = await bot.tapped(messages.button_categories, menu)
    assert (shown.text, shown.markup) == (menu.text, menu.markup)


async def test_pages_of_a_long_category_turn_in_place_and_hold_every_question(bot: LiveBot, knowledge: Knowledge):
    messages, category = knowledge.messages, longest(knowledge)
    (menu,) = await bot.says("/menu")
    await bot.after(lambda: bot.chat.tap(category.label, menu.message_id))
    seen: list[str] = []
    pages = [bot.chat.messages[menu.message_id]]
    while messages.button_next in labels(pages[-1]):
        assert await bot.after(lambda: bot.chat.tap(messages.button_next, menu.message_id)) == []
        pages.append(bot.chat.messages[menu.message_id])
    for page in pages:
        seen += [label for label in labels(page) if not label.startswith("←") and label != messages.button_next]
    assert len(pages) > 1
    assert seen == [knowledge.entries[entry_id].label for entry_id in category.entries]
    assert messages.button_previous not in labels(pages[0])
    await bot.after(lambda: bot.chat.tap(messages.button_previous, menu.message_id))
    assert bot.chat.messages[menu.message_id].markup == pages[-2].markup


async def test_the_way_back_leads_to_the_page_that_was_left(bot: LiveBot, knowledge: Knowledge):
    last = knowledge.entries[longest(knowledge).entries[-1]]
    menu = await list_with(bot, knowledge, last.id)
    page = bot.chat.messages[menu]
    await bot.after(lambda: bot.chat.tap(last.label, menu))
    assert bot.chat.messages[menu].text != page.text
    await bot.after(lambda: bot.chat.tap(knowledge.messages.button_back, menu))
    assert bot.chat.messages[menu].markup == page.markup


async def test_a_template_is_opened_from_the_menu_in_messages_of_its_own(bot: LiveBot, knowledge: Knowledge):
    entry = knowledge.entries["consultant-message"]
    menu = await list_with(bot, knowledge, entry.id)
    assert await bot.after(lambda: bot.chat.tap(entry.label, menu)) == []  # walking through the menu piles up nothing
    answer = bot.chat.messages[menu]
    assert answer.text.startswith(entry.question)
    _lead, letter = await bot.after(lambda: bot.chat.tap(knowledge.messages.button_template, menu))
    assert "他のサイト経由で内定が決まりました" in letter.text
    assert is_letter(letter)
    assert bot.chat.messages[menu] == answer


async def test_a_double_tap_changes_nothing_and_repeats_nothing(bot: LiveBot, knowledge: Knowledge):
    entry = knowledge.entries["consultant-message"]
    menu = await list_with(bot, knowledge, entry.id)
    data = bot.chat.messages[menu].button(entry.label)["callback_data"]

    def tap_twice() -> None:
        bot.chat.press(menu, data)
        bot.chat.press(menu, data)

    events = await bot.events_after(tap_twice)
    assert sorted(event.kind for event in events) == ["answer", "answer", "edit"]


async def test_the_menu_below_an_answer_leaves_the_answer_in_the_chat(bot: LiveBot, knowledge: Knowledge):
    (answer,) = await bot.says(knowledge.entries["m3-points"].question)
    (menu,) = await bot.after(lambda: bot.chat.tap(knowledge.messages.button_menu, answer.message_id))
    assert labels(menu) == [category.label for category in knowledge.categories.values()]
    assert bot.chat.messages[answer.message_id] == answer
