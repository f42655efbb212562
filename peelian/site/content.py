"""What a site is made of, gathered once: the library, what its standards read, its cases, questions and published pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup, escape

from peelian.duties.cases import Case, read_cases
from peelian.inspections.frameworks import Framework, frameworks_of
from peelian.inspections.published import Published, published_of
from peelian.standards.library import Library
from peelian.standards.listing import sound_library
from peelian.standards.model import Standard
from peelian.standards.needs import standard_needs
from peelian.standards.prose import Prose
from peelian.standards.rules import Resolved


@dataclass(frozen=True)
class Grid:
    """A table of a page. Cells are text, or Markup where they hold a link. The first cell of each row is its heading."""

    caption: str
    headings: list[str]
    rows: list[list[str]]


@dataclass
class Content:
    """Everything that pages are made of.

    needs: standard → table → columns that it reads. users: table → column → the standards that read it.
    """

    library: Library
    resolved: dict[str, Resolved]
    prose: Prose
    frameworks: dict[str, Framework]
    published: list[Published]
    cases: dict[str, list[Case]] = field(default_factory=dict)
    needs: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    users: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def standards(self) -> dict[str, Standard]:
        return self.library.standards

    def by_theme(self) -> dict[str, list[Standard]]:
        found: dict[str, list[Standard]] = {}
        for one in sorted(self.standards.values(), key=lambda one: (one.theme, one.title)):
            found.setdefault(one.theme, []).append(one)
        return found

    def systems(self) -> dict[str, list[str]]:
        """Each kind of record system → the tables that it usually holds."""
        found: dict[str, list[str]] = {}
        for name, table in sorted(self.library.tables.items()):
            for system in (table.usual_source or "not said").split(","):
                found.setdefault(system.strip(), []).append(name)
        return dict(sorted(found.items(), key=lambda item: item[0].lower()))

    def readers(self, table: str) -> list[str]:
        """The standards that read a table, by name."""
        return sorted({name for names in self.users.get(table, {}).values() for name in names})

    def standard_link(self, name: str, root: str) -> Markup:
        if name not in self.standards:
            return Markup(escape(name))
        return linked(f"{root}standards/{name}.html", self.standards[name].title)

    def standard_links(self, names: Iterable[str], root: str) -> Markup:
        return Markup("; ").join(self.standard_link(name, root) for name in names)


def linked(target: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(target, words)


def code(words: str) -> Markup:
    return Markup("<code>{}</code>").format(words)


def in_words(name: str) -> str:
    """A theme's name as a heading."""
    return name.replace("_", " ").capitalize()


def gather(path: Path) -> Content:
    """Read a library folder. Raises Problems with all that is wrong in it."""
    library = sound_library(path)
    resolved = library.resolve()
    found = Content(library, resolved, Prose(library.tables, library.calendar), frameworks_of(library), published_of(library))
    for name in library.standards:
        read = read_cases(library, name)
        found.cases[name] = read[1] if read else []
        found.needs[name] = standard_needs(resolved[name], library.tables)
        for table, columns in found.needs[name].items():
            for column in columns:
                found.users.setdefault(table, {}).setdefault(column, []).append(name)
    return found
