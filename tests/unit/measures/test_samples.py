"""Sizes are those of printed tables; intervals of a finite population are SciPy's, turned round."""

from __future__ import annotations

import pytest
from scipy import stats

from peelian.measures.intervals import wilson
from peelian.measures.samples import exact_interval, sample_size, size_to_find

# Krejcie and Morgan, Educational and Psychological Measurement 1970, table 1; rounded to the nearest.
PRINTED = {10: 10, 50: 44, 100: 80, 200: 132, 500: 217, 1000: 278, 2000: 322, 5000: 357, 10000: 370, 75000: 382}


@pytest.mark.parametrize(("population", "printed"), PRINTED.items())
def test_sizes_are_those_of_the_printed_table(population: int, printed: int) -> None:
    assert printed <= sample_size(0.05, population) <= printed + 1


def test_sizes_of_large_and_of_tiny_populations() -> None:
    assert sample_size(0.05) == 385 and sample_size(0.03) == 1068 and sample_size(0.05, share=0.9) == 139
    assert sample_size(0.01, 30) == 30 and sample_size(0.4, 1) == 1


def test_such_a_sample_has_such_an_interval() -> None:
    size = sample_size(0.05, 800)
    interval = wilson(round(size / 2), size, 800)
    assert interval is not None and (interval.high - interval.low) / 2 == pytest.approx(0.05, abs=0.001)


@pytest.mark.parametrize(("wrong", "population"), [(0.05, 1000), (0.1, 60), (0.01, 5000), (1.0, 9), (0.02, 40)])
def test_so_many_find_one_that_is_wrong(wrong: float, population: int) -> None:
    size = size_to_find(wrong, population)
    bad = max(1, -(-round(population * wrong * 1000) // 1000))
    found = stats.hypergeom(population, bad, size)
    assert 1 - found.pmf(0) >= 0.95 - 1e-9
    assert size == 1 or 1 - stats.hypergeom(population, bad, size - 1).pmf(0) < 0.95 - 1e-9


@pytest.mark.parametrize(("good", "of", "population"), [(48, 50, 400), (0, 20, 300), (20, 20, 25), (7, 13, 90), (1, 1, 5)])
def test_the_exact_interval_holds_all_that_the_sample_leaves_possible(good: int, of: int, population: int) -> None:
    possible = [among for among in range(population + 1)
                if stats.hypergeom(population, among, of).sf(good - 1) > 0.025
                and stats.hypergeom(population, among, of).cdf(good) > 0.025]
    interval = exact_interval(good, of, population)
    assert (round(interval.low * population), round(interval.high * population)) == (min(possible), max(possible))


def test_a_sample_of_everything_leaves_no_doubt() -> None:
    interval = exact_interval(17, 20, 20)
    assert (interval.low, interval.high) == (0.85, 0.85)


def test_what_cannot_be_is_refused() -> None:
    for make in (lambda: sample_size(0), lambda: sample_size(0.1, 0), lambda: size_to_find(0, 10), lambda: exact_interval(3, 2, 9),
                 lambda: exact_interval(0, 0, 9)):
        with pytest.raises(ValueError):
            make()
