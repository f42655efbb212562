"""What stands beside the pages: JSON with its schema, every figure as CSV with a dictionary of its columns, and the charts as SVG."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from peelian.inspections.publish.model import PublishedFigure, PublishedMeasure, PublishedReport
from peelian.inspections.publish.shown import standalone
from peelian.libraries import BUILT_IN

COLUMNS = {
    "measure": ("the standard that is measured, by its id", "text"),
    "title": ("what is measured, in a line", "text"),
    "kind_of_row": ("period: a longer span or a moment; month; area", "text"),
    "of": ("the whole service, or the area", "text"),
    "period": ("the months or the moment, in words", "text"),
    "first": ("the first month, as 2017-04; empty for a moment", "month"),
    "last": ("the last month, or the month of the moment", "month"),
    "good": ("how many were met, had nothing overdue or were counted, rounded to the nearest 5; empty where withheld", "count"),
    "counted": ("out of how many, rounded to the nearest 5; of two kinds of record how many of the second; empty where "
                "withheld", "count"),
    "share": ("good as a share of counted, from 0 to 1, of the true counts, to three places; of two kinds of record the first "
              "for each of "
              "the second; empty where there is none", "share from 0 to 1, or ratio"),
    "low": ("lower limit of the 95% interval", "share from 0 to 1"),
    "high": ("upper limit of the 95% interval", "share from 0 to 1"),
    "at_least": ("where few were not good: the share is this or more", "share from 0 to 1"),
    "at_most": ("where few were good: the share is this or less", "share from 0 to 1"),
    "unit": ("what a share says", "text"),
    "per": ("100 for a percentage; else a ratio is so many for each of this many", "count"),
    "expected": ("what is expected; empty where nothing is", "text"),
    "why": ("why there is no share; empty where there is one", "text"),
    "made_up": ("yes: the records are made up, and say nothing about any real service; no: they are not", "yes or no"),
}
FORMULA = (*"=+-@＝＋－＠", "\t", "\r")  # a spreadsheet may take a text that begins so for a formula, in either width


def as_json(report: PublishedReport) -> str:
    return json.dumps(report.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def schema() -> str:
    """The JSON Schema of report.json, as `peelian library schema` writes it."""
    return (BUILT_IN / "schemas" / "published_report.schema.json").read_text(encoding="utf-8")


def rows(report: PublishedReport) -> Iterator[dict[str, object]]:
    """Every figure, a row each."""
    for one in report.measures:
        for kind, figures in (("period", one.figures), ("month", one.months), ("area", one.areas)):
            for figure in figures:
                yield _row(one, kind, figure)


def _row(one: PublishedMeasure, kind: str, figure: PublishedFigure) -> dict[str, object]:
    return {"measure": one.id, "title": one.title, "kind_of_row": kind, "of": figure.of, "period": figure.period, "first": figure.first,
            "last": figure.last, "good": figure.good, "counted": figure.counted, "share": figure.share, "low": figure.low,
            "high": figure.high, "at_least": figure.at_least, "at_most": figure.at_most, "unit": one.unit, "per": one.per,
            "expected": one.expected, "why": figure.why}


def figures_csv(report: PublishedReport) -> str:
    return _csv(list(COLUMNS), ([*row.values(), "yes" if report.made_up else "no"] for row in rows(report)))


def columns_csv() -> str:
    return _csv(["column", "meaning", "unit"], ([name, *words] for name, words in COLUMNS.items()))


def _csv(headings: list[str], lines: Iterator[list[object]] | Iterator[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in line] for line in lines)
    return out.getvalue()


def svg_files(charts: Mapping[str, str], foot: str = "") -> dict[str, str]:
    """File name → a chart that stands by itself. foot: what its reader must know, below it."""
    return {f"{name}.svg": standalone(drawn, foot) for name, drawn in charts.items()}
