"""Telegram's HTML parse mode, as strict as Telegram: text and entities with UTF-16 offsets, or its refusal."""

from __future__ import annotations

import re
from typing import Any

from bot.tryout.links import checked_link
from bot.tryout.refusal import BadRequest

Entity = dict[str, Any]

ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,7})|#([0-9]{1,7})|([a-zA-Z]+));?")
ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
TAG_NAME_END = re.compile(r"[\s>]")
END_TAG = re.compile(r"</([^\s>]*)\s*(>?)")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def utf16_length(text: str) -> int:
    """Count UTF-16 units, in which Telegram measures entities."""
    return len(text) + sum(char > "\uffff" for char in text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the text without tags and its entities, outer before inner."""
    return _Parser(source).parse()


def decode_references(text: str) -> str:
    """Decode &lt; &gt; &amp; &quot; and numeric references; leave all others as they stand."""
    return REFERENCE.sub(_decode, text)


def _decode(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED.get(name, match[0])
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0xD800 <= code <= 0xDFFF:
        raise _cannot_parse(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code < 0x10FFFF else match[0]


def _cannot_parse(words: str) -> BadRequest:
    return BadRequest(f"can't parse entities: {words}")


class _Parser:
    """One pass over the source; positions in errors are byte offsets, as Telegram gives them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[tuple[str, str, Entity]] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while (tag := self.source.find("<", self.at)) >= 0:
            self._text(tag)
            if self.source.startswith("</", tag):
                self._end_tag(tag)
            else:
                self._start_tag(tag)
        self._text(len(self.source))
        if self.open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.parts), [entity for entity in self.entities if entity.get("length")]

    def _text(self, end: int) -> None:
        piece = decode_references(self.source[self.at : end])
        self.parts.append(piece)
        self.length += utf16_length(piece)
        self.at = end

    def _start_tag(self, start: int) -> None:
        where = self._byte(start)
        end = TAG_NAME_END.search(self.source, start + 1)
        self.at = end.start() if end else len(self.source)
        if self.at == len(self.source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {where}")
        name = self.source[start + 1 : self.at].lower()
        if name not in ENTITY_OF_TAG:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
        argument = ""
        while self._skip_space() != ">":
            argument = self._attribute(name, where) or argument
        if name == "span" and argument != "spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.at += 1
        entity: Entity = {"type": ENTITY_OF_TAG[name], "offset": self.length}
        self.entities.append(entity)
        self.open.append((name, argument, entity))

    def _attribute(self, tag: str, where: int) -> str:
        """Read one attribute and return what it says to the entity, or ""."""
        match = ATTRIBUTE_NAME.match(self.source, self.at)
        name = match[0] if match else ""
        if not name:
            raise _cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
        self.at += len(name)
        char = self._skip_space()
        if char == "=":
            self.at += 1
            value = self._value(tag, where)
        elif char:
            value = ""
        if not self.source[self.at :]:
            raise _cannot_parse(f'Unclosed start tag "{tag}" at byte offset {where}')
        if (tag, name) == ("a", "href"):
            return value
        if (tag, name) == ("code", "class") and value.startswith("language-"):
            return value.removeprefix("language-")
        if (tag, name) == ("span", "class") and value.startswith("tg-"):
            return value.removeprefix("tg-")
        return "expandable" if (tag, name) == ("blockquote", "expandable") else ""

    def _value(self, tag: str, where: int) -> str:
        quote = self._skip_space()
        if quote not in {'"', "'"}:
            match = NAME_TOKEN.match(self.source, self.at)
            token = match[0] if match else ""
            begin, self.at = self.at, self.at + len(token)
            if self.source[self.at : self.at + 1].strip().strip(">"):
                raise _cannot_parse(f"Unexpected end of name token at byte offset {self._byte(begin)}")
            return token.lower()
        end = self.source.find(quote, self.at + 1)
        if end < 0:
            raise _cannot_parse(f'Unclosed start tag "{tag}" at byte offset {where}')
        value = decode_references(self.source[self.at + 1 : end])
        self.at = end + 1
        return value

    def _end_tag(self, start: int) -> None:
        where = self._byte(start)
        if not self.open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {where}")
        match = END_TAG.match(self.source, start)
        if not match or not match[2]:
            raise _cannot_parse(f"Unclosed end tag at byte offset {where}")
        found = match[1].lower()
        name, argument, entity = self.open.pop()
        if found and found != name:  # "</>" closes whatever is open, as in Telegram
            raise _cannot_parse(f'Unmatched end tag at byte offset {where}, expected "</{name}>", found "</{found}>"')
        self.at = match.end()
        entity["length"] = self.length - entity["offset"]
        self._finish(name, argument, entity)

    def _finish(self, name: str, argument: str, entity: Entity) -> None:
        """Give the entity what its tag's attribute said."""
        if name == "a":
            entity["url"] = checked_link(argument or self._text_from(entity["offset"]))
            if not entity["url"]:
                entity["length"] = 0
        elif name == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif name == "code" and argument:
            outer = self.open[-1] if self.open else None
            if outer and outer[0] == "pre" and outer[2]["offset"] == entity["offset"]:
                outer[2]["language"] = argument
                outer[2]["code_length"] = entity["length"]
                entity["length"] = 0
        elif name == "pre" and entity.pop("code_length", entity["length"]) != entity["length"]:
            entity.pop("language")

    def _text_from(self, offset: int) -> str:
        units = "".join(self.parts).encode("utf-16-le")
        return units[2 * offset :].decode("utf-16-le")

    def _skip_space(self) -> str:
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        return self.source[self.at : self.at + 1]

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())
