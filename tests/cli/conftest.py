"""`python -m bot` as a person or a supervisor runs it: a process of its own, with nothing inherited but the path."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "knowledge"
TOKEN = "123456789:" + "Zz9_-" * 7
PATIENCE = 60.0  # seconds until a process that is stuck fails its test

FAQ = """\
id: leaving
label: 退会
source: 試験の資料
checked_on: 2026-11-22
entries:
  - id: m3-points
    question: ポイントは退会するとどうなりますか？
    phrases: [ポイントは消える]
    answer: ポイントは消滅します。
    related: [email]
  - id: email
    question: 退会用のメールアドレスを教えてください。
    phrases: [メールの送り先]
    answer: taikai@m3.com です。
  - id: consultant
    question: 担当コンサルタントに電話で伝えてもいいですか？
    answer: はい、電話でもかまいません。
"""


def environment(**settings: str) -> dict[str, str]:
    """The environment of a person who has set up nothing but these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | settings


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


class BotProcess:
    """A running command, whose output is read as it comes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._news = asyncio.Condition()
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = asyncio.gather(
            self._read(process.stdout, self.out), self._read(process.stderr, self.err), process.wait()
        )

    async def _read(self, stream: asyncio.StreamReader | None, lines: list[str]) -> None:
        assert stream is not None
        async for line in stream:
            lines.append(line.decode())
            async with self._news:
                self._news.notify_all()

    @property
    def output(self) -> str:
        return "".join(self.out + self.err)

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self.running:
            self._process.send_signal(number)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def says(self, words: str, times: int = 1) -> str:
        """Wait for a line of either output with these words, or for so many of them, and return the first."""
        found: list[str] = []
        async with asyncio.timeout(PATIENCE), self._news:
            while len(found := [line for line in self.out + self.err if words in line]) < times:
                await self._news.wait()
        return found[0]

    async def ends(self) -> int:
        """Wait for the end, check that no traceback was shown, and return the exit code."""
        async with asyncio.timeout(PATIENCE):
            await self._readers
        assert "Traceback" not in self.output
        assert TOKEN not in self.output
        code = self._process.returncode
        assert code is not None
        return code


@asynccontextmanager
async def running(*arguments: str, cwd: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """Run a command until the end of the block at the latest."""
    process = BotProcess(
        await asyncio.create_subprocess_exec(
            *command(*arguments),
            cwd=cwd,
            env=environment(**settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    )
    try:
        yield process
    finally:
        process.kill()
        await process.ends()


Finished = subprocess.CompletedProcess[str]


def finished(*arguments: str, cwd: Path, stdin: bytes = b"", **settings: str) -> Finished:
    """Run a command to its end; whatever it is, it shows no traceback."""
    done = subprocess.run(  # noqa: S603 - our own program
        command(*arguments), cwd=cwd, env=environment(**settings), input=stdin, capture_output=True, timeout=PATIENCE
    )
    result = Finished(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.stdout + result.stderr
    return result


@pytest.fixture(autouse=True)
def in_a_pipe_without_an_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)  # the test runner sets it


@pytest.fixture
def call(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Finished]]:
    """Do what `finished` does within this process, which is quicker; a traceback fails the test of itself."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)

    def called(*arguments: str, cwd: Path = home, stdin: bytes = b"", **settings: str) -> Finished:
        for name in list(os.environ):
            if name.lower() in Settings.model_fields:
                monkeypatch.delenv(name)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin), "utf-8"))
        code = main(list(arguments))
        return Finished(arguments, code, *capsys.readouterr())

    yield called
    sys.excepthook, threading.excepthook = hooks
    for name in list(root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small knowledge of its own and no .env: what most commands are started in."""
    folder = tmp_path_factory.mktemp("home")
    write_knowledge(folder / "knowledge")
    return folder


def write_knowledge(folder: Path, faq: str = FAQ) -> None:
    """Write the least that is a whole bot: one category and the fixed phrases."""
    (folder / "faq").mkdir(parents=True)
    (folder / "faq" / "leaving.yaml").write_text(faq, encoding="utf-8")
    messages = (SHIPPED / "messages.yaml").read_text(encoding="utf-8")
    messages = re.sub(r"^suggested:.*(\n .*)*", "suggested: [m3-points, email]", messages, flags=re.MULTILINE)
    (folder / "messages.yaml").write_text(messages, encoding="utf-8")
