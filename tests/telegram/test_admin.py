"""What administrators may do in their private chat, and that for everybody else there is nothing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from bot.dialogue import Dialogue
from bot.errors import StoreError
from bot.knowledge import Aliases, Knowledge
from bot.knowledge.operator_schema import AdminBlock
from bot.matching import Matcher
from bot.records import Asked, Figures, Opened, Voted
from bot.report import Period, compile_report
from bot.store import Store
from bot.telegram.admin import AdminDesk
from bot.telegram.admins import Admins
from bot.telegram.overview import Overview
from bot.tryout.chat import Chat, Message
from bot.tryout.group import Group
from bot.tryout.local_telegram import LocalTelegram
from tests.telegram.conftest import GROUP, TOKEN, LiveBot, Start, labels, texts

Logs = Callable[[], list[str]]
BOSS = 555_001
TODAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 12, tzinfo=timezone(timedelta(hours=9)))


def by_first_sign(questions: Sequence[str]) -> list[list[int]]:
    """Group questions that begin alike, the biggest group first."""
    groups = defaultdict(list)
    for index, question in enumerate(questions):
        groups[question[0]].append(index)
    return sorted(groups.values(), key=len, reverse=True)


class Newsroom:
    """A bot whose knowledge can be swapped, with one administrator."""

    def __init__(self, dialogue: Dialogue, store: Store) -> None:
        self.dialogue = dialogue
        self.next: Dialogue | list[str] = dialogue
        self.store = store
        self.taps = 0.0
        self.seconds_since_heartbeat: float | None = None
        admins = Admins(lambda: self.dialogue, [BOSS])
        overview = Overview(store, lambda: NOON, by_first_sign, lambda knowledge, day: self.stale)
        self.stale = list(dialogue.knowledge.entries.values())[:7]
        self.desk = AdminDesk(
            lambda: self.dialogue,
            admins,
            overview,
            self.reload,
            lambda: self.seconds_since_heartbeat,
            lambda: self.taps,
        )

    async def reload(self) -> list[str]:
        if isinstance(self.next, list):
            return self.next
        self.dialogue = self.next
        return []


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path}/bot.sqlite3")


@pytest.fixture
def newsroom(dialogue: Dialogue, store: Store) -> Newsroom:
    return Newsroom(dialogue, store)


@pytest.fixture
def words(knowledge: Knowledge) -> AdminBlock:
    assert knowledge.messages.admin
    return knowledge.messages.admin


class Boss:
    """A running bot, and the administrator's chat with it."""

    def __init__(self, bot: LiveBot, chat: Chat, newsroom: Newsroom) -> None:
        self.bot = bot
        self.chat = chat
        self.newsroom = newsroom

    async def says(self, text: str) -> Message:
        (answer,) = await self.bot.says(text, self.chat)
        return answer

    async def taps(self, label: str, message: Message) -> tuple[str, Message]:
        """Tap a button; return the notice and what the message has become."""
        data = message.button(label)["callback_data"]
        return await self.presses(data, message)

    async def presses(self, data: str, message: Message) -> tuple[str, Message]:
        events = await self.bot.events_after(lambda: self.chat.press(message.message_id, data), self.chat)
        assert [event.kind for event in events if event.kind != "edit"] == ["answer"]
        return events[0].text, self.chat.messages[message.message_id]


@pytest.fixture
async def boss(start: Start, newsroom: Newsroom, dialogue: Dialogue) -> AsyncIterator[Boss]:
    telegram = LocalTelegram()
    chat = telegram.open_chat("所長", chat_id=BOSS)
    async with start(telegram, dialogue, [newsroom.desk]) as bot:
        yield Boss(bot, chat, newsroom)


def ask(store: Store, *questions: str, day: date = TODAY, candidates: tuple[str, ...] = ()) -> None:
    store.write([Asked("fallback", None, candidates, question) for question in questions], day)


def fail(*_: object) -> None:
    raise StoreError("data/bot.sqlite3: the database is locked; it is tried again")


# Who may


