"""The months that a run's figures speak of, in the service's own zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peelian.clocks import SECOND, CalendarDay, LocalCalendar, add_months, duration, micros, moment, months_between
from peelian.duties.run_folder import RunFolder

UNDATED = "undated"
NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December")


@dataclass(frozen=True)
class Month:
    """One local month: its name as YYYY-MM and its first and last microsecond, naive UTC."""

    name: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Periods:
    """as_at: the run's moment, naive UTC. `month` is the local month in which it falls."""

    zone: str
    as_at: datetime
    month: str
    whole: bool  # the month had ended, to the microsecond, at the run's moment

    @property
    def _calendar(self) -> LocalCalendar:
        return LocalCalendar(self.zone, [CalendarDay(self.as_at.date(), True)])

    @property
    def latest_twelve(self) -> list[str]:
        """The twelve local months that end with the run's own, which may be cut short."""
        return self.twelve_to(self.month)

    @property
    def latest_whole(self) -> str:
        """The newest month that had ended by the run's moment."""
        return self.month if self.whole else months_back(self.month, 1)

    def month_of(self, at: datetime) -> str:
        """The local month of a naive UTC moment."""
        return self._calendar.month(micros(at))

    def twelve_to(self, last: str) -> list[str]:
        return months_between(months_back(last, 11), last)

    def words(self, months: Sequence[str]) -> str:
        """"April 2017 to 22 March 2018": whole months, but for the run's own where its moment cuts it short."""
        cut = months[-1] == self.month and not self.whole
        day = f"{self._calendar.local_day(micros(self.as_at)).day} " if cut else ""
        return f"{spoken_month(months[0])} to {day}{spoken_month(months[-1])}"

    def span(self, first: str, last: str) -> list[Month]:
        """Each month from first to last with its instants."""
        calendar = self._calendar
        found = []
        for name in months_between(first, last):
            begins = first_day(name)
            found.append(Month(name, moment(calendar.day_start(begins)),
                               moment(calendar.day_start(add_months(begins, 1)) - 1)))
        return found

    def mature(self, month: str, matures_after: str | None) -> bool:
        """Whether a month had the time that its outcomes need before the run's moment."""
        if matures_after is None:
            return True
        calendar = self._calendar
        ends = calendar.day_start(add_months(first_day(month), 1)) - 1
        due = calendar.due(ends, duration(matures_after))
        assert due is not None  # the model refuses lengths that lean on which days count
        return moment(due) <= self.as_at

    def latest_mature(self, matures_after: str | None) -> str:
        """The newest month that is whole and mature."""
        month = self.latest_whole
        while not self.mature(month, matures_after):
            month = months_back(month, 1)
        return month


def periods_of(run: RunFolder) -> Periods:
    calendar = LocalCalendar(run.zone, [CalendarDay(run.as_at.date(), True)])
    month = calendar.month(run.as_at_micros)
    ends = calendar.day_start(add_months(first_day(month), 1)) - 1
    return Periods(run.zone, run.as_at, month, run.as_at_micros > ends - SECOND)  # a moment may be told to the second


def first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def months_back(month: str, count: int) -> str:
    return f"{add_months(first_day(month), -count):%Y-%m}"


def spoken_month(month: str) -> str:
    """"2017-03" as "March 2017"; what is undated stays so."""
    return month if month == UNDATED else f"{NAMES[int(month[5:]) - 1]} {month[:4]}"


def short_month(month: str) -> str:
    """"2017-03" as "Mar 2017", for an axis: "Mar 17" would be a day."""
    return month if month == UNDATED else f"{NAMES[int(month[5:]) - 1][:3]} {month[:4]}"
