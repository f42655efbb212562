"""Cases of the domestic violence disclosure scheme (Clare's Law)."""

from __future__ import annotations

import numpy as np

from peelian.clocks import DAY_OF_HOURS, HOUR, NEVER
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.orders import team_of_safeguarding
from peelian.records.simulation.planting import done
from peelian.records.simulation.risk_forms import Forms
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World

DISCLOSURE_DAYS = 35  # the guidance of 2012 and 2016
CHECK_HOURS, MEETING_DAYS = 24, 10


def disclose(world: World, workforce: Workforce, forms: Forms, first: int, last: int) -> None:
    """dvds-initial-check-24h, dvds-face-to-face-10wd and dvds-complete; some are told unasked of abusers on the forms."""
    received = world.timeline.daytime(
        world.rng, world.arrivals(world.yearly("disclosure_cases_a_year", first, last), first, last))
    count = len(received)
    team = team_of_safeguarding(world, count)
    ids = world.records.number("DV", count)
    asked = world.rng.random(count) < 0.56  # the guidance of 2016 sets time limits for applications only
    fates = world.choose("dvds-initial-check-24h", received, team)
    checked = done(world.rng, fates, received, (HOUR, 20 * HOUR), (26 * HOUR, 90 * HOUR))
    fates = world.choose("dvds-face-to-face-10wd", received, team)
    met = done(world.rng, fates, received, (2 * DAY_OF_HOURS, 4 * DAY_OF_HOURS), (19 * DAY_OF_HOURS, 30 * DAY_OF_HOURS))
    fates = world.choose("dvds-complete", received, team)
    told = done(world.rng, fates, received, (5 * DAY_OF_HOURS, 25 * DAY_OF_HOURS), (38 * DAY_OF_HOURS, 90 * DAY_OF_HOURS))
    for standard, due, proof in (
            ("dvds-initial-check-24h", received + CHECK_HOURS * HOUR, checked),
            ("dvds-face-to-face-10wd", world.timeline.within_working_days(received, MEETING_DAYS), met),
            ("dvds-complete", world.timeline.within_days(received, DISCLOSURE_DAYS), told)):
        # An application that was answered without a meeting is over.
        ends = told if standard == "dvds-face-to-face-10wd" else np.full(count, NEVER, dtype=np.int64)
        world.planted.plant(standard, ids, ids, received, due, proof, team, end=ends, where=asked)
    decided = np.where(told < NEVER, told - 20 * HOUR, NEVER)
    world.records.write("dvds_case", {
        "dvds_id": ids, "route": Choice(("ask", "know"), np.where(asked, 0, 1)), "edition": "2016",
        "owner_id": Ids(OFFICER, workforce.worker(team)), "team_id": world.team_words(team), "received_at": received,
        "initial_check_at": checked, "initial_risk_at": checked, "met_at": met, "identity_checked_at": met,
        "decided_at": decided, "told_at": told, "result": Choice(("disclosure", "no_disclosure"), world.pick((44, 56), count)),
        "safety_plan": True, "withdrawn_at": None, "perpetrator_id": _abusers(world, forms, count)})


def _abusers(world: World, forms: Forms, count: int) -> Ids:
    """Of whom the cases tell: people on graver risk forms who abused an earlier partner, else anybody."""
    known = np.flatnonzero(forms.earlier_abuse & (forms.grade > 0))
    if len(known) == 0:
        return world.people(count)
    return forms.abuser.take(known[world.rng.integers(0, len(known), count)])
