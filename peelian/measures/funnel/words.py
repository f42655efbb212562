"""What a funnel says, in words."""

from __future__ import annotations

from collections.abc import Callable

from peelian.measures.chart_text import a, listed, many, number, percent
from peelian.measures.funnel.funnel import FEWEST_FOR_DISPERSION, Funnel, FunnelPoint

SIDES = {"high": "above", "low": "below"}


def funnel_sentence(funnel: Funnel, unit: str, worded: Callable[[float], str] = percent) -> str:
    """"Of 12 teams, 10 lie within the 95% limits around 85.2%, the figure of them all together. …" unit: one of them, in words."""
    of = len(funnel.points)
    inside = of - len(funnel.far) - len(funnel.near)
    lie = "none lies" if not inside else "1 lies" if inside == 1 else f"{number(inside)} lie"
    said = [f"Of {many(of, unit)}, {lie} within the 95% limits around "
            f"{worded(funnel.whole)}, the figure of them all together."]
    if funnel.far:
        said.append(f"Outside the 99.8% limits, where chance alone hardly ever leads: {_named(funnel.far, worded)}.")
    if funnel.near:
        said.append(f"Outside the 95% limits only, where chance puts about one in twenty: {_named(funnel.near, worded)}.")
    if funnel.tau:
        said.append(f"The {unit}s differ by more than chance, so the limits are widened by that much.")
    if funnel.left_out:
        said.append(f"{many(len(funnel.left_out), f'{unit} is', f'{unit}s are')} not plotted, being too small for a figure.")
    return " ".join(said)


def _named(points: list[FunnelPoint], worded: Callable[[float], str]) -> str:
    """In the order given, never by figure."""
    return listed([f"{one.name} ({worded(one.value)}, {SIDES[one.side or 'low']})" for one in points])


def how_to_read_funnel(funnel: Funnel, unit: str, counted: str) -> str:
    """How to read this funnel, with only what it shows. counted: what a unit is large or small by ("duties")."""
    said = [f"Each mark is {a(unit)}: the further right, the more {counted}; the level line is all of them together. Chance alone "
            "keeps nineteen in twenty between the broken curves, and all but two in a thousand between the full ones. A circle lies "
            "within, a triangle outside the broken curves, a diamond outside the full ones. A name without room stands in the table."]
    if funnel.tau:
        said.append(f"The {unit}s differ among themselves beyond chance; the limits allow for that.")
    elif len(funnel.points) < FEWEST_FOR_DISPERSION:
        said.append(f"With fewer than ten {unit}s it cannot be told how far they differ as a rule, so the limits allow for chance "
                    "alone.")
    said.append(f"To lie outside is a reason to look, and no verdict: whom each {unit} serves, and what it is given to do, differs.")
    return " ".join(said)
