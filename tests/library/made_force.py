"""A made-up force, assessed by some of the library's standards, and its measures as a report has them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from peelian.duties.run import evaluate_run, moment_of_run
from peelian.duties.run_folder import open_run
from peelian.inspections.report.gather import Gathered, gather
from peelian.inspections.report.measures import all_measures
from peelian.inspections.report.model import Measure
from peelian.libraries import DEFAULT, library_path
from peelian.measures.breakdown import write_breakdown
from peelian.measures.counts import write_measures
from peelian.records.accounting import Accounting
from peelian.records.reading import read_records
from peelian.standards.library import Library, read_library

FOLDER = library_path(DEFAULT)
AS_AT = "2018-03-22"


@dataclass(frozen=True)
class Assessed:
    """The run's figures, its measures by standard, and what its reading accounted for."""

    found: Gathered
    measures: dict[str, Measure]
    accounting: Accounting
    run: Path


def only(standards: Collection[str]) -> Library:
    """The library with these standards alone: what is not asked for need not be evaluated."""
    whole = read_library(FOLDER)
    return replace(whole, files={name: whole.files[name] for name in standards})


def assessed(records: Path, run: Path, standards: Collection[str], as_at: str = AS_AT) -> Assessed:
    """Read, evaluate, count and measure, as an assessment does."""
    library = only(standards)
    run.mkdir()
    accounting = read_records(str(records), library.tables, None, run, library.about.zone)
    evaluate_run(run, library, accounting, moment_of_run(as_at, library.about.zone), "duckdb", None, [])
    write_measures(run)
    write_breakdown(run, library)
    found = gather(open_run(run), library)
    return Assessed(found, all_measures(found), accounting, run)
