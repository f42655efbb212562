"""The internal report of a run: a page for each question of a framework, and report.json beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peelian.inspections.grading.judge import Brought
    from peelian.inspections.report.model import Report
    from peelian.standards.library import Library


def write_report(run: Path, out: Path | None = None, library: Library | None = None, framework: str | None = None,
                 brought: Brought | None = None, reviews: Path | None = None) -> Path:
    """Write `internal/` into `out` (default: the run's own report folder) and return its first page.

    The counts are made first where the run has none. `framework`: a name in the library's frameworks folder; default
    its first, or its themes. brought: the file of judgements and the register, for the judgement of each question.
    reviews: what people found of single duties, if not in the file beside the run. Raises Problems for a folder that is no
    run, a library that is wrong, and a file of judgements, a register or reviews that is none.
    """
    from peelian.duties.run_folder import open_run
    from peelian.inspections.report.build import build_report
    from peelian.measures.counts import write_measures

    folder = open_run(run)
    if not Path(folder.measures).is_file():
        write_measures(run, library)
    report = build_report(folder, folder.library(library), framework, brought=brought, reviews=reviews)
    return write_internal(report, run / "report" if out is None else out)


def write_internal(report: Report, out: Path, further: Mapping[str, str] | None = None) -> Path:
    """Write `internal/` into `out`, in place of an earlier one, and return its first page.

    further: file name → title of each page that somebody else writes beside these, for the links from page to page.
    """
    from peelian.inspections.report.pages import write_pages

    target = out / "internal"
    target.mkdir(parents=True, exist_ok=True)
    for earlier in [one for ending in ("html", "json", "csv", "xlsx") for one in target.glob(f"*.{ending}")]:
        earlier.unlink()
    return write_pages(report, target, further or {})
