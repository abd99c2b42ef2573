"""A tiny real bot (python-telegram-bot's own Application) on the local Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import (
    BotCommand,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.profile import BOT_ID
from bot.tryout.transport import LocalRequest

App = Application[Any, Any, Any, Any, Any, Any]
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

LINKS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Open", url="https://t.me/local_bot?start=m3-points")],
        [InlineKeyboardButton("Share", url="https://t.me/share/url?url=https%3A%2F%2Ft.me%2Flocal_bot&text=Look")],
        [InlineKeyboardButton("Site", url="https://example.jp/faq")],
        [InlineKeyboardButton("Search", switch_inline_query_current_chat="po")],
        [InlineKeyboardButton("Tell", switch_inline_query="points")],
    ]
)
ARTICLES = {"points": "What of my points?", "postal": "The postal address", "mails": "Saving mails"}


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


async def links(update: Update, context: Context) -> None:
    assert update.message is not None
    await update.message.reply_text("Links", reply_markup=LINKS)


async def edited(update: Update, context: Context) -> None:
    assert update.edited_message is not None
    await update.edited_message.reply_text(f"now: {update.edited_message.text}")


async def search(update: Update, context: Context) -> None:
    query = update.inline_query
    assert query is not None
    if query.query == "many":
        numbers = [str(number) for number in range(60)]
        content = InputTextMessageContent("a number")
        many = [InlineQueryResultArticle(id=n, title=f"No. {n}", input_message_content=content) for n in numbers]
        await query.answer(many, cache_time=0, auto_pagination=True)
        return
    results = [
        InlineQueryResultArticle(
            id=name,
            title=title,
            description=f"About {name}",
            input_message_content=InputTextMessageContent(f"<b>{title}</b>", parse_mode="HTML"),
            reply_markup=InlineKeyboardMarkup([[button("More", f"more:{name}")]]) if name == "points" else None,
        )
        for name, title in ARTICLES.items()
        if query.query in name
    ]
    await query.answer(results, cache_time=0, button=InlineQueryResultsButton("Ask the bot", start_parameter="inl"))


async def press(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    if query.inline_message_id:
        await query.answer()
        await query.edit_message_text("More of it")
        return
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


def build_application(telegram: LocalTelegram, **requests: Any) -> App:
    """Return a stopped Application on this local Telegram."""
    builder = ApplicationBuilder().token("1:local").job_queue(None)
    application = (
        builder.request(LocalRequest(telegram, **requests)).get_updates_request(LocalRequest(telegram)).build()
    )
    application.add_handlers(
        [
            CommandHandler("start", start),
            CommandHandler("ask", ask),
            CommandHandler("links", links),
            CallbackQueryHandler(press),
            InlineQueryHandler(search),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited),
            MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.ViaBot(BOT_ID), echo),
        ]
    )
    return application


@asynccontextmanager
async def running(telegram: LocalTelegram) -> AsyncIterator[App]:
    """Run the bot; an error in one of its handlers fails the test."""
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
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield application
        await application.updater.stop()
        await application.stop()
    assert errors == []
