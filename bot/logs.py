"""Logging to standard error, as text or JSON; no line shows a token, a secret or the words of an exception."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from traceback import format_tb
from types import TracebackType
from typing import Any, Final, Literal

from bot.redaction import redactor

_log = logging.getLogger(__name__)

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RedactingFormatter(logging.Formatter):
    """Writes a line of text, and below it kind and place of an exception; tokens and `secrets` become marks."""

    def __init__(self, layout: str = _TEXT, secrets: Iterable[str] = ()) -> None:
        super().__init__(layout)
        self._redacted = redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        # Other handlers share the record, and the text kept in it may quote what this one must not.
        kept, record.exc_text = record.exc_text, None
        try:
            return self._redacted(super().format(record))
        finally:
            record.exc_text = kept

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        return "\n".join(_told(ei[1])) if ei[1] else ""


class JsonFormatter(RedactingFormatter):
    """Writes one JSON object a line: time (UTC), level, logger, message, and exception if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        shown = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1]:
            shown["exception"] = self.formatException(record.exc_info)
        # Before the quoting of JSON, which could cut a secret in two.
        return json.dumps({name: self._redacted(value) for name, value in shown.items()}, ensure_ascii=False)


def set_up(level: str, layout: Literal["text", "json"] = "text", secrets: Iterable[str] = ()) -> None:
    """Send log lines of `level` and above to standard error; `secrets` are hidden wherever they occur."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonFormatter if layout == "json" else RedactingFormatter)(secrets=secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Below WARNING these write addresses with the token in them, or rows and parameters of the database.
    for chatty in ("aiohttp", "httpx", "httpcore", "psycopg", "sqlalchemy", "telegram", "tornado.access"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # What Telegram sent and they cannot read they quote, with the words of people; they raise it as well.
    for quoting in ("telegram.request", "telegram.ext.ExtBot"):
        logging.getLogger(quoting).setLevel(logging.CRITICAL + 1)
    # Python itself would print the words of an exception that nobody caught.
    sys.excepthook = lambda _kind, error, _place: _uncaught(error)
    threading.excepthook = lambda fault: _uncaught(fault.exc_value)


def loop_fault(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what an event loop reports; its own handler would print the task, and in it the words of the exception."""
    _log.error("event loop: %s", context["message"], exc_info=context.get("exception"))


def _uncaught(error: BaseException | None) -> None:
    _log.critical("a fault that nobody caught", exc_info=error)


def _told(error: BaseException) -> Iterator[str]:
    """Tell kinds and places of an exception and its causes, oldest first; its own words may quote a person's."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
        yield "which led to:"
    yield from (line.rstrip("\n") for line in format_tb(error.__traceback__))
    yield f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield "within it:"
            yield from _told(inner)
