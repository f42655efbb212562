"""The commands `peelian judge …`. Each imports its work when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peelian.cli_options import Commands, RegisterOption, RunArgument, WhoOption, one_of, tell_of
from peelian.libraries import DEFAULT, library_path

app = Commands("Judge a question. What measures and people say of it, an indicative grade, and the grade that a person sets.")
evidence_app = Commands("What people bring that records cannot show.")
app.add_typer(evidence_app, name="evidence")

FILE = Path("judgements.sqlite")
FORMATS = ("text", "json")
FrameworkOption = Annotated[str | None, typer.Option(metavar="NAME", help="A framework of the library; its first, if not named.")]
StoreOption = Annotated[Path, typer.Option("--judgements", metavar="FILE", envvar="PEELIAN_JUDGEMENTS",
                                           help="The file of judgements.")]
GivenOption = Annotated[Path | None, typer.Option("--judgements", metavar="FILE", envvar="PEELIAN_JUDGEMENTS",
                                                  help="The file of judgements; judgements.sqlite, where there is one.")]
WhyOption = Annotated[str, typer.Option("--why", metavar="WORDS", help="The reasons, kept for good.")]
LibraryOption = Annotated[str, typer.Option("--library", "-l", metavar="NAME|FOLDER", help="Whose questions and standards.")]
OwnLibraryOption = Annotated[str | None, typer.Option("--library", "-l", metavar="NAME|FOLDER",
                                                      help="In place of the library that the run was judged by.")]
QuestionOption = Annotated[str | None, typer.Option("--question", metavar="ID", help="Only this question, in full.")]
FormatOption = Annotated[str, typer.Option("--format", metavar="text|json", help="How to print it.")]


@app.command()
def show(
    run: RunArgument, framework: FrameworkOption = None, question: QuestionOption = None, judgements: GivenOption = None,
    register: RegisterOption = None,
    as_at: Annotated[str | None, typer.Option("--as-at", metavar="DATE", help="Only what people had written down by then.")] = None,
    library: OwnLibraryOption = None, format: FormatOption = "text",
) -> None:
    """Each question with its indicative grade, what it rests on, and the final grade where a person set one."""
    one_of(format, FORMATS)
    from peelian.inspections.grading.commands import brought, show
    from peelian.inspections.grading.entries import FILE as USUAL

    if judgements is None and USUAL.is_file():
        tell_of(USUAL, "in the current folder", "--judgements")

    folder = library_path(library) if library else None
    given = brought(judgements, register, as_at, folder or library_path(DEFAULT))
    print(show(run, framework, question, given, folder, format))


@app.command()
def grade(
    run: RunArgument, question: Annotated[str, typer.Option(metavar="ID", help="The question, by its id or number.")],
    grade: Annotated[str, typer.Option(metavar="WORDS", help="A grade of the framework's scale.")],
    who: WhoOption, why: WhyOption, framework: FrameworkOption = None, judgements: StoreOption = FILE, register: RegisterOption = None,
    self_checks_read: Annotated[bool, typer.Option("--self-checks-read", help="The self-checks were read.")] = False,
    library: OwnLibraryOption = None,
) -> None:
    """Set a grade. Only a person does, with reasons, having read what speaks against it.

    An earlier grade stays in the history, with who set it, when and why.
    """
    from peelian.inspections.grading.commands import set_grade

    print(set_grade(run, question, grade, who, why, framework, judgements, register, self_checks_read,
                    library_path(library) if library else None))


@app.command()
def history(
    judgements: StoreOption = FILE,
    question: Annotated[str | None, typer.Option("--question", metavar="ID", help="Only of this question.")] = None,
    format: FormatOption = "text",
) -> None:
    """Everything that people said, in order: evidence, what was withdrawn, and every grade."""
    one_of(format, FORMATS)
    from peelian.inspections.grading.commands import history

    print(history(judgements, question, format))


@evidence_app.command("add")
def evidence_add(
    kind: Annotated[str, typer.Option(metavar="KIND", help="One of the kinds named above.")],
    bears: Annotated[str, typer.Option(metavar="WAY", help="supports or contradicts: that it is answered well.")],
    words: Annotated[str, typer.Option(metavar="WORDS", help="What was said, read or seen, without names.")],
    who: WhoOption,
    question: Annotated[str | None, typer.Option(metavar="ID", help="The question that it bears on.")] = None,
    standard: Annotated[str | None, typer.Option(metavar="ID", help="The standard that it bears on.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="When it was said, read or seen, if not today.")] = None,
    place: Annotated[str | None, typer.Option(metavar="WORDS", help="Where the document or note can be found.")] = None,
    force: Annotated[list[str] | None, typer.Option(metavar="CODE", help="The force that it is of, as runs have it; again for "
        "each.")] = None,
    judgements: StoreOption = FILE, library: LibraryOption = DEFAULT,
) -> None:
    """Keep what a person heard, read or saw.

    Kinds: interview, document, observation, file-review.
    """
    from peelian.inspections.grading.commands import add_evidence

    print(add_evidence(judgements, library_path(library), who, kind, bears, words, question, standard, on, place, force or ()))


@evidence_app.command("list")
def evidence_list(
    judgements: StoreOption = FILE,
    question: Annotated[str | None, typer.Option(metavar="ID", help="Only what bears on this question or its standards.")] = None,
    library: LibraryOption = DEFAULT, format: FormatOption = "text",
) -> None:
    """The evidence that stands."""
    one_of(format, FORMATS)
    from peelian.inspections.grading.commands import list_evidence

    print(list_evidence(judgements, question, format, library_path(library)))


@evidence_app.command("withdraw")
def evidence_withdraw(
    number: Annotated[int, typer.Argument(min=1, metavar="NUMBER", help="As `peelian judge evidence list` shows it.")],
    who: WhoOption, why: WhyOption, judgements: StoreOption = FILE,
) -> None:
    """Take evidence back. It stays in the history."""
    from peelian.inspections.grading.commands import withdraw

    print(withdraw(judgements, number, who, why))
