"""A funnel: each unit's share or rate, the figure of all of them together, and the limits that chance allows a unit of its size.

Pure: units in, a `Funnel` out. Limits are exact (binomial or Poisson), unless the units differ by more than chance: then they
are widened by that, for a unit stands out only if it does so among its like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, pi, sin, sqrt
from typing import Any, Literal

from peelian.measures.funnel.dispersion import between_units, winsorised
from peelian.measures.funnel.exact import binomial_limits, poisson_limits

Side = Literal["high", "low"]
Basis = Literal["share", "rate"]
Beyond = Literal["near", "far"]
FEWEST_UNITS = 2  # below which there is nothing to set side by side
FEWEST_FOR_DISPERSION = 10  # of fewer, how far they differ beyond chance is told too badly, and an outlier would hide itself
Z95, Z998 = 1.959963984540054, 3.090232306167813  # the standard normal's 97.5th and 99.9th percentiles


@dataclass(frozen=True)
class FunnelUnit:
    """A unit: `good` out of `counted` (of shares), or so many events for `counted` that could have them (of rates).

    why_not: why it may not be plotted (too few duties, too few owners); it is then no part of the whole either.
    """

    name: str
    good: float
    counted: float
    why_not: str = ""


@dataclass(frozen=True)
class FunnelLimits:
    """From the lowest up: 99.8 %, 95 %, 95 %, 99.8 %."""

    far_low: float
    low: float
    high: float
    far_high: float


@dataclass(frozen=True)
class FunnelPoint:
    """A plotted unit. beyond: outside the limits of 95 % alone (near) or of 99.8 % too (far), and on which
    side; None: within both."""

    name: str
    good: float
    counted: float
    value: float
    limits: FunnelLimits
    side: Side | None = None
    beyond: Beyond | None = None


@dataclass(frozen=True)
class Funnel:
    """whole: the figure of all plotted units together. tau: the standard deviation between units beyond chance, on the scale
    that evens out variances (0: none, the limits are exact). left_out: units that may not be plotted, with the reason."""

    basis: Basis
    whole: float
    tau: float
    points: tuple[FunnelPoint, ...]
    left_out: tuple[FunnelUnit, ...]

    def limits(self, counted: float) -> FunnelLimits:
        """The limits of a unit in which so much is counted."""
        return _limits(self.basis, self.whole, self.tau, counted)

    @property
    def far(self) -> list[FunnelPoint]:
        """Outside the limits of 99.8 %."""
        return [point for point in self.points if point.beyond == "far"]

    @property
    def near(self) -> list[FunnelPoint]:
        """Outside those of 95 % alone."""
        return [point for point in self.points if point.beyond == "near"]


def funnel_of_shares(units: Sequence[FunnelUnit]) -> Funnel | None:
    """Shares of whole counts. None where fewer than two units may be plotted. Raises ValueError for counts that cannot be."""
    wrong = [one for one in units if not 0 <= one.good <= one.counted or one.counted % 1 or one.good % 1]
    if wrong:
        raise ValueError(f"{wrong[0].name}: {wrong[0].good} of {wrong[0].counted} cannot be a share")
    return _funnel("share", units)


def funnel_of_rates(units: Sequence[FunnelUnit]) -> Funnel | None:
    """Rates of events for each one that could have them. None, and ValueError, as for shares."""
    wrong = [one for one in units if one.good < 0 or one.counted < 0]
    if wrong:
        raise ValueError(f"{wrong[0].name}: {wrong[0].good} for {wrong[0].counted} cannot be a rate")
    return _funnel("rate", units)


def _funnel(basis: Basis, units: Sequence[FunnelUnit]) -> Funnel | None:
    plotted = [one for one in units if one.counted and not one.why_not]
    if len(plotted) < FEWEST_UNITS:
        return None
    whole = sum(one.good for one in plotted) / sum(one.counted for one in plotted)
    tau = _tau(basis, whole, plotted)
    return Funnel(basis, whole, tau, tuple(_point(basis, whole, tau, one) for one in plotted),
                  tuple(one for one in units if one.why_not))


def _tau(basis: Basis, whole: float, units: Sequence[FunnelUnit]) -> float:
    if len(units) < FEWEST_FOR_DISPERSION:
        return 0.0
    errors = [_error(one.counted) for one in units]
    scores = [(_even(basis, one.good / one.counted) - _even(basis, whole)) / error
              for one, error in zip(units, errors, strict=True)]
    return sqrt(between_units(winsorised(scores), errors))


def _error(counted: float) -> float:
    """The standard error on the even scale: the same for shares and for rates, whatever they are."""
    return 1 / (2 * sqrt(counted))


def _even(basis: Basis, value: float) -> float:
    """A share or rate on the scale on which its variance hangs on the number counted alone."""
    return asin(sqrt(value)) if basis == "share" else sqrt(value)


def _back(basis: Basis, value: float) -> float:
    return sin(min(max(value, 0.0), pi / 2)) ** 2 if basis == "share" else max(value, 0.0) ** 2


def _limits(basis: Basis, whole: float, tau: float, counted: float) -> FunnelLimits:
    exact = binomial_limits(round(counted), whole) if basis == "share" else poisson_limits(counted, whole)
    if not tau:
        return FunnelLimits(*exact)
    width, middle = sqrt(_error(counted) ** 2 + tau * tau), _even(basis, whole)
    wide = [_back(basis, middle + z * width) for z in (-Z998, -Z95, Z95, Z998)]
    # Near 0% and 100% the normal is a poor likeness: limits are never narrower than chance alone allows.
    return FunnelLimits(*(min(pair) for pair in zip(wide[:2], exact[:2], strict=True)),
                        *(max(pair) for pair in zip(wide[2:], exact[2:], strict=True)))


def _point(basis: Basis, whole: float, tau: float, one: FunnelUnit) -> FunnelPoint:
    value, limits = one.good / one.counted, _limits(basis, whole, tau, one.counted)
    side: Side = "high" if value > whole else "low"
    beyond: Beyond | None = None
    if value < limits.far_low or value > limits.far_high:
        beyond = "far"
    elif value < limits.low or value > limits.high:
        beyond = "near"
    return FunnelPoint(one.name, one.good, one.counted, value, limits, side if beyond else None, beyond)


def table(funnel: Funnel) -> list[dict[str, Any]]:
    """One row for each unit in the order given: name, good, counted, value, the four limits, where it lies, why it is left out."""
    rows = [{"name": one.name, "good": one.good, "counted": one.counted, "value": one.value, "far_low": one.limits.far_low,
             "low": one.limits.low, "high": one.limits.high, "far_high": one.limits.far_high, "beyond": one.beyond,
             "side": one.side, "why_not": ""} for one in funnel.points]
    return rows + [{"name": one.name, "good": one.good, "counted": one.counted, "value": None, "far_low": None, "low": None,
                    "high": None, "far_high": None, "beyond": None, "side": None, "why_not": one.why_not}
                   for one in funnel.left_out]
