"""Handing a question over to the staff, and the way back of their answers: with consent, to nobody else."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from sqlite3 import connect
from threading import Event
from typing import Any

import pytest

from bot.dialogue import Decision, Dialogue, Outcome
from bot.errors import StoreError
from bot.knowledge import Knowledge
from bot.knowledge.markup import parse
from bot.knowledge.operator_schema import HandOverBlock
from bot.matching import Matcher
from bot.store import Store
from bot.telegram.hand_over import HandOverDesk
from bot.tryout.chat import Chat, Message
from bot.tryout.group import Group
from bot.tryout.local_telegram import LocalTelegram
from tests.postgresql import empty_schema
from tests.telegram.conftest import PATIENCE, TOKEN, LiveBot, Start, labels

Logs = Callable[[], list[str]]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
STAFF = -1_009_009
QUESTION = "薬剤師賠償責任保険は\n退会後も <b>続きますか</b> & いつまで？"


class Baffled(Dialogue):
    """A dialogue that never knows an answer, or `offers` some."""

    offers = 0

    def decide(self, question: str) -> Decision:
        decision = super().decide(question)
        outcome = Outcome.SUGGEST if self.offers else Outcome.FALLBACK
        return replace(decision, outcome=outcome, chosen=None, offered=decision.candidates[: self.offers])


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Office:
    """A bot with a staff chat, and the people in both."""

    def __init__(self, bot: LiveBot, staff: Group, store: Store, texts: HandOverBlock) -> None:
        self.bot = bot
        self.staff = staff
        self.store = store
        self.texts = texts

    async def tap(self, label: str, message: Message, chat: Chat | None = None) -> list[Message]:
        chat = chat or self.bot.chat
        return await self.bot.after(lambda: chat.tap(label, message.message_id), chat)

    async def preview(self, question: str = QUESTION, chat: Chat | None = None) -> Message:
        """Ask what nobody knows, and let it be shown as it would be sent."""
        (fallback,) = await self.bot.says(question, chat)
        (preview,) = await self.tap(self.texts.button_offer, fallback, chat)
        return preview

    async def asked(self, question: str = QUESTION, chat: Chat | None = None) -> Message:
        """Hand a question over; return what the staff see."""
        preview = await self.preview(question, chat)
        place = chat or self.bot.chat
        (seen,) = await self.bot.after(lambda: place.tap(self.texts.button_send, preview.message_id), self.staff)
        return seen

    async def answers(self, text: str, question: Message, by: str = "係") -> list[Message]:
        """Let the staff reply; return what the person gets."""
        return await self.bot.after(lambda: self.staff.say(by, text, reply_to=question.message_id), self.bot.chat)

    def last_word(self) -> str:
        """What the staff were told last."""
        return list(self.staff.messages.values())[-1].text


Open = Callable[..., AbstractAsyncContextManager[Office]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite, or on what the test asks for."""
    if getattr(request, "param", "sqlite") == "postgresql":
        url = empty_schema(request.getfixturevalue("postgresql"))
    else:
        url = f"sqlite:///{tmp_path}/bot.sqlite3"
    with closing(Store(url)) as opened:
        yield opened


@pytest.fixture
def texts(knowledge: Knowledge) -> HandOverBlock:
    assert knowledge.messages.hand_over
    return knowledge.messages.hand_over


@pytest.fixture
def open_office(
    start: Start, knowledge: Knowledge, matcher: Matcher, store: Store, clock: Clock, texts: HandOverBlock
) -> Open:
    @asynccontextmanager
    async def opened(
        telegram: LocalTelegram | None = None, talk: Dialogue | None = None, staff: Group | None = None
    ) -> AsyncIterator[Office]:
        telegram = telegram or LocalTelegram()
        staff = staff or telegram.open_group("運営", chat_id=STAFF)
        talk = talk or Baffled(knowledge, matcher, staffed=True)
        async with start(telegram, talk, [HandOverDesk(lambda: talk, store, staff.chat_id, clock)]) as bot:
            yield Office(bot, staff, store, texts)

    return opened


@pytest.fixture
async def office(open_office: Open) -> AsyncIterator[Office]:
    async with open_office() as opened:
        yield opened


def said(text: str) -> str:
    return str(parse(text))


# To the staff


