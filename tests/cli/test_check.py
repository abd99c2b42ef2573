"""`check`, and what every command says where the knowledge is missing or broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import FAQ, SHIPPED, Finished, write_knowledge

Call = Callable[..., Finished]
BROKEN = FAQ.replace("related: [email]", "related: [nowhere]").replace("id: consultant", "id: Con Sultant")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("broken")
    write_knowledge(folder / "knowledge", BROKEN)
    return folder


def test_the_shipped_knowledge_is_fine(call: Call):
    done = call("check", "--knowledge", str(SHIPPED))
    assert (done.returncode, done.stderr) == (0, "")
    assert "fine" in done.stdout


def test_check_as_json_has_no_problems_to_tell(call: Call):
    done = call("check", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"problems": []}


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
