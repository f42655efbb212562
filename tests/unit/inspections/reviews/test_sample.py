"""A draw is of every stratum, the same for the same seed, and anybody can draw it again."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.cli import main
from peelian.duties.run_folder import open_run
from peelian.inspections.reviews.sample import STRATA, allocation, draw
from peelian.inspections.reviews.sheet import write_sheet
from peelian.measures.counts import figures_over, write_measures
from peelian.measures.periods import periods_of
from peelian.problems import Problems
from peelian.records.workbooks import read_sheet
from tests.unit.inspections.reviews.made import LOANS_WITHOUT, run_in, run_of_two_tables
from tests.unit.measures.made_run import counted, duty, made_library, made_run

WHOLE = {"met": 60, "not met in time": 20, "excused": 4, "lapsed": 3, "cannot tell": 2, "due": 6, "no duty": LOANS_WITHOUT}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_in(tmp_path_factory.mktemp("sample"))


def test_every_stratum_is_drawn_from_and_exclusions_are_in_it(run: Path) -> None:
    found = draw(open_run(run), open_run(run).library(), "loan-returned", 50, "7")
    assert dict(found.sizes) == WHOLE
    assert found.drawn == {"met": 17, "not met in time": 16, "excused": 4, "lapsed": 3, "cannot tell": 2, "due": 4, "no duty": 4}
    assert len({row.id for row in found.rows}) == 50
    assert {row.id for row in found.rows if row.stratum == "no duty"} <= {f"loan none{one}" for one in range(LOANS_WITHOUT)}


def test_the_same_seed_draws_the_same_rows_and_anyone_can_draw_them(run: Path) -> None:
    def drawn(seed: str) -> list[str]:
        return [row.id for row in draw(open_run(run), open_run(run).library(), "loan-returned", 20, seed).rows if row.stratum == "met"]

    assert drawn("hmi 2017") == drawn("hmi 2017") != drawn("other")
    by_hand = sorted((f"loan-returned|s{one}|t{one}" for one in range(1, 61)),
                     key=lambda one: hashlib.sha256(f"hmi 2017|{one}".encode()).hexdigest())
    assert drawn("hmi 2017") == by_hand[:len(drawn("hmi 2017"))]


def test_where_all_are_asked_for_all_are_drawn(run: Path) -> None:
    assert draw(open_run(run), open_run(run).library(), "loan-returned", 2_000, "1").drawn == WHOLE


def test_what_stands_outside_the_rate_of_these_months_is_drawn_apart_from_it(tmp_path: Path) -> None:
    """Done before a deadline that is still to come, and overdue from before the twelve months: neither is in the figure."""
    rows = [duty(number, "met", "2017-03-10 12:00") for number in range(40)]
    rows += [duty(100 + number, "overdue", "2015-03-10 12:00") for number in range(60)]
    rows += [duty(200 + number, "met", "2017-03-31 12:00") for number in range(15)]
    rows.append(duty(300, "overdue", "2017-03-12 12:00"))
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), rows, as_at="2017-03-20")
    opened = open_run(run)
    library = opened.library()
    write_measures(run)
    figure = figures_over(opened, periods_of(opened).latest_twelve)["loan-returned", "force"]
    sizes = dict(draw(opened, library, "loan-returned", 10, "1").sizes)
    assert sizes == {"met": 40, "not met in time": 1, "overdue from before": 60, "settled early": 15}
    assert (sizes["met"], sizes["met"] + sizes["not met in time"]) == (figure.met, figure.counted)


def test_a_record_is_without_a_duty_although_one_of_another_table_has_its_key(tmp_path: Path) -> None:
    opened = open_run(run_of_two_tables(tmp_path))
    found = draw(opened, opened.library(), "told", 100, "1")
    assert {row.id for row in found.rows if row.stratum == "no duty"} == {"loan 1", "loan 2", "loan 3", "loan 4", "fine 4"}


@given(sizes=st.dictionaries(st.sampled_from(STRATA), st.integers(1, 400), min_size=1), n=st.integers(1, 300))
def test_a_draw_is_as_large_as_asked_and_leaves_no_stratum_out(sizes: dict[str, int], n: int) -> None:
    found = allocation(sizes, n)
    assert sum(found.values()) == min(n, sum(sizes.values()))
    assert all(0 <= found[name] <= size for name, size in sizes.items())
    if n >= 20:
        assert all(found.values())


def test_the_sheet_has_two_columns_to_fill_and_is_marked(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sample", str(run), "--standard", "loan-returned", "--n", "12", "--seed", "x/y", "--out", str(tmp_path / "s.csv")]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert said.startswith("OFFICIAL-SENSITIVE") and "12 rows drawn with the seed 'x/y'" in said
    with (tmp_path / "s.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert (tmp_path / "s.csv").stat().st_mode & 0o077 == 0  # for whoever drew it alone
    assert len(rows) == 12 and {row["marking"] for row in rows} == {"OFFICIAL-SENSITIVE"}
    assert {row["right"] + row["why"] for row in rows} == {""} and all(row["sample"].endswith("/x/y") for row in rows)
    assert main(words) == 1
    opened = open_run(run)
    write_sheet(tmp_path / "s.xlsx", draw(opened, opened.library(), "loan-returned", 12, "x/y"), "key")
    header, parts = read_sheet(tmp_path / "s.xlsx", "s.xlsx", "to check")
    assert header[-2:] == ["right", "why"] and sum(part.rows.num_rows for part in parts) == 12


@pytest.mark.parametrize(("words", "says"), [
    (["--standard", "loan-returnd"], "Did you mean 'loan-returned'?"),
    (["--standard", "loan-returned", "--n", "0"], "is not from 1"), (["--standard", "desk-staffed"], "is of the kind capacity"),
])
def test_what_cannot_be_drawn_is_refused(run: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", str(run), *words]) == 1
    assert says in capsys.readouterr().err


def test_a_standard_that_was_not_measured_cannot_be_checked(tmp_path: Path) -> None:
    import json

    run = run_in(tmp_path)
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["by_standard"]["loan-returned"]["verdict"] = "cannot"
    (run / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Problems, match="could not be measured"):
        draw(open_run(run), open_run(run).library(), "loan-returned", 5, "1")


def test_the_records_that_an_indicator_counts_are_drawn_and_those_that_it_does_not_count(tmp_path: Path) -> None:
    rows = [counted(number, "denominator", "2016-12", truth=None if number == 50 else True) for number in range(91)]
    rows += [counted(number, "numerator", "2016-12", truth=None if number == 30 else True) for number in range(31)]
    rows.append(counted(500, "denominator", "2014-12"))
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), [], rows)
    (run / "records").mkdir()
    keys = ", ".join(f"('r{number}')" for number in [*range(91), 500, 700, 701])
    table = open_run(run).library().tables["spot_check"]
    duckdb.sql(f"SELECT * FROM (VALUES {keys}) AS t({table.key[0]})").write_parquet(str(run / "records" / "spot_check.parquet"))
    found = draw(open_run(run), open_run(run).library(), "look-whole", 1_000, "1")
    assert dict(found.sizes) == {"in the numerator": 30, "in the denominator alone": 59, "cannot tell": 2, "not counted": 2}
    assert {row.id for row in found.rows if row.stratum == "not counted"} == {"spot_check r700", "spot_check r701"}
