"""Buttons that are old, forged, pressed too late, or whose message is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.knowledge import Knowledge
from tests.telegram.conftest import LiveBot, Start, labels

Logs = Callable[[], list[str]]

FORGED = [
    "0|a|m3-points",
    "2|a|m3-points",
    "1|a|no-such-entry",
    "1|a",
    "1|a|",
    "1|a|m3-points|more",
    "1|zz|m3-points",
    "1|c|methods|0",
    "1|c|methods|99",
    "1|c|methods|-1",
    "1|c|methods|１",
    "1|t|no-such-template",
    "1|m|1|2",
    "1|m|2000000000",
    "1|h|m3-points",
    "1|h|m3-points|maybe",
    "1|h|no-such-entry|y",
    "1|s|nobody",
    "1|f|no-such-template",
    "1|r|consultant",
    "1|w|nowhere",
    "1|v|phone",
    "1|l|0",
    "1|l|0|99",
    "1|l|-1|5",
    "1|l|0x1|5",
    "1|l|01|5",
    "1|l|20|5",
    "1|l|ffffffffffffffffffffffffffffffff|5",
    "1|l|１|5",
    "1|k|5|0|5",
    "1|k|-1|0|5",
    "1|k|0|0|6",
    "1|k|0|20|5",
    "1",
    "|",
    "||||",
    "noop",
    "退会",
    "\x00",
    "<b>",
    "1|a|__class__",
    "🧨" * 16,
]


@pytest.mark.parametrize("data", FORGED)
async def test_a_stale_or_forged_button_gets_a_polite_word_and_the_menu(
    bot: LiveBot, knowledge: Knowledge, data: str, bot_logs: Logs
):
    (welcome,) = await bot.says("/start")
    events = await bot.events_after(lambda: bot.chat.press(welcome.message_id, data))
    assert [event.kind for event in events] == ["answer", "reply"]
    reply = events[1].message
    assert reply
    assert reply.text == knowledge.messages.stale_button.strip()
    assert labels(reply) == [category.label for category in knowledge.categories.values()]
    assert bot_logs() == []


async def test_a_press_on_a_message_that_is_gone_is_answered_in_a_new_one(
    bot: LiveBot, knowledge: Knowledge, bot_logs: Logs
):
    category = next(iter(knowledge.categories.values()))
    (menu,) = await bot.says("/menu")
    data = menu.button(category.label)["callback_data"]
    bot.chat.remove(menu.message_id)
    (questions,) = await bot.after(lambda: bot.chat.press(menu.message_id, data))
    assert category.label in questions.text
    assert bot_logs() == []


@pytest.mark.parametrize("words", ["message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID"])
async def test_an_edit_that_telegram_refuses_becomes_a_new_message(bot: LiveBot, knowledge: Knowledge, words: str):
    category = next(iter(knowledge.categories.values()))
    (menu,) = await bot.says("/menu")
    bot.telegram.faults.refuse("editMessageText", 400, f"Bad Request: {words}")
    (questions,) = await bot.after(lambda: bot.chat.tap(category.label, menu.message_id))
    assert category.label in questions.text
    assert bot.chat.messages[menu.message_id] == menu


async def test_two_taps_on_the_same_button_edit_once(bot: LiveBot, knowledge: Knowledge, bot_logs: Logs):
    category = next(iter(knowledge.categories.values()))
    (menu,) = await bot.says("/menu")
    data = menu.button(category.label)["callback_data"]

    def tap_twice() -> None:
        bot.chat.press(menu.message_id, data)
        bot.chat.press(menu.message_id, data)

    kinds = [event.kind for event in await bot.events_after(tap_twice)]
    assert sorted(kinds) == ["answer", "answer", "edit"]
    assert bot_logs() == []


async def test_two_taps_on_a_suggestion_bring_one_answer_and_another_button_brings_its_own(bot: LiveBot):
    (welcome,) = await bot.says("/start")

    def taps() -> None:
        for entry_id in ("m3-points", "m3-points", "cautions", "m3-points"):
            bot.chat.press(welcome.message_id, f"1|a|{entry_id}")

    kinds = [event.kind for event in await bot.events_after(taps)]
    assert sorted(kinds) == ["answer"] * 4 + ["reply"] * 3


async def test_a_double_tap_is_one_of_its_own_chat(bot: LiveBot):
    """Others may press between the two taps, and the same button elsewhere at the same time."""
    other = bot.telegram.open_chat("太郎")
    (welcome,) = await bot.says("/start")
    (theirs,) = await bot.says("/start", other)
    start = len(bot.chat.events), len(other.events)
    for _ in range(2):
        bot.chat.press(welcome.message_id, "1|a|m3-points")
        other.press(theirs.message_id, "1|a|m3-points")
    await bot.settled()
    kinds = [[event.kind for event in chat.events[n:]] for chat, n in zip((bot.chat, other), start, strict=True)]
    assert [[kind for kind in done if kind in ("answer", "reply")] for done in kinds] == [
        ["answer", "reply", "answer"]
    ] * 2


async def test_a_second_tap_that_waited_long_for_the_first_is_one_of_a_double_tap(
    bot: LiveBot, monkeypatch: pytest.MonkeyPatch
):
    now = 0.0
    monkeypatch.setattr("bot.telegram.handlers.monotonic", lambda: now)
    (welcome,) = await bot.says("/start")
    first = bot.telegram.faults.hold("sendMessage")
    start = len(bot.chat.events)
    bot.chat.press(welcome.message_id, "1|a|m3-points")
    bot.chat.press(welcome.message_id, "1|a|m3-points")
    await first.reached.wait()
    now = 8.0  # so slow is the network
    first.set()
    await bot.settled()
    assert [event.kind for event in bot.chat.events[start:] if event.message and event.message.from_bot] == ["reply"]


async def test_a_press_is_acknowledged_before_anything_else(bot: LiveBot):
    (welcome,) = await bot.says("/start")
    bot.telegram.calls.clear()
    await bot.after(lambda: bot.chat.press(welcome.message_id, "1|a|m3-points"))
    done = [method for method, _ in bot.telegram.calls if method != "getUpdates"]
    assert done == ["answerCallbackQuery", "sendMessage"]


@pytest.mark.parametrize("fault", ["too old", "dropped", "flood"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_a_press_that_cannot_be_acknowledged_is_answered_all_the_same(
    bot: LiveBot, knowledge: Knowledge, fault: str
):
    (welcome,) = await bot.says("/start")
    faults = bot.telegram.faults
    if fault == "too old":
        words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        faults.refuse("answerCallbackQuery", 400, words)
    elif fault == "dropped":
        faults.drop("answerCallbackQuery")
    else:
        faults.refuse("answerCallbackQuery", 429, "Too Many Requests: retry after 3", retry_after=3)
    (answer, *_) = await bot.after(lambda: bot.chat.press(welcome.message_id, "1|a|m3-points"))
    assert answer.text.startswith(knowledge.entries["m3-points"].question)


async def test_a_press_without_data_or_message_is_survived(bot: LiveBot, bot_logs: Logs):
    hanako = {"id": bot.chat.chat_id, "is_bot": False, "first_name": "花子"}
    game = {"id": "1", "from": hanako, "chat_instance": "1", "game_short_name": "chess"}
    inline = {"id": "2", "from": hanako, "chat_instance": "1", "inline_message_id": "abc", "data": "1|m"}
    for query in (game, inline):
        bot.telegram.updates.add("callback_query", query)
    await bot.settled()
    assert [line for line in bot_logs() if "what matters less" not in line] == []
    assert len(await bot.says("/start")) == 1


async def test_buttons_still_work_after_a_restart(start: Start, knowledge: Knowledge):
    async with start() as bot:
        (welcome,) = await bot.says("/start")
    async with start(bot.telegram) as again:
        (answer, *_) = await again.after(
            lambda: bot.chat.tap(knowledge.entries["m3-points"].label, welcome.message_id), bot.chat
        )
    assert answer.text.startswith(knowledge.entries["m3-points"].question)


@pytest.mark.parametrize("command", ["menu", "template", "choose", "checklist"])
@pytest.mark.parametrize("gone", [False, True], ids=["too old to edit", "deleted"])
async def test_a_screen_that_cannot_be_changed_goes_on_in_a_new_message(
    bot: LiveBot, command: str, gone: bool, bot_logs: Logs
):
    (old,) = await bot.says(f"/{command}")
    (other,) = await bot.says(f"/{command}")
    expected = await bot.tapped(labels(other)[0], other)
    if gone:
        bot.chat.remove(old.message_id)
    else:
        bot.telegram.faults.refuse("editMessageText", 400, "Bad Request: message can't be edited")
    (new,) = await bot.after(lambda: bot.chat.press(old.message_id, old.buttons[0]["callback_data"]))
    assert (new.text, new.markup) == (expected.text, expected.markup)
    assert len(bot_logs()) == (0 if gone else 1)


async def test_a_button_of_an_inline_message_is_acknowledged_and_changes_nothing(bot: LiveBot):
    """The bot sends none itself; its answers to inline queries have no buttons."""
    hanako = {"id": bot.chat.chat_id, "is_bot": False, "first_name": "花子"}
    press = {"id": "1", "from": hanako, "chat_instance": "1", "inline_message_id": "abc", "data": "1|h|m3-points|y"}
    bot.telegram.calls.clear()
    assert await bot.after(lambda: bot.telegram.updates.add("callback_query", press)) == []
    assert {method for method, _ in bot.telegram.calls} == {"answerCallbackQuery", "getUpdates"}


@pytest.mark.parametrize("cut", range(1, 9))
async def test_a_button_that_was_cut_is_answered_like_a_stale_one(bot: LiveBot, knowledge: Knowledge, cut: int):
    (checklist,) = await bot.says("/checklist")
    whole = checklist.buttons[0]["callback_data"]
    (answer,) = await bot.after(lambda: bot.chat.press(checklist.message_id, whole[:cut]))
    assert answer.text == knowledge.messages.stale_button.strip()
