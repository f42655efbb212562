"""The report of a run, internal and published. docs/explanation/published_report.md says how what is published is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from peelian.duties.run_folder import RunFolder
    from peelian.inspections.grading.judge import Brought
    from peelian.inspections.publish.model import PublishedMeasure
    from peelian.standards.library import Library


@dataclass
class Asked:
    """What a report is made with besides the run. Paths are those of files.

    None: there is none; of judgements and reviews, the usual file, where it is there, for which the path `none` is none.
    """

    framework: str | None = None
    text: Path | None = None
    judgements: Path | None = None
    register: Path | None = None
    since: Path | None = None
    beside: Path | None = None
    pdf: bool = True
    reviews: Path | None = None
    earlier: tuple[Path, ...] = ()


@dataclass
class Written:
    """What was written. told: what a person must know, a line each. text: the file of sentences."""

    internal: Path
    public: Path
    text: Path
    told: list[str] = field(default_factory=list)


def write_reports(run: Path, out: Path, asked: Asked, library: Library | None = None) -> Written:
    """Write `internal/` and `public/` into the folder `out`, and the sentences into the file of text (default: `out`/text.yaml).

    Raises Problems for a folder that is no run, and for whatever is wrong in the files that are asked for.
    """
    from peelian.duties.run_folder import open_run
    from peelian.inspections.grading.commands import brought
    from peelian.inspections.publish.build import publication
    from peelian.inspections.publish.checked import hand_checks_of
    from peelian.inspections.publish.inspected import FURTHER, beside_pages, register_of, since_inspection
    from peelian.inspections.publish.text import write_text
    from peelian.inspections.publish.write import write_public
    from peelian.inspections.report import write_internal
    from peelian.inspections.report.build import build_report
    from peelian.inspections.report.gather import gather
    from peelian.measures.counts import write_measures
    from peelian.measures.signals import find_signals

    folder = open_run(run)
    if not Path(folder.measures).is_file():
        write_measures(run, library)
    known = folder.library(library)
    given = brought(asked.judgements, asked.register)
    earlier = _read_all_before_what_takes_long(asked, given, folder, known)
    found = gather(folder, known)
    signals = find_signals(folder, known, counted=(found.counts, found.team_counts))
    report = build_report(folder, known, asked.framework, given, found, signals, asked.reviews)
    judgement = report.judgement
    register = register_of(given.improvements, judgement, known)
    last, since = since_inspection(asked.since, report, known, register)
    made = publication(report, found, signals, asked.text, judgement, register, last, since,
                       hand_checks_of(folder, asked.reviews), earlier)
    first = write_internal(report, out, {} if asked.beside is None else FURTHER)
    for name, page in beside_pages(asked.beside, report, known).items():
        (out / "internal" / name).write_text(page, encoding="utf-8")
    public = write_public(made, out / "public", asked.pdf)
    text = asked.text or out / "text.yaml"
    write_text(text, made.text)
    return Written(first, public, text, made.told)


def _read_all_before_what_takes_long(asked: Asked, given: Brought, run: RunFolder,
                                     library: Library) -> Mapping[str, Sequence[PublishedMeasure]]:
    """The measures of an earlier report. Raises Problems for whatever is wrong with what was asked for."""
    from functools import partial

    from peelian.inspections.frameworks import choose_framework
    from peelian.inspections.grading.commands import NONE
    from peelian.inspections.grading.entries import read_entries
    from peelian.inspections.improvement.store import read_register
    from peelian.inspections.publish.earlier import read_earlier
    from peelian.inspections.publish.inspected import one_inspection
    from peelian.inspections.reviews.store import named_reviews, read_reviews
    from peelian.problems import Problems

    problems = []
    files: list[tuple[Callable[[Path], object], Path | None]] = [
        (read_entries, given.judgements), (read_register, given.improvements), (one_inspection, asked.since),
        (one_inspection, asked.beside), (lambda path: read_reviews(named_reviews(run.path, path)),
                                         None if asked.reviews == NONE else asked.reviews)]
    reads: list[Callable[[], object]] = [partial(choose_framework, library, asked.framework), partial(read_earlier, asked.earlier),
                                         *(partial(read, path) for read, path in files if path is not None)]
    for each in reads:
        try:
            each()
        except Problems as wrong:
            problems += wrong.problems
    if problems:
        raise Problems(problems)
    return read_earlier(asked.earlier)