async def test_a_fallback_offers_the_question_itself_as_a_preview(office: Office):
    (fallback,) = await office.bot.says(QUESTION)
    assert fallback.reply_to in office.bot.chat.messages
    (preview,) = await office.tap(office.texts.button_offer, fallback)
    assert preview.text.endswith(f"\n\n{QUESTION}")
    (quote,) = [entity for entity in preview.entities if entity["type"] == "blockquote"]
    assert preview.text.encode("utf-16-le")[2 * quote["offset"] :].decode("utf-16-le") == QUESTION
    assert labels(preview) == [office.texts.button_send, office.texts.button_rewrite, office.texts.button_keep_back]
    assert "薬キャリやエムスリー株式会社の担当者ではありません" in preview.text
    assert list(office.staff.messages) == []


async def test_the_staff_get_exactly_the_text_of_the_preview_and_nothing_about_the_person(office: Office):
    seen = await office.asked()
    assert seen.text.endswith(f"\n\n{QUESTION}")
    assert seen.text.removesuffix(QUESTION).strip() == said(office.texts.staff).format(days=7)
    assert seen.markup is None
    (call,) = [call for call in office.bot.telegram.called("sendMessage") if int(call["chat_id"]) == STAFF]
    assert set(call) <= {"chat_id", "text", "parse_mode", "link_preview_options", "allow_sending_without_reply"}
    assert "花子" not in str(call)
    assert str(office.bot.chat.chat_id) not in str(call)


async def test_the_preview_becomes_the_receipt(office: Office):
    preview = await office.preview()
    events = await office.bot.events_after(lambda: office.bot.chat.tap(office.texts.button_send, preview.message_id))
    assert [event.kind for event in events] == ["answer", "edit", "edit"]
    receipt = office.bot.chat.messages[preview.message_id]
    assert receipt.text.startswith("運営者に送りました。")
    assert receipt.text.endswith(QUESTION)
    assert office.texts.button_forget in labels(receipt)
    assert office.texts.button_send not in labels(receipt)


async def test_a_double_tap_sends_once(office: Office):
    preview = await office.preview()
    data = preview.button(office.texts.button_send)["callback_data"]

    def tap_twice() -> None:
        office.bot.chat.press(preview.message_id, data)
        office.bot.chat.press(preview.message_id, data)

    assert len(await office.bot.after(tap_twice, office.staff)) == 1
    assert office.store.open_hand_overs(office.bot.chat.chat_id, NOON) == 1
    assert office.bot.chat.messages[preview.message_id].text.startswith("運営者に送りました。")


async def test_a_double_tap_on_the_offer_shows_one_preview(office: Office):
    (fallback,) = await office.bot.says(QUESTION)
    data = fallback.button(office.texts.button_offer)["callback_data"]

    def tap_twice() -> None:
        office.bot.chat.press(fallback.message_id, data)
        office.bot.chat.press(fallback.message_id, data)

    assert len(await office.bot.after(tap_twice)) == 1


async def test_nothing_is_sent_without_a_yes(office: Office):
    preview = await office.preview()
    assert await office.tap(office.texts.button_keep_back, preview) == []
    assert office.bot.chat.messages[preview.message_id].text == said(office.texts.kept_back)
    assert list(office.staff.messages) == []


async def test_what_is_to_be_rewritten_is_asked_for_and_shown_again(office: Office):
    preview = await office.preview()
    (prompt,) = await office.tap(office.texts.button_rewrite, preview)
    assert prompt.markup == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": office.texts.placeholder,
    }
    chat = office.bot.chat
    (again,) = await office.bot.after(lambda: chat.say("言い直した質問", reply_to=prompt.message_id))
    assert again.text.endswith("\n\n言い直した質問")
    (seen,) = await office.bot.after(lambda: chat.tap(office.texts.button_send, again.message_id), office.staff)
    assert seen.text.endswith("\n\n言い直した質問")


async def test_what_is_written_for_the_staff_is_not_taken_for_a_question(open_office: Open, knowledge, matcher):
    records = []
    talk = Baffled(knowledge, matcher, staffed=True)
    async with open_office(talk=talk) as office:
        preview = await office.preview()
        (prompt,) = await office.tap(office.texts.button_rewrite, preview)
        records.append(talk.reply_to(prompt.text, "秘密の相談").record)
    assert records == [None]


