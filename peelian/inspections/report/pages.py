"""From a report to its pages: plain HTML that needs no script, no network and no colour to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from peelian.clocks import spoken_day
from peelian.inspections.report.export import write_export
from peelian.inspections.report.model import Report
from peelian.measures.inline import chart_id, inline

TEMPLATES = Path(__file__).parent / "templates"
OPTIONAL = re.compile(r"</t[hd]>(?=<t[hd]|</tr>)|</tr>\s*(?=<tr|</t)")


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    environment.globals["style"] = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    environment.globals["numbered"] = NUMBERED
    environment.filters["day"] = _day
    environment.filters["chart_id"] = chart_id
    environment.filters["drawn"] = drawn  # a chart's own markup: every text in it is escaped where it is drawn
    return environment


def drawn(svg: str, caption: str = "") -> Markup:
    """A chart as it stands inside a page. caption: the id of what says its title and its sentence there."""
    return Markup(inline(svg, caption))


class Numbered:
    """Names for the captions of one page, so that what holds a table is named by its caption and need not say it again."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self) -> str:
        self.last += 1
        return f"caption-{self.last}"


NUMBERED = Numbered()


def thrifty(page: str) -> str:
    """The page without the end tags that HTML lets be left out: a question's page holds thirty thousand cells."""
    return OPTIONAL.sub("", page)


def _day(stamp: str) -> str:
    """The day of an ISO 8601 day or moment, in words."""
    return spoken_day(date.fromisoformat(stamp[:10]))


def write_pages(report: Report, folder: Path, further: Mapping[str, str]) -> Path:
    """Write every page and report.json into the folder, which exists. Returns the first page.

    further: file name → title of the pages beside them.
    """
    for name, page in pages(report, further).items():
        (folder / name).write_text(page, encoding="utf-8")
    (folder / "report.json").write_text(as_json(report), encoding="utf-8")
    write_export(report, folder)
    return folder / "index.html"


def pages(report: Report, further: Mapping[str, str]) -> dict[str, str]:
    """File name → HTML."""
    judged = {one.id: one for one in report.judgement.questions}
    judged_pages = {question.id: question.page for question in report.questions}
    made = {page: _rendered(template, page, report, further=further, judged_pages=judged_pages)
            for template, page in (("index.html", "index.html"), ("signals.html", "signals.html"),
                                   ("not_measured.html", "not-measured.html"), ("in_charge.html", report.in_charge.page))}
    for question in report.questions:
        made[question.page] = _rendered("question.html", question.page, report, further=further, question=question,
                                        judgement=judged.get(question.id))
    return made


def _rendered(template: str, page: str, report: Report, **more: Any) -> str:
    made = _environment()
    NUMBERED.last = 0
    return thrifty(made.get_template(template).render(report=report, page=page, **more))


def as_json(report: Report) -> str:
    """The same content as the pages, each measure once. Charts are left as their tables."""
    data = asdict(report)
    measures: dict[str, Any] = {}
    for question in data["questions"]:
        for part in question["parts"]:
            for word in ("shown", "above", "not_measured"):
                for one in part[word]:
                    measures[one["standard"]] = one
                part[word] = [one["standard"] for one in part[word]]
    for word in ("not_measured", "partly"):
        for one in data[word]:
            measures.setdefault(one["standard"], one)
        data[word] = [one["standard"] for one in data[word]]
    for one in measures.values():
        del one["team_svg"]
    for section in data["in_charge"]["sections"]:
        if section["chart"]:
            del section["chart"]["svg"]
    for one in (*measures.values(), *data["signals"]["signals"]):
        for chart in one["charts"]:
            del chart["svg"]
    return json.dumps({"marking": "OFFICIAL-SENSITIVE", **data, "measures": measures}, indent=1, ensure_ascii=False,
                      default=str) + "\n"
