"""Registered sex offenders beyond their visits: assessments, notifications, briefings, orders, reactive management."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, NEVER
from peelian.records.simulation.chains import DueOf, chain, lengths, plant_gaps
from peelian.records.simulation.columns import Bools, Ids, Values
from peelian.records.simulation.orders import write_breaches
from peelian.records.simulation.planting import LATE, NOT_DONE, done
from peelian.records.simulation.timeline import Ints, day_number
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

REACTIVE_RULE = date(2017, 6, 30)  # since when there may be fewer visits
INITIAL_DAYS, BRIEFED_DAYS, REFRESHED_DAYS, NOTIFY_DAYS, DEFAULT_HOURS = 28, 7, 28, 3, 72
BREACH_HOURS, BREACH_DAYS = 24, 7


@dataclass(frozen=True)
class Offenders:
    """A row for each person under management: since when, until when (NEVER for most), by which team."""

    ids: Ids
    person: Ids
    start: Ints
    end: Ints
    team: npt.NDArray[Any]
    high: Bools


def _series(world: World, standards: tuple[str, str], subject: Ids, team: npt.NDArray[Any], starts: Ints, ends: Ints,
            first: tuple[tuple[float, float], tuple[float, float]], then: tuple[tuple[float, float], tuple[float, float]],
            due_of: DueOf, prefix: str) -> tuple[npt.NDArray[Any], Ints, Ids, Ints]:
    """A first thing by the first standard, then one after another by the second, whose gaps are planted. Lengths in days.

    Returns places, moments, identifiers, and for each subject the moment of the first thing done.
    """
    count = len(subject)
    fates = world.choose(standards[0], starts, team)
    once = done(world.rng, fates, starts, *((low * DAY_OF_HOURS, high * DAY_OF_HOURS) for low, high in first))
    once = world.timeline.daytime(world.rng, once)
    once = np.where(once < ends, once, NEVER)
    begun = np.flatnonzero(once <= world.as_at)
    more = chain(world, standards[1], subject, team, np.where(once < NEVER, once, starts), ends,
                 lengths(*then[0], DAY_OF_HOURS, count), lengths(*then[1], DAY_OF_HOURS, count), due_of, prefix, plant=False)
    place, at = np.concatenate([begun, more.place]), np.concatenate([once[begun], more.at])
    ids = Ids(prefix, np.concatenate([world.records.number(prefix, len(begun)).numbers, more.ids.numbers]))
    plant_gaps(world, standards[1], subject, lambda rows, _: team[rows], starts, ends, place, at, ids, due_of)
    earliest = np.full(count, NEVER, dtype=np.int64)
    np.minimum.at(earliest, place, at)
    return place, at, ids, earliest


def assess(world: World, offenders: Offenders) -> None:
    """rso-arms-initial and rso-arms-current: what counts is the supervisor's signature."""
    place, at, ids, first = _series(
        world, ("rso-arms-initial", "rso-arms-current"), offenders.ids, offenders.team, offenders.start, offenders.end,
        ((6, 26), (33, 70)), ((250, 350), (380, 480)), lambda begins, _: world.timeline.within_months(begins, 12), "AR")
    world.planted.plant("rso-arms-initial", offenders.ids, offenders.ids, offenders.start,
                        world.timeline.within_days(offenders.start, INITIAL_DAYS), first, offenders.team, end=offenders.end)
    world.records.write("rso_assessment", {
        "assessment_id": ids, "rso_id": offenders.ids.take(place), "tool": "ARMS", "at": at - 20 * HOUR, "supervisor_at": at})


def notify(world: World, offenders: Offenders) -> None:
    """rso-notification at registration, rso-annual-notification, and rso-default-acted where one was not made."""
    count, start, team = len(offenders.ids), offenders.start, offenders.team
    trigger = start + world.minutes(9 * 60, 16 * 60, count)
    due = world.timeline.end_of(world.timeline.day_of(trigger) + NOTIFY_DAYS - 1)
    fates = world.choose("rso-notification", trigger, team)
    made = done(world.rng, fates, trigger, (HOUR, due - trigger - HOUR), (due - trigger + HOUR, due - trigger + 300 * HOUR))
    ids = world.records.number("NO", count)
    world.planted.plant("rso-notification", ids, ids, trigger, due, made, team)
    default = np.where(fates == NOT_DONE, due + HOUR, NEVER)
    _write_notifications(world, ids, offenders.ids, trigger, made, "initial", default, _act(world, ids, default, team))
    more = chain(world, "rso-annual-notification", offenders.ids, team, np.where(made < NEVER, made, start), offenders.end,
                 lengths(300, 350, DAY_OF_HOURS, count), lengths(375, 420, DAY_OF_HOURS, count), lambda begins, _: begins, "NO",
                 plant=False)
    known = np.flatnonzero(made <= world.as_at)
    plant_gaps(world, "rso-annual-notification", offenders.ids, lambda rows, _: team[rows], start, offenders.end,
               np.concatenate([known, more.place]), np.concatenate([made[known], more.at]),
               Ids("NO", np.concatenate([ids.numbers[known], more.ids.numbers])),
               lambda begins, _: world.timeline.within_months(begins, 12))
    never = np.full(len(more.at), NEVER, dtype=np.int64)
    _write_notifications(world, more.ids, offenders.ids.take(more.place), more.at - HOUR, more.at, "annual", never, never)
    # A few go abroad without a word, which is found out.
    rows = np.flatnonzero(world.rng.random(count) < 0.15)
    left = start[rows] + world.days(30, 300, len(rows))
    rows, left = rows[left <= world.as_at], left[left <= world.as_at]
    ids, default = world.records.number("NO", len(rows)), left + 3 * DAY_OF_HOURS
    _write_notifications(world, ids, offenders.ids.take(rows), left, np.full(len(rows), NEVER), "travel", default,
                         _act(world, ids, default, team[rows]))


