"""Masking: what may tell who wrote a question is replaced by marks before the question leaves the core."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.masking.rules import MARKS, NAME, PARTICLES, RULES, VERBS
from bot.masking.words import NO_NAMES

__all__ = ["MARKS", "masked"]


class _Narrow(dict[int, str]):
    """A table for `str.translate` that gives each character its plain form; one for one, so that places stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        digit = unicodedata.digit(char, None)
        self[code] = str(digit) if digit is not None else plain if len(plain) == 1 else char
        return self[code]


_NARROW: Final = _Narrow()
# A mark may uncover what stands beside it, as in 6789@taro. A third pass has never found anything.
_PASSES: Final = 4
# What is longer is a story; records keep half as much.
_MAX_CHARACTERS: Final = 1000
_LONGEST_WORD: Final = 64
_CUT_THROUGH: Final = re.compile(r"[^\s、。,!?！？]+\Z")


def masked(text: str, names: tuple[str, ...] = ()) -> str:
    """Replace mail and postal addresses, telephone and other long numbers, names, IDs and links by marks.

    Names are found by what stands beside them (さん, 様, 私は…です, …と申します), so a name alone stays. Roles
    (担当者様, 薬剤師さん) stay, too, and so do `names`: those of companies and products. What is masked once does not
    change when it is masked again. Of a longer text, only about the first 1,000 characters come back.
    """
    text = _beginning(text)
    for _ in range(_PASSES):
        before = text
        for mark, pattern in RULES:
            text = _replaced(text, pattern, mark, names)
        text = _beginning(text)  # a mark may be longer than what it replaces
        if text == before:
            break
    return text


def _beginning(text: str) -> str:
    """Cut what is too long; half a mail address is not known as one any more, so the last word goes, too."""
    if len(text) <= _MAX_CHARACTERS:
        return text
    whole = _MAX_CHARACTERS - _LONGEST_WORD
    return text[:whole] + _CUT_THROUGH.sub("", text[whole:_MAX_CHARACTERS])


def _replaced(text: str, pattern: re.Pattern[str], mark: str, names: tuple[str, ...]) -> str:
    narrow = text.translate(_NARROW)
    pieces, done = [], 0
    for found in pattern.finditer(narrow):
        start, end = found.span("it")
        if mark == NAME:
            start = _start_of_name(narrow, start, end, names)
        if start < end:
            pieces += [text[done:start], mark]
            done = end
    return "".join([*pieces, text[done:]])


def _start_of_name(text: str, start: int, end: int, names: tuple[str, ...]) -> int:
    """Find where the name begins, behind a role or particle (担当者佐藤さん); `end` if nobody is named."""
    whole, beginning, endings, longest = _known(names)
    word = text[start:end].replace(" ", "")
    bare = word[1:] if word[0] in PARTICLES else word
    if whole.fullmatch(word) or whole.fullmatch(bare) or word in VERBS:
        return end
    if text[max(0, end - longest) : end].lower().endswith(endings):
        return end
    role = beginning.match(word)
    if role:
        return start + role.end()
    # Behind another word, these are particles rather than the beginning of a name.
    return start + 1 if start and word[0] in "のがをはに" and len(word) > 2 else start


@lru_cache(maxsize=8)
def _known(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...], int]:
    """Compile what is no name of a person: as a whole word, at its beginning, at the end of a text, and its length."""
    # Words of one character count only as a whole: many names begin with them.
    longer = _any_of(word for word in NO_NAMES if len(word) > 1)
    patterns = f"(?:{_any_of(NO_NAMES)})+", f"(?:{longer})+"
    whole, beginning = (re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    return whole, beginning, tuple(name.lower() for name in names), max(map(len, names), default=0)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
