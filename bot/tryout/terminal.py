"""The same chat in a terminal: messages as text, buttons by number."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from typing import TextIO

from bot.tryout.chat import Chat
from bot.tryout.inline_results import InlineAnswer
from bot.tryout.keyboards import Markup
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.room import Event, Message
from bot.tryout.standard_input import standard_input

WELCOME = """\
Local try-out, not connected to Telegram. Type a number to press a button, /quit to leave.
Type @{} and some words to search in inline mode."""
ASKED = "(Your next line is the reply to this; 、 stands for a line break, an empty line gives it up.)"
GIVEN_UP = "(Not a reply any more.)"
QUIT = "/quit"
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


async def chat_in_terminal(
    telegram: LocalTelegram, lines: AsyncIterator[str] | None = None, out: TextIO = sys.stdout
) -> None:
    """Chat until the lines end, or /quit; without `lines` they come from standard input until Ctrl-C or Ctrl-D.

    Every reply is printed before the next line is read: call `telegram.watch(application.update_queue.join)` first.
    """
    screen = _Screen(telegram.open_chat(), telegram.profile.username, out)
    follower = asyncio.create_task(screen.follow())
    try:
        with contextlib.ExitStack() as stack:
            source = lines if lines is not None else stack.enter_context(standard_input())
            screen.print(WELCOME.format(telegram.profile.username))
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

    def __init__(self, chat: Chat, username: str, out: TextIO) -> None:
        self.chat = chat
        self._mention = f"@{username}"
        self._out = out
        self._printed = 0
        self._results: InlineAnswer | None = None  # what the numbers mean while a list of results is open
        self._prompt: int | None = None  # the message that the next text replies to
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
        """Take a number as a button or result, the bot's name as the start of an inline query, all else as a text.

        A text after a prompt replies to it, as a client of Telegram makes it do; a command does not.
        """
        number = int(line) if line.isdecimal() else 0
        results, self._results = self._results, None
        prompt, self._prompt = self._prompt, None
        keyboard = self.chat.newest_keyboard()
        mention, _, words = line.partition(" ")
        if mention.lower() == self._mention.lower():
            self.chat.inline(words.strip())
        elif results and 1 <= number <= len(results.results):
            self.chat.choose(results.results[number - 1].result_id, results.query_id)
        elif results and results.button and number == len(results.results) + 1:
            self.chat.tap_results_button()
        elif not results and keyboard and 1 <= number <= len(keyboard.buttons):
            self._tap(keyboard, keyboard.buttons[number - 1])
        elif prompt and not line:
            self.print(GIVEN_UP)
        else:
            self.chat.say(line, None if line.startswith("/") else prompt)

    def _tap(self, message: Message, button: Markup) -> None:
        match button:
            case {"callback_data": data}:
                self.chat.press(message.message_id, data)
            case {"switch_inline_query_current_chat": words}:
                self.chat.inline(words)
            case {"switch_inline_query": words}:
                self.print(f"(would open another chat with: {self._mention} {words})")
            case {"copy_text": {"text": text}}:
                self.print(f"--- copy ---\n{text}\n------------")
            case {"url": url}:
                link = self.chat.open(url)
                if link.kind == "share":
                    self.print(f"--- share ---\n{link.text}\n-------------")
                elif link.kind == "web":
                    self.print(url)

    def _print_new(self) -> None:
        while self._printed < len(self.chat.events):
            event = self.chat.events[self._printed]
            self._printed += 1
            self._print(event)

    def _print(self, event: Event) -> None:
        message = event.message
        if event.inline:
            self._results = event.inline
            self._print_lines(_listed(event.inline))
        elif message and (event.kind in {"reply", "edit"} or message.via_bot):
            self._print_lines(self._shown(message))
            if (message.markup or {}).get("force_reply"):
                self._prompt = message.message_id
                self.print(ASKED)
        elif event.kind == "answer" and event.text:
            self.print(f"({event.text})")

    def _print_lines(self, lines: Iterator[str]) -> None:
        self.print("")
        for line in lines:
            self.print(line)

    def _shown(self, message: Message) -> Iterator[str]:
        yield _with_bold(message) if self._bold else message.text
        for number, button in enumerate(message.buttons, 1):
            yield f"  [{number}] {button['text']}"


def _listed(answer: InlineAnswer) -> Iterator[str]:
    if not answer.results:
        yield "(no results)"
    for number, result in enumerate(answer.results, 1):
        yield f"  [{number}] {result.title}" + (f" - {result.description}" if result.description else "")
    if answer.button:
        yield f"  [{len(answer.results) + 1}] {answer.button.text}"


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
