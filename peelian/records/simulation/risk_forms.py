"""Risk forms at domestic abuse: their grade, its reasons, who checks them, and the conference for high risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.contact import Incidents
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

GRADES = ("standard", "medium", "high")
STANDARD, MEDIUM, HIGH = range(3)
QUESTIONS = 27
ANSWERS = ("yes", "no", "dk", "refused", "unasked")
TOPICS = ("strangulation", "stalking", "separation", "threats_to_kill", "pregnancy", "honour_based", "other")
LEAST_HIGH = 14  # so many answers "yes" go with a high grade here, and no fewer
SHIFT_HOURS, CHECK_HOURS, CHILD_HOURS = 12, 24, 24
SPECIALIST_HOURS = {HIGH: 24, MEDIUM: 72}
REFERRAL_DAYS = 2
SERIES = 0.02  # share of forms that are the third of a series between the same two people
AGAIN = 0.25  # share of referred cases with new abuse afterwards
SERIES_DAYS = 300  # a series and a repeat keep well within twelve months


@dataclass
class Forms:
    """The forms handed in of one batch, a row each. `crime` is a number or -1; `marac` the referral, or -1."""

    ids: Ids
    crime: Ints
    victim: Ids
    abuser: Ids
    submitted: Ints
    grade: npt.NDArray[Any]
    team: npt.NDArray[Any]
    earlier_abuse: Bools


def assess(world: World, workforce: Workforce, incidents: Incidents, crimes: Crimes, attended: npt.NDArray[Any],
           place: Ints) -> Forms:
    """Risk forms at the scene (da-risk-assessed) and all that is owed about them."""
    scene, team = incidents.at_scene[attended], incidents.team[attended]
    logs = incidents.ids.take(attended)
    fates = world.choose("da-risk-assessed", scene, team)
    submitted = done(world.rng, fates, scene, (25 * MINUTE, 3 * HOUR), (30 * HOUR, 100 * HOUR))
    due = later(scene, SHIFT_HOURS * HOUR)
    world.planted.plant("da-risk-assessed", logs, logs, scene, due, submitted, team)
    # Half of what is not done is a form with questions left unasked: it proves nothing.
    poor = (fates == NOT_DONE) & (world.rng.random(len(scene)) < 0.5)
    submitted = np.where(poor, later(scene, world.minutes(25, 170, len(scene))), submitted)
    rows = np.flatnonzero(submitted <= world.as_at)
    count, place, poor = len(rows), place[rows], poor[rows]
    grade = world.pick((67, 25, 8), count)
    of_crime = place >= 0
    grade[of_crime] = np.where(crimes.high_risk[place[of_crime]], HIGH, np.where(grade[of_crime] == MEDIUM, MEDIUM, STANDARD))
    crimes.graded_high[place[of_crime & (grade == HIGH)]] = True
    crime = np.full(count, -1, dtype=np.int64)
    crime[of_crime] = crimes.ids.numbers[place[of_crime]]
    # Each victim at high risk is another person, so that a referral can only be about the form that it follows.
    victim = world.people(count)
    victim.numbers[grade == HIGH] = world.new_people(int((grade == HIGH).sum())).numbers
    forms = Forms(world.records.number("DF", count), crime, victim, world.people(count), submitted[rows], grade, team[rows],
                  world.rng.random(count) < 0.3)
    pairs, escalated, third = _series(world, forms)
    marac = _refer(world, forms)
    _refer_series(world.apart("series"), forms, third)
    again = _refer_again(world, forms, marac, pairs)
    _write(world, workforce, forms, logs.take(rows), scene[rows], incidents.officer[attended][rows], poor, pairs, escalated, again)
    return forms


def _write(world: World, workforce: Workforce, forms: Forms, logs: Ids, scene: Ints, author: Ints, poor: Bools, pairs: Ids,
           escalated: Ints, again: Ids) -> None:
    count, grade, submitted = len(forms.ids), forms.grade, forms.submitted
    yes = np.where(grade == HIGH, world.rng.integers(LEAST_HIGH, 20, count), world.rng.integers(1, 12, count))
    unasked = np.where(poor, world.rng.integers(3, 8, count), 0)
    critical = _write_answers(world, forms.ids, yes, unasked)
    supervised = _supervise(world, forms)
    station = np.searchsorted(workforce.first, author, side="right") - 1
    acting = world.rng.random(count) < world.acting(station, world.timeline.day_of(submitted))
    special = _second_look(world, forms)
    child, told = _tell_of_children(world, forms, scene)
    world.records.write("da_risk_form", {
        "form_id": forms.ids, "incident_id": logs, "crime_id": Ids("C", forms.crime), "victim_id": forms.victim,
        "perpetrator_id": forms.abuser, "tool": "DASH27", "started_at": submitted - 20 * MINUTE, "submitted_at": submitted,
        "completed_by": Ids(OFFICER, author), "yes_count": yes, "unasked_count": unasked, "officer_grade": Choice(GRADES, grade),
        "rationale_len": _give_reasons(world, forms, critical & (grade == STANDARD)), "reasons_at": submitted - 5 * MINUTE,
        "supervisor_at": supervised,
        "supervisor_id": Ids(OFFICER, workforce.supervisor(station, acting)).where(supervised <= world.as_at),
        "supervisor_grade": Choice(GRADES, np.where(supervised < NEVER, grade, -1)), "specialist_at": special,
        "specialist_grade": Choice(GRADES, np.where(special < NEVER, grade, -1)), "pair_id": pairs, "escalation_at": escalated,
        "escalation_result": Choice(("series", "not_a_series"), np.where(escalated < NEVER, 0, -1)),
        "earlier_referral_id": again, "child_in_household": child, "child_referred_at": told,
        "earlier_partner_abused": forms.earlier_abuse})


def _write_answers(world: World, forms: Ids, yes: Ints, unasked: Ints) -> Bools:
    """An answer for each question: so many yes, so many unasked, the rest no, unsure or refused.

    Returns whether a question on a critical topic was answered yes; which questions those are is made up.
    """
    count = len(forms)
    place = np.argsort(world.rng.random((count, QUESTIONS)), axis=1)
    other = np.array([1, 1, 1, 1, 1, 1, 1, 2, 3])[world.rng.integers(0, 9, (count, QUESTIONS))]
    answer = np.where(place < yes[:, None], 0, np.where(place >= QUESTIONS - unasked[:, None], 4, other))
    topic = np.minimum(np.arange(QUESTIONS), len(TOPICS) - 1)
    each = np.repeat(np.arange(count), QUESTIONS)
    questions = tuple(f"q{number:02d}" for number in range(1, QUESTIONS + 1))
    world.records.write("da_risk_answer", {
        "answer_id": world.records.number("DA", len(each)), "form_id": forms.take(each),
        "question": Choice(questions, np.tile(np.arange(QUESTIONS), count)), "answer": Choice(ANSWERS, answer.ravel()),
        "topic": Choice(TOPICS, np.tile(topic, count))})
    critical: Bools = (answer[:, topic < len(TOPICS) - 1] == 0).any(axis=1)
    return critical


def _give_reasons(world: World, forms: Forms, owed: Bools) -> Ints:
    """How long the reasons for each grade are (da-risk-grade-rational)."""
    count = len(forms.ids)
    kept = world.choose("da-risk-grade-rational", forms.submitted, forms.team) == IN_TIME
    world.planted.plant("da-risk-grade-rational", forms.ids, forms.ids, forms.submitted, forms.submitted,
                        np.where(kept, forms.submitted, NEVER), forms.team, where=owed)
    return np.where(kept, world.rng.integers(100, 700, count), world.rng.integers(1, 90, count))


def _supervise(world: World, forms: Forms) -> Ints:
    """Each form is checked by a supervisor (da-risk-supervised)."""
    fates = world.choose("da-risk-supervised", forms.submitted, forms.team)
    at = done(world.rng, fates, forms.submitted, (30 * MINUTE, 20 * HOUR), (30 * HOUR, 160 * HOUR))
    world.planted.plant("da-risk-supervised", forms.ids, forms.ids, forms.submitted, forms.submitted + CHECK_HOURS * HOUR, at,
                        forms.team)
    return at


def _second_look(world: World, forms: Forms) -> Ints:
    """A specialist's own grade where the officer's is medium or high (da-secondary-assessment)."""
    hours = np.where(forms.grade == HIGH, SPECIALIST_HOURS[HIGH], SPECIALIST_HOURS[MEDIUM])
    fates = world.choose("da-secondary-assessment", forms.submitted, forms.team)
    at = done(world.rng, fates, forms.submitted, (4 * HOUR, 20 * HOUR), ((hours + 4) * HOUR, (hours + 90) * HOUR))
    owed = forms.grade > STANDARD
    world.planted.plant("da-secondary-assessment", forms.ids, forms.ids, forms.submitted, forms.submitted + hours * HOUR, at,
                        forms.team, where=owed)
    return np.where(owed, at, NEVER)


def _tell_of_children(world: World, forms: Forms, scene: Ints) -> tuple[Bools, Ints]:
    """Children's services are told of a child in the household (da-child-referral)."""
    child = world.share("child_in_household_share", world.timeline.day_of(forms.submitted))
    fates = world.choose("da-child-referral", scene, forms.team)
    told = done(world.rng, fates, scene, (HOUR, 22 * HOUR), (26 * HOUR, 150 * HOUR))
    told = np.where(child, told, NEVER)
    world.planted.plant("da-child-referral", forms.ids, forms.ids, scene, scene + CHILD_HOURS * HOUR, told, forms.team, where=child)
    return child, told


