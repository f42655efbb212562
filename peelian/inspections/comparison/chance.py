"""Whether two shares differ by more than chance, where many pairs of shares are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from peelian.measures.intervals import Interval, wilson
from peelian.measures.signals.chance import differ

AT_MOST = 0.05  # the chance that any pair is called different although none is


@dataclass(frozen=True)
class Share:
    """good of counted, and so many more of which it is unknown whether they are good."""

    good: float
    counted: float
    unknown: float = 0


def difference(one: Share, other: Share) -> tuple[float, Interval] | None:
    """one less other, with its 95% interval (Newcombe's hybrid score, made of the two Wilson intervals). None where either is empty."""
    first, second = wilson(one.good, one.counted), wilson(other.good, other.counted)
    if first is None or second is None:
        return None
    a, b = one.good / one.counted, other.good / other.counted
    low = sqrt((a - first.low) ** 2 + (second.high - b) ** 2)
    high = sqrt((first.high - a) ** 2 + (b - second.low) ** 2)
    return a - b, Interval(a - b - low, a - b + high)


def chance_of(one: Share, other: Share) -> float:
    """Fisher's exact chance, both ways, of shares so far apart if they were one; what is unknown is taken to bring them together."""
    if not one.counted or not other.counted:
        return 1.0
    ahead = one.good * other.counted - other.good * one.counted
    high, low = (one, other) if ahead > 0 else (other, one)
    of_high, of_low = high.counted + high.unknown, low.counted + low.unknown
    good_of_low = low.good + low.unknown
    if high.good * of_low <= good_of_low * of_high:
        return 1.0
    return differ(high.good, of_high - high.good, good_of_low, of_low - good_of_low)


def beyond_chance(chances: Mapping[str, float]) -> set[str]:
    """The names whose chance is small although so many were looked at: Holm's way, by which the chance of one false call is AT_MOST."""
    found: set[str] = set()
    for place, (name, chance) in enumerate(sorted(chances.items(), key=lambda pair: (pair[1], pair[0]))):
        if chance * (len(chances) - place) > AT_MOST:
            break
        found.add(name)
    return found
