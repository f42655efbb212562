"""Chances are SciPy's, and Holm's rule is that of its worked definition."""

from __future__ import annotations

import random

import pytest
from scipy import stats

from peelian.measures.signals.chance import beyond_t, differ, fewer_good, holm, rates_differ


@pytest.mark.parametrize("seed", range(25))
def test_the_exact_chance_is_scipys(seed: int) -> None:
    draw = random.Random(seed)
    top = draw.choice([5, 60, 4000])
    good, bad, more_good, more_bad = (draw.randint(0, top) for _ in range(4))
    expected = stats.fisher_exact([[good, bad], [more_good, more_bad]], alternative="less").pvalue
    assert fewer_good(good, bad, more_good, more_bad) == pytest.approx(expected, abs=1e-9, rel=1e-6)


def test_a_tiny_chance_keeps_its_size() -> None:
    expected = stats.hypergeom(4000, 3000, 500).cdf(250)
    assert fewer_good(250, 250, 2750, 750) == pytest.approx(expected, rel=1e-6) and expected < 1e-20


def test_tea_tasted_by_a_lady() -> None:
    """Fisher, The Design of Experiments (1935): three of four right has a chance of 17 in 70."""
    assert 1 - fewer_good(2, 2, 2, 2) == pytest.approx(17 / 70)
    assert differ(4, 0, 0, 4) == pytest.approx(2 / 70)


@pytest.mark.parametrize(("events", "time", "elsewhere", "time_elsewhere"), [(12, 30, 40, 60), (500, 900, 620, 1400), (0, 5, 9, 5),
                                                                             (30, 10, 30, 10), (7, 1, 0, 1)])
def test_two_rates_are_compared_as_scipys_binomial_does(events: int, time: int, elsewhere: int, time_elsewhere: int) -> None:
    found = stats.binom(events + elsewhere, time / (time + time_elsewhere))
    expected = min(1.0, 2 * min(found.cdf(events), found.sf(events - 1)))
    assert rates_differ(events, time, elsewhere, time_elsewhere) == pytest.approx(expected, rel=1e-6)


def test_nothing_to_compare_is_no_surprise() -> None:
    assert differ(0, 0, 5, 5) == 1 and differ(10, 0, 10, 0) == 1 and differ(0, 0, 0, 0) == 1
    assert rates_differ(0, 5, 0, 5) == 1 and rates_differ(3, 0, 3, 5) == 1


@pytest.mark.parametrize("freedom", [1, 2, 3, 10, 21, 34])
@pytest.mark.parametrize("value", [0.0, 0.7, -2.1, 6.5])
def test_students_t_is_scipys(value: float, freedom: int) -> None:
    assert beyond_t(value, freedom) == pytest.approx(2 * stats.t(freedom).sf(abs(value)), abs=1e-12)


def test_holms_rule_steps_down() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005], 0.05) == [True, False, False, True]
    assert holm([0.02, 0.02], 0.05) == [True, True] and holm([0.03, 0.03], 0.05) == [False, False] and holm([], 0.05) == []
