"""No line of the log shows a token, wherever it hides."""

from __future__ import annotations

import logging
import sys

import pytest

from bot.logs import RedactingFormatter
from tests.cli.conftest import TOKEN


def formatted(message: str, *arguments: object, error: bool = False) -> str:
    exc_info = sys.exc_info() if error else None
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, message, arguments, exc_info)
    return RedactingFormatter("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize("text", [TOKEN, f"https://api.telegram.org/bot{TOKEN}/getMe", f"'{TOKEN}',", f"x={TOKEN}&y"])
def test_a_token_is_replaced(text: str):
    line = formatted("call of %s", text)
    assert TOKEN not in line
    assert "[token]" in line


def test_a_token_in_a_traceback_is_replaced():
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected by the server.")
    except ValueError:
        line = formatted("failed", error=True)
    assert "The token `[token]` was rejected" in line


def test_other_numbers_stay():
    assert formatted("at 12:30, update 123456789: fine") == "ERROR at 12:30, update 123456789: fine"
