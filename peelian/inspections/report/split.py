"""What a change of a ratio is made of: how much of it one count made, and how much the other."""

from __future__ import annotations

from collections.abc import Sequence

from peelian.inspections.report.model import DataTable, Reading
from peelian.inspections.report.overview import LEAST_COUNT
from peelian.measures.chart_text import number

SIDES = ("numerator", "denominator")


def split_table(title: str, readings: Sequence[Reading], names: tuple[str, str], per: float) -> DataTable | None:
    """The ratio of the newest year and of the year before, and what it would be had only one of the two counts changed.

    Of a ratio of two kinds of record alone: in a share each record of the one is one of the other. names: what the two sides count.
    readings: the newest year first, then the one before. None where either has no ratio, does not cover its whole period, or rests
    on a small count: it would be chance.
    """
    now, before = readings[:2]
    if now.rate is None or before.rate is None or not now.whole or not before.whole:
        return None
    (above, below), (earlier_above, earlier_below) = (tuple(float(one.numbers.get(side, 0)) for side in SIDES) for one in (now, before))
    if min(above, below, earlier_above, earlier_below) < LEAST_COUNT:
        return None

    def row(words: str, first: float, second: float) -> list[str]:
        return [words, number(first), number(second), f"{per * first / second:,.1f}"]

    return DataTable(
        f"{title}: what the change is made of", ["", names[0].capitalize(), names[1].capitalize(), f"For each {per:g}"],
        [row(now.period, above, below), row(before.period, earlier_above, earlier_below),
         row(f"Had only the {names[0]} changed", above, earlier_below),
         row(f"Had only the {names[1]} changed", earlier_above, below)])
