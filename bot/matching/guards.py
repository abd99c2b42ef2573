"""Words that decide by themselves: opposites and other services, which no score may overrule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Guards:
    """Finds the guards of the out-of-scope kinds in a text; texts and guards are in normalised form."""

    def __init__(self, guards: Mapping[str, str], unless: Mapping[str, tuple[str, ...]]) -> None:
        """`guards` gives the kind of each; `unless` the words of each kind that speak against it."""
        self._kinds = dict(guards)
        self._lengths = sorted({len(guard) for guard in guards}, reverse=True)
        self._unless = dict(unless)

    def excluded(self, text: str) -> frozenset[str]:
        """Return the kinds that a text cannot be of."""
        return frozenset(kind for kind, words in self._unless.items() if any(word in text for word in words))

    def find(self, text: str, excluded: Iterable[str] = ()) -> tuple[str, str] | None:
        """Return the longest guard in a text and its kind, None if there is none."""
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                guard = text[start : start + length]
                kind = self._kinds.get(guard)
                if kind is not None and kind not in excluded:
                    return guard, kind
        return None
