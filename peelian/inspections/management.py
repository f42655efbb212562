"""What whoever is in charge wants side by side: demand, capacity and performance, by section. Data of a library's management/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Strict
from peelian.standards.library import Library
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_yaml

FOLDER = "management"
NOBODY_KNOWS = "The library names no statement in which demand and capacity are set out, so its themes are the sections."


class Demand(Strict):
    """Records that are counted by month, as a sign of what comes in."""

    title: str = Field(description="what is counted, in words")
    short: str | None = Field(None, max_length=12, description="its name beside a line of a chart, where the title is long")
    each: str = Field(description="the table whose rows are counted, in the month in which they happened")


class Section(Strict):
    """One section of the statement."""

    title: str = Field(description="its heading")
    demand: list[Demand] = Field(default_factory=list, description="what comes in")
    capacity: list[str] = Field(default_factory=list, description="standards that count who and what there is to meet it")
    themes: list[str] = Field(default_factory=list, description="themes whose measures say how it is met")


class Management(Strict):
    """How demand, capacity and performance are set out for those in charge."""

    management: str = Field(description="its name, as the file is called")
    title: str = Field(description="the statement, in words")
    page: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="what the page in the report is called, without .html")
    page_title: str = Field(description="its heading")
    source: str = Field(description="where the statement is described")
    url: str | None = Field(None, description="where that was read")
    evidence: Literal["verified", "partly", "unverified", "local"] = Field(description="how well its shape is evidenced")
    note: str = Field(description="what a reader must know of it")
    sections: list[Section] = Field(min_length=1, description="its sections, in order")


def read_management(path: Path, library: Library) -> Management:
    """One file. Raises Problems with file and line, also for tables, standards and themes that the library does not have."""
    return whole(Management, read_yaml(path), lambda made, file: _problems(made, file, library))


def _problems(made: Management, file: YamlFile, library: Library) -> Iterator[Problem]:
    if made.management != file.path.stem:
        yield Problem(file.at(("management",)), f"'{made.management}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
    themes = {one.path.parent.name for one in library.files.values()}
    for index, section in enumerate(made.sections):
        place = ("sections", index)
        for number, one in enumerate(section.demand):
            table = library.tables.get(one.each)
            if table is None:
                yield Problem(file.at((*place, "demand", number, "each")), f"'{one.each}' is not a table.",
                              did_you_mean(one.each, library.tables))
            elif table.happened is None:
                yield Problem(file.at((*place, "demand", number, "each")), f"'{one.each}' does not say when its rows happened.",
                              "Choose a table that does.")
        for word, names, known in (("capacity", section.capacity, set(library.files)), ("themes", section.themes, themes)):
            for number, name in enumerate(names):
                if name not in known:
                    kind = "standard" if word == "capacity" else "theme"
                    yield Problem(file.at((*place, word, number)), f"'{name}' is not a {kind} of this library.",
                                  did_you_mean(name, known))


def management_of(library: Library) -> Management:
    """The library's first, or its themes as sections where it has none. Raises Problems for one that is wrong."""
    problems: list[Problem] = []
    found: list[Management] = []
    for path in sorted((library.path / FOLDER).glob("*.yaml")):
        try:
            found.append(read_management(path, library))
        except Problems as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Problems(problems)
    if found:
        return found[0]
    themes = sorted({one.path.parent.name for one in library.files.values()})
    sections = [Section(title=theme.replace("_", " ").capitalize(), themes=[theme]) for theme in themes]
    return Management(management="management", title="Demand, capacity and performance", page="in_charge",
                      page_title="For whoever is in charge", source="the library's own themes", evidence="local",
                      note=NOBODY_KNOWS, sections=sections or [Section(title="All")])
