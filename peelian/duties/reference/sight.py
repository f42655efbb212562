"""What a run sees of the records at its moment: visible rows, and moments as spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from peelian.clocks import NEVER
from peelian.records.tables import LATEST, Column, Table


class Span(NamedTuple):
    """A moment known to lie between `lo` and `hi` (microseconds, UTC); equal where it is exact. sure: False where it may not have
    come at all; then it lies there if it has. one: False where it is that of one record or of another, and not one coarse time."""

    lo: int
    hi: int
    sure: bool = True
    one: bool = True

    @property
    def latest(self) -> int:
        """The end of what it may be: never, where it may not have come."""
        return self.hi if self.sure else NEVER


Row = dict[str, Any]  # column -> value; moments are Span or None
NOT_YET = Span(NEVER, NEVER)


class Unseen(Row):
    """A row that another one names and the run does not see: no value is known, and every moment may have come or not."""


def unseen_row(table: Table, as_at: int) -> Unseen:
    """Of such a row only what the link says is known, which is put in later."""
    return Unseen({name: unknown_moment(column, as_at) if column.is_moment and name != "entered_at" else None
                   for name, column in table.all_columns.items()})


def unknown_moment(column: Column, as_at: int) -> Span:
    return Span(-NEVER, NEVER if column.planned else as_at, sure=False)


def together(spans: Sequence[Span], *, latest: bool) -> Span | None:
    """The earliest (or latest) of several moments, each of which may not have come. None of none."""
    surely = [span for span in spans if span.sure]
    if not spans:
        return None
    lo, hi = min(span.lo for span in spans), max(span.hi for span in spans)
    if surely and latest:
        lo = max(span.lo for span in surely)
    elif surely:
        hi = min(span.hi for span in surely)
    return Span(lo, hi, bool(surely), spans[0].one if len(spans) == 1 else lo == hi)


def visible_rows(table: Table, rows: Iterable[Mapping[str, Any]], as_at: int) -> list[Row]:
    """The rows that had happened and been entered by `as_at`, each masked to what was known then."""
    seen = []
    for raw in rows:
        happened = raw.get(table.happened) if table.happened else None
        if happened is not None and happened > as_at:
            continue
        entered = raw.get("entered_at")
        if entered is not None and entered > as_at:
            continue
        seen.append(_masked(table, raw, as_at))
    return seen


def _masked(table: Table, raw: Mapping[str, Any], as_at: int) -> Row:
    row: Row = {}
    for name, column in table.all_columns.items():
        value = raw.get(name)
        if column.is_moment:
            latest = raw.get(name + LATEST)
            row[name] = None if value is None else _span(value, latest, column.planned, as_at)
        else:
            row[name] = value
    shown = [name for name, column in table.all_columns.items()
             if column.is_moment and row[name] is None and _shown(table, name, raw, row)]
    row.update(dict.fromkeys(shown, Span(-NEVER, as_at)))
    for name, column in table.all_columns.items():
        if column.since and not column.is_moment and (row[column.since] is None or _to_come(table, column.since, raw, as_at)):
            row[name] = None  # it has this value only since a moment that has not come
    return row


def _shown(table: Table, moment: str, raw: Mapping[str, Any], row: Row, asked: tuple[str, ...] = ()) -> bool:
    """Whether other columns show that a moment that is not seen has come: another moment that is seen or, where this one is blank,
    a value, or another blank moment that is shown so. What stands since the moment does not, where that has yet to come."""
    blank = raw.get(moment) is None
    for other in table.shown_by(moment):
        column = table.column(other)
        if column is None or other in asked:
            continue
        chained = column.is_moment and blank and raw.get(other) is None and _shown(table, other, raw, row, (*asked, moment))
        if chained or (row[other] not in (None, False) and (blank or column.is_moment)):
            return True
    return False


def _to_come(table: Table, moment: str, raw: Mapping[str, Any], as_at: int) -> bool:
    value = raw.get(moment)
    return value is not None and value > as_at and not table.all_columns[moment].planned


def _span(lo: int, latest: int | None, planned: bool, as_at: int) -> Span | None:
    hi = lo if latest is None else latest
    if planned:
        return Span(lo, hi)
    return None if lo > as_at else Span(lo, min(hi, as_at))


def key_text(table: Table, row: Row) -> str:
    """The row's key as one text, columns joined by "|"; a missing part is empty."""
    return "|".join("" if row.get(column) is None else str(row[column]) for column in table.key)
