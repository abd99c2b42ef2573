"""From a ranking to a decision."""

import pytest

from bot.dialogue import THRESHOLDS, Dialogue, Outcome, decide
from bot.matching import Evidence, Kind, Match, Ranking

FAQ = tuple(Match(entry_id, Kind.FAQ, score) for entry_id, score in (("a", 0.6), ("b", 0.4), ("c", 0.3), ("d", 0.2)))
CHAT = Match("hello", Kind.SMALLTALK, 0.9)
OUTSIDE = Match("login", Kind.OUT_OF_SCOPE, 0.9)


def ranked(matches: tuple[Match, ...], confidence: float, wishes: tuple[str, ...] = (), gap: float = 0.2) -> Ranking:
    return Ranking(matches, confidence, evidence=Evidence(gap=gap), wishes=wishes)


@pytest.mark.parametrize(
    ("ranking", "outcome", "chosen", "offered"),
    [
        (ranked(FAQ, THRESHOLDS.answer), Outcome.ANSWER, "a", []),
        (ranked((CHAT, *FAQ), THRESHOLDS.answer), Outcome.ANSWER, "a", []),
        (ranked(FAQ, THRESHOLDS.answer, gap=THRESHOLDS.margin - 0.01), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (ranked(FAQ, THRESHOLDS.answer - 0.01), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (ranked(FAQ, THRESHOLDS.suggest), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (ranked(FAQ, THRESHOLDS.suggest - 0.01), Outcome.FALLBACK, None, []),
        (ranked((CHAT, *FAQ), 0.2), Outcome.SMALLTALK, "hello", []),
        (ranked((OUTSIDE, *FAQ), 0.2), Outcome.FALLBACK, "login", []),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.44), *FAQ[1:]), 0.01), Outcome.FALLBACK, None, []),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.46), *FAQ[1:]), 0.01), Outcome.FALLBACK, "login", []),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.61), *FAQ), 0.01), Outcome.FALLBACK, "login", []),
        (ranked((Match("hello", Kind.SMALLTALK, 0.44), *FAQ[1:]), 0.2), Outcome.SUGGEST, None, ["b", "c", "d"]),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.3),), 0.0), Outcome.FALLBACK, "login", []),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.29),), 0.0), Outcome.FALLBACK, None, []),
        (ranked((Match("hello", Kind.SMALLTALK, 0.2),), 0.0), Outcome.SMALLTALK, "hello", []),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.1), *FAQ[3:]), 0.01), Outcome.FALLBACK, None, []),
        (ranked(FAQ, 0.99, wishes=("c", "a")), Outcome.SUGGEST, None, ["a", "c"]),
        (ranked(FAQ, 0.99, wishes=("a", "b", "c", "d")), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (ranked(FAQ[:1], 0.3), Outcome.FALLBACK, None, []),
        (ranked((), 0.0), Outcome.FALLBACK, None, []),
    ],
    ids=[
        "sure", "sure, whatever the small talk", "two as good", "not quite sure", "hardly", "unsure", "small talk",
        "out of scope",
        "hardly more like out of scope than like an entry", "a little more like out of scope", "surely out of scope",
        "hardly more like small talk than like an entry", "out of scope, without entries",
        "too little like out of scope", "small talk needs less",
        "like nothing at all", "two wishes", "four wishes", "one entry alone cannot be a choice", "no knowledge",
    ],
)  # fmt: skip
def test_the_decision_follows_from_confidence(
    ranking: Ranking, outcome: Outcome, chosen: str | None, offered: list[str]
):
    decision = decide(ranking)
    assert decision.outcome is outcome
    assert (decision.chosen and decision.chosen.id) == chosen
    assert [match.id for match in decision.offered] == offered


@pytest.mark.parametrize(
    ("ranking", "understood"),
    [
        (ranked((OUTSIDE,), 0.0), True),
        (ranked((Match("login", Kind.OUT_OF_SCOPE, 0.49),), 0.0), False),
        (ranked((Match("hello", Kind.SMALLTALK, 0.3),), 0.0), True),
        (ranked(FAQ, 0.99, wishes=("a", "b")), True),
        (ranked(FAQ, 0.3), False),
    ],
    ids=["out of scope", "perhaps out of scope", "small talk", "two wishes", "offered"],
)
def test_only_what_is_unsure_can_teach_something(ranking: Ranking, understood: bool):
    assert decide(ranking).understood is understood


ODD = {
    "empty": "",
    "blanks": " \u3000\n",
    "one letter": "a",
    "one kana": "あ",
    "a question mark": "？",
    "emoji": "😀😀😀",
    "control characters": "\x00\x01\u200b\u202e",
    "half a surrogate pair": "\ud83d",
    "an address": "https://example.com/path?a=b",
    "Thai": "ฉันต้องการยกเลิกบัญชี",
    "Arabic": "كيف ألغي حسابي",
    "Korean": "탈퇴하고 싶어요",
    "single letters": "a a a",
    "the longest message of one letter": "あ" * 4096,
    "the longest message of blanks and kana": "あ " * 2048,
    "a character that stands for eighteen": "ﷺ" * 4096,
    "full stops": "。" * 4096,
    "joints": "退会と" * 300,
}


@pytest.mark.parametrize("question", ODD.values(), ids=ODD)
def test_odd_input_is_not_answered_with_an_entry(dialogue: Dialogue, question: str):
    decision = dialogue.decide(question)
    assert decision.outcome is not Outcome.ANSWER
    assert dialogue.question(question).messages
