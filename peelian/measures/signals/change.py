"""Whether a measure changed, since which month, and where the change lies; and whether one group stands out from the others.

Pure: monthly counts in, a `Change` or a `Difference` out, each with the chance that it is chance alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from peelian.measures.figures import FEWEST_DUTIES
from peelian.measures.signals.chance import beyond_t, differ, fewer_good, rates_differ

FEWEST_MONTHS = 3  # on either side of a change
MOST_OF_IT, MORE_THAN_ITS_SHARE = 0.5, 1.5  # a group is said to hold a change that is half its own and not just its size


@dataclass(frozen=True)
class Tally:
    """What was good and what was not; of a ratio of two kinds of record, how many there were of the first and of the second."""

    good: float = 0.0
    bad: float = 0.0

    @property
    def counted(self) -> float:
        return self.good + self.bad

    @property
    def share(self) -> float:
        return self.good / self.counted if self.counted else 0.0

    @property
    def rate(self) -> float:
        """Of two kinds of record: how many of the first for each of the second."""
        return self.good / self.bad if self.bad else 0.0

    def plus(self, other: Tally) -> Tally:
        return Tally(self.good + other.good, self.bad + other.bad)

    def less(self, other: Tally) -> Tally:
        return Tally(self.good - other.good, self.bad - other.bad)


Months = Mapping[str, Tally]


@dataclass(frozen=True)
class Change:
    """From the month `since` on (YYYY-MM) the share differs from before. chance: of so large a step at any month by chance."""

    since: str
    before: Tally
    after: Tally
    chance: float
    months_before: int
    months_after: int


@dataclass(frozen=True)
class Concentration:
    """The group that holds the most of a change. part: how much of it; above 1 where the others moved the other way."""

    by: str
    group: str
    part: float
    before: Tally
    after: Tally


@dataclass(frozen=True)
class Difference:
    """One group beside all others of its kind. part: how much of what was not good, beyond the others' level, is its own;
    chance: that one of the groups would stand out so by chance."""

    by: str
    group: str
    here: Tally
    elsewhere: Tally
    chance: float


def together(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole = whole.plus(one)
    return whole


def change_of(months: Months, pairs: bool = False) -> Change | None:
    """The most telling step from one level to another, or None where there are too few months or records to look for one.

    Every month that leaves three on either side is tried, and the chance counts them all. It is the larger of two: the exact
    one, and that of t with the months' own spread around the two levels, which guards against months that vary beyond chance.
    pairs: the tallies hold two kinds of record; the first is a rate for each of the second.
    """
    names = sorted(months)
    found: list[Change] = []
    for place in range(FEWEST_MONTHS, len(names) - FEWEST_MONTHS + 1):
        before, after = (together(months[name] for name in part) for part in (names[:place], names[place:]))
        if min(before.bad, after.bad) >= FEWEST_DUTIES if pairs else min(before.counted, after.counted) >= FEWEST_DUTIES:
            exact = (rates_differ(after.good, after.bad, before.good, before.bad) if pairs
                     else differ(after.good, after.bad, before.good, before.bad))
            parts = [(before, [months[name] for name in names[:place]]), (after, [months[name] for name in names[place:]])]
            chance = max(exact, (_spread_of_rates if pairs else _spread_of_shares)(parts, len(names) - 2))
            found.append(Change(names[place], before, after, chance, place, len(names) - place))
    if not found:
        return None
    best = min(found, key=lambda one: (one.chance, one.since))
    return replace(best, chance=min(1.0, best.chance * len(found)))


Parts = Sequence[tuple[Tally, Sequence[Tally]]]  # before and after: the whole, and its months


def _spread_of_shares(parts: Parts, freedom: int) -> float:
    """The chance of the step by t, its error widened by how far months lie from their level beyond the binomial."""
    (before, _), (after, _) = parts
    level = before.plus(after).share
    error = sqrt(level * (1 - level) * (1 / before.counted + 1 / after.counted))
    spread = sum((month.share - part.share) ** 2 * month.counted / (part.share * (1 - part.share))
                 for part, group in parts if 0 < part.share < 1 for month in group if month.counted)
    return _by_t(after.share - before.share, error, spread, freedom)


def _spread_of_rates(parts: Parts, freedom: int) -> float:
    """The same beyond Poisson."""
    (before, _), (after, _) = parts
    error = sqrt(before.plus(after).rate * (1 / before.bad + 1 / after.bad))
    spread = sum((month.good - part.rate * month.bad) ** 2 / (part.rate * month.bad)
                 for part, group in parts if part.rate for month in group if month.bad)
    return _by_t(after.rate - before.rate, error, spread, freedom)


def _by_t(step: float, error: float, spread: float, freedom: int) -> float:
    return beyond_t(step / (error * sqrt(max(1.0, spread / freedom))), freedom) if error else 1.0


def concentration(change: Change, by: str, groups: Mapping[str, Months]) -> Concentration | None:
    """The group that holds at least half of a change, and half as much again as its share of the records: of what came to be good,
    or not, beyond the level that each had before.

    None where no group holds so much, where one group is all there is, or where the group itself has too few on either side.
    """
    held: dict[str, tuple[float, Tally, Tally]] = {}
    for name, months in groups.items():
        before = together(one for month, one in months.items() if month < change.since)
        after = together(one for month, one in months.items() if month >= change.since)
        level = before.share if before.counted else change.before.share
        held[name] = (after.good - after.counted * level, before, after)
    whole = sum(extra for extra, _, _ in held.values())
    if len(held) < 2 or not whole:
        return None
    name, (extra, before, after) = max(held.items(), key=lambda one: (one[1][0] / whole, one[0]))
    size = after.counted / sum(one.counted for _, _, one in held.values()) if after.counted else 1.0
    if extra / whole < max(MOST_OF_IT, MORE_THAN_ITS_SHARE * size) or min(before.counted, after.counted) < FEWEST_DUTIES:
        return None
    return Concentration(by, name, extra / whole, before, after)


def difference_of(by: str, groups: Mapping[str, Tally], better: str) -> Difference | None:
    """The group that is most surely worse than all others together (or, where neither way is better, other than they are).

    None where fewer than two groups have 20 or more. The chance counts every group that was looked at. A group than which half of
    the others do no better is not named; where there is no other, the chance is 1.
    """
    whole = together(groups.values())
    known = {name: one for name, one in groups.items() if one.counted >= FEWEST_DUTIES
             and whole.less(one).counted >= FEWEST_DUTIES}
    if len(known) < 2:
        return None
    found = []
    for name, one in sorted(known.items()):
        other = whole.less(one)
        fewer = fewer_good(one.good, one.bad, other.good, other.bad)
        more = fewer_good(one.bad, one.good, other.bad, other.good)
        chance = {"higher": fewer, "lower": more}.get(better, min(1.0, 2 * min(fewer, more)))
        found.append(Difference(by, name, one, other, chance))
    alone = [one for one in found if _most_do_better(one, known, better)]
    best = min(alone or found, key=lambda one: (one.chance, one.group))
    return Difference(by, best.group, best.here, best.elsewhere, min(1.0, best.chance * len(found)) if alone else 1.0)


def _most_do_better(one: Difference, known: Mapping[str, Tally], better: str) -> bool:
    """Whether more than half of the other groups do better. One of many that all do badly does not stand out: it is one other group
    that does well."""
    sign = {"higher": 1, "lower": -1}.get(better)
    ahead = [sign * (other.share - one.here.share) > 0 for name, other in known.items() if name != one.group] if sign else [True]
    return 2 * sum(ahead) > len(ahead)
