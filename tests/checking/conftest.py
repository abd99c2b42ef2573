"""What is advised on a small knowledge that is sound and has nothing to wish for, before a test spoils it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.checking import warnings
from bot.errors import Severity
from bot.knowledge import load_with_files
from tests.cli.conftest import SHIPPED

TODAY = date(2026, 12, 1)
POINTS = (
    "ポイントの行方",
    "ポイントは消える",
    "ためたポイントを使いたい",
    "ポイント失効",
    "ポイントの期限",
    "m3ポイントはどうなる",
    "ポイント交換は間に合う",
    "残っているポイント",
    "貯まったポイントがもったいない",
)
PHONE = (
    "電話で伝えてもいい",
    "担当に電話する",
    "コンサルタントへの電話",
    "口頭で断れる",
    "話して辞めたい",
    "電話番号がわからない",
    "担当者と話したい",
    "直接伝える",
    "電話口で何を言う",
)


def faq() -> str:
    return f"""\
id: leaving
label: 退会
source: 試験の資料
checked_on: 2026-11-22
entries:
  - id: m3-points
    question: 退会するとポイントはどうなりますか？
    phrases: [{", ".join(POINTS)}]
    answer: |
      ポイントは消滅します。

      使い切ってから退会してください。
    related: [phone]
  - id: phone
    question: 電話で伝えてもかまいませんか？
    phrases: [{", ".join(PHONE)}]
    answer: はい、かまいません。
    related: [m3-points]
"""


class Folder:
    """A knowledge to spoil."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def change(self, old: str, new: str, name: str = "faq/a.yaml") -> None:
        """Replace a passage of a file, if not told otherwise of the category, that stands there once."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (self.path / name).write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.path / name).parent.mkdir(exist_ok=True)
        (self.path / name).write_text(text, encoding="utf-8")

    def advice(self, stale_after: int = 365) -> list[str]:
        """Load it, which must succeed, and return the warnings, with short paths."""
        knowledge, files = load_with_files(self.path)
        found = warnings(knowledge, files, TODAY, stale_after)
        assert {problem.severity for problem in found} <= {Severity.WARNING}
        return [str(problem).removeprefix(f"{self.path}/").replace(f"{self.path}/", "") for problem in found]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write("faq/a.yaml", faq())
    shipped = (SHIPPED / "messages.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in shipped if not line.startswith("suggested:"))
    made.write("messages.yaml", f"suggested: [m3-points]\n{kept}")
    return made


Spoil = Callable[[Folder], None]
