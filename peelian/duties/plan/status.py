"""Status: the lines of the truth table as expressions. Each line has what makes it true and what makes it false."""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.plan.conditions import certainly, possibly
from peelian.duties.plan.facts import Facts, least
from peelian.duties.plan.world import World
from peelian.duties.truth import CANNOT_TELL, LINES, NEVER_LINES
from peelian.standards.rules import Rule

Answer = tuple[Value, Value]  # certainly true, certainly false


def with_status(rule: Rule, facts: Facts, at: Relation, world: World, exact_start: bool) -> Relation:
    """Adds status, reason, excused_at and ended_at to duties with start, deadline and what was found."""
    at = _with_excuse(rule, facts, at, world)
    lines = NEVER_LINES if rule.clock.never else LINES
    branches: list[tuple[Value, int]] = [(at.population.isnull(), -1)]
    if "start" in facts.unsure:
        branches.append((~at.start_sure, -2))
    if "start" in facts.open and rule.clock.kind == "every":  # each gap starts the next, so all of them hang on the first
        branches.append((~at.start_one, -2))
    if not exact_start:
        branches.append((_between_editions(rule, at), -3))
    for index, (true, false) in enumerate(_answers(rule, at, world)):
        branches += [(true, 2 * index), (~false, 2 * index + 1)]
    at = at.mutate(line=ibis.cases(*branches, else_=2 * len(lines) - 2))
    status = ibis.cases(*[(at.line == 2 * index, line.status) for index, line in enumerate(lines)], else_=CANNOT_TELL)
    unknown = [(at.line == number, word) for number, word in ((-1, "population"), (-2, "start"), (-3, "edition"))]
    unknown += [(at.line == 2 * index + 1, line.unknown) for index, line in enumerate(lines)]
    at = at.mutate(status=status)
    reason = ibis.cases(*unknown, *_reasons(rule, at, world), else_="")
    return at.mutate(reason=reason, ended_at=_ended_at(rule, at))


def _answers(rule: Rule, at: Relation, world: World) -> list[Answer]:
    """Each line's answer but the last's, which is true where all others are false."""
    clock, now = rule.clock, world.as_at
    in_time = (at.d_lo < NEVER) & (at.d_hi <= at.u_lo), (at.p_lo == NEVER) | (at.p_lo > at.u_hi)
    excused = (certainly(at.excused), ~possibly(at.excused)) if rule.excuses else _no()
    lapsed = (at.end_hi < at.u_lo, at.end_lo >= at.u_hi) if rule.ends else _no()
    due = at.u_lo >= now, at.u_hi < now
    if clock.never:
        return [in_time, excused, lapsed, due]
    done = at.d_lo < NEVER, at.p_lo == NEVER
    low, high = ([at.end_lo], [at.end_hi]) if rule.ends else ([], [])
    if clock.kind in ("before", "in_period"):
        low, high = [*low, at.u_lo], [*high, at.u_hi]
    missed = (least(high) <= now, least(low) > now) if low else _no()
    return [in_time, excused, lapsed, done, missed, due]


def _between_editions(rule: Rule, at: Relation) -> Value:
    """A coarse start may lie where something else is owed, or nothing."""
    changed = at.start_hi >= rule.changes_at if rule.changes_at < NEVER else ibis.literal(False)
    return changed | (at.start_lo < rule.in_force_from) if rule.reaches_back else changed


def _no() -> Answer:
    return ibis.literal(False), ibis.literal(True)


def _with_excuse(rule: Rule, facts: Facts, at: Relation, world: World) -> Relation:
    """Adds `excused` (true, false or null), and of the first that is true its reason and moment."""
    if not rule.excuses:
        return at.mutate(excused_at=ibis.null("int64"))
    answers: list[Value] = []
    moments: list[Value] = []
    for index, excuse in enumerate(rule.excuses):
        answer = at[f"excuse_{index}"]
        moments.append(ibis.null("int64"))
        if excuse.at is not None:
            span = facts.span(at, f"excuse_{index}_at")
            moments[-1] = span.lo.nullif(-NEVER)
            if not excuse.known_later:
                lo, hi = (ibis.least(bound, world.as_at) for bound in (at.u_lo, at.u_hi))
                answer = answer & ibis.cases((span.lo.isnull(), False), (certainly(span.hi <= lo), True),
                                             (certainly(span.lo > hi), False), else_=ibis.null("boolean"))
        answers.append(answer)
    at = at.mutate(**{f"excused_{index}": answer for index, answer in enumerate(answers)})
    holds = [at[f"excused_{index}"] for index in range(len(answers))]
    true = [certainly(one) for one in holds]
    return at.mutate(
        excused=reduce(lambda a, b: a | b, holds),
        excuse=ibis.cases(*[(one, excuse.reason) for one, excuse in zip(true, rule.excuses, strict=True)], else_=""),
        excused_at=ibis.cases(*zip(true, moments, strict=True), else_=ibis.null("int64")))


def _reasons(rule: Rule, at: Relation, world: World) -> list[tuple[Value, Value | str]]:
    found: list[tuple[Value, Value | str]] = []
    if rule.excuses:
        found.append((at.status == "excused", at.excuse))
    if rule.ends:
        found.append((at.status == "lapsed", at.end_reason))
    if not rule.clock.never:
        late = at.end_hi > world.as_at if rule.ends else ibis.literal(True)
        found.append(((at.status == "missed") & late, "too late"))
        if rule.ends:
            found.append((at.status == "missed", at.end_reason))
    if rule.clock.kind == "before":
        found.append((at.status == "met_late", "afterwards"))
    return found


def _ended_at(rule: Rule, at: Relation) -> Value:
    ended = ibis.null("int64")
    if rule.ends:
        ended = known(at.end_at)
    return (at.status == "missed").ifelse(known(at.d_lo), ended) if rule.clock.never else ended


def known(value: Value) -> Value:
    """A moment, or null where it is NEVER or since ever."""
    return ((value > -NEVER) & (value < NEVER)).ifelse(value, ibis.null("int64"))
