"""The only place that converts or words durations and local time.

Minutes and hours are elapsed real time. Days, working days, weeks and months are calendar time in the service's own
zone: "within n days" counts the next day as day 1, "beginning with" counts the start day as day 1, and a calendar
deadline is the last microsecond of its local day. Hours may leave out the days of a named day set of the calendar.
Moments are integers: microseconds since 1970 in UTC. It stands below `standards`, because prose and checks need it too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
DAY_OF_HOURS = 24 * HOUR
EPOCH = datetime(1970, 1, 1)
EPOCH_DAY = date(1970, 1, 1)
LONGEST_DAY = 25 * HOUR  # on which the clocks go back
NEVER = 2**62  # later than every moment; -NEVER is earlier than every moment
EARLIEST, LATEST_DAY = date(1800, 1, 1), date(2300, 1, 1)  # nothing outside is a day of anyone's work
LONGEST_AMOUNT = 100_000  # of any unit; a clock that runs longer has no end
LONGEST_DAYS = 36_525  # that a stated length may take

ELAPSED = {"second": SECOND, "minute": MINUTE, "hour": HOUR}
WORKING_DAY = "working day"
CALENDAR = ("day", WORKING_DAY, "week", "month", "year")
UNITS = (*ELAPSED, *CALENDAR)
_DAYS = {"day": 1, WORKING_DAY: 1, "week": 7, "month": 30.4375, "year": 365.25}
_DURATION = re.compile(
    r"^(?P<amount>[0-9]+) (?P<unit>" + "|".join(UNITS) + r")s?(?: leaving out (?P<leaving_out>[a-z_]+))?"
    r"(?P<beginning>,? beginning with the day)?$"
)


@dataclass(frozen=True)
class Duration:
    """A length of time as law states it. `leaving_out` names a day set; `beginning` counts the start day as day 1."""

    amount: int
    unit: str
    leaving_out: str | None = None
    beginning: bool = False

    @property
    def elapsed(self) -> int | None:
        """Microseconds, where the clock is plain elapsed time; else None."""
        return self.amount * ELAPSED[self.unit] if self.unit in ELAPSED and not self.leaving_out else None

    @property
    def leans_on_days(self) -> bool:
        """Whether the calendar has to say which days count."""
        return self.unit == WORKING_DAY or self.leaving_out is not None

    def __str__(self) -> str:
        plural = "" if self.amount == 1 else "s"
        words = f"{self.amount} {self.unit}{plural}"
        if self.leaving_out:
            words += f" leaving out {self.leaving_out}"
        return words + (" beginning with the day" if self.beginning else "")


def duration(text: object) -> Duration:
    """Parse "15 minutes", "5 working days", "48 hours leaving out NAME", "28 days beginning with the day".

    Raises ValueError with the mend in its text.
    """
    match = _DURATION.match(str(text).strip())
    if not match:
        raise ValueError(f"'{text}' is not a length of time; write, say, '15 minutes', '5 working days', '28 days' or "
                         "'3 months'")
    amount, unit = int(match["amount"]), match["unit"]
    if amount > LONGEST_AMOUNT or amount * _DAYS.get(unit, 0) > LONGEST_DAYS:
        raise ValueError(f"'{text}' is longer than any clock here can run, which is 100 years")
    if match["leaving_out"] and unit not in ELAPSED:
        raise ValueError(f"'{text}': only seconds, minutes and hours may leave out days; use working days instead")
    if match["beginning"] and unit in ELAPSED:
        raise ValueError(f"'{text}': only calendar time can begin with the day")
    return Duration(amount, unit, match["leaving_out"], bool(match["beginning"]))


def micros(moment: datetime) -> int:
    """A datetime as microseconds; a naive one is UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """Microseconds as a naive UTC datetime."""
    return EPOCH + timedelta(microseconds=value)


@dataclass(frozen=True)
class CalendarDay:
    """One local day as the clock sees it."""

    day: date
    working: bool
    sets: frozenset[str] = frozenset()


