"""What happens to a crime between allocation and its end: scene, plan, supervision, handover."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import ACTING, OFFICER, Workforce
from peelian.records.simulation.world import World, spread

INITIAL_QUESTIONS = ("scene_preserved", "first_account", "suspect_search", "house_to_house", "cctv", "forensics",
                     "digital", "exhibits", "body_worn_video")
HANDOVER_QUESTIONS = ("evidence", "risk", "outstanding_actions", "suspect_status", "victim_wishes")
EVIDENCE = ("photo", "forensic", "exhibit", "cctv", "statement", "h2h")
AT_SCENE = (0.45, 0.25, 0.3)  # photo, forensic, exhibit: what shows that the scene itself was worked
PLAN_HOURS = {"serious": 24, "volume": 72}
REVIEW_DAYS = {"vulnerable": 14, "volume": 28}
MOST_REVIEWS = 400


def investigate(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """Write forms, evidence, enquiry log and owners of a batch of crimes, and plant what investigators owe."""
    _initial_investigation(world, crimes)
    _scene_evidence(world, crimes)
    taken = crimes.take(crimes.allocated < NEVER)
    _plan(world, taken)
    _supervise(world, workforce, taken)
    _own(world, workforce, taken)


def write_form(world: World, kind: str, questions: tuple[str, ...], crime: Ids, by: Ints, started: Ints,
               submitted: Ints, owner: Ids | None = None) -> None:
    """Complete forms with every question answered."""
    count = len(crime)
    form = world.records.number("F", count)
    more = {} if owner is None else {"crime_owner_id": owner}
    world.records.write("form", {
        "form_id": form, "form_type": kind, "crime_id": crime, "completed_by": Ids(OFFICER, by),
        "started_at": started, "submitted_at": submitted, "unanswered": 0, **more})
    each = np.repeat(np.arange(count), len(questions))
    world.records.write("form_answer", {
        "answer_id": world.records.number("FA", len(each)), "form_id": form.take(each), "form_type": kind,
        "question": Choice(questions, np.tile(np.arange(len(questions)), count)),
        "answer": Choice(("done", "not_applicable"), world.pick((7, 3), len(each))), "answered_at": submitted[each]})


def write_event(world: World, kind: str, crime: Ids, at: Ints, by: Ints, supervisor: bool = False,
                acting: Bools | None = None, team: npt.NDArray[Any] | None = None, owner: Ids | None = None) -> Ids:
    """Entries of one kind in the enquiry log, each long enough to say something and with an action set."""
    count = len(at)
    event = world.records.number("E", count)
    more: dict[str, Any] = {} if owner is None else {"crime_owner_id": owner}
    if team is not None:
        more["team_id"] = world.team_words(team)
    world.records.write("crime_event", {
        "event_id": event, "crime_id": crime, "at": at, "by": Ids(OFFICER, by), "kind": kind, "supervisor": supervisor,
        "by_acting": Choice(ACTING, np.zeros(count, dtype=np.int8) if acting is None else acting.astype(np.int8)),
        "length": world.rng.integers(120, 900, count), "actions_set": world.rng.integers(1, 4, count),
        "actions_closed": world.rng.integers(0, 3, count), **more})
    return event


def _initial_investigation(world: World, crimes: Crimes) -> None:
    """The checklist of the golden hour at attended crimes with a victim (initial-investigation-minimum)."""
    owed = (crimes.attended < NEVER) & crimes.victim_based
    here = crimes.take(owed)
    fates = world.choose("initial-investigation-minimum", here.attended, here.team)
    submitted = done(world.rng, fates, here.attended, (20 * MINUTE, 3 * HOUR), (30 * HOUR, 120 * HOUR))
    due = here.shift_end
    world.planted.plant("initial-investigation-minimum", here.ids, here.ids, here.attended, due, submitted,
                        here.holder(due, world.as_at))
    rows = fates != NOT_DONE
    write_form(world, "initial_investigation", INITIAL_QUESTIONS, here.ids.take(rows), here.officer[rows],
               submitted[rows] - 10 * MINUTE, submitted[rows])


def _scene_evidence(world: World, crimes: Crimes) -> None:
    """One expected item at each scene with potential (scene-evidence-recorded), and what was found besides.

    A scene that is kept out is no longer marked as one, while what was expected and found there stays in the records.
    """
    rows = np.flatnonzero(crimes.scene & (crimes.attended < NEVER))
    here = crimes.take(rows)
    count = len(here)
    fates = world.choose("scene-evidence-recorded", here.attended, here.team)
    hidden = world.kept_out("scene-evidence-recorded", here.attended, fates)
    crimes.scene[rows[hidden]] = False
    collected = done(world.rng, fates, here.attended, (10 * MINUTE, 3 * HOUR), (30 * HOUR, 96 * HOUR))
    due = here.shift_end
    items = world.records.number("EV", count)
    world.planted.plant("scene-evidence-recorded", here.ids, items, here.attended, due, collected,
                        here.holder(due, world.as_at), where=~hidden)

    def write(items: Ids, rows: npt.NDArray[Any], kind: npt.NDArray[Any], at: Ints, expected: bool) -> None:
        world.records.write("evidence_item", {
            "item_id": items, "crime_id": here.ids.take(rows),
            "officer_id": Ids(OFFICER, here.officer[rows]), "kind": Choice(EVIDENCE, kind),
            "identified_at": here.attended[rows] + 5 * MINUTE, "collected_at": at, "source": "scene",
            "not_collected_reason": None,
            "expected": expected})

    write(items, np.arange(count), world.pick(AT_SCENE, count), collected, True)
    worked = np.flatnonzero(fates == IN_TIME)
    more = worked[spread(world.rng.integers(0, 3, len(worked)))]
    write(world.records.number("EV", len(more)), more, 3 + world.pick((3, 5, 2), len(more)),
          collected[more] + world.minutes(5, 600, len(more)), False)


def _plan(world: World, crimes: Crimes) -> None:
    """A written plan with lines of enquiry (investigation-plan)."""
    start = crimes.allocated
    hours = np.where(crimes.serious, PLAN_HOURS["serious"], PLAN_HOURS["volume"])
    fates = world.choose("investigation-plan", start, crimes.team)
    at = done(world.rng, fates, start, (30 * MINUTE, (hours - 4) * HOUR), (76 * HOUR, 160 * HOUR))
    due = start + hours * HOUR
    world.planted.plant("investigation-plan", crimes.ids, crimes.ids, start, due, at, crimes.holder(due, world.as_at))
    rows = fates != NOT_DONE
    write_event(world, "plan", crimes.ids.take(rows), at[rows], crimes.owner[rows], team=crimes.team[rows])


def _supervise(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """First and later reviews by a supervisor (supervisor-initial-review, supervisor-periodic-review)."""
    timeline, count = world.timeline, len(crimes)
    start = crimes.allocated
    fates = world.choose("supervisor-initial-review", start, crimes.team,
                         world.acting(crimes.team, timeline.day_of(start)))
    soon = np.where(crimes.serious, 22 * HOUR, 6 * DAY_OF_HOURS)
    slow = np.where(crimes.vulnerable, 16 * DAY_OF_HOURS, 9 * DAY_OF_HOURS)
    first = done(world.rng, fates, start, (HOUR, soon), (slow, slow + 10 * DAY_OF_HOURS))
    first = np.where(first < crimes.finalised, first, NEVER)
    due = np.where(crimes.serious, start + 72 * HOUR, timeline.within_days(start, 7))
    world.planted.plant("supervisor-initial-review", crimes.ids, crimes.ids, start, due, first,
                        crimes.holder(due, world.as_at))
    interval = np.where(crimes.vulnerable, REVIEW_DAYS["vulnerable"], REVIEW_DAYS["volume"])
    begins, trigger, proof, rows = start, crimes.ids, first, np.arange(count)
    for _ in range(MOST_REVIEWS):
        here = crimes.take(rows)
        due = timeline.within_days(begins, interval[rows])
        world.planted.plant("supervisor-periodic-review", here.ids, trigger, begins, due, proof,
                            here.holder(due, world.as_at), end=here.finalised)
        going = np.flatnonzero((proof < here.finalised) & (proof <= world.as_at))
        if len(going) == 0:
            break
        rows, begins = rows[going], proof[going]
        here = crimes.take(rows)
        acting = world.rng.random(len(rows)) < world.acting(here.team, timeline.day_of(begins))
        by = workforce.supervisor(here.team, acting)
        trigger = write_event(world, "review", here.ids, begins, by, True, acting, here.team)
        proof = _next_review(world, here, begins, interval[rows])


def _next_review(world: World, crimes: Crimes, last: Ints, interval: Ints) -> Ints:
    """The review after the last one; NEVER where there is none before the investigation ends."""
    fates = world.choose("supervisor-periodic-review", last, crimes.team,
                         world.acting(crimes.team, world.timeline.day_of(last)))
    days = interval * DAY_OF_HOURS
    # Forces differ on the vulnerable (a week or two): what is in time keeps to the week.
    soon = np.where(crimes.vulnerable, 6.5 * DAY_OF_HOURS, days - 2 * DAY_OF_HOURS)
    at = done(world.rng, fates, last, (soon * 0.5, soon), (days + 2 * DAY_OF_HOURS, days * 2.5))
    return np.where(at < crimes.finalised, at, NEVER)


def _own(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """Owners, and handovers where the officer in the case changes (handover-recorded)."""
    timeline, count = world.timeline, len(crimes)
    length = crimes.finalised - crimes.allocated
    day = timeline.day_of(crimes.allocated + (length * (0.3 + 0.4 * world.rng.random(count))).astype(np.int64))
    changed = (length > 20 * DAY_OF_HOURS) & world.share("handover_share", timeline.day_of(crimes.allocated))
    at = np.where(changed, timeline.at(day, world.minutes(8 * 60, 18 * 60, count)), NEVER)
    qualified = workforce.is_qualified(crimes.owner, crimes.team)
    first = _write_owner(world, crimes, crimes.owner, crimes.allocated, at, "allocation", qualified,
                         crimes.allocated + 20 * MINUTE, np.zeros(count, dtype=bool))
    rows = np.flatnonzero(at <= world.as_at)
    here, at = crimes.take(rows), at[rows]
    acting = world.rng.random(len(rows)) < world.acting(here.team, timeline.day_of(at))
    # A handover approved by an acting supervisor is worse by as much as the scenario says.
    fates = world.choose("handover-recorded", at, here.team, acting.astype(np.float64))
    due = timeline.end_of(timeline.day_of(at))
    finished = np.where(fates == IN_TIME, at + world.minutes(5, 180, len(at)),
                        np.where(fates == LATE, at + world.days(2, 6, len(at)), NEVER))
    officer = workforce.worker(here.team, qualified[rows])
    officer = np.where(officer == here.owner, _other(workforce, here, officer), officer)
    owner = _write_owner(world, here, officer, at, here.finalised, "handover",
                         workforce.is_qualified(officer, here.team), finished, acting)
    world.planted.plant("handover-recorded", here.ids, owner, at, due, finished, here.holder(due, world.as_at))
    told = finished < NEVER
    write_event(world, "handover", here.ids.take(told), finished[told], here.owner[told], acting=acting[told],
                team=here.team[told], owner=owner.take(told))
    write_form(world, "handover", HANDOVER_QUESTIONS, here.ids.take(told), here.owner[told],
               finished[told] - 2 * MINUTE, finished[told], owner.take(told))
    for one, who, crime, start in ((first, qualified, crimes, crimes.allocated),
                                   (owner, workforce.is_qualified(officer, here.team), here, at)):
        fit = who | (crime.pip_needed < 2)
        world.planted.plant("allocation-skill-match", crime.ids, one, start, start, np.where(fit, start, NEVER),
                            crime.team)


def _other(workforce: Workforce, crimes: Crimes, officer: Ints) -> Ints:
    """Somebody next to the present owner, so that a handover is one."""
    first, workers = workforce.first[crimes.team], workforce.workers[crimes.team]
    qualified = workforce.qualified[crimes.team]
    place = officer - first
    low, high = np.where(place < qualified, 0, qualified), np.where(place < qualified, qualified, workers)
    return first + low + (place - low + 1) % np.maximum(high - low, 1)


def _write_owner(world: World, crimes: Crimes, officer: Ints, start: Ints, end: Ints, reason: str, qualified: Bools,
                 accepted: Ints, acting: Bools) -> Ids:
    owner = world.records.number("CW", len(crimes))
    world.records.write("crime_owner", {
        "crime_owner_id": owner, "crime_id": crimes.ids, "officer_id": Ids(OFFICER, officer),
        "team_id": world.team_words(crimes.team), "from_at": start,
        "to_at": np.minimum(end, crimes.finalised), "reason": reason,
        "pip_level_held": np.where(qualified, 2, 1), "mentor_id": None, "accepted_at": accepted,
        "supervisor_acting": Choice(ACTING, acting.astype(np.int8))})
    return owner
