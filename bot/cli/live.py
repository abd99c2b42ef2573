"""The commands run and try: the bot in Telegram, or over a local Telegram."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from bot import logs, telegram, tryout
from bot.cli.outcome import FINE, dialogue_over
from bot.dialogue import Dialogue
from bot.records import Record
from bot.settings import Settings
from bot.store import Recorder, Store

# The local Telegram has no accounts; PTB wants something that looks like a token.
_LOCAL_TOKEN: Final = "0:local"  # noqa: S105 - opens nothing
_LAST_WRITES_SECONDS: Final = 10.0


def run(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    """Answer in Telegram until SIGTERM or Ctrl-C; without a token, over a local Telegram."""
    _end_quietly_while_starting()
    token = settings.token()
    if token is None:
        print("No TELEGRAM_BOT_TOKEN is set, so this is the local try-out; README.md tells how to go live.")
        return try_out(options, settings, directory)
    store = Store(settings.database_url.get_secret_value())
    store.check()
    dialogue = dialogue_over(directory, settings.retention_days)
    with _recorder(store, settings.retention_days) as recorder:

        def record(what: Record) -> None:
            if dialogue.may_keep_records:
                recorder.record(what)

        application = telegram.build(
            lambda: dialogue, token, record=record, api_url=str(settings.telegram_api_url or "")
        )

        async def until_stopped() -> None:
            await telegram.poll(application, dialogue, _stop_on_signals())

        asyncio.run(until_stopped())
    return FINE


@contextmanager
def _recorder(store: Store, retention_days: int) -> Iterator[Recorder]:
    """Write records until the end of the block, and then what still waits, within some seconds."""
    recorder = Recorder(store, retention_days)
    try:
        yield recorder
    finally:
        recorder.close(_LAST_WRITES_SECONDS)
        store.close()


def try_out(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    """Answer over a local Telegram, on a page or in the terminal."""
    _end_quietly_while_starting()
    if settings.log_level == "INFO":  # the chat itself shows that all is well
        logs.set_up("WARNING")
    dialogue = dialogue_over(directory)
    asyncio.run(_terminal(dialogue) if options.terminal else _page(dialogue, options.port))
    return FINE


async def _page(dialogue: Dialogue, port: int) -> None:
    stop = _stop_on_signals()
    async with local_bot(dialogue) as local, tryout.serve_page(local, port) as url:
        print(f"Chat with the bot at {url} (Ctrl-C ends it)", flush=True)
        await stop.wait()


async def _terminal(dialogue: Dialogue) -> None:
    async with local_bot(dialogue) as local:
        await tryout.chat_in_terminal(local)


@asynccontextmanager
async def local_bot(dialogue: Dialogue) -> AsyncIterator[tryout.LocalTelegram]:
    """Run the real bot over a local Telegram."""
    local = tryout.LocalTelegram(bot_name=dialogue.knowledge.messages.bot_name)
    transports = tryout.LocalRequest(local), tryout.LocalRequest(local)
    application = telegram.build(lambda: dialogue, _LOCAL_TOKEN, transports=transports)
    local.watch(application.update_queue.join)
    stop = asyncio.Event()
    polling = asyncio.create_task(telegram.poll(application, dialogue, stop))
    try:
        yield local
    finally:
        stop.set()
        await polling


def _end_quietly_while_starting() -> None:
    """Exit with 0 on a SIGTERM that comes while the phrases are still being learnt."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FINE))


def _stop_on_signals() -> asyncio.Event:
    """Make an event that the first SIGTERM or Ctrl-C sets; further ones change nothing, so nothing fetched is lost."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the process there
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
    return stop
