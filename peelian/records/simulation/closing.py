"""What is looked at when a case closes: whether it can stand without its victim."""

from __future__ import annotations

import numpy as np

from peelian.clocks import DAY_OF_HOURS, NEVER
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.entries import write_event
from peelian.records.simulation.planting import IN_TIME, LATE
from peelian.records.simulation.workforce import Workforce
from peelian.records.simulation.world import World

VICTIM_DOES_NOT_SUPPORT = 16


def close(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """A supervisor asks whether a case of domestic abuse stands on other evidence (da-evidence-led)."""
    rows = np.flatnonzero(crimes.domestic & crimes.suspect & (crimes.outcome == VICTIM_DOES_NOT_SUPPORT)
                          & (crimes.finalised <= world.as_at))
    here = crimes.take(rows)
    fates = world.choose("da-evidence-led", here.finalised, here.team)
    open_for = here.finalised - here.allocated
    before = here.allocated + (open_for * (0.3 + 0.6 * world.rng.random(len(here)))).astype(np.int64)
    at = np.where(fates == IN_TIME, before, np.where(fates == LATE, here.finalised + 2 * DAY_OF_HOURS, NEVER))
    world.planted.plant("da-evidence-led", here.ids, here.ids, here.reported, here.finalised, at,
                        here.holder(here.finalised, world.as_at))
    asked = np.flatnonzero(at <= world.as_at)
    here, at = here.take(asked), at[asked]
    substantive = np.zeros(len(here), dtype=bool)
    write_event(world, "evidence_led", here.ids, at, workforce.supervisor(here.team, substantive), True, team=here.team)
