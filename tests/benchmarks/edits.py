"""How long an edit of the shipped knowledge takes until it is live: python -m tests.benchmarks.edits

Wall time from the write of a file until the dialogue over it has changed; the bot's own watcher follows a copy of the
directory. Beside it stands what learning takes where nothing was learnt before.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from itertools import count
from pathlib import Path
from shutil import copytree
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from bot.cli.outcome import dialogue_over
from bot.live import LiveDialogue, Reloaded

ROOT = Path(__file__).parent.parent.parent
_ROUNDS = 5
# What is edited stands behind these words, once each in the file.
_EDITS = {"of an answer": "方法は**", "of a phrase": "どうやって(退会する"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # where the bot keeps what it has learnt
        Console(width=120).print(asyncio.run(_measured(copytree(ROOT / "knowledge", Path(folder) / "knowledge"))))


async def _measured(directory: Path) -> Table:
    table = Table("", "median, s", "longest, s", box=None)
    start = perf_counter()
    live = LiveDialogue(directory, dialogue_over)
    table.add_row("learning all of it", f"{perf_counter() - start:.2f}", "")
    became_live = asyncio.Event()

    async def note(_news: Reloaded) -> None:
        became_live.set()

    live.on_change(note)
    numbers = count()
    async with live.watching():
        for name, words in _EDITS.items():
            seconds = []
            for _ in range(_ROUNDS):
                await asyncio.sleep(1)  # the watcher looks anew
                became_live.clear()
                start = perf_counter()
                _edit(directory / "faq" / "1-methods.yaml", words, f"{words}{next(numbers)}")
                await became_live.wait()
                seconds.append(perf_counter() - start)
            table.add_row(f"an edit {name} is live", f"{median(seconds):.2f}", f"{max(seconds):.2f}")
    return table


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{path.name}: {old!r} stands there {text.count(old)} times instead of once; name other words")
    path.write_text(text.replace(old, new), encoding="utf-8")


if __name__ == "__main__":
    main()
