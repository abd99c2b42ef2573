"""A small sound knowledge in a fresh directory, for tests that break it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import load

SHIPPED = Path(__file__).parent.parent.parent / "knowledge"

FAQ = """\
id: cat
label: 分類
source: 記事
checked_on: 2026-11-22
entries:
  - id: one
    question: 一つ目の質問ですか？
    answer: 一つ目の答えです。
  - id: two
    question: 二つ目の質問ですか？
    label: 二つ目
    phrases:
      - 二番目(の質問|)
    answer: |
      二つ目の答えです。
    related: [one]
    template: [letter]
"""
TEMPLATES = """\
- id: letter
  label: 手紙
  title: 丁寧な手紙
  recipient: support
  blanks:
    name: お名前
  text: |
    {name}です。
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory with a sound knowledge: faq/a.yaml, messages.yaml, templates.yaml."""
    (tmp_path / "faq").mkdir()
    (tmp_path / "phrases").mkdir()
    lines = (SHIPPED / "messages.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    messages = ["suggested: [one]\n", *(line for line in lines if not line.startswith("suggested:"))]
    (tmp_path / "messages.yaml").write_text("".join(messages), encoding="utf-8")
    (tmp_path / "faq" / "a.yaml").write_text(FAQ, encoding="utf-8")
    (tmp_path / "templates.yaml").write_text(TEMPLATES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def change(directory: Path) -> Callable[[str, str, str], None]:
    """Replace one passage of one file."""

    def in_file(name: str, old: str, new: str) -> None:
        path = directory / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} does not stand exactly once in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return in_file


@pytest.fixture
def complaints(directory: Path) -> Callable[[], list[str]]:
    """Load the directory, which must fail, and return what is said, with short paths."""

    def said() -> list[str]:
        with pytest.raises(KnowledgeError) as caught:
            load(directory)
        return [str(problem).removeprefix(f"{directory}/") for problem in caught.value.problems]

    return said
