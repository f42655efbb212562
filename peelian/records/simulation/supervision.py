"""Reviews of investigations by supervisors, and by detectives where the victim is vulnerable."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, NEVER
from peelian.records.simulation.chains import plant_gaps
from peelian.records.simulation.columns import Bools, Ids
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.entries import write_event
from peelian.records.simulation.planting import IN_TIME, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import Workforce
from peelian.records.simulation.world import World

REVIEW_DAYS = {"vulnerable": 14, "volume": 28}
DETECTIVE_FIRST_HOURS, DETECTIVE_DAYS = 24, 14
INSPECTOR_MONTHS, DETECTIVE_MONTHS = 3, 6
INSPECTOR_FROM, DETECTIVE_FROM = 30, 100  # days of age from which an inspector, or one of the detectives, takes the review
MOST_REVIEWS = 400


def supervise(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """Reviews by supervisors, by inspectors of what lasts, and by detectives, and what they prove."""
    timeline, count = world.timeline, len(crimes)
    start = crimes.allocated
    first, prompt = _first_review(world, crimes)
    due = np.where(crimes.serious, start + 72 * HOUR, timeline.within_days(start, 7))
    world.planted.plant("supervisor-initial-review", crimes.ids, crimes.ids, start, due, first,
                        crimes.holder(due, world.as_at), end=crimes.finalised)
    interval = np.where(crimes.vulnerable, REVIEW_DAYS["vulnerable"], REVIEW_DAYS["volume"])
    begins, trigger, proof, rows = start, crimes.ids, first, np.arange(count)
    reviews: list[tuple[npt.NDArray[Any], Ints, Ints]] = [(rows[:0], begins[:0], trigger.numbers[:0])]
    above = _Inspectors(world, crimes)
    for number in range(MOST_REVIEWS):
        here = crimes.take(rows)
        due = timeline.within_days(begins, interval[rows])
        world.planted.plant("supervisor-periodic-review", here.ids, trigger, begins, due, proof,
                            here.holder(due, world.as_at), end=here.finalised)
        going = np.flatnonzero((proof < here.finalised) & (proof <= world.as_at))
        if len(going) == 0:
            break
        rows, begins = rows[going], proof[going]
        here = crimes.take(rows)
        detective, acting = _by_whom(world, here, begins, prompt[rows] if number == 0 else np.zeros(len(rows), dtype=bool))
        by = workforce.supervisor(here.team, acting)
        inspector, detective = above.review(rows, begins, detective)
        by = np.where(inspector & ~acting, workforce.inspector(here.team), by)
        trigger = write_event(world, "review", here.ids, begins, by, True, acting, here.team, by_detective=detective,
                              inspector=inspector)
        able = detective & ~acting
        reviews.append((rows[able], begins[able], trigger.numbers[able]))
        proof = _next_review(world, here, begins, interval[rows])
    above.plant()
    place, at, numbers = (np.concatenate(parts) for parts in zip(*reviews, strict=True))
    _plant_detectives(world, crimes, place, at, Ids(trigger.prefix, numbers))


class _Inspectors:
    """Who takes the reviews of investigations that last (inspector-review, detective-inspector-review)."""

    def __init__(self, world: World, crimes: Crimes):
        apart = world.apart("inspectors")
        self.world, self.crimes = world, crimes
        self.kept = {standard: apart.choose(standard, crimes.allocated, crimes.team) == IN_TIME
                     for standard in ("inspector-review", "detective-inspector-review")}
        self.first = {standard: np.full(len(crimes), NEVER, dtype=np.int64) for standard in self.kept}

    def review(self, rows: npt.NDArray[Any], at: Ints, detective: Bools) -> tuple[Bools, Bools]:
        """Whether each review is an inspector's, once for each crime, and whether a detective's, given which already are."""
        def owed(standard: str, days: int) -> Bools:
            not_yet = self.first[standard][rows] >= NEVER
            return self.kept[standard][rows] & not_yet & (at - self.crimes.allocated[rows] >= days * DAY_OF_HOURS)

        old = owed("detective-inspector-review", DETECTIVE_FROM)
        inspector, detective = old | owed("inspector-review", INSPECTOR_FROM), detective | old
        for standard, which in (("inspector-review", inspector), ("detective-inspector-review", inspector & detective)):
            np.minimum.at(self.first[standard], rows[which], at[which])
        return inspector, detective

    def plant(self) -> None:
        """A charge ends what is owed as well as the end of the investigation does."""
        crimes, start = self.crimes, self.crimes.allocated
        for standard, months in (("inspector-review", INSPECTOR_MONTHS), ("detective-inspector-review", DETECTIVE_MONTHS)):
            due = self.world.timeline.within_months(start, months)
            self.world.planted.plant(standard, crimes.ids, crimes.ids, start, due, self.first[standard],
                                     crimes.holder(due, self.world.as_at), end=np.minimum(crimes.finalised, crimes.charged))


def _first_review(world: World, crimes: Crimes) -> tuple[Ints, Bools]:
    """When each crime is first reviewed, and whether by a detective within a day, as the vulnerable are owed."""
    start, days = crimes.allocated, world.timeline.day_of(crimes.allocated)
    fates = world.choose("supervisor-initial-review", start, crimes.team, world.acting(crimes.team, days))
    soon = np.where(crimes.serious, 22 * HOUR, 6 * DAY_OF_HOURS)
    slow = np.where(crimes.vulnerable, 16 * DAY_OF_HOURS, 9 * DAY_OF_HOURS)
    first = done(world.rng, fates, start, (HOUR, soon), (slow, slow + 10 * DAY_OF_HOURS))
    quick = crimes.sought_out & (world.choose("vulnerable-first-review", start, crimes.team) == IN_TIME)
    first = np.where(quick, start + world.minutes(60, 22 * 60, len(crimes)), first)
    return np.where(first < crimes.finalised, first, NEVER), quick


def _by_whom(world: World, crimes: Crimes, at: Ints, prompt: Bools) -> tuple[Bools, Bools]:
    """Whether each review is a detective's, and whether by somebody who only acts as a supervisor."""
    acting = world.rng.random(len(at)) < world.acting(crimes.team, world.timeline.day_of(at))
    detective = world.choose("vulnerable-supervised", at, crimes.team) == IN_TIME
    return (crimes.pip_needed > 1) & (detective | prompt), acting & ~prompt


