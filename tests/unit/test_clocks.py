"""Durations in words and out of words; what spec tables do not already say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.clocks import (
    ELAPSED,
    HOUR,
    MINUTE,
    UNITS,
    CalendarDay,
    Duration,
    LocalCalendar,
    add_months,
    duration,
    micros,
    moment,
    months_between,
    spoken_age,
    spoken_length,
    spoken_moment,
    spoken_span,
)

DAYS = [CalendarDay(date(2016, 1, 1) + timedelta(days=n), (date(2016, 1, 1) + timedelta(days=n)).weekday() < 5,
                    frozenset({"sundays"}) if (date(2016, 1, 1) + timedelta(days=n)).weekday() == 6 else frozenset())
        for n in range(1100)]
CALENDAR = LocalCalendar("Europe/London", DAYS)
STARTS = st.integers(micros(moment(0).replace(year=2016, day=2)), micros(moment(0).replace(year=2018)))


@given(st.integers(0, 100), st.sampled_from(UNITS), st.booleans())
def test_a_duration_reads_back_from_its_own_words(amount: int, unit: str, beginning: bool) -> None:
    one = Duration(amount, unit, None, beginning and unit not in ("second", "minute", "hour"))
    assert duration(str(one)) == one


@pytest.mark.parametrize("text", ["", "soon", "5", "five days", "5 fortnights", "-1 days", "1.5 hours",
                                  "3 days leaving out sundays", "2 hours beginning with the day", "999999 days"])
def test_what_is_no_length_of_time_says_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="'"):
        duration(text)


@given(STARTS, st.integers(0, 60), st.sampled_from([unit for unit in UNITS if unit != "year"]), st.booleans())
def test_a_later_start_never_has_an_earlier_deadline(start: int, amount: int, unit: str, beginning: bool) -> None:
    length = Duration(amount, unit, None, beginning and unit not in ELAPSED)
    assert CALENDAR.due(start, length) <= CALENDAR.due(start + 7 * HOUR, length)


@given(STARTS, st.integers(1, 100))
def test_left_out_days_only_push_a_deadline_back(start: int, hours: int) -> None:
    plain = CALENDAR.due(start, Duration(hours, "hour"))
    longer = CALENDAR.due(start, Duration(hours, "hour", "sundays"))
    assert longer >= plain
    assert CALENDAR.due(start, Duration(hours, "hour", "nothing")) == plain


def test_a_calendar_day_of_the_clock_change_has_23_or_25_hours() -> None:
    lengths = [CALENDAR.day_end(day) + 1 - CALENDAR.day_start(day) for day in (date(2017, 3, 26), date(2017, 10, 29))]
    assert lengths == [23 * HOUR, 25 * HOUR]


def test_words_for_people() -> None:
    assert spoken_length(26 * HOUR) == "1 day 2 hours"
    assert spoken_length(0) == "no time"
    assert [spoken_age(hours * HOUR) for hours in (47, 48, 26_059)] == ["1 day 23 hours", "2 days", "1085 days"]
    summer = micros(moment(0).replace(year=2017, month=7, day=4, hour=8))
    assert spoken_moment(summer, "Europe/London") == "4 July 2017 09:00"
    assert spoken_span(summer, summer + MINUTE - 1, "Europe/London") == "4 July 2017 09:00"
    assert spoken_span(summer, summer + MINUTE, "Europe/London") == "between 4 July 2017 09:00 and 4 July 2017 09:01"
    autumn = micros(moment(0).replace(year=2017, month=10, day=29, hour=0, minute=30))
    assert spoken_span(autumn, autumn + HOUR, "Europe/London") == "between 29 October 2017 01:30 and 29 October 2017 01:30"
    last = micros(datetime.max)
    assert spoken_span(last - 24 * HOUR + 1, last, "UTC") == "31 December 9999 (known to the day)"
    assert spoken_span(micros(datetime(9999, 12, 1)), last, "UTC") == "December 9999 (known to the month)"
    assert spoken_span(last, last, "Pacific/Kiritimati") == spoken_moment(last + HOUR, "UTC") == "beyond the years that can be told"
    assert months_between("2016-11", "2017-02") == ["2016-11", "2016-12", "2017-01", "2017-02"]
    assert add_months(date(2017, 1, 31), 13) == date(2018, 2, 28)


@pytest.mark.parametrize("text", ["101 years", "1201 months", "100000 weeks", "36526 days", "100000 working days", "100001 hours",
                                  "\u0663 days"])
def test_a_length_beyond_a_hundred_years_or_in_other_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is longer than any clock|is not a length of time"):
        duration(text)
    assert duration("100 years") == Duration(100, "year") and duration("1200 months") and duration("100000 hours")
