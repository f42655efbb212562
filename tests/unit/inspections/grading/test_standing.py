"""Where a measure stands: assured by its worst case alone, and never because something cannot be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from peelian.inspections.grading.model import Standing, Way
from peelian.inspections.grading.standing import Alone, Beside, Changed, alone, standing_of
from peelian.inspections.report.model import Guard, Measure, Reading
from peelian.inspections.report.readings import audit_reading, capacity_reading, figure_reading, ratio_reading, stock_reading
from peelian.measures.audits import AuditFigure
from peelian.measures.figures import Figure
from peelian.measures.indicators import CapacityFigure, Ratio, Tally
from peelian.measures.intervals import wilson
from peelian.measures.stock import Stock
from peelian.standards.model import Expect

NINETY, ALL, TENTH, NONE = (Expect(at_least="90%"), Expect(at_least="100%"), Expect(at_most="10%"), Expect(at_most="0%"))


def duties(met: int, missed: int, cannot_tell: int = 0, owners: int = 9) -> Reading:
    return figure_reading(Figure({"met": met, "missed": missed, "cannot_tell": cannot_tell}, owners=owners), "", "")


def of_records(numerator: float, denominator: float, **more: Any) -> Reading:
    return ratio_reading(Ratio(numerator, denominator, rows=int(denominator), owners=9, **more), "", "")


@pytest.mark.parametrize(("reading", "expect", "standing", "words"), [
    (duties(980, 20), NINETY, "assured", "its lower limit is 96.9%"),
    (duties(70, 30), NINETY, "not_assured", "its upper limit is 78.1%"),
    (duties(92, 8), NINETY, "mixed", "from 85.0% at worst to 95.9% at best"),
    # What cannot be told never helps: it is taken as bad for the one claim and as good for the other.
    (duties(980, 20, 70), NINETY, "cannot_tell", "What can be told keeps the 90% expected"),
    (duties(980, 20, 5), NINETY, "assured", "Even the worst case"),
    (duties(80, 20, 400), NINETY, "cannot_tell", "What can be told does not keep the 90% expected"),
    (duties(70, 30, 5), NINETY, "not_assured", "Even the best case"),
    (duties(18, 1), NINETY, "cannot_tell", "fewer than 20 duties"),
    (duties(100, 0, owners=4), NINETY, "cannot_tell", "fewer than five owners"),
    (duties(0, 0, 30), NINETY, "cannot_tell", "it cannot be told of any of them"),
    (duties(0, 0), NINETY, "cannot_tell", "no duty"),
    # Where all is expected, no interval could show it: all of it, and nothing untold, is what keeps it.
    (duties(50, 0), ALL, "assured", "All of it, and nothing is untold"),
    (duties(50, 0, 1), ALL, "cannot_tell", "What can be told keeps"),
    (duties(5000, 1), ALL, "not_assured", "Even the best case"),
    (of_records(20, 1000), TENTH, "assured", "its upper limit is 3.1%"),
    (of_records(20, 1000, unknown_numerator=200, unknown_denominator=200, unknown_both=200), TENTH, "cannot_tell", "keeps the 10%"),
    (of_records(300, 1000), TENTH, "not_assured", "its lower limit is 27.2%"),
    (of_records(100, 1000), TENTH, "mixed", "where 10% at most is expected"),
    (of_records(0, 1000), NONE, "assured", "None of it, and nothing is untold"),
    (of_records(500, 1000, whole=False), NINETY, "cannot_tell", "no interval says how far chance may move it"),
    (of_records(500, 1000, counts_only=True), NINETY, "cannot_tell", "would mislead"),
    (stock_reading(Stock(97, 3, 0, 0, None, None, 9), "", ""), NINETY, "assured", "its lower limit is 91.5%"),
    (stock_reading(Stock(97, 3, 30, 0, None, None, 9), "", ""), NINETY, "cannot_tell", "with what cannot be told it might not"),
    (capacity_reading(CapacityFigure(Tally(9, 95.0), Tally(9, 100.0)), "", ""), NINETY, "assured", "its lower limit is 95.0%"),
    (capacity_reading(CapacityFigure(Tally(9, 89.0), Tally(9, 100.0)), "", ""), NINETY, "not_assured", "its upper limit is 89.0%"),
    (capacity_reading(CapacityFigure(Tally(9, 89.0, 9, 5.0), Tally(9, 100.0)), "", ""), NINETY, "cannot_tell", "it might"),
    (duties(980, 20), None, "no_say", "Nothing is expected"),
    (duties(980, 20), Expect(), "no_say", "Nothing is expected"),
    (None, NINETY, "cannot_tell", "there is no figure"),
])
def test_a_figure_beside_what_is_expected(reading: Reading | None, expect: Expect | None, standing: Standing, words: str) -> None:
    found = alone(reading, expect)
    assert (found.standing, words in found.why) == (standing, True), found


@pytest.mark.parametrize(("yes", "answered", "population", "expect", "standing"), [
    (60, 60, 5000, ALL, "mixed"),  # all of a sample is not yet all
    (60, 60, 60, ALL, "assured"),  # unless it was all
    (59, 60, 60, ALL, "not_assured"),
    (19, 19, 19, ALL, "cannot_tell"),
    (60, 60, 5000, NINETY, "assured"),
    (48, 60, 5000, NINETY, "not_assured"),
])
def test_all_of_a_sample_is_not_yet_all(yes: int, answered: int, population: int, expect: Expect, standing: Standing) -> None:
    reading = audit_reading(AuditFigure(population, answered, yes), "", "")
    assert alone(reading, expect, sampled=True).standing == standing


def test_the_limit_is_that_of_the_worst_case_and_nothing_gentler() -> None:
    for untold in range(0, 200, 5):
        reading = duties(960, 40, untold)
        low = wilson(960, 1000 + untold)
        assert low is not None and reading.least == low.low
        assert (alone(reading, NINETY).standing == "assured") == (low.low >= 0.9)


def test_why_it_proves_nothing_comes_before_the_figure() -> None:
    found = alone(duties(980, 20), NINETY, "it can only be partly measured, for the records lack a.b")
    assert found == Alone("cannot_tell", "It cannot be told: it can only be partly measured, for the records lack a.b.")


def measure(**more: Any) -> Measure:
    made = Measure("x", "X", "duty", "", "", "can", readings=[duties(980, 20)], expected="at least 90% (local value)")
    for name, value in more.items():
        setattr(made, name, value)
    return made


def beside(standing: Standing, way: Way = "") -> Beside:
    return Beside(Alone(standing, "as it stands."), "local", True, None, Changed(way, way and "It changed."))


@pytest.mark.parametrize(("more", "words"), [
    ({"population_check_material": True}, "a material number of records that it missed"),
    ({"population_may_be_material": True}, "of too many it cannot be told"),
    ({"population_unchecked": True}, "the records lack what its check needs"),
    ({"weak_links": ["a link"]}, "Fewer than nine in ten"),
    ({"lost_rows": ["many rows"]}, "more than one row in ten could not be used"),
])
def test_a_doubt_about_the_records_keeps_a_good_figure_from_being_assured(more: dict[str, Any], words: str) -> None:
    found = standing_of(measure(**more), {"x": beside("assured")})
    assert found.standing == "cannot_tell" and words in found.why and found.prevented_by and words in found.prevented_by[0]
    for standing in ("mixed", "not_assured", "cannot_tell", "no_say"):  # and makes no other one better
        assert standing_of(measure(**more), {"x": beside(standing)}).standing == standing


@pytest.mark.parametrize(("guard", "standing", "words"), [
    (beside("not_assured"), "mixed", "a guard fails: “G” does not keep what is expected of it."),
    (beside("no_say", "worsening"), "mixed", "a guard fails: “G” has got worse beyond chance."),
    (beside("assured"), "assured", "as it stands."), (beside("mixed"), "assured", "as it stands."),
    (beside("no_say", "improving"), "assured", "as it stands."), (beside("no_say"), "assured", "as it stands."),
    (beside("cannot_tell"), "mixed", "but whether a guard does cannot be told: “G”."),
    (replace(beside("assured"), doubtful=True), "mixed", "but whether a guard does cannot be told: “G”."),
    (replace(beside("no_say"), doubtful=True), "assured", "as it stands."),
])
def test_a_failing_guard_keeps_a_good_figure_from_being_assured(guard: Beside, standing: Standing, words: str) -> None:
    guarded = measure(guards=[Guard("g", "G", "", "")])
    found = standing_of(guarded, {"x": beside("assured"), "g": guard})
    assert (found.standing, words in found.why) == (standing, True), found.why
    assert found.guards_not_told == (["G"] if "cannot be told" in words else [])
    assert bool(found.prevented_by) == (standing == "mixed")
    assert standing_of(guarded, {"x": beside("not_assured"), "g": guard}).standing == "not_assured"


def test_several_failing_guards_are_told_together_and_a_doubt_before_them() -> None:
    guarded = measure(guards=[Guard("g", "G", "", ""), Guard("h", "H", "", "")])
    known = {"x": beside("assured"), "g": beside("not_assured"), "h": beside("not_assured")}
    assert "but 2 guards fail: “G” does not keep what is expected of it; “H”" in standing_of(guarded, known).why
    guarded.population_unchecked = True
    found = standing_of(guarded, known)
    assert (found.standing, len(found.prevented_by)) == ("cannot_tell", 3)


def test_a_guard_that_is_no_measure_of_the_run_is_one_that_cannot_be_told() -> None:
    found = standing_of(measure(guards=[Guard("gone", "Gone", "", "")]), {"x": beside("assured")})
    assert (found.standing, found.guards_not_told) == ("mixed", ["Gone"])
