"""Say in sentences of our own what pydantic found wrong with a setting: by its type, choices, range and example."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.settings.env_file import ENV_FILE, lines

# What is no number may be a secret that was pasted into the wrong line, so it is not repeated.
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9.,_]{0,19}")
# A range beyond what anybody counts to says nothing.
_COUNTABLE: Final = 10**6


def complaint(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Tell which setting is wrong, why, and where it was set; what concerns several begins with the name itself."""
    message = detail["msg"].removeprefix("Value error, ")
    if detail["loc"]:
        field = str(detail["loc"][0])
        name, why = field.upper(), _why(detail, message, _schema(model, field))
    else:
        name, _, why = message.partition(": ")
    what, semicolon, cure = why.partition(";")
    return f"{name}: {what}{_place(name)}{semicolon}{cure}"


def _schema(model: type[BaseModel], field: str) -> dict[str, Any]:
    """Give the JSON Schema of a setting, whose choices, bounds and examples it names; of None it does not speak."""
    found: dict[str, Any] = model.model_json_schema()["properties"][field]
    return {**found, **found.get("anyOf", [{}])[0]}


def _why(detail: ErrorDetails, message: str, schema: dict[str, Any]) -> str:
    found = str(detail["input"]).strip()
    example = next(iter(schema.get("examples", ())), None)
    if choices := schema.get("enum"):
        spelt = {choice.casefold(): choice for choice in choices}
        near = get_close_matches(found.casefold(), spelt, n=1)
        cure = f"write it as {spelt[near[0]]}" if near else "choose one of them"
        return f"this is not one of {', '.join(choices)}; {cure}"
    if schema.get("type") == "integer":
        what = f"{found if _NUMBER.fullmatch(found) else 'this'} {_is_not(detail, schema)}"
        return f"{what}; write one such as {example}" if example else f"{what}; write one"
    if schema.get("format") == "uri" and detail["type"] != "value_error":
        message = "this is not a whole address, with http:// or https://"
    return f"{message}; write it as {example}" if example else message


def _is_not(detail: ErrorDetails, schema: dict[str, Any]) -> str:
    least = schema.get("minimum", schema.get("exclusiveMinimum", -_COUNTABLE - 1) + 1)
    most = schema.get("maximum", schema.get("exclusiveMaximum", _COUNTABLE + 2) - 1)
    if least >= -_COUNTABLE:
        return f"is not a whole number from {least} " + (f"to {most}" if most <= _COUNTABLE else "up")
    return "is not a whole number" if detail["type"].startswith("int_") else "has too many digits"


def _place(name: str) -> str:
    if any(key.upper() == name and value for key, value in os.environ.items()):
        return " (set in the environment)"
    numbers = [line.number for line in lines() if line.name.upper() == name and line.value]
    return f" (line {numbers[-1]} of {ENV_FILE})" if numbers else ""