async def test_after_a_no_the_question_is_asked_for(open_office: Open, knowledge: Knowledge, matcher: Matcher):
    async with open_office(talk=Dialogue(knowledge, matcher, staffed=True)) as office:
        answer, *_ = await office.bot.says("/start m3-points")
        (offer,) = await office.tap(knowledge.messages.button_not_helpful, answer)
        assert labels(offer)[-2:] == [office.texts.button_offer, knowledge.messages.button_menu]
        (prompt,) = await office.tap(office.texts.button_offer, offer)
        assert (prompt.markup or {}).get("force_reply")


async def test_from_none_of_these_the_question_is_still_known(
    open_office: Open, knowledge: Knowledge, matcher: Matcher
):
    talk = Baffled(knowledge, matcher, staffed=True)
    talk.offers = 3
    async with open_office(talk=talk) as office:
        (suggestion,) = await office.bot.says(QUESTION)
        (none,) = await office.tap(knowledge.messages.button_none_of_these, suggestion)
        (preview,) = await office.tap(office.texts.button_offer, none)
        assert preview.text.endswith(QUESTION)


async def test_a_question_that_was_deleted_meanwhile_is_asked_for(office: Office):
    (fallback,) = await office.bot.says(QUESTION)
    office.bot.chat.remove(fallback.reply_to or 0)
    (prompt,) = await office.tap(office.texts.button_offer, fallback)
    assert (prompt.markup or {}).get("force_reply")


async def test_a_question_that_is_too_long_is_asked_for_again(office: Office):
    (fallback,) = await office.bot.says("長" * 1001)
    too_long, prompt = await office.tap(office.texts.button_offer, fallback)
    assert "1000文字までです（いまは1,001文字です）" in too_long.text
    chat = office.bot.chat
    (preview,) = await office.bot.after(lambda: chat.say("長" * 1000, reply_to=prompt.message_id))
    assert preview.text.endswith("\n\n" + "長" * 1000)


async def test_three_questions_a_day_and_then_more_the_next(office: Office, clock: Clock):
    for _ in range(3):
        await office.asked()
    preview = await office.preview()
    tap = partial(office.bot.chat.tap, office.texts.button_send, preview.message_id)
    assert await office.bot.after(tap, office.staff) == []
    refused = office.bot.chat.messages[preview.message_id]
    assert "24時間に3件まで" in refused.text
    assert refused.text.endswith(QUESTION)
    taro = office.bot.telegram.open_chat("太郎")
    await office.asked(chat=taro)  # everybody has three of their own
    clock.now += timedelta(hours=24)
    assert len(await office.bot.after(tap, office.staff)) == 1


@pytest.mark.parametrize("fault", ["chat not found", "kicked", "dropped"])
async def test_a_staff_chat_that_cannot_be_reached_is_said_and_tried_again(office: Office, bot_logs: Logs, fault: str):
    preview = await office.preview()
    faults = office.bot.telegram.faults
    if fault == "kicked":
        office.staff.remove_bot(by="係")
    elif fault == "dropped":
        faults.drop("sendMessage")
    else:
        faults.refuse("sendMessage", 400, "Bad Request: chat not found")
    await office.bot.after(lambda: office.bot.chat.tap(office.texts.button_send, preview.message_id))
    failed = office.bot.chat.messages[preview.message_id]
    assert failed.text.startswith("申し訳ありません。運営者に送れませんでした。")
    assert failed.text.endswith(QUESTION)
    assert any("STAFF_CHAT_ID" in line for line in bot_logs())
    assert not any("賠償" in line for line in bot_logs())
    if fault == "kicked":
        office.staff.add_bot(by="係")
    await office.bot.after(lambda: office.bot.chat.tap(office.texts.button_send, preview.message_id))
    assert office.bot.chat.messages[preview.message_id].text.startswith("運営者に送りました。")


@pytest.mark.parametrize("lost", ["the edit", "its answer"])
async def test_a_receipt_that_may_not_have_come_is_taken_back_and_nothing_is_sent(office: Office, lost: str):
    preview = await office.preview()
    faults = office.bot.telegram.faults
    fault = faults.drop if lost == "the edit" else faults.lose_answer
    fault("editMessageText")
    await office.tap(office.texts.button_send, preview)
    assert list(office.staff.messages) == []
    assert office.bot.chat.messages[preview.message_id].text.startswith("申し訳ありません。運営者に送れませんでした。")
    tap = partial(office.bot.chat.tap, office.texts.button_send, preview.message_id)
    assert len(await office.bot.after(tap, office.staff)) == 1


