"""From figures to what a page shows of them: readings, monthly charts and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from peelian.inspections.report.model import ChartView, DataTable, Reading
from peelian.measures.audits import AuditFigure
from peelian.measures.chart_text import (
    audit_sentence,
    between,
    capacity_sentence,
    chart_sentence,
    days,
    figure_sentence,
    for_each,
    how_to_read,
    is_percentage,
    number,
    per_words,
    percent,
    ratio_sentence,
    stock_sentence,
    value_words,
)
from peelian.measures.charts import Chart, Point, Series, svg
from peelian.measures.figures import Figure
from peelian.measures.indicators import CapacityFigure, Ratio
from peelian.measures.intervals import Interval
from peelian.measures.periods import Periods, short_month, spoken_month
from peelian.measures.stock import Stock

MONTHS_SHOWN = 36
CANNOT_BE_TOLD = "cannot be told"
OUTSIDE = ("Cannot tell", "Excused", "Lapsed")  # columns that are mostly nought
STATUSES = ("met", "met_late", "missed", "overdue", "excused", "lapsed", "cannot_tell")


def _reading(period: str, sentence: str, headline: str, counts: str, interval: Interval | None, rate: float | None,
             bounds: Interval | None, why: str | None, numbers: dict[str, Any], limits: Interval | None, per: int = 100) -> Reading:
    return Reading(period, sentence, headline, counts, between(interval, per), rate, interval.low if interval else None,
                   interval.high if interval else None, bounds.low if bounds else None, bounds.high if bounds else None,
                   why, numbers, limits.low if limits else None, limits.high if limits else None)


def figure_reading(figure: Figure, period: str, said: str) -> Reading:
    """A rate of duties. `period` names it in a table, `said` begins its sentence."""
    none = CANNOT_BE_TOLD if figure.cannot_tell else "none due"
    counts = f"{number(figure.met)} of {number(figure.counted)}" if figure.counted else none
    headline = percent(figure.rate) if figure.rate is not None else counts
    numbers = {status: figure.count(status) for status in STATUSES} | {"counted": figure.counted, "not_yet": figure.not_yet}
    return _reading(period, figure_sentence(figure, said), headline, counts, figure.interval, figure.rate, figure.bounds,
                    figure.why_no_rate, numbers, figure.limits)


def stock_reading(stock: Stock | None, period: str, said: str) -> Reading:
    """A share of open subjects with nothing overdue."""
    if stock is None:
        return _reading(period, stock_sentence(None, said), "none open", "none open", None, None, None, "no open subject", {}, None)
    counts = f"{number(stock.in_date)} of {number(stock.counted)}" if stock.counted or not stock.cannot_tell else CANNOT_BE_TOLD
    headline = percent(stock.rate) if stock.rate is not None else counts
    numbers = {"in_date": stock.in_date, "overdue": stock.overdue, "cannot_tell": stock.cannot_tell, "excused": stock.excused,
               "longest_days_overdue": stock.longest_overdue, "median_days_overdue": stock.median_overdue}
    return _reading(period, stock_sentence(stock, said), headline, counts, stock.interval, stock.rate, stock.bounds,
                    stock.why_no_rate, numbers, stock.limits)


def ratio_reading(ratio: Ratio, period: str, said: str, names: tuple[str, str] | None = None) -> Reading:
    """An indicator. names: what its two sides count, for its sentence."""
    joined = "of" if ratio.whole else "against"
    counts = f"{number(ratio.numerator)} {joined} {number(ratio.denominator)}" if ratio.rows else "none counted"
    headline = value_words(ratio) if ratio.rate is not None else counts
    numbers = {"numerator": ratio.numerator, "denominator": ratio.denominator, "unknown": ratio.unknown, "mature": ratio.mature}
    return _reading(period, ratio_sentence(ratio, said, names), headline, counts, ratio.interval, ratio.rate, ratio.bounds,
                    ratio.why_no_rate, numbers, ratio.limits, ratio.per)


def capacity_reading(figure: CapacityFigure, period: str, said: str) -> Reading:
    headline = percent(figure.rate) if figure.rate is not None else "not measured"
    counts = f"{number(figure.held.value)} of {number(figure.needed.value)}"
    numbers = {"held": figure.held.value, "needed": figure.needed.value}
    return _reading(period, capacity_sentence(figure, said), headline, counts, None, figure.rate, figure.bounds, figure.why_no_rate,
                    numbers, figure.limits)


def audit_reading(figure: AuditFigure, period: str, said: str) -> Reading:
    counts = f"{number(figure.yes)} of {number(figure.answered)}"
    headline = percent(figure.rate) if figure.rate is not None else counts if figure.answered else "not measured"
    numbers = {"population": figure.population, "answered": figure.answered, "yes": figure.yes, "unclear": figure.unclear,
               "again": figure.again, "outside": figure.outside}
    return _reading(period, audit_sentence(figure, said), headline, counts, figure.interval, figure.rate, figure.bounds,
                    figure.why_no_rate, numbers, figure.limits)


def in_period(reading: Reading, name: str, months: Sequence[str], known: Iterable[str], periods: Periods) -> Reading:
    """The reading of these months under its name in a table and, where the measure's first month is later, that it is."""
    first = min((month for month in known if month[:1].isdigit()), default=months[0])
    begins = f" (its records begin in {spoken_month(first)})" if months[0] < first <= months[-1] else ""
    return replace(reading, period=f"{name}: {periods.words(months)}{begins}", whole=first <= months[0])


