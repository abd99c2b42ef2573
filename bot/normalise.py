"""Bring what people type into one form: the same question gives the same characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# Look-alikes of the long vowel mark ー that NFKC leaves apart; after a kana they mean ー.
_LONG_VOWEL = re.compile(r"(?<=[ぁ-ゖァ-ヺー])[-‐‒–—―−─━〜∼〰⁓~˗]+")
_REPEATED_LONG_VOWEL = re.compile(r"ー{2,}")
# ゛ and ゜ typed as characters of their own: NFKC would put a blank before them.
_VOICED_MARKS = {"゛": "\u3099", "゜": "\u309a"}
_VARIATION_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


class _PerCharacter(dict[int, str | int | None]):
    """A table for `str.translate` that works out each character once."""

    def __init__(self, rule: Callable[[str], str | None]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str | int | None:
        return self.setdefault(code, self._rule(chr(code)))


def _visible(char: str) -> str | None:
    invisible = unicodedata.category(char) in ("Cf", "Cs", "Co", "Cn") or ord(char) in _VARIATION_SELECTORS
    return None if invisible else _VOICED_MARKS.get(char, char)


def _blank(char: str) -> str:
    return " " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp") else char


def _hiragana(char: str) -> str:
    return chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char


def _of_a_word(char: str) -> str | None:
    category = unicodedata.category(char)
    return char if category[0] in "LN" or category in ("Mn", "Mc") or char == "@" else None


_VISIBLE: Final = _PerCharacter(_visible)
_BLANKS: Final = _PerCharacter(_blank)
_HIRAGANA: Final = _PerCharacter(_hiragana)
_WORDS: Final = _PerCharacter(_of_a_word)


def clean(text: str) -> str:
    """Unify width, case, look-alikes and blanks, drop control characters; kana, marks and words stay."""
    # What is invisible goes first, for it may stand between a kana and its ゛.
    # Lower case may need composing again (İ, ẞ and their like).
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.translate(_VISIBLE)).lower())
    text = _LONG_VOWEL.sub("ー", text.translate(_BLANKS))
    return " ".join(_REPEATED_LONG_VOWEL.sub("ー", text).split())


def hiragana(text: str) -> str:
    """Write katakana as hiragana; everything else stays."""
    return text.translate(_HIRAGANA)


def normalise(text: str) -> str:
    """Reduce a text to what is compared: `clean`, then hiragana only, without blanks and punctuation.

    A text of marks alone (an emoji, 「？」) keeps them.
    """
    return compared(clean(text))


def compared(cleaned: str) -> str:
    """Do the second half of `normalise`, for a text that went through `clean` already."""
    cleaned = hiragana(cleaned)
    words = unicodedata.normalize("NFC", cleaned.translate(_WORDS))
    return _REPEATED_LONG_VOWEL.sub("ー", words) or cleaned.replace(" ", "")
