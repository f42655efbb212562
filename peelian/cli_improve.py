"""The commands `peelian improve …`. Each imports its work when it is called, so that help answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peelian.cli_options import Commands, ListFormatOption, WhoOption, WrongUsage, one_of
from peelian.libraries import DEFAULT, library_path
from peelian.problems import problem

if TYPE_CHECKING:
    from peelian.inspections.improvement.doing import Doing
    from peelian.inspections.improvement.events import Improvement

app = Commands("Follow each improvement to its proof. Who answers for it, by when, and what the records say.")

RegisterOption = Annotated[Path, typer.Option("--register", metavar="FILE", envvar="PEELIAN_IMPROVEMENTS",
                                              help="The register of improvements.")]
REGISTER = Path("improvements.sqlite")
WhyOption = Annotated[str, typer.Option("--why", metavar="WORDS", help="The reason, kept for good.")]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="When it happened, if not now.")]
AsAtOption = Annotated[str | None, typer.Option("--as-at", metavar="DATE", help="As it stood then, by the days people gave.")]
KnownOption = Annotated[str | None, typer.Option("--known-at", metavar="DATE", help="Only what was written down by then.")]
LibraryOption = Annotated[str, typer.Option("--library", "-l", metavar="NAME|FOLDER", help="Whose words and standards.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `peelian improve list` shows it.")]
EvidenceOption = Annotated[list[str] | None, typer.Option("--evidence", metavar="WORDS", help="What shows it; again for more.")]
TestOption = Annotated[Path | None, typer.Option("--exit-test", metavar="FILE", help="How it will be proved, as YAML.")]
DeadlineOption = Annotated[str | None, typer.Option("--deadline", metavar="WORDS", help="By when, as '31 March 2019'.")]
ProofOption = Annotated[bool, typer.Option("--without-proof", help="Although no exit test passed. The board is told.")]


def _doing(store: Path, who: str, why: str, on: str | None, library: str) -> Doing:
    from peelian.inspections.improvement.doing import doing

    return doing(store, who, why, on, library_path(library))


def _said(one: Improvement) -> None:
    from peelian.inspections.improvement.listing import state_words

    print(f"{one.id}: {state_words(one).lower()}. {one.proposal.called}")


@app.command()
def add(
    who: WhoOption,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="An improvement, as YAML.")] = None,
    from_inspection: Annotated[Path | None, typer.Option(metavar="FILE", help="What `peelian read` wrote.")] = None,
    force: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Whose it is; again for one each.")] = None,
    why: WhyOption = "", register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Propose an improvement, or each that a read inspection asks for.

    What stands in the register already is left as it is.
    """
    if (file is None) == (from_inspection is None):
        raise WrongUsage("Name either a file of an improvement, or --from-inspection.")
    from peelian.inspections.improvement.doing import for_forces, propose, read_proposal
    from peelian.inspections.improvement.from_inspection import proposals_of
    from peelian.inspections.improvement.words import register_words
    from peelian.inspections.read.deadlines import deadlines

    folder, forces = library_path(library), force or []
    if from_inspection is not None:
        if len(forces) > 1:
            raise problem("--force", "is given more than once, and an inspection is of one force.", "Name one.")
        found = proposals_of(from_inspection, register_words(folder), deadlines(folder), forces[0] if forces else None)
    else:
        assert file is not None
        found = for_forces(read_proposal(file, folder), forces)
    act = _doing(register, who, why or f"proposed from {(from_inspection or file or register).name}", on, library)
    for name, is_new in propose(act, found):
        print(f"{name}: {'proposed' if is_new else 'stands there already'}.")


