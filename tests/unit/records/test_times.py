"""Times: how fine they are, the nights when clocks change, and what is said of those that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pyarrow import parquet

from peelian.records.local_days import HAPPENED_TWICE, NEVER_HAPPENED, local_day_table
from peelian.records.tables import Table

from .conftest import Reader

LAST = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("written", "first", "latest"), [
    ("2021-07-01T10:00:00Z", "2021-07-01 10:00:00", None),
    ("2021-07-01 10:00:00.25+01:00", "2021-07-01 09:00:00.250000", None),
    ("2021-07-01 10:00:00-0530", "2021-07-01 15:30:00", None),
    ("2021-07-01T10:00:00+02", "2021-07-01 08:00:00", None),
    ("2021-07-01 10:00:00", "2021-07-01 09:00:00", None),
    ("2021-01-01 10:00:00,5", "2021-01-01 10:00:00.500000", None),
    ("2021-07-01 10:00", "2021-07-01 09:00:00", "2021-07-01 09:00:59.999999"),
    ("2021-07-01", "2021-06-30 23:00:00", "2021-07-01 22:59:59.999999"),
    ("2021-03", "2021-03-01 00:00:00", "2021-03-31 22:59:59.999999"),
    ("2020-02-29", "2020-02-29 00:00:00", "2020-02-29 23:59:59.999999"),
])
def test_a_time_is_as_fine_as_it_is_written(read: Reader, written: str, first: str, latest: str | None) -> None:
    row = read(f'loan_id,lent_at\n1,"{written}"\n').row("1")
    assert row["lent_at"] == utc(first)
    assert row.get("lent_at__latest") == (utc(latest) if latest else None)


@pytest.mark.parametrize(("written", "coarse"), [
    (("2021-07-01 10:00:00", "2021-07-02 10:00:00"), {}),
    (("2021-07-01 10:00:00", "2021-07-01 10:00"), {"lent_at": "minute"}),
    (("2021-10-31", "2021-07-01 10:00"), {"lent_at": "day"}),  # a day of 25 hours
    (("2021-07-01", "2021-07"), {"lent_at": "month"}),
])
def test_a_column_is_as_coarse_as_its_coarsest_time(read: Reader, written: tuple[str, str], coarse: dict[str, str]) -> None:
    rows = "".join(f"{number},{text}\n" for number, text in enumerate(written))
    assert read(f"loan_id,lent_at\n{rows}").accounting.tables["loan"].coarse == coarse


def test_a_date_is_known_to_the_day(read: Reader) -> None:
    found = read("loan_id,lent_at,due_on\n1,2021-07-01 10:00:00,2021-08-01\n")
    assert found.accounting.tables["loan"].coarse == {"due_on": "day"}


@pytest.mark.parametrize("written", [
    "2021-02-29", "2021-13", "yesterday", "01/02/2021", "2021-07-01 10:00 BST", "infinity", "2021-07-01 25:00:00",
    "20210701", "1625130000"])
def test_a_time_that_cannot_be_read_sets_the_row_aside(read: Reader, written: str) -> None:
    found = read(f"loan_id,lent_at\n1,{written}\n2,2021-01-01\n")
    assert found.reasons == {"unreadable time": 1}
    [row] = found.set_aside
    assert (row["file"], row["row"], row["column"], row["value"]) == ("loan.csv", 2, "lent_at", written)


@pytest.mark.parametrize(("written", "reason"), [
    ("2021-10-31 01:30:00", "local time that happened twice"),
    ("2021-10-31 01:00", "local time that happened twice"),
    ("2021-03-28 01:30:00", "local time that never happened"),
    ("2021-10-31 02:00:00", None),
    ("2021-10-31 00:59:59", None),
    ("2021-03-28 02:00:00", None),
    ("2021-10-31T01:30:00+01:00", None),
    ("2021-10-31", None),
])
def test_a_local_time_is_never_guessed(read: Reader, written: str, reason: str | None) -> None:
    assert read(f"loan_id,lent_at\n1,{written}\n").reasons == ({reason: 1} if reason else {})


@pytest.mark.parametrize(("rules", "twice", "never"), [
    ("ambiguous: earlier, impossible: later", "2021-10-31 00:30:00", "2021-03-28 01:30:00"),
    ("ambiguous: later, impossible: later", "2021-10-31 01:30:00", "2021-03-28 01:30:00"),
])
def test_a_mapping_may_state_which_hour_was_meant(read: Reader, rules: str, twice: str, never: str) -> None:
    mapping = f"""
