"""What commands end with and begin with: exit codes, the dialogue over a knowledge directory, tables and progress."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from rich.console import Console, RenderableType
from rich.progress import track

from bot.cache import learnt
from bot.dialogue import Dialogue

FINE: Final = 0
FAULT_FOUND: Final = 1
CANNOT_START: Final = 2

_PIPED_WIDTH: Final = 160
# What pads the last cell and the line, and the signs that end their styles.
_LINE_END: Final = re.compile(r"(?: |\x1b\[[\d;]*m)+$", re.MULTILINE)

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


def show(*shown: RenderableType) -> None:
    """Write tables on standard output, as wide as the terminal or as COLUMNS says; wide in a pipe, which has no edge.

    Nothing pads the ends of lines: blanks would wrap in a window that is narrower than what was said, or made so later.
    """
    has_width = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    console = Console(width=None if has_width else _PIPED_WIDTH)
    with console.capture() as captured:
        console.print(*shown)
    print(_LINE_END.sub(lambda end: end[0].replace(" ", ""), captured.get()), end="")


def with_progress(items: Iterable[_Item], doing: str) -> Iterable[_Item]:
    """Show a bar on standard error, if a person looks at it."""
    return track(items, doing, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
