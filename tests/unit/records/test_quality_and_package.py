"""Completeness, links and spans of time; and the tables as a Frictionless data package with empty files."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import frictionless
import pytest

from peelian.problems import Problems
from peelian.records.data_package import data_package, write_templates
from peelian.records.quality import Quality, check_records
from peelian.records.quality_words import text_table
from peelian.records.tables import Table

from .conftest import Reader


@pytest.fixture
def quality(read: Reader, tables: dict[str, Table], extract: Path) -> Quality:
    (extract / "member.csv").write_text("member_id,name\n" + "".join(f"m{index},\n" for index in range(9)))
    lines = [f"{index},m{index},2021-0{1 + index % 3}-05 10:00:00,{'yes' if index else ''},x" for index in range(10)]
    found = read("loan_id,member_id,lent_at,renewed,pages\n" + "\n".join(lines).replace(",x", ",") + "\n11,,,,y\n")
    return check_records(found.out / "records", tables, found.accounting)


def test_completeness_counts_what_the_source_gave(quality: Quality) -> None:
    filled = {(one.table, one.column): (one.filled, one.rows) for one in quality.columns}
    assert filled["loan", "renewed"] == (9, 10)  # the tenth was blank, and read as what blank means
    assert filled["loan", "pages"] == (0, 10)
    assert filled["member", "member_id"] == (9, 9)
    assert {one.column for one in quality.columns if one.required} == {"loan_id", "lent_at", "member_id"}
    assert [(one.table, one.rows, one.first, one.last) for one in quality.tables] == [
        ("loan", 10, datetime(2021, 1, 5, 10), datetime(2021, 3, 5, 10)), ("member", 9, None, None)]


def test_a_link_that_matches_in_nine_of_ten_is_assured(quality: Quality) -> None:
    [link] = quality.links
    assert (link.link, link.rows, link.matched, link.rate, link.blank) == (
        "loan.member_id to member.member_id", 10, 9, 0.9, 0)
    assert link.assured


def test_a_weak_link_and_one_into_nothing_are_not_assured(read: Reader, tables: dict[str, Table],
                                                          extract: Path) -> None:
    found = read("loan_id,member_id\n1,a\n2,b\n3,\n")
    [link] = check_records(found.out / "records", tables, found.accounting).links
    assert (link.rows, link.blank, link.rate, link.assured) == (2, 1, None, False)
    (extract / "member.csv").write_text("member_id\na\n")
    found = read()
    quality = check_records(found.out / "records", tables, found.accounting)
    assert (quality.links[0].rate, quality.links[0].assured) == (0.5, False)
    assert "cannot be assured" in quality.in_words()


@pytest.mark.parametrize(("required", "rows", "rate", "assured"), [(False, 9, 1.0, True), (True, 12, 0.75, False)])
def test_a_blank_that_the_source_should_hold_links_no_better_than_a_wrong_number(
        read: Reader, tables: dict[str, Table], extract: Path, required: bool, rows: int, rate: float, assured: bool) -> None:
    (extract / "member.csv").write_text("member_id\na\n")
    found = read("loan_id,member_id\n" + "".join(f"{number},{'a' if number < 9 else ''}\n" for number in range(12)))
    member = tables["loan"].columns["member_id"].model_copy(update={"required": required})
    loan = tables["loan"].model_copy(update={"columns": {**tables["loan"].columns, "member_id": member}})
    [link] = check_records(found.out / "records", {**tables, "loan": loan}, found.accounting).links
    assert (link.rows, link.matched, link.blank, link.rate, link.assured) == (rows, 9, 3, rate, assured)


def test_everything_is_told_in_words(quality: Quality) -> None:
    said = quality.in_words()
    for words in ("20 rows read: 19 accepted, 1 set aside.", "unreadable whole number", "loan.csv", "90.0%",
                  "loan.member_id to member.member_id", "2021-01-05 10:00", "exact duplicates are set aside"):
        assert words in said
    assert text_table(("name", "rows"), [("a", "1"), ("bb", "10")]) == "  name  rows\n  a        1\n  bb      10"


def test_no_rows_at_all(read: Reader, tables: dict[str, Table]) -> None:
    found = read("loan_id,pages\n")
    assert check_records(found.out / "records", tables, found.accounting).columns[0].complete is None


def test_the_package_keeps_to_the_profile_and_describes_what_is_read(tables: dict[str, Table], tmp_path: Path) -> None:
    write_templates(tables, tmp_path / "out")
    descriptor = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert descriptor == data_package(tables)
    assert frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid
    schema = descriptor["resources"][0]["schema"]
    assert schema["primaryKey"] == ["loan_id"]
    assert schema["foreignKeys"] == [
        {"fields": ["member_id"], "reference": {"resource": "member", "fields": ["member_id"]}}]
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["kind"]["constraints"]["enum"] == ["book", "film"]
    assert fields["kind"]["description"] == "What was lent. film: a film, on tape or disc."
    assert fields["renewed"]["description"] == "Renewed. Blank means false."
    assert {"entered_at", "force_code"} <= set(fields)


def test_a_filled_template_is_good_by_frictionless_and_read_by_us(read: Reader, tables: dict[str, Table],
                                                                  tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_templates(tables, out)
    with (out / "loan.csv").open(newline="") as file:
        header = next(csv.reader(file))
    assert header == list(tables["loan"].all_columns)
    values = {"loan_id": "1", "lent_at": "2021-07-01T10:00:00+01:00", "due_on": "2021-07-08", "renewed": "yes",
              "kind": "book"}
    with (out / "loan.csv").open("a", newline="") as file:
        csv.writer(file).writerow([values.get(name, "") for name in header])
    assert frictionless.validate(str(out / "datapackage.json")).valid
    found = read(data=out)
    assert found.row("1")["lent_at"] == datetime(2021, 7, 1, 9)
    assert found.accounting.not_read == ["README.csv", "datapackage.json"]


def test_the_dictionary_shows_how_a_value_is_written(read: Reader, tables: dict[str, Table], tmp_path: Path) -> None:
    """What it shows of each type is what a reader takes."""
    out = tmp_path / "out"
    write_templates(tables, out)
    with (out / "README.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] == "loan"]
    written = {row["column"]: row["written as"] for row in rows}
    assert written["lent_at"] == "2021-03-09 14:05" and written["loan_id"] == ""
    values = {**written, "loan_id": "1"}
    with (out / "loan.csv").open("a", newline="") as file:
        csv.writer(file).writerow([values[name] for name in tables["loan"].all_columns])
    found = read(data=out)
    assert found.accounting.rows_set_aside == 0
    assert found.row("1")["lent_at"] == datetime(2021, 3, 9, 14, 5)


def test_templates_write_over_nothing(tables: dict[str, Table], tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    with pytest.raises(Problems, match="is there already"):
        write_templates(tables, tmp_path)
