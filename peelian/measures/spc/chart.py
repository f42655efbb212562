"""Control charts as NHS "Making Data Count" has them. Pure: points in, a `ControlChart` out; no drawing, no files.

Raises `Problems`, all at once, for months named twice or badly, counts that cannot be, a baseline without points, and a
rebase that nobody answers for.
"""

from __future__ import annotations

from collections.abc import Sequence

from peelian.clocks import months_between
from peelian.measures.spc.check import check
from peelian.measures.spc.icons import assurance_icon, variation_icon, variation_of
from peelian.measures.spc.limits import Spread, Stretch, spread
from peelian.measures.spc.model import (
    LANEY,
    SHARE,
    Baseline,
    Better,
    ChartPoint,
    ControlChart,
    Hit,
    Kind,
    Options,
    Point,
    Rebase,
)
from peelian.measures.spc.notes import notes
from peelian.measures.spc.rules import Plotted, special_causes

NOTHING_COUNTED = "nothing counted in this month"
NO_FIGURE = "no figure for this month"


def xmr(points: Sequence[Point], better: Better, *, target: float | None = None, baseline: Baseline | None = None,
        rebases: Sequence[Rebase] = (), options: Options | None = None) -> ControlChart:
    """Single values: limits at the mean and 2.66 mean moving ranges either side."""
    return _chart("xmr", points, better, target, baseline, rebases, options or Options())


def p_chart(points: Sequence[Point], better: Better, *, target: float | None = None, baseline: Baseline | None = None,
            rebases: Sequence[Rebase] = (), options: Options | None = None) -> ControlChart:
    """Shares of varying numbers, limits by the binomial alone: three standard deviations, wider for a month of few.

    Needs `counted` and `good`; a point's `value` is taken from them.
    """
    return _chart("p", points, better, target, baseline, rebases, options or SHARE)


def p_prime(points: Sequence[Point], better: Better, *, target: float | None = None, baseline: Baseline | None = None,
            rebases: Sequence[Rebase] = (), options: Options | None = None) -> ControlChart:
    """Laney's p′ (2002): as `p_chart`, with limits widened (or narrowed) by how far months differ beyond chance."""
    return _chart("p_prime", points, better, target, baseline, rebases, options or LANEY)


def _shares(points: Sequence[Point]) -> list[Point]:
    """A month of nothing is a gap with its reason, not a share of nought. A value that may not be shown stays hidden."""
    made = []
    for one in points:
        value = one.good / one.counted if one.counted and one.good is not None and not one.why_no_value else None
        why = one.why_no_value or ("" if value is not None else NOTHING_COUNTED)
        made.append(Point(one.month, value, one.counted, one.good, why))
    return made


def _chart(kind: Kind, given: Sequence[Point], better: Better, target: float | None, baseline: Baseline | None,
           rebases: Sequence[Rebase], options: Options) -> ControlChart:
    rebases = tuple(sorted(rebases, key=lambda one: one.month))
    check(kind, given, baseline, rebases, options)
    points = _every_month(given if kind == "xmr" else _shares(given))
    parts = [_judged(kind, part, better, options) for part in _stretches(points, baseline, rebases)]
    shown = tuple(point for part in parts for point in part[0])
    limits = tuple(one.limits for _, _, one in parts if one.limits is not None)
    return ControlChart(
        kind, better, target, shown, limits, tuple(hit for _, hits, _ in parts for hit in hits), variation_icon(shown),
        assurance_icon(shown, better, target), baseline, rebases, options, notes(shown, limits, baseline, rebases))


def _every_month(given: Sequence[Point]) -> list[Point]:
    """In the order of time, with every month between the first and the last: one that was not given is a gap."""
    if not given:
        return []
    known = {point.month: point for point in given}
    made = []
    for month in months_between(min(known), max(known)):
        point = known.get(month, Point(month, None, why_no_value=NO_FIGURE))
        made.append(point if point.value is not None or point.why_no_value
                    else Point(month, None, point.counted, point.good, NO_FIGURE))
    return made


def _stretches(points: Sequence[Point], baseline: Baseline | None, rebases: Sequence[Rebase]) -> list[Stretch]:
    """The points between rebases. The baseline belongs to the first stretch; a rebase may hold a baseline of its own."""
    if not points:
        return []
    first, last = points[0].month, points[-1].month
    held = [(first, baseline.first, baseline.last) if baseline else (first, first, last),
            *((one.month, one.month, one.until or last) for one in rebases)]
    made = []
    for place, (edge, begins, ends) in enumerate(held):
        next_edge = held[place + 1][0] if place + 1 < len(held) else None
        part = [point for point in points if point.month >= edge and (next_edge is None or point.month < next_edge)]
        made.append(Stretch(part, [point for point in part if begins <= point.month <= ends]))
    return made


def _judged(kind: Kind, stretch: Stretch, better: Better, options: Options) -> tuple[list[ChartPoint], list[Hit], Spread]:
    found = spread(kind, stretch, options)
    centre = found.limits.centre if found.limits else None
    plotted = [Plotted(point.month, point.value, centre, width)
               for point, width in zip(stretch.points, found.half_widths, strict=True)]
    hits = special_causes(plotted, options) if centre is not None else []
    shown = [_shown(point, plot, [hit for hit in hits if point.month in hit.months], better, options)
             for point, plot in zip(stretch.points, plotted, strict=True)]
    return shown, hits, found


def _shown(point: Point, plot: Plotted, hits: Sequence[Hit], better: Better, options: Options) -> ChartPoint:
    lower = upper = None
    if plot.centre is not None and plot.half_width is not None:
        lower, upper = plot.centre - plot.half_width, plot.centre + plot.half_width
        lower = lower if options.floor is None else max(lower, options.floor)
        upper = upper if options.ceiling is None else min(upper, options.ceiling)
    variation = variation_of(hits, better) if plot.centre is not None and point.value is not None else "not_enough"
    return ChartPoint(point.month, point.value, point.counted, point.why_no_value, plot.centre, lower, upper, variation,
                      tuple(hits))