def _series(world: World, forms: Forms) -> tuple[Ids, Ints, npt.NDArray[Any]]:
    """Some forms are the third of a series, which is noted as escalating (da-escalation-flagged); their places."""
    count = len(forms.ids)
    pairs, escalated = Ids("DP", forms.ids.numbers.copy()), np.full(count, NEVER, dtype=np.int64)
    others = world.rng.permutation(np.flatnonzero(forms.grade != HIGH))
    many = min(int(count * SERIES), len(others) // 6)
    series = np.sort(others[:3 * many].reshape(many, 3), axis=1)
    by_time = np.argsort(forms.submitted[series], axis=1, kind="stable")
    series = np.take_along_axis(series, by_time, axis=1)
    moments = forms.submitted[series]
    series = series[(moments[:, 2] - moments[:, 0] < SERIES_DAYS * DAY_OF_HOURS) & (moments[:, 2] > moments[:, 1])]
    for each in (forms.victim, forms.abuser):
        each.numbers[series] = world.new_people(len(series)).numbers[:, None]
    pairs.numbers[series] = pairs.numbers[series[:, :1]]
    third = series[:, 2]
    fates = world.choose("da-escalation-flagged", forms.submitted[third], forms.team[third])
    at = np.where(fates == IN_TIME, forms.submitted[third] - 2 * MINUTE,
                  np.where(fates == LATE, forms.submitted[third] + 30 * HOUR, NEVER))
    escalated[third] = at
    form, start = forms.ids.take(third), forms.submitted[third]
    world.planted.plant("da-escalation-flagged", form, form, start, start, at, forms.team[third])
    return pairs, escalated, third


def _refer_series(world: World, forms: Forms, third: npt.NDArray[Any]) -> None:
    """A series goes to the conference too, whatever the grade (marac-escalation-referred)."""
    start, team, form = forms.submitted[third], forms.team[third], forms.ids.take(third)
    due = world.timeline.within_working_days(start, REFERRAL_DAYS)
    strict = world.timeline.within_working_days(start, 1)
    fates = world.choose("marac-escalation-referred", start, team)
    at = done(world.rng, fates, start, (HOUR, strict - start - HOUR), (due - start + 10 * HOUR, due - start + 200 * HOUR))
    world.planted.plant("marac-escalation-referred", form, form, start, due, at, team)
    sent = np.flatnonzero(at <= world.as_at)
    _write_referrals(world, forms, third[sent], at[sent], "escalation")


def _refer(world: World, forms: Forms) -> Ints:
    """Cases of high risk go to the conference (marac-referred). Returns for each form when it was referred."""
    rows = np.flatnonzero(forms.grade == HIGH)
    start, team = forms.submitted[rows], forms.team[rows]
    due = world.timeline.within_working_days(start, REFERRAL_DAYS)
    strict = world.timeline.within_working_days(start, 1)
    fates = world.choose("marac-referred", start, team)
    at = done(world.rng, fates, start, (HOUR, strict - start - HOUR), (due - start + 10 * HOUR, due - start + 200 * HOUR))
    form = forms.ids.take(rows)
    world.planted.plant("marac-referred", form, form, start, due, at, team)
    referred = np.full(len(forms.ids), NEVER, dtype=np.int64)
    referred[rows] = at
    return referred


def _write_referrals(world: World, forms: Forms, rows: npt.NDArray[Any], at: Ints, criterion: str) -> Ids:
    ids = world.records.number("MR", len(rows))
    day = world.timeline.day_of(at)
    world.records.write("marac_referral", {
        "marac_id": ids, "form_id": forms.ids.take(rows), "victim_id": forms.victim.take(rows),
        "perpetrator_id": forms.abuser.take(rows), "criterion": criterion, "referred_at": at,
        "heard_on": day + world.rng.integers(10, 30, len(rows)), "repeat_until": world.timeline.end_of(day + 365)})
    return ids


def _refer_again(world: World, forms: Forms, referred: Ints, pairs: Ids) -> Ids:
    """New abuse after a referral goes to the conference again (marac-repeat-referred). Returns each form's earlier referral."""
    first = np.flatnonzero(referred <= world.as_at)
    ids = _write_referrals(world, forms, first, referred[first], "visible")
    earlier = Ids("MR", np.full(len(forms.ids), -1, dtype=np.int64))
    _, pair, sizes = np.unique(pairs.numbers, return_inverse=True, return_counts=True)
    later_forms = np.flatnonzero((forms.grade != HIGH) & (forms.crime >= 0) & (sizes[pair] == 1))
    many = min(int(len(first) * AGAIN), len(later_forms) // 2)
    old = world.rng.permutation(len(first))[:many]
    new = world.rng.permutation(later_forms)[:many]
    gap = forms.submitted[new] - referred[first[old]]
    fit = (gap > DAY_OF_HOURS) & (gap < SERIES_DAYS * DAY_OF_HOURS)
    old, new = old[fit], new[fit]
    forms.victim.numbers[new] = forms.victim.numbers[first[old]]
    forms.abuser.numbers[new] = forms.abuser.numbers[first[old]]
    earlier.numbers[new] = ids.numbers[old]
    start, form = forms.submitted[new], forms.ids.take(new)
    due = world.timeline.within_working_days(start, REFERRAL_DAYS)
    fates = world.choose("marac-repeat-referred", start, forms.team[new])
    at = done(world.rng, fates, start, (HOUR, due - start - HOUR), (due - start + 10 * HOUR, due - start + 200 * HOUR))
    world.planted.plant("marac-repeat-referred", form, form, start, due, at, forms.team[new])
    sent = np.flatnonzero(at <= world.as_at)
    _write_referrals(world, forms, new[sent], at[sent], "repeat")
    return earlier
