"""Files that nothing reads, for a letter in their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checking import file_name_warnings

NOT_READ = {
    "smalltalks.yaml": "did you mean 'smalltalk.yaml'?",
    "Messages.yaml": "did you mean 'messages.yaml'?",
    "out-of-scope.yaml": "did you mean 'out_of_scope.yaml'?",
    "template.yaml": "did you mean 'templates.yaml'?",
    "messages.YAML": "did you mean 'messages.yaml'?",
    "phrase/more.yaml": "did you mean 'phrases/'?",
    "FAQ/a.yaml": "did you mean 'faq/'?",
    "faq/a.YML": "write the ending as .yaml",
    "faq/old/a.yaml": "move it up into faq/",
    "zzzzzz.yaml": "move it into faq/ or phrases/, or remove it",
    "schema/zzzzzz.yaml": "move it into faq/ or phrases/, or remove it",
}
READ = ["faq/a.yaml", "phrases/a.yaml", "messages.yaml", "templates.yaml", "choose.yaml", "checklist.yaml"]
READ += ["synonyms.yaml", "smalltalk.yaml", "out_of_scope.yaml", "aliases.yaml"]
LEFT_ALONE = ["README.md", "schema/faq.json", ".#a.yaml", ".git/x.yaml", "faq/a.yaml~", "faq/a.yml"]


@pytest.mark.parametrize("name", NOT_READ)
def test_a_file_that_is_not_read_is_told(tmp_path: Path, name: str):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()

    said = list(map(str, file_name_warnings(tmp_path)))

    assert said == [f"{tmp_path / name}:1: warning: no file of this name is read; {NOT_READ[name]}"]


def test_what_is_read_and_what_is_no_knowledge_is_left_alone(tmp_path: Path):
    for name in READ + LEFT_ALONE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert list(file_name_warnings(tmp_path)) == []
