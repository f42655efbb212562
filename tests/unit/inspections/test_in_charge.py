"""The page for whoever is in charge: what it counts, what it leaves out, and the spreadsheet beside it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest
from bs4 import BeautifulSoup

from peelian.duties.run_folder import open_run
from peelian.inspections.management import Demand, management_of
from peelian.inspections.report import write_report
from peelian.inspections.report.demand import volumes
from peelian.measures.counts import write_measures
from peelian.measures.periods import periods_of
from peelian.problems import Problems
from peelian.standards.library import read_library
from tests.unit.measures.made_run import duty, made_library, made_run

MANAGEMENT = """
management: shape
title: What the desk needs
page: head_of_desk
page_title: For the head of the desk
source: made up for a test
evidence: local
note: Nobody asks for this.
sections:
  - title: Lending
    demand: [{title: Loans made, each: loan}, {title: Fines, each: fine}]
    capacity: [desk-staffed]
    themes: [lending]
"""


def duties() -> list[dict]:
    rows = [duty(number, "met", "2017-02-10 12:00") for number in range(40)]
    rows += [duty(100 + number, "missed", "2017-02-10 12:00") for number in range(30)]
    rows += [duty(201, "overdue", "2017-03-30 12:00", risk="high", subject_id="a", team_now="red", owner_now="Zoe"),
             duty(202, "overdue", "2016-12-01 12:00", risk="high", subject_id="a", team_now="red", owner_now="Zoe"),
             duty(203, "overdue", "2017-03-10 12:00", risk="high", subject_id="b", team_now=None),
             duty(204, "overdue", "2017-03-10 12:00", risk="medium", subject_id="c"),
             duty(205, "due", "2017-04-10 12:00", risk="high", subject_id="d")]
    return rows


@pytest.fixture(scope="module")
def internal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in-charge")
    library = made_library(folder / "library")
    loan = library / "tables" / "loan.yaml"
    loan.write_text(loan.read_text(encoding="utf-8").replace("\ncolumns:", "\nclosed: returned_at\ncolumns:", 1), encoding="utf-8")
    (library / "management").mkdir()
    (library / "management" / "shape.yaml").write_text(MANAGEMENT.lstrip(), encoding="utf-8")
    run = made_run(folder / "run", library, duties())
    (run / "records").mkdir()
    # Two years: 3 loans in the twelve months to March 2017, 4 in those before, and one that is not yet known.
    moments = ["2015-03-02", *["2015-09-01"] * 4, "2016-04-01", "2017-01-01", "2017-03-31 22:59", "2017-04-01"]
    values = ", ".join(f"('{number}', TIMESTAMP '{at}', NULL)" for number, at in enumerate(moments))
    values += ", ('a', TIMESTAMP '2014-03-01', TIMESTAMP '2017-03-01'), ('b', TIMESTAMP '2014-03-01', NULL)"
    loans = duckdb.sql(f"SELECT * FROM (VALUES {values}) AS t(loan_id, lent_at, returned_at)")
    loans.write_parquet(str(run / "records" / "loan.parquet"))
    write_measures(run)
    return write_report(run).parent


def said(internal: Path) -> dict:
    return json.loads((internal / "head_of_desk.json").read_text(encoding="utf-8"))


def test_only_what_is_of_high_risk_and_overdue(internal: Path) -> None:
    found = said(internal)
    assert (found["duties"], found["subjects"]) == (3, 2)
    assert found["sentence"] == "As at 31 March 2017 23:59, 3 duties to 2 subjects of high risk are overdue and still owed: " \
        "2 for 28 days or less and 1 for longer than 90 days. " \
        "1 of these subjects has its file closed, which ends nothing that is owed."  # what ran out long ago is no work of today
    assert found["by_age"]["rows"] == [["up to 7 days", "1"], ["8 to 28 days", "1"], ["29 to 90 days", "0"],
                                       ["longer than 90 days", "1"]]
    assert [row[:3] for row in found["by_theme"]["rows"]] == [["lending", "2", "3"]]
    assert [row[:3] for row in found["by_team"]["rows"]] == [["no team", "1", "1"], ["red", "1", "2"]]
    assert [(one["subject"], one["overdue"], one["longest"], one["team"]) for one in found["first"]] == [
        ("loan a", 2, "120 days", "red"), ("loan b", 1, "21 days", "no team")]


def test_no_person_is_named(internal: Path) -> None:
    text = (internal / "head_of_desk.html").read_text(encoding="utf-8")
    assert "Zoe" not in text and "Zoe" not in json.dumps(said(internal))
    [row] = [row for row in said(internal)["work"]["rows"] if row[0] == "red"]
    assert row[1:] == ["2", "2", "1", "0", "none: fewer than five people"]


def test_its_first_sentence_stands_once(internal: Path) -> None:
    text = " ".join(BeautifulSoup((internal / "head_of_desk.html").read_text(encoding="utf-8"), "lxml").get_text(" ").split())
    assert text.count(said(internal)["sentence"]) == 1


def test_what_an_inspection_would_find_and_what_nobody_can_tell(internal: Path) -> None:
    found = said(internal)
    [one] = [one for one in found["would_find"] if one["standard"] == "loan-returned"
             and one["kind"] == "does not keep what is expected"]
    assert "That does not keep the" in one["sentence"] and one["page"].startswith("question-1.html#")
    reasons = {row[0]: row[2] for row in found["cannot_tell"]["rows"]}
    assert any(reason.startswith("not measured: nothing gave rise to it") for reason in reasons)


def test_demand_stands_beside_the_year_before(internal: Path) -> None:
    [section] = said(internal)["sections"]
    assert section["demand"]["rows"] == [["Loans made", "3", "4", "−25.0%"], ["Fines", "none: the records hold none", "none", "none"]]
    assert section["chart"]["sentence"] == "In September 2015 and in March 2017: loans made 4 and 1."
    assert len(section["chart"]["table"]["rows"]) == 19 and "svg" not in section["chart"]
    assert 'id="demand-0-caption"' in (internal / "head_of_desk.html").read_text(encoding="utf-8")
    by_month = {row[0]: row[1] for row in said(internal)["by_month"]["rows"]}
    assert (by_month["March 2017"], by_month["September 2015"], len(by_month)) == ("1", "4", 24)


def test_a_row_for_each_figure_and_each_is_marked(internal: Path) -> None:
    with (internal / "shape.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["marking"] for row in rows} == {"OFFICIAL-SENSITIVE"}
    assert {row["kind"] for row in rows} == {"note", "demand", "capacity", "performance"}
    assert ["Lending", "Loans made", "3", "4"] in [[row[word] for word in ("section", "what", "figure", "earlier_or_expected")]
                                                   for row in rows]
    assert (internal / "shape.xlsx").stat().st_size > 0
    links = {link["href"] for link in BeautifulSoup((internal / "head_of_desk.html").read_text(), "lxml").select("main a[href]")}
    assert {"shape.csv", "shape.xlsx", "head_of_desk.json"} <= links
    assert 'href="head_of_desk.html"' in (internal / "index.html").read_text()


def test_without_a_statement_the_themes_are_the_sections(tmp_path: Path) -> None:
    found = management_of(read_library(made_library(tmp_path / "library")))
    assert ([one.title for one in found.sections], found.page) == (["Lending"], "in_charge")


@pytest.mark.parametrize(("change", "says"), [
    (("each: loan}", "each: laon}"), "Did you mean 'loan'"), (("desk-staffed", "desk-stafed"), "Did you mean 'desk-staffed'"),
    (("themes: [lending]", "themes: [lend]"), "is not a theme"),
    (("management: shape", "management: other"), "differs from the file's name"),
    (("page: head_of_desk", "page: ../x"), "page"),
])
def test_a_statement_that_is_wrong_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    library = made_library(tmp_path / "library")
    (library / "management").mkdir()
    (library / "management" / "shape.yaml").write_text(MANAGEMENT.lstrip().replace(*change), encoding="utf-8")
    with pytest.raises(Problems, match=says) as told:
        management_of(read_library(library))
    assert "shape.yaml:" in str(told.value)


def test_a_month_that_was_not_over_is_not_set_beside_a_whole_one(tmp_path: Path) -> None:
    library = read_library(made_library(tmp_path / "library"))
    run = made_run(tmp_path / "run", library.path, duties(), as_at="2017-03-10")
    (run / "records").mkdir()
    moments = [f"{year}-{month:02d}-{day:02d}" for year in (2015, 2016, 2017) for month in range(1, 13) for day in (5, 20)]
    values = ", ".join(f"('{number}', TIMESTAMP '{at}')" for number, at in enumerate(moments))
    duckdb.sql(f"SELECT * FROM (VALUES {values}) AS t(loan_id, lent_at)").write_parquet(str(run / "records" / "loan.parquet"))
    opened = open_run(run)
    [found] = volumes(opened, library, periods_of(opened), [Demand(title="Loans", each="loan")])
    assert (found.latest, found.before, found.whole_before) == (24, 24, True)
    assert (found.months["2017-03"], found.months["2017-02"], min(found.months)) == (1, 2, "2015-03")
