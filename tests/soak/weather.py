"""What goes wrong on the way between the bot and Telegram while people talk."""

from __future__ import annotations

import asyncio
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from random import Random
from typing import Any, Final

from tests.bot_api import (
    BotApiServer,
    Changed,
    Dropped,
    Late,
    Raw,
    bad_gateway,
    duplicates,
    malformed_json,
    out_of_order,
    server_error,
    too_many_requests,
)
from tests.bot_api.faults import Fault, Faults
from tests.soak.ledger import Ledger

_PAUSE_SECONDS: Final = 0.25
_DELIVERED_AGAIN: Final = 60

_ANY: Final[dict[str, Fault]] = {
    "429": too_many_requests(1),
    "500": server_error(),
    "502": bad_gateway(),
    "malformed JSON": malformed_json(),
    "dropped": Dropped(),
    "answer lost": Dropped(done=True),
    "slow": Late(1.5),
}
_CALLS: Final = (
    *("sendMessage", "sendMessage", "editMessageText", "editMessageReplyMarkup"),
    *("answerCallbackQuery", "answerInlineQuery", "deleteMessage"),
)
_FETCHING_SECONDS: Final = 6.0  # after most of these faults the bot waits for a second, and so does everybody


class Weather(Faults):
    """Orders one fault after the other, of all kinds in turn, and tells the ledger of each answer that the bot tries.

    What the bot has to try again gets through the second time, so that each answer can be counted.
    """

    def __init__(self, ledger: Ledger, chance: Random) -> None:
        super().__init__()
        self.met: Counter[str] = Counter()
        self.fatal = 0  # for the rest of an answer
        self._names: dict[Fault, str] = {}
        self._ledger = ledger
        self._chance = chance
        self._spared: Counter[int] = Counter()
        self._comes_again: set[str] = set()

    async def blow(self, api: BotApiServer, seconds: float) -> None:
        """Order faults until cancelled, all kinds at least once in so many seconds."""
        again = Changed(lambda updates: [*islice(reversed(api.delivered), _DELIVERED_AGAIN), *updates])
        fetching = {"duplicates": duplicates(), "out of order": out_of_order(), "delivered again": again} | _ANY
        others = math.ceil(min(_FETCHING_SECONDS, seconds / 2 / len(fetching)) / _PAUSE_SECONDS)
        while True:
            for name, fault in fetching.items():
                self._order("getUpdates", name, fault)
                for _ in range(others):
                    self._order(self._chance.choice(_CALLS), *self._chance.choice(list(_ANY.items())))
                    await asyncio.sleep(_PAUSE_SECONDS)

    def take(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """Choose what a call meets."""
        whom = self._ledger.whom(method, parameters)
        key = json.dumps([method, parameters], sort_keys=True)
        again = key in self._comes_again
        self._comes_again.discard(key)
        spared = again or int(parameters.get("chat_id", 0)) in self._spared
        fault = None if spared else super().take(method, parameters)
        if fault:
            self.met[self._names[fault]] += 1
        if fault and _is_tried_again(method, parameters, fault):
            self._comes_again.add(key)
        elif isinstance(fault, Raw | Dropped):
            self.fatal += 1
        if whom is not None and key not in self._comes_again:
            self._ledger.tried(method, whom)
        return fault

    @contextmanager
    def sparing(self, *chat_ids: int) -> Iterator[None]:
        """Let all calls to these chats through, where the next step needs the one before."""
        self._spared.update(chat_ids)
        try:
            yield
        finally:
            self._spared -= Counter(chat_ids)

    def calm(self) -> None:
        """Forget the faults that nobody has met yet."""
        self._orders.clear()

    def _order(self, method: str, name: str, fault: Fault) -> None:
        """Order a fault, unless the one before of this method still waits for its call."""
        if not any(order.method == method for order in self._orders):
            self._names[fault] = name
            self.order(method, fault)


def _is_tried_again(method: str, parameters: Mapping[str, Any], fault: Fault) -> bool:
    """Tell whether the bot makes a call again that meets this: what was refused, and what cannot be done twice."""
    match fault:
        case Raw(status=429):
            return "chat_id" in parameters
        case Raw() | Dropped():
            return method != "sendMessage"
    return False
