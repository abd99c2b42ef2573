"""The invented people: each has a name, a telephone and a mail address that nobody may keep, and things to ask."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from random import Random
from typing import Final

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.room import Message
from tests.soak.ledger import Ledger
from tests.soak.weather import Weather
from tests.typed import typed

ADMIN: Final = 7_300_000_001
STAFF: Final = -1_009_009_009
_FIRST_PERSON: Final = 7_311_000_000
_ACTS_OF_A_LIFE: Final = 40
_FLOOD: Final = 40
_COMMANDS: Final = ("/start", "/help", "/menu", "/template", "/choose", "/checklist", "/privacy", "/start m3-points")
_UNKNOWN: Final = ("賠償責任保険は続きますか", "登録販売者の更新講習はどこですか", "白衣のクリーニングは誰が払いますか")
# Of the operator's screens and of handing over; those who use these know what is to come.
_OPERATORS: Final = ("e", "u", "q")


class Town:
    """All that people need: Telegram, what the bot knows, and who counts."""

    def __init__(
        self, telegram: LocalTelegram, dialogue: Dialogue, ledger: Ledger, weather: Weather, chance: Random
    ) -> None:
        self.telegram = telegram
        self.knowledge: Knowledge = dialogue.knowledge
        self.ledger = ledger
        self.weather = weather
        self.chance = chance
        self.canaries: list[str] = []
        self.handed_over: set[int] = set()
        self.over = asyncio.Event()
        self._phrases = [phrase for entry in self.knowledge.entries.values() for phrase in entry.phrases]
        self._people = 0

    def question(self) -> str:
        """Return a question as somebody in a hurry types it."""
        return typed(self.chance.choice(self._phrases), self.chance)

    def newcomer(self) -> Chat:
        """Open the chat of somebody who has never been here."""
        self._people += 1
        name, number = self.name(), _FIRST_PERSON + self._people
        self.canaries.append(str(number))
        return self.telegram.open_chat(name, number)

    def name(self) -> str:
        """Invent a name; no other text has it."""
        name = "".join(self.chance.choices("鸞鷺麒麟驟驥鱗鳳鵬龜齋彌", k=4))
        self.canaries.append(name)
        return name

    async def pause(self, seconds: float) -> None:
        """Wait for so long, or until all is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.over.wait()

    def told(self) -> str:
        """Return what tells who somebody is, as part of a question."""
        digits = f"{self.chance.randrange(10**8):08}"
        mail = f"kanaria{self.chance.randrange(10**9)}@example.jp"
        phone = f"090-{digits[:4]}-{digits[4:]}"
        self.canaries += [mail, phone, f"090{digits}"]
        return f"私は{self.name()}と申します。電話は{phone}、メールは{mail}です。"


