"""The shipped calendar, checked against the `holidays` package and against the rules of the statutory clock."""

from datetime import date
from pathlib import Path

import holidays
import pytest

from peelian.problems import Problems
from peelian.records.calendars import Calendar, Day, days, read_calendar

LIBRARY = Path(__file__).parents[3] / "peelian" / "library" / "england_and_wales"


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return read_calendar(LIBRARY / "calendars" / "england_and_wales.yaml")


@pytest.fixture(scope="module")
def by_date(calendar: Calendar) -> dict[date, Day]:
    return {day.date: day for day in days(calendar)}


def test_weekday_bank_holidays_are_those_of_the_holidays_package(by_date: dict[date, Day]) -> None:
    expected = {day for day in holidays.UnitedKingdom(subdiv="ENG", years=range(2000, 2031)) if day.weekday() < 5}
    assert {day.date for day in by_date.values() if day.bank_holiday and day.date.weekday() < 5} == expected


def test_every_day_is_there_once(by_date: dict[date, Day]) -> None:
    assert (min(by_date), max(by_date), len(by_date)) == (date(2000, 1, 1), date(2030, 12, 31), 11323)


@pytest.mark.parametrize(("day", "working", "excluded"), [
    (date(2017, 4, 13), True, False),
    (date(2017, 4, 14), False, True),  # Good Friday
    (date(2017, 4, 15), False, False),  # a Saturday counts on the statutory clock
    (date(2017, 4, 16), False, True),
    (date(2021, 12, 25), False, True),  # Christmas Day on a Saturday, its bank holiday kept on Monday
    (date(2021, 12, 27), False, True),
    (date(2015, 12, 26), False, True),  # 26 December is a bank holiday by the Act also on a Saturday
    (date(2016, 12, 24), False, False),
    (date(2022, 9, 19), False, True),
    (date(2020, 5, 4), True, False),  # the early May holiday was moved to 8 May
])
def test_working_days_and_days_left_out(by_date: dict[date, Day], day: date, working: bool, excluded: bool) -> None:
    assert by_date[day].working_day is working
    assert ("dvpo_excluded" in by_date[day].sets) is excluded


def test_a_slip_names_the_file_and_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("calendar: x\nzone: Europe/London\ncovers: {from: 2017-01-01, to: 2017-12-31}\nweekend: [sunday]\n"
                    "bank_holidays: {2017-12-25: Christmas Day}\nday_sets:\n  quiet: {named: [Cristmas Day]}\n")
    with pytest.raises(Problems) as found:
        read_calendar(path)
    assert "broken.yaml" in str(found.value) and "Cristmas Day" in str(found.value)
