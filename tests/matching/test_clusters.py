"""Questions that ask alike stand together."""

import pytest

from bot.knowledge import Knowledge, Synonyms
from bot.matching.analysis import Analyser
from bot.matching.clusters import COMPARED, cluster
from tests.clustering import grade, sample

POINTS = ["ポイントは消えますか", "ポイント消える？", "ぽいんとは消えるの", "ポイントはきえますか"]
CONSULTANT = ["担当者を変えたい", "担当を替えてほしい", "担当者を変えてほしいです"]
LONELY = ["確定申告の書類はもらえますか"]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(Synonyms(groups=(("変更", "変える", "替える"),)))


def together(texts: list[str], analyser: Analyser) -> list[list[str]]:
    return [[texts[index] for index in group] for group in cluster(texts, analyser)]


def test_questions_that_ask_alike_stand_together_biggest_group_first(analyser: Analyser):
    groups = together([*LONELY, *CONSULTANT, *POINTS], analyser)
    assert [sorted(group) for group in groups] == [sorted(POINTS), sorted(CONSULTANT), LONELY]


def test_groups_do_not_depend_on_the_order_of_the_questions(analyser: Analyser):
    texts = [*POINTS, *LONELY, *CONSULTANT]
    backwards = together(texts[::-1], analyser)
    assert set(map(frozenset, together(texts, analyser))) == set(map(frozenset, backwards))


def test_the_same_question_in_another_script_counts_as_the_same(analyser: Analyser):
    assert together(["タイカイシタイ！", "たいかいしたい", "ﾀｲｶｲｼﾀｲ"], analyser) == [
        ["タイカイシタイ！", "たいかいしたい", "ﾀｲｶｲｼﾀｲ"]
    ]


def test_a_group_begins_with_what_most_of_it_asked(analyser: Analyser):
    texts = ["ポイントって消えるの", *["ポイントは消えますか"] * 5, "ポイントきえるんでしょうか"]
    assert together(texts, analyser)[0][0] == "ポイントは消えますか"


def test_of_groups_of_one_size_the_earliest_question_comes_first(analyser: Analyser):
    assert together(["天気", "ポイント", "天気", "ポイント"], analyser) == [["天気", "天気"], ["ポイント", "ポイント"]]


@pytest.mark.parametrize(
    "texts",
    [[], [""], ["", " ", "？"], ["\ud800", "a" * 5000, "😊", "😊"]],
    ids=["none", "empty", "blank", "strange"],
)
def test_any_texts_can_be_grouped_and_none_is_lost(texts: list[str], analyser: Analyser):
    groups = cluster(texts, analyser)
    assert sorted(index for group in groups for index in group) == list(range(len(texts)))


def test_what_is_asked_most_is_compared_when_there_is_too_much(analyser: Analyser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.matching.clusters.COMPARED", 2)
    texts = ["ポイントは消えますか", "担当者を変えたい", "担当者を変えたい", "担当者を変えたいです"]
    assert cluster(texts, analyser) == [(1, 2), (0,), (3,)]


def test_the_work_is_told(analyser: Analyser):
    told: list[str] = []

    def track(texts):
        for text in texts:
            told.append(text)
            yield text

    cluster(["ポイント", "退会", "退会"], analyser, track)
    assert sorted(told) == ["ポイント", "退会"]


def test_groups_of_the_shipped_phrases_are_mostly_of_one_entry(knowledge: Knowledge):
    owners, phrases = zip(*sample(knowledge, 2000), strict=True)
    grades = grade(owners, cluster(phrases, Analyser(knowledge.synonyms)))
    assert grades.purity >= 0.84
    assert grades.grouped >= 0.55


def test_years_of_questions_are_grouped_whole(knowledge: Knowledge):
    phrases = [phrase for _, phrase in sample(knowledge, 5000)]
    groups = cluster(phrases, Analyser(knowledge.synonyms))
    assert len(phrases) > COMPARED
    assert sorted(index for group in groups for index in group) == list(range(len(phrases)))
