"""The commands `peelian link …` and `peelian library said`. Each imports its work when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from peelian.cli_options import Commands, Group, WhoOption
from peelian.libraries import DEFAULT, library_path


class _LinksByDefault(Group):
    """`peelian link INSPECTION` stands for `peelian link show INSPECTION`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = next((one for one in args if not one.startswith("-")), None)
        if first is not None and first not in self.commands:
            args = ["show", *args]
        return super().parse_args(ctx, args)


app = Commands("Which standards would measure what an inspection found. Start with: peelian link INSPECTION", _LinksByDefault)

InspectionArgument = Annotated[Path, typer.Argument(metavar="INSPECTION", help="A file that `peelian read` wrote.")]
StatementArgument = Annotated[str, typer.Argument(metavar="STATEMENT", help="Its id, as `peelian link` shows it.")]
WhyOption = Annotated[str, typer.Option(metavar="TEXT", help="Why, in one line.")]
DecisionsOption = Annotated[Path | None, typer.Option(
    metavar="FILE", help="Where decisions are kept; if not named, link_decisions.sqlite beside the inspection."
)]
OutFileOption = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it as JSON too.")]
LibraryOption = Annotated[
    str, typer.Option("--library", "-l", metavar="NAME|FOLDER", help="A built-in library, or a folder of your own.")
]


@app.command("show")
def show(
    inspection: InspectionArgument,
    out: OutFileOption = None,
    decisions: DecisionsOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """The standards that would measure each weakness, area for improvement, cause of concern and recommendation.

    Each with a reason and a confidence; what people decided comes before what the method suggests.
    """
    from peelian.inspections.links.commands import link

    print(link(inspection, library_path(library), out, decisions))


@app.command("confirm")
def confirm(
    inspection: InspectionArgument,
    statement: StatementArgument,
    standard: Annotated[str, typer.Argument(metavar="STANDARD|none", help="What measures it; none, if nothing does.")],
    who: WhoOption,
    why: WhyOption,
    decisions: DecisionsOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """Confirm that a standard measures a statement, or that none does."""
    from peelian.inspections.links.commands import decide_link

    print(decide_link("confirmed", inspection, statement, standard, who, why, library_path(library), decisions))


@app.command("reject")
def reject(
    inspection: InspectionArgument,
    statement: StatementArgument,
    standard: Annotated[str, typer.Argument(metavar="STANDARD", help="What does not measure it.")],
    who: WhoOption,
    why: WhyOption,
    decisions: DecisionsOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """Reject a standard for a statement: it is not suggested for it again."""
    from peelian.inspections.links.commands import decide_link

    print(decide_link("rejected", inspection, statement, standard, who, why, library_path(library), decisions))


@app.command("history")
def history(inspection: InspectionArgument, decisions: DecisionsOption = None) -> None:
    """Every decision about an inspection's statements, in order."""
    from peelian.inspections.links.commands import history

    print(history(inspection, decisions))


def library_said(
    standard: Annotated[str, typer.Argument(metavar="STANDARD")],
    inspections: Annotated[Path, typer.Option(metavar="FOLDER", help="A folder of files that `peelian read` wrote.")],
    out: OutFileOption = None,
    decisions: DecisionsOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """What inspectors have said of a standard, good and bad."""
    from peelian.inspections.links.commands import said

    print(said(standard, inspections, library_path(library), out, decisions))
