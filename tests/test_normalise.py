"""The same question gives the same characters, however it was typed."""

import random
import unicodedata

import pytest

from bot.normalise import clean, normalise

SAME = {
    "full-width letters": ("ｍ３．ｃｏｍ", "m3.com"),
    "case": ("Telegram", "TELEGRAM"),
    "half-width kana": ("ﾎﾟｲﾝﾄ", "ポイント"),
    "half-width kana with dakuten": ("ﾃﾞｰﾀﾊﾞｰ", "データバー"),
    "katakana and hiragana": ("メール", "めーる"),
    "small kana": ("キャリア", "きゃりあ"),
    "combining dakuten": ("か\u3099", "が"),
    "dakuten of its own": ("か゛は゜", "がぱ"),
    "half-width dakuten after a full-width kana": ("カﾞ", "ガ"),
    "zero-width joiner before a dakuten": ("か\u200b\u3099", "が"),
    "blanks": (" 退会　した\tい\n", "退会したい"),
    "punctuation": ("退会、したい！？。", "退会したい"),
    "brackets": ("「退会」（解約）", "退会解約"),
    "ligatures": ("㍿㈱①", "株式会社(株)1"),
    "right-to-left marks": ("\u202e退会\u202c\u200f", "退会"),
    "byte order mark": ("\ufeff退会", "退会"),
    "soft hyphen": ("退\u00ad会", "退会"),
    "control characters": ("退会\x00\x07したい\x7f", "退会したい"),
    "lone surrogates": ("退\ud83d会", "退会"),
    "private use": ("退会\ue000", "退会"),
    "emoji beside words": ("退会したい😭❤️", "退会したい"),
    "variation selector of a kanji": ("辻\U000e0100", "辻"),
    "repeated long vowels": ("メーーール", "メール"),
    "a long vowel across punctuation": ("カー・ー", "カー"),
    "Kelvin sign": ("\u212a", "k"),
}


@pytest.mark.parametrize(("written", "meant"), SAME.values(), ids=SAME)
def test_different_ways_to_type_the_same_are_the_same(written: str, meant: str):
    assert normalise(written) == normalise(meant)


LOOK_ALIKES = "-‐‑‒–—―−－﹣─━ｰ〜～∼〰~˗"


@pytest.mark.parametrize("dash", LOOK_ALIKES, ids=[f"U+{ord(dash):04X}" for dash in LOOK_ALIKES])
def test_every_look_alike_after_a_kana_is_the_long_vowel_mark(dash: str):
    assert normalise(f"メ{dash}ル") == "めーる"
    assert clean(f"メ{dash}{dash}ル") == "メール"


@pytest.mark.parametrize("text", ["m3-points", "10〜20", "03-1234-5678", "退会-方法"])
def test_a_dash_after_anything_else_is_no_long_vowel_mark(text: str):
    assert "ー" not in normalise(text)


DIFFERENT = {
    "long vowel or none": ("おばさん", "おばーさん"),
    "dakuten or none": ("かき", "がき"),
    "small or large kana": ("びよういん", "びょういん"),
    "kanji or kana": ("退会", "たいかい"),
    "numbers": ("m3", "m4"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_in_meaning_stays_different(one: str, other: str):
    assert normalise(one) != normalise(other)


NORMALISED = {
    "a sentence": ("ポイントは、消える？", "ぽいんとは消える"),
    "an address keeps its sign": ("taikai@m3.com", "taikai@m3com"),
    "emoji alone": ("😀", "😀"),
    "emoji with variation selector": ("❤️", "❤"),
    "a family of emoji": ("👨\u200d👩\u200d👧", "👨👩👧"),
    "marks alone": ("？ ！", "?!"),
    "nothing": ("", ""),
    "blanks alone": (" \u3000\n\t", ""),
    "invisible alone": ("\u200b\u200f\ufeff\u2060", ""),
    "control characters alone": ("\x00\x1f\x7f\x85", ""),
    "a lone surrogate": ("\ud800", ""),
}


@pytest.mark.parametrize(("text", "expected"), NORMALISED.values(), ids=NORMALISED)
def test_a_text_is_reduced_to_what_is_compared(text: str, expected: str):
    assert normalise(text) == expected


CLEANED = {
    "marks and kana stay": ("ポイントは、消エル？", "ポイントは、消エル?"),
    "one blank between words": ("  Thank \n\t YOU　! ", "thank you !"),
    "width and long vowels": ("ﾒ-ﾙ", "メール"),
}


@pytest.mark.parametrize(("text", "expected"), CLEANED.values(), ids=CLEANED)
def test_a_clean_text_keeps_its_marks_and_words(text: str, expected: str):
    assert clean(text) == expected


def test_normalising_twice_changes_nothing_for_any_single_character():
    assigned = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) not in ("Cn", "Co")]

    changed = [char for char in assigned if normalise(normalise(char)) != normalise(char)]

    assert changed == []


def test_normalising_twice_changes_nothing_for_random_texts():
    chance = random.Random(22)  # noqa: S311 - nothing secret; the seed makes it repeatable
    kana = "かがハバﾊﾞﾟ゛゜わワヷうヴ\u3099\u309aーｰ-−〜・、 　"
    alphabet = kana + "\n\u200b\u200d\ufe0fa Aßİſ\u0307\u0323éΣς1①😀❤@.\x00\ud800\u1100\u1161"
    for _ in range(20_000):
        text = "".join(chance.choices(alphabet, k=chance.randrange(1, 9)))
        assert normalise(normalise(text)) == normalise(text), ascii(text)
        assert clean(clean(text)) == clean(text), ascii(text)


def test_nothing_invisible_is_left():
    everything = "".join(map(chr, range(0x110000)))

    kinds = {unicodedata.category(char) for char in normalise(everything)}

    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}


def test_a_text_at_telegrams_limit_is_no_burden():
    assert normalise("ﷺ" * 4096)
    assert normalise("\u3099" * 4096)
