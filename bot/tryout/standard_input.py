"""Standard input as lines for coroutines, ended by Ctrl-D and Ctrl-C alike."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any


@contextlib.contextmanager
def standard_input() -> Iterator[AsyncIterator[str]]:
    """Give the lines of standard input; Ctrl-C ends them as Ctrl-D does."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def put(line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody reads any more
            loop.call_soon_threadsafe(lines.put_nowait, line)

    # A daemon thread that reads the bare descriptor: a thread of the pool, or the lock of sys.stdin,
    # would hold up the exit until the next Enter.
    threading.Thread(target=_read_lines, args=(sys.stdin.fileno(), put), daemon=True).start()
    before = signal.getsignal(signal.SIGINT)
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
        loop.add_signal_handler(signal.SIGINT, put, None)
    try:
        yield _until_none(lines)
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


def _read_lines(descriptor: int, put: Any) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while chunk := os.read(descriptor, 65536):
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in lines:
            put(line)
    if rest:
        put(rest)
    put(None)


async def _until_none(lines: asyncio.Queue[str | None]) -> AsyncIterator[str]:
    while (line := await lines.get()) is not None:
        yield line
