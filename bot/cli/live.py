"""The commands run and try: the bot in Telegram, or over a local Telegram."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from time import strftime
from typing import Final

from bot import logs, telegram, tryout
from bot.cli.desks import desks
from bot.cli.outcome import FINE, dialogue_over
from bot.live import LiveDialogue, Outcome, Refused, Reloaded
from bot.metrics import Metrics
from bot.records import Record
from bot.settings import Settings
from bot.store import Recorder, Store

# The local Telegram has no accounts; PTB wants something that looks like a token.
_LOCAL_TOKEN: Final = "0:local"  # noqa: S105 - opens nothing
_LAST_WRITES_SECONDS: Final = 5.0


def run(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    """Answer in Telegram until SIGTERM or Ctrl-C; without a token, over a local Telegram."""
    _end_quietly_while_starting()
    token = settings.token()
    if token is None:
        print("No TELEGRAM_BOT_TOKEN is set, so this is the local try-out; README.md tells how to go live.")
        return try_out(options, settings, directory)
    _ignore_hangups_while_starting()
    store = Store(settings.database_url.get_secret_value())
    store.check()
    staffed = settings.staff_chat_id is not None
    live = LiveDialogue(directory, partial(dialogue_over, retention_days=settings.retention_days, staffed=staffed))
    metrics, heartbeat = Metrics(), telegram.Heartbeat()
    with _recorder(store, settings.retention_days) as recorder, _claims(store, settings) as claims:

        def record(what: Record) -> None:
            if live.current().may_keep_records:
                recorder.record(what)

        application = telegram.build(
            live.current,
            token,
            record=record,
            desks=desks(settings, live, store, heartbeat.age),
            api_url=str(settings.telegram_api_url or ""),
            claims=claims,
            metrics=metrics,
        )
        status = telegram.Status(metrics, lambda: application.running)
        asyncio.run(_listen(application, live, settings, status, heartbeat, take_over=options.take_over))
    return FINE


async def _listen(
    application: telegram.PTBApplication,
    live: LiveDialogue,
    settings: Settings,
    status: telegram.Status,
    heartbeat: telegram.Heartbeat,
    *,
    take_over: bool,
) -> None:
    """Be called by Telegram if there is a webhook, otherwise poll it, until a signal."""
    asyncio.get_running_loop().set_exception_handler(logs.loop_fault)
    stop = _stop_on_signals()
    _reload_on_hangup(live, stop)
    gc.freeze()
    live.on_change(_spare_the_collector)
    async with _edits_followed(live, application):
        if settings.webhook_url:
            await telegram.serve_webhook(application, live.current(), _webhook(settings), status, stop)
            return
        status.watch_heartbeat(heartbeat.age)
        async with _status_shown(status, settings):
            await telegram.poll(application, live.current(), stop, take_over=take_over, heartbeat=heartbeat)


def _webhook(settings: Settings) -> telegram.Webhook:
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    return telegram.Webhook(str(settings.webhook_url), secret, settings.webhook_listen)


@asynccontextmanager
async def _status_shown(status: telegram.Status, settings: Settings) -> AsyncIterator[None]:
    """Show the status of a polling bot over HTTP, if wanted, until the end of the block."""
    if settings.metrics_listen is None:
        yield
        return
    async with telegram.serving(status.routes, settings.metrics_listen, "METRICS_LISTEN"):
        yield


@contextmanager
def _claims(store: Store, settings: Settings) -> Iterator[telegram.SharedClaims | None]:
    """Share with other processes who answers what; polling is done by one, which knows it by itself."""
    if settings.webhook_url is None:
        yield None
        return
    claims = telegram.SharedClaims(store)
    try:
        yield claims
    finally:
        claims.close()


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
        logs.set_up("WARNING", settings.log_format)
    live = LiveDialogue(directory, dialogue_over)
    asyncio.run(_terminal(live) if options.terminal else _page(live, options.port))
    return FINE


async def _page(live: LiveDialogue, port: int) -> None:
    stop = _stop_on_signals()
    notice = tryout.KnowledgeNotice()
    live.on_outcome(partial(_say_what_became_of_an_edit, notice))
    async with local_bot(live) as local, tryout.serve_page(local, port, notice) as url:
        print(f"Chat with the bot at {url} (Ctrl-C ends it)", flush=True)
        await stop.wait()


async def _terminal(live: LiveDialogue) -> None:
    async with local_bot(live) as local:
        await tryout.chat_in_terminal(local)


async def _say_what_became_of_an_edit(notice: tryout.KnowledgeNotice, outcome: Outcome) -> None:
    """Tell the terminal and the page; what is broken is in the log already."""
    match outcome:
        case Refused(complaints):
            notice.refused(complaints)
        case Reloaded() as news if news.changed:
            print(f"{strftime('%H:%M:%S')} The chat knows your edit now ({news})", flush=True)
            notice.updated(added=news.added, edited=news.edited, removed=news.removed)
        case _ if notice.broken:
            print(f"{strftime('%H:%M:%S')} The files are sound again, and nothing has changed", flush=True)
            notice.mended()


@asynccontextmanager
async def local_bot(live: LiveDialogue) -> AsyncIterator[tryout.LocalTelegram]:
    """Run the real bot over a local Telegram."""
    local = tryout.LocalTelegram(bot_name=live.current().knowledge.messages.bot_name)
    transports = tryout.LocalRequest(local), tryout.LocalRequest(local)
    application = telegram.build(live.current, _LOCAL_TOKEN, transports=transports)
    local.watch(application.update_queue.join)
    stop = asyncio.Event()
    polling = asyncio.create_task(telegram.poll(application, live.current(), stop))
    try:
        async with _edits_followed(live, application):
            yield local
    finally:
        stop.set()
        await polling


@asynccontextmanager
async def _edits_followed(live: LiveDialogue, application: telegram.PTBApplication) -> AsyncIterator[None]:
    """Make edits of the knowledge live, in the chat and around it, until the end of the block."""
    live.on_change(lambda news: telegram.publish_changes(application.bot, news.before, news.after))
    async with live.watching():
        yield


async def _spare_the_collector(_news: Reloaded) -> None:
    """Let Python's garbage collector pass over what was learnt; to look through it stops all answers for .1 s."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _end_quietly_while_starting() -> None:
    """Exit with 0 on a SIGTERM that comes while the phrases are still being learnt."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FINE))


def _ignore_hangups_while_starting() -> None:
    """Let a SIGHUP that comes too early do nothing, unless it is a terminal that is closed."""
    if hasattr(signal, "SIGHUP") and not _has_terminal():  # Windows has no such signal
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _reload_on_hangup(live: LiveDialogue, stop: asyncio.Event) -> None:
    """Read the knowledge again on SIGHUP; where it means that the terminal was closed, stop."""
    if not hasattr(signal, "SIGHUP"):  # Windows
        return
    had_terminal = _has_terminal()

    def hung_up() -> None:
        if had_terminal and not _has_terminal():
            stop.set()
        else:
            live.reload_soon()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up)


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _stop_on_signals() -> asyncio.Event:
    """Make an event that the first SIGTERM or Ctrl-C sets; further ones change nothing, so nothing fetched is lost."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the process there
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
    return stop
