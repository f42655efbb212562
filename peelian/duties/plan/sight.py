"""What a run sees of each table: rows that had happened and been entered, moments masked to what was known then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, Value
from ibis.expr.types import Table as Relation

from peelian.clocks import NEVER
from peelian.duties.engines import records_name, shown_columns
from peelian.duties.plan.stages import Stages
from peelian.duties.plan.wide import IBIS_TYPES, Cell, Names, Wide
from peelian.records.tables import LATEST, Column, Table
from peelian.standards.rules import Ref


@dataclass
class Sight:
    """Every table as the run sees it, with the columns that some rule wants and no others. Each is read once."""

    tables: Mapping[str, Table]
    present: Mapping[str, set[str]]
    as_at: int
    stages: Stages
    names: Names
    nothing: Relation  # any relation that is always there, for tables that the records lack
    wanted: dict[str, set[str]] = field(default_factory=dict)
    _seen: dict[str, Wide] = field(default_factory=dict)

    def want(self, ref: Ref) -> None:
        self.wanted.setdefault(ref.table, set()).add(ref.column)

    def has(self, table: str) -> bool:
        return bool(self.present.get(table))

    def lacks(self, ref: Ref) -> bool:
        """Whether a column has no value in any row."""
        return self.seen(ref.table).cells[ref].name is None

    def seen(self, name: str) -> Wide:
        """The visible rows of a table; its columns stand under `table__column`."""
        if name not in self._seen:
            self._seen[name] = self._make(name)
        return self._seen[name]

    def _make(self, name: str) -> Wide:
        table = self.tables[name]
        columns = {one: column for one, column in table.all_columns.items() if one in self.wanted.get(name, ())}
        kinds = shown_columns(table, self.present.get(name, set()))
        if not kinds:
            return self._empty(name, columns)
        raw = ibis.table({one: IBIS_TYPES[kind] for one, kind in kinds.items()}, name=records_name(name))
        rows = self._visible(raw, table)
        cells, shown = {}, {}
        for one, column in columns.items():
            cell, values = self._column(name, one, column, raw, table)
            cells[Ref(name, one)] = cell
            shown.update(values)
        shown = shown or {self.names.column(name, table.key[0]): raw[table.key[0]]}
        placed = self.stages.add(f"seen_{name}", f"{name}: what the run sees of it", rows.select(**shown))
        return Wide(placed, cells, self.as_at)

    def _empty(self, name: str, columns: Mapping[str, Column]) -> Wide:
        """A table that the records lack: the columns, and no rows."""
        cells = {Ref(name, one): Cell(self.names.column(name, one), column.type, planned=column.planned)
                 for one, column in columns.items()}
        shown = {cell.name: ibis.null(IBIS_TYPES[cell.kind]) for cell in cells.values() if cell.name}
        shown = shown or {self.names.column(name, "nothing"): ibis.null("string")}
        rows = self.nothing.filter(ibis.literal(False)).select(**shown)
        return Wide(self.stages.add(f"seen_{name}", f"{name}: the records hold none", rows), cells, self.as_at)

    def _visible(self, raw: Relation, table: Table) -> Relation:
        rows = raw
        for moment in (table.happened, "entered_at"):
            if moment in raw.columns:
                rows = rows.filter(raw[moment].isnull() | (raw[moment] <= self.as_at))
        return rows

    def _column(self, name: str, one: str, column: Column, raw: Relation,
                table: Table) -> tuple[Cell, dict[str, Value]]:
        here = self.names.column(name, one)
        implying = [other for other in table.shown_by(one) if other in raw.columns] if column.is_moment else []
        if one not in raw.columns and not implying:
            return Cell(None, column.type, planned=column.planned), {}
        if not column.is_moment:
            return Cell(here, column.type), {here: self._stands(one, column, raw, table)}
        lo = raw[one] if one in raw.columns else ibis.null("int64")
        coarse = one + LATEST in raw.columns and one in raw.columns
        hi = raw[one + LATEST].fill_null(lo) if coarse else lo
        masked_lo, masked_hi = lo, hi
        if not column.planned:
            past = lo <= self.as_at
            masked_lo = past.ifelse(lo, ibis.null("int64"))
            masked_hi = past.ifelse(ibis.least(hi, self.as_at), ibis.null("int64"))
        if implying:
            unknown = self._implied(raw, table, lo, masked_lo, implying)
            masked_lo = unknown.ifelse(-NEVER, masked_lo)
            masked_hi = unknown.ifelse(self.as_at, masked_hi)
        values = {here: masked_lo}
        latest = self.names.column(name, one, "latest") if coarse else None
        if latest:
            values[latest] = masked_hi
        return Cell(here, column.type, latest, bool(implying), column.planned), values

    def _implied(self, raw: Relation, table: Table, told: Value, masked: Value, implying: list[str]) -> BooleanValue:
        """Where a moment that is not seen has come. What stands since the moment shows it only where that is blank."""
        moments = [other for other in implying if (found := table.column(other)) and found.is_moment]
        shown = masked.isnull() & self._any_known(raw, table, moments) if moments else ibis.literal(False)
        return shown | (told.isnull() & self._shown(raw, table, implying))

    def _shown(self, raw: Relation, table: Table, columns: list[str], asked: tuple[str, ...] = ()) -> BooleanValue:
        """Whether a column says that a blank moment has come, or is a blank moment itself of which another says so."""
        answers = [self._any_known(raw, table, columns)]
        for other in columns:
            further = [one for one in table.shown_by(other) if one in raw.columns and one not in asked]
            if further:
                answers.append(raw[other].isnull() & self._shown(raw, table, further, (*asked, other)))
        return reduce(lambda a, b: a | b, answers)

    def _any_known(self, raw: Relation, table: Table, columns: list[str]) -> BooleanValue:
        return reduce(lambda a, b: a | b, [self._known(raw, table, one) for one in columns])

    def _stands(self, one: str, column: Column, raw: Relation, table: Table) -> Value:
        """A column's value; where it has a `since`, null until that moment has come."""
        since = table.column(column.since) if column.since else None
        if column.since is None or since is None:
            return raw[one]
        moment = raw[column.since] if column.since in raw.columns else ibis.null("int64")
        come = moment.notnull() if since.planned else (moment <= self.as_at).fill_null(False)
        implying = [other for other in table.shown_by(column.since) if other in raw.columns]
        if implying:
            come = come | (moment.isnull() & self._shown(raw, table, implying))
        return come.ifelse(raw[one], ibis.null(raw[one].type()))

    def _known(self, raw: Relation, table: Table, other: str) -> Value:
        column = table.column(other)
        if column is not None and column.is_moment and not column.planned:
            return (raw[other] <= self.as_at).fill_null(False)
        if column is not None and column.type == "bool":
            return raw[other].fill_null(False)  # a no says nothing of when
        return raw[other].notnull()
