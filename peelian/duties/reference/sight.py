"""What a run sees of the records at its moment: visible rows, and moments as spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from peelian.clocks import NEVER
from peelian.records.tables import LATEST, Table


class Span(NamedTuple):
    """A moment known to lie between `lo` and `hi` (microseconds, UTC); equal where it is exact. sure: False where it may not have
    come at all; then it lies there if it has."""

    lo: int
    hi: int
    sure: bool = True

    @property
    def latest(self) -> int:
        """The end of what it may be: never, where it may not have come."""
        return self.hi if self.sure else NEVER


Row = dict[str, Any]  # column -> value; moments are Span or None
NOT_YET = Span(NEVER, NEVER)


class Unseen(Row):
    """A row that another one names and the run does not see: no value is known, and every moment may have come or not."""


def unseen_row(table: Table, as_at: int) -> Unseen:
    return Unseen({name: Span(-NEVER, NEVER if column.planned else as_at, sure=False) if column.is_moment and name != "entered_at"
                   else None for name, column in table.all_columns.items()})


def together(spans: Sequence[Span], *, latest: bool) -> Span | None:
    """The earliest (or latest) of several moments, each of which may not have come. None of none."""
    surely = [span for span in spans if span.sure]
    if not spans:
        return None
    if latest:
        lo = max(span.lo for span in surely) if surely else min(span.lo for span in spans)
        return Span(lo, max(span.hi for span in spans), bool(surely))
    hi = min(span.hi for span in surely) if surely else max(span.hi for span in spans)
    return Span(min(span.lo for span in spans), hi, bool(surely))


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
    for name, column in table.all_columns.items():
        if column.is_moment and row[name] is None and any(
                row[other] not in (None, False) for other in _showing(table, name, raw.get(name) is None)):
            row[name] = Span(-NEVER, as_at)
    for name, column in table.all_columns.items():
        if column.since and not column.is_moment and (row[column.since] is None or _to_come(table, column.since, raw, as_at)):
            row[name] = None  # it has this value only since a moment that has not come
    return row


def _showing(table: Table, moment: str, blank: bool) -> list[str]:
    """The columns that show that a moment has come. What stands since the moment does not, where that has yet to come."""
    return [other for other in table.shown_by(moment) if other in table.all_columns and (blank or table.all_columns[other].is_moment)]


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
