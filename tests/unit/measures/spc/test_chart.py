"""What a control chart says beside its limits: icons, trial limits, rebases, gaps, tables, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from peelian.measures.spc import Baseline, ControlChart, Options, Point, Rebase, causes_table, p_chart, p_prime, table, xmr
from peelian.measures.spc.model import Better
from peelian.problems import Problems
from tests.unit.measures.spc.charted import months, shares, values

STEADY = (48.5, 51.5) * 12
HIGH_RUN = (51.0, 52.0) * 4
RISING_BELOW = (43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0)
BASELINE = Baseline(months(1)[0], months(24)[-1])
REBASE = Rebase(months(25)[-1], "2003-02-01", "new form", "A. Analyst")


@pytest.mark.parametrize(("better", "kind"), [("higher", "improvement"), ("lower", "concern"), ("neither", "neither")])
def test_direction_makes_a_special_cause_good_or_bad(better: Better, kind: str) -> None:
    chart = xmr(values(*STEADY, *HIGH_RUN), better, baseline=BASELINE)
    assert chart.variation.kind == kind and chart.variation.side == "high"
    assert "a run above the mean" in chart.variation.words
    assert [point.variation for point in chart.points[-8:]] == [kind] * 8
    assert {point.variation for point in chart.points[:23]} == {"common_cause"}


def test_a_rising_trend_is_an_improvement_even_below_the_mean() -> None:
    """But seven months on the wrong side of the mean, or outside it, are what they are, rising or not."""
    rising = xmr(values(*STEADY, 43.5, 43.4, 45.5, 47.0, 48.0, 49.0, 51.5, 52.5, 50.0), "higher", baseline=BASELINE)
    assert "trend" in {hit.rule for hit in rising.hits}
    assert rising.points[29].rules == ("trend",) and rising.points[29].variation == "improvement"
    below = xmr(values(*STEADY, *RISING_BELOW), "higher", baseline=BASELINE)
    assert below.points[-1].rules == ("run", "trend") and below.variation.kind == "concern"


@pytest.mark.parametrize(("better", "target", "kind"), [
    ("higher", 40.0, "passes"), ("higher", 60.0, "fails"), ("higher", 50.0, "hit_and_miss"), ("higher", None, "no_target"),
    ("lower", 60.0, "passes"), ("lower", 40.0, "fails"), ("lower", 50.0, "hit_and_miss"), ("neither", 40.0, "no_target"),
    ("higher", 50 - 2.66 * 3, "passes"), ("lower", 50 + 2.66 * 3, "passes"), ("higher", 50 + 2.66 * 3, "hit_and_miss"),
])
def test_assurance(better: Better, target: float | None, kind: str) -> None:
    assert xmr(values(*STEADY), better, target=target).assurance.kind == kind


def test_a_target_of_everything_is_passed_only_where_nothing_varies() -> None:
    assert p_chart(shares([50] * 12, [50] * 12), "higher", target=1.0).assurance.kind == "passes"
    assert p_chart(shares([50] * 11 + [49], [50] * 12), "higher", target=1.0).assurance.kind == "hit_and_miss"


@pytest.mark.parametrize("chart", [xmr(values(*[0.9] * 12, 0.8), "higher", baseline=Baseline(months(1)[0], months(12)[-1])),
                                   p_chart(shares([50] * 12 + [49], [50] * 13), "higher",
                                           baseline=Baseline(months(1)[0], months(12)[-1]))])
def test_limits_without_width_are_told_of(chart: ControlChart) -> None:
    assert chart.variation.kind == "concern" and any("any other figure stands outside them" in note for note in chart.notes)


@pytest.mark.parametrize(("count", "trial"), [(2, True), (11, True), (12, False)])
def test_fewer_than_twelve_points_are_trial_limits(count: int, trial: bool) -> None:
    chart = xmr(values(*STEADY[:count]), "higher")
    assert chart.limits[0].trial is trial
    assert any(f"trial limits, from {count} points" in note for note in chart.notes) is trial


@pytest.mark.parametrize("chart", [xmr([], "higher"), xmr(values(1.0), "higher", target=1.0),
                                   xmr(values(1.0, None, 2.0), "higher", target=1.0), p_prime(shares([1], [2]), "higher", target=0.5),
                                   p_chart(shares([0, 0], [0, 0]), "higher", target=0.5)])
def test_too_few_points_are_told_of_and_not_judged(chart: Any) -> None:
    assert chart.limits == () == chart.hits
    assert chart.variation.kind == "not_enough" and chart.assurance.kind in ("not_enough", "no_target")
    assert not chart.points or "There are too few months for limits." in chart.notes


def test_months_without_figures_are_gaps_with_their_reasons() -> None:
    few = Point(months(27)[-1], None, 7, 5, "fewer than 20 duties")
    points = [*values(*STEADY), few, *(Point(month, 50.0) for month in months(30)[-2:])]
    chart = xmr(points, "higher")
    assert [one.why_no_value for one in chart.points[24:]] == [
        "no figure for this month", "no figure for this month", "fewer than 20 duties", "no figure for this month", "", ""]
    assert chart.limits[0].used == 26 and chart.limits[0].mean_range == pytest.approx(23 * 3 / 24)
    assert "3 months are not plotted (no figure for this month); no run, trend or moving range reaches across." in chart.notes
    assert "1 month is not plotted (fewer than 20 duties); no run, trend or moving range reaches across." in chart.notes


def test_a_month_of_nothing_is_no_share_of_nought() -> None:
    chart = p_chart(shares([45] * 6 + [0] + [45] * 6, [50] * 6 + [0] + [50] * 6), "higher")
    empty = chart.points[6]
    assert empty.value is None and empty.why_no_value == "nothing counted in this month" and empty.variation == "not_enough"
    assert chart.limits[0].centre == 0.9 and chart.hits == ()


def test_a_rate_that_may_not_be_shown_is_not_plotted() -> None:
    hidden = Point(months(13)[-1], None, 10, 3, "fewer than 20 duties")
    chart = p_prime([*shares([45, 44] * 6, [50] * 12), hidden], "higher")
    assert chart.points[-1].value is None and chart.limits[0].centre == pytest.approx(0.89)


def test_a_rebase_takes_limits_anew_and_stays_with_the_result() -> None:
    chart = xmr(values(*STEADY, *(number + 20 for number in STEADY)), "higher", rebases=[REBASE])
    assert [round(one.centre, 6) for one in chart.limits] == [50, 70] and chart.hits == ()
    assert chart.rebases == (REBASE,) and chart.points[24].centre == pytest.approx(70)
    assert "Limits taken anew from January 2003: new form (A. Analyst, 2003-02-01)." in chart.notes


def test_a_rebase_may_hold_a_baseline_of_its_own() -> None:
    until = Rebase(REBASE.month, REBASE.decided_on, REBASE.reason, REBASE.author, until=months(36)[-1])
    chart = xmr(values(*STEADY, *(number + 20 for number in STEADY[:12]), *[99.0] * 3), "higher", rebases=[until])
    assert round(chart.limits[1].centre, 6) == 70 and chart.limits[1].used == 12 and chart.variation.kind == "improvement"


def test_a_result_is_tables() -> None:
    chart = xmr(values(*STEADY, 70), "lower", baseline=BASELINE)
    rows = table(chart)
    assert len(rows) == 25 and set(rows[0]) == {"month", "value", "counted", "mean", "lower_limit", "upper_limit", "variation",
                                                "rules", "why_no_value"}
    assert (rows[-1]["value"], rows[-1]["variation"], rows[-1]["rules"]) == (70, "concern", "outside")
    assert causes_table(chart) == [{"rule": "outside", "side": "high", "first": rows[-1]["month"], "last": rows[-1]["month"],
                                    "points": 1}]


def test_limits_stop_where_a_measure_cannot_go() -> None:
    chart = xmr(values(*[0.99, 0.95] * 12), "higher", options=Options(floor=0.0, ceiling=1.0))
    assert chart.points[0].upper == 1.0 and chart.points[0].lower == pytest.approx(0.97 - 2.66 * 0.04)


@pytest.mark.parametrize(("points", "more", "said"), [
    ([Point("2001-13", 1.0)], {}, "month '2001-13': is no month."),
    ([Point("2001-01", 1.0), Point("2001-01", 2.0)], {}, "is given 2 times."),
    ([Point("2001-01", float("nan"))], {}, "has the value nan."),
    ([Point("0001-01", 1.0), Point("9999-01", 2.0)], {}, "lies more than 1200 months after 0001-01."),
    (values(*STEADY), {"baseline": Baseline("2030-01", "2030-12")}, "holds no month with a figure."),
    (values(*STEADY), {"baseline": Baseline("spring", "2030-12")}, "does not name two months."),
    (values(*STEADY), {"baseline": BASELINE, "rebases": [Rebase("2001-06", "2001-07-01", "why", "who")]}, "reaches past the rebase"),
    (values(*STEADY), {"rebases": [Rebase("2001-06", "2001-07-01", " ", "who")]}, "has no reason."),
    (values(*STEADY), {"rebases": [Rebase("2001-06", "2001-07-01", "why", "")]}, "has no author."),
    (values(*STEADY), {"rebases": [Rebase("2001-06", "July", "why", "who")]}, "was decided on 'July', which is no day."),
    (values(*STEADY), {"rebases": [Rebase("2001-06", "2001-02-30", "why", "who")]}, "was decided on '2001-02-30', which is no day."),
    (values(*STEADY), {"rebases": [Rebase("2001-01", "2001-07-01", "why", "who")]}, "is no month after the chart's first."),
    (values(*STEADY), {"rebases": [Rebase("2001-06", "2001-07-01", "why", "who", until="2001-05")]}, "takes its limits until"),
    (values(*STEADY), {"options": Options(run=1)}, "options, run: 1 points are no run."),
])
def test_what_no_chart_can_be_made_of_is_told_at_once(points: list[Point], more: dict[str, Any], said: str) -> None:
    with pytest.raises(Problems, match=None) as told:
        xmr(points, "higher", **more)
    assert said in str(told.value)


@pytest.mark.parametrize(("good", "counted"), [(3, 2), (-1, 2), (None, 2), (1, None)])
def test_a_share_that_cannot_be_is_refused(good: float | None, counted: float | None) -> None:
    with pytest.raises(Problems, match="A p chart needs how many were counted"):
        p_chart([Point("2001-01", None, counted, good)], "higher")
