"""The screens of administrators and of handing over keep every limit, whatever an operator and a person write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.dialogue import Dialogue
from bot.dialogue.admin import AdminScreens, Condition, Page, Settle, seal, wish_of
from bot.dialogue.hand_over import HandOver
from bot.knowledge import Knowledge
from bot.knowledge.operator_schema import AdminBlock, HandOverBlock
from bot.records import OUTCOMES, SMALL_TALK, EntryFigures, Figures, Unanswered
from bot.reply import Message, Reply

from .walk import Walk, check, check_buttons, check_text, labels, openings, presses

DAY = date(2026, 12, 31)
MANY = 10**12


def stretched(block: AdminBlock | HandOverBlock, characters: int) -> dict[str, Any]:
    """Write each phrase as long as the loader lets through."""
    texts = {key: text.strip() for key, text in block.model_dump().items() if isinstance(text, str)}
    notices = ("settled", "changed", "forgotten", "not_forgotten")
    longest = {key: text.ljust(200 if key in notices else characters, "＿") for key, text in texts.items()}
    longest |= {key: texts[key].ljust(100, "＿") for key in texts if key == "webhook_error_line"}
    longest |= {key: texts[key].ljust(40, "＿") for key in texts if key.startswith("button_")}
    return block.model_dump() | longest | ({"placeholder": "＿" * 64} if "placeholder" in texts else {})


@pytest.fixture(scope="session")
def verbose(widest: Dialogue) -> Knowledge:
    """A knowledge in which everything is as long and as many as the loader lets through."""
    messages = widest.knowledge.messages
    assert messages.admin
    assert messages.hand_over
    admin = AdminBlock.model_validate(stretched(messages.admin, 200))
    hand_over = HandOverBlock.model_validate(stretched(messages.hand_over, 1000))
    blocks = {"admin": admin, "hand_over": hand_over}
    return replace(widest.knowledge, messages=messages.model_copy(update=blocks))


@pytest.fixture(params=["shipped", "verbose"])
def wordings(request: pytest.FixtureRequest) -> Knowledge:
    chosen: Knowledge = request.getfixturevalue("knowledge" if request.param == "shipped" else request.param)
    return chosen


def keeps_limits(message: Message) -> None:
    check_text(message.text)
    check_buttons(message.rows)


def figures(knowledge: Knowledge) -> Figures:
    outcomes = dict.fromkeys((*OUTCOMES, SMALL_TALK), MANY)
    return Figures(outcomes, {key: EntryFigures(MANY, MANY, MANY, MANY) for key in knowledge.entries})


def test_all_screens_of_administrators_keep_all_limits(wordings: Knowledge):
    screens = AdminScreens.over(wordings)
    assert screens
    entries = list(wordings.entries.values())
    everything = figures(wordings)
    candidates = tuple(wordings.entries)[:3]
    groups = [
        [
            Unanswered(MANY + number, DAY, "&" * 4096 + str(number), "fallback", candidates)
            for number in range(start, start + 20)
        ]
        for start in range(0, 100, 20)
    ]
    elsewhere = replace(wordings, entries={f"{key}-old": entry for key, entry in wordings.entries.items()})
    nothing = replace(wordings, entries={}, templates={})
    polled = Condition(MANY, float(MANY))
    called = Condition(MANY, None, "<" * 5000, datetime(2026, 12, 31, 23, 59, tzinfo=UTC))

    for message in (
        *(screens.stats(everything, everything, entries, condition) for condition in (polled, called)),
        screens.digest(DAY, DAY, everything, MANY, entries),
        screens.unanswered(groups),
        screens.unanswered(groups, groups[2][7].id),
        screens.unanswered([]),
        screens.reloaded(elsewhere),
        screens.reloaded(nothing),
        screens.reloaded(wordings),
        screens.refused(["<" * 5000] * 100),
        screens.mended(),
        screens.fault("<" * 5000),
        screens.unreadable(),
    ):
        keeps_limits(message)


def test_all_screens_of_handing_over_keep_all_limits(wordings: Knowledge):
    screens = HandOver.over(wordings)
    assert screens
    question = "&" * 1000
    prompt = screens.prompt()
    assert 1 <= len(prompt.prompt) <= 64
    check_text(prompt.text)
    for message in (
        screens.preview(question),
        screens.too_many(question),
        screens.not_sent(question),
        screens.sent(question),
        screens.kept_back(),
        screens.for_staff(question),
        *screens.answer("&" * 4096),
        *screens.answer("短い"),
    ):
        keeps_limits(message)
    for reply in (screens.forgotten(), screens.not_forgotten()):
        assert len(reply.notice) <= 200
        check_buttons((reply.row,) if reply.row else ())


@pytest.fixture(params=["dialogue", "widest", "smallest"])
def staffed(request: pytest.FixtureRequest) -> Dialogue:
    """A bot that can hand over."""
    bot: Dialogue = request.getfixturevalue(request.param)
    return Dialogue(bot.knowledge, bot.matcher, staffed=True)


def test_with_a_staff_every_screen_still_keeps_all_limits(staffed: Dialogue):
    for reply in [*openings(staffed), *Walk(staffed, openings(staffed)).replies.values()]:
        check(reply)


def test_whatever_is_open_can_be_handed_over_and_nothing_else(dialogue: Dialogue):
    bot = Dialogue(dialogue.knowledge, dialogue.matcher, staffed=True)
    offers = {data for data, reply in Walk(bot, openings(bot)).replies.items() if "1|q|a" in presses(reply)}
    assert offers == {f"1|h|{entry_id}|n" for entry_id in bot.knowledge.entries}
    assert "1|q|a" in presses(bot.press("1|x"))
    assert "1|q|a" in presses(bot.question("人と話したい"))
    assert "1|q|a" in presses(bot.question("ぬるぽがっ"))
    assert "1|q|a" not in presses(bot.question("こんにちは"))
    assert "1|q|a" not in presses(bot.press("1|a|email"))


def test_a_person_is_offered_just_above_the_menu(dialogue: Dialogue):
    bot = Dialogue(dialogue.knowledge, dialogue.matcher, staffed=True)
    without, with_staff = dialogue.press("1|x"), bot.press("1|x")
    assert bot.hand_over
    menu = dialogue.knowledge.messages.button_menu
    assert (labels(without), labels(with_staff)) == ([menu], [bot.hand_over.texts.button_offer, menu])


def test_a_reply_without_an_open_question_is_left_as_it_is(knowledge: Knowledge):
    screens = HandOver.over(knowledge)
    assert screens
    plain = Reply((screens.kept_back(),))
    assert screens.offered(plain) == plain
    assert screens.offered(Reply(unresolved=True)) == Reply(unresolved=True)


def test_an_empty_question_is_asked_for(knowledge: Knowledge):
    screens = HandOver.over(knowledge)
    assert screens
    assert screens.proposal(" \n ") == Reply((screens.prompt(),))


@pytest.mark.parametrize(
    ("data", "wish"),
    [
        ("1|u|12", Page(12)),
        ("1|e|ignored|12|13|abcdef01", Settle("ignored", 12, 13, "abcdef01")),
        ("1|e|done|12|13|abcdef01", Settle("done", 12, 13, "abcdef01")),
        ("1|e|lost|12|13|abcdef01", None),
        ("1|e|done|12|x|abcdef01", None),
        ("1|u|", None),
        ("1|m|1", None),
        ("", None),
    ],
)
def test_buttons_of_administrators_are_read(data: str, wish: Page | Settle | None):
    assert wish_of(data) == wish


def test_a_seal_tells_groups_apart_and_not_their_order():
    first, second = (Unanswered(number, DAY, "x", "fallback") for number in (1, 2))
    assert seal([first, second]) == seal([second, first]) != seal([first])


def test_words_from_before_a_figure_was_told_are_words_still(knowledge: Knowledge):
    texts = knowledge.messages.admin
    assert texts
    older = texts.model_dump(exclude={"webhook_error_line"})
    older["counts"] = texts.counts.replace("{outside}", "")
    screens = AdminScreens(knowledge, AdminBlock.model_validate(older))
    condition = Condition(1, webhook_error="Wrong response", failed_at=datetime(2026, 11, 22, tzinfo=UTC))
    shown = str(screens.stats(figures(knowledge), figures(knowledge), [], condition).text)
    assert "Wrong response" not in shown
    assert f"{MANY:,}" in shown
