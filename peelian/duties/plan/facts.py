"""Facts: all that a rule asks of its frame, answered once for each row that could make a duty.

What follows (gaps, deadlines, proofs, status) reads only these columns: row (by which later steps find it again), subject,
trigger (texts), population (true, or null: unknown), start, and where the rule has them: deadline, pause_from, pause_to,
option_<n>, amount_<n>, excuse_<n>, excuse_<n>_at, end_lo, end_hi, end_at, end_reason, month_ends; risk, force, area; owner and
team, or holder_key; moment_<group>_<step>; and the columns that tie a proof to the duty (`ref_<n>`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import LONGEST_AMOUNT, NEVER
from peelian.duties.plan.conditions import certainly, moment, possible_parts, possibly, truth
from peelian.duties.plan.frames import needs_in
from peelian.duties.plan.nth import numbered
from peelian.duties.plan.walk import alone
from peelian.duties.plan.wide import Cell, Span, Wide, any_of, as_text
from peelian.duties.plan.world import World
from peelian.standards.rules import ColumnLength, ColumnMoment, EndRule, ExcuseRule, MomentNode, Ref, Rule

TIES = "ties"  # what less than a whole frame is for


@dataclass
class Facts:
    """table: the rows. exact: which spans have no column of their own for hi. unsure: which have one (`<span>_sure`) that says
    whether they surely have come. open: which have one (`<span>_one`) that says whether they are of one record. lost: of which
    groups of proofs a column (`lost_<group>`) says that nobody knows which rows to look at. refs: where a tie's column stands.

    ties: as much of the facts as it takes to seek proofs, read anew; None where the facts themselves are kept.
    population: where it is counted by itself, all of it, whether or not its rows make duties; and looked_at, one row: how many
    rows were looked at, or are `outside`.
    """

    table: Relation
    ties: Facts | None = None
    population: Relation | None = None
    looked_at: Relation | None = None
    exact: dict[str, bool] = field(default_factory=dict)
    implied: dict[str, bool] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    refs: dict[Ref, str] = field(default_factory=dict)

    def span(self, at: Relation, name: str) -> Span:
        lo = at[f"{name}_lo"]
        hi = lo if self.exact[name] else at[f"{name}_hi"]
        sure = at[f"{name}_sure"] if name in self.unsure else None
        return Span(lo, hi, self.exact[name], self.implied[name], sure, at[f"{name}_one"] if name in self.open else None)


@dataclass
class _Columns:
    """The columns of the facts as they are gathered."""

    wide: Wide
    at: Relation
    facts: Facts
    values: dict[str, Value] = field(default_factory=dict)

    def span(self, name: str, node: MomentNode) -> Span:
        return self.put_span(name, moment(node, self.wide, self.at))

    def put_span(self, name: str, span: Span) -> Span:
        self.values[f"{name}_lo"] = span.lo
        if not span.exact:
            self.values[f"{name}_hi"] = span.hi
        if span.sure is not None:
            self.values[f"{name}_sure"] = span.come
            self.facts.unsure.add(name)
        if span.one is not None:
            self.values[f"{name}_one"] = span.one.fill_null(True)
            self.facts.open.add(name)
        self.facts.exact[name], self.facts.implied[name] = span.exact, span.implied
        return span

    def tie(self, rule: Rule) -> None:
        """What ties proofs to the duty."""
        for group, steps in enumerate(rule.proofs):
            lost = [found for step in steps if step.rows is not None
                    and (found := self.wide.key_unseen(self.at, step.rows)) is not None]
            nowhere = any_of(lost)
            if nowhere is not None:
                self.values[f"lost_{group}"] = nowhere
                self.facts.lost.add(group)
            for index, step in enumerate(steps):
                if step.moment is not None:
                    self.span(f"moment_{group}_{index}", step.moment)
                elif step.rows is not None:
                    for ref in (*(ref for _, ref in step.rows.keys), *(tie.against for tie in step.rows.correlations)):
                        if ref is not None:
                            self.ref(ref)

    def ref(self, ref: Ref) -> None:
        if ref not in self.facts.refs:
            name = self.facts.refs[ref] = f"ref_{len(self.facts.refs)}"
            self.values[name] = self.wide.value(self.at, ref)

    def text(self, ref: Ref | None) -> Value:
        return ibis.null("string") if ref is None else as_text(self.wide.value(self.at, ref))


def asked(rule: Rule) -> tuple[object, ...]:
    """The parts of a rule that are evaluated over the rows that make its duties."""
    return (rule.subject, rule.triggers, rule.where, rule.clock, rule.proofs, rule.excuses, rule.ends,
            rule.risk_when, rule.attribution, *((rule.nth.where,) if rule.nth else ()))


def asked_of_population(rule: Rule) -> tuple[object, ...]:
    """The parts of a rule that say which rows make duties, and from when."""
    return (rule.subject, rule.triggers, rule.where, rule.clock.starts, *((rule.nth.where,) if rule.nth else ()))


def asked_of_no_duty(rule: Rule) -> tuple[object, ...]:
    """The parts of a rule that say which rows make none. What recurs, and began before its first edition, may run on or have ended."""
    return (*asked_of_population(rule), *((rule.ends,) if rule.clock.kind == "every" else ()))


def asked_of_ties(rule: Rule) -> tuple[object, ...]:
    """The parts of a rule that say where its proofs are sought."""
    holder = rule.attribution.holder
    held = (holder.key, holder.owner, holder.team) if holder else ()
    return (*asked_of_population(rule), rule.proofs, *(ref for ref in held if ref is not None))


def facts_of(rule: Rule, world: World) -> Facts:
    """Every row of the population, known or possible, of which this edition may make duties."""
    if rule.period is not None:
        return _period_facts(rule, world)
    return _completed(rule, _begun(rule, "", world), world)


def counted_alone(rules: Iterable[Rule]) -> frozenset[tuple[str, int]]:
    """The kinds of trigger whose rows that made no duty are counted over the rules' own facts: where any edition finds its rows by
    way of other tables, grouped or numbered, which is not done twice. Editions of one kind are never counted apart, for each row
    is asked by one of them. Of all other kinds it is counted together, and only what may make duties is kept."""
    return frozenset(kind_of(rule) for rule in rules
                     if rule.period is not None or rule.nth is not None or not alone(rule, asked_of_no_duty(rule)))


def kind_of(rule: Rule) -> tuple[str, int]:
    """The standard and the kind of trigger of a rule."""
    return rule.standard, rule.alternative


def in_force(rule: Rule, at: Relation, moment: Value, latest: Value | None = None) -> Relation:
    """The rows whose moment lies within the days in force of this edition; latest: at which it can have been, where that counts."""
    if rule.in_force_from > -NEVER:
        at = at.filter((moment if latest is None else latest) >= rule.in_force_from)
    return at.filter(moment < rule.in_force_to) if rule.in_force_to < NEVER else at


def started(rule: Rule, facts: Facts, at: Relation) -> Relation:
    """The rows whose clock starts, at a moment of this edition; of an `every` clock, those whose last gap may begin in it."""
    at = at.filter(at.start_lo > -NEVER) if facts.implied["start"] else at.filter(at.start_lo.notnull())
    if rule.clock.kind == "every":
        return at.filter(at.start_lo < rule.in_force_to)
    return in_force(rule, at, at.start_lo, facts.span(at, "start").hi if rule.reaches_back else None)


def _owing(rule: Rule, facts: Facts, rows: Relation) -> Relation:
    """The rows that this edition may make duties of. Only these are kept: most records are older than most editions."""
    rows = rows.filter(rows.subject.notnull(), rows.trigger.notnull())
    if not facts.implied["start"]:
        return started(rule, facts, rows)
    earliest = -NEVER if rule.clock.kind == "every" else rule.in_force_from
    latest = facts.span(rows, "start").hi if rule.reaches_back else rows.start_lo
    within = (latest >= earliest) & (rows.start_lo < rule.in_force_to)
    return rows.filter((rows.start_lo == -NEVER) | within)


def _begun(rule: Rule, purpose: str, world: World) -> _Columns:
    """Who and what a row concerns, whether it belongs, and its start."""
    wide = world.frames.own(rule, purpose)
    at = numbered(rule, wide, world) if rule.nth else wide.table
    columns = _Columns(wide, at, Facts(at))
    subject = columns.text(rule.subject)
    columns.values["subject"] = at.nth_per.notnull().ifelse(subject, ibis.null("string")) if rule.nth else subject
    columns.values["trigger"] = reduce(lambda a, b: a + "|" + b, [columns.text(ref) for ref in rule.triggers])
    belongs = truth(rule.where, wide, at)
    columns.values["population"] = belongs & at.nth_counts if rule.nth else belongs
    assert rule.clock.starts is not None
    columns.span("start", rule.clock.starts)
    holder = rule.attribution.holder
    if holder is not None and holder.record is not None and holder.key is not None:
        columns.values["holder_key"] = columns.text(holder.key)
    elif holder is not None:
        columns.values["owner"], columns.values["team"] = columns.text(holder.owner), columns.text(holder.team)
    if len(rule.triggers) == 1:
        columns.values["row"] = wide.value(at, rule.triggers[0])
    return columns


def _rows_of(rule: Rule, columns: _Columns) -> Relation:
    """The rows that belong, or might."""
    if rule.period is not None:  # its months were chosen already; what the rule asks of them is asked here
        rows = columns.at.select(**columns.values)
        return rows.filter(possibly(rows.population))
    belongs = possible_parts(rule.where, columns.wide, columns.at)
    return (columns.at.filter(*belongs) if belongs else columns.at).select(**columns.values)


def _ties(rule: Rule, world: World) -> Facts:
    columns = _begun(rule, TIES, world)
    columns.tie(rule)
    columns.facts.table = _rows_of(rule, columns)
    return columns.facts


def _completed(rule: Rule, columns: _Columns, world: World) -> Facts:
    """The columns that every kind of rule has, and the rows that belong to the population."""
    clock, values = rule.clock, columns.values
    values["force"], values["area"] = columns.text(rule.attribution.force), columns.text(rule.attribution.area)
    risks = [(certainly(truth(when, columns.wide, columns.at)), level) for when, level in rule.risk_when]
    values["risk"] = ibis.cases(*risks, else_=rule.risk) if risks else ibis.literal(rule.risk)
    if clock.deadline is not None:
        settled = _blank_unless_sure if clock.kind == "by_date" else _never_unless_sure
        columns.put_span("deadline", settled(moment(clock.deadline, columns.wide, columns.at)))
    if clock.pause:
        begins, ends = (moment(node, columns.wide, columns.at) for node in clock.pause)
        columns.put_span("pause_from", _never_unless_sure(begins))
        columns.put_span("pause_to", _blank_unless_sure(ends, sides=("hi",)))
    for index, (when, length) in enumerate(clock.lengths):
        if when is not None:
            values[f"option_{index}"] = truth(when, columns.wide, columns.at)
        if isinstance(length, ColumnLength):
            amount = columns.wide.value(columns.at, length.ref)
            values[f"amount_{index}"] = amount.between(0, LONGEST_AMOUNT).ifelse(amount, ibis.null("int64"))
    for index, excuse in enumerate(rule.excuses):
        values[f"excuse_{index}"] = truth(excuse.when, columns.wide, columns.at)
        if excuse.at is not None:
            since = _never_unless_sure(moment(excuse.at, columns.wide, columns.at))
            columns.put_span(f"excuse_{index}_at", _told(since, excuse, columns))
    if rule.ends:
        values.update(_ends(rule.ends, columns))
    columns.tie(rule)
    rows, facts = _rows_of(rule, columns), columns.facts
    if "row" not in values:  # no key of one column
        rows = rows.mutate(row=ibis.row_number().over(ibis.window()))
    elif world.shares.most(rule) and kind_of(rule) not in world.counted_alone:
        facts.ties = _ties(rule, world)
    says = "what the rule asks, answered for each row of its population"
    if kind_of(rule) in world.counted_alone:
        facts.population = world.staged("facts", says, rows, kept=True)
        facts.looked_at = _looked_at(rule, world)
        facts.table = _owing(rule, facts, facts.population)
    else:
        facts.table = world.staged("facts", says, _owing(rule, facts, rows), kept=facts.ties is None)
    return facts


def _never_unless_sure(span: Span) -> Span:
    """A moment whose latest is never where it may not have come."""
    return replace(span, hi=span.latest, exact=span.exact and span.sure is None, sure=None, one=None)


def _blank_unless_sure(span: Span, sides: tuple[str, ...] = ("lo", "hi")) -> Span:
    """A moment of which these sides are blank where it may not have come, or has no known end."""
    if span.sure is None:
        return replace(span, one=None)
    null = ibis.null("int64")
    blank = {side: span.come.ifelse(getattr(span, side).nullif(NEVER), null) for side in sides}
    return replace(span, **blank, exact=span.exact and len(sides) == 2, sure=None, one=None)


def _told(span: Span, excuse: ExcuseRule, columns: _Columns) -> Span:
    """An exception's moment: it may have been entered as late as the own rows that it is read from."""
    entered = [moment(ColumnMoment(ref), columns.wide, columns.at).hi for ref in excuse.entered
               if not excuse.known_later and columns.wide.holds(ref)]
    return replace(span, hi=ibis.greatest(span.hi, *(one.fill_null(-NEVER) for one in entered)), exact=False) if entered else span


