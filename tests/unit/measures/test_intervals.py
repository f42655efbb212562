"""Wilson's interval against values that others have published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.measures.intervals import wilson


@pytest.mark.parametrize(("good", "of", "low", "high"), [
    (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (10, 10, 0.72, 1.0),  # ten files, all good, still leave a quarter in doubt
    (48, 60, 0.68, 0.88),
])
def test_published_values(good: int, of: int, low: float, high: float) -> None:
    found = wilson(good, of)
    assert found is not None
    places = 4 if of not in (10, 60) else 2
    assert (round(found.low, places), round(found.high, places)) == (low, high)


def test_nothing_to_count_has_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("good", "of", "population"), [(-1, 3, None), (4, 3, None), (1, 3, 2)])
def test_counts_that_cannot_be_are_refused(good: int, of: int, population: int | None) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson(good, of, population)


def test_a_sample_of_everything_leaves_no_doubt_and_of_little_as_much_as_ever() -> None:
    whole, endless, without = wilson(30, 40, 40), wilson(30, 40, 10**12), wilson(30, 40)
    assert whole is not None and endless is not None and without is not None
    assert (whole.low, whole.high) == (0.75, 0.75)
    assert (endless.low, endless.high) == pytest.approx((without.low, without.high))


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of), st.integers(of, 5000))))
def test_it_agrees_with_scipy_and_holds_the_share_and_shrinks_with_a_finite_population(case: tuple[int, int, int]) -> None:
    from scipy.stats import binomtest

    good, of, population = case
    found, finite = wilson(good, of), wilson(good, of, population)
    theirs = binomtest(good, of).proportion_ci(method="wilson")
    assert found is not None and finite is not None
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert found.low - 1e-12 <= finite.low <= good / of + 1e-12
    assert good / of - 1e-12 <= finite.high <= found.high + 1e-12