async def test_the_receipt_comes_after_the_question(office: Office):
    preview = await office.preview()
    sending = office.bot.telegram.faults.hold("sendMessage")
    office.bot.chat.tap(office.texts.button_send, preview.message_id)
    await sending.reached.wait()
    meanwhile = office.bot.chat.messages[preview.message_id]
    assert meanwhile.text == f"{said(office.texts.sending)}\n\n{QUESTION}"
    assert labels(meanwhile) == []
    sending.set()
    await office.bot.settled()
    assert office.bot.chat.messages[preview.message_id].text.startswith("運営者に送りました。")


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_press_that_comes_again_after_a_crash_shows_what_became_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, arrived: bool
):
    monkeypatch.setattr("bot.telegram.hand_over._ELSEWHERE_SECONDS", 0.01)
    preview = await office.preview()
    data = preview.button(office.texts.button_send)["callback_data"]
    if arrived:
        person = office.bot.chat.chat_id
        office.store.hand_over(STAFF, 900, person, preview.message_id, NOON + timedelta(days=7))
    else:  # it shows already that it is being sent
        office.bot.telegram.faults.refuse("editMessageText", 400, "Bad Request: message is not modified")
    await office.bot.after(lambda: office.bot.chat.press(preview.message_id, data))
    assert list(office.staff.messages) == []
    outcome = office.bot.chat.messages[preview.message_id]
    assert outcome.text.startswith(
        "運営者に送りました。" if arrived else "申し訳ありません。運営者に送れませんでした。"
    )
    assert (office.texts.button_send in labels(outcome)) is not arrived


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
async def test_a_question_that_another_process_is_sending_is_waited_for(
    open_office: Open, store: Store, monkeypatch: pytest.MonkeyPatch
):
    """Of two that got the press, the second sees that the first is sending, and tells what became of it."""
    async with open_office() as office:
        preview = await office.preview()
        waiting, loop, looked = asyncio.Event(), asyncio.get_running_loop(), 0
        was_handed_over = store.was_handed_over

        def looking(*question: Any) -> bool:
            nonlocal looked
            found = was_handed_over(*question)
            looked += 1
            if looked > 2:  # before sending, and then while it waits
                loop.call_soon_threadsafe(waiting.set)
            return found

        monkeypatch.setattr(store, "was_handed_over", looking)
        monkeypatch.setattr("bot.telegram.hand_over._LOOK_EVERY_SECONDS", 0.01)
        office.bot.telegram.faults.refuse("editMessageText", 400, "Bad Request: message is not modified")
        office.bot.chat.tap(office.texts.button_send, preview.message_id)
        async with asyncio.timeout(PATIENCE):
            await waiting.wait()
        person = office.bot.chat.chat_id
        store.hand_over(STAFF, 900, person, preview.message_id, NOON + timedelta(days=7))
        await office.bot.settled()
        assert office.bot.chat.messages[preview.message_id].text.startswith("運営者に送りました。")
        assert list(office.staff.messages) == []


async def test_a_preview_that_cannot_be_edited_is_shown_again_below(office: Office):
    preview = await office.preview()
    office.bot.telegram.faults.refuse("editMessageText", 400, "Bad Request: message can't be edited")
    (below,) = await office.tap(office.texts.button_send, preview)
    assert below.text.startswith("申し訳ありません。運営者に送れませんでした。")
    assert list(office.staff.messages) == []
    tap = partial(office.bot.chat.tap, office.texts.button_send, below.message_id)
    assert len(await office.bot.after(tap, office.staff)) == 1


async def forgets(office: Office) -> None:
    """Have what is kept deleted by its button."""
    (privacy,) = await office.bot.says("/privacy")
    await office.tap(office.texts.button_forget, privacy)
    assert office.store.open_hand_overs(office.bot.chat.chat_id, NOON) == 0


async def refused(office: Office) -> bool:
    """Try to send one more; True if that is too many."""
    preview = await office.preview()
    tap = partial(office.bot.chat.tap, office.texts.button_send, preview.message_id)
    sent = await office.bot.after(tap, office.staff)
    too_many = "24時間に3件まで" in office.bot.chat.messages[preview.message_id].text
    assert too_many is not bool(sent)
    return too_many


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
async def test_deleting_does_not_lift_the_limit_for_any_process(open_office: Open, clock: Clock):
    async with open_office() as office:
        for _ in range(2):
            await office.asked()
        await forgets(office)
        await office.asked()
        telegram, hanako = office.bot.telegram, office.bot.chat
    async with open_office(telegram, staff=office.staff) as another:
        another.bot.chat = hanako
        assert await refused(another)
        await forgets(another)
        assert await refused(another)
        another.bot.chat = telegram.open_chat("太郎")
        assert not await refused(another)
        another.bot.chat = hanako
        clock.now += timedelta(hours=24)
        assert not await refused(another)


