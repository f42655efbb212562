"""How a log is graded, assessed anew and regraded, and how soon somebody comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.planting import IN_TIME, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

ELEMENTS = ("threat", "harm", "risk", "investigation", "intervention", "vulnerability", "engagement")
GRADES = ("immediate", "priority", "scheduled", "rwd")
IMMEDIATE, PRIORITY, SCHEDULED, RWD = range(4)
IMMEDIATE_MINUTES = {"urban": 15, "rural": 20}
PRIORITY_MINUTES, SCHEDULED_HOURS, GRACE_MINUTES, REASSESS_MINUTES = 60, 48, 30, 60


@dataclass(frozen=True)
class Logs:
    """One batch of logs as they were graded, a row each. `grade` is the last; `raised` and `lowered` had another before."""

    ids: Ids
    created: Ints
    grade: npt.NDArray[Any]
    domestic: Bools
    rural: Bools
    team: npt.NDArray[Any]
    handler: Ints
    first_set: Ints
    last_set: Ints
    raised: Bools
    lowered: Bools
    deployed: Bools

    @property
    def allowed(self) -> Ints:
        """How long after an immediate grade somebody may come."""
        return np.where(self.rural, IMMEDIATE_MINUTES["rural"], IMMEDIATE_MINUTES["urban"]) * MINUTE


def attend(world: World, logs: Logs) -> tuple[Ints, Ints, Ints, Ints]:
    """When somebody was sent and came, by what appointment, and when each log was closed. Plants da-call-attended."""
    count, graded = len(logs.created), logs.last_set
    immediate, priority, scheduled = (logs.grade == one for one in (IMMEDIATE, PRIORITY, SCHEDULED))
    sent = np.where(logs.deployed, graded + world.minutes(0.3, 0.8, count), NEVER)
    fates = world.choose("response-immediate", graded, logs.team)
    quick = done(world.rng, fates, graded, (3 * MINUTE, logs.allowed - 2 * MINUTE), (24 * MINUTE, 70 * MINUTE))
    fates = world.choose("response-priority", graded, logs.team)
    soon = done(world.rng, fates, graded, (10 * MINUTE, 50 * MINUTE), (75 * MINUTE, 240 * MINUTE))
    appointment, kept = _keep_appointments(world, logs, scheduled & logs.deployed)
    scene = np.where(immediate, quick, np.where(priority, soon, np.where(scheduled & logs.deployed, kept, NEVER)))
    # Where nobody is sent to domestic abuse in time, nobody comes in time.
    slow = logs.domestic & priority & (world.choose("da-call-attended", logs.created, logs.team) != IN_TIME)
    sent = np.where(slow, logs.created + world.minutes(70, 120, count), sent)
    scene = np.where(slow, np.maximum(scene, later(sent, 10 * MINUTE)), scene)
    closed = np.maximum(logs.created + world.minutes(240, 1440, count),
                        np.where(scene < NEVER, later(scene, world.minutes(60, 240, count)), 0))
    closed = np.where(scheduled & logs.deployed & (scene >= NEVER), logs.created + 6 * DAY_OF_HOURS, closed)
    within = np.where(immediate, logs.allowed, PRIORITY_MINUTES * MINUTE)
    world.planted.plant("da-call-attended", logs.ids, logs.ids, logs.created, logs.created + within,
                        np.maximum(sent, logs.first_set), logs.team, where=logs.domestic)
    _plant_scheduled(world, logs, appointment, scene, closed)
    return sent, scene, appointment, closed


def _keep_appointments(world: World, logs: Logs, owed: Bools) -> tuple[Ints, Ints]:
    """Half of those who are visited later have an appointment, the others a day or two (response-scheduled)."""
    count, created = len(logs.created), logs.created
    fates = world.choose("response-scheduled", created, logs.team)
    by_time = owed & (world.rng.random(count) < 0.5)
    appointment = np.where(by_time, logs.last_set + world.minutes(240, 2400, count), NEVER)
    kept = done(world.rng, fates, appointment, (-10 * MINUTE, 25 * MINUTE), (45 * MINUTE, 300 * MINUTE))
    whenever = done(world.rng, fates, created, (4 * HOUR, 44 * HOUR), (50 * HOUR, 90 * HOUR))
    return appointment, np.where(by_time, kept, whenever)


def _plant_scheduled(world: World, logs: Logs, appointment: Ints, scene: Ints, closed: Ints) -> None:
    by_time = appointment < NEVER
    start = np.where(by_time, appointment, logs.created)
    due = start + np.where(by_time, GRACE_MINUTES * MINUTE, SCHEDULED_HOURS * HOUR)
    ends = np.where(logs.raised, np.minimum(logs.last_set, closed), closed)
    world.planted.plant("response-scheduled", logs.ids, logs.ids, start, due, scene, logs.team, end=ends,
                        where=(logs.grade == SCHEDULED) | logs.raised)


def write_grades(world: World, workforce: Workforce, logs: Logs, scene: Ints, closed: Ints) -> Ints:
    """Write grade_history and what a change or a delay asks for. Returns when each log was first assessed anew."""
    count = len(logs.created)
    first = world.records.number("G", count)
    again = logs.raised | logs.lowered
    second = world.records.number("G", int(again.sum()))
    present = first.numbers.copy()
    present[again] = second.numbers
    passed = _targets(logs, scene, closed)
    endorsed, anew = _lower(world, logs, Ids("G", present))
    before = np.where(logs.raised, SCHEDULED, np.where(logs.lowered, PRIORITY, logs.grade))
    world.records.write("grade_history", {
        "grade_id": first, "incident_id": logs.ids, "grade": Choice(GRADES, before), "set_at": logs.first_set,
        "previous_set_at": np.full(count, NEVER), "set_by": Ids(OFFICER, logs.handler), "reason": "first", "downgrade": False,
        "endorsed_by": Ids(OFFICER, np.full(count, -1)), "target_passed_at": np.where(again, NEVER, passed)})
    by = workforce.supervisor(logs.team, np.zeros(count, dtype=bool))
    world.records.write("grade_history", {
        "grade_id": second, "incident_id": logs.ids.take(again), "grade": Choice(GRADES, logs.grade[again]),
        "set_at": logs.last_set[again], "previous_set_at": logs.first_set[again], "set_by": Ids(OFFICER, logs.handler[again]),
        "reason": "new_information", "downgrade": logs.lowered[again],
        "endorsed_by": Ids(OFFICER, np.where(endorsed, by, -1)[again]), "target_passed_at": passed[again]})
    _plant_response(world, logs, first, Ids("G", present), scene, closed, endorsed)
    return np.minimum(anew, _reassess(world, logs, Ids("G", present), passed, np.minimum(scene, closed)))


def _targets(logs: Logs, scene: Ints, closed: Ints) -> Ints:
    """When the time for coming passed without anybody there; NEVER where somebody came in time."""
    urgent = (logs.grade <= PRIORITY) & logs.deployed
    target = logs.last_set + np.where(logs.grade == IMMEDIATE, logs.allowed, PRIORITY_MINUTES * MINUTE)
    return np.where(urgent & (scene > target) & (closed > target), target, NEVER)


def _plant_response(world: World, logs: Logs, first: Ids, present: Ids, scene: Ints, closed: Ints, endorsed: Bools) -> None:
    graded = logs.last_set
    world.planted.plant("response-immediate", logs.ids, present, graded, graded + logs.allowed, scene, logs.team, end=closed,
                        where=logs.grade == IMMEDIATE)
    world.planted.plant("response-priority", logs.ids, present, graded, graded + PRIORITY_MINUTES * MINUTE, scene, logs.team,
                        end=closed, where=logs.grade == PRIORITY)
    ends = np.where(endorsed, np.minimum(graded, closed), closed)
    world.planted.plant("response-priority", logs.ids, first, logs.first_set, logs.first_set + PRIORITY_MINUTES * MINUTE, scene,
                        logs.team, end=ends, where=logs.lowered & logs.deployed)


def _lower(world: World, logs: Logs, present: Ids) -> tuple[Bools, Ints]:
    """A lower grade needs a new assessment and a supervisor's agreement (thrive-reassess-downgrade)."""
    kept = world.choose("thrive-reassess-downgrade", logs.last_set, logs.team) == IN_TIME
    assessed = logs.lowered & (kept | (world.rng.random(len(kept)) < 0.5))
    at = np.where(assessed, logs.last_set - 3 * MINUTE, NEVER)
    world.planted.plant("thrive-reassess-downgrade", logs.ids, present, logs.first_set, logs.last_set,
                        np.where(kept, logs.last_set, NEVER), logs.team, where=logs.lowered)
    write_assessments(world, logs, assessed & (at <= world.as_at), at, "downgrade", anew=True)
    return logs.lowered & kept, at


