"""Duties by the people whom they concern: who is reached, in which group each duty counts, and what may not be published."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.duties.run_folder import open_run
from peelian.inspections.report.by_group import tables
from peelian.inspections.report.readings import figure_reading
from peelian.measures.breakdown import NOT_RECORDED, Groups, band_names, duty_groups, write_breakdown
from peelian.measures.figures import FEW_DUTIES, Figure
from peelian.problems import Problems
from peelian.standards.characteristics import read_characteristics
from peelian.standards.library import read_library
from tests.unit.measures.made_run import LENDING, duty, made_run, utc

FILE = """
characteristics: borrowers
title: the borrower
source: A promise to serve all alike
evidence: local
people: {table: member, key: member_id}
by:
  - {name: kind, title: Kind, column: kind}
  - {name: region, title: Region, column: region, not_recorded: [unknown]}
paths:
  loan: [{table: loan, by: loan_id, take: member_id}]
  fine: [{table: fine, by: fine_id, take: loan_id}, {table: loan, by: loan_id, take: member_id}]
"""
MEMBERS = [("m1", "child", "north"), ("m2", "adult", "unknown"), ("m3", None, "O'Hara")]
LOANS = [("l1", "m1", "2017-01-01 10:00"), ("l1b", "m2", "2017-01-01 10:00"), ("l2", "m2", "2017-01-01 10:00"),
         ("l3", "m3", "2017-01-01 10:00"), ("l4", "nobody", "2017-01-01 10:00"), ("l5", None, "2017-01-01 10:00"),
         ("l6", "m1", "2018-01-01 10:00")]


def library(folder: Path, text: str = FILE) -> Path:
    shutil.copytree(LENDING, folder)
    (folder / "characteristics").mkdir()
    (folder / "characteristics" / "borrowers.yaml").write_text(text, encoding="utf-8")
    return folder


def broken_down(folder: Path, duties: list[dict[str, Any]], text: str = FILE,
                fines: list[tuple[str, str]] | None = None) -> dict[str, Mapping[str, Figure]]:
    """Title of a characteristic → group → the figure of March, for duties about loans and fines."""
    ours = library(folder / "library", text)
    run = made_run(folder / "run", ours, duties)
    (run / "records").mkdir()
    write(run, "member", ("member_id", "kind", "region"), MEMBERS)
    write(run, "loan", ("loan_id", "member_id", "lent_at"), [(loan, member, utc(at)) for loan, member, at in LOANS])
    if fines:
        write(run, "fine", ("fine_id", "loan_id"), fines)
    read = read_library(ours)
    if not write_breakdown(run, read):
        return {}
    found = duty_groups(open_run(run), read, ["2017-03"]).get(("loan-returned", "force"), [])
    return {one.title: one.figures for one in found}


def write(run: Path, table: str, names: tuple[str, ...], rows: list[Any]) -> None:
    columns = list(zip(*rows, strict=True))
    pq.write_table(pa.table({name: pa.array(values) for name, values in zip(names, columns, strict=True)}),
                   run / "records" / f"{table}.parquet")


def sizes(figures: Mapping[str, Figure]) -> dict[str, int]:
    return {name: figure.counted for name, figure in figures.items() if figure.counted}


def test_each_duty_counts_in_the_group_of_its_person_and_not_recorded_is_a_group(tmp_path: Path) -> None:
    duties = [duty(number, "met" if number % 2 else "overdue", subject_id=f"l{number}") for number in (1, 2, 3, 4, 5)]
    found = broken_down(tmp_path, duties)
    assert list(found) == ["Kind", "Region"]
    assert list(found["Kind"]) == ["child", "adult", NOT_RECORDED]
    assert sizes(found["Kind"]) == {"child": 1, "adult": 1, NOT_RECORDED: 3}
    assert sizes(found["Region"]) == {"north": 1, "O'Hara": 1, NOT_RECORDED: 3}
    assert (found["Kind"]["child"].met, found["Kind"]["adult"].count("overdue")) == (1, 1)


def test_what_cannot_be_told_and_has_no_date_counts_in_the_group_of_its_person(tmp_path: Path) -> None:
    untold = duty(2, "cannot_tell", None, started_at=None, reason="start", subject_id="l2")
    found = broken_down(tmp_path, [duty(1, subject_id="l1"), untold])
    assert {name: figure.statuses for name, figure in found["Kind"].items()} == {
        "child": {"met": 1}, "adult": {"cannot_tell": 1}, NOT_RECORDED: {}}


def test_what_happened_after_the_runs_moment_leads_to_nobody(tmp_path: Path) -> None:
    assert sizes(broken_down(tmp_path, [duty(6, subject_id="l6")])["Kind"]) == {NOT_RECORDED: 1}


def test_a_path_of_two_steps_is_walked(tmp_path: Path) -> None:
    duties = [duty(1, subject_type="fine", subject_id="f1"), duty(2, subject_type="fine", subject_id="f2")]
    assert sizes(broken_down(tmp_path, duties, fines=[("f1", "l1"), ("f2", "l2")])["Kind"]) == {"child": 1, "adult": 1}


def test_a_duty_of_two_people_counts_in_each_group_and_once_in_one(tmp_path: Path) -> None:
    text = FILE.replace("  fine: [{table: fine, by: fine_id, take: loan_id}, {table: loan, by: loan_id, take: member_id}]\n",
                        "  member: [{table: loan, by: lent_at, take: member_id}]\n")
    same_moment = str(utc("2017-01-01 10:00"))
    found = broken_down(tmp_path, [duty(1, subject_type="member", subject_id=same_moment)], text)
    assert sizes(found["Kind"]) == {"child": 1, "adult": 1, NOT_RECORDED: 1}


def test_what_has_no_path_or_no_records_has_no_groups(tmp_path: Path) -> None:
    """Records that lack the table of fines make no group of their duties, rather than all of them 'not recorded'."""
    assert broken_down(tmp_path / "a", [duty(1, subject_type="fine", subject_id="f1")]) == {}
    assert broken_down(tmp_path / "b", [duty(1, subject_type="shift", subject_id="s1")]) == {}
    run = made_run(tmp_path / "c" / "run", library(tmp_path / "c" / "library"), [duty(1)])
    assert write_breakdown(run, read_library(tmp_path / "c" / "library")) == []
    assert duty_groups(open_run(run), read_library(LENDING), ["2017-03"]) == {}


@pytest.mark.parametrize(("born", "group"), [(2000, "under 18"), (1999, "18 to 24"), (1992, "25 and over"), (1900, "25 and over"),
                                            (2020, NOT_RECORDED), (None, NOT_RECORDED)])
def test_an_age_is_that_of_the_year_in_which_the_duty_started(tmp_path: Path, born: int | None, group: str) -> None:
    ours = library(tmp_path / "library", FILE.replace("  - {name: kind, title: Kind, column: kind}\n",
                                                     "  - {name: age, title: Age, column: born, bands: [18, 25], basis: local}\n"))
    table = ours / "tables" / "member.yaml"
    table.write_text(table.read_text(encoding="utf-8") + "  born: {type: int, meaning: Year of birth., unit: year}\n", encoding="utf-8")
    run = made_run(tmp_path / "run", ours, [duty(1, subject_id="l1")])
    (run / "records").mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'm1' AS member_id, CAST({born or 'NULL'} AS BIGINT) AS born) TO "
                           f"'{run}/records/member.parquet' (FORMAT parquet)")
    write(run, "loan", ("loan_id", "member_id", "lent_at"), [("l1", "m1", utc("2017-01-01 10:00"))])
    assert write_breakdown(run, read_library(ours))
    [found] = duty_groups(open_run(run), read_library(ours), ["2017-03"])["loan-returned", "force"]
    assert sizes(found.figures) == {group: 1}


def test_bands_are_named_by_their_ages() -> None:
    assert band_names([18, 25, 65]) == ["under 18", "18 to 24", "25 to 64", "65 and over"]


@pytest.mark.parametrize(("counts", "withheld"), [
    ({"a": 50, "b": 60}, set()), ({"a": 5, "b": 60, "c": 40}, {"a", "c"}), ({"a": 5, "b": 6, "c": 40}, {"a", "b"}), ({"a": 5}, {"a"}),
    ({"a": 0, "b": 50}, set()), ({"a": 0, "b": 7, "c": 30, "d": 40}, {"b", "c"}),
])
def test_a_small_group_is_withheld_and_one_more_that_would_give_it_away(counts: dict[str, int], withheld: set[str]) -> None:
    groups = Groups("the borrower", "Kind", {name: Figure({"met": count}) for name, count in counts.items()})
    assert groups.withheld() == withheld


def test_the_table_shows_no_rate_for_few_and_says_what_may_be_published() -> None:
    figures = {"child": Figure({"met": 30, "overdue": 10}, owners=9), "adult": Figure({"met": 3}, owners=3), NOT_RECORDED: Figure()}
    [table] = tables("Loan returned", [Groups("the borrower", "Kind", figures)], "2017", "Met in time",
                     lambda one: figure_reading(one, "", ""), lambda one: one.cannot_tell)
    assert table.caption == "Loan returned, by kind of the borrower, 2017 (cannot tell: none in any row)"
    child, adult, unknown = table.rows
    assert child[:3] == ["child", "30 of 40", "75.0%"] and child[-1] == "no"  # it would give the next row away
    assert adult == ["adult", "3 of 3", f"none: {FEW_DUTIES}", "none", "no"]
    assert unknown[0] == NOT_RECORDED and unknown[-1] == "none"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("table: member,", "table: membre,", "borrowers.yaml:6: 'membre' is not a table. Did you mean 'member'?"),
    ("key: member_id", "key: id", "'id' is not a column of member."),
    ("column: kind", "column: kinds", "borrowers.yaml:8: 'kinds' is not a column of member. Did you mean 'kind'?"),
    ("column: kind", "column: kind, bands: [25, 18]", "bands [25, 18] do not rise."),
    ("  loan: [{table: loan, by: loan_id, take: member_id}]", "  loam: []", "'loam' is not a table. Did you mean 'loan'?"),
    ("take: loan_id", "take: lone", "'lone' is not a column of fine."),
    ("paths:\n", "looked_at: {fine: loam_id}\npaths:\n", "borrowers.yaml:10: 'loam_id' is not a column of fine."),
    ("paths:\n", "nobody: {shifts: it is staff}\npaths:\n", "'shifts' is not a table. Did you mean 'shift'?"),
    ("paths:\n", "nobody: {loan: it is a thing}\npaths:\n", "borrowers.yaml:10: 'loan' has a path too. Leave out one of the two."),
    ("characteristics: borrowers", "characteristics: readers", "'readers' differs from the file's name 'borrowers'."),
])
def test_slips_in_the_file_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FILE
    path = library(tmp_path / "library", FILE.replace(old, new, 1)) / "characteristics" / "borrowers.yaml"
    with pytest.raises(Problems) as refused:
        read_characteristics(path, read_library(LENDING).tables)
    assert said in str(refused.value)