def begun(months: Sequence[str], known: Iterable[str]) -> Sequence[str]:
    """The months from the first that has a figure, where that is one of them: a sentence speaks of no month before it."""
    first = min((month for month in known if month[:1].isdigit()), default=months[0])
    return [month for month in months if month >= first] or months


def begins(months: Sequence[str], periods: Periods) -> str:
    """How a sentence about these months begins."""
    return f"In {spoken_month(months[0])}" if len(months) == 1 else f"From {periods.words(months)}"


def shown_months(months: Sequence[str], periods: Periods) -> list[str]:
    """The months of a chart: from the first with a figure to the run's own, the newest 36 at most."""
    dated = [month for month in months if month[:1].isdigit() and month <= periods.month]
    return [one.name for one in periods.span(min(dated), periods.month)][-MONTHS_SHOWN:] if dated else []


Target = tuple[float | None, str]


def figure_chart(id: str, title: str, figures: Mapping[str, Figure], periods: Periods, target: Target) -> ChartView | None:
    """The monthly rate of a standard's duties."""
    months = shown_months([*figures], periods)
    if not months:
        return None
    found = [figures.get(month, Figure()) for month in months]
    points = [_point(month, one.rate, one.interval, not periods.whole and month == periods.month)
              for month, one in zip(months, found, strict=True)]
    rows = [[spoken_month(month), number(one.met), number(one.counted), percent(one.rate) if one.rate is not None else
             f"none: {one.why_no_rate}", between(one.interval), number(one.cannot_tell), number(one.count("excused")),
             number(one.count("lapsed"))] for month, one in zip(months, found, strict=True)]
    table = DataTable(f"{title}: month by month", ["Month", "Met in time", "In the rate", "Rate", "95% interval",
                                                  "Cannot tell", "Excused", "Lapsed"], rows[::-1]).without_blanks(OUTSIDE)
    if _no_rate(one.rate for one in found):
        pairs = [(one.met, one.counted) for one in found]
        return _two_counts(id, f"{title}: duties by month", months, pairs, ("met in time", "due in all"), table, periods)
    return _view(id, f"{title}: share met in time, by month", points, months, "rate", table, target)


