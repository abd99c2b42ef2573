"""Logging to standard error; no line, traceback included, ever shows a token."""

from __future__ import annotations

import logging
import re
import sys
from typing import Final

# Also behind "bot" in a URL, where a word boundary would not match.
_TOKEN: Final = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")


class RedactingFormatter(logging.Formatter):
    """Replaces everything that looks like a bot token."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("[token]", super().format(record))


def set_up(level: str) -> None:
    """Send log lines of `level` and above to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO these write a line for each call, with the token in its address.
    for chatty in ("httpx", "httpcore", "telegram", "tornado.access", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # What Telegram sent and they cannot read they quote, with the words of people; they raise it as well.
    for quoting in ("telegram.request", "telegram.ext.ExtBot"):
        logging.getLogger(quoting).setLevel(logging.CRITICAL + 1)
