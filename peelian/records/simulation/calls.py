"""Telephone calls: how soon they are answered, which are given up, what is advised, and that each report is registered."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids, Numbers
from peelian.records.simulation.grading import IMMEDIATE, Logs
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, between, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER
from peelian.records.simulation.world import World, later

LINES = ("999", "101")
CHANNELS = ("999", "101", "online", "partner", "officer", "counter")
EMERGENCY, OTHER_LINE = range(2)
SECOND = MINUTE // 60
ANSWER_SECONDS = (10, 30)
STANDARDS = ("call-999-answer-10s", "call-101-answer-30s")
SOON, SLOW = ((1, 9), (2, 28)), ((12, 60), (35, 240))  # seconds of waiting, by line
GIVEN_UP = ("emergency_calls_given_up_a_year", "other_calls_given_up_a_year")
GIVEN_UP_SOON = 0.9  # share of those given up who do not wait as long as an answer may take
ADVICE = ("keeping_evidence", "preventing_crime")


def take_calls(world: World, logs: Logs, channel: npt.NDArray[Any], caller: Ids, crime: Bools) -> Ints:
    """Write call, caller_advice and report for a batch of logs. Returns when each contact ended."""
    count = len(logs.created)
    ended = logs.created + world.minutes(3, 12, count)
    offered, calls = logs.created - 30 * SECOND, Ids("CA", np.full(count, -1, dtype=np.int64))
    for line in (EMERGENCY, OTHER_LINE):
        rows = np.flatnonzero(channel == line)
        calls.numbers[rows] = world.records.number("CA", len(rows)).numbers
        offered[rows] = _answer(world, logs, rows, line, calls.take(rows), caller.take(rows), ended[rows])
    _advise(world, logs, np.flatnonzero((channel <= OTHER_LINE) & crime & (logs.grade != IMMEDIATE)), calls, ended)
    _register(world, logs, channel, offered, ended, calls)
    return np.where(channel <= OTHER_LINE, ended, NEVER)


def _answer(world: World, logs: Logs, rows: npt.NDArray[Any], line: int, calls: Ids, caller: Ids, ended: Ints) -> Ints:
    """Calls that led to a log; all were answered in the end. Returns when each was presented."""
    count, created, team = len(rows), logs.created[rows], logs.team[rows]
    answered = created - world.minutes(0.1, 0.7, count)
    fates = world.choose(STANDARDS[line], answered, team)
    (low, high), (least, most) = SOON[line], SLOW[line]
    waited = np.where(fates == IN_TIME, between(world.rng, low * SECOND, high * SECOND, count),
                      between(world.rng, least * SECOND, most * SECOND, count))
    began = answered - waited
    world.planted.plant(STANDARDS[line], calls, calls, began, began + ANSWER_SECONDS[line] * SECOND, answered, team)
    offered = began if line == EMERGENCY else began - 30 * SECOND  # what the menu takes
    world.records.write("call", {
        "call_id": calls, "line": LINES[line], "made_at": offered - 5 * SECOND, "offered_at": offered,
        "queued_at": began, "answered_at": answered, "abandoned_at": np.full(count, NEVER),
        "waited_seconds": waited // SECOND, "ended_at": ended, "transferred": False,
        "handler_id": Ids(OFFICER, logs.handler[rows]), "caller_ref": caller, "incident_id": logs.ids.take(rows)})
    return offered


def lose_calls(world: World, first: int, last: int) -> None:
    """Calls given up before an answer; most soon, and what is given up later was not answered in time."""
    for line in (EMERGENCY, OTHER_LINE):
        offered = world.arrivals(world.yearly(GIVEN_UP[line], first, last), first, last)
        count = len(offered)
        soon = world.rng.random(count) < GIVEN_UP_SOON
        (low, high), (least, most) = SOON[line], SLOW[line]
        waited = np.where(soon, between(world.rng, low * SECOND, high * SECOND, count),
                          between(world.rng, least * SECOND, most * SECOND, count))
        calls, nobody = world.records.number("CA", count), np.full(count, -1, dtype=np.int64)
        never = np.full(count, NEVER, dtype=np.int64)
        world.planted.plant(STANDARDS[line], calls, calls, offered, offered + ANSWER_SECONDS[line] * SECOND, never, nobody,
                            end=offered + waited)
        world.records.write("call", {
            "call_id": calls, "line": LINES[line], "made_at": offered - 5 * SECOND, "offered_at": offered, "queued_at": offered,
            "answered_at": never, "abandoned_at": offered + waited, "waited_seconds": Numbers(waited // SECOND, waited >= 0),
            "ended_at": offered + waited, "transferred": False, "handler_id": Ids(OFFICER, nobody),
            "caller_ref": Ids("K", nobody), "incident_id": Ids("I", nobody)})


def _advise(world: World, logs: Logs, rows: npt.NDArray[Any], calls: Ids, ended: Ints) -> None:
    """Callers with a crime to report are told how to keep evidence and prevent another (call-evidence-advice)."""
    start, due = logs.created[rows], ended[rows]
    fates = world.choose("call-evidence-advice", start, logs.team[rows])
    at = np.where(fates == IN_TIME, start + world.minutes(1, 2.5, len(rows)),
                  np.where(fates == LATE, due + 10 * MINUTE, NEVER))
    world.planted.plant("call-evidence-advice", logs.ids.take(rows), calls.take(rows), start, due, at, logs.team[rows])
    # Some of those who miss one of the two are told the other.
    alone = (at >= NEVER) & (world.rng.random(len(rows)) < 0.5)
    for place, kind in enumerate(ADVICE):
        told = np.where(alone, start + 2 * MINUTE, at) if place else at
        given = np.flatnonzero(told <= world.as_at)
        world.records.write("caller_advice", {
            "advice_id": world.records.number("AV", len(given)), "incident_id": logs.ids.take(rows[given]), "kind": kind,
            "given_at": told[given], "by": Ids(OFFICER, logs.handler[rows[given]])})


def _register(world: World, logs: Logs, channel: npt.NDArray[Any], received: Ints, ended: Ints, calls: Ids) -> None:
    """Each report has its log before the contact ends (incident-registered)."""
    slow = (channel > OTHER_LINE) & (world.choose("incident-registered", logs.created, logs.team) != IN_TIME)
    received = np.where(slow, logs.created - 30 * MINUTE, received)
    ended = np.where(slow, logs.created - 2 * MINUTE, ended)
    reports = world.records.number("RE", len(received))
    world.planted.plant("incident-registered", reports, reports, received, ended, logs.created, logs.team)
    world.records.write("report", {
        "report_id": reports, "received_at": received, "channel": Choice(CHANNELS, channel), "contact_ended_at": ended,
        "enquiry_only": False, "call_id": calls, "incident_id": logs.ids, "crime_id": Ids("C", np.full(len(received), -1))})


def register_crimes(world: World, crimes: Ids, reported: Ints, created: Ints) -> None:
    """Reports that are recorded as a crime without a log; the contact lasts until the crime is on record."""
    count = len(crimes)
    reports, nobody = world.records.number("RE", count), np.full(count, -1, dtype=np.int64)
    ended = created + 5 * MINUTE
    world.planted.plant("incident-registered", reports, reports, reported, ended, created, nobody)
    world.records.write("report", {
        "report_id": reports, "received_at": reported, "channel": "partner", "contact_ended_at": ended, "enquiry_only": False,
        "call_id": Ids("CA", nobody), "incident_id": Ids("I", nobody), "crime_id": crimes})


def report_frauds(world: World, logs: Logs, fraud: Bools, ended: Ints) -> None:
    """Frauds reported to the force, which decides whether to act itself (fraud-call-for-service)."""
    rows = np.flatnonzero(fraud)
    start, due, team, count = logs.created[rows], ended[rows], logs.team[rows], len(rows)
    fates = world.choose("fraud-call-for-service", start, team)
    decided = done(world.rng, np.where(fates == NOT_DONE, LATE, fates).astype(np.int8), start, (MINUTE, 160 * SECOND),
                   (due - start + 30 * MINUTE, due - start + 600 * MINUTE))
    ids, log = world.records.number("FR", count), logs.ids.take(rows)
    # What is never decided is passed on all the same, without an answer to the test.
    tested = fates != NOT_DONE
    world.planted.plant("fraud-call-for-service", log, log, start, due, np.where(tested, decided, NEVER), team)
    updated = world.rng.random(count) < 0.6
    world.records.write("fraud_referral", {
        "ref_id": ids, "crime_id": Ids("C", np.full(count, -1)), "incident_id": log, "national_ref": Ids("NF", ids.numbers),
        "direction": "out_to_national", "received_at": start, "vulnerable": False, "decision_at": decided,
        "decision": "passed_on", "decision_reason": "no call for service",
        "call_for_service": Choice(("none",), np.where(tested, 0, -1)), "finalised_at": np.full(count, NEVER),
        "outcome_returned_at": np.full(count, NEVER),
        "national_update_at": np.where(updated, later(start, world.days(60, 88, count)), NEVER)})
