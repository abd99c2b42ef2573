"""How the PTB application is built: its client, its limits, its handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from telegram import LinkPreviewOptions
from telegram.ext import Application, ApplicationBuilder, Defaults
from telegram.request import BaseRequest

from bot.dialogue import Dialogue
from bot.metrics import Metrics
from bot.records import Record
from bot.telegram.desk import Desk
from bot.telegram.handlers import Handlers
from bot.telegram.limiter import ChatLimiter
from bot.telegram.processor import ChatOrder
from bot.telegram.request import AiohttpRequest
from bot.telegram.seen import Claims, InMemoryClaims

PTBApplication = Application[Any, Any, Any, Any, Any, Any]


class _WithDesks(PTBApplication):
    """Opens its desks when it begins to answer, and closes them before it ends; however updates reach it."""

    def __init__(self, *, desks: Sequence[Desk], token_refused: asyncio.Event, **parts: Any) -> None:
        super().__init__(**parts)
        self.token_refused = token_refused
        self._desks = desks
        self._opening: asyncio.Future[list[None]] | None = None

    async def start(self) -> None:
        await super().start()
        # Beside the answers, which shall not wait for the menus of administrators.
        self._opening = asyncio.gather(*(desk.open(self.bot) for desk in self._desks))

    async def stop(self) -> None:
        if self._opening:
            self._opening.cancel()
            await asyncio.wait({self._opening})
        for desk in self._desks:
            await desk.close()
        await super().stop()


def build(
    dialogue: Callable[[], Dialogue],
    token: str,
    *,
    record: Callable[[Record], None] = lambda _: None,
    desks: Sequence[Desk] = (),
    api_url: str = "",
    transports: tuple[BaseRequest, BaseRequest] | None = None,
    claims: Claims | None = None,
    metrics: Metrics | None = None,
) -> PTBApplication:
    """Build the bot; `dialogue` gives the one to talk with, asked anew for each update, since knowledge is edited.

    `record` takes what the operator may learn from an answer, after it was sent, and never blocks. The `desks` take
    what is theirs before the FAQ, the first one first. `api_url` is the address of a self-hosted Bot API server;
    `transports` replace the network, the first for calls, the second for getUpdates. `claims` keep any update from
    being handled twice; those of several processes are shared. `metrics` count what happens.
    """
    metrics = metrics or Metrics()
    # getUpdates has connections of its own, more than one: a dead one must not end the polling.
    calls, polls = transports or (AiohttpRequest(), AiohttpRequest(connections=4))
    builder = ApplicationBuilder().token(token).job_queue(None).updater(None)
    builder = builder.defaults(
        Defaults(allow_sending_without_reply=True, link_preview_options=LinkPreviewOptions(is_disabled=True))
    )
    if api_url:
        builder = builder.base_url(f"{api_url.rstrip('/')}/bot").base_file_url(f"{api_url.rstrip('/')}/file/bot")
    builder = builder.request(calls).get_updates_request(polls).rate_limiter(ChatLimiter(limited=metrics.limited))
    builder = builder.concurrent_updates(ChatOrder(claims or InMemoryClaims(), metrics=metrics))
    token_refused = asyncio.Event()
    own_parts = {"desks": desks, "token_refused": token_refused}
    application = builder.application_class(_WithDesks, own_parts).build()

    def learn(what: Record) -> None:
        metrics.learn(what)
        record(what)

    Handlers(dialogue, learn, desks, token_refused.set).register(application)
    return application


def processor_of(application: PTBApplication) -> ChatOrder:
    """Return what hands an application's updates to its handlers."""
    processor = application.update_processor
    if not isinstance(processor, ChatOrder):
        raise TypeError("this application was not built here")
    return processor


def token_refused_of(application: PTBApplication) -> asyncio.Event:
    """Return the event that is set when Telegram refuses the token of an answer."""
    if not isinstance(application, _WithDesks):
        raise TypeError("this application was not built here")
    return application.token_refused
