"""The house has floors: import only from a lower one, and let each library in through one door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"

# The most exact prefix counts; modules of one unit may import each other.
FLOORS = {
    "bot": 0,
    "bot.errors": 0,
    "bot.limits": 0,
    "bot.masking": 0,
    "bot.normalise": 0,
    "bot.records": 0,
    "bot.redaction": 0,
    "bot.reply": 0,
    "bot.text": 0,
    "bot.knowledge": 1,
    "bot.matching": 2,
    "bot.dialogue": 3,
    "bot.store": 3,
    "bot.metrics": 3,
    "bot.telegram": 4,
    "bot.tryout": 4,
    "bot.settings": 4,
    "bot.logs": 4,
    "bot.live": 4,
    "bot.cache": 4,
    "bot.checking": 4,
    "bot.evaluation": 4,
    "bot.report": 4,
    "bot.cli": 5,
    "bot.__main__": 6,
}
DOORS = {
    "telegram": {"bot.telegram", "bot.tryout"},
    "tornado": {"bot.report", "bot.telegram", "bot.tryout"},
    "pygal": {"bot.report"},
    "aiohttp": {"bot.telegram"},
    "certifi": {"bot.telegram"},
    "prometheus_client": {"bot.metrics"},
    "rapidfuzz": {"bot.matching"},
    "sudachipy": {"bot.matching"},
    "jaconv": {"bot.matching"},
    "numpy": {"bot.matching"},
    "scipy": {"bot.matching"},
    "yaml": {"bot.knowledge"},
    "rich": {"bot.cli"},
    "sqlalchemy": {"bot.store"},
    "psycopg": {"bot.store"},
    "watchfiles": {"bot.live"},
    "pydantic": {"bot.knowledge", "bot.settings", "bot.evaluation"},
    "pydantic_core": {"bot.knowledge", "bot.settings"},
    "pydantic_settings": {"bot.settings"},
    "dotenv": {"bot.settings"},
}
# It reads Japanese, and says nothing.
READS_JAPANESE = {"bot.masking"}
SENTENCE = re.compile("です|ます|ません|ください|[ぁ-ん]。")
MODULES = sorted(BOT.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit_of(module: str) -> str:
    parts = module.split(".")
    return next((".".join(parts[:n]) for n in range(len(parts), 1, -1) if ".".join(parts[:n]) in FLOORS), module)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            assert node.module
            # `from bot import limits` names a module, `from bot.reply import Reply` a thing in one.
            for alias in node.names:
                inner = BOT.joinpath(*node.module.split(".")[1:], alias.name)
                is_module = inner.with_suffix(".py").exists() or inner.is_dir()
                yield f"{node.module}.{alias.name}" if node.module.startswith("bot") and is_module else node.module


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_stands_on_a_floor(path: Path):
    assert unit_of(name_of(path)) in FLOORS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_lead_down(path: Path):
    unit = unit_of(name_of(path))
    for imported in imports_of(path):
        if imported.startswith("bot."):
            target = unit_of(imported)
            assert target == unit or FLOORS[target] < FLOORS[unit] or FLOORS[target] == FLOORS[unit] == 0, (
                f"{unit} imports {imported}, which is no lower floor"
            )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_enters_through_its_door(path: Path):
    for imported in imports_of(path):
        doors = DOORS.get(imported.split(".")[0])
        assert doors is None or unit_of(name_of(path)) in doors, f"{imported} has its door in {doors}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_in_one_sentence_what_lives_there(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_japanese_sentence_stands_in_code(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # A text that stands as a statement of its own is a docstring.
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            says = unit_of(name_of(path)) not in READS_JAPANESE and SENTENCE.search(node.value)
            assert not says, f"this belongs into messages.yaml: {node.value}"
