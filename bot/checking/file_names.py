"""Files whose names keep them from being read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Final

from bot.errors import Problem, Severity
from bot.knowledge import KINDS, yaml_files_below

_FOLDERS: Final = sorted({PurePath(pattern).parts[0] for pattern in KINDS if "/" in pattern})
_NAMES: Final = sorted(pattern for pattern in KINDS if "/" not in pattern)


def file_name_warnings(directory: Path) -> Iterator[Problem]:
    """Find the YAML files below `directory` that nothing reads, broken knowledge or not; hidden ones may be there."""
    for path in sorted(yaml_files_below(directory)):
        inner = path.relative_to(directory)
        read = any(inner.match(pattern) and len(inner.parts) == len(PurePath(pattern).parts) for pattern in KINDS)
        # Of those in .yml the loader speaks.
        if not (read or path.suffix == ".yml"):
            yield Problem(path, 1, f"no file of this name is read; {_cure(inner)}", Severity.WARNING)


def _cure(inner: PurePath) -> str:
    known, name = (_NAMES, inner.name) if len(inner.parts) == 1 else (_FOLDERS, inner.parts[0])
    close = get_close_matches(name.lower(), known, n=1)
    if close and name != close[0]:
        return f"did you mean {close[0] + ('/' if known is _FOLDERS else '')!r}?"
    if inner.suffix != ".yaml" and inner.parts[0] in _FOLDERS:
        return "write the ending as .yaml"
    if inner.parts[0] in _FOLDERS:
        return f"move it up into {inner.parts[0]}/"
    return f"move it into {' or '.join(f'{folder}/' for folder in _FOLDERS)}, or remove it"
