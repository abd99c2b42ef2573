"""The webhook: Telegram brings its updates one request each, and hears 200 only after the answer.

Telegram holds back a chat's next update until then, and brings an update again after anything but 2xx; so a stop, a
crash or a dead connection loses nothing, and an update that nobody can read must be confirmed like any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import re
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import BadRequest
from tornado.httputil import HTTPServerRequest
from tornado.web import stream_request_body

from bot.dialogue import Dialogue
from bot.errors import CannotStart
from bot.store import Claim
from bot.telegram.application import PTBApplication, processor_of, token_refused_of
from bot.telegram.outages import insist
from bot.telegram.profile import publish
from bot.telegram.status import Plain, Routes, Status, serving
from bot.telegram.updates import ALLOWED_UPDATES

_log = logging.getLogger(__name__)

# The most that Telegram opens at once, and so the most that are ever needed, however many replicas share them.
MAX_CONNECTIONS: Final = 100
MAX_BODY_BYTES: Final = 1024 * 1024
# Telegram gives up after 60 seconds and brings the update again.
_ANSWERED_WITHIN_SECONDS: Final = 50.0
# With the closing of connections and the last writes it stays below the 30 seconds after which supervisors kill.
_DRAIN_SECONDS: Final = 18.0
_RETRY_AFTER_SECONDS: Final = 1


@dataclass(frozen=True)
class Webhook:
    """The public https address, the secret by which Telegram is known, and where the proxy finds the bot."""

    url: str
    secret: str = field(repr=False)
    listen: tuple[str, int]


async def serve_webhook(
    application: PTBApplication, dialogue: Dialogue, webhook: Webhook, status: Status, stop: asyncio.Event
) -> None:
    """Answer updates that Telegram brings until `stop` is set; what runs then is finished, for at most 18 s.

    The webhook stays set: another replica, or this one after its restart, gets what comes meanwhile. An unreachable
    Telegram is tried again and again. Raises CannotStart for a token, at the start or later, or an address that
    Telegram refuses, and if nothing can listen.
    """
    hook = Hook(application, webhook.secret, status)
    path = re.escape(urlsplit(webhook.url).path or "/")
    routes: Routes = [*status.routes, (path, Delivery, {"hook": hook})]
    async with serving(routes, webhook.listen, "WEBHOOK_LISTEN") as port:
        _log.info("listening on %s:%d", webhook.listen[0], port)
        starting = asyncio.create_task(_start(application, dialogue, webhook))
        stopped = asyncio.create_task(stop.wait())
        refused = asyncio.create_task(_until_token_is_refused(application))
        try:
            await asyncio.wait((starting, stopped), return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            await asyncio.wait((refused, stopped), return_when=asyncio.FIRST_COMPLETED)
            if refused.done():
                refused.result()
        finally:
            status.draining = True
            starting.cancel()
            stopped.cancel()
            refused.cancel()
            with contextlib.suppress(asyncio.CancelledError, CannotStart):
                await starting
            await hook.drain()
            if application.running:
                await application.stop()
            await application.shutdown()


async def _start(application: PTBApplication, dialogue: Dialogue, webhook: Webhook) -> None:
    await insist(application.initialize)
    await application.start()  # now it is ready: the webhook may be set since long ago
    bot = application.bot
    await insist(partial(_announce, bot, webhook))
    await publish(bot, dialogue)
    _log.info("@%s is called at %s", bot.username, urlsplit(webhook.url).hostname)


async def _until_token_is_refused(application: PTBApplication) -> None:
    """Raise CannotStart once the token is revoked; one refusal alone may be a mistake, so that Telegram is asked."""
    refused = token_refused_of(application)
    while True:
        await refused.wait()
        refused.clear()
        await insist(application.bot.get_me)


async def _announce(bot: Bot, webhook: Webhook) -> None:
    """Set the webhook; replicas that start together are told to wait for each other (429).

    At each start, not only where getWebhookInfo differs: it does not tell the secret, and setting what is set
    already changes nothing.
    """
    try:
        await bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=MAX_CONNECTIONS,
        )
    except BadRequest as error:
        raise CannotStart(f"WEBHOOK_URL: Telegram refuses it ({error.message}); check the address") from None


class Hook:
    """The updates that are in work, and who may bring more."""

    def __init__(self, application: PTBApplication, secret: str, status: Status) -> None:
        self.status = status
        self._application = application
        self._secret = secret.encode()
        self._running: set[asyncio.Task[Claim]] = set()
        self._stranger_told = False

    def refusal(self, request: HTTPServerRequest) -> HTTPStatus | None:
        """Tell why a request is refused before its body is read; None if it is not."""
        # Bytes: compare_digest refuses text beyond ASCII, which a stranger may send.
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode("latin-1", "replace")
        if not hmac.compare_digest(secret, self._secret):
            if not self._stranger_told:
                self._stranger_told = True
                _log.warning("a request without the right secret was refused; further ones only count in the metrics")
            return HTTPStatus.FORBIDDEN
        if request.method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        length = request.headers.get("Content-Length", "0")
        if re.fullmatch(r"[0-9]{1,12}", length) is None:
            return HTTPStatus.BAD_REQUEST
        if int(length) > MAX_BODY_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if not self.status.ready or len(self._running) >= MAX_CONNECTIONS:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return None

    async def take(self, body: bytes) -> HTTPStatus:
        """Handle an update, and tell what Telegram shall hear: 200, or 503 to have it brought again."""
        if not self.status.ready:  # the stop came while the body was read
            return HTTPStatus.SERVICE_UNAVAILABLE
        update = self._read(body)
        if update is None:
            return HTTPStatus.OK
        handling = asyncio.create_task(self._handle(update))
        self._running.add(handling)
        handling.add_done_callback(self._running.discard)
        # Not cancelled when the time is up: half an answer is worse than a late one.
        done, _ = await asyncio.wait({handling}, timeout=_ANSWERED_WITHIN_SECONDS)
        if not done:
            _log.error("update %d takes long; it is confirmed now and finished later", update.update_id)
            return HTTPStatus.OK
        if handling.cancelled() or handling.result() is Claim.BUSY:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    async def drain(self) -> None:
        """Wait for what is in work; what takes too long is given up, and Telegram brings it again."""
        _log.info("stopping; what was taken on is still answered")
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=_DRAIN_SECONDS)
        for handling in late:
            handling.cancel()
        if late:
            _log.error("%d update(s) not finished within %.0f s are given up", len(late), _DRAIN_SECONDS)
            await asyncio.wait(late)

    def _read(self, body: bytes) -> Update | None:
        try:
            update = Update.de_json(json.loads(body), self._application.bot)
            if isinstance(update.update_id, int):
                return update
            raise TypeError
        except Exception as error:
            _log.error("an update cannot be read: %s", type(error).__name__)
            return None

    async def _handle(self, update: Update) -> Claim:
        processor = processor_of(self._application)
        try:
            return await processor.handle(update, self._application.process_update(update))
        except Exception as error:
            _log.error("update %d failed: %s", update.update_id, type(error).__name__)
            return Claim.DONE


@stream_request_body
class Delivery(Plain):
    """One request of Telegram."""

    def initialize(self, hook: Hook) -> None:
        """Take where its update goes."""
        self._hook = hook
        self._body = bytearray()

    def prepare(self) -> None:
        """Refuse early, so that a stranger's body is never kept."""
        if refused := self._hook.refusal(self.request):
            self._end(refused)

    def data_received(self, chunk: bytes) -> None:
        """Keep the body as far as it may go; without a length it is known only here that it is too long."""
        if self._finished:
            return
        self._body += chunk
        if len(self._body) > MAX_BODY_BYTES:
            self._end(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    async def post(self) -> None:
        """Handle the update, then answer."""
        if not self._finished:
            self._end(await self._hook.take(bytes(self._body)))

    def on_finish(self) -> None:
        """Count the answer."""
        self._hook.status.metrics.delivered(self.get_status())

    def _end(self, status: HTTPStatus) -> None:
        self.set_status(status)
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            self.set_header("Retry-After", str(_RETRY_AFTER_SECONDS))
        self.finish()
