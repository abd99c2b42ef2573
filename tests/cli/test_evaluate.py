"""python -m bot evaluate: figures, misses, gates, and the phrases held out."""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from bot.dialogue import THRESHOLDS
from bot.matching import Matcher
from tests.cli.conftest import FAQ, Finished, finished, write_knowledge

Call = Callable[..., Finished]

QUESTIONS = [
    {"question": "ポイントは退会するとどうなりますか？", "expect": "answer", "topics": ["m3-points"], "style": "plain"},
    {"question": "ポイントは退会するとどうなりますか", "expect": "answer", "topics": ["email"], "style": "wrong"},
    {"question": "zzz", "expect": "none", "topics": [], "style": "plain"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in QUESTIONS), encoding="utf-8")
    return path


def test_it_shows_figures_by_style_and_the_misses(call: Call, file: Path):
    done = call("evaluate", str(file))
    assert done.returncode == 0
    assert re.search(r"plain +2 +1\.000", done.stdout)
    assert re.search(r"all +3 +0\.500", done.stdout)
    assert re.search(r"ポイントは退会するとどうなりますか +email +answer m3-points", done.stdout)


def test_it_writes_figures_and_misses_as_json(call: Call, file: Path):
    result = json.loads(call("evaluate", str(file), "--json").stdout)
    assert result["figures"]["answered"] == 0.5
    assert result["styles"]["wrong"]["wrong"] == 1
    assert [miss["entry"] for miss in result["misses"]] == ["m3-points"]


@pytest.mark.parametrize(
    ("gate", "code", "sentence"),
    [
        ("answered=0.5", 0, ""),
        ("answered=0.6", 1, "answered is 0.500, below the gate of 0.600"),
        ("wrong=0.4", 1, "wrong is 0.500, above the gate of 0.400"),
        ("answred=0.4", 2, "--gate answred: there is no such figure"),
    ],
)
def test_a_missed_gate_ends_with_1_and_a_bad_one_with_2(call: Call, file: Path, gate: str, code: int, sentence: str):
    done = call("evaluate", str(file), "--gate", gate)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("gate", ["answered=much", "answered=7", "answered"])
def test_what_is_no_gate_at_all_is_told_so(home: Path, file: Path, gate: str):
    done = finished("evaluate", str(file), "--gate", gate, cwd=home)
    assert done.returncode == 2
    assert f"'{gate}' is no gate; write it as answered=0.7, from 0 to 1" in done.stderr


@pytest.mark.parametrize("arguments", [["--gate", "answred=0.4"], ["--held-out", "--gate", "false=0.4"]])
def test_a_gate_on_no_figure_is_refused_before_anything_is_asked(
    call: Call, file: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
):
    monkeypatch.setattr(Matcher, "rank", None)  # whoever asks now, fails
    done = call("evaluate", *arguments, *([] if "--held-out" in arguments else [str(file)]))
    assert done.returncode == 2
    assert "there is no such figure" in done.stderr


def test_an_unknown_topic_is_refused(call: Call, file: Path):
    file.write_text(file.read_text(encoding="utf-8").replace("email", "emial"), encoding="utf-8")
    done = call("evaluate", str(file))
    assert done.returncode == 2
    assert f"{file}:2: topics: there is no entry 'emial'; did you mean 'email'?" in done.stderr


@pytest.mark.parametrize("more", [[], ["--json"], ["--calibrate"]], ids=" ".join)
def test_with_one_question_an_entry_there_is_nothing_to_hold_out(call: Call, tmp_path: Path, more: list[str]):
    write_knowledge(tmp_path / "knowledge", re.sub(r"    phrases: .*\n", "", FAQ))
    done = call("evaluate", "--held-out", *more, cwd=tmp_path)
    assert done.returncode == 2
    assert "no entry has two phrases, so none can be left out; add some under phrases/" in done.stderr


def test_it_needs_a_file_or_the_held_out_phrases_and_not_both(call: Call, file: Path):
    for arguments in (["evaluate"], ["evaluate", str(file), "--held-out"]):
        done = call(*arguments)
        assert done.returncode == 2
        assert "name a file of labelled questions, or give --held-out" in done.stderr


def test_the_phrases_held_out_show_how_well_they_teach(call: Call):
    done = call("evaluate", "--held-out", "--calibrate")
    assert done.returncode == 0
    assert "each asked without being in the knowledge" in done.stdout
    assert re.search(r"WEIGHTS = \((-?\d+\.\d+, ){4}-?\d+\.\d+\)", done.stdout)
    groups: dict[str, list[str]] = {}
    for name, mark in re.findall(r"^ *([a-z]+) \d\.\d+( \(in force\))? ", done.stdout, re.MULTILINE):
        groups.setdefault(name, []).append(mark)
    assert set(groups) == {field.name for field in fields(THRESHOLDS)}
    for marks in groups.values():
        middle = len(marks) // 2
        assert marks == [*[""] * middle, " (in force)", *[""] * middle]
    figures = json.loads(call("evaluate", "--held-out", "--json").stdout)["figures"]
    assert 0 <= figures["p_at_1"] <= 1
