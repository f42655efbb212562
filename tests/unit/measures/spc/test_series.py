"""The months of a measure become points: whole months only, one basis, and no rate that may not be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peelian.duties.run_folder import RunFolder
from peelian.measures.counts import figures_by_month
from peelian.measures.indicators import read_counts
from peelian.measures.periods import periods_of
from peelian.measures.spc import of_duties, of_ratio, of_stock, p_prime, xmr
from peelian.measures.stock import stocks_by_month
from tests.unit.measures.made_run import counted, duty

RunOf = Callable[..., RunFolder]


def month_of(month: str, met: int, of: int, **more: Any) -> list[dict[str, Any]]:
    return [duty(number, "met" if number < met else "missed", f"{month}-10 12:00", subject_id=f"{month}-{number}", **more)
            for number in range(of)]


def test_duties_join_in_the_month_of_their_deadline_and_only_whole_months_do(run_of: RunOf) -> None:
    duties = [*month_of("2017-01", 20, 25), *month_of("2017-02", 24, 30), *month_of("2017-04", 10, 30),
              *month_of("2017-05", 1, 30), *month_of("2017-06", 25, 30), duty(99, "excused", None, started_at=None)]
    run = run_of(duties, as_at="2017-06-20")
    points = of_duties(figures_by_month(run)["loan-returned", "force"], periods_of(run))
    assert [(point.month, point.good, point.counted) for point in points] == [
        ("2017-01", 20, 25), ("2017-02", 24, 30), ("2017-03", 0, 0), ("2017-04", 10, 30), ("2017-05", 1, 30)]
    assert [point.value for point in points] == [0.8, 0.8, None, pytest.approx(1 / 3), pytest.approx(1 / 30)]
    assert points[2].why_no_value == "no duty"
    assert [point.month for point in of_duties(figures_by_month(run)["loan-returned", "force"], periods_of(run), "2017-03")] == [
        "2017-03", "2017-04", "2017-05"]


def test_a_month_that_had_ended_is_plotted(run_of: RunOf) -> None:
    run = run_of(month_of("2017-06", 25, 30), as_at="2017-06-30")
    assert [point.month for point in of_duties(figures_by_month(run)["loan-returned", "force"], periods_of(run))] == ["2017-06"]


def test_a_rate_that_is_not_shown_is_a_gap_on_every_chart(run_of: RunOf) -> None:
    run = run_of([*month_of("2017-01", 20, 25), *month_of("2017-02", 5, 19), *month_of("2017-03", 20, 25, owner_at_due="one")],
                 as_at="2017-04-02")
    points = of_duties(figures_by_month(run)["loan-returned", "force"], periods_of(run))
    assert [point.why_no_value for point in points] == ["", "fewer than 20 duties", "fewer than five owners"]
    for chart in (xmr(points, "higher"), p_prime(points, "higher")):
        assert [point.value for point in chart.points] == [0.8, None, None]


def test_a_stock_is_taken_at_each_months_end(run_of: RunOf) -> None:
    gaps = [duty(number, "overdue", "2017-02-10 12:00" if number < 3 else "2017-04-20 12:00", standard="loan-reminded",
                 started_at="2017-01-15 12:00") for number in range(24)]
    run = run_of(gaps, as_at="2017-04-10")
    points = of_stock(stocks_by_month(run, run.library(), periods_of(run))["loan-reminded", "force"], periods_of(run))
    assert [(point.month, point.good, point.counted) for point in points] == [
        ("2017-01", 24, 24), ("2017-02", 21, 24), ("2017-03", 21, 24)]


def test_immature_months_of_an_indicator_stay_out(run_of: RunOf) -> None:
    rows = [counted(number, role, period) for period in ("2017-01", "2017-02", "2017-03") for role, many in
            (("denominator", 40), ("numerator", 30)) for number in range(many)]
    run = run_of([], rows, as_at="2017-04-10")
    points = of_ratio(read_counts(run), run.library().standards["look-whole"], "force", periods_of(run))
    assert points and all(point.value == 0.75 and (point.good, point.counted) == (30, 40) for point in points)
    after = run.library().standards["look-whole"].indicator
    assert after is not None
    last = periods_of(run).latest_mature(after.matures_after)
    assert points[-1].month == last


def test_no_figure_no_points(run_of: RunOf) -> None:
    assert of_duties({}, periods_of(run_of([]))) == []
