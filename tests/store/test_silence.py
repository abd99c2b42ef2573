"""A PostgreSQL that falls silent behind a proxy: nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.errors import StoreError
from bot.store import Claim, Store
from bot.store import postgresql as patient
from tests.postgresql import empty_schema

from .conftest import NOW

LEASE = timedelta(seconds=15)


class Proxy:
    """Stands between the bot and PostgreSQL; frozen, it takes all and passes nothing on."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self.frozen = False
        self.port = 0
        self._open: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(*self._target)
        self._open += [writer, to_server]
        await asyncio.gather(self._pump(reader, to_server), self._pump(from_server, writer))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                if not self.frozen:
                    sink.write(data)
        sink.close()

    async def close(self) -> None:
        for writer in self._open:
            writer.close()
        for writer in self._open:
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    parts = urlsplit(url.replace("postgresql+psycopg", "postgresql"))
    proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    user = f"{parts.username}@" if parts.username else ""
    try:
        yield proxy, parts._replace(netloc=f"{user}127.0.0.1:{proxy.port}").geturl()
    finally:
        server.close()
        await proxy.close()


async def test_a_server_that_falls_silent_is_given_up_and_asked_again_when_it_is_back(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(patient, "ANSWERS_WITHIN_SECONDS", 0)
    monkeypatch.setattr(patient, "_GRACE_SECONDS", 0.5)
    url = empty_schema(postgresql)
    async with proxied(f"{url}{'&' if '?' in url else '?'}connect_timeout=2") as (proxy, address):
        with closing(Store(address)) as store:
            assert await asyncio.to_thread(store.claim, 1, "a", NOW, LEASE) is Claim.NEW
            proxy.frozen = True  # the deadline of a connection that is there, then that of a new one
            for update in range(2, 5):
                with pytest.raises(StoreError, match="cannot be reached"):
                    await asyncio.to_thread(store.claim, update, "a", NOW, LEASE)
            proxy.frozen = False
            assert await asyncio.to_thread(store.claim, 5, "a", NOW, LEASE) is Claim.NEW
