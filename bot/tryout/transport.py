"""python-telegram-bot's door to the local Telegram: a request object that never touches the network."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.tryout.faults import DroppedConnection
from bot.tryout.local_telegram import LocalTelegram


class LocalRequest(BaseRequest):
    """Give one of these to `ApplicationBuilder.request` and one to `get_updates_request`."""

    __slots__ = ("_read_timeout", "_telegram")

    def __init__(self, telegram: LocalTelegram, read_timeout: float | None = None) -> None:
        self._telegram = telegram
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        """Return the seconds to wait for an answer; None waits for ever."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Do nothing; there is no connection to open."""

    async def shutdown(self) -> None:
        """Do nothing; there is no connection to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - GET or POST is the same here
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - nothing is written to a wire
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - nothing is connected
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - there is no pool
    ) -> tuple[int, bytes]:
        """Answer as Telegram's server would, with the errors that PTB's own request raises."""
        params = request_data.json_parameters if request_data else {}
        seconds = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with asyncio.timeout(seconds if self._read_timeout is not None else None):
                status, body = await self._telegram.handle(url.rpartition("/")[2], params)
        except TimeoutError as error:
            raise TimedOut from error
        except DroppedConnection as error:
            raise NetworkError(f"httpx.RemoteProtocolError: {error}") from error
        return status, json.dumps(body).encode()
