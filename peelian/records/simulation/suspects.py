"""Suspects: found, arrested or invited, held, bailed, charged; and those who are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation import after_custody
from peelian.records.simulation.columns import Bools, Choice, Ids, Values
from peelian.records.simulation.crimes import CHARGED, Crimes
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, Fates, done
from peelian.records.simulation.timeline import Ints, add_months, day_number
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

KINDS = ("named", "arrested", "interviewed", "bailed", "released", "charged", "nfa")
NAMED, ARRESTED, INTERVIEWED, BAILED, RELEASED, CHARGE, NFA = range(7)
TOLD = (ARRESTED, INTERVIEWED, BAILED, RELEASED, CHARGE)  # events of which a victim is to be told
RISKS = ("high", "medium", "standard")
ARREST_HOURS = (24, 7 * 24, 28 * 24)
CIRCULATE_HOURS = 24
POSITIVE_HOURS, RESOLVED_DAYS = 24, 28
DISPOSALS = ("bail", "rui")
BAIL, UNDER_INVESTIGATION = range(2)
NATIONALITIES = ("uk", "foreign", "stateless", "unclear")
BAIL_LAW = date(2017, 4, 3)  # from this day bail before charge has a limit (Policing and Crime Act 2017)
BAIL_DAYS, BAIL_MONTHS = 28, 3


@dataclass
class Events:
    """What happened to suspects, a row each; `crime` is the place in the batch of crimes."""

    ids: Ids
    crime: npt.NDArray[Any]
    kind: npt.NDArray[Any]
    at: Ints
    suspects: Ids
    interviewed: Ints


@dataclass
class _Suspects:
    """A row for each suspect; `place` is that of the crime in its batch."""

    ids: Ids
    person: Ids
    place: npt.NDArray[Any]
    crimes: Crimes
    identified: Ints
    risk: npt.NDArray[Any]
    intended: Bools
    spoken: Ints
    fates: Fates
    arrested: Ints

    def __len__(self) -> int:
        return len(self.place)


def pursue(world: World, workforce: Workforce, crimes: Crimes) -> Events:
    """Write suspects and what became of them. Crimes that end in a charge are given its moment and end with it."""
    suspects = _suspects(world, workforce, crimes)
    place, arrested = suspects.place, suspects.arrested
    count = len(suspects)
    released = later(arrested, world.minutes(6 * 60, 20 * 60, count))
    settled = np.where(arrested < NEVER, later(released, 3 * DAY_OF_HOURS), later(suspects.spoken, DAY_OF_HOURS))
    ends = np.maximum(suspects.crimes.finalised, np.where(settled < NEVER, settled, 0))
    crimes.finalised[place] = ends
    charge = suspects.crimes.outcome == CHARGED
    crimes.charged[place] = np.where(charge, ends, NEVER)
    on_bail = world.share("bail_share", world.timeline.day_of(np.minimum(arrested, world.as_at)))
    disposal = np.where(on_bail, BAIL, UNDER_INVESTIGATION)
    custody, team = _detain(world, workforce, suspects, disposal, released, ends, charge)
    _bail(world, custody, team, arrested, released, disposal, suspects.crimes.domestic)
    after_custody.review_released(world, custody, team, np.where(disposal == UNDER_INVESTIGATION, released, NEVER), ends)
    declared = _want(world, workforce, suspects)
    _plant_resolved(world, suspects, declared, np.where(charge, ends, NEVER))
    return _events(world, suspects, disposal, released, ends, charge)


def _suspects(world: World, workforce: Workforce, crimes: Crimes) -> _Suspects:
    place = np.flatnonzero(crimes.suspect)
    here, count = crimes.take(place), len(place)
    days = world.timeline.day_of(here.reported)
    identified = here.created + world.minutes(10, 3 * 1440, count)
    risk = np.where(here.domestic | here.vulnerable, 0, world.pick((10, 35, 55), count))
    # Domestic arrests fall as the scenario says; a charge without arrest or interview is the exception.
    wanted = np.where(here.domestic, world.figure("domestic_arrests_per_crime", days)
                      / world.figure("domestic_suspect_share", days), world.figure("arrest_intended_share", days))
    intended = (world.rng.random(count) < wanted) | ((here.outcome == CHARGED) & ~here.domestic)
    invited = ~here.domestic & (world.rng.random(count) < world.figure("voluntary_share", days))
    intended &= ~invited
    voluntary = np.where(invited, later(identified, world.days(3, 25, count)), NEVER)
    # Whom nobody means to arrest or invites is spoken to all the same (named-suspect-resolved).
    named = world.choose("named-suspect-resolved", identified, here.team)
    spoken = np.where(invited, voluntary, np.where(intended, NEVER, done(
        world.rng, named, identified, (DAY_OF_HOURS, 25 * DAY_OF_HOURS), (31 * DAY_OF_HOURS, 70 * DAY_OF_HOURS))))
    fates = world.choose("suspect-arrest-timely", identified, here.team)
    hours = np.array(ARREST_HOURS)[risk]
    arrested = done(world.rng, fates, identified, (HOUR, (hours - 3) * HOUR),
                    ((hours + 30) * HOUR, (hours + 600) * HOUR))
    arrested = np.where(intended, arrested, NEVER)
    ids = world.records.number("S", count)
    due = np.where(hours == 24, identified + 24 * HOUR, world.timeline.within_days(identified, hours // 24))
    world.planted.plant("suspect-arrest-timely", ids, ids, identified, due, arrested, here.holder(due, world.as_at),
                        where=intended)
    person = world.people(count)
    reasons, protection = _act(world, ids, here, identified, arrested)
    world.records.write("suspect", {
        "suspect_id": ids, "crime_id": here.ids, "person_id": person, "identified_at": identified,
        "arrest_intended": intended, "planned_operation": False, "eliminated_at": None, "voluntary_attendance_at": voluntary,
        "risk": Choice(RISKS, risk), "nationality": Choice(("uk", "other"), world.pick((83, 17), count)),
        "interviewed_at": np.minimum(spoken, later(arrested, 4 * HOUR)), "no_arrest_reason_at": reasons,
        "other_protection_at": protection})
    return _Suspects(ids, person, place, here, identified, risk, intended, spoken, fates, arrested)


def _act(world: World, ids: Ids, crimes: Crimes, identified: Ints, arrested: Ints) -> tuple[Ints, Ints]:
    """Reasons and another protection where nobody is arrested for domestic abuse in time (da-positive-action)."""
    count, domestic = len(ids), crimes.domestic
    fates = world.choose("da-positive-action", identified, crimes.team)
    owed = domestic & (arrested > identified + 22 * HOUR)
    protection = np.where(owed, done(world.rng, fates, identified, (HOUR, 22 * HOUR), (30 * HOUR, 90 * HOUR)), NEVER)
    # Some of those not protected have reasons all the same: these alone make nobody safer.
    alone = owed & (protection >= NEVER) & (world.rng.random(count) < 0.5)
    reasons = np.where(alone, identified + 3 * HOUR, later(protection, -20 * MINUTE))
    due = identified + POSITIVE_HOURS * HOUR
    world.planted.plant("da-positive-action", ids, ids, identified, due, np.minimum(arrested, protection),
                        crimes.holder(due, world.as_at), where=domestic)
    return reasons, protection


def _plant_resolved(world: World, suspects: _Suspects, declared: Ints, charged: Ints) -> None:
    """named-suspect-resolved: found, spoken to, charged, or declared wanted, whichever is first."""
    resolved = np.minimum.reduce([suspects.arrested, suspects.spoken, charged, declared])
    due = world.timeline.within_days(suspects.identified, RESOLVED_DAYS)
    world.planted.plant("named-suspect-resolved", suspects.ids, suspects.ids, suspects.identified, due, resolved,
                        suspects.crimes.holder(due, world.as_at))


def _events(world: World, suspects: _Suspects, disposal: npt.NDArray[Any], released: Ints, ends: Ints,
            charge: Bools) -> Events:
    held = suspects.arrested < NEVER
    talked = suspects.spoken < NEVER
    parts = [
        (NAMED, suspects.identified, np.ones(len(suspects), dtype=bool)), (ARRESTED, suspects.arrested, held),
        (INTERVIEWED, suspects.spoken, talked), (BAILED, released, held & (disposal == BAIL)),
        (RELEASED, released, held & (disposal == UNDER_INVESTIGATION)), (CHARGE, ends, charge),
        (NFA, ends, ~charge & (suspects.crimes.outcome >= 9)),
    ]
    rows = np.concatenate([np.flatnonzero(where) for _, _, where in parts])
    kind = np.concatenate([np.full(where.sum(), number) for number, _, where in parts])
    at = np.concatenate([moment[where] for _, moment, where in parts])
    known = at <= world.as_at
    rows, kind, at = rows[known], kind[known], at[known]
    ids = world.records.number("SE", len(rows))
    world.records.write("suspect_event", {
        "event_id": ids, "suspect_id": suspects.ids.take(rows), "crime_id": suspects.crimes.ids.take(rows),
        "kind": Choice(KINDS, kind), "happened_at": at,
        # Nobody is reported for summons here, so there is no process to start but after an arrest.
        "recordable": None, "asn_created_at": None, "info_received_at": None, "pnc_disposal_at": None})
    interviewed = np.minimum(suspects.spoken, later(suspects.arrested, 4 * HOUR))
    return Events(ids, suspects.place[rows], kind, at, suspects.ids.take(rows), interviewed[rows])


def _detain(world: World, workforce: Workforce, suspects: _Suspects, disposal: npt.NDArray[Any], released: Ints,
            ends: Ints, charge: Bools) -> tuple[Ids, npt.NDArray[Any]]:
    """Custody records of those arrested, and checks of convictions abroad (fno-conviction-check)."""
    count = len(suspects)
    held = suspects.arrested <= world.as_at
    custody = Ids("CU", np.full(count, -1, dtype=np.int64))
    custody.numbers[held] = world.records.number("CU", int(held.sum())).numbers
    rooms = world.teams_of("custody")
    team = rooms[world.rng.integers(0, len(rooms), count)]
    officer = workforce.worker(team)
    authorised = later(suspects.arrested, world.minutes(20, 60, count))
    share = world.figure("foreign_share", world.timeline.day_of(np.minimum(suspects.arrested, world.as_at)))
    group = np.where(world.rng.random(count) < share, 1 + world.pick((92, 2, 6), count), 0)
    foreign = group > 0
    fates = world.choose("fno-conviction-check", authorised, team)
    sent = done(world.rng, fates, authorised, (30 * MINUTE, 5 * HOUR), (30 * HOUR, 96 * HOUR))
    sent = np.where(foreign & held, sent, NEVER)
    world.planted.plant("fno-conviction-check", custody, custody, authorised, released, sent, team,
                        where=foreign & held)
    columns: dict[str, Values] = {
        "custody_id": custody, "person_id": suspects.person, "officer_id": Ids(OFFICER, officer),
        "team_id": world.team_words(team), "arrested_at": suspects.arrested, "detention_authorised_at": authorised,
        "nationality_group": Choice(NATIONALITIES, group),
        "nationality": Choice(("United Kingdom", "other"), foreign.astype(np.int8)), "fno_check_sent_at": sent,
        "fno_check_kind": Choice(("uk_cris", "interpol"), np.where(sent < NEVER, world.pick((6, 4), count), -1)),
        "released_at": released, "disposal": Choice(DISPOSALS, disposal),
        "rui_ended_at": np.where(disposal == UNDER_INVESTIGATION, ends, NEVER),
        **after_custody.enter_on_national_computer(world, custody, team, suspects.arrested, np.where(charge, ends, NEVER))}
    world.records.write("custody_record", columns, keep=held)
    rows = np.flatnonzero(held)
    link = world.records.number("CC", len(rows))
    world.records.write("custody_crime", {
        "custody_crime_id": link, "custody_id": custody.take(rows), "crime_id": suspects.crimes.ids.take(rows)})
    owed = suspects.crimes.domestic & (disposal == UNDER_INVESTIGATION) & (released <= world.as_at)
    after_custody.weigh_notice(world, custody.take(rows), link, suspects.crimes.ids.take(rows), officer[rows], team[rows],
                               suspects.arrested[rows], released[rows], owed[rows])
    return custody, team


def _bail(world: World, custody: Ids, team: npt.NDArray[Any], arrested: Ints, released: Ints,
          disposal: npt.NDArray[Any], domestic: Bools) -> None:
    """Bail before charge since it has a limit: first periods, extensions, and periods left to lapse."""
    timeline = world.timeline
    law = timeline.start_of(day_number(BAIL_LAW))
    rows = np.flatnonzero((disposal == BAIL) & (arrested < NEVER) & (arrested >= law) & (released <= world.as_at))
    count, team = len(rows), team[rows]
    released = released[rows]
    start = timeline.day_of(arrested[rows]) + 1
    until = start + BAIL_DAYS - 1
    last = timeline.end_of(until)
    fates = world.choose("bail-period-lawful", released, team)
    extended = (fates == IN_TIME) & (world.rng.random(count) < 0.35)
    renewed = timeline.start_of(until - world.rng.integers(1, 4, count)) + world.minutes(600, 1000, count)
    ended = np.where(fates == LATE, last + world.days(2, 20, count),
                     timeline.start_of(start + world.rng.integers(4, BAIL_DAYS - 2, count)) + 12 * HOUR)
    ended = np.where((fates == NOT_DONE) | extended, NEVER, ended)
    # Whoever is bailed for domestic abuse has conditions; without them a notice would have to be weighed.
    conditions = domestic[rows] | (world.rng.random(count) < 0.6)
    first = _write_bail(world, custody.take(rows), start, until, released, ended, "inspector", None, conditions)
    world.planted.plant("bail-period-lawful", first, first, released, last,
                        np.where(extended, renewed, ended), team)
    on = np.flatnonzero(extended & (renewed <= world.as_at))
    start_on, until_on = until[on] + 1, add_months(start[on], BAIL_MONTHS) - 1
    fates = world.choose("bail-period-lawful", renewed[on], team[on])
    last = timeline.end_of(until_on)
    ended = np.where(fates == IN_TIME, timeline.start_of(until_on - 5) + 12 * HOUR,
                     np.where(fates == LATE, last + world.days(2, 20, len(on)), NEVER))
    second = _write_bail(world, custody.take(rows).take(on), start_on, until_on, renewed[on], ended, "superintendent",
                         first.take(on), conditions[on])
    world.planted.plant("bail-period-lawful", second, second, renewed[on], last, ended, team[on])


def _write_bail(world: World, custody: Ids, start: Ints, until: Ints, authorised: Ints, ended: Ints, rank: str,
                extends: Ids | None, conditions: Bools) -> Ids:
    bail = world.records.number("B", len(custody))
    world.records.write("bail_period", {
        "bail_id": bail, "custody_id": custody, "edition": "2017", "start_date": start, "authorised_to": until,
        "extends_id": extends or Ids("B", np.full(len(custody), -1)), "authority_rank": rank, "authority_right": True,
        "authorised_at": authorised, "conditions": conditions, "ended_at": ended,
        "cps_suspended_from": None, "cps_suspended_to": None})
    return bail


def _want(world: World, workforce: Workforce, suspects: _Suspects) -> Ints:
    """Suspects not found in time who are declared wanted (wanted-pnc-circulated). Returns when, for each suspect."""
    missed = suspects.intended & (suspects.fates != IN_TIME)
    hours = np.array(ARREST_HOURS)[suspects.risk]
    declared = suspects.identified + (hours - 2) * HOUR
    when = np.where(missed, declared, NEVER)
    chosen = np.flatnonzero(when <= world.as_at)
    suspects_of = suspects.crimes.take(chosen)
    count = len(chosen)
    declared = declared[chosen]
    team = np.where(suspects_of.team >= 0, suspects_of.team, world.teams_of("investigation")[0])
    fates = world.choose("wanted-pnc-circulated", declared, team)
    circulated = done(world.rng, fates, declared, (20 * MINUTE, 20 * HOUR), (25 * HOUR + 30 * MINUTE, 30 * HOUR))
    due = declared + CIRCULATE_HOURS * HOUR
    ids = world.records.number("W", count)
    world.planted.plant("wanted-pnc-circulated", ids, ids, declared, due, circulated, team)
    cleared = suspects.arrested[chosen]
    world.records.write("wanted", {
        "wanted_id": ids, "person_id": suspects.person.take(chosen), "suspect_id": suspects.ids.take(chosen),
        "owner_id": Ids(OFFICER, suspects_of.owner), "team_id": world.team_words(team),
        "declared_at": declared, "circulated_at": circulated, "risk": Choice(RISKS, suspects.risk[chosen]),
        "warrant": False, "last_action_at": np.where(circulated < NEVER, later(circulated, DAY_OF_HOURS), NEVER),
        "cleared_at": cleared})
    after_custody.look_for_wanted(world, workforce, ids, team, np.where(circulated < cleared, circulated, NEVER), cleared,
                                  suspects.risk[chosen] == 0)
    return when
