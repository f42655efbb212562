"""One rule over the records: every duty row, by the page docs/explanation/meaning.md, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from peelian.clocks import LONGEST_AMOUNT, NEVER, Duration
from peelian.duties.reference.conditions import Truth, any_of, moment_of, truth
from peelian.duties.reference.proofs import Found, Proofs, first_found, gather, holder_at, latest_of
from peelian.duties.reference.sight import Span
from peelian.duties.reference.triggers import Trigger, takes, triggers
from peelian.duties.reference.world import Context, World, value_of
from peelian.duties.truth import CANNOT_TELL, LINES, NEVER_LINES, decide
from peelian.standards.rules import ALWAYS, ColumnLength, ColumnMoment, ExcuseRule, ManyMoments, MomentNode, RelatedMoment, Rule


@dataclass(frozen=True)
class Ends:
    e_lo: int = NEVER
    e_hi: int = NEVER
    at: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Duty:
    """A duty with all that its status stands on; times in microseconds."""

    rule: Rule
    trigger: Trigger
    start: Span
    deadline: Span
    found: Found
    ends: Ends
    status: str
    reason: str
    answers: tuple[Truth, ...] = ()
    excused_at: int | None = None
    gap: str | None = None
    gap_began: int | None = None  # the moment of the proof that began the gap: before the start where it ran on under an edition


def duties_of(rule: Rule, world: World, editions: Sequence[Rule] = ()) -> Iterator[Duty]:
    """Every duty of one rule. editions: its kin; without them, also the duties that are theirs."""
    for trigger in triggers(rule, world):
        if trigger.subject is None or trigger.id is None or trigger.start is None:
            continue
        if trigger.start.lo == -NEVER:
            if _last_that_takes(rule, trigger, world, editions):
                yield Duty(rule, trigger, Span(-NEVER, NEVER, trigger.start.sure), Span(-NEVER, NEVER), Found(), Ends(), CANNOT_TELL,
                           "population" if trigger.population is None else "start")
            continue
        if rule.clock.kind == "every":
            yield from _gaps(rule, trigger, world, editions)
        elif in_force(rule, trigger.start) and _first_that_takes(rule, trigger, trigger.start, world, editions):
            yield _duty(rule, trigger, trigger.start, None, world, _groups(rule, trigger, world))


def in_force(rule: Rule, start: Span) -> bool:
    """Whether a start lies in an edition or, where what may have started before it may be owed under it, may lie there."""
    return rule.in_force_from <= (start.hi if rule.reaches_back else start.lo) and start.lo < rule.in_force_to


def _first_that_takes(rule: Rule, trigger: Trigger, start: Span, world: World, editions: Sequence[Rule]) -> bool:
    """Whether the start lies in this edition from its earliest moment on, or no older one in which it may lie takes the record in."""
    return start.lo >= rule.in_force_from or not any(
        one.in_force_from < rule.in_force_from and start.lo < one.in_force_to and takes(one, trigger, world) for one in editions)


def _last_that_takes(rule: Rule, trigger: Trigger, world: World, editions: Sequence[Rule]) -> bool:
    """Of a start that nobody knows: whether this edition is the last one by its latest moment that takes the record in."""
    assert trigger.start is not None
    latest = min(trigger.start.hi, NEVER - 1)
    if not rule.uneven:
        return rule.in_force_from <= latest < rule.followed_at
    return rule.in_force_from <= latest and not any(
        rule.in_force_from < one.in_force_from <= latest and takes(one, trigger, world) for one in editions)


def between_editions(rule: Rule, start: Span) -> bool:
    """Whether a coarse start may lie where something else is owed, or nothing."""
    return start.lo < rule.in_force_from or start.hi >= rule.changes_at < NEVER


def _groups(rule: Rule, trigger: Trigger, world: World) -> list[Proofs]:
    return [gather(rule, group, trigger.context, trigger.id or "", world, trigger.start) for group in rule.proofs]


def _gaps(rule: Rule, trigger: Trigger, world: World, editions: Sequence[Rule]) -> Iterator[Duty]:
    """A gap from the start, and one from each certain proof after it until the end."""
    assert trigger.start is not None
    groups = _groups(rule, trigger, world)
    ends = ends_of(rule, trigger.context, world)
    certain: dict[int, tuple[Span, str | None]] = {trigger.start.lo: (trigger.start, None)}
    for one in sorted((one for group in groups for one in group.candidates if one.certain),
                      key=lambda one: (one.span.lo, one.id)):
        if one.span.lo > trigger.start.lo and one.span.lo < ends.e_hi:
            certain.setdefault(one.span.lo, (one.span, one.id))
    first = rule.in_force_from
    runs_on = max((lo for lo in certain if lo <= first), default=None) if runs_at_first(rule, trigger.start, ends, world) else None
    for lo, (span, proof) in certain.items():
        if in_force(rule, span) and _first_that_takes(rule, trigger, span, world, editions):
            yield _duty(rule, trigger, span, proof, world, groups, lo)
        elif lo == runs_on:
            yield _duty(rule, trigger, Span(first, max(first, span.hi)), proof, world, groups, lo)


def runs_at_first(rule: Rule, start: Span, ends: Ends, world: World) -> bool:
    """Whether what began before the first edition of an `every` standard is still owed when that comes into force."""
    return rule.takes_over and start.lo < rule.in_force_from < ends.e_hi and rule.in_force_from <= world.as_at


def _duty(rule: Rule, trigger: Trigger, start: Span, gap: str | None, world: World, groups: list[Proofs],
          began: int | None = None) -> Duty:
    clock, T = rule.clock, world.as_at
    deadline = _deadline(rule, trigger, start, world)
    windowed = clock.at_least > 1 or clock.kind == "in_period" or clock.never
    found = latest_of([
        first_found(proofs, start, deadline, T, windowed=windowed, nth=clock.at_least,
                    began=began if clock.kind == "every" else None)
        for proofs in groups])
    ends = ends_of(rule, trigger.context, world)
    excused, excuse, excused_at = _excused(rule, trigger.context, deadline, world)
    duty = Duty(rule, trigger, start, deadline, found, ends, CANNOT_TELL, "population", (), excused_at, gap, began)
    if trigger.population is None:
        return duty
    if unsure_start(rule, trigger):
        return replace(duty, reason="start")
    if between_editions(rule, start):
        return replace(duty, reason="edition")
    answers = answers_of(duty, excused, T)
    status, reason = decide(NEVER_LINES if clock.never else LINES, answers)
    if status == "excused":
        reason = excuse
    elif status in ("lapsed", "missed"):
        reason = _end_reason(duty, status, T)
    elif status == "met_late" and clock.kind == "before":
        reason = "afterwards"
    return replace(duty, status=status, reason=reason, answers=tuple(answers))


def unsure_start(rule: Rule, trigger: Trigger) -> bool:
    """Whether the clock may not have started or, where each gap starts the next, by which record it did."""
    return trigger.start is not None and (not trigger.start.sure or (rule.clock.kind == "every" and not trigger.start.one))


def answers_of(duty: Duty, excused: Truth, T: int) -> list[Truth]:
    """The answers to the lines of the truth table, in their order."""
    found, u, ends = duty.found, duty.deadline, duty.ends
    in_time = _three(found.d_lo < NEVER and found.d_hi <= u.lo, found.p_lo == NEVER or found.p_lo > u.hi)
    lapsed = _three(ends.e_hi < u.lo, ends.e_lo >= u.hi)
    due = _three(u.lo >= T, u.hi < T)
    if duty.rule.clock.never:
        return [in_time, excused, lapsed, due, True]
    done = _three(found.d_lo < NEVER, found.p_lo == NEVER)
    e_lo, e_hi = ends.e_lo, ends.e_hi
    if duty.rule.clock.kind in ("before", "in_period"):
        e_lo, e_hi = min(e_lo, u.lo), min(e_hi, u.hi)
    missed = _three(e_hi <= T, e_lo > T)
    return [in_time, excused, lapsed, done, missed, due, True]


def _three(true: bool, false: bool) -> Truth:
    return True if true else False if false else None


def _end_reason(duty: Duty, status: str, T: int) -> str:
    ends = duty.ends
    if duty.rule.clock.never and status == "missed":
        return ""
    if status == "missed" and ends.e_hi > T:
        return "too late"
    return ends.reason


def _deadline(rule: Rule, trigger: Trigger, start: Span, world: World) -> Span:
    clock = rule.clock
    if clock.kind == "in_period":
        assert trigger.month is not None
        return Span(trigger.month.hi, trigger.month.hi)
    if clock.kind in ("before", "by_date"):
        span = moment_of(clock.deadline, trigger.context, world)
        if clock.kind == "before":
            return Span(NEVER, NEVER) if span is None else Span(span.lo, span.latest)
        if span is None or not span.sure:
            return Span(-NEVER, NEVER)
        whole_day = span.lo != -NEVER and _only_days(clock.deadline, world)
        return Span(world.calendar.day_end(world.calendar.local_day(span.lo)), span.hi) if whole_day else span
    possible: list[Span] = []
    for when, length in clock.lengths:
        answer = True if when is None else truth(when, trigger.context, world)
        if answer is not False:
            possible.append(_due(rule, trigger.context, start, length, world))
        if answer:
            break
    return Span(min(span.lo for span in possible), max(span.hi for span in possible))


def _only_days(node: MomentNode | None, world: World) -> bool:
    """Whether a moment is known to the day and meant so: every column that it may come from is a date."""
    if isinstance(node, ManyMoments):
        return all(_only_days(part, world) for part in node.parts)
    if isinstance(node, RelatedMoment):
        column = world.tables[node.rows.frame.base].column(node.rows.at or "")
    else:
        column = world.tables[node.ref.table].column(node.ref.column) if node else None
    return column is not None and column.type == "date"


def _due(rule: Rule, context: Context, start: Span, length: Duration | ColumnLength, world: World) -> Span:
    given = _given(length, context)
    if given is None:
        return Span(-NEVER, NEVER)
    lo, hi = (NEVER if one == NEVER else world.calendar.due(one, given) for one in (start.lo, start.hi))
    due = Span(-NEVER if lo is None else lo, NEVER if hi is None else hi)  # outside the calendar nobody can tell
    return _paused(rule, context, start, given, due, world)


def outside_calendar(duty: Duty, world: World) -> bool:
    """Whether the deadline cannot be told because a possible length runs outside the calendar's days."""
    context = duty.trigger.context
    if duty.start.lo == -NEVER:
        return False
    for when, length in duty.rule.clock.lengths:
        answer = True if when is None else truth(when, context, world)
        if answer is not False:
            given = _given(length, context)
            if given is not None and any(one < NEVER and world.calendar.due(one, given) is None
                                         for one in (duty.start.lo, duty.start.hi)):
                return True
        if answer:
            break
    return False


