"""Centre and limits: XmR for single values, p for shares of varying numbers, Laney's p′ where months vary beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

from peelian.measures.spc.model import Kind, Limits, Options, Point

XMR = 2.66  # three standard deviations over Shewhart's constant 1.128 for ranges of two
SCREEN = 3.267  # a moving range above this many means is itself a special cause
RANGES_TO_SIGMA = 1.128
SIGMAS = 3


@dataclass(frozen=True)
class Stretch:
    """The months between two rebases: all its points, and those from which its limits are taken."""

    points: Sequence[Point]
    used: Sequence[Point]


@dataclass(frozen=True)
class Spread:
    """Of one stretch: its limits, and half the width between them for each of its points (None: no limits)."""

    limits: Limits | None
    half_widths: Sequence[float | None]


def spread(kind: Kind, stretch: Stretch, options: Options) -> Spread:
    """Limits of one stretch. A chart needs two adjoining points to know how far months lie apart; p needs one."""
    return {"xmr": _xmr, "p": _p, "p_prime": _p_prime}[kind](stretch, options)


def moving_ranges(values: Sequence[float | None]) -> list[float]:
    """The distances between adjoining months. Nothing is taken across a gap: two months apart is another distance."""
    return [abs(after - before) for before, after in pairwise(values)
            if before is not None and after is not None]


def mean_range(ranges: Sequence[float], screen: bool) -> tuple[float | None, int]:
    """The mean moving range, and how many were left out. Screened once, as Nelson (1982) has it, not until none is left.

    Where nearly every month is the same, screening would leave ranges of nought only and so limits without width: none is
    left out then.
    """
    if not ranges:
        return None, 0
    mean = fsum(ranges) / len(ranges)
    kept = [one for one in ranges if one <= SCREEN * mean] if screen else list(ranges)
    if not any(kept):
        kept = list(ranges)
    return fsum(kept) / len(kept), len(ranges) - len(kept)


def _xmr(stretch: Stretch, options: Options) -> Spread:
    values = [point.value for point in stretch.used]
    known = [value for value in values if value is not None]
    mean, screened = mean_range(moving_ranges(values), options.screen)
    if mean is None:
        return _none(stretch)
    return Spread(_limits(stretch, len(known), fsum(known) / len(known), mean, screened),
                  [XMR * mean] * len(stretch.points))


def _p(stretch: Stretch, options: Options) -> Spread:
    centre = _share(stretch)
    if centre is None:
        return _none(stretch)
    return Spread(_limits(stretch, _plotted(stretch), centre, None, 0),
                  [_times(SIGMAS, _sigma(centre, point)) for point in stretch.points])


def _p_prime(stretch: Stretch, options: Options) -> Spread:
    centre = _share(stretch)
    if centre is None:
        return _none(stretch)
    scores = [_score(centre, point) for point in stretch.used]
    mean, screened = mean_range(moving_ranges(scores), options.screen)
    if mean is None:
        return _none(stretch)
    sigma_z = mean / RANGES_TO_SIGMA
    return Spread(_limits(stretch, _plotted(stretch), centre, mean, screened, sigma_z),
                  [_times(SIGMAS * sigma_z, _sigma(centre, point)) for point in stretch.points])


def _limits(stretch: Stretch, used: int, centre: float, mean: float | None, screened: int,
            sigma_z: float | None = None) -> Limits:
    return Limits(stretch.points[0].month, stretch.points[-1].month, used, centre, mean, screened, sigma_z)


def _none(stretch: Stretch) -> Spread:
    return Spread(None, [None] * len(stretch.points))


def _plotted(stretch: Stretch) -> int:
    return sum(point.value is not None for point in stretch.used)


def _share(stretch: Stretch) -> float | None:
    """All that is good over all that is counted: a month of many weighs more than a month of few."""
    plotted = [point for point in stretch.used if point.value is not None]
    counted = fsum(point.counted or 0 for point in plotted)
    return fsum(point.good or 0 for point in plotted) / counted if counted else None


def _sigma(centre: float, point: Point) -> float | None:
    """What chance alone would do to a share of so many."""
    return sqrt(centre * (1 - centre) / point.counted) if point.counted else None


def _score(centre: float, point: Point) -> float | None:
    sigma = _sigma(centre, point)
    if point.value is None or sigma is None:
        return None
    return (point.value - centre) / sigma if sigma else 0.0


def _times(factor: float, sigma: float | None) -> float | None:
    return None if sigma is None else factor * sigma
