"""Figures of overlapping spans of months, and what one less another tells."""

from __future__ import annotations

import pytest

from peelian.measures.disclosure import Revealed, revealed

MONTHS = {"2017-01": 8, "2017-02": 3, "2017-03": 9, "2017-04": 7, "2017-05": 0}


def test_a_span_less_another_within_it_tells_the_rest() -> None:
    assert revealed(MONTHS, [["2017-01", "2017-03"]], ["2017-01", "2017-02", "2017-03"]) == [Revealed(("2017-02",), 3)]
    assert revealed(MONTHS, [["2017-01"]], ["2017-01", "2017-02", "2017-03"]) == []  # twelve together


def test_three_spans_tell_what_no_two_do() -> None:
    """January to March, less January, less March, is February."""
    months = ["2017-01", "2017-02", "2017-03"]
    assert revealed(MONTHS, [months, ["2017-01"]], ["2017-03"]) == [Revealed(("2017-02",), 3)]


def test_rolling_sums_that_share_no_end_tell_nothing_small() -> None:
    assert revealed(MONTHS, [["2017-01", "2017-02"]], ["2017-02", "2017-03"]) == []


def test_a_small_figure_tells_itself_and_nobody_is_nobody() -> None:
    assert revealed(MONTHS, [], ["2017-02"]) == [Revealed(("2017-02",), 3)]
    assert revealed(MONTHS, [["2017-04"]], ["2017-04", "2017-05"]) == []


def test_a_month_without_a_count_is_named() -> None:
    with pytest.raises(ValueError, match="there is no count for 2018-01"):
        revealed(MONTHS, [], ["2018-01"])
