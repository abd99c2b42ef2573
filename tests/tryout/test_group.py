"""Groups: what privacy mode lets through, members, topics, and the bot's coming and going."""

from typing import Any

import pytest
from telegram import Bot, ChatMember, Message, Update

from bot.tryout.group import Group
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import call, data, inline, refusal


@pytest.fixture
def group(telegram: LocalTelegram) -> Group:
    return telegram.open_group("薬剤師の部屋")


def updates(telegram: LocalTelegram) -> list[Update]:
    return [Update.de_json(body, Bot("1:local")) for body in telegram.updates.pending()]


def messages(telegram: LocalTelegram) -> list[Message]:
    return [update.message for update in updates(telegram) if update.message]


async def sent(telegram: LocalTelegram, group: Group, text: str = "hello", **params: Any) -> int:
    return int((await call(telegram, "sendMessage", chat_id=group.chat_id, text=text, **params))["message_id"])


PRIVACY = {
    "talk": ("退会したい", False),
    "command": ("/help", True),
    "command for the bot": ("/help@Local_Bot", True),
    "command for the bot, later": ("see /help@local_bot", True),
    "command for another bot": ("/help@other_bot", False),
    "command in a sentence": ("see /help", False),
    "full-width command": ("／help", False),
    "mention": ("@local_bot 退会したい", True),
    "mention at the end": ("教えて @LOCAL_BOT", True),
    "name in a word": ("教えて@local_bot", False),
    "mention of another": ("@other_bot 退会したい", False),
    "e-mail": ("mail@local_bot.example", False),
}


@pytest.mark.parametrize(("text", "delivered"), PRIVACY.values(), ids=PRIVACY.keys())
def test_privacy_mode_keeps_talk_among_people(
    telegram: LocalTelegram, group: Group, text: str, delivered: bool
) -> None:
    said = group.say("太郎", text)

    assert [message.text for message in messages(telegram)] == ([text] if delivered else [])
    assert group.messages[said.message_id].text == text


async def test_reply_to_the_bot_arrives_and_reply_to_a_member_does_not(telegram: LocalTelegram, group: Group) -> None:
    said = group.say("太郎", "hello")
    group.say("花子", "to Taro", reply_to=said.message_id)
    group.say("花子", "to the bot", reply_to=await sent(telegram, group))
    [message] = messages(telegram)

    assert message.text == "to the bot"
    assert message.reply_to_message is not None
    assert message.reply_to_message.from_user is not None
    assert message.reply_to_message.from_user.is_bot is True


def test_message_says_who_wrote_it_and_where(telegram: LocalTelegram, group: Group) -> None:
    group.say("太郎", "/help")
    group.say("花子", "/help")
    one, two = messages(telegram)

    assert (one.chat.type, one.chat.title, one.chat.id) == ("supergroup", "薬剤師の部屋", group.chat_id)
    assert one.from_user is not None
    assert two.from_user is not None
    assert (one.from_user.first_name, two.from_user.first_name) == ("太郎", "花子")
    assert one.from_user.id == group.private_chat("太郎").chat_id != two.from_user.id
    assert group.private_chat("太郎") is group.private_chat("太郎")


def test_anonymous_administrator_writes_as_the_group(telegram: LocalTelegram, group: Group) -> None:
    group.say("太郎", "/help", anonymous=True)
    [message] = messages(telegram)

    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.username) == (1_087_968_824, "GroupAnonymousBot")
    assert message.sender_chat == message.chat


async def test_member_presses(telegram: LocalTelegram, group: Group) -> None:
    message_id = await sent(telegram, group, reply_markup=inline([data("go"), {"text": "Site", "url": "a.jp"}]))
    group.tap("太郎", "x")
    group.press("花子", message_id, "stale")
    one, two = (update.callback_query for update in updates(telegram))

    assert one is not None
    assert two is not None
    assert (one.from_user.first_name, one.data, two.from_user.first_name, two.data) == ("太郎", "go", "花子", "stale")
    assert one.message is not None
    assert one.message.chat.id == group.chat_id
    with pytest.raises(LookupError, match="the button 'Site' asks nothing of the bot in this group"):
        group.tap("太郎", "Site")


def test_member_edits_own_text(telegram: LocalTelegram, group: Group) -> None:
    said = group.say("太郎", "/helq")
    group.edit("太郎", said.message_id, "/help")
    group.edit("太郎", said.message_id, "never mind")

    assert [update.edited_message.text for update in updates(telegram) if update.edited_message] == ["/help"]
    with pytest.raises(ValueError, match="is not by 花子"):
        group.edit("花子", said.message_id, "mine")


