"""What a supervisor asks over HTTP: whether the process lives, whether it takes updates, and its figures."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.errors import CannotStart
from bot.metrics import CONTENT_TYPE, Metrics

# Above every limit of the handlers, so that they can refuse in words instead of a broken connection.
_LONGEST_BODY: Final = 16 * 1024 * 1024
_BODY_SECONDS: Final = 30.0
# A poll lasts up to 30 seconds, and so does the pause after one that failed.
_LONGEST_SILENCE_SECONDS: Final = 120.0

Routes = Sequence[tuple[str, type[RequestHandler], dict[str, Any]]]


class Status:
    """Where the bot stands in its life; `running` tells whether its application is started and not yet stopped."""

    def __init__(self, metrics: Metrics, running: Callable[[], bool]) -> None:
        self.metrics = metrics
        self.draining = False
        self._running = running
        self._heartbeat: Callable[[], float | None] = lambda: None

    def watch_heartbeat(self, age: Callable[[], float | None]) -> None:
        """Take the seconds since Telegram last answered a poll as a sign of life, None before it ever did."""
        self._heartbeat = age
        self.metrics.watch_heartbeat(age)

    @property
    def alive(self) -> bool:
        """Tell whether the process lives: where it polls, whether Telegram answered in the last two minutes."""
        age = self._heartbeat()
        return age is None or age <= _LONGEST_SILENCE_SECONDS

    @property
    def ready(self) -> bool:
        """Tell whether updates are taken: the bot knows its own name and was not told to stop."""
        return self._running() and not self.draining

    @property
    def routes(self) -> Routes:
        """Give the pages of this status."""
        pages = {"healthz": Healthz, "readyz": Readyz, "metrics": MetricsPage}
        return [(f"/{path}", page, {"status": self}) for path, page in pages.items()]


class Plain(RequestHandler):
    """Answers with a line of text instead of a page, and does not name the server."""

    def set_default_headers(self) -> None:
        """Say what kind of text it is."""
        self.clear_header("Server")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        """Tell the status in its usual words."""
        self.finish(f"{HTTPStatus(status_code).phrase}\n")


class NotFound(Plain):
    """Any other path."""

    def prepare(self) -> None:
        """Refuse."""
        raise HTTPError(HTTPStatus.NOT_FOUND)


class Page(Plain):
    """A page about the status."""

    def initialize(self, status: Status) -> None:
        """Take what it tells about."""
        self._status = status


class Healthz(Page):
    """Whether the process lives."""

    def get(self) -> None:
        """Answer 200, or 503 where polling has fallen silent."""
        if not self._status.alive:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.finish("alive\n" if self._status.alive else "silent\n")


class Readyz(Page):
    """Whether it takes updates."""

    def get(self) -> None:
        """Answer 200 or 503; the database is not asked, for the bot answers without it."""
        if not self._status.ready:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.finish("ready\n" if self._status.ready else "draining\n" if self._status.draining else "starting\n")


class MetricsPage(Page):
    """The figures."""

    def get(self) -> None:
        """Answer in Prometheus' text format."""
        self.set_header("Content-Type", CONTENT_TYPE)
        self.finish(self._status.metrics.rendered())


@asynccontextmanager
async def serving(routes: Routes, listen: tuple[str, int], setting: str) -> AsyncIterator[int]:
    """Serve these pages and give the port, which matters if 0 was asked for; `setting` is named if that fails."""
    listener = _listener(listen, setting)
    site = Application(list(routes), default_handler_class=NotFound, log_function=lambda _: None)
    server = HTTPServer(site, max_body_size=_LONGEST_BODY, body_timeout=_BODY_SECONDS)
    server.add_sockets([listener])
    try:
        yield listener.getsockname()[1]
    finally:
        server.stop()
        await server.close_all_connections()


def _listener(listen: tuple[str, int], setting: str) -> socket.socket:
    host, port = listen
    try:
        listener = socket.create_server(listen, family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = (error.strerror or "unknown").partition(" (")[0]
        raise CannotStart(
            f"{setting}: {host}:{port} cannot be listened on ({why}); stop the program that uses it, or choose another"
        ) from None
    listener.setblocking(False)
    return listener
