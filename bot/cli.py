"""The command line: reads the settings, wires the floors together, turns errors into words and exit codes."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

from bot import logs, telegram, tryout
from bot.dialogue import Decision, Dialogue, Outcome
from bot.errors import BotError, CannotStart, KnowledgeError
from bot.knowledge import load
from bot.matching import Matcher
from bot.settings import Settings

FINE: Final = 0
FAULT_FOUND: Final = 1
CANNOT_START: Final = 2

_PORT: Final = 8080
# The local Telegram has no accounts; PTB wants something that looks like a token.
_LOCAL_TOKEN: Final = "0:local"  # noqa: S105 - opens nothing


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 a fault was found, 2 cannot start."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the locale: the answers are Japanese. What UTF-8 cannot hold (half a surrogate pair) becomes "?".
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.read()
        logs.set_up(settings.log_level)
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


def _parser() -> argparse.ArgumentParser:
    knowledge = argparse.ArgumentParser(add_help=False)
    knowledge.add_argument(
        "--knowledge", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="folder with the questions and answers"
    )
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        parents=[knowledge],
        description="With a token: the Telegram bot. Without: the local try-out.",
    )
    parser.set_defaults(command=_run, port=_PORT, terminal=False)
    commands = parser.add_subparsers(metavar="COMMAND")

    run = commands.add_parser("run", parents=[knowledge], help="the bot; the default")
    run.set_defaults(command=_run)

    try_out = commands.add_parser("try", parents=[knowledge], help="the local try-out: a chat page on 127.0.0.1")
    try_out.add_argument("--port", type=_port, default=_PORT, help=f"port of the page (default {_PORT}; 0: any)")
    try_out.add_argument("--terminal", action="store_true", help="chat in the terminal instead")
    try_out.set_defaults(command=_try)

    ask = commands.add_parser("ask", parents=[knowledge], help="one answer on the terminal")
    ask.add_argument("question", nargs="*", metavar="QUESTION", help="default: read from standard input")
    ask.add_argument("--explain", action="store_true", help="show why: scores, matched phrases, decision")
    ask.add_argument("--jsonl", action="store_true", help="a question a line from standard input, a JSON object out")
    ask.add_argument("--top", type=_positive, metavar="K", help="always the K best candidates (with --jsonl)")
    ask.set_defaults(command=_ask)

    check = commands.add_parser("check", parents=[knowledge], help="validate the knowledge: all problems at once")
    check.add_argument("--json", action="store_true", help="the problems as JSON")
    check.set_defaults(command=_check)
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; choose a number from 0 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no count; choose a number from 1 up")
    return int(text)


def _dialogue(directory: Path) -> Dialogue:
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))


def _run(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    token = settings.token()
    if token is None:
        print("No TELEGRAM_BOT_TOKEN is set, so this is the local try-out; README.md tells how to go live.")
        return _try(options, settings, directory)
    dialogue = _dialogue(directory)
    application = telegram.build(dialogue, token, api_url=str(settings.telegram_api_url or ""))

    async def until_stopped() -> None:
        await telegram.poll(application, dialogue, _stop_on_signals())

    asyncio.run(until_stopped())
    return FINE


def _try(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    if settings.log_level == "INFO":  # the chat itself shows that all is well
        logs.set_up("WARNING")
    dialogue = _dialogue(directory)
    asyncio.run(_terminal(dialogue) if options.terminal else _page(dialogue, options.port))
    return FINE


async def _page(dialogue: Dialogue, port: int) -> None:
    stop = _stop_on_signals()
    async with _local_bot(dialogue) as local, tryout.serve_page(local, port) as url:
        print(f"Chat with the bot at {url} (Ctrl-C ends it)", flush=True)
        await stop.wait()


async def _terminal(dialogue: Dialogue) -> None:
    async with _local_bot(dialogue) as local:
        await tryout.chat_in_terminal(local)


@asynccontextmanager
async def _local_bot(dialogue: Dialogue) -> AsyncIterator[tryout.LocalTelegram]:
    """Run the real bot over a local Telegram."""
    local = tryout.LocalTelegram(bot_name=dialogue.knowledge.messages.bot_name)
    transports = tryout.LocalRequest(local), tryout.LocalRequest(local)
    application = telegram.build(dialogue, _LOCAL_TOKEN, transports=transports)
    local.watch(application.update_queue.join)
    stop = asyncio.Event()
    polling = asyncio.create_task(telegram.poll(application, dialogue, stop))
    try:
        yield local
    finally:
        stop.set()
        await polling


def _stop_on_signals() -> asyncio.Event:
    """Make an event that the first SIGTERM or Ctrl-C sets; further ones change nothing, so nothing fetched is lost."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the process there
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
    return stop