def _given(length: Duration | ColumnLength, context: Context) -> Duration | None:
    """A length that the standard states, or that a column holds; None where that says nothing."""
    if not isinstance(length, ColumnLength):
        return length
    amount = value_of(context, length.ref)
    return None if amount is None or not 0 <= amount <= LONGEST_AMOUNT else Duration(amount, length.unit)


def _paused(rule: Rule, context: Context, start: Span, length: Duration, due: Span, world: World) -> Span:
    if rule.clock.pause is None:
        return due
    begins = moment_of(rule.clock.pause[0], context, world)
    ends = moment_of(rule.clock.pause[1], context, world)
    if begins is None:
        return due

    def later(one: int, u: int, begun: int, ended: int | None) -> int:
        """The deadline u of a start, where the clock stood still from `begun` to `ended`."""
        if begun > u or u == NEVER:
            return u
        if ended is None:
            return NEVER
        since = max(begun, one)
        if ended <= since:
            return u
        if length.elapsed is not None:
            return u + ended - since
        days = world.calendar.local_day(ended) - world.calendar.local_day(since)
        return world.calendar.deadline(world.calendar.local_day(u), days.days)

    shortest = None if ends is None else ends.lo
    longest = None if ends is None or ends.latest == NEVER else ends.hi
    return Span(later(start.lo, due.lo, begins.latest, shortest), later(start.hi, due.hi, begins.lo, longest))


