"""Exact limits are those of SciPy's distributions, interpolated as Spiegelhalter (2005) says, at both ends from outside."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats

from peelian.measures.funnel import binomial_limits, poisson_limits
from peelian.measures.funnel.exact import TAILS


def interpolated(distribution: Any, tail: float, most: int | None = None) -> float:
    """By the words of the paper, from below: r − α, r the least count with P(R ≤ r) > p, α = (P(R ≤ r) − p) ÷ P(R = r).

    An upper tail is the same from above, over P(R ≥ r)."""
    if tail < 0.5:
        count = 0
        while distribution.cdf(count) <= tail:
            count += 1
        return max(0.0, count - (distribution.cdf(count) - tail) / distribution.pmf(count))
    count = int(distribution.mean() + 20 * distribution.std() + 60) if most is None else most
    while distribution.sf(count - 1) <= 1 - tail:
        count -= 1
    reached = count + (distribution.sf(count - 1) - (1 - tail)) / distribution.pmf(count)
    return reached if most is None else min(reached, most)


@pytest.mark.parametrize("of", [1, 7, 20, 150, 1000])
@pytest.mark.parametrize("share", [0.004, 0.1, 0.5, 0.87, 0.999])
def test_binomial_limits_agree_with_scipy(of: int, share: float) -> None:
    found = binomial_limits(of, share)
    expected = [interpolated(stats.binom(of, share), tail, of) / of for tail in TAILS]
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("mean", [0.2, 3.0, 40.0, 700.0])
def test_poisson_limits_agree_with_scipy(mean: float) -> None:
    found = poisson_limits(200, mean / 200)
    assert found == pytest.approx([interpolated(stats.poisson(mean), tail) / 200 for tail in TAILS], abs=1e-9)


@pytest.mark.parametrize("share", [0.02, 0.4, 0.95])
def test_no_more_than_the_stated_chance_lies_beyond_a_limit(share: float) -> None:
    for of in range(5, 300, 7):
        far_low, low, high, far_high = binomial_limits(of, share)
        counts = range(of + 1)
        chance = stats.binom(of, share).pmf

        def beyond(limit: float, above: bool, counts: Any = counts, of: int = of, chance: Any = chance) -> float:
            return float(sum(chance(one) for one in counts if (one / of > limit if above else one / of < limit)))

        assert beyond(low, False) <= 0.025 + 1e-9 and beyond(far_low, False) <= 0.001 + 1e-9
        assert beyond(high, True) <= 0.025 + 1e-9 and beyond(far_high, True) <= 0.001 + 1e-9


def test_a_force_of_a_hundred_thousand_is_no_harder() -> None:
    [low] = binomial_limits(100_000, 0.3, [0.025])
    assert low == pytest.approx(interpolated_near(100_000, 0.3, 0.025), abs=1e-9)


def interpolated_near(of: int, share: float, tail: float) -> float:
    distribution = stats.binom(of, share)
    count = int(distribution.ppf(tail))
    return float((count - (distribution.cdf(count) - tail) / distribution.pmf(count)) / of)


def test_where_nothing_is_left_to_chance_there_is_no_width() -> None:
    assert binomial_limits(40, 1.0) == [1.0] * 4 and binomial_limits(40, 0.0) == [0.0] * 4
    assert poisson_limits(40, 0.0) == [0.0] * 4
