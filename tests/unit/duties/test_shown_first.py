"""What a table wants seen first leads every list and explanation of a duty about its row."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from peelian.duties.cases import literal_rows
from peelian.duties.explain import explain
from peelian.duties.shown_first import shown_first
from peelian.duties.worklist import worklist
from peelian.inspections.report import write_report
from peelian.libraries import DEFAULT, library_path
from peelian.records.tables import read_tables
from peelian.standards.library import read_library
from tests.meaning.engines import write_records
from tests.unit.measures.made_run import duty, made_library, made_run

MARKED = {"shelf": "shelf: {", "fragile": "fragile: {"}
LENT = {"thing": "book", "lent_at": "2017-01-01 10:00"}
LOANS: list[dict[str, Any]] = [
    {"loan_id": "a", **LENT, "fragile": True, "shelf": "open"}, {"loan_id": "b", **LENT, "fragile": False},
    {"loan_id": "c", **LENT, "fragile": None, "shelf": "store"},
    {"loan_id": "e", **LENT, "fragile": True, "shelf": "open", "member_id": "m1"}, {"loan_id": "f", **LENT, "member_id": "m2"}]
LIVE = ("loan-returned|a|a", "loan-returned|b|b")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    library = made_library(folder / "library")
    loan = library / "tables" / "loan.yaml"
    text = loan.read_text(encoding="utf-8")
    for start in MARKED.values():
        assert text.count(f"  {start}") == 1
        text = text.replace(f"  {start}", f"  {start}shown_first: true, ")
    loan.write_text(text, encoding="utf-8")
    duties = [duty(number, "overdue", "2017-03-10 12:00", subject_id=one["loan_id"], subject_type="loan",
                   duty_id=f"loan-returned|{one['loan_id']}|of-the-reading-room") for number, one in enumerate(LOANS[:3])]
    other = duty(9, "overdue", "2017-03-10 12:00", subject_id="a", subject_type="member", duty_id="d9")
    made = made_run(folder / "run", library, [*duties, other])
    (made / "records").mkdir()
    tables = read_library(library).tables
    others = {"member": [{"member_id": "m1"}, {"member_id": "m2"}], "reminder": [{"reminder_id": "r", "loan_id": "b"}]}
    rows = literal_rows({"loan": LOANS, **others}, tables, "Europe/London")
    rows["loan"][2]["fragile"] = None
    write_records(made / "records", tables, rows)
    return made


def test_warnings_come_first_then_what_is_good_to_know(run: Path) -> None:
    found = shown_first(run, read_library(run / "library"), "loan", ["a", "b", "c", "z"])
    assert found == {"a": ["WARNING: it needs care", "Shelf: open"], "b": ["Shelf: not recorded"],
                     "c": ["Not known whether it needs care", "Shelf: the store below"]}


def test_what_links_to_a_row_leads_with_its_words_and_what_it_belongs_to_with_its_warnings(run: Path) -> None:
    library = read_library(run / "library")
    assert shown_first(run, library, "reminder", ["r"]) == {"r": ["Shelf: not recorded"]}
    assert shown_first(run, library, "member", ["m1", "m2"]) == {"m1": ["WARNING: it needs care"]}


def test_they_lead_the_duties_most_overdue_of_the_report(run: Path, tmp_path: Path) -> None:
    page = BeautifulSoup((write_report(run, tmp_path).parent / "question-1.html").read_text(encoding="utf-8"), "lxml")
    cells = [cell.get_text("|", strip=True) for cell in page.select("table.duties tbody th")]
    assert ["|".join(cell.split("|")[:-3 if "loan-returned" in cell else -1]) for cell in cells] == [
        "member a", "WARNING: it needs care. Shelf: open|loan a", "Shelf: not recorded|loan b",
        "Not known whether it needs care. Shelf: the store below|loan c"]
    data = json.loads((tmp_path / "internal" / "report.json").read_text(encoding="utf-8"))
    shown = {one["subject"]: one["first"] for one in data["measures"]["loan-returned"]["most_overdue"]}
    assert shown == {"loan a": "WARNING: it needs care. Shelf: open", "loan b": "Shelf: not recorded",
                     "loan c": "Not known whether it needs care. Shelf: the store below", "member a": ""}


def test_a_table_that_marks_nothing_shows_nothing_first(run: Path) -> None:
    assert shown_first(run, read_library(run / "library"), "member", ["a"]) == {}
    assert shown_first(run, read_library(run / "library"), "officer of the month", ["a"]) == {}


def test_a_list_leads_with_it(run: Path) -> None:
    rows = {row["duty_id"]: row["first"] for row in json.loads(worklist(run, format="json"))}
    assert list(rows.values()) == ["", "WARNING: it needs care. Shelf: open", "Shelf: not recorded",
                                   "Not known whether it needs care. Shelf: the store below"]
    assert next(csv.reader(io.StringIO(worklist(run, format="csv"))))[0] == "first"


def test_in_a_table_it_stands_above_what_is_owed(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    words = " ".join(worklist(run, limit=2).split())
    assert words.index("WARNING: it needs care. Shelf: open") < words.index("loan-returned|a|of-the-reading-room")


@pytest.mark.parametrize(("duty_id", "first"), [(LIVE[0], "WARNING: it needs care"), (LIVE[1], "Shelf: not recorded")])
def test_an_explanation_leads_with_it(run: Path, tmp_path: Path, duty_id: str, first: str) -> None:
    listed = duty(0, "overdue", "2017-03-10 12:00", subject_id=duty_id.rpartition("|")[2], duty_id=duty_id)
    made = made_run(tmp_path / "run", run / "library", [listed])
    shutil.copytree(run / "records", made / "records")
    assert explain(made, duty_id).splitlines()[0] == first


def test_contact_with_a_victim_leads_with_danger_and_with_how_the_victim_asked_to_be_contacted() -> None:
    columns = read_tables(library_path(DEFAULT))["victim_case"].columns
    assert [name for name, column in columns.items() if column.shown_first] == ["agreed_method", "unsafe_to_contact"]
