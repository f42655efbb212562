"""A funnel as static SVG, drawn as the monthly charts are: text stays text, colours follow the reader's theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from peelian.measures.funnel.funnel import Funnel, FunnelPoint

WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 58, 118, 14, 46
STEPS = 60  # of each curve
LETTER, LINE = 7.2, 15  # how wide a letter and how high a line is, so that names keep clear of each other
LONGEST_NAME = 28
MARK_CLEARS = 9
FURTHEST = 2 * LINE  # a name that would have to stand further from its mark is left to the table


def funnel_svg(id: str, title: str, description: str, funnel: Funnel, counted: str, per: int = 100,
               ringed: str = "") -> str:
    """The funnel as an SVG element that names and describes itself.

    counted: what the axis along the foot counts, in words. per: of rates, for each how many they are shown.
    ringed: the name of a unit that has a ring and its name, wherever it lies.
    """
    scale = _Scale(funnel, per)
    parts = [
        f'<svg class="chart" role="img" aria-labelledby="{id}-title {id}-text" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'xmlns="http://www.w3.org/2000/svg" font-size="13" fill="currentColor">',
        f'<title id="{id}-title">{escape(title)}</title>', f'<desc id="{id}-text">{escape(description)}</desc>',
        *_axes(scale, counted), *_curves(funnel, scale)]
    y = scale.y(funnel.whole)
    parts.append(f'<path class="centre" d="M{LEFT} {y}H{WIDTH - RIGHT}" fill="none" stroke="currentColor" stroke-width="1.5"/>')
    parts.extend(_mark(point, scale) for point in funnel.points)
    own = [point for point in funnel.points if point.name == ringed]
    parts.extend(f'<circle class="ring" cx="{scale.x(point.counted)}" cy="{scale.y(point.value)}" r="9" fill="none" '
                 'stroke="currentColor" stroke-width="2"/>' for point in own)
    parts.extend(_names([*own, *(point for point in funnel.far + funnel.near if point.name != ringed)], scale))
    return "".join(parts) + "</svg>"


class _Scale:
    """From what is counted, and from a share or rate, to the drawing's own units."""

    def __init__(self, funnel: Funnel, per: int):
        self.basis, self.per = funnel.basis, per
        most = max(point.counted for point in funnel.points)
        least = min(point.counted for point in funnel.points)
        self.across = _ticks(0.0, most * 1.04, whole=True)
        self.sizes = [least * 0.9 + (self.across[-1] - least * 0.9) * (step / STEPS) ** 2 for step in range(STEPS + 1)]
        self.sizes = [size if funnel.basis == "rate" else max(1.0, round(size)) for size in self.sizes]
        edge = funnel.limits(self.sizes[0])
        values = [point.value for point in funnel.points]
        self.up = _ticks(min(edge.far_low, *values), max(edge.far_high, *values))
        if funnel.basis == "share":
            self.up = [tick for tick in self.up if tick <= 1 + 1e-9]

    def x(self, counted: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * counted / self.across[-1], 1)

    def y(self, value: float) -> float:
        low, high = self.up[0], self.up[-1]
        part = (min(max(value, low), high) - low) / (high - low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part, 1)

    def worded(self, value: float) -> str:
        return f"{round(value * 100, 6):g}%" if self.basis == "share" else f"{round(value * self.per, 6):,g}"


def _ticks(low: float, high: float, whole: bool = False) -> list[float]:
    """Round numbers, four to seven of them, from at or below the lowest to at or above the highest."""
    span = max(high - low, 1e-9)
    size = 10 ** floor(log10(span / 5))
    unit = next(one * size for one in (1, 2, 2.5, 5, 10) if span / (one * size) <= 6)
    if whole:
        unit = max(1.0, unit)
    first, last = floor(low / unit + 1e-9), ceil(high / unit - 1e-9)
    return [unit * step for step in range(first, max(last, first + 1) + 1)]


