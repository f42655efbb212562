"""Crimes: recorded from reports, allocated, owned, finalised with an outcome."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.calls import register_crimes
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.contact import RECORDED, Incidents
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, done
from peelian.records.simulation.scenario import Scenario
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

OUTCOMES = tuple(str(number) for number in range(23))
# Groups of the Home Office's open data, and the outcomes in each.
GROUPS = {
    "Charged/Summonsed": (1,), "Out-of-court (formal)": (2, 3, 6), "Taken into consideration": (4,),
    "Out-of-court (informal)": (7, 8),
    "Prosecution prevented or not in the public interest": (5, 9, 10, 11, 12, 13, 17),
    "Evidential difficulties (victim does not support action)": (14, 16),
    "Evidential difficulties (suspect identified; victim supports action)": (15,),
    "Investigation complete – no suspect identified": (18,),
    "Responsibility for further investigation transferred to another body": (19, 20),
    "Further investigation to support formal action not in the public interest – police decision": (21,),
    "Diversionary, educational or intervention activity": (22,),
}
GROUP_OF = np.array([next((place for place, numbers in enumerate(GROUPS.values()) if number in numbers), -1)
                     for number in range(23)])
CHARGED = 1
NO_SUSPECT = (14, 18)
WITH_SUSPECT = np.array([number not in (0, *NO_SUSPECT, 19, 20) for number in range(23)])
FRAUD = "fraud"
# Middle length in days of investigations that end with each outcome; others take a month.
LENGTHS = {1: 55, 14: 40, 15: 80, 16: 35, 18: 20}
HIGH_RISK = 0.08  # share of attended domestic crimes whose risk is graded high
NOTHING, RAPE, CHILD_ABUSE, VULNERABLE_ADULT, STALKING = range(5)  # why a victim counts as vulnerable
SHORTEST_DAYS = 9  # no investigation ends before its first reviews fall due


@dataclass
class Crimes:
    """One batch of crimes, a row each. `team` and `owner` are those of the first allocation, -1 where there is none."""

    ids: Ids
    incident: npt.NDArray[Any]
    reported: Ints
    created: Ints
    area: npt.NDArray[Any]
    offence: npt.NDArray[Any]
    fraud: Bools
    domestic: Bools
    victim_based: Bools
    serious: Bools
    vulnerable: Bools
    mark: npt.NDArray[Any]
    high_risk: Bools
    graded_high: Bools
    attended: Ints
    officer: Ints
    shift_end: Ints
    scene: Bools
    outcome: npt.NDArray[Any]
    suspect: Bools
    allocated: Ints
    decided: Ints
    team: npt.NDArray[Any]
    owner: Ints
    finalised: Ints
    charged: Ints
    cancelled: Ints

    @property
    def sought_out(self) -> Bools:
        """Crimes that ask for a specialist: marked so, or with a risk form of high grade in the records."""
        return (self.mark > NOTHING) | self.graded_high

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: npt.NDArray[Any]) -> Crimes:
        """Only these rows."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self))
        taken: dict[str, Any] = {name: value.take(rows) if isinstance(value, Ids) else value[rows]
                                 for name, value in values}
        return Crimes(**taken)

    @property
    def pip_needed(self) -> Ints:
        return np.where(self.serious | self.vulnerable, 2, 1)

    def holder(self, due: Ints, as_at: int) -> npt.NDArray[Any]:
        """The team that holds each crime at its deadline or at the end, whichever is first; -1 where nobody does."""
        return np.where(self.allocated <= np.minimum(due, as_at), self.team, -1)