def stock_chart(id: str, title: str, stocks: Mapping[str, Stock], periods: Periods, target: Target) -> ChartView | None:
    """The share of open subjects with nothing overdue at each month's end."""
    months = shown_months([*stocks], periods)
    if not months:
        return None
    none = Stock(0, 0, 0, 0, None, None)
    found = [stocks.get(month, none) for month in months]
    points = [_point(month, one.rate, one.interval, not periods.whole and month == periods.month)
              for month, one in zip(months, found, strict=True)]
    rows = [[spoken_month(month), number(one.in_date), number(one.counted), percent(one.rate) if one.rate is not None else
             f"none: {one.why_no_rate}", between(one.interval), overdue_days(one.longest_overdue), overdue_days(one.median_overdue),
             number(one.cannot_tell)] for month, one in zip(months, found, strict=True)]
    headings = ["End of", "Nothing overdue", "Open subjects", "Share", "95% interval", "Longest overdue", "Median overdue",
                "Cannot tell"]
    table = DataTable(f"{title}: at each month's end", headings, rows[::-1]).without_blanks(OUTSIDE)
    if _no_rate(one.rate for one in found):
        pairs = [(one.in_date, one.counted) for one in found]
        return _two_counts(id, f"{title}: open subjects at each month's end", months, pairs,
                           ("with nothing overdue", "open in all"), table,
                           periods)
    return _view(id, f"{title}: share of open subjects with nothing overdue, at each month's end", points, months, "share", table,
                 target)


def overdue_days(value: float | None) -> str:
    return "" if value is None else days(value)


def ratio_chart(id: str, title: str, at: Callable[[str], Ratio], months: Sequence[str], periods: Periods,
                target: Target) -> ChartView | None:
    """An indicator by month."""
    shown = shown_months(months, periods)
    if not shown:
        return None
    found = [at(month) for month in shown]
    rows = [[spoken_month(month), number(one.numerator), number(one.denominator),
             value_words(one) if one.rate is not None else f"none: {one.why_no_rate}", between(one.interval, one.per),
             number(one.unknown), "" if one.mature else "too early"] for month, one in zip(shown, found, strict=True)]
    table = DataTable(f"{title}: month by month", ["Month", "Counted", "Out of" if found[0].whole else "Against", "Ratio",
                                                  "95% interval", "Cannot tell", "Note"], rows[::-1]).without_blanks(OUTSIDE)
    early = [not one.mature or (not periods.whole and month == periods.month) for month, one in zip(shown, found, strict=True)]
    if _no_rate(one.rate for one in found):
        pairs = [(one.numerator, one.denominator) for one in found]
        return _two_counts(id, f"{title}: counts by month", shown, pairs, ("counted", "records in all"), table, periods)
    if is_percentage(found[0]):
        points = [_point(month, one.rate, one.interval, soon) for month, one, soon in zip(shown, found, early, strict=True)]
        return _view(id, f"{title}, by month", points, shown, "ratio", table, target)
    return _per_view(id, title, found, shown, early, table, target)


def _per_view(id: str, title: str, found: Sequence[Ratio], months: Sequence[str], early: Sequence[bool], table: DataTable,
              target: Target) -> ChartView:
    """A ratio that is no share: so many for each hundred, or whatever the standard says."""
    per, words = found[0].per, for_each(found[0])

    def scaled(interval: Interval | None) -> Interval | None:
        return Interval(interval.low * per, interval.high * per) if interval else None

    points = [_point(month, None if one.rate is None else one.rate * per, scaled(one.interval), soon)
              for month, one, soon in zip(months, found, early, strict=True)]
    level = None if target[0] is None else target[0] * per
    label = "" if level is None else f"expected {level:,g}"
    return _view(id, f"{title}, {words}, by month", points, months, f"ratio {words}", table, (level, label), per_words)


