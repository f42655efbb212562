"""The command `peelian`. Each command imports its work when it is called, so that help answers at once."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated, ClassVar, NoReturn

import typer

from peelian import __version__, cli_act, cli_improve, cli_judge, cli_library, cli_links, cli_report
from peelian.cli_options import (
    Commands,
    FormatOption,
    FrameworkOption,
    JsonOption,
    ListFormatOption,
    RegisterOption,
    RunArgument,
    Sections,
    printed_as,
)
from peelian.failures import INTERRUPTED, WRONG_DATA, ended_by
from peelian.libraries import DEFAULT, library_path
from peelian.progress import on_terminal


class _Peelian(Sections):
    """Every command, in the order in which one comes to use it."""

    sections: ClassVar = {
        "Records": ("demo", "simulate", "spoil", "check", "assess"),
        "What a run says": ("worklist", "explain", "signals", "harm", "report"),
        "Checked by people": ("sample", "tally", "dispute", "disputes"),
        "Side by side": ("compare", "comparator"),
        "Inspections and judgement": ("read", "link", "judge", "improve"),
        "The library": ("library",),
    }


app = Commands(
    "Is a police force doing what it owes the public, record by record? Start with: peelian demo", _Peelian,
    name="peelian", add_completion=False, pretty_exceptions_enable=False)
library_app = Commands("Look into a library: tables, standards, cases.")
app.add_typer(library_app, name="library")
app.add_typer(cli_improve.app, name="improve")
app.add_typer(cli_judge.app, name="judge")
app.add_typer(cli_links.app, name="link")
app.command("sample")(cli_act.sample)
app.command("tally")(cli_act.tally)
app.command("dispute")(cli_act.dispute)
app.command("compare")(cli_act.compare)
app.command("comparator")(cli_act.comparator)
app.add_typer(cli_act.disputes_app, name="disputes")
app.command("report")(cli_report.report)
library_app.command("said")(cli_links.library_said)
library_app.command("site")(cli_library.library_site)
library_app.command("published")(cli_library.library_published)
library_app.command("diff")(cli_library.library_diff)

STOPPING = (signal.SIGINT, signal.SIGTERM)
LibraryOption = Annotated[
    str, typer.Option("--library", "-l", metavar="NAME|FOLDER", help="A built-in library, or a folder of your own.")
]
MappingOption = Annotated[
    str | None, typer.Option("--mapping", "-m", metavar="NAME|FILE", help="How these files become the tables.")
]
SettingsOption = Annotated[Path | None, typer.Option("--settings", metavar="FILE", help="The force's own values: force.yaml.")]
OutOption = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write. It must be new.")]
DemoOutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write, in place of an earlier one.")
]
DataArgument = Annotated[str, typer.Argument(metavar="DATA", help="A folder of records, or a database address.")]
ScaleOption = Annotated[float, typer.Option(min=0.0001, max=100, help="Size, where 1 is the whole force.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"peelian {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
) -> None:
    """Is a police force doing what it owes the public, record by record? Start with: peelian demo"""


@app.command()
def demo(
    out: DemoOutOption = Path("demo"),
    scale: ScaleOption = 0.1,
) -> None:
    """Simulate a force, assess it and write its internal report."""
    from peelian.demo import demo

    with on_terminal() as progress:
        words = demo(out, scale, progress)
    print(words)


@app.command()
def simulate(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario of the library, or a file.")],
    out: OutOption,
    years: Annotated[float | None, typer.Option(min=0.01, max=50, help="Years, in place of the scenario's.")] = None,
    scale: Annotated[float | None, typer.Option(min=0.0001, max=100, help="Size, in place of the scenario's.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed gives the same records.")] = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """Write the records of a made-up force.

    An answer key beside them says what was planted.
    """
    from peelian.records.simulation import simulate_to

    with on_terminal() as progress:
        key = simulate_to(scenario, library_path(library), out, years, scale, seed, progress)
    print(f"Records are in {out}. Assess them with --as-at {key.as_at}.")


@app.command()
def spoil(
    records: Annotated[Path, typer.Argument(metavar="RECORDS", help="The folder that a simulation wrote.")],
    out: OutOption,
    how: Annotated[list[str] | None, typer.Option(
        metavar="KIND|FILE", help="blank, twice, entered_late or wrong_zone, or a file; again for more. All, if none."
    )] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed spoils the same rows.")] = 1,
) -> None:
    """Spoil made-up records as real extracts are spoilt.

    A key beside them names every cell and row that was spoilt.
    """
    from peelian.records.simulation import chosen_spoilings, spoil

    key = spoil(records, out, chosen_spoilings(how or []), seed)
    print(f"Spoilt records are in {out}: {sum(key.spoilt):,} rows, named in {key.folder}.")


@app.command()
def check(
    data: DataArgument,
    mapping: MappingOption = None,
    library: LibraryOption = DEFAULT,
    settings: SettingsOption = None,
    lacking: Annotated[bool, typer.Option("--lacking", help="Name every standard that cannot be measured, and what it lacks.")] = False,
) -> None:
    """What of an extract can be used and measured.

    It says what is set aside and why, how complete each column is, how well links match, and which standards can,
    partly can and cannot be measured.
    """
    from peelian.checking import check

    with on_terminal() as progress:
        words = check(data, mapping, library_path(library), progress, settings, lacking)
    print(words)


@app.command()
def assess(
    data: DataArgument,
    as_at: Annotated[str, typer.Option(metavar="DATE", help="What could have been known then, as 2022-01-31.")],
    out: OutOption,
    mapping: MappingOption = None,
    library: LibraryOption = DEFAULT,
    settings: SettingsOption = None,
    engine: Annotated[str, typer.Option(metavar="ENGINE", help="duckdb, or postgresql://…")] = "duckdb",
    print_plan: Annotated[bool, typer.Option("--print-plan", help="Print the plan; RUN/plan.txt has its SQL.")] = False,
    register: RegisterOption = None,
    framework: FrameworkOption = None,
    ignore_unknown: Annotated[bool, typer.Option("--ignore-unknown-columns",
                                                 help="Go on where a file has columns that its table has not.")] = False,
) -> None:
    """Turn records into a ledger of duties and an internal report.

    What may be published is written by `peelian report`.
    """
    from peelian.assessment import assess

    with on_terminal() as progress:
        words = assess(data, as_at, out, mapping, library_path(library), settings, engine, progress, print_plan, register,
                       ignore_unknown, framework)
    print(words)


@app.command()
def worklist(
    run: RunArgument,
    team: Annotated[str | None, typer.Option(help="Only this team's.")] = None,
    area: Annotated[str | None, typer.Option(help="Only this area's.")] = None,
    standard: Annotated[str | None, typer.Option(help="Only this standard's.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only this person's live work.")] = None,
    status: Annotated[str | None, typer.Option(help="Only this status: due, overdue, …")] = None,
    due_within: Annotated[str | None, typer.Option(metavar="DURATION", help="As '7 days'.")] = None,
    format: ListFormatOption = "table",
) -> None:
    """Who must do what next.

    Duties that are due or overdue, by risk and then by when they are due.
    """
    from peelian.duties.worklist import worklist

    print(worklist(run, team, area, standard, owner, status, due_within, format))


@app.command()
def explain(
    run: RunArgument,
    duty_id: Annotated[str, typer.Argument(metavar="DUTY_ID", help="As a worklist or the report shows it.")],
) -> None:
    """Why one duty stands as it does.

    Each clause: true, false or not reached, with the records used.
    """
    from peelian.duties.explain import explain

    print(explain(run, duty_id))


@app.command()
def signals(run: RunArgument) -> None:
    """What changed beyond chance, when, by how much and where.

    Or that nothing did. It says how often chance alone would raise a signal.
    """
    from peelian.duties.run_folder import open_run
    from peelian.measures.signals import find_signals, told

    print(told(find_signals(open_run(run))))


@app.command()
def harm(run: RunArgument, most: Annotated[int, typer.Option(min=1, help="How many people.")] = 20) -> None:
    """Who causes most harm, and who of them is managed.

    What was done is weighed by a published index of severity.
    """
    from peelian.duties.run_folder import open_run
    from peelian.measures.harm import harm_of, told

    opened = open_run(run)
    print(told(harm_of(opened), opened, most))


@app.command()
def read(
    page: Annotated[Path, typer.Argument(metavar="PAGE", help="A page of an inspection, saved as HTML, text or PDF.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it as JSON too.")] = None,
    force: Annotated[str | None, typer.Option(help="Whose, on a page of several forces.")] = None,
    format: FormatOption = "table",
    json: JsonOption = False,
    library: LibraryOption = DEFAULT,
) -> None:
    """What inspectors published, as one structured inspection.

    Every grade says where it came from, and every part keeps the words that it was read from.
    """
    from peelian.inspections.read import read_to

    print(read_to(page, library_path(library), out, force, printed_as(format, json)))


@library_app.command("check")
def library_check(library: LibraryOption = DEFAULT) -> None:
    """Every problem at once, each with file and line."""
    from peelian.inspections.library_check import check

    print(check(library_path(library)))


@library_app.command("list")
def library_list(library: LibraryOption = DEFAULT) -> None:
    """The standards of a library, by theme."""
    from peelian.standards.listing import listing

    print(listing(library_path(library)))


@library_app.command("show")
def library_show(
    standard: Annotated[str, typer.Argument(metavar="STANDARD")],
    library: LibraryOption = DEFAULT,
) -> None:
    """One standard in plain English, made from its rule."""
    from peelian.standards.listing import show

    print(show(library_path(library), standard))


@library_app.command("needs")
def library_needs(
    standards: Annotated[list[str] | None, typer.Argument(metavar="[STANDARD]...", help="All, if none.")] = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """The tables and columns that standards need."""
    from peelian.standards.listing import needs

    print(needs(library_path(library), standards or []))


@library_app.command("cases")
def library_cases(
    standard: Annotated[str | None, typer.Argument(metavar="[STANDARD]", help="All, if none.")] = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """Run the worked cases.

    It says which clauses they prove: each must be true in one case and false in another.
    """
    from peelian.duties.cases import report_cases as cases

    text, right = cases(library_path(library), standard)
    print(text)
    if not right:
        raise typer.Exit(WRONG_DATA)


@library_app.command("template")
def library_template(out: OutOption, library: LibraryOption = DEFAULT) -> None:
    """Empty CSV files for every table.

    A Frictionless data package beside them describes every column.
    """
    from peelian.duties.run import new_folder
    from peelian.standards.listing import template

    with new_folder(out) as work:
        template(library_path(library), work)
    print(f"Wrote empty files and their description to {out}.\n"
          "Files that you do not fill may stay or go: an empty one counts as absent.")


@library_app.command("copy")
def library_copy(out: OutOption, library: LibraryOption = DEFAULT) -> None:
    """A library as a folder of your own, to change.

    The schemas that an editor needs stand in it too.
    """
    from peelian.duties.run import new_folder
    from peelian.schemas import write_schemas
    from peelian.standards.copying import copy_library

    with new_folder(out) as work:
        copied = copy_library(library_path(library), work)
        write_schemas(work / "schemas")
    print(f"Wrote {copied} files to {out}. Name it with --library {out}.")


@library_app.command("schema")
def library_schema(out: OutOption) -> None:
    """JSON Schemas of the library's files.

    With them an editor completes, explains and checks what is written.
    """
    from peelian.schemas import write_schemas

    print(write_schemas(out))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `failures`). `arguments` defaults to the command line's."""
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        """Leave as an error would, so that what was begun is put away."""
        stopped.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    in_main_thread = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, stop) for number in STOPPING} if in_main_thread else {}
    try:
        app(args=arguments, prog_name="peelian")
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 0
        return ended_by(KeyboardInterrupt()) if code == INTERRUPTED else code
    except BaseException as error:
        if signal.SIGTERM in stopped:  # whatever was interrupted may have made an error of its own of it
            return 128 + signal.SIGTERM
        return ended_by(KeyboardInterrupt() if stopped else error)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


if __name__ == "__main__":
    sys.exit(main())
