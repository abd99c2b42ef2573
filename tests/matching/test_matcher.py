"""The ranking on small knowledges and on the shipped one."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from bot.knowledge import Aside, Entry, Knowledge
from bot.matching import VIEWS, Kind, Matcher
from bot.text import Text


def entry(entry_id: str, *phrases: str) -> Entry:
    return Entry(entry_id, phrases[0], phrases[0], phrases, Text.of("答え"), (), (), "記事", date(2026, 11, 22))


def with_only(knowledge: Knowledge, *entries: Entry, out_of_scope: tuple[Aside, ...] = ()) -> Knowledge:
    return replace(
        knowledge,
        entries={one.id: one for one in entries},
        smalltalk={},
        out_of_scope={aside.id: aside for aside in out_of_scope},
    )


def test_every_entry_is_ranked_and_every_score_a_share(matcher: Matcher, knowledge: Knowledge):
    matches = matcher.rank("ポイント").matches
    assert {match.id for match in matches} == {*knowledge.entries, *knowledge.smalltalk, *knowledge.out_of_scope}
    assert all(0 <= match.score <= 1 for match in matches)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


@pytest.mark.parametrize(
    "question", ["", "？", "😊", "zzzzqqq", "𠮷野家", "a" * 4096, "退会。" * 1000, "\x00\n", "<b>&"], ids=repr
)
def test_any_question_gets_a_confidence_between_0_and_1(matcher: Matcher, question: str):
    assert 0 <= matcher.rank(question).confidence <= 1


def test_the_same_question_gives_the_same_ranking_in_another_process(matcher: Matcher):
    program = (
        "from pathlib import Path; from bot.knowledge import load; from bot.matching import Matcher;"
        "ranking = Matcher(load(Path('knowledge'))).rank('抜けたらポイントどうなる');"
        "print([match.id for match in ranking.matches], round(ranking.confidence, 4))"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", env={"PYTHONHASHSEED": "7"},
        check=True,
    )  # fmt: skip
    ranking = matcher.rank("抜けたらポイントどうなる")
    assert done.stdout.strip() == f"{[match.id for match in ranking.matches]} {round(ranking.confidence, 4)}"


def test_two_entries_with_a_phrase_each_are_enough(knowledge: Knowledge):
    small = Matcher(with_only(knowledge, entry("points", "ポイントは消えますか"), entry("mail", "メールの送り先は")))
    assert small.rank("ポイント消える？").matches[0].id == "points"
    assert small.rank("メールはどこへ送る").matches[0].id == "mail"


def test_one_entry_alone_can_be_ranked(knowledge: Knowledge):
    lonely = Matcher(with_only(knowledge, entry("points", "ポイントは消えますか")))
    assert [match.id for match in lonely.rank("ポイント").matches] == ["points"]


def test_a_guard_decides_whatever_else_the_question_resembles(knowledge: Knowledge):
    aside = Aside("stay", ("続けたい",), Text.of("はい"), guards=("退会したくな",))
    guarded = Matcher(with_only(knowledge, entry("leave", "退会したい", "退会したくなった"), out_of_scope=(aside,)))
    ranking = guarded.rank("ぜったい退会したくないです")
    assert ranking.matches[0].id == "stay"
    assert ranking.confidence < 0.2
    assert guarded.rank("退会したい").matches[0].id == "leave"


OPPOSITES = {
    "退会したくないです": "stay-wish",
    "退会する気はありません": "stay-wish",
    "退会するつもりはないです": "stay-wish",
    "Tポイントは退会すると消える？": "other-services",
    "楽天ポイントは消えますか": "other-services",
}
LEAVING = (
    "退会したくなりました。どうすればいいですか",
    "退会する予定なのですが、ポイントはどうなりますか",
    "退会する予定があります",
)


@pytest.mark.parametrize(("question", "kind"), OPPOSITES.items(), ids=OPPOSITES)
def test_the_shipped_guards_know_what_is_not_about_leaving(matcher: Matcher, question: str, kind: str):
    assert matcher.rank(question).matches[0].id == kind


@pytest.mark.parametrize("question", LEAVING)
def test_the_shipped_guards_let_those_pass_who_want_to_leave(matcher: Matcher, question: str):
    assert not matcher.explain(question).guard


def test_letters_with_blanks_between_them_are_a_word(matcher: Matcher):
    assert matcher.rank("退 会 し た い").matches == matcher.rank("退会したい").matches


def test_questions_are_understood_while_phrases_are_learnt_in_another_thread(matcher: Matcher, knowledge: Knowledge):
    few = replace(knowledge, entries=dict(list(knowledge.entries.items())[:2]), out_of_scope={})
    with ThreadPoolExecutor(2) as threads:
        learning = threads.submit(Matcher, few)
        asked = 0
        while not learning.done():
            assert matcher.rank("退会の方法").matches[0].id == "methods"
            asked += 1
        assert learning.result().rank("退会の方法").matches
    assert asked > 1


def test_what_was_learnt_before_an_edit_changes_nothing_after_it(knowledge: Knowledge):
    first, second, third = list(knowledge.entries.values())[:3]
    before = Matcher(with_only(knowledge, first, second))
    # New words come first and old ones go, so that nothing keeps its place.
    edited = with_only(knowledge, replace(third, phrases=third.phrases[::2]), replace(first, phrases=first.phrases[5:]))
    again, anew = Matcher(edited, before), Matcher(edited)
    for question in (first.phrases[0], second.phrases[0], third.phrases[1], "ポイントはどうなりますか", "大会方法"):
        assert again.rank(question) == anew.rank(question)
        assert again.explain(question, first.id, third.id) == anew.explain(question, first.id, third.id)
    assert before.rank(second.phrases[0]).matches[0].id == second.id


def test_each_sentence_that_clearly_asks_for_something_is_a_wish(matcher: Matcher):
    ranking = matcher.rank("m3ポイントは退会するとどうなりますか？あと、担当コンサルタントを替えてほしいです。")
    assert set(ranking.wishes) == {"m3-points", "change-consultant"}


def test_one_wish_told_at_length_is_no_list_of_wishes(matcher: Matcher):
    story = "お世話になります。先月パートが決まりました。家からも近いです。m3ポイントは退会すると消えますか？"
    ranking = matcher.rank(story)
    assert ranking.wishes == ()
    assert ranking.of_kind(Kind.FAQ)[0].id == "m3-points"
    assert ranking.confidence > 0.55


def test_a_sentence_is_not_taken_out_of_what_is_about_something_else(matcher: Matcher):
    story = "勤め先の薬局を辞めるので退職届を書いています。手書きでないとだめでしょうか。何日前に出しますか。"
    assert matcher.rank(story).confidence < 0.3


def test_an_explanation_names_what_was_read_and_what_each_view_adds(matcher: Matcher):
    why = matcher.explain("大会したらぽいんと消える", "m3-points", "methods")
    assert ("大会", "退会") in why.corrections
    assert "ぽいんと" in why.reading
    assert set(why.views) == {"m3-points", "methods"}
    assert set(why.views["m3-points"]) <= set(VIEWS)
    scores = {match.id: match.score for match in matcher.rank("大会したらぽいんと消える").matches}
    for entry_id, views in why.views.items():
        assert min(1, max(0, sum(views.values()))) == pytest.approx(scores[entry_id], abs=1e-4)


def test_an_explanation_names_the_guard(matcher: Matcher):
    assert "まいなび" in matcher.explain("マイナビを退会したい", "methods").guard


@pytest.mark.parametrize(
    ("message", "entry_id"),
    [
        ("おはようございます。退会したいです", "methods"),
        ("こんにちは、退会したいのですがどうすればいいですか", "methods"),
        ("お世話になっております。m3ポイントはどうなりますか。よろしくお願いします。", "m3-points"),
        ("m3ポイントは、退会するとどうなりますか？", "m3-points"),
    ],
    ids=["a greeting before", "a greeting up to a comma", "courtesy around", "a comma that joins no greeting"],
)
def test_courtesy_around_a_question_does_not_hide_it(matcher: Matcher, message: str, entry_id: str):
    ranking = matcher.rank(message)
    assert (ranking.of_kind(Kind.FAQ)[0].id, ranking.wishes) == (entry_id, ())
    assert ranking.confidence > 0.55


@pytest.mark.parametrize(
    "joined", ["ポイントがどうなるかと、もう一度登録できるかを知りたい", "メールを止めたいのと個人情報を消したい"]
)
def test_two_wishes_in_one_sentence_are_both_seen(matcher: Matcher, joined: str):
    assert len(matcher.rank(joined).wishes) == 2


@pytest.mark.parametrize(
    ("question", "guarded"),
    [("マイナビを退会したい", True), ("マイナビで内定が出たので薬キャリを退会したい", False), ("退会したくない", True)],
)
def test_a_guard_has_its_exceptions(matcher: Matcher, question: str, guarded: bool):
    ranking = matcher.rank(question)
    assert (ranking.matches[0].kind is Kind.OUT_OF_SCOPE) is guarded
    assert (ranking.confidence < 0.2) is guarded


@pytest.mark.parametrize("text", ["", "い", "退", "\x00\x01", "𝕏"], ids=ascii)
def test_what_says_nothing_is_like_nothing(matcher: Matcher, text: str):
    ranking = matcher.rank(text)
    assert ranking.confidence == 0
    assert {match.score for match in ranking.matches} == {0.0}


@pytest.mark.parametrize("lines", [11, 30], ids=["a dozen sentences", "longer than what is read"])
def test_the_question_at_the_end_of_a_long_story_is_found(matcher: Matcher, lines: int):
    story = "先月から忙しくて、休みの日もなかなか時間が取れませんでした。" * lines
    ranking = matcher.rank(story + "m3ポイントは退会するとどうなりますか？")
    assert ranking.of_kind(Kind.FAQ)[0].id == "m3-points"
    assert ranking.confidence > 0.55


def test_a_lone_entry_is_not_the_answer_to_everything(knowledge: Knowledge):
    lonely = Matcher(with_only(knowledge, entry("points", "ポイントは消えますか")))
    for stranger in ("今日の晩ごはんは", "zzz", "😀"):
        assert lonely.rank(stranger).confidence < 0.55
    assert lonely.rank("ポイントは消えますか").confidence > 0.55


def test_a_word_that_one_phrase_alone_has_finds_its_entry(knowledge: Knowledge):
    subjects = [f"{chr(0x4E00 + 7 * n)}{chr(0x5E00 + 11 * n)}" for n in range(150)]
    many = Matcher(
        with_only(knowledge, *(entry(f"e{n}", f"{word}の手続きを教えて") for n, word in enumerate(subjects)))
    )
    found = [many.rank(f"{word}について知りたいのですが").matches[0].id for word in subjects]
    assert sum(top == f"e{n}" for n, top in enumerate(found)) >= 140


def test_a_guard_leaves_no_confidence_in_what_resembles_the_question(matcher: Matcher):
    assert matcher.rank("マイナビを退会したい").confidence == 0


def test_two_things_joined_in_one_sentence_are_wishes(matcher: Matcher):
    assert set(matcher.rank("退会の方法とm3ポイントの扱いを教えてください").wishes) == {"methods", "m3-points"}


def test_what_is_asked_beside_a_question_outside_is_not_lost(matcher: Matcher):
    ranking = matcher.rank("パスワードを忘れてログインできません。退会する方法を教えてください。")
    assert "methods" in {*ranking.wishes, ranking.of_kind(Kind.FAQ)[0].id}
