"""What the bot counts about itself, and its text for Prometheus; nothing in it tells who asked or what."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, exposition

from bot.records import OUTCOMES, SMALL_TALK, Asked, Opened, Record, Voted

CONTENT_TYPE: Final = exposition.CONTENT_TYPE_LATEST

# Seconds. Most of an answer is Telegram's own time, some tens of milliseconds.
_BUCKETS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one bot, in a registry of its own; safe to use from any thread."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._updates = Counter("bot_updates", "Updates by kind.", ["kind"], registry=registry)
        self._handling = Histogram(
            "bot_handling_seconds", "Time from an update to the end of its answer.", buckets=_BUCKETS, registry=registry
        )
        self._decisions = Counter("bot_decisions", "Questions by what became of them.", ["outcome"], registry=registry)
        self._opened = Counter("bot_answers_opened", "Answers opened by a tap or a link.", registry=registry)
        self._votes = Counter("bot_votes", "Votes on answers.", ["helpful"], registry=registry)
        self._limited = Counter("bot_telegram_429", "Calls that Telegram refused with 429.", registry=registry)
        self._deliveries = Counter("bot_webhook_requests", "Webhook requests by status.", ["status"], registry=registry)
        self._heartbeat = Gauge(
            "bot_heartbeat_age_seconds", "Time since Telegram last gave its updates.", registry=registry
        )
        self._queue = Gauge("bot_queue_length", "Updates that are being handled or wait for it.", registry=registry)
        self._heartbeat.set(math.nan)
        # A series that is there from the start has a rate from the first event on.
        for outcome in (*OUTCOMES, SMALL_TALK):
            self._decisions.labels(outcome)
        for helpful in ("yes", "no"):
            self._votes.labels(helpful)

    @contextmanager
    def handling(self, kind: str) -> Iterator[None]:
        """Count an update of this kind (a field of Telegram's Update), and time its handling."""
        self._updates.labels(kind).inc()
        begun = perf_counter()
        try:
            yield
        finally:
            self._handling.observe(perf_counter() - begun)

    def learn(self, record: Record) -> None:
        """Count what became of a question, an opened answer or a vote."""
        match record:
            case Asked(outcome=outcome):
                self._decisions.labels(outcome).inc()
            case Opened():
                self._opened.inc()
            case Voted(helpful=helpful):
                self._votes.labels("yes" if helpful else "no").inc()

    def limited(self) -> None:
        """Count a call that Telegram refused with 429."""
        self._limited.inc()

    def delivered(self, status: int) -> None:
        """Count a request to the webhook by the status of its answer."""
        self._deliveries.labels(str(status)).inc()

    def watch_heartbeat(self, age: Callable[[], float | None]) -> None:
        """Show this age, in seconds, as it is when somebody looks; None, as without polling, shows as NaN."""
        self._heartbeat.set_function(lambda: math.nan if (seconds := age()) is None else seconds)

    def watch_queue(self, length: Callable[[], int]) -> None:
        """Show this number of unfinished updates as it is when somebody looks."""
        self._queue.set_function(length)

    def rendered(self) -> bytes:
        """Give all figures in Prometheus' text format, whose type is CONTENT_TYPE."""
        return exposition.generate_latest(self._registry)
