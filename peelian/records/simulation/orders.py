"""Notices and orders that protect from domestic abuse: authority, hearing, length, contact, breaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.chains import chain, lengths, plant_gaps
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import IN_TIME, LATE, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

HEARING_HOURS, COURT_HOURS = 48, 24
LEFT_OUT = "dvpo_excluded"
LEAST_DAYS, MOST_DAYS = 14, 28  # of an order, its own day counted
CONTACT_HOURS, CHECK_DAYS, MARKER_HOURS, BREACH_HOURS = 24, 7, 24, 24
CHECKS = ("victim_contact", "visit")


def protect_by_order(world: World, workforce: Workforce, crimes: Crimes, first: int, last: int) -> None:
    """Notices of the police with the orders that courts make on them, and non-molestation orders."""
    _serve_notices(world, workforce, crimes, first, last)
    _receive_orders(world, workforce, first, last)


def team_of_safeguarding(world: World, count: int) -> npt.NDArray[Any]:
    """A safeguarding team for each row."""
    teams = world.teams_of("safeguarding")
    return teams[world.rng.integers(0, len(teams), count)]


def _serve_notices(world: World, workforce: Workforce, crimes: Crimes, first: int, last: int) -> None:
    """dvpn-authorised and dvpo-heard-48h, and the orders that follow."""
    served = world.arrivals(world.yearly("protection_notices_a_year", first, last), first, last)
    count = len(served)
    team = team_of_safeguarding(world, count)
    due = world.timeline.hours_leaving_out(served, HEARING_HOURS, LEFT_OUT)
    fates = world.choose("dvpo-heard-48h", served, team)
    heard = done(world.rng, fates, served, (12 * HOUR, due - served - 2 * HOUR),
                 (due - served + 6 * HOUR, due - served + 72 * HOUR))
    ids = world.records.number("OR", count)
    world.planted.plant("dvpo-heard-48h", ids, ids, served, due, heard, team)
    fates = world.choose("dvpn-authorised", served, team)
    authorised = np.where(fates == IN_TIME, served - 20 * MINUTE, np.where(fates == LATE, served + 5 * HOUR, NEVER))
    world.planted.plant("dvpn-authorised", ids, ids, served, served, authorised, team)
    owner, person = Ids(OFFICER, workforce.worker(team)), world.people(count)
    world.records.write("civil_order", {
        "order_id": ids, "kind": "DVPN", "opened_at": served - 30 * MINUTE, "served_at": served, "heard_at": heard,
        "authorised_by_rank": "superintendent", "authorised_at": authorised, "marker_at": served + HOUR,
        "crime_id": _crime_before(crimes, served), "person_id": person, "owner_id": owner, "team_id": world.team_words(team)})
    made = np.flatnonzero((heard <= world.as_at) & (world.rng.random(count) < 0.97))
    _make_orders(world, ids.take(made), heard[made], person.take(made), owner.take(made), team[made])


def _crime_before(crimes: Crimes, moments: Ints) -> Ids:
    """The newest domestic crime reported before each moment; blank where there is none in the batch."""
    domestic = np.flatnonzero(crimes.domestic)
    order = domestic[np.argsort(crimes.reported[domestic], kind="stable")]
    place = np.searchsorted(crimes.reported[order], moments) - 1
    if len(order) == 0:
        return Ids(crimes.ids.prefix, np.full(len(moments), -1, dtype=np.int64))
    return crimes.ids.take(order[np.maximum(place, 0)]).where(place >= 0)


def _make_orders(world: World, notices: Ids, heard: Ints, person: Ids, owner: Ids, team: npt.NDArray[Any]) -> None:
    """dvpo-length, dvpo-length-least, dvpo-first-contact, dvpo-monitored and dvpo-breach-court-24h."""
    timeline, count = world.timeline, len(heard)
    day = timeline.day_of(heard)
    start, ends_day = timeline.start_of(day), timeline.end_of(day)
    ids = world.records.number("OR", count)
    long = world.choose("dvpo-length", start, team) == IN_TIME
    short = world.choose("dvpo-length-least", start, team) == IN_TIME
    days = np.where(~short, LEAST_DAYS - 4, np.where(long, MOST_DAYS, MOST_DAYS + 2))
    expires = day + days - 1
    # An order that has no breach of its length by the end of the window keeps the standard.
    world.planted.plant("dvpo-length", ids, ids, start, timeline.end_of(day + MOST_DAYS - 1), timeline.start_of(expires), team)
    least = timeline.end_of(day + LEAST_DAYS - 2)
    world.planted.plant("dvpo-length-least", ids, ids, start, least, np.where(short, start, NEVER), team)
    fates = world.choose("dvpo-first-contact", start, team)
    spoken = heard + ((ends_day - heard) * (0.1 + 0.8 * world.rng.random(count))).astype(np.int64)
    spoken = np.where(fates == IN_TIME, spoken, np.where(fates == LATE, start + world.days(2, 4, count), NEVER))
    world.planted.plant("dvpo-first-contact", ids, ids, start, start + CONTACT_HOURS * HOUR, spoken, team)
    ends = timeline.start_of(expires)
    more = chain(world, "dvpo-monitored", ids, team, np.where(spoken < NEVER, spoken, start), ends,
                 lengths(3, 5.5, DAY_OF_HOURS, count), lengths(9, 12, DAY_OF_HOURS, count),
                 lambda begins, _: begins, "OC", plant=False)
    seen = np.flatnonzero(spoken <= world.as_at)
    place, at = np.concatenate([seen, more.place]), np.concatenate([spoken[seen], more.at])
    checks = Ids("OC", np.concatenate([world.records.number("OC", len(seen)).numbers, more.ids.numbers]))
    plant_gaps(world, "dvpo-monitored", ids, lambda rows, _: team[rows], start, ends, place, at, checks,
               lambda at, _: timeline.within_days(at, CHECK_DAYS))
    world.records.write("civil_order", {
        "order_id": ids, "kind": "DVPO", "follows_id": notices, "opened_at": heard, "made_on": day, "expires_on": expires,
        "authorised_by_rank": "court", "marker_at": np.where(spoken < NEVER, heard + MINUTE, NEVER), "person_id": person,
        "owner_id": owner, "team_id": world.team_words(team)})
    world.records.write("order_check", {
        "check_id": checks, "order_id": ids.take(place), "at": at, "kind": Choice(CHECKS, world.pick((7, 3), len(at)))})
    _break_orders(world, ids, heard, team)


def _break_orders(world: World, orders: Ids, made: Ints, team: npt.NDArray[Any]) -> None:
    """Some orders are broken, and whoever did so is brought to court (dvpo-breach-court-24h)."""
    rows = np.flatnonzero(world.rng.random(len(made)) < float(world.figure("order_breach_share")[0]))
    arrested = made[rows] + world.days(1, 13, len(rows))
    rows, arrested = rows[arrested <= world.as_at], arrested[arrested <= world.as_at]
    due = world.timeline.hours_leaving_out(arrested, COURT_HOURS, LEFT_OUT)
    fates = world.choose("dvpo-breach-court-24h", arrested, team[rows])
    court = done(world.rng, fates, arrested, (5 * HOUR, 23 * HOUR), (due - arrested + 2 * HOUR, due - arrested + 30 * HOUR))
    ids = world.records.number("OB", len(rows))
    world.planted.plant("dvpo-breach-court-24h", ids, ids, arrested, due, court, team[rows])
    write_breaches(world, ids, orders.take(rows), arrested - 2 * HOUR, arrested, arrested + HOUR, court)


def write_breaches(world: World, ids: Ids, orders: Ids, reported: Ints, arrested: Ints, recorded: Ints, court: Ints) -> None:
    """Breaches of orders, with what was done about each."""
    world.records.write("order_breach", {
        "breach_id": ids, "order_id": orders, "reported_at": reported, "crime_id": None, "crime_recorded_at": recorded,
        "arrested_at": arrested, "interviewed_at": later(arrested, 3 * HOUR), "court_at": court})


def _receive_orders(world: World, workforce: Workforce, first: int, last: int) -> None:
    """Non-molestation orders of a court: nonmol-marker-set and nonmol-breach-acted."""
    opened = world.timeline.daytime(
        world.rng, world.arrivals(world.yearly("non_molestation_orders_a_year", first, last), first, last))
    count = len(opened)
    team = team_of_safeguarding(world, count)
    fates = world.choose("nonmol-marker-set", opened, team)
    marker = done(world.rng, fates, opened, (HOUR, 22 * HOUR), (26 * HOUR, 120 * HOUR))
    ids, day = world.records.number("OR", count), world.timeline.day_of(opened)
    world.planted.plant("nonmol-marker-set", ids, ids, opened, opened + MARKER_HOURS * HOUR, marker, team)
    world.records.write("civil_order", {
        "order_id": ids, "kind": "NMO", "opened_at": opened, "made_on": day, "expires_on": day + 364,
        "authorised_by_rank": "court", "marker_at": marker, "person_id": world.people(count),
        "owner_id": Ids(OFFICER, workforce.worker(team)), "team_id": world.team_words(team)})
    rows = np.flatnonzero(world.rng.random(count) < float(world.figure("order_breach_share")[0]))
    reported = opened[rows] + world.days(5, 200, len(rows))
    fates = world.choose("nonmol-breach-acted", reported, team[rows])
    recorded = done(world.rng, fates, reported, (HOUR, 10 * HOUR), (26 * HOUR, 90 * HOUR))
    arrested = later(recorded, 3 * HOUR)
    breach = world.records.number("OB", len(rows))
    world.planted.plant("nonmol-breach-acted", breach, breach, reported, reported + BREACH_HOURS * HOUR, arrested, team[rows])
    write_breaches(world, breach, ids.take(rows), reported, arrested, recorded, later(arrested, 15 * HOUR))
