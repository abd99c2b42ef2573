"""The figures: what is counted, and that each bot counts for itself."""

from __future__ import annotations

import re

import pytest

from bot.metrics import CONTENT_TYPE, Metrics
from bot.records import OUTCOMES, SMALL_TALK, Asked, Opened, Voted


def figures(metrics: Metrics) -> dict[str, float]:
    lines = re.findall(r"^([a-z]\S*) (\S+)$", metrics.rendered().decode(), flags=re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_updates_are_counted_by_kind_and_timed_even_if_they_fail():
    metrics = Metrics()
    with metrics.handling("message"):
        assert figures(metrics)["bot_handling_seconds_count"] == 0
    with pytest.raises(ValueError, match="no"), metrics.handling("callback_query"):
        raise ValueError("no")
    shown = figures(metrics)
    assert shown['bot_updates_total{kind="message"}'] == 1
    assert shown['bot_updates_total{kind="callback_query"}'] == 1
    assert shown["bot_handling_seconds_count"] == 2


def test_decisions_and_votes_are_counted_without_their_words():
    metrics = Metrics()
    metrics.learn(Asked("answer", "m3-points", ("m3-points",)))
    metrics.learn(Asked("fallback", None, ("email",), "ひみつの質問"))
    metrics.learn(Asked("outside", "weather", ("email",)))
    metrics.learn(Voted("m3-points", helpful=False))
    metrics.learn(Opened("m3-points"))
    shown = figures(metrics)
    outcomes = {name: shown[f'bot_decisions_total{{outcome="{name}"}}'] for name in (*OUTCOMES, SMALL_TALK)}
    assert outcomes == {"answer": 1, "suggest": 0, "outside": 1, "fallback": 1, "smalltalk": 0}
    assert (shown['bot_votes_total{helpful="no"}'], shown['bot_votes_total{helpful="yes"}']) == (1, 0)
    assert shown["bot_answers_opened_total"] == 1
    assert "m3-points" not in metrics.rendered().decode()
    assert "ひみつ" not in metrics.rendered().decode()


def test_what_is_watched_is_asked_when_somebody_looks():
    metrics = Metrics()
    ages: list[float | None] = [None, 12.5]
    metrics.watch_heartbeat(lambda: ages[0])
    metrics.watch_queue(lambda: len(ages))
    assert "bot_heartbeat_age_seconds NaN" in metrics.rendered().decode()
    del ages[0]
    assert figures(metrics)["bot_heartbeat_age_seconds"] == 12.5
    assert figures(metrics)["bot_queue_length"] == 1


def test_refusals_of_telegram_and_of_the_webhook_are_counted():
    metrics = Metrics()
    metrics.limited()
    metrics.delivered(503)
    metrics.delivered(503)
    shown = figures(metrics)
    assert shown["bot_telegram_429_total"] == 1
    assert shown['bot_webhook_requests_total{status="503"}'] == 2


def test_two_bots_in_one_process_count_apart():
    one, other = Metrics(), Metrics()
    one.limited()
    assert figures(other)["bot_telegram_429_total"] == 0
    assert figures(other)["process_resident_memory_bytes"] > 0
    assert CONTENT_TYPE.startswith("text/plain")
