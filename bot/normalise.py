"""Bring what people type into one form: the same question gives the same characters."""

from __future__ import annotations

import re
import unicodedata

# Look-alikes of the long vowel mark ー that NFKC leaves apart; after a kana they mean ー.
_LONG_VOWEL = re.compile(r"(?<=[ぁ-ゖァ-ヺー])[-‐‒–—―−─━〜∼〰⁓~˗]+")
_REPEATED_LONG_VOWEL = re.compile(r"ー{2,}")
# ゛ and ゜ typed as characters of their own: NFKC would put a blank before them.
_VOICED_MARKS = {ord("゛"): "\u3099", ord("゜"): "\u309a"}
_VARIATION_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def clean(text: str) -> str:
    """Unify width, case, look-alikes and blanks, drop control characters; kana, marks and words stay."""
    # What is invisible goes first, for it may stand between a kana and its ゛.
    text = "".join(filter(_is_visible, text.translate(_VOICED_MARKS)))
    # Lower case may need composing again (İ, ẞ and their like).
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp") else char for char in text)
    text = _REPEATED_LONG_VOWEL.sub("ー", _LONG_VOWEL.sub("ー", text))
    return " ".join(text.split())


def normalise(text: str) -> str:
    """Reduce a text to what is compared: `clean`, then hiragana only, without blanks and punctuation.

    A text of marks alone (an emoji, 「？」) keeps them.
    """
    cleaned = clean(text).translate(_KATAKANA_TO_HIRAGANA)
    words = unicodedata.normalize("NFC", "".join(filter(_is_of_a_word, cleaned)))
    return _REPEATED_LONG_VOWEL.sub("ー", words) or cleaned.replace(" ", "")


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn") and ord(char) not in _VARIATION_SELECTORS


def _is_of_a_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LN" or category in ("Mn", "Mc") or char == "@"
