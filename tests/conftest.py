"""The shipped knowledge and the bot on it, loaded once for all tests."""

from pathlib import Path

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge, load
from bot.matching import Matcher

SHIPPED = Path(__file__).parent.parent / "knowledge"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(SHIPPED)


@pytest.fixture(scope="session")
def dialogue(knowledge: Knowledge) -> Dialogue:
    return Dialogue(knowledge, Matcher(knowledge))
