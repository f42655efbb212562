"""Wilson's interval for a proportion. Written here because the libraries that have it take two seconds to import."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # the standard normal's 97.5th percentile


@dataclass(frozen=True)
class Interval:
    """A 95% interval, as shares from 0 to 1."""

    low: float
    high: float


Pair = tuple[float, float]  # good, of


@dataclass(frozen=True)
class Cases:
    """A figure if all that cannot be told went the one way, and if it all went the other: good out of how many."""

    worst: Pair
    best: Pair

    def limits(self, population: float | None = None) -> Interval | None:
        """From the lower limit of the worst case to the upper limit of the best; None where nothing was counted."""
        low, high = wilson(*self.worst, population), wilson(*self.best, population)
        return Interval(low.low, high.high) if low and high else None


def wilson(good: float, of: float, population: float | None = None) -> Interval | None:
    """The interval of `good` out of `of`, or None where there is nothing to count.

    `population`: the finite number that `of` were drawn from. The sample then weighs as `of * (N - 1) / (N - of)`, so
    that a sample of everything leaves no doubt. Raises ValueError for counts that cannot be.
    """
    if good < 0 or good > of or (population is not None and population < of):
        raise ValueError(f"{good} of {of}{'' if population is None else f' out of {population}'} cannot be")
    if of == 0:
        return None
    share = good / of
    if population is not None and population == of:
        return Interval(share, share)
    weight = of if population is None else of * (population - 1) / (population - of)
    squared = Z95 * Z95
    middle = (share + squared / (2 * weight)) / (1 + squared / weight)
    half = Z95 * sqrt(share * (1 - share) / weight + squared / (4 * weight * weight)) / (1 + squared / weight)
    return Interval(0.0 if good == 0 else max(0.0, middle - half), 1.0 if good == of else min(1.0, middle + half))
