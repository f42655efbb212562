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
from peelian.inspections.comparison.shown import sentence
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
    assert "can be read in both. 2 have two figures and no such verdict" in sentence(found)
    assert not any("for 0 measures" in words for words in found.method)


@pytest.mark.parametrize(("force", "why"), [
    (("F1", "F2"), "a service that both hold (F1) in 12 months that both count"),
    (("F2", "F3"), ""),
    ((None,), "what may be the same service, for B names none, in 12 months that both count"),
])
def test_services_that_overlap_are_not_independent(tmp_path: Path, force: tuple[str | None, ...], why: str) -> None:
    other = run_of(tmp_path, "b", 90, 10, force[0])
    if len(force) > 1:
        rows = [duty(number, "met", due, force=force[number % 2], started_at=due) for number, due in
                enumerate(["2016-01-10 12:00", *["2017-02-10 12:00"] * 100])]
        other = made_run(tmp_path / "c", tmp_path / "library", rows)
        write_measures(other)
    found = compare(run_of(tmp_path, "a", 60, 40), other)
    measure = one(found)
    assert (why in measure.why_not) and (measure.verdict == "not compared") == bool(why)
    assert any(why in words and "a duty may stand in both" in words for words in found.said_first) or not why


def dated(run: Path, text: str) -> Path:
    (run / "settings.yaml").write_text(f"parameters:\n  loan_length: {text}\n", encoding="utf-8")
    return run


@pytest.mark.parametrize(("own", "alike"), [
    ("[{from: 2010-01-01, value: 60 days}, {from: 2017-01-01, value: 28 days}]", False),  # within the twelve months
    ("[{from: 2010-01-01, value: 60 days}, {from: 2016-01-03, value: 28 days}]", False),  # after the first of these duties began
    ("[{from: 2010-01-01, value: 60 days}, {from: 2015-06-01, value: 28 days}]", True),
    ("[{from: 2010-01-01, value: 28 days}, {from: 2017-03-01, value: 28 days}]", True),
])
def test_a_value_that_differed_for_a_part_of_the_months_makes_two_measures(tmp_path: Path, own: str, alike: bool) -> None:
    a = dated(run_of(tmp_path, "a", 60, 40), "28 days")
    rows = [duty(number, "met", "2017-02-10 12:00", force="F2", started_at="2017-02-01 12:00") for number in range(90)]
    rows.append(duty(90, "met", "2016-04-10 12:00", started_at="2016-01-02 12:00", force="F2"))
    rows.append(duty(91, "met", "2016-01-10 12:00", started_at="2016-01-01 12:00", force="F2"))
    b = dated(made_run(tmp_path / "b", tmp_path / "library", rows), own)
    write_measures(b)
    measure = one(compare(a, b))
    assert (measure.verdict == "higher") == alike
    assert alike or "a value that was set for it, differs" in measure.why_not


def test_nothing_is_better_where_too_many_rows_could_not_be_used(tmp_path: Path) -> None:
    b = run_of(tmp_path, "b", 90, 10, "F2")
    manifest = json.loads((b / "manifest.json").read_text())
    manifest["records"]["files"][0] |= {"rows_accepted": 100, "set_aside_by_reason": {"missing key": 200}}
    (b / "manifest.json").write_text(json.dumps(manifest))
    measure = one(compare(run_of(tmp_path, "a", 60, 40), b))
    assert (measure.verdict, measure.way) == ("higher", "")
    assert measure.second.doubts == ["cannot be assured: of what it looks at, more than one row in ten could not be used"]


def test_a_population_of_which_too_much_cannot_be_told_is_a_doubt(tmp_path: Path) -> None:
    def run(name: str, force: str, unknown: int) -> Path:
        rows = [duty(number, standard="loan-reminded", force=force) for number in range(50)]
        checks = [counted(number, "population_check", standard="loan-reminded", record_type="loan", truth=None, force=force)
                  for number in range(unknown)]
        library = tmp_path / "library"
        made = made_run(tmp_path / name, library if library.is_dir() else made_library(library), rows, checks)
        write_measures(made)
        return made

    measure = one(compare(run("a", "F1", 0), run("b", "F2", 40)), "loan-reminded")
    assert measure.first.doubts == []
    assert measure.second.doubts == ["cannot be assured: records may be missing from its population, and of too many it cannot be told"]


@pytest.mark.parametrize(("path", "old", "new", "why"), [
    ("tables/loan.yaml", "returned_at: {type: moment", "returned_at: {type: date", "what is in loan"),
    ("tables/loan.yaml", "meaning: The loan.", "meaning: A loan.", ""),
    ("tables/fine.yaml", "key: [", "key: [loan_id, ", ""),
    ("calendars/open_days.yaml", "weekend: [saturday, sunday]", "weekend: [sunday]", ""),  # every day counts here
])
def test_tables_that_are_read_otherwise_make_two_measures(tmp_path: Path, path: str, old: str, new: str, why: str) -> None:
    other = made_library(tmp_path / "other")
    text = (other / path).read_text(encoding="utf-8")
    assert old in text
    (other / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = compare(run_of(tmp_path, "a", 60, 40), run_of(tmp_path, "b", 90, 10, "F2", library=other))
    measure = one(found)
    assert (why in measure.why_not) and (measure.verdict == "not compared") == bool(why)
    assert ("The libraries differ in what they say of the table loan." in " ".join(found.said_first)) == bool(why)
    assert "calendars" not in " ".join(found.said_first)


@pytest.mark.parametrize(("old", "new", "alike"), [
    ("weekend: [saturday, sunday]", "weekend: [sunday]", False), ("to: 2026-12-31", "to: 2027-12-31", True),
])
def test_where_working_days_are_others_what_counts_them_is_another_measure(tmp_path: Path, old: str, new: str, alike: bool) -> None:
    libraries = [made_library(tmp_path / name) for name in ("one", "other")]
    for library in libraries:
        path = next((library / "standards").rglob("loan-returned.yaml"))
        text = path.read_text(encoding="utf-8")
        assert "within: {parameter: loan_length}" in text
        path.write_text(text.replace("within: {parameter: loan_length}", "within: 10 working days"), encoding="utf-8")
    path = libraries[1] / "calendars" / "open_days.yaml"
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = compare(run_of(tmp_path, "a", 60, 40, library=libraries[0]), run_of(tmp_path, "b", 90, 10, "F2", library=libraries[1]))
    assert (one(found).verdict == "higher") == alike and ("count other days" in one(found).why_not) != alike
    assert ("The calendars of the two libraries differ." in " ".join(found.said_first)) != alike


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