def _act(world: World, ids: Ids, default: Ints, team: npt.NDArray[Any]) -> Ints:
    """rso-default-acted: when each default was looked into."""
    fates = world.choose("rso-default-acted", default, team)
    at = done(world.rng, fates, default, (HOUR, 70 * HOUR), (75 * HOUR, 200 * HOUR))
    world.planted.plant("rso-default-acted", ids, ids, default, later(default, DEFAULT_HOURS * HOUR), at, team)
    return at


def _write_notifications(world: World, ids: Ids, rso: Ids, trigger: Ints, made: Ints, kind: str, default: Ints,
                         acted: Ints) -> None:
    world.records.write("notification", {
        "notification_id": ids, "rso_id": rso, "trigger_at": trigger, "made_at": made, "kind": kind,
        "default_at": default, "breach_opened_at": acted})


def brief(world: World, offenders: Offenders, marks: Ids | None) -> None:
    """The neighbourhood is told of people at high risk (npt-briefed-high-risk) and again (npt-briefing-refreshed).

    `marks` are the levels of risk of registered offenders, each of which asks for a briefing of its own.
    """
    rows = np.flatnonzero(offenders.high)
    person, start, end, count = offenders.person.take(rows), offenders.start[rows], offenders.end[rows], len(rows)
    area = world.rng.integers(0, len(world.scenario.areas), count)
    names = [one.team for one in world.scenario.teams]
    local = np.array([names.index(one.team) for one in world.scenario.areas])[area]
    homes = world.records.number("HM", count)
    place, at, ids, first = _series(
        world, ("npt-briefed-high-risk", "npt-briefing-refreshed"), homes, local, start, end, ((1, 6), (9, 20)),
        ((12, 26), (30, 60)), lambda begins, _: world.timeline.within_days(begins, REFRESHED_DAYS), "BR")
    due = world.timeline.within_days(start, BRIEFED_DAYS)
    world.planted.plant("npt-briefed-high-risk", homes, homes, start, due, first, local, end=end)
    if marks is not None:
        world.planted.plant("npt-briefed-high-risk", offenders.ids.take(rows), marks.take(rows), start, due, first,
                            offenders.team[rows], end=end)
    world.records.write("offender_residence", {
        "residence_id": homes, "person_id": person, "beat": world.team_words(local), "team_id": world.team_words(local),
        "from_at": start, "to_at": end})
    world.records.write("offender_briefing", {
        "briefing_id": ids, "residence_id": homes.take(place), "person_id": person.take(place), "at": at - 10 * HOUR, "read_at": at})


def order(world: World, workforce: Workforce, offenders: Offenders) -> None:
    """Orders about some of them, some of which are broken (shpo-breach-acted)."""
    rows = np.flatnonzero(world.rng.random(len(offenders.ids)) < 0.3)
    start, team, high = offenders.start[rows] + 10 * HOUR, offenders.team[rows], offenders.high[rows]
    ids, day = world.records.number("OR", len(rows)), world.timeline.day_of(offenders.start[rows])
    world.records.write("civil_order", {
        "order_id": ids, "kind": "SHPO", "opened_at": start, "made_on": day, "expires_on": day + 1825,
        "authorised_by_rank": "court", "marker_at": start + HOUR, "person_id": offenders.person.take(rows),
        "owner_id": Ids(OFFICER, workforce.worker(team)), "team_id": world.team_words(team)})
    broken = np.flatnonzero(world.rng.random(len(rows)) < float(world.figure("order_breach_share")[0]))
    reported = start[broken] + world.days(20, 300, len(broken))
    team, high = team[broken], high[broken]
    due = np.where(high, reported + BREACH_HOURS * HOUR, world.timeline.within_days(reported, BREACH_DAYS))
    fates = world.choose("shpo-breach-acted", reported, team)
    recorded = done(world.rng, fates, reported, (HOUR, 22 * HOUR), (9 * DAY_OF_HOURS, 20 * DAY_OF_HOURS))
    breach, arrested = world.records.number("OB", len(broken)), later(recorded, 2 * HOUR)
    world.planted.plant("shpo-breach-acted", breach, breach, reported, due, recorded, team)
    write_breaches(world, breach, ids.take(broken), reported, arrested, recorded, later(arrested, 15 * HOUR))


def relax(world: World, rso: Ids, reactive: Bools, team: npt.NDArray[Any]) -> dict[str, Values]:
    """Fewer visits to some at low risk, by authority (rso-reactive-eligible). Returns the columns of rso that say so."""
    count = len(rso)
    rule = max(day_number(REACTIVE_RULE) + 5, world.first)
    since = world.timeline.at(rule + world.rng.integers(0, max(world.last - rule, 1), count), 12 * HOUR)
    since = np.where(reactive & (since <= world.as_at), since, NEVER)
    fates = world.choose("rso-reactive-eligible", since, team)
    signed = np.where(fates == LATE, later(since, 10 * DAY_OF_HOURS), later(since, -3 * DAY_OF_HOURS))
    world.planted.plant("rso-reactive-eligible", rso, rso, since, since,
                        np.where(fates == NOT_DONE, NEVER, signed), team, where=since < NEVER)
    return {"reactive_from": since, "reactive_authorised_at": signed, "reactive_authority_rank": "inspector",
            "reactive_low_years": np.where(fates == NOT_DONE, 1, 4), "reactive_intelligence": False}
