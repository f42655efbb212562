"""One sentence that says in plain words what decided the status of a duty."""

from __future__ import annotations

from peelian.clocks import NEVER, spoken_length, spoken_moment
from peelian.duties.explain_clauses import when
from peelian.duties.reference.duties import Duty, outside_calendar
from peelian.duties.reference.proofs import Candidate, Proofs, counts, might_be, overlaps, surely
from peelian.duties.reference.sight import Span
from peelian.duties.reference.world import World
from peelian.standards.phrases import listed, words

MOST_NAMED = 5
BETWEEN = "between "


def because(duty: Duty, groups: list[Proofs], world: World, zone: str) -> str:
    """Why a duty has its status, naming the records and moments that decided it."""
    deadline, found = duty.deadline, duty.found
    by = when(deadline, zone)
    done = f"{words(found.table)} {found.id}".strip() if found.table else "a moment of the duty's own record"
    at = when(Span(found.d_lo, found.d_hi), zone)
    if duty.status == "cannot_tell":
        return f"Nobody can tell: {_doubt(duty, groups, world, zone)}."
    if duty.rule.clock.never:
        return _never(duty, f"{done}, {at}", by, zone)
    if duty.status == "met":
        return f"It was done in time: {done}, {at}. The deadline: {by}."
    if duty.status == "met_late":
        late = f", {spoken_length(found.d_lo - deadline.hi)} too late" if found.d_lo > deadline.hi > -NEVER else ", too late"
        return f"It was done{late}: {done}, {at}. The deadline: {by}."
    if duty.status in ("excused", "lapsed"):
        return _let_off(duty, by, zone)
    if duty.status == "missed":
        ended = "it cannot be done any more" if duty.reason == "too late" else \
            f"it stopped being owed after the deadline (“{duty.reason}”, {when(_end(duty), zone)})"
        return f"It was not done, and {ended}. The deadline: {by}."
    if duty.status == "due":
        return f"It is not done yet, and {_to_come(duty, by)}."
    return f"It is not done, it is still owed, and the deadline passed {spoken_length(world.as_at - deadline.hi)} ago: {by}."


def _to_come(duty: Duty, by: str) -> str:
    return "its deadline is not fixed yet" if duty.deadline.lo >= NEVER else f"its deadline is still to come: {by}"


def _end(duty: Duty) -> Span | None:
    return None if duty.ends.at is None else Span(duty.ends.at, max(duty.ends.at, duty.ends.e_hi))


def _never(duty: Duty, breach: str, by: str, zone: str) -> str:
    if duty.status == "missed":
        return f"What must never be has been: {breach}. The window ends: {by}."
    if duty.status in ("excused", "lapsed"):
        return _let_off(duty, by, zone)
    if duty.status == "due":
        return f"What must never be has not been so far, and {_to_come(duty, by)}."
    return f"What must never be was not, until the window ended: {by}."


def _let_off(duty: Duty, by: str, zone: str) -> str:
    if duty.status == "lapsed":
        return f"It stopped being owed before the deadline: “{duty.reason}”, {when(_end(duty), zone)}. The deadline: {by}."
    since = "" if duty.excused_at is None else f", since {spoken_moment(duty.excused_at, zone)}"
    return f"It is excused: “{duty.reason}”{since}. The deadline: {by}."


def _doubt(duty: Duty, groups: list[Proofs], world: World, zone: str) -> str:
    outside = f"the calendar covers {world.calendar.spoken_cover}, and "
    if duty.reason == "population" and duty.rule.nth and duty.trigger.counts is None:
        base = duty.rule.frame.base
        happened = (duty.trigger.context[base] or {})[world.tables[base].happened or ""]
        if world.calendar.due(happened.lo, duty.rule.nth.within) is None:
            return f"{outside}the time in which such records count together runs outside it"
        return "the records do not say for certain that this is the one of the series from which it is owed; see Population"
    if duty.reason == "population":
        return "a value that is not recorded decides whether this is owed at all; see Population"
    if duty.reason == "start":
        began = duty.trigger.start  # a later gap's own start is that of a proof
        if began is None or not began.sure:
            return "whether it has started is not known"
        return "it has started, and no record says when" if began.one else "by which of several records it started is not known"
    if duty.reason == "edition" and duty.start.lo < duty.rule.in_force_from and not duty.rule.first:
        return (f"it started {when(duty.start, zone)}: perhaps before this edition, when nothing was owed, or under one that does not "
                "look at such a record")
    if duty.reason == "edition":
        return f"it started {when(duty.start, zone)}, and within that time the standard changed"
    deadline = duty.deadline
    if outside_calendar(duty, world):
        return f"{outside}the clock runs outside it, so nobody can say by when this was owed"
    if deadline.lo == -NEVER:
        return "the records do not say by when it was owed"
    if duty.reason == "proof":
        return _doubtful_proof(duty, groups, world, zone)
    if duty.reason == "exception":
        return "an exception may or may not have held in time; see the exceptions"
    if duty.reason == "end":
        return "it may or may not have stopped being owed; see the ends"
    return f"the deadline lies {when(deadline, zone)}, and the run's moment between the two"


def _doubtful_proof(duty: Duty, groups: list[Proofs], world: World, zone: str) -> str:
    found, start, deadline, every = duty.found, duty.start, duty.deadline, duty.rule.clock.kind == "every"
    reasons = []
    maybe = [one for group in groups for one in group.candidates if overlaps(one, start, duty.gap_began)
             or (counts(one, start, after_start=every) and not surely(one, start, after_start=every))]
    if maybe:
        reasons.append(f"{listed(map(_name, maybe))} may or may not be the proof")
    lost = [one for group in groups for one in group.unlinked if might_be(one, start, deadline, world.as_at)]
    if lost:
        reasons.append(f"{listed(map(_name, lost[:MOST_NAMED]))}{' or another' if len(lost) > MOST_NAMED else ''} does not say "
                       "what it belongs to, and could be the proof")
    if any(group.lost for group in groups):
        reasons.append("what would prove it is found by way of a record that the run does not see")
    if found.d_lo == -NEVER:
        reasons.append("it was done, and no record says when")
    elif found.d_lo < NEVER and found.d_lo <= deadline.hi:
        reasons.append(_which_first(when(Span(found.d_lo, found.d_hi), zone), when(deadline, zone)))
    return "; ".join(reasons)


def _which_first(done: str, by: str) -> str:
    """A proof and a deadline that overlap: one time that is coarse is told by its day or minute, a doubt between times as a span."""
    if by.startswith(BETWEEN):
        return f"it was done {done}, and by when it was owed is not known for certain: {by}"
    if done.startswith(BETWEEN):
        return f"it was done {done}, and owed by {by}: which of the two came first is not known"
    return f"it was done {done} and owed by {by}, too coarse to say which came first"


def _name(one: Candidate) -> str:
    return f"{words(one.table)} {one.id}" if one.table else "a moment of the duty's own record"
