"""What is tappable in a text, and what a tap on an address or a button does."""

from typing import Any

import pytest

from bot.tryout.chat import Chat
from bot.tryout.links import find_tappable, read_link
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import call, inline

LINKS = {
    "deep link": ("https://t.me/local_bot?start=m3-points", "start", "/start m3-points"),
    "any case": ("http://T.me/Local_Bot?start=A_b-9", "start", "/start A_b-9"),
    "app link": ("tg://resolve?domain=local_bot&start=a", "start", "/start a"),
    "no payload": ("https://t.me/local_bot", "web", ""),
    "payload with other characters": ("https://t.me/local_bot?start=a%20b", "web", ""),
    "payload of 65 characters": (f"https://t.me/local_bot?start={'a' * 65}", "web", ""),
    "other bot": ("https://t.me/other_bot?start=a", "web", ""),
    "other host": ("https://t.me.example/local_bot?start=a", "web", ""),
    "share": ("https://t.me/share/url?url=https%3A%2F%2Fa.jp&text=a%0Ab+c", "share", "https://a.jp\na\nb c"),
    "short share": ("https://t.me/share?url=a.jp", "share", "a.jp"),
    "app share": ("tg://msg_url?url=a.jp&text=b", "share", "a.jp\nb"),
    "share without url": ("https://t.me/share/url?text=a", "web", ""),
    "site": ("https://example.jp/?start=a", "web", ""),
    "no address": ("http://[", "web", ""),
}


@pytest.mark.parametrize(("url", "kind", "text"), LINKS.values(), ids=LINKS.keys())
def test_address_is_read(url: str, kind: str, text: str) -> None:
    link = read_link(url, "local_bot")

    assert (link.kind, link.url, link.text) == (kind, url, text)


TAPPABLE = {
    "mention": ("@local_bot hi", [("mention", 0, 10)]),
    "mention in brackets": ("（@local_bot）", [("mention", 1, 11)]),
    "letters before": ("教えて@local_bot", []),
    "letters after": ("@local_bot退会したい", []),
    "short name": ("@abc", []),
    "e-mail": ("a@local_bot.jp", []),
    "command": ("/help", [("bot_command", 0, 5)]),
    "command of a bot": ("/help@local_bot now", [("bot_command", 0, 15)]),
    "command with letters after": ("/help退会", []),
    "command with letters after the name": ("/help@local_bot退会", []),
    "letters before a command": ("退会/help", []),
    "full width": ("／help", []),
}


@pytest.mark.parametrize(("text", "found"), TAPPABLE.values(), ids=TAPPABLE.keys())
def test_letters_of_any_script_beside_them_make_mentions_and_commands_plain_text(
    text: str, found: list[tuple[str, int, int]]
) -> None:
    assert find_tappable(text) == found


BUTTONS: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "deep link": ({"url": "https://t.me/local_bot?start=a"}, ["message"], ["/start a"]),
    "share": ({"url": "https://t.me/share/url?url=a.jp"}, [], []),
    "site": ({"url": "https://a.jp"}, [], []),
    "search": ({"switch_inline_query_current_chat": ""}, ["inline_query"], []),
}


@pytest.mark.parametrize(("action", "kinds", "said"), BUTTONS.values(), ids=BUTTONS.keys())
async def test_tap_on_a_button_does_what_a_client_does(
    telegram: LocalTelegram, chat: Chat, action: dict[str, Any], kinds: list[str], said: list[str]
) -> None:
    keyboard = inline([{"text": "Go"} | action])
    await call(telegram, "sendMessage", chat_id=chat.chat_id, text="menu", reply_markup=keyboard)
    query_id = chat.tap("Go")

    assert [kind for body in telegram.updates.pending() for kind in body if kind != "update_id"] == kinds
    assert [message.text for message in chat.messages.values() if not message.from_bot] == said
    assert bool(query_id) is ("inline_query" in kinds)


@pytest.mark.parametrize("action", [{"copy_text": {"text": "a"}}, {"switch_inline_query": "a"}], ids=str)
async def test_other_buttons_ask_nothing_of_the_bot(
    telegram: LocalTelegram, chat: Chat, action: dict[str, Any]
) -> None:
    keyboard = inline([{"text": "Go"} | action])
    await call(telegram, "sendMessage", chat_id=chat.chat_id, text="menu", reply_markup=keyboard)

    with pytest.raises(LookupError, match="the button 'Go' asks nothing of the bot"):
        chat.tap("Go")