async def test_a_deletion_leaves_nothing_that_names_the_person(office: Office, tmp_path: Path):
    await office.asked()
    await forgets(office)
    with closing(connect(tmp_path / "bot.sqlite3")) as database:
        kept = " ".join(database.iterdump())
    chat_id = str(office.bot.chat.chat_id)
    assert "sent_before_deletion" in kept
    assert chat_id not in kept
    assert sha256(chat_id.encode()).hexdigest() not in kept
    named = f"questions of {chat_id}".encode()
    assert hmac.new(b"", named, sha256).hexdigest() not in kept
    assert hmac.new(TOKEN.encode(), named, sha256).hexdigest() in kept  # the database holds no key to it


async def test_a_process_that_did_not_hear_of_the_move_finds_the_staff_chat(open_office: Open, store: Store):
    telegram = LocalTelegram()
    group = telegram.open_group("運営", chat_id=-4_009, supergroup=False)
    async with open_office(telegram, staff=group) as office:
        new = telegram.upgrade(group, by="係")
        new.closed = ""
        preview = await office.preview()
        tap = partial(office.bot.chat.tap, office.texts.button_send, preview.message_id)
        (seen,) = await office.bot.after(tap, new)
    async with open_office(telegram, staff=group) as office:  # STAFF_CHAT_ID has its old number still
        await office.bot.after(lambda: new.say("係", "はい。", reply_to=seen.message_id))
    assert list(new.messages.values())[-1].text == office.texts.delivered


async def test_a_question_whose_sender_cannot_be_noted_does_not_stay_with_the_staff(
    office: Office, monkeypatch: pytest.MonkeyPatch, bot_logs: Logs
):
    def fail(*_: object) -> None:
        raise StoreError("data/bot.sqlite3: the database is locked; try again")

    monkeypatch.setattr(office.store, "hand_over", fail)
    preview = await office.preview()
    await office.tap(office.texts.button_send, preview)
    assert office.bot.chat.messages[preview.message_id].text.startswith("申し訳ありません。")
    assert list(office.staff.messages) == []
    assert any("locked" in line for line in bot_logs())


async def test_without_a_staff_chat_nothing_of_it_shows(
    start: Start, knowledge: Knowledge, matcher: Matcher, texts: HandOverBlock
):
    async with start(talk=Baffled(knowledge, matcher)) as bot:
        (fallback,) = await bot.says(QUESTION)
        assert texts.button_offer not in labels(fallback)
        assert fallback.reply_to is None
        (privacy,) = await bot.says("/privacy")
        assert "運営者" not in privacy.text
        (stale,) = await bot.after(lambda: bot.chat.press(fallback.message_id, "1|q|a"))
        assert stale.text.startswith(said(knowledge.messages.stale_button)[:10])


def test_a_knowledge_without_the_words_has_no_hand_over(knowledge: Knowledge, matcher: Matcher):
    silent = replace(knowledge, messages=knowledge.messages.model_copy(update={"hand_over": None}))
    assert Dialogue(silent, matcher, staffed=True).hand_over is None


@pytest.mark.parametrize("data", ["1|q", "1|q|", "1|q|x", "1|q|s|s", "2|q|s", "1|q|a|"])
async def test_a_forged_button_is_an_old_one(office: Office, knowledge: Knowledge, data: str):
    (fallback,) = await office.bot.says(QUESTION)
    (stale,) = await office.bot.after(lambda: office.bot.chat.press(fallback.message_id, data))
    assert stale.text == said(knowledge.messages.stale_button).strip()


async def test_what_shows_no_question_is_not_sent(office: Office, knowledge: Knowledge):
    (help_text,) = await office.bot.says("/help")
    (stale,) = await office.bot.after(lambda: office.bot.chat.press(help_text.message_id, "1|q|s"))
    assert stale.text == said(knowledge.messages.stale_button).strip()
    assert list(office.staff.messages) == []


# And back


