"""`ask`: one answer on the terminal, or a line of JSON for each line of questions."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import FAQ, Finished, command, environment, finished, write_knowledge

Call = Callable[..., Finished]
QUESTION = "ポイントは退会するとどうなりますか？"
LINES = [
    "\ufeffポイントは消える\r".encode(),
    b"",
    "　 ".encode(),
    json.dumps({"question": "メールの送り先", "label": "email"}).encode(),
    b"{broken",
    '{"frage": "メール"}'.encode(),
    b'{"question": 3}',
    "退会".encode("cp932"),
    b'{"question": "\\ud800"}',
    b"[" * 5000,
    b'{"question": ' + b"[" * 100_000,
    "退会\x00\x1b[31m".encode(),
    "あ".encode() * 4096,
    "天気はどう".encode(),
]


def test_an_answer_is_printed_with_its_source(call: Call):
    done = call("ask", QUESTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{QUESTION}\n\nポイントは消滅します。\n\n出典：試験の資料（2026年11月22日に確認）")


@pytest.mark.parametrize("locale", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX"}])
def test_a_question_can_be_piped_in_whatever_the_locale(home: Path, locale: dict[str, str]):
    done = finished("ask", cwd=home, stdin=f"{QUESTION}\n".encode(), **locale)
    assert done.returncode == 0
    assert "ポイントは消滅します。" in done.stdout


def test_explain_shows_decision_scores_and_phrases(call: Call):
    done = call("ask", "--explain", QUESTION)
    assert done.returncode == 0
    assert re.search(r"decision +answer m3-points; confidence \d\.\d\d", done.stdout)
    assert re.search(r"m3-points +faq +\d\.\d\d .*ポイント", done.stdout)


@pytest.mark.parametrize(
    ("stdin", "sentence"),
    [(b"", "there is no question"), (b" \n", "there is no question"), ("退会".encode("cp932"), "is not UTF-8")],
    ids=["nothing", "blank", "cp932"],
)
def test_without_a_readable_question_it_cannot_start(call: Call, stdin: bytes, sentence: str):
    done = call("ask", stdin=stdin)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_jsonl_answers_every_readable_line_and_names_the_others(home: Path):
    done = finished("ask", "--jsonl", cwd=home, stdin=b"\n".join(LINES))
    points, email, *others = json_lines(done.stdout)
    assert points["question"] == "ポイントは消える"
    assert (points["outcome"], points["entry"]) == ("answer", "m3-points")
    assert (email["question"], email["entry"]) == ("メールの送り先", "email")
    assert [other["question"][:2] for other in others] == ["?", "[[", "退会", "ああ", "天気"]
    for answer in (points, email, *others):
        assert list(answer) == ["question", "outcome", "entry", "confidence", "candidates"]
        assert answer["outcome"] in {"answer", "suggest", "smalltalk", "fallback"}
        assert 0 <= answer["confidence"] <= 1
        scores = [candidate["score"] for candidate in answer["candidates"]]
        assert scores == sorted(scores, reverse=True)
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        f"standard input, line {number}" for number in (5, 6, 7, 8, 11)
    ]
    assert "this is not UTF-8" in done.stderr
    assert done.returncode == 1


def test_jsonl_gives_the_k_best_candidates_whatever_the_outcome(call: Call):
    done = call("ask", "--jsonl", "--top", "2", stdin=f"{QUESTION}\nぬふあうえ\n".encode())
    assert (done.returncode, done.stderr) == (0, "")
    answers = json_lines(done.stdout)
    assert [len(answer["candidates"]) for answer in answers] == [2, 2]
    assert answers[0]["candidates"][0]["id"] == answers[0]["entry"] == "m3-points"


@pytest.mark.parametrize("line", ['{"question": "退会", "n": ' + "9" * 5000 + "}", '{"question": ' * 5000])
def test_jsonl_that_python_cannot_read_is_told_in_one_sentence(call: Call, line: str):
    done = call("ask", "--jsonl", stdin=line.encode())
    assert (done.returncode, done.stdout) == (1, "")
    sentence = "this is not a JSON object; mend it, or write the question as plain text"
    assert done.stderr == f"standard input, line 1: {sentence}\n"


def test_jsonl_takes_its_questions_from_standard_input_only(call: Call):
    done = call("ask", "--jsonl", QUESTION)
    assert done.returncode == 2
    assert "leave the question out" in done.stderr


def test_jsonl_of_nothing_is_nothing(call: Call):
    done = call("ask", "--jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_reader_that_has_seen_enough_is_no_fault(home: Path):
    with subprocess.Popen(  # noqa: S603 - our own program
        command("ask"),
        cwd=home,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdin
        assert process.stderr
        process.stdout.close()
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.close()
        assert process.wait(30) == 0
        assert process.stderr.read() == b""


def test_the_knowledge_can_be_named_before_or_after_the_command(call: Call, tmp_path: Path):
    write_knowledge(tmp_path / "other", FAQ.replace("ポイントは消滅します。", "別の答えです。"))
    for arguments in (["--knowledge", "other", "ask"], ["ask", "--knowledge", "other"]):
        assert "別の答えです。" in call(*arguments, QUESTION, cwd=tmp_path).stdout
