"""One service beside the others: the right rows of the right file, bases never mixed, and files that are not there."""

from __future__ import annotations

import gzip
import json
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