async def test_an_answer_goes_to_who_asked_and_to_nobody_else(office: Office):
    taro = office.bot.telegram.open_chat("太郎")
    seen = await office.asked()
    other = await office.asked("太郎の質問", taro)
    (answer,) = await office.answers("はい、<続きます> & 安心です。", seen)
    assert answer.text == f"{said(office.texts.answer)}\n\nはい、<続きます> & 安心です。"
    assert labels(answer) == [office.texts.button_again, office.texts.button_forget]
    assert office.last_word() == office.texts.delivered
    assert "係" not in answer.text
    before = len(taro.events)
    assert len(await office.answers("もう一つ。", seen)) == 1  # any number of times
    assert len(taro.events) == before
    assert await office.answers("太郎さんへ。", other) == []
    assert taro.events[-1].message
    assert taro.events[-1].message.text.endswith("太郎さんへ。")


async def test_an_answer_that_is_quicker_than_the_store_arrives(office: Office, monkeypatch: pytest.MonkeyPatch):
    """The staff see a question before it is noted whose it is."""
    hand_over, may_note = office.store.hand_over, Event()

    def slowly(*note: Any) -> None:
        assert may_note.wait(PATIENCE)
        hand_over(*note)

    monkeypatch.setattr(office.store, "hand_over", slowly)
    preview = await office.preview()
    office.bot.chat.tap(office.texts.button_send, preview.message_id)
    seen = await office.staff.next_reply(PATIENCE)
    looked_up, person_of = asyncio.Event(), office.store.person_of
    loop = asyncio.get_running_loop()

    def looking_up(*question: Any) -> int | None:
        found = person_of(*question)
        loop.call_soon_threadsafe(looked_up.set)
        return found

    monkeypatch.setattr(office.store, "person_of", looking_up)
    office.staff.say("係", "はい。", reply_to=seen.message_id)
    async with asyncio.timeout(PATIENCE):
        await looked_up.wait()
    (answer,) = await office.bot.after(may_note.set)
    assert answer.text.endswith("はい。")


async def test_an_answer_arrives_after_a_restart(open_office: Open):
    async with open_office() as office:
        seen = await office.asked()
        hanako, staff = office.bot.chat, office.staff
    async with open_office(office.bot.telegram, staff=staff) as later:
        (answer,) = await later.bot.after(lambda: staff.say("係", "こちらです。", reply_to=seen.message_id), hanako)
    assert answer.text.endswith("こちらです。")


async def test_the_person_can_go_on_asking(office: Office):
    (answer,) = await office.answers("どの保険ですか。", await office.asked())
    (prompt,) = await office.tap(office.texts.button_again, answer)
    assert (prompt.markup or {}).get("force_reply")
    chat = office.bot.chat
    (preview,) = await office.bot.after(lambda: chat.say("勤務先のものです", reply_to=answer.message_id))
    (seen,) = await office.bot.after(lambda: chat.tap(office.texts.button_send, preview.message_id), office.staff)
    assert seen.text.endswith("\n\n勤務先のものです")


async def test_a_long_answer_arrives_whole(office: Office):
    heading, answer = await office.answers("長" * 4096, await office.asked())
    assert heading.text == said(office.texts.answer)
    assert answer.text == "長" * 4096
    assert labels(answer) == [office.texts.button_again, office.texts.button_forget]


async def test_a_picture_is_not_passed_on_and_the_staff_hear_so(office: Office):
    seen = await office.asked()
    replied = office.bot.telegram.chats.platform.as_json(office.staff, seen)
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
    for words in ({}, {"caption": "こちらです"}):
        deliver = partial(office.bot.deliver, STAFF, photo=photo, reply_to_message=replied, **words)
        assert await office.bot.after(deliver) == []
        assert office.last_word() == office.texts.text_only


async def test_an_expired_question_cannot_be_answered(office: Office, clock: Clock):
    seen = await office.asked()
    clock.now += timedelta(days=7)
    assert await office.answers("遅くなりました。", seen) == []
    assert office.last_word() == office.texts.expired


async def test_a_person_who_blocked_the_bot_is_named_to_nobody(office: Office):
    seen = await office.asked()
    office.bot.telegram.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    assert await office.answers("こちらです。", seen) == []
    assert office.last_word() == office.texts.blocked