def two_counts_chart(id: str, title: str, at: Callable[[str], Ratio], months: Sequence[str], periods: Periods,
                     names: tuple[str, str]) -> ChartView | None:
    """Both counts of an indicator as two lines: a ratio also falls where only the second count rises. names: of the two."""
    shown = shown_months(months, periods)
    if not shown:
        return None
    pairs = [(one.numerator, one.denominator) for one in map(at, shown)]
    rows = [[spoken_month(month), *map(number, pair)] for month, pair in zip(shown, pairs, strict=True)]
    table = DataTable(f"{title}: both counts, month by month", ["Month", *(name.capitalize() for name in names)], rows[::-1])
    return _two_counts(id, f"{title}: both counts by month", shown, pairs, names, table, periods)


def _two_counts(id: str, title: str, months: Sequence[str], pairs: Sequence[tuple[float, float]], names: tuple[str, str],
                table: DataTable, periods: Periods) -> ChartView:
    """Two counts by month as two lines."""
    cut = [not periods.whole and month == periods.month for month in months]
    first, second = ([Point(short_month(month), pair[side], provisional=early)
                      for month, pair, early in zip(months, pairs, cut, strict=True)] for side in (0, 1))
    whole = [(month, pair) for month, pair, early in zip(months, pairs, cut, strict=True) if not early]
    (start, then), (end, now) = (whole or [(months[-1], pairs[-1])])[0], (whole or [(months[-1], pairs[-1])])[-1]
    later = f"; in {spoken_month(end)}, {number(now[0])} and {number(now[1])}" if end != start else ""
    sentence = f"In {spoken_month(start)} there were {number(then[0])} {names[0]} and {number(then[1])} {names[1]}{later}."
    sentence += _year_on_year([pair for _, pair in whole], names)
    chart = Chart(id, title, sentence, [Series(names[0], first), Series(names[1], second)], False)
    reading = f"Dots and the full line: {names[0]}. Triangles and the broken line: {names[1]}."
    early = " Hollow marks without a line: a month that was not over." if any(cut) else ""
    return ChartView(title, sentence, reading + early, table, svg(chart))


def _year_on_year(pairs: Sequence[tuple[float, float]], names: tuple[str, str]) -> str:
    """How the newest twelve whole months stand to the twelve before, for either count. Empty where there are no such months."""
    told = []
    for side, name in enumerate(names):
        now, before = (sum(pair[side] for pair in part) for part in (pairs[-12:], pairs[-24:-12]))
        if len(pairs) < 24 or not before:
            return ""
        way = "as many as" if now == before else f"{percent(abs(now - before) / before)} {'more' if now > before else 'fewer'} than"
        told.append(f"{number(now)} {name}, {way} in the twelve before")
    return f" In the newest twelve whole months there were {' and '.join(told)}."


def _no_rate(values: Iterable[float | None]) -> bool:
    """Whether no month has a value: then its counts are drawn, for counts may always be shown."""
    return all(value is None for value in values)


def _point(month: str, value: float | None, interval: Interval | None, provisional: bool) -> Point:
    return Point(short_month(month), value, interval.low if interval else None, interval.high if interval else None,
                 provisional)


def _view(id: str, title: str, points: Sequence[Point], months: Sequence[str], noun: str, table: DataTable,
          target: Target, worded: Callable[[float], str] = percent) -> ChartView:
    sentence = chart_sentence(points, [spoken_month(month) for month in months], noun, worded)
    value, words = target
    chart = Chart(id, title, sentence, [Series(noun, points)], worded is percent, value, words)
    reading = how_to_read(noun, band=any(one.low is not None for one in points), gaps=any(one.value is None for one in points),
                          early=any(one.provisional and one.value is not None for one in points),
                          target=words if value is not None else "")
    return ChartView(title, sentence, reading, table, svg(chart))


def category_table(title: str, role: str, found: Mapping[str, float], period: str) -> DataTable:
    """What a count is made up of, largest first."""
    whole = sum(found.values())
    rows = [[category.replace("_", " "), number(value), percent(value / whole) if whole else "none"]
            for category, value in found.items()]
    of = "what is counted" if role == "numerator" else "all that it is counted among"
    return DataTable(f"{title}: the make-up of {of}, {period}", ["Category", "Number", "Share"], rows)
