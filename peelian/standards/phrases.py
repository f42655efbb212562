"""Conditions, moments and related records as clauses of plain English.

The words come from the tables: what a table or a column is called, and what its meaning says. A meaning that begins
with "When" gives what happened ("the log was closed"); one that begins with "Whether" gives what was so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from peelian.clocks import Duration, LocalCalendar
from peelian.records.tables import Column, Table
from peelian.standards.rules import (
    ALWAYS,
    All,
    Any,
    ColumnLength,
    ColumnMoment,
    Correlation,
    Has,
    Later,
    Length,
    ManyMoments,
    MomentNode,
    Node,
    Not,
    ProofStep,
    Ref,
    RelatedMoment,
    RelatedRows,
    Rule,
    Test,
)

COMPARED = {"at_least": "at least", "at_most": "at most", "more_than": "more than", "less_than": "less than"}
ORDERED_BY = {"before": "earlier than", "after": "later than", "on_or_before": "no later than", "on_or_after": "no earlier than"}
ORDERED = {"before": "before", "after": "after", "on_or_before": "no later than when", "on_or_after": "no earlier than when"}


def words(name: str) -> str:
    """A table's or column's name as words."""
    return name.removesuffix("_id").replace("_", " ")


def listed(items: Iterable[str], last: str = "or") -> str:
    """"a, b or c"."""
    known = list(items)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} {last} {known[-1]}" if known else ""


def a(noun: str) -> str:
    article = "an" if noun[:1].lower() in "aeiou" and not noun.lower().startswith(("unit", "use", "one")) else "a"
    return f"{article} {noun}"


class Phrases:
    """Says parts of a rule in the words of a library's tables and calendar."""

    def __init__(self, tables: Mapping[str, Table], calendar: LocalCalendar):
        self.tables, self.calendar = tables, calendar

    # Moments and proofs.

    def length(self, one: Duration | ColumnLength, base: str = "") -> str:
        if isinstance(one, ColumnLength):
            return f"as many {one.unit}s as {self._column(one.ref, base)} says"
        name = one.leaving_out or ""
        return str(one).replace(name, self.calendar.spoken_sets.get(name, words(name))) if name else str(one)

    def moment(self, node: MomentNode | None) -> str:
        """A moment, as a noun or as a clause with "when"."""
        if isinstance(node, ColumnMoment):
            event, lasting = self._event(node.ref), _clause(self.found(node.ref), "Since when ")
            if lasting:
                return f"the time since when {lasting}"
            return f"when {event}" if event else self._column(node.ref)
        if isinstance(node, RelatedMoment):
            rows = node.rows
            event = self._event(Ref(rows.frame.base, rows.at or ""))
            if event and self._same_row(rows):
                return f"when {event},{self.where(rows.where, rows.frame.base)}".rstrip(",")
            which = "last" if node.last else "first"
            if rows.at == self.tables[rows.frame.base].happened:
                return f"the {which} {self.related(rows)}"
            if event:
                return f"the {which} time when {event} ({a(self._undated(rows))})"
            return f"the {self.name(Ref(rows.frame.base, rows.at or ''))} of the {which} {self.related(rows)}"
        if isinstance(node, ManyMoments):
            which = "latest" if node.latest else "earliest"
            return f"the {which} of ({'; '.join(self.moment(part) for part in node.parts)})"
        return "the run's moment"

    def _same_row(self, rows: RelatedRows) -> bool:
        """Whether the related row is the duty's own row again."""
        base = rows.frame.base
        return sorted(rows.keys) == sorted((column, Ref(base, column)) for column in self.tables[base].key)

    def _one_row(self, rows: RelatedRows) -> bool:
        """Whether the related row is the one to which the duty's records link."""
        links = [(column, found.link) for column, ref in rows.keys if (found := self.found(ref)) and found.link]
        return links == [(column, f"{rows.frame.base}.{column}") for column in self.tables[rows.frame.base].key]

    def related(self, rows: RelatedRows) -> str:
        """Related rows, and by which of their moments they are dated where it is not the usual one."""
        base = rows.frame.base
        event = self._event(Ref(base, rows.at or "")) if rows.at != self.tables[base].happened else ""
        dated = f", dated by when {event}" if event else ""
        return f"{self._undated(rows)}{dated}"

    def _undated(self, rows: RelatedRows) -> str:
        base = rows.frame.base
        return f"{self.noun(base)}{self._same(rows)}{self.where(rows.where, base, self._ties(rows))}"

    def _same(self, rows: RelatedRows) -> str:
        """Of what the related row is, by the columns that tie it to the duty."""
        named = [self._subject(ref) for column, ref in rows.keys if not self._points_back(rows, column, ref)]
        return f" for this {listed(dict.fromkeys(named), 'and')}" if named else ""

    def _subject(self, ref: Ref) -> str:
        """What a key names: a row of its own table, or of the table to which it links under the same name."""
        column = self.found(ref)
        linked, _, key = (column.link if column and column.link else f"{ref.table}.{ref.column}").partition(".")
        return self.noun(linked) if [key] == self.tables[linked].key and key == ref.column else self.name(ref)

    def _points_back(self, rows: RelatedRows, column: str, ref: Ref) -> bool:
        """Whether a row's column names another row of its own table, as one that repeats or replaces it."""
        return ref.table == rows.frame.base and column != ref.column

    def _ties(self, rows: RelatedRows) -> list[str]:
        base = rows.frame.base
        said = [f"the {self.name(Ref(base, column))} is this {self.noun(base)}" for column, ref in rows.keys
                if self._points_back(rows, column, ref)]
        return said + [self.tie(tie, base) for tie in rows.correlations]

    def tie(self, tie: Correlation, base: str) -> str:
        """A related row's column against the duty's, or against who held it."""
        other = "whoever holds the matter at that time" if tie.against is None else self._column(tie.against)
        return f"the {self.name(Ref(base, tie.column))} is {'' if tie.operation == 'same_as' else 'not '}{other}"

    def proof(self, step: ProofStep) -> str:
        """What has to be so, as a clause."""
        if step.rows is not None:
            base = step.rows.frame.base
            event = self._event(Ref(base, step.rows.at or ""))
            if event and (self._same_row(step.rows) or self._one_row(step.rows)):
                named = base if self._same_row(step.rows) else ""
                return f"{_present(event)},{self.where(step.rows.where, named, self._ties(step.rows))}".rstrip(",")
            return f"there is {a(self.related(step.rows))}"
        if isinstance(step.moment, ColumnMoment):
            event = self._event(step.moment.ref)
            return _present(event) if event else f"{self._column(step.moment.ref)} is recorded"
        return f"there is {self.moment(step.moment)}"

    # Conditions.

    def where(self, node: Node, base: str, ties: Iterable[str] = ()) -> str:
        must, must_not = self._sides(node, base)
        must += ties
        so = f" where {' and '.join(must)}" if must else ""
        return so + (f", but not where {' or where '.join(must_not)}" if must_not else "")

    def condition(self, node: Node, base: str = "") -> str:
        """A condition as a clause; empty where it always holds."""
        if node == ALWAYS:
            return ""
        if isinstance(node, All):
            must, must_not = self._sides(node, base)
            exceptions = f"not where {' or where '.join(must_not)}" if must_not else ""
            return ", but ".join(one for one in (" and ".join(must), exceptions) if one)
        if isinstance(node, Any):
            return "(" + "; or ".join(self.condition(part, base) for part in node.parts) + ")"
        if isinstance(node, Not):
            return f"it is not so that {self.condition(node.part, base)}"
        if isinstance(node, Has):
            many = "" if node.at_least == 1 else f"at least {node.at_least} times "
            return f"{many}there is {a(self.related(node.rows))}"
        return self._test(node, base)

    def _sides(self, node: Node, base: str) -> tuple[list[str], list[str]]:
        """What must be so, and what must not."""
        must, must_not = [], []
        for part in _flat(node):
            opposite = _opposite(part)
            if opposite is None:
                must.append(self.condition(part, base))
            else:
                must_not.append(self.condition(opposite, base))
        return must, must_not

    def _test(self, test: Test, base: str) -> str:
        column = self.found(test.ref)
        operation, value = test.operation, test.value
        event = self._event(test.ref)
        if operation == "known":
            lasting = _clause(column, "Since when ")
            said = "recorded" if value else "not recorded"
            if event or lasting:
                return f"it is {said} {f'when {event}' if event else f'since when {lasting}'}"
            return f"{self._column(test.ref, base)} is {said}"
        if value is True or value is False:
            return self._mark(test.ref, column, base, so=value)
        if isinstance(value, Ref) and operation in ORDERED:
            left = event or f"{self._column(test.ref, base)} is"
            return f"{left} {ORDERED[operation]} {self._event(value) or self._column(value, base)}"
        if isinstance(value, Later):
            left = event or f"{self._column(test.ref, base)} is"
            return f"{left} {ORDERED_BY[operation]} {value.length} after {self._event(value.ref) or self._column(value.ref, base)}"
        name = self._column(test.ref, base)
        if isinstance(value, Ref):
            return f"{name} is {'the same as' if operation == 'same_as' else 'other than'} {self._column(value, base)}"
        if isinstance(value, tuple):
            spoken = listed(_spoken(item, column) for item in value)
            return f"{name} is {'' if operation == 'in' else 'not '}{spoken}"
        if operation in COMPARED:
            return f"{name} is {COMPARED[operation]} {value}{_unit(column, value)}"
        return f"{name} is {_spoken(value, column)}"

    def _mark(self, ref: Ref, column: Column | None, base: str, *, so: bool) -> str:
        clause = _clause(column, "Whether ")
        if clause:
            return clause if so else f"it is not so that {clause}"
        return f"{self._column(ref, base)} is {'' if so else 'not '}marked"

    # Words of tables.

    def noun(self, table: str) -> str:
        found = self.tables.get(table)
        return found.called if found and found.called else words(table)

    def found(self, ref: Ref) -> Column | None:
        table = self.tables.get(ref.table)
        return table.column(ref.column) if table else None

    def name(self, ref: Ref) -> str:
        column = self.found(ref)
        return column.called if column and column.called else words(ref.column)

    def _column(self, ref: Ref, base: str = "") -> str:
        name = self.name(ref)
        return f"the {name}" if ref.table == base else f"the {self.noun(ref.table)}'s {name}"

    def _event(self, ref: Ref) -> str:
        """What happened at a moment, as a clause in the past; empty where its meaning does not begin with "When"."""
        return _clause(self.found(ref), "When ")


