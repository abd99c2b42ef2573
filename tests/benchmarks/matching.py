"""Cost of a question, of learning and of starting: python -m tests.benchmarks.matching

Beside each size stands rapidfuzz's WRatio over the same phrases, which is what FAQ bots do. All times are CPU times of
one process; the machine's mood cancels out in the ratio. Linux.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.knowledge import Entry, Knowledge, load
from bot.matching import Matcher
from bot.text import Text

ROOT = Path(__file__).parent.parent.parent
# Entries and phrases an entry; the answers have the length of the shipped ones.
SIZES = {
    "24 × 1": (24, 1),
    "40 × 25": (40, 25),
    "100 × 100": (100, 100),
    "2,000 × 1": (2000, 1),
    "1,000 × 100": (1000, 100),
}
_QUESTIONS = 60

_Result = TypeVar("_Result")


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(_measured(sys.argv[1])))
        return
    table = Table("knowledge", "phrases", "index, s", "question, ms", "WRatio, ms", "ratio", "memory, MB", box=None)
    for name in ("shipped", *SIZES):
        # Each in a process of its own, so that the memory is that of this size alone.
        run = [sys.executable, "-m", "tests.benchmarks.matching", name]
        row = json.loads(subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        against = f"{row['wratio'] / row['question']:.1f}" + (" (of 1,000 strings)" if name == "shipped" else "")
        figures = (f"{row[key]:.2f}" for key in ("index", "question", "wratio"))
        table.add_row(name, f"{row['phrases']:,}", *figures, against, f"{row['memory']:.0f}")
    Console(width=120).print(table, _starting())


def _starting() -> Table:
    """Compare the start to the first answer, with what was learnt kept from before, with importing the libraries."""
    first = _started("-m", "bot", "ask", "退会したい")
    runs = {"importing": ("-c", "import bot.cli.ask"), "to the first answer": ("-m", "bot", "ask", "退会したい")}
    table = Table("start", "CPU, s", "ratio", "memory, MB", box=None)
    table.add_row("the first time, which learns", f"{first[0]:.2f}", "", f"{first[1]:.0f}")
    least: dict[str, float] = {}
    for name, run in runs.items():
        seconds, megabytes = zip(*(_started(*run) for _ in range(5)), strict=True)
        least[name] = min(seconds)
        table.add_row(name, f"{least[name]:.2f}", f"{least[name] / least['importing']:.2f}", f"{min(megabytes):.0f}")
    return table


def _started(*arguments: str) -> tuple[float, float]:
    """Run Python; return its CPU seconds and the most memory it had, in MB."""
    running = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = status  # told here, since the process has been waited for
    if status:
        raise SystemExit(f"python {' '.join(arguments)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _measured(name: str) -> dict[str, float]:
    shipped = load(ROOT / "knowledge")
    wordings = [phrase for entry in shipped.entries.values() for phrase in entry.phrases]
    lines = (ROOT / "tests" / "data" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines[:_QUESTIONS]]
    if name == "shipped":
        knowledge, strings = shipped, random.Random(1).sample(wordings, 1000)
    else:
        knowledge = _invented(shipped, wordings, *SIZES[name])
        strings = [phrase for entry in knowledge.entries.values() for phrase in entry.phrases]
    matcher, index = _timed(lambda: Matcher(knowledge))
    matcher.rank(questions[0])  # loads the dictionary's pages
    _, ours = _timed(lambda: [matcher.rank(question) for question in questions])
    few = questions if len(strings) <= 10_000 else questions[:10]
    _, theirs = _timed(lambda: [process.extract(one, strings, scorer=fuzz.WRatio, limit=3) for one in few])
    return {
        "phrases": len(strings) if name != "shipped" else len(wordings),
        "index": index,
        "question": 1000 * ours / len(questions),
        "wratio": 1000 * theirs / len(few),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _invented(shipped: Knowledge, wordings: list[str], entries: int, phrases: int) -> Knowledge:
    """Make a knowledge of other sizes: beginnings and ends of the shipped phrases, put together anew."""
    chance = random.Random(7)
    answers = " ".join(str(entry.answer) for entry in shipped.entries.values())

    def wording() -> str:
        first, second = chance.sample(wordings, 2)
        return first[: max(3, len(first) // 2)] + second[len(second) // 2 :]

    def entry(number: int) -> Entry:
        asked = tuple(dict.fromkeys(wording() for _ in range(phrases)))
        start = chance.randrange(len(answers) - 400)
        answer = Text.of(answers[start : start + 400])
        return Entry(f"e{number}", asked[0], asked[0][:40], asked, answer, (), (), "", date(2026, 11, 22))

    made = [entry(number) for number in range(entries)]
    return replace(shipped, entries={one.id: one for one in made}, smalltalk={}, out_of_scope={})


def _timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


if __name__ == "__main__":
    main()
