"""Limits agree with an independent package, clinical-qikit, which follows R's qicharts2, on random months."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from qikit import qic

from peelian.measures.spc import Baseline, ControlChart, p_chart, p_prime, xmr
from tests.unit.measures.spc.charted import months, shares, values

COUNTS = st.lists(st.tuples(st.integers(30, 3000), st.floats(0.02, 0.98)), min_size=14, max_size=36)


def same_limits(chart: ControlChart, found: object) -> None:
    rows = found.data  # type: ignore[attr-defined]
    if isnan(rows["ucl"].iloc[0]):  # the package draws no limits without width
        assert all(point.upper == pytest.approx(point.centre) for point in chart.points)
        return
    assert [point.centre for point in chart.points] == pytest.approx(list(rows["cl"]), rel=1e-9)
    lower, upper = list(rows["lcl"]), list(rows["ucl"])
    if chart.options.floor is not None:
        lower, upper = [max(0.0, one) for one in lower], [min(1.0, one) for one in upper]
    # The package divides by 1.128 where 2.66 is its rounding.
    assert [point.lower for point in chart.points] == pytest.approx(lower, rel=5e-4, abs=2e-3 * abs(upper[0] - lower[0]))
    assert [point.upper for point in chart.points] == pytest.approx(upper, rel=5e-4, abs=2e-3 * abs(upper[0] - lower[0]))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=14, max_size=36), st.booleans())
def test_xmr(numbers: list[int], fixed: bool) -> None:
    baseline = Baseline(months(1)[0], months(12)[-1]) if fixed else None
    same_limits(xmr(values(*numbers), "neither", baseline=baseline), qic(y=numbers, chart="i", freeze=12 if fixed else None))


@settings(max_examples=20, deadline=None)
@given(COUNTS, st.booleans())
def test_p(drawn: list[tuple[int, float]], fixed: bool) -> None:
    counted, good = [of for of, _ in drawn], [round(of * share) for of, share in drawn]
    baseline = Baseline(months(1)[0], months(12)[-1]) if fixed else None
    same_limits(p_chart(shares(good, counted), "higher", baseline=baseline),
                qic(y=good, n=counted, chart="p", freeze=12 if fixed else None))


@settings(max_examples=20, deadline=None)
@given(COUNTS, st.booleans())
def test_p_prime(drawn: list[tuple[int, float]], fixed: bool) -> None:
    counted, good = [of for of, _ in drawn], [round(of * share) for of, share in drawn]
    baseline = Baseline(months(1)[0], months(12)[-1]) if fixed else None
    chart = p_prime(shares(good, counted), "higher", baseline=baseline)
    assume((chart.limits[0].sigma_z or 0) >= 1)  # the package never draws limits narrower than chance alone would
    same_limits(chart, qic(y=good, n=counted, chart="pp", freeze=12 if fixed else None))
