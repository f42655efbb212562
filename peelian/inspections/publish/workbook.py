"""Every published figure as a workbook, laid out as government statisticians ask of one: gptables makes cover, contents and notes."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from peelian.inspections.publish.files import COLUMNS, rows
from peelian.inspections.publish.model import PublishedReport

WITHHELD, NONE = "[c]", "[x]"  # the marks that the Government Statistical Service asks for: confidential, and not available
NOTHING = "Nothing was measured. The page of what could not be measured says why."
SHEETS = {"period": ("Periods", "Figures of the newest period and of the one before"), "month": ("Months", "Figures month by month"),
          "area": ("Areas", "Figures by area, over the newest twelve months")}
HEADINGS = {"title": "Measure", "of": "Of", "period": "Period", "good": "Good or first count", "counted": "Counted or second count",
            "share": "Share or ratio", "low": "Lower limit", "high": "Upper limit", "at_least": "At least", "at_most": "At most",
            "unit": "What a share says", "expected": "Expected", "measure": "Standard"}
UNITS = {"good": "rounded to 5", "counted": "rounded to 5", "share": "0 to 1, or ratio", "low": "0 to 1", "high": "0 to 1",
         "at_least": "0 to 1", "at_most": "0 to 1"}


def write_workbook(report: PublishedReport, path: Path) -> None:
    """Write the workbook. pandas and gptables are imported here and nowhere else: they take a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of their own making, about versions of one another
        import gptables
        import pandas

        found = list(rows(report))
        sheets = {}
        for kind, (label, title) in SHEETS.items():
            of_kind = [row for row in found if row["kind_of_row"] == kind]
            if not of_kind:
                continue
            table = pandas.DataFrame([[_cell(name, row) for name in HEADINGS] for row in of_kind], columns=list(HEADINGS.values()),
                                     dtype=object)
            sheets[label] = gptables.GPTable(
                table=table, table_name=f"{label.lower()}_table", title=f"{title}: {report.service}", index_columns={},
                subtitles=[report.made_up] if report.made_up else [], scope=f"As at {report.as_at}", source=_source(report),
                units={HEADINGS[name]: words for name, words in UNITS.items()},
                instructions="This sheet holds one table. The sheet Notes says what was rounded and withheld.",
                legend=[f"{WITHHELD} = withheld, so that nobody can be found", f"{NONE} = there is none"])
        standards = pandas.DataFrame([[one.id, one.title, one.unit or NONE, one.expected or "nothing", one.rule or NONE,
                                       " ".join(one.cannot_show) or NONE]
                                      for one in report.measures] or [[NONE, NOTHING, *[NONE] * 4]], dtype=object,
                                     columns=["Standard", "Measure", "What a share "
                                                                     "says", "Expected", "What counts", "What it cannot show"])
        sheets["Measures"] = gptables.GPTable(table=standards, table_name="measures_table", title="What each measure "
            "is", index_columns={},
                                              scope=f"As at {report.as_at}", source=_source(report),
                                              instructions="This sheet holds one table.")
        gptables.write_workbook(str(path), sheets, cover=_cover(report, gptables), contentsheet_label="Contents",
                                notes_table=_notes(report, pandas), notesheet_label="Notes")


def _cell(name: str, row: dict[str, object]) -> object:
    value = row[name]
    if name in ("title", "of", "period", "unit", "measure", "expected"):
        return value or NONE
    if value is not None:
        return value
    return WITHHELD if str(row["why"]).startswith("withheld") else NONE


def _source(report: PublishedReport) -> str:
    return f"Records of {report.service}, by {report.reproduce['Library']}"


def _cover(report: PublishedReport, gptables: Any) -> Any:
    return gptables.Cover(
        title=f"{report.service}: {report.framework}", cover_label="Cover", width=100,
        intro=[*([report.made_up] if report.made_up else []), f"Figures as at {report.as_at}. Nothing here is about a single record."],
        about=[*report.disclosure, *(f"{name}: {value}" for name, value in report.reproduce.items())])


def _notes(report: PublishedReport, pandas: Any) -> Any:
    words = [*report.disclosure, *report.limits, *(f"{name}: {meaning} ({unit})" for name, (meaning, unit) in COLUMNS.items())]
    return pandas.DataFrame([[f"note {number}", text] for number, text in enumerate(words, 1)], columns=["Note reference", "Note text"])
