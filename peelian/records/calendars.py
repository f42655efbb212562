"""A calendar as data: zone, weekend, bank holidays, and named sets of days that a clock may leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from peelian.records.tables import Strict
from peelian.validation import validated
from peelian.yaml_file import read_yaml

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Day:
    """One local day: whether it is worked, whether it is a bank holiday, and the named sets to which it belongs."""

    date: date
    working_day: bool
    bank_holiday: bool
    sets: frozenset[str]


class Covers(Strict):
    """First and last day that the calendar knows."""

    start: date = Field(alias="from", description="first day that the calendar knows")
    end: date = Field(alias="to", description="last day that it knows")

    @model_validator(mode="after")
    def _in_order(self) -> Covers:
        if self.end < self.start:
            raise ValueError("'to' is before 'from'")
        return self


class DaySet(Strict):
    """The days of a named set: any of these weekdays, named days and (where true) every bank holiday."""

    weekdays: list[Weekday] = Field(default_factory=list, description="every such day of the week")
    named: list[str] = Field(default_factory=list, description="names of fixed days or of bank holidays")
    bank_holidays: bool = Field(False, description="every bank holiday too")

    def in_words(self) -> str:
        """"Sundays, Christmas Day and bank holidays"."""
        parts = [f"{day.capitalize()}s" for day in self.weekdays] + self.named + ["bank holidays"] * self.bank_holidays
        return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


class Calendar(Strict):
    """The local days of one zone. What a set of days is for, only the library knows."""

    calendar: str = Field(description="its name, as the file is called")
    zone: str = Field(description="time zone, such as Europe/London")
    covers: Covers = Field(description="the days that the calendar knows")
    weekend: list[Weekday] = Field(description="days of the week that are not worked")
    bank_holidays: dict[date, str] = Field(description="date: name of the holiday")
    fixed_days: dict[str, str] = Field(default_factory=dict, description="name of a day: its month and day, MM-DD")
    day_sets: dict[str, DaySet] = Field(default_factory=dict,
                                        description="named sets of days that a clock may leave out")

    @field_validator("fixed_days")
    @classmethod
    def _real_days(cls, fixed: dict[str, str]) -> dict[str, str]:
        for name, text in fixed.items():
            try:
                date.fromisoformat(f"2000-{text}")
            except ValueError:
                raise ValueError(f"'{name}: {text}' is not a month and a day; write, say, 12-25") from None
        return fixed

    @model_validator(mode="after")
    def _known_names(self) -> Calendar:
        known = {*self.fixed_days, *self.bank_holidays.values()}
        for name, day_set in self.day_sets.items():
            for word in day_set.named:
                if word not in known:
                    raise ValueError(f"day set '{name}' names '{word}', which is no fixed day and no bank holiday")
        for day in self.bank_holidays:
            if not self.covers.start <= day <= self.covers.end:
                raise ValueError(f"bank holiday {day} lies outside the days that the calendar covers")
        return self


def read_calendar(path: Path) -> Calendar:
    """One calendar file. Raises Problems with file and line for all that is wrong."""
    return validated(Calendar, read_yaml(path))


def days(calendar: Calendar) -> list[Day]:
    """Every local day that the calendar covers, in order."""
    length = (calendar.covers.end - calendar.covers.start).days + 1
    return [_day(calendar, calendar.covers.start + timedelta(days=index)) for index in range(length)]


def _day(calendar: Calendar, day: date) -> Day:
    holiday = calendar.bank_holidays.get(day)
    weekday = WEEKDAYS[day.weekday()]
    names = {name for name, text in calendar.fixed_days.items() if day.strftime("%m-%d") == text}
    if holiday:
        names.add(holiday)
    sets = frozenset(
        name for name, chosen in calendar.day_sets.items()
        if weekday in chosen.weekdays or names & set(chosen.named) or (chosen.bank_holidays and holiday is not None)
    )
    return Day(day, weekday not in calendar.weekend and holiday is None, holiday is not None, sets)