def record(world: World, workforce: Workforce, incidents: Incidents, first: int, last: int) -> Crimes:
    """Record and allocate the crimes of a batch. Nothing is written but owners and allocation entries."""
    from_log = np.flatnonzero(incidents.kind == RECORDED)
    yearly = world.yearly("crimes_a_year", first, last)
    direct = world.arrivals(yearly * (1 - world.yearly("crimes_with_incident_share", first, last)), first, last)
    frauds = world.arrivals(world.yearly("fraud_referrals_a_year", first, last), first, last)
    sizes = len(from_log), len(direct), len(frauds)
    count, timeline = sum(sizes), world.timeline

    def from_logs(values: npt.NDArray[Any], other: Any) -> npt.NDArray[Any]:
        return np.concatenate([values[from_log], np.full(count - sizes[0], other, dtype=values.dtype)])

    ids = world.records.number("C", count)
    incident = np.concatenate([incidents.ids.numbers[from_log], np.full(count - sizes[0], -1)])
    reported = np.concatenate([incidents.created[from_log], direct, frauds])
    fraud = np.arange(count) >= sizes[0] + sizes[1]
    domestic = from_logs(incidents.domestic, False)
    area = from_logs(incidents.area, 0)
    area[sizes[0]:] = world.pick([one.share for one in world.scenario.areas], count - sizes[0])
    offence = _offences(world.scenario, world, domestic, timeline.day_of(reported), fraud)
    kinds = world.scenario.offences

    def of_offence(name: str) -> npt.NDArray[Any]:
        return np.array([getattr(one, name) for one in kinds])[offence]

    serious = world.rng.random(count) < of_offence("serious")
    vulnerable = world.rng.random(count) < of_offence("vulnerable")
    mark = np.where(vulnerable, _marks(world, offence), NOTHING)
    attended = from_logs(incidents.at_scene, NEVER)
    high_risk = domestic & (attended < NEVER) & (world.rng.random(count) < HIGH_RISK)
    vulnerable = vulnerable | high_risk
    outcome = _outcomes(world, offence, domestic, timeline.day_of(reported))
    created = _recorded(world, reported, attended)
    taken = WITH_SUSPECT[outcome] | serious | vulnerable | fraud | (world.rng.random(count) < 0.12)
    waits = (vulnerable & (world.choose("vulnerable-unallocated", created, np.full(count, -1)) != IN_TIME))
    allocated = np.where(taken, created + np.where(waits, world.minutes(26 * 60, 96 * 60, count),
                                                   world.minutes(60, 18 * 60, count)), NEVER)
    whole = Crimes(
        ids=ids, incident=incident, reported=reported, created=created, area=area, offence=offence, fraud=fraud,
        domestic=domestic, victim_based=of_offence("victim_based"), serious=serious, vulnerable=vulnerable,
        mark=mark, high_risk=high_risk, graded_high=np.zeros(count, dtype=bool), attended=attended,
        officer=from_logs(incidents.officer, -1), shift_end=from_logs(incidents.shift_end, NEVER),
        scene=(attended < NEVER) & (world.rng.random(count) < of_offence("scene")), outcome=outcome,
        suspect=WITH_SUSPECT[outcome], allocated=allocated, decided=allocated.copy(),
        team=_teams(world, created, area, serious, vulnerable, taken), owner=np.full(count, -1, dtype=np.int64),
        finalised=_finalised(world, created, allocated, outcome), charged=np.full(count, NEVER, dtype=np.int64),
        cancelled=np.full(count, NEVER, dtype=np.int64))
    _plant_recording(world, whole, incidents.team[from_log])
    crimes = whole.take(created <= world.as_at)  # what is not yet recorded at the end is not in the records
    direct_rows = np.flatnonzero(crimes.incident < 0)
    register_crimes(world, crimes.ids.take(direct_rows), crimes.reported[direct_rows], crimes.created[direct_rows])
    _allocate(world, workforce, crimes)
    return crimes


def _offences(scenario: Scenario, world: World, domestic: Bools, days: Ints, fraud: Bools) -> npt.NDArray[Any]:
    """An offence for each crime, so that domestic and other crimes together show the published mix."""
    plain = [place for place, one in enumerate(scenario.offences) if one.group != FRAUD]
    crimes = np.array([scenario.offences[place].crimes for place in plain])
    ready = np.array([scenario.offences[place].domestic for place in plain]) * crimes
    share = float(np.mean(world.figure("domestic_crimes_a_year", days) / world.figure("crimes_a_year", days))) \
        if len(days) else 0.0
    of_domestic = ready / max(ready.sum(), 1e-12) if ready.sum() else crimes / crimes.sum()
    of_others = np.maximum(crimes / crimes.sum() - share * of_domestic, 0)
    found = np.where(domestic, world.pick(of_domestic, len(domestic)), world.pick(of_others, len(domestic)))
    chosen = np.array(plain)[found]
    groups = [one.group for one in scenario.offences]
    return np.where(fraud, groups.index(FRAUD), chosen) if FRAUD in groups else chosen


def _outcomes(world: World, offence: npt.NDArray[Any], domestic: Bools, days: Ints) -> npt.NDArray[Any]:
    """The outcome that each investigation will have, by its offence's mix as it stood on that day."""
    kinds = world.scenario.offences
    shares = np.zeros((len(kinds), len(OUTCOMES)))
    for place, one in enumerate(kinds):
        for number, value in one.outcomes.items():
            shares[place, int(number)] = value
    weights = shares[offence]
    for number, change in world.scenario.outcomes_change.items():
        weights[:, int(number)] *= change.on(days)
    weights[domestic, CHARGED] *= world.figure("domestic_charge_factor", days)[domestic]
    edges = np.cumsum(weights, axis=1)
    return (world.rng.random(len(offence))[:, None] * edges[:, -1:] >= edges).sum(axis=1).clip(0, len(OUTCOMES) - 1)


