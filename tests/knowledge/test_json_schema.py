"""The schemas for editors say what the loader says, and the shipped files name theirs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.knowledge import KINDS
from bot.knowledge.json_schema import file_of, json_schemas, write_json_schemas
from bot.knowledge.yaml_file import read

SHIPPED = Path(__file__).parents[2] / "knowledge"
FILES = [(path, pattern) for pattern in KINDS for path in sorted(SHIPPED.glob(pattern))]

ENTRY = {"id": "one", "question": "一つ目ですか？", "answer": "はい。"}
CATEGORY = {"id": "cat", "label": "分類", "entries": [ENTRY]}
TEMPLATE = {"id": "one", "label": "一", "title": "一通目", "recipient": "to", "text": "{name}です。"}
MESSAGES = read(SHIPPED / "messages.yaml").content

SOUND = [
    ("faq.json", CATEGORY),
    ("faq.json", CATEGORY | {"entries": [ENTRY | {"related": "one", "template": ["one"], "label": None}]}),
    ("faq.json", CATEGORY | {"source": "記事", "checked_on": "2026-11-22"}),
    ("faq.json", CATEGORY | {"entries": [ENTRY | {"id": "Q_0001", "question": "長" * 300, "answer": "長" * 9000}]}),
    ("phrases.json", {"one": ["一つ目"]}),
    ("templates.json", [TEMPLATE | {"blanks": {"name": "お名前"}}]),
    ("aliases.json", {"entries": {"old": "one"}}),
    ("synonyms.json", {}),
    ("messages.json", MESSAGES),
]
BROKEN = {
    "unknown key": ("faq.json", CATEGORY | {"lable": "x"}),
    "unknown key of an entry": ("faq.json", CATEGORY | {"entries": [ENTRY | {"anwser": "x"}]}),
    "missing key": ("faq.json", {"id": "cat", "entries": [ENTRY]}),
    "no entries": ("faq.json", CATEGORY | {"entries": []}),
    "id with a blank": ("faq.json", CATEGORY | {"id": "my cat"}),
    "endless label": ("faq.json", CATEGORY | {"label": "長" * 41}),
    "a day in words": ("faq.json", CATEGORY | {"checked_on": "昨日"}),
    "a number": ("faq.json", CATEGORY | {"label": 5}),
    "empty answer": ("faq.json", CATEGORY | {"entries": [ENTRY | {"answer": ""}]}),
    "phrases that are one text": ("faq.json", CATEGORY | {"entries": [ENTRY | {"phrases": "一つ目"}]}),
    "a list instead of a block": ("faq.json", [ENTRY]),
    "phrases of no id": ("phrases.json", {"一つ目": ["一"]}),
    "a block instead of a list": ("templates.json", TEMPLATE),
    "blank of no id": ("templates.json", [TEMPLATE | {"blanks": {"お名前": "お名前"}}]),
    "an alias of no id": ("aliases.json", {"entries": {"old": "New Id"}}),
    "an alias of an unknown kind": ("aliases.json", {"entry": {"old": "one"}}),
    "a message that is missing": ("messages.json", {key: MESSAGES[key] for key in MESSAGES if key != "welcome"}),
    "a word for an unknown command": ("messages.json", MESSAGES | {"command_words": {"stop": ["やめて"]}}),
    "a line without its place": ("messages.json", MESSAGES | {"category": "分類です。"}),
    "too many suggestions": ("messages.json", MESSAGES | {"suggested": ["one"] * 8}),
}


def checked(name: str, content: Any) -> None:
    """Do what an editor does; raises ValidationError."""
    schema = json.loads((SHIPPED / "schema" / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema, cls=jsonschema.Draft202012Validator)


def test_the_schemas_are_those_of_the_program():
    committed = {path.name: path.read_text(encoding="utf-8") for path in (SHIPPED / "schema").iterdir()}

    assert committed == json_schemas(), "write them anew: python -m bot check --schema"


@pytest.mark.parametrize(("path", "pattern"), FILES, ids=[str(path.relative_to(SHIPPED)) for path, _ in FILES])
def test_a_shipped_file_names_its_schema_and_keeps_it(path: Path, pattern: str):
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert named
    assert (path.parent / named[1]).resolve() == SHIPPED / "schema" / file_of(pattern)
    checked(file_of(pattern), read(path).content)


@pytest.mark.parametrize(("name", "content"), SOUND)
def test_what_is_sound_keeps_its_schema(name: str, content: Any):
    checked(name, content)


@pytest.mark.parametrize(("name", "content"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_marked_while_typing(name: str, content: Any):
    with pytest.raises(jsonschema.ValidationError):
        checked(name, content)


def test_every_key_is_explained():
    for name, text in json_schemas().items():
        schema = json.loads(text)
        assert schema["description"]
        for block in (schema, *schema.get("$defs", {}).values()):
            for key, described in block.get("properties", {}).items():
                assert described.get("description"), f"{name}: {key} has no docstring in bot/knowledge/schema.py"


def test_they_are_written_beside_the_knowledge(directory: Path):
    write_json_schemas(directory)
    write_json_schemas(directory)  # over those that are there

    written = {path.name: path.read_text(encoding="utf-8") for path in (directory / "schema").iterdir()}
    assert written == json_schemas()
