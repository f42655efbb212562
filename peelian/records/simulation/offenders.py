"""Offenders under management: the prolific, the dangerous, and registered sex offenders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, NEVER
from peelian.records.simulation import audits, register
from peelian.records.simulation.chains import Chain, DueOf, chain, lengths
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.planting import done
from peelian.records.simulation.timeline import Ints, add_months
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World

RATINGS = ("red", "amber", "green")
# Local practice is one to three months; what is in time keeps to the shortest, what is late overruns the longest.
PLAN_MONTHS = np.array([1, 2, 3])
MEETING_WEEKS = {2: 12, 3: 6}
RISKS = ("VH", "H", "M", "L")
VISIT_MONTHS = np.array([1, 3, 6, 12])
PLAN_DAYS, FIRST_MEETING_DAYS = 28, 20  # days to a plan, working days to a first meeting at level 3
HISTORY_DAYS = 450  # how long before the first day people may have been taken on


@dataclass(frozen=True)
class Managed:
    """People in a scheme: their first days and their last (NEVER for most)."""

    person: Ids
    started: Ints
    ended: Ints
    prolific: Bools  # taken on for how often they offend, not for how dangerous they are


def manage(world: World, workforce: Workforce) -> Managed:
    """Write the schemes and plant what is owed of plans, meetings and visits. Returns who is managed closely."""
    often, dangerous = _prolific(world, workforce), _dangerous(world, workforce)
    _sex_offenders(world, workforce)
    person = Ids(often[0].prefix, np.concatenate([often[0].numbers, dangerous[0].numbers]))
    started, ended = np.concatenate([often[1], dangerous[1]]), np.concatenate([often[2], dangerous[2]])
    return Managed(person, started, ended, np.arange(len(started)) < len(often[1]))


def _taken_on(world: World, count: int) -> tuple[Ints, Ints, npt.NDArray[Any]]:
    """First days, last days (NEVER for most) and teams of people under management."""
    started = world.rng.integers(world.first - HISTORY_DAYS, world.last - 10, count)
    ended = started + world.rng.integers(400, 1600, count)
    ended = np.where((world.rng.random(count) < 0.3) & (ended <= world.last), ended, NEVER)
    teams = world.teams_of("offender_management")
    return started, ended, teams[world.rng.integers(0, len(teams), count)]


def _chain(world: World, standard: str, subject: Ids, team: npt.NDArray[Any], started: Ints, ended: Ints,
           soon: tuple[Any, Any], late: tuple[Any, Any], due_of: DueOf, prefix: str) -> Chain:
    """Reviews one after another from a first day to a last. Lengths in days, least and most."""
    timeline, count = world.timeline, len(started)
    ends = np.where(ended < NEVER, timeline.start_of(np.where(ended < NEVER, ended, world.last)), NEVER)
    return chain(world, standard, subject, team, timeline.start_of(started), ends,
                 lengths(*soon, DAY_OF_HOURS, count), lengths(*late, DAY_OF_HOURS, count), due_of, prefix)


def _write_managed(world: World, workforce: Workforce, scheme: str, started: Ints, ended: Ints,
                   team: npt.NDArray[Any], **more: Any) -> tuple[Ids, Ids]:
    """Returns the identifiers of the stays in a scheme and of the people."""
    count = len(started)
    ids, person = world.records.number("OM", count), world.new_people(count)
    world.records.write("offender_mgmt", {
        "om_id": ids, "person_id": person, "scheme": scheme,
        "owner_id": Ids(OFFICER, workforce.worker(team)),
        "team_id": world.team_words(team), "started_on": started,
        "ended_on": ended, **more})
    return ids, person


def _write_reviews(world: World, subject: Ids, kind: str, found: Chain, next_due: Ints) -> None:
    world.records.write("om_review", {
        "review_id": found.ids, "om_id": subject.take(found.place), "at": found.at, "kind": kind, "minuted": True, "decision": "keep",
        "next_due": next_due})


def _prolific(world: World, workforce: Workforce) -> tuple[Ids, Ints, Ints]:
    count = world.count("iom_cohort")
    started, ended, team = _taken_on(world, count)
    rating = world.pick((3, 4, 3), count)
    planned = _plan(world.apart("offender plans"), started, ended, team)
    ids, person = _write_managed(world, workforce, "IOM", started, ended, team, rag=Choice(RATINGS, rating),
                         cohort=Choice(("fixed", "flex", "free"), world.pick((5, 3, 2), count)),
                         plan_made_at=planned)
    _plant_first(world, "iom-plan-made", ids, team, started, ended, planned,
                 world.timeline.within_days(world.timeline.start_of(started), PLAN_DAYS))
    months = PLAN_MONTHS[rating]
    found = _chain(
        world, "iom-plan-reviewed", ids, team, started, ended, (12, 25), (100, 150),
        lambda begins, rows: world.timeline.within_months(begins, months[rows]), "OV")
    _write_reviews(world, ids, "multi_agency", found, add_months(world.timeline.day_of(found.at), months[found.place]))
    return person, started, ended


def _plan(world: World, started: Ints, ended: Ints, team: npt.NDArray[Any]) -> Ints:
    """When each person's first plan was agreed (iom-plan-made); NEVER for some, and after the end of the stay."""
    start = world.timeline.start_of(started)
    fates = world.choose("iom-plan-made", start, team)
    at = done(world.rng, fates, start, (DAY_OF_HOURS, 9 * DAY_OF_HOURS), (32 * DAY_OF_HOURS, 80 * DAY_OF_HOURS))
    at = world.timeline.daytime(world.rng, at)
    return np.where(world.timeline.day_of(np.where(at < NEVER, at, start)) < ended, at, NEVER)


