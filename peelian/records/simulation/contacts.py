"""What victims are told: in writing, of no investigation, of events and outcomes; and reviews that they ask for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import IN_TIME, done
from peelian.records.simulation.suspects import NFA, TOLD, Events
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER
from peelian.records.simulation.world import World

METHODS = ("telephone", "email", "text", "letter")
WRITTEN_DAYS, TOLD_DAYS, TOLD_DAYS_ENHANCED = 5, 5, 1
NEW_OFFICER_DAYS, NEW_OFFICER_DAYS_STRICT = 5, 2
ACKNOWLEDGE_DAYS, REVIEW_DAYS, LONGER_DAYS, ENTRY_HOURS = 10, 30, 40, 72
Told = tuple[npt.NDArray[Any], Ints]  # places of cases and moments of contacts


@dataclass
class Cases:
    """A row for each victim of each crime of a batch; `place` is that of the crime."""

    ids: Ids
    place: npt.NDArray[Any]
    crimes: Crimes
    opened: Ints
    enhanced: Bools
    declined: Bools
    interval: Ints

    def __len__(self) -> int:
        return len(self.place)

    def take(self, rows: npt.NDArray[Any]) -> Cases:
        """Only these rows."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self))
        taken: dict[str, Any] = {name: value.take(rows) if isinstance(value, Ids | Crimes) else value[rows]
                                 for name, value in values}
        return Cases(**taken)


def tell(world: World, cases: Cases, crimes: Crimes, events: Events) -> Told:
    """Tell each victim what is owed of what happens in the case."""
    _confirm_in_writing(world, cases)
    parts = [_tell_of_events(world, cases, crimes, events), _tell_of_no_investigation(world, cases),
             _tell_of_outcomes(world, cases, crimes, events)]
    return np.concatenate([place for place, _ in parts]), np.concatenate([at for _, at in parts])


def _confirm_in_writing(world: World, cases: Cases) -> None:
    """vcop-ack-written."""
    start = cases.opened
    due = world.timeline.within_working_days(start, WRITTEN_DAYS)
    fates = world.choose("vcop-ack-written", start, cases.crimes.team)
    at = done(world.rng, fates, start, (HOUR, 90 * HOUR), (due - start + 10 * HOUR, due - start + 300 * HOUR))
    at = np.where(cases.declined, NEVER, at)
    world.planted.plant("vcop-ack-written", cases.ids, cases.ids, start, due, at, cases.crimes.holder(due, world.as_at),
                        where=~cases.declined)
    rows = np.flatnonzero(at <= world.as_at)
    write_contacts(world, cases.take(rows), at[rows], "ack", method="email")


def _limits(world: World, cases: Cases, start: Ints) -> Ints:
    return world.timeline.within_working_days(start, np.where(cases.enhanced, TOLD_DAYS_ENHANCED, TOLD_DAYS))


def _tell_of_no_investigation(world: World, cases: Cases) -> Told:
    """vcop-no-investigation-told: the decision to file a crime at once, and why."""
    rows = np.flatnonzero((cases.crimes.allocated >= NEVER) & (cases.crimes.decided <= world.as_at) & ~cases.declined)
    here = cases.take(rows)
    start, team = here.crimes.decided, here.crimes.team
    due = _limits(world, here, start)
    fates = world.choose("vcop-no-investigation-told", start, team)
    at = done(world.rng, fates, start, (MINUTE, due - start - HOUR), (due - start + 10 * HOUR, due - start + 300 * HOUR))
    world.planted.plant("vcop-no-investigation-told", here.ids, here.ids, start, due, at, here.crimes.holder(due, world.as_at))
    told = np.flatnonzero(at < NEVER)
    write_contacts(world, here.take(told), at[told], "decision")
    return rows[told], at[told]


