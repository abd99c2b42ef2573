"""What the operator learns from conversations; nothing in a record tells who asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A question, and what became of it.

    `outcome`: answer, suggest, smalltalk or fallback; `entry`: the id of what was answered, of the FAQ or else; None if
    nothing was; `candidates`: ids of the best entries of the FAQ, best first, at most three; `question`: the masked
    words where nothing was answered or several entries were offered, otherwise empty.
    """

    outcome: str
    entry: str | None
    candidates: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Opened:
    """An answer that somebody opened by a tap or a link."""

    entry: str


@dataclass(frozen=True)
class Voted:
    """A vote on an answer."""

    entry: str
    helpful: bool


Record = Asked | Opened | Voted
