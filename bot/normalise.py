"""Bring what people type into one form: the same question gives the same characters."""

from __future__ import annotations

import re
import unicodedata

# Look-alikes of the long vowel mark ー that NFKC leaves apart; after a kana they mean ー.
_LONG_VOWEL = re.compile(r"(?<=[ぁ-ゖァ-ヺー])[-‐‑‒–—―−─━ｰ〜~˗]+")
_REPEATED_LONG_VOWEL = re.compile(r"ー{2,}")
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def clean(text: str) -> str:
    """Unify width, case, look-alikes and blanks, drop control characters; kana, marks and words stay."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp") else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn"))
    text = _REPEATED_LONG_VOWEL.sub("ー", _LONG_VOWEL.sub("ー", text))
    return " ".join(text.split())


def normalise(text: str) -> str:
    """Reduce a text to what is compared: `clean`, then hiragana only, without blanks and punctuation.

    A text of marks alone (an emoji, 「？」) keeps them.
    """
    cleaned = clean(text).translate(_KATAKANA_TO_HIRAGANA)
    words = "".join(char for char in cleaned if unicodedata.category(char)[0] in "LNM" or char == "@")
    return words or cleaned.replace(" ", "")
