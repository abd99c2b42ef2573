"""A local Telegram: the real bot over a transport as strict as Telegram, with a chat page and a terminal."""

from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.notice import KnowledgeNotice
from bot.tryout.page import serve_page
from bot.tryout.terminal import chat_in_terminal
from bot.tryout.transport import LocalRequest

__all__ = ["KnowledgeNotice", "LocalRequest", "LocalTelegram", "chat_in_terminal", "serve_page"]