def tell_of_new_officers(world: World, cases: Cases, changes: Ids, place: npt.NDArray[Any], at: Ints) -> None:
    """Each victim hears who deals with the case after a change of officer (handover-victim-told).

    `place` are the places in the batch of the crimes that changed hands, each at most once.
    """
    change_of = np.full(int(max(cases.place.max(initial=-1), place.max(initial=-1))) + 1, -1)
    change_of[place] = np.arange(len(place))
    rows = np.flatnonzero((change_of[cases.place] >= 0) & ~cases.declined)
    here, change = cases.take(rows), change_of[cases.place[rows]]
    start, crimes = at[change], here.crimes
    due = world.timeline.within_working_days(start, NEW_OFFICER_DAYS)
    strict = world.timeline.within_working_days(start, NEW_OFFICER_DAYS_STRICT)
    fates = world.choose("handover-victim-told", start, crimes.team)
    told = done(world.rng, fates, start, (30 * MINUTE, strict - start - HOUR), (due - start + 10 * HOUR, due - start + 300 * HOUR))
    world.planted.plant("handover-victim-told", here.ids, changes.take(change), start, due, told,
                        crimes.holder(due, world.as_at), also=here.ids, end=crimes.finalised)
    reached = np.flatnonzero(told <= world.as_at)
    write_contacts(world, here.take(reached), told[reached], "new_officer")


