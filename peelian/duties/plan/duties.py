"""One standard's ledger rows: facts, gaps, deadlines, proofs, status, and who holds what."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.ledger import LEDGER_COLUMNS, MOMENT, SORT
from peelian.duties.plan.deadlines import with_deadline
from peelian.duties.plan.editions import first_that_takes, mark_taken
from peelian.duties.plan.facts import Facts, facts_of, in_force, started
from peelian.duties.plan.found import gaps, with_gap_proofs, with_proofs
from peelian.duties.plan.no_duty import InForce, counts_of
from peelian.duties.plan.status import known, with_status
from peelian.duties.plan.wide import as_text
from peelian.duties.plan.world import World
from peelian.duties.truth import CANNOT_TELL
from peelian.standards.rules import Rule, gaps_named_by_moment, trigger_of

FIXED = ("standard", "edition", "settings", "subject_type", "owed_by")  # the same in every row of a rule


def standard_rows(rules: list[Rule], ways: list[list[Rule]], editions: InForce, world: World) -> tuple[Relation, list[Relation]]:
    """The ledger rows of all rules of one standard, in ledger order (moments as microseconds).

    ways: the populations of all its editions, those too that were left out of `rules`. editions: when they are all in force.
    Also, where what made no duty is counted for it alone, those counts: one row for each way of finding its rows.
    """
    facts = [facts_of(rule, world) for rule in rules]
    mark_taken(rules, facts, world)
    found = [rows for rule, one in zip(rules, facts, strict=True) for rows in rule_rows(rule, one, world)]
    rows = ibis.union(*found) if len(found) > 1 else found[0]
    return _sorted(rules, rows), _counts(rules, ways, facts, editions)


def _sorted(rules: list[Rule], rows: Relation) -> Relation:
    """The rows in ledger order. What is the same in all of them is not sorted with the rest, but written afterwards."""
    alike = {name: values.pop() for name in FIXED if len(values := {getattr(rule, name) for rule in rules}) == 1}
    rows = rows.drop(*alike)
    rows = rows.order_by([rows[name] for name in SORT if name not in alike])
    return rows.select(**{name: ibis.literal(alike[name]) if name in alike else rows[name] for name in LEDGER_COLUMNS})


def rule_rows(rule: Rule, facts: Facts, world: World) -> list[Relation]:
    at = facts.table
    found = [_unknown_start(rule, facts, at, world)] if facts.implied["start"] else []
    at = started(rule, facts, at)
    if rule.clock.kind != "every":
        at = first_that_takes(rule, at)
    if facts.ties is not None:
        facts.ties.table = world.staged("ties", "where proofs are sought", started(rule, facts, facts.ties.table))
    exact = facts.exact["start"]
    if rule.clock.kind == "every":
        at, exact = gaps(rule, facts, at, world)
        at = world.cut(first_that_takes(rule, in_force(rule, at, at.start_lo, at.start_hi if rule.reaches_back else None)))
    exact_start = exact
    at, exact = with_deadline(rule, facts, at, world, exact)
    at = world.cut(at)
    if rule.clock.kind == "every":
        at = with_gap_proofs(rule, facts, at, world)
    else:
        at = with_proofs(rule, facts, at, world)
    at = world.cut(with_status(rule, facts, world.cut(at), world, exact_start))
    return [*found, _ledger(rule, at, world, exact)]


def _ledger(rule: Rule, at: Relation, world: World, exact: bool) -> Relation:
    at = at.mutate(moment_due=known(at.u_lo))
    at = world.days.with_local(at.mutate(dated=ibis.coalesce(at.moment_due, at.start_lo)), "dated", "month")
    at = _with_holders(rule, at, world)
    trigger = at.trigger
    if "gap" in at.columns:
        gap = at.gap + "@" + as_text(at.began if rule.takes_over else at.start_lo) if gaps_named_by_moment(rule) else at.gap
        trigger = at.gap.isnull().ifelse(trigger, trigger + "|" + gap)
    done = known(at.d_lo)
    if rule.clock.never:
        done = ibis.cases((at.status == "met", at.u_lo), (at.status == "missed", ibis.null("int64")), else_=done)
    latest = ibis.null("int64") if exact else (at.u_hi > at.u_lo).ifelse(known(at.u_hi), ibis.null("int64"))
    return _row(rule, at, trigger, {
        "started_at": at.start_lo, "due_at": at.moment_due, "due_latest": latest, "period": at.dated_month.fill_null("undated"),
        "done_at": done, "ended_at": at.ended_at, "excused_at": at.excused_at, "status": at.status, "reason": at.reason,
        "proof_id": at.proof_id, "proof_entered_at": at.proof_entered.nullif(NEVER)})


def _unknown_start(rule: Rule, facts: Facts, at: Relation, world: World) -> Relation:
    """It has started, and nobody knows when: a row of the edition in force at the latest that it can have been."""
    at = at.filter(at.start_lo == -NEVER)
    latest = ibis.least(facts.span(at, "start").hi, NEVER - 1)
    followed = at.taken_from if "taken_from" in at.columns else rule.followed_at
    at = at.filter(latest >= rule.in_force_from, latest < followed)
    at = _with_holders(rule, at.mutate(u_lo=ibis.literal(-NEVER)), world)
    reason = at.population.isnull().ifelse("population", "start")
    return _row(rule, at, at.trigger, {"period": ibis.literal("undated"), "status": ibis.literal(CANNOT_TELL),
                                       "reason": reason})


def _row(rule: Rule, at: Relation, trigger: Value, values: dict[str, Value]) -> Relation:
    """The ledger's columns in their order; those without a value are null."""
    duty_id = ibis.literal(f"{rule.standard}|") + at.subject + f"|{trigger_of(rule)}" + trigger
    values |= {
        "duty_id": duty_id if rule.settings == "force" else duty_id + f"@{rule.settings}",
        **{name: ibis.literal(getattr(rule, name)) for name in FIXED}, "subject_id": at.subject, "trigger_id": trigger,
        **{name: at[name] for name in ("force", "area", "risk", "team_at_due", "owner_at_due", "team_now", "owner_now")}}
    empty = {name: ibis.null("int64" if kind == MOMENT else "string") for name, kind in LEDGER_COLUMNS.items()}
    return at.select(**{name: values.get(name, empty[name]) for name in LEDGER_COLUMNS})


