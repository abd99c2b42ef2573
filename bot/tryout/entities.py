"""What Telegram does to a message's text and entities before it keeps them: clean, trim, untangle, find links."""

from __future__ import annotations

import re

from bot.tryout.html import Entity, utf16_length
from bot.tryout.links import find_tappable

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
REMOVED = re.compile("[\r\u2028-\u202e]")  # carriage returns, line separators, direction overrides
WHITE_SPACE = " \t\n"
INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u3164\u2800]*")
SOLID = {"code", "pre"}  # never nested with others


def clean(text: str) -> str:
    """Replace control characters (NUL too) by spaces and drop what Telegram drops."""
    return CONTROL.sub(" ", REMOVED.sub("", text))


def is_blank(text: str) -> bool:
    """Tell whether nothing in the text can be seen."""
    return INVISIBLE.fullmatch(text) is not None


def covered(text: str, entity: Entity) -> str:
    """Return the piece of the text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def settle(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Trim the text, untangle its entities and add those that Telegram finds itself."""
    trimmed = text.strip(WHITE_SPACE)
    lead = utf16_length(text[: len(text) - len(text.lstrip(WHITE_SPACE))])
    kept = _untangled([_moved(entity, -lead, utf16_length(trimmed)) for entity in entities])
    return trimmed, sorted(kept + _found(trimmed, kept), key=lambda e: (e["offset"], -e["length"]))


def _moved(entity: Entity, by: int, limit: int) -> Entity:
    start = min(max(entity["offset"] + by, 0), limit)
    end = min(max(entity["offset"] + entity["length"] + by, 0), limit)
    return entity | {"offset": start, "length": end - start}


def _untangled(entities: list[Entity]) -> list[Entity]:
    """Cut others around code and pre, and drop an entity inside one of its own type."""
    solid = [entity for entity in entities if entity["type"] in SOLID]
    kept: list[Entity] = []
    for entity in entities:
        family = entity["type"].removeprefix("expandable_")
        if any(k["type"].removeprefix("expandable_") == family and _inside(entity, k) for k in kept):
            continue
        if family in SOLID:
            if not any(_inside(entity, other) for other in solid if other is not entity and other in kept):
                kept.append(entity)
        elif family == "blockquote":
            kept.append(entity)
        else:
            kept += _cut(entity, solid)
    return [entity for entity in kept if entity["length"]]


def _inside(inner: Entity, outer: Entity) -> bool:
    ends = outer["offset"] + outer["length"] >= inner["offset"] + inner["length"]
    return bool(outer["offset"] <= inner["offset"] and ends)


def _cut(entity: Entity, solid: list[Entity]) -> list[Entity]:
    """Return what is left of an entity outside of code and pre."""
    pieces = []
    start, end = entity["offset"], entity["offset"] + entity["length"]
    for other in sorted(solid, key=lambda e: e["offset"]):
        left, right = other["offset"], other["offset"] + other["length"]
        if right <= start or left >= end:
            continue
        if left > start:
            pieces.append(entity | {"offset": start, "length": left - start})
        start = max(start, right)
    if start < end:
        pieces.append(entity | {"offset": start, "length": end - start})
    return pieces


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """Return links, e-mail addresses and commands that stand outside of code and links."""
    found = []
    taken = [entity for entity in entities if entity["type"] in SOLID | {"text_link"}]
    for kind, start, end in find_tappable(text):
        entity: Entity = {
            "type": kind,
            "offset": utf16_length(text[:start]),
            "length": utf16_length(text[start:end]),
        }
        if not any(_overlap(entity, other) for other in taken):
            found.append(entity)
    return found


def _overlap(one: Entity, two: Entity) -> bool:
    before = one["offset"] + one["length"] <= two["offset"]
    after = two["offset"] + two["length"] <= one["offset"]
    return not (before or after)
