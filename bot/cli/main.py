"""The command line: reads the settings, wires the floors together, turns errors into words and exit codes."""

from __future__ import annotations

import argparse
import logging
import math
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from bot import logs
from bot.cli.outcome import CANNOT_START, FINE
from bot.errors import BotError
from bot.settings import Settings, oversights

_log = logging.getLogger(__name__)

_PORT: Final = 8080
_MOST_DAYS: Final = 3650


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 a fault was found, 2 cannot start."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the locale: the answers are Japanese. What UTF-8 cannot hold (half a surrogate pair) becomes "?".
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    try:
        settings = _settings()
        directory = vars(options).get("knowledge", settings.knowledge_dir)
        code = int(options.command(options, settings, directory))
        print(end="", flush=True)  # a reader that is gone shows here, not after the end
        return code
    except BotError as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except BrokenPipeError:  # the reader, such as head, has seen enough; Python would flush once more at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _settings() -> Settings:
    """Read the settings and set up the log by them; what was overlooked there may be why they are refused."""
    overlooked = oversights()
    try:
        settings = Settings.read()
    except BotError:
        print(*overlooked, sep="\n", end="\n" if overlooked else "", file=sys.stderr)
        raise
    logs.set_up(settings.log_level, settings.log_format, settings.secrets())
    for oversight in overlooked:
        _log.warning("%s", oversight)
    return settings


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line, all commands included."""
    knowledge = argparse.ArgumentParser(add_help=False)
    knowledge.add_argument(
        "--knowledge", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="folder with the questions and answers"
    )
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        parents=[knowledge],
        description="With a token: the Telegram bot. Without: the local try-out.",
    )
    parser.set_defaults(command=_run, port=_PORT, terminal=False, take_over=False)
    commands = parser.add_subparsers(metavar="COMMAND")

    run = commands.add_parser("run", parents=[knowledge], help="the bot; the default")
    run.add_argument("--take-over", action="store_true", help="poll even if a webhook is set, which is removed")
    run.set_defaults(command=_run)

    try_out = commands.add_parser("try", parents=[knowledge], help="the local try-out: a chat page on 127.0.0.1")
    try_out.add_argument("--port", type=_port, default=_PORT, help=f"port of the page (default {_PORT}; 0: any)")
    try_out.add_argument("--terminal", action="store_true", help="chat in the terminal instead")
    try_out.set_defaults(command=_try_out)

    asking = commands.add_parser("ask", parents=[knowledge], help="one answer on the terminal")
    asking.add_argument("question", nargs="*", metavar="QUESTION", help="default: read from standard input")
    asking.add_argument("--explain", action="store_true", help="show why: words, corrections, scores by view, decision")
    asking.add_argument("--jsonl", action="store_true", help="a question a line from standard input, a JSON object out")
    asking.add_argument("--top", type=_positive, metavar="K", help="always the K best candidates (with --jsonl)")
    asking.set_defaults(command=_ask)

    checking = commands.add_parser("check", parents=[knowledge], help="validate the knowledge: all problems at once")
    checking.add_argument("--json", action="store_true", help="the problems as JSON")
    checking.add_argument("--schema", action="store_true", help="write the JSON Schemas for editors into DIR/schema")
    checking.set_defaults(command=_check)

    grading = commands.add_parser("evaluate", parents=[knowledge], help="grade the decisions on labelled questions")
    grading.add_argument("file", nargs="?", type=Path, metavar="FILE", help="labelled questions, a JSON object a line")
    grading.add_argument("--json", action="store_true", help="figures and misses as JSON")
    grading.add_argument(
        "--gate", type=_gate, action="append", default=[], metavar="NAME=VALUE", help="exit 1 if this figure is worse"
    )
    grading.add_argument("--held-out", action="store_true", help="ask each phrase without it (minutes)")
    grading.add_argument("--calibrate", action="store_true", help="with --held-out: fit the confidence")
    grading.set_defaults(command=_evaluate)

    reporting = commands.add_parser("report", parents=[knowledge], help="what was asked, and what was not answered")
    reporting.add_argument("--since", type=_days, default=30, metavar="DAYS", help="today counts (default 30)")
    reporting.add_argument("--html", type=Path, metavar="FILE", help="write a page with charts instead")
    written = reporting.add_mutually_exclusive_group()
    written.add_argument("--yaml", action="store_true", help="new phrases to accept, as a file for knowledge/phrases/")
    written.add_argument("--json", action="store_true", help="all of it as JSON")
    reporting.set_defaults(command=_report)
    return parser


# Each command is imported when it runs: libraries that only another one needs would double the time of its start.


def _run(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    from bot.cli.live import run

    return run(options, settings, directory)


def _try_out(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    from bot.cli.live import try_out

    return try_out(options, settings, directory)


def _ask(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    from bot.cli.ask import ask

    return ask(options, settings, directory)


def _check(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    from bot.cli.check import check

    return check(options, settings, directory)


def _evaluate(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    from bot.cli.evaluate import evaluate

    return evaluate(options, settings, directory)


def _report(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    from bot.cli.report import report

    return report(options, settings, directory)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; choose a number from 0 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no count; choose a number from 1 up")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days; choose one from 1 to {_MOST_DAYS}")
    return int(text)


def _gate(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        bound = float(value)
    except ValueError:
        bound = math.nan
    if not 0 <= bound <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no gate; write it as answered=0.7, from 0 to 1")
    return name, bound