def _next_review(world: World, crimes: Crimes, last: Ints, interval: Ints) -> Ints:
    """The review after the last one; NEVER where there is none before the investigation ends."""
    fates = world.choose("supervisor-periodic-review", last, crimes.team,
                         world.acting(crimes.team, world.timeline.day_of(last)))
    days = interval * DAY_OF_HOURS
    # Forces differ on the vulnerable (a week or two): what is in time keeps to the week.
    soon = np.where(crimes.vulnerable, 6.5 * DAY_OF_HOURS, days - 2 * DAY_OF_HOURS)
    at = done(world.rng, fates, last, (soon * 0.5, soon), (days + 2 * DAY_OF_HOURS, days * 2.5))
    return np.where(at < crimes.finalised, at, NEVER)


def _plant_detectives(world: World, crimes: Crimes, place: npt.NDArray[Any], at: Ints, ids: Ids) -> None:
    """What the vulnerable are owed by the reviews that detectives made who hold their rank for good."""
    start = crimes.allocated
    first = np.full(len(crimes), NEVER, dtype=np.int64)
    np.minimum.at(first, place, at)
    due = start + DETECTIVE_FIRST_HOURS * HOUR
    owed = crimes.sought_out
    world.planted.plant("vulnerable-first-review", crimes.ids, crimes.ids, start, due, first,
                        crimes.holder(due, world.as_at), end=crimes.finalised, where=owed)
    begun = np.where(owed, start, NEVER)
    plant_gaps(world, "vulnerable-supervised", crimes.ids, lambda rows, due: crimes.take(rows).holder(due, world.as_at),
               begun, crimes.finalised, place, at, ids,
               lambda at, _: world.timeline.within_days(at, DETECTIVE_DAYS))
