"""Marked text: what the bot says, free of any platform's notation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from bot import limits

_NAME: Final = re.compile(r"\{([^{}]*)\}")
# Where a text may be cut, the best places first: at a paragraph, at a line, behind a sentence that no bracket closes.
_BREAKS: Final = tuple(map(re.compile, (r"(?=\n[^\S\n]*\n)", r"(?=\n)", r"(?<=。)(?![」』）)])")))
_BLANK_LINES: Final = re.compile(r"([^\S\n]*\n)*")


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

    def parts(self, limit: int) -> tuple[Text, ...]:
        """Cut the text into parts of at most `limit` characters, of which only the blanks at a cut are lost.

        Each part has at most 100 marks, more of which Telegram ignores. So a part of 4,096 characters, each of them
        escaped by six bytes, stays below the 32,768 bytes that its markup may have.
        """
        whole, start = str(self), 0
        if self._reach(0, limit) == len(whole):
            return (self,)
        parts: list[Text] = []
        while start < len(whole):
            end = _last_break(whole, start, self._reach(start, limit))
            if shown := whole[start:end].rstrip():
                parts.append(self._between(start, start + len(shown)))
            following = _BLANK_LINES.match(whole, end)
            start = following.end() if following else end
        return tuple(parts)

    def _reach(self, start: int, limit: int) -> int:
        """Return where a part that begins at `start` has to end, at the latest."""
        marks = position = 0
        quoted = False
        for span in self.spans:
            begin, position = position, position + len(span.text)
            if position > start:
                marks += (span.mark is not Mark.PLAIN) + (span.quoted and not quoted)
                if marks > limits.MESSAGE_MARKS or begin > start + limit:
                    return min(begin, start + limit)
                quoted = span.quoted
        return min(position, start + limit)

    def _between(self, start: int, end: int) -> Text:
        spans: list[Span] = []
        position = 0
        for span in self.spans:
            if piece := span.text[max(0, start - position) : max(0, end - position)]:
                spans.append(replace(span, text=piece))
            position += len(span.text)
        return Text(tuple(spans))


def _last_break(text: str, start: int, reach: int) -> int:
    """Find the last good place for a cut that leaves no part half empty; `reach` itself where there is none."""
    if reach == len(text):
        return reach
    for pattern in _BREAKS:
        found = [match.start() for match in pattern.finditer(text, start + (reach - start) // 2, reach + 2)]
        if fitting := [place for place in found if start < place <= reach]:
            return fitting[-1]
    return reach


def names_in(text: str) -> set[str]:
    """Find the names that stand in braces."""
    return set(_NAME.findall(text))


def fill(text: str, /, **values: str) -> str:
    """Put each value, taken literally, where its `{name}` stands; other braces stay."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)
