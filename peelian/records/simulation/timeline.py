"""Local time for whole columns at once: numbers of days, ends of days, working days, and the clocks of the law.

Moments are int64 microseconds since 1970 in UTC; NEVER stands for "not yet". Days are int64 local days since
1970-01-01.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt

from peelian.clocks import HOUR, MINUTE, NEVER
from peelian.records.calendars import Calendar
from peelian.records.calendars import days as calendar_days
from peelian.records.local_days import FIRST_DAY, local_day_table

Ints = npt.NDArray[np.int64]
EPOCH_DAY = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH_DAY).days


class Timeline:
    """The local days of a calendar, as arrays. Where a moment is NEVER, so is all that follows from it."""

    def __init__(self, calendar: Calendar):
        table = local_day_table(calendar.zone)
        self._first = day_number(FIRST_DAY)
        self._starts: Ints = np.append(table["starts"].to_numpy(), table["next_day"].to_numpy()[-1])
        known = calendar_days(calendar)
        self._known_first = day_number(known[0].date)
        self._working: Ints = np.array([day_number(day.date) for day in known if day.working_day], dtype=np.int64)
        self._in_set = {name: np.array([name in day.sets for day in known]) for name in calendar.day_sets}

    def start_of(self, day: npt.ArrayLike) -> Ints:
        """The first instant of local days."""
        return self._starts[np.asarray(day, dtype=np.int64) - self._first]

    def end_of(self, day: npt.ArrayLike) -> Ints:
        """The last microsecond of local days."""
        return self._starts[np.asarray(day, dtype=np.int64) - self._first + 1] - 1

    def day_of(self, moment: Ints) -> Ints:
        """The local day of each moment; NEVER stays NEVER."""
        found = np.searchsorted(self._starts, moment, side="right") - 1 + self._first
        return np.where(moment >= NEVER, NEVER, found)

    def at(self, day: npt.ArrayLike, since_midnight: npt.ArrayLike) -> Ints:
        """A moment so many microseconds into a local day."""
        return self.start_of(day) + np.asarray(since_midnight, dtype=np.int64)

    def hour_of(self, moment: Ints) -> Ints:
        """Whole hours since local midnight."""
        return (moment - self.start_of(self.day_of(moment))) // HOUR

    def within_days(self, start: Ints, count: npt.ArrayLike) -> Ints:
        """Deadline of "within so many days": the next day is day 1."""
        return self._through_days(start, count, lambda day, many: day + many)

    def within_months(self, start: Ints, count: npt.ArrayLike) -> Ints:
        """Deadline of "within so many months"; 31 January plus one month is the last of February."""
        return self._through_days(start, count, add_months)

    def within_working_days(self, start: Ints, count: npt.ArrayLike) -> Ints:
        """Deadline of "within so many working days"."""
        def due(day: Ints, many: Ints) -> Ints:
            return self._working[np.searchsorted(self._working, day, side="right") + many - 1]

        return self._through_days(start, count, due)

    def _through_days(self, start: Ints, count: npt.ArrayLike, move: Callable[[Ints, Ints], Ints]) -> Ints:
        """The end of the local day to which `move` takes each start."""
        due = np.full(len(start), NEVER, dtype=np.int64)
        known = start < NEVER
        many = np.broadcast_to(np.asarray(count, dtype=np.int64), start.shape)
        due[known] = self.end_of(move(self.day_of(start[known]), many[known]))
        return due

    def hours_leaving_out(self, start: Ints, hours: int, name: str) -> Ints:
        """Deadline of elapsed hours that do not run on the days of a named set."""
        left_out = self._in_set[name]
        days = np.arange(self._known_first, self._known_first + len(left_out) + 1)
        edges = self.start_of(days)
        counted = np.concatenate([[0], np.cumsum(np.where(left_out, 0, np.diff(edges)))])
        index = np.searchsorted(edges, start, side="right") - 1
        run = counted[index] + np.where(left_out[index], 0, start - edges[index])
        target = run + hours * HOUR
        ends = np.searchsorted(counted, target, side="left") - 1
        return edges[ends] + target - counted[ends]

    def daytime(self, rng: np.random.Generator, moment: Ints) -> Ints:
        """The moments moved into the waking hours (08:00 to 20:00) of their local day."""
        day = self.day_of(moment)
        minutes = rng.integers(8 * 60, 20 * 60, len(moment))
        moved = self.start_of(np.where(day >= NEVER, self._known_first, day)) + minutes * MINUTE
        return np.where(moment >= NEVER, NEVER, moved)


def add_months(day: Ints, months: npt.ArrayLike) -> Ints:
    """The same day of the month some months on, or the month's last day where it is shorter."""
    dates = day.astype("datetime64[D]")
    target = dates.astype("datetime64[M]") + np.asarray(months, dtype=np.int64)
    in_month = (dates - dates.astype("datetime64[M]")).astype(np.int64)
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    first: Ints = target.astype("datetime64[D]").astype(np.int64)
    return first + np.minimum(in_month, length - 1)


def month_of(day: Ints) -> Ints:
    """Months since January 1970 of local days."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_name(month: int) -> str:
    """YYYY-MM of a month counted since January 1970."""
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"