def _each_victim(cases: Cases, crimes: Crimes, events: Events, keys: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Each event with each victim of its crime: places of events and of cases."""
    by_crime = np.argsort(cases.place, kind="stable")
    sizes = np.bincount(cases.place, minlength=len(crimes))
    first = np.cumsum(sizes) - sizes
    repeat = sizes[events.crime[keys]]
    event = np.repeat(keys, repeat)
    offset = np.arange(len(event)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    return event, by_crime[first[events.crime[event]] + offset]


def _tell_of_events(world: World, cases: Cases, crimes: Crimes, events: Events) -> tuple[npt.NDArray[Any], Ints]:
    """Each victim is told of each key event (vcop-suspect-event-told). Returns case places and moments of contacts."""
    event, case = _each_victim(cases, crimes, events, np.flatnonzero(np.isin(events.kind, TOLD)))
    case_of, start = cases.take(case), events.at[event]
    owed = ~case_of.declined
    length = np.where(case_of.enhanced, TOLD_DAYS_ENHANCED, TOLD_DAYS)
    due = world.timeline.within_working_days(start, length)
    fates = world.choose("vcop-suspect-event-told", start, case_of.crimes.team)
    room = due - start
    at = done(world.rng, fates, start, (30 * MINUTE, room - HOUR), (room + 10 * HOUR, room + 480 * HOUR))
    at = np.where(owed, at, NEVER)
    world.planted.plant("vcop-suspect-event-told", case_of.ids, events.ids.take(event), start, due, at,
                        case_of.crimes.holder(due, world.as_at), also=case_of.ids, where=owed)
    told = np.flatnonzero(at < NEVER)
    write_contacts(world, case_of.take(told), at[told], "suspect_event", events.ids.take(event[told]))
    return case[told], at[told]


def _tell_of_outcomes(world: World, cases: Cases, crimes: Crimes, events: Events) -> Told:
    """vcop-outcome-told: that no action is taken against a suspect who was interviewed, why, and how to have it reviewed."""
    keys = np.flatnonzero((events.kind == NFA) & (events.interviewed <= world.as_at))
    event, case = _each_victim(cases, crimes, events, keys)
    owed = ~cases.declined[case]
    event, case = event[owed], case[owed]
    here, start = cases.take(case), events.at[event]
    due = _limits(world, here, start)
    fates = world.choose("vcop-outcome-told", start, here.crimes.team)
    at = done(world.rng, fates, start, (30 * MINUTE, due - start - HOUR), (due - start + 10 * HOUR, due - start + 400 * HOUR))
    world.planted.plant("vcop-outcome-told", here.ids, events.ids.take(event), start, due, at,
                        here.crimes.holder(due, world.as_at), also=here.ids)
    told = np.flatnonzero(at < NEVER)
    write_contacts(world, here.take(told), at[told], "outcome", events.ids.take(event[told]))
    asked = np.flatnonzero((at <= world.as_at) & (world.rng.random(len(at)) < world.figure("reviews_asked_share")[0]))
    _review(world, here.take(asked), at[asked])
    return case[told], at[told]


def _review(world: World, cases: Cases, told: Ints) -> None:
    """Reviews that victims ask for: vrr-acknowledged, vrr-decided, and vrr-extended-decided for the complex."""
    count, timeline = len(cases), world.timeline
    start = timeline.daytime(world.rng, told + world.days(2, 40, count))
    team, ids = cases.crimes.team, world.records.number("RQ", count)
    complicated = world.rng.random(count) < 0.2
    due = timeline.within_working_days(start, ACKNOWLEDGE_DAYS)
    fates = world.choose("vrr-acknowledged", start, team)
    acked = done(world.rng, fates, start, (5 * HOUR, 9 * DAY_OF_HOURS), (due - start + 9 * HOUR, due - start + 90 * HOUR))
    holder = cases.crimes.holder
    longer = np.where(complicated, start + world.days(15, 30, count), NEVER)
    until = np.where(complicated, timeline.day_of(np.where(complicated, longer, start)) + LONGER_DAYS, NEVER)
    last = timeline.within_working_days(start, REVIEW_DAYS)
    kept = world.choose("vrr-decided", start, team)
    decided = done(world.rng, kept, start, (10 * DAY_OF_HOURS, 36 * DAY_OF_HOURS), (last - start + HOUR, last - start + 500 * HOUR))
    kept = world.choose("vrr-extended-decided", longer, team)
    slow = done(world.rng, kept, longer, (5 * DAY_OF_HOURS, 38 * DAY_OF_HOURS), (45 * DAY_OF_HOURS, 80 * DAY_OF_HOURS))
    decided = np.where(complicated, slow, decided)
    world.planted.plant("vrr-acknowledged", ids, ids, start, due, np.minimum(acked, decided), holder(due, world.as_at))
    # A complex case is excused, unless it was decided within the usual time all the same.
    world.planted.plant("vrr-decided", ids, ids, start, last, decided, holder(last, world.as_at),
                        where=~complicated | (decided <= last))
    promised = np.where(complicated, timeline.end_of(np.where(complicated, until, world.last)), NEVER)
    world.planted.plant("vrr-extended-decided", ids, ids, longer, promised, decided, holder(promised, world.as_at),
                        where=complicated)
    world.records.write("vrr", {
        "vrr_id": ids, "victim_case_id": cases.ids, "requested_at": start, "acked_at": acked, "decided_at": decided,
        "result": Choice(("upheld", "overturned"), world.pick((85, 15), count)), "complex": complicated, "out_of_time": False,
        "first_decider_id": Ids(OFFICER, np.full(count, 1)), "reviewer_id": Ids(OFFICER, np.full(count, 2)),
        "extended_told_at": longer, "extended_to": until})


def write_contacts(world: World, cases: Cases, at: Ints, purpose: str, about: Ids | None = None, method: str = "") -> None:
    """Contacts that reached the victim, each in words of its own, with reasons and the way to a review where these are owed."""
    count = len(at)
    ids = world.records.number("VC", count)
    # What is not entered soon is entered in the end (victim-contact-entered).
    soon = world.choose("victim-contact-entered", at, cases.crimes.team) == IN_TIME
    entered = at + np.where(soon, world.minutes(1, 600, count), world.days(5, 20, count))
    due = at + ENTRY_HOURS * HOUR
    world.planted.plant("victim-contact-entered", ids, ids, at, due, np.minimum(entered, world.as_at),
                        np.full(count, -1))
    world.records.write("victim_contact", {
        "contact_id": ids, "victim_case_id": cases.ids, "at": at, "entered_at": entered,
        "by": Ids(OFFICER, np.maximum(cases.crimes.owner, 1)),
        "direction": "out", "method": method or Choice(METHODS, world.pick((60, 25, 10, 5), count)), "purpose": purpose,
        "about_event_id": about or Ids("SE", np.full(count, -1)), "success": True,
        "reasons_given": purpose in ("decision", "outcome"), "review_explained": purpose == "outcome",
        "text_hash": Ids("TV", ids.numbers)})
