"""What must be said beside a control chart, and the chart as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from peelian.measures.periods import spoken_month
from peelian.measures.spc.model import FEWEST_FOR_LIMITS, Baseline, ChartPoint, ControlChart, Limits, Rebase


def notes(points: Sequence[ChartPoint], limits: Sequence[Limits], baseline: Baseline | None,
          rebases: Sequence[Rebase]) -> tuple[str, ...]:
    """Sentences in the order in which a reader needs them."""
    return (*_limits(points, limits), *_baseline(baseline), *_rebases(rebases), *_gaps(points))


def _limits(points: Sequence[ChartPoint], limits: Sequence[Limits]) -> Iterator[str]:
    if points and not limits:
        yield "There are too few months for limits."
    for one in limits:
        months = f"{spoken_month(one.first)} to {spoken_month(one.last)}"
        if one.trial:
            yield (f"{months}: trial limits, from {one.used} {'point' if one.used == 1 else 'points'}; "
                   f"{FEWEST_FOR_LIMITS} or more make them firm.")
        if one.mean_range == 0 or (one.centre in (0, 1) and one.mean_range is None):
            yield f"{months}: every month that the limits rest on is the same, so any other figure stands outside them."
        if one.screened:
            ranges = "1 moving range" if one.screened == 1 else f"{one.screened} moving ranges"
            yield f"{months}: {ranges} far above the others left out of the limits."


def _baseline(baseline: Baseline | None) -> Iterator[str]:
    if baseline is not None:
        yield f"Limits are held as they were from {spoken_month(baseline.first)} to {spoken_month(baseline.last)}."


def _rebases(rebases: Sequence[Rebase]) -> Iterator[str]:
    for one in rebases:
        held = f", held from {spoken_month(one.until)}" if one.until else ""
        yield (f"Limits taken anew from {spoken_month(one.month)}{held}: {one.reason.strip()} "
               f"({one.author.strip()}, {one.decided_on}).")


def _gaps(points: Sequence[ChartPoint]) -> Iterator[str]:
    reasons = Counter(point.why_no_value for point in points if point.value is None)
    for reason, count in sorted(reasons.items()):
        yield (f"{count} {'month is' if count == 1 else 'months are'} not plotted ({reason}); "
               "no run, trend or moving range reaches across.")


def table(chart: ControlChart) -> list[dict[str, Any]]:
    """One row for each month: month, value, counted, mean, lower limit, upper limit, variation, rules, why there is no value."""
    return [{"month": one.month, "value": one.value, "counted": one.counted, "mean": one.centre, "lower_limit": one.lower,
             "upper_limit": one.upper, "variation": one.variation, "rules": ", ".join(one.rules),
             "why_no_value": one.why_no_value} for one in chart.points]


def causes_table(chart: ControlChart) -> list[dict[str, Any]]:
    """One row for each special cause: rule, side, first and last month, how many points it has."""
    return [{"rule": hit.rule, "side": hit.side, "first": hit.months[0], "last": hit.months[-1], "points": len(hit.months)}
            for hit in chart.hits]