async def test_an_uncertain_delivery_is_said(office: Office, bot_logs: Logs):
    seen = await office.asked()
    office.bot.telegram.faults.drop("sendMessage")
    assert await office.answers("こちらです。", seen) == []
    assert office.last_word() == office.texts.uncertain
    assert not any("こちら" in line for line in bot_logs())


async def test_a_store_that_fails_is_said_to_the_staff(office: Office, monkeypatch: pytest.MonkeyPatch):
    seen = await office.asked()

    def fail(*_: object) -> None:
        raise StoreError("data/bot.sqlite3: the database is locked; try again")

    monkeypatch.setattr(office.store, "person_of", fail)
    assert await office.answers("こちらです。", seen) == []
    assert office.last_word() == office.texts.uncertain


async def test_talk_and_commands_in_the_staff_chat_go_to_nobody(office: Office):
    seen = await office.asked()
    office.store.hand_over(STAFF, seen.message_id + 1000, office.bot.chat.chat_id, 1, NOON + timedelta(days=1))
    before = len(office.bot.chat.events)
    await office.answers("/help", seen)
    office.staff.say("係", "みなさん、どう思いますか")
    await office.answers("/stats", seen)
    (answer,) = await office.answers("わかりました。", seen)
    receipt = list(office.staff.messages.values())[-1]
    assert receipt.text == office.texts.delivered
    person = office.bot.chat.chat_id
    office.store.hand_over(STAFF, receipt.message_id, person, 1, NOON + timedelta(days=1))  # of an older chat
    await office.answers("よかった", receipt)
    said_to_hanako = [event.message for event in office.bot.chat.events[before:]]
    assert said_to_hanako == [answer]


async def test_a_reply_elsewhere_is_not_an_answer_of_the_staff(office: Office):
    seen = await office.asked()
    other = office.bot.telegram.open_group("ほかの部屋")
    replied = office.bot.telegram.chats.platform.as_json(other, seen)
    deliver = partial(office.bot.deliver, other.chat_id, text="こちらです。", reply_to_message=replied)
    assert await office.bot.after(deliver) == []


async def test_the_staff_may_be_one_person_in_their_own_chat(open_office: Open):
    telegram = LocalTelegram()
    boss = telegram.open_chat("係")
    async with open_office(telegram, staff=boss) as office:
        preview = await office.preview()
        tap = partial(office.bot.chat.tap, office.texts.button_send, preview.message_id)
        (seen,) = await office.bot.after(tap, boss)
        reply = partial(boss.say, "続きます。", reply_to=seen.message_id)
        (answer,) = await office.bot.after(reply)
        assert answer.text.endswith("続きます。")
        (fallback,) = await office.bot.says("別の質問", boss)
        assert labels(fallback)[0] == office.texts.button_offer


async def test_an_edited_answer_of_the_staff_is_no_question_after_a_restart_either(
    open_office: Open, monkeypatch: pytest.MonkeyPatch, texts: HandOverBlock
):
    telegram = LocalTelegram()
    boss = telegram.open_chat("係")
    async with open_office(telegram, staff=boss) as office:
        preview = await office.preview()
        tap = partial(office.bot.chat.tap, texts.button_send, preview.message_id)
        (seen,) = await office.bot.after(tap, boss)
        await office.bot.after(lambda: boss.say("続きます。", reply_to=seen.message_id))
        answer = next(m for m in reversed(boss.messages.values()) if m.text == "続きます。")
        in_hand = [*office.bot.chat.messages]
    async with open_office(telegram, staff=boss) as later:
        assert await later.bot.events_after(lambda: boss.edit(answer.message_id, "続きません。"), boss) == []
        assert [*office.bot.chat.messages] == in_hand
    monkeypatch.setattr("bot.dialogue.hand_over.HandOver.is_for_staff", lambda *_: False)  # the words have changed
    async with open_office(telegram, staff=boss) as later:
        assert await later.bot.events_after(lambda: boss.edit(answer.message_id, "続くかも。"), boss) == []
        own, *_ = [m for m in await later.bot.says("別の質問", boss) if m.reply_to]
        question = boss.messages[own.reply_to or 0]
    async with open_office(telegram, staff=boss) as later:  # what is no answer is a question as everybody's
        assert await later.bot.after(lambda: boss.edit(question.message_id, "別の質問です"), boss) != []


