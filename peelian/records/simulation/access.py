"""The log of who looked at records, and to whom they were disclosed."""

from __future__ import annotations

from datetime import date

import numpy as np

from peelian.clocks import NEVER
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.planting import IN_TIME
from peelian.records.simulation.timeline import day_number
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World

USES = ("consult", "disclose", "alter", "collect")
CONSULT, DISCLOSE = 0, 1
RECIPIENTS = ("council", "probation", "prosecutor", "social_services", "other_force")
REASONS = ("own_case", "request", "supervision", "quality_review")
LOG_LAW = date(2018, 5, 25)  # from this day the log has to hold who, why and to whom (Data Protection Act 2018, section 62)


def log(world: World, workforce: Workforce, first: int, last: int) -> None:
    """Write the uses of a batch of days that are logged (access-log-complete)."""
    at = world.arrivals(world.yearly("logged_uses_a_year", first, last), first, last)
    count = len(at)
    use = world.pick((80, 6, 10, 4), count)
    disclosed = use == DISCLOSE
    nobody = np.full(count, -1)
    gap = world.choose("access-log-complete", at, nobody) != IN_TIME
    # What is missing is mostly why; of a disclosure it may also be to whom.
    to_whom = gap & disclosed & (world.rng.random(count) < 0.5)
    why = gap & ~to_whom
    ids = world.records.number("AL", count)
    law = int(world.timeline.start_of(day_number(LOG_LAW)))
    world.planted.plant("access-log-complete", ids, ids, at, at, np.where(gap, NEVER, at), nobody,
                        where=(at >= law) & ((use == CONSULT) | disclosed))
    world.records.write("access_log", {
        "access_id": ids, "at": at, "user": Ids(OFFICER, world.rng.integers(1, workforce.size + 1, count)),
        "action": Choice(USES, use), "object": Ids("crime C", world.rng.integers(1, len(world.records.used("C")) + 2, count)),
        "recipient": Choice(RECIPIENTS, world.pick((3, 3, 5, 4, 2), count)).where(disclosed & ~to_whom),
        "reason": Choice(REASONS, world.pick((70, 10, 15, 5), count)).where(~why)})
