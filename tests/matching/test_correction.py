"""Words that were misspelt or wrongly converted."""

import pytest

from bot.knowledge import Synonyms
from bot.matching.analysis import Analyser
from bot.matching.correction import Corrector

COMMON = ["退会の手続き", "担当の変更", "情報の削除", "再登録の方法"]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(Synonyms())


@pytest.fixture(scope="module")
def corrector(analyser: Analyser) -> Corrector:
    return Corrector([analyser.analyse(phrase) for phrase in COMMON * 10])


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("短答を替えて", ("短答", "担当")),
        ("大会したい", ("大会", "退会")),
        ("昨女フォーム", ("昨女", "削除")),
        ("タンドウを変える", ("タンドウ", "担当")),
    ],
    ids=["same reading", "another common word", "torn apart", "in no dictionary, nearly the same reading"],
)
def test_a_word_gives_way_to_the_common_one_of_its_reading(
    analyser: Analyser, corrector: Corrector, text: str, correction: tuple[str, str]
):
    assert correction in [(fix.written, fix.meant) for fix in corrector.corrections(analyser.analyse(text))]


@pytest.mark.parametrize("text", ["退会の手続き", "健康診断", "変更したい", "カレーの作り方"])
def test_what_is_right_or_merely_similar_stays(analyser: Analyser, corrector: Corrector, text: str):
    assert corrector.corrections(analyser.analyse(text)) == ()


def test_rare_words_are_no_aim_of_corrections(analyser: Analyser):
    corrector = Corrector([analyser.analyse("退会の手続き")])
    assert corrector.corrections(analyser.analyse("大会したい")) == ()