def _with_holders(rule: Rule, at: Relation, world: World) -> Relation:
    """Adds who held the subject when the duty fell due, and who holds it now."""
    if "holder_key" not in at.columns:
        owner, team = (at[name] if name in at.columns else ibis.null("string") for name in ("owner", "team"))
        return at.mutate(owner_at_due=owner, team_at_due=team, owner_now=owner, team_now=team)
    at = at.mutate(held_at=(at.u_lo == -NEVER).ifelse(world.as_at, ibis.least(at.u_lo, world.as_at)))
    holders = world.holders(rule.attribution.holder)  # type: ignore[arg-type]
    return holders.at(at, "held_at", {"owner_at_due": "owner", "team_at_due": "team"},
                      {"owner_now": "owner", "team_now": "team"})


def _counts(rules: list[Rule], ways: list[list[Rule]], facts: list[Facts], editions: InForce) -> list[Relation]:
    """For the force's own settings. An edition that was left out has no row to ask, but a say in which editions are asked."""
    found = {id(rule): one for rule, one in zip(rules, facts, strict=True)}
    counts: list[Relation] = []
    for way in ways:
        asked = [(rule, rows) for rule in way if id(rule) in found and (rows := found[id(rule)].population) is not None]
        looked_at = found[id(way[-1])].looked_at
        if asked and looked_at is not None:
            counts += counts_of(asked, looked_at, editions)
    return counts
