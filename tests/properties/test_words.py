"""Any text, question or button: the core answers within all limits, and what is masked stays masked."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import Dialogue
from bot.limits import MESSAGE_CHARACTERS
from bot.masking import masked
from bot.reply import Copy, Reply
from bot.telegram.render import html, markup
from bot.text import Mark, Span, Text
from bot.tryout.checks import formatted_text
from bot.tryout.entities import clean
from bot.tryout.html import utf16_length
from bot.tryout.keyboards import checked_markup
from tests.dialogue.walk import Walk, check, openings, presses

pytestmark = pytest.mark.timeout(1800)  # to find the smallest example takes minutes

# Longer than any amount that is left in a question, 120000円 among them, and shorter than any telephone number.
LONG_NUMBER = re.compile(r"\d{7,}")
TELLING = (
    *("090-1234-5678", "12", "345", "6789", "０", "⑨", "٣", "-", "ー", " ", "　", "の", "五六七八九", "年", "円", "p"),
    *(
        "山田",
        "太郎",
        "ヤマダ",
        "やまだ",
        "Taro",
        "さん",
        "様",
        "君",
        "くん",
        "です",
        "と申します",
        "私は",
        "名前は",
        "担当",
    ),
    *(
        "taro",
        "@",
        "(at)",
        "アットマーク",
        ".",
        "ドット",
        "example.com",
        "http://",
        "t.me/x",
        "ID",
        "パスワード",
        "：",
        "_",
    ),
    *("〒", "100-0001", "東京都", "千代田区", "丁目", "1-1", "番地", "［電話］", "［番号］", "［名前］", "。", "\n"),
)
telling = st.lists(st.sampled_from(TELLING) | st.text(max_size=4), max_size=12).map("".join)
NAMES = ("薬キャリ", "m3", "エムスリー")


@given(telling)
def test_what_is_masked_stays_masked_and_no_long_number_is_left(text: str):
    once = masked(text, NAMES)
    assert masked(once, NAMES) == once
    assert not LONG_NUMBER.search(once)


spans = st.builds(Span, st.text(max_size=20) | st.sampled_from(["<b>", "&lt;", "\n", "</pre>"]), st.sampled_from(Mark))


@given(st.lists(spans, max_size=8), st.lists(st.booleans(), min_size=8, max_size=8))
def test_any_text_is_html_that_telegram_reads_back(drawn: list[Span], quoted: list[bool]):
    """Whatever stands in a text, its marks stay where they are and add nothing to what is read."""
    shown = Text((Span("文", Mark.BOLD), *(Span(s.text, s.mark, q) for s, q in zip(drawn, quoted, strict=False))))
    text, entities = formatted_text(html(shown), "HTML", None)
    assert text == clean(str(shown)).strip(" \t\n")
    assert entities[0] == {"type": "bold", "offset": 0, "length": entities[0]["length"]}
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)


def check_rendered(reply: Reply) -> None:
    """Hold a reply to the limits, and to what Telegram reads of it."""
    check(reply)
    for message in reply.messages:
        text, _ = formatted_text(html(message.text), "HTML", None)
        assert 1 <= len(text) <= MESSAGE_CHARACTERS
        copied = [button.text for row in message.rows for button in row if isinstance(button, Copy)]
        assert str(message.text) not in copied or text in copied, "a letter is not what its button copies"
        below = markup(message, "local_bot")
        checked_markup(json.loads(below.to_json()) if below else None)


# Half of a surrogate pair is nothing that Telegram sends, but something that its JSON can hold.
free = st.text(st.characters() | st.sampled_from("\0\n\x85\u200b\u202e\u2028\ufeff\ufdfa\ud83d\U0001f469゛／，"))
anything = free | st.text(max_size=20).map(lambda text: (text * MESSAGE_CHARACTERS)[:MESSAGE_CHARACTERS]) | telling


@given(anything, st.booleans())
def test_any_question_is_answered_within_all_limits(staffed: Dialogue, question: str, in_group: bool):
    check_rendered(staffed.group_question(question) if in_group else staffed.question(question))


@pytest.fixture(scope="module")
def walk(staffed: Dialogue) -> Walk:
    return Walk(staffed, openings(staffed))


@given(answer=anything | st.lists(anything, max_size=4).map("\n".join), data=st.data())
def test_any_reply_to_what_the_bot_said_is_answered_within_all_limits(
    staffed: Dialogue, walk: Walk, answer: str, data: st.DataObject
):
    said = {str(message.text): message for reply in walk.replies.values() for message in reply.messages}
    prompts = sorted(text for text, message in said.items() if message.prompt)
    original = data.draw(st.sampled_from(prompts) | st.sampled_from(sorted(said)) | free)
    check_rendered(staffed.reply_to(original, answer))


@given(free)
def test_any_command_is_answered_within_all_limits(staffed: Dialogue, argument: str):
    check_rendered(staffed.command("start", argument))
    check_rendered(staffed.command(argument, argument))


@st.composite
def mutated(draw: st.DrawFn, known: st.SearchStrategy[str]) -> str:
    """A button's data with some of its parts exchanged, repeated or forged."""
    parts = draw(known).split("|")
    forged = st.text(max_size=8) | known.map(lambda data: data.split("|")[-1]) | st.integers(-1, 99).map(str)
    ways = st.lists(st.integers(0, 9).map(str), max_size=32).map(".".join)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(parts)))
        parts[place : place + draw(st.integers(0, 2))] = draw(st.lists(forged | ways, max_size=2))
    return "|".join(parts)


@given(data=st.data())
def test_any_data_of_a_button_is_answered_within_all_limits(staffed: Dialogue, walk: Walk, data: st.DataObject):
    pressed = data.draw(free | mutated(st.sampled_from(sorted(walk.replies))))
    reply = staffed.press(pressed)
    check_rendered(reply)
    assert set(presses(reply)) <= set(walk.replies) or pressed.startswith("1|"), "only ours do anything"
