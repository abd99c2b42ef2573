"""Telegram's checks of keyboards under a message: inline buttons and the forced reply."""

from __future__ import annotations

from typing import Any

from bot.tryout.links import checked_link
from bot.tryout.params import checked_utf8
from bot.tryout.refusal import BadRequest

Markup = dict[str, Any]

MAX_DATA_BYTES = 64
MAX_COPY_TEXT = 256
MAX_PER_ROW = 8
MAX_BUTTONS = 100
MAX_PLACEHOLDER = 64
OTHER_ACTIONS = {
    "web_app",
    "login_url",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
}
SWITCH_ACTIONS = frozenset({"switch_inline_query", "switch_inline_query_current_chat"})
SHOWN_ACTIONS = SWITCH_ACTIONS | {"url", "callback_data", "copy_text"}
BUTTON_ACTIONS = SHOWN_ACTIONS | OTHER_ACTIONS


def checked_markup(value: Any, *, inline_only: bool = False) -> Markup | None:
    """Return the markup as Telegram keeps it, or None; an inline keyboard without buttons is none."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"])
        return {"inline_keyboard": rows} if rows else None
    if inline_only:
        raise BadRequest("inline keyboard expected")
    if value.get("force_reply") is True:
        return _forced_reply(value)
    if value.get("remove_keyboard") is True or not value:
        return None
    raise BadRequest("the local Telegram has no keyboards below the composer; use an inline keyboard")


def _forced_reply(value: Markup) -> Markup:
    placeholder = value.get("input_field_placeholder", "")
    if not isinstance(placeholder, str) or len(checked_utf8(placeholder)) > MAX_PLACEHOLDER:
        # Telegram cuts or refuses; its words are not known, so these are ours.
        raise BadRequest("reply markup placeholder is too long")
    kept: Markup = {"force_reply": True}
    if value.get("selective") is True:
        kept["selective"] = True
    return kept | ({"input_field_placeholder": placeholder} if placeholder else {})


def _rows(value: Any) -> list[list[Markup]]:
    if not isinstance(value, list):
        raise BadRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array')
    if not all(isinstance(row, list) for row in value):
        raise BadRequest("can't parse inline keyboard: expected an Array of Array of InlineKeyboardButton")
    rows = [[_button(button) for button in row] for row in value if row]
    # Telegram drops what is over its limits without a word; a button that is lost is a fault here.
    if any(len(row) > MAX_PER_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise BadRequest("REPLY_MARKUP_TOO_LONG")
    return rows


def _button(button: Any) -> Markup:
    if not isinstance(button, dict):
        raise _cannot_parse("expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _cannot_parse('field "text" must be of type String')
    if not checked_utf8(text).strip():
        raise BadRequest("inline keyboard button text must be non-empty")
    actions = sorted(BUTTON_ACTIONS & {name for name, value in button.items() if value is not None})
    if not actions:
        raise _cannot_parse("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:  # Telegram takes the first one it knows; two are always a mistake
        raise _cannot_parse(f"exactly one action is allowed, found {', '.join(actions)}")
    if actions[0] not in SHOWN_ACTIONS:
        raise _cannot_parse(f"the local Telegram has no {actions[0]} buttons")
    kept = {"text": text, actions[0]: _action(actions[0], button[actions[0]])}
    return kept | ({"style": button["style"]} if "style" in button else {})


def _action(name: str, value: Any) -> Any:
    if name == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(checked_utf8(text)) <= MAX_COPY_TEXT:
            raise BadRequest("BUTTON_COPY_TEXT_INVALID")
        return {"text": text}
    if not isinstance(value, str):
        raise _cannot_parse(f'field "{name}" must be of type String')
    if name == "url":
        if not (url := checked_link(checked_utf8(value))):
            raise BadRequest(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        return url
    if name in SWITCH_ACTIONS:  # an empty text is fine: it only opens the list of results
        return checked_utf8(value)
    if not 1 <= len(checked_utf8(value).encode()) <= MAX_DATA_BYTES:
        raise BadRequest("BUTTON_DATA_INVALID")
    return value


def _cannot_parse(words: str) -> BadRequest:
    return BadRequest(f"can't parse inline keyboard button: {words}")
