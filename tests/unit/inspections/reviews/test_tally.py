"""A filled sheet becomes a check that the report cites; only the rows that the seed draws count, and nothing is changed later."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from peelian.cli import main
from peelian.inspections.report import write_report
from peelian.inspections.reviews.store import FILE, read_reviews
from peelian.inspections.reviews.tally import hand_checks
from peelian.measures.samples import exact_interval, stratified_interval
from tests.unit.inspections.reviews.made import filled, run_in
from tests.unit.measures.made_run import duty, made_library, made_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_in(tmp_path)


def sheet(run: Path, n: int = 50, seed: str = "7") -> Path:
    out = run.parent / f"sheet-{n}-{seed}.csv"
    assert main(["sample", str(run), "--standard", "loan-returned", "--n", str(n), "--seed", seed, "--out", str(out)]) == 0
    return out


def told(run: Path, file: Path, who: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(["tally", str(run), str(file), "--who", who]) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def test_the_report_cites_the_check_with_its_interval(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(run, filled(sheet(run), run.parent / "a.csv", {1: "no", 20: "no", 33: "cannot tell"}), "Ann", capsys)
    assert "Checked by hand: 47 of 49 right; of 1 more nobody could tell." in said
    # Of 60 met 17 were drawn and 16 right; of 20 not met in time 16 were drawn, 14 right and 1 cannot be told.
    share = (60 * 16 / 17 + 20 * 14 / 15) / 80
    worst, best = stratified_interval([(16, 17, 60), (14, 16, 20)])[1], stratified_interval([(16, 17, 60), (15, 16, 20)])[1]
    assert f"{share:.1%} are right (95% interval {100 * worst.low:.1f} to {100 * best.high:.1f})" in said
    exact = exact_interval(16, 17, 60)
    assert f"met: 16 of 17 right, so {exact.low:.1%} to {exact.high:.1%} of all 60" in said
    page = write_report(run).parent / "question-1.html"
    text = page.read_text(encoding="utf-8")
    assert "Looked at by hand" in text and "Checked by hand: 47 of 49 right" in text and "By Ann" in text
    measure = json.loads((page.parent / "report.json").read_text())["measures"]["loan-returned"]
    assert measure["hand_checks"][0]["sentence"].startswith("Checked by hand: 47 of 49 right")


def test_the_share_of_what_the_figure_counts_weighs_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [duty(number, "met", "2017-03-10 12:00") for number in range(40)]
    rows += [duty(100 + number, "overdue", "2015-03-10 12:00") for number in range(60)]
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), rows)
    made = sheet(run, 200)
    with made.open(newline="", encoding="utf-8") as file:
        backlog = [int(row["number"]) for row in csv.DictReader(file) if row["stratum"] == "overdue from before"]
    said = told(run, filled(made, tmp_path / "a.csv", dict.fromkeys(backlog, "no")), "Ann", capsys)
    assert "Checked by hand: 40 of 100 right." in said and "100.0% are right" in said and "overdue from before: 0 of 60 right" in said


def test_two_people_and_how_far_they_agree(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = sheet(run)
    told(run, filled(made, run.parent / "a.csv", {1: "no", 2: "no", 20: "no"}), "Ann", capsys)
    said = told(run, filled(made, run.parent / "b.csv", {1: "no", 2: "no", 3: "no"}), "Ben", capsys)
    # Both wrong 2, only Ann 1, only Ben 1, both right 46: kappa = (48/50 - chance) / (1 - chance), chance = (47/50)² + (3/50)².
    chance = (47 / 50) ** 2 + (3 / 50) ** 2
    assert f"agreed on 48 of 50: kappa {(48 / 50 - chance) / (1 - chance):.2f}" in said
    assert "Checked by hand: 46 of 50 right." in said  # what either found wrong is not right
    again = told(run, filled(made, run.parent / "c.csv", {1: "no", 2: "no"}), "ann", capsys)
    assert "Checked by hand: 47 of 50 right." in again  # of one person the last stands, and the first stays on file
    assert [one.by for one in read_reviews(run.parent / FILE)] == ["Ann", "Ben", "ann"]


@pytest.mark.parametrize(("change", "says"), [
    (lambda text: text.replace(",yes,", ",maybe,", 1), "'maybe' is no answer"),
    (lambda text: text.replace(",yes,", ",,", 1), "is not answered"),
    (lambda text: text.replace(",yes,", ",no,", 1), "does not say why"),
    (lambda text: "\n".join(text.splitlines()[:-1]), "lacks 1 row of its sample"),
    (lambda text: text.replace("loan-returned|s", "loan-returned|x", 1), "that its seed does not draw"),
    (lambda text: text + text.splitlines()[-1] + "\n", "twice"),
    (lambda text: text.replace("loan-returned/50", "loan-returned/49"), "that its seed does not draw"),
    (lambda text: text.replace("loan-returned/50", "loan-returned/49", 1), "alike in every row"),
    (lambda text: text.replace("right,why", "rihgt,why", 1), "has no column 'right'"),
])
def test_a_sheet_that_is_not_the_drawn_one_is_refused(run: Path, change: object, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    good = filled(sheet(run), run.parent / "a.csv", {})
    good.write_text(change(good.read_text()), encoding="utf-8")  # type: ignore[operator]
    assert says in told(run, good, "Ann", capsys, 1)
    assert not (run.parent / FILE).exists()


def test_a_sheet_of_another_run_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = filled(sheet(run), run.parent / "a.csv", {})
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["records"]["fingerprint"] = "another"
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert "drawn from another run" in told(run, good, "Ann", capsys, 1)


def test_a_check_of_an_earlier_run_says_so(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(run, filled(sheet(run), run.parent / "a.csv", {}), "Ann", capsys)
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["records"]["fingerprint"] = "newer"
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert "<strong>Of another run</strong>" in (write_report(run).parent / "question-1.html").read_text()


def test_what_was_found_is_never_changed(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(run, filled(sheet(run), run.parent / "a.csv", {}), "Ann", capsys)
    with sqlite3.connect(run.parent / FILE) as connection:
        for change in ("UPDATE review SET by = 'Ben'", "DELETE FROM review"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(change)
    assert [one.by for one in hand_checks(read_reviews(run.parent / FILE))] == [["Ann"]]


def test_the_interval_of_strata_is_that_of_one_where_there_is_one_and_wider_where_there_are_more() -> None:
    share, one = stratified_interval([(9, 10, 100)])
    assert (share, one) == (0.9, exact_interval(9, 10, 100))
    assert stratified_interval([(10, 10, 10), (5, 5, 5)])[1] == stratified_interval([(15, 15, 15)])[1]
    wide = stratified_interval([(9, 10, 100), (9, 10, 100)])[1]
    assert wide.low < one.low and wide.high >= one.high
    with pytest.raises(ValueError):
        stratified_interval([(0, 0, 5)])
