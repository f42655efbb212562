"""Every table as one run sees it, with lookups. No optimisation beyond an index for each key that is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from peelian.clocks import LocalCalendar
from peelian.duties.reference.sight import Row, Span, Unseen, key_text, unseen_row, visible_rows
from peelian.records.tables import Table
from peelian.standards.rules import Frame, Join, Ref, Rule

Context = dict[str, Row | None]  # table of the frame -> its row; None where nothing is linked, Unseen where a link leads nowhere
Watcher = Callable[[str, bool | None, Sequence[tuple[str, str]]], None]


class World:
    """The visible records of one run. `watch` is told every clause answered, for coverage and explanation."""

    def __init__(self, tables: dict[str, Table], rows: Mapping[str, Sequence[Mapping[str, Any]]],
                 calendar: LocalCalendar, as_at: int, watch: Watcher | None = None):
        self.tables, self.calendar, self.as_at, self.watch = tables, calendar, as_at, watch
        self.rows: dict[str, list[Row]] = {
            name: visible_rows(tables[name], rows.get(name, ()), as_at) for name in tables}
        self._unseen = {name: unseen_row(table, as_at) for name, table in tables.items()}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[Row]]] = {}
        self.taken: dict[Rule, frozenset[str]] = {}  # the records that a rule looks at, by the keys of what starts its clock

    def matching(self, table: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> list[Row]:
        """Visible rows whose columns equal the values; a null equals nothing."""
        if any(value is None for value in values):
            return []
        index = self._indexes.get((table, columns))
        if index is None:
            index = defaultdict(list)
            for row in self.rows[table]:
                index[tuple(row.get(column) for column in columns)].append(row)
            self._indexes[(table, columns)] = index
        return index.get(values, [])

    def contexts(self, frame: Frame, start: Row) -> list[Context]:
        """The frame's rows for one base row: inner joins multiply, left joins add a row or None."""
        found: list[Context] = [{frame.base: start}]
        for join in frame.joins:
            columns = tuple(column for _, column in join.on)
            grown: list[Context] = []
            for context in found:
                values = tuple(value_of(context, ref) for ref, _ in join.on)
                linked = self.matching(join.table, columns, values)
                if join.inner:
                    grown.extend({**context, join.table: row} for row in linked)
                else:
                    grown.append({**context, join.table: linked[0] if linked else self._not_found(context, join, values)})
            found = grown
        return found

    def _not_found(self, context: Context, join: Join, values: tuple[Any, ...]) -> Row | None:
        """Nothing is linked where no link is told; one that leads nowhere, or through such a row, leads to what is not seen."""
        lost = any(is_unseen(context, ref.table) for ref, _ in join.on)
        if not lost and None in values:
            return None
        return Unseen({**self._unseen[join.table], **{column: value for (_, column), value in zip(join.on, values, strict=True)}})

    def is_date(self, ref: Ref) -> bool:
        column = self.tables[ref.table].column(ref.column)
        return column is not None and column.type == "date"

    def key(self, table: str, row: Row) -> str:
        return key_text(self.tables[table], row)

    def told(self, place: str, answer: bool | None, records: Sequence[tuple[str, str]] = ()) -> None:
        if self.watch:
            self.watch(place, answer, records)


def is_unseen(context: Context, table: str) -> bool:
    return isinstance(context.get(table), Unseen)


def value_of(context: Context, ref: Ref) -> Any:
    """A column's value (moments as Span), None where the row or the value is missing."""
    row = context.get(ref.table)
    return None if row is None else row.get(ref.column)


def span_of(context: Context, ref: Ref) -> Span | None:
    value = value_of(context, ref)
    return value if isinstance(value, Span) else None
