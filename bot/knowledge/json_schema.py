"""JSON Schemas of the knowledge files, from the models that check them, so that editors complete and mark errors."""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Any, Final

from pydantic import BaseModel

from bot.errors import CannotStart
from bot.knowledge import operator_schema, schema
from bot.knowledge.schema import KINDS

FOLDER: Final = "schema"
_BLOCKS: Final[dict[str, type[BaseModel]]] = {**vars(operator_schema), **vars(schema)}
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_of(pattern: str) -> str:
    """Name the schema of the files that match a pattern of KINDS: faq.json, messages.json."""
    path = PurePath(pattern)
    return f"{path.stem if path.parent == PurePath() else path.parent}.json"


def json_schemas() -> dict[str, str]:
    """Write the schema of every kind of file, by the name of its file; the same program writes the same."""
    return {file_of(pattern): _text(model) for pattern, model in KINDS.items()}


def write_json_schemas(directory: Path) -> Path:
    """Write all schemas into the folder schema/ of a knowledge directory, and return it.

    Raises CannotStart where that is refused.
    """
    folder = directory / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        for name, text in json_schemas().items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotStart(f"{folder}: the schemas cannot be written ({error.strerror}); check the rights") from None
    return folder


def _text(model: type[BaseModel]) -> str:
    described = model.model_json_schema(mode="validation")
    for name, block in {model.__name__: described, **described.get("$defs", {})}.items():
        for key, words in _docstrings(_BLOCKS[name]).items():
            block["properties"][key]["description"] = words
    return json.dumps({"$schema": _DIALECT, **_plain(described)}, ensure_ascii=False, indent=1) + "\n"


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Read what stands below each field; pydantic could, but for every start of the bot."""
    found = {}
    [block] = ast.parse(inspect.getsource(model)).body
    statements = getattr(block, "body", [])
    for pair in pairwise(statements):
        match pair:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                found[name] = words
    return found


def _plain(node: Any) -> Any:
    """Leave out what an editor has no use for, and let keys be none but those that are known."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _plain(value) for key, value in node.items() if not _useless(key, value)}
    return kept | {"additionalProperties": False} if "patternProperties" in kept else kept


def _useless(key: str, value: Any) -> bool:
    return key == "default" or (key == "title" and isinstance(value, str))
