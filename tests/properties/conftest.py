"""How many examples are tried, and with which bot."""

import os

import pytest
from hypothesis import HealthCheck, settings

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.matching import Matcher

# The fixtures that the examples of a test share are the bot's knowledge and logs, which no example changes.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
settings.register_profile(
    "short", deadline=None, derandomize=True, database=None, max_examples=100, suppress_health_check=SHARED
)
settings.register_profile("long", deadline=None, max_examples=5000, suppress_health_check=SHARED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def share(part: int) -> settings:
    """Try one in `part` of the usual number of examples, for what takes long."""
    return settings(max_examples=settings().max_examples // part)


@pytest.fixture(scope="session")
def staffed(knowledge: Knowledge, matcher: Matcher) -> Dialogue:
    """The shipped bot with all that it may offer."""
    return Dialogue(knowledge, matcher, retention_days=180, staffed=True)
