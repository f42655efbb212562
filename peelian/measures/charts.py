"""A monthly chart as static SVG: line, band of doubt, expected line, gaps where no rate is shown.

Drawn here and not by a charting library, so that colours follow the reader's theme (style sheet classes, with
`currentColor` beneath them), text stays text, and a hundred charts cost milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from textwrap import wrap

WIDTH, HEIGHT = 720, 270
LEFT, RIGHT, TOP, BOTTOM = 52, 112, 14, 34
SHARE_TOPS = (0.2, 0.4, 1)  # a share is drawn from nought to one of these
LABEL_LETTERS, LABEL_LINE = 17, 13  # what has room at the right end of a line, and how far its lines lie apart
LABELS = 8  # so many months are named on the axis, at most


@dataclass(frozen=True)
class Point:
    """One month: label for the axis, value (None: a gap), the band of doubt, whether it may still change, and whether it stands out."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    provisional: bool = False
    stands_out: bool = False


@dataclass(frozen=True)
class Series:
    """Points in the order of time. All series of a chart have the same months."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Chart:
    """percent: values are shares from 0 to 1 on an axis from 0% to 100%; else numbers from zero up."""

    id: str
    title: str
    description: str
    series: Sequence[Series]
    percent: bool = True
    target: float | None = None
    target_label: str = ""


def svg(chart: Chart) -> str:
    """The chart as an SVG element that names and describes itself. Empty where no month has a value."""
    values = [value for one in chart.series for point in one.points for value in (point.value, point.high)
              if value is not None]
    if not values:
        return ""
    ticks = _ticks(chart, values)
    scale = _Scale(len(chart.series[0].points), ticks[-1])
    parts = [
        f'<svg class="chart" role="img" aria-labelledby="{chart.id}-title {chart.id}-text" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'xmlns="http://www.w3.org/2000/svg" font-size="13" fill="currentColor">',
        f'<title id="{chart.id}-title">{escape(chart.title)}</title>',
        f'<desc id="{chart.id}-text">{escape(chart.description)}</desc>',
        *_axes(chart, scale, ticks),
    ]
    if chart.target is not None and 0 <= chart.target <= ticks[-1]:
        y = scale.y(chart.target)
        parts.append(f'<path class="target" d="M{LEFT} {y}H{WIDTH - RIGHT}" fill="none" stroke="currentColor" '
                     'stroke-width="1.5" stroke-dasharray="7 5"/>')
    for index, series in enumerate(chart.series):
        parts.extend(_series(series, index, scale))
    parts.extend(_end_labels(chart, scale))
    return "".join(parts) + "</svg>"


class _Scale:
    """From month number and value to the drawing's own units."""

    def __init__(self, months: int, top: float):
        self.step = (WIDTH - LEFT - RIGHT) / max(months, 1)
        self.top = top

    def x(self, index: int) -> float:
        return round(LEFT + self.step * (index + 0.5), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value, self.top) / self.top, 1)


def _ticks(chart: Chart, values: Sequence[float]) -> list[float]:
    most = max([*values, chart.target or 0, 1e-9])
    if chart.percent and most <= 1:
        top = next(one for one in SHARE_TOPS if most <= one)
        return [top * quarter / 4 for quarter in range(5)]
    size = 10 ** floor(log10(most))
    units = [one * size for one in (0.2, 0.25, 0.5, 1, 2, 2.5)]
    if not chart.percent and all(float(value).is_integer() for value in values):  # counts: there is no half of a record
        units = [unit for unit in units if unit >= 1 and float(unit).is_integer()] or [1.0]
    unit = next(unit for unit in units if most / unit <= 5)
    return [unit * index for index in range(ceil(most / unit) + 1)]


def _axes(chart: Chart, scale: _Scale, ticks: Sequence[float]) -> Iterator[str]:
    for tick in ticks:
        y = scale.y(tick)
        yield (f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="currentColor" '
               f'stroke-opacity="{0.5 if tick == 0 else 0.15}"/>')
        shown = f"{tick * 100:g}%" if chart.percent else f"{tick:,g}"
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{shown}</text>'
    points = chart.series[0].points
    every = max(1, ceil(len(points) / LABELS))
    for index, point in enumerate(points):
        if (len(points) - 1 - index) % every == 0:
            yield f'<text x="{scale.x(index)}" y="{HEIGHT - 12}" text-anchor="middle">{escape(point.label)}</text>'


