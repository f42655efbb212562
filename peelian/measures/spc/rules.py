"""The four rules by which a point is unlikely to be chance. Each special cause names every one of its members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import isclose

from peelian.measures.spc.model import Hit, Options, Side

SIDES: tuple[Side, Side] = ("high", "low")
TWO_THIRDS = 2 / 3


@dataclass(frozen=True)
class Plotted:
    """A month with its value and the limits it is judged by; half_width None: no limits, so no rule that needs them."""

    month: str
    value: float | None
    centre: float | None
    half_width: float | None

    def beyond(self, side: Side, part: float) -> bool:
        """Whether the value lies further than this part of the way from the mean to the limit on one side."""
        if self.value is None or self.centre is None or self.half_width is None:
            return False
        edge = self.centre + (part if side == "high" else -part) * self.half_width
        return further(self.value, edge, side)

    def on(self, side: Side) -> bool:
        return self.value is not None and self.centre is not None and further(self.value, self.centre, side)


def further(value: float, edge: float, side: Side) -> bool:
    """Above (or below) the edge by more than a computer's rounding: equal months must not make a run."""
    if isclose(value, edge, rel_tol=1e-9, abs_tol=1e-12):
        return False
    return value > edge if side == "high" else value < edge


def special_causes(points: Sequence[Plotted], options: Options) -> list[Hit]:
    """The special causes of one stretch, in the order of their first month. A gap ends a run, a trend and a three."""
    found = [hit for part in _without_gaps(points) for side in SIDES
             for hit in (*_outside(part, side), *_runs(part, side, options), *_near(part, side, options),
                         *_trends(part, side, options))]
    return sorted(found, key=lambda hit: (hit.months, hit.rule))


def _without_gaps(points: Sequence[Plotted]) -> Iterator[list[Plotted]]:
    for known, group in groupby(points, key=lambda point: point.value is not None):
        if known:
            yield list(group)


def _outside(points: Sequence[Plotted], side: Side) -> Iterator[Hit]:
    return (Hit("outside", side, (point.month,)) for point in points if point.beyond(side, 1))


def _runs(points: Sequence[Plotted], side: Side, options: Options) -> Iterator[Hit]:
    for on_side, group in groupby(points, key=lambda point: point.on(side)):
        months = tuple(point.month for point in group)
        if on_side and len(months) >= options.run:
            yield Hit("run", side, months)


def _trends(points: Sequence[Plotted], side: Side, options: Options) -> Iterator[Hit]:
    """Seven points, each further than the one before: six steps."""
    steps = list(pairwise(points))
    for moves, group in groupby(steps, key=lambda step: further(step[1].value or 0.0, step[0].value or 0.0, side)):
        pairs = list(group)
        if moves and len(pairs) + 1 >= options.trend:
            yield Hit("trend", side, (pairs[0][0].month, *(now.month for _, now in pairs)))


def _near(points: Sequence[Plotted], side: Side, options: Options) -> Iterator[Hit]:
    """Two of three that follow one another, beyond two thirds of the way to the same limit. Those two or three are members;
    threes that share one are one special cause."""
    def near(point: Plotted) -> bool:
        return point.beyond(side, TWO_THIRDS) and (options.outside_is_near or not point.beyond(side, 1))

    members: list[int] = []
    for first in range(len(points) - 2):
        three = range(first, first + 3)
        close = [place for place in three if near(points[place])]
        if len(close) < 2 or (options.third_on_same_side and not all(points[place].on(side) for place in three)):
            continue
        if members and close[0] > members[-1]:
            yield Hit("near", side, tuple(points[place].month for place in members))
            members = []
        members.extend(place for place in close if place not in members)
    if members:
        yield Hit("near", side, tuple(points[place].month for place in members))
