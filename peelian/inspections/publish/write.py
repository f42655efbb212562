"""The folder `public/`: pages, PDF, workbook, CSV, JSON with its schema, and charts."""

from __future__ import annotations

from pathlib import Path

from peelian.inspections.publish import files
from peelian.inspections.publish.build import Publication
from peelian.inspections.publish.pages import pages


def write_public(made: Publication, folder: Path, pdf: bool) -> Path:
    """Write everything that is published into a new folder, and return its first page."""
    from peelian.inspections.publish.pdf import write_pdf
    from peelian.inspections.publish.workbook import write_workbook

    report = made.report
    (folder / "charts").mkdir(parents=True)
    texts = {**pages(report, made.charts, pdf), "report.json": files.as_json(report), "report.schema.json": files.schema(),
             "figures.csv": files.figures_csv(report), "columns.csv": files.columns_csv(),
             **{f"charts/{name}": drawn for name, drawn in files.svg_files(made.charts, report.made_up).items()}}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_workbook(report, folder / "report.xlsx")
    if pdf:
        write_pdf(report, made.charts, folder / "report.pdf")
    return folder / "index.html"
