"""Groups: the bot is silent unless it is spoken to, and answers shortly, with a way to the private chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Entry, Knowledge
from bot.tryout.chat import Message
from bot.tryout.group import Group
from tests.telegram.conftest import GROUP, LiveBot, Start, Unsure, labels, texts

Logs = Callable[[], list[str]]
BOT = {"id": 8_000_001, "is_bot": True, "first_name": "bot", "username": "local_bot"}
TARO = {"id": 77, "is_bot": False, "first_name": "太郎", "username": "taro"}
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]


@pytest.fixture
def group(bot: LiveBot) -> Group:
    return bot.telegram.open_group("薬剤師の部屋", chat_id=GROUP)


@pytest.fixture
def forum(bot: LiveBot) -> Group:
    return bot.telegram.open_group("薬剤師の広場", forum=True)


@pytest.fixture
def entry(knowledge: Knowledge) -> Entry:
    return knowledge.entries["m3-points"]


def reply_to(sender: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": GROUP, "type": "supergroup", "title": "薬剤師の部屋"}
    return {"reply_to_message": {"message_id": 5, "date": 1, "chat": chat, "from": sender, "text": "?"}}


async def written(bot: LiveBot, group: Group, text: str = "", **fields: Any) -> list[Message]:
    """Write what the bot gets even if privacy mode would keep it away: an administrator hears everything."""
    words = {"text": text} if text else {}
    return await bot.after(lambda: bot.deliver(GROUP, **words, **fields), group)


async def said(bot: LiveBot, group: Group, text: str, **how: Any) -> list[Message]:
    return await bot.after(lambda: group.say("太郎", text, **how), group)


async def old_keyboard(bot: LiveBot, group: Group, **place: Any) -> Message:
    """Let the bot have sent a keyboard here, as its earlier versions did."""
    data = {"一覧": "1|m", "新": "1|n", "票": "1|h|m3-points|y"}
    keyboard = {"inline_keyboard": [[{"text": label, "callback_data": press}] for label, press in data.items()]}
    fields = {"chat_id": group.chat_id, "text": "以前の案内", "reply_markup": json.dumps(keyboard)} | place
    status, body = await bot.telegram.handle("sendMessage", fields)
    assert status == 200
    return group.messages[body["result"]["message_id"]]


@pytest.mark.parametrize(
    "text",
    [
        "退会したい",
        "ポイントは消える？",
        "/help@other_bot",
        "/weather",
        "／ｗｅａｔｈｅｒ　東京",
        "@other_bot 退会したい",
        "@local_bot2 退会したい",
        "mail@local_bot.example",
        "local_bot",
    ],
)
async def test_talk_among_people_is_not_answered(bot: LiveBot, group: Group, text: str):
    assert await written(bot, group, text) == []


async def test_neither_are_pictures_nor_replies_to_others(bot: LiveBot, group: Group):
    assert await written(bot, group, photo=PHOTO) == []
    assert await written(bot, group, photo=PHOTO, caption="退会したい") == []
    assert await written(bot, group, "退会したい", **reply_to(TARO)) == []
    assert await written(bot, group, new_chat_members=[BOT]) == []


async def test_neither_is_the_coming_and_going_of_the_bot(bot: LiveBot, group: Group, bot_logs: Logs):
    def remove_and_add() -> None:
        group.remove_bot(by="太郎")
        group.add_bot(by="太郎")

    assert await bot.after(remove_and_add, group) == []
    assert bot_logs() == []


async def test_neither_are_edits(bot: LiveBot, group: Group, entry: Entry):
    question = group.say("太郎", "@local_bot 退会したい")
    await bot.settled()
    before = dict(group.messages)
    events = await bot.events_after(
        lambda: group.edit("太郎", question.message_id, f"@local_bot {entry.question}"), group
    )
    assert events == []
    assert {**group.messages, question.message_id: question} == before


@pytest.mark.parametrize(
    "text",
    ["/help", "/help@local_bot", "/HELP@Local_Bot", "／help", "/start m3-points", "/template", "/weather@local_bot"],
)
async def test_a_command_is_told_how_to_ask_here_and_where_to_go(
    bot: LiveBot, group: Group, knowledge: Knowledge, dialogue: Dialogue, text: str
):
    (answer,) = await written(bot, group, text)
    assert [answer.text] == texts(dialogue.group_command())
    assert labels(answer) == [knowledge.messages.button_private_chat]
    assert answer.buttons[0]["url"] == "https://t.me/local_bot"


@pytest.mark.parametrize("text", ["/help", "/help@local_bot", "@local_bot"])
async def test_what_privacy_mode_lets_through_is_answered(bot: LiveBot, group: Group, dialogue: Dialogue, text: str):
    (answer,) = await said(bot, group, text)
    assert [answer.text] == texts(dialogue.group_command())
    assert group.messages[answer.reply_to or 0].text == text


@pytest.mark.parametrize(
    "form", ["@local_bot {}", "{} @local_bot", "@LOCAL_BOT{}", "@local_bot、{}", "教えて@local_bot {}"]
)
async def test_a_mention_is_answered(bot: LiveBot, group: Group, dialogue: Dialogue, form: str):
    question = dialogue.knowledge.entries["email-after"].question
    answer, *_ = await written(bot, group, form.format(question))
    assert answer.text.startswith(question)


async def test_an_answer_is_short_and_its_button_opens_the_whole_in_private(
    bot: LiveBot, group: Group, knowledge: Knowledge, dialogue: Dialogue
):
    taro = group.private_chat("太郎")
    for entry in knowledge.entries.values():
        (answer,) = await said(bot, group, f"@local_bot {entry.question}")
        assert answer.text == f"{entry.question}\n\n{str(entry.answer).split(chr(10) * 2)[0]}".strip()
        (button,) = answer.buttons
        assert button["text"] == knowledge.messages.button_more
        opened = await bot.after(partial(taro.open, button["url"]), taro)
        assert [message.text for message in opened] == texts(dialogue.press(f"1|a|{entry.id}"))


@pytest.mark.parametrize("offers", [0, 3], ids=["nothing fits", "several fit"])
async def test_an_unclear_question_is_led_to_the_private_chat(start: Start, small: Knowledge, offers: int):
    async with start(talk=Unsure(small, offers)) as bot:
        (answer,) = await said(bot, bot.telegram.open_group("同期"), "@local_bot 退会")
    assert answer.text == small.messages.group_unclear.strip()
    assert labels(answer) == [small.messages.button_private_chat]


async def test_a_reply_to_the_bot_is_answered(bot: LiveBot, group: Group, entry: Entry):
    (hint,) = await said(bot, group, "/help")
    (answer,) = await said(bot, group, entry.question, reply_to=hint.message_id)
    assert answer.text.startswith(entry.question)


async def test_a_picture_with_a_mention_is_answered(bot: LiveBot, group: Group, entry: Entry):
    answer, *_ = await written(bot, group, photo=PHOTO, caption=f"@local_bot {entry.question}")
    assert answer.text.startswith(entry.question)


async def test_an_anonymous_administrator_is_answered_like_anybody(
    bot: LiveBot, group: Group, entry: Entry, bot_logs: Logs
):
    (hint,) = await said(bot, group, "/help", anonymous=True)
    (answer,) = await said(bot, group, f"@local_bot {entry.question}", anonymous=True)
    (again,) = await said(bot, group, entry.question, anonymous=True, reply_to=hint.message_id)
    assert answer.text == again.text
    assert answer.text.startswith(entry.question)
    assert bot_logs() == []


async def test_a_result_of_inline_mode_is_not_answered(bot: LiveBot, group: Group, entry: Entry):
    assert await written(bot, group, f"@local_bot {entry.question}", via_bot=BOT) == []


@pytest.mark.parametrize("supergroup", [True, False], ids=["supergroup", "group"])
async def test_every_kind_of_group_is_answered(bot: LiveBot, entry: Entry, supergroup: bool):
    group = bot.telegram.open_group("同期", supergroup=supergroup)
    (answer,) = await said(bot, group, f"@local_bot {entry.question}")
    assert answer.text.startswith(entry.question)


async def test_an_answer_goes_to_the_group_as_a_reply_even_if_the_question_was_deleted(
    bot: LiveBot, group: Group, entry: Entry
):
    sending = bot.telegram.faults.hold("sendMessage")
    question = group.say("太郎", f"@local_bot {entry.question}")
    await sending.reached.wait()
    group.remove(question.message_id)
    (answer,) = await bot.after(sending.set, group)
    assert answer.text.startswith(entry.question)
    assert str(question.message_id) in str(bot.telegram.called("sendMessage")[-1]["reply_parameters"])


async def test_an_answer_stays_in_its_topic(bot: LiveBot, forum: Group, entry: Entry):
    leaving = forum.open_topic("太郎", "退会")
    forum.open_topic("太郎", "雑談")
    for text in ("/help", "@local_bot", f"@local_bot {entry.question}"):
        (answer,) = await said(bot, forum, text, thread=leaving)
        assert answer.thread == leaving
        (again,) = await said(bot, forum, entry.question, reply_to=answer.message_id)
        assert again.thread == leaving
    (general,) = await said(bot, forum, "/help")
    assert general.thread is None


async def test_nobody_speaks_to_the_bot_by_writing_in_a_topic(bot: LiveBot, forum: Group):
    """In a topic, every message that replies to nothing else replies to the one that opened the topic."""
    topic = forum.open_topic("太郎", "退会")
    assert await said(bot, forum, "退会したい", thread=topic) == []


async def test_a_press_is_answered_in_its_topic(bot: LiveBot, forum: Group, knowledge: Knowledge):
    topic = forum.open_topic("太郎", "退会")
    old = await old_keyboard(bot, forum, message_thread_id=topic)
    (new,) = await bot.after(lambda: forum.tap("太郎", "新", old.message_id), forum)
    assert new.thread == topic
    assert await bot.after(lambda: forum.tap("花子", "一覧", old.message_id), forum) == []
    assert forum.messages[old.message_id].text == new.text


async def test_a_press_in_a_thread_of_replies_is_answered_too(bot: LiveBot, group: Group, bot_logs: Logs):
    """Where there are no topics Telegram numbers threads all the same, and refuses to be sent to them."""
    question = group.say("太郎", "教えて")
    reply = {"reply_parameters": json.dumps({"message_id": question.message_id})}
    old = await old_keyboard(bot, group, **reply)
    assert len(await bot.after(lambda: group.tap("太郎", "新", old.message_id), group)) == 1
    assert bot_logs() == []


async def test_two_persons_who_press_at_once_both_get_an_answer(bot: LiveBot, group: Group):
    old = await old_keyboard(bot, group)

    def press_both() -> None:
        group.tap("太郎", "一覧", old.message_id)
        group.tap("花子", "一覧", old.message_id)

    events = await bot.events_after(press_both, group)
    assert sorted(event.kind for event in events) == ["answer", "answer", "edit"]


@pytest.mark.parametrize("label", ["一覧", "新", "票"])
async def test_a_group_that_has_removed_the_bot_is_ordinary_life(
    bot: LiveBot, group: Group, bot_logs: Logs, label: str
):
    old = await old_keyboard(bot, group)
    group.remove_bot(by="太郎")
    assert await bot.after(lambda: group.tap("太郎", label, old.message_id), group) == []
    assert set(bot_logs()) == {"a chat is closed to the bot: it was blocked or removed"}


async def test_a_fault_is_not_announced_to_a_group(bot: LiveBot, group: Group):
    bot.telegram.faults.refuse("sendMessage", 400, "Bad Request: something new")
    assert await written(bot, group, "/help") == []


async def test_nothing_is_typed_where_many_would_see_it(bot: LiveBot, group: Group, forum: Group, entry: Entry):
    for place in (group, forum):
        await said(bot, place, f"@local_bot {entry.question}")
        await said(bot, place, "/help")
    assert bot.telegram.called("sendChatAction") == []
    assert len(bot.telegram.called("sendMessage")) == 4
