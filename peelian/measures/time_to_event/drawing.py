"""A curve of time to event as static SVG, in the manner of the other charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, SECOND
from peelian.measures.time_to_event.kaplan_meier import Curve
from peelian.measures.time_to_event.words import MEDIAN, MOST

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 112, 14, 46
UNITS = ((3 * MINUTE, SECOND, "Seconds"), (3 * HOUR, MINUTE, "Minutes"),
         (3 * DAY_OF_HOURS, HOUR, "Hours"), (None, DAY_OF_HOURS, "Days"))
NICE = (1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 180, 365, 730)
SHOWN, ROOM = 0.98, 1.25  # the last few reach far to the right: the axis ends a little beyond nearly all that is done
PIXELS = 3  # steps nearer to each other than this are drawn as one
MOST_STROKES = 100  # of those last seen open; more would be a smear


def curve_svg(id: str, title: str, description: str, curve: Curve) -> str:
    """The curve as an SVG element that names and describes itself. Empty where nothing was done in the time seen."""
    if not curve.done:
        return ""
    scale = _Scale(curve)
    parts = [
        f'<svg class="chart" role="img" aria-labelledby="{id}-title {id}-text" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'xmlns="http://www.w3.org/2000/svg" font-size="13" fill="currentColor">',
        f'<title id="{id}-title">{escape(title)}</title>', f'<desc id="{id}-text">{escape(description)}</desc>',
        *_axes(scale), *_band(curve, scale), _line(curve, scale), *_strokes(curve, scale), *_quantiles(curve, scale)]
    return "".join(parts) + "</svg>"


class _Scale:
    def __init__(self, curve: Curve):
        last = curve.lengths[(curve.ended.cumsum() >= SHOWN * curve.done).argmax()].item()
        top = max(min(last * ROOM, curve.longest), SECOND)
        self.unit, self.words = next((unit, words) for most, unit, words in UNITS if most is None or top <= most)
        span = top / self.unit
        every = next((one for one in NICE if span / one <= 8), NICE[-1])
        self.ticks = [every * place for place in range(int(-(-span // every)) + 1)]
        self.top = max(self.ticks[-1], every) * self.unit

    def x(self, length: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min(length, self.top) / self.top, 1)

    def x_of(self, lengths: Any) -> Any:
        """The same of an array of lengths, none beyond the top."""
        return (LEFT + (WIDTH - LEFT - RIGHT) * lengths / self.top).round(1)

    def y(self, done: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * done, 1)


def _axes(scale: _Scale) -> Iterator[str]:
    for quarter in range(5):
        y = scale.y(quarter / 4)
        yield (f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="currentColor" '
               f'stroke-opacity="{0.5 if quarter == 0 else 0.15}"/>')
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{quarter * 25}%</text>'
    for tick in scale.ticks:
        yield f'<text x="{scale.x(tick * scale.unit)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,g}</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{scale.words} from the start</text>'


def _stairs(points: Iterable[tuple[float, float]], end: float) -> list[str]:
    """The corners of a line that holds its height until the next step, as places of a path."""
    heights: dict[float, float] = {}
    for x, y in points:
        heights[round(x / PIXELS) * PIXELS] = y
    found: list[tuple[float, float]] = []
    for x, y in heights.items():
        if found and found[-1][1] == y:
            continue
        found += [(x, found[-1][1]), (x, y)] if found else [(x, y)]
    return [f"{x} {y}" for x, y in [*found, (max(end, found[-1][0]), found[-1][1])]]


def _drawn(curve: Curve, scale: _Scale, known: Any) -> Any:
    """Which of the steps that are `known` are drawn: of those that fall on one place the last."""
    import numpy as np

    here = np.flatnonzero(known & (curve.lengths <= scale.top))
    places = np.round(scale.x_of(curve.lengths[here]) / PIXELS)
    return here[np.append(np.diff(places) != 0, True)] if len(here) else here


def _line(curve: Curve, scale: _Scale) -> str:
    drawn = _drawn(curve, scale, curve.lengths >= 0)
    points = [(scale.x(0), scale.y(0)), *((scale.x(length), scale.y(1 - still_open)) for length, still_open in
                                          zip(curve.lengths[drawn].tolist(), curve.open[drawn].tolist(), strict=True))]
    places = " ".join(_stairs(points, scale.x(curve.longest)))
    return (f'<path class="line series-1" d="M{places}" fill="none" stroke="currentColor" stroke-width="2.2" '
            'stroke-linejoin="round"/>')


def _band(curve: Curve, scale: _Scale) -> Iterator[str]:
    drawn = _drawn(curve, scale, curve.open > 0)
    if not len(drawn):
        return
    end = scale.x(curve.longest)
    along = [scale.x(length) for length in curve.lengths[drawn].tolist()]
    upper, lower = (_stairs([(x, scale.y(1 - edge)) for x, edge in zip(along, edges[drawn].tolist(), strict=True)], end)
                    for edges in curve.edges)
    places = " ".join([*upper, *reversed(lower)])
    yield f'<path class="band series-1" d="M{places}z" fill="currentColor" fill-opacity="0.16"/>'


def _strokes(curve: Curve, scale: _Scale) -> Iterator[str]:
    """Those last seen undone, at most so many of them, spread evenly over all."""
    shown = curve.left[curve.left <= scale.top].tolist()
    every = -(-len(shown) // MOST_STROKES) or 1
    places = "".join(f"M{scale.x(one)} {scale.y(1 - curve.open_at(one)) - 5}v10" for one in shown[::every])
    if places:
        yield f'<path class="left-open" d="{places}" stroke="currentColor" stroke-width="1.2" fill="none"/>'


def _quantiles(curve: Curve, scale: _Scale) -> Iterator[str]:
    for share, words in ((MEDIAN, "half"), (MOST, "nine in ten")):
        length = curve.quantile(share).length
        if length is None or length > scale.top:
            continue
        x, y = scale.x(length), scale.y(share)
        yield (f'<path class="quantile" d="M{LEFT} {y}H{x}V{HEIGHT - BOTTOM}" fill="none" stroke="currentColor" '
               'stroke-width="1.2" stroke-dasharray="2 4"/>')
        height = (y + HEIGHT - BOTTOM) / 2 if share == MOST else HEIGHT - BOTTOM - 10  # apart, however near the two lines are
        yield f'<text class="unit-name" x="{x + 8}" y="{round(height)}">{words}</text>'