def _clause(column: Column | None, start: str) -> str:
    """What a meaning says after its first word, without what it adds behind a semicolon."""
    if column is None or not column.meaning.startswith(start):
        return ""
    return column.meaning.removeprefix(start).split(";")[0].strip().rstrip(".")


def _present(event: str) -> str:
    """What happened, as what has to happen."""
    for past, present in ((" was ", " is "), (" were ", " are ")):
        if past in event:
            return event.replace(past, present, 1)
    return f"this is on record: {event}"


def starting_at(moment: str) -> str:
    return moment if moment.startswith("when ") else f"from {moment}"


def within_reach(rule: Rule) -> list[tuple[Node | None, Length]]:
    """The lengths of a clock that a row of the rule's population can come to: what the population rules out is not said."""
    must = [_bare(part) for part in _flat(rule.where)]
    found: list[tuple[Node | None, Length]] = []
    for when, length in rule.clock.lengths:
        parts = [_bare(part) for part in _flat(when or ALWAYS)]
        if all(part in must for part in parts):
            return [*found, (None, length)]
        if not any(_against(part) in must for part in parts):
            found.append((when, length))
    return found


def _bare(node: Node) -> Node:
    """A test wherever it stands."""
    return replace(node, place="") if isinstance(node, Test) else node


def _against(node: Node) -> Node | None:
    """What cannot hold beside a test."""
    return replace(node, value=not node.value) if isinstance(node, Test) and isinstance(node.value, bool) else None


def _flat(node: Node) -> Iterable[Node]:
    if isinstance(node, All):
        for part in node.parts:
            yield from _flat(part)
    else:
        yield node


def _opposite(node: Node) -> Node | None:
    """The positive of what may not be so; None for what must be."""
    if isinstance(node, Not):
        return node.part
    if isinstance(node, Test) and node.value is False and node.operation in ("is", "known"):
        return Test(node.ref, node.operation, True, node.place, node.since)
    return None


def _spoken(value: object, column: Column | None) -> str:
    if column is None:
        return words(str(value))
    return f"“{value}”" if column.type == "text" else column.value_called(value)


def _unit(column: Column | None, value: object) -> str:
    """The unit of a number, unless the column's name says what is counted."""
    if column is None or not column.unit or (column.called or "").startswith("number"):
        return ""
    return f" {column.unit.removesuffix('s') if value == 1 else column.unit}"