mapping: m
title: M
tables:
  loan: {{sources: [{{files: loan.csv, {rules}, same_names: true}}]}}
"""
    found = read("loan_id,lent_at\n1,2021-10-31 01:30:00\n2,2021-03-28 01:30:00\n", mapping=mapping)
    assert [row["lent_at"] for row in found.rows()] == [utc(twice), utc(never)]


def test_a_date_is_the_whole_local_day_of_the_service(read: Reader) -> None:
    found = read("loan_id,due_on\n1,2021-10-31\n2,2021-06-30T23:30:00Z\n3,2021-06-30 12:00:00\n")
    days = [(row["due_on"], row["due_on__latest"] + LAST) for row in found.rows()]
    assert days == [
        (utc("2021-10-30 23:00:00"), utc("2021-11-01 00:00:00")),  # 25 hours
        (utc("2021-06-30 23:00:00"), utc("2021-07-01 23:00:00")),  # the first of July in London
        (utc("2021-06-29 23:00:00"), utc("2021-06-30 23:00:00")),
    ]


@pytest.mark.parametrize(("precision", "written", "first", "latest"), [
    ("exact", "2021-07-01 10:00", "2021-07-01 09:00:00", None),
    ("exact", "2021-07-01", "2021-06-30 23:00:00", None),
    ("second", "2021-07-01 10:00", "2021-07-01 09:00:00", "2021-07-01 09:00:59.999999"),
    ("minute", "2021-07-01 10:00:31", "2021-07-01 09:00:00", "2021-07-01 09:00:59.999999"),
    ("day", "2011-12-06 00:00:00+01:00", "2011-12-05 00:00:00", "2011-12-05 23:59:59.999999"),
    ("day", "2021-07-01 10:00:31", "2021-06-30 23:00:00", "2021-07-01 22:59:59.999999"),
    ("month", "2021-07-01 10:00:31", "2021-06-30 23:00:00", "2021-07-31 22:59:59.999999"),
])
def test_a_mapping_states_how_fine_a_time_is(read: Reader, precision: str, written: str, first: str,
                                             latest: str | None) -> None:
    mapping = f"""
mapping: m
title: M
tables:
  loan:
    sources:
      - files: loan.csv
        columns: {{loan_id: loan_id, lent_at: {{column: lent_at, precision: {precision}}}}}
"""
    row = read(f"loan_id,lent_at\n1,{written}\n", mapping=mapping).row("1")
    assert (row["lent_at"], row.get("lent_at__latest")) == (utc(first), utc(latest) if latest else None)


def test_precision_may_differ_value_by_value(read: Reader) -> None:
    mapping = """
mapping: m
title: M
tables:
  loan:
    sources:
      - files: loan.csv
        columns:
          loan_id: loan_id
          lent_at: {column: lent_at, precision: {column: fine, values: {D: day, S: exact}}}
"""
    found = read("loan_id,lent_at,fine\n1,2021-01-02 00:00:00,D\n2,2021-01-02 00:00:00,S\n3,2021-01-02 00:00:00,?\n",
                 mapping=mapping)
    assert found.row("1")["lent_at__latest"] == utc("2021-01-02 23:59:59.999999")
    assert found.row("2")["lent_at__latest"] == utc("2021-01-02 00:00:00")
    assert found.reasons == {"unknown precision": 1}


@pytest.mark.parametrize(("otherwise", "written", "latest"), [
    ("second", "2021-01-02", "2021-01-02 23:59:59.999999"),
    ("second", "2021-01-02 10:00", "2021-01-02 10:00:59.999999"),
    ("minute", "2021-01", "2021-01-31 23:59:59.999999"),
    ("day", "2021-01-02 10:00:00", "2021-01-02 23:59:59.999999"),
    ("exact", "2021-01-02", None),
])
def test_the_precision_of_other_words_is_no_finer_than_what_is_written(read: Reader, otherwise: str, written: str,
                                                                       latest: str | None) -> None:
    mapping = f"""
