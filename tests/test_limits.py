"""The limits that the core keeps are Telegram's own."""

import pytest
from telegram import constants

from bot import limits
from bot.reply import fits_copy_button

TELEGRAMS = {
    "message": (limits.MESSAGE_CHARACTERS, constants.MessageLimit.MAX_TEXT_LENGTH),
    "marks of a message": (limits.MESSAGE_MARKS, constants.MessageLimit.MESSAGE_ENTITIES),
    "copied text": (limits.COPY_CHARACTERS, constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT),
    "callback data": (limits.CALLBACK_BYTES, constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA),
    "command description": (limits.COMMAND_DESCRIPTION_CHARACTERS, constants.BotCommandLimit.MAX_DESCRIPTION),
    "name": (limits.NAME_CHARACTERS, constants.BotNameLimit.MAX_NAME_LENGTH),
    "description": (limits.DESCRIPTION_CHARACTERS, constants.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    "short description": (
        limits.SHORT_DESCRIPTION_CHARACTERS,
        constants.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH,
    ),
    "placeholder": (limits.PLACEHOLDER_CHARACTERS, constants.ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER),
    "notice": (limits.NOTICE_CHARACTERS, constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH),
}


@pytest.mark.parametrize(("ours", "telegrams"), TELEGRAMS.values(), ids=TELEGRAMS)
def test_our_limit_is_telegrams(ours: int, telegrams: int):
    assert ours == telegrams


def test_a_screen_of_ours_is_within_what_telegram_shows():
    assert limits.BUTTONS_A_SCREEN <= constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", False), ("a", True), ("あ" * 256, True), ("あ" * 257, False), ("😀" * 128, True), ("😀" * 129, False)],
    ids=["nothing", "one", "256", "257", "128 emoji", "129 emoji"],
)
def test_a_button_copies_up_to_256_characters_counted_the_strictest_way(text: str, fits: bool):
    assert fits_copy_button(text) is fits
