"""Asking what may never answer: in time, or not at all, and never in the way of the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from bot.errors import StoreError
from bot.telegram.asking import ask

PATIENCE = 30.0
STUCK = """
import asyncio, threading
from bot.errors import StoreError
from bot.telegram.asking import ask

async def main():
    try:
        await ask(threading.Event().wait, seconds=0.01)
    except StoreError:
        print("given up")

asyncio.run(main())
"""


async def test_an_answer_and_an_error_come_back():
    assert await ask(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await ask(divmod, 7, 0)


async def test_who_does_not_answer_is_given_up():
    never = Event()
    with pytest.raises(StoreError, match="does not answer in time"):
        await ask(never.wait, seconds=0.01)
    never.set()


def test_the_program_ends_while_something_is_still_asked():
    root = Path(__file__).parents[2]
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", STUCK], cwd=root, timeout=PATIENCE, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "given up\n"
