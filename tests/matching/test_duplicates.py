"""Phrases of two owners that read almost alike."""

from __future__ import annotations

import random

from rapidfuzz.distance import Indel

from bot.matching import near_duplicates
from bot.normalise import normalise


def pairs(*phrases: tuple[str, str]) -> list[tuple[str, str]]:
    return [(phrases[pair.first][1], phrases[pair.second][1]) for pair in near_duplicates(phrases)]


def test_a_letter_more_is_almost_alike_and_a_word_is_not():
    assert pairs(
        ("a", "退会ボタンはどこ"), ("b", "退会ボタン どこ"), ("b", "電話で退会したい"), ("a", "電話なしで退会したい")
    ) == [("退会ボタンはどこ", "退会ボタン どこ")]


def test_phrases_of_one_owner_may_be_alike():
    assert pairs(("a", "退会ボタンはどこ"), ("a", "退会ボタン どこ")) == []


def test_width_case_and_marks_make_no_difference():
    assert pairs(("a", "Ｍ３ポイント！"), ("b", "m3ぽいんと")) == [("Ｍ３ポイント！", "m3ぽいんと")]


def test_nothing_is_like_nothing():
    assert near_duplicates([]) == []
    assert pairs(("a", ""), ("b", "")) == []


def test_all_pairs_are_found_whatever_their_lengths_and_order():
    chance = random.Random(5)  # noqa: S311 - no secret
    phrases = [(str(number % 7), "".join(chance.choices("退会", k=chance.randint(1, 30)))) for number in range(1500)]

    found = {(pair.first, pair.second) for pair in near_duplicates(phrases)}

    texts = [normalise(text) for _, text in phrases]
    expected = {
        (first, second)
        for first in range(len(phrases))
        for second in range(first + 1, len(phrases))
        if phrases[first][0] != phrases[second][0] and Indel.normalized_similarity(texts[first], texts[second]) >= 0.9
    }
    assert expected
    assert found == expected
