"""The recorder: writes in the background what the operator learns, so that nobody waits for the database."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from threading import Condition, Thread
from typing import Final

from bot.errors import StoreError
from bot.records import Record
from bot.store.store import Store

_log = logging.getLogger(__name__)

JAPAN: Final = timezone(timedelta(hours=9), "JST")  # no summer time, so no table of time zones is needed

_ROOM: Final = 10_000
_BATCH: Final = 500
# One transaction for some costs hardly more than for one, and each takes its time from the answers.
_GATHERING_SECONDS: Final = 0.5
_LONGEST_WAIT_SECONDS: Final = 60.0
_TIDY_EVERY: Final = timedelta(hours=1)
# For as long Telegram delivers an update again.
_CLAIMS_KEPT: Final = timedelta(hours=24)


def local_now() -> datetime:
    """Tell the time where the people are, in Japan; it decides where a day ends, whatever zone the machine has."""
    return datetime.now(JAPAN)


class Recorder:
    """Takes records at once and writes them to `store` in a thread of its own, which begins here and ends at `close`.

    What comes within half a second is written together. A store that fails costs nobody an answer: up to `room` records
    wait, the oldest give way to newer ones, and writing is tried again with waits that double from `first_wait_seconds`
    to a minute. Every hour, what is older than `retention_days` or has expired is deleted. `clock` gives the time with
    its zone.
    """

    def __init__(
        self,
        store: Store,
        retention_days: int,
        clock: Callable[[], datetime] = local_now,
        *,
        room: int = _ROOM,
        first_wait_seconds: float = 1.0,
    ) -> None:
        self._store = store
        self._retention = timedelta(days=retention_days)
        self._clock = clock
        self._wait = self._first_wait = first_wait_seconds
        self._waiting: deque[tuple[date, Record]] = deque(maxlen=room)
        self._batch: list[tuple[date, Record]] = []
        self._tidied: datetime | None = None
        self._failing = False
        self._overflowed = False
        self._closing = False
        self._urgent = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def record(self, record: Record) -> None:
        """Take a record; never waits for the database, and never raises."""
        with self._changed:
            overflows = len(self._waiting) == self._waiting.maxlen
            if overflows and not self._overflowed:
                _log.warning("more than %d records wait for the store; the oldest are dropped", self._waiting.maxlen)
            self._overflowed = self._overflowed or overflows
            self._waiting.append((self._clock().date(), record))
            self._changed.notify_all()

    def flush(self, seconds: float) -> bool:
        """Wait until all is written and tidied up, `seconds` at most, and say whether it is."""
        with self._changed:
            self._urgent = True
            self._changed.notify_all()
            try:
                return self._changed.wait_for(lambda: not self._unwritten and not self._tidy_is_due(), seconds)
            finally:
                self._urgent = False

    def close(self, seconds: float) -> None:
        """Write what waits and end; a store that fails now, or needs longer than `seconds`, loses it."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(seconds)
        if self._unwritten:
            _log.error("%d records could not be written before the end and are lost", self._unwritten)

    @property
    def _unwritten(self) -> int:
        return len(self._waiting) + len(self._batch)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._is_needed, _TIDY_EVERY.total_seconds())
                self._changed.wait_for(self._is_pressing, _GATHERING_SECONDS)
                if self._closing and not self._unwritten:
                    return
            if not self._worked() and self._gave_up():
                return

    def _is_needed(self) -> bool:
        return bool(self._unwritten) or self._closing or self._tidy_is_due()

    def _is_pressing(self) -> bool:
        return self._closing or self._urgent or self._unwritten >= _BATCH or self._tidy_is_due()

    def _worked(self) -> bool:
        """Write one batch and tidy up, if that is due; False if the store refuses."""
        try:
            self._write_batch()
            if self._tidy_is_due():
                self._tidy()
        except StoreError as error:
            if not self._failing:
                _log.warning("%s; what there is to learn waits in memory, and writing is tried again", error)
            self._failing = True
            return False
        except Exception as error:  # a fault of the program must not end the thread, nor be met again and again
            _log.error("%d records could not be written and are lost: %s", len(self._batch), type(error).__name__)
            self._done_with_batch()
            self._tidied = self._clock()
        if self._failing:
            _log.warning("the store works again")
        self._failing, self._wait = False, self._first_wait
        return True

    def _gave_up(self) -> bool:
        """Wait before the next try; True if there is none, because the recorder is closing."""
        with self._changed:
            if not self._closing:
                self._changed.wait_for(lambda: self._closing, self._wait)
                self._wait = min(2 * self._wait, _LONGEST_WAIT_SECONDS)
                return False
            return True

    def _write_batch(self) -> None:
        with self._changed:
            # The batch of a try that failed goes first; one batch is of one day.
            while self._waiting and len(self._batch) < _BATCH and self._waiting[0][0] == self._day_of_batch():
                self._batch.append(self._waiting.popleft())
        if self._batch:
            self._store.write([record for _, record in self._batch], self._day_of_batch())
            self._done_with_batch()

    def _day_of_batch(self) -> date:
        return (self._batch or self._waiting)[0][0]

    def _done_with_batch(self) -> None:
        with self._changed:
            self._batch.clear()
            self._overflowed = False
            self._changed.notify_all()

    def _tidy_is_due(self) -> bool:
        return self._tidied is None or self._clock() - self._tidied >= _TIDY_EVERY

    def _tidy(self) -> None:
        now = self._clock()
        self._store.forget(now.date() - self._retention)
        self._store.forget_claims(now - _CLAIMS_KEPT)
        self._store.forget_hand_overs(now)
        with self._changed:
            self._tidied = now
            self._changed.notify_all()
