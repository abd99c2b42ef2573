"""Bots on knowledge of extreme size."""

from pathlib import Path

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import load
from bot.matching import Matcher

SHIPPED = Path(__file__).parent.parent.parent / "knowledge"


def long_id(kind: str, number: int) -> str:
    return f"{kind}-{number:03}-".ljust(40, "x")


@pytest.fixture(scope="session")
def widest(tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    """The bot on a knowledge in which everything is as long and as many as the loader lets through."""
    directory = tmp_path_factory.mktemp("widest")
    (directory / "faq").mkdir()
    letters = [long_id("letter", number) for number in range(7)]
    for category in range(20):
        ids = [long_id(f"entry-{category}", number) for number in range(17)]
        entries = [
            f"  - id: {entry_id}\n"
            f"    question: '{f'{category}の{number}番目'.ljust(200, '？')}'\n"
            f"    label: '{f'{category}の{number}番目'.ljust(40, '？')}'\n"
            f"    answer: '{'&' * 3600}'\n"
            f"    related: [{', '.join(other for other in ids if other != entry_id)}]\n"
            f"    template: [{', '.join(letters)}]\n"
            for number, entry_id in enumerate(ids)
        ]
        (directory / "faq" / f"{category:02}.yaml").write_text(
            f"id: {long_id('category', category)}\nlabel: '{f'{category}番目'.ljust(40, '！')}'\n"
            f"source: {'源' * 200}\nchecked_on: 2026-11-22\nentries:\n{''.join(entries)}"
        )
    (directory / "templates.yaml").write_text(
        "".join(
            f"- id: {letter}\n  label: '{letter}'\n  title: {'題' * 200}\n  recipient: staff\n"
            f"  to: {'宛' * 256}\n  subject: {'件' * 256}\n  text: '{('<' * 256) if number % 2 else '<' * 4096}'\n"
            for number, letter in enumerate(letters)
        )
    )
    (directory / "out_of_scope.yaml").write_text(
        f"- id: elsewhere\n  label: 他\n  answer: '{'&' * 4096}'\n  phrases: [全然違う話]\n"
        f"  related: [{', '.join(long_id('entry-0', number) for number in range(17))}]\n"
    )
    suggested = ", ".join(long_id("entry-3", number) for number in range(7))
    lines = (SHIPPED / "messages.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith("suggested:"))
    (directory / "messages.yaml").write_text("".join([f"suggested: [{suggested}]\n", *kept]))
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))


@pytest.fixture(scope="session")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    """The bot on one question and the fixed phrases, and nothing else."""
    directory = tmp_path_factory.mktemp("smallest")
    (directory / "faq").mkdir()
    (directory / "faq" / "a.yaml").write_text(
        "id: cat\nlabel: 分類\nsource: 記事\nchecked_on: 2026-11-22\n"
        "entries: [{id: one, question: 営業時間は何時までですか, answer: 五時までです。}]\n"
    )
    lines = (SHIPPED / "messages.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith("suggested:"))
    (directory / "messages.yaml").write_text("".join(["suggested: [one]\n", *kept]))
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))
