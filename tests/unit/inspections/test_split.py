"""A change of a ratio is set out in its two counts, where both are large enough to speak of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peelian.inspections.report.model import Reading
from peelian.inspections.report.readings import ratio_reading
from peelian.inspections.report.split import split_table
from peelian.measures.indicators import Ratio

NAMES = ("arrests", "crimes")


def reading(above: float, below: float, words: str) -> Reading:
    return ratio_reading(Ratio(above, below, rows=int(below), whole=False, owners=9), words, "", NAMES)


def test_what_each_count_alone_would_have_made() -> None:
    """Crimes rose by a quarter and arrests fell by a tenth: the rate fell for both reasons, and more for the first."""
    table = split_table("Arrests", [reading(450, 1250, "this year"), reading(500, 1000, "last year")], NAMES, 100)
    assert table is not None
    assert table.headings == ["", "Arrests", "Crimes", "For each 100"]
    assert table.rows == [["this year", "450", "1,250", "36.0"], ["last year", "500", "1,000", "50.0"],
                          ["Had only the arrests changed", "450", "1,000", "45.0"],
                          ["Had only the crimes changed", "500", "1,250", "40.0"]]


@pytest.mark.parametrize(("now", "before"), [((99, 1000), (500, 1000)), ((500, 1000), (500, 0))])
def test_small_counts_and_no_ratio_are_not_split(now: tuple[float, float], before: tuple[float, float]) -> None:
    assert split_table("Arrests", [reading(*now, "now"), reading(*before, "then")], NAMES, 100) is None


def test_a_period_that_began_before_the_records_is_not_split() -> None:
    now, before = reading(450, 1250, "now"), reading(500, 1000, "then")
    assert split_table("Arrests", [now, replace(before, whole=False)], NAMES, 100) is None
