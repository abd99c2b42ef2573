"""Whether a polling process counts as alive, over real HTTP."""

from __future__ import annotations

import pytest
from tornado.httpclient import AsyncHTTPClient

from bot.metrics import Metrics
from bot.telegram import Status, serving
from tests.telegram.conftest import PATIENCE


@pytest.mark.parametrize(
    ("silence", "expected"),
    [(None, (200, b"alive\n")), (120.0, (200, b"alive\n")), (121.0, (503, b"silent\n"))],
    ids=["not yet polled", "an outage", "stuck"],
)
async def test_a_bot_that_polls_lives_as_long_as_telegram_answers(silence: float | None, expected: tuple[int, bytes]):
    status = Status(Metrics(), lambda: True)
    status.watch_heartbeat(lambda: silence)
    client = AsyncHTTPClient(force_instance=True)
    async with serving(status.routes, ("127.0.0.1", 0), "METRICS_LISTEN") as port:
        url = f"http://127.0.0.1:{port}/healthz"
        answer = await client.fetch(url, raise_error=False, request_timeout=PATIENCE)
    client.close()
    assert (answer.code, answer.body) == expected
