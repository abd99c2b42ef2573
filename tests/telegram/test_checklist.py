"""/checklist: ticked by taps in one message, with nothing remembered but what stands in its buttons."""

from __future__ import annotations

from bot.knowledge import Knowledge
from tests.telegram.conftest import LiveBot, Start, labels


def shown(knowledge: Knowledge, *done: int) -> list[str]:
    """The items as they are shown with these ticked."""
    messages = knowledge.messages
    return [
        (messages.item_done if number in done else messages.item_open).format(label=item.label)
        for number, item in enumerate(knowledge.checklist)
    ]


async def test_an_item_opens_its_answer_in_place_and_comes_back_unticked(bot: LiveBot, knowledge: Knowledge):
    messages = knowledge.messages
    (checklist,) = await bot.says("/checklist")
    assert labels(checklist) == [*shown(knowledge), messages.button_menu]
    for number, item in enumerate(knowledge.checklist):
        answer = await bot.tapped(shown(knowledge)[number], checklist)
        entry = knowledge.entries[item.entry]
        assert answer.text.startswith(entry.question)
        assert entry.source in answer.text.splitlines()[-1]
        back = await bot.tapped(messages.button_checklist, checklist)
        assert (back.text, back.markup) == (checklist.text, checklist.markup)


async def test_an_item_is_ticked_and_unticked(bot: LiveBot, knowledge: Knowledge):
    messages = knowledge.messages
    (checklist,) = await bot.says("/checklist")
    await bot.tapped(shown(knowledge)[1], checklist)
    ticked = await bot.tapped(messages.button_tick, checklist)
    assert labels(ticked) == [*shown(knowledge, 1), messages.button_menu]
    await bot.tapped(shown(knowledge, 1)[1], checklist)
    back = await bot.tapped(messages.button_untick, checklist)
    assert (back.text, back.markup) == (checklist.text, checklist.markup)


async def test_all_ticked_leads_to_the_way_to_leave_across_restarts(start: Start, knowledge: Knowledge):
    messages = knowledge.messages
    async with start() as bot:
        (checklist,) = await bot.says("/checklist")
    done: list[int] = []
    for number in reversed(range(len(knowledge.checklist))):
        async with start(bot.telegram):
            assert messages.button_choose not in labels(bot.chat.messages[checklist.message_id])
            await bot.tapped(shown(knowledge, *done)[number], checklist)
        async with start(bot.telegram):
            done.append(number)
            now = await bot.tapped(messages.button_tick, checklist)
    assert now.text == messages.checklist_done.replace("**", "").strip()
    assert labels(now) == [messages.button_choose, *shown(knowledge, *done), messages.button_menu]
    async with start(bot.telegram):
        (question,) = await bot.after(lambda: bot.chat.tap(messages.button_choose, checklist.message_id))
    assert question.text == str(next(iter(knowledge.steps.values())).text).strip()
    assert bot.chat.messages[checklist.message_id] == now  # the ticks stay


async def test_two_lists_in_one_chat_have_their_own_ticks(bot: LiveBot, knowledge: Knowledge):
    (first,) = await bot.says("/checklist")
    (second,) = await bot.says("/checklist")
    await bot.tapped(shown(knowledge)[0], first)
    await bot.tapped(knowledge.messages.button_tick, first)
    await bot.tapped(shown(knowledge)[2], second)
    await bot.tapped(knowledge.messages.button_tick, second)
    assert labels(bot.chat.messages[first.message_id])[:-1] == shown(knowledge, 0)
    assert labels(bot.chat.messages[second.message_id])[:-1] == shown(knowledge, 2)


async def test_two_taps_on_a_tick_tick_once(bot: LiveBot, knowledge: Knowledge):
    (checklist,) = await bot.says("/checklist")
    answer = await bot.tapped(shown(knowledge)[0], checklist)
    data = answer.button(knowledge.messages.button_tick)["callback_data"]

    def tap_twice() -> None:
        bot.chat.press(checklist.message_id, data)
        bot.chat.press(checklist.message_id, data)

    events = await bot.events_after(tap_twice)
    assert sorted(event.kind for event in events) == ["answer", "answer", "edit"]
    assert labels(bot.chat.messages[checklist.message_id])[:-1] == shown(knowledge, 0)
