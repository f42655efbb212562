"""How grave what people do is: a published index, as data of a library's `severity/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Strict, Table
from peelian.validation import validated
from peelian.yaml_file import Place, YamlFile, read_folder, read_yaml

FOLDER = "severity"
COLUMN = r"^[a-z_]+\.[a-z_]+$"


class Weight(Strict):
    """How much one thing weighs that has any of these values."""

    weight: float = Field(gt=0, description="how much each weighs, beside the others")
    called: str = Field(description="what they are together, in words")
    values: list[str] = Field(min_length=1, description="values of the column that the index goes by")


class ProvedBy(Strict):
    """Only what has such a row counts as done by somebody; without one it is only thought so."""

    table: str = Field(description="the table that shows it")
    same: str = Field(description="the column that both tables share")
    column: str = Field(description="its column that must hold one of the values")
    values: list[str] = Field(min_length=1, description="these values")


class ManagedIn(Strict):
    """Where it stands who is managed already."""

    table: str = Field(description="the table, which names the person as `who` does")
    begins: str = Field(alias="from", description="its column that says since when")
    until: str = Field(description="its column that says until when; blank while it lasts")


class Severity(Strict):
    """An index: what is weighed, whose it is, and how much each weighs."""

    severity: str = Field(description="its name, as the file is called")
    title: str = Field(description="what it measures, in words")
    source: str = Field(description="where the weights come from, with the figures that they were made of")
    url: str | None = Field(None, description="where it was read")
    evidence: Literal["verified", "partly", "unverified", "local"] = Field(description="how well that is evidenced")
    note: str = Field(description="what a reader must know of it")
    each: str = Field(description="the table with a row for each person's part in each thing")
    who: str = Field(description="its column that names the person")
    by: str = Field(pattern=COLUMN, description="table.column that the weights go by; `each` has a link to that table")
    leave_out: list[str] = Field(default_factory=list,
                                 description="table.column of moments, of the same table: known by then, left out")
    proved_by: ProvedBy | None = Field(None, description="what shows that it was this person")
    managed_in: ManagedIn | None = Field(None, description="where it stands who is managed already")
    weights: list[Weight] = Field(min_length=1, description="the weights; a value without one is not weighed, and counted")


def read_severities(library: Path, tables: Mapping[str, Table]) -> list[Severity]:
    """Every index of the folder, by name; none where there is no such folder. Raises Problems with all that is wrong."""
    return read_folder(library / FOLDER, lambda path: read_severity(path, tables))


def read_severity(path: Path, tables: Mapping[str, Table]) -> Severity:
    """One file. Raises Problems with file and line for all that is wrong, names of tables, columns and values included."""
    file = read_yaml(path)
    made = validated(Severity, file)
    problems: list[Problem] = []
    if made.severity != path.stem:
        problems.append(Problem(file.at(("severity",)), f"'{made.severity}' differs from the file's name '{path.stem}'.",
                                "Give both the same name."))
    asked: list[tuple[Place, str, str]] = [(("who",), made.each, made.who), (("by",), *_parts(made.by))]
    asked += [(("leave_out", index), *_parts(one)) for index, one in enumerate(made.leave_out)]
    if made.proved_by:
        asked += [(("proved_by", "column"), made.proved_by.table, made.proved_by.column),
                  (("proved_by", "same"), made.proved_by.table, made.proved_by.same),
                  (("proved_by", "same"), made.each, made.proved_by.same)]
    if made.managed_in:
        asked += [(("managed_in", word), made.managed_in.table, column)
                  for word, column in (("from", made.managed_in.begins), ("until", made.managed_in.until), ("table", made.who))]
    for place, table, column in asked:
        problems += _unknown(file, place, table, column, tables)
    if not problems:
        problems += _values(file, made, tables)
    if problems:
        raise Problems(problems)
    return made


def _parts(text: str) -> tuple[str, str]:
    table, _, column = text.partition(".")
    return table, column


def _unknown(file: YamlFile, place: Place, name: str, column: str, tables: Mapping[str, Table]) -> list[Problem]:
    table = tables.get(name)
    if table is None:
        return [Problem(file.at(place), f"'{name}' is not a table.", did_you_mean(name, tables))]
    if table.column(column) is None:
        return [Problem(file.at(place), f"'{column}' is not a column of {name}.", did_you_mean(column, table.all_columns))]
    return []


def _values(file: YamlFile, made: Severity, tables: Mapping[str, Table]) -> list[Problem]:
    table, name = _parts(made.by)
    known, problems, seen = tables[table].columns[name].values or [], [], set()
    if link_to(tables[made.each], table) is None:
        problems.append(Problem(file.at(("by",)), f"{made.each} has no link to {table}.",
                                "Name a column of a table to which it has one."))
    for index, weight in enumerate(made.weights):
        for value in weight.values:
            if known and value not in known:
                problems.append(Problem(file.at(("weights", index)), f"'{value}' is not a value of {made.by}.",
                                        did_you_mean(value, known)))
            if value in seen:
                problems.append(Problem(file.at(("weights", index)), f"'{value}' has a weight already.", "Give each value one weight."))
            seen.add(value)
    return problems


def link_to(table: Table, other: str) -> str | None:
    """The column of a table that links to another, or None."""
    return next((name for name, column in table.columns.items() if column.link and column.link.partition(".")[0] == other), None)
