"""Which tables and columns a rule cannot do without, derived from the rule itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from peelian.clocks import WORKING_DAY
from peelian.records.tables import Table
from peelian.standards.blank import IN_EVERY_ROW, decided_by_blank
from peelian.standards.rules import (
    All,
    Any,
    ColumnLength,
    ColumnMoment,
    CountedRule,
    Frame,
    Has,
    Later,
    ManyMoments,
    MomentNode,
    Need,
    Node,
    Not,
    Ref,
    RelatedMoment,
    RelatedRows,
    Resolved,
    Rule,
    Test,
)

Present = Mapping[str, set[str]]  # table -> the columns that an extract holds


def related_of_moment(node: MomentNode | None) -> Iterator[RelatedRows]:
    """The related rows that a moment looks at."""
    if isinstance(node, RelatedMoment):
        yield node.rows
    elif isinstance(node, ManyMoments):
        for part in node.parts:
            yield from related_of_moment(part)


def needs_of(rule: Rule | CountedRule, tables: Mapping[str, Table]) -> set[Need]:
    """Every (table, column) that the rule reads, without what is optional (force, area, holder; `entered_at`, where the rule's own
    words do not name it)."""
    found = set(_frame(rule.frame))
    if isinstance(rule, CountedRule):
        found.update(_node(rule.where))
        found.update(_moment(rule.month))
        found.update(_ref(ref) for ref in (*rule.key, rule.value, rule.category) if ref is not None)
    else:
        found.update(_duty(rule, tables))
    found.update(_since(found, tables))
    return {need for need in found if need.column != "force_code"}


def _since(found: Iterable[Need], tables: Mapping[str, Table]) -> list[Need]:
    """The moments that say since when the columns have their values."""
    columns = [(need.table, tables[need.table].column(need.column)) for need in found if need.table in tables]
    return [Need(table, column.since) for table, column in columns if column is not None and column.since]


def _duty(rule: Rule, tables: Mapping[str, Table]) -> Iterator[Need]:
    yield from (_ref(ref) for ref in (rule.subject, *rule.triggers))
    yield from _node(rule.where)
    clock = rule.clock
    for moment in (clock.starts, clock.deadline, *(clock.pause or ())):
        yield from _moment(moment)
    for when, length in clock.lengths:
        yield from _node(when)
        if isinstance(length, ColumnLength):
            yield _ref(length.ref)
    for group in rule.proofs:
        for step in group:
            yield from _moment(step.moment)
            if step.rows is not None:
                yield from _related(step.rows)
                yield from _correlations(step.rows, rule)
    for excuse in rule.excuses:
        yield from _node(excuse.when)
        yield from (need for need in _moment(excuse.at) if need.column != "entered_at")  # where it is held, it is looked at too
    for end in rule.ends:
        yield from _node(end.when)
        yield from _moment(end.at)
    for when, _ in rule.risk_when:
        yield from _node(when)
    for grouped in (rule.period, rule.nth):
        if grouped is not None:
            yield from _node(grouped.where)
            yield Need(rule.frame.base, grouped.per)
            yield Need(rule.frame.base, tables[rule.frame.base].happened or grouped.per)


def _correlations(rows: RelatedRows, rule: Rule) -> Iterator[Need]:
    for tie in rows.correlations:
        yield Need(rows.frame.base, tie.column)
        holder = rule.attribution.holder
        if tie.against is not None:
            yield _ref(tie.against)
        elif holder is not None and holder.record and holder.same and holder.since and holder.owner_column:
            for column in (holder.same, holder.since, holder.owner_column):
                yield Need(holder.record, column)
        elif holder is not None and holder.owner is not None:
            yield _ref(holder.owner)


def _frame(frame: Frame) -> Iterator[Need]:
    for join in frame.joins:
        for left, column in join.on:
            yield _ref(left)
            yield Need(join.table, column)


def _ref(ref: Ref) -> Need:
    return Need(ref.table, ref.column)


def _node(node: Node | None) -> Iterator[Need]:
    if isinstance(node, Test):
        yield _ref(node.ref)
        if node.since is not None:
            yield _ref(node.since)
        if isinstance(node.value, Ref | Later):
            yield _ref(node.value if isinstance(node.value, Ref) else node.value.ref)
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from _node(part)
    elif isinstance(node, Not):
        yield from _node(node.part)
    elif isinstance(node, Has):
        yield from _related(node.rows)


def _related(rows: RelatedRows) -> Iterator[Need]:
    yield from _frame(rows.frame)
    yield from _node(rows.where)
    for column, ref in rows.keys:
        yield Need(rows.frame.base, column)
        yield _ref(ref)
    if rows.at is not None:
        yield Need(rows.frame.base, rows.at)


def _moment(node: MomentNode | None) -> Iterator[Need]:
    if isinstance(node, ColumnMoment):
        yield _ref(node.ref)
    elif isinstance(node, RelatedMoment):
        yield from _related(node.rows)
    elif isinstance(node, ManyMoments):
        for part in node.parts:
            yield from _moment(part)


def standard_needs(resolved: Resolved, tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """Table -> columns, sorted, that the whole standard reads."""
    found: dict[str, set[str]] = {}
    rules: list[Rule | CountedRule] = [*resolved.duties, *resolved.counted]
    for rule in rules:
        for need in needs_of(rule, tables):
            found.setdefault(need.table, set()).add(need.column)
    return {table: sorted(columns) for table, columns in sorted(found.items())}


@dataclass(frozen=True)
class Measurable:
    """What an extract lets a standard say. verdict: can, partly, cannot. missing: tables and columns that it lacks."""

    standard: str
    verdict: str
    missing: tuple[str, ...]
    unchecked: tuple[str, ...] = ()  # what its population check lacks
    in_part: tuple[str, ...] = ()  # the first days in force (ISO 8601) of editions of which some rule cannot be evaluated


def measurable(standard: str, resolved: Resolved, tables: Mapping[str, Table], present: Present,
               blank: Collection[Need] = ()) -> Measurable:
    """Whether every rule, some rules, or none can be evaluated with the columns present, of which `blank` say nothing."""
    rules: list[Rule | CountedRule] = [*resolved.duties]
    rules += [one for one in resolved.counted if one.role != "population_check"]
    checks = [one for one in resolved.counted if one.role == "population_check"]
    lacking = [missing_for(rule, tables, present, blank) for rule in rules]
    unchecked = tuple(sorted({word for rule in checks for word in missing_for(rule, tables, present, blank)}))
    whole = [not one for one in lacking]
    missing = tuple(sorted({*unchecked, *(word for one in lacking for word in one)}))
    indicator = any(isinstance(rule, CountedRule) for rule in rules)  # half of a ratio says nothing
    if not any(whole) or (indicator and not all(whole)):
        return Measurable(standard, "cannot", missing, unchecked)
    in_part = tuple(sorted({rule.edition.partition("/")[0] for rule, words in zip(rules, lacking, strict=True) if words}))
    return Measurable(standard, "can" if not missing else "partly", missing, unchecked, in_part)


def missing_for(rule: Rule | CountedRule, tables: Mapping[str, Table], present: Present,
                blank: Collection[Need] = ()) -> set[str]:
    """What one rule lacks: a table's name where the whole table is absent, else table.column, said where it is only blank."""
    lacking = missing_columns(needs_of(rule, tables), present)
    return lacking or {f"{need.table}.{need.column}{IN_EVERY_ROW}" for need in decided_by_blank(rule, blank)}


