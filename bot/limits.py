"""Telegram's limits, as far as the core must keep them; a test ties each to `telegram.constants`."""

from typing import Final

MESSAGE_CHARACTERS: Final = 4096
MESSAGE_MARKS: Final = 100
COPY_CHARACTERS: Final = 256
CALLBACK_BYTES: Final = 64
COMMAND_DESCRIPTION_CHARACTERS: Final = 256
NAME_CHARACTERS: Final = 64
DESCRIPTION_CHARACTERS: Final = 512
SHORT_DESCRIPTION_CHARACTERS: Final = 120
PLACEHOLDER_CHARACTERS: Final = 64
NOTICE_CHARACTERS: Final = 200

# Telegram allows more; a phone does not show more.
LABEL_CHARACTERS: Final = 40
BUTTONS_A_SCREEN: Final = 8

# Of our own: what a person may put into one blank of a message, so that every message can be checked beforehand.
BLANK_CHARACTERS: Final = 60
