"""A signal's charts: the measure month by month with its limits from before, and its groups side by side."""

from __future__ import annotations

from collections.abc import Mapping

from peelian.clocks import months_between
from peelian.measures.chart_text import percent
from peelian.measures.charts import Chart, Point, Series, svg
from peelian.measures.figures import FEWEST_DUTIES
from peelian.measures.intervals import wilson
from peelian.measures.periods import Periods, short_month
from peelian.measures.signals.change import Tally, together
from peelian.measures.signals.find import Signal
from peelian.measures.signals.words import group_name
from peelian.measures.spc import Baseline, ControlChart, p_prime, xmr
from peelian.measures.spc import Point as Plotted
from peelian.measures.unit_charts import UnitShare, unit_svg

PER = 100
FEW = "fewer than 20"
HOW_TO_READ_CHANGE = ("Each mark is a month. The shaded band is where the months before the change would lead one to expect it; a "
                      "diamond is a month since then that lies outside it. The dashed line is the level before. A month of few "
                      "shows no figure.")
HOW_TO_READ_GROUPS = ("Each dot is a group's share, the line through it its 95% interval; groups stand in the order of their names. "
                      "A group of few shows no rate.")


def control_chart(signal: Signal) -> ControlChart | None:
    """The measure with limits from the months before its change. None for a signal that is no change."""
    one, change = signal.measured, signal.change
    if change is None:
        return None
    baseline = Baseline(min(one.months), max(month for month in one.months if month < change.since))
    better = one.standard.better
    if one.pairs:
        ratios = [Plotted(month, PER * tally.good / tally.bad if tally.bad >= FEWEST_DUTIES else None,
                          why_no_value="" if tally.bad >= FEWEST_DUTIES else FEW) for month, tally in sorted(one.months.items())]
        return xmr(ratios, better, baseline=baseline) if any(_known(ratios, baseline)) else None
    shares = [Plotted(month, None, tally.counted, tally.good, "" if tally.counted >= FEWEST_DUTIES else FEW)
              for month, tally in sorted(one.months.items())]
    return p_prime(shares, better, baseline=baseline) if any(not one.why_no_value and baseline.first <= one.month <= baseline.last
                                                             for one in shares) else None


def _known(points: list[Plotted], baseline: Baseline) -> list[bool]:
    return [one.value is not None for one in points if baseline.first <= one.month <= baseline.last]


def change_svg(id: str, title: str, description: str, signal: Signal) -> str:
    """The months, the limits from before and the level before. Empty where no month before the change has enough for a figure."""
    found = control_chart(signal)
    if found is None or signal.change is None:
        return ""
    points = [Point(short_month(one.month), one.value, one.lower, one.upper,
                    stands_out=one.month >= signal.change.since and "outside" in one.rules) for one in found.points]
    before = signal.change.before
    level = PER * before.good / before.bad if signal.measured.pairs and before.bad else before.share
    label = f"before: {level:,.1f}" if signal.measured.pairs else f"before: {percent(level)}"
    return svg(Chart(id, title, description, [Series(title, points)], not signal.measured.pairs, level, label))


def groups_svg(id: str, title: str, by: str, signal: Signal, periods: Periods) -> str:
    """The groups of one thing that sets records apart: since a change, or over the latest twelve months. Empty for fewer than two."""
    shown = [_share(name, tally) for name, tally, _ in group_rows(by, signal, periods)]
    before = signal.change.before.share if signal.change is not None else None
    return unit_svg(id, title, shown, before, f"before: {percent(before)}" if before is not None else "")


def group_rows(by: str, signal: Signal, periods: Periods) -> list[tuple[str, Tally, float | None]]:
    """Each group in the order of names: its name as shown, its tally over the same months as the chart, and its share, or None where
    it has too few for one."""
    last = max(signal.measured.months)
    months = set(months_between(signal.change.since, last) if signal.change is not None else periods.twelve_to(last))
    found = [(group_name(by, name), _of(of, months)) for name, of in sorted(signal.measured.groups.get(by, {}).items())]
    return [(name, tally, tally.share if tally.counted >= FEWEST_DUTIES else None) for name, tally in found]


def _of(months: Mapping[str, Tally], these: set[str]) -> Tally:
    return together(tally for month, tally in months.items() if month in these)


def _share(name: str, tally: Tally) -> UnitShare:
    interval = wilson(tally.good, tally.counted) if tally.counted >= FEWEST_DUTIES else None
    return UnitShare(name, tally.share, interval.low, interval.high) if interval is not None else UnitShare(name, None)