def missing_columns(needs: Iterable[Need], present: Present) -> set[str]:
    return {need.table if need.table not in present else f"{need.table}.{need.column}"
            for need in needs if need.column not in present.get(need.table, set())}


def leaning(rule: Rule | CountedRule, tables: Mapping[str, Table]) -> set[str]:
    """The "as extracted" columns that a rule reads, those of area and holder too: a past run says that it leans on them."""
    found = set()
    for need in {*needs_of(rule, tables), *_attributed(rule)}:
        column = tables[need.table].column(need.column) if need.table in tables else None
        if column is not None and column.as_extracted:
            found.add(f"{need.table}.{need.column}")
    return found


def leans_on_calendar(rule: Rule) -> bool:
    """Whether the calendar has to say which days count, so that nothing outside its days can be judged."""
    lengths = [*(length for _, length in rule.clock.lengths), *([rule.nth.within] if rule.nth else [])]
    return any(one.unit == WORKING_DAY if isinstance(one, ColumnLength) else one.leans_on_days for one in lengths)


def _attributed(rule: Rule | CountedRule) -> Iterator[Need]:
    """The columns that say whose duty it is."""
    shown = rule.attribution
    holder = shown.holder
    yield from (_ref(ref) for ref in (shown.force, shown.area) if ref is not None)
    if holder is not None and holder.record:
        yield from (Need(holder.record, column) for column in (holder.owner_column, holder.team_column) if column)
    elif holder is not None:
        yield from (_ref(ref) for ref in (holder.owner, holder.team) if ref is not None)
