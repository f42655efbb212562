"""Figures by the parts of a service: its teams and areas, by name and never by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peelian.inspections.report.model import DataTable, Reading
from peelian.inspections.report.readings import Target, figure_reading, overdue_days, ratio_reading, stock_reading
from peelian.measures.chart_text import number
from peelian.measures.counts import Unit
from peelian.measures.figures import Figure
from peelian.measures.indicators import Ratio
from peelian.measures.stock import Stock
from peelian.measures.unit_charts import UnitShare, unit_svg

NO_TEAM, NO_AREA = "No team recorded", "No area recorded"


def _shown(one: Reading) -> list[str]:
    """Counts, rate and interval, as every table of units has them."""
    return [one.counts, one.headline if one.rate is not None else f"none: {one.why_no_rate}", one.interval or "none"]


def duty_table(title: str, figures: Mapping[Unit, Figure], period: str) -> DataTable | None:
    """Duties by team. None where no team is known."""
    if not any(unit.team for unit in figures):
        return None
    names = names_of(figures, "team", NO_TEAM)
    rows = [[name, *_shown(figure_reading(one, "", "")), number(one.count("overdue")), number(one.cannot_tell)]
            for name, one in zip(names, figures.values(), strict=True)]
    return DataTable(f"{title}, by the team that held each duty when it fell due, {period}",
                     ["Team", "Met in time", "Rate", "95% interval", "Still owed", "Cannot tell"], rows)


def area_table(title: str, figures: Mapping[Unit, Figure], period: str) -> DataTable | None:
    """Duties by area. None where only one is known, which would say the whole again."""
    if len({unit.area for unit in figures if unit.area}) < 2:
        return None
    names = names_of(figures, "area", NO_AREA)
    rows = [[name, *_shown(figure_reading(one, "", "")), number(one.cannot_tell)]
            for name, one in zip(names, figures.values(), strict=True)]
    return DataTable(f"{title}, by area, {period}", ["Area", "Met in time", "Rate", "95% interval", "Cannot tell"], rows)


def names_of(figures: Mapping[Unit, Figure], kind: str, otherwise: str) -> list[str]:
    """The units' names, with their force where there are several."""
    several = len({unit.force for unit in figures}) > 1
    return [f"{unit.force or 'no force'}: {getattr(unit, kind) or otherwise}" if several else getattr(unit, kind) or otherwise
            for unit in figures]


def stock_table(title: str, stocks: Mapping[str | None, Stock], at: str) -> DataTable | None:
    """Open subjects by team at the run's moment."""
    if not any(stocks):
        return None
    rows = [[team or NO_TEAM, *_shown(stock_reading(one, "", "")), overdue_days(one.longest_overdue)]
            for team, one in stocks.items()]
    return DataTable(f"{title}, open subjects by team as at {at}",
                     ["Team", "Nothing overdue", "Share", "95% interval", "Longest overdue"], rows).without_blanks()


def ratio_table(title: str, ratios: Mapping[str | None, Ratio], period: str) -> DataTable | None:
    """An indicator by team."""
    if not any(ratios):
        return None
    rows = [[team or NO_TEAM, *_shown(ratio_reading(one, "", ""))] for team, one in ratios.items()]
    return DataTable(f"{title}, by team, {period}", ["Team", "Counted", "Share", "95% interval"], rows)


def team_chart(id: str, title: str, table: DataTable | None, readings: Sequence[Reading], target: Target) -> str:
    """The teams of a table as a drawing: `readings` are those of its rows. Empty where there is too little to draw."""
    if table is None:
        return ""
    shares = [UnitShare(row[0], one.rate, one.low, one.high) for row, one in zip(table.rows, readings, strict=True)]
    return unit_svg(id, f"{title}, by team", shares, *target)


def headlines(table: DataTable | None) -> dict[str, str]:
    """Team → its rate or, where none is shown, its counts: for the table of a measure that this one guards."""
    if table is None:
        return {}
    return {name: counts if rate.startswith("none") else rate for name, counts, rate, *_ in table.rows}
