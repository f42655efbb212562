"""Specialist capabilities: armed deployments, plans and their exercises, what can be sent to others."""

from __future__ import annotations

import numpy as np

from peelian.clocks import DAY_OF_HOURS, MINUTE, NEVER
from peelian.records.simulation.chains import plant_gaps
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.contact import Incidents
from peelian.records.simulation.planting import IN_TIME, done
from peelian.records.simulation.timeline import add_months
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later, spread

PLAN_KINDS = ("firearms", "disorder", "civil_emergency", "cyber", "terrorism")
HISTORY_DAYS = 450
EXERCISE_MONTHS, ACTION_DAYS = 12, 90
UNIT = "AU"  # there is one armed unit
KNOWN_DAYS = 7
RESPONSE_MINUTES = 20  # the library's stand-in; what a force sets is protected
MOST_EXERCISES = 80


def deploy_armed(world: World, workforce: Workforce, incidents: Incidents, first: int, last: int) -> None:
    """Armed deployments to logs that mention a firearm; mostly some moment is missing (arv-response-known)."""
    wanted = world.yearly("armed_deployments_a_year", first, last).sum() / 365.25 * world.scale
    possible = np.flatnonzero(incidents.firearms)
    count = min(int(world.rng.poisson(wanted)), len(possible))
    rows = np.sort(world.rng.permutation(possible)[:count])
    teams = world.teams_of("armed")
    team = teams[world.rng.integers(0, len(teams), count)]
    called = incidents.created[rows]
    quick = world.choose("arv-response-from-call", called, team) == IN_TIME
    identified = called + np.where(quick, world.minutes(0.3, 1, count), world.minutes(2, 6, count))
    known = world.choose("arv-response-known", identified, team) == IN_TIME
    there = world.choose("arv-response-time", identified, team)
    drive = np.where(there == IN_TIME, world.minutes(4, 12, count), world.minutes(22, 40, count))
    gaps = np.cumsum(np.stack([np.where(quick, world.minutes(0.5, 2, count), world.minutes(6, 20, count)),
                               world.minutes(0.5, 1, count), world.minutes(0.3, 1, count), drive,
                               world.minutes(1, 20, count)]), axis=0)
    moments = identified + gaps
    # Which moments were not noted: always that of arrival, often others.
    lost = np.zeros((5, count), dtype=bool)
    lost[3] = ~known
    lost[4] = ~known & (world.rng.random(count) < 0.8)
    lost[1] = ~known & (world.rng.random(count) < 0.4)
    authorised, assigned, enroute, arrived, contact = np.where(lost, NEVER, moments)
    ids = world.records.number("AD", count)
    world.planted.plant("arv-response-known", ids, ids, identified, world.timeline.within_days(identified, KNOWN_DAYS),
                        np.where(known, moments[4], NEVER), team)
    for standard, start in (("arv-response-time", authorised), ("arv-response-from-call", called)):
        world.planted.plant(standard, ids, ids, start, later(start, RESPONSE_MINUTES * MINUTE), arrived, team)
    world.records.write("armed_deployment", {
        "deployment_id": ids, "incident_id": incidents.ids.take(rows), "unit_id": Ids(UNIT, np.ones(count, dtype=np.int64)),
        "owner_id": Ids(OFFICER, workforce.worker(team)),
        "team_id": world.team_words(team), "identified_at": identified,
        "authorised_at": authorised, "arv_assigned_at": assigned, "enroute_at": enroute, "rvp_at": arrived,
        "contact_at": contact, "preplanned": False, "self_deployed": False, "stood_off": False, "host_force": world.scenario.force})


def exercise_plans(world: World, workforce: Workforce) -> None:
    """Plans, their yearly exercises (exercise-programme) and the lessons put into effect (exercise-lesson-closed)."""
    timeline = world.timeline
    count = max(5, world.count("plans"))
    adopted = world.rng.integers(world.first - HISTORY_DAYS, world.first, count)
    teams = world.teams_of("planning")
    team = teams[world.rng.integers(0, len(teams), count)]
    ids = world.records.number("PL", count)
    world.records.write("plan_document", {
        "plan_id": ids, "kind": Choice(PLAN_KINDS, np.arange(count) % len(PLAN_KINDS)),
        "owner_id": Ids(OFFICER, workforce.worker(team)),
        "team_id": world.team_words(team), "adopted_on": adopted, "retired_on": None})
    rows, begins, trigger = np.arange(count), adopted, ids
    for _ in range(MOST_EXERCISES):
        start = timeline.start_of(begins)
        fates = world.choose("exercise-programme", start, team[rows])
        at = done(world.rng, fates, start, (200 * DAY_OF_HOURS, 330 * DAY_OF_HOURS),
                  (400 * DAY_OF_HOURS, 560 * DAY_OF_HOURS))
        day = timeline.day_of(at)
        held = np.where(day < NEVER, timeline.end_of(np.where(day < NEVER, day, 0)), NEVER)
        due = timeline.end_of(add_months(begins, EXERCISE_MONTHS))
        world.planted.plant("exercise-programme", ids.take(rows), trigger, start, due, held, team[rows])
        going = np.flatnonzero(held <= world.as_at)
        if len(going) == 0:
            break
        rows, begins = rows[going], day[going]
        trigger = world.records.number("EX", len(rows))
        world.records.write("exercise", {
            "exercise_id": trigger, "plan_id": ids.take(rows), "held_on": begins,
            "participants": world.rng.integers(8, 120, len(rows)),
            "kind": Choice(("live", "table_top"), world.pick((3, 7), len(rows)))})
        _put_lessons_right(world, trigger, begins, team[rows])


