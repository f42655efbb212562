"""Crimes that turn out to be none, logs that become none, and what those who reported them are told."""

from __future__ import annotations

import numpy as np

from peelian.clocks import DAY_OF_HOURS, HOUR, NEVER
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.contact import Incidents
from peelian.records.simulation.contacts import Cases, write_contacts
from peelian.records.simulation.crimes import RAPE, Crimes
from peelian.records.simulation.planting import done
from peelian.records.simulation.workforce import OFFICER
from peelian.records.simulation.world import World, later

GROUNDS = ("C1", "C2", "C3")
AUTHORITIES = ("DDM", "FCR")
TOLD_DAYS = 5
REQUEST_DAYS = 5
AFTER_DAYS = (36, 60)  # after the end of the investigation, when all that was owed about it has fallen due


def cancel(world: World, crimes: Crimes, cases: Cases) -> None:
    """crime-cancel-authorised and victim-told-not-crimed. Gives crimes the moment at which they are cancelled."""
    chosen = world.share("crimes_cancelled_share", world.timeline.day_of(crimes.created))
    crimes.cancelled = np.where(chosen, later(crimes.finalised, world.days(*AFTER_DAYS, len(crimes))), NEVER)
    rows = np.flatnonzero(crimes.cancelled <= world.as_at)
    here, count, due = crimes.take(rows), len(rows), crimes.cancelled[rows]
    start = due - REQUEST_DAYS * DAY_OF_HOURS
    fates = world.choose("crime-cancel-authorised", start, here.team)
    authorised = done(world.rng, fates, start, (2 * HOUR, 100 * HOUR), (130 * HOUR, 300 * HOUR))
    ids = world.records.number("CN", count)
    world.planted.plant("crime-cancel-authorised", here.ids, ids, start, due, authorised, here.holder(due, world.as_at))
    world.records.write("crime_cancellation", {
        "cancellation_id": ids, "crime_id": here.ids, "requested_at": start,
        "ground": Choice(GROUNDS, world.pick((6, 2, 2), count)), "authorised_at": authorised,
        "authority": Choice(AUTHORITIES, (here.mark == RAPE).astype(np.int8)), "refused_at": None})
    _tell_victims(world, cases.take(np.flatnonzero(crimes.cancelled[cases.place] <= world.as_at)), crimes)


def _tell_victims(world: World, cases: Cases, crimes: Crimes) -> None:
    start, team = crimes.cancelled[cases.place], cases.crimes.team
    due = world.timeline.within_working_days(start, TOLD_DAYS)
    fates = world.choose("victim-told-not-crimed", start, team)
    at = done(world.rng, fates, start, (HOUR, 90 * HOUR), (due - start + 10 * HOUR, due - start + 200 * HOUR))
    world.planted.plant("victim-told-not-crimed", cases.crimes.ids, cases.ids, start, due, at,
                        cases.crimes.holder(due, world.as_at), where=~cases.declined)
    rows = np.flatnonzero(~cases.declined & (at <= world.as_at))
    write_contacts(world, cases.take(rows), at[rows], "cancel")


def decide_no_crime(world: World, incidents: Incidents, possible: np.ndarray) -> None:
    """Some logs prove to hold no crime, and whoever called is told (victim-told-not-crimed)."""
    chosen = possible & world.share("no_crime_share", world.timeline.day_of(incidents.created)) & (incidents.closed <= world.as_at)
    rows = np.flatnonzero(chosen)
    start, team, log = incidents.closed[rows] - HOUR, incidents.team[rows], incidents.ids.take(rows)
    due = world.timeline.within_working_days(start, TOLD_DAYS)
    fates = world.choose("victim-told-not-crimed", start, team)
    at = done(world.rng, fates, start, (HOUR, 90 * HOUR), (due - start + 10 * HOUR, due - start + 200 * HOUR))
    ids = world.records.number("ND", len(rows))
    world.planted.plant("victim-told-not-crimed", log, ids, start, due, at, team, where=~incidents.anonymous[rows])
    world.records.write("no_crime_decision", {
        "decision_id": ids, "incident_id": log, "decided_at": start, "decided_by": Ids(OFFICER, np.ones(len(rows), dtype=np.int64)),
        "told_at": at})
