"""Addresses: which ones Telegram keeps, what it makes tappable in plain text, and what its own ones do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
TELEGRAM_HOSTS = {"t.me", "www.t.me", "telegram.me"}
# A letter of any script beside a command or a mention makes it plain text: "教えて@bot" mentions nobody.
TAPPABLE = re.compile(
    r"""(?P<url>https?://[^\s<>"'、。，．（）「」『』【】！？]+)
      | (?P<email>(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)
      | (?P<bot_command>(?u:(?<![\w/<>]))/[a-zA-Z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?u:(?![\w/<>@])))
      | (?P<mention>(?u:(?<!\w))@[A-Za-z0-9_]{4,32}(?u:(?!\w)))
      | (?<![\w@./-])(?P<bare_url>(?:[a-z0-9-]+\.)+(?:com|jp|net|org|io|dev|me)(?![\w-])(?:/[!-~]*)?)
    """,
    re.VERBOSE | re.ASCII,
)


def find_tappable(text: str) -> list[tuple[str, int, int]]:
    """Return the type, start and end of each address, e-mail address, command and mention in a text."""
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


@dataclass(frozen=True)
class Link:
    """What a tap on an address does: `text` is said in the bot's chat ("start"), or offered to share."""

    kind: Literal["start", "share", "web"]
    url: str
    text: str = ""


def read_link(url: str, username: str) -> Link:
    """Tell what a tap on this address does; whatever is not of Telegram is "web"."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as half a pair of brackets
        return Link("web", url)
    values = {name: found[0] for name, found in parse_qs(parts.query).items()}
    path = parts.path.strip("/").lower()
    if parts.scheme == "tg":
        path = {"msg_url": "share/url", "resolve": values.get("domain", "").lower()}.get(parts.netloc, "")
    elif parts.netloc.lower() not in TELEGRAM_HOSTS:
        path = ""
    if path in {"share", "share/url"} and values.get("url"):
        return Link("share", url, "\n".join(values[name] for name in ("url", "text") if name in values))
    if path == username.lower() and START_PAYLOAD.fullmatch(values.get("start", "")):
        return Link("start", url, f"/start {values['start']}")
    return Link("web", url)
