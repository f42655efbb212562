"""The report as a tagged PDF, set by Typst: one wheel, no other program, and it refuses to write what is not PDF/UA-1."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from peelian.inspections.publish.files import svg_files
from peelian.inspections.publish.model import PublishedReport
from peelian.inspections.publish.pages import TEMPLATES, interval_words, outside_words, share_words
from peelian.measures.chart_text import number

TEMPLATE = "report.typ"


def write_pdf(report: PublishedReport, charts: Mapping[str, str], path: Path) -> None:
    """Set the report and write it. It reads nothing but what it is given, and no clock: the same report gives the same bytes."""
    import typst

    with tempfile.TemporaryDirectory(prefix="peelian-pdf-") as name:
        work = Path(name)
        (work / TEMPLATE).write_text((TEMPLATES / TEMPLATE).read_text(encoding="utf-8"), encoding="utf-8")
        (work / "report.json").write_text(json.dumps(_plain(report, charts), ensure_ascii=False), encoding="utf-8")
        for file, drawn in svg_files(charts).items():
            (work / file).write_text(_for_print(drawn), encoding="utf-8")
        path.write_bytes(typst.compile(str(work / TEMPLATE), root=name, pdf_standards="ua-1", timestamp=0, ignore_system_fonts=True))


def _for_print(drawn: str) -> str:
    return drawn.replace("font-family:sans-serif", "font-family:'Libertinus Serif'")


def _plain(report: PublishedReport, charts: Mapping[str, str]) -> dict[str, object]:
    """The report with its figures in words, as the pages have them."""
    data: dict[str, object] = report.model_dump(mode="json")
    data["measures"] = {one.id: {
        **one.model_dump(mode="json", exclude={"months", "areas"}), "chart": f"{one.id}.svg" if one.id in charts else "",
        "rows": [[figure.period, "withheld" if figure.good is None else number(figure.good),
                  "withheld" if figure.counted is None else number(figure.counted), share_words(figure, one),
                  interval_words(figure, one)]
                 for figure in one.figures],
        "beside": [outside_words(name, value) for name, value in one.outside.items()]} for one in report.measures}
    return data
