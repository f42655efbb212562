"""A run's counts by group, read back as figures: one mapping for each characteristic, "not recorded" at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from peelian.duties.run_folder import BREAKDOWN, BREAKDOWN_COUNTED, BREAKDOWN_STOCK, RunFolder
from peelian.measures.breakdown.paths import band_names
from peelian.measures.counts import SUMS, Key, figure_of, with_unknown
from peelian.measures.figures import Figure
from peelian.measures.indicators import Counts, Tally
from peelian.measures.periods import UNDATED
from peelian.measures.stock import Stock
from peelian.standards.characteristics import Characteristic, Characteristics, read_all_characteristics
from peelian.standards.library import Library

NOT_RECORDED = "not recorded"
UNKNOWN_BOTH = "unknown_both"  # of records that may be of both sides of a ratio
Part = tuple[str, str]  # whose characteristic, and which
Parts = dict[Part, dict[str | None, Any]]


class GroupFigure(Protocol):
    """What is counted of one group. total: all of it; counted: what a rate would rest on; few: whether that is too few."""

    @property
    def total(self) -> float: ...
    @property
    def counted(self) -> float: ...
    @property
    def few(self) -> bool: ...


@dataclass(frozen=True)
class Groups:
    """One standard by one characteristic: group → figure, in the library's order, "not recorded" at the end.

    What concerns several people counts in the group of each, so groups may add up to more than the whole.
    """

    who: str
    title: str
    figures: Mapping[str, Any]

    def withheld(self) -> set[str]:
        """Groups that may not be published: those that are too few for a rate, and where that is one alone, the next smallest
        too, for it could be worked out from the total. A group of nobody is neither."""
        some = sorted((one for one in self.figures.items() if one[1].total), key=lambda one: (one[1].counted, one[0]))
        small = [name for name, figure in some if figure.few]
        others = [name for name, figure in some if not figure.few]
        return {*small, *(others[:1] if len(small) == 1 else [])}


def duty_groups(run: RunFolder, library: Library, months: Sequence[str]) -> dict[Key, list[Groups]]:
    """(standard, settings) → its duties over the given months by each characteristic that the records hold.

    What cannot be told and has no date stands among them, as in `figures_over`.
    """
    found, undated = _duties(run, months), _duties(run, [UNDATED])
    never = f"SELECT standard, settings FROM read_parquet(?) GROUP BY ALL HAVING bool_and(period = '{UNDATED}')"
    for key in undated.keys() & {*found, *_rows(run, BREAKDOWN, never)}:
        for part, unknown in undated[key].items():
            groups = found.setdefault(key, {}).setdefault(part, {})
            groups |= {group: with_unknown(groups.get(group, Figure()), one.cannot_tell) for group, one in unknown.items()}
    return {key: _in_order(library, parts, lambda figure: figure or Figure()) for key, parts in found.items()}


def _duties(run: RunFolder, months: Sequence[str]) -> dict[Key, Parts]:
    within = f"WHERE period IN ({', '.join('?' for _ in months)})"
    query = f'SELECT standard, settings, who, characteristic, "group", status, {SUMS} FROM read_parquet(?) {within} GROUP BY ALL'
    found: dict[Key, Parts] = {}
    for standard, settings, who, name, group, status, *sums in _rows(run, BREAKDOWN, query, months):
        of = found.setdefault((standard, settings), {}).setdefault((who, name), {})
        of.setdefault(group, {})[status] = tuple(sums)
    return {key: {part: {group: figure_of(rows) for group, rows in groups.items()} for part, groups in parts.items()}
            for key, parts in found.items()}


def stock_groups(run: RunFolder, library: Library) -> dict[Key, list[Groups]]:
    """(standard, settings) → the subjects open at the run's moment by each characteristic."""
    found: dict[Key, Parts] = {}
    for standard, settings, who, name, group, *numbers in _rows(run, BREAKDOWN_STOCK, "SELECT * FROM read_parquet(?)"):
        found.setdefault((standard, settings), {}).setdefault((who, name), {})[group] = Stock(*numbers)
    none = Stock(0, 0, 0, 0, None, None)
    return {key: _in_order(library, parts, lambda stock: stock or none) for key, parts in found.items()}


class CountedGroups:
    """What is counted where no duty exists, by group, as far as the records hold the characteristics."""

    def __init__(self, run: RunFolder, library: Library):
        self._library = library
        self._found: dict[Key, Parts] = {}
        for row in _rows(run, BREAKDOWN_COUNTED, "SELECT * FROM read_parquet(?)"):
            standard, settings, role, period, who, name, group, rows, value, unknown_rows, unknown_value, owners, unowned = row
            of = self._found.setdefault((standard, settings), {}).setdefault((who, name), {})
            counts: Counts = of.setdefault(group, Counts())
            if role == UNKNOWN_BOTH:
                counts.unknown_both.setdefault((standard, settings), {})[period] = unknown_value
                continue
            counts.tallies.setdefault((standard, settings, role), {})[period] = Tally(
                rows, value, unknown_rows, unknown_value, owners, unowned, rows)

    def of(self, key: Key, figure: Callable[[Counts], GroupFigure]) -> list[Groups]:
        """A standard by each characteristic, each group's counts made a figure."""
        return _in_order(self._library, self._found.get(key, {}), lambda counts: figure(counts or Counts()))


def _rows(run: RunFolder, file: str, query: str, values: Iterable[str] = ()) -> list[tuple]:
    path = run.path / file
    if not path.is_file():
        return []
    with run.connect() as connection:
        return connection.execute(query, [str(path), *values]).fetchall()


def _in_order(library: Library, parts: Parts, figure: Callable[[Any], GroupFigure]) -> list[Groups]:
    return [_groups(one, by, parts[one.characteristics, by.name], library, figure)
            for one in read_all_characteristics(library.path, library.tables)
            for by in one.by if (one.characteristics, by.name) in parts]


def _groups(one: Characteristics, by: Characteristic, part: Mapping[str | None, Any], library: Library,
            figure: Callable[[Any], GroupFigure]) -> Groups:
    """In the library's order, each group that it names and that nothing concerns too, so that its absence is seen."""
    column = library.tables[one.people.table].columns[by.column]
    named = band_names(by.bands) if by.bands is not None else [name for name in column.values or [] if name not in by.not_recorded]
    others = sorted(str(group) for group in part if group is not None and group not in named)
    order: list[tuple[str, str | None]] = [(name, name) for name in [*named, *others]]
    return Groups(one.title, by.title, {name: figure(part.get(group)) for name, group in [*order, (NOT_RECORDED, None)]})
