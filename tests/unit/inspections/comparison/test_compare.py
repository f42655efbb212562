"""Two runs side by side: what may be compared, what may not and why, and that chance alone is no difference."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from scipy.stats import fisher_exact

from peelian.cli import main
from peelian.inspections.comparison.chance import Share, beyond_chance, chance_of, difference
from peelian.inspections.comparison.compare import Compared, compare
from peelian.measures.breakdown import write_breakdown
from peelian.measures.counts import write_measures
from peelian.standards.library import read_library
from tests.unit.measures.made_run import counted, duty, made_library, made_run

MONTHS = {"2017-03-31": "2017-02", "2018-03-31": "2018-02", "2017-06-30": "2017-02"}


def run_of(folder: Path, name: str, met: int, late: int, force: str = "F1", as_at: str = "2017-03-31", unknown: int = 0,
           library: Path | None = None, looks: tuple[int, int] = (60, 100)) -> Path:
    """A run in which so many loans came back in time, so many late, and of so many nobody can tell."""
    month = MONTHS[as_at]
    before = f"{int(month[:4]) - 1}-01"
    statuses = ["met"] * met + ["met_late"] * late + ["cannot_tell"] * unknown
    rows = [duty(number, status, f"{month}-10 12:00", force=force, started_at=f"{month}-01 12:00", period=month)
            for number, status in enumerate(statuses)]
    rows.append(duty(9_999, "met", f"{before}-10 12:00", force=force, started_at=f"{before}-01 12:00", period=before))
    good, of = looks
    counts = [counted(number, role, f"{month[:4]}-01" if month.endswith("02") else month, force=force)
              for number in range(of) for role in ("denominator", "numerator") if role == "denominator" or number < good]
    counts.append(counted(9_999, "denominator", before, force=force))
    whole = library or folder / "library"
    run = made_run(folder / name, whole if whole.is_dir() else made_library(whole), rows, counts, as_at=as_at)
    write_measures(run)
    write_breakdown(run, read_library(run / "library"))
    return run


def one(found: object, standard: str = "loan-returned") -> Compared:
    [measure] = [each for each in found.measures if each.standard == standard]  # type: ignore[attr-defined]
    return measure


def test_a_difference_beyond_chance_between_two_services(tmp_path: Path) -> None:
    found = compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, "F2"))
    measure = one(found)
    assert (measure.first.headline, measure.second.headline) == ("60.0%", "90.0%")
    assert measure.difference == pytest.approx(0.3) and measure.chance == pytest.approx(fisher_exact([[60, 40], [90, 10]])[1], rel=0.05)
    assert (measure.verdict, measure.way) == ("higher", "better")
    assert found.said_first == []


def test_what_chance_makes_is_no_difference(tmp_path: Path) -> None:
    measure = one(compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 66, 34, "F2")))
    assert (measure.verdict, measure.way) == ("chance", "") and measure.difference == pytest.approx(0.06)


def test_what_cannot_be_told_brings_them_together(tmp_path: Path) -> None:
    assert one(compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, "F2", unknown=40))).verdict == "chance"


def test_year_with_year_says_first_what_differs(tmp_path: Path) -> None:
    found = compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, as_at="2018-03-31"))
    assert one(found).verdict == "higher"
    assert any("The months differ: A April 2016 to March 2017, B April 2017 to March 2018." in words for words in found.said_first)


def test_months_that_both_count_are_not_set_against_chance(tmp_path: Path) -> None:
    found = compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, as_at="2017-06-30"))
    assert one(found).verdict == "not compared" and "9 months that both count (July 2016 to March 2017)" in one(found).why_not
    assert one(found).difference == pytest.approx(0.3)  # the figures stand, and no verdict
    assert any("a duty may stand in both" in words for words in found.said_first)


def test_a_cohort_that_was_followed_for_longer_is_not_compared(tmp_path: Path) -> None:
    a = run_of(tmp_path, "a", 60, 40)
    assert one(compare(a, run_of(tmp_path, "b", 60, 40, "F2", looks=(95, 100))), "look-whole").verdict == "higher"
    later = run_of(tmp_path, "c", 60, 40, "F2", as_at="2017-06-30", looks=(95, 100))
    manifest = json.loads((later / "manifest.json").read_text())
    manifest["as_at_utc"] = "2017-06-15T10:00:00Z"
    (later / "manifest.json").write_text(json.dumps(manifest))
    assert "followed for longer" in one(compare(a, later), "look-whole").why_not


@pytest.mark.parametrize(("old", "new", "why"), [
    ("within: {parameter: loan_length}", "within: 90 days", "its rule, or a value"),
    ("title: ", "title: Otherwise ", ""),
])
def test_another_rule_is_another_measure_and_another_title_is_not(tmp_path: Path, old: str, new: str, why: str) -> None:
    other = made_library(tmp_path / "other")
    path = next((other / "standards").rglob("loan-returned.yaml"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    measure = one(compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, "F2", library=other)))
    assert (why in measure.why_not) and (measure.verdict == "not compared") == bool(why)


def test_what_records_can_follow_in_part_is_not_compared_and_what_one_lacks_is_told(tmp_path: Path) -> None:
    a, b = run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, "F2")
    manifest = json.loads((b / "manifest.json").read_text())
    manifest["by_standard"]["loan-returned"] |= {"verdict": "partly", "missing": ["loan.rare"]}
    manifest["by_standard"]["look-whole"] |= {"verdict": "cannot", "missing": ["spot_check"]}
    (b / "manifest.json").write_text(json.dumps(manifest))
    found = compare(a, b)
    assert "only a part of its rule in B" in one(found).why_not
    assert {name: why for name, _, why in found.only_first}["look-whole"].startswith("the records lack spot_check")


def test_the_page_the_data_and_the_terminal_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, "F2")
    assert main(["compare", str(a), str(b), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    page = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "out" / "compare.json").read_text(encoding="utf-8"))
    assert data["sentence"] in said and data["sentence"] in page and said.startswith("OFFICIAL-SENSITIVE")
    assert "B is higher, which is better" in said and "B is higher, which is better" in page and "<svg" in page
    assert main(["compare", str(a), str(b), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sentence"] == data["sentence"]
    assert main(["compare", str(a), str(tmp_path)]) == 1


def test_of_many_alike_none_is_called_different_more_often_than_stated() -> None:
    random, wrong, tries = Random(7), 0, 300
    for _ in range(tries):
        chances = {}
        for name in range(20):
            first, second = (sum(random.random() < 0.8 for _ in range(60)) for _ in range(2))
            chances[str(name)] = chance_of(Share(first, 60), Share(second, 60))
        wrong += bool(beyond_chance(chances))
    assert wrong / tries <= 0.05


def test_holm_and_newcombe_against_published_values() -> None:
    assert beyond_chance({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == {"a", "d"}  # Holm 1979: 0.005, 0.01 against 0.0125, 0.0167
    # Newcombe 1998, method 10, table II (a): 56/70 and 48/80 differ by 0.2 (0.0524 to 0.3339).
    found = difference(Share(56, 70), Share(48, 80))
    assert found is not None
    assert (round(found[0], 4), round(found[1].low, 4), round(found[1].high, 4)) == (0.2, 0.0524, 0.3339)
