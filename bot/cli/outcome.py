"""What every command ends with and begins with: exit codes, and the dialogue over a knowledge directory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.dialogue import Dialogue
from bot.knowledge import load
from bot.matching import Matcher

FINE: Final = 0
FAULT_FOUND: Final = 1
CANNOT_START: Final = 2


def dialogue_over(directory: Path) -> Dialogue:
    """Load a knowledge directory and learn its phrases, in some seconds."""
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))
