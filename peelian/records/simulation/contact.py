"""Reports to the control room: logs, grades, checks, risk assessments, and who went there and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import HOUR, MINUTE, NEVER
from peelian.records.simulation.calls import report_frauds, take_calls
from peelian.records.simulation.columns import Bools, Choice, Ids, Numbers
from peelian.records.simulation.grading import (
    GRADES,
    IMMEDIATE,
    PRIORITY,
    RWD,
    SCHEDULED,
    Logs,
    attend,
    write_assessments,
    write_grades,
)
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

CHANNELS = ("999", "101", "online", "partner", "officer", "counter")
OPENINGS = ("crime", "welfare", "antisocial_behaviour", "public_safety", "traffic", "admin")
CRIME, WELFARE, TRAFFIC, ADMIN = 0, 1, 4, 5
CHECKS = ("phone", "person", "address", "marker")
RESULTS = ("nothing_found", "repeat", "vulnerable", "repeat_and_vulnerable", "warning")
STATUSES = ("assigned", "enroute", "at_scene", "clear")
# Kinds of report: one that becomes a recorded crime, a domestic incident without crime, a crime never recorded, others.
RECORDED, DOMESTIC, UNRECORDED, OTHER = range(4)


@dataclass
class Incidents:
    """One batch of logs, a row each, in order of creation. Moments are NEVER where a thing did not happen.

    `own` are those that are neither repeats of another nor passed on to another force.
    """

    ids: Ids
    kind: npt.NDArray[Any]
    created: Ints
    area: npt.NDArray[Any]
    domestic: Bools
    deployed: Bools
    at_scene: Ints
    officer: Ints
    shift_end: Ints
    team: npt.NDArray[Any]
    firearms: Bools
    closed: Ints
    referred: Ints
    anonymous: Bools
    opening: npt.NDArray[Any]
    grade: npt.NDArray[Any]
    own: Bools

    def __len__(self) -> int:
        return len(self.kind)


def report(world: World, workforce: Workforce, first: int, last: int) -> Incidents:
    """Make and write the logs of the local days from `first` to `last`, and plant what the control room owes."""
    kind, created = _arrivals(world, first, last)
    count, timeline = len(kind), world.timeline
    days = timeline.day_of(created)
    ids = world.records.number("I", count)
    opening = np.where((kind == RECORDED) | (kind == UNRECORDED), CRIME, WELFARE)
    opening = np.where(kind == OTHER, 1 + world.pick((30, 30, 15, 17, 8), count), opening)
    domestic = kind == DOMESTIC
    crime_like = (kind == RECORDED) & (world.rng.random(count) < _domestic_share(world, days))
    domestic = domestic | crime_like
    grade = _grades(world, kind, opening, domestic)
    area = world.pick([one.share for one in world.scenario.areas], count)
    rural = world.rng.random(count) < np.array([one.rural for one in world.scenario.areas])[area]
    rooms = world.teams_of("control_room")
    team = rooms[world.rng.integers(0, len(rooms), count)]
    handler, _ = workforce.on_duty(team, created)

    first_set = created + np.where(grade == IMMEDIATE, world.minutes(0.4, 1.4, count), world.minutes(2, 8, count))
    raised = (grade == PRIORITY) & ~domestic & (world.rng.random(count) < world.figure("regraded_share", days))
    lowered = (grade == SCHEDULED) & (world.rng.random(count) < world.figure("regraded_share", days))
    last_set = first_set + np.where(raised, world.minutes(60, 180, count), 0) + np.where(lowered, world.minutes(20, 40, count), 0)
    deployed = (grade <= PRIORITY) | ((grade == SCHEDULED) & (world.rng.random(count) < 0.7))
    logs = Logs(ids, created, grade, domestic, rural, team, handler, first_set, last_set, raised, lowered, deployed)
    sent, scene, appointment, closed = attend(world, logs)
    reassessed = write_grades(world, workforce, logs, scene, closed)
    responders = np.array([_team(world, one.team) for one in world.scenario.areas])[area]
    officer, turn_ends = workforce.on_duty(responders, scene)
    shift_end = np.where(deployed, np.maximum(turn_ends, later(scene, 4 * HOUR)), NEVER)  # at worst in overtime
    there = _write_units(world, ids, officer, deployed & (scene < NEVER), sent, scene)
    anonymous = world.rng.random(count) < 0.05
    _assess(world, logs, opening, reassessed)
    referred = _check(world, ids, opening, anonymous, created, first_set, team)

    firearms = (kind == OTHER) & (grade == IMMEDIATE) & (opening == 3)
    admin = opening == ADMIN
    duplicate = admin & (ids.numbers > 1) & (world.rng.random(count) < 0.3)
    passed_on = admin & ~duplicate & (world.rng.random(count) < 0.2)
    fraud = admin & ~duplicate & ~passed_on & world.share("fraud_reports_share", days)
    expected = (kind == RECORDED) | (kind == UNRECORDED)
    urgent = grade <= PRIORITY
    channel = np.where(urgent, world.pick((55, 38, 2, 5), count), world.pick((10, 55, 15, 8, 5, 7), count))
    caller = Ids("K", np.where(anonymous, -1, world.rng.integers(1, 400_000, count)))
    ended = take_calls(world, logs, channel, caller, opening == CRIME)
    report_frauds(world, logs, fraud, np.minimum(ended, closed))
    world.records.write("incident", {
        "incident_id": ids, "created_at": created, "first_reported_at": created, "entered_at": created,
        "channel": Choice(CHANNELS, channel), "opening_code": Choice(OPENINGS, opening),
        "grade_current": Choice(GRADES, grade), "urban_rural": Choice(("urban", "rural"), rural.astype(np.int8)),
        "beat": Choice([one.area for one in world.scenario.areas], area), "team_id": world.team_words(team),
        "handler_id": Ids(OFFICER, handler), "caller_ref": caller,
        "caller_anonymous": anonymous, "da_flag": domestic, "da_flagged_at": np.where(domestic, first_set, NEVER),
        "firearms_flag": firearms, "fraud_flag": fraud, "crime_expected": expected,
        "crime_expected_at": np.where(expected, first_set, NEVER), "deployed": deployed, "deployed_at": sent,
        "not_sent_reason": None, "not_sent_at": None,
        "attending_officer_id": Ids(OFFICER, officer).where(deployed), "attending_shift_end": shift_end,
        "held_for_tactical": False, "camera_not_used_at": None, "camera_not_used_reason": None,
        "appointment_start": appointment, "attended_minutes": Numbers(there, scene <= world.as_at),
        "duplicate_of": Ids("I", np.where(duplicate, ids.numbers - 1, -1)),
        "transferred_out": passed_on, "closed_at": closed})
    world.records.write("incident_closing_code", {
        "closing_code_id": world.records.number("CL", count), "incident_id": ids, "code": Choice(OPENINGS, opening), "at": closed})
    never = np.full(count, NEVER, dtype=np.int64)
    world.planted.plant("crime-recorded-24h", ids, ids, created, created + 24 * HOUR, never, team,
                        where=kind == UNRECORDED)
    return Incidents(ids, kind, created, area, domestic, deployed, scene, officer, shift_end, team, firearms,
                     closed, referred, anonymous, opening, grade, ~duplicate & ~passed_on)


def _team(world: World, name: str) -> int:
    return [one.team for one in world.scenario.teams].index(name)


def _arrivals(world: World, first: int, last: int) -> tuple[npt.NDArray[Any], Ints]:
    """Kinds and moments of all reports. Crimes never recorded stand to those recorded as the published rate says."""
    crimes = world.yearly("crimes_a_year", first, last) * world.yearly("crimes_with_incident_share", first, last)
    recorded = world.yearly("crimes_recorded_share", first, last)
    domestic = world.yearly("domestic_incidents_a_year", first, last)
    unrecorded = crimes * (1 - recorded) / recorded
    others = world.yearly("incidents_a_year", first, last) - crimes - unrecorded - domestic
    parts = [world.arrivals(np.maximum(part, 0), first, last) for part in (crimes, domestic, unrecorded, others)]
    kind = np.repeat(np.arange(4), [len(part) for part in parts])
    created = np.concatenate(parts)
    order = np.argsort(created, kind="stable")
    return kind[order], created[order]


def _domestic_share(world: World, days: Ints) -> np.ndarray:
    """Share of recorded crimes that are domestic, on each day; domestic crimes all come through the control room."""
    reported = world.figure("crimes_a_year", days) * world.figure("crimes_with_incident_share", days)
    return world.figure("domestic_crimes_a_year", days) / reported


def _grades(world: World, kind: npt.NDArray[Any], opening: npt.NDArray[Any], domestic: Bools) -> npt.NDArray[Any]:
    count = len(kind)
    crime = world.pick((20, 30, 25, 25), count)
    other = world.pick((14, 30, 14, 42), count)
    grade = np.where(kind == OTHER, other, crime)
    grade = np.where(domestic, world.pick((45, 55), count), grade)
    return np.where(opening == ADMIN, RWD, grade)


def _write_units(world: World, ids: Ids, officer: Ints, deployed: Bools, sent: Ints, scene: Ints) -> Ints:
    """What units reported. Returns how many minutes they stayed at each log; 0 where nobody came."""
    stayed = np.where(deployed, world.minutes(30, 180, len(sent)) // MINUTE, 0)
    stay = stayed[deployed] * MINUTE
    ids, officer, sent, scene = ids.take(deployed), officer[deployed], sent[deployed], scene[deployed]
    count = len(sent)
    moments = np.stack([sent, sent + world.minutes(0.2, 1, count), scene,
                        scene + stay], axis=1).ravel()
    parent = np.repeat(np.arange(count), len(STATUSES))
    world.records.write("unit_status", {
        "status_id": world.records.number("US", len(parent)), "incident_id": ids.take(parent),
        "unit_id": Ids("U", officer[parent]), "officer_id": Ids(OFFICER, officer[parent]),
        "status": Choice(STATUSES, np.tile(np.arange(len(STATUSES)), count)), "at": moments, "armed": False,
        "held_for_tactical": False})
    return stayed


def _assess(world: World, logs: Logs, opening: npt.NDArray[Any], reassessed: Ints) -> None:
    """Structured risk assessments, before the first grade where the standard is kept (thrive-recorded)."""
    count, created, first_set = len(logs.created), logs.created, logs.first_set
    needed = opening != ADMIN
    fates = world.choose("thrive-recorded", created, logs.team)
    before = created + ((first_set - created) * (0.3 + 0.6 * world.rng.random(count))).astype(np.int64)
    made = np.where(fates == 0, before, np.where(fates == 1, logs.last_set + world.minutes(10, 60, count), NEVER))
    world.planted.plant("thrive-recorded", logs.ids, logs.ids, created, first_set, np.minimum(made, reassessed), logs.team,
                        where=needed)
    # A few of those not done were begun and left unfinished, which is as good as none.
    begun = needed & (fates == 2) & (world.rng.random(count) < 0.3)
    made = np.where(begun, before, made)
    rows = needed & (made < NEVER)
    write_assessments(world, logs, rows, made, "opening", missing=np.where(begun[rows], 3, 0))


def _check(world: World, ids: Ids, opening: npt.NDArray[Any], anonymous: Bools, created: Ints, first_set: Ints,
           team: npt.NDArray[Any]) -> Ints:
    """Checks of history and warning markers for crime and welfare logs (caller-repeat-vulnerable-check).

    Returns when a service was offered at the check; NEVER where none was.
    """
    count = len(created)
    needed = ((opening == CRIME) | (opening == WELFARE)) & ~anonymous
    fates = world.choose("caller-repeat-vulnerable-check", created, team)
    before = created + ((first_set - created) * (0.2 + 0.5 * world.rng.random(count))).astype(np.int64)
    at = np.where(fates == 0, before, np.where(fates == 1, first_set + world.minutes(10, 120, count), NEVER))
    world.planted.plant("caller-repeat-vulnerable-check", ids, ids, created, first_set, at, team, where=needed)
    rows = np.flatnonzero(needed & (at < NEVER))
    parent = np.repeat(rows, len(CHECKS))
    result = world.pick((62, 14, 12, 7, 5), len(rows))
    world.records.write("incident_check", {
        "check_id": world.records.number("IC", len(parent)), "incident_id": ids.take(parent),
        "check": Choice(CHECKS, np.tile(np.arange(len(CHECKS)), len(rows))), "at": at[parent],
        "result": Choice(RESULTS, np.repeat(result, len(CHECKS))),
        "repeat_count_12m": np.repeat(np.where((result == 1) | (result == 3), 2, 0), len(CHECKS)),
        "service_offered": Choice(("none", "referral"), np.repeat((result >= 2).astype(np.int8), len(CHECKS)))})
    referred = np.full(count, NEVER, dtype=np.int64)
    referred[rows[result >= 2]] = at[rows[result >= 2]]
    return referred
