"""Kaplan and Meier's curve of what is still open after how long, with intervals. Pure; one pass over sorted times.

Written here because the libraries that have it for Python (lifelines, scikit-survival, statsmodels) bring pandas, SciPy and more
with them. The tests hold it against scipy.stats.ecdf and against the figures in print of Freireich's trial.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import exp, log, sqrt

from peelian.measures.intervals import Z95, Interval


@dataclass(frozen=True)
class Wait:
    """How long one has waited, in any unit, 0 or more. done: it came to its end then; else it was last seen open then."""

    length: float
    done: bool


@dataclass(frozen=True)
class Step:
    """At `length`, of `at_risk` still open `done` are done; `open`: the share that stays open after it, with its 95% interval.

    The interval is that of the log of minus the log, by Greenwood's variance; None once nothing is open any more.
    """

    length: float
    at_risk: int
    done: int
    open: float
    error: float
    interval: Interval | None


@dataclass(frozen=True)
class Quantile:
    """The length by which a share is done, with its 95% interval (Brookmeyer and Crowley). None: not reached while seen."""

    share: float
    length: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """waits: all; done: how many of them came to their end. longest: the longest seen, done or not."""

    waits: int
    done: int
    longest: float
    steps: tuple[Step, ...]
    left: tuple[float, ...]  # the lengths of those last seen open, sorted

    @cached_property
    def _lengths(self) -> list[float]:
        return [step.length for step in self.steps]

    def open_at(self, length: float) -> float:
        """The share still open after so long."""
        place = bisect_right(self._lengths, length)
        return self.steps[place - 1].open if place else 1.0

    def quantile(self, share: float) -> Quantile:
        """The first length after which no more than 1 − share is open. Raises ValueError for a share not between 0 and 1."""
        if not 0 < share < 1:
            raise ValueError(f"{share} is not between 0 and 1")
        most = 1 - share + 1e-12  # a computer's rounding must not make an exact half a miss
        found = next((step.length for step in self.steps if step.open <= most), None)
        low = next((step.length for step in self.steps if _edge(step, "low") <= most), None)
        high = next((step.length for step in self.steps if _edge(step, "high") <= most), None)
        return Quantile(share, found, low, high)


def _edge(step: Step, side: str) -> float:
    """Of the last step, where nothing stays open, the lower edge is nought and the upper is not known."""
    if step.interval is None:
        return 0.0 if side == "low" else 1.0
    return step.interval.low if side == "low" else step.interval.high


def curve_of(waits: Sequence[Wait]) -> Curve:
    """The curve of these waits. What ends and what is last seen at the same length: the ends come first.

    Raises ValueError for a length below nought.
    """
    ordered = sorted(waits, key=lambda one: one.length)
    if ordered and ordered[0].length < 0:
        raise ValueError(f"a wait of {ordered[0].length} cannot be")
    steps = []
    at_risk, still_open, greenwood = len(ordered), 1.0, 0.0
    for length, group in groupby(ordered, key=lambda one: one.length):
        here = list(group)
        done = sum(one.done for one in here)
        if done:
            still_open *= 1 - done / at_risk
            greenwood += done / (at_risk * (at_risk - done)) if at_risk > done else 0.0
            steps.append(Step(length, at_risk, done, still_open, still_open * sqrt(greenwood), _interval(still_open, greenwood)))
        at_risk -= len(here)
    return Curve(len(ordered), sum(one.done for one in ordered), ordered[-1].length if ordered else 0.0, tuple(steps),
                 tuple(one.length for one in ordered if not one.done))


def _interval(still_open: float, greenwood: float) -> Interval | None:
    if still_open <= 0:
        return None
    width = Z95 * sqrt(greenwood) / abs(log(still_open))
    return Interval(still_open ** exp(width), still_open ** exp(-width))
