"""The parts of a service side by side: for each its share and the interval around it, in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 720, 210, 112, 10, 26, 30
LONGEST_NAME = 28  # letters that fit beside the drawing
FEWEST = 2  # units with a share, below which there is nothing to set side by side


@dataclass(frozen=True)
class UnitShare:
    """A unit's share with its interval, from 0 to 1, or None where no rate is shown."""

    name: str
    share: float | None
    low: float | None = None
    high: float | None = None


def unit_svg(id: str, title: str, units: Sequence[UnitShare], target: float | None = None, target_label: str = "") -> str:
    """The chart as an SVG element that names and describes itself. Empty where fewer than two units have a share."""
    known = [one for one in units if one.share is not None]
    if len(known) < FEWEST:
        return ""
    height = TOP + ROW * len(units) + BOTTOM
    description = "Each dot is a share, the line through it its 95% interval. The table below has the figures."
    parts = [f'<svg class="chart" role="img" aria-labelledby="{id}-title {id}-text" viewBox="0 0 {WIDTH} {height}" '
             'xmlns="http://www.w3.org/2000/svg" font-size="13" fill="currentColor">',
             f'<title id="{id}-title">{escape(title)}</title>', f'<desc id="{id}-text">{description}</desc>',
             *_axis(height)]
    if target is not None:
        x = _x(target)
        parts.append(f'<path class="target" d="M{x} {TOP}V{height - BOTTOM}" fill="none" stroke="currentColor" '
                     f'stroke-width="1.5" stroke-dasharray="7 5"/>'
                     f'<text class="target-label" x="{WIDTH - RIGHT + 8}" y="{TOP + 14}">{escape(target_label)}</text>')
    for row, one in enumerate(units):
        parts.extend(_unit(one, TOP + ROW * row + ROW / 2))
    return "".join(parts) + "</svg>"


def _x(share: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 1.0), 1)


def _axis(height: int) -> Iterator[str]:
    for quarter in range(5):
        x = _x(quarter / 4)
        yield (f'<path class="grid" d="M{x} {TOP}V{height - BOTTOM}" stroke="currentColor" '
               f'stroke-opacity="{0.5 if quarter == 0 else 0.15}"/>')
        yield f'<text x="{x}" y="{height - 10}" text-anchor="middle">{quarter * 25}%</text>'


def _unit(one: UnitShare, y: float) -> Iterator[str]:
    name = one.name if len(one.name) <= LONGEST_NAME else f"{one.name[:LONGEST_NAME - 1]}…"
    yield f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
    if one.share is None:
        yield f'<text class="none" x="{LEFT + 8}" y="{y + 4}">no rate</text>'
        return
    if one.low is not None and one.high is not None:
        yield (f'<path class="band-line series-1" d="M{_x(one.low)} {y}H{_x(one.high)}" stroke="currentColor" '
               'stroke-opacity="0.45" stroke-width="5"/>')
    yield f'<circle cx="{_x(one.share)}" cy="{y}" r="4.5" class="dot series-1 settled"/>'