def _plant_first(world: World, standard: str, subject: Ids, team: npt.NDArray[Any], started: Ints, ended: Ints, done_at: Ints,
                 due: Ints) -> None:
    """Plant what is owed once, soon after somebody was taken on."""
    start_of = world.timeline.start_of
    ends = np.where(ended < NEVER, start_of(np.where(ended < NEVER, ended, world.last)), NEVER)
    world.planted.plant(standard, subject, subject, start_of(started), due, done_at, team, end=ends)


def _dangerous(world: World, workforce: Workforce) -> tuple[Ids, Ints, Ints]:
    two, three = world.count("mappa_level_2"), world.count("mappa_level_3")
    count = two + three
    third: Bools = np.arange(count) >= two
    started, ended, team = _taken_on(world, count)
    ids, person = _write_managed(world, workforce, "MAPPA", started, ended, team, level=np.where(third, 3, 2),
                         category=1 + world.pick((60, 30, 10), count))
    weeks = np.where(third, MEETING_WEEKS[3], MEETING_WEEKS[2])
    found = _chain(
        world, "mappa-meeting-due", ids, team, started, ended,
        (np.where(third, 14.0, 28.0), np.where(third, 25.0, 50.0)),
        (np.where(third, 60.0, 125.0), np.where(third, 90.0, 180.0)),
        lambda begins, rows: world.timeline.within_days(begins, weeks[rows] * 7), "OV")
    _write_reviews(world, ids, "mappa_meeting", found, world.timeline.day_of(found.at) + weeks[found.place] * 7)
    first = np.full(count, NEVER, dtype=np.int64)
    np.minimum.at(first, found.place, found.at)
    rows = np.flatnonzero(third)
    _plant_first(world, "mappa-first-meeting", ids.take(rows), team[rows], started[rows], ended[rows], first[rows],
                 world.timeline.within_working_days(world.timeline.start_of(started[rows]), FIRST_MEETING_DAYS))
    register.brief(world, _offenders(world, ids, person, started, ended, team, np.ones(count, dtype=bool)), None)
    _watched_by_one(world, workforce, ids, started)
    return person, started, ended


def _watched_by_one(world: World, workforce: Workforce, others: Ids, others_started: Ints) -> None:
    """People at level 1, whom one agency manages without meetings; of every level some are read (mappa-level-justified)."""
    count = world.count("mappa_level_1")
    started, ended, team = _taken_on(world, count)
    ids, _ = _write_managed(world, workforce, "MAPPA", started, ended, team, level=np.ones(count, dtype=np.int64),
                            category=1 + world.pick((60, 30, 10), count))
    everybody = Ids(ids.prefix, np.concatenate([others.numbers, ids.numbers]))
    audits.answer(world, "mappa-level-justified", everybody, world.timeline.start_of(np.concatenate([others_started, started])))


def _offenders(world: World, ids: Ids, person: Ids, started: Ints, ended: Ints, team: npt.NDArray[Any],
               high: Bools) -> register.Offenders:
    ends = np.where(ended < NEVER, world.timeline.start_of(np.where(ended < NEVER, ended, world.last)), NEVER)
    return register.Offenders(ids, person, world.timeline.start_of(started), ends, team, high)


def _sex_offenders(world: World, workforce: Workforce) -> None:
    count = world.count("registered_sex_offenders")
    started, ended, team = _taken_on(world, count)
    risk = world.pick((2, 20, 38, 40), count)
    months = VISIT_MONTHS[risk]
    ids, person = world.records.number("R", count), world.new_people(count)
    days = months * 30.0
    reactive = (RISKS[3] == np.array(RISKS)[risk]) & (world.rng.random(count) < 0.1)
    fewer = register.relax(world, ids, reactive, team)
    reactive = np.asarray(fewer["reactive_from"]) < NEVER
    found = _chain(
        world, "rso-visit-due", ids, team, np.where(reactive, world.last + 1, started), ended, (days * 0.6, days * 0.93),
        (days * 1.15 + 3, days * 1.8 + 3),
        lambda begins, rows: world.timeline.within_months(begins, months[rows]), "RV")
    place, at = found.place, found.at
    next_due = add_months(world.timeline.day_of(at), months[place])
    newest = add_months(started, months)
    np.maximum.at(newest, place, next_due)
    world.records.write("rso", {
        "rso_id": ids, "person_id": person, "owner_id": Ids(OFFICER, workforce.worker(team)),
        "team_id": world.team_words(team), "registered_on": started, "risk": Choice(RISKS, risk),
        "management": Choice(("active", "reactive"), reactive.astype(np.int8)), "lead": "police", "released_on": None,
        "arms_fits": True, "rmp_next_visit": newest, "visit_interval_days": None, "ended_on": ended, **fewer})
    marks = world.records.number("RR", count)
    world.records.write("rso_risk", {
        "rso_risk_id": marks, "rso_id": ids, "value": Choice(RISKS, risk),
        "from_at": world.timeline.start_of(started), "to_at": None})
    world.records.write("rso_visit", {
        "visit_id": found.ids, "rso_id": ids.take(place), "at": at, "successful": True,
        "announced": world.rng.random(len(at)) < 0.2, "next_due": next_due})
    # An attempt at which nobody was seen is no visit: some follow on the day before one that succeeded.
    tried = np.flatnonzero(world.rng.random(len(at)) < 0.15)
    world.records.write("rso_visit", {
        "visit_id": world.records.number("RV", len(tried)), "rso_id": ids.take(place[tried]),
        "at": at[tried] - DAY_OF_HOURS, "successful": False, "announced": False,
        "next_due": np.full(len(tried), NEVER)})
    known = _offenders(world, ids, person, started, ended, team, risk < 2)
    register.assess(world, known)
    register.notify(world, known)
    register.brief(world, known, marks)
    register.order(world, workforce, known)
