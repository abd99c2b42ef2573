"""What a Bot API server, or the network before it, may do wrong with a call: values that tests order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.tryout.refusal import Refusal


@dataclass(frozen=True)
class Raw:
    """Answer with any status and body; the call is not done."""

    status: int
    body: bytes
    content_type: str = "application/json"


@dataclass(frozen=True)
class Late:
    """Do the call and answer so many seconds later."""

    seconds: float


@dataclass(frozen=True)
class Held:
    """Do the call when the gate is set."""

    gate: asyncio.Event


@dataclass(frozen=True)
class Dropped:
    """Break the connection before the call is done, or with `done` after it and before the answer."""

    done: bool = False


@dataclass(frozen=True)
class Changed:
    """Do the call and answer with a changed result."""

    change: Callable[[Any], Any]


Fault = Raw | Late | Held | Dropped | Changed


def refused(status: int, description: str, **parameters: Any) -> Raw:
    """Refuse in Telegram's form, such as `refused(429, "Too Many Requests: retry after 3", retry_after=3)`."""
    return Raw(status, json.dumps(Refusal(status, description, **parameters).body()).encode())


def too_many_requests(retry_after: int) -> Raw:
    return refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def conflict() -> Raw:
    words = "terminated by other getUpdates request; make sure that only one bot instance is running"
    return refused(409, f"Conflict: {words}")


def unauthorized() -> Raw:
    return refused(401, "Unauthorized")


def forbidden() -> Raw:
    return refused(403, "Forbidden: bot was blocked by the user")


def migrated(new_chat_id: int) -> Raw:
    words = "group chat was upgraded to a supergroup chat"
    return refused(400, f"Bad Request: {words}", migrate_to_chat_id=new_chat_id)


def bad_gateway() -> Raw:
    """What a proxy before Telegram says: a page for people."""
    page = "<html><head><title>502 Bad Gateway</title></head><body>" + "<center>nginx</center>" * 100 + "</body></html>"
    return Raw(502, page.encode(), "text/html")


def server_error() -> Raw:
    return refused(500, "Internal Server Error: restart")


def malformed_json() -> Raw:
    """A success that was cut off."""
    return Raw(200, b'{"ok":true,"result":[{"update_id":')


def duplicates() -> Changed:
    """Each update of one getUpdates twice."""
    return Changed(lambda updates: [update for update in updates for _ in range(2)])


def out_of_order() -> Changed:
    """The updates of one getUpdates, newest first."""
    return Changed(lambda updates: updates[::-1])


@dataclass(eq=False)
class Order:
    """One fault for the next calls that fit; `met` is set as soon as a call has taken it."""

    method: str
    fault: Fault
    chat: int | None = None
    times: int | None = 1
    met: asyncio.Event = field(default_factory=asyncio.Event)

    def cancel(self) -> None:
        """Let no further call take it."""
        self.times = 0

    def fits(self, method: str, parameters: Mapping[str, Any]) -> bool:
        """Tell whether a call is meant."""
        return (
            self.times != 0
            and self.method.lower() in ("*", method.lower())
            and (self.chat is None or str(self.chat) == str(parameters.get("chat_id")))
        )


class Faults:
    """The orders, in the order in which they were given."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def order(self, method: str, fault: Fault, *, chat: int | None = None, times: int | None = 1) -> Order:
        """Let the next calls that fit meet this fault."""
        order = Order(method, fault, chat, times)
        self._orders.append(order)
        return order

    def take(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """Return the fault that this call meets, if any."""
        order = next((order for order in self._orders if order.fits(method, parameters)), None)
        if order is None:
            return None
        if order.times is not None:
            order.times -= 1
        order.met.set()
        self._orders = [order for order in self._orders if order.times != 0]
        return order.fault
