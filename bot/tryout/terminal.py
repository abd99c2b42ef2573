"""The same chat in a terminal: messages as text, buttons by number."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from typing import Any, TextIO

from bot.tryout.chat import Chat, Event, Message
from bot.tryout.local_telegram import LocalTelegram

WELCOME = "Local try-out, not connected to Telegram. Type a number to press a button, /quit to leave."
QUIT = "/quit"
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


async def chat_in_terminal(
    telegram: LocalTelegram, lines: AsyncIterator[str] | None = None, out: TextIO = sys.stdout
) -> None:
    """Chat until the lines end, or /quit; without `lines` they come from standard input until Ctrl-C or Ctrl-D.

    Every reply is printed before the next line is read: call `telegram.watch(application.update_queue.join)` first.
    """
    screen = _Screen(telegram.open_chat(), out)
    follower = asyncio.create_task(screen.follow())
    try:
        with contextlib.ExitStack() as stack:
            source = lines if lines is not None else stack.enter_context(_standard_input())
            screen.print(WELCOME)
            screen.chat.say("/start")
            await screen.caught_up(telegram)
            async for line in source:
                if line.strip() == QUIT:
                    break
                screen.enter(line.strip())
                await screen.caught_up(telegram)
    finally:
        follower.cancel()
        await asyncio.gather(follower, return_exceptions=True)


class _Screen:
    """Prints what happens in the chat and turns typed lines into acts."""

    def __init__(self, chat: Chat, out: TextIO) -> None:
        self.chat = chat
        self._out = out
        self._printed = 0
        self._bold = out.isatty() and not os.environ.get("NO_COLOR")

    def print(self, text: str) -> None:
        print(text, file=self._out, flush=True)

    async def follow(self) -> None:
        """Print what happens while nobody types."""
        while True:
            await self.chat.event(self._printed)
            self._print_new()

    async def caught_up(self, telegram: LocalTelegram) -> None:
        """Wait until the bot has done its work, and print all of it."""
        await telegram.idle()
        self._print_new()

    def enter(self, line: str) -> None:
        """Press the button with this number of the newest keyboard, or else say the line."""
        keyboard = self.chat.newest_keyboard()
        if keyboard and line.isdecimal() and 1 <= int(line) <= len(keyboard.buttons):
            self._press(keyboard, keyboard.buttons[int(line) - 1])
        else:
            self.chat.say(line)

    def _press(self, message: Message, button: dict[str, Any]) -> None:
        if "callback_data" in button:
            self.chat.press(message.message_id, button["callback_data"])
        elif "copy_text" in button:
            self.print(f"--- copy ---\n{button['copy_text']['text']}\n------------")
        else:
            self.print(button["url"])

    def _print_new(self) -> None:
        while self._printed < len(self.chat.events):
            event = self.chat.events[self._printed]
            self._printed += 1
            self._print(event)

    def _print(self, event: Event) -> None:
        if event.kind in {"reply", "edit"} and event.message:
            self.print("")
            for line in self._shown(event.message):
                self.print(line)
        elif event.kind == "answer" and event.text:
            self.print(f"({event.text})")

    def _shown(self, message: Message) -> Iterator[str]:
        yield _with_bold(message) if self._bold else message.text
        for number, button in enumerate(message.buttons, 1):
            yield f"  [{number}] {button['text']}"


def _with_bold(message: Message) -> str:
    """Return the text with its bold parts in bold; offsets count UTF-16 units."""
    units = message.text.encode("utf-16-le")
    marks: dict[int, str] = {}
    for entity in message.entities:
        if entity["type"] == "bold":
            start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
            marks[start], marks[end] = marks.get(start, "") + BOLD, PLAIN + marks.get(end, "")
    cuts = sorted({0, len(units), *marks})
    pieces = [marks.get(a, "") + units[a:b].decode("utf-16-le") for a, b in pairwise(cuts)]
    return "".join(pieces) + marks.get(len(units), "")


@contextlib.contextmanager
def _standard_input() -> Iterator[AsyncIterator[str]]:
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
