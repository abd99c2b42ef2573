"""How updates wait for the bot, and how it takes them."""

import json
from typing import Any

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram


async def test_polling_and_webhook_exclude_each_other(telegram: LocalTelegram) -> None:
    assert (await telegram.handle("setWebhook", {"url": "http://a.jp"}))[0] == 400
    assert (await telegram.handle("setWebhook", {"url": "https://a.jp/hook"}))[0] == 200
    telegram.open_chat().say("hello")
    info = (await telegram.handle("getWebhookInfo", {}))[1]["result"]
    assert (info["url"], info["pending_update_count"]) == ("https://a.jp/hook", 1)
    assert (await telegram.handle("getUpdates", {}))[0] == 409

    await telegram.handle("deleteWebhook", {"drop_pending_updates": "true"})
    assert (await telegram.handle("getUpdates", {}))[1]["result"] == []


async def test_updates_are_confirmed_by_offset(telegram: LocalTelegram, chat: Chat) -> None:
    for text in ("one", "two", "three"):
        chat.say(text)

    async def fetched(**params: Any) -> list[str]:
        _, body = await telegram.handle("getUpdates", params)
        return [update["message"]["text"] for update in body["result"]]

    assert await fetched(limit=2) == ["one", "two"]
    assert await fetched() == ["one", "two", "three"]
    assert await fetched(offset=2) == ["two", "three"]
    assert await fetched(offset=-1) == ["three"]
    assert await fetched() == ["three"]


async def test_unwanted_updates_are_not_kept_and_the_wish_is_remembered(telegram: LocalTelegram, chat: Chat) -> None:
    await telegram.handle("getUpdates", {"allowed_updates": json.dumps(["callback_query"])})
    await telegram.handle("getUpdates", {})
    chat.say("not wanted")
    chat.press(1, "wanted")

    assert [set(update) - {"update_id"} for update in telegram.updates.pending()] == [{"callback_query"}]
