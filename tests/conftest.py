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
def matcher(knowledge: Knowledge) -> Matcher:
    return Matcher(knowledge)


@pytest.fixture(scope="session")
def dialogue(knowledge: Knowledge, matcher: Matcher) -> Dialogue:
    return Dialogue(knowledge, matcher)
