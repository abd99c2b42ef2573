"""Parameters of a Bot API call: values as they come over HTTP (texts, JSON in texts), read by type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from bot.tryout.refusal import BadRequest, Refusal

MAX_REQUEST_BYTES = 1024 * 1024


class Params:
    """Read the parameters of one call; what is missing or of a wrong type is None."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self._check_size()

    def text(self, name: str) -> str | None:
        """Return a text; surrogates are refused as Telegram refuses bytes that are not UTF-8."""
        value = self._raw.get(name)
        if value is None:
            return None
        return checked_utf8(value if isinstance(value, str) else json.dumps(value))

    def integer(self, name: str) -> int | None:
        """Return a whole number."""
        try:
            return int(str(self._raw.get(name)))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Return a truth value, as Telegram reads it: true, yes, 1."""
        return str(self._raw.get(name)).lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """Return a JSON value that came as a text or as itself; None if it is missing."""
        value = self._raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise BadRequest(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def _check_size(self) -> None:
        """Refuse more than 1 MiB of parameters, measured as the form that PTB sends."""
        texts = [v if isinstance(v, str) else json.dumps(v) for v in self._raw.values()]
        if 12 * sum(map(len, texts)) <= MAX_REQUEST_BYTES:  # a code point is 12 bytes at most
            return
        texts = [checked_utf8(text) for text in texts]
        size = sum(len(f"{name}={quote_plus(text)}&") for name, text in zip(self._raw, texts, strict=True))
        if size > MAX_REQUEST_BYTES:
            raise Refusal(413, "Request Entity Too Large")


def checked_utf8(text: str) -> str:
    """Return the text, or refuse it if it holds half a surrogate pair."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise BadRequest("strings must be encoded in UTF-8")
    return text
