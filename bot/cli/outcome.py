"""What commands end with and begin with: exit codes, the dialogue over a knowledge directory, console and progress."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import track

from bot.cache import learnt
from bot.dialogue import Dialogue

FINE: Final = 0
FAULT_FOUND: Final = 1
CANNOT_START: Final = 2

_PIPED_WIDTH: Final = 160

_Item = TypeVar("_Item")


def dialogue_over(
    directory: Path, before: Dialogue | None = None, *, retention_days: int | None = None, staffed: bool = False
) -> Dialogue:
    """Load a knowledge directory and learn its phrases, in some seconds unless it was learnt before.

    `before` is the dialogue over an earlier state of the files, which saves part of that; `retention_days` is None for
    a bot that keeps no records; `staffed` lets questions be handed over to people.
    """
    learnt_now = learnt(directory, before.matcher if before else None)
    return Dialogue(*learnt_now, retention_days, staffed=staffed)


def console() -> Console:
    """Make the console for tables on standard output: wide in a pipe, where there is no edge to fold at."""
    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)


def with_progress(items: Iterable[_Item], doing: str) -> Iterable[_Item]:
    """Show a bar on standard error, if a person looks at it."""
    return track(items, doing, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
