"""What changed in a run, and which group stands out, beyond chance over all that was looked at together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from peelian.duties.run_folder import RunFolder
from peelian.measures.periods import Periods, periods_of
from peelian.measures.signals.chance import holm
from peelian.measures.signals.change import (
    Change,
    Concentration,
    Difference,
    Tally,
    change_of,
    concentration,
    difference_of,
    together,
)
from peelian.measures.signals.from_run import Counted, Measured, measured
from peelian.standards.library import Library

LEVEL = 0.05  # of the runs in which nothing changed and no group differs, so many raise a signal at most
Way = Literal["better", "worse", ""]


@dataclass(frozen=True)
class Signal:
    """A change of a measure or, of its latest twelve months, a group that stands out. way: for better or for worse, where
    either is. held: the groups that hold a change, by each thing that sets records apart, where one holds most of it."""

    measured: Measured
    way: Way
    change: Change | None = None
    difference: Difference | None = None
    held: tuple[Concentration, ...] = ()

    @property
    def chance(self) -> float:
        found = self.change or self.difference
        return found.chance if found else 1.0


@dataclass(frozen=True)
class Signals:
    """signals: those for the worse first, then the least likely to be chance. measures, looks: how many measures, and how many
    changes and differences in all, were looked at."""

    signals: tuple[Signal, ...]
    measures: int
    looks: int
    periods: Periods
    too_small: tuple[str, ...] = field(default=())


def find_signals(run: RunFolder, library: Library | None = None, level: float = LEVEL, counted: Counted | None = None) -> Signals:
    """Look at every measure of a run. counted: what was counted in it, where it was read already.

    Raises Problems where its library is not to be had.
    """
    library = run.library(library)
    periods = periods_of(run)
    every = measured(run, library, periods, counted)
    looked: list[Signal] = []
    small = []
    for one in every:
        found = [*_changes(one), *_differences(one, periods)]
        looked.extend(found)
        if not found:
            small.append(one.standard.title)
    kept = holm([one.chance for one in looked], level)
    signals = sorted((one for one, keep in zip(looked, kept, strict=True) if keep),
                     key=lambda one: (one.way != "worse", one.chance, one.measured.standard.id))
    return Signals(tuple(signals), len(every) - len(small), len(looked), periods, tuple(small))


def _changes(one: Measured) -> list[Signal]:
    change = change_of(one.months, one.pairs)
    if change is None:
        return []
    rose = change.after.rate > change.before.rate if one.pairs else change.after.share > change.before.share
    held = tuple(part for by, groups in one.groups.items() if (part := concentration(change, by, groups)) is not None)
    way: Way = "" if one.followed else _way(one.standard.better, rose)
    return [Signal(one, way, change=change, held=held)]


def _differences(one: Measured, periods: Periods) -> list[Signal]:
    """Groups are compared over the newest twelve months that are looked at, and where a group can be better or worse."""
    if one.pairs or one.standard.better not in ("higher", "lower"):
        return []
    twelve = set(periods.twelve_to(max(one.months)))
    found = []
    for by, groups in one.groups.items():
        difference = difference_of(by, {name: _of(months, twelve) for name, months in groups.items()}, one.standard.better)
        if difference is not None:
            found.append(Signal(one, "worse", difference=difference))
    return found


def _of(months: Mapping[str, Tally], these: set[str]) -> Tally:
    return together(tally for month, tally in months.items() if month in these)


def _way(better: str, rose: bool) -> Way:
    if better not in ("higher", "lower"):
        return ""
    return "better" if (better == "higher") == rose else "worse"
