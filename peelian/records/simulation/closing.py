"""What is looked at when a case closes: whether it can stand without its victim."""

from __future__ import annotations

import numpy as np

from peelian.clocks import DAY_OF_HOURS, NEVER
from peelian.records.simulation import audits
from peelian.records.simulation.cancellations import decide_no_crime
from peelian.records.simulation.chains import chain, lengths, plant_gaps
from peelian.records.simulation.columns import Ids
from peelian.records.simulation.contact import ADMIN, RECORDED, TRAFFIC, UNRECORDED, Incidents
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.entries import write_event
from peelian.records.simulation.grading import RWD
from peelian.records.simulation.planting import IN_TIME, LATE
from peelian.records.simulation.workforce import Workforce
from peelian.records.simulation.world import World

VICTIM_DOES_NOT_SUPPORT = 16
DRIFT_DAYS = {"vulnerable": 14, "volume": 28}
VICTIMS_VIEW = (8, 10, 14, 16, 21, 22)


def close(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """A supervisor asks whether a case of domestic abuse stands on other evidence (da-evidence-led); samples are read."""
    audits.answer(world, "crime-cancel-avi", crimes.ids, crimes.cancelled)
    audits.answer(world, "outcome-victim-view-evidenced", crimes.ids,
                  np.where(np.isin(crimes.outcome, VICTIMS_VIEW), crimes.finalised, NEVER))
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


def plant_drift(world: World, crimes: Crimes) -> None:
    """investigation-drift: enquiries go on, and every entry in the log of a crime counts. Forgets the entries of the batch."""
    taken = crimes.take(np.flatnonzero(crimes.allocated <= world.as_at))
    start, ends, count = taken.allocated, np.minimum(taken.finalised, taken.charged), len(taken)
    days = np.where(taken.vulnerable, DRIFT_DAYS["vulnerable"], DRIFT_DAYS["volume"])
    found = chain(world, "investigation-drift", taken.ids, taken.team, start, ends,
                  lengths(days * 0.4, days * 0.8, DAY_OF_HOURS, count), lengths(days * 1.2, days * 2, DAY_OF_HOURS, count),
                  lambda begins, _: begins, "EN", plant=False)
    write_event(world, "enquiry", taken.ids.take(found.place), found.at, taken.owner[found.place], team=taken.team[found.place])
    crime, at, number = (np.concatenate(parts) for parts in zip(*world.entries, strict=True))
    world.entries.clear()
    ours = np.isin(crime, taken.ids.numbers)  # a crime may have entries and not be allocated yet
    crime, at, number = crime[ours], at[ours], number[ours]
    place = np.searchsorted(taken.ids.numbers, crime)
    plant_gaps(world, "investigation-drift", taken.ids, lambda rows, due: taken.take(rows).holder(due, world.as_at), start, ends,
               place, at, Ids("E", number), lambda begins, rows: world.timeline.within_days(begins, days[rows]))


def close_logs(world: World, incidents: Incidents) -> None:
    """Logs that prove to hold no crime, and the samples of logs that people read."""
    decide_no_crime(world, incidents, (incidents.kind != RECORDED) & (incidents.kind != UNRECORDED) & incidents.own)
    amounts = incidents.own & (incidents.opening != ADMIN) & (incidents.opening != TRAFFIC)
    audits.answer(world, "crime-recording-accuracy", incidents.ids, np.where(amounts, incidents.created, NEVER))
    settled = incidents.own & (incidents.grade == RWD)
    audits.answer(world, "resolution-without-deployment", incidents.ids, np.where(settled, incidents.closed, NEVER))