def _looked_at(rule: Rule, world: World) -> Relation:
    """One row: how many rows the rule looks at. Those of two tables that meet are pairs; links lead to one row each."""
    if any(join.inner for join in rule.frame.joins):
        at = world.frames.own(rule, TIES).table
    else:
        at = world.frames.sight.seen(rule.frame.base).table
    return at.aggregate(looked_at=at.count())


def _ends(ends: tuple[EndRule, ...], columns: _Columns) -> dict[str, Value]:
    """The earliest end, possible (end_lo) and certain (end_hi); end_at and end_reason are those of the first certain one."""
    low, high, firsts, reasons = [], [], [], []
    for end in ends:
        span = moment(end.at, columns.wide, columns.at)
        answer = truth(end.when, columns.wide, columns.at)
        might, does = span.lo.notnull() & possibly(answer), span.come & certainly(answer)
        low.append(might.ifelse(span.lo, NEVER))
        high.append(does.ifelse(span.hi, NEVER))
        firsts.append(does.ifelse(span.lo, NEVER))
        reasons.append((does, span.lo, end.reason))
    first = least(firsts)
    return {"end_lo": least(low), "end_hi": least(high), "end_at": first,
            "end_reason": ibis.cases(*[(does & (lo == first), reason) for does, lo, reason in reasons], else_="")}


