"""Domestic abuse: risk forms and their supervision, body-worn video, conferences, notices, and Clare's Law."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Choice, Ids, Values
from peelian.records.simulation.contact import Incidents
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

GRADES = ("standard", "medium", "high")
HIGH = 2
QUESTIONS = 27
ANSWERS = ("yes", "no", "dk", "refused", "unasked")
LEAST_HIGH = 14  # so many answers "yes" go with a high grade here, and no fewer
SHIFT_HOURS = 12
REFERRAL_DAYS = 2
HEARING_HOURS = 48
LEFT_OUT = "dvpo_excluded"
DISCLOSURE_DAYS = 35  # the guidance of 2012 and 2016


def protect(world: World, workforce: Workforce, incidents: Incidents, crimes: Crimes) -> None:
    """Write what is done at and after the domestic incidents of a batch, and plant what is owed there."""
    attended = np.flatnonzero(incidents.domestic & (incidents.at_scene < NEVER))
    crime = _crime_of(incidents.ids.numbers[attended], crimes)
    _assess(world, workforce, incidents, attended, crime)
    _film(world, workforce, incidents, crimes, crime, attended)


def _crime_of(incidents: Ints, crimes: Crimes) -> Ints:
    """The crime recorded from each log, or -1."""
    order = np.argsort(crimes.incident, kind="stable")
    known = crimes.incident[order]
    place = np.searchsorted(known, incidents)
    found = np.zeros(len(incidents), dtype=bool)
    inside = place < len(known)
    found[inside] = known[place[inside]] == incidents[inside]
    return np.where(found, crimes.ids.numbers[order[np.minimum(place, max(len(known) - 1, 0))]], -1) \
        if len(known) else np.full(len(incidents), -1)


def _assess(world: World, workforce: Workforce, incidents: Incidents, attended: npt.NDArray[Any], crime: Ints) -> None:
    """Risk forms at the scene (da-risk-assessed) and their check by a supervisor (da-risk-supervised)."""
    scene, team = incidents.at_scene[attended], incidents.team[attended]
    logs = incidents.ids.take(attended)
    fates = world.choose("da-risk-assessed", scene, team)
    submitted = done(world.rng, fates, scene, (25 * MINUTE, 3 * HOUR), (30 * HOUR, 100 * HOUR))
    due = later(scene, SHIFT_HOURS * HOUR)
    world.planted.plant("da-risk-assessed", logs, logs, scene, due, submitted, team)
    # Half of what is not done is a form with questions left unasked and no reasons given: it proves nothing.
    poor = (fates == NOT_DONE) & (world.rng.random(len(scene)) < 0.5)
    submitted = np.where(poor, later(scene, world.minutes(25, 170, len(scene))), submitted)
    rows = np.flatnonzero(submitted <= world.as_at)
    count, submitted, team, poor = len(rows), submitted[rows], team[rows], poor[rows]
    ids = world.records.number("DF", count)
    grade = world.pick((67, 25, 8), count)
    yes = np.where(grade == HIGH, world.rng.integers(LEAST_HIGH, 20, count), world.rng.integers(0, 12, count))
    unasked = np.where(poor, world.rng.integers(3, 8, count), 0)
    checked = world.choose("da-risk-supervised", submitted, team)
    supervised = done(world.rng, checked, submitted, (30 * MINUTE, 20 * HOUR), (30 * HOUR, 160 * HOUR))
    world.planted.plant("da-risk-supervised", ids, ids, submitted, submitted + 24 * HOUR, supervised, team)
    author = incidents.officer[attended][rows]
    station = np.searchsorted(workforce.first, author, side="right") - 1
    acting = world.rng.random(count) < world.acting(station, world.timeline.day_of(submitted))
    seen = supervised < NEVER
    special = np.where(grade > 0, later(submitted, world.minutes(240, 1200, count)), NEVER)
    # Each victim at high risk is another person, so that a referral can only be about the form that it follows.
    victim = world.people(count)
    victim.numbers[grade == HIGH] = world.new_people(int((grade == HIGH).sum())).numbers
    world.records.write("da_risk_form", {
        "form_id": ids, "incident_id": logs.take(rows), "crime_id": Ids("C", crime[rows]), "victim_id": victim,
        "perpetrator_id": world.people(count), "tool": "DASH27",
        "started_at": submitted - 20 * MINUTE, "submitted_at": submitted, "completed_by": Ids(OFFICER, author),
        "yes_count": yes, "unasked_count": unasked, "officer_grade": Choice(GRADES, grade),
        "rationale_len": np.where(poor, 0, world.rng.integers(60, 700, count)), "supervisor_at": supervised,
        "supervisor_id": Ids(OFFICER, workforce.supervisor(station, acting)).where(seen & (supervised <= world.as_at)),
        "supervisor_grade": Choice(GRADES, np.where(seen, grade, -1)), "specialist_at": special,
        "specialist_grade": Choice(GRADES, np.where(grade > 0, grade, -1))})
    _write_answers(world, ids, yes, unasked, submitted)
    _refer(world, ids, victim, submitted, team, np.flatnonzero(grade == HIGH))


def _write_answers(world: World, forms: Ids, yes: Ints, unasked: Ints, submitted: Ints) -> None:
    """An answer for each question: so many yes, so many unasked, the rest no, unsure or refused."""
    count = len(forms)
    place = np.argsort(world.rng.random((count, QUESTIONS)), axis=1)
    other = np.array([1, 1, 1, 1, 1, 1, 1, 2, 3])[world.rng.integers(0, 9, (count, QUESTIONS))]
    answer = np.where(place < yes[:, None], 0, np.where(place >= QUESTIONS - unasked[:, None], 4, other))
    each = np.repeat(np.arange(count), QUESTIONS)
    questions = tuple(f"q{number:02d}" for number in range(1, QUESTIONS + 1))
    world.records.write("da_risk_answer", {
        "answer_id": world.records.number("DA", len(each)), "form_id": forms.take(each),
        "question": Choice(questions, np.tile(np.arange(QUESTIONS), count)), "answer": Choice(ANSWERS, answer.ravel())})


def _refer(world: World, forms: Ids, victim: Ids, submitted: Ints, team: npt.NDArray[Any],
           rows: npt.NDArray[Any]) -> None:
    """Cases of high risk go to the conference (marac-referred)."""
    start = submitted[rows]
    due = world.timeline.within_working_days(start, REFERRAL_DAYS)
    strict = world.timeline.within_working_days(start, 1)
    fates = world.choose("marac-referred", start, team[rows])
    at = done(world.rng, fates, start, (HOUR, strict - start - HOUR),
              (due - start + 10 * HOUR, due - start + 200 * HOUR))
    form = forms.take(rows)
    world.planted.plant("marac-referred", form, form, start, due, at, team[rows])
    sent = np.flatnonzero(at <= world.as_at)
    world.records.write("marac_referral", {
        "marac_id": world.records.number("MR", len(sent)), "form_id": form.take(sent),
        "victim_id": victim.take(rows).take(sent), "criterion": "visible", "referred_at": at[sent],
        "heard_on": world.timeline.day_of(at[sent]) + world.rng.integers(10, 30, len(sent))})


def _film(world: World, workforce: Workforce, incidents: Incidents, crimes: Crimes, crime: Ints,
          attended: npt.NDArray[Any]) -> None:
    """Body-worn video at domestic incidents (da-bwv-captured), and at some other crimes."""
    wearing = workforce.has_camera(incidents.officer[attended])
    rows, crime = attended[wearing], crime[wearing]
    scene, logs, team = incidents.at_scene[rows], incidents.ids.take(rows), incidents.team[rows]
    fates = world.choose("da-bwv-captured", scene, team)
    begins = scene + world.minutes(0, 4, len(rows))
    ends = begins + world.minutes(15, 50, len(rows))
    stored = np.where(fates == IN_TIME, ends + world.minutes(20, 110, len(rows)),
                      np.where(fates == LATE, scene + world.minutes(30 * 60, 90 * 60, len(rows)), NEVER))
    world.planted.plant("da-bwv-captured", logs, logs, scene, later(scene, SHIFT_HOURS * HOUR), stored, team)
    filmed = np.flatnonzero(fates != NOT_DONE)
    _write_clips(world, incidents.officer[rows[filmed]], begins[filmed], ends[filmed], stored[filmed],
                 Ids("C", crime[filmed]), logs.take(filmed))
    other = np.flatnonzero(~crimes.domestic & (crimes.attended < NEVER) & (world.rng.random(len(crimes)) < 0.25))
    other = other[workforce.has_camera(crimes.officer[other])]
    begins = crimes.attended[other] + world.minutes(0, 5, len(other))
    _write_clips(world, crimes.officer[other], begins, begins + 20 * MINUTE, begins + 90 * MINUTE,
                 crimes.ids.take(other), Ids("I", crimes.incident[other]))


def _write_clips(world: World, officer: Ints, begins: Ints, ends: Ints, stored: Ints, crime: Ids, log: Ids) -> None:
    world.records.write("bwv_clip", {
        "clip_id": world.records.number("BW", len(officer)), "officer_id": Ids(OFFICER, officer), "start_at": begins,
        "end_at": ends, "uploaded_at": stored, "category": "evidential", "crime_id": crime, "incident_id": log})


def serve_notices(world: World, workforce: Workforce, first: int, last: int) -> None:
    """Protection notices and whether a court heard them in time (dvpo-heard-48h)."""
    served = world.arrivals(world.yearly("protection_notices_a_year", first, last), first, last)
    count = len(served)
    team = _team(world, count)
    due = world.timeline.hours_leaving_out(served, HEARING_HOURS, LEFT_OUT)
    fates = world.choose("dvpo-heard-48h", served, team)
    heard = done(world.rng, fates, served, (12 * HOUR, due - served - 2 * HOUR),
                 (due - served + 6 * HOUR, due - served + 72 * HOUR))
    ids = world.records.number("OR", count)
    world.planted.plant("dvpo-heard-48h", ids, ids, served, due, heard, team)
    owner = Ids(OFFICER, workforce.worker(team))
    person = world.people(count)
    shared: dict[str, Values] = {"person_id": person, "owner_id": owner, "team_id": world.team_words(team)}
    world.records.write("civil_order", {
        "order_id": ids, "kind": "DVPN", "opened_at": served - 30 * MINUTE, "served_at": served, "heard_at": heard,
        "authorised_by_rank": "superintendent", "marker_at": served + HOUR, "crime_id": None, **shared})
    made = np.flatnonzero((heard <= world.as_at) & (world.rng.random(count) < 0.88))
    day = world.timeline.day_of(heard[made])
    world.records.write("civil_order", {
        "order_id": world.records.number("OR", len(made)), "kind": "DVPO", "follows_id": ids.take(made),
        "opened_at": heard[made], "made_on": day, "expires_on": day + 27, "authorised_by_rank": "court",
        "person_id": person.take(made), "owner_id": owner.take(made), "team_id": world.team_words(team[made])})


def _team(world: World, count: int) -> npt.NDArray[Any]:
    teams = world.teams_of("safeguarding")
    return teams[world.rng.integers(0, len(teams), count)]


def disclose(world: World, workforce: Workforce, first: int, last: int) -> None:
    """Cases of the disclosure scheme (dvds-complete)."""
    received = world.timeline.daytime(
        world.rng, world.arrivals(world.yearly("disclosure_cases_a_year", first, last), first, last))
    count = len(received)
    team = _team(world, count)
    fates = world.choose("dvds-complete", received, team)
    told = done(world.rng, fates, received, (5 * DAY_OF_HOURS, 25 * DAY_OF_HOURS),
                (38 * DAY_OF_HOURS, 90 * DAY_OF_HOURS))
    due = world.timeline.within_days(received, DISCLOSURE_DAYS)
    ids = world.records.number("DV", count)
    asked = world.rng.random(count) < 0.56  # the guidance of 2016 sets a time limit for applications only
    world.planted.plant("dvds-complete", ids, ids, received, due, told, team, where=asked)
    decided = np.where(told < NEVER, told - 20 * HOUR, NEVER)
    world.records.write("dvds_case", {
        "dvds_id": ids, "route": Choice(("ask", "know"), np.where(asked, 0, 1)), "edition": "2016",
        "owner_id": Ids(OFFICER, workforce.worker(team)),
        "team_id": world.team_words(team), "received_at": received,
        "initial_check_at": received + world.minutes(60, 20 * 60, count),
        "met_at": received + world.days(1, 4, count), "decided_at": decided, "told_at": told,
        "result": Choice(("disclosure", "no_disclosure"), world.pick((44, 56), count)),
        "safety_plan": True, "withdrawn_at": None})
