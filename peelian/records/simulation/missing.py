"""People reported missing: graded, supervised, reviewed until found, and seen on their return."""

from __future__ import annotations

import numpy as np

from peelian.clocks import HOUR, MINUTE, NEVER
from peelian.records.simulation.chains import chain, lengths
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.planting import done
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

RISKS = ("high", "medium", "low", "none")
GRADED_HOURS = np.array([1, 4, 4, 4])
REVIEW_HOURS = np.array([12, 24, 48, 48])
RETURN_HOURS = 24
MIDDLE_HOURS = 11  # half of the missing are found within so many hours; made up


def look_for_missing(world: World, workforce: Workforce, first: int, last: int) -> None:
    """Write the reports of some days and plant missing-graded, missing-review and missing-return."""
    reported = world.arrivals(world.yearly("missing_reports_a_year", first, last), first, last)
    count = len(reported)
    teams = world.teams_of("response")
    team = teams[world.rng.integers(0, len(teams), count)]
    risk = world.pick((15, 60, 20, 5), count)
    found = reported + (MIDDLE_HOURS * np.exp(1.1 * world.rng.standard_normal(count)) * 60).astype(np.int64) * MINUTE
    ids = world.records.number("MI", count)
    fates = world.choose("missing-graded", reported, team)
    seen = done(world.rng, fates, reported, (15 * MINUTE, 55 * MINUTE), (5 * HOUR, 15 * HOUR))
    due = reported + GRADED_HOURS[risk] * HOUR
    world.planted.plant("missing-graded", ids, ids, reported, due, seen, team)
    hours = REVIEW_HOURS[risk]
    reviews = chain(world, "missing-review", ids, team, reported, found, lengths(hours * 0.4, hours * 0.9, HOUR, count),
                    lengths(hours * 1.1, hours * 2, HOUR, count), lambda begins, rows: begins + hours[rows] * HOUR, "MV",
                    by_day=False)
    world.records.write("missing_review", {
        "review_id": reviews.ids, "missing_id": ids.take(reviews.place), "at": reviews.at,
        "by": Ids(OFFICER, workforce.worker(team[reviews.place]))})
    fates = world.choose("missing-return", found, team)
    back = done(world.rng, fates, found, (HOUR, 22 * HOUR), (26 * HOUR, 90 * HOUR))
    world.planted.plant("missing-return", ids, ids, found, found + RETURN_HOURS * HOUR, back, team)
    child = world.share("missing_children_share", world.timeline.day_of(reported))
    world.records.write("missing_report", {
        "missing_id": ids, "person_id": world.people(count), "owner_id": Ids(OFFICER, workforce.worker(team)),
        "team_id": world.team_words(team), "reported_at": reported, "risk": Choice(RISKS, risk),
        "graded_at": later(seen, -5 * MINUTE), "supervisor_at": seen, "found_at": found, "prevention_at": back, "child": child,
        "rhi_notified_at": np.where(child, later(back, -10 * MINUTE), NEVER), "rationale_len": world.rng.integers(40, 500, count),
        "review_interval_hours": None})