def _put_lessons_right(world: World, exercises: Ids, held: np.ndarray, team: np.ndarray) -> None:
    each = spread(world.rng.integers(0, 5, len(held)))
    raised, start = held[each] + 3, world.timeline.start_of(held[each] + 3)
    ids = world.records.number("EA", len(each))
    kept = world.apart("exercise lessons")
    fates = kept.choose("exercise-lesson-closed", start, team[each])
    closed = kept.timeline.daytime(kept.rng, done(kept.rng, fates, start, (5 * DAY_OF_HOURS, 80 * DAY_OF_HOURS),
                                                  (95 * DAY_OF_HOURS, 200 * DAY_OF_HOURS)))
    world.planted.plant("exercise-lesson-closed", ids, ids, start, world.timeline.within_days(start, ACTION_DAYS), closed,
                        team[each])
    world.records.write("exercise_action", {
        "action_id": ids, "exercise_id": exercises.take(each), "raised_on": raised, "due_on": raised + ACTION_DAYS,
        "closed_at": closed})


def commit_assets(world: World) -> None:
    """What the force can send to others."""
    assets = ("public_order_unit", "search_team", "disaster_victim_identification")
    count = len(assets)
    needed = np.array([25, 8, 6])
    world.records.write("asset_commitment", {
        "asset_id": world.records.number("AS", count), "asset": Choice(assets, np.arange(count)), "required": needed,
        "trained_in_date": needed + 2, "as_of": np.full(count, world.last),
        "replaced_on": None})


def assess_threat(world: World) -> None:
    """The armed unit's yearly assessment (apstra-annual) and its review at half-time (apstra-6m-review)."""
    timeline, unit, started = world.timeline, world.records.number(UNIT, 1), world.first - 120
    world.records.write("armed_unit", {"unit_id": unit, "from_on": np.array([started]), "to_on": None})
    nobody, signed = np.array([-1]), [started + 20]
    while signed[-1] <= world.last:
        kept = world.choose("apstra-annual", timeline.start_of([signed[-1]]), nobody)[0] == IN_TIME
        signed.append(signed[-1] + (330 if kept else 400))
    days, replaced = np.array(signed[:-1]), np.array(signed[1:])
    count = len(days)
    ids = world.records.number("AP", count)
    place = np.zeros(count, dtype=np.int64)
    never = np.full(1, NEVER, dtype=np.int64)
    plant_gaps(world, "apstra-annual", unit, lambda rows, _: np.full(len(rows), -1), timeline.start_of([started]), never, place,
               timeline.start_of(days), ids, lambda at, _: timeline.within_months(at, 12))
    world.records.write("apstra", {
        "apstra_id": ids, "signed_on": days, "reviewed_on": days + 150, "unit_id": Ids(unit.prefix, np.ones(count, dtype=np.int64)),
        "replaced_on": replaced})
    kept_halves = world.choose("apstra-6m-review", timeline.start_of(days), np.full(count, -1)) == IN_TIME
    first = days + np.where(kept_halves, 150, 200)
    place, reviewed = np.tile(np.arange(count), 2), np.concatenate([first, first + 110])
    known = (reviewed <= world.last) & (reviewed < replaced[place])
    place, reviewed = place[known], reviewed[known]
    reviews = world.records.number("AW", len(reviewed))
    plant_gaps(world, "apstra-6m-review", ids, lambda rows, _: np.full(len(rows), -1), timeline.start_of(days),
               timeline.start_of(replaced), place, timeline.start_of(reviewed), reviews,
               lambda at, _: timeline.within_months(at, 6))
    world.records.write("apstra_review", {
        "review_id": reviews, "apstra_id": ids.take(place), "reviewed_on": reviewed, "result": "stands"})