class LocalCalendar:
    """Local days of one zone, with working days and named day sets. Reference and plan both read their days here."""

    def __init__(self, zone: str, days: Iterable[CalendarDay], spoken_sets: Mapping[str, str] | None = None):
        self.zone = zone
        self.spoken_sets = spoken_sets or {}  # how a sentence says a day set
        self._zone = ZoneInfo(zone)
        self.days = sorted(days, key=lambda one: one.day)
        if not self.days:
            raise ValueError("a calendar needs days")
        self.first, self.last = self.days[0].day, self.days[-1].day

    def day_start(self, day: date) -> int:
        """The first instant of a local day (UTC microseconds); where midnight is skipped, the instant after the gap."""
        local = datetime.combine(day, time(0), tzinfo=self._zone)
        return micros(local.astimezone(UTC))

    def day_end(self, day: date) -> int:
        """The last microsecond of a local day."""
        return self.day_start(day + timedelta(days=1)) - 1

    def local_day(self, value: int) -> date:
        """The local day in which an instant falls."""
        return moment(value).replace(tzinfo=UTC).astimezone(self._zone).date()

    def month(self, value: int) -> str:
        """The local month of an instant, as YYYY-MM."""
        return self.local_day(value).strftime("%Y-%m")

    def covers(self, value: int) -> bool:
        """Whether the calendar's days reach this instant."""
        return self.first <= self.local_day(value) <= self.last

    @property
    def spoken_cover(self) -> str:
        """The days that it covers, in words ("1 January 2000 to 31 December 2030")."""
        return " to ".join(f"{day.day} {day:%B %Y}" for day in (self.first, self.last))

    @cached_property
    def _working_days(self) -> list[date]:
        return [one.day for one in self.days if one.working]

    @cached_property
    def set_names(self) -> frozenset[str]:
        return frozenset(name for one in self.days for name in one.sets)

    def due(self, start: int, length: Duration) -> int | None:
        """The deadline of a clock that starts at an instant, or None where it runs outside the calendar's days. NEVER where it
        ends after LATEST_DAY."""
        if length.elapsed is not None:
            return start + length.elapsed
        if length.leaving_out:
            return self._due_leaving_out(start, length)
        day = self.due_day(self.local_day(start), length)
        return None if day is None else self.deadline(day)

    def deadline(self, day: date, more_days: int = 0) -> int:
        """The last microsecond of a local day, or of one so many days later; NEVER where that is after LATEST_DAY."""
        return self.day_end(day + timedelta(days=more_days)) if more_days <= (LATEST_DAY - day).days else NEVER

    def due_day(self, start: date, length: Duration) -> date | None:
        """The local day on which a calendar clock ends, or None where it runs outside the calendar's days."""
        amount = length.amount
        if length.unit == WORKING_DAY:
            if not self.first <= start <= self.last:
                return None
            index = bisect_right(self._working_days, start)  # working days up to and including the start
            if length.beginning and index and self._working_days[index - 1] == start:
                index -= 1
            position = index + amount - 1
            return self._working_days[position] if 0 <= position < len(self._working_days) else None
        if length.unit in ("month", "year"):
            end = add_months(start, amount * (12 if length.unit == "year" else 1))
        else:
            end = start + timedelta(days=amount * (7 if length.unit == "week" else 1))
        # A month without such a day ends the period by itself: three months that begin with 30 November end with
        # 28 February, as those that begin with 1 December do.
        cut_short = length.unit in ("month", "year") and end.day < start.day
        return end - timedelta(days=1) if length.beginning and not cut_short else end

    def _due_leaving_out(self, start: int, length: Duration) -> int | None:
        if not self.covers(start):
            return None
        counted = self._counted(length.leaving_out or "")
        left = length.amount * ELAPSED[length.unit]
        day = self.local_day(start)
        index = bisect_left(counted, day)
        while index < len(counted):
            begins, ends = self.day_start(counted[index]), self.day_end(counted[index]) + 1
            begins = max(begins, start)
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
            index += 1
        return None

    def _counted(self, name: str) -> list[date]:
        cache = self.__dict__.setdefault("_counted_days", {})
        if name not in cache:
            cache[name] = [one.day for one in self.days if name not in one.sets]
        return cache[name]


def add_months(day: date, months: int) -> date:
    """The same day some months on; 31 January plus one month is the last of February."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    month += 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def months_between(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, as YYYY-MM, both included."""
    start, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [f"{index // 12:04d}-{index % 12 + 1:02d}" for index in range(start, end + 1)]


def spoken_length(length: int) -> str:
    """A length in microseconds as people say it: the two largest units ("3 days 4 hours")."""
    seconds = abs(length) // SECOND
    parts = []
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "no time"


def spoken_age(length: int) -> str:
    """A length as a list says it, where hours say nothing from two days on: "1085 days", "1 day 4 hours"."""
    days = abs(length) // DAY_OF_HOURS
    return f"{days} days" if days >= 2 else spoken_length(length)


def spoken_day(day: date) -> str:
    """A day as prose has it: "22 March 2018"."""
    return f"{day.day} {day:%B %Y}"


def spoken_moment(value: int, zone: str) -> str:
    """An instant in local words ("4 March 2017 09:05")."""
    local = _local(value, zone)
    return f"{local.day} {local:%B %Y %H:%M}" if local else "beyond the years that can be told"


def _local(value: int, zone: str) -> datetime | None:
    """An instant in a zone; None beyond the years 1 to 9999."""
    try:
        return moment(value).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    except OverflowError:
        return None


def spoken_span(lo: int, hi: int, zone: str) -> str:
    """A span of local time in words: a moment, a day or month of which no more is known, or from when to when."""
    first, last = _local(lo, zone), _local(hi, zone)
    if lo != hi and first and last and first.time() == time(0) and last.time() == time.max:
        if first.date() == last.date():
            return f"{first.day} {first:%B %Y} (known to the day)"
        ends = monthrange(first.year, first.month)[1]
        if first.day == 1 and last.date() == first.date().replace(day=ends):
            return f"{first:%B %Y} (known to the month)"
    begins, ends = spoken_moment(lo, zone), spoken_moment(hi, zone)
    # A time that is known to the minute begins and ends in one minute; so does the hour at which clocks go back.
    return begins if begins == ends and hi - lo < HOUR else f"between {begins} and {ends}"
