"""Wordings as they come from a telephone."""

from __future__ import annotations

from random import Random


def typed(phrase: str, chance: Random) -> str:
    """Type a phrase as people do: hasty, wordy, with a slip."""
    at = chance.randrange(len(phrase))
    match chance.randrange(6):
        case 0:
            return phrase[:at] + phrase[at + 1 :] or phrase
        case 1:
            return phrase[:at] + phrase[at : at + 2][::-1] + phrase[at + 2 :]
        case 2:
            return f"すみません、{phrase}。教えてください"
        case 3:
            return f"{phrase}？？"
        case 4:
            return f"昨日登録したばかりなのですが、{phrase}"
    return phrase