def ends_of(rule: Rule, context: Context, world: World) -> Ends:
    e_lo = e_hi = NEVER
    at: int | None = None
    reason = ""
    for end in rule.ends:
        span = moment_of(end.at, context, world)
        answer = True if end.when == ALWAYS else truth(end.when, context, world)
        if span is None or answer is False:
            continue
        e_lo = min(e_lo, span.lo)
        if answer and span.sure:
            e_hi = min(e_hi, span.hi)
            if at is None or span.lo < at:
                at, reason = span.lo, end.reason
    return Ends(e_lo, e_hi, at, reason)


def _excused(rule: Rule, context: Context, deadline: Span, world: World) -> tuple[Truth, str, int | None]:
    answers: list[Truth] = []
    reason, since = "", None
    for excuse in rule.excuses:
        answer = truth(excuse.when, context, world)
        if answer is False:
            answers.append(False)
            continue
        timely, at = _in_time(excuse, context, deadline, world)
        both: Truth = False if timely is False else None if timely is None or answer is None else True
        answers.append(both)
        if both and True not in answers[:-1]:
            reason, since = excuse.reason, at
    return any_of(answers), reason, since


def _in_time(excuse: ExcuseRule, context: Context, deadline: Span, world: World) -> tuple[Truth, int | None]:
    span = moment_of(excuse.at, context, world)
    at = None if span is None or span.lo == -NEVER else span.lo
    if excuse.known_later or excuse.at is None:
        return True, at
    if span is None:
        return False, None
    T = world.as_at
    entered = latest_entry(excuse, context, world)
    told = span.latest if entered is None else max(span.latest, entered)
    return _three(told <= min(deadline.lo, T), span.lo > min(deadline.hi, T)), at


def latest_entry(excuse: ExcuseRule, context: Context, world: World) -> int | None:
    """When the last of the own rows was entered from which an exception's moment is read; None where nothing says so."""
    found = [span.hi for ref in excuse.entered if (span := moment_of(ColumnMoment(ref), context, world)) is not None]
    return max(found, default=None)


def risk_of(rule: Rule, context: Context, world: World) -> str:
    for when, level in rule.risk_when:
        if truth(when, context, world):
            return level
    return rule.risk


def held_by(duty: Duty, at: int, world: World) -> tuple[str | None, str | None]:
    """(owner, team) at an instant. A period's team is the one its rows name."""
    if duty.rule.period is not None:
        return duty.trigger.subject, duty.trigger.team
    return holder_at(duty.rule.attribution.holder, duty.trigger.context, at, world)