class Person:
    """Somebody alone with the bot, one act after the other."""

    def __init__(self, town: Town) -> None:
        self.chat = town.newcomer()
        self._town = town
        self._chance = town.chance
        self._tapped: set[tuple[int, str]] = set()
        self._acts: dict[Callable[[], Awaitable[None]], int] = {
            self.ask: 12,
            self.tap: 14,
            self.command: 3,
            self.fill: 2,
            self.correct: 2,
            self.follow_up: 2,
            self.search: 2,
            self.show: 1,
            self.tap_twice: 1,
            self.tell: 1,
        }

    async def live(self) -> None:
        """Do this and that, and go."""
        for act in self._chance.choices(list(self._acts), list(self._acts.values()), k=_ACTS_OF_A_LIFE):
            if self._town.over.is_set():
                break
            await act()
            await self._town.pause(self._chance.random() / 10)

    async def ask(self) -> None:
        """Ask a question, or write something else."""
        await self._say("ask", self._town.question())

    async def tell(self) -> None:
        """Ask what nobody knows, and say who asks."""
        await self._say("tell", f"{self._chance.choice(_UNKNOWN)}。{self._town.told()}")

    async def command(self) -> None:
        await self._say("command", self._chance.choice(_COMMANDS))

    async def flood(self) -> None:
        """Send a great many messages at once."""
        for _ in range(_FLOOD):
            self._town.ledger.owe("flood", self.chat.chat_id)
            self.chat.say(self._town.question())
        await self._settled()

    async def show(self) -> None:
        """Send what the bot cannot read."""
        self._town.ledger.owe("show", self.chat.chat_id)
        self._chance.choice((self.chat.send_photo, self.chat.send_sticker, self.chat.send_voice))()
        await self._settled()

    async def correct(self) -> None:
        """Change the words of the latest question."""
        question = self._town.question()
        (message,) = self.chat.say(question)
        self._town.ledger.owe("ask", self.chat.chat_id)
        await self._settled()
        self._town.ledger.owe("correct", self.chat.chat_id)
        self.chat.edit(message.message_id, f"{question}。{self._town.question()}")
        await self._settled()

    async def follow_up(self) -> None:
        """Reply to something that the bot has said."""
        said = [message for message in self._said() if not message.markup or message.buttons]
        if said:
            await self._say("follow up", "それで？", self._chance.choice(said))

    async def search(self) -> None:
        """Type in inline mode, letter by letter, and send a result, which is nothing to answer."""
        text = self._town.question()[:6]
        for end in range(1, len(text) + 1):
            query = self.chat.inline(text[:end])
            self._town.ledger.owe("search", query)
            await self._town.ledger.settled(query)
        answers = [event.inline for event in self.chat.events if event.inline]
        if answers and answers[-1].results:
            self.chat.choose(answers[-1].results[0].result_id, answers[-1].query_id)

    async def tap(self) -> None:
        """Tap any button that is shown."""
        await self._tap(1)

    async def tap_twice(self) -> None:
        """Tap a button twice, as people do with a mouse; the answer comes once."""
        with self._town.weather.sparing(self.chat.chat_id):
            await self._tap(2)

    async def fill(self) -> None:
        """Let the blanks of a letter be filled in."""
        letters = [one for one in self._untapped() if one[1].split("|")[1] == "f"]
        if not letters:
            await self._say("command", "/template")
            return
        with self._town.weather.sparing(self.chat.chat_id):
            await self._press(*self._chance.choice(letters))
            prompt = next(one for one in reversed(self._said()) if one.markup and "force_reply" in one.markup)
            await self._say("fill", f"{self._town.name()}\n{self._town.name()}", prompt)

    async def _say(self, act: str, text: str, reply_to: Message | None = None) -> None:
        self._town.ledger.owe(act, self.chat.chat_id)
        self.chat.say(text, reply_to.message_id if reply_to else None)
        await self._settled()

    async def _tap(self, times: int) -> None:
        shown = self._untapped()
        if shown:
            await self._press(*self._chance.choice(shown), times)
        else:
            await self.command()

    def _untapped(self) -> list[tuple[Message, str]]:
        """List the buttons that are shown; one that was tapped already may count as a second tap."""
        shown = [
            (message, str(button["callback_data"]))
            for message in self._said()
            for button in message.buttons
            if "callback_data" in button and button["callback_data"].split("|")[1] not in _OPERATORS
        ]
        return [one for one in shown if (one[0].message_id, one[1]) not in self._tapped]

    async def _press(self, message: Message, data: str, times: int = 1) -> None:
        self._tapped.add((message.message_id, data))
        queries = [self.chat.press(message.message_id, data) for _ in range(times)]
        for number, query in enumerate(queries):
            self._town.ledger.owe_for_press(self.chat.chat_id, query, data, again=number > 0)
        await self._town.ledger.settled(self.chat.chat_id, *queries)

    async def _settled(self) -> None:
        await self._town.ledger.settled(self.chat.chat_id)

    def _said(self) -> list[Message]:
        return [message for message in self.chat.messages.values() if message.from_bot]
