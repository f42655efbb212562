"""Each rule flags the points that it should and every member of their run; held against the rules as they are worded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.measures.spc import AS_NHS_R, Baseline, Options, xmr
from peelian.measures.spc.model import Side
from peelian.measures.spc.rules import Plotted, special_causes
from tests.unit.measures.spc.charted import months, values

# Months whose mean is 50 and whose moving ranges are 3, so that limits lie at 42.02 and 57.98, two thirds at 44.68 and 55.32.
STEADY = (48.5, 51.5) * 12
UPPER, LOWER, NEAR_UPPER = 50 + 2.66 * 3, 50 - 2.66 * 3, 50 + 2.66 * 3 * 2 / 3


def hits(*later: float | None, options: Options | None = None) -> list[tuple[str, str, list[int]]]:
    """(rule, side, members as numbers of the months that come after the steady ones)."""
    chart = xmr(values(*STEADY, *later), "higher", baseline=Baseline(months(1)[0], months(24)[-1]), options=options)
    known = months(24 + len(later))
    return [(hit.rule, hit.side, [known.index(month) - 23 for month in hit.months]) for hit in chart.hits]


@pytest.mark.parametrize(("later", "found"), [
    ([UPPER - 0.1], []),
    ([UPPER], []),  # on the limit is not outside it
    ([UPPER + 0.1], [("outside", "high", [1])]),
    ([LOWER - 0.1], [("outside", "low", [1])]),
    ([51.5, 48.4, *[51, 52] * 3], []),  # six above the mean
    ([48.4, 51, 52, 51, 53, 51, 52, 51], [("run", "high", [2, 3, 4, 5, 6, 7, 8])]),
    ([48.4, 51, 52, 51, 53, 51, 52, 51, 52, 48], [("run", "high", [2, 3, 4, 5, 6, 7, 8, 9])]),  # all eight are members
    ([48.4, 51, 52, 51, 50, 51, 52, 51], []),  # a point on the mean is on neither side
    ([51, 49, 48, 49, 47, 49, 48, 49], [("run", "low", [2, 3, 4, 5, 6, 7, 8])]),
    ([52, 47, 48, 49, 49.5, 51, 52, 53], [("trend", "high", [2, 3, 4, 5, 6, 7, 8])]),
    ([52, 47, 48, 49, 49.5, 51, 52, 51], []),  # six in a row rise
    ([52, 47, 48, 49, 49, 51, 52, 53, 54], []),  # equal points do not rise
    ([49, 54, 53, 52, 51, 49, 48, 47, 46, 52], [("trend", "low", [2, 3, 4, 5, 6, 7, 8, 9])]),
    ([NEAR_UPPER + 0.1, 49, NEAR_UPPER + 0.1], [("near", "high", [1, 3])]),
    ([NEAR_UPPER + 0.1, 49, 49, NEAR_UPPER + 0.1], []),  # two of four
    ([NEAR_UPPER + 0.1, 49, 44], []),  # near one limit, and near the other
    ([NEAR_UPPER + 0.1] * 4, [("near", "high", [1, 2, 3, 4])]),
    ([56, 56, 49, 49, 56, 56, 49], [("near", "high", [1, 2]), ("near", "high", [5, 6])]),
    ([56, UPPER + 1, 49], [("near", "high", [1, 2]), ("outside", "high", [2])]),
    ([49, 44, 44, 51], [("near", "low", [2, 3])]),
])
def test_a_rule_flags_every_member(later: list[float], found: list[tuple[str, str, list[int]]]) -> None:
    assert hits(*later) == found


@pytest.mark.parametrize(("later", "found"), [
    ([NEAR_UPPER + 0.1, 49, NEAR_UPPER + 0.1], []),  # the third is below the mean
    ([NEAR_UPPER + 0.1, 51, NEAR_UPPER + 0.1], [("near", "high", [1, 3])]),
    ([56, UPPER + 1, 51, 49], [("outside", "high", [2])]),  # the second is outside, so but one is near
])
def test_two_of_three_as_the_nhs_package_has_it(later: list[float], found: list[tuple[str, str, list[int]]]) -> None:
    assert hits(*later, options=AS_NHS_R) == found


def test_nothing_reaches_across_a_month_without_a_figure() -> None:
    assert hits(48.4, 51, 52, 51, None, 53, 51, 52, 51) == []
    assert hits(52, 47, 48, 49, None, 49.5, 51, 52, 53) == []
    assert hits(NEAR_UPPER + 0.1, None, NEAR_UPPER + 0.1) == []
    assert hits(None, UPPER + 0.1) == [("outside", "high", [2])]


def test_equal_months_are_no_run() -> None:
    """0.1 + 0.2 and the like must not lie a rounding above their own mean."""
    assert xmr(values(*[0.1 + 0.2] * 13, *[0.3] * 13), "higher").hits == ()


LEVELS = st.sampled_from([-4.0, -3.0, -2.5, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0, 4.0])  # half widths are 3


def by_the_words(numbers: list[float], options: Options) -> set[tuple[str, Side, int]]:
    """The rules tried on every window, as they are worded: (rule, side, place)."""
    found: set[tuple[str, Side, int]] = set()
    sides: tuple[tuple[Side, int], ...] = (("high", 1), ("low", -1))
    for side, sign in sides:
        up = [number * sign for number in numbers]
        near = [number > 2 and (options.outside_is_near or number <= 3) for number in up]
        found |= {("outside", side, place) for place, number in enumerate(up) if number > 3}
        for first in range(len(up)):
            seven = range(first, first + 7)
            if seven[-1] < len(up):
                if all(up[place] > 0 for place in seven):
                    found |= {("run", side, place) for place in seven}
                if all(up[place] > up[place - 1] for place in seven[1:]):
                    found |= {("trend", side, place) for place in seven}
            three = range(first, first + 3)
            same = all(up[place] > 0 for place in three if place < len(up)) or not options.third_on_same_side
            if three[-1] < len(up) and sum(near[place] for place in three) >= 2 and same:
                found |= {("near", side, place) for place in three if near[place]}
    return found


@pytest.mark.parametrize("options", [Options(), AS_NHS_R], ids=["own", "as the NHS package"])
@given(numbers=st.lists(LEVELS, max_size=24))
def test_the_rules_are_the_words(numbers: list[float], options: Options) -> None:
    points = [Plotted(month, number, 0.0, 3.0) for month, number in zip(months(len(numbers)), numbers, strict=True)]
    found = {(hit.rule, hit.side, months(len(numbers)).index(month)) for hit in special_causes(points, options)
             for month in hit.months}
    assert found == by_the_words(numbers, options)
