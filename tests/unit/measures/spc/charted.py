"""Months with values, for the tests of control charts."""

from __future__ import annotations

from collections.abc import Sequence

from peelian.clocks import months_between
from peelian.measures.spc import Point

FIRST = "2001-01"


def months(count: int) -> list[str]:
    return months_between(FIRST, "2099-12")[:count]


def values(*numbers: float | None) -> list[Point]:
    """One month after the other; None is a month that was not given."""
    return [Point(month, number) for month, number in zip(months(len(numbers)), numbers, strict=True) if number is not None]


def shares(good: Sequence[float], counted: Sequence[float]) -> list[Point]:
    return [Point(month, None, of, some) for month, some, of in zip(months(len(good)), good, counted, strict=True)]


def places(found: Sequence[str], count: int) -> list[int]:
    """Months as numbers from 1."""
    known = months(count)
    return [known.index(month) + 1 for month in found]
