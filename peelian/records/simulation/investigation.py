"""What happens to a crime between allocation and its end: scene, plan, handover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation import supervision, vulnerable
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.entries import write_event, write_form
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import ACTING, OFFICER, Workforce
from peelian.records.simulation.world import World, spread

INITIAL_QUESTIONS = ("scene_preserved", "first_account", "suspect_search", "house_to_house", "cctv", "forensics",
                     "digital", "exhibits", "body_worn_video")
HANDOVER_QUESTIONS = ("evidence", "risk", "outstanding_actions", "suspect_status", "victim_wishes")
EVIDENCE = ("photo", "forensic", "exhibit", "cctv", "statement", "h2h")
AT_SCENE = (0.45, 0.25, 0.3)  # photo, forensic, exhibit: what shows that the scene itself was worked
CCTV_DAYS = 7
PLAN_HOURS = {"serious": 24, "volume": 72}


def investigate(world: World, workforce: Workforce, crimes: Crimes) -> Handovers:
    """Write forms, evidence, enquiry log and owners of a batch of crimes, and plant what investigators owe."""
    _initial_investigation(world, crimes)
    _scene_evidence(world, crimes)
    taken = crimes.take(crimes.allocated < NEVER)
    _plan(world, taken)
    supervision.supervise(world, workforce, taken)
    owners, handovers = _own(world, workforce, taken)
    vulnerable.plant_allocation(world, crimes, taken, owners)
    handovers.place = np.flatnonzero(crimes.allocated < NEVER)[handovers.place]
    return handovers


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
               submitted[rows] - 10 * MINUTE, submitted[rows], incident=Ids("I", here.incident[rows]))


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
    ids, kind = world.records.number("EV", len(more)), 3 + world.pick((3, 5, 2), len(more))
    later = collected[more] + world.minutes(5, 600, len(more))
    found = _fetch_pictures(world, here.take(more), ids, kind == EVIDENCE.index("cctv"), later)
    write(ids, more, kind, found, False)


def _fetch_pictures(world: World, crimes: Crimes, items: Ids, cctv: Bools, collected: Ints) -> Ints:
    """When each item was collected: CCTV within the week, or later, or never (cctv-collected)."""
    apart, start = world.apart("cctv"), crimes.attended + 5 * MINUTE
    rows = np.flatnonzero(cctv)
    fates = apart.choose("cctv-collected", start[rows], crimes.team[rows])
    at = done(apart.rng, fates, start[rows], (2 * HOUR, 6 * DAY_OF_HOURS), (9 * DAY_OF_HOURS, 25 * DAY_OF_HOURS))
    due = world.timeline.within_days(start[rows], CCTV_DAYS)
    here = crimes.take(rows)
    world.planted.plant("cctv-collected", here.ids, items.take(rows), start[rows], due, at, here.holder(due, world.as_at))
    found = collected.copy()
    found[rows] = at
    return found


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


@dataclass(frozen=True)
class Owners:
    """Who held which crime: its place in the batch, since when, until when, and whether a qualified specialist."""

    ids: Ids
    place: npt.NDArray[Any]
    start: Ints
    end: Ints
    specialist: Bools


@dataclass
class Handovers:
    """Changes of officer: their numbers, the places of their crimes in the batch, and when."""

    ids: Ids
    place: npt.NDArray[Any]
    at: Ints


def _own(world: World, workforce: Workforce, crimes: Crimes) -> tuple[Owners, Handovers]:
    """Owners, and handovers where the officer in the case changes (handover-recorded)."""
    timeline, count = world.timeline, len(crimes)
    length = crimes.finalised - crimes.allocated
    day = timeline.day_of(crimes.allocated + (length * (0.3 + 0.4 * world.rng.random(count))).astype(np.int64))
    changed = (length > 20 * DAY_OF_HOURS) & world.share("handover_share", timeline.day_of(crimes.allocated))
    at = np.where(changed, timeline.at(day, world.minutes(8 * 60, 18 * 60, count)), NEVER)
    qualified = workforce.is_qualified(crimes.owner, crimes.team)
    first = _write_owner(world, crimes, crimes.owner, crimes.allocated, at, "allocation", qualified,
                         crimes.allocated + 20 * MINUTE, np.zeros(count, dtype=bool))
    rows, until = np.flatnonzero(at <= world.as_at), at
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
    place = np.concatenate([np.arange(count), rows])
    able = np.concatenate([qualified, workforce.is_qualified(officer, here.team)])
    owners = Owners(Ids(owner.prefix, np.concatenate([first.numbers, owner.numbers])), place,
                  np.concatenate([crimes.allocated, at]), np.minimum(np.concatenate([until, here.finalised]), crimes.finalised[place]),
                    able & np.isin(crimes.team[place], world.teams_of("specialist")))
    return owners, Handovers(owner, rows, at)


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
        "pip_level_held": np.where(qualified, 2, 1), "mentor_id": None,
        "specialist_team": np.isin(crimes.team, world.teams_of("specialist")), "accepted_at": accepted,
        "supervisor_acting": Choice(ACTING, acting.astype(np.int8))})
    return owner
