"""How long it took: the curve of time to event of a standard that is owed within a time, of the whole and by team."""

from __future__ import annotations

from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.model import ChartView, DataTable
from peelian.measures.chart_text import number
from peelian.measures.time_to_event import (
    Waits,
    curve_sentence,
    curve_svg,
    how_to_read_curve,
    quantile_words,
    timed,
    waits_of,
)
from peelian.standards.model import Standard

HEADINGS = ["Of", "Duties", "Done", "Half were done", "Nine in ten were done"]


def wait_charts(standard: Standard, found: Gathered) -> list[ChartView]:
    """The curve over the duties whose clock started in the latest twelve months, where there are enough for one."""
    if not timed(standard):
        return []
    months = found.periods.latest_twelve
    whole, teams = waits_of(found.run, standard.id, months, found.periods)
    curve = whole.curve
    if curve is None or not curve.done or not curve.longest:
        return []
    begins, title = f"from {found.periods.words(months)}", f"{standard.title}: how long it took"
    sentence = curve_sentence(whole, curve, begins)
    rows = [_row("All", whole), *(_row(team, one) for team, one in teams.items())]
    table = DataTable(f"{title}, duties whose clock started {begins}", HEADINGS, rows)
    return [ChartView(title, sentence, how_to_read_curve(curve), table, curve_svg(f"{standard.id}-waits", title, sentence, curve))]


def _row(name: str, one: Waits) -> list[str]:
    curve = one.curve
    shown = [f"none: {one.why_no_curve}"] * 2 if curve is None else [quantile_words(curve.quantile(share)) for share in (0.5, 0.9)]
    return [name, number(one.count), number(one.done), *shown]
