"""Whom figures concern, and by what characteristics figures about them are broken down: data of a library's `characteristics/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Strict, Table
from peelian.validation import validated
from peelian.yaml_file import Place, YamlFile, read_folder, read_yaml

FOLDER = "characteristics"


class People(Strict):
    """Where the people stand."""

    table: str = Field(description="the table with a row for each person")
    key: str = Field(description="its column that names the person")


class Step(Strict):
    """One step from what is in hand to the people: the rows of a table by one column, and what to take from them."""

    table: str = Field(description="the table to go to")
    by: str = Field(description="its column that holds what is in hand: at first the subject")
    take: str = Field(description="its column to go on with; that of the last step names the person")


class Characteristic(Strict):
    """One characteristic. A column of values as it is, or a year of birth that bands make an age of."""

    name: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$", description="its name in short")
    title: str = Field(description="its name in a table")
    column: str = Field(description="column of the people's table")
    bands: list[int] | None = Field(None, description="of a year of birth: the first age of each band after the youngest")
    basis: Literal["national", "local"] | None = Field(None, description="who decided these bands")
    not_recorded: list[str] = Field(default_factory=list, description="values that record nothing, as 'unknown'")


class Characteristics(Strict):
    """Whose characteristics, which, and how each kind of subject leads to the people."""

    characteristics: str = Field(description="its name, as the file is called")
    title: str = Field(description="whom they describe, as 'the member'")
    source: str = Field(description="why figures are broken down by them")
    evidence: Literal["verified", "partly", "unverified", "local"] = Field(description="how well that is evidenced")
    people: People = Field(description="where they stand")
    by: list[Characteristic] = Field(description="the characteristics")
    paths: dict[str, list[Step]] = Field(description="kind of record: the steps from it to the people")
    looked_at: dict[str, str] = Field(default_factory=dict, description=(
        "table of people's answers to an audit: its column that names the record looked at, from which that kind's path leads on"))
    nobody: dict[str, str] = Field(default_factory=dict, description=(
        "kind of record that leads to none of them: why, as a sentence, which stands where its measures have no such table"))


def read_all_characteristics(library: Path, tables: Mapping[str, Table]) -> list[Characteristics]:
    """Every file of the folder, by name; none where the library has no such folder. Raises Problems with all that is wrong."""
    return read_folder(library / FOLDER, lambda path: read_characteristics(path, tables))


def read_characteristics(path: Path, tables: Mapping[str, Table]) -> Characteristics:
    """One file. Raises Problems with file and line for all that is wrong, names of tables and columns included."""
    file = read_yaml(path)
    made = validated(Characteristics, file)
    problems: list[Problem] = []
    if made.characteristics != path.stem:
        problems.append(Problem(file.at(("characteristics",)), f"'{made.characteristics}' differs from the file's name '{path.stem}'.",
                                "Give both the same name."))
    _known(file, ("people",), made.people.table, [made.people.key], tables, problems)
    for index, one in enumerate(made.by):
        place: Place = ("by", index)
        _known(file, place, made.people.table, [one.column], tables, problems)
        if one.bands is not None and (one.bands != sorted(set(one.bands)) or not one.bands or one.bands[0] < 1):
            problems.append(Problem(file.at(place), f"bands {one.bands} do not rise.", "Write ages from the youngest on, each once."))
    for word in ("paths", "nobody"):
        problems += [Problem(file.at((word, kind)), f"'{kind}' is not a table.", did_you_mean(kind, tables))
                     for kind in getattr(made, word) if kind not in tables]
    for kind in made.nobody:
        if kind in made.paths:
            problems.append(Problem(file.at(("nobody", kind)), f"'{kind}' has a path too.", "Leave out one of the two."))
    for table, column in made.looked_at.items():
        _known(file, ("looked_at", table), table, [column], tables, problems)
    for subject, steps in made.paths.items():
        if not steps:
            problems.append(Problem(file.at(("paths", subject)), "has no step.", "Say by which table the people are reached."))
        for index, step in enumerate(steps):
            _known(file, ("paths", subject, index), step.table, [step.by, step.take], tables, problems)
    if problems:
        raise Problems(problems)
    return made


def _known(file: YamlFile, place: Place, name: str, columns: list[str], tables: Mapping[str, Table],
           problems: list[Problem]) -> None:
    table = tables.get(name)
    if table is None:
        problems.append(Problem(file.at(place), f"'{name}' is not a table.", did_you_mean(name, tables)))
        return
    problems += [Problem(file.at(place), f"'{column}' is not a column of {name}.", did_you_mean(column, table.all_columns))
                 for column in columns if table.column(column) is None]