mapping: m
title: M
tables:
  loan:
    sources:
      - files: loan.csv
        columns:
          loan_id: loan_id
          lent_at: {{column: lent_at, precision: {{column: fine, values: {{M: minute}}, otherwise: {otherwise}}}}}
"""
    row = read(f"loan_id,lent_at,fine\n1,{written},?\n", mapping=mapping).row("1")
    assert row.get("lent_at__latest") == (utc(latest) if latest else None)


def test_formats_are_tried_in_order_and_a_clock_may_be_of_another_zone(read: Reader) -> None:
    mapping = """
mapping: m
title: M
zone: Europe/Paris
tables:
  loan:
    sources:
      - files: loan.csv
        times: ["%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%d.%m.%Y %H:%M %z", iso]
        same_names: true
"""
    found = read("loan_id,lent_at\n1,01/07/2021 10:00:00\n2,01/07/2021\n3,01.07.2021 10:00 -0100\n"
                 "4,2021-07-01 10:00:00\n", mapping=mapping)
    assert [row["lent_at"] for row in found.rows()] == [
        utc("2021-07-01 08:00:00"), utc("2021-06-30 23:00:00"), utc("2021-07-01 11:00:00"), utc("2021-07-01 08:00:00")]


@pytest.mark.parametrize(("formats", "accepted"), [
    ("'%d/%m/%Y %H:%M'", []), ("'%d/%m/%Y %H:%M', '%d/%m/%y %H:%M'", ["2017-03-01 10:00:00"]),
    ("'%d/%m/%y %H:%M', '%d/%m/%Y %H:%M'", ["2017-03-01 10:00:00"])])
def test_a_year_in_two_digits_is_never_of_the_first_century(read: Reader, formats: str, accepted: list[str]) -> None:
    mapping = f"mapping: m\ntitle: M\ntables:\n  loan: {{sources: [{{files: loan.csv, same_names: true, times: [{formats}]}}]}}\n"
    found = read("loan_id,lent_at\n1,1/3/17 10:00\n2,1/3/217 10:00\n3,1/3/2018 10:00\n", mapping=mapping)
    assert [row["lent_at"] for row in found.rows()] == [utc(text) for text in [*accepted, "2018-03-01 10:00:00"]]
    assert sum(found.reasons.values()) == 3 - len(found.rows()) and set(found.reasons) <= {"unreadable time", "year out of range"}


def test_what_a_system_writes_for_never_is_no_moment(read: Reader, extract: Path) -> None:
    for name, zone in (("a", None), ("b", "UTC")):
        moments = pyarrow.array([datetime(1, 1, 1), datetime(2021, 1, 1)], pyarrow.timestamp("us", zone))
        parquet.write_table(pyarrow.table({"loan_id": [f"{name}1", f"{name}2"], "returned_at": moments}),
                            extract / f"loan-{name}.parquet")
    found = read()
    assert [row["loan_id"] for row in found.rows()] == ["a2", "b2"] and found.reasons == {"year out of range": 2}


def test_a_row_is_set_aside_only_when_its_order_is_certainly_broken(read: Reader) -> None:
    found = read("loan_id,lent_at,returned_at\n1,2021-07-02 10:00:00,2021-07\n2,2021-07-02 10:00:00,2021-07-01\n"
                 "3,2021-07-02,2021-07-02 09:00:00\n")
    assert found.reasons == {"returned_at is before lent_at": 1}
    assert [row["loan_id"] for row in found.rows()] == ["1", "3"]


@given(zone=some.sampled_from(["Europe/London", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]),
       index=some.integers(25_600, 70_000))
def test_local_days_are_those_of_the_zone_database(zone: str, index: int) -> None:
    table = local_day_table(zone).slice(index, 1).to_pylist()[0]
    info = ZoneInfo(zone)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    begins = datetime.combine(table["day"], datetime.min.time(), tzinfo=info).astimezone(UTC)
    assert (begins - epoch) // LAST == table["starts"]
    assert table["month_starts"] <= table["starts"] < table["next_day"] <= table["next_month"]
    noon = datetime.combine(table["day"], datetime.min.time()) + timedelta(hours=12)
    if table["kind"] == 0:
        assert table["before"] == table["after"] == (noon.replace(tzinfo=info).utcoffset() or timedelta()) // LAST
    else:
        assert table["kind"] in (NEVER_HAPPENED, HAPPENED_TWICE) and table["low"] < table["high"]


@pytest.mark.parametrize(("offset", "hours"), [("+14:00", 14), ("-14", -14), ("+1345", 13.75), ("-00:59", -59 / 60)])
def test_an_offset_that_a_zone_may_have_is_read(read: Reader, offset: str, hours: float) -> None:
    assert read(f"loan_id,lent_at\n1,2017-01-02 10:00:00{offset}\n").row("1")["lent_at"] == utc("2017-01-02 10:00:00") - timedelta(
        hours=hours)


@pytest.mark.parametrize("offset", ["+25:00", "-24:00", "+01:99", "+0160", "+14:01", "-1430", "+15"])
@pytest.mark.parametrize("times", ["iso", "%Y-%m-%d %H:%M:%S%z"])
def test_an_offset_that_no_zone_has_is_unreadable(read: Reader, offset: str, times: str) -> None:
    mapping = f"mapping: m\ntitle: M\ntables:\n  loan: {{sources: [{{files: loan.csv, same_names: true, times: ['{times}']}}]}}\n"
    found = read(f"loan_id,lent_at\n1,2017-01-02 10:00:00{offset}\n2,2017-01-02 10:00:00+01:00\n", mapping=mapping)
    assert found.reasons == {"unreadable time": 1} and [row["loan_id"] for row in found.rows()] == ["2"]


@pytest.mark.parametrize("written", ["1753-01-01", "1799-12-31 23:00:00", "2300-01-02 00:00:00", "9999-12-31", "0017-03-01"])
@pytest.mark.parametrize("column", ["lent_at", "due_on"])
def test_a_year_of_nobodys_work_is_out_of_range(read: Reader, written: str, column: str) -> None:
    found = read(f"loan_id,{column}\n1,{written}\n2,1800-01-01\n3,2300-01-01\n")
    assert found.reasons == {"year out of range": 1} and len(found.rows()) == 2
    assert (found.set_aside[0]["column"], found.set_aside[0]["value"]) == (column, written)


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Kiritimati", "America/New_York"])
def test_the_year_9999_is_no_end_in_a_column_of_what_is_planned(read: Reader, extract: Path, tables: dict[str, Table],
                                                                      zone: str) -> None:
    columns = {name: one.model_copy(update={"planned": name in ("due_on", "returned_at")})
               for name, one in tables["loan"].columns.items()}
    tables["loan"] = tables["loan"].model_copy(update={"columns": columns})
    found = read("loan_id,due_on,returned_at\n1,9999-12-31,9999-12-31 23:59:59\n2,2998-01-01,\n3,2021-01-01,2021-01-02\n", zone=zone)
    assert found.reasons == {"year out of range": 1}
    assert (found.row("1")["due_on"], found.row("1")["returned_at"]) == (None, None) and found.row("3")["due_on"] is not None
    moments = pyarrow.array([datetime(9999, 12, 31), datetime(2021, 1, 1)], pyarrow.timestamp("us", "UTC"))
    parquet.write_table(pyarrow.table({"loan_id": ["a1", "a2"], "returned_at": moments}), extract / "loan.parquet")
    (extract / "loan.csv").unlink()
    found = read(zone=zone)
    assert [row["returned_at"] for row in found.rows()] == [None, datetime(2021, 1, 1)]
