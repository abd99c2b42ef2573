"""Command lines that make no sense: exit code 2 and a word on what would."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from tests.cli.conftest import finished

WRONG = {
    "unknown command": (["frobnicate"], "invalid choice: 'frobnicate'"),
    "unknown option": (["ask", "--frobnicate"], "unrecognized arguments: --frobnicate"),
    "no number": (["ask", "--jsonl", "--top", "many"], "'many' is no count"),
    "zero": (["ask", "--jsonl", "--top", "0"], "'0' is no count"),
    "negative": (["ask", "--jsonl", "--top=-1"], "'-1' is no count"),
    "port too high": (["try", "--port", "65536"], "'65536' is no port"),
    "port in full width": (["try", "--port", "８０８０"], "'８０８０' is no port"),
    "port without number": (["try", "--port"], "expected one argument"),
    "knowledge without folder": (["check", "--knowledge"], "expected one argument"),
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_command_line_is_refused(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit, match=r"^2$"):
        main(arguments)
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["run", "-h"], ["try", "-h"], ["ask", "-h"], ["check", "-h"]])
def test_every_command_has_help(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit, match=r"^0$"):
        main(arguments)
    assert "--knowledge DIR" in capsys.readouterr().out


def test_an_unknown_command_is_refused_by_the_program_itself(home: Path):
    done = finished("frobnicate", cwd=home)
    assert done.returncode == 2
    assert done.stdout == ""
