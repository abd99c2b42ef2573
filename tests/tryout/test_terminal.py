"""The chat in a terminal, from the first /start to the end of the lines."""

import io
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.terminal import ASKED, GIVEN_UP, WELCOME, chat_in_terminal

HEAD = WELCOME.format("local_bot")
ROOT = Path(__file__).parents[2]
MENU = """
Welcome to the menu
  [1] Turn the page
  [2] Warn me
  [3] Copy
  [4] Say nothing
  [5] Delete
"""
SCRIPT = """
import asyncio
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.terminal import chat_in_terminal
from tests.tryout.small_bot import build_application

async def main():
    telegram = LocalTelegram()
    application = build_application(telegram)
    telegram.watch(application.update_queue.join)
    async with application:
        await application.start()
        await application.updater.start_polling()
        await chat_in_terminal(telegram)
        await application.updater.stop()
        await application.stop()

asyncio.run(main())
"""


class Terminal(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def shown(telegram: LocalTelegram, *lines: str) -> str:
    out = io.StringIO()
    await chat_in_terminal(telegram, typed(*lines), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ""),
        (["hello"], "\nhello\n"),
        (["1"], "(Turned)\n\nPage two\n  [1] Back\n"),
        (["2"], "(Careful!)\n"),
        (["3"], "--- copy ---\ncopied text\n------------\n"),
        (["6"], "\n6\n"),
        (["0", "  "], "\n0\n"),
        (["/quit", "not read"], ""),
        (["hello", "２"], "\nhello\n(Careful!)\n"),
    ],
    ids=["nothing", "text", "edit", "alert", "copy", "no such button", "zero and blank", "quit", "full-width number"],
)
async def test_lines_become_acts_and_replies_are_printed(
    telegram: LocalTelegram, application: object, lines: list[str], expected: str
) -> None:
    assert await shown(telegram, *lines) == HEAD + "\n" + MENU + expected


RESULTS = """
  [1] What of my points? - About points
  [2] The postal address - About postal
  [3] Ask the bot
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["@local_bot po"], RESULTS),
        (["@LOCAL_BOT  po"], RESULTS),
        (["@local_bot nothing"], "\n(no results)\n  [1] Ask the bot\n"),
        (["@local_bot po", "1"], RESULTS + "\nWhat of my points?\n  [1] More\n"),
        (["@local_bot po", "1", "1"], RESULTS + "\nWhat of my points?\n  [1] More\n\nMore of it\n"),
        (["@local_bot po", "2", "2"], RESULTS + "\nThe postal address\n(Careful!)\n"),
        (["@local_bot po", "3"], RESULTS + MENU),
        (["@local_bot po", "4"], RESULTS + "\n4\n"),
        (["@local_bot po", "hello", "2"], RESULTS + "\nhello\n(Careful!)\n"),
    ],
    ids=["list", "any case", "none", "choose", "press", "old keyboard", "button", "no such result", "other text"],
)
async def test_inline_results_are_numbered(
    telegram: LocalTelegram, application: object, lines: list[str], expected: str
) -> None:
    assert await shown(telegram, *lines) == HEAD + "\n" + MENU + expected


PROMPT = f"\nYour name?\n{ASKED}\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Hanako"], "\nYour name? → Hanako\n"),
        (["Hanako", "hello"], "\nYour name? → Hanako\n\nhello\n"),
        (["7"], "\nYour name? → 7\n"),
        (["", "hello"], f"{GIVEN_UP}\n\nhello\n"),
        (["  ", ""], f"{GIVEN_UP}\n"),
        (["/start", "hello"], "\n" + MENU.lstrip("\n") + "\nhello\n"),
        (["/ask", "Hanako"], PROMPT + "\nYour name? → Hanako\n"),
        (["2", "hello"], "(Careful!)\n\nhello\n"),
        (["@local_bot po", "hello"], RESULTS + "\nhello\n"),
    ],
    ids=["reply", "once", "other number", "empty", "empty twice", "command", "asked again", "button", "inline"],
)
async def test_a_text_after_a_prompt_replies_to_it(
    telegram: LocalTelegram, application: object, lines: list[str], expected: str
) -> None:
    assert await shown(telegram, "/ask", *lines) == HEAD + "\n" + MENU + PROMPT + expected


LINKS = """
Links
  [1] Open
  [2] Share
  [3] Site
  [4] Search
  [5] Tell
"""


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1", MENU),
        ("2", "--- share ---\nhttps://t.me/local_bot\nLook\n-------------\n"),
        ("3", "https://example.jp/faq\n"),
        ("4", RESULTS),
        ("5", "(would open another chat with: @local_bot points)\n"),
    ],
)
async def test_buttons_that_ask_nothing_do_what_they_can(
    telegram: LocalTelegram, application: object, number: str, expected: str
) -> None:
    assert await shown(telegram, "/links", number) == HEAD + "\n" + MENU + LINKS + expected


@pytest.mark.parametrize(("no_color", "expected"), [("", "\x1b[1mWelcome\x1b[0m to"), ("1", "\nWelcome to")])
async def test_bold_is_bold_on_a_terminal_with_colours(
    telegram: LocalTelegram, application: object, monkeypatch: pytest.MonkeyPatch, no_color: str, expected: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    out = Terminal()
    await chat_in_terminal(telegram, typed(), out)

    assert expected in out.getvalue()


def test_piped_input_is_answered_line_by_line() -> None:
    run = subprocess.run(  # noqa: S603 - this test's own script
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input="hello\n1\nlast line without an end",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert run.stdout == f"{HEAD}\n{MENU}\nhello\n(Turned)\n\nPage two\n  [1] Back\n\nlast line without an end\n"
    assert run.stderr == ""
