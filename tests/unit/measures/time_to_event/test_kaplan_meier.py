"""The curve is that of Freireich's trial as it is printed, and SciPy's on random waits."""

from __future__ import annotations

import random
import warnings

import numpy
import pytest
from scipy import stats

from peelian.measures.time_to_event import Wait, curve_of

# Freireich and others, Blood 1963, as every textbook of survival has it (Kleinbaum and Klein, table 1.1): weeks in remission
# of 21 patients with 6-mercaptopurine (the second row: still in remission when last seen) and of 21 with placebo.
RELAPSED, SEEN = (6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
PRINTED = ((6, 21, 3, 0.857, 0.0764), (7, 17, 1, 0.807, 0.0869), (10, 15, 1, 0.753, 0.0963), (13, 12, 1, 0.690, 0.1068),
           (16, 11, 1, 0.627, 0.1141), (22, 7, 1, 0.538, 0.1282), (23, 6, 1, 0.448, 0.1346))


def treated() -> list[Wait]:
    return [*(Wait(one, True) for one in RELAPSED), *(Wait(one, False) for one in SEEN)]


def test_the_curve_of_the_trial_is_as_printed() -> None:
    curve = curve_of(treated())
    assert (curve.waits, curve.done, curve.longest) == (21, 9, 35) and curve.left.tolist() == sorted(SEEN)
    assert [(one.length, one.at_risk, one.done) for one in curve.steps] == [row[:3] for row in PRINTED]
    for step, (*_, share, error) in zip(curve.steps, PRINTED, strict=True):
        assert step.open == pytest.approx(share, abs=0.0005) and step.error == pytest.approx(error, abs=0.0005)


def test_the_medians_of_the_trial_are_as_printed() -> None:
    """SAS PROC LIFETEST, whose intervals are of the log of minus the log too: 23 (13 to no end) and 8 (4 to 11)."""
    median = curve_of(treated()).quantile(0.5)
    assert (median.length, median.low, median.high) == (23, 13, None)
    placebo = curve_of([Wait(one, True) for one in PLACEBO]).quantile(0.5)
    assert (placebo.length, placebo.low, placebo.high) == (8, 4, 11)


def test_what_was_not_reached_has_no_length() -> None:
    ninety = curve_of(treated()).quantile(0.9)
    assert ninety.length is None and ninety.high is None


@pytest.mark.parametrize("seed", range(20))
def test_curves_of_random_waits_agree_with_scipy(seed: int) -> None:
    draw = random.Random(seed)
    waits = [Wait(float(draw.randint(0, 40)), draw.random() < 0.7) for _ in range(draw.randint(25, 200))]
    curve = curve_of(waits)
    found = stats.ecdf(stats.CensoredData(uncensored=[one.length for one in waits if one.done],
                                          right=[one.length for one in waits if not one.done])).sf
    with numpy.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined where nothing stays open, as here
        interval = found.confidence_interval(method="log-log")
    for step in curve.steps:
        place = list(found.quantiles).index(step.length)
        assert step.open == pytest.approx(found.probabilities[place])
        if step.interval is not None:
            assert step.interval.low == pytest.approx(interval.low.probabilities[place])
            assert step.interval.high == pytest.approx(interval.high.probabilities[place])


def test_where_all_are_seen_to_the_end_the_quantiles_are_those_of_the_lengths() -> None:
    curve = curve_of([Wait(one, True) for one in range(1, 101)])
    assert (curve.quantile(0.5).length, curve.quantile(0.9).length) == (50, 90)
    assert curve.open_at(0.5) == 1 and curve.open_at(25) == pytest.approx(0.75) and curve.open_at(1000) == pytest.approx(0)


def test_nothing_to_wait_for_and_nonsense() -> None:
    empty = curve_of([])
    assert (empty.waits, empty.steps, empty.quantile(0.5).length) == (0, (), None)
    with pytest.raises(ValueError, match="a wait of -1 cannot be"):
        curve_of([Wait(-1, True)])
    with pytest.raises(ValueError, match="not between 0 and 1"):
        empty.quantile(1.0)
