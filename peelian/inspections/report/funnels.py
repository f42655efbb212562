"""The parts of a service beside what chance allows each of them: a funnel of its teams, and one of its areas."""

from __future__ import annotations

from collections.abc import Mapping

from peelian.inspections.report.model import ChartView, DataTable
from peelian.inspections.report.units import NO_AREA, NO_TEAM, names_of
from peelian.measures.chart_text import number, percent
from peelian.measures.counts import Unit
from peelian.measures.figures import Figure
from peelian.measures.funnel import (
    Funnel,
    FunnelPoint,
    FunnelUnit,
    funnel_of_shares,
    funnel_sentence,
    funnel_svg,
    how_to_read_funnel,
)
from peelian.measures.indicators import Ratio
from peelian.measures.stock import Stock

FEWEST_DRAWN = 3  # units: of two, the one is outside where the other is
LIES = {("near", "high"): "above 95%", ("near", "low"): "below 95%", ("far", "high"): "above 99.8%", ("far", "low"): "below 99.8%"}


def duty_funnels(id: str, title: str, teams: Mapping[Unit, Figure], areas: Mapping[Unit, Figure], period: str) -> list[ChartView]:
    """Of duties, by the team that held them when they fell due and by area, where there are enough of either."""
    made = []
    for unit, figures, otherwise in (("team", teams, NO_TEAM), ("area", areas, NO_AREA)):
        known = {one: figure for one, figure in figures.items() if getattr(one, unit)}
        units = [FunnelUnit(name, figure.met, figure.counted, figure.why_no_rate or "")
                 for name, figure in zip(names_of(known, unit, otherwise), known.values(), strict=True)]
        made.append(_view(f"{id}-{unit}-funnel", f"{title}: {unit}s beside what chance allows, {period}", unit, units,
                          "duties in the rate"))
    return [one for one in made if one is not None]


def stock_funnels(id: str, title: str, teams: Mapping[str | None, Stock], at: str) -> list[ChartView]:
    """Of subjects open at the run's moment, by team."""
    units = [FunnelUnit(team, one.in_date, one.counted, one.why_no_rate or "") for team, one in teams.items() if team]
    made = _view(f"{id}-team-funnel", f"{title}: teams beside what chance allows, as at {at}", "team", units, "open subjects")
    return [made] if made else []


def ratio_funnels(id: str, title: str, teams: Mapping[str | None, Ratio], period: str) -> list[ChartView]:
    """Of an indicator by team, where each record counts once and is of the numerator or is not."""
    if any(one.denominator != one.rows or not 0 <= one.numerator <= one.rows for one in teams.values()):
        return []
    units = [FunnelUnit(team, one.numerator, one.rows, one.why_no_rate or "") for team, one in teams.items() if team]
    made = _view(f"{id}-team-funnel", f"{title}: teams beside what chance allows, {period}", "team", units, "records")
    return [made] if made else []


def _view(id: str, title: str, unit: str, units: list[FunnelUnit], counted: str) -> ChartView | None:
    funnel = funnel_of_shares(units)
    if funnel is None or len(funnel.points) < FEWEST_DRAWN:
        return None
    sentence = funnel_sentence(funnel, unit)
    drawn = funnel_svg(id, title, sentence, funnel, counted[:1].upper() + counted[1:])
    return ChartView(title, sentence, how_to_read_funnel(funnel, unit, counted), _table(title, unit, funnel), drawn)


def _table(title: str, unit: str, funnel: Funnel) -> DataTable:
    rows = [[one.name, f"{number(one.good)} of {number(one.counted)}", percent(one.value),
             f"{percent(one.limits.low)} to {percent(one.limits.high)}",
             f"{percent(one.limits.far_low)} to {percent(one.limits.far_high)}", lies(one)] for one in funnel.points]
    return DataTable(title, [unit.capitalize(), "Counted", "Share", "95% limits", "99.8% limits", "Lies"], rows)


def lies(point: FunnelPoint) -> str:
    """Beyond which limits a unit lies, in words: within, above 95%, below 99.8%, …"""
    return LIES[point.beyond, point.side] if point.beyond and point.side else "within"
