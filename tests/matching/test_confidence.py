"""The confidence and how it is fitted."""

import random

import pytest

from bot.matching import Evidence
from bot.matching.calibration import calibrate
from bot.matching.confidence import confidence


def test_confidence_rises_with_score_and_gap_and_falls_with_what_speaks_against():
    middle = Evidence(top=0.0, gap=0.4, outside=-0.6, unknown=0.1)
    assert confidence(Evidence(0.8, 0.4, -0.6, 0.1)) > confidence(middle)
    assert confidence(Evidence(0.0, 0.9, -0.6, 0.1)) > confidence(middle)
    assert confidence(Evidence(0.0, 0.4, 0.2, 0.1)) < confidence(middle)
    assert confidence(Evidence(0.0, 0.4, -0.6, 0.9)) < confidence(middle)


@pytest.mark.parametrize("extreme", [-1e6, 1e6], ids=["tiny", "huge"])
def test_confidence_stays_a_probability(extreme: float):
    assert 0 <= confidence(Evidence(extreme, 0, 0, 0)) <= 1


def test_calibration_finds_which_evidence_matters():
    dice = random.Random(1)  # noqa: S311 - no secret
    evidence = [Evidence(dice.uniform(-1, 1), dice.random(), dice.uniform(-1, 1), dice.random()) for _ in range(2000)]
    base, top, gap, outside, unknown = calibrate(evidence, [one.top - one.outside > 0.2 for one in evidence])
    assert top > 3
    assert outside < -3
    assert abs(gap) < 1
    assert abs(unknown) < 1
    assert base < 0


def test_calibration_of_one_sided_results_stays_finite():
    evidence = [Evidence(0.1 * number, 0.5, -0.5, 0.1) for number in range(10)]
    assert all(abs(weight) < 100 for weight in calibrate(evidence, [True] * 10))
