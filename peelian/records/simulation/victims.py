"""Victims: their cases, needs, referral, statement, and what they are told; surveys of them; fraud packages."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.contacts import METHODS, Cases, tell, write_contacts
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import NOT_DONE, Fates, done
from peelian.records.simulation.suspects import Events
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.world import World, later

CONSENT = ("given", "refused", "not_needed")
STRANDS = ("ease_of_contact", "actions", "kept_informed", "treatment", "whole")
INTERVALS = np.array([7, 14, 28])
NEEDS_HOURS, REFERRAL_DAYS = 24, 2
FRAUD_DECISION_DAYS, FRAUD_VISIT_DAYS, FRAUD_VISIT_HOURS = 10, 7, 48
MOST_UPDATES = 400


def support(world: World, crimes: Crimes, events: Events) -> Cases:
    """Write the victims of a batch of crimes, plant what they are owed, and return their cases."""
    cases = _open_cases(world, crimes)
    told = tell(world, cases, crimes, events)
    _keep_updated(world, cases, *told)
    _survey(world, cases)
    _return_fraud_outcomes(world, crimes)
    return cases


def _open_cases(world: World, crimes: Crimes) -> Cases:
    count = len(crimes)
    number = np.where(crimes.victim_based, 1 + (world.rng.random(count) < 0.03), 0)
    place = np.repeat(np.arange(count), number)
    here = crimes.take(place)
    size = len(place)
    ids = world.records.number("V", size)
    enhanced = here.domestic | here.vulnerable | (world.rng.random(size) < 0.08)
    declined = world.rng.random(size) < 0.03
    cases = Cases(ids, place, here, here.reported, enhanced, declined, INTERVALS[world.pick((5, 15, 80), size)])
    fates = world.choose("vcop-needs-assessment", here.reported, here.team)
    needs = done(world.rng, fates, here.reported, (20 * MINUTE, 20 * HOUR), (30 * HOUR, 120 * HOUR))
    due = here.reported + NEEDS_HOURS * HOUR
    world.planted.plant("vcop-needs-assessment", ids, ids, here.reported, due, needs, here.holder(due, world.as_at))
    consent = world.pick((55, 30, 15), size)
    statement = np.where((here.attended < NEVER) & (here.allocated < NEVER) & (world.rng.random(size) < 0.5),
                         later(here.attended, world.minutes(20, 80, size)), NEVER)
    person = world.people(size)
    world.records.write("person_link", {
        "link_id": world.records.number("PK", size), "person_id": person, "entity_type": "crime", "entity_id": here.ids,
        "role": "victim", "from_at": here.reported, "entered_at": here.created, "to_at": None})
    world.records.write("victim_case", {
        "victim_case_id": ids, "crime_id": here.ids, "person_id": person,
        "opened_at": here.reported, "entered_at": here.created, "enhanced": enhanced,
        "enhanced_from": np.where(enhanced, here.reported, NEVER), "needs_assessed_at": needs,
        "consent_refer": Choice(CONSENT, consent), "consent_at": here.reported + 20 * MINUTE,
        "statement_at": statement, "agreed_interval_days": cases.interval, "agreed_interval_from": here.reported,
        "agreed_method": Choice(METHODS, world.pick((60, 25, 10, 5), size)), "unsafe_to_contact": False, "unsafe_from": None,
        "declined_contact": declined, "declined_at": np.where(declined, here.reported + 30 * MINUTE, NEVER)})
    grounds = np.flatnonzero(here.domestic)
    world.records.write("victim_need", {
        "need_id": world.records.number("N", len(grounds)), "victim_case_id": ids.take(grounds),
        "value": "domestic_abuse", "from_at": here.reported[grounds]})
    _refer(world, cases, np.equal(consent, CONSENT.index("refused")))
    _offer_statement(world, cases, statement)
    return cases


def _refer(world: World, cases: Cases, refused: Bools) -> None:
    """Referral to a support service within two working days (vcop-referral-2wd)."""
    start = cases.opened
    due = world.timeline.within_working_days(start, REFERRAL_DAYS)
    fates = world.choose("vcop-referral-2wd", start, cases.crimes.team)
    sent = done(world.rng, fates, start, (HOUR, due - start - HOUR),
                (due - start + 20 * HOUR, due - start + 240 * HOUR))
    sent = np.where(refused, NEVER, sent)
    world.planted.plant("vcop-referral-2wd", cases.ids, cases.ids, start, due, sent,
                        cases.crimes.holder(due, world.as_at), where=~refused)
    rows = np.flatnonzero(refused | (sent < NEVER))
    world.records.write("victim_referral", {
        "referral_id": world.records.number("VR", len(rows)), "victim_case_id": cases.ids.take(rows),
        "decided_at": np.where(refused, start + 20 * MINUTE, sent)[rows], "sent_at": sent[rows],
        "service": "victim support", "refused": refused[rows]})


def _offer_statement(world: World, cases: Cases, statement: Ints) -> None:
    """A personal statement is offered when a witness statement is taken (vcop-vps-offered)."""
    rows = np.flatnonzero(statement < NEVER)
    here, start = cases.take(rows), statement[rows]
    due = world.timeline.end_of(world.timeline.day_of(start))
    fates = world.choose("vcop-vps-offered", start, here.crimes.team)
    offered = done(world.rng, fates, start, (0, np.minimum(15 * MINUTE, due - start)), (120 * HOUR, 480 * HOUR))
    world.planted.plant("vcop-vps-offered", here.ids, here.ids, start, due, offered,
                        here.crimes.holder(due, world.as_at))
    kept = np.flatnonzero(fates != NOT_DONE)
    taken = world.rng.random(len(kept)) < 0.3
    world.records.write("vps", {
        "vps_id": world.records.number("VP", len(kept)), "victim_case_id": here.ids.take(kept),
        "offered_at": offered[kept], "response": Choice(("accepted", "declined"), np.where(taken, 0, 1)),
        "taken_at": np.where(taken, later(offered[kept], 30 * MINUTE), NEVER)})


def _keep_updated(world: World, cases: Cases, contact_case: npt.NDArray[Any], contact_at: Ints) -> None:
    """Updates at the interval that each victim asked for (vcop-contact-plan). Any contact that reaches counts."""
    rows = np.flatnonzero(~cases.declined)
    last, places, moments = cases.opened[rows], [contact_case], [contact_at]
    for _ in range(MOST_UPDATES):
        here = cases.take(rows)
        fates = world.choose("vcop-contact-plan", last, here.crimes.team)
        at = _next_update(world, here, fates, last)
        going = np.flatnonzero((at < here.crimes.finalised) & (at <= world.as_at))
        if len(going) == 0:
            break
        rows, last = rows[going], at[going]
        write_contacts(world, cases.take(rows), last, "update")
        places.append(rows)
        moments.append(last)
    _plant_gaps(world, cases, np.concatenate(places), np.concatenate(moments))


def _next_update(world: World, cases: Cases, fates: Fates, last: Ints) -> Ints:
    days = cases.interval * DAY_OF_HOURS
    at = done(world.rng, fates, last, (days * 0.5, days - DAY_OF_HOURS), (days + 2 * DAY_OF_HOURS, days * 2.2))
    return world.timeline.daytime(world.rng, at)


def _plant_gaps(world: World, cases: Cases, place: npt.NDArray[Any], at: Ints) -> None:
    """Each gap between contacts is a duty: from the start or a contact to the next, until the investigation ends."""
    owed = np.flatnonzero(~cases.declined)
    inside = (at <= world.as_at) & (at > cases.opened[place])
    place, at = np.concatenate([owed, place[inside]]), np.concatenate([cases.opened[owed], at[inside]])
    order = np.lexsort((at, place))
    place, at = place[order], at[order]
    distinct = np.ones(len(place), dtype=bool)
    distinct[1:] = (place[1:] != place[:-1]) | (at[1:] != at[:-1])
    place, at = place[distinct], at[distinct]
    following = np.full(len(at), NEVER, dtype=np.int64)
    if len(at):
        following[:-1] = np.where(place[1:] == place[:-1], at[1:], NEVER)
    here = cases.take(place)
    due = world.timeline.within_days(at, here.interval)
    # A contact after the end closes the gap before it, but opens none.
    opens = at < here.crimes.finalised
    world.planted.plant("vcop-contact-plan", here.ids, here.ids, at, due, following,
                        here.crimes.holder(due, world.as_at), end=here.crimes.finalised, where=opens)


def _survey(world: World, cases: Cases) -> None:
    """Interviews six to twelve weeks after the report (victim-satisfaction)."""
    yearly = world.figure("surveys_a_year", world.timeline.day_of(cases.opened))
    crimes_a_year = world.figure("crimes_a_year", world.timeline.day_of(cases.opened))
    asked = (world.rng.random(len(cases)) < yearly / crimes_a_year) & ~cases.declined
    here = cases.take(np.flatnonzero(asked))
    at = world.timeline.daytime(world.rng, here.opened + world.days(43, 83, len(here)))
    here, at = here.take(at <= world.as_at), at[at <= world.as_at]
    count = len(here)
    satisfied = world.rng.random(count) < world.figure("satisfied_share", world.timeline.day_of(at))
    ids = world.records.number("SR", count)
    world.records.write("survey_response", {
        "resp_id": ids, "victim_case_id": here.ids, "survey_wave": "telephone", "interviewed_at": at,
        "crime_type": Choice(("domestic_abuse", "other"), np.where(here.crimes.domestic, 0, 1)),
        "satisfied": satisfied, "weight": np.ones(count)})
    each = np.repeat(np.arange(count), len(STRANDS))
    low = np.where(satisfied[each], 5, 1)
    world.records.write("survey_answer", {
        "answer_id": world.records.number("SA", len(each)), "resp_id": ids.take(each),
        "strand": Choice(STRANDS, np.tile(np.arange(len(STRANDS)), count)),
        "answer": low + (world.rng.random(len(each)) * np.where(satisfied[each], 3, 4)).astype(np.int64)})


def _return_fraud_outcomes(world: World, crimes: Crimes) -> None:
    """Packages from the national centre and the outcomes sent back (fraud-outcome-returned)."""
    here = crimes.take(np.flatnonzero(crimes.fraud))
    count, ended = len(here), here.finalised
    fates = world.choose("fraud-outcome-returned", ended, here.team)
    returned = done(world.rng, fates, ended, (2 * HOUR, 20 * DAY_OF_HOURS), (75 * DAY_OF_HOURS, 120 * DAY_OF_HOURS))
    ids = world.records.number("FR", count)
    due = world.timeline.within_months(ended, 1)
    world.planted.plant("fraud-outcome-returned", ids, ids, ended, due, returned, here.holder(due, world.as_at))
    start = here.reported
    due = world.timeline.within_working_days(start, FRAUD_DECISION_DAYS)
    fates = world.choose("fraud-dissemination-accepted", start, here.team)
    decided = done(world.rng, fates, start, (DAY_OF_HOURS, 9 * DAY_OF_HOURS),
                   (due - start + DAY_OF_HOURS, due - start + 20 * DAY_OF_HOURS))
    world.planted.plant("fraud-dissemination-accepted", ids, ids, start, due, decided, here.holder(due, world.as_at))
    vulnerable = world.rng.random(count) < 0.2
    world.records.write("fraud_referral", {
        "ref_id": ids, "crime_id": here.ids, "direction": "in_from_national", "received_at": start,
        "vulnerable": vulnerable, "decision_at": decided, "decision": "allocated", "decision_reason": None,
        "incident_id": Ids("I", np.full(count, -1)), "national_ref": Ids("NF", ids.numbers), "call_for_service": None,
        "national_update_at": None,
        "finalised_at": ended, "outcome_returned_at": returned})
    _visit_victims_of_fraud(world, ids.take(vulnerable), here.take(np.flatnonzero(vulnerable)))


def _visit_victims_of_fraud(world: World, referral: Ids, crimes: Crimes) -> None:
    """Vulnerable victims on the national list are seen and advised (fraud-victim-vulnerable)."""
    count, start = len(crimes), crimes.reported + HOUR
    high = world.rng.random(count) < 0.3
    due = np.where(high, start + FRAUD_VISIT_HOURS * HOUR, world.timeline.within_days(start, FRAUD_VISIT_DAYS))
    fates = world.choose("fraud-victim-vulnerable", start, crimes.team)
    seen = done(world.rng, fates, start, (2 * HOUR, 44 * HOUR), (due - start + 5 * HOUR, due - start + 300 * HOUR))
    ids = world.records.number("FV", count)
    world.planted.plant("fraud-victim-vulnerable", ids, ids, start, due, later(seen, 20 * MINUTE),
                        crimes.holder(due, world.as_at))
    world.records.write("fraud_victim", {
        "fraud_victim_id": ids, "person_id": world.people(count), "ref_id": referral, "listed_at": start, "high_risk": high,
        "contacted_at": seen, "advice_given_at": later(seen, 20 * MINUTE)})
