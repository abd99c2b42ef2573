"""Errors say where, what and what to do, in reading order."""

from pathlib import Path

import pytest

from bot.errors import BotError, CannotStart, KnowledgeError, Problem, shown


def test_a_problem_begins_with_its_file_and_line():
    assert str(Problem(Path("faq/a.yaml"), 12, "this is empty; fill it")) == "faq/a.yaml:12: this is empty; fill it"


def test_problems_come_in_reading_order_and_each_once():
    late, early = Problem(Path("a.yaml"), 10, "x"), Problem(Path("a.yaml"), 9, "x")
    other = Problem(Path("b.yaml"), 1, "x")

    error = KnowledgeError([other, late, early, late])

    assert error.problems == (early, late, other)
    assert str(error) == "a.yaml:9: x\na.yaml:10: x\nb.yaml:1: x"


@pytest.mark.parametrize("kind", [CannotStart, KnowledgeError])
def test_every_error_that_a_person_can_mend_has_one_base(kind: type[Exception]):
    assert issubclass(kind, BotError)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("id", "'id'"), ("a\nb\x07", r"'a\nb\x07'"), ("x" * 100_000, f"'{'x' * 37}...{'x' * 38}'")],
    ids=["short", "control characters", "long"],
)
def test_what_a_person_wrote_is_shown_on_one_short_line(text: str, expected: str):
    assert shown(text) == expected
