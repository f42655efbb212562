"""Commands for those who must act: samples to check by hand, and disputes. Each imports its work when it is called."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from peelian.cli_options import (
    Commands,
    FormatOption,
    JsonOption,
    ListFormatOption,
    ReviewsOption,
    RunArgument,
    WhoOption,
    one_of,
    printed_as,
)
from peelian.libraries import DEFAULT, library_path

disputes_app = Commands("What people say is wrong, and who answered what.")
WhyOption = Annotated[str, typer.Option("--why", metavar="WORDS", help="The reason, kept for good.")]


def sample(
    run: RunArgument,
    standard: Annotated[str, typer.Option(help="Whose duties to check.")],
    n: Annotated[int, typer.Option("--n", metavar="NUMBER", help="How many rows.")] = 50,
    seed: Annotated[str, typer.Option(metavar="WORD", help="The same seed draws the same rows; whoever checks may name it.")] = "1",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="The sheet to fill: a new .csv or .xlsx.")] = None,
) -> None:
    """Draw rows to check by hand.

    What stands outside the rate is among them. It writes a sheet with empty columns for right and why.
    OFFICIAL-SENSITIVE: it names single records.
    """
    from peelian.duties.run_folder import open_run
    from peelian.inspections.reviews.sample import draw
    from peelian.inspections.reviews.sheet import write_sheet
    from peelian.inspections.reviews.shown import sample_words
    from peelian.inspections.reviews.store import run_key

    opened = open_run(run)
    drawn = draw(opened, opened.library(), standard, n, seed)
    if out is not None:
        write_sheet(out, drawn, run_key(opened))
    print(sample_words(drawn, opened, out))


def tally(
    run: RunArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet, filled.")],
    who: WhoOption,
    reviews: ReviewsOption = None,
) -> None:
    """Record a filled sheet. The report cites how many rows were right."""
    from peelian.duties.run_folder import open_run
    from peelian.inspections.reviews.shown import check_words
    from peelian.inspections.reviews.tally import tally

    print(check_words(tally(open_run(run), file, who, reviews)))


def dispute(
    run: RunArgument,
    duty_id: Annotated[str, typer.Argument(metavar="DUTY_ID", help="As a worklist or the report shows it.")],
    why: WhyOption,
    about: Annotated[str, typer.Option(metavar="rule|record", help="What is wrong.")],
    who: WhoOption,
    table: Annotated[str | None, typer.Option(help="Whose record is wrong, if not the one that started the duty.")] = None,
    reviews: ReviewsOption = None,
) -> None:
    """Say that a rule or a record is wrong. It goes to whoever answers for it.

    The duty's status stays until the records or the library are mended.
    """
    from peelian.duties.run_folder import open_run
    from peelian.inspections.reviews.disputes import dispute, route_words

    opened = open_run(run)
    made = dispute(opened, duty_id, why, about, who, table, reviews)
    print(f"Dispute {made.number} is recorded. {route_words(made, opened.library())}\n"
          f"The duty stands as it is ({made.status_then.replace('_', ' ')}) until the records or the library are mended and "
          "a run sees it.")


@disputes_app.command("list")
def disputes_list(
    run: RunArgument,
    standard: Annotated[str | None, typer.Option(help="Only this standard's.")] = None,
    state: Annotated[str | None, typer.Option(metavar="open|upheld|rejected|withdrawn", help="Only in this state.")] = None,
    reviews: ReviewsOption = None,
    format: ListFormatOption = "table",
) -> None:
    """The disputes, as they stand."""
    one_of(format, ("table", "csv", "json"))
    from peelian.duties.run_folder import open_run
    from peelian.inspections.reviews.shown import disputes_words

    print(disputes_words(open_run(run), reviews, standard, state, format))


@disputes_app.command("answer")
def disputes_answer(
    run: RunArgument,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As the list shows it.")],
    outcome: Annotated[str, typer.Option(metavar="upheld|rejected|withdrawn", help="What comes of it.")],
    who: WhoOption,
    why: WhyOption,
    reviews: ReviewsOption = None,
) -> None:
    """Answer a dispute. It changes no status: only records or the library do."""
    from peelian.duties.run_folder import open_run
    from peelian.inspections.reviews.disputes import answer
    from peelian.inspections.reviews.store import store_of

    made = answer(store_of(open_run(run).path, reviews), number, outcome, who, why)
    mended = {"rule": "the library", "record": "the record"}[made.about]
    then = f" The duty's status changes once {mended} is mended and a run sees it." if made.outcome == "upheld" else ""
    print(f"Dispute {made.number} is {made.outcome} by {made.answered_by}.{then}")


def _new_folder(out: Path | None) -> AbstractContextManager[Path | None]:
    """The new folder that was asked for, if one was: one that is there is told before anything else is done."""
    from peelian.duties.run import new_folder

    return nullcontext() if out is None else new_folder(out)


def compare(
    first: Annotated[Path, typer.Argument(metavar="RUN", help="The run that the other is set beside.")],
    second: Annotated[Path, typer.Argument(metavar="RUN", help="The other run.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder, for a page and JSON.")] = None,
    format: FormatOption = "table",
    json: JsonOption = False,
) -> None:
    """Two runs side by side: force with force, or year with year.

    What differs between the runs is said first. A measure differs only where that is more than chance.
    """
    from peelian.inspections.comparison.compare import compare
    from peelian.inspections.comparison.shown import as_json, told, write_comparison

    as_data = printed_as(format, json)
    with _new_folder(out) as work:
        found = compare(first, second)
        if work is not None:
            write_comparison(found, work)
    print(as_json(found).rstrip() if as_data else told(found))
    if out is not None and not as_data:
        print(f"The page is {out / 'compare.html'}.")


def comparator(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the published files are, in it or below it.")],
    force: Annotated[str, typer.Option(metavar="NAME", help="Whom to set beside the others.")],
    only: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this comparator; again for more.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder, for a page and JSON.")] = None,
    library: Annotated[str, typer.Option("--library", "-l", metavar="NAME|FOLDER", help="Whose comparators.")] = DEFAULT,
) -> None:
    """One force beside the others, by published figures.

    Each figure has its funnel, with the limits of chance.
    """
    from peelian.inspections.comparison.beside import beside_all, told, write_beside

    with _new_folder(out) as work:
        found = beside_all(folder, library_path(library), force, only or [])
        if work is not None:
            write_beside(found, work)
    print(told(found))
    if out is not None:
        print(f"The page is {out / 'comparator.html'}.")
