"""The internal report of a run: a page for each question of a framework, and report.json beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peelian.standards.library import Library


def write_report(run: Path, out: Path | None = None, library: Library | None = None, framework: str | None = None,
                 reviews: Path | None = None) -> Path:
    """Write `internal/` into `out` (default: the run's own report folder) and return its first page.

    The counts are made first where the run has none. `framework`: a name in the library's frameworks folder; default
    its first, or its themes. reviews: what people found of single duties, if not in the file beside the run.
    Raises Problems for a folder that is no run, or a library that is wrong.
    """
    from peelian.duties.run_folder import open_run
    from peelian.inspections.report.build import build_report
    from peelian.inspections.report.pages import write_pages
    from peelian.measures.counts import write_measures

    folder = open_run(run)
    if not Path(folder.measures).is_file():
        write_measures(run, library)
    report = build_report(folder, folder.library(library), framework, reviews)
    target = (run / "report" if out is None else out) / "internal"
    target.mkdir(parents=True, exist_ok=True)
    for earlier in [one for ending in ("html", "json", "csv", "xlsx") for one in target.glob(f"*.{ending}")]:
        earlier.unlink()
    return write_pages(report, target)