def runs(points: Sequence[Point]) -> Iterator[list[tuple[int, Point]]]:
    """The unbroken stretches of months that have a value."""
    stretch: list[tuple[int, Point]] = []
    for index, point in enumerate(points):
        if point.value is not None:
            stretch.append((index, point))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _series(series: Series, index: int, scale: _Scale) -> Iterator[str]:
    kind = f"series-{index + 1}"
    for stretch in runs(series.points):
        yield from _band(stretch, kind, scale)
    for stretch in runs(series.points):
        settled = [(place, point) for place, point in stretch if not point.provisional]
        if len(settled) > 1:
            yield _line(settled, kind, scale, "8 3" if index else "")
    for place, point in enumerate(series.points):
        if point.value is None:
            continue
        x, y = scale.x(place), scale.y(point.value)
        if point.stands_out:
            yield f'<path d="M{x} {round(y - 7, 1)}l6.5 7l-6.5 7l-6.5 -7z" class="dot series-2 settled"/>'
            continue
        hollow = ' fill="none" stroke="currentColor" stroke-width="1.5"' if point.provisional else ""
        state = "provisional" if point.provisional else "settled"
        mark = f'<circle cx="{x}" cy="{y}" r="3.5"' if index == 0 else f'<path d="M{x} {y - 4.5}l4 8h-8z"'
        yield f'{mark} class="dot {kind} {state}"{hollow}/>'


def _band(stretch: list[tuple[int, Point]], kind: str, scale: _Scale) -> Iterator[str]:
    whole = [(place, point.low, point.high) for place, point in stretch if point.low is not None and point.high is not None]
    if len(whole) == 1:
        place, low, high = whole[0]
        x = scale.x(place)
        yield (f'<path class="band-line {kind}" d="M{x} {scale.y(low)}V{scale.y(high)}" stroke="currentColor" '
               'stroke-opacity="0.4" stroke-width="5"/>')
    elif whole:
        upper = " ".join(f"{scale.x(place)} {scale.y(high)}" for place, _, high in whole)
        lower = " ".join(f"{scale.x(place)} {scale.y(low)}" for place, low, _ in reversed(whole))
        yield f'<path class="band {kind}" d="M{upper} {lower}z" fill="currentColor" fill-opacity="0.16"/>'


def _line(stretch: list[tuple[int, Point]], kind: str, scale: _Scale, dashes: str) -> str:
    places = " ".join(f"{scale.x(place)} {scale.y(point.value or 0)}" for place, point in stretch)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (f'<path class="line {kind}" d="M{places}" fill="none" stroke="currentColor" stroke-width="2.2" '
            f'stroke-linejoin="round"{dashed}/>')


def _end_labels(chart: Chart, scale: _Scale) -> Iterator[str]:
    """The names of the expected line and, where there are several, of the series, at their right ends, kept apart."""
    wanted = []
    if chart.target is not None and chart.target <= scale.top:
        wanted.append((scale.y(chart.target), chart.target_label, "target-label"))
    if len(chart.series) > 1:
        for index, series in enumerate(chart.series):
            last = [point.value for point in series.points if point.value is not None]
            if last:
                wanted.append((scale.y(last[-1]), series.name, f"series-{index + 1}-label"))
    lowest, x = 0.0, WIDTH - RIGHT + 8
    for y, words, kind in sorted(wanted):
        first, *more = wrap(words, LABEL_LETTERS)
        y = max(y, lowest + 16)
        lowest = y + LABEL_LINE * len(more)
        below = "".join(f'<tspan x="{x}" dy="{LABEL_LINE}">{escape(line)}</tspan>' for line in more)
        yield f'<text class="{kind}" x="{x}" y="{y + 4}">{escape(first)}{below}</text>'
