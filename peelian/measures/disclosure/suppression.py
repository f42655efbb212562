"""Small counts are withheld, and then as many more as it takes that none can be worked out from the totals; the rest is rounded.

Pure: counts in, a `Protected` table out. Nothing of what is withheld stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from peelian.measures.disclosure.reach import Counts, Place, could_be

Why = Literal["", "small", "others", "totals"]


@dataclass(frozen=True)
class Rules:
    """least: the smallest count, over nought, that may be told. base: counts are rounded to its multiples; 1: not at all."""

    least: int = 5
    base: int = 5


@dataclass(frozen=True)
class Cell:
    """A published count, or None and why: it is small, it protects others that are, or its total would give one away."""

    value: int | None
    why: Why = ""


@dataclass(frozen=True)
class Protected:
    """rows: row → column → cell. Each total is rounded by itself, so totals may differ a little from the sum of what is shown."""

    rows: Mapping[str, Mapping[str, Cell]]
    row_totals: Mapping[str, Cell]
    column_totals: Mapping[str, Cell]
    total: Cell

    @property
    def withheld(self) -> dict[tuple[str, str], Why]:
        return {(row, column): cell.why for row, cells in self.rows.items() for column, cell in cells.items() if cell.why}


def protect(table: Mapping[str, Mapping[str, int]], rules: Rules | None = None, personal: Collection[str] = ()) -> Protected:
    """table: row → column → count, every row with the same columns. A single row is a list of groups with their total.

    personal: rows that speak of so few people that nothing of them is told, however large the counts; none of their counts can be
    worked out exactly.

    For a share, give both of its sides as columns (met, not met): whoever knows one side and the total knows the other. Nought
    may be told. Raises ValueError for rows that differ in columns, counts below nought, and rules that cannot be.
    """
    rules = rules or Rules()
    _check(table, rules)
    counts = {(row, column): count for row, cells in table.items() for column, count in cells.items()}
    small = {place for place, count in counts.items() if 0 < count < rules.least}
    hidden = small | {place for place in counts if place[0] in personal}
    must = frozenset(hidden)
    while exposed := next(_exposed(counts, hidden, must, rules.least), None):
        more = _protectors(counts, hidden, exposed, rules.least)
        if not more:  # there is nothing left to withhold, so no total may be told either
            return _shown(table, counts, small, set(counts), rules, totals=False)
        hidden |= more
    return _shown(table, counts, small, hidden, rules, totals=True)


def _check(table: Mapping[str, Mapping[str, int]], rules: Rules) -> None:
    columns = [list(cells) for cells in table.values()]
    if any(one != columns[0] for one in columns):
        raise ValueError("the rows of a table have the same columns, in one order")
    if any(count < 0 for cells in table.values() for count in cells.values()):
        raise ValueError("a count cannot be below nought")
    if rules.least < 1 or rules.base < 1:
        raise ValueError(f"a least count of {rules.least} and a base of {rules.base} cannot be")


def _exposed(counts: Counts, hidden: set[Place], must: Collection[Place], least: int) -> Iterator[Place]:
    """What is withheld for its own sake, and of which totals and what is shown say more than that it is withheld."""
    return (place for place in sorted(must) if not _safe(counts, hidden, place, least))


def _safe(counts: Counts, hidden: set[Place], place: Place, least: int) -> bool:
    """Whether a small count could be anything small, and a larger one of a few people anything but itself."""
    low, high = could_be(counts, hidden, place)
    return low != high and (counts[place] >= least or (low <= 1 and high >= least - 1))


def _protectors(counts: Counts, hidden: set[Place], place: Place, least: int) -> set[Place]:
    """What else to withhold for one exposed count: the fewest people's worth that protects it, or the next smallest count."""
    rows, columns = ({one[part] for one in counts} for part in (0, 1))
    row, column = place
    if len(rows) == 1 or len(columns) == 1:
        choices = [{other} for other in counts if other not in hidden]
    else:
        choices = [{(row, other), (beside, column), (beside, other)} - hidden
                   for beside, other in product(sorted(rows - {row}), sorted(columns - {column}))]
    choices = sorted((one for one in choices if one), key=lambda one: (sum(counts[other] for other in one), sorted(one)))
    for one in choices:
        if _safe(counts, hidden | one, place, least):
            return one
    rest = sorted((count, other) for other, count in counts.items() if other not in hidden)
    return {rest[0][1]} if rest else set()


def _shown(table: Mapping[str, Mapping[str, int]], counts: Counts, small: set[Place], hidden: set[Place], rules: Rules,
           totals: bool) -> Protected:
    def cell(row: str, column: str) -> Cell:
        place = (row, column)
        if place in hidden:
            return Cell(None, "small" if place in small else "others")
        return Cell(rounded(counts[place], rules.base))

    def total(value: int) -> Cell:
        return Cell(rounded(value, rules.base)) if totals else Cell(None, "totals")

    columns = list(next(iter(table.values()), {}))
    return Protected({row: {column: cell(row, column) for column in cells} for row, cells in table.items()},
                     {row: total(sum(cells.values())) for row, cells in table.items()},
                     {column: total(sum(cells[column] for cells in table.values())) for column in columns},
                     total(sum(counts.values())))


def rounded(count: int, base: int) -> int:
    """To the nearest multiple of the base, halves upwards."""
    return (2 * count + base) // (2 * base) * base
