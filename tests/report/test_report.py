"""The report says what matters most first, and judges few votes by what they prove."""

from datetime import date, timedelta

import pytest

from bot.knowledge import Knowledge
from bot.records import EntryFigures, Figures
from bot.report import WORDS, EntryUse, Outside, Period, Unclear, compile_report, percent, spans
from bot.report.report import one_line
from tests.report.conftest import NOTHING, TODAY, YESTERDAY, asked, over, votes


def test_the_counts_of_all_periods_are_added(small: Knowledge):
    periods = [
        Period(YESTERDAY, YESTERDAY, Figures({"answer": 2}, {"email": EntryFigures(2, 1, 1, 0)})),
        Period(TODAY, TODAY, Figures({"answer": 1, "fallback": 1}, {"email": EntryFigures(1, 0, 0, 1)})),
    ]
    report = compile_report(periods, [], small)
    assert (report.since, report.until) == (YESTERDAY, TODAY)
    assert report.outcomes == {"answer": 3, "suggest": 0, "outside": 0, "fallback": 1, "smalltalk": 0}
    assert report.questions == 4
    assert report.share("answer") == 0.75
    assert report.most_asked == (EntryUse("email", small.entries["email"].label, asked=3, opened=1),)
    assert [(vote.helpful, vote.not_helpful) for vote in report.least_helpful] == [(1, 1)]


def test_small_talk_is_no_question_and_in_no_share(small: Knowledge):
    report = over(small, figures=Figures({"answer": 1, "outside": 2, "fallback": 1, "smalltalk": 96}))
    assert report.questions == 4
    assert [report.share(outcome) for outcome in WORDS] == [0.25, 0, 0.5, 0.25]
    assert report.outcomes["smalltalk"] == 96


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.0, "0%"), (0.001, "<1%"), (0.005, "0%"), (0.25, "25%"), (0.9999, ">99%"), (1.0, "100%")],
)
def test_a_little_does_not_look_like_nothing(share: float, written: str):
    assert percent(share) == written


def test_the_most_asked_entry_comes_first_and_unknown_ones_are_left_out(small: Knowledge):
    figures = Figures(
        {"answer": 9},
        {"email": EntryFigures(asked=2), "m3-points": EntryFigures(asked=5), "renamed": EntryFigures(asked=2)},
    )
    assert [use.id for use in over(small, figures=figures).most_asked] == ["m3-points", "email"]


def test_a_renamed_entry_counts_under_the_name_of_today(small: Knowledge):
    figures = Figures({"answer": 5}, {"mail": EntryFigures(3, 1, 0, 2), "email": EntryFigures(2, 0, 1, 0)})
    report = over(small, asked("送り先の住所", "mail", "email", "m3-points", outcome="suggest"), figures=figures)
    assert [(use.id, use.asked, use.opened) for use in report.most_asked] == [("email", 5, 1)]
    assert [(vote.id, vote.helpful, vote.not_helpful) for vote in report.least_helpful] == [("email", 1, 2)]
    assert [(one.id, one.rival) for one in report.most_unclear] == [("email", "m3-points")]
    assert [cluster.proposed for cluster in report.clusters] == ["email"]


def test_what_was_out_of_scope_is_counted_by_its_kind(small: Knowledge):
    report = over(small, figures=Figures({"outside": 3}, {"weather": EntryFigures(asked=3)}))
    assert report.outside == (Outside("weather", "天気", questions=3),)
    assert report.most_asked == ()


def test_an_entry_is_unclear_where_it_is_offered_among_others(small: Knowledge):
    report = over(
        small,
        asked("ポイントのメール", "email", "m3-points", outcome="suggest"),
        asked("メールでポイント", "email", "consultant", outcome="suggest"),
        asked("メールかポイントか", "email", "m3-points", outcome="suggest"),
        asked("担当にポイントを", "renamed", "consultant", outcome="suggest"),
        asked("さっぱりわからない", "m3-points", outcome="fallback"),
    )
    assert report.most_unclear == (
        Unclear("email", small.entries["email"].label, questions=3, rival="m3-points"),
        Unclear("consultant", small.entries["consultant"].label, questions=1, rival=None),
    )


