"""Words that decide by themselves: opposites and other services, which no score may overrule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

# Guards are looked up by so many of their letters.
_BEGINNING: Final = 2


class Guards:
    """Finds the guards of the out-of-scope kinds in a text; texts and guards are in normalised form."""

    def __init__(self, guards: Mapping[str, str], unless: Mapping[str, tuple[str, ...]]) -> None:
        """`guards` gives the kind of each; `unless` the words of each kind that speak against it."""
        self._kinds = dict(guards)
        self._beginnings: dict[str, list[str]] = {}
        for guard in sorted(guards, key=len, reverse=True):
            self._beginnings.setdefault(guard[:_BEGINNING], []).append(guard)
        self._unless = dict(unless)

    def excluded(self, text: str) -> frozenset[str]:
        """Return the kinds that a text cannot be of."""
        return frozenset(kind for kind, words in self._unless.items() if any(word in text for word in words))

    def find(self, text: str, excluded: Iterable[str] = ()) -> tuple[str, str] | None:
        """Return the longest guard in a text and its kind, None if there is none."""
        longest = ""
        for start in range(len(text)):
            for length in range(1, _BEGINNING + 1):
                for guard in self._beginnings.get(text[start : start + length], ()):
                    if len(guard) <= len(longest):
                        break
                    if text.startswith(guard, start) and self._kinds[guard] not in excluded:
                        longest = guard
        return (longest, self._kinds[longest]) if longest else None
