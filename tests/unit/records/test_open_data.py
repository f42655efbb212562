"""Open data of data.police.uk: every row of the real files is accounted for, and of a small copy of their shape."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from peelian.libraries import library_path
from peelian.records.mapping import Mapping, read_mapping
from peelian.records.quality import check_records
from peelian.records.reading import read_records
from peelian.records.tables import Table, read_tables

from .conftest import Read

LIBRARY = library_path("england_and_wales")
STREET = ("Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
          "Last outcome category,Context\n")
OUTCOMES = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type\n"


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return read_tables(LIBRARY)


@pytest.fixture(scope="module")
def mapping(tables: dict[str, Table]) -> Mapping:
    return read_mapping("data_police_uk", tables, LIBRARY)


def test_the_shape_of_open_data(tables: dict[str, Table], mapping: Mapping, tmp_path: Path) -> None:
    folder = tmp_path / "2021-02"
    folder.mkdir()
    (folder / "2021-02-here-street.csv").write_text(STREET + "".join(f"{row}\n" for row in [
        "a1,2021-02,H,H,,,No location,,,Drugs,Under investigation,",
        "a1,2021-02,H,H,,,On or near X,E1,Area 1,Drugs,Under investigation,",
        ",2021-02,H,H,,,No Location,,,Anti-social behaviour,,",
        "a2,2021-02,H,H,,,No location,,,Violence and sexual offences,,",
        ",2021-02,H,H,,,No location,,,Drugs,,",
    ]))
    (folder / "2021-02-here-outcomes.csv").write_text(OUTCOMES + "".join(f"{row}\n" for row in [
        "a1,2021-02,H,H,,,No location,,,Suspect charged",
        "a1,2021-02,H,H,,,No location,,,Suspect charged",
        "a1,2021-02,H,H,,,No location,,,Unable to prosecute suspect",
        "b9,2021-02,H,H,,,No location,,,Local resolution",
        "a1,2021-05,H,H,,,On or near X,,,Suspect charged",
    ]))
    account = read_records(tmp_path, tables, mapping, tmp_path / "out", "Europe/London")
    found = Read(account, tmp_path / "out")
    assert account.set_aside_by_reason == {
        "anti-social behaviour carries no crime ID": 1, "repeated key": 1, "missing key": 1, "exact duplicate": 1,
        "outcome of the crime named again": 1}
    outcomes = {(row["crime_id"], row["outcome"], row["outcome_group"], row["assigned_at"].month)
                for row in found.rows("crime_outcome")}
    assert outcomes == {("a1", "1", "Suspect charged", 2), ("a1", None, "Unable to prosecute suspect", 2),
                        ("b9", "8", "Local resolution", 2)}
    assert account.warnings == mapping.warnings != []
    first = found.row("a1", "crime")
    assert (first["ho_group"], first["reported_at"], first["reported_at__latest"]) == (
        "drugs", datetime(2021, 2, 1), datetime(2021, 2, 28, 23, 59, 59, 999999))


def test_every_row_of_the_real_files_is_accounted_for(real_data: Path, tables: dict[str, Table], mapping: Mapping,
                                                      tmp_path: Path) -> None:
    account = read_records(real_data / "police-uk" / "hertfordshire-2021", tables, mapping, tmp_path, "Europe/London")
    read = {name: sum(one.rows_read for one in account.files if one.table == name) for name in account.tables}
    assert read == {"crime": 108_465, "crime_outcome": 85_099}
    assert {(one.table, one.reason) for one in account.set_aside} == {
        ("crime", "anti-social behaviour carries no crime ID"), ("crime", "repeated key"),
        ("crime_outcome", "exact duplicate"), ("crime_outcome", "outcome of the crime named again")}
    assert account.set_aside_by_reason == {
        "anti-social behaviour carries no crime ID": 27_858, "repeated key": 4, "exact duplicate": 3_103,
        "outcome of the crime named again": 3_700}
    assert account.rows_accepted == 158_899
    assert account.tables["crime"].coarse == {"reported_at": "month", "created_at": "month"}
    [link] = check_records(tmp_path / "records", tables, account).links
    assert (link.rows, link.matched, link.assured) == (78_296, 66_620, False)
