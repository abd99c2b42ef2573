"""Few votes prove little."""

import pytest

from bot.report.wilson import proven_share


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    # Values of the score interval as statsmodels and R's prop.test(correct = FALSE) give them.
    [(0, 0, 0.0), (0, 10, 0.0), (1, 1, 0.2065), (5, 10, 0.2366), (8, 10, 0.4902), (10, 10, 0.7225), (80, 100, 0.7112)],
)
def test_the_lower_end_of_the_interval(part: int, whole: int, share: float):
    assert proven_share(part, whole) == pytest.approx(share, abs=0.0001)


def test_more_votes_of_the_same_share_prove_more():
    proven = [proven_share(3 * times, 4 * times) for times in range(1, 200)]
    assert proven == sorted(proven)
    assert 0 < proven[0] < proven[-1] < 0.75
