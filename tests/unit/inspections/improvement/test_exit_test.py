"""An exit test passes on proof only: not on small numbers, on what cannot be told, or on a figure that was made to look better."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from peelian.duties.run_folder import open_run
from peelian.inspections.improvement.exit_test import Judged, judge
from peelian.inspections.improvement.series import Measures
from peelian.measures.intervals import wilson
from tests.unit.inspections.improvement.made import BASELINE, BETTER, MEASURE, duties, exit_test, looks, run_of
from tests.unit.measures.made_run import counted, duty


@pytest.fixture
def judged(tmp_path: Path, library_folder: Path) -> Any:
    """judged(months, …more rows, test={…}, as_at=…) → the exit test judged by a run of them."""
    def make(months: Any, *more: Any, test: dict[str, Any] | None = None, force: str = "F1", **manifest: Any) -> Judged:
        run = open_run(run_of(tmp_path / "run", library_folder, duties(months), *more, **manifest))
        return judge(exit_test(**(test or {})), Measures(run, run.library()), force)

    return make


def verdicts(found: Judged) -> dict[str, str]:
    return {one.part: one.verdict for one in found.conditions}


def words(found: Judged, part: str) -> str:
    return next(one.words for one in found.conditions if one.part == part)


def test_it_passes_where_every_part_is_shown(judged: Any) -> None:
    found = judged(BASELINE | BETTER)
    assert found.verdict == "passes" and found.held == "holds"
    assert verdicts(found) == {"months": "passes", "limit": "passes", "duties": "passes", "special_cause": "passes", "share": "passes"}
    [reading] = found.readings
    low = wilson(98, 100)
    assert low is not None and [one.low for one in reading.months] == [low.low] * 3
    assert (reading.rate, reading.moved) == (0.98, "better")


def test_a_rate_above_its_level_is_not_enough_where_its_lower_limit_is_below(judged: Any) -> None:
    found = judged(BASELINE | {month: {"met": 93, "met_late": 7} for month in BETTER})
    assert (found.verdict, verdicts(found)["limit"], verdicts(found)["special_cause"]) == ("fails", "fails", "passes")
    assert "86.3% (93 of 100)" in words(found, "limit")


def test_one_month_of_three_below_is_enough_to_fail(judged: Any) -> None:
    found = judged(BASELINE | BETTER | {"2017-05": {"met": 90, "met_late": 10}})
    assert (found.verdict, verdicts(found)["limit"]) == ("fails", "fails")


def test_what_cannot_be_told_counts_against_it(judged: Any) -> None:
    unknown = {month: {"met": 98, "met_late": 2, "cannot_tell": 15} for month in BETTER}
    found = judged(BASELINE | unknown)
    assert (found.verdict, verdicts(found)["limit"]) == ("cannot_tell", "cannot_tell")
    assert "45 cannot be told" in words(found, "limit")


def test_what_cannot_be_told_and_has_no_date_may_be_of_each_month(judged: Any) -> None:
    undated = [duty(5000 + number, "cannot_tell", None, started_at=None, reason="start") for number in range(15)]
    found = judged(BASELINE | BETTER, undated)
    assert (found.verdict, verdicts(found)["limit"]) == ("cannot_tell", "cannot_tell")


@pytest.mark.parametrize(("month", "why"), [
    ({"met": 19}, "fewer than 20 duties"), ({}, "no duty"),
])
def test_small_numbers_prove_nothing(judged: Any, month: dict[str, int], why: str) -> None:
    found = judged(BASELINE | BETTER | {"2017-06": month})
    assert (found.verdict, verdicts(found)["limit"]) == ("cannot_tell", "cannot_tell")
    assert why in words(found, "limit")


def test_a_rate_of_few_owners_proves_nothing(judged: Any) -> None:
    found = judged(BASELINE, duties(BETTER, owner_at_due="o1"))
    assert (found.verdict, verdicts(found)["limit"]) == ("cannot_tell", "cannot_tell")
    assert "fewer than five owners" in words(found, "limit")


def test_at_least_so_many_duties(judged: Any) -> None:
    found = judged(BASELINE | BETTER, test={"duties": 301})
    assert (found.verdict, verdicts(found)["duties"]) == ("cannot_tell", "cannot_tell")


def test_months_of_the_baseline_itself_prove_no_improvement(judged: Any) -> None:
    found = judged(BASELINE | BETTER, as_at="2017-05-31")
    assert (found.verdict, verdicts(found)["months"]) == ("fails", "cannot_tell")  # March is below its level
    assert "2 of 3 months" in words(found, "months")


def test_a_month_that_is_not_over_does_not_count(judged: Any) -> None:
    found = judged(BASELINE | BETTER | {"2017-07": {"met_late": 50}}, as_at="2017-07-20")
    assert found.verdict == "passes"
    assert found.readings[0].months[-1].month == "2017-06"


def test_a_level_reached_without_a_change_beyond_chance_is_no_improvement(judged: Any) -> None:
    high = {month: {"met": 96 + index % 4, "met_late": 4 - index % 4} for index, month in enumerate(BASELINE)}
    found = judged(high | BETTER, test={"measures": [MEASURE | {"at_least": "85%"}]})
    assert (found.verdict, verdicts(found)["limit"], verdicts(found)["special_cause"]) == ("fails", "passes", "fails")


def test_a_run_above_the_mean_that_leads_nowhere_is_no_improvement(judged: Any) -> None:
    """Eight months a little above the mean are a special cause by its rules, and may yet be chance."""
    high = {month: {"met": 95 + index % 2, "met_late": 5 - index % 2} for index, month in enumerate(BASELINE)}
    after = {f"2017-{month:02d}": {"met": 96, "met_late": 4} for month in range(4, 12)}
    found = judged(high | after, test={"measures": [MEASURE | {"at_least": "85%"}]}, as_at="2017-11-30")
    assert (found.verdict, verdicts(found)["special_cause"]) == ("fails", "fails")
    assert "together is not beyond the limits of the baseline" in words(found, "special_cause")


def test_a_baseline_of_few_months_has_no_limits(judged: Any) -> None:
    short = {month: counts for month, counts in BASELINE.items() if month >= "2016-05"}
    found = judged(short | BETTER)
    assert (found.verdict, verdicts(found)["special_cause"]) == ("cannot_tell", "cannot_tell")
    assert "fewer than twelve months with a rate: 11" in words(found, "special_cause")


@pytest.mark.parametrize("status", ["excused", "lapsed"])
def test_a_rate_that_rose_because_more_was_taken_out_of_it_is_no_improvement(judged: Any, status: str) -> None:
    found = judged(BASELINE | {month: {"met": 98, "met_late": 2, status: 40} for month in BETTER})
    assert (found.verdict, found.held) == ("fails", "not_shown")
    assert f"{status}: " in next(one.words for one in found.conditions if one.part == "share" and one.verdict == "fails")


@pytest.mark.parametrize(("guard", "verdict"), [
    ((80, 100, 0), "passes"), ((50, 100, 0), "fails"), ((80, 100, 60), "fails"), ((9, 12, 0), "cannot_tell"),
])
def test_a_guard_may_not_have_got_worse(judged: Any, guard: tuple[int, int, int], verdict: str) -> None:
    looked = looks({month: (80, 100, 0) for month in BASELINE} | {month: guard for month in BETTER})
    found = judged(BASELINE | BETTER, test={"guards": ["returns-in-good-state"]}, looked=looked)
    assert verdicts(found)["guard"] == verdict
    assert found.verdict == verdict


GUARDED = {"measures": [{"standard": "returns-in-good-state", "at_most": "10%"}], "guards": ["loan-returned"]}
FEWER_WORN = {month: (40 - index % 5, 100, 0) for index, month in enumerate(BASELINE)} | {month: (2, 100, 0) for month in BETTER}


@pytest.mark.parametrize(("kept_out", "truth", "verdict", "held"), [
    (0, True, "passes", "holds"), (200, True, "cannot_tell", "slid_back"), (200, None, "cannot_tell", "cannot_tell"),
])
def test_a_guard_from_which_records_were_kept_out_proves_nothing(
        tmp_path: Path, library_folder: Path, kept_out: int, truth: bool | None, verdict: str, held: str) -> None:
    """The check of a population says that records which belong to the guard may not be counted in it any more."""
    library = tmp_path / "checked"
    shutil.copytree(library_folder, library)
    [standard] = (library / "standards").rglob("loan-returned.yaml")
    check = "population_check: {title: Loans of nobody, each: loan, where: {loan.rare: true}}\n"
    standard.write_text(standard.read_text(encoding="utf-8") + check, encoding="utf-8")
    missing = [counted(number, "population_check", "2017-05", truth, standard="loan-returned") for number in range(kept_out)]
    run = open_run(run_of(tmp_path / "run", library, duties(BASELINE | BETTER), looked=[*looks(FEWER_WORN), *missing]))
    found = judge(exit_test(**GUARDED), Measures(run, run.library()), "F1")
    assert (found.verdict, verdicts(found)["guard"]) == (verdict, verdict)
    said = "200 beside 300" if truth else "0 beside 300, and 200 unknown"
    assert (f"records may be missing from it (Loans of nobody: {said})" in words(found, "guard")) == bool(kept_out)
    # What is kept out of a measure itself shows that it slid back, where that is certain.
    assert judge(exit_test(), Measures(run, run.library()), "F1").held == held


NOT_LINKED = {"link": "loan.member_id to member.member_id", "rows": 100, "matched": 80, "blank": 0, "rate": 0.8, "assured": False}


@pytest.fixture
def following(tmp_path: Path, library_folder: Path) -> Path:
    """The library with a standard that goes from a loan to its member."""
    library = tmp_path / "following"
    shutil.copytree(library_folder, library)
    [standard] = (library / "standards").rglob("loan-returned.yaml")
    words = standard.read_text(encoding="utf-8")
    standard.write_text(words.replace("where: {loan.thing: [book, film]}", "where: {loan.thing: [book, film], member.kind: adult}"),
                        encoding="utf-8")
    return library


@pytest.mark.parametrize(("link", "verdict"), [
    (NOT_LINKED, "cannot_tell"), (NOT_LINKED | {"rate": 0.95, "matched": 95, "assured": True}, "passes"),
    (NOT_LINKED | {"link": "fine.loan_id to loan.loan_id"}, "passes")])
def test_a_measure_that_follows_links_which_lead_nowhere_proves_nothing(
        tmp_path: Path, following: Path, link: dict[str, Any], verdict: str) -> None:
    """The report calls it not assured; an exit test may not believe it either."""
    run = open_run(run_of(tmp_path / "run", following, duties(BASELINE | BETTER), links=[link]))
    found = judge(exit_test(), Measures(run, run.library()), "F1")
    assert (found.verdict, verdicts(found).get("links", "passes")) == (verdict, verdict)
    assert verdict == "passes" or "only 80.0% of loan.member_id (80 of 100) finds its record" in words(found, "links")


def test_a_guard_that_follows_such_links_proves_nothing(tmp_path: Path, following: Path) -> None:
    run = open_run(run_of(tmp_path / "run", following, duties(BASELINE | BETTER), looked=looks(FEWER_WORN), links=[NOT_LINKED]))
    found = judge(exit_test(**GUARDED), Measures(run, run.library()), "F1")
    assert (found.verdict, verdicts(found)["guard"]) == ("cannot_tell", "cannot_tell")


def test_a_guard_whose_population_could_not_be_checked_proves_nothing(tmp_path: Path, library_folder: Path) -> None:
    library = tmp_path / "unchecked"
    shutil.copytree(library_folder, library)
    [standard] = (library / "standards").rglob("loan-returned.yaml")
    check = "population_check: {title: Loans of nobody, each: fine}\n"
    standard.write_text(standard.read_text(encoding="utf-8") + check, encoding="utf-8")
    run = open_run(run_of(tmp_path / "run", library, duties(BASELINE | BETTER), looked=looks(FEWER_WORN),
                          by_standard={"loan-returned": {"unchecked": ["fine"]}}))
    found = judge(exit_test(**GUARDED), Measures(run, run.library()), "F1")
    assert (found.verdict, verdicts(found)["guard"]) == ("cannot_tell", "cannot_tell")
    assert "Loans of nobody: not checked, for the records lack fine" in words(found, "guard")


@pytest.mark.parametrize("status", ["excused", "lapsed"])
def test_a_guard_that_holds_because_more_was_taken_out_of_it_fails(judged: Any, status: str) -> None:
    excusing = {month: {"met": 98, "met_late": 2, status: 40} for month in BETTER}
    found = judged(BASELINE | excusing, looked=looks(FEWER_WORN), test=GUARDED)
    assert (found.verdict, verdicts(found)["guard"]) == ("fails", "fails")
    assert "more are taken out of the rate" in words(found, "guard")


def test_a_guard_that_is_not_measured_proves_nothing(judged: Any) -> None:
    assert judged(BASELINE | BETTER, test={"guards": ["returns-in-good-state"]}).verdict == "cannot_tell"


@pytest.mark.parametrize(("sought", "verdict"), [
    ({"team": "blue"}, "passes"), ({"team": "red"}, "fails"), ({"area": "north"}, "passes"), ({"team": "none such"}, "cannot_tell"),
])
def test_a_unit_is_measured_alone(judged: Any, sought: dict[str, str], verdict: str) -> None:
    red = {"team_at_due": "red", "area": "south"}
    found = judged(BASELINE | BETTER, duties(BASELINE, **red), duties({month: {"met": 40, "met_late": 60} for month in BETTER}, **red),
                   test={"measures": [MEASURE | sought]})
    assert found.verdict == verdict


def test_of_several_forces_only_ones_own_counts(judged: Any) -> None:
    others = duties(BASELINE | {month: {"met": 10, "met_late": 90} for month in BETTER}, force="F2")
    assert judged(BASELINE | BETTER, others).verdict == "passes"


def test_a_run_of_another_force_tells_nothing(judged: Any) -> None:
    found = judged(BASELINE | BETTER, force="F9")
    assert (found.verdict, verdicts(found), found.readings) == ("cannot_tell", {"run": "cannot_tell"}, [])


@pytest.mark.parametrize(("sought", "why"), [
    ({"standard": "no-such"}, "no standard of the run's library"), ({"standard": "desk-staffed"}, "has no figure for each month"),
    ({"standard": "loan-reminded", "team": "blue"}, "owed again and again"),
])
def test_what_has_no_figure_for_a_month_cannot_be_told(judged: Any, sought: dict[str, str], why: str) -> None:
    found = judged(BASELINE | BETTER, test={"measures": [MEASURE | sought]})
    assert found.verdict == "cannot_tell" and why in words(found, "limit")


def test_what_the_records_lack_cannot_be_told(judged: Any) -> None:
    lacking = {"by_standard": {"loan-returned": {"verdict": "cannot", "missing": ["loan.returned_at"]}}}
    assert "the records lack loan.returned_at" in words(judged(BASELINE | BETTER, **lacking), "limit")


IN_PART = {"verdict": "partly", "missing": ["shift", "shift.front (lacking in some files)"], "unchecked": []}


@pytest.mark.parametrize("months", [BETTER, {month: {"met": 5, "met_late": 95} for month in BETTER}])
def test_what_is_partly_measured_proves_nothing_either_way(judged: Any, months: Any) -> None:
    """Duties that no rule could make are in no rate: the whole may be better, or worse, than the part that is seen."""
    found = judged(BASELINE | months, by_standard={"loan-returned": IN_PART | {"in_part": ["2015-01-01"]}})
    assert (found.verdict, found.held, found.slid) == ("cannot_tell", "cannot_tell", [])
    assert "not measured: it can only be partly measured, for the records lack shift, shift.front" in words(found, "limit")
    assert found.readings[0].rate is None and found.readings[0].moved == "cannot_tell"


def test_a_run_that_does_not_say_which_edition_it_lacks_proves_nothing(judged: Any) -> None:
    assert judged(BASELINE | BETTER, by_standard={"loan-returned": IN_PART}).verdict == "cannot_tell"


@pytest.mark.parametrize("in_part", [
    {"in_part": ["2017-07-01"]}, {"missing": ["fine"], "unchecked": ["fine"], "in_part": []}])
def test_what_is_lacking_for_nothing_that_a_test_leans_on_takes_nothing_from_it(judged: Any, in_part: dict[str, Any]) -> None:
    """An edition that is still to come; and the check of a population, which is judged as a part of its own."""
    assert judged(BASELINE | BETTER, by_standard={"loan-returned": IN_PART | in_part}).verdict == "passes"


def test_a_guard_that_is_partly_measured_proves_nothing(judged: Any) -> None:
    found = judged(BASELINE | BETTER, duties(BASELINE | BETTER, "loan-reminded"), test={"guards": ["loan-reminded"]},
                   by_standard={"loan-reminded": IN_PART | {"in_part": ["2015-01-01"]}})
    assert (found.verdict, verdicts(found)["guard"]) == ("cannot_tell", "cannot_tell")
    assert "it can only be partly measured" in words(found, "guard")


@pytest.mark.parametrize(("day", "verdict"), [
    ("2016-04-01", "passes"), ("2016-04-02", "cannot_tell"), ("2017-04-01", "cannot_tell"), ("2017-06-30", "cannot_tell"),
    ("2017-07-01", "passes")])
def test_a_change_of_the_rule_is_no_improvement(tmp_path: Path, library_folder: Path, day: str, verdict: str) -> None:
    """A longer time allowed makes a better figure, far beyond chance, though nobody does anything sooner."""
    library = tmp_path / "changed"
    shutil.copytree(library_folder, library)
    [standard] = (library / "standards").rglob("loan-returned.yaml")
    _change_the_rule_on(day, standard)
    run = open_run(run_of(tmp_path / "run", library, duties(BASELINE | BETTER)))
    found = judge(exit_test(), Measures(run, run.library()), "F1")
    assert (found.verdict, verdicts(found)["special_cause"]) == (verdict, verdict)
    assert {one.verdict for one in found.conditions if one.part == "share"} == {verdict}
    without = judge(exit_test(special_cause=False, watch=[]), Measures(run, run.library()), "F1")
    assert without.verdict == "passes"  # the level is that of the rule as it now stands
    watched = judge(exit_test(special_cause=False), Measures(run, run.library()), "F1")
    assert (watched.verdict, watched.slid) == (verdict, [])


def test_a_guard_is_not_compared_across_a_change_of_its_rule(tmp_path: Path, library_folder: Path) -> None:
    library = tmp_path / "changed"
    shutil.copytree(library_folder, library)
    [standard] = (library / "standards").rglob("loan-reminded.yaml")
    _change_the_rule_on("2017-04-01", standard)
    run = open_run(run_of(tmp_path / "run", library, duties(BASELINE | BETTER), duties(BASELINE | BETTER, "loan-reminded")))
    found = judge(exit_test(guards=["loan-reminded"]), Measures(run, run.library()), "F1")
    assert (found.verdict, verdicts(found)["guard"]) == ("cannot_tell", "cannot_tell")
    assert "its rule changed on 2017-04-01" in words(found, "guard")


def _change_the_rule_on(day: str, standard: Path) -> None:
    """Its newest edition ends the day before, and another of the same words follows."""
    known = yaml.safe_load(standard.read_text(encoding="utf-8"))
    newest = known["editions"][-1]
    begins = date.fromisoformat(day)
    known["editions"].append(newest | {"in_force": {"from": begins}})
    newest = dict(newest)
    known["editions"][-2] = newest | {"in_force": newest["in_force"] | {"to": begins - timedelta(days=1)}}
    standard.write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")


def test_what_was_reached_slides_back_only_where_even_the_best_case_is_below(judged: Any) -> None:
    assert judged(BASELINE | {month: {"met": 60, "met_late": 40} for month in BETTER}).held == "slid_back"


def test_what_is_only_less_sure_than_before_has_not_slid_back(judged: Any) -> None:
    assert judged(BASELINE | {month: {"met": 92, "met_late": 8} for month in BETTER}).held == "not_shown"


def test_an_indicator_is_measured_by_its_mature_months(judged: Any) -> None:
    months = {month: (70 - index % 5, 100, 0) for index, month in enumerate(BASELINE)} | {month: (97, 100, 0) for month in BETTER}
    test = {"measures": [{"standard": "look-whole", "at_least": "90%"}]}
    assert judged({}, looked=looks(months, "look-whole"), test=test, as_at="2017-08-31").verdict == "passes"


def test_a_lower_figure_can_be_the_better_one(judged: Any) -> None:
    late = {month: (40 - index % 5, 100, 0) for index, month in enumerate(BASELINE)} | {month: (2, 100, 0) for month in BETTER}
    test = {"measures": [{"standard": "returns-in-good-state", "at_most": "10%"}]}
    found = judged({}, looked=looks(late), test=test)
    assert (found.verdict, found.readings[0].moved) == ("passes", "better")


def test_what_is_owed_again_and_again_is_measured_by_who_is_in_date(judged: Any) -> None:
    gaps = [duty(number, "overdue", f"{month}-08 12:00", standard="loan-reminded", started_at=f"{month}-01 12:00",
                 subject_id=f"{month}-{number}") for month in BASELINE for number in range(30)]
    found = judged({}, gaps, test={"measures": [MEASURE | {"standard": "loan-reminded"}]})
    assert (found.verdict, found.held) == ("fails", "slid_back")
    assert "(0 of 360)" in words(found, "limit")