def _axes(scale: _Scale, counted: str) -> Iterator[str]:
    for tick in scale.up:
        y = scale.y(tick)
        yield (f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="currentColor" '
               f'stroke-opacity="{0.5 if tick == scale.up[0] else 0.15}"/>')
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{scale.worded(tick)}</text>'
    for tick in scale.across:
        yield f'<text x="{scale.x(tick)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,.0f}</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(counted)}</text>'


def _curves(funnel: Funnel, scale: _Scale) -> Iterator[str]:
    found = [(size, funnel.limits(size)) for size in scale.sizes]
    ends: list[tuple[float, str]] = [(scale.y(funnel.whole), f"all: {_short(funnel.whole, scale)}")]
    for name, words, dashes in (("far_low", "99.8%", ""), ("low", "95%", "6 4"), ("high", "95%", "6 4"), ("far_high", "99.8%", "")):
        places = " ".join(f"{scale.x(size)} {scale.y(getattr(limits, name))}" for size, limits in found)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        yield (f'<path class="limit" d="M{places}" fill="none" stroke="currentColor" stroke-opacity="0.75" '
               f'stroke-width="1.3"{dashed}/>')
        ends.append((scale.y(getattr(found[-1][1], name)), words))
    yield from _end_labels(ends)


def _short(value: float, scale: _Scale) -> str:
    return f"{value * 100:.1f}%" if scale.basis == "share" else f"{value * scale.per:,.1f}"


def _end_labels(ends: Sequence[tuple[float, str]]) -> Iterator[str]:
    """The lines' names at their right ends, kept apart and within the drawing."""
    ordered = sorted(ends)
    places = [y for y, _ in ordered]
    for place in range(1, len(places)):
        places[place] = max(places[place], places[place - 1] + LINE)
    over = max(0.0, places[-1] - (HEIGHT - BOTTOM))
    places = [y - over for y in places]
    # Pushed up again from below only as far as the first that has room.
    for place in range(len(places) - 1):
        if over and places[place] + over < ordered[place][0] + 1:
            places[place] = min(ordered[place][0], places[place + 1] - LINE)
    for y, (_, words) in zip(places, ordered, strict=True):
        yield f'<text class="limit-label" x="{WIDTH - RIGHT + 8}" y="{round(y + 4, 1)}">{escape(words)}</text>'


def _mark(point: FunnelPoint, scale: _Scale) -> str:
    x, y = scale.x(point.counted), scale.y(point.value)
    if point.beyond is None:
        return f'<circle cx="{x}" cy="{y}" r="4" class="dot series-1 settled"/>'
    if point.beyond == "near":
        return f'<path d="M{x} {round(y - 5.5, 1)}l5.5 10h-11z" class="dot series-2 settled"/>'
    return f'<path d="M{x} {round(y - 7, 1)}l6.5 7l-6.5 7l-6.5 -7z" class="dot series-2 settled"/>'


def _names(points: Sequence[FunnelPoint], scale: _Scale) -> Iterator[str]:
    """The names of marks outside the limits, on the side that has room, moved down a little where they would lie on another."""
    taken: list[tuple[float, float, float]] = []  # left, right, height
    for point in points:
        name = point.name if len(point.name) <= LONGEST_NAME else f"{point.name[:LONGEST_NAME - 1]}…"
        x, y, wide = scale.x(point.counted), scale.y(point.value) + 4, len(name) * LETTER
        on_left = x + MARK_CLEARS + wide > WIDTH - RIGHT
        left = x - MARK_CLEARS - wide if on_left else x + MARK_CLEARS
        while any(left < right and left + wide > start and abs(y - height) < LINE for start, right, height in taken):
            y += LINE
        if y - scale.y(point.value) > FURTHEST + MARK_CLEARS:
            continue
        taken.append((left, left + wide, y))
        anchor = ' text-anchor="end"' if on_left else ""
        yield (f'<text class="unit-name" x="{round(x - MARK_CLEARS if on_left else x + MARK_CLEARS, 1)}" y="{round(y, 1)}"{anchor}>'
               f'{escape(name)}</text>')
