"""A wide table: one row for each row of a frame, with every linked column and gathered need that rules look at.

It knows where a column of a rule stands, so that conditions and moments are written once for all tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any as AnyValue
from typing import NamedTuple

import ibis
from ibis.expr.types import BooleanValue, Value
from ibis.expr.types import Table as Relation

from peelian.clocks import NEVER
from peelian.records.tables import Table
from peelian.standards.rules import Ref, RelatedRows

IBIS_TYPES = {"id": "string", "text": "string", "enum": "string", "bool": "boolean", "int": "int64", "num": "float64",
              "moment": "int64", "date": "int64"}
LONGEST = 60  # PostgreSQL cuts longer names


@dataclass(frozen=True)
class Span:
    """A moment between lo and hi, both null where it has not happened. exact: lo and hi are one expression.

    implied: lo may be -NEVER (it has happened, nobody knows when). sure: false where it may not have come at all, and then it lies
    between lo and hi if it has; None where every moment that is there has come. one: false where it is that of one record or of
    another, and not one coarse time; None where it is of one.
    """

    lo: Value
    hi: Value
    exact: bool = False
    implied: bool = False
    sure: BooleanValue | None = None
    one: BooleanValue | None = None

    @property
    def come(self) -> BooleanValue:
        """Whether it surely has come."""
        there = self.lo.notnull()
        return there if self.sure is None else there & self.sure.fill_null(False)

    @property
    def latest(self) -> Value:
        """The end of what it may be: never, where it may not have come."""
        return self.hi if self.sure is None else ((~self.sure).fill_null(False) & self.lo.notnull()).ifelse(NEVER, self.hi)


class Nearest(NamedTuple):
    """What is known beforehand of the first or last of related rows: as in `Span`; planned: it may lie ahead."""

    exact: bool
    implied: bool
    planned: bool


@dataclass(frozen=True)
class Cell:
    """Where a column stands. name: None where the extract lacks it. latest: the column of a coarse moment's hi."""

    name: str | None
    kind: str
    latest: str | None = None
    implied: bool = False
    planned: bool = False


@dataclass
class Names:
    """Column names that every engine accepts: table and column in words, shortened where they are too long."""

    given: dict[tuple[str, ...], str] = field(default_factory=dict)

    def column(self, *words: str) -> str:
        if words not in self.given:
            name = "__".join(words)
            self.given[words] = name if len(name) <= LONGEST else f"{name[:LONGEST - 6]}_{len(self.given)}"
        return self.given[words]


@dataclass(frozen=True)
class Wide:
    """table: the relation. cells: where each column stands. needs: (word, related rows) -> its columns, by what each says.

    unseen: linked table -> the column that says whether a link leads to a row of it that is not seen.
    """

    table: Relation
    cells: Mapping[Ref, Cell]
    as_at: int
    needs: Mapping[tuple[str, RelatedRows], Mapping[str, str]] = field(default_factory=dict)
    nearest: Mapping[tuple[str, RelatedRows], Nearest] = field(default_factory=dict)
    unseen: Mapping[str, str] = field(default_factory=dict)

    def value(self, at: Relation, ref: Ref) -> Value:
        """A column as it stands in `at`, a relation that still holds the wide columns; null where it is lacking."""
        cell = self.cells[ref]
        return ibis.null(IBIS_TYPES[cell.kind]) if cell.name is None else at[cell.name]

    def holds(self, ref: Ref) -> bool:
        """Whether the records have this column, and it stands here."""
        return ref in self.cells and self.cells[ref].name is not None

    def is_unseen(self, at: Relation, *tables: str) -> BooleanValue | None:
        """Whether one of these tables' rows is named and not seen; None where none of them is linked."""
        return any_of([at[self.unseen[table]] for table in dict.fromkeys(tables) if table in self.unseen])

    def key_unseen(self, at: Relation, rows: RelatedRows) -> BooleanValue | None:
        """Whether what ties rows to the duty stands in a row that is not seen: then nobody knows which they are."""
        refs = dict.fromkeys(ref for _, ref in rows.keys if ref.table in self.unseen)
        return any_of([at[self.unseen[ref.table]] & self.value(at, ref).isnull() for ref in refs])

    def span(self, at: Relation, ref: Ref) -> Span:
        unseen = self.is_unseen(at, ref.table) if ref.column != "entered_at" else None
        seen = self.seen_span(at, ref)
        return seen if unseen is None else self.unless(unseen, seen, planned=self.cells[ref].planned)

    def unless(self, unseen: BooleanValue, span: Span, *, planned: bool) -> Span:
        """The span of a moment that may have come or not where a row is not seen."""
        latest = NEVER if planned else self.as_at
        sure = span.sure if span.sure is not None else ibis.literal(True)
        return Span(unseen.ifelse(-NEVER, span.lo), unseen.ifelse(latest, span.hi), implied=True, sure=~unseen & sure, one=span.one)

    def seen_span(self, at: Relation, ref: Ref) -> Span:
        cell = self.cells[ref]
        if cell.name is None:
            nothing = ibis.null("int64")
            return Span(nothing, nothing, exact=True)
        lo = at[cell.name]
        if cell.latest is not None:
            return Span(lo, at[cell.latest], implied=cell.implied)
        if cell.implied:
            return Span(lo, self.unknown_hi(lo), implied=True)
        return Span(lo, lo, exact=True)

    def unknown_hi(self, lo: Value) -> Value:
        """The hi of an exact moment that may be unknown: it happened at `lo`, or at some time until now."""
        return (lo == -NEVER).ifelse(self.as_at, lo)

    def is_moment(self, ref: Ref) -> bool:
        return self.cells[ref].kind in ("moment", "date")

    def over(self, table: Relation, **changes: AnyValue) -> Wide:
        return replace(self, table=table, **changes)


def any_of(answers: list[BooleanValue]) -> BooleanValue | None:
    """Whether any of them holds; None of none."""
    return reduce(lambda a, b: a | b, answers) if answers else None


def key_text(wide: Wide, at: Relation, table: Table) -> Value:
    """A row's key as one text, columns joined by "|"; a missing part is empty."""
    refs = [Ref(table.table, column) for column in table.key]
    text = as_text(wide.value(at, refs[0])).fill_null("")
    for ref in refs[1:]:
        text = text + "|" + as_text(wide.value(at, ref)).fill_null("")
    return text


def as_text(value: Value) -> Value:
    """A value as text; truth values as they are written elsewhere."""
    if value.type().is_boolean():
        return ibis.cases((value, "True"), (~value, "False"), else_=ibis.null("string"))
    return value if value.type().is_string() else value.cast("string")


def linked(left: Relation, right: Relation, on: list[AnyValue], take: Mapping[str, str], how: str = "left") -> Relation:
    """left joined to right, keeping all of left's columns and `take` (new name -> column) of right's."""
    joined = left.join(right, on, how=how)
    return joined.select([left[name] for name in left.columns] + [right[old].name(new) for new, old in take.items()])


def without(at: Relation, *names: str) -> Relation:
    return at.select(*[name for name in at.columns if name not in names])
