"""Kaplan and Meier's curve of what is still open after how long, with intervals. Pure; one pass over sorted times.

Written here because the libraries that have it for Python (lifelines, scikit-survival, statsmodels) bring pandas, SciPy and more
with them. The tests hold it against scipy.stats.ecdf and against the figures in print of Freireich's trial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt
from typing import Any

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


@dataclass(frozen=True, eq=False)
class Curve:
    """waits: all; done: how many of them came to their end. longest: the longest seen, done or not.

    lengths, at_risk, ended, open, greenwood: of each step, in the order of its length, as arrays of NumPy: they are many.
    left: the lengths of those last seen open, sorted.
    """

    waits: int
    done: int
    longest: float
    lengths: Any
    at_risk: Any
    ended: Any
    open: Any
    greenwood: Any
    left: Any

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The same step by step."""
        rows = zip(*(part.tolist() for part in (self.lengths, self.at_risk, self.ended, self.open, self.greenwood)), strict=True)
        return tuple(Step(length, at_risk, done, still_open, still_open * sqrt(greenwood), _interval(still_open, greenwood))
                     for length, at_risk, done, still_open, greenwood in rows)

    @cached_property
    def edges(self) -> tuple[Any, Any]:
        """The lower and the upper end of each step's interval. Where nothing stays open: nought, and not known."""
        import numpy as np

        gone = self.open <= 0
        known = np.where(gone, 0.5, self.open)
        with np.errstate(divide="ignore"):  # a step at which nobody ended has no width
            width = np.exp(Z95 * np.sqrt(self.greenwood) / np.abs(np.log(known)))
        return np.where(gone, 0.0, known ** width), np.where(gone, 1.0, known ** (1 / width))

    def open_at(self, length: float) -> float:
        """The share still open after so long."""
        place = int(self.lengths.searchsorted(length, side="right"))
        return float(self.open[place - 1]) if place else 1.0

    def quantile(self, share: float) -> Quantile:
        """The first length after which no more than 1 − share is open. Raises ValueError for a share not between 0 and 1."""
        if not 0 < share < 1:
            raise ValueError(f"{share} is not between 0 and 1")
        most = 1 - share + 1e-12  # a computer's rounding must not make an exact half a miss
        found, low, high = (self._first(values <= most) for values in (self.open, *self.edges))
        return Quantile(share, found, low, high)

    def _first(self, holds: Any) -> float | None:
        return self.lengths[holds.argmax()].item() if holds.any() else None


def curve_of(waits: Sequence[Wait]) -> Curve:
    """The curve of these waits. What ends and what is last seen at the same length: the ends come first.

    Raises ValueError for a length below nought.
    """
    import numpy as np

    return curve_of_lengths(np.array([one.length for one in waits]), np.array([one.done for one in waits], dtype=bool))


def curve_of_lengths(lengths: Any, done: Any) -> Curve:
    """The same from arrays of NumPy: how long each has waited, and whether it came to its end then."""
    import numpy as np

    order = np.argsort(lengths, kind="stable")
    lengths, done = lengths[order], done[order]
    if len(lengths) and lengths[0] < 0:
        raise ValueError(f"a wait of {lengths[0]} cannot be")
    different, first = np.unique(lengths, return_index=True)
    at_risk = len(lengths) - first
    ended = np.add.reduceat(done.astype(np.int64), first) if len(lengths) else np.zeros(0, np.int64)
    some = ended > 0
    different, at_risk, ended = different[some], at_risk[some], ended[some]
    staying = at_risk - ended
    greenwood = np.cumsum(np.where(staying > 0, ended / (at_risk * np.maximum(staying, 1)), 0.0))
    return Curve(len(lengths), int(done.sum()), lengths[-1].item() if len(lengths) else 0.0, different, at_risk, ended,
                 np.cumprod(1 - ended / at_risk), greenwood, lengths[~done])


def _interval(still_open: float, greenwood: float) -> Interval | None:
    if still_open <= 0:
        return None
    width = Z95 * sqrt(greenwood) / abs(log(still_open))
    return Interval(still_open ** exp(width), still_open ** exp(-width))
