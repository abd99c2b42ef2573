"""The phrase that reads most alike."""

import random

from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.matching.phrasebook import MIN_SIMILARITY, Phrasebook


def test_a_short_phrase_is_not_lost_behind_long_ones_with_more_letters_in_common():
    stories = [
        f"{'あいうえお'[number % 5] * number}のけんでたいかいしたいですがきになります" for number in range(1, 400)
    ]
    nearest = Phrasebook([*stories, "たいかいしたい"]).nearest("たいかいしたいです")[0]
    assert nearest.phrase == len(stories)
    assert nearest.similarity > 0.8


def test_what_is_compared_finds_what_comparing_all_would_find():
    chance = random.Random(4)  # noqa: S311 - no secret
    words = ["たいかい", "ぽいんと", "めーる", "たんとう", "でんわ", "とうろく", "さくじょ", "けしたい", "おしえて"]
    readings = sorted({"".join(chance.sample(words, chance.randint(1, 4))) for _ in range(2000)})
    book = Phrasebook(readings)
    for reading in chance.sample(readings, 50):
        asked = reading[1:] + "か"
        all_of_them = process.extract(
            asked, readings, scorer=Indel.normalized_similarity, score_cutoff=MIN_SIMILARITY, limit=1
        )
        assert book.nearest(asked)[0].similarity == all_of_them[0][1]


def test_what_has_no_letters_in_common_is_near_to_nothing():
    assert Phrasebook(["たいかい"]).nearest("zzz") == []
    assert Phrasebook([]).nearest("たいかい") == []
