"""One service beside the others: the right rows of the right file, bases never mixed, and files that are not there."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from peelian.cli import main
from peelian.inspections.comparison.beside import beside_all
from peelian.inspections.comparison.comparators import plain, read_comparators
from peelian.libraries import DEFAULT, library_path
from peelian.problems import Problems
from tests.unit.measures.made_run import made_library

RETURNS = """comparator: returns
title: Books brought back in time
kind: share
basis: cohort
file: returns.csv.gz
licence: Made up for a test
unit: library
unit_column: name
counted: loans
numerator: {sum: loans, where: {year: ['2017'], came: [in time]}}
denominator: {sum: loans, where: {year: ['2017']}}
leave_out: {Bus: it has no shelves}
note: Of loans of the year.
"""
STAFF = """comparator: staff
title: Clerks for each 1,000 residents
kind: rate
basis: moment
file: staff.parquet
licence: Made up for a test
unit: library
unit_column: place
counted: residents
per: 1000
numerator: {sum: people, where: {kind: ['cler%']}}
denominator: {file: people.csv, unit_column: town, sum: residents}
note: Chance makes no clerk.
"""
SCORE = """comparator: zscore
title: Score of calm
kind: value
basis: period
file: score.csv
licence: Made up for a test
unit: library
unit_column: name
counted: residents
numerator: {sum: score}
note: No counts.
"""


def library_of(folder: Path, **files: str) -> Path:
    library = made_library(folder / "library")
    (library / "comparators").mkdir()
    for name, text in (files or {"returns": RETURNS, "staff": STAFF, "zscore": SCORE}).items():
        (library / "comparators" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return library


def published(folder: Path) -> Path:
    data = folder / "published"
    (data / "deep").mkdir(parents=True)
    rows = ["name,year,came,loans"]
    for name, good, bad in (("East & West", 900, 100), ("North", 700, 300), ("Mid", 705, 295), ("South", 710, 290), ("Bus", 1, 99)):
        rows += [f"{name},2017,in time,{good}", f"{name},2017,late,{bad}", f"{name},2016,in time,5000", f"{name},2017,lost,NA"]
    with gzip.open(data / "deep" / "returns.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    duckdb.sql("SELECT * FROM (VALUES ('East and West', 'clerks', 20.0), ('North', 'clerk', 30.0), ('Nowhere', 'clerk', 9.0), "
               "('North', 'cook', 99.0)) AS t(place, kind, people)").write_parquet(str(data / "staff.parquet"))
    (data / "people.csv").write_text("town,residents\nEast & West,10000\nNorth,20000\n", encoding="utf-8")
    (data / "score.csv").write_text("name,score\nNorth,9.5\nEast & West,4.5\nMid,7\n", encoding="utf-8")
    return data


def test_the_right_rows_are_summed_and_the_service_is_placed(tmp_path: Path) -> None:
    found = {one.comparator: one for one in beside_all(published(tmp_path), library_of(tmp_path), "east-and-west").found}
    returns, staff, score = found["returns"], found["staff"], found["zscore"]
    assert (returns.good, returns.counted, returns.lies) == (900, 1000, "above 99.8%")
    assert returns.sentence == ("East & West: 90.0%, 900 of 1,000 loans. All together 75.4%. It lies above the 99.8% limits: a reason "
                                "to look, and no verdict.")
    assert returns.left_out == ["Bus: it has no shelves"]
    assert [row[0] for row in returns.chart.table.rows] == ["East & West", "Mid", "North", "South"]  # by name, never by figure
    assert staff.sentence.startswith("East and West: 2.0 for each 1,000, 20 for 10,000 residents. All together 1.7.")
    assert staff.left_out == ["Nowhere: no residents are known of it"]
    assert score.sentence == ("East & West: 4.5. 0 of 2 others are lower; the middle one of all has 7.0. Without the counts behind "
                              "it, chance cannot be told.")
    assert 'class="ring"' in returns.chart.svg and "The ring is around East & West." in returns.chart.how_to_read


ARRESTS = "arrests-open-data-tables-mar25.ods"


def ods(path: Path, sheets: dict[str, Sequence[Sequence[str | int]]]) -> None:
    """A minimal ods, written by hand."""
    names = "urn:oasis:names:tc:opendocument:xmlns"

    def cell(value: str | int) -> str:
        kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
        return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'

    tables = "".join(f'<table:table table:name="{name}">' + "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows) + "</table:table>"
        for name, rows in sheets.items())
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>')
        file.writestr("content.xml", f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
                      f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
                      '</office:document-content>')


def made_arrests(data: Path, sheet: str = "OD_5+1", year: str = "2024/25") -> None:
    """Files of the shape of those published on arrests and residents. Every figure in them is made up."""
    data.mkdir(exist_ok=True)
    head = ["financial_year", "police_force_area", "age_group", "self_defined_ethnicity_group", "number_of_arrests"]
    forces: dict[str, tuple[str | int, ...]] = {"Hertfordshire": (700, 300), "Kent": ("1,000", 200), "Essex": (900, 200),
                                                "London, City of": (90, 9), "British Transport Police": (5, 5)}
    rows = [[year, force, age, "White", count] for force, counts in forces.items()
            for age, count in zip(("10 - 17 years", "18 - 20 years"), counts, strict=True)]
    rows += [["2023/24", "Hertfordshire", "10 - 17 years", "White", 5000], [year, "Kent", "Unknown", "White", "-"]]
    ods(data / ARRESTS, {"Cover": [["Made up for a test"]], sheet: [head, *rows]})
    (data / "pfa_population_2024.csv").write_text("PFA 2023 Code,PFA 2023 Name,Population\n1,Hertfordshire,100000\n2,Kent,100000\n"
                                                  "3,Essex,100000\n4,\"London, City of\",10\n", encoding="utf-8")


def test_arrests_are_read_from_the_sheet_that_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_arrests(tmp_path / "published")
    words = ["comparator", str(tmp_path / "published"), "--force", "hertfordshire", "--only", "arrests_2024_25"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "Hertfordshire: 10.0 for each 1,000, 1,000 for 100,000 residents. All together 11.0." in said
    assert "British Transport Police: it polices railways and not an area" in said and "few people live where many work" in said
    assert "What its columns mean is known from others who read the file, and was not checked against it here." in said
    rows = json.loads((tmp_path / "out" / "comparator.json").read_text(encoding="utf-8"))["found"][0]["chart"]["table"]["rows"]
    assert [row[:2] for row in rows] == [["Essex", "1,100 of 100,000"], ["Hertfordshire", "1,000 of 100,000"],
                                         ["Kent", "1,200 of 100,000"]]  # 1,000 as a word is a number, and - is none


def test_without_the_file_on_arrests_it_is_said_which_lacks_and_where_it_is_published(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_arrests(tmp_path / "published")
    (tmp_path / "published" / ARRESTS).unlink()
    assert main(["comparator", str(tmp_path / "published"), "--force", "hertfordshire", "--only", "arrests_2024_25"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"holds no file named {ARRESTS}. It is published at " in said
    assert "https://www.gov.uk/government/collections/police-powers-and-procedures-england-and-wales" in said


@pytest.mark.parametrize(("change", "says"), [({"sheet": "OD_18+1"}, "has no sheet 'OD_5+1'"),
                                              ({"year": "2025/26"}, "has no row where financial_year is 2024/25")])
def test_a_file_of_another_shape_gives_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str],
                                                 says: str) -> None:
    made_arrests(tmp_path / "published", **change)
    words = ["comparator", str(tmp_path / "published"), "--force", "kent", "--only", "arrests_2024_25"]
    assert main(words) == 1 and says in " ".join(capsys.readouterr().err.split())


def test_one_name_written_in_several_ways() -> None:
    assert len({plain(name) for name in ("London, City of", "City of London", "city-of-london")}) == 1
    assert plain("Avon & Somerset") == plain("avon_and_somerset") != plain("Avon")


def test_a_file_that_is_not_there_is_said_and_the_others_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, library = published(tmp_path), library_of(tmp_path)
    (data / "staff.parquet").unlink()
    words = ["comparator", str(data), "--force", "north", "--library", str(library), "--out", str(tmp_path / "out")]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Not read: Clerks for each 1,000 residents: holds no file named staff.parquet." in said
    assert "What became of the records of a time (cohort)." in said and "Sources: Made up for a test." in said
    data = json.loads((tmp_path / "out" / "comparator.json").read_text(encoding="utf-8"))
    assert [one["comparator"] for one in data["found"]] == ["returns", "zscore"] and "svg" not in json.dumps(data)
    assert "holds no file named staff.parquet" in (tmp_path / "out" / "comparator.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("force", "change", "only", "says"), [
    ("nroth", ("", ""), [], "Did you mean 'North'?"),
    ("north", ("sum: loans, where: {year: ['2017']}", "sum: lones"), [], "has no column 'lones'"),
    ("north", ("unit_column: name", "unit_column: nam"), [], "Did you mean 'name'?"),
    ("north", ("kind: share", "kind: value"), [], "a value has none"),
    ("north", ("file: returns.csv.gz", "file: ../returns.csv.gz"), [], "is not the name of a file"),
    ("north", ("file: returns.csv.gz", "file: returns.ods"), [], "a workbook needs a sheet"),
    ("north", ("denominator: {sum", "denominator: {file: people.ods, sum"), [], "only the comparator's own file may be a workbook"),
    ("north", ("file: returns.csv.gz", "file: returns.csv.gz\npublished: {retruns.csv.gz: the town hall}"), [], "is no file of this"),
    ("north", ("comparator: returns", "comparator: retruns"), [], "differs from the file's name"),
    ("north", ("", ""), ["retruns"], "Did you mean 'returns'?"),
])
def test_what_is_wrong_is_told(tmp_path: Path, force: str, change: tuple[str, str], only: list[str], says: str) -> None:
    library = library_of(tmp_path, returns=RETURNS.replace(*change))
    with pytest.raises(Problems) as told:
        beside_all(published(tmp_path), library, force, only)
    assert says in str(told.value)


def test_the_comparators_of_the_library_are_whole() -> None:
    found = read_comparators(library_path(DEFAULT))
    assert {one.basis for one in found} == {"cohort", "period", "moment"} and len(found) >= 8
    for one in found:  # a cohort sums what became of the year's records, and no other column
        columns = {side.sum for side in (one.numerator, one.denominator) if side}
        assert one.kind != "share" or len(columns) == 1, one.comparator