def _ask(options: argparse.Namespace, _settings: Settings, directory: Path) -> int:
    if options.jsonl:
        if options.question:
            raise CannotStart("ask: with --jsonl the questions come from standard input; leave the question out")
        return _ask_lines(_dialogue(directory), options.top)
    question = " ".join(options.question) or _piped_question()
    if not question.strip():
        raise CannotStart("ask: there is no question; write it behind the command, or pipe it in")
    dialogue = _dialogue(directory)
    print("\n\n".join(str(message.text) for message in dialogue.question(question).messages))
    if options.explain:
        print("\n".join(["", *_explained(dialogue.decide(question))]))
    return FINE


def _piped_question() -> str:
    try:
        return _decoded(sys.stdin.buffer.read())
    except ValueError as error:
        raise CannotStart(f"ask: standard input: {error}") from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8; save it as UTF-8") from None


def _explained(decision: Decision) -> Iterable[str]:
    chosen = f" {decision.chosen.id}" if decision.chosen else ""
    yield f"decision: {decision.outcome.value}{chosen}, confidence {decision.confidence:.2f}"
    for match in decision.ranking.matches[:5]:
        yield f"  {match.score:.3f} {match.kind.value} {match.id}"


def _ask_lines(dialogue: Dialogue, top: int | None) -> int:
    code = FINE
    for number, data in enumerate(sys.stdin.buffer, start=1):
        try:
            line = _decoded(data)
            if not line.strip():
                continue
            question = _question(line)
        except ValueError as error:
            print(f"standard input, line {number}: {error}", file=sys.stderr)
            code = FAULT_FOUND
            continue
        print(json.dumps(_as_json(question, dialogue.decide(question), top), ensure_ascii=False), flush=True)
    return code


def _question(line: str) -> str:
    """Take a question from a line of plain text or from a JSON object with `question`."""
    if not line.lstrip().startswith("{"):
        return line.rstrip("\r\n")
    try:
        question = json.loads(line).get("question")
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("this is not a JSON object; mend it, or write the question as plain text") from None
    if not isinstance(question, str):
        raise ValueError('the object has no text "question"; add it')
    return question


def _as_json(question: str, decision: Decision, top: int | None) -> dict[str, Any]:
    shown = decision.offered if decision.outcome is Outcome.SUGGEST else decision.candidates[:3]
    answered = decision.chosen if decision.outcome is Outcome.ANSWER else None
    return {
        "question": question,
        "outcome": decision.outcome.value,
        "entry": answered.id if answered else None,
        "confidence": round(decision.confidence, 4),
        "candidates": [
            {"id": match.id, "score": round(match.score, 4)} for match in (decision.candidates[:top] if top else shown)
        ],
    }


def _check(options: argparse.Namespace, _settings: Settings, directory: Path) -> int:
    try:
        knowledge = load(directory)
    except KnowledgeError as error:
        if options.json:
            problems = [{"file": str(p.path), "line": p.line, "problem": p.what} for p in error.problems]
            print(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
        else:
            print(error)
            print(f"{len(error.problems)} problem(s) in {directory}", file=sys.stderr)
        return FAULT_FOUND
    if options.json:
        print(json.dumps({"problems": []}))
    else:
        phrases = sum(len(entry.phrases) for entry in knowledge.entries.values())
        print(f"{directory}: fine; {len(knowledge.entries)} entries with {phrases:,} phrases")
    return FINE
