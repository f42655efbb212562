"""Ratios, capacity, audits and open subjects by the people whom they concern, and in words what is not broken down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.duties.ledger import COUNTED_COLUMNS, schema
from peelian.duties.run_folder import open_run
from peelian.inspections.report import write_report
from peelian.measures.breakdown import NOT_RECORDED, write_breakdown
from peelian.standards.library import read_library
from tests.unit.measures.made_run import LAW, counted, duty, made_library, made_run
from tests.unit.measures.test_breakdown import FILE, write

PEOPLE = FILE + """looked_at: {audit_answer: loan_id}
nobody:
  shift: it counts clerks, and a clerk borrows nothing
"""
AUDIT = """id: loan-looked-at
theme: lending
title: Loans rightly made
why: Somebody looks.
kind: audit
audit: {population: {each: loan}, answers: {record: audit_answer}, question: Was it right?}
""" + LAW % ("local", "House rules", "local", "")
LOANS = 60  # of which two in three are a child's and the others, but the last, an adult's
GROUP = {0: "m1", 1: "m1", 2: "m2"}


def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Each loan is counted, half of them came back well; a fine for each of the first 40, an answer about each of the first 30."""
    gaps = [duty(number, "met" if number % 2 else "overdue", "2017-04-10 12:00" if number % 2 else "2017-03-10 12:00",
                 standard="loan-reminded", subject_id=f"l{number}") for number in range(LOANS)]
    loans = {"record_type": "loan"}
    counts = [counted(number, role, record_id=f"l{number}", standard="returns-in-good-state", **loans)
              for role, many in (("denominator", LOANS), ("numerator", LOANS // 2)) for number in range(many)]
    counts += [counted(number, "denominator", record_id=f"l{number}", standard="fines-charged", **loans) for number in range(LOANS)]
    counts += [counted(number, "numerator", record_id=f"f{number}", standard="fines-charged", record_type="fine")
               for number in range(40)]
    counts += [counted(number, "held", "undated", standard="desk-staffed", record_type="shift") for number in range(30)]
    counts += [counted(number, "needed", "undated", standard="desk-staffed", record_type="member") for number in range(30)]
    counts += [counted(number, "population", record_id=f"l{number}", standard="loan-looked-at", **loans) for number in range(LOANS)]
    counts += [counted(number, role, record_id=f"a{number}", standard="loan-looked-at", record_type="audit_answer",
                       category=f"l{number}")
               for role, many in (("answered", 33), ("yes", 27)) for number in range(many)]
    counts += [counted(number, role) for role in ("denominator", "numerator") for number in range(25)]
    return gaps, counts


def person(number: int) -> str:
    return "m3" if number == LOANS - 1 else GROUP[number % 3]


@pytest.fixture(scope="module")
def measures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The measures of a report, as it writes them for machines."""
    folder = tmp_path_factory.mktemp("groups")
    library = made_library(folder / "library")
    (library / "characteristics").mkdir()
    (library / "characteristics" / "borrowers.yaml").write_text(PEOPLE, encoding="utf-8")
    (library / "standards" / "lending" / "loan-looked-at.yaml").write_text(AUDIT, encoding="utf-8")
    run = made_run(folder / "run", library, *rows())
    (run / "records").mkdir()
    write(run, "member", ("member_id", "kind", "region"), [("m1", "child", "north"), ("m2", "adult", "north"), ("m3", None, None)])
    write(run, "loan", ("loan_id", "member_id"), [(f"l{number}", person(number)) for number in range(LOANS)])
    write(run, "fine", ("fine_id", "loan_id"), [(f"f{number}", f"l{number}") for number in range(LOANS)])
    write(run, "audit_answer", ("answer_id", "loan_id"), [(f"a{number}", f"l{number}") for number in range(LOANS)])
    written = write_breakdown(run, read_library(library))
    assert [path.name for path in written] == ["breakdown.parquet", "breakdown_stock.parquet", "breakdown_counted.parquet"]
    page = write_report(run)
    found: dict[str, Any] = json.loads((page.parent / "report.json").read_text(encoding="utf-8"))["measures"]
    return found


def by_kind(measure: dict[str, Any]) -> dict[str, list[str]]:
    """Group → its row, of the first table."""
    return {row[0]: row[1:] for row in measure["by_group"][0]["rows"]}


def test_a_ratio_stands_by_group_and_not_recorded_is_one(measures: dict[str, Any]) -> None:
    found = by_kind(measures["returns-in-good-state"])
    assert list(found) == ["child", "adult", NOT_RECORDED]
    assert found["child"] == ["20 of 40", "50.0%", "35.2 to 64.8", "yes"]
    assert found["adult"][:2] == ["10 of 19", "none: fewer than 20 records"] and found["adult"][-1] == "no"
    assert found[NOT_RECORDED][:2] == ["0 of 1", "none: fewer than 20 records"] and found[NOT_RECORDED][-1] == "no"


def test_two_kinds_of_record_are_both_led_to_their_people_and_their_counts_make_no_ratio(measures: dict[str, Any]) -> None:
    found = by_kind(measures["fines-charged"])
    assert found["child"][0] == "27 against 40" and found["adult"][0] == "13 against 19"
    assert found["child"][1] == "none: a ratio of these two counts would mislead"
    assert found["child"][-1] == "yes" and found["adult"][-1] == "no"


def test_open_subjects_stand_by_group_before_their_intervals(measures: dict[str, Any]) -> None:
    one = measures["loan-reminded"]
    year = " April 2016 to March 2017 (cannot tell: none in any row)"
    assert [table["caption"].split(",")[1:3] for table in one["by_group"]] == [
        [" open subjects", " by kind of the borrower"], [" open subjects", " by region of the borrower"],
        [" by kind of the borrower", year], [" by region of the borrower", year]]
    assert by_kind(one)["child"][:2] == ["20 of 40", "50.0%"]
    assert "in the year of the run, or in the year in which the duty started" in one["group_note"]


def test_an_audit_stands_by_the_record_that_was_looked_at_and_few_answers_have_no_share(measures: dict[str, Any]) -> None:
    found = by_kind(measures["loan-looked-at"])
    assert found["child"][:2] == ["18 of 22", "81.8%"] and found["adult"][:2] == ["9 of 11", "none: fewer than 20 answers"]
    assert found[NOT_RECORDED] == ["0 of 0", "none: no answer", "none", "none"]


def test_what_leads_to_nobody_says_why(measures: dict[str, Any]) -> None:
    staffed, checked = measures["desk-staffed"], measures["look-whole"]
    assert staffed["by_group"] == checked["by_group"] == []
    [said] = staffed["not_by_group"]
    assert said == ("Not by kind and region of the borrower: it counts clerks, and a clerk borrows nothing; no way is named that leads "
                    "from a member to the borrower.")
    assert checked["not_by_group"] == ["Not by kind and region of the borrower: no way is named that leads from a spot check to the "
                                       "borrower."]


def test_every_figure_of_a_group_is_a_part_of_the_whole(measures: dict[str, Any]) -> None:
    """Nobody here concerns two people, so that the groups add up to the measure."""
    for name, whole in (("returns-in-good-state", 60), ("loan-looked-at", 33)):
        for table in measures[name]["by_group"]:
            assert sum(int(row[1].split(" of ")[1]) for row in table["rows"]) == whole


def small(folder: Path, people: list[tuple[Any, ...]], names: tuple[str, ...], loans: list[tuple[str, str]],
          text: str = PEOPLE, **more: Any) -> tuple[Path, Path]:
    library = made_library(folder / "library")
    (library / "characteristics").mkdir()
    (library / "characteristics" / "borrowers.yaml").write_text(text, encoding="utf-8")
    counts = [counted(1, role, record_id="l1", standard="returns-in-good-state", record_type="loan", **more)
              for role in ("denominator", "numerator")]
    run = made_run(folder / "run", library, rows=counts)
    (run / "records").mkdir()
    if people:
        write(run, "member", names, people)
    write(run, "loan", ("loan_id", "member_id"), loans)
    return run, library


def groups(run: Path, library: Path) -> dict[tuple[str, str | None], tuple[int, float]]:
    [path] = write_breakdown(run, read_library(library))
    query = f"""SELECT characteristic, "group", "rows", value FROM read_parquet('{path}') WHERE role = 'denominator'"""
    with duckdb.connect() as connection:
        return {(name, group): (count, value) for name, group, count, value in connection.execute(query).fetchall()}


def test_a_record_of_two_people_counts_once_in_a_group_and_in_both_where_they_differ(tmp_path: Path) -> None:
    found = groups(*small(tmp_path, [("m1", "child", "north"), ("m2", "adult", "north")], ("member_id", "kind", "region"),
                          [("l1", "m1"), ("l1", "m2")], value=2.5))
    assert found == {("kind", "child"): (1, 2.5), ("kind", "adult"): (1, 2.5), ("region", "north"): (1, 2.5)}


def test_two_people_of_one_age_band_are_one(tmp_path: Path) -> None:
    text = PEOPLE.replace("{name: kind, title: Kind, column: kind}",
                          "{name: age, title: Age, column: born, bands: [18, 25], basis: local}")
    run, library = small(tmp_path, [("m1", 1990), ("m2", 1985), ("m3", 2010)], ("member_id", "born"),
                         [("l1", "m1"), ("l1", "m2"), ("l1", "m3")], text, happened_at=None)
    table = library / "tables" / "member.yaml"
    table.write_text(table.read_text(encoding="utf-8") + "  born: {type: int, meaning: Year of birth., unit: year}\n", encoding="utf-8")
    assert groups(run, library) == {("age", "25 and over"): (1, 1.0), ("age", "under 18"): (1, 1.0)}


def test_what_cannot_be_told_of_a_group_stands_in_no_ratio_and_counts_once(tmp_path: Path) -> None:
    """Of 30 loans of a child 5 may or may not have come back well, and 2 more may not be counted at all."""
    run, library = small(tmp_path, [("m1", "child", "north")], ("member_id", "kind", "region"), [(f"l{n}", "m1") for n in range(40)])
    loans = {"standard": "returns-in-good-state", "record_type": "loan"}
    rows = [counted(n, "denominator", record_id=f"l{n}", **loans) for n in range(30)]
    rows += [counted(n, "numerator", record_id=f"l{n}", truth=True if n < 10 else None, **loans) for n in range(15)]
    rows += [counted(n, role, record_id=f"l{n}", truth=None, **loans) for n in (30, 31) for role in ("denominator", "numerator")]
    pq.write_table(pa.Table.from_pylist(rows, schema(COUNTED_COLUMNS)), run / "counted.parquet")
    write_breakdown(run, read_library(library))
    found = json.loads((write_report(run).parent / "report.json").read_text(encoding="utf-8"))["measures"]["returns-in-good-state"]
    assert by_kind(found)["child"] == ["10 of 25", "40.0%", "23.4 to 59.3", "7", "yes"]
    assert found["readings"][0]["counts"] == "10 of 25" and found["readings"][0]["numbers"]["unknown"] == 7


@pytest.mark.parametrize(("people", "names", "said"), [
    ([], (), "Not by kind and region of the borrower: the records lack member."),
    ([("m1", "child")], ("member_id", "kind"), "Not by region of the borrower: the records lack member.region."),
    ([("child",)], ("kind",), "Not by kind and region of the borrower: the records lack member.member_id."),
])
def test_records_that_lack_what_is_needed_are_named(tmp_path: Path, people: list[tuple[Any, ...]], names: tuple[str, ...],
                                                    said: str) -> None:
    run, library = small(tmp_path, people, names, [("l1", "m1")])
    write_breakdown(run, read_library(library))
    found = json.loads((write_report(run).parent / "report.json").read_text(encoding="utf-8"))["measures"]["returns-in-good-state"]
    assert found["not_by_group"] == [said]
    assert open_run(run).name == "run"
