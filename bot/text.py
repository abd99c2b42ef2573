"""Marked text: what the bot says, free of any platform's notation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

_NAME: Final = re.compile(r"\{([^{}]*)\}")


class Mark(Enum):
    """How a span is set off from the text around it."""

    PLAIN = auto()
    BOLD = auto()
    CODE = auto()  # one tap copies it
    BLOCK = auto()  # a whole text to copy


@dataclass(frozen=True)
class Span:
    """A run of characters with one mark; `quoted` spans stand in a quiet block."""

    text: str
    mark: Mark = Mark.PLAIN
    quoted: bool = False


@dataclass(frozen=True)
class Text:
    """A sequence of spans; `str()` gives the bare characters, which is what Telegram counts."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, text: str, mark: Mark = Mark.PLAIN) -> Text:
        return cls((Span(text, mark),))

    def __str__(self) -> str:
        return "".join(span.text for span in self.spans)

    def __len__(self) -> int:
        return len(str(self))

    def __add__(self, other: Text) -> Text:
        return Text(self.spans + other.spans)

    def fill(self, /, **values: str) -> Text:
        """Put each value, taken literally, where its `{name}` stands; marks and other braces stay."""
        return Text(tuple(replace(span, text=fill(span.text, **values)) for span in self.spans))


def names_in(text: str) -> set[str]:
    """Find the names that stand in braces."""
    return set(_NAME.findall(text))


def fill(text: str, /, **values: str) -> str:
    """Put each value, taken literally, where its `{name}` stands; other braces stay."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)