@pytest.mark.parametrize("command", ["/stats", "/unanswered", "/reload", "/STATS", "／ｓｔａｔｓ", "/stats@local_bot"])
async def test_for_everybody_else_the_commands_do_not_exist(boss: Boss, command: str):
    (nonsense,) = await boss.bot.says("/nonsense")
    (answer,) = await boss.bot.says(command)
    assert (answer.text, answer.markup) == (nonsense.text, nonsense.markup)
    assert (await boss.says(command)).text != nonsense.text


async def test_the_menu_shows_the_commands_to_the_administrator_alone(boss: Boss, words: AdminBlock):
    profile = boss.bot.telegram.profile
    everybodys = [command["command"] for command in profile.shown_commands(boss.bot.chat.chat_id)]
    admins = [command["command"] for command in profile.shown_commands(BOSS)]
    assert admins == [*everybodys, "stats", "unanswered", "reload"]
    assert set(everybodys).isdisjoint({"stats", "unanswered", "reload"})


async def test_a_menu_that_is_up_to_date_is_not_set_again(start: Start, boss: Boss, dialogue: Dialogue):
    assert len(boss.bot.telegram.called("setMyCommands")) == 2
    await boss.newsroom.desk.open(boss.bot.application.bot)
    assert len(boss.bot.telegram.called("setMyCommands")) == 2


async def test_an_administrator_who_never_wrote_has_no_menu_and_the_bot_runs(
    start: Start, newsroom: Newsroom, dialogue: Dialogue, bot_logs: Logs
):
    async with start(None, dialogue, [newsroom.desk]) as bot:
        assert len(await bot.says("/start")) == 1
    (line,) = [line for line in bot_logs() if "administrator" in line]
    assert "could not be set (Chat not found)" in line
    assert str(BOSS) not in line


async def test_in_a_group_the_administrator_is_like_everybody(boss: Boss, dialogue: Dialogue):
    group = boss.bot.telegram.open_group("薬剤師の部屋", chat_id=GROUP)
    chief = {"id": BOSS, "is_bot": False, "first_name": "所長"}
    say = partial(boss.bot.deliver, GROUP, **{"from": chief})
    assert await boss.bot.after(partial(say, text="/stats"), group) == []
    (hint,) = await boss.bot.after(partial(say, text="/stats@local_bot"), group)
    assert [hint.text] == texts(dialogue.group_command())


async def test_a_forwarded_or_edited_command_is_not_obeyed(boss: Boss, knowledge: Knowledge):
    unknown = knowledge.messages.unknown_command.strip()
    chief = {"id": BOSS, "is_bot": False, "first_name": "所長"}
    origin = {"type": "hidden_user", "date": 1_790_000_000, "sender_user_name": "某"}
    forward = partial(boss.bot.deliver, BOSS, text="/stats", forward_origin=origin, **{"from": chief})
    (answer,) = await boss.bot.after(forward, boss.chat)
    assert answer.text == unknown
    (typed,) = boss.chat.say("/help")
    await boss.bot.settled()
    await boss.bot.after(lambda: boss.chat.edit(typed.message_id, "/stats"), boss.chat)
    assert list(boss.chat.messages.values())[-1].text == unknown


async def test_a_button_of_these_screens_is_an_old_one_for_everybody_else(boss: Boss, store: Store, words: AdminBlock):
    ask(store, "甲の一")
    screen = await boss.says("/unanswered")
    (welcome,) = await boss.bot.says("/start")
    data = screen.button(words.button_done)["callback_data"]
    for press in (data, "1|u|1"):
        (stale,) = await boss.bot.after(partial(boss.bot.chat.press, welcome.message_id, press))
        assert stale.text.startswith("案内の内容が新しくなったため")
    assert len(store.unanswered(TODAY)) == 1


async def test_a_button_in_a_group_does_nothing_for_the_administrator(boss: Boss, store: Store, words: AdminBlock):
    ask(store, "甲の一")
    screen = await boss.says("/unanswered")
    group: Group = boss.bot.telegram.open_group("薬剤師の部屋", chat_id=GROUP)
    group._members["所長"] = boss.chat.person
    (hint,) = await boss.bot.after(lambda: group.say("所長", "/help"), group)
    data = screen.button(words.button_done)["callback_data"]
    await boss.bot.after(lambda: group.press("所長", hint.message_id, data), group)
    assert len(store.unanswered(TODAY)) == 1


