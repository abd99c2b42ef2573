"""`python -m bot` for its operator: administrators and the staff chat, from the settings to Telegram and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.room import Message, Room
from tests.bot_api import serve
from tests.cli.conftest import PATIENCE, TOKEN, BotProcess, running, write_knowledge

BOSS, STAFF = 555_001, -1_009_009
UNKNOWN = "賠償責任保険は続きますか"


@asynccontextmanager
async def operated(telegram: LocalTelegram, home: Path, **settings: str) -> AsyncIterator[BotProcess]:
    async with (
        serve(telegram, TOKEN) as api,
        running(cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url, **settings) as bot,
    ):
        await bot.says("is listening")
        yield bot


async def reply(room: Room, part: str) -> Message:
    """Wait for the bot's next message with these words."""
    event = await room.wait_for(
        lambda event: event.kind in ("reply", "edit") and event.message is not None and part in event.message.text,
        PATIENCE,
    )
    assert event.message
    return event.message


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_knowledge(tmp_path / "knowledge")
    return tmp_path


async def test_an_operator_sees_mends_and_answers(home: Path):
    telegram = LocalTelegram()
    boss, hanako = telegram.open_chat("所長", chat_id=BOSS), telegram.open_chat("花子")
    staff = telegram.open_group("運営", chat_id=STAFF)
    settings = {"ADMIN_USER_IDS": str(BOSS), "STAFF_CHAT_ID": str(STAFF), "ADMIN_DIGEST": "weekly"}
    async with operated(telegram, home, **settings):
        fallback = await asked(hanako, UNKNOWN)
        hanako.tap("運営者に質問を送る", fallback.message_id)
        preview = await reply(hanako, "この内容を、運営者に送ってもよろしいですか")
        hanako.tap("送る", preview.message_id)
        seen = await reply(staff, UNKNOWN)
        staff.say("係", "調べてみますね。", reply_to=seen.message_id)
        assert (await reply(hanako, "運営者から返信が届きました")).text.endswith("調べてみますね。")

        stats = ""
        async with asyncio.timeout(PATIENCE):
            while "質問 1件（回答 0・候補を提示 0・対象外 0・回答なし 1）" not in stats:  # written half a second later
                boss.say("/stats")
                stats = (await reply(boss, "利用状況")).text
        assert "Telegramとの最後の通信：" in stats
        boss.say("/unanswered")
        group = await reply(boss, "答えられなかった質問")
        boss.tap("対応済み", group.message_id)
        await reply(boss, "未対応の質問はありません")

        (home / "knowledge" / "faq" / "leaving.yaml").write_text("id: [", encoding="utf-8")
        assert "leaving.yaml:1: the [ is opened here and not closed" in (await reply(boss, "案内に誤りがある")).text
        boss.say("/reload")
        assert "leaving.yaml:1: the [ is opened here and not closed" in (await reply(boss, "案内に誤りがある")).text


async def asked(chat: Chat, question: str) -> Message:
    chat.say(question)
    return await reply(chat, "ご質問に合う答えを見つけられませんでした")


async def test_settings_without_their_words_are_told_and_change_nothing(home: Path):
    messages = home / "knowledge" / "messages.yaml"
    everybodys = messages.read_text(encoding="utf-8").partition("\nadmin:\n")[0]
    messages.write_text(everybodys, encoding="utf-8")
    telegram = LocalTelegram()
    boss = telegram.open_chat("所長", chat_id=BOSS)
    async with operated(telegram, home, ADMIN_USER_IDS=str(BOSS), STAFF_CHAT_ID=str(STAFF)) as bot:
        boss.say("/stats")
        await reply(boss, "そのコマンドはありません")
        fallback = await asked(boss, UNKNOWN)
    assert [button["text"] for button in fallback.buttons] == ["質問の一覧"]
    for setting, block in (("ADMIN_USER_IDS", "admin"), ("STAFF_CHAT_ID", "hand_over")):
        assert f"{setting} is set, but messages.yaml has no block {block}:" in bot.output


async def test_without_the_settings_there_is_nothing_of_it(home: Path):
    telegram = LocalTelegram()
    boss = telegram.open_chat("所長", chat_id=BOSS)
    async with operated(telegram, home):
        boss.say("/stats")
        await reply(boss, "そのコマンドはありません")
        fallback = await asked(boss, UNKNOWN)
        boss.say("/privacy")
        privacy = await reply(boss, "Telegram")
    assert [button["text"] for button in fallback.buttons] == ["質問の一覧"]
    assert "運営者" not in privacy.text
