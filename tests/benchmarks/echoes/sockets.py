"""The floor: no framework and no HTTP library, so that what it takes is the server's own time and the kernel's."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any
from urllib.parse import urlencode, urlsplit

_CONNECTIONS = 8


class _Connection:
    """One connection that is kept; a call at a time."""

    def __init__(self, url: str, token: str) -> None:
        address = urlsplit(url)
        self._host, self._port = address.hostname, address.port
        self._path = f"/bot{token}"

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def call(self, method: str, **parameters: Any) -> Any:
        body = urlencode(parameters)
        self._writer.write(
            f"POST {self._path}/{method} HTTP/1.1\r\nHost: {self._host}\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return json.loads(await self._reader.readexactly(int(length)))["result"]


async def _answer(messages: asyncio.Queue[dict[str, Any]], connection: _Connection) -> None:
    await connection.open()
    while True:
        message = await messages.get()
        await connection.call("sendMessage", chat_id=message["chat"]["id"], text=message["text"])


async def _run(url: str, token: str) -> None:
    messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    polls = _Connection(url, token)
    await polls.open()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(_CONNECTIONS):
            tasks.create_task(_answer(messages, _Connection(url, token)))
        offset = 0
        while True:
            for update in await polls.call("getUpdates", offset=offset, timeout=30):
                messages.put_nowait(update["message"])
                offset = update["update_id"] + 1


def main() -> None:
    asyncio.run(_run(*sys.argv[1:]))


if __name__ == "__main__":
    main()