@pytest.mark.parametrize(
    "data", ["1|u", "1|u|x", "1|u|1|2", "1|e|done|1|1", "1|e|gone|1|1|00000000", "1|e|done|-1|1|x", "1|u|²", "2|u|1"]
)
async def test_a_forged_button_is_an_old_one(boss: Boss, data: str):
    screen = await boss.says("/stats")
    events = await boss.bot.events_after(lambda: boss.chat.press(screen.message_id, data), boss.chat)
    assert events[1].message
    assert events[1].message.text.startswith("案内の内容が新しくなったため")


async def test_a_knowledge_without_the_words_has_no_commands_for_administrators(
    boss: Boss, dialogue: Dialogue, matcher: Matcher, knowledge: Knowledge
):
    silent = replace(knowledge, messages=knowledge.messages.model_copy(update={"admin": None}))
    boss.newsroom.dialogue = Dialogue(silent, matcher)
    (unknown,) = await boss.bot.says("/nonsense")
    assert (await boss.says("/stats")).text == unknown.text


# /stats


async def test_stats_of_today_and_of_thirty_days(boss: Boss, store: Store, knowledge: Knowledge):
    answered = Asked("answer", "m3-points", ("m3-points",))
    outside = Asked("outside", "weather")
    store.write([answered] * 3 + [Asked("suggest", None), outside, Voted("m3-points", helpful=False)], TODAY)
    store.write([Asked("smalltalk", "hello"), Asked("fallback", None), Opened("email")], TODAY - timedelta(days=29))
    store.write([answered] * 100, TODAY - timedelta(days=30))
    boss.newsroom.seconds_since_heartbeat = 12.4

    screen = await boss.says("/stats")

    points, email = knowledge.entries["m3-points"].label, knowledge.entries["email"].label
    assert "質問 5件（回答 3・候補を提示 1・対象外 1・回答なし 0）\nあいさつなど 0件・" in screen.text
    assert "質問 6件（回答 3・候補を提示 1・対象外 1・回答なし 1）\nあいさつなど 1件・" in screen.text
    assert screen.text.count("「役に立った」 0件・「違う内容だった」 1件") == 2
    assert f"1. {points}（3回）\n2. {email}（1回）" in screen.text
    assert "hello" not in screen.text
    first = boss.newsroom.stale[0]
    assert first.checked_on
    day = f"{first.checked_on.year}年{first.checked_on.month}月{first.checked_on.day}日"
    assert f"確認から時間がたった項目：7件\n・{first.label}（{day}）" in screen.text
    assert "ほか2件" in screen.text
    assert screen.text.endswith("受信待ち：0件\nTelegramとの最後の通信：12秒前")


REFUSED = f"Wrong response from https://bot.example.jp/{TOKEN}/in, bot{TOKEN}: 502 Bad Gateway"


@pytest.mark.parametrize(
    ("url", "words", "end"),
    [
        (
            "https://bot.example.jp/in",
            REFUSED,
            "（2026年11月25日 00:05）：Wrong response from [URL] bot[token]: 502 Bad Gateway",
        ),
        ("https://bot.example.jp/in", "x" * 5000, "x" * 99 + "…"),
        ("", REFUSED, "受信待ち：3件"),  # taken down, and the bot polls
    ],
    ids=["masked", "shortened", "no webhook"],
)
async def test_stats_tell_why_telegram_could_not_call_the_webhook(boss: Boss, url: str, words: str, end: str):
    info = {"url": url, "has_custom_certificate": False, "pending_update_count": 3}
    failed = {"last_error_date": 1_795_532_700, "last_error_message": words}
    boss.bot.telegram.faults.answer("getWebhookInfo", 200, {"ok": True, "result": info | failed})
    assert (await boss.says("/stats")).text.endswith(end)


