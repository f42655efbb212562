"""Ratios, capacity, audits and population checks, from counted rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from peelian.duties.run_folder import RunFolder
from peelian.measures.audits import AuditFigure, audit
from peelian.measures.figures import FEW_OWNERS
from peelian.measures.indicators import (
    COUNTS_ONLY,
    FEW_RECORDS,
    NO_RECORD,
    CapacityFigure,
    PopulationCheckFigure,
    Ratio,
    Tally,
    capacity,
    categories,
    indicator_of,
    population_check,
    ratio,
    read_all_counts,
    read_counts,
    share_of,
)
from peelian.measures.periods import periods_of
from tests.unit.measures.made_run import counted

RunOf = Callable[..., RunFolder]


def ratio_of(run: RunFolder, *months: str, standard: str = "look-whole") -> Ratio:
    return ratio(read_counts(run), run.library().standards[standard], "force", months or ("2017-03",), periods_of(run))


def looks(count: int, good: int, **more: Any) -> list[dict[str, Any]]:
    return [counted(number, role, **more) for role, many in (("denominator", count), ("numerator", good))
            for number in range(many)]


def test_a_cohort_ratio_has_wilsons_interval(run_of: RunOf) -> None:
    found = ratio_of(run_of([], looks(60, 48)))
    assert (found.numerator, found.denominator, found.rate) == (48, 60, 0.8)
    assert found.interval is not None and (round(found.interval.low, 2), round(found.interval.high, 2)) == (0.68, 0.88)
    assert found.bounds is not None and (found.bounds.low, found.bounds.high) == (0.8, 0.8)


def test_unknown_records_give_a_best_and_a_worst(run_of: RunOf) -> None:
    rows = looks(30, 15)
    rows += [counted(100, "numerator", truth=None), counted(100, "denominator")]  # of the cohort, perhaps good
    rows += [counted(101, "numerator", truth=None), counted(101, "denominator", truth=None)]  # perhaps neither
    rows += [counted(102, "denominator", truth=None)]  # perhaps of the cohort, and then not good
    found = ratio_of(run_of([], rows))
    assert (found.rate, found.undecided, found.unknown_both, found.unknown) == (15 / 30, 1, 1, 3)
    assert found.bounds is not None and (found.bounds.low, found.bounds.high) == (15 / 33, 17 / 32)


def test_a_month_matures_after_its_time(run_of: RunOf) -> None:
    rows = [row for month in ("2017-01", "2017-02", "2017-03") for row in looks(20, 10, period=month)]
    run = run_of([], rows)
    assert [ratio_of(run, month).mature for month in ("2017-01", "2017-02", "2017-03")] == [True, False, False]
    assert periods_of(run).latest_mature("2 months") == "2017-01"
    assert not ratio_of(run, "2017-01", "2017-02").mature


def test_a_ratio_of_two_kinds_of_record_has_no_interval_and_may_be_counts_only(run_of: RunOf) -> None:
    found = ratio_of(run_of([], looks(40, 30, standard="fines-charged")), standard="fines-charged")
    assert (found.why_no_rate, found.rate, found.interval, found.bounds) == (COUNTS_ONLY, None, None, None)
    two = Ratio(30, 40, rows=40, whole=False, per=1000)
    assert (two.rate, two.interval) == (0.75, None)


@pytest.mark.parametrize(("found", "why"), [
    (Ratio(0, 0), NO_RECORD), (Ratio(1, 19, rows=19), FEW_RECORDS), (Ratio(1, 20, rows=20), None),
    (Ratio(1, 20, rows=20, owners=4), FEW_OWNERS), (Ratio(1, 50, rows=50, owners=4, unowned=26), None),
])
def test_no_ratio_of_too_few(found: Ratio, why: str | None) -> None:
    assert found.why_no_rate == why


def test_sums_of_values_have_no_interval() -> None:
    assert Ratio(30.5, 120.0, rows=40).interval is None


def test_categories_of_a_role_stand_largest_first(run_of: RunOf) -> None:
    rows = looks(5, 0, category="a") + looks(9, 0, category="b") + looks(3, 0)
    counts = read_counts(run_of([], rows))
    assert list(categories(counts, "look-whole", "force", "denominator", ["2017-03"]).items()) == [("b", 9.0), ("a", 5.0)]
    assert categories(counts, "look-whole", "force", "denominator", ["2017-02"]) == {}
    assert categories(counts, "look-whole", "force", "numerator", ["2017-03"]) == {}


def test_months_leave_out_what_is_undated_and_population_checks(run_of: RunOf) -> None:
    rows = [*looks(1, 0), counted(1, "denominator", "undated"), counted(1, "population_check", "2016-01")]
    assert read_counts(run_of([], rows)).months("look-whole", "force") == ["2017-03"]


def test_capacity_is_held_against_needed(run_of: RunOf) -> None:
    rows = [counted(number, role, "undated", standard="desk-staffed") for role, many in (("held", 8), ("needed", 10))
            for number in range(many)]
    rows.append(counted(99, "held", "undated", truth=None, standard="desk-staffed"))
    found = capacity(read_counts(run_of([], rows)), "desk-staffed", "force")
    assert (found.rate, found.why_no_rate) == (0.8, None)
    assert found.bounds is not None and (found.bounds.low, found.bounds.high) == (0.8, 0.9)


@pytest.mark.parametrize(("held", "needed", "says"), [
    (Tally(), Tally(3, 3), "no record says what is held"), (Tally(3, 3), Tally(), "no record says what is needed"),
    (Tally(), Tally(), "no record says what is held or needed"), (Tally(3, 3), Tally(1, 0), "nothing is said to be needed"),
])
def test_without_headcount_nothing_is_measured(held: Tally, needed: Tally, says: str) -> None:
    found = CapacityFigure(held, needed)
    assert found.why_no_rate == f"not measured: {says}"
    assert (found.rate, found.bounds) == (None, None)


def test_an_audit_speaks_of_a_sample_from_a_finite_population(run_of: RunOf) -> None:
    rows = [counted(number, role, period, standard="an-audit") for role, many, period in
            (("population", 100, "2017-03"), ("answered", 50, "2017-03"), ("yes", 40, "undated")) for number in range(many)]
    found = audit(read_counts(run_of([], rows)), "an-audit", "force", ["2017-03"])
    assert (found.population, found.answered, found.yes, found.rate) == (100, 50, 40, 0.8)
    assert found.interval is not None and found.interval.high - found.interval.low < 0.17  # 0.22 without the population
    without = AuditFigure(100, 0, 0)
    assert (without.rate, without.interval, without.why_no_rate) == (
        None, None, "not measured: nobody has answered for a sample")


def answer(number: int, about: str, yes: bool, day: int = 1, month: str = "2017-03") -> list[dict[str, Any]]:
    given = {"standard": "an-audit", "category": about, "record_type": "audit_answer", "happened_at": datetime(2017, 3, day)}
    return [counted(number, role, month, **given) for role in ("answered", "yes")[:1 + yes]]


def sampled(*months: str) -> list[dict[str, Any]]:
    return [counted(number, "population", month, standard="an-audit", record_id=f"{month} {number}")
            for month in months for number in range(40)]


def audited(run_of: RunOf, rows: list[dict[str, Any]], *months: str) -> AuditFigure:
    return audit(read_counts(run_of([], rows)), "an-audit", "force", months)


def test_one_record_is_one_of_the_sample_and_its_latest_answer_counts(run_of: RunOf) -> None:
    rows = sampled("2017-02")
    for number in range(30):  # two people looked at each
        rows += answer(number, f"2017-02 {number}", number < 24) + answer(100 + number, f"2017-02 {number}", number < 24, day=9)
    rows += answer(200, "2017-02 0", False, day=20)  # and one looked again
    rows += answer(201, "no such record", True)
    found = audited(run_of, rows, "2017-02")
    assert (found.population, found.answered, found.yes, found.again, found.outside) == (40, 30, 23, 30, 1)


def test_answers_count_with_the_month_of_their_record_and_not_with_their_own(run_of: RunOf) -> None:
    rows = sampled("2016-01", "2016-02") + [row for number in range(25) for row in answer(number, f"2016-01 {number}", number < 20)]
    counts = read_counts(run_of([], rows))
    found = audit(counts, "an-audit", "force", ["2016-01"])
    assert (found.population, found.answered, found.yes) == (40, 25, 20)
    assert found.interval is not None and found.interval.low < 0.8 < found.interval.high
    assert audit(counts, "an-audit", "force", ["2017-03"]).why_no_rate is not None
    assert counts.months_of("an-audit", "force", "answered") == ["2016-01"]


def test_answers_of_one_moment_that_contradict_each_other_leave_a_record_unclear(run_of: RunOf) -> None:
    rows = sampled("2017-02") + [row for number in range(20) for row in answer(number, f"2017-02 {number}", number < 10)]
    rows += answer(50, "2017-02 0", False)
    found = audited(run_of, rows, "2017-02")
    assert (found.answered, found.yes, found.unclear) == (19, 9, 1)
    assert found.bounds is not None and (found.bounds.low, found.bounds.high) == (9 / 20, 10 / 20)


def test_a_population_check_is_material_above_its_share(run_of: RunOf) -> None:
    run = run_of([], [counted(number, "population_check", standard="loan-reminded") for number in range(6)])
    standard, counts = run.library().standards["loan-reminded"], read_counts(run)

    def found(population: int, *months: str) -> PopulationCheckFigure:
        figure = population_check(counts, standard, "force", months, population)
        assert figure is not None
        return figure

    assert (found(100, "2017-03").share, found(100, "2017-03").material) == (0.06, True)
    assert not found(120, "2017-03").material
    assert (found(0, "2017-03").share, found(0, "2017-03").material) == (None, True)
    assert not found(0, "2017-02").material
    check = standard.population_check
    assert check is not None
    strict = standard.model_copy(update={"population_check": check.model_copy(update={"material": "0%"})})
    figure = population_check(counts, strict, "force", ["2017-03"], 1000)
    assert figure is not None and figure.material
    assert population_check(counts, run.library().standards["look-whole"], "force", (), 5) is None


def test_only_an_indicator_has_a_ratio(run_of: RunOf) -> None:
    with pytest.raises(ValueError, match="not an indicator"):
        indicator_of(run_of().library().standards["loan-reminded"])


@pytest.mark.parametrize(("text", "share"), [("90%", 0.9), (" 5 % ", 0.05), ("2.5 per cent", 0.025), ("20 minutes", None),
                                             (None, None)])
def test_a_percentage_as_a_share(text: str | None, share: float | None) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("first", range(0, 40, 5))  # by chance some of five would have shared a place
def test_five_owners_are_five_whatever_they_are_called(first: int, run_of: RunOf) -> None:
    rows = [counted(number, role, owner=f"c{first + number % 5}") for role in ("denominator", "numerator") for number in range(20)]
    assert ratio_of(run_of([], rows)).why_no_rate is None


def test_counts_of_two_forces_with_teams_of_one_name_stay_apart(run_of: RunOf) -> None:
    rows = [counted(number, "denominator", force=f"F{1 + number % 2}", team="Response") for number in range(4)]
    assert list(read_all_counts(run_of([], rows))[1]) == ["F1: Response", "F2: Response"]


def test_an_audit_counts_records_and_not_answers(run_of: RunOf) -> None:
    rows = [counted(number, "population") for number in range(40)]
    rows += [counted(number, "answered") for number in (0, 0, 1, 2)] + [counted(number, "yes") for number in (0, 1)]
    found = audit(read_counts(run_of([], rows)), "look-whole", "force", ["2017-03"])
    assert (found.population, found.answered, found.yes) == (40, 3, 2)
