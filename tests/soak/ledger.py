"""Who is owed how many answers, and how often the bot has tried to give them: never more often, in the end as often.

A try is a call that brings an answer, wherever it ends: whether a message has arrived whose connection broke, neither
the bot nor this ledger can know by Telegram's nature, so it must be tried once and no second time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any

from bot.dialogue import Dialogue
from bot.dialogue.templates import messages_with
from bot.telegram.render import html
from bot.tryout.changes import Change

PATIENCE_SECONDS = 60.0
_WRITING = {"sendMessage", "editMessageText", "editMessageReplyMarkup"}
_QUERIES = {"answerCallbackQuery": "callback_query_id", "answerInlineQuery": "inline_query_id"}


class Ledger:
    """Counts by chat what is written in it, and by query what answers it.

    A letter that comes along with an answer is not counted: it belongs to it, and the answer decides whether it comes.
    """

    def __init__(self, dialogue: Dialogue) -> None:
        self.acts: Counter[str] = Counter()
        self.faults: list[str] = []
        self._dialogue = dialogue
        knowledge = dialogue.knowledge
        letters = (part for entry in knowledge.entries.values() for part in messages_with(knowledge, entry))
        self._letters = {html(part.text) for part in letters}
        presses = (dialogue.press(f"1|t|{template_id}") for template_id in knowledge.templates)
        self._letters |= {html(part.text) for press in presses for part in press.messages}
        self._owed: Counter[Hashable] = Counter()
        self._tried: Counter[Hashable] = Counter()
        self._latest: dict[Hashable, str] = {}
        self._change = Change()

    def owe(self, act: str, *whom: Hashable) -> None:
        """Note what somebody has done, and who gets an answer for it: chats by number, queries by id."""
        self.acts[act] += 1
        self._owed.update(whom)
        self._latest |= dict.fromkeys(whom, act)

    def owe_for_press(self, chat_id: int, query_id: str, data: str, *, again: bool = False) -> None:
        """Note a tap of a button of the FAQ; one that comes `again` at once brings no messages, and no other edit."""
        reply = self._dialogue.press(data)
        edits = bool(reply.row or reply.in_place)
        below = reply.messages[1:] if reply.in_place else reply.messages
        messages = 0 if again else sum(html(part.text) not in self._letters for part in below)
        self.owe(f"tap {data.split('|')[1]}", query_id, *[chat_id] * (edits + messages))

    def whom(self, method: str, parameters: Mapping[str, Any]) -> Hashable | None:
        """Tell whose answer a call is; None where it is no answer."""
        if method in _QUERIES:
            return str(parameters[_QUERIES[method]])
        counts = method in _WRITING and parameters.get("text") not in self._letters
        return int(parameters["chat_id"]) if counts else None

    def tried(self, method: str, whom: Hashable) -> None:
        """Note that the bot gives an answer."""
        self._tried[whom] += 1
        if self._tried[whom] > self._owed[whom]:
            self.faults.append(f"{whom} is answered more often than asked, by {method} after {self._latest.get(whom)}")
        self._change.notify()

    async def settled(self, *whom: Hashable) -> None:
        """Wait until these have all their answers; whoever waits too long is a fault."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while any(self._tried[one] < self._owed[one] for one in whom):
                    await self._change.wait()
        except TimeoutError:
            for one in whom:
                if self._tried[one] < self._owed[one]:
                    left = self._owed[one] - self._tried[one]
                    self.faults.append(f"{one} still waits for {left} answers, after {self._latest[one]}")
                    self._tried[one] = self._owed[one]

    @property
    def answered(self) -> int:
        """How many answers were given in all."""
        return self._tried.total()

    @property
    def unanswered(self) -> dict[Hashable, int]:
        """How many answers are still owed, by whom."""
        return dict(self._owed - self._tried)