async def test_bot_replies_also_if_it_may_where_the_question_is_gone(telegram: LocalTelegram, group: Group) -> None:
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    asked = group.say("太郎", "/help").message_id

    assert group.messages[await sent(telegram, group, reply_parameters={"message_id": asked})].reply_to == asked
    assert group.messages[await sent(telegram, group, reply_parameters=gone)].reply_to is None


async def test_replies_of_a_supergroup_have_a_thread_that_is_no_topic(telegram: LocalTelegram, group: Group) -> None:
    first = await sent(telegram, group)
    second = group.say("太郎", "and?", reply_to=first)
    group.say("花子", "/help", reply_to=second.message_id)
    message = messages(telegram)[-1]

    assert (message.message_thread_id, message.is_topic_message) == (first, None)
    params = {"chat_id": group.chat_id, "text": "a", "message_thread_id": first}
    assert await refusal(telegram, "sendMessage", **params) == (400, "Bad Request: message thread not found")


async def test_topics_of_a_forum(telegram: LocalTelegram) -> None:
    forum = telegram.open_group("フォーラム", forum=True)
    topic = forum.open_topic("太郎", "退会")
    asked = forum.say("太郎", "/help", thread=topic).message_id
    forum.say("太郎", "/help")
    created, message, general = messages(telegram)

    assert created.forum_topic_created is not None
    assert created.forum_topic_created.name == "退会"
    assert (message.message_thread_id, message.is_topic_message, message.chat.is_forum) == (topic, True, True)
    assert message.reply_to_message is not None
    assert message.reply_to_message.forum_topic_created is not None
    assert (general.message_thread_id, general.is_topic_message, general.reply_to_message) == (None, None, None)
    assert forum.messages[await sent(telegram, forum, message_thread_id=topic)].thread == topic
    assert forum.messages[await sent(telegram, forum, reply_parameters={"message_id": asked})].thread == topic
    for method, params in (("sendMessage", {"text": "a"}), ("sendChatAction", {"action": "typing"})):
        params |= {"chat_id": str(forum.chat_id), "message_thread_id": "99"}
        assert await refusal(telegram, method, **params) == (400, "Bad Request: message thread not found")
    assert await call(telegram, "sendChatAction", chat_id=forum.chat_id, action="typing", message_thread_id=1) is True


@pytest.mark.parametrize(("supergroup", "kind"), [(True, "supergroup"), (False, "group")])
async def test_bot_is_added_and_removed(telegram: LocalTelegram, supergroup: bool, kind: str) -> None:
    group = telegram.open_group("G", supergroup=supergroup, with_bot=False)
    write = {"chat_id": group.chat_id, "text": "hello"}
    group.say("太郎", "/help")
    assert updates(telegram) == []
    assert await refusal(telegram, "sendMessage", **write) == (
        403,
        f"Forbidden: bot is not a member of the {kind} chat",
    )

    group.add_bot(by="太郎")
    added, service = updates(telegram)
    await call(telegram, "sendMessage", **write)
    group.remove_bot(by="太郎")
    group.say("太郎", "/help")
    removed = updates(telegram)[-1]

    assert added.my_chat_member is not None
    assert added.my_chat_member.difference()["status"] == (ChatMember.LEFT, ChatMember.MEMBER)
    assert added.my_chat_member.chat.type == kind
    assert service.message is not None
    assert [user.username for user in service.message.new_chat_members] == ["local_bot"]
    assert removed.my_chat_member is not None
    assert removed.my_chat_member.difference()["status"] == (ChatMember.MEMBER, ChatMember.BANNED)
    words = f"Forbidden: bot was kicked from the {kind} chat"
    assert await refusal(telegram, "sendMessage", **write) == (403, words)


def test_what_no_group_can_do_is_a_mistake_of_the_test(telegram: LocalTelegram, group: Group) -> None:
    with pytest.raises(ValueError, match="only forums have topics"):
        group.open_topic("太郎", "退会")
    with pytest.raises(ValueError, match="there is no topic 5"):
        group.say("太郎", "hello", thread=5)
    with pytest.raises(ValueError, match="a member says 1 to 4,096 characters at a time"):
        group.say("太郎", " ")
    with pytest.raises(ValueError, match="only supergroups have anonymous administrators"):
        telegram.open_group("G", supergroup=False).say("太郎", "hello", anonymous=True)


async def test_a_group_that_becomes_a_supergroup_refuses_and_says_where_it_went(telegram: LocalTelegram) -> None:
    old = telegram.open_group("同期", supergroup=False)
    new = telegram.upgrade(old, by="太郎")

    [message] = messages(telegram)
    assert (message.chat.id, message.migrate_to_chat_id) == (old.chat_id, new.chat_id)
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    assert await refusal(telegram, "sendMessage", chat_id=old.chat_id, text="hello") == (400, words)
    assert await sent(telegram, new)
    assert (new.title, new.place["type"]) == ("同期", "supergroup")
