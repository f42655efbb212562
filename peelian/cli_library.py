"""The commands `peelian library site`, `published` and `diff`. Each imports its work when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peelian.cli_options import WrongUsage
from peelian.libraries import DEFAULT, library_path

LibraryOption = Annotated[
    str, typer.Option("--library", "-l", metavar="NAME|FOLDER", help="A built-in library, or a folder of your own.")
]
DocsOption = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Markdown pages to set beside it.")]
SiteOutOption = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write, in place of an earlier one.")]


def library_site(out: SiteOutOption, docs: DocsOption = None, library: LibraryOption = DEFAULT) -> None:
    """A reference site: a page for each standard and table.

    Plain pages that need no server, no network and no script.
    """
    from peelian.site import site

    print(site(library_path(library), out, docs))


def library_published(library: LibraryOption = DEFAULT) -> None:
    """What answers each sentence of a published page, as Markdown.

    Each is marked records, proxy or people's evidence.
    """
    from peelian.inspections.published_text import published_text

    print(published_text(library_path(library)), end="")


def library_diff(
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="A library, by name or folder.")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="Another version of it.")] = None,
    standard: Annotated[str | None, typer.Option(help="One standard: alone, from edition to edition.")] = None,
    library: LibraryOption = DEFAULT,
) -> None:
    """What changed, in words: from one library to another, or from one edition of a standard to the next."""
    if (old is None) != (new is None) or (old is None and standard is None):
        raise WrongUsage("Name two libraries, OLD and NEW; or --standard ID alone, for its editions.")
    from peelian.differences import between_editions, between_libraries

    if old is not None and new is not None:
        print(between_libraries(library_path(old), library_path(new), standard))
    else:
        print(between_editions(library_path(library), standard or ""))