async def test_the_nearest_entry_is_that_of_the_report(boss: Boss, store: Store, knowledge: Knowledge):
    """One that was renamed counts under its name of today, and without a majority none is named."""
    renamed = replace(knowledge, aliases=Aliases(entries={"points": "m3-points"}))
    boss.newsroom.dialogue = Dialogue(renamed, boss.newsroom.dialogue.matcher)
    ask(store, "甲の一", candidates=("points", "email"))
    ask(store, "甲の二", candidates=("m3-points",))
    ask(store, "甲の三", candidates=("email",))
    report = compile_report([Period(TODAY, TODAY, Figures())], store.unanswered(TODAY), renamed)
    assert [cluster.proposed for cluster in report.clusters] == ["m3-points"]
    screen = await boss.says("/unanswered")
    assert screen.text.endswith(f"いちばん近い項目：{knowledge.entries['m3-points'].label}")
    ask(store, "甲の四", candidates=("email",))
    assert "いちばん近い項目" not in (await boss.says("/unanswered")).text


async def test_stats_of_an_empty_store_and_a_healthy_knowledge(boss: Boss, words: AdminBlock):
    boss.newsroom.stale = []
    boss.bot.telegram.faults.refuse("getWebhookInfo", 500, "Internal Server Error")
    screen = await boss.says("/stats")
    assert screen.text == f"利用状況\n\n今日\n{words.no_counts}\n\n直近30日\n{words.no_counts}"


@pytest.mark.parametrize("command", ["/stats", "/unanswered"])
async def test_a_store_that_fails_is_said(
    boss: Boss, monkeypatch: pytest.MonkeyPatch, bot_logs: Logs, words: AdminBlock, command: str
):
    monkeypatch.setattr(boss.newsroom.store, "figures", fail)
    monkeypatch.setattr(boss.newsroom.store, "unanswered", fail)
    assert (await boss.says(command)).text == words.unreadable
    assert "data/bot.sqlite3: the database is locked; it is tried again" in bot_logs()


# /unanswered


async def test_unanswered_questions_are_paged_through(
    boss: Boss, store: Store, words: AdminBlock, knowledge: Knowledge
):
    ask(store, "乙の一", candidates=("email",))
    ask(store, "甲の一", "甲の一", "甲の二", candidates=("m3-points",))
    ask(store, "丙は古い", day=TODAY - timedelta(days=30))

    first = await boss.says("/unanswered")

    following, previous = knowledge.messages.button_next, knowledge.messages.button_previous
    assert first.text == (
        "答えられなかった質問（2組中の1組目・直近30日）\n\n似た質問が3件あります。\n・甲の二\n・甲の一\n\n"
        f"いちばん近い項目：{knowledge.entries['m3-points'].label}"
    )
    assert labels(first) == [words.button_ignore, words.button_done, following]
    _, second = await boss.taps(following, first)
    assert "2組中の2組目" in second.text
    assert "・乙の一" in second.text
    assert labels(second) == [words.button_ignore, words.button_done, previous]
    _, back = await boss.taps(previous, second)
    assert (back.text, back.markup) == (first.text, first.markup)


async def test_hostile_and_long_questions_are_shown_as_they_are(boss: Boss, store: Store):
    ask(store, "<b>**太字**</b> & {count}")
    assert "・<b>**太字**</b> & {count}" in (await boss.says("/unanswered")).text
    ask(store, *("<" + str(number) + "&" * 4000 for number in range(20)))
    screen = await boss.says("/unanswered")
    assert "…" in screen.text
    assert "ほか16件" in screen.text


@pytest.mark.parametrize(("label", "verdict"), [("button_ignore", "ignored"), ("button_done", "done")])
async def test_a_group_is_settled_and_the_next_one_shown(
    boss: Boss, store: Store, words: AdminBlock, label: str, verdict: str
):
    ask(store, "甲の一", "甲の二", "乙の一")
    screen = await boss.says("/unanswered")
    notice, shown = await boss.taps(getattr(words, label), screen)
    assert notice == words.settled
    assert "1組中の1組目" in shown.text
    assert "・乙の一" in shown.text
    assert [one.question for one in store.unanswered(TODAY)] == ["乙の一"]
    boss.newsroom.taps += 2
    _, empty = await boss.taps(getattr(words, label), shown)
    assert empty.text == words.unanswered_none.format(days=30)
    assert store.unanswered(TODAY) == []


