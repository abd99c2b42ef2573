"""Addresses: which ones Telegram keeps in a link, and what it makes tappable in plain text."""

from __future__ import annotations

import re

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
TAPPABLE = re.compile(
    r"""(?P<url>https?://[^\s<>"'、。，．（）「」『』【】！？]+)
      | (?P<email>(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)
      | (?P<bot_command>(?<![\w/@.:])/[a-zA-Z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))
      | (?<![\w@./-])(?P<bare_url>(?:[a-z0-9-]+\.)+(?:com|jp|net|org|io|dev|me)(?![\w-])(?:/[!-~]*)?)
    """,
    re.VERBOSE | re.ASCII,
)


def find_tappable(text: str) -> list[tuple[str, int, int]]:
    """Return the type, start and end of each address, e-mail address and command in a text."""
    found = []
    for match in TAPPABLE.finditer(text):
        kind = match.lastgroup or ""
        end = match.end()
        if kind.endswith("url"):
            end = match.start() + len(match[0].rstrip(".,:;!?)"))
        found.append((kind.removeprefix("bare_"), match.start(), end))
    return found


def checked_link(url: str) -> str:
    """Return the address as Telegram keeps it, or "" for one that Telegram drops (`tel:`, no host)."""
    url = url.strip()
    scheme = SCHEME.match(url)
    if scheme and scheme[1].lower() == "tg":
        return url
    if not scheme:
        url = f"http://{url}"
    elif scheme[1].lower() not in {"http", "https"}:
        return ""
    start, rest = url.split("://", 1)
    host, tail = re.fullmatch(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    name = host.rpartition("@")[2].split(":")[0]
    if not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", name):
        return ""
    return f"{start.lower()}://{host}{tail if tail.startswith('/') else '/' + tail}"