def _recorded(world: World, reported: Ints, attended: Ints) -> Ints:
    """When each crime is recorded, always in the end: a crime never recorded is no record at all."""
    count = len(reported)
    fates = world.choose("crime-recorded-24h", reported, np.full(count, -1))
    fates = np.where(fates == NOT_DONE, LATE, fates)
    earliest = np.where(attended < reported + 20 * HOUR, attended - reported, 0)
    return done(world.rng, fates.astype(np.int8), reported, (earliest + 20 * MINUTE, 22 * HOUR),
                (26 * HOUR, 240 * HOUR))


def _plant_recording(world: World, crimes: Crimes, rooms: npt.NDArray[Any]) -> None:
    """crime-recorded-24h. The first rows have a log, which `rooms` handle, and there the duty is the log's.

    Where there is no log, only a crime that was recorded can be seen. Fraud is recorded nationally.
    """
    logged = np.arange(len(crimes)) < len(rooms)
    for has_log, part in ((True, crimes.take(logged)), (False, crimes.take(~logged))):
        ids = Ids("I", part.incident) if has_log else part.ids
        due = part.reported + 24 * HOUR
        seen = np.full(len(ids), True) if has_log else (part.created <= world.as_at) & ~part.fraud
        world.planted.plant("crime-recorded-24h", ids, ids, part.reported, due, part.created,
                            rooms if has_log else part.holder(due, world.as_at), where=seen)


