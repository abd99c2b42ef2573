"""What a soak has to come to."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.dialogue import Dialogue
from tests.cli.conftest import TOKEN
from tests.soak.soak import Soaked, soak

SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "20"))
# Below, the memory is still that of a bot which has just started.
LONG_ENOUGH_SECONDS: Final = 120.0
# What is kept of an update for a day, 250 bytes of it (bot/telegram/seen.py), and the moods of the allocator.
BYTES_AN_ANSWER: Final = 1400
KINDS_OF_FAULTS: Final = {
    *("429", "500", "502", "malformed JSON", "dropped", "answer lost", "slow"),
    *("duplicates", "out of order", "delivered again"),
}
# What is sent to Telegram and fails is an error that was ordered; there is no other.
ORDERED: Final = re.compile(r"update \d+ failed in Telegram: (RetryAfter|NetworkError|TelegramError): ")

pytestmark = [pytest.mark.soak, pytest.mark.timeout(SECONDS + 300)]
long_enough = pytest.mark.skipif(SECONDS < LONG_ENOUGH_SECONDS, reason=f"takes SOAK_SECONDS={LONG_ENOUGH_SECONDS:.0f}")


@pytest.fixture(scope="module")
def soaked(dialogue: Dialogue, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Soaked:
    """Let it happen once, and say what it was."""
    known = Dialogue(dialogue.knowledge, dialogue.matcher, retention_days=180, staffed=True)
    what = asyncio.run(soak(known, tmp_path_factory.mktemp("soak"), SECONDS))
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\n{what}")
    return what


def test_everybody_is_answered_exactly_once(soaked: Soaked):
    """Where a connection breaks around a message, it is tried once; what was not fetched before the end stays."""
    assert soaked.town.ledger.faults == []
    assert soaked.town.ledger.unanswered == soaked.left


def test_telegram_refuses_nothing(soaked: Soaked):
    assert soaked.refusals == []


def test_the_log_has_no_error_but_those_on_order(soaked: Soaked):
    lines = [json.loads(line) for line in soaked.log]
    errors = [line["message"] for line in lines if line["level"] in ("ERROR", "CRITICAL")]
    assert [error for error in errors if not ORDERED.match(error)] == []
    assert len(errors) <= soaked.town.weather.fatal
    assert [line for line in lines if "exception" in line] == []


def test_the_log_names_nobody(soaked: Soaked):
    log = "".join(soaked.log)
    assert TOKEN not in log
    assert told(log, soaked.town.canaries) == []


def test_the_database_names_nobody(soaked: Soaked):
    """Of who has handed over a question, only the number of the chat is kept; who had that deleted is not found."""
    data = soaked.folder / "data"
    raw = b"".join(path.read_bytes() for path in sorted(data.glob("bot.sqlite3*"))).decode("utf-8", errors="replace")
    names = [canary for canary in soaked.town.canaries if not canary.isdigit()]
    assert told(raw, names) == []
    tables = rows(data / "bot.sqlite3")
    kept = {row["chat_id"] for row in tables.pop("hand_overs")}
    assert kept == soaked.town.handed_over
    others = json.dumps(tables, ensure_ascii=False)
    assert "賠償責任保険" in others  # what was asked is there
    assert told(others, soaked.town.canaries) == []


def told(text: str, canaries: Iterable[str]) -> list[str]:
    return [canary for canary in canaries if canary in text]


def rows(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Read all tables."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}  # noqa: S608
    connection.close()
    return found


def test_the_bot_ends_in_good_order(soaked: Soaked):
    assert soaked.exit_code == 0
    assert soaked.seconds_to_end <= 30


@long_enough
def test_the_memory_does_not_grow(soaked: Soaked):
    assert soaked.watch.leak() < BYTES_AN_ANSWER


@long_enough
def test_files_sockets_and_threads_do_not_grow(soaked: Soaked):
    """The knowledge is learnt anew several times, and hundreds of connections break."""
    assert soaked.watch.gained("files") <= 1
    assert soaked.watch.gained("sockets") <= 8
    assert soaked.watch.gained("threads") <= 2


def test_it_was_no_quiet_afternoon(soaked: Soaked):
    """Otherwise all of the above says little."""
    assert set(soaked.town.weather.met) == KINDS_OF_FAULTS
    assert soaked.edits >= (3 if SECONDS >= 120 else 1)
    acts = soaked.town.ledger.acts
    assert min(acts.values()) >= 1
    assert len(acts) >= 25
    assert acts.total() >= 10 * SECONDS
