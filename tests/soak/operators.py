"""Those who run the bot while people talk with it, and the groups in which it is one of many."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.tryout.chat import Chat
from bot.tryout.room import Message
from tests.cli.conftest import BotProcess
from tests.soak.people import ADMIN, STAFF, Person, Town

_LEARNT: Final = "was read again: edited: m3-points"
_ENTRY: Final = "m3-points"
_ADMIN_PAUSE_SECONDS: Final = 1.5  # a second tap within one second settles nothing


class Editor:
    """Writes new phrases into the knowledge, and asks one of them as soon as the bot says that it has learnt them."""

    def __init__(self, town: Town, directory: Path, bot: BotProcess, every: float) -> None:
        self.learnt = 0
        self._every = every
        self._town = town
        self._file = directory / "phrases" / "soak.yaml"
        self._bot = bot

    async def edit(self) -> None:
        """Edit again and again until all is over."""
        await self._town.pause(self._every)
        while not self._town.over.is_set():
            await self._edit()
            await self._town.pause(self._every)

    async def _edit(self) -> None:
        """Edit, wait until it is live, and see that it is."""
        word = self._town.name()
        self._file.write_text(f"{_ENTRY}:\n  - {word}の扱い\n  - {word}のゆくえ\n", encoding="utf-8")
        await self._bot.says(_LEARNT, times=self.learnt + 1)
        self.learnt += 1
        chat = self._town.newcomer()
        with self._town.weather.sparing(chat.chat_id):
            self._town.ledger.owe("ask what is new", chat.chat_id)
            chat.say(f"{word}の扱い")
            await self._town.ledger.settled(chat.chat_id)
        answer = next((message.text for message in chat.messages.values() if message.from_bot), "nothing")
        if not answer.startswith(self._town.knowledge.entries[_ENTRY].question):
            self._town.ledger.faults.append(f"after edit {self.learnt} the bot says: {answer}")


class Operator:
    """The administrator, and the staff who answer what is handed over."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._chat = town.telegram.open_chat(town.name(), ADMIN)
        self._staff = town.telegram.open_group("運営", chat_id=STAFF)
        self._labels = town.knowledge.messages.hand_over

    async def administrate(self) -> None:
        """Look at the figures, settle what was not answered, and read everything again, until all is over."""
        while not self._town.over.is_set():
            for command in ("/stats", "/reload", "/unanswered"):
                self._town.ledger.owe(command, ADMIN)
                self._chat.say(command)
                await self._town.ledger.settled(ADMIN)
                await self._town.pause(_ADMIN_PAUSE_SECONDS)
            shown = self._chat.newest_keyboard()
            if shown and (data := shown.buttons[-1]["callback_data"]).startswith("1|e|"):
                query = self._chat.press(shown.message_id, data)
                self._town.ledger.owe("settle a question", ADMIN, query)
                await self._town.ledger.settled(ADMIN, query)
            await self._town.pause(_ADMIN_PAUSE_SECONDS)

    async def answer(self) -> None:
        """Let one after the other hand over a question, and answer it; every second wants to be forgotten then."""
        forgets = False
        while not self._town.over.is_set():
            forgets = not forgets
            person = Person(self._town)
            with self._town.weather.sparing(person.chat.chat_id, STAFF):
                await self._hand_over(person.chat, forgets=forgets)
            await person.live()

    async def _hand_over(self, chat: Chat, *, forgets: bool) -> None:
        texts, owe = self._labels, self._town.ledger.owe
        assert texts is not None
        owe("ask in vain", chat.chat_id)
        chat.say(f"賠償責任保険は続きますか。{self._town.told()}")
        await self._settled(chat)
        if not any(has(message, texts.button_offer) for message in chat.messages.values()):
            return  # some edit has an answer to it
        await self._tap(chat, texts.button_offer, 1)
        owe("hand over", STAFF)
        await self._tap(chat, texts.button_send, 2)
        self._town.handed_over.add(chat.chat_id)
        question = next(one for one in reversed(self._staff.messages.values()) if one.from_bot)
        owe("answer in person", chat.chat_id, STAFF)
        self._staff.say("係", "お調べします。", reply_to=question.message_id)
        await self._settled(chat)
        if forgets:
            await self._tap(chat, texts.button_forget, 1)
            self._town.handed_over.discard(chat.chat_id)

    async def _tap(self, chat: Chat, label: str, messages: int) -> None:
        shown = next(one for one in reversed(chat.messages.values()) if has(one, label))
        query = chat.press(shown.message_id, shown.button(label)["callback_data"])
        self._town.ledger.owe(label, query, *[chat.chat_id] * messages)
        await self._settled(chat, query)

    async def _settled(self, chat: Chat, *queries: str) -> None:
        await self._town.ledger.settled(chat.chat_id, STAFF, *queries)


async def meet(town: Town) -> None:
    """Let the members of a group talk among each other and with the bot, until all is over."""
    group = town.telegram.open_group(town.name())
    while not town.over.is_set():
        name = town.name()
        group.say(name, town.question())  # to the others
        said = [one.message_id for one in group.messages.values() if one.from_bot][-1:]
        follow_ups = [("それで？", one) for one in said]
        for text, reply_to in [(f"@local_bot {town.question()}", None), ("/help@local_bot", None), *follow_ups]:
            town.ledger.owe("ask in a group", group.chat_id)
            group.say(name, text, reply_to)
            await town.ledger.settled(group.chat_id)
        await town.pause(town.chance.random())


def has(message: Message, label: str) -> bool:
    """Tell whether a message has a button with this label."""
    return any(button["text"] == label for button in message.buttons)
