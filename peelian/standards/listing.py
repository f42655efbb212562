"""What a library says of itself: its standards in a list, one of them in words, its needs and its templates."""

from __future__ import annotations

from pathlib import Path

from peelian.problems import Problems, did_you_mean, problem
from peelian.standards.check import check_library
from peelian.standards.library import Library
from peelian.standards.model import Standard
from peelian.standards.needs import standard_needs
from peelian.standards.prose import Prose


def sound_library(path: Path, settings: Path | None = None) -> Library:
    """The library, or Problems with everything that is wrong with it."""
    library, problems = check_library(path, settings)
    if problems or library is None:
        raise Problems(problems)
    return library


def listing(path: Path) -> str:
    """The standards by theme: id, kind, evidence of the newest edition, title."""
    library = sound_library(path)
    lines: list[str] = []
    theme = None
    for standard in sorted(library.standards.values(), key=lambda one: (one.theme, one.id)):
        if standard.theme != theme:
            theme = standard.theme
            lines.append(f"\n{theme}" if lines else theme)
        newest = max(standard.editions, key=lambda one: one.in_force.start)
        lines.append(f"  {standard.id:<34} {standard.kind:<10} {newest.authority.evidence:<11} {standard.title}")
    return "\n".join(lines)


def known_standard(library: Library, name: str) -> Standard:
    if name not in library.standards:
        raise problem("standard", f"'{name}' is not a standard of {library.about.name}.",
                      did_you_mean(name, library.standards))
    return library.standards[name]


def show(path: Path, name: str) -> str:
    """One standard: its sentence made from the rule, its law with citation and evidence, its parameters, its needs."""
    library = sound_library(path)
    standard = known_standard(library, name)
    resolved = library.resolve({name})[name]
    said = Prose(library.tables, library.calendar).sentence(standard, resolved)
    lines = [f"{standard.title} ({standard.id})", "", said, "", standard.why.strip(), ""]
    for edition in standard.editions:
        authority = edition.authority
        until = f" to {edition.in_force.end}" if edition.in_force.end else ""
        lines.append(f"In force from {edition.in_force.start}{until}: {authority.cite} "
                     f"[{', '.join(dict.fromkeys((authority.kind, authority.evidence)))}]"
                     f"{' ' + authority.url if authority.url else ''}")
        if edition.note or authority.note:
            lines.append(f"  {edition.note or authority.note}")
    for parameter in library.parameters_of(name):
        found = library.parameters[parameter]
        source = f" Source: {found.source}." if found.source else ""
        lines.append(f"A force may set {parameter} ({found.title}); here it is {found.value} [{found.evidence}].{source}")
    if standard.guards:
        lines.append(f"Shown beside it, as guards: {', '.join(standard.guards)}")
    if standard.population_check:
        lines.append(f"Population check: {standard.population_check.title} (material above "
                     f"{standard.population_check.material})")
    lines += [f"Often mis-stated: {trap}" for trap in standard.traps]
    lines += [f"It cannot show: {words}" for words in standard.cannot_show]
    lines.append(f"May be published: {'yes' if standard.publish else 'no'}")
    lines += ["", "Needs these tables and columns:", needs_text(library, [name])]
    return "\n".join(lines)


def needs(path: Path, names: list[str]) -> str:
    """The tables and columns that the named standards (all, where none is named) cannot do without."""
    return needs_text(sound_library(path), names)


def needs_text(library: Library, names: list[str]) -> str:
    for name in names:
        known_standard(library, name)
    found: dict[str, set[str]] = {}
    for resolved in library.resolve(set(names) or None).values():
        for table, columns in standard_needs(resolved, library.tables).items():
            found.setdefault(table, set()).update(columns)
    return "\n".join(f"{table}: {', '.join(sorted(columns))}" for table, columns in sorted(found.items()))


def template(path: Path, out: Path) -> None:
    """Write an empty CSV file for every table, and the Frictionless data package that describes them, into `out`."""
    from peelian.records.data_package import write_templates

    write_templates(sound_library(path).tables, out)