async def test_the_second_of_two_quick_taps_does_not_settle_the_next_group(boss: Boss, store: Store, words: AdminBlock):
    ask(store, "甲の一", "甲の二", "乙の一")
    screen = await boss.says("/unanswered")
    _, shown = await boss.taps(words.button_done, screen)
    await boss.taps(words.button_done, shown)
    assert [one.question for one in store.unanswered(TODAY)] == ["乙の一"]


async def test_an_old_button_does_not_settle_again_what_is_settled(boss: Boss, store: Store, words: AdminBlock):
    ask(store, "甲の一", "乙の一")
    screen = await boss.says("/unanswered")
    data = screen.button(words.button_done)["callback_data"]
    await boss.presses(data, screen)
    boss.newsroom.taps += 2
    notice, shown = await boss.presses(data, screen)
    assert notice == words.changed
    assert [one.question for one in store.unanswered(TODAY)] == ["甲の一"]
    assert "・甲の一" in shown.text


async def test_what_was_asked_meanwhile_is_not_settled_unseen(boss: Boss, store: Store, words: AdminBlock):
    ask(store, "甲の一")
    screen = await boss.says("/unanswered")
    ask(store, "甲の二")
    notice, shown = await boss.taps(words.button_done, screen)
    assert notice == words.settled
    assert [one.question for one in store.unanswered(TODAY)] == ["甲の二"]
    assert "・甲の二" in shown.text


async def test_a_group_that_was_settled_in_part_is_shown_anew(boss: Boss, store: Store, words: AdminBlock):
    ask(store, "甲の一", "甲の二")
    screen = await boss.says("/unanswered")
    newest, _ = store.unanswered(TODAY)
    store.settle([newest.id - 1], "done")  # by another administrator
    notice, shown = await boss.taps(words.button_ignore, screen)
    assert notice == words.changed
    assert "似た質問が1件" in shown.text
    assert len(store.unanswered(TODAY)) == 1


async def test_a_store_that_fails_at_a_tap_is_said_below(
    boss: Boss, store: Store, words: AdminBlock, monkeypatch: pytest.MonkeyPatch
):
    ask(store, "甲の一")
    screen = await boss.says("/unanswered")
    monkeypatch.setattr(store, "settle", fail)
    tap = partial(boss.chat.tap, words.button_done, screen.message_id)
    (said,) = await boss.bot.after(tap, boss.chat)
    assert said.text == words.unreadable


# /reload


async def test_reload_says_what_has_changed(boss: Boss, knowledge: Knowledge, matcher: Matcher, words: AdminBlock):
    assert (await boss.says("/reload")).text == words.reloaded_same
    entries = dict(knowledge.entries)
    points, email = entries["m3-points"], entries.pop("email")
    entries["m3-points"] = replace(points, phrases=(points.question,))
    entries["new"] = replace(email, id="new", label="新しい質問")
    messages = knowledge.messages.model_copy(update={"welcome": "ようこそ"})
    boss.newsroom.next = Dialogue(replace(knowledge, entries=entries, messages=messages), matcher)
    assert (await boss.says("/reload")).text == (
        f"{words.reloaded}\n\n追加：新しい質問\n変更：{points.label}\n削除：{email.label}\n{words.changed_elsewhere}"
    )


async def test_reload_names_every_fault_by_file_and_line(boss: Boss, words: AdminBlock):
    boss.newsroom.next = ["knowledge/faq/1.yaml:12: there is no entry 'emial'; did you mean 'email'?", "x" * 5000] * 4
    screen = await boss.says("/reload")
    heading, _, lines = screen.text.partition("\n\n")
    assert heading == words.refused.strip()
    assert lines.startswith("knowledge/faq/1.yaml:12: there is no entry 'emial'; did you mean 'email'?\nxxx")
    assert lines.endswith("…\nknowledge/faq/1.yaml:12: there is no entry 'emial'; did you mean 'email'?\nほか3件")
