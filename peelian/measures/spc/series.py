"""A measure's months as points for a control chart: whole months only, every month of one basis, a gap where no rate is shown.

The run's own month is left out unless it had ended; undated duties have no month. A month without a figure between the
first and the last is a gap with its reason. A rate that is not shown (few duties, few owners) is not plotted either, for
a chart would show it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peelian.clocks import months_between
from peelian.measures.figures import NO_DUTY, Figure
from peelian.measures.indicators import Counts, indicator_of, ratio
from peelian.measures.periods import UNDATED, Periods
from peelian.measures.spc.model import Point
from peelian.measures.stock import Stock
from peelian.standards.model import Standard


def of_duties(months: Mapping[str, Figure], periods: Periods, since: str | None = None) -> list[Point]:
    """The rate by month of deadline, from the month → figure of `figures_by_month` for one standard and its settings.

    since: the first month to plot (YYYY-MM), where the records' own beginning makes the earliest ones unlike the rest.
    """
    def point(month: str) -> Point:
        figure = months.get(month, Figure())
        return Point(month, figure.rate, figure.counted, figure.met, figure.why_no_rate or "")

    return _plotted([*months], periods.latest_whole, since, point)


def of_stock(months: Mapping[str, Stock], periods: Periods, since: str | None = None) -> list[Point]:
    """The share in date at each month's end, from the month → stock of `stocks_by_month`."""
    def point(month: str) -> Point:
        stock = months.get(month)
        if stock is None:
            return Point(month, None, 0, 0, NO_DUTY)
        return Point(month, stock.rate, stock.counted, stock.in_date, stock.why_no_rate or "")

    return _plotted([*months], periods.latest_whole, since, point)


def of_ratio(counts: Counts, standard: Standard, settings: str, periods: Periods, since: str | None = None) -> list[Point]:
    """An indicator by month, its immature months kept out. good and counted are given only where one is part of the other."""
    after = indicator_of(standard).matures_after

    def point(month: str) -> Point:
        one = ratio(counts, standard, settings, [month], periods)
        part = one.whole and one.denominator == one.rows
        return Point(month, one.rate, one.denominator if part else None, one.numerator if part else None, one.why_no_rate or "")

    return _plotted(counts.months(standard.id, settings), periods.latest_mature(after), since, point)


def _plotted(known: list[str], last: str, since: str | None, point: Callable[[str], Point]) -> list[Point]:
    """Every month from the first known (or `since`) to the last whole one. Nothing due up to then is no reason to end early."""
    dated = [month for month in known if month != UNDATED and month <= last and (since is None or month >= since)]
    return [point(month) for month in months_between(since or min(dated), last)] if dated else []
