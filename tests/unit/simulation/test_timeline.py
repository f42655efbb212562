"""The arrays of days agree with the one clock that everything else uses."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.clocks import NEVER, CalendarDay, Duration, LocalCalendar, micros
from peelian.libraries import DEFAULT, library_path
from peelian.records.calendars import days, read_calendar
from peelian.records.simulation.timeline import Timeline, add_months, day_number, month_name, month_of

FILE: Path = library_path(DEFAULT) / "calendars" / "england_and_wales.yaml"
CALENDAR = read_calendar(FILE)
CLOCK = LocalCalendar(CALENDAR.zone, [CalendarDay(day.date, day.working_day, day.sets) for day in days(CALENDAR)])
TIMELINE = Timeline(CALENDAR)
moments = st.datetimes(datetime(2014, 1, 1), datetime(2019, 12, 31)).map(micros)


def one(moment: int) -> np.ndarray:
    return np.array([moment], dtype=np.int64)


@given(moments, st.integers(1, 60))
def test_days_months_and_working_days(moment: int, count: int) -> None:
    assert TIMELINE.within_days(one(moment), count)[0] == CLOCK.due(moment, Duration(count, "day"))
    assert TIMELINE.within_months(one(moment), count)[0] == CLOCK.due(moment, Duration(count, "month"))
    assert TIMELINE.within_working_days(one(moment), count)[0] == CLOCK.due(moment, Duration(count, "working day"))


@given(moments)
def test_hours_that_leave_out_days(moment: int) -> None:
    due = CLOCK.due(moment, Duration(48, "hour", leaving_out="dvpo_excluded"))
    assert TIMELINE.hours_leaving_out(one(moment), 48, "dvpo_excluded")[0] == due


@given(moments)
def test_local_day_and_month(moment: int) -> None:
    day = TIMELINE.day_of(one(moment))
    assert day[0] == day_number(CLOCK.local_day(moment))
    assert month_name(int(month_of(day)[0])) == CLOCK.month(moment)
    assert TIMELINE.start_of(day)[0] <= moment <= TIMELINE.end_of(day)[0]


@pytest.mark.parametrize(("start", "months", "end"), [
    (date(2017, 1, 31), 1, date(2017, 2, 28)), (date(2016, 1, 31), 1, date(2016, 2, 29)),
    (date(2017, 12, 31), 2, date(2018, 2, 28)), (date(2016, 2, 29), 12, date(2017, 2, 28)),
])
def test_months_end_with_the_month(start: date, months: int, end: date) -> None:
    assert add_months(np.array([day_number(start)]), months)[0] == day_number(end)


def test_never_stays_never() -> None:
    assert TIMELINE.day_of(one(NEVER))[0] == NEVER
    assert TIMELINE.within_days(one(NEVER), 5)[0] == NEVER
    assert TIMELINE.daytime(np.random.default_rng(1), one(NEVER))[0] == NEVER
