"""What a table would make of a question at worst: what cannot be told never makes a grade look better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.inspections.grading.indicate import indicated
from peelian.inspections.grading.model import Indicative, MeasureStanding, Standing, Way
from peelian.inspections.grading.table import GradingTable, read_grading
from peelian.inspections.improvement.words import register_words
from peelian.libraries import BUILT_IN

LIBRARY = BUILT_IN / "england_and_wales"
TABLES = [read_grading(path, register_words(LIBRARY)) for path in sorted((LIBRARY / "grading").glob("*.yaml"))]
ORDER = ("inadequate", "requires improvement", "adequate", "good")
AT_WORST = "Were all that cannot be told bad, the table would make it"


def stands(standing: Standing, way: Way = "") -> MeasureStanding:
    return MeasureStanding("x", "X", standing, "", "", "", "", "", None, None, [], [], "", way, "", True)


def made(table: GradingTable, measures: Sequence[MeasureStanding]) -> Indicative:
    return indicated(table, True, measures, [], [])


ways = st.sampled_from(("", "", "", "improving", "worsening"))
with_say = st.builds(stands, st.sampled_from(("assured", "assured", "assured", "mixed", "not_assured", "cannot_tell")), ways)
silent = st.builds(stands, st.just("no_say"), ways)
tables = st.sampled_from(TABLES)


def rank(grade: str | None) -> int | None:
    return None if grade is None else ORDER.index(grade)


@given(tables, st.lists(with_say, min_size=1, max_size=20), st.lists(silent, max_size=3), st.data())
def test_what_cannot_be_told_any_more_never_raises_the_grade_at_worst(
        table: GradingTable, measures: list[MeasureStanding], others: list[MeasureStanding], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(measures) - 1))
    lost = [replace(one, standing="cannot_tell") if number == place else one for number, one in enumerate(measures)]
    before, after = (rank(made(table, [*these, *others]).if_bad) for these in (measures, lost))
    # Where no grade was made of it, as where every measure is mixed, what is taken as bad may only make the worst that figures make.
    assert after is None or after <= (rank("requires improvement") if before is None else before)


@given(tables, st.lists(with_say | silent, max_size=20))
def test_the_grade_at_worst_is_no_better_than_the_indicative_one_and_is_told_wherever_it_differs(
        table: GradingTable, measures: list[MeasureStanding]) -> None:
    found = made(table, measures)
    if found.grade is not None and found.if_bad is not None:
        assert ORDER.index(found.if_bad) <= ORDER.index(found.grade)
    assert found.if_bad_differs == (found.if_bad != found.grade) == ("Were all that cannot be told bad" in found.sentence)
    if found.if_bad_differs and found.if_bad:
        assert f"{AT_WORST} {found.if_bad}." in found.sentence


@given(tables, st.lists(with_say | silent, max_size=20))
def test_where_everything_is_told_both_are_the_same(table: GradingTable, measures: list[MeasureStanding]) -> None:
    found = made(table, [one for one in measures if one.standing != "cannot_tell"])
    assert (found.if_bad, found.if_bad_differs) == (found.grade, False)


@pytest.mark.parametrize(("standings", "four", "five"), [
    ({"assured": 10, "cannot_tell": 3}, ("good", "good"), ("adequate", "adequate")),
    ({"assured": 10, "cannot_tell": 4}, ("good", "requires improvement"), ("adequate", "adequate")),
    ({"assured": 5, "cannot_tell": 5}, ("good", "requires improvement"), ("adequate", "requires improvement")),
    ({"assured": 2, "cannot_tell": 9}, (None, "requires improvement"), (None, "requires improvement")),
])
def test_both_tables_at_worst(standings: dict[Standing, int], four: tuple[str, str], five: tuple[str, str]) -> None:
    measures = [stands(standing) for standing, many in standings.items() for _ in range(many)]
    for table, wanted in zip(TABLES, (five, four), strict=True):
        found = made(table, measures)
        assert (found.grade, found.if_bad) == wanted


def test_an_improvement_of_what_cannot_be_told_is_none_at_worst() -> None:
    """Few are assured and one improves, which the table takes for adequate: but of that one nobody can tell."""
    measures = [stands("assured"), *[stands("mixed")] * 9, stands("cannot_tell", "improving")]
    found = made(TABLES[0], measures)
    assert (found.grade, found.if_bad) == ("adequate", "requires improvement")
