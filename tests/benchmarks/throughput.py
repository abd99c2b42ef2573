"""How much a bot can take, beside bare echoes: python -m tests.benchmarks.throughput [--rounds N] [--seconds S]

This bot does its whole work on the shipped knowledge, its database included; the echoes only say what they hear. All
talk to one server, which is this process. Where there are several cores, it keeps one for itself and the bots share
another. Rounds take turns, so that the machine's moods hit all alike; figures are medians over the rounds. Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.knowledge import load
from tests.benchmarks.bot_api import Account, Load, Server, serve
from tests.typed import typed

ROOT = Path(__file__).parent.parent.parent
_OURS: Final = "this bot"
_FLOOR: Final = "bare sockets (the floor)"
_ECHOES: Final = {"PTB echo (httpx)": "ptb", "aiogram 3 echo": "aiogram3", _FLOOR: "sockets"}
_PEOPLE: Final = (1, 8, 256)
_A_SECOND: Final = 30.0
_STARTS: Final = 5
_TEXTS: Final = 2000
_TICKS: Final = os.sysconf("SC_CLK_TCK")
# Long enough for the records of the last answers to be written.
_REST_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 60.0

_Work = Callable[[Account], Awaitable[Load]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.throughput")
    parser.add_argument("--rounds", type=int, default=5, help="how often each bot has its turn (default 5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a turn lasts (default 2)")
    options = parser.parse_args()
    if importlib.util.find_spec("aiogram") is None:
        raise SystemExit("aiogram is missing; install it: .venv/bin/pip install -e '.[benchmarks]'")
    asyncio.run(_compare(Console(width=120), options.rounds, options.seconds))


async def _compare(console: Console, rounds: int, seconds: float) -> None:
    _say_how_quiet(console)
    texts = _questions()
    async with serve() as server:
        # The bots end before the server, which they would miss loudly.
        with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
            console.print(await _starting(server, texts, Path(folder)))
            own, others = _cores()
            os.sched_setaffinity(0, own)
            bots = {}
            for name in (_OURS, *_ECHOES):
                account, command = _account(server, name, texts)
                process = running.enter_context(_running(command, Path(folder), others))
                bots[name] = _Bot(account, process)
                await bots[name].load(_hurrying(max(_PEOPLE), seconds))  # now it is warm
            hurries = {people: await _turns(bots, rounds, _hurrying(people, seconds)) for people in _PEOPLE}
            chance = random.Random(6)
            trickles = await _turns(bots, rounds, lambda account: account.trickle(_A_SECOND, 5 * seconds, chance))
            console.print(_rates(hurries, bots), "", _latencies(hurries, trickles))
    _say_how_quiet(console)


@dataclass(frozen=True)
class _Turn:
    """What came of one load, and the CPU seconds that the bot took for it."""

    load: Load
    cpu: float

    @property
    def rate(self) -> float:
        """Answered updates a second of wall time."""
        return len(self.load.answering) / self.load.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU for each answered update."""
        return 1000 * self.cpu / len(self.load.answering)


@dataclass(frozen=True)
class _Bot:
    account: Account
    process: subprocess.Popen[bytes]

    async def load(self, work: _Work) -> _Turn:
        before = _cpu_seconds(self.process.pid)
        done = await _patiently(work(self.account))
        await asyncio.sleep(_REST_SECONDS)
        return _Turn(done, _cpu_seconds(self.process.pid) - before)


async def _patiently(load: Awaitable[Load]) -> Load:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await load
    except TimeoutError:
        raise SystemExit("a bot does not answer; see what it has written on standard error") from None


async def _turns(bots: dict[str, _Bot], rounds: int, work: _Work) -> dict[str, list[_Turn]]:
    turns: dict[str, list[_Turn]] = {name: [] for name in bots}
    for _ in range(rounds):
        for name, bot in bots.items():
            turns[name].append(await bot.load(work))
    return turns


def _hurrying(people: int, seconds: float) -> _Work:
    return lambda account: account.hurry(people, seconds)


def _rates(hurries: dict[int, dict[str, list[_Turn]]], bots: dict[str, _Bot]) -> Table:
    people = [f"{count:,}" for count in hurries]
    table = Table("", *(f"updates/s\n{count} at once" for count in people), box=None)
    for column in (*(f"CPU ms a message\n{count} at once" for count in people), "calls a\nmessage", "memory\nMB (RSS)"):
        table.add_column(column)
    for name, bot in bots.items():
        rates = [f"{median(turn.rate for turn in turns[name]):,.0f}" for turns in hurries.values()]
        costs = [f"{median(turn.cpu_ms for turn in turns[name]):.2f}" for turns in hurries.values()]
        last = hurries[max(hurries)][name]
        calls = sum(turn.load.calls for turn in last) / sum(len(turn.load.answering) for turn in last)
        table.add_row(name, *rates, *costs, f"{calls:.2f}", f"{_memory_mb(bot.process.pid):.0f}")
    return table


