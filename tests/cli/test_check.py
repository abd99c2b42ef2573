"""`check`, and what every command says where the knowledge is missing or broken."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.cli.conftest import FAQ, PATIENCE, SHIPPED, Finished, command, environment, write_knowledge

Call = Callable[..., Finished]
BROKEN = FAQ.replace("related: [email]", "related: [nowhere]").replace("id: consultant", "id: Con Sultant")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("broken")
    write_knowledge(folder / "knowledge", BROKEN)
    return folder


def test_the_shipped_knowledge_leaves_nothing_to_wish_for(call: Call):
    done = call("check", "--knowledge", str(SHIPPED))
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert "knowledge: fine; 24 entries" in line


def test_warnings_are_told_and_are_no_fault(call: Call):
    done = call("check")
    assert (done.returncode, done.stderr) == (0, "")
    *warnings, summary = done.stdout.splitlines()
    assert [line.split(": ")[:2] for line in warnings] == [
        [f"knowledge/faq/leaving.yaml:{number}", "warning"] for number in line_numbers("question:")
    ]
    assert summary == "knowledge: fine, with 3 warning(s); 3 entries with 5 phrases"


def test_check_as_json_tells_how_bad_a_problem_is(call: Call, home: Path, broken: Path):
    sound, faulty = (json.loads(call("check", "--json", cwd=cwd).stdout) for cwd in (home, broken))
    assert {problem["severity"] for problem in sound["problems"]} == {"warning"}
    assert {problem["severity"] for problem in faulty["problems"]} == {"error"}


def test_answers_that_nobody_compared_for_long_are_listed(call: Call, tmp_path: Path):
    write_knowledge(tmp_path / "knowledge", FAQ.replace("2026-11-22", "2020-02-29"))
    done = call("check", cwd=tmp_path, STALE_AFTER_DAYS="100000")
    assert "checked_on" not in done.stdout
    done = call("check", cwd=tmp_path, STALE_AFTER_DAYS="30")
    assert done.returncode == 0
    assert done.stdout.startswith("knowledge/faq/leaving.yaml:4: warning: checked_on was ")
    assert done.stdout.count("checked_on") == 1


def test_a_file_that_is_named_wrongly_is_told_even_where_it_is_missed(call: Call, tmp_path: Path):
    write_knowledge(tmp_path / "knowledge")
    (tmp_path / "knowledge" / "messages.yaml").rename(tmp_path / "knowledge" / "mesages.yaml")
    done = call("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "knowledge/mesages.yaml:1: warning: no file of this name is read; did you mean 'messages.yaml'?" in (
        done.stdout.splitlines()
    )
    assert "1 problem(s) in knowledge" in done.stderr


def test_check_lists_all_problems_with_file_and_line(call: Call, broken: Path):
    done = call("check", cwd=broken)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        f"knowledge/faq/leaving.yaml:{number}" for number in line_numbers("nowhere", "Con Sultant")
    ]
    assert "2 problem(s) in knowledge" in done.stderr


def test_check_as_json_tells_the_same_problems(call: Call, broken: Path):
    done = call("check", "--json", cwd=broken)
    assert done.returncode == 1
    problems = json.loads(done.stdout)["problems"]
    assert [problem["line"] for problem in problems] == line_numbers("nowhere", "Con Sultant")
    for problem in problems:
        assert problem["file"] == "knowledge/faq/leaving.yaml"
        assert problem["problem"]


def line_numbers(*words: str) -> list[int]:
    """The lines of the broken file, which are those of the sound one, with one of these words."""
    return [n for n, line in enumerate(BROKEN.splitlines(), 1) if any(word in line for word in words)]


@pytest.mark.parametrize("arguments", [("ask", "退会"), (), ("try", "--port", "0")], ids=["ask", "run", "try"])
def test_no_command_starts_on_broken_knowledge(call: Call, broken: Path, arguments: tuple[str, ...]):
    done = call(*arguments, cwd=broken)
    assert done.returncode == 2
    assert done.stderr.count("knowledge/faq/leaving.yaml:") == 2


@pytest.mark.parametrize("arguments", [("check",), ("ask", "退会"), ("try", "--terminal")], ids=["check", "ask", "try"])
def test_no_command_starts_without_knowledge(call: Call, tmp_path: Path, arguments: tuple[str, ...]):
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("knowledge: there is no knowledge directory here")
    assert "--knowledge DIR" in line


def test_what_is_no_knowledge_directory_is_told_in_one_sentence_and_not_searched(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_knowledge(tmp_path / "project" / "knowledge")
    (tmp_path / "other" / "docs").mkdir(parents=True)
    (tmp_path / "other" / "docs" / "config.yml").touch()
    monkeypatch.setattr(os, "walk", None)  # whoever searches now, fails
    for wrong, cure in {
        "project": "did you mean project/knowledge?",
        "project/knowledge/faq": "did you mean project/knowledge?",
        "other": "name another one with --knowledge DIR or KNOWLEDGE_DIR",
    }.items():
        done = call("check", "--knowledge", wrong, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"{wrong}: this is no knowledge directory, for it has no faq/ and no messages.yaml; {cure}\n"
        )


@pytest.mark.parametrize("name", ["Messages.yaml", "mesages.yaml", "FAQ/a.yaml", "phrase/a.yaml", "smalltalk.yml"])
def test_a_directory_with_misspelt_names_is_taken_for_a_knowledge(call: Call, tmp_path: Path, name: str):
    (tmp_path / "knowledge" / name).parent.mkdir(parents=True)
    (tmp_path / "knowledge" / name).touch()
    done = call("check", cwd=tmp_path)
    assert done.returncode == 1
    assert f"knowledge/{name}:1: " in done.stdout


def test_on_a_terminal_the_progress_is_shown_and_taken_away(home: Path):
    terminal, its_end = pty.openpty()
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command("check"), cwd=home, env=environment(TERM="xterm"), stdout=PIPE, stderr=its_end, timeout=PATIENCE
        )
        shown = os.read(terminal, 100_000).decode()
    finally:
        os.close(its_end)
        os.close(terminal)
    assert done.returncode == 0
    assert "learning and asking phrases" in shown
    assert shown.endswith("\x1b[2K")  # the line is empty again
    assert b"asking" not in done.stdout
