"""Say in sentences of our own what pydantic found wrong with a knowledge file."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Final
from unicodedata import normalize

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.errors import Problem, shown
from bot.knowledge.yaml_file import Location, YamlFile

# So many keys of a file can be told in a line.
_FEW: Final = 4


def complaint(file: YamlFile, detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    """Turn one of pydantic's findings on the content of `file` into a problem."""
    location: Location = detail["loc"]
    match location:
        case (*_, int(index)):
            name = f"item {index + 1}"
        case (*_, str(key)):
            name = shown(key)
        case _:
            name = "the file"
    match detail["type"]:
        case "knowledge":
            what = detail["msg"]
        case "missing":
            what = f"{name} is missing; add it"
        case "extra_forbidden":
            spelt = normalize("NFKC", str(location[-1]))  # in full width, too
            keys = sorted(_keys(model))
            close = get_close_matches(spelt, keys, n=1)
            few = f"the keys here are {', '.join(keys)}" if location[:-1] == () and len(keys) <= _FEW else "remove it"
            what = f"{name} is not a key here; " + (f"did you mean {close[0]!r}?" if close else few)
        case "string_type" if detail["input"] is None:
            what = f"{name} is empty; write the text or remove the line"
        case "string_type" if isinstance(detail["input"], dict):
            what = f"{name} must be a text, and YAML reads key: value from it; put it in quotes or after |"
        case "string_type":
            what = f"{name} must be a text; write it on the line or after |"
        case "list_type":
            what = f"{name} must be a list; begin each item with '- '"
        case "too_short":
            what = f"{name} is an empty list; add an item"
        case "too_long":
            what = f"{name} has {len(detail['input'])} items, more than {detail['ctx']['max_length']}; remove some"
        case _:
            what = f"{name} must be a block of key: value lines; compare it with the shipped files"
    return file.problem(location, what)


@cache
def _keys(model: type[BaseModel]) -> set[str]:
    """All keys that a file of this kind may hold, at any depth."""
    definitions = model.model_json_schema()
    blocks = [definitions, *definitions.get("$defs", {}).values()]
    return {key for block in blocks for key in block.get("properties", {})}
