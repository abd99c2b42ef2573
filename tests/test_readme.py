"""The README, .env.example and the program tell the same."""

import re
from pathlib import Path

import pytest

from bot import evaluation
from bot.cli.main import parser
from bot.dialogue import Dialogue
from bot.knowledge import KINDS, Knowledge
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text below a heading, up to the next one."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_column(table: str) -> list[str]:
    """What stands in backquotes in the first column of all rows."""
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_every_setting_is_explained_and_none_is_invented():
    settings = {name.upper() for name in Settings.model_fields}
    example = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(first_column(section("Settings"))) == settings
    assert set(example) == settings
    assert len(example) == len(settings)


def test_every_command_stands_in_the_readme_with_options_that_it_has():
    names = set()
    for row in first_column(section("Commands")):
        name, *words = row.removeprefix("bot").split() or ["run"]
        names.add(name)
        options = parser().parse_args([name, *{"evaluate": ["--held-out"]}.get(name, [])])
        for option in re.findall(r"--([a-z-]+)", " ".join(words)):
            assert hasattr(options, option.replace("-", "_")), row
    assert names == {"run", "try", "ask", "check", "evaluate", "report"}


def test_every_kind_of_knowledge_file_is_listed():
    assert set(first_column(section("Add a question"))) >= set(KINDS)


@pytest.mark.parametrize("name", ["answered", "reached", "wrong", "p_at_1", "hit_at_3", "false", "smalltalk"])
def test_ci_holds_a_gate_on_every_figure(name: str):
    assert f"--gate {name}=" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_figures_are_those_of_this_bot(knowledge: Knowledge, dialogue: Dialogue):
    questions = evaluation.read(ROOT / "tests" / "data" / "dev.jsonl", knowledge)
    found = evaluation.figures(evaluation.grade(dialogue.decide, questions))
    names = ("answered", "reached", "wrong", "false", "smalltalk")
    row = "| " + " | ".join(f"{found[name]:.0%}".replace("%", " %") for name in names) + " |"
    told = section("How it understands")
    (written,) = re.findall(r"^\| \d.*\|$", told, re.MULTILINE)
    assert written == row, f"README.md, How it understands: write {row}"
    assert f", {len(questions)} questions by" in told, f"README.md, How it understands: there are {len(questions)}"
