"""What must never be shown: the shape of a bot's token, passwords in addresses, and known secrets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import quote

# Not bounded by a word: it also stands right behind "bot" in an address.
TOKEN: Final = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")
_ADDRESS: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"(?<=://)([^\s:/@]*):[^\s/]+@")
# A shorter one is part of ordinary words: hiding "bot" everywhere would hide the log, and tell the secret.
_SHORTEST_SECRET: Final = 8


def redactor(secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """Return what replaces tokens, passwords in addresses and these secrets by marks.

    A secret of less than 8 characters is hidden only where it is the password in an address.
    """
    known = {form for secret in secrets if len(secret) >= _SHORTEST_SECRET for form in (secret, quote(secret, safe=""))}
    words = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True)))) if known else None

    def redacted(text: str) -> str:
        text = TOKEN.sub("[token]", text)
        text = _PASSWORD.sub(r"\1:[password]@", text)
        return words.sub("[secret]", text) if words else text

    return redacted


def without_addresses(text: str) -> str:
    """Replace whole addresses by a mark: any part of one may be a secret."""
    return _ADDRESS.sub("[URL]", text)