def _marks(world: World, offence: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Why the victim of each crime would count as vulnerable: by its offence, else a child or an adult at risk."""
    groups = np.array([one.group for one in world.scenario.offences])[offence]
    rape = world.rng.random(len(offence)) < world.figure("rape_share")[0]
    other = np.where(world.rng.random(len(offence)) < 0.5, CHILD_ABUSE, VULNERABLE_ADULT)
    return np.where(groups == "stalking_harassment", STALKING, np.where((groups == "sexual") & rape, RAPE, other))


def _teams(world: World, created: Ints, area: npt.NDArray[Any], serious: Bools, vulnerable: Bools,
           taken: Bools) -> npt.NDArray[Any]:
    """Who takes each crime on; most with a vulnerable victim go to specialists (vulnerable-specialist-allocated)."""
    names = [one.team for one in world.scenario.teams]
    local = np.array([names.index(one.team) for one in world.scenario.areas])[area]
    detectives, specialists = world.teams_of("investigation"), world.teams_of("specialist")
    count = len(area)
    team = np.where(serious, detectives[world.rng.integers(0, len(detectives), count)], local)
    special = world.choose("vulnerable-specialist-allocated", created, np.full(count, -1)) == IN_TIME
    team = np.where(vulnerable & special, specialists[world.rng.integers(0, len(specialists), count)], team)
    return np.where(taken, team, -1)


def _finalised(world: World, created: Ints, allocated: Ints, outcome: npt.NDArray[Any]) -> Ints:
    middle = np.array([LENGTHS.get(number, 30) for number in range(len(OUTCOMES))])[outcome]
    length = middle * np.exp(0.7 * world.rng.standard_normal(len(created)))
    long = (np.clip(length, SHORTEST_DAYS, 600) * 86_400).astype(np.int64) * 1_000_000
    moment = np.where(allocated < NEVER, later(allocated, long), created + world.minutes(360, 4320, len(created)))
    return world.timeline.daytime(world.rng, moment + DAY_OF_HOURS)


def _allocate(world: World, workforce: Workforce, crimes: Crimes) -> None:
    """Decide on allocation (allocation-risk-based) and give each crime an owner (allocation-skill-match)."""
    count = len(crimes)
    fates = world.choose("allocation-risk-based", crimes.created, crimes.team)
    soon = np.where(crimes.allocated < crimes.created + 20 * HOUR, crimes.allocated, crimes.created + world.minutes(60, 18 * 60, count))
    slow = crimes.created + world.minutes(30 * 60, 120 * 60, count)
    crimes.decided = np.where(fates == IN_TIME, soon, np.where(fates == LATE, slow, NEVER))
    due = crimes.created + 24 * HOUR
    world.planted.plant("allocation-risk-based", crimes.ids, crimes.ids, crimes.created, due, crimes.decided,
                        crimes.holder(due, world.as_at))
    rows = np.flatnonzero(crimes.decided < NEVER)
    rooms = world.teams_of("control_room")
    world.records.write("crime_event", {
        "event_id": world.records.number("E", len(rows)), "crime_id": crimes.ids.take(rows),
        "at": crimes.decided[rows], "by": Ids(OFFICER, workforce.worker(np.full(len(rows), rooms[0]))),
        "kind": "allocation", "supervisor": False, "by_acting": "substantive",
        "assessment_ref": world.records.number("TA", len(rows)), "length": world.rng.integers(80, 600, len(rows))})
    taken = crimes.allocated < NEVER
    crimes.owner[taken] = choose_owner(world, workforce, crimes, taken)


def choose_owner(world: World, workforce: Workforce, crimes: Crimes, rows: npt.NDArray[Any]) -> Ints:
    """An investigator of each crime's team: a qualified one where the crime needs it and the standard is kept."""
    team = crimes.team[rows]
    fates = world.choose("allocation-skill-match", crimes.allocated[rows], team)
    ready = (crimes.pip_needed[rows] < 2) | (fates == IN_TIME)
    anyone = workforce.worker(team)
    return np.where(crimes.pip_needed[rows] < 2, anyone, workforce.worker(team, ready))


def finish(world: World, crimes: Crimes) -> None:
    """Give outcomes (outcome-valid) and write crime and crime_outcome. A crime left without an outcome has -1."""
    count, timeline = len(crimes), world.timeline
    due = timeline.end_of(timeline.day_of(crimes.finalised))
    valid = world.choose("outcome-valid", crimes.finalised, crimes.team) != NOT_DONE
    world.planted.plant("outcome-valid", crimes.ids, crimes.ids, crimes.finalised, due,
                        np.where(valid, crimes.finalised, NEVER), crimes.holder(due, world.as_at))
    # What is not valid has no outcome where a suspect is known, and says that one is known where none is.
    blank = ~valid & crimes.suspect
    crimes.outcome = np.where(~valid & ~crimes.suspect, 16, crimes.outcome)
    kinds = world.scenario.offences
    reported, domestic = crimes.reported, crimes.domestic
    taken = crimes.allocated < NEVER
    world.records.write("crime", {
        "crime_id": crimes.ids, "incident_id": Ids("I", crimes.incident), "reported_at": reported,
        "created_at": crimes.created, "entered_at": crimes.created,
        "offence_code": Choice([one.code for one in kinds], crimes.offence),
        "ho_group": Choice([one.group for one in kinds], crimes.offence),
        "area": Choice([one.area for one in world.scenario.areas], crimes.area),
        "committed_from": reported - world.minutes(60, 1440, count), "committed_to": reported,
        "victim_based": crimes.victim_based, "domestic_abuse": domestic,
        "domestic_abuse_from": np.where(domestic, reported, NEVER), "vulnerable": crimes.vulnerable,
        "vulnerable_from": np.where(crimes.vulnerable, reported, NEVER),
        "recorded_by": Ids(OFFICER, np.where(crimes.officer > 0, crimes.officer, 1)),
        "attended": crimes.attended < NEVER, "attended_at": crimes.attended,
        "attending_officer_id": Ids(OFFICER, crimes.officer).where(crimes.attended < NEVER),
        "attending_shift_end": np.where(crimes.attended < NEVER, crimes.shift_end, NEVER),
        "scene_potential": crimes.scene, "screened": Choice(("in", "out"), np.where(taken, 0, 1)),
        "allocation_decided_at": crimes.decided, "allocated": taken, "allocated_at": crimes.allocated,
        "investigation_level": Choice(("volume", "serious"), crimes.serious.astype(np.int8)),
        "pip_level_needed": crimes.pip_needed, "charged_at": crimes.charged, "finalised_at": crimes.finalised,
        "cancelled_at": crimes.cancelled, "rape": crimes.mark == RAPE, "suspended_from": None, "suspended_to": None,
        "outcome": Choice(OUTCOMES, np.where(blank, -1, crimes.outcome)), "transferred_in": False,
        "transferred_out": False})
    ended = np.flatnonzero((crimes.finalised <= world.as_at) & ~blank)
    world.records.write("crime_outcome", {
        "crime_outcome_id": world.records.number("CO", len(ended)), "crime_id": crimes.ids.take(ended),
        "assigned_at": crimes.finalised[ended], "outcome": Choice(OUTCOMES, crimes.outcome[ended]),
        "outcome_group": Choice(tuple(GROUPS), GROUP_OF[crimes.outcome[ended]])})
    crimes.outcome = np.where(blank, -1, crimes.outcome)
