"""Exact limits of a count, interpolated between whole numbers so that the curves are smooth (Spiegelhalter 2005, appendix A.1.1).

The paper interpolates both ends downwards. Here the upper end mirrors the lower one, a count higher than the paper's, so that
at neither end a count lies outside that chance reaches more often than the limit says: all of five kept is no feat.

Written here because SciPy, which has these distributions, would double what the package weighs; the tests hold every limit
against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, log1p, sqrt
from typing import Any

TAILS = (0.001, 0.025, 0.975, 0.999)  # of the limits at 99.8 % and 95 %, from the lowest up
REACH = 12  # standard deviations beyond which a distribution weighs less than a computer's rounding


def binomial_limits(of: int, share: float, tails: Sequence[float] = TAILS) -> list[float]:
    """Shares, from 0 to 1, at each of the tails of the binomial. of: how many are counted, 1 or more."""
    import numpy as np

    if not 0 < share < 1:  # there is nothing left to chance
        return [share for _ in tails]
    first, last = _window(of * share, sqrt(of * share * (1 - share)), of)
    start = (lgamma(of + 1) - lgamma(first + 1) - lgamma(of - first + 1) + first * log(share) + (of - first) * log1p(-share))
    below = np.arange(first, last, dtype=float)
    steps = np.log(of - below) - np.log(below + 1) + log(share) - log1p(-share)
    return [min(count / of, 1.0) for count in _counts(first, start, steps, tails)]


def poisson_limits(of: float, rate: float, tails: Sequence[float] = TAILS) -> list[float]:
    """Rates at each of the tails of the Poisson, where `of` times `rate` are expected. of: more than 0."""
    import numpy as np

    mean = of * rate
    if mean <= 0:
        return [0.0 for _ in tails]
    first, last = _window(mean, sqrt(mean), None)
    start = first * log(mean) - mean - lgamma(first + 1)
    steps = log(mean) - np.log(np.arange(first, last, dtype=float) + 1)
    return [count / of for count in _counts(first, start, steps, tails)]


def _window(mean: float, deviation: float, most: int | None) -> tuple[int, int]:
    """The first and last count that can matter."""
    first, last = int(max(0.0, mean - REACH * deviation - REACH)), int(mean + REACH * deviation + 2 * REACH)
    return first, last if most is None else min(most, last)


def _counts(first: int, start: float, steps: Any, tails: Sequence[float]) -> list[float]:
    """r − α for each tail p: r is the least count with P(R ≤ r) > p, and α the part of P(R = r) that lies beyond p. One more for
    the upper tails, which is what the same says of counts taken from above."""
    import numpy as np

    chances = np.exp(start + np.concatenate(([0.0], np.cumsum(steps)))) if len(steps) else np.array([exp(start)])
    sums = np.cumsum(chances)
    found = []
    for tail in tails:
        place = min(int(np.searchsorted(sums, tail, side="right")), len(sums) - 1)
        count = first + place - float((sums[place] - tail) / chances[place])
        found.append(max(0.0, count + (1 if tail > 0.5 else 0)))
    return found
