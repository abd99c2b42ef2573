"""What the chat page says about the files of the knowledge: what is wrong with them, or that an edit is live."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

_Frame = dict[str, Any]
_Listener = Callable[[_Frame], None]

_PLACE: Final = re.compile(r"(.+?:\d+): (.+)", re.DOTALL)


class KnowledgeNotice:
    """Holds what is wrong now, for pages that open later, and tells those that are open of each piece of news."""

    def __init__(self) -> None:
        self.broken: tuple[str, ...] = ()
        self._listeners: list[_Listener] = []

    def listen(self, listener: _Listener) -> None:
        """Have a listener told with frames for the page."""
        self._listeners.append(listener)

    def refused(self, complaints: Sequence[str]) -> None:
        """Say what is wrong, each complaint with its place, until it is mended."""
        self._tell(complaints)

    def mended(self) -> None:
        """Say that nothing is wrong any more, and that the knowledge is as it was."""
        self._tell((), updated={})

    def updated(self, **entries: Sequence[str]) -> None:
        """Say that an edit is live, with the ids of the entries that were added, edited and removed."""
        self._tell((), updated={kind: list(ids) for kind, ids in entries.items()})

    def frame(self) -> _Frame:
        """Return what a page shows that opens now."""
        return {"type": "knowledge", "broken": [_placed(one) for one in self.broken], "updated": None}

    def _tell(self, complaints: Sequence[str], updated: dict[str, list[str]] | None = None) -> None:
        self.broken = tuple(complaints)
        for listener in self._listeners:
            listener(self.frame() | {"updated": updated})


def _placed(complaint: str) -> dict[str, str]:
    """Part a complaint into file with line, and sentence."""
    parts = _PLACE.fullmatch(complaint)
    place, what = parts.groups() if parts else ("", complaint)
    return {"place": place, "what": what}
