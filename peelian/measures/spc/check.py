"""What a control chart refuses: every slip at once, with the month and what would mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from math import isfinite

from peelian.measures.spc.model import Baseline, Kind, Options, Point, Rebase
from peelian.problems import Problem, Problems, shortened

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_MONTHS = 1_200  # a century; a slip in a year must not make a chart of millennia
NAME_MONTH = "Write it as YYYY-MM."


def check(kind: Kind, points: Sequence[Point], baseline: Baseline | None, rebases: Sequence[Rebase], options: Options) -> None:
    """Raise `Problems` for what no chart can be made of."""
    found = [*_points(kind, points), *_baseline(kind, points, baseline, rebases), *_rebases(points, rebases), *_options(options)]
    if found:
        raise Problems(found)


def _points(kind: Kind, points: Sequence[Point]) -> Iterator[Problem]:
    for month, times in Counter(point.month for point in points).items():
        if not MONTH.fullmatch(month):
            yield Problem(f"month '{shortened(month)}'", "is no month.", NAME_MONTH)
        if times > 1:
            yield Problem(f"month '{shortened(month)}'", f"is given {times} times.", "Give each month once.")
    months = [point.month for point in points if MONTH.fullmatch(point.month)]
    if months and _ordinal(max(months)) - _ordinal(min(months)) >= MOST_MONTHS:
        yield Problem(f"month '{max(months)}'", f"lies more than {MOST_MONTHS} months after {min(months)}.", "Check the years.")
    for point in points:
        place = f"month '{shortened(point.month)}'"
        if point.value is not None and not isfinite(point.value):
            yield Problem(place, f"has the value {point.value}.", "A month without a figure has none: leave the value empty.")
        if kind != "xmr" and not point.why_no_value and not _can_be(point):
            yield Problem(place, f"has {point.good} of {point.counted}.",
                          "A p chart needs how many were counted and how many of them were good.")


def _can_be(point: Point) -> bool:
    good, counted = point.good, point.counted
    return good is not None and counted is not None and isfinite(counted) and 0 <= good <= counted


def _has_figure(kind: Kind, point: Point) -> bool:
    return point.value is not None if kind == "xmr" else bool(point.counted) and not point.why_no_value


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def _baseline(kind: Kind, points: Sequence[Point], baseline: Baseline | None, rebases: Sequence[Rebase]) -> Iterator[Problem]:
    if baseline is None:
        return
    place = f"baseline {shortened(baseline.first)} to {shortened(baseline.last)}"
    if not (MONTH.fullmatch(baseline.first) and MONTH.fullmatch(baseline.last)):
        yield Problem(place, "does not name two months.", NAME_MONTH)
    elif not any(_has_figure(kind, point) and baseline.first <= point.month <= baseline.last for point in points):
        yield Problem(place, "holds no month with a figure.", "Choose months that the chart has.")
    elif rebases and rebases[0].month <= baseline.last:
        yield Problem(place, f"reaches past the rebase of {shortened(rebases[0].month)}.", "End it before the rebase.")


def _rebases(points: Sequence[Point], rebases: Sequence[Rebase]) -> Iterator[Problem]:
    months = [point.month for point in points]
    for month, times in Counter(one.month for one in rebases).items():
        if times > 1:
            yield Problem(f"rebase '{shortened(month)}'", f"is given {times} times.", "Rebase a month once.")
    for one in rebases:
        place = f"rebase '{shortened(one.month)}'"
        if not MONTH.fullmatch(one.month):
            yield Problem(place, "is no month.", NAME_MONTH)
        elif not months or not min(months) < one.month <= max(months):
            yield Problem(place, "is no month after the chart's first.", "Rebase at a month that the chart has.")
        if not _is_day(one.decided_on):
            yield Problem(place, f"was decided on '{shortened(one.decided_on)}', which is no day.", "Write it as YYYY-MM-DD.")
        for what, text in (("reason", one.reason), ("author", one.author)):
            if not text.strip():
                yield Problem(place, f"has no {what}.", "Limits are moved only with a reason and a name.")
        if one.until is not None and (not MONTH.fullmatch(one.until) or one.until < one.month):
            yield Problem(place, f"takes its limits until '{shortened(one.until)}'.", "Name that month or a later one, as YYYY-MM.")


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _options(options: Options) -> Iterator[Problem]:
    for word, value in (("run", options.run), ("trend", options.trend)):
        if value < 3:
            yield Problem(f"options, {word}", f"{value} points are no {word}.", "Three or more make one; the NHS tools use 7.")
