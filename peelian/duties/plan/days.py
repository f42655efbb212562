"""Local time as tables that every engine can join: all of it is read from LocalCalendar, so there is one truth.

`days_utc`     one row for each UTC day: which local day it begins in, when the next ones begin, and its months.
`days_local`   one row for each local day (a whole number): its first and last instant, working days so far, and for each
               length of calendar time the deadline of a clock that starts on it.
`days_working` the last instant of each working day, by number.
`days_counted` for hours that leave out a day set: counted time, in half-day pieces, back to instants.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

import ibis
import pyarrow as pa
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import DAY_OF_HOURS, EPOCH_DAY, ELAPSED, NEVER, Duration, LocalCalendar
from peelian.duties.plan.wide import linked

EARLIEST, LATEST_DAY = date(1800, 1, 1), date(2300, 1, 1)  # nothing outside is a day of anyone's work
PIECE = DAY_OF_HOURS // 2  # no local day is shorter
SHIFT = 1_000_000 * DAY_OF_HOURS  # makes every instant positive, for engines differ on the remainder of negatives


def ordinal(day: date) -> int:
    return (day - EPOCH_DAY).days


def day_of(number: int) -> date:
    return EPOCH_DAY + timedelta(days=number)


class Days:
    """Which local days and lengths a plan looks up; the tables are loaded when the records' span is known."""

    def __init__(self, calendar: LocalCalendar, lengths: Iterable[Duration]):
        self.calendar = calendar
        whole = sorted({one for one in lengths if one.elapsed is None and not one.leaving_out}, key=str)
        self.whole = {one: f"due_{index}" for index, one in enumerate(whole)}
        self.sets = sorted({one.leaving_out for one in lengths if one.leaving_out})
        numbers = ["day", "begins", "ends", "working", "month_begins", "month_ends", *self.whole.values()]
        for index in range(len(self.sets)):
            numbers += [f"counted_{index}", f"before_{index}"]
        self.utc = ibis.table({"utc_day": "int64", "local_day": "int64", "next_day": "int64", "day_after": "int64",
                               "month": "string", "next_month_begins": "int64", "next_month": "string"}, "days_utc")
        self.local = ibis.table(dict.fromkeys(numbers, "int64"), "days_local")
        self.working = ibis.table({"position": "int64", "ends": "int64"}, "days_working")
        self.counted = ibis.table({"day_set": "int64", "piece": "int64", "edge": "int64", "shift_before": "int64",
                                   "shift_after": "int64"}, "days_counted")

    @staticmethod
    def utc_day(instant: Value) -> Value:
        """The first instant of the UTC day of an instant, without division: engines divide differently."""
        return instant - (instant + SHIFT) % DAY_OF_HOURS

    # Lookups: each takes and gives back a relation with more columns.

    def with_day(self, at: Relation, instant: str) -> Relation:
        """Adds the local day of an instant as `<instant>_day`, and that day's row as `<instant>_<column>`."""
        day = f"{instant}_day"
        if day in at.columns:
            return at
        utc = self.utc.view()
        at = linked(at, utc, [self.utc_day(at[instant]) == utc.utc_day], {
            "local_now": "local_day", "next_now": "next_day", "after_now": "day_after"})
        number = at.local_now + (at[instant] >= at.next_now).cast("int64") + (at[instant] >= at.after_now).cast("int64")
        return at.mutate(**{day: number}).drop("local_now", "next_now", "after_now")

    def with_local(self, at: Relation, instant: str, *columns: str) -> Relation:
        """Adds columns of the local day in which an instant falls, as `<instant>_<column>`."""
        at = self.with_day(at, instant)
        take = {f"{instant}_{column}": column for column in columns if f"{instant}_{column}" not in at.columns}
        if not take:
            return at
        local = self.local.view()
        return linked(at, local, [at[f"{instant}_day"] == local.day], take)

    def with_month(self, at: Relation, instant: str, name: str) -> Relation:
        """Adds the local month of an instant (null where there is none) as `name`."""
        utc = self.utc.view()
        at = linked(at, utc, [self.utc_day(at[instant]) == utc.utc_day], {
            "month_now": "month", "change_now": "next_month_begins", "month_next": "next_month"})
        month = (at[instant] >= at.change_now).ifelse(at.month_next, at.month_now)
        return at.mutate(**{name: month}).drop("month_now", "change_now", "month_next")

    def with_end_of_day(self, at: Relation, day: str, name: str) -> Relation:
        """Adds the last instant of a numbered local day, NEVER where it is out of reach."""
        local = self.local.view()
        at = linked(at, local, [at[day] == local.day], {name: "ends"})
        return at.mutate(**{name: at[name].fill_null(NEVER)})

    def with_end_of_working_day(self, at: Relation, position: str, name: str) -> Relation:
        working = self.working.view()
        at = linked(at, working, [at[position] == working.position], {name: "ends"})
        return at.mutate(**{name: at[name].fill_null(NEVER)})

    def with_due(self, at: Relation, instant: str, length: Duration, name: str) -> Relation:
        """Adds the deadline of a clock of fixed length that starts at `instant`."""
        if length.elapsed is not None:
            return at.mutate(**{name: at[instant] + length.elapsed})
        if not length.leaving_out:
            at = self.with_local(at, instant, self.whole[length])
            return at.mutate(**{name: at[f"{instant}_{self.whole[length]}"].fill_null(NEVER)})
        return self._with_due_leaving_out(at, instant, length, name)

    def _with_due_leaving_out(self, at: Relation, instant: str, length: Duration, name: str) -> Relation:
        """Counted time up to the start, plus the length, is turned back into an instant."""
        index = self.sets.index(length.leaving_out or "")
        is_counted, before = f"{instant}_counted_{index}", f"{instant}_before_{index}"
        at = self.with_local(at, instant, "begins", f"counted_{index}", f"before_{index}")
        inside = (at[is_counted] == 1).ifelse(at[instant] - at[f"{instant}_begins"], 0)
        at = at.mutate(counted_due=at[before] + inside + length.amount * ELAPSED[length.unit])
        counted = self.counted.view()
        at = linked(at, counted, [at.counted_due - at.counted_due % PIECE == counted.piece, counted.day_set == index],
                    {"edge_now": "edge", "shift_before": "shift_before", "shift_after": "shift_after"})
        # A full day's end is the next instant after it; with no time to count, it is where the counting begins.
        early = at.counted_due <= at.edge_now if length.amount else at.counted_due < at.edge_now
        due = at.counted_due + early.ifelse(at.shift_before, at.shift_after)
        return at.mutate(**{name: due.fill_null(NEVER)}).drop("counted_due", "edge_now", "shift_before", "shift_after")

    # Tables.

    def tables(self, first: int, last: int) -> dict[str, pa.Table]:
        """The tables for clocks that start from `first` to `last` (microseconds), deadlines included."""
        low, high = (min(max(value, _instant(EARLIEST)), _instant(LATEST_DAY)) for value in (first, last))
        days = range(ordinal(self.calendar.local_day(low)) - 2, ordinal(self.calendar.local_day(high)) + 4)
        begins = [self.calendar.day_start(day_of(number)) for number in range(days.start, days.stop + 1)]
        return {"days_utc": self._utc_table(days, begins), "days_local": self._local_table(days, begins),
                "days_working": self._working_table(), "days_counted": self._counted_table()}

    def _utc_table(self, days: range, begins: list[int]) -> pa.Table:
        rows = []
        for number in days[:-1]:
            start = number * DAY_OF_HOURS
            index = bisect_right(begins, start) - 1  # the local day in which this UTC day begins
            if index < 0:
                continue
            following = begins[index + 1:index + 3]
            following += [NEVER] * (2 - len(following))
            month = day_of(days.start + index).replace(day=1)
            change = (month + timedelta(days=32)).replace(day=1)
            rows.append((start, days.start + index, *following, month.strftime("%Y-%m"),
                         self.calendar.day_start(change), change.strftime("%Y-%m")))
        return _table(self.utc, rows)

    def _local_table(self, days: range, begins: list[int]) -> pa.Table:
        columns: dict[str, list[int | None]] = {
            "day": list(days), "begins": list(begins[:-1]), "ends": [one - 1 for one in begins[1:]],
            "working": [], "month_begins": [], "month_ends": []}
        calendar = self.calendar
        months: dict[tuple[int, int], tuple[int, int]] = {}
        for number in days:
            day = day_of(number)
            covered = calendar.first <= day <= calendar.last
            columns["working"].append(bisect_right(self._worked, day) if covered else None)
            if (day.year, day.month) not in months:
                first = day.replace(day=1)
                months[day.year, day.month] = (calendar.day_start(first), calendar.day_start(
                    (first + timedelta(days=32)).replace(day=1)) - 1)
            for name, value in zip(("month_begins", "month_ends"), months[day.year, day.month], strict=True):
                columns[name].append(value)
        for length, name in self.whole.items():
            due = [calendar.due_day(day_of(number), length) for number in days]
            columns[name] = [None if day is None else self._end(day, days, begins) for day in due]
        for index, one in enumerate(self.sets):
            counted, before = self._counted_days[one]
            known = set(counted)
            columns[f"counted_{index}"] = [int(day_of(number) in known) for number in days]
            columns[f"before_{index}"] = [before[bisect_right(counted, day_of(number - 1))] for number in days]
        return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})

    def _end(self, day: date, days: range, begins: list[int]) -> int:
        index = ordinal(day) - days.start
        return begins[index + 1] - 1 if 0 <= index < len(days) else self.calendar.day_end(day)

    @cached_property
    def _worked(self) -> list[date]:
        return [one.day for one in self.calendar.days if one.working]

    def _working_table(self) -> pa.Table:
        return _table(self.working, [(index, self.calendar.day_end(day)) for index, day in
                                     enumerate(self._worked)])

    @cached_property
    def _counted_days(self) -> dict[str, tuple[list[date], list[int]]]:
        """For each day set left out: the days that count, and the counted time before each of them (and after all)."""
        found = {}
        for name in self.sets:
            counted = [one.day for one in self.calendar.days if name not in one.sets]
            before = [0]
            for day in counted:
                before.append(before[-1] + self.calendar.day_end(day) + 1 - self.calendar.day_start(day))
            found[name] = (counted, before)
        return found

    def _counted_table(self) -> pa.Table:
        rows: list[tuple[int | None, ...]] = []
        for index, name in enumerate(self.sets):
            counted, before = self._counted_days[name]
            shifts: list[int | None] = [self.calendar.day_start(day) - passed for day, passed in
                                        zip(counted, before, strict=False)]
            for piece in range(0, before[-1] + 1, PIECE):
                edge = bisect_right(before, piece + PIECE - 1) - 1  # the last boundary in this piece, or before it
                shift = [shifts[at] if 0 <= at < len(shifts) else None for at in (edge - 1, edge)]
                rows.append((index, piece, before[edge], *shift))
        return _table(self.counted, rows)


def _instant(day: date) -> int:
    return ordinal(day) * DAY_OF_HOURS


def _table(relation: Relation, rows: list[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(relation.columns)
    kinds = [pa.string() if kind.is_string() else pa.int64() for kind in relation.schema().types]
    return pa.table({name: pa.array(values, kind) for name, values, kind in
                     zip(relation.columns, columns, kinds, strict=True)})
