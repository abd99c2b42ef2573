"""The soak from the start of the bot to its end, and what came of it."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections import Counter
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final

from bot.dialogue import Dialogue
from bot.tryout.faults import Answer
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import BotApiServer, serve
from tests.cli.conftest import SHIPPED, TOKEN, BotProcess, running
from tests.soak.ledger import Ledger
from tests.soak.operators import Editor, Operator, meet
from tests.soak.people import ADMIN, STAFF, Person, Town
from tests.soak.watch import Watch
from tests.soak.weather import Weather

_PEOPLE: Final = 40
_FLOOD_EVERY_SECONDS: Final = 5.0
_EDIT_EVERY_SECONDS: Final = 15.0
_AT_THE_END: Final = 200
# glibc keeps what learning gives back for each thread apart, which hides what leaks; other systems ignore these.
_TIDY_HEAP: Final = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
# That a message stays as it is, or is gone, and that a query is answered, is what a second try hears.
_ORDINARY: Final = ("message is not modified", "message to delete not found", "query is too old")


class Platform(LocalTelegram):
    """A strict Telegram that remembers what it has refused."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: list[str] = []

    async def handle(self, method: str, params: Mapping[str, Any]) -> Answer:
        """Answer one Bot API call."""
        status, body = answer = await super().handle(method, params)
        if status != 200 and not any(words in body["description"] for words in _ORDINARY):
            self.refusals.append(f"{method}: {body['description']}")
        return answer


@dataclass(frozen=True)
class Soaked:
    """What came of a soak; `left` counts by chat what was asked at the very end and stays with Telegram."""

    town: Town
    watch: Watch
    edits: int
    log: list[str]
    refusals: list[str]
    left: dict[int, int]
    exit_code: int
    seconds_to_end: float
    folder: Path

    def __str__(self) -> str:
        ledger, weather, samples = self.town.ledger, self.town.weather, self.watch.samples
        faults = ", ".join(f"{name} {count}" for name, count in sorted(weather.met.items()))
        memory = [f"{sample.memory / 1e6:.0f}" for sample in samples[:: max(1, len(samples) // 12)]]
        return (
            f"soak: {ledger.answered:,} answers to {ledger.acts.total():,} acts; {self.edits} edits learnt; "
            f"faults: {faults}; memory in MB: {' '.join(memory)}, growing {self.watch.leak():,.0f} bytes an answer; "
            f"ended in {self.seconds_to_end:.1f} s"
        )


async def soak(dialogue: Dialogue, folder: Path, seconds: float) -> Soaked:
    """Run the bot in a folder of its own while people talk with it for so long."""
    chance, telegram, ledger = Random(6), Platform(), Ledger(dialogue)
    town = Town(telegram, dialogue, ledger, Weather(ledger, chance), chance)
    shutil.copytree(SHIPPED, folder / "knowledge")
    operator = Operator(town)
    async with serve(telegram, TOKEN) as api:
        api.faults = town.weather
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url, "LOG_FORMAT": "json"}
        operated = {"ADMIN_USER_IDS": str(ADMIN), "STAFF_CHAT_ID": str(STAFF)}
        async with running("run", cwd=folder, **settings, **operated, **_TIDY_HEAP) as bot:
            await bot.says("is listening")
            watch = Watch(bot.pid, lambda: ledger.answered)
            editor = Editor(town, folder / "knowledge", bot, every=min(_EDIT_EVERY_SECONDS, seconds / 3))
            people = [*(_live(town) for _ in range(_PEOPLE)), _flood(town), meet(town)]
            operators = [operator.administrate(), operator.answer(), editor.edit()]
            await _in_bad_weather(town, api, watch, seconds, [*people, *operators])
            exit_code, seconds_to_end = await _end(town, bot)
    left = Counter(update["message"]["chat"]["id"] for update in telegram.updates.pending())
    return Soaked(town, watch, editor.learnt, bot.err, telegram.refusals, left, exit_code, seconds_to_end, folder)


async def _in_bad_weather(
    town: Town, api: BotApiServer, watch: Watch, seconds: float, talks: Iterable[Coroutine[Any, Any, None]]
) -> None:
    """Let them talk until the time is over and the last one has the last answer."""
    async with asyncio.TaskGroup() as everything:  # a bot that is gone ends all
        watching = everything.create_task(watch.look())
        weather = everything.create_task(town.weather.blow(api, seconds))
        talking = [everything.create_task(talk) for talk in talks]
        await town.pause(seconds)
        town.over.set()
        await asyncio.wait(talking)
        watching.cancel()
        weather.cancel()
    town.weather.calm()


async def _end(town: Town, bot: BotProcess) -> tuple[int, float]:
    """Ask a last lot of questions and end the bot while it answers them; return its exit code, and the seconds."""
    chats = [town.newcomer() for _ in range(_AT_THE_END)]
    for chat in chats:
        town.ledger.owe("ask at the end", chat.chat_id)
        chat.say(town.question())
    await town.ledger.settled(chats[0].chat_id)
    start = monotonic()
    bot.kill(signal.SIGTERM)
    return await bot.ends(), monotonic() - start


async def _live(town: Town) -> None:
    while not town.over.is_set():
        await Person(town).live()


async def _flood(town: Town) -> None:
    while not town.over.is_set():
        await Person(town).flood()
        await town.pause(_FLOOD_EVERY_SECONDS)