def _reassess(world: World, logs: Logs, present: Ids, passed: Ints, ends: Ints) -> Ints:
    """The risk is assessed anew where nobody came in time (thrive-reassess)."""
    fates = world.choose("thrive-reassess", passed, logs.team)
    at = done(world.rng, fates, passed, (2 * MINUTE, 40 * MINUTE), (70 * MINUTE, 180 * MINUTE))
    world.planted.plant("thrive-reassess", logs.ids, present, passed, later(passed, REASSESS_MINUTES * MINUTE), at, logs.team,
                        end=ends, where=passed < NEVER)
    write_assessments(world, logs, at <= world.as_at, at, "delay", anew=True)
    return at


def write_assessments(world: World, logs: Logs, rows: Bools, at: Ints, trigger: str, *, anew: bool = False,
                      missing: Ints | int = 0) -> None:
    """Risk assessments of some logs and, of those that leave something open, their elements."""
    ids = world.records.number("RA", int(rows.sum()))
    gaps = np.broadcast_to(np.asarray(missing), len(ids))
    part = np.flatnonzero(gaps > 0)
    each = np.repeat(part, len(ELEMENTS))
    element = np.tile(np.arange(len(ELEMENTS)), len(part))
    answered = element < len(ELEMENTS) - gaps[each]  # the handler goes through them in their order
    world.records.write("risk_element", {
        "element_id": world.records.number("RL", len(each)), "ra_id": ids.take(each), "element": Choice(ELEMENTS, element),
        "answered": answered, "answered_at": np.where(answered, at[rows][each], NEVER)}, keep=at[rows][each] <= world.as_at)
    world.records.write("risk_assessment", {
        "ra_id": ids, "incident_id": logs.ids.take(rows), "kind": "THRIIVES",
        "made_at": at[rows], "by": Ids(OFFICER, logs.handler[rows]), "elements_missing": missing,
        "outcome_grade": Choice(GRADES, logs.grade[rows]), "is_reassessment": anew, "trigger": trigger})
