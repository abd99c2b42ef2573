"""What the operator learns: counts by day, open questions, and that all of it is forgotten in time."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.records import Asked, EntryFigures, Figures, Opened, Record, Unanswered, Voted
from bot.store import Store

from .conftest import DAY

YESTERDAY = DAY - timedelta(days=1)


def unclear(question: str) -> Asked:
    return Asked("fallback", None, ("email", "pause"), question)


def words(store: Store, since: date = date.min) -> list[str]:
    return [one.question for one in store.unanswered(since)]


def test_an_empty_store_has_counted_nothing(store: Store):
    assert store.figures(date.min, date.max) == Figures()
    assert store.unanswered(date.min) == []


def test_records_are_counted_by_outcome_and_by_entry(store: Store):
    records: list[Record] = [
        Asked("answer", "email", ("email", "pause")),
        Asked("answer", "email", ("email",)),
        Asked("suggest", None, ("email", "pause"), "メールは？"),
        Asked("smalltalk", "thanks"),
        Opened("email"),
        Voted("email", helpful=True),
        Voted("email", helpful=False),
        Voted("pause", helpful=False),
    ]

    store.write(records, DAY)
    store.write(records[:1], DAY)

    assert store.figures(DAY, DAY) == Figures(
        outcomes={"answer": 3, "smalltalk": 1, "suggest": 1},
        entries={
            "email": EntryFigures(asked=3, opened=1, helpful=1, not_helpful=1),
            "pause": EntryFigures(not_helpful=1),
            "thanks": EntryFigures(asked=1),
        },
    )


def test_what_earlier_versions_counted_as_not_answered_though_it_was_out_of_scope_is_told_apart(store: Store):
    """They counted the kind, as of small talk and answers, but no outcome of its own."""
    earlier: list[Record] = [
        *[Asked("fallback", "weather")] * 3,
        *[Asked("answer", "email"), Asked("smalltalk", "thanks"), Asked("suggest", None, ("email", "pause"))] * 2,
        *[unclear("質問"), unclear("")],
    ]
    store.write(earlier, YESTERDAY)
    store.write([Asked("outside", "gone"), Asked("answer", "email"), unclear("質問")], DAY)

    told = {"answer": 2, "suggest": 2, "outside": 3, "fallback": 2, "smalltalk": 2}
    assert store.figures(YESTERDAY, YESTERDAY).outcomes == told
    assert store.figures(DAY, DAY).outcomes == {"answer": 1, "outside": 1, "fallback": 1}
    both = store.figures(YESTERDAY, DAY)
    assert both.outcomes == {**told, "answer": 3, "outside": 4, "fallback": 3}
    assert both.questions == 12


def test_a_changed_vote_takes_the_other_one_back_and_no_count_falls_below_nothing(store: Store):
    store.write([Voted("email", helpful=True), Voted("email", helpful=True)], YESTERDAY)
    store.write([Voted("email", helpful=False, changed=True)], DAY)

    assert store.figures(YESTERDAY, DAY).entries == {"email": EntryFigures(helpful=1, not_helpful=1)}
    assert store.figures(DAY, DAY).entries == {"email": EntryFigures(not_helpful=1)}


def test_nothing_to_write_is_written(store: Store):
    store.write([], DAY)
    assert store.figures(DAY, DAY) == Figures()


def test_figures_cover_the_days_that_are_asked_for(store: Store):
    for back in range(4):
        store.write([Opened("email")], DAY - timedelta(days=back))

    opened = [store.figures(DAY - timedelta(days=back), YESTERDAY).entries for back in (0, 1, 2, 9)]

    assert [entries["email"].opened if entries else 0 for entries in opened] == [0, 1, 2, 3]


def test_the_words_of_questions_are_listed_newest_first(store: Store):
    store.write([unclear("一つ目"), Asked("answer", "email"), unclear("二つ目")], YESTERDAY)
    store.write([Asked("suggest", None, ("email", "pause"), "三つ目"), unclear("")], DAY)

    third, second, first = store.unanswered(YESTERDAY)

    assert third == Unanswered(third.id, DAY, "三つ目", "suggest", ("email", "pause"))
    assert (second.question, first.question) == ("二つ目", "一つ目")
    assert second.day == first.day == YESTERDAY
    assert words(store, DAY) == ["三つ目"]


def test_a_settled_question_leaves_the_list(store: Store):
    store.write([unclear("一つ目"), unclear("二つ目"), unclear("三つ目")], DAY)
    third, second, first = store.unanswered(DAY)

    store.settle([third.id], "done")
    store.settle([first.id, 999_999_999], "ignored")
    store.settle([], "done")
    store.settle([first.id], "done")  # the second tap of a double tap

    assert store.unanswered(DAY) == [second]


def test_many_questions_are_settled_at_once(store: Store):
    store.write([unclear(str(number)) for number in range(2_000)], DAY)
    store.settle([one.id for one in store.unanswered(DAY)], "ignored")
    assert store.unanswered(DAY) == []


def test_the_number_of_a_question_is_never_given_again(store: Store):
    store.write([unclear("前の質問")], YESTERDAY)
    (old,) = store.unanswered(YESTERDAY)
    store.forget(DAY)
    store.write([unclear("次の質問")], DAY)

    store.settle([old.id], "done")  # a button in an old message

    assert words(store) == ["次の質問"]


ODD = {
    "long": ("退" * 4096, "退" * 4096),
    "emoji": ("😀❤️", "😀❤️"),
    "quotes": ("'\"`;--%s :x {}", "'\"`;--%s :x {}"),
    "half a surrogate pair": ("退\ud800会", "退?会"),
    "NUL": ("退\0会", "退 会"),
}


@pytest.mark.parametrize(("question", "kept"), ODD.values(), ids=ODD)
def test_odd_words_are_kept_as_far_as_a_database_can(store: Store, question: str, kept: str):
    store.write([unclear(question)], DAY)
    assert words(store) == [kept]


def test_what_is_too_old_is_forgotten_counts_and_settled_questions_too(store: Store):
    for day in (YESTERDAY, DAY):
        store.write([unclear("まだ"), unclear("済み"), Opened("email")], day)
        store.settle([store.unanswered(day)[0].id], "done")

    store.forget(DAY)

    assert store.figures(date.min, YESTERDAY) == Figures()
    assert {one.day for one in store.unanswered(date.min)} == {DAY}
    assert store.figures(DAY, DAY) == Figures({"fallback": 2}, {"email": EntryFigures(opened=1)})


def test_forgotten_words_are_gone_from_the_files_too(sqlite: Store, file: Path):
    def on_disk() -> bytes:
        return b"".join(path.read_bytes() for path in file.parent.iterdir())

    sqlite.write([unclear("忘れてほしい質問")], YESTERDAY)
    assert "忘れてほしい質問".encode() in on_disk()

    sqlite.forget(DAY)

    assert "忘れてほしい質問".encode() not in on_disk()


def test_records_are_written_all_or_none(sqlite: Store, file: Path):
    sqlite.write([Opened("email")], DAY)
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TRIGGER no BEFORE INSERT ON questions BEGIN SELECT RAISE(ABORT, 'no'); END")

    with pytest.raises(StoreError):
        sqlite.write([Opened("email"), unclear("質問")], DAY)

    assert sqlite.figures(DAY, DAY) == Figures({}, {"email": EntryFigures(opened=1)})


def test_threads_that_write_at_once_lose_nothing(store: Store):
    records: list[Record] = [Opened("email"), Voted("pause", helpful=True), unclear("質問")]
    with ThreadPoolExecutor(8) as threads:
        for written in [threads.submit(store.write, records, DAY) for _ in range(80)]:
            written.result()

    figures = store.figures(DAY, DAY)
    assert (figures.entries["email"].opened, figures.entries["pause"].helpful) == (80, 80)
    assert len(store.unanswered(DAY)) == 80
