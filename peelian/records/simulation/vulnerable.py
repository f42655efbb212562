"""Crimes whose victims are vulnerable: marks, screening for stalking, rape, child protection, and who takes them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.contact import Incidents
from peelian.records.simulation.crimes import CHILD_ABUSE, NOTHING, RAPE, Crimes
from peelian.records.simulation.entries import write_form
from peelian.records.simulation.planting import done
from peelian.records.simulation.suspects import NAMED, Events
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.world import World, later

if TYPE_CHECKING:
    from peelian.records.simulation.investigation import Owners

MARKS = ("domestic_abuse", "rape", "child_abuse", "vulnerable_adult", "stalking")
STALKING_QUESTIONS = ("fixation", "obsession", "unwanted", "repeated")
SCREEN_HOURS, NO_OWNER_HOURS, SPECIALIST_HOURS = 24, 24, 24
ADVICE_DAYS, ADVISER_DAYS, CONFERENCE_DAYS = 28, 2, 15


def safeguard(world: World, incidents: Incidents, crimes: Crimes, events: Events) -> None:
    """Write what marks the vulnerable and is owed to them, whoever investigates."""
    _mark_logs(world, incidents, crimes)
    _mark(world, crimes)
    _screen_for_stalking(world, crimes)
    _respond_to_rape(world, crimes)
    _submit_to_prosecutor(world, crimes, events)
    _protect_children(world, crimes)


def _mark(world: World, crimes: Crimes) -> None:
    for rows, value in ((np.flatnonzero(crimes.domestic), np.zeros(len(crimes), dtype=np.int64)),
                        (np.flatnonzero(crimes.mark > NOTHING), crimes.mark)):
        world.records.write("crime_flag", {
            "flag_id": world.records.number("CF", len(rows)), "crime_id": crimes.ids.take(rows),
            "value": Choice(MARKS, value[rows]), "from_at": crimes.reported[rows], "to_at": None})


def _mark_logs(world: World, incidents: Incidents, crimes: Crimes) -> None:
    """Marks of vulnerability on logs, and a service offered before the log is closed (vulnerable-service-offered)."""
    found = np.isin(incidents.ids.numbers, crimes.incident[crimes.vulnerable])
    found |= world.share("vulnerable_logs_share", world.timeline.day_of(incidents.created))
    rows = np.flatnonzero(found)
    log, start, due, team = incidents.ids.take(rows), incidents.created[rows], incidents.closed[rows], incidents.team[rows]
    fates = world.choose("vulnerable-service-offered", start, team)
    offered = done(world.rng, fates, start, (10 * MINUTE, 120 * MINUTE), (due - start + HOUR, due - start + 90 * HOUR))
    ids = world.records.number("VF", len(rows))
    world.planted.plant("vulnerable-service-offered", log, ids, start, due, np.minimum(offered, incidents.referred[rows]), team)
    world.records.write("vulnerability_flag", {
        "flag_id": ids, "incident_id": log, "value": "vulnerable", "from_at": start, "to_at": None,
        "service_offered_at": offered})


def _screen_for_stalking(world: World, crimes: Crimes) -> None:
    """A screening form for each crime of stalking or harassment (stalking-screened)."""
    kinds = np.array([one.group == "stalking_harassment" for one in world.scenario.offences])
    here = crimes.take(np.flatnonzero(kinds[crimes.offence]))
    due = here.created + SCREEN_HOURS * HOUR
    fates = world.choose("stalking-screened", here.created, here.team)
    at = done(world.rng, fates, here.created, (30 * MINUTE, 20 * HOUR), (30 * HOUR, 200 * HOUR))
    world.planted.plant("stalking-screened", here.ids, here.ids, here.created, due, at, here.holder(due, world.as_at))
    rows = np.flatnonzero(at <= world.as_at)
    write_form(world, "stalking_screen", STALKING_QUESTIONS, here.ids.take(rows), np.maximum(here.owner[rows], 1),
               at[rows] - 5 * MINUTE, at[rows])


def _respond_to_rape(world: World, crimes: Crimes) -> None:
    """rasso-first-response, where forensic evidence may still be there, and rasso-adviser-referred."""
    here = crimes.take(np.flatnonzero(crimes.mark == RAPE))
    count, start = len(here), here.reported
    recent = world.share("rape_recent_share", world.timeline.day_of(start))
    fates = world.choose("rasso-first-response", start, here.team)
    trained = done(world.rng, fates, start, (8 * MINUTE, 45 * MINUTE), (70 * MINUTE, 300 * MINUTE))
    evidence = later(trained, world.minutes(2, 10, count))
    ids, due = world.records.number("RP", count), start + HOUR
    world.planted.plant("rasso-first-response", ids, ids, start, due, evidence, here.holder(due, world.as_at), where=recent)
    refused = world.rng.random(count) < 0.2
    due = world.timeline.within_working_days(start, ADVISER_DAYS)
    fates = world.choose("rasso-adviser-referred", start, here.team)
    referred = done(world.rng, fates, start, (HOUR, due - start - HOUR), (due - start + 10 * HOUR, due - start + 200 * HOUR))
    referred = np.where(refused, NEVER, referred)
    world.planted.plant("rasso-adviser-referred", ids, ids, start, due, referred, here.holder(due, world.as_at),
                        where=~refused)
    world.records.write("rape_response", {
        "response_id": ids, "crime_id": here.ids, "reported_at": start, "forensic_window": recent,
        "trained_officer_at": trained, "early_evidence_at": evidence, "centre_offered_at": later(evidence, 30 * MINUTE),
        "adviser_referred_at": referred, "adviser_refused_at": np.where(refused, start + 2 * HOUR, NEVER)})


def _submit_to_prosecutor(world: World, crimes: Crimes, events: Events) -> None:
    """Early advice on rapes (rasso-cps-early-advice), and the file of whoever is charged."""
    named = np.flatnonzero((events.kind == NAMED) & (crimes.mark[events.crime] == RAPE))
    here, start = crimes.take(events.crime[named]), events.at[named]
    fates = world.choose("rasso-cps-early-advice", start, here.team)
    asked = done(world.rng, fates, start, (2 * DAY_OF_HOURS, 26 * DAY_OF_HOURS), (31 * DAY_OF_HOURS, 90 * DAY_OF_HOURS))
    filed = np.where(here.charged < NEVER, np.maximum(later(here.charged, -2 * DAY_OF_HOURS), start), NEVER)
    due = world.timeline.within_days(start, ADVICE_DAYS)
    world.planted.plant("rasso-cps-early-advice", events.suspects.take(named), events.suspects.take(named), start, due,
                        np.minimum(asked, filed), here.holder(due, world.as_at))
    _write_submissions(world, here.ids, asked, "early_advice")
    charged = crimes.take(np.flatnonzero(crimes.charged < NEVER))
    _write_submissions(world, charged.ids, file_sent(charged), "charge")


def file_sent(crimes: Crimes) -> Ints:
    """When the file of each crime goes to the prosecutor; NEVER where nobody is charged."""
    sent = np.maximum(later(crimes.charged, -2 * DAY_OF_HOURS), crimes.created + 3 * DAY_OF_HOURS)
    return np.where(crimes.charged < NEVER, sent, NEVER)


def _write_submissions(world: World, crime: Ids, at: Ints, kind: str) -> None:
    rows = np.flatnonzero(at <= world.as_at)
    world.records.write("cps_submission", {
        "submission_id": world.records.number("CP", len(rows)), "crime_id": crime.take(rows), "at": at[rows], "kind": kind})


def _protect_children(world: World, crimes: Crimes) -> None:
    """child-strategy-discussion and child-icpc-15wd for crimes marked as child abuse."""
    here = crimes.take(np.flatnonzero(crimes.mark == CHILD_ABUSE))
    count, start = len(here), here.created
    fates = world.choose("child-strategy-discussion", start, here.team)
    held = done(world.rng, fates, start, (2 * HOUR, 22 * HOUR), (26 * HOUR, 120 * HOUR))
    ids, due = world.records.number("CH", count), start + 24 * HOUR
    world.planted.plant("child-strategy-discussion", ids, ids, start, due, held, here.holder(due, world.as_at))
    needed = (held < NEVER) & (world.rng.random(count) < 0.45)
    due = world.timeline.within_working_days(held, CONFERENCE_DAYS)
    fates = world.choose("child-icpc-15wd", held, here.team)
    gave = done(world.rng, fates, held, (4 * DAY_OF_HOURS, 18 * DAY_OF_HOURS), (24 * DAY_OF_HOURS, 40 * DAY_OF_HOURS))
    gave = np.where(needed, gave, NEVER)
    world.planted.plant("child-icpc-15wd", ids, ids, held, due, gave, here.holder(due, world.as_at), where=needed)
    world.records.write("child_case", {
        "child_case_id": ids, "crime_id": here.ids, "threshold_at": start, "strategy_at": held, "police_present": True,
        "icpc_on": np.where(needed, world.timeline.day_of(held) + 18, NEVER), "conference_needed": needed,
        "conference_decided_at": held, "police_contributed_at": gave})


def plant_allocation(world: World, crimes: Crimes, taken: Crimes, owners: Owners) -> None:
    """vulnerable-unallocated, at the start and whenever an owner leaves; and vulnerable-specialist-allocated."""
    owed = crimes.sought_out
    due = crimes.created + NO_OWNER_HOURS * HOUR
    world.planted.plant("vulnerable-unallocated", crimes.ids, crimes.ids, crimes.created, due, crimes.allocated,
                        crimes.holder(due, world.as_at), end=crimes.finalised, where=owed)
    order = np.lexsort((owners.start, owners.place))
    place, start, end = owners.place[order], owners.start[order], owners.end[order]
    following = np.full(len(order), NEVER, dtype=np.int64)
    if len(order):
        following[:-1] = np.where(place[1:] == place[:-1], start[1:], NEVER)
    here = taken.take(place)
    due = later(end, NO_OWNER_HOURS * HOUR)
    world.planted.plant("vulnerable-unallocated", here.ids, owners.ids.take(order), end, due, following,
                        here.holder(due, world.as_at), end=here.finalised, where=here.sought_out)
    first = np.full(len(taken), NEVER, dtype=np.int64)
    np.minimum.at(first, owners.place[owners.specialist], owners.start[owners.specialist])
    due = taken.created + SPECIALIST_HOURS * HOUR
    world.planted.plant("vulnerable-specialist-allocated", taken.ids, taken.ids, taken.created, due, first,
                        taken.holder(due, world.as_at), where=taken.sought_out)
