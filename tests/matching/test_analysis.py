"""From a text to words and reading."""

import pytest

from bot.knowledge import Synonyms
from bot.matching.analysis import Analyser

SYNONYMS = Synonyms(
    names=(("薬キャリ", "やくきゃり", "yakukyari"), ("m3.com", "エムスリードットコム")),
    stop=frozenset({"教える", "下さる"}),
    groups=(("退会", "解約", "leave"), ("メール", "mail")),
)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(SYNONYMS)


def forms(analyser: Analyser, text: str) -> list[str]:
    return [word.form for word in analyser.analyse(text).words]


def test_words_come_in_their_dictionary_form(analyser: Analyser):
    assert forms(analyser, "食べたかった") == ["食べる"]


def test_words_of_asking_are_left_out(analyser: Analyser):
    assert forms(analyser, "退会を教えてください") == ["退会"]


@pytest.mark.parametrize("spelling", ["薬キャリ", "やくきゃり", "yakukyari", "ＹＡＫＵＫＹＡＲＩ", "ﾔｸｷｬﾘ"])
def test_a_name_is_kept_whole_in_every_spelling(analyser: Analyser, spelling: str):
    assert forms(analyser, f"{spelling}の退会") == ["薬キャリ", "退会"]


@pytest.mark.parametrize(
    ("romaji", "reading"),
    [
        ("taikai shitai", "たいかいしたい"),
        ("konnichiwa", "こんにちわ"),
        ("tantousha ni itte", "たんとうしゃにいって"),
        ("zyouhou", "じょうほう"),
        ("sin'you", "しんよう"),
        ("sakujo", "さくじょ"),
    ],
)
def test_romaji_is_read_as_kana(analyser: Analyser, romaji: str, reading: str):
    assert analyser.analyse(romaji).reading == reading


@pytest.mark.parametrize(("word", "reading"), [("mail", "めーる"), ("form", "form"), ("yqx", "yqx")])
def test_english_words_are_read_as_in_the_dictionary_or_not_at_all(analyser: Analyser, word: str, reading: str):
    assert analyser.analyse(word).reading == reading


def test_marks_and_blanks_have_no_reading(analyser: Analyser):
    assert analyser.analyse("退会 したい！！").reading == analyser.analyse("退会したい").reading


def test_the_same_text_in_another_script_has_the_same_reading(analyser: Analyser):
    texts = ("タイカイシタイ", "ﾀｲｶｲｼﾀｲ", "たいかいしたい", "taikaishitai")
    assert {analyser.analyse(text).reading for text in texts} == {"たいかいしたい"}


def test_words_of_a_group_share_their_concept(analyser: Analyser):
    assert {analyser.concepts([word]) for word in ("退会", "解約", "leave")} == {("退会",)}
    assert analyser.concepts(["登録"]) == ()


def test_a_synonym_that_the_dictionary_cuts_in_two_is_found():
    analyser = Analyser(Synonyms(groups=(("再登録", "出戻り"),)))
    assert analyser.concepts([word.form for word in analyser.analyse("再登録はできますか").words]) == ("再登録",)


@pytest.mark.parametrize("text", ["", " ", "\x00", "😊", "？", "a" * 5000, "\ud800", "<b>&amp;"])
def test_any_text_can_be_analysed(analyser: Analyser, text: str):
    assert analyser.analyse(text) == analyser.analyse(text)