def least(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else ibis.least(*values)


def _period_facts(rule: Rule, world: World) -> Facts:
    """One row for each value of `per` and local month with a row that counts, or might."""
    assert rule.period is not None
    base, per = rule.frame.base, Ref(rule.frame.base, rule.period.per)
    wide = world.frames.own(rule)
    at, holder = wide.table, rule.attribution.holder
    happened = wide.value(at, Ref(base, world.tables[base].happened or ""))
    team = wide.value(at, holder.team) if holder and holder.team else ibis.null("string")
    force = wide.value(at, rule.attribution.force) if rule.attribution.force else ibis.null("string")
    rows = at.select(per=wide.value(at, per), happened=happened, counts=truth(rule.period.where, wide, at),
                     team=as_text(team), force=as_text(force))
    counts = rows.per.notnull() & rows.happened.notnull() & (rows.happened != -NEVER) & possibly(rows.counts)
    outside = rows.aggregate(outside=rows.count(where=~counts))
    rows = rows.filter(counts)
    rows = world.days.with_local(rows, "happened", "month", "month_begins", "month_ends")
    months = rows.group_by("per", "happened_month", "happened_month_begins", "happened_month_ends").aggregate(
        certain=rows.count(where=certainly(rows.counts)), team=rows.team.min(), force=rows.force.min())
    months = world.staged("months", f"{base}: each {rule.period.per} and month", months, kept=True)
    cells = {per: Cell("per", wide.cells[per].kind)}
    if rule.attribution.force:
        cells[rule.attribution.force] = Cell("force", "text")
    grouped = world.frames.with_needs(Wide(months, cells, world.as_at), needs_in(asked(rule)))
    at = grouped.table
    columns = _Columns(grouped, at, Facts(at))
    columns.values.update(
        subject=columns.text(rule.subject), trigger=at.happened_month,
        population=(at.certain > 0).ifelse(True, ibis.null("boolean")), owner=as_text(at.per),
        team=at.team, month_ends=at.happened_month_ends)
    columns.put_span("start", Span(at.happened_month_begins, at.happened_month_begins, exact=True))
    facts = _completed(rule, columns, world)
    facts.looked_at = outside
    return facts
