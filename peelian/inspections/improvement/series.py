"""What a run says of a measure, month by month, as an exit test needs it: counts, and the limits of the worst case.

The worst case takes every duty that cannot be told as not done. Its lower limit is Wilson's; so is the upper one, of the
best case. A month of which no rate may be shown has neither: too little is known of it to prove anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from peelian.clocks import moment
from peelian.duties.run_folder import RunFolder
from peelian.measures.assured import lost_rows, partly_measured, weak_links
from peelian.measures.counts import figures_by_month, figures_within
from peelian.measures.figures import NO_DUTY, Figure, together
from peelian.measures.indicators import Counts, Ratio, indicator_of, population_check, ratio, read_counts
from peelian.measures.intervals import Cases, Interval, Pair, wilson
from peelian.measures.periods import UNDATED, Periods, periods_of
from peelian.measures.spc import Point
from peelian.measures.stock import Stock, recurring, stocks_by_month
from peelian.standards.library import Library
from peelian.standards.model import Standard
from peelian.standards.rules import CountedRule, Rule

BY_GAP = "is owed again and again, and no month of a single unit says how many had nothing overdue"
SEVERAL = "is not counted for one force of several"


@dataclass(frozen=True)
class MonthCount:
    """One month. worst, best: (good, of) if what cannot be told went one way or the other; None where no rate may be shown."""

    month: str
    good: float = 0
    counted: float = 0
    unknown: float = 0
    why_no_rate: str = ""
    worst: Pair | None = None
    best: Pair | None = None
    shares: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # excused, lapsed: how many of how many

    @property
    def rate(self) -> float | None:
        return self.good / self.counted if self.worst is not None and self.counted else None

    @property
    def limits(self) -> Interval | None:
        """From the lower limit of the worst case to the upper limit of the best."""
        return limits_of([self])


def limits_of(months: Iterable[MonthCount]) -> Interval | None:
    """Several months together; None where any has no rate or nothing was counted."""
    worst, best = (0.0, 0.0), (0.0, 0.0)
    for one in months:
        if one.worst is None or one.best is None:
            return None
        worst, best = _plus(worst, one.worst), _plus(best, one.best)
    low, high = wilson(*worst), wilson(*best)
    return Interval(low.low, high.high) if low and high else None


def _plus(one: Pair, other: Pair) -> Pair:
    return one[0] + other[0], one[1] + other[1]


@dataclass(frozen=True)
class Series:
    """A measure by month. `last`: the newest month that is over, and mature. `why_none`: why there is no month at all."""

    better: Literal["higher", "lower", "neither"]
    last: str
    months: Mapping[str, MonthCount] = field(default_factory=dict)
    why_none: str = ""

    def over(self, names: Iterable[str]) -> list[MonthCount]:
        """The given months, with a month of nothing for one in which nothing fell due."""
        return [self.months.get(name, MonthCount(name, why_no_rate=NO_DUTY)) for name in names]

    def points(self, names: Iterable[str], worst_from: str) -> list[Point]:
        """For a control chart. From `worst_from` on the share is that of the worst case for whoever claims to be better."""
        return [Point(one.month, self._worst(one) if one.month >= worst_from else one.rate, one.counted, one.good,
                      one.why_no_rate) for one in self.over(names)]

    def _worst(self, one: MonthCount) -> float | None:
        pair = one.best if self.better == "lower" else one.worst
        return pair[0] / pair[1] if pair and pair[1] else None


class Measures:
    """A run's figures for exit tests, each kind read once and only where it is asked for."""

    def __init__(self, run: RunFolder, library: Library):
        self.run, self.library = run, library
        self.periods: Periods = periods_of(run)
        self.recurring = set(recurring(library.standards.values()))

    @cached_property
    def _by_month(self) -> dict[tuple[str, str], dict[str, Figure]]:
        return figures_by_month(self.run)

    @cached_property
    def _stocks(self) -> dict[tuple[str, str], dict[str, Stock]]:
        return stocks_by_month(self.run, self.library, self.periods)

    @cached_property
    def _counts(self) -> Counts:
        return read_counts(self.run)

    @property
    def forces(self) -> list[str]:
        """The forces that the run holds anything of, by code."""
        return self.run.forces

    def series(self, standard: str, area: str | None = None, team: str | None = None, force: str | None = None) -> Series:
        """The months of one measure, of a unit, and of one force where the run holds several."""
        if standard not in self.library.standards:
            return Series("higher", self.periods.latest_whole, why_none=f"'{standard}' is no standard of the run's library")
        said = self.library.own_standard(standard, self.periods.as_at.date())
        verdict = self.run.manifest["by_standard"].get(standard, {})
        if verdict.get("verdict") == "cannot":
            return Series(said.better, self.periods.latest_whole,
                          why_none=f"the records lack {', '.join(map(str, verdict.get('missing', []))) or 'what it needs'}")
        if in_part := partly_measured(verdict, self.periods.as_at.date()):
            return Series(said.better, self.periods.latest_whole, why_none=in_part)
        several = len(self.forces) > 1
        if said.kind == "duty" and standard not in self.recurring:
            figures = self._figures(standard, area, team, force if several else None)
            return self._made(said, {month: _of_figure(month, one) for month, one in figures.items()})
        if said.kind == "duty":
            why = BY_GAP if area or team else SEVERAL if several else ""
            stocks = {} if why else self._stocks.get((standard, "force"), {})
            return self._made(said, {month: _of_stock(month, one) for month, one in stocks.items()}, why)
        if said.kind == "indicator":
            return self._of_indicator(said, "is counted for the whole service only" if area or team or several else "")
        return Series(said.better, self.periods.latest_whole, why_none=f"is a {said.kind}, and has no figure for each month")

    def _made(self, said: Standard, months: dict[str, MonthCount], why: str = "") -> Series:
        undated = months.pop(UNDATED, None)
        if undated is not None and undated.unknown:  # nobody knows of which month, so each may hold them
            months = {name: _with_unknown(one, undated.unknown) for name, one in months.items()}
        return Series(said.better, self.periods.latest_whole, months, why or ("" if months else NO_DUTY))

    def _figures(self, standard: str, area: str | None, team: str | None, force: str | None) -> dict[str, Figure]:
        months = self._by_month.get((standard, "force"), {})
        if not (area or team or force):
            return months
        found = {}
        for month in months:
            units = figures_within(self.run, [month], "area" if area else "team").get((standard, "force"), {})
            found[month] = together(figure for unit, figure in units.items() if force in (None, unit.force)
                                    and area in (None, unit.area) and team in (None, unit.team))
        return found

    def _of_indicator(self, said: Standard, why: str) -> Series:
        indicator = indicator_of(said)
        last = self.periods.latest_mature(indicator.matures_after)
        names = [] if why else self._counts.months(said.id, "force")
        months = {name: _of_ratio(name, ratio(self._counts, said, "force", [name], self.periods)) for name in names}
        return Series(said.better, last, months, why or ("" if months else "nothing was counted"))

    def population_missed(self, standard: str, months: list[str], population: int, certain: bool = False) -> str:
        """That so many records may be missing from the population that the measure cannot be assured; nothing if not.

        certain: only where they are too many without those of which it is unknown.
        """
        said = self.library.own_standard(standard, self.periods.as_at.date())
        lacking = [str(one) for one in self.run.manifest["by_standard"].get(standard, {}).get("unchecked", [])]
        check = population_check(self._counts, said, "force", months, population, lacking)
        if check is not None and check.missing:
            return "" if certain else f"{check.title}: not checked, for the records lack {', '.join(check.missing)}"
        if check is None or not (check.material if certain else check.may_be_material):
            return ""
        return f"{check.title}: {check.count:,} beside {population:,}" + (f", and {check.unknown:,} unknown" if check.unknown else "")

    def not_linked(self, standard: str) -> str:
        """The links that a measure leans on and that match too seldom for it to be assured, and the tables of which too many rows
        were set aside, in words; nothing if none."""
        resolved, manifest = self.library.resolve({standard})[standard], self.run.manifest
        return "; ".join([*weak_links(manifest.get("links") or [], resolved),
                          *lost_rows(manifest["records"], resolved, self.library.tables)])

    def rule_changed(self, standard: str, first: str, last: str) -> str:
        """The day on which another rule came into force, an edition or a value that the service set, after the first day of one
        month and by the end of another: the figures before and after it are of two measures. Nothing where there is none."""
        if standard not in self.library.standards:
            return ""
        resolved = self.library.resolve({standard})[standard]
        every: list[Rule | CountedRule] = [*resolved.duties, *(one for one in resolved.counted if one.role != "population_check")]
        begins = sorted({one.in_force_from for one in every if one.settings == "force"})[1:]  # before the first there was none
        days = [moment(at).replace(tzinfo=UTC).astimezone(ZoneInfo(self.periods.zone)).date().isoformat() for at in begins]
        found = [day for day in days if day > f"{first}-01" and day[:7] <= last]
        return f"its rule changed on {', '.join(found)}, so that before and after it are two measures" if found else ""


