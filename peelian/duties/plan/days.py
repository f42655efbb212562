"""Local time as tables that every engine can join: all of it is read from LocalCalendar, so there is one truth.

`days_utc`     one row for each UTC day: the three local days that it can touch, when the second and third begin, and of
               each its number, first and last instant, month, working days so far, and for each length of calendar time
               the deadline of a clock that starts on it.
`days_local`   the last instant of each local day, by number.
`days_working` the last instant of each working day, by number.
`days_counted` for hours that leave out a day set: counted time, in half-day parts, back to instants.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any as AnyValue

import ibis
import pyarrow as pa
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import DAY_OF_HOURS, EARLIEST, ELAPSED, EPOCH_DAY, LATEST_DAY, NEVER, Duration, LocalCalendar
from peelian.duties.plan.wide import without

PART = DAY_OF_HOURS // 2  # no local day is shorter
PIECES = (0, 1, 2)  # local days that one UTC day can touch
SHIFT = 1_000_000 * DAY_OF_HOURS  # makes every instant positive, for engines differ on the remainder of negatives


def ordinal(day: date) -> int:
    return (day - EPOCH_DAY).days


def day_of(number: int) -> date:
    return EPOCH_DAY + timedelta(days=number)


class Days:
    """Which local days and lengths a plan looks up; the tables are loaded when the records' span is known."""

    def __init__(self, calendar: LocalCalendar, lengths: Iterable[Duration]):
        self.calendar = calendar
        self.cut: Callable[[Relation], Relation] = lambda rows: rows
        whole = sorted({one for one in lengths if one.elapsed is None and not one.leaving_out}, key=str)
        self.whole = {one: f"due_{index}" for index, one in enumerate(whole)}
        # A paused clock counts on from the day on which months end.
        self.last_day = {one: f"{name}_day" for one, name in self.whole.items() if one.unit in ("month", "year")}
        self.sets = sorted({one.leaving_out for one in lengths if one.leaving_out})
        numbers = ["day", "begins", "ends", "working", "month_begins", "month_ends", *self.whole.values(), *self.last_day.values()]
        for index in range(len(self.sets)):
            numbers += [f"counted_{index}", f"before_{index}"]
        self.kinds = {**dict.fromkeys(numbers, "int64"), "month": "string"}
        self.utc = ibis.table({"utc_day": "int64", "change_1": "int64", "change_2": "int64", **{
            f"{name}_{piece}": kind for name, kind in self.kinds.items() for piece in PIECES}}, "days_utc")
        self.local = ibis.table({"day": "int64", "ends": "int64"}, "days_local")
        self.working = ibis.table({"position": "int64", "ends": "int64"}, "days_working")
        self.counted = ibis.table({"day_set": "int64", "part": "int64", "edge": "int64", "shift_before": "int64",
                                   "shift_after": "int64"}, "days_counted")

    @staticmethod
    def utc_day(instant: Value) -> Value:
        """The first instant of the UTC day of an instant, without division: engines divide differently."""
        return instant - (instant + SHIFT) % DAY_OF_HOURS

    # Lookups: each takes and gives back a relation with more columns.

    def with_local(self, at: Relation, instant: str, *columns: str) -> Relation:
        """Adds columns of the local day in which an instant falls, as `<instant>_<column>`; null where there is none."""
        wanted = [column for column in columns if f"{instant}_{column}" not in at.columns]
        if not wanted:
            return at
        utc = self.utc.select("utc_day", "change_1", "change_2", *[f"{column}_{piece}" for column in wanted
                                                                    for piece in PIECES])
        joined = at.left_join(utc, [self.utc_day(at[instant]) == utc.utc_day])
        late, later = at[instant] >= utc.change_1, at[instant] >= utc.change_2
        return self.cut(joined.select([at[name] for name in at.columns] + [
            ibis.cases((later, utc[f"{column}_2"]), (late, utc[f"{column}_1"]), else_=utc[f"{column}_0"])
            .name(f"{instant}_{column}") for column in wanted]))

    def with_end_of_day(self, at: Relation, day: Value, name: str) -> Relation:
        """Adds the last instant of a numbered local day, NEVER where it is out of reach."""
        local = self.local.view()
        return self._looked_up(at, local, [day == local.day], name, local.ends.fill_null(NEVER))

    def with_end_of_working_day(self, at: Relation, position: Value, name: str) -> Relation:
        """Adds the last instant of a numbered working day, null where the calendar has none."""
        working = self.working.view()
        return self._looked_up(at, working, [position == working.position], name, working.ends)

    def with_due(self, at: Relation, instant: str, length: Duration, name: str) -> Relation:
        """Adds the deadline of a clock of fixed length that starts at `instant`; null where it runs outside the calendar."""
        if length.elapsed is not None:
            return at.mutate(**{name: at[instant] + length.elapsed})
        if not length.leaving_out:
            at = self.with_local(at, instant, self.whole[length])
            due = at[f"{instant}_{self.whole[length]}"]
            return at.mutate(**{name: due if length.leans_on_days else due.fill_null(NEVER)})
        return self._with_due_leaving_out(at, instant, length, name)

    def _with_due_leaving_out(self, at: Relation, instant: str, length: Duration, name: str) -> Relation:
        """Counted time up to the start, plus the length, is turned back into an instant."""
        index = self.sets.index(length.leaving_out or "")
        is_counted, before = f"{instant}_counted_{index}", f"{instant}_before_{index}"
        at = self.with_local(at, instant, "begins", f"counted_{index}", f"before_{index}")
        inside = (at[is_counted] == 1).ifelse(at[instant] - at[f"{instant}_begins"], 0)
        at = at.mutate(counted_due=at[before] + inside + length.amount * ELAPSED[length.unit])
        counted = self.counted.view()
        # A full day's end is the next instant after it; with no time to count, it is where the counting begins.
        early = at.counted_due <= counted.edge if length.amount else at.counted_due < counted.edge
        due = at.counted_due + early.ifelse(counted.shift_before, counted.shift_after)
        at = self._looked_up(at, counted, [at.counted_due - at.counted_due % PART == counted.part, counted.day_set == index],
                        name, due)
        return without(at, "counted_due")

    def _looked_up(self, at: Relation, other: Relation, on: list[Value], name: str, value: Value) -> Relation:
        """at, with one value looked up in another relation; null where there is none."""
        joined = at.left_join(other, on)
        return self.cut(joined.select([at[one] for one in at.columns] + [value.name(name)]))

    # Tables.

    def tables(self, first: int, last: int) -> dict[str, pa.Table]:
        """The tables for clocks that start from `first` to `last` (microseconds), deadlines included."""
        low, high = (min(max(value, _instant(EARLIEST)), _instant(LATEST_DAY)) for value in (first, last))
        days = range(ordinal(self.calendar.local_day(low)) - 2, ordinal(self.calendar.local_day(high)) + 4)
        begins = [self.calendar.day_start(day_of(number)) for number in range(days.start, days.stop + 1)]
        local = self._local_table(days, begins)
        told = local.select(["day", "ends"]).slice(0, max(ordinal(LATEST_DAY) + 1 - days.start, 0))
        return {"days_utc": self._utc_table(days, begins, local), "days_local": told,
                "days_working": self._working_table(), "days_counted": self._counted_table()}

    def _utc_table(self, days: range, begins: list[int], local: pa.Table) -> pa.Table:
        """For each UTC day the local day in which it begins, and the two after it: no more can begin within it."""
        starts = [number * DAY_OF_HOURS for number in days[1:-3]]
        at = [bisect_right(begins, start) - 1 for start in starts]  # where days go back, none is before the first
        kept = [index for index, place in enumerate(at) if place >= 0]
        starts, at = [starts[index] for index in kept], [at[index] for index in kept]
        columns = {"utc_day": pa.array(starts, pa.int64())}
        for piece in (1, 2):
            columns[f"change_{piece}"] = pa.array([begins[place + piece] for place in at], pa.int64())
        for name in self.kinds:
            for piece in PIECES:
                columns[f"{name}_{piece}"] = local.column(name).take(pa.array([place + piece for place in at]))
        return pa.table(columns)

    def _local_table(self, days: range, begins: list[int]) -> pa.Table:
        calendar = self.calendar
        columns: dict[str, list[AnyValue]] = {
            "day": list(days), "begins": begins[:-1], "ends": [one - 1 for one in begins[1:]],
            "working": [], "month_begins": [], "month_ends": [], "month": []}
        months: dict[tuple[int, int], tuple[int, int, str]] = {}
        reached = [calendar.first <= day_of(number) <= calendar.last for number in days]
        for number, covered in zip(days, reached, strict=True):
            day = day_of(number)
            columns["working"].append(bisect_right(self._worked, day) if covered else None)
            if (day.year, day.month) not in months:
                first = day.replace(day=1)
                following = (first + timedelta(days=32)).replace(day=1)
                months[day.year, day.month] = (calendar.day_start(first), calendar.day_start(following) - 1,
                                               first.strftime("%Y-%m"))
            for name, value in zip(("month_begins", "month_ends", "month"), months[day.year, day.month], strict=True):
                columns[name].append(value)
        for length, name in self.whole.items():
            due = [calendar.due_day(day_of(number), length) for number in days]
            columns[name] = [None if day is None else self._end(day, days, begins) for day in due]
            if length in self.last_day:
                columns[self.last_day[length]] = [None if day is None else ordinal(day) for day in due]
        for index, one in enumerate(self.sets):
            counted, before = self._counted_days[one]
            known = set(counted)
            columns[f"counted_{index}"] = [int(day_of(number) in known) for number in days]
            columns[f"before_{index}"] = [before[bisect_right(counted, day_of(number - 1))] if covered else None
                                          for number, covered in zip(days, reached, strict=True)]
        return pa.table({name: pa.array(values, pa.string() if name == "month" else pa.int64())
                         for name, values in columns.items()})

    def _end(self, day: date, days: range, begins: list[int]) -> int:
        index = ordinal(day) - days.start
        if day > LATEST_DAY:
            return NEVER
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
            for part in range(0, before[-1] + 1, PART):
                edge = bisect_right(before, part + PART - 1) - 1  # the last boundary in this part, or before it
                shift = [shifts[at] if 0 <= at < len(shifts) else None for at in (edge - 1, edge)]
                rows.append((index, part, before[edge], *shift))
        return _table(self.counted, rows)


def _instant(day: date) -> int:
    return ordinal(day) * DAY_OF_HOURS


def _table(relation: Relation, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(relation.columns)
    kinds = [pa.string() if kind.is_string() else pa.int64() for kind in relation.schema().types]
    return pa.table({name: pa.array(values, kind) for name, values, kind in
                     zip(relation.columns, columns, kinds, strict=True)})
