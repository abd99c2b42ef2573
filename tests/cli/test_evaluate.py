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


EXAMPLE = '{"question": "…", "expect": "answer", "topics": ["m3-points"]}'
# Each row: what stands in the file, None for a directory, and all that is said.
NO_QUESTIONS = {
    "a directory": (None, ": the file cannot be read, for it is a directory; name a file in it"),
    "nothing": (b"", f": there is no question in this file; write one a line, as {EXAMPLE}"),
    "Shift JIS": ("退会".encode("cp932"), ": the file cannot be read, for it is not UTF-8 text; save it as UTF-8"),
    "plain text": (b"\nhello\n", f":2: the line: this is no JSON object; write it as {EXAMPLE}"),
    "a list": (b"[1]", f":1: the line: this is no JSON object; write it as {EXAMPLE}"),
    "no question": (b'{"expect": "none"}', f":1: question: a text is missing here; write it as {EXAMPLE}"),
    "a question that is no text": (
        b'{"question": 1, "expect": "none"}',
        f":1: question: a text is missing here; write it as {EXAMPLE}",
    ),
    "nothing expected": (
        b'{"question": "a"}',
        f":1: expect: this has to be answer, none or smalltalk; write it as {EXAMPLE}",
    ),
    "something else expected": (
        b'{"question": "a", "expect": "maybe"}',
        f":1: expect: this has to be answer, none or smalltalk; write it as {EXAMPLE}",
    ),
    "a single topic": (
        b'{"question": "a", "expect": "answer", "topics": "email"}',
        f":1: topics: this has to be a list of ids of entries; write it as {EXAMPLE}",
    ),
}


@pytest.mark.parametrize(("content", "said"), NO_QUESTIONS.values(), ids=NO_QUESTIONS)
def test_a_file_without_labelled_questions_is_refused_in_one_sentence(
    call: Call, tmp_path: Path, content: bytes | None, said: str
):
    path = tmp_path / "questions"
    path.mkdir() if content is None else path.write_bytes(content)
    done = call("evaluate", str(path))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{path}{said}\n")


def test_a_file_that_is_not_there_is_told_in_one_sentence(call: Call):
    done = call("evaluate", "nowhere.jsonl")
    assert (done.returncode, done.stderr) == (
        2,
        "nowhere.jsonl: the file cannot be read, for there is none; check the path\n",
    )


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
