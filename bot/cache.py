"""Floor 4: what was learnt from a knowledge directory, kept on disk: the next start need not learn it again."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import pickle
import platform
from importlib import metadata
from pathlib import Path
from threading import Thread, get_ident
from typing import Any, Final

from bot.knowledge import Knowledge, files_of, load
from bot.matching import Matcher

_log = logging.getLogger(__name__)

_FOLDER: Final = Path("data") / "learnt"
_KEPT: Final = 3
_SOURCE: Final = Path(__file__).parent
# What is kept is right as long as these are what they were.
_PROGRAM: Final = ("*.py", "knowledge/*.py", "matching/*.py", "matching/*.txt")
_LIBRARIES: Final = ("numpy", "scipy", "sudachipy", "sudachidict-small", "jaconv", "pydantic")
# All that a kept file may bring to life, beside the values of these floors.
_OURS: Final = ("bot.text", "bot.knowledge.", "bot.matching.")
_OTHERS: Final = {
    ("array", "_array_reconstructor"),
    ("array", "array"),
    ("builtins", "frozenset"),
    ("collections", "Counter"),
    ("datetime", "date"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("re", "_compile"),
    ("scipy.sparse._csr", "csr_matrix"),
}


class _Unpickler(pickle.Unpickler):
    """Refuses everything but the values that a matcher is made of."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        if module.startswith(_OURS) and "." not in name:  # with a dot, pickle would go on to what the module imports
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong here")


def learnt(directory: Path, before: Matcher | None = None, folder: Path = _FOLDER) -> tuple[Knowledge, Matcher]:
    """Load and learn a knowledge directory, or read from `folder` what was learnt from these very files before.

    `before`, over an earlier state of the files, makes it quicker. Raises what `load` raises. A folder that cannot be
    read or written costs time, and nothing else.
    """
    fingerprint = _fingerprint(directory)
    kept = folder / f"{fingerprint}.pickle"
    try:
        found: tuple[Knowledge, Matcher] = _Unpickler(io.BytesIO(kept.read_bytes())).load()
    except FileNotFoundError:
        pass
    except Exception as error:  # torn, foreign, of another version: whatever it is, learning anew mends it
        _log.debug("%s cannot be used (%s)", kept, type(error).__name__)
    else:
        return found
    knowledge = load(directory)
    if before and before.teaches_nothing_new(knowledge):
        return knowledge, before
    matcher = Matcher(knowledge, before)
    if _fingerprint(directory) == fingerprint:  # else edited meanwhile, and who knows which state was read
        if before is None:
            _keep(kept, (knowledge, matcher))
        else:  # an edit shall be live at once
            Thread(target=_keep, args=(kept, (knowledge, matcher)), name="keeping what was learnt").start()
    return knowledge, matcher


def _fingerprint(directory: Path) -> str:
    """Tell the files of a knowledge, and the program that reads them, from all others."""
    seen = hashlib.sha256(repr([platform.python_version(), *map(metadata.version, _LIBRARIES)]).encode())
    program = [path for pattern in _PROGRAM for path in _SOURCE.glob(pattern)]
    for path in [*sorted(program), *files_of(directory)]:
        try:
            content = path.read_bytes() if path.is_file() else b""  # a pipe would block
        except OSError:
            content = b""  # the loader says what is wrong with it
        seen.update(repr((path.name, path.parent.name, len(content))).encode() + content)
    return seen.hexdigest()[:32]


def _keep(path: Path, learnt_now: tuple[Knowledge, Matcher]) -> None:
    """Write a file as a whole or not at all, readable for its owner alone, and delete all but the latest ones."""
    draft = path.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            pickle.dump(learnt_now, file, pickle.HIGHEST_PROTOCOL)
        draft.replace(path)
        latest = sorted(path.parent.glob("*"), key=lambda kept: kept.stat().st_mtime, reverse=True)
        for old in latest[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        _log.debug("what was learnt cannot be kept in %s (%s)", path.parent, error.strerror)
