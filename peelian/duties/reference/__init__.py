"""The reference evaluator: what the words of a standard mean, in plain Python that anyone can read.

It makes no attempt to be fast. Where the plan and this disagree, this is right until docs/explanation/meaning.md says
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peelian.clocks import NEVER, LocalCalendar
from peelian.duties.reference.conditions import moment_of, truth
from peelian.duties.reference.duties import Duty, duties_of, held_by, risk_of
from peelian.duties.reference.no_duty import made_none
from peelian.duties.reference.proofs import holder_at
from peelian.duties.reference.sight import Span
from peelian.duties.reference.world import Context, Watcher, World, value_of
from peelian.records.tables import Table
from peelian.standards.editions import kin
from peelian.standards.rules import CountedRule, Ref, Rule, gaps_named_by_moment, trigger_of

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def evaluate(rules: Sequence[Rule], counted: Sequence[CountedRule], tables: dict[str, Table], rows: Rows,
             calendar: LocalCalendar, as_at: int,
             watch: Watcher | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The ledger rows and counted rows, as dicts by column; moments are microseconds or None.

    rows: table -> rows; a moment column holds microseconds (UTC) or None, `x__latest` beside it where it is coarse.
    """
    world = World(tables, rows, calendar, as_at, watch)
    ledger = [ledger_row(duty, world) for rule in rules for duty in duties_of(rule, world, kin(rule, rules))]
    return ledger, [row for rule in counted for row in counted_rows(rule, world)]


def evaluate_no_duty(rules: Sequence[Rule], tables: dict[str, Table], rows: Rows, calendar: LocalCalendar,
                     as_at: int) -> dict[str, dict[str, int]]:
    """By standard, how many records made no duty, by reason. rows: as for `evaluate`."""
    world = World(tables, rows, calendar, as_at, None)
    names = dict.fromkeys(rule.standard for rule in rules)
    return {name: vars(made_none([rule for rule in rules if rule.standard == name], world)) for name in names}


def ledger_row(duty: Duty, world: World) -> dict[str, Any]:
    """One row of the ledger, by the columns of docs/explanation/meaning.md."""
    rule, trigger, u = duty.rule, duty.trigger, duty.deadline
    gap = f"|{duty.gap}" + (f"@{duty.gap_began}" if gaps_named_by_moment(rule) else "") if duty.gap else ""
    trigger_id = (trigger.id or "") + gap
    basis = "" if rule.settings == "force" else "@library"
    then = world.as_at if u.lo == -NEVER else min(u.lo, world.as_at)
    owner_at_due, team_at_due = held_by(duty, then, world)
    owner_now, team_now = held_by(duty, world.as_at, world)
    started, due_at = _known(duty.start.lo), _known(u.lo)
    breach = rule.clock.never and duty.status == "missed"
    kept = rule.clock.never and duty.status == "met"
    return {
        "duty_id": f"{rule.standard}|{trigger.subject}|{trigger_of(rule)}{trigger_id}{basis}",
        "standard": rule.standard, "edition": rule.edition, "settings": rule.settings,
        "subject_type": rule.subject_type, "subject_id": str(trigger.subject), "trigger_id": trigger_id,
        "force": _text(trigger.context, rule.attribution.force), "area": _text(trigger.context, rule.attribution.area),
        "team_at_due": team_at_due, "owner_at_due": owner_at_due, "team_now": team_now, "owner_now": owner_now,
        "owed_by": rule.owed_by, "risk": risk_of(rule, trigger.context, world),
        "started_at": started, "due_at": due_at, "due_latest": _known(u.hi) if u.hi > u.lo else None,
        "period": _period(due_at, started, world),
        "done_at": u.lo if kept else None if breach else _known(duty.found.d_lo),
        "ended_at": _known(duty.found.d_lo if breach else duty.ends.at),
        "excused_at": duty.excused_at, "status": duty.status, "reason": duty.reason,
        "proof_id": duty.found.id, "proof_entered_at": duty.found.entered,
    }


def _in_one_month(span: Span, world: World) -> bool:
    """Whether it surely happened, and in one month."""
    return span.sure and span.hi < NEVER and world.calendar.month(span.lo) == world.calendar.month(span.hi)


def _period(due_at: int | None, started: int | None, world: World) -> str:
    at = due_at if due_at is not None else started
    return "undated" if at is None else world.calendar.month(at)


def _known(value: int | None) -> int | None:
    return value if value is not None and -NEVER < value < NEVER else None


def _text(context: Context, ref: Ref | None) -> str | None:
    value = value_of(context, ref) if ref else None
    return None if value is None else str(value)


def counted_rows(rule: CountedRule, world: World) -> Iterator[dict[str, Any]]:
    """The rows that a counted rule counts, true or unknown. A row whose moment is in no edition is not counted."""
    for row in world.rows[rule.frame.base]:
        for context in world.contexts(rule.frame, row):
            answer = truth(rule.where, context, world)
            key = [value_of(context, ref) for ref in rule.key]
            if answer is False or any(part is None for part in key):
                continue
            span = moment_of(rule.month, context, world)
            at = None if span is None or span.lo == -NEVER else span.lo
            if rule.month is not None and at is None:
                continue  # it has not happened
            if rule.standing and at is not None and at > world.as_at:
                continue
            moment = world.as_at if rule.standing or at is None else at
            if not rule.in_force_from <= moment < rule.in_force_to:
                continue
            owner, team = holder_at(rule.attribution.holder, context, at if at is not None else world.as_at, world)
            value = value_of(context, rule.value) if rule.value else 1.0
            category = _text(context, rule.category)
            yield {
                "standard": rule.standard, "edition": rule.edition, "settings": rule.settings, "role": rule.role,
                "record_type": rule.frame.base, "record_id": "|".join(str(part) for part in key),
                "force": _text(context, rule.attribution.force), "area": _text(context, rule.attribution.area),
                "team": team, "owner": owner, "period": "undated" if at is None else world.calendar.month(at),
                "happened_at": at, "value": None if value is None else float(value), "category": category,
                "truth": answer if span is None or (span.sure if rule.standing else _in_one_month(span, world)) else None,
            }
