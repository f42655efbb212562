"""What a library says of itself: its standards in a list, one of them in words, its needs and its schemas."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from peelian.problems import Problems, did_you_mean, problem
from peelian.records.tables import Table
from peelian.standards.check import check_library
from peelian.standards.library import Library, LibraryFile
from peelian.standards.model import Parameter, Standard
from peelian.standards.needs import standard_needs
from peelian.standards.prose import sentence


def sound_library(path: Path, settings: Path | None = None) -> Library:
    """The library, or Problems with everything that is wrong with it."""
    library, problems = check_library(path, settings)
    if problems or library is None:
        raise Problems(problems)
    return library


def check(path: Path) -> str:
    """A sentence that all is well. Raises Problems otherwise."""
    library = sound_library(path)
    return (f"{library.about.title} {library.about.version}: {len(library.tables)} tables, {len(library.standards)} "
            f"standards, {len(library.parameters)} parameters. Nothing is wrong.")


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
    lines = [f"{standard.title} ({standard.id})", "", sentence(standard, resolved), "", standard.why.strip(), ""]
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
        lines.append(f"Parameter {parameter}: {found.value} ({found.basis}): {found.title}")
    if standard.guards:
        lines.append(f"Shown beside it, as guards: {', '.join(standard.guards)}")
    if standard.population_check:
        lines.append(f"Population check: {standard.population_check.title} (material above "
                     f"{standard.population_check.material})")
    lines += [f"Often mis-stated: {trap}" for trap in standard.traps]
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


def schemas(out: Path) -> str:
    """Write the JSON Schema of every kind of library file, for editors. Returns what was written."""
    from peelian.records.calendars import Calendar
    from peelian.records.mapping import Mapping
    from peelian.records.simulation.scenario import Scenario

    out.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, type[BaseModel]] = {
        "table": Table, "standard": Standard, "parameter": Parameter, "calendar": Calendar, "mapping": Mapping,
             "scenario": Scenario, "library": LibraryFile}
    for name, model in kinds.items():
        schema = model.model_json_schema(by_alias=True)
        if name == "parameter":  # a file of parameters is a block of them by name
            definition = {key: value for key, value in schema.items() if key != "$defs"}
            schema = {"title": "Parameters", "type": "object", "additionalProperties": definition,
                      "$defs": schema.get("$defs", {})}
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        text = json.dumps(schema, indent=2, sort_keys=True) + "\n"
        (out / f"{name}.schema.json").write_text(text, encoding="utf-8")
    return f"Wrote {len(kinds)} schemas to {out}."


def template(path: Path, out: Path) -> None:
    """Write an empty CSV file for every table, and the Frictionless data package that describes them, into `out`."""
    from peelian.records.data_package import write_templates

    write_templates(sound_library(path).tables, out)
