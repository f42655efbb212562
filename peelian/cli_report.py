"""The command `peelian report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peelian.cli_options import FrameworkOption, RegisterOption, ReviewsOption, RunArgument, tell_of


def report(
    run: RunArgument,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write. It must be new.")],
    text: Annotated[Path | None, typer.Option("--text", metavar="FILE", help="The sentences, as people edit them; drafted "
        "where new.")] = None,
    framework: FrameworkOption = None,
    judgements: Annotated[Path | None, typer.Option("--judgements", metavar="FILE", envvar="PEELIAN_JUDGEMENTS",
                                                    help="Grades and evidence of people; judgements.sqlite, if "
                                                    "there is one here and none is named.")] = None,
    register: RegisterOption = None,
    since: Annotated[Path | None, typer.Option("--since", metavar="FILE", help="The last inspection, as `peelian read` wrote "
        "it.")] = None,
    beside: Annotated[Path | None, typer.Option("--beside", metavar="FILE", help="An inspection to set beside the figures.")] = None,
    reviews: ReviewsOption = None,
    earlier: Annotated[list[Path] | None, typer.Option("--earlier", metavar="FILE", help="A report.json published before this one, "
        "so that they give nothing away together; again for each.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Whether the PDF is written too.")] = True,
) -> None:
    """Write the report of a run: internal, and for the public.

    What is published holds figures only, and nothing small.
    """
    from peelian.duties.run import new_folder
    from peelian.inspections.publish import Asked, write_reports

    _tell_of_usual_files(run, judgements, reviews, since)
    with new_folder(out) as work:
        asked = Asked(framework, text, judgements, register, since, beside, pdf, reviews, tuple(earlier or ()))
        written = write_reports(run, work, asked)
        pages = [page.relative_to(work) for page in (written.internal, written.public)]
        sentences = text or out / written.text.relative_to(work)
    for line in written.told:
        print(line)
    print(f"The internal report is {out / pages[0]}.\nWhat may be published is {out / pages[1]}.\nIts sentences stand in {sentences}.")
    if not earlier:
        print("No report published before this one was named (--earlier), so nothing was withheld for what two reports give away "
              "together. Where there is one, or several, name each.")
    if beside is not None:
        print(f"The inspection beside the figures: {out / 'internal' / 'beside.html'}.")


def _tell_of_usual_files(run: Path, judgements: Path | None, reviews: Path | None, since: Path | None) -> None:
    from peelian.inspections.grading.entries import FILE
    from peelian.inspections.links.decisions import FILE as DECISIONS
    from peelian.inspections.reviews.store import store_of

    if judgements is None and FILE.is_file():
        tell_of(FILE, "in the current folder", "--judgements")
    if reviews is None and store_of(run).is_file():
        tell_of(store_of(run), "beside the run", "--reviews")
    if since is not None and (decided := since.parent / DECISIONS).is_file():
        tell_of(decided, "beside the last inspection")
