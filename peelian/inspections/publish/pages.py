"""From a published report to its pages: plain HTML that needs no script, no network and no colour to be read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from peelian.inspections.publish.model import PublishedFigure, PublishedMeasure, PublishedQuestion, PublishedReport
from peelian.inspections.report.pages import TEMPLATES as INTERNAL
from peelian.inspections.report.pages import drawn, thrifty
from peelian.measures.chart_text import between, number, percent
from peelian.measures.intervals import Interval

TEMPLATES = Path(__file__).parent / "templates"
OUTSIDE = {"excused": "excused, with a reason the standard allows", "lapsed": "stopped being owed before the deadline",
           "cannot_tell": "cannot be told from the records"}


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)
    styles = [(INTERNAL / "style.css"), (TEMPLATES / "public.css")]
    environment.globals |= {"style": Markup("".join(one.read_text(encoding="utf-8") for one in styles)), "count_words": count_words,
                            "share_words": share_words, "interval_words": interval_words, "outside_words": outside_words}
    environment.filters["drawn"] = drawn  # a chart's own markup: every text in it is escaped where it is drawn
    return environment


def pages(report: PublishedReport, charts: Mapping[str, str], pdf: bool) -> dict[str, str]:
    """File name → HTML."""
    where = places(report)
    titles = {one.id: one.title for one in report.measures} | {one.id: one.title for one in report.not_measured}
    known = {one.id: one for one in report.measures}
    shared: dict[str, Any] = {"report": report, "where": where, "pdf": pdf, "titles": _Known(titles),
                              "charts": _Known(charts), "standing": lambda question, which: standing(question, which, known)}
    made = {page: _rendered(template, page, **shared) for template, page in
            (("index.html", "index.html"), ("not_measured.html", "not-measured.html"), ("method.html", "method.html"))}
    for question in report.questions:
        if question.measures:
            page = page_of(question)
            made[page] = _rendered("figures.html", page, question=question, measures=[known[name] for name in question.measures],
                                   **shared)
    return made


class _Known(dict):
    """A dictionary that has an empty word for what it does not hold."""

    def __missing__(self, key: str) -> str:
        return ""


def _rendered(template: str, page: str, **more: Any) -> str:
    return thrifty(_environment().get_template(template).render(page=page, **more))


def page_of(question: PublishedQuestion) -> str:
    return f"figures-{question.number}.html"


def places(report: PublishedReport) -> dict[str, str]:
    """Measure → where it stands: on the page of the first question that has it."""
    found: dict[str, str] = _Known()
    for question in report.questions:
        for name in question.measures:
            found.setdefault(name, f"{page_of(question)}#{name}")
    return found


def standing(question: PublishedQuestion, claim: str, measures: Mapping[str, PublishedMeasure]) -> int:
    """Of how many of a question's measures a claim holds."""
    return sum(claim in measures[name].says for name in question.measures)


def count_words(value: int | None, figure: PublishedFigure) -> str:
    return "withheld" if value is None else number(value)


def share_words(figure: PublishedFigure, measure: PublishedMeasure) -> str:
    """A share or ratio as it may be told, in a cell."""
    if figure.share is not None:
        if measure.pairs or measure.per != 100:
            return f"{figure.share * measure.per:,.1f} for each {'hundred' if measure.per == 100 else f'{measure.per:,}'}"
        return percent(figure.share)
    if figure.at_least is not None:
        return f"{percent(figure.at_least)} or more"
    if figure.at_most is not None:
        return f"{percent(figure.at_most)} or less"
    return "withheld" if figure.why.startswith("withheld") else "none"


def interval_words(figure: PublishedFigure, measure: PublishedMeasure) -> str:
    if figure.low is None or figure.high is None:
        return "none"
    return between(Interval(figure.low, figure.high), measure.per)


def outside_words(name: str, value: int | None) -> str:
    """ "About 40 excused, …", or that so few were that they are not told."""
    words = OUTSIDE[name]
    return f"A few {words}: too few to be told" if value is None else f"About {number(value)} {words}" if value else f"None {words}"
