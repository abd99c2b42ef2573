"""How calls travel to Telegram: aiohttp under python-telegram-bot, with errors that never show an address.

The address of a call holds the token, and aiohttp's errors quote addresses; so their words and the errors themselves
are left behind here, and only what happened goes on.
"""

from __future__ import annotations

import json
import ssl
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# As many as updates are handled at once (processor.py), so that hardly anything waits for a connection.
_CONNECTIONS: Final = 256
_POOL_SECONDS: Final = 5.0
_CONNECT_SECONDS: Final = 5.0
_WRITE_SECONDS: Final = 10.0
_READ_SECONDS: Final = 10.0
_HEADERS: Final = {"User-Agent": BaseRequest.USER_AGENT, "Content-Type": "application/json"}
# What comes back of a message that was sent: nobody asks, and PTB would make dozens of objects of it.
_ECHOES: Final = ("entities", "reply_markup", "link_preview_options")
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


class NotSent(NetworkError):  # noqa: N818 - it says what happened
    """The call surely did not reach Telegram: no connection was made for it."""


class NotSentInTime(NotSent, TimedOut):
    """No connection was made, or became free, in time."""


class AiohttpRequest(BaseRequest):
    """PTB's transport over aiohttp: up to 256 calls at once, on connections that are kept and used again.

    Its errors are TimedOut and NetworkError as PTB knows them, and NotSent where nothing can have arrived. Proxies
    are those of the environment (HTTPS_PROXY, NO_PROXY). It sends no files.
    """

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int = _CONNECTIONS) -> None:
        self._connections = connections
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return the seconds to wait for an answer where a call names none."""
        return _READ_SECONDS

    async def initialize(self) -> None:
        """Open the session; twice is once."""
        if self._session is None:
            connector = TCPConnector(limit=self._connections, ssl=_tls())
            # aiohttp would find out about proxies anew for each call, in two threads.
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), trust_env=False)

    async def shutdown(self) -> None:
        """Close the session and its connections; it can be opened again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call and return its HTTP status and body; each step has its seconds, and so have all together."""
        if self._session is None:
            raise RuntimeError("AiohttpRequest is not initialized")
        if request_data and request_data.contains_files:
            raise NotImplementedError("AiohttpRequest sends no files")
        timeout = _timeout(
            pool=_chosen(pool_timeout, _POOL_SECONDS),
            connect=_chosen(connect_timeout, _CONNECT_SECONDS),
            write=_chosen(write_timeout, _WRITE_SECONDS),
            read=_chosen(read_timeout, _READ_SECONDS),
        )
        # JSON, since a form writes each Japanese character in nine letters. Half a character becomes a question mark.
        body = _encode(request_data.parameters if request_data else {}).encode(errors="replace")
        try:
            async with self._session.request(
                method, url, data=body, headers=_HEADERS, timeout=timeout, allow_redirects=False, proxy=_proxy(url)
            ) as response:
                return response.status, await response.read()
        except (ClientError, OSError, ValueError) as error:  # a TimeoutError is an OSError, a wrong proxy a ValueError
            failure = _failure(error)
        raise failure  # out here it does not carry aiohttp's error along

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; raises TelegramError for what is none, which PTB would also quote in the log.

        Of a message that the bot has sent, the parts in `_ECHOES` are left out.
        """
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise TelegramError("Invalid server response")
        result = answer.get("result")
        if isinstance(result, dict):
            for echo in _ECHOES:
                result.pop(echo, None)
        return answer


def _timeout(pool: float | None, connect: float | None, write: float | None, read: float | None) -> ClientTimeout:
    """Give aiohttp its seconds: it waits for a free connection and for a new one in one go."""
    acquire = None if pool is None or connect is None else pool + connect
    total = None if acquire is None or write is None or read is None else acquire + write + read
    return ClientTimeout(total=total, connect=acquire, sock_connect=connect, sock_read=read)


def _chosen(seconds: Any, default: float) -> float | None:
    """Return the seconds of a call, or the default if it names none."""
    chosen: float | None = default if seconds is BaseRequest.DEFAULT_NONE else seconds
    return chosen


def _failure(error: Exception) -> NetworkError:
    """Say what happened in PTB's terms, and in words without an address."""
    match error:
        case ConnectionTimeoutError():
            return NotSentInTime("no connection in time")
        case TimeoutError():
            return TimedOut("no answer in time")
        case ClientConnectorError():
            return NotSent(f"no connection to {error.host}: {error.os_error.strerror or type(error).__name__}")
        case ClientHttpProxyError():
            return NotSent(f"the proxy refuses with status {error.status}")
        case ValueError():
            return NotSent("the address or the proxy cannot be used; a proxy is written http://host:port")
        case _:
            return NetworkError(f"the connection broke: {type(error).__name__}")


@cache
def _tls() -> ssl.SSLContext:
    """Trust what the system trusts, and the well-known authorities where the system knows none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _proxy(url: str) -> str | None:
    address = urlsplit(url)
    return proxy_for(address.scheme, address.netloc)


@cache
def proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host, None if there is none; ValueError if it is unusable."""
    proxies = getproxies()
    proxy = None if proxy_bypass(host) else proxies.get(scheme) or proxies.get("all")
    if not proxy:
        return None
    address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError
    return address.geturl()
