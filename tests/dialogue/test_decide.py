"""From a ranking to a decision."""

import pytest

from bot.dialogue import ANSWER_CONFIDENCE, SUGGEST_CONFIDENCE, Outcome
from bot.dialogue.decide import decide
from bot.matching import Kind, Match, Ranking

FAQ = tuple(Match(entry_id, Kind.FAQ, score) for entry_id, score in (("a", 0.6), ("b", 0.4), ("c", 0.3), ("d", 0.2)))
CHAT = Match("hello", Kind.SMALLTALK, 0.9)
OUTSIDE = Match("login", Kind.OUT_OF_SCOPE, 0.9)


@pytest.mark.parametrize(
    ("ranking", "outcome", "chosen", "offered"),
    [
        (Ranking(FAQ, ANSWER_CONFIDENCE), Outcome.ANSWER, "a", []),
        (Ranking((CHAT, *FAQ), ANSWER_CONFIDENCE), Outcome.ANSWER, "a", []),
        (Ranking(FAQ, ANSWER_CONFIDENCE - 0.01), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (Ranking(FAQ, SUGGEST_CONFIDENCE), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (Ranking(FAQ, SUGGEST_CONFIDENCE - 0.01), Outcome.FALLBACK, None, []),
        (Ranking((CHAT, *FAQ), 0.2), Outcome.SMALLTALK, "hello", []),
        (Ranking((OUTSIDE, *FAQ), 0.2), Outcome.FALLBACK, "login", []),
        (Ranking((Match("login", Kind.OUT_OF_SCOPE, 0.44), *FAQ[1:]), 0.01), Outcome.FALLBACK, None, []),
        (Ranking((Match("login", Kind.OUT_OF_SCOPE, 0.46), *FAQ[1:]), 0.01), Outcome.FALLBACK, "login", []),
        (Ranking((Match("login", Kind.OUT_OF_SCOPE, 0.61), *FAQ), 0.01), Outcome.FALLBACK, "login", []),
        (Ranking((Match("hello", Kind.SMALLTALK, 0.44), *FAQ[1:]), 0.2), Outcome.SUGGEST, None, ["b", "c", "d"]),
        (Ranking((Match("login", Kind.OUT_OF_SCOPE, 0.3),), 0.0), Outcome.FALLBACK, "login", []),
        (Ranking((Match("login", Kind.OUT_OF_SCOPE, 0.1), *FAQ[3:]), 0.01), Outcome.FALLBACK, None, []),
        (Ranking(FAQ, 0.99, wishes=("c", "a")), Outcome.SUGGEST, None, ["a", "c"]),
        (Ranking(FAQ, 0.99, wishes=("a", "b", "c", "d")), Outcome.SUGGEST, None, ["a", "b", "c"]),
        (Ranking(FAQ[:1], 0.3), Outcome.FALLBACK, None, []),
        (Ranking((), 0.0), Outcome.FALLBACK, None, []),
    ],
    ids=[
        "sure", "sure, whatever the small talk", "not quite sure", "hardly", "unsure", "small talk", "out of scope",
        "hardly more like out of scope than like an entry", "a little more like out of scope", "surely out of scope",
        "hardly more like small talk than like an entry", "out of scope, without entries",
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
