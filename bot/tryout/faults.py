"""Faults on order, for tests: the next call of a method is answered so, held, dropped, or its answer is lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any, Literal

from bot.tryout.refusal import Refusal

Answer = tuple[int, dict[str, Any]]


class DroppedConnection(ConnectionError):  # noqa: N818 - it says what happened
    """The connection broke; the caller cannot know whether the call was done."""


class Gate(asyncio.Event):
    """Holds a call until it is set; `reached` is set when the call has come."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        """Let the call wait here."""
        self.reached.set()
        return await super().wait()


@dataclass(frozen=True)
class Fault:
    """What shall happen to one call."""

    answer: Answer | None = None
    drop: bool = False
    lose_answer: bool = False
    hold: Gate | None = None


class Faults:
    """Orders by method, each for one call, in the order in which they were given."""

    def __init__(self) -> None:
        self._orders: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def answer(self, method: str, status: int, body: dict[str, Any]) -> None:
        """Answer the next call with this; it is not done."""
        self._orders[method.lower()].append(Fault(answer=(status, body)))

    def refuse(self, method: str, status: int, description: str, **parameters: Any) -> None:
        """Refuse the next call in Telegram's form, such as `429, "Too Many Requests: …", retry_after=1`."""
        self.answer(method, status, Refusal(status, description, **parameters).body())

    def drop(self, method: str) -> None:
        """Break the connection of the next call before it is done."""
        self._orders[method.lower()].append(Fault(drop=True))

    def lose_answer(self, method: str) -> None:
        """Do the next call and break the connection before its answer."""
        self._orders[method.lower()].append(Fault(lose_answer=True))

    def hold(self, method: str) -> Gate:
        """Let the next call wait until the returned gate is set; then it is done."""
        gate = Gate()
        self._orders[method.lower()].append(Fault(hold=gate))
        return gate

    def take(self, method: str) -> Fault | None:
        """Return the order for this call, if there is one."""
        orders = self._orders.get(method.lower())
        return orders.popleft() if orders else None
