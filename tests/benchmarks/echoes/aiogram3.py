"""aiogram 3 as its documentation shows it."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def _echo(message: Message) -> None:
    if message.text:
        await message.answer(message.text)


async def _run(url: str, token: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(_echo)
    await dispatcher.start_polling(Bot(token, AiohttpSession(api=TelegramAPIServer.from_base(url))))


def main() -> None:
    asyncio.run(_run(*sys.argv[1:]))


if __name__ == "__main__":
    main()
