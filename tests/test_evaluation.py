"""Grading: the figures, the gates, and the phrases held out."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import evaluation
from bot.dialogue import Decision, Outcome
from bot.errors import CannotStart
from bot.evaluation import Graded, Labelled
from bot.knowledge import Aliases, Knowledge
from bot.matching import Evidence, Kind, Match, Ranking
from bot.normalise import normalise

A, B, C = (Match(entry_id, Kind.FAQ, score) for entry_id, score in (("a", 0.9), ("b", 0.5), ("c", 0.1)))
RANKING = Ranking((A, B, C), 0.8, evidence=Evidence(gap=0.2))


def graded(expect: str, *topics: str, outcome: Outcome = Outcome.ANSWER, chosen: Match | None = None) -> Graded:
    labelled = Labelled.model_validate({"question": "q", "expect": expect, "topics": topics})
    offered = (A, B) if outcome is Outcome.SUGGEST else ()
    return Graded(labelled, Decision(outcome, RANKING, chosen, offered))


def test_figures_count_what_they_say():
    found = evaluation.figures(
        [
            graded("answer", "a", chosen=A),
            graded("answer", "b", chosen=A),
            graded("answer", "b", outcome=Outcome.SUGGEST),
            graded("answer", "c", outcome=Outcome.FALLBACK),
            graded("none", chosen=A),
            graded("none", outcome=Outcome.SUGGEST),
            graded("smalltalk", outcome=Outcome.SMALLTALK),
            graded("smalltalk", outcome=Outcome.FALLBACK),
        ]
    )
    assert {name: round(value, 3) for name, value in found.items()} == {
        "answered": 0.25,
        "reached": 0.5,
        "wrong": 0.25,
        "p_at_1": 0.25,
        "hit_at_3": 1.0,
        "false": 0.5,
        "smalltalk": 0.5,
        "calibration_error": 0.675,  # confident to 0.8 eight times, right once
    }


def test_a_wide_suggestion_is_no_answer_and_no_wrong_one():
    found = evaluation.figures([graded("answer", "b", outcome=Outcome.SUGGEST)])
    assert (found["answered"], found["reached"], found["wrong"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("gates", "failures"),
    [
        ({"answered": 0.7, "wrong": 0.1}, []),
        ({"answered": 0.8}, ["answered is 0.700, below the gate of 0.800"]),
        ({"wrong": 0.05}, ["wrong is 0.100, above the gate of 0.050"]),
    ],
)
def test_a_gate_is_a_lower_bound_for_good_figures_and_an_upper_one_for_bad(
    gates: dict[str, float], failures: list[str]
):
    assert evaluation.failed_gates({"answered": 0.7, "wrong": 0.1}, gates) == failures


@pytest.mark.parametrize("expected", [["answer"], ["none"], ["smalltalk", "none"], ["answer", "smalltalk", "none"]])
def test_a_gate_may_be_on_every_figure_that_the_questions_bring_and_on_no_other(expected: list[str]):
    found = evaluation.figures([graded(expect, outcome=Outcome.FALLBACK) for expect in expected])
    evaluation.check_gates(found, expected)
    for missing in {"answered", "false", "smalltalk", "anwsered"} - set(found):
        with pytest.raises(CannotStart) as caught:
            evaluation.check_gates([missing], expected)
        assert str(caught.value) == f"--gate {missing}: there is no such figure; choose among {', '.join(found)}"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "there is no question in this file"),
        ('{"question": "q", "expect": "none"}\nnonsense\n', ":2: the line: "),
        ('{"question": "q", "expect": "maybe"}', ":1: expect: "),
        ('{"expect": "none"}', ":1: question: "),
        (
            '{"question": "q", "expect": "none"}\n{"question": "q", "expect": "answer", "topics": ["m3-point"]}',
            ":2: topics: there is no entry 'm3-point'; did you mean 'm3-points'?",
        ),
    ],
    ids=["empty", "not JSON", "unknown expectation", "no question", "unknown topic"],
)
def test_a_bad_file_gets_one_sentence_with_its_line(knowledge: Knowledge, tmp_path: Path, content: str, sentence: str):
    path = tmp_path / "questions.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CannotStart) as caught:
        evaluation.read(path, knowledge)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_gets_a_sentence(knowledge: Knowledge, tmp_path: Path):
    with pytest.raises(CannotStart, match=r"nowhere\.jsonl: the file cannot be read"):
        evaluation.read(tmp_path / "nowhere.jsonl", knowledge)


def test_a_file_may_begin_with_a_byte_order_mark_and_name_entries_by_older_ids(knowledge: Knowledge, tmp_path: Path):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "q", "expect": "answer", "topics": ["points"]}\n', encoding="utf-8-sig")
    renamed = replace(knowledge, aliases=Aliases({"points": "m3-points"}))
    assert [labelled.topics for labelled in evaluation.read(path, renamed)] == [("m3-points",)]


@pytest.fixture(scope="module")
def small(knowledge: Knowledge) -> Knowledge:
    """Three entries; one phrase of the first clearly belongs to the second."""
    kept = {key: knowledge.entries[key] for key in ("m3-points", "email", "pause")}
    strayed = "退会用メールの送り先アドレスはどこですか"
    points = replace(kept["m3-points"], phrases=(*kept["m3-points"].phrases[:60], strayed))
    short = {key: replace(one, phrases=one.phrases[:100]) for key, one in kept.items()} | {"m3-points": points}
    return replace(knowledge, entries=short, smalltalk={}, out_of_scope={})


def test_held_out_phrases_show_what_stands_in_the_wrong_place(small: Knowledge):
    results = list(evaluation.held_out(small))
    assert sorted(result.phrase for result in results) == sorted(
        phrase for entry in small.entries.values() for phrase in entry.phrases
    )
    assert sum(result.right for result in results) > 0.8 * len(results)
    astray = [one.phrase for one in evaluation.astray(results, small.entries)]
    assert "退会用メールの送り先アドレスはどこですか" in astray
    shares = {(owner, top): share for owner, top, share in evaluation.rivals(results, small.entries)}
    assert shares["m3-points", "email"] > 0


def test_where_no_entry_has_two_phrases_none_can_be_held_out(small: Knowledge):
    single = {key: replace(entry, phrases=entry.phrases[:1]) for key, entry in small.entries.items()}
    with pytest.raises(CannotStart) as caught:
        list(evaluation.held_out(replace(small, entries=single)))
    assert str(caught.value) == "no entry has two phrases, so none can be left out; add some under phrases/"


def test_no_question_for_measuring_stands_in_the_knowledge(knowledge: Knowledge):
    lines = (Path(__file__).parent / "data" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    measured = {normalise(json.loads(line)["question"]) for line in lines}
    known = [
        *(entry.phrases for entry in knowledge.entries.values()),
        *(aside.phrases for aside in [*knowledge.smalltalk.values(), *knowledge.out_of_scope.values()]),
    ]
    assert [phrase for phrases in known for phrase in phrases if normalise(phrase) in measured] == []