def test_many_votes_against_weigh_more_than_a_single_one(small: Knowledge):
    figures = Figures(entries={"m3-points": votes(0, 1), "email": votes(4, 6), "consultant": votes(9, 0)})
    assert [vote.id for vote in over(small, figures=figures).least_helpful] == ["email", "m3-points"]


def test_one_angry_vote_does_not_lead_the_list(small: Knowledge):
    figures = Figures(entries={"m3-points": votes(0, 1), "consultant": votes(0, 2), "email": votes(31, 10)})
    least = over(small, figures=figures).least_helpful
    assert least[0].doubt < least[1].doubt
    assert [vote.id for vote in least] == ["email", "consultant", "m3-points"]


def test_questions_that_ask_alike_are_one_cluster(small: Knowledge):
    report = over(
        small,
        asked("確定申告の書類はありますか", day=YESTERDAY),
        asked("家族にポイントを譲れますか", "m3-points", outcome="suggest", day=YESTERDAY),
        asked("家族にポイントをゆずれますか", "m3-points"),
        asked("家族にポイントを譲れますか？", "m3-points"),
    )
    points, papers = report.clusters
    assert (points.size, points.unmatched, points.newest) == (3, 2, TODAY)
    assert points.wordings == ("家族にポイントを譲れますか", "家族にポイントをゆずれますか")
    assert points.example == points.wordings[0]
    assert points.proposed == "m3-points"
    assert (papers.size, papers.proposed, papers.newest) == (1, None, YESTERDAY)


@pytest.mark.parametrize(
    ("nearest", "proposed"),
    [
        (["email", "email", "m3-points"], "email"),
        (["email", "m3-points"], None),
        (["email", "m3-points", "consultant"], None),
        (["email", "", ""], None),
        (["renamed", "renamed", "email"], None),
        ([""], None),
        (["email"], "email"),
    ],
    ids=["majority", "half", "all differ", "a minority has one", "unknown entries", "none", "one"],
)
def test_an_entry_is_proposed_if_most_questions_are_nearest_to_it(
    nearest: list[str], proposed: str | None, small: Knowledge
):
    report = over(small, *(asked("ポイントの送り先", *filter(None, [entry_id])) for entry_id in nearest))
    assert [cluster.proposed for cluster in report.clusters] == [proposed]


def test_a_question_becomes_one_line_that_nothing_obeys():
    assert one_line(" a\nb\t\x1b[31mc\u202e\u200bd\x00　e\r\n\ud800 ") == "a b [31mcd e"


def test_a_question_without_a_visible_sign_is_left_out(small: Knowledge):
    assert over(small, asked("\u200b\x00 "), asked("")).clusters == ()


def test_an_empty_report_says_so(small: Knowledge):
    assert over(small).is_empty
    assert not over(small, asked("何か")).is_empty
    assert not over(small, figures=Figures({"smalltalk": 1})).is_empty
    assert not over(small, figures=Figures(entries={"email": EntryFigures(opened=1)})).is_empty


@pytest.mark.parametrize("days", [1, 2, 30, 31, 32, 62, 63, 365, 3650])
def test_spans_cover_all_days_once_and_are_few(days: int):
    since = TODAY - timedelta(days=days - 1)
    covered: list[date] = []
    found = spans(since, TODAY)
    for start, end in found:
        covered += [start + timedelta(days=number) for number in range((end - start).days + 1)]
    assert covered == [since + timedelta(days=number) for number in range(days)]
    assert len(found) <= 31


def test_a_period_tells_how_long_it_is(small: Knowledge):
    periods = [Period(start, end, NOTHING) for start, end in spans(TODAY - timedelta(days=89), TODAY)]
    assert compile_report(periods, [], small).days_a_period == 3