async def test_words_that_are_edited_after_they_were_sent_do_not_pass_for_sent(office: Office):
    first = await office.preview()
    (prompt,) = await office.tap(office.texts.button_rewrite, first)
    chat = office.bot.chat
    (preview,) = await office.bot.after(lambda: chat.say("言い直した質問", reply_to=prompt.message_id))
    written = next(m for m in reversed(chat.messages.values()) if not m.from_bot)
    await office.tap(office.texts.button_send, preview)
    (again,) = await office.bot.after(lambda: chat.edit(written.message_id, "もう一度直した質問"))
    receipt = chat.messages[preview.message_id]
    assert receipt.text.startswith("運営者に送りました。")
    assert receipt.text.endswith("\n\n言い直した質問")
    (seen,) = await office.bot.after(lambda: chat.tap(office.texts.button_send, again.message_id), office.staff)
    assert seen.text.endswith("\n\nもう一度直した質問")


async def test_a_text_that_was_too_long_may_be_shortened_by_an_edit(office: Office):
    first = await office.preview()
    (prompt,) = await office.tap(office.texts.button_rewrite, first)
    chat = office.bot.chat
    too_long, asking = await office.bot.after(lambda: chat.say("長" * 1001, reply_to=prompt.message_id))
    written = next(m for m in reversed(chat.messages.values()) if not m.from_bot)
    assert await office.bot.after(lambda: chat.edit(written.message_id, "短い質問")) == []
    assert chat.messages[too_long.message_id].text.endswith("\n\n短い質問")
    assert asking.message_id not in chat.messages
    (another,) = await office.bot.after(lambda: chat.edit(written.message_id, "短い質問です"))
    assert another.text.endswith("\n\n短い質問です")
    assert chat.messages[too_long.message_id].text.endswith("\n\n短い質問")


@pytest.mark.parametrize("told", [True, False], ids=["told", "found out by sending"])
async def test_a_staff_chat_that_becomes_a_supergroup_is_followed(open_office: Open, bot_logs: Logs, told: bool):
    telegram = LocalTelegram()
    group = telegram.open_group("運営", chat_id=-4_009, supergroup=False)
    async with open_office(telegram, staff=group) as office:
        await office.asked()
        if not told:
            group.closed = "Forbidden"  # nothing is delivered from here
        new = telegram.upgrade(group, by="係")
        new.closed = ""
        preview = await office.preview("二つ目の質問")
        tap = partial(office.bot.chat.tap, office.texts.button_send, preview.message_id)
        (seen,) = await office.bot.after(tap, new)
        (answer,) = await office.bot.after(lambda: new.say("係", "はい。", reply_to=seen.message_id))
    assert answer.text.endswith("はい。")
    assert [line for line in bot_logs() if f"set STAFF_CHAT_ID={new.chat_id}" in line] != []


# And forgotten


async def test_one_tap_deletes_what_is_kept(office: Office, clock: Clock):
    seen = await office.asked()
    await office.asked("二つ目")
    hanako = office.bot.chat.chat_id
    receipt = next(m for m in reversed(office.bot.chat.messages.values()) if office.texts.button_forget in labels(m))
    tap = partial(office.bot.chat.tap, office.texts.button_forget, receipt.message_id)
    acknowledged, edited = await office.bot.events_after(tap)
    assert (acknowledged.text, edited.kind) == (office.texts.forgotten, "edit")
    assert office.texts.button_forgotten in labels(office.bot.chat.messages[receipt.message_id])
    assert office.store.open_hand_overs(hanako, clock.now) == 0
    assert await office.answers("こちらです。", seen) == []
    assert office.last_word() == office.texts.expired


async def test_privacy_says_what_is_kept_and_deletes_it(office: Office, knowledge: Knowledge):
    await office.asked()
    (privacy,) = await office.bot.says("/privacy")
    assert "7日間だけ" in privacy.text
    assert labels(privacy) == [office.texts.button_forget, knowledge.messages.button_menu]
    await office.tap(office.texts.button_forget, privacy)
    assert office.store.open_hand_overs(office.bot.chat.chat_id, NOON) == 0


async def test_a_deletion_that_fails_is_said(office: Office, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise StoreError("data/bot.sqlite3: the database is locked; try again")

    monkeypatch.setattr(office.store, "forget_person", fail)
    (privacy,) = await office.bot.says("/privacy")
    events = await office.bot.events_after(lambda: office.bot.chat.tap(office.texts.button_forget, privacy.message_id))
    assert [(event.kind, event.text) for event in events] == [("answer", office.texts.not_forgotten)]