@app.command("list")
def list_(
    force: Annotated[str | None, typer.Option(metavar="CODE", help="Only this force's.")] = None,
    state: Annotated[str | None, typer.Option(help="Only in this state; or open.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person answers for.")] = None,
    register: RegisterOption = REGISTER, as_at: AsAtOption = None, known_at: KnownOption = None,
    library: LibraryOption = DEFAULT,
    format: ListFormatOption = "table",
) -> None:
    """The improvements, as they stand or stood."""
    one_of(format, ("table", "csv", "json"))
    from peelian.inspections.improvement.doing import moment_given, zone_of
    from peelian.inspections.improvement.listing import listed

    folder = library_path(library)
    then, known = moment_given(as_at, "--as-at", folder), moment_given(known_at, "--known-at", folder)
    print(listed(register, force, state, owner, then, format, zone_of(folder), known))


@app.command()
def show(
    name: IdArgument, register: RegisterOption = REGISTER, as_at: AsAtOption = None, known_at: KnownOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """One improvement in full, with its history."""
    from peelian.inspections.improvement.doing import moment_given, zone_of
    from peelian.inspections.improvement.listing import shown_in_full
    from peelian.inspections.improvement.words import register_words

    folder = library_path(library)
    then, known = moment_given(as_at, "--as-at", folder), moment_given(known_at, "--known-at", folder)
    print(shown_in_full(register, name, then, register_words(folder), zone_of(folder), known))


@app.command()
def accept(
    name: IdArgument, owner: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")],
    who: WhoOption, why: WhyOption = "", exit_test: TestOption = None, deadline: DeadlineOption = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Take it up: an owner, and beforehand how it will be proved."""
    from peelian.inspections.improvement.doing import accept, read_exit_test

    test = read_exit_test(exit_test, library_path(library)) if exit_test else None
    _said(accept(_doing(register, who, why, on, library), name, owner, test, deadline))


@app.command()
def amend(
    name: IdArgument, who: WhoOption, why: WhyOption = "",
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Who answers for it from now on.")] = None,
    exit_test: TestOption = None, deadline: DeadlineOption = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Another owner, exit test or deadline. What it was stays in the history."""
    from peelian.inspections.improvement.doing import amend, read_exit_test

    test = read_exit_test(exit_test, library_path(library)) if exit_test else None
    _said(amend(_doing(register, who, why, on, library), name, owner, test, deadline))


@app.command()
def act(
    name: IdArgument, who: WhoOption, why: WhyOption = "",
    action: Annotated[str | None, typer.Option(metavar="WORDS", help="What will be done.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="By when.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who does it, if not the owner.")] = None,
    done: Annotated[int | None, typer.Option(min=1, metavar="NUMBER", help="The action of the plan that is done.")] = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Add an action to the plan, or say that one is done."""
    from peelian.inspections.improvement.doing import act_on, day_given

    _said(act_on(_doing(register, who, why, on, library), name, action, day_given(due, "--due"), by, done))


@app.command()
def offer(
    name: IdArgument, who: WhoOption, why: WhyOption = "", evidence: EvidenceOption = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """The owner says that it has improved, and what shows it."""
    from peelian.inspections.improvement.doing import Details, model_of, move

    details = model_of(Details, "--evidence", evidence=evidence or [])
    _said(move(_doing(register, who, why, on, library), name, "offer", details))


@app.command("send-back")
def send_back(
    name: IdArgument, who: WhoOption, why: WhyOption = "",
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Another person finds that the evidence does not show it."""
    from peelian.inspections.improvement.doing import move

    _said(move(_doing(register, who, why, on, library), name, "send-back"))


@app.command()
def verify(
    name: IdArgument, who: WhoOption, why: WhyOption = "", evidence: EvidenceOption = None,
    verification: Annotated[str | None, typer.Option(metavar="NAME", help="The kind of verification, if they have names.")] = None,
    without_proof: ProofOption = False,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Another person than the owner has looked, and agrees."""
    from peelian.inspections.improvement.doing import verify
    from peelian.inspections.improvement.words import register_words

    words = register_words(library_path(library))
    _said(verify(_doing(register, who, why, on, library), name, evidence or [], verification, without_proof, words))


@app.command()
def close(
    name: IdArgument, who: WhoOption, why: WhyOption = "", without_proof: ProofOption = False,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """A person ends it. It goes on being rechecked."""
    from peelian.inspections.improvement.doing import Details, move

    _said(move(_doing(register, who, why, on, library), name, "close", Details(without_proof=without_proof)))


@app.command()
def reopen(
    name: IdArgument, who: WhoOption, why: WhyOption = "",
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """It is not, or no longer, what it seemed."""
    from peelian.inspections.improvement.doing import move

    _said(move(_doing(register, who, why, on, library), name, "reopen"))


@app.command()
def supersede(
    name: IdArgument, who: WhoOption, why: WhyOption = "",
    by: Annotated[str | None, typer.Option(metavar="ID", help="The improvement that takes its place.")] = None,
    outside: Annotated[str | None, typer.Option(metavar="WORDS", help="What takes its place outside the register.")] = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Something else takes its place. Another person than the owner says so."""
    if (by is None) == (outside is None):
        raise WrongUsage("Name either an improvement of the register with --by, or something else with --outside.")
    from peelian.inspections.improvement.doing import Details, model_of, move

    details = model_of(Details, "--by or --outside", replacement=by, outside=outside)
    _said(move(_doing(register, who, why, on, library), name, "supersede", details))


@app.command("step-down")
def step_down(
    name: IdArgument, level: Annotated[str, typer.Option(metavar="LEVEL", help="The lesser level at which it goes on.")],
    who: WhoOption, why: WhyOption = "", evidence: EvidenceOption = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """It was graver once, and goes on as something lesser."""
    from peelian.inspections.improvement.doing import step_down
    from peelian.inspections.improvement.words import register_words

    words = register_words(library_path(library))
    _said(step_down(_doing(register, who, why, on, library), name, level, evidence or [], words))


@app.command()
def recheck(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder that an assessment wrote.")],
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Judge every exit test by a run.

    It says what moved and reopens what slid back. It closes nothing.
    """
    from peelian.inspections.improvement.doing import moment_given
    from peelian.inspections.improvement.recheck import recheck

    print(recheck(register, run, moment_given(on, "--on", library_path(library))).words)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or a workbook, a row for each dated entry.")],
    who: WhoOption, why: WhyOption = "",
    force: Annotated[str | None, typer.Option(metavar="CODE", help="Whose it is, where the file does not say.")] = None,
    register: RegisterOption = REGISTER, on: OnOption = None, library: LibraryOption = DEFAULT,
) -> None:
    """Read a register that others keep, with its dated history."""
    from peelian.inspections.improvement.doing import zone_of
    from peelian.inspections.improvement.exchange import import_register
    from peelian.inspections.improvement.words import register_words

    act, folder = _doing(register, who, why or f"read from {file.name}", on, library), library_path(library)
    print(import_register(act, file, force, register_words(folder), zone_of(folder)))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, .csv or .xlsx.")],
    register: RegisterOption = REGISTER, as_at: AsAtOption = None, known_at: KnownOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """Write the register, as it stands or stood, a row for each dated entry."""
    from peelian.inspections.improvement.doing import moment_given, zone_of
    from peelian.inspections.improvement.exchange import export_register
    from peelian.inspections.improvement.words import register_words

    folder = library_path(library)
    then, known = moment_given(as_at, "--as-at", folder), moment_given(known_at, "--known-at", folder)
    print(export_register(register, out, then, register_words(folder), zone_of(folder), known))


@app.command()
def board(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write. It must be new.")],
    register: RegisterOption = REGISTER, as_at: AsAtOption = None, known_at: KnownOption = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """Write the board pack: open, ageing, stuck, slid back, closed without proof."""
    from peelian.duties.run import new_folder
    from peelian.inspections.improvement.board import write_board
    from peelian.inspections.improvement.doing import moment_given, zone_of
    from peelian.inspections.improvement.words import register_words

    folder = library_path(library)
    then, known = moment_given(as_at, "--as-at", folder), moment_given(known_at, "--known-at", folder)
    with new_folder(out) as work:
        made = write_board(register, work, then, zone_of(folder), register_words(folder), known)
    print(f"{made.sentence}\nThe board pack is {out / 'index.html'}.")
