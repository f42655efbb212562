"""What the commands share: options that mean one thing everywhere, what they were called before, and how a wrong one ends.

A command line that cannot be read (an unknown option, an argument that is missing) is wrong usage. A value that cannot be used is
wrong data, whoever finds it: `failures` has the exit codes.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from peelian.problems import did_you_mean, problem, shortened

RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder that an assessment wrote.")]
WhoOption = Annotated[str, typer.Option("--who", metavar="NAME", envvar="PEELIAN_WHO", help="Who does this.")]
RegisterOption = Annotated[Path | None, typer.Option("--register", metavar="FILE", envvar="PEELIAN_IMPROVEMENTS",
                                                     help="The register of improvements.")]
FrameworkOption = Annotated[str | None, typer.Option("--framework", metavar="NAME", help="Whose questions, of the library's.")]
ReviewsOption = Annotated[Path | None, typer.Option("--reviews", metavar="FILE", envvar="PEELIAN_REVIEWS",
                                                    help="The reviews; if none, reviews.sqlite beside the run.")]
ListFormatOption = Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print it.")]
FormatOption = Annotated[str, typer.Option("--format", metavar="table|json", help="How to print it.")]
JsonOption = Annotated[bool, typer.Option("--json", hidden=True, help="As --format json.")]
# What an option was called before, which goes on being understood and is not shown.
OLD_NAMES = {"--who": ("--by",), "--register": ("--store", "--improvements"), "--reviews": ("--store",)}


class WrongUsage(typer.BadParameter):
    """Options or arguments that do not go together, or of which one is missing."""

    def format_message(self) -> str:
        return self.message


class Command(TyperCommand):
    """A command that understands what its options were called before."""

    def make_parser(self, ctx: Any) -> Any:
        parser = super().make_parser(ctx)
        taken = {name for one in self.params for name in one.opts}
        for one in self.params:
            for old in (old for name in one.opts for old in OLD_NAMES.get(name, ()) if old not in taken):
                before: Any = copy.copy(one)
                before.opts, before.secondary_opts = [old], []
                before.add_to_parser(parser, ctx)
        return parser


class Group(TyperGroup):
    """A group of commands. Of what the parser refuses, a value that it cannot use is told as any other wrong value is."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if type(error) is not typer.BadParameter:  # its kin say what is missing, or does not go together
                raise
            named = getattr(error, "param", None)
            place = named.opts[0] if named is not None and named.opts[0].startswith("-") else getattr(named, "metavar", None)
            command = error.ctx.command_path if error.ctx is not None else "peelian"
            raise problem(str(place or "the command"), f"{error.message.rstrip('.')}.",
                          f"`{command} --help` says what may stand there.") from None


class Sections(Group):
    """The first group, whose help shows its commands under headings, in the order in which one comes to use them."""

    sections: ClassVar[Mapping[str, Sequence[str]]] = {}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        widest = max(map(len, self.commands))
        for heading, names in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), self.commands[name].get_short_help_str(formatter.width - widest - 6))
                                    for name in names])


class Commands(typer.Typer):
    """Commands in the plain help of Peelian, which understand what their options were called before."""

    def __init__(self, help: str, cls: type[Group] = Group, **more: Any):
        super().__init__(help=help, cls=cls, no_args_is_help=True, rich_markup_mode=None, **more)

    def command(self, name: str | None = None, **more: Any) -> Any:
        return super().command(name, cls=Command, **more)


def tell_of(path: Path, where: str, option: str = "") -> None:
    """Tell on standard error that a file was taken that nobody named. option: by which another is named, or none."""
    mend = f" Name another with {option} FILE, or none with {option} none." if option else ""
    print(f"{path}: found {where}, and used.{mend}", file=sys.stderr)


def one_of(value: str, known: Sequence[str], option: str = "--format") -> str:
    """The value, where it is one of a few words. Raises Problems for another."""
    if value not in known:
        words = f"{', '.join(known[:-1])} and {known[-1]}"
        raise problem(option, f"'{shortened(value)}' is none of {words}.", did_you_mean(value, known))
    return value


def printed_as(format: str, json: bool) -> bool:
    """Whether to print JSON, and not a table. Raises Problems for a format that is neither."""
    return one_of(format, ("table", "json")) == "json" or json