def _latencies(hurries: dict[int, dict[str, list[_Turn]]], trickles: dict[str, list[_Turn]]) -> Table:
    """From hand-out to answer under full load; from writing to answer under the load of some messages a second."""
    table = Table("p50 / p99, wall ms", *(f"{people} at once" for people in hurries), box=None)
    for column in (f"{_A_SECOND:.0f} messages/s", "p99 over\nthe floor", "CPU ms\na message"):
        table.add_column(column)
    floor = median(_percentile(turn.load.waiting, 99) for turn in trickles[_FLOOR])
    for name, turns in trickles.items():
        full = [_both([turn.load.answering for turn in by_name[name]]) for by_name in hurries.values()]
        over = median(_percentile(turn.load.waiting, 99) for turn in turns) - floor
        cost = median(turn.cpu_ms for turn in turns)
        table.add_row(name, *full, _both([turn.load.waiting for turn in turns]), f"{over:.1f}", f"{cost:.2f}")
    return table


def _both(rounds: Sequence[Sequence[float]]) -> str:
    return " / ".join(f"{median(_percentile(seconds, percent) for seconds in rounds):.1f}" for percent in (50, 99))


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """Return a percentile in milliseconds."""
    return 1000 * quantiles(seconds, n=100, method="inclusive")[percent - 1]


async def _starting(server: Server, texts: Sequence[str], folder: Path) -> Table:
    """Measure the start to the first answer, on all cores, with a question that waits already."""
    table = Table("start to the first answer", "wall s", "CPU s", box=None)
    first = await _started(server, _OURS, texts, folder)
    table.add_row(f"{_OURS}, the first time, which learns", *(f"{seconds:.2f}" for seconds in first))
    starts: dict[str, list[tuple[float, float]]] = {name: [] for name in (_OURS, *_ECHOES)}
    for _ in range(_STARTS):
        for name, measured in starts.items():
            measured.append(await _started(server, name, texts, folder))
    for name, measured in starts.items():
        table.add_row(name, *(f"{median(seconds):.2f}" for seconds in zip(*measured, strict=True)))
    return table


async def _started(server: Server, name: str, texts: Sequence[str], folder: Path) -> tuple[float, float]:
    account, command = _account(server, name, texts)
    asked = asyncio.create_task(account.hurry(1, 0))
    start = perf_counter()
    with _running(command, folder, os.sched_getaffinity(0)) as process:
        await _patiently(asked)
        return perf_counter() - start, _cpu_seconds(process.pid)


def _account(server: Server, name: str, texts: Sequence[str]) -> tuple[Account, list[str]]:
    """Open an account; return it with the command that runs its bot."""
    token = f"{123456789 + len(server.accounts)}:{'t' * 35}"
    server.accounts[token] = account = Account(texts)
    if name == _OURS:
        settings = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": server.url, "LOG_LEVEL": "WARNING"}
        return account, ["env", *(f"{key}={value}" for key, value in settings.items()), sys.executable, "-m", "bot"]
    return account, [sys.executable, "-m", f"tests.benchmarks.echoes.{_ECHOES[name]}", server.url, token]


@contextmanager
def _running(command: Sequence[str], folder: Path, cores: set[int]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a bot whose files lie in this folder on these cores; it is killed, so that it need not say goodbye."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "KNOWLEDGE_DIR": str(ROOT / "knowledge"),
        "DATABASE_URL": f"sqlite:///{folder}/bot.sqlite3",
    }
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        os.sched_setaffinity(process.pid, cores)
        yield process
    finally:
        process.kill()
        process.wait()


def _cores() -> tuple[set[int], set[int]]:
    """Return the server's core and that of the bots; the same where there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    return {cores[0]}, {cores[-1]}


def _cpu_seconds(process: int) -> float:
    """Return the CPU time of all threads of a process."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _questions() -> list[str]:
    """Draw phrases of the knowledge, and type most of them as people do: hasty, wordy, with a slip."""
    chance = random.Random(9)
    knowledge = load(ROOT / "knowledge")
    phrases = [phrase for entry in knowledge.entries.values() for phrase in entry.phrases]
    return [typed(chance.choice(phrases), chance) for _ in range(_TEXTS)]


def _say_how_quiet(console: Console) -> None:
    console.print(f"\nload average of the machine: {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main()
