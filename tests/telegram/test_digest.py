"""The weekly digest: on Mondays at nine in Japan, once, whatever restarts and fails meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.records import Asked
from bot.store import Store
from bot.telegram.admins import Admins
from bot.telegram.digest import Digest, due_on
from bot.telegram.overview import Overview
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.telegram.conftest import LiveBot, Start

BOSS = 555_001
MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # nine in the morning in Japan


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (NINE - timedelta(seconds=1), None),
        (NINE, MONDAY),
        (NINE + timedelta(hours=14, minutes=59), MONDAY),
        (NINE + timedelta(hours=15), None),
        (NINE + timedelta(days=1), None),
        (NINE - timedelta(days=1), None),
        (NINE + timedelta(days=7), MONDAY + timedelta(days=7)),
    ],
    ids=["just before", "on time", "late in the evening", "on Tuesday", "a day later", "on Sunday", "a week later"],
)
def test_a_digest_is_due_on_monday_from_nine_on(moment: datetime, due: date | None):
    assert due_on(moment) == due


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/bot.sqlite3")
    asked = [Asked("answer", "m3-points"), Asked("fallback", None, ("email",), "わからない質問")]
    store.write(asked, MONDAY - timedelta(days=1))
    store.write(asked * 5, MONDAY)  # belongs to the next digest
    return store


class Press:
    """Sends digests at the times that a test says, with a new program each time."""

    def __init__(self, dialogue: Dialogue, store: Store, bot: LiveBot, boss: Chat) -> None:
        self.dialogue = dialogue
        self.store = store
        self.bot = bot
        self.boss = boss

    def started(self, now: datetime) -> Digest:
        entries = list(self.dialogue.knowledge.entries.values())
        overview = Overview(
            self.store, lambda: now, lambda texts: [range(len(texts))] if texts else [], lambda *_: entries[:1]
        )
        return Digest(Admins(lambda: self.dialogue, [BOSS]), overview)

    async def sent(self, now: datetime) -> bool:
        return await self.started(now).send_if_due(self.bot.application.bot)


@pytest.fixture
async def press(start: Start, dialogue: Dialogue, store: Store) -> AsyncIterator[Press]:
    telegram = LocalTelegram()
    boss = telegram.open_chat("所長", chat_id=BOSS)
    async with start(telegram, dialogue) as bot:
        yield Press(dialogue, store, bot, boss)


async def test_the_digest_sums_up_the_week_before(press: Press, knowledge: Knowledge):
    assert await press.sent(NINE)
    (digest,) = press.boss.messages.values()
    assert digest.text.startswith(
        "先週のまとめ（2026年11月16日～2026年11月22日）\n\n質問 2件（回答 1・候補を提示 0・対象外 0・回答なし 1）"
    )
    assert f"1. {knowledge.entries['m3-points'].label}（1回）" in digest.text
    assert "答えられなかった質問が1組あります（/unanswered）。" in digest.text
    assert "確認から時間がたった項目：1件" in digest.text


async def test_it_is_sent_once_across_restarts_and_again_a_week_later(press: Press):
    moments = [NINE, NINE, NINE + timedelta(hours=2), NINE + timedelta(hours=14), NINE + timedelta(days=7)]
    assert [await press.sent(moment) for moment in moments] == [True, False, False, False, True]
    assert len(press.boss.messages) == 2


async def test_of_two_replicas_one_sends_it(press: Press):
    first, second = press.started(NINE), press.started(NINE)
    bot = press.bot.application.bot
    assert [await first.send_if_due(bot), await second.send_if_due(bot)] == [True, False]


async def test_one_that_reached_nobody_is_tried_again_an_hour_later(press: Press):
    press.bot.telegram.faults.drop("sendMessage")
    moments = [NINE, NINE + timedelta(minutes=59), NINE + timedelta(hours=1)]
    assert [await press.sent(moment) for moment in moments] == [False, False, True]


async def test_a_running_bot_sends_it_by_itself_and_ends_in_good_order(start: Start, dialogue: Dialogue, press: Press):
    digest = press.started(NINE)
    async with start(press.bot.telegram, dialogue, [digest]):
        reply = await press.boss.next_reply()
    assert reply.text.startswith("先週のまとめ")
    assert digest._sending is not None
    assert digest._sending.cancelled()
