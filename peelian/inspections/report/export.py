"""Demand, capacity and performance by section, as a spreadsheet: for the statement in which a service sets them out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from peelian.inspections.improvement.sheets import write_rows
from peelian.inspections.report.in_charge import InCharge
from peelian.inspections.report.model import DataTable, Report

MARKING = "OFFICIAL-SENSITIVE"
COLUMNS = ["marking", "section", "kind", "what", "figure", "earlier_or_expected", "change_or_beside_it", "as_at", "note"]
FIRST = "About this file"


def write_export(report: Report, folder: Path) -> None:
    """`<page>.json`, and `<statement>.csv` and `.xlsx` with a row for each figure of each section, in a folder that holds none yet."""
    found = report.in_charge
    data = {"marking": MARKING, "service": report.service, "as_at": report.as_at, "made_up": report.made_up, **asdict(found)}
    for section in data["sections"]:
        if section["chart"]:
            del section["chart"]["svg"]  # its table says the same
    (folder / f"{found.name}.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    rows = list(_rows(report))
    for ending in ("csv", "xlsx"):
        write_rows(folder / f"{found.export}.{ending}", COLUMNS, rows, "figures")


def _rows(report: Report) -> Iterator[list[str]]:
    found: InCharge = report.in_charge
    about = [found.statement, found.source, found.note, f"Evidence of its shape: {found.evidence}.", report.made_up_sentence]
    for words in about:
        if words:
            yield [MARKING, FIRST, "note", words, "", "", "", report.as_at, ""]
    yield [MARKING, "High risk", "demand", "Subjects of high risk with something overdue", str(found.subjects), "", "", report.as_at,
           f"{found.duties} duties"]
    for section in found.sections:
        for kind in ("demand", "capacity", "performance"):
            table: DataTable = getattr(section, kind)
            for row in table.rows:
                yield [MARKING, section.title, kind, *row, report.as_at, ""]
    for row in found.work.rows:
        yield [MARKING, "Workload", "capacity", f"Live duties of {row[0]}", row[1], f"{row[2]} overdue",
               f"{row[3]} people; for each {row[5]}", report.as_at, ""]
    for row in found.by_month.rows:
        for title, count in zip(found.by_month.headings[1:], row[1:], strict=True):
            yield [MARKING, "By month", "demand", f"{title}, {row[0]}", count, "", "", report.as_at, ""]
