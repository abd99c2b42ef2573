"""Buttons: one decorated function is what a button does; `.button()` makes the button that does it.

The whole state of a press travels in its callback data, `1|verb|argument|…`, at most 64 bytes of ASCII.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Final, TypeVar

from bot import limits
from bot.knowledge import Knowledge
from bot.reply import Press, Reply

_VERSION: Final = "1"

_Value = TypeVar("_Value")


class StaleButtonError(LookupError):
    """The button is older than the knowledge or the program, or somebody forged it."""


def found(table: Mapping[str, _Value], key: str) -> _Value:
    """Look up what a button names; raises StaleButtonError where it is no longer there."""
    return still_there(table.get(key))


def still_there(value: _Value | None) -> _Value:
    """Return what a button named; raises StaleButtonError if it was not found."""
    if value is None:
        raise StaleButtonError
    return value


def press_button(label: str, verb: str, *arguments: str) -> Press:
    """Make a button; raises ValueError if its data does not fit into 64 bytes."""
    data = "|".join((_VERSION, verb, *arguments))
    if not data.isascii() or len(data) > limits.CALLBACK_BYTES:
        raise ValueError(f"callback data {data!r} is not 1 to {limits.CALLBACK_BYTES} bytes of ASCII")
    return Press(label, data)


def arguments_of(data: str, verb: str) -> list[str] | None:
    """Read the arguments of a button with this verb; None for the data of any other button."""
    version, _, rest = data.partition("|")
    found_verb, *arguments = rest.split("|")
    return arguments if (version, found_verb) == (_VERSION, verb) else None


@dataclass(frozen=True)
class Action:
    """What a kind of button does; `verb` is its short name within callback data."""

    verb: str
    act: Callable[..., Reply]

    def button(self, label: str, *arguments: str) -> Press:
        """Make a button that does this."""
        return press_button(label, self.verb, *arguments)


def action(verb: str) -> Callable[[Callable[..., Reply]], Action]:
    """Make a function `(knowledge, *arguments) -> Reply` the action of all buttons with this verb.

    The arguments come from outside: the function looks each up and raises StaleButtonError for what is not there.
    """
    return lambda act: Action(verb, act)


class Actions:
    """All actions of the bot, found by the verb in callback data."""

    def __init__(self, *actions: Action) -> None:
        self._by_verb = {action.verb: action for action in actions}
        if len(self._by_verb) < len(actions):
            raise ValueError("two actions have the same verb")

    def press(self, knowledge: Knowledge, data: str) -> Reply:
        """Do what the button says; raises StaleButtonError for data that this program did not make."""
        version, _, rest = data.partition("|")
        verb, *arguments = rest.split("|")
        known = self._by_verb.get(verb)
        if version != _VERSION or known is None:
            raise StaleButtonError(data)
        try:
            signature(known.act).bind(knowledge, *arguments)
        except TypeError as error:
            raise StaleButtonError(data) from error
        return known.act(knowledge, *arguments)
