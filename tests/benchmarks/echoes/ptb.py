"""python-telegram-bot as its documentation shows it, with its own httpx, handling updates at once."""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

_AT_ONCE = 256  # without it, PTB handles one update at a time


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    url, token = sys.argv[1:]
    application = ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(_AT_ONCE).build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    application.run_polling()


if __name__ == "__main__":
    main()
