"""How many to check, and what a check of so many says of all: for samples from a finite number of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, exp, lgamma

from peelian.measures.intervals import Z95, Interval

TAIL = 0.025


def stratified_interval(checked: Sequence[tuple[int, int, int]]) -> tuple[float, Interval]:
    """The share of all that is good, each stratum weighing as many as it holds, and its 95% interval, which is never too narrow.

    checked: for each stratum how many were good, of how many drawn, out of how many; of each at least one. The limits of the
    strata are exact and taken together at 95% (Bonferroni), and their weighted sums are those of the whole.
    """
    if not checked or any(of < 1 for _, of, _ in checked):
        raise ValueError("each stratum needs a row that was drawn from it")
    whole = sum(population for _, _, population in checked)
    limits = [exact_interval(good, of, population, TAIL / len(checked)) for good, of, population in checked]
    share = sum(population * good / of for good, of, population in checked) / whole
    return share, Interval(sum(part[2] * one.low for part, one in zip(checked, limits, strict=True)) / whole,
                           sum(part[2] * one.high for part, one in zip(checked, limits, strict=True)) / whole)


def sample_size(within: float, population: int | None = None, share: float = 0.5) -> int:
    """How many to draw so that the 95% interval reaches `within` to either side (0.05: five points); Cochran's formula.

    share: what is expected; a half is the hardest. population: of how many; None: of many more. Never more than there are.
    Raises ValueError for a width or share that is not between 0 and 1, or a population of none.
    """
    if not 0 < within < 1 or not 0 < share < 1 or (population is not None and population < 1):
        raise ValueError(f"no sample has a share of {share} within {within} of a population of {population}")
    many = Z95 * Z95 * share * (1 - share) / (within * within)
    if population is not None:
        many = many * population / (many + population - 1)
    wanted = ceil(many - 1e-9)
    return wanted if population is None else min(wanted, population)


def size_to_find(wrong: float, population: int, chance: float = 0.95) -> int:
    """How many to draw so that, if so large a share is wrong, at least one that is wrong is found with this chance.

    Exact, drawn without putting back. Raises ValueError for shares not between 0 and 1 or a population of none.
    """
    if not 0 < wrong <= 1 or not 0 < chance < 1 or population < 1:
        raise ValueError(f"a share of {wrong} of {population} cannot be looked for with a chance of {chance}")
    bad = max(1, ceil(population * wrong - 1e-9))
    return _first(lambda size: 1 - _at_most(0, size, bad, population) >= chance - 1e-9, 1, population)


def exact_interval(good: int, of: int, population: int, tail: float = TAIL) -> Interval:
    """The 95% interval of the share of a population that is good, where `good` of `of` drawn from it were; exact, both tails.

    Narrower as more of the population is drawn, and a single value where all is. Wider than Wilson's, which may miss its 95%
    where few are drawn and nearly all are good: use it where a claim hangs on it. tail: the chance of missing on
    either side. Raises ValueError for counts that cannot be.
    """
    if not 0 <= good <= of <= population or not of:
        raise ValueError(f"{good} of {of} out of {population} cannot be")
    most, least = population - (of - good), good  # what is seen bounds what there is
    low = _first(lambda among: 1 - _at_most(good - 1, of, among, population) > tail, least, most)
    beyond = _first(lambda among: _at_most(good, of, among, population) <= tail, least, most + 1)
    return Interval(low / population, (beyond - 1) / population)


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least number from low to high for which it holds, and for every greater one; high where for none before."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(count: int, drawn: int, among: int, population: int) -> float:
    """The chance that so many or fewer of `drawn` are of the `among` that are so in the population (hypergeometric)."""
    least, most = max(0, drawn - (population - among)), min(drawn, among)
    if count < least:
        return 0.0
    if count >= most:
        return 1.0
    whole = _ways(population, drawn)
    return min(1.0, sum(exp(_ways(among, one) + _ways(population - among, drawn - one) - whole) for one in range(least, count + 1)))


def _ways(of: int, chosen: int) -> float:
    """The log of the number of ways to choose."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
