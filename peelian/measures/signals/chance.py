"""How likely chance alone is: exact for two shares, allowing for months that vary more than chance, and for many looks at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan, cos, exp, lgamma, log, log1p, pi, sin, sqrt

NEGLIGIBLE = 1e-16


def fewer_good(good: float, bad: float, good_elsewhere: float, bad_elsewhere: float) -> float:
    """Fisher's exact chance that here so few or fewer would be good, if here and elsewhere were alike. Whole counts, 0 or more."""
    here, whole_good = round(good) + round(bad), round(good) + round(good_elsewhere)
    everything = here + round(good_elsewhere) + round(bad_elsewhere)
    least, most = max(0, here + whole_good - everything), min(here, whole_good)
    # One end is summed outwards from what was seen, so that a large count costs no more than a small one.
    mean = here * whole_good / everything if everything else 0.0
    seen = round(good)
    if seen <= mean:
        return min(1.0, _tail(seen, least, -1, here, whole_good, everything))
    return max(0.0, 1 - _tail(seen + 1, most, 1, here, whole_good, everything)) if seen < most else 1.0


def _tail(first: int, last: int, step: int, here: int, good: int, everything: int) -> float:
    term = exp(_ways(good, first) + _ways(everything - good, here - first) - _ways(everything, here))
    total, count = term, first
    while count != last and term > NEGLIGIBLE * total:
        if step < 0:
            term *= count * (everything - good - here + count) / ((good - count + 1) * (here - count + 1))
        else:
            term *= (good - count) * (here - count) / ((count + 1) * (everything - good - here + count + 1))
        count += step
        total += term
    return total


def _ways(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)


def differ(good: float, bad: float, good_elsewhere: float, bad_elsewhere: float) -> float:
    """Twice the smaller of the chances of so few and of so many: both ways are looked at."""
    fewer = fewer_good(good, bad, good_elsewhere, bad_elsewhere)
    more = fewer_good(bad, good, bad_elsewhere, good_elsewhere)
    return min(1.0, 2 * min(fewer, more))


def rates_differ(events: float, time: float, events_elsewhere: float, time_elsewhere: float) -> float:
    """Of two counts of events, so many for so much that could have them: the exact chance of rates so far apart, if they were one.

    Given all events together, those here are binomial (Przyborowski and Wilenski 1940). Twice the smaller tail."""
    here, everything = round(events), round(events) + round(events_elsewhere)
    if not everything or time <= 0 or time_elsewhere <= 0:
        return 1.0
    odds = time / time_elsewhere
    part = time / (time + time_elsewhere)
    start = exp(_ways(everything, here) + here * log(part) + (everything - here) * log1p(-part))

    def tail(step: int, last: int) -> float:
        term, total, count = start, start, here
        while count != last and term > NEGLIGIBLE * total:
            term *= (everything - count) / (count + 1) * odds if step > 0 else count / (everything - count + 1) / odds
            count += step
            total += term
        return total

    # From beyond the mean outwards; the other end holds all the rest.
    outer = tail(1, everything) if here >= everything * part else tail(-1, 0)
    return min(1.0, 2 * min(outer, 1 - outer + start))


def beyond_t(value: float, freedom: int) -> float:
    """The chance that Student's t of so many degrees of freedom lies further from nought, to either side; for whole degrees the
    finite series of Abramowitz and Stegun (26.7.3 and 26.7.4)."""
    angle = atan(abs(value) / sqrt(freedom))
    cosine, sine = cos(angle), sin(angle)
    term, total = (1.0, 0.0) if freedom % 2 == 0 else (cosine, 0.0)
    for number in range(freedom // 2 if freedom % 2 == 0 else (freedom - 1) // 2):
        total += term
        step = 2 * number + (1 if freedom % 2 == 0 else 2)
        term *= cosine * cosine * step / (step + 1)
    within = sine * total if freedom % 2 == 0 else 2 / pi * (angle + sine * total)
    return max(0.0, 1 - within)


def holm(chances: Sequence[float], level: float) -> list[bool]:
    """Which of many looks stand out, so that where nothing does, one is wrongly named with no more than this chance (Holm 1979)."""
    found = [False] * len(chances)
    for rank, place in enumerate(sorted(range(len(chances)), key=lambda one: chances[one])):
        if chances[place] > level / (len(chances) - rank):
            break
        found[place] = True
    return found
