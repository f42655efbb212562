"""Vulnerable victims and witnesses of crimes, and whether somebody thought of how they can give evidence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.contacts import Cases
from peelian.records.simulation.crimes import CHILD_ABUSE, NOTHING, RAPE, STALKING, VULNERABLE_ADULT, Crimes
from peelian.records.simulation.planting import done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.vulnerable import file_sent
from peelian.records.simulation.workforce import OFFICER
from peelian.records.simulation.world import World, later

STANDARD = "special-measures-considered"
NEEDS = ("sexual", "under_18", "disability", "intimidated", "persistently_targeted")
OTHER_GROUND = NEEDS.index("persistently_targeted")  # of enhanced rights, but none for special measures
NEED_OF = {RAPE: "sexual", CHILD_ABUSE: "under_18", VULNERABLE_ADULT: "disability", STALKING: "intimidated"}


def consider(world: World, crimes: Crimes, cases: Cases) -> None:
    """Write the needs of victims, the witnesses of a batch of crimes and the forms about them."""
    here = crimes.take(cases.place)
    _consider_victims(world, cases.ids, cases.enhanced, here)
    _consider_witnesses(world, crimes)


def _consider_victims(world: World, cases: Ids, enhanced: Bools, crimes: Crimes) -> None:
    need = np.full(len(crimes), -1)
    for mark, word in NEED_OF.items():
        need[crimes.mark == mark] = NEEDS.index(word)
    plain = enhanced & (crimes.mark == NOTHING)
    need[plain & ~crimes.domestic] = OTHER_GROUND
    afraid = world.share("intimidated_share", world.timeline.day_of(crimes.reported))
    need[plain & crimes.domestic & afraid] = NEEDS.index("intimidated")
    rows = np.flatnonzero(need >= 0)
    since = crimes.reported[rows] + world.minutes(5, 180, len(rows))
    world.records.write("victim_need", {
        "need_id": world.records.number("VN", len(rows)), "victim_case_id": cases.take(rows), "value": Choice(NEEDS, need[rows]),
        "from_at": since, "to_at": None})
    owed = need[rows] != OTHER_GROUND
    rows = rows[owed]
    _fill_forms(world, crimes.take(rows), cases.take(rows), since[owed], "victim_case_id")


def _consider_witnesses(world: World, crimes: Crimes) -> None:
    days = world.timeline.day_of(crimes.reported)
    rows = np.flatnonzero((crimes.allocated < NEVER) & world.share("witness_share", days))
    here, count = crimes.take(rows), len(rows)
    known = here.created + world.minutes(30, 2 * 1440, count)
    vulnerable = world.share("vulnerable_witness_share", days[rows])
    marked = np.where(vulnerable, known + world.minutes(5, 600, count), NEVER)
    ids, person = world.records.number("WI", count), world.people(count)
    world.records.write("witness", {
        "witness_id": ids, "crime_id": here.ids, "person_id": person, "from_at": known, "vulnerable_from": marked})
    world.records.write("person_link", {
        "link_id": world.records.number("PK", count), "person_id": person, "entity_type": "crime", "entity_id": here.ids,
        "role": "witness", "from_at": known, "to_at": None})
    owed = np.flatnonzero(vulnerable & (known <= world.as_at))
    _fill_forms(world, here.take(owed), ids.take(owed), marked[owed], "witness_id")


def _fill_forms(world: World, crimes: Crimes, whose: Ids, start: Ints, column: str) -> None:
    """A form about each victim or witness, before the file goes, after it or never."""
    sent = file_sent(crimes)
    fates = world.choose(STANDARD, start, crimes.team)
    by = np.where(sent < NEVER, np.maximum(sent, start + HOUR), start + 20 * DAY_OF_HOURS)
    at = done(world.rng, fates, start, (10 * MINUTE, by - start - 20 * MINUTE),
              (by - start + DAY_OF_HOURS, by - start + 12 * DAY_OF_HOURS))
    world.planted.plant(STANDARD, crimes.ids, whose, start, sent, at, crimes.holder(sent, world.as_at),
                        end=np.minimum(crimes.finalised, crimes.cancelled))
    rows = np.flatnonzero(at <= world.as_at)
    world.records.write("form", {
        "form_id": world.records.number("FS", len(rows)), "form_type": "special_measures", "crime_id": crimes.ids.take(rows),
        "completed_by": Ids(OFFICER, _writers(crimes, rows)), "started_at": later(at[rows], -10 * MINUTE), "submitted_at": at[rows],
        "unanswered": 0, column: whose.take(rows)})


def _writers(crimes: Crimes, rows: npt.NDArray[np.int64]) -> Ints:
    return np.maximum(crimes.owner[rows], 1)