def _with_unknown(one: MonthCount, more: float) -> MonthCount:
    if one.worst is None or one.best is None:
        return one
    return replace(one, unknown=one.unknown + more, worst=_plus(one.worst, (0, more)), best=_plus(one.best, (more, more)))


def _of_figure(month: str, one: Figure) -> MonthCount:
    return MonthCount(month, one.met, one.counted, one.cannot_tell, one.why_no_rate or "", *_pairs(one.cases),
                      {name: (one.count(name), one.total) for name in ("excused", "lapsed")})


def _of_stock(month: str, one: Stock) -> MonthCount:
    most = one.counted + one.cannot_tell
    return MonthCount(month, one.in_date, one.counted, one.cannot_tell, one.why_no_rate or "", *_pairs(one.cases),
                      {"excused": (one.excused, most + one.excused)})


def _of_ratio(month: str, one: Ratio) -> MonthCount:
    """A ratio is a share only where each record is one and the numerator is a part of the denominator."""
    why = one.why_no_rate or ("" if one.interval is not None else "a ratio of two kinds of record has no limits")
    cases = None if why else one.cases
    return MonthCount(month, one.numerator, one.denominator, one.unknown, why or ("" if cases else "more are unknown than known"),
                      *_pairs(cases))


def _pairs(cases: Cases | None) -> tuple[Pair | None, Pair | None]:
    return (cases.worst, cases.best) if cases else (None, None)
