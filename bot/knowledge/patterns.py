"""Phrases with alternatives: `(A|B)` stands for A and for B, a backslash takes the next mark literally."""

from __future__ import annotations

import re
from itertools import product
from math import prod
from typing import Final

MAX_CHARACTERS: Final = 300
MAX_VARIANTS: Final = 2000

_MARK: Final = re.compile(r"[()\\]")
_ANY_MARK: Final = re.compile(r"[()|\\]")


class PatternError(ValueError):
    """A pattern cannot be expanded; the text says why and what to do."""


def expand(pattern: str) -> list[str]:
    """List all variants of a pattern in reading order; parentheses may be nested.

    >>> expand("(退会|解約)(したい|)")
    ['退会したい', '退会', '解約したい', '解約']

    Raises PatternError for unbalanced parentheses, for over 300 characters and for over 2,000 variants.
    """
    if len(pattern) > MAX_CHARACTERS:
        raise PatternError(f"a phrase has {len(pattern):,} characters, more than {MAX_CHARACTERS}; shorten it")
    if not _MARK.search(pattern):  # most phrases, and each is read several times before the bot answers
        return [pattern]
    variants, end = _alternatives(pattern, 0, depth=0)
    if end < len(pattern):
        raise PatternError(f"the ) at character {end + 1} closes nothing; remove it or write \\)")
    return variants


def literal(text: str) -> str:
    """Write a text as the pattern that stands for it alone: `expand(literal(text)) == [text]`."""
    return _ANY_MARK.sub(r"\\\g<0>", text)


def _alternatives(pattern: str, start: int, depth: int) -> tuple[list[str], int]:
    """Expand from `start` to the end of the group; return the variants and where the group ended."""
    alternatives: list[str] = []
    parts: list[list[str]] = [[""]]
    position = start
    while position < len(pattern) and pattern[position] != ")":
        char = pattern[position]
        if char == "\\" and position + 1 < len(pattern):
            parts.append([pattern[position + 1]])
            position += 2
        elif char == "(":
            inner, close = _alternatives(pattern, position + 1, depth + 1)
            if close >= len(pattern):
                raise PatternError(f"the ( at character {position + 1} is never closed; close it or write \\(")
            parts.append(inner)
            position = close + 1
        elif char == "|" and depth:
            alternatives += _join(parts)
            parts = [[""]]
            position += 1
        else:
            parts.append([char])
            position += 1
    return _limited(alternatives + _join(parts)), position


def _join(parts: list[list[str]]) -> list[str]:
    count = prod(map(len, parts))
    if count > MAX_VARIANTS:
        raise PatternError(f"this expands to {count:,} variants, more than {MAX_VARIANTS:,}; split the phrase")
    return ["".join(choice) for choice in product(*parts)]


def _limited(variants: list[str]) -> list[str]:
    if len(variants) > MAX_VARIANTS:
        raise PatternError(f"this expands to over {MAX_VARIANTS:,} variants; split the phrase")
    return variants
