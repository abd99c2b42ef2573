"""The estimator on made series that look like a bot's memory: it finds what grows, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.soak.growth import slope
from tests.soak.test_soak import BYTES_AN_ANSWER

MB = 1_000_000
ANSWERS = 6000
LEARNING = 1000  # answers between two edits
Series = list[tuple[float, float]]


def made(memory: Callable[[int, Random], float]) -> Series:
    """Look at a made memory every 60 answers."""
    chance = Random(4)
    return [(answers, memory(answers, chance)) for answers in range(0, ANSWERS, 60)]


def warm(answers: int) -> float:
    """What caches take until they are full, and then no more."""
    return 270 * MB + min(answers, 2500) * 36_000


def learning(answers: int) -> float:
    """What learning takes for a while, and gives back."""
    return 85 * MB if answers % LEARNING > LEARNING - 300 else 0.0


def mood(chance: Random) -> float:
    """What the allocator keeps for some time."""
    return chance.choice((0, 0, 15 * MB)) + chance.random() * MB


def flat(answers: int, chance: Random) -> float:
    return 350 * MB


def noisy(answers: int, chance: Random) -> float:
    return 350 * MB + mood(chance)


def of_a_bot(answers: int, chance: Random) -> float:
    return warm(answers) + learning(answers) + mood(chance)


def of_fewer_and_fewer(answers: int, chance: Random) -> float:
    return of_a_bot(answers, chance) - answers * 1000


@pytest.mark.parametrize("memory", [flat, noisy, of_a_bot, of_fewer_and_fewer])
def test_what_does_not_grow_is_not_said_to(memory: Callable[[int, Random], float]):
    assert slope(made(memory)) < BYTES_AN_ANSWER / 2


@pytest.mark.parametrize("memory", [flat, noisy, of_a_bot])
@pytest.mark.parametrize("leak", [2048, 10_000])
def test_a_leak_is_found_in_its_size(memory: Callable[[int, Random], float], leak: int):
    found = slope(made(lambda answers, chance: memory(answers, chance) + leak * answers))
    assert found == pytest.approx(leak, rel=0.3)


def test_a_leak_at_each_edit_is_found():
    found = slope(made(lambda answers, chance: of_a_bot(answers, chance) + answers // LEARNING * 5 * MB))
    assert found > BYTES_AN_ANSWER


@pytest.mark.parametrize("moment", [1000, 4000, 5500])
def test_one_step_is_no_leak(moment: int):
    """What is taken once, early or late, is not taken with each answer."""
    found = slope(made(lambda answers, chance: of_a_bot(answers, chance) + 20 * MB * (answers > moment)))
    assert found < BYTES_AN_ANSWER / 2
