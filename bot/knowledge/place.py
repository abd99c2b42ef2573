"""A value somewhere in a knowledge file, of whatever shape it was written, with a way to its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import Problem, Severity
from bot.knowledge.yaml_file import Location, YamlFile


@dataclass(frozen=True)
class Place:
    """A value somewhere in a file."""

    file: YamlFile
    location: Location
    value: Any

    def child(self, key: str | int) -> Place:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Place(self.file, (*self.location, key), value)

    def items(self) -> Iterator[Place]:
        """The strings or blocks of a list; a single string counts as a list of one."""
        if isinstance(self.value, str):
            yield self
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Place(self.file, (*self.location, index), value)

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def where(self) -> str:
        problem = self.file.problem(self.location, "")
        return f"{problem.path}:{problem.line}"

    def problem(self, what: str) -> Problem:
        return self.file.problem(self.location, what)

    def warning(self, what: str) -> Problem:
        return replace(self.problem(what), severity=Severity.WARNING)
