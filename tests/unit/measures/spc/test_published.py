"""Limits are those that books and manuals print for their own examples."""

from __future__ import annotations

import pytest

from peelian.measures.spc import Baseline, Options, p_chart, p_prime, xmr
from tests.unit.measures.spc.charted import months, places, shares, values

# Donald J. Wheeler, Making Sense of Data (2003), p. 382: "Data Set to Use When Verifying Software".
WHEELER = (5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200)
# SAS/QC User's Guide, example "Displaying Individual Measurements on an EWMA Chart": diameters of 30 tyres.
TYRES = (24.05, 23.99, 23.95, 23.93, 23.97, 24.02, 24.06, 24.10, 23.98, 24.03, 23.91, 24.06, 24.06, 23.96, 23.98,
         24.06, 24.01, 24.00, 23.93, 23.92, 24.09, 24.11, 24.05, 23.98, 23.98, 24.06, 24.02, 24.06, 23.97, 23.96)
# NHSRplotthedots, article "Deviations from Excel defaults": one outlying point, with and without screening.
OUTLYING = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
# Douglas C. Montgomery, Introduction to Statistical Quality Control: cans of orange juice, 30 samples of 50.
CANS = (12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6)
# The same book, control chart for fraction nonconforming with variable sample size: purchase orders of 25 weeks.
ORDERS = (100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90)
WRONG = (12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9)
UNSCREENED = Options(screen=False)


def test_wheelers_data_for_verifying_software() -> None:
    chart = xmr(values(*WHEELER), "neither", options=UNSCREENED)
    [limits] = chart.limits
    first = chart.points[0]
    assert limits.centre == 4135.5 and limits.mean_range == pytest.approx(355.93, abs=0.005)
    assert (first.lower, first.upper) == (pytest.approx(3188.72, abs=0.005), pytest.approx(5082.28, abs=0.005))
    assert [hit.months for hit in chart.hits if hit.rule == "outside"] == [(months(16)[-1],)]


def test_wheelers_largest_moving_range_is_screened() -> None:
    """1,737 is above the upper range limit that the book gives, 1,163.19."""
    [limits] = xmr(values(*WHEELER), "neither").limits
    assert limits.screened == 1 and limits.mean_range == pytest.approx((355.9333 * 15 - 1737) / 14, abs=0.001)


def test_tyres_of_the_sas_manual() -> None:
    chart = xmr(values(*TYRES), "neither")
    [limits] = chart.limits
    assert limits.mean_range == pytest.approx(0.056897, abs=5e-7) and limits.centre == pytest.approx(24.0083, abs=5e-5)
    # The manual divides by 1.12838, where 2.66 rounds.
    assert (chart.points[0].lower, chart.points[0].upper) == (pytest.approx(23.8571, abs=2e-4), pytest.approx(24.1596, abs=2e-4))
    assert chart.hits == () and chart.variation.kind == "common_cause"


@pytest.mark.parametrize(("screen", "lower", "upper"), [(True, -0.72, 4.60), (False, -3.06, 6.95)])
def test_screening_as_the_nhs_package_shows_it(screen: bool, lower: float, upper: float) -> None:
    chart = xmr(values(*OUTLYING), "higher", options=Options(screen=screen))
    assert (round(chart.points[0].lower or 0, 2), round(chart.points[0].upper or 0, 2)) == (lower, upper)


def test_montgomerys_cans() -> None:
    chart = p_chart(shares(CANS, [50] * 30), "lower")
    assert chart.limits[0].centre == pytest.approx(0.2313, abs=5e-5)
    assert (chart.points[0].lower, chart.points[0].upper) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.4102, abs=5e-5))
    assert places([hit.months[0] for hit in chart.hits if hit.rule == "outside"], 30) == [15, 23]


def test_montgomerys_cans_without_the_two_samples_that_were_explained() -> None:
    kept = [number for place, number in enumerate(CANS, start=1) if place not in (15, 23)]
    chart = p_chart(shares(kept, [50] * 28), "lower")
    assert chart.limits[0].centre == pytest.approx(0.2150, abs=5e-5)
    assert (chart.points[0].lower, chart.points[0].upper) == (pytest.approx(0.0407, abs=1e-4), pytest.approx(0.3893, abs=1e-4))


def test_montgomerys_purchase_orders_of_varying_number() -> None:
    chart = p_chart(shares(WRONG, ORDERS), "lower")
    assert chart.limits[0].centre == pytest.approx(0.096, abs=5e-4)
    assert places([hit.months[0] for hit in chart.hits if hit.rule == "outside"], 25) == [11]
    widths = {point.counted: (point.upper or 0) - (point.centre or 0) for point in chart.points}
    assert sorted(widths, key=widths.__getitem__, reverse=True) == sorted(widths)  # the more orders, the nearer the limits
    assert [point.lower for point in chart.points if point.counted == 80] == [0.0] * 5  # no share is below nought


def test_the_chart_of_laney_is_wider_where_months_differ_beyond_chance() -> None:
    """By the formulas of Laney (2002), worked here step by step for four months of 10,000."""
    chart = p_prime(shares([5000, 5200, 4900, 5100], [10_000] * 4), "higher")
    centre, sigma = 0.505, (0.505 * 0.495 / 10_000) ** 0.5
    sigma_z = (0.02 + 0.03 + 0.02) / 3 / sigma / 1.128
    assert chart.limits[0].sigma_z == pytest.approx(sigma_z) and sigma_z > 4
    assert chart.points[0].upper == pytest.approx(centre + 3 * sigma * sigma_z)
    assert p_chart(shares([5000, 5200, 4900, 5100], [10_000] * 4), "higher").hits != () == chart.hits


def test_a_fixed_baseline_holds_the_limits_of_its_months() -> None:
    held = xmr(values(*TYRES, 25.0, 25.1), "higher", baseline=Baseline(months(1)[0], months(30)[-1]))
    assert held.limits[0].centre == pytest.approx(24.0083, abs=5e-5) and held.limits[0].used == 30
    assert places(held.improved(months(31)[-1]), 32) == [31, 32]
    assert "Limits are held as they were from January 2001 to June 2003." in held.notes
