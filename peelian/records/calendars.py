"""The calendar of a library: working days, bank holidays and named day sets, as data. No arithmetic decides a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from peelian.validation import validated
from peelian.yaml_file import read_yaml

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Covers(Strict):
    start: date = Field(alias="from")
    end: date = Field(alias="to")


class DaySet(Strict):
    """Days that a clock may leave out: by weekday, by a holiday's name (on its own day), or every bank holiday."""

    weekdays: list[Weekday] = Field(default_factory=list)
    named: list[str] = Field(default_factory=list)
    bank_holidays: bool = False
    meaning: str | None = None


class Calendar(Strict):
    """One calendar file. `also` gives days that have a name without being a bank holiday themselves."""

    calendar: str
    zone: str
    source: str | None = None
    covers: Covers
    weekend: list[Weekday]
    bank_holidays: dict[date, str]
    also: dict[date, str] = Field(default_factory=dict)
    day_sets: dict[str, DaySet] = Field(default_factory=dict)


@dataclass(frozen=True)
class Day:
    """One local day."""

    date: date
    working_day: bool
    bank_holiday: bool
    sets: frozenset[str]


def read_calendar(path: Path) -> Calendar:
    """Read one calendar file. Raises Problems with file and line."""
    return validated(Calendar, read_yaml(path))


def days(calendar: Calendar) -> list[Day]:
    """Every day that the calendar covers, in order."""
    found = []
    day = calendar.covers.start
    while day <= calendar.covers.end:
        found.append(_day(calendar, day))
        day += timedelta(days=1)
    return found


def _day(calendar: Calendar, day: date) -> Day:
    weekday = WEEKDAYS[day.weekday()]
    holiday = day in calendar.bank_holidays
    name = calendar.bank_holidays.get(day) or calendar.also.get(day)
    sets = frozenset(
        word for word, one in calendar.day_sets.items()
        if weekday in one.weekdays or name in one.named or (one.bank_holidays and holiday))
    return Day(day, weekday not in calendar.weekend and not holiday, holiday, sets)
