"""Old ids: what they stand for is looked up, and every mistake in the list is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge import load

Complaints = Callable[[], list[str]]

# Each row: the file, and the one complaint about it.
MISTAKES = {
    "unknown target": (
        "entries:\n  old: oen\n",
        "aliases.yaml:2: there is no entry 'oen'; did you mean 'one'?",
    ),
    "target like no other": (
        "templates:\n  old: zzz\n",
        "aliases.yaml:2: there is no template 'zzz'; add the template or remove the line",
    ),
    "target of another kind": (
        "entries:\n  old: letter\n",
        "aliases.yaml:2: there is no entry 'letter'; add the entry or remove the line",
    ),
    "alias that is there": (
        "entries:\n  older: two\n  two: one\n",
        "aliases.yaml:3: 'two' is still the id of an entry, not an old one; remove the line",
    ),
    "category that is there": (
        "categories:\n  cat: cat\n",
        "aliases.yaml:2: 'cat' is still the id of a category, not an old one; remove the line",
    ),
    "chain": (
        "entries:\n  oldest: older\n  older: one\n",
        "aliases.yaml:2: 'older' is itself an old id; name what it stands for today",
    ),
    "circle": (
        "entries:\n  old: old\n",
        "aliases.yaml:2: 'old' is itself an old id; name what it stands for today",
    ),
    "no id": (
        "entries:\n  old: One Two\n",
        "aliases.yaml:2: id 'One Two' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
        "try 'one-two'",
    ),
    "unknown kind": (
        "entry:\n  old: one\n",
        "aliases.yaml:1: 'entry' is not a key here; did you mean 'entries'?",
    ),
    "a list": (
        "- old\n",
        "aliases.yaml:1: the file must be a block of key: value lines; compare it with the shipped files",
    ),
}


def test_old_ids_lead_to_what_they_stand_for(directory: Path):
    (directory / "aliases.yaml").write_text(
        "entries: {first: one, 1st: one}\ntemplates: {mail: letter}\ncategories: {kind: cat}\n"
    )

    knowledge = load(directory)

    assert knowledge.entry("first") is knowledge.entry("1st") is knowledge.entry("one") is knowledge.entries["one"]
    assert knowledge.template("mail") is knowledge.template("letter") is knowledge.templates["letter"]
    assert knowledge.category("kind") is knowledge.category("cat") is knowledge.categories["cat"]


def test_old_ids_of_one_kind_are_none_of_another(directory: Path):
    (directory / "aliases.yaml").write_text("entries: {mail: one}\n")

    knowledge = load(directory)

    assert (knowledge.template("mail"), knowledge.category("mail"), knowledge.entry("nothing")) == (None, None, None)


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_among_the_old_ids_is_named(directory: Path, complaints: Complaints, text: str, said: str):
    (directory / "aliases.yaml").write_text(text)

    assert said in complaints()


def test_an_old_id_is_no_reference_within_the_knowledge(directory: Path, complaints: Complaints):
    (directory / "aliases.yaml").write_text("entries: {first: one}\n")
    (directory / "checklist.yaml").write_text("- {label: 一, entry: first}\n")

    assert complaints() == ["checklist.yaml:1: there is no entry 'first'; add the entry or remove the line"]
