"""A tiny real bot (python-telegram-bot's own Application) on the local Telegram, and Chromium where it is installed."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright
from telegram import (
    BotCommand,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.page import serve_page
from bot.tryout.transport import LocalRequest
from tests.chromium import ARGUMENTS, EXECUTABLE

Context = ContextTypes.DEFAULT_TYPE


def button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


MENU = InlineKeyboardMarkup(
    [
        [button("Turn the page", "page:2"), button("Warn me", "alert")],
        [InlineKeyboardButton("Copy", copy_text=CopyTextButton("copied text")), button("Say nothing", "silent")],
        [button("Delete", "delete")],
    ]
)


async def start(update: Update, context: Context) -> None:
    assert update.message is not None
    await update.message.reply_html("<b>Welcome</b> to the menu", reply_markup=MENU)


async def ask(update: Update, context: Context) -> None:
    assert update.message is not None
    await update.message.reply_text("Your name?", reply_markup=ForceReply(input_field_placeholder="e.g. Hanako"))


async def echo(update: Update, context: Context) -> None:
    assert update.message is not None
    replied = update.message.reply_to_message
    text = f"{replied.text} → {update.message.text}" if replied else update.message.text
    await update.message.reply_text(text or "no text")


async def press(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    match query.data:
        case "alert":
            await query.answer("Careful!", show_alert=True)
        case "silent":
            await query.answer()
        case "delete":
            await query.answer("Gone")
            await context.bot.delete_message(query.message.chat.id, query.message.message_id)
        case _:
            await query.answer("Turned")
            await query.edit_message_text("Page two", reply_markup=InlineKeyboardMarkup([[button("Back", "page:1")]]))


def build_application(telegram: LocalTelegram, **requests: Any) -> "Application[Any, Any, Any, Any, Any, Any]":
    """Return a stopped Application on this local Telegram."""
    builder = ApplicationBuilder().token("1:local").job_queue(None)
    application = (
        builder.request(LocalRequest(telegram, **requests)).get_updates_request(LocalRequest(telegram)).build()
    )
    application.add_handlers(
        [
            CommandHandler("start", start),
            CommandHandler("ask", ask),
            CallbackQueryHandler(press),
            MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND, echo),
        ]
    )
    return application


@pytest.fixture
def telegram() -> LocalTelegram:
    return LocalTelegram("Test bot")


@pytest.fixture
def chat(telegram: LocalTelegram) -> Chat:
    return telegram.open_chat("Hanako")


@pytest.fixture
async def application(telegram: LocalTelegram) -> AsyncIterator["Application[Any, Any, Any, Any, Any, Any]"]:
    """The running bot; an error in one of its handlers fails the test."""
    application = build_application(telegram)
    errors: list[object] = []

    async def remember(update: object, context: Context) -> None:
        errors.append(context.error)

    application.add_error_handler(remember)
    telegram.watch(application.update_queue.join)
    async with application:
        await application.bot.set_my_commands([BotCommand("start", "Begin again"), BotCommand("ask", "Ask my name")])
        await application.bot.set_my_description("What this bot does")
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        yield application
        await application.updater.stop()
        await application.stop()
    assert errors == []


@pytest.fixture
async def url(telegram: LocalTelegram, application: object) -> AsyncIterator[str]:
    """The address of the chat page of the running bot."""
    async with serve_page(telegram, 0) as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium; where there is none, tests are skipped on a desk and fail in CI."""
    if not EXECUTABLE:
        sentence = "no Chromium found: install it, or set CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        await browser.close()
