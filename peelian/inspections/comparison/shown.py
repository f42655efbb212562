"""A comparison as a page, as data, and on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from math import ceil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from peelian.duties.worklist import printable
from peelian.inspections.comparison.compare import Compared, Comparison
from peelian.inspections.report.pages import TEMPLATES as OF_REPORT
from peelian.inspections.report.pages import Numbered, drawn
from peelian.measures.chart_text import many, number
from peelian.measures.inline import chart_id

MARKING = "OFFICIAL-SENSITIVE"
TEMPLATES = Path(__file__).parent / "templates"
WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 780, 350, 30, 10, 26, 46
LONGEST_NAME = 44
WORDS = {"higher": "B is higher", "lower": "B is lower", "chance": "no more than chance", "not compared": "not compared"}


@cache
def page_environment() -> Environment:
    """Templates of this package, with the style and the parts of the report's pages."""
    made = Environment(loader=FileSystemLoader([TEMPLATES, OF_REPORT]), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)
    made.globals["style"] = Markup((OF_REPORT / "style.css").read_text(encoding="utf-8"))
    made.globals["numbered"] = Numbered()
    made.filters["drawn"] = drawn
    made.filters["chart_id"] = chart_id
    return made


def write_comparison(found: Comparison, folder: Path) -> Path:
    """compare.html and compare.json into a folder that exists. Returns the page."""
    page = page_environment().get_template("compare.html").render(
        found=found, sentence=sentence(found), themes=_themes(found), points=points, verdict=verdict_words,
        chart=difference_svg(found.differing, "The measures that differ by more than chance"))
    (folder / "compare.html").write_text(page, encoding="utf-8")
    (folder / "compare.json").write_text(as_json(found), encoding="utf-8")
    return folder / "compare.html"


def as_json(found: Comparison) -> str:
    return json.dumps({"marking": MARKING, "sentence": sentence(found), **asdict(found)}, indent=1, ensure_ascii=False) + "\n"


def sentence(found: Comparison) -> str:
    """How many measures were set side by side, and how many differ by more than chance."""
    first = f"{found.made_up_words} " if found.made_up_words else ""
    if not found.measures:
        return f"{first}No measure can be read in both runs."
    untested = len(found.measures) - found.tested
    said = f"{first}{many(len(found.measures), 'measure')} can be read in both."
    if found.tested:
        differ = len(found.differing)
        said += (f" Of {number(found.tested)} that may be set against chance, {number(differ)} "
                 f"{'differs' if differ == 1 else 'differ'} by more than it.")
    if untested:
        said += f" {number(untested)} {'has' if untested == 1 else 'have'} two figures and no such verdict; each says why."
    return said


def points(value: float | None) -> str:
    """A difference of shares in percentage points, with its sign."""
    return "none" if value is None else f"{'+' if value >= 0 else '−'}{abs(value) * 100:.1f}"


def verdict_words(one: Compared) -> str:
    """What is said of the second beside the first."""
    if one.verdict == "not compared":
        return f"not compared: {one.why_not}"
    doubts = [f"{name}: {words}" for name, side in (("A", one.first), ("B", one.second)) for words in side.doubts]
    way = f", which is {one.way}" if one.way else ""
    return f"{WORDS[one.verdict]}{way}" + (f" ({'; '.join(doubts)})" if doubts else "")


def _themes(found: Comparison) -> dict[str, list[Compared]]:
    themes: dict[str, list[Compared]] = {}
    for one in found.measures:
        themes.setdefault(one.theme.replace("_", " ").capitalize(), []).append(one)
    return dict(sorted(themes.items()))


def told(found: Comparison) -> str:
    """For a terminal: what differs between the runs first, then the measures that differ, then what only one can measure."""
    a, b = found.first, found.second
    lines = [MARKING, *([found.made_up_words] if found.made_up_words else [])]
    lines += [*(f"{one.name}: {one.service}, {one.period}, as at {one.as_at} (run {one.run})" for one in (a, b))]
    lines += ["", *found.said_first] if found.said_first else []
    lines += ["", sentence(found)]
    if found.differing:
        lines += ["", *_table(found.differing)]
    not_compared = [one for one in found.measures if one.verdict == "not compared"]
    reasons: dict[str, int] = {}
    for one in not_compared:
        reasons[one.why_not] = reasons.get(one.why_not, 0) + 1
    lines += [f"Not compared, {count}: {why}." for why, count in sorted(reasons.items(), key=lambda pair: -pair[1])]
    for name, only in (("A", found.only_first), ("B", found.only_second)):
        if only:
            lines.append(f"Only {name} can measure {many(len(only), 'standard')}: {', '.join(title for _, title, _ in only)}.")
    return "\n".join([*lines, "", *found.method[1:3]])


def _table(rows: Sequence[Compared]) -> Iterator[str]:
    cells = [["MEASURE", "A", "B", "B LESS A", "95% INTERVAL", ""]]
    cells += [[printable(one.title), one.first.headline, one.second.headline, points(one.difference),
               f"{points(one.low)} to {points(one.high)}", verdict_words(one)] for one in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(5)]
    for row in cells:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]).rstrip()


def difference_svg(rows: Sequence[Compared], title: str) -> str:
    """Differences with their intervals around nought, in the order given; empty where there is none."""
    if not rows:
        return ""
    reach = max(1, *(ceil(max(abs(one.low or 0), abs(one.high or 0)) * 10) for one in rows)) / 10

    def x(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (value / reach + 1) / 2, 1)

    height = TOP + ROW * len(rows) + BOTTOM
    parts = [f'<svg class="chart" role="img" aria-labelledby="differences-title differences-text" viewBox="0 0 {WIDTH} {height}" '
             'xmlns="http://www.w3.org/2000/svg" font-size="13" fill="currentColor">',
             f'<title id="differences-title">{escape(title)}</title>',
             '<desc id="differences-text">Each dot is B less A, the line through it the 95% interval. '
             'The table has the figures.</desc>']
    for value in (-reach, -reach / 2, 0.0, reach / 2, reach):
        parts.append(f'<path class="grid" d="M{x(value)} {TOP}V{height - BOTTOM}" stroke="currentColor" '
                     f'stroke-opacity="{0.7 if value == 0 else 0.15}"/>'
                     f'<text x="{x(value)}" y="{height - BOTTOM + 18}" text-anchor="middle">{points(value) if value else "0"}</text>')
    parts.append(f'<text x="{LEFT}" y="{height - 8}">A is higher</text>'
                 f'<text x="{WIDTH - RIGHT}" y="{height - 8}" text-anchor="end">B is higher, in percentage points</text>')
    for row, one in enumerate(rows):
        y = TOP + ROW * row + ROW / 2
        name = one.title if len(one.title) <= LONGEST_NAME else f"{one.title[:LONGEST_NAME - 1]}…"
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
                     f'<path class="band-line series-1" d="M{x(one.low or 0)} {y}H{x(one.high or 0)}" stroke="currentColor" '
                     f'stroke-opacity="0.45" stroke-width="5"/>'
                     f'<circle cx="{x(one.difference or 0)}" cy="{y}" r="4.5" class="dot series-1 settled"/>')
    return "".join(parts) + "</svg>"
