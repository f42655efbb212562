"""How far two people agree beyond chance: Cohen's kappa (1960), and weighted (1968) where answers have an order.

Written here, being twenty lines; the interval is by the variance of Fleiss, Cohen and Everitt (1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from peelian.measures.intervals import Z95, Interval

Weights = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance: 1 is full agreement, 0 what chance gives, below 0 less than that.

    of: the records that both answered for. agreed and by_chance: the (weighted) share in agreement, and what chance would give.
    kappa is None where both gave one and the same answer throughout, for then chance explains all. Its interval is a
    large-sample one, cut at −1 and 1; of few records it says too much.
    """

    of: int
    agreed: float
    by_chance: float
    kappa: float | None
    error: float | None
    interval: Interval | None


def kappa(table: Sequence[Sequence[int]], weights: Weights = "none") -> Kappa:
    """table: how many records the first person gave answer i and the second answer j, a square of counts, answers in order.

    weights: how near answers count as agreement: not at all, falling evenly with their distance, or with its square.
    Raises ValueError for a table that is not square, holds a count below nought, or holds nothing.
    """
    size, whole = len(table), sum(sum(row) for row in table)
    if size < 2 or any(len(row) != size for row in table) or any(count < 0 for row in table for count in row) or not whole:
        raise ValueError("a table of two people's answers is a square of counts, two answers or more, and not empty")
    places = range(size)
    share = [[count / whole for count in row] for row in table]
    first = [sum(row) for row in share]
    second = [sum(share[i][j] for i in places) for j in places]
    weight = [[_weight(abs(i - j), size, weights) for j in places] for i in places]
    agreed = sum(weight[i][j] * share[i][j] for i in places for j in places)
    chance = sum(weight[i][j] * first[i] * second[j] for i in places for j in places)
    if chance >= 1 - 1e-12:
        return Kappa(whole, agreed, chance, None, None, None)
    value = (agreed - chance) / (1 - chance)
    rows = [sum(second[j] * weight[i][j] for j in places) for i in places]
    columns = [sum(first[i] * weight[i][j] for i in places) for j in places]
    spread = sum(share[i][j] * (weight[i][j] * (1 - chance) - (rows[i] + columns[j]) * (1 - agreed)) ** 2
                 for i in places for j in places)
    variance = (spread - (agreed * chance - 2 * chance + agreed) ** 2) / (whole * (1 - chance) ** 4)
    error = sqrt(max(0.0, variance))
    return Kappa(whole, agreed, chance, value, error, Interval(max(-1.0, value - Z95 * error), min(1.0, value + Z95 * error)))


def _weight(distance: int, size: int, weights: Weights) -> float:
    if weights == "none":
        return float(distance == 0)
    part = distance / (size - 1)
    return 1 - (part if weights == "linear" else part * part)


def answers_table(pairs: Sequence[tuple[str, str]], answers: Sequence[str]) -> list[list[int]]:
    """The table of pairs of answers, one pair for each record. Raises ValueError for an answer that is none of `answers`."""
    place = {answer: number for number, answer in enumerate(answers)}
    table = [[0] * len(answers) for _ in answers]
    for first, second in pairs:
        unknown = [one for one in (first, second) if one not in place]
        if unknown:
            raise ValueError(f"'{unknown[0]}' is none of the answers: {', '.join(answers)}")
        table[place[first]][place[second]] += 1
    return table
