"""Tables: what the records of a service look like. A contract as data, one YAML file for each table.

A moment is a point in time, kept as naive UTC with microseconds in a column `x`; where it is coarser than a second
the column `x__latest` holds the last microsecond that it could be. A `date` is a moment known to the local day.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from peelian.problems import Problem, Problems, did_you_mean
from peelian.unfinished import PatchedFile, not_in_full, told, understood
from peelian.yaml_file import YamlFile, read_yaml

LATEST = "__latest"

ColumnType = Literal["id", "text", "enum", "bool", "int", "num", "moment", "date"]


class Strict(BaseModel):
    """A model of library data: no unknown words, and values that do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column. `required` marks a column that the source is expected to hold; only keys must be present."""

    type: ColumnType = Field(description="id and text are text; a moment is a point in time, a date a local day")
    meaning: str = Field(description='what a value says; begins with "When" for a moment and "Whether" for true or false, '
                                     'for sentences use it')
    called: str | None = Field(None, description="its name in a sentence, where the column's own reads badly")
    unit: str | None = Field(None, description="unit of a number")
    values: list[str] | None = Field(None, description="allowed values of an enum")
    values_called: dict[str, str] = Field(
        default_factory=dict, description="what a value is called in a sentence, where the value itself reads badly")
    link: str | None = Field(None, description="table.column whose value this repeats")
    parent: bool = Field(False, description="this row is part of the linked one: area and holder come from there")
    required: bool = Field(False, description="the source is expected to hold it; only keys must be there")
    since: str | None = Field(None, description="the moment column that says since when this value stands")
    as_extracted: bool = Field(False, description="the value may change and nothing says when")
    blank_means: bool | int | float | str | None = Field(None, description="what an empty value says")
    planned: bool = Field(False, description="a moment that may lie in the future when it is entered, as an expiry")
    shown_first: bool = Field(False, description="shown before all else wherever a duty about this row is shown; true or "
                                                 "false as a warning")
    implied_by: list[str] = Field(
        default_factory=list, description="columns whose value (of yes or no, whose yes) shows that this moment has "
                                          "happened, so that a blank is unknown and not 'not yet'; what stands since it "
                                          "shows it without being named")

    @property
    def is_moment(self) -> bool:
        return self.type in ("moment", "date")

    def value_called(self, value: object) -> str:
        """A value in words, as a sentence says it."""
        return self.values_called.get(str(value)) or str(value).replace("_", " ")

    @property
    def values_in_words(self) -> str:
        """The allowed values, each with what it is called where that differs; a dash where any value may stand."""
        called = [(value, self.values_called.get(value, value)) for value in self.values or []]
        return ", ".join(words if words.startswith(value) else f"{value} ({words})" for value, words in called) or "–"


class Holder(Strict):
    """Who holds a row of this table: columns of its own, or the last row of a history table."""

    record: str | None = Field(None, description="history table; without it the columns are the table's own")
    same: str | None = Field(None, description="column of the history table that links to this table's key")
    owner: str | None = Field(None, description="column that names the person")
    team: str | None = Field(None, description="column that names the team")
    since: str | None = Field(None, description="moment from which the history row stands")


class RowRule(Strict):
    """A rule that each row keeps, or is set aside: `later` may not be before `earlier`."""

    later: str = Field(description="moment column")
    earlier: str = Field(description="moment column that may not be after it")


class Table(Strict):
    """One record table. `happened` is the moment at which its row is true; a row is unknown before it."""

    table: str = Field(description="its name, as the file is called")
    meaning: str = Field(description="what one row is")
    called: str | None = Field(None, description="one row of it in a sentence, where the table's name reads badly")
    usual_source: str | None = Field(None, description="the kinds of system that usually hold it, with commas between")
    key: list[str] = Field(description="columns that together name a row")
    happened: str | None = Field(None, description="moment column at which a row is true; before it a row is unknown")
    closed: str | None = Field(None, description="moment column since when its file is closed; lists say so beside what is still owed")
    area: str | None = Field(None, description="column that names the area")
    holder: Holder | None = Field(None, description="who holds a row")
    columns: dict[str, Column] = Field(description="the columns by name")
    row_rules: list[RowRule] = Field(default_factory=list, description="what each row must keep, or be set aside")

    def column(self, name: str) -> Column | None:
        return self.columns.get(name) or COMMON_COLUMNS.get(name)

    def shown_by(self, moment: str) -> list[str]:
        """The columns whose value shows that a moment has come, so that where it is blank it is unknown and not "not yet".

        They are those that its `implied_by` names, and every value that stands since it: none would be there otherwise. What a blank is
        read as shows nothing, and the moment at which a row is true is never shown: without it the row has no place in time.
        """
        column = self.column(moment)
        if column is None or moment == self.happened:
            return []
        standing = [name for name, other in self.columns.items() if other.since == moment and not other.is_moment
                    and (other.blank_means is None or other.blank_means is False)]
        return list(dict.fromkeys([*column.implied_by, *standing]))

    @property
    def all_columns(self) -> dict[str, Column]:
        return {**self.columns, **{name: column for name, column in COMMON_COLUMNS.items() if name not in self.columns}}


COMMON_COLUMNS: dict[str, Column] = {
    "source_system": Column(type="text", meaning="The system that the row was taken from."),
    "source_key": Column(type="text", meaning="The row's own key in that system."),
    "entered_at": Column(type="moment", meaning="When the row was entered; blank: when it happened."),
    "extracted_at": Column(type="moment", meaning="When the row was taken from the source."),
    "force_code": Column(type="text", meaning="The organisation that the row belongs to."),
}


def read_tables(library: Path) -> dict[str, Table]:
    """Every table of a library folder, by name. Raises Problems with file and line for all that is wrong."""
    problems: list[Problem] = []
    tables, _ = sound_tables(library, problems)
    if problems:
        raise Problems(problems)
    return tables


def sound_tables(library: Path, problems: list[Problem]) -> tuple[dict[str, Table], set[str]]:
    """The tables with which nothing is wrong, and the names of the others. What is wrong with these joins `problems`."""
    folder = library / "tables"
    tables: dict[str, Table] = {}
    files: dict[str, YamlFile] = {}
    in_part: dict[str, tuple[Table, PatchedFile]] = {}
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        problems.append(Problem(str(folder), "holds no table.", "A library needs tables/<name>.yaml."))
    unread: set[str] = set()
    for path in paths:
        try:
            read = understood(Table, read_yaml(path))
        except Problems as found:
            problems.extend(found.problems)
            unread.add(path.stem)
            continue
        file, table = read.file, read.model
        problems.extend(read.problems)
        if read.problems or table is None:
            unread.add(path.stem)
            if table is not None:
                in_part[path.stem] = (table, file)
            if not read.whole:
                problems.append(not_in_full(path))
            continue
        if table.table != path.stem:
            problems.append(Problem(file.at(("table",)), f"table '{table.table}' differs from the file's name "
                                    f"'{path.stem}'.", "Give both the same name."))
            unread |= {path.stem, table.table}
            continue
        tables[table.table] = table
        files[table.table] = file
    wrong = set(unread)
    for table, file in in_part.values():
        problems.extend(told(_table_problems(table, tables, file, unread)))
    for name, table in tables.items():
        if found_wrong := _table_problems(table, tables, files[name], unread):
            problems.extend(found_wrong)
            wrong.add(name)
    return {name: table for name, table in tables.items() if name not in wrong}, wrong


def _table_problems(table: Table, tables: dict[str, Table], file: YamlFile, unread: set[str]) -> list[Problem]:
    """What is wrong with one table; tables that could not be read have problems of their own."""
    problems: list[Problem] = []

    def need(column: str | None, place: tuple[Any, ...], *, moment: bool = False) -> None:
        if column is None:
            return
        found = table.column(column)
        if found is None:
            problems.append(Problem(file.at(place), f"'{column}' is not a column of {table.table}.",
                                    did_you_mean(column, table.all_columns)))
        elif moment and not found.is_moment and file.at(("columns", column, "type")):
            problems.append(Problem(file.at(place), f"'{column}' is {found.type}, and a moment is needed here."))

    for index, column in enumerate(table.key):
        need(column, ("key", index))
    need(table.happened, ("happened",), moment=True)
    need(table.area, ("area",))
    need(table.closed, ("closed",), moment=True)
    for index, rule in enumerate(table.row_rules):
        need(rule.later, ("row_rules", index), moment=True)
        need(rule.earlier, ("row_rules", index), moment=True)
    for name, column in table.columns.items():
        place = ("columns", name)
        need(column.since, (*place, "since"), moment=True)
        if column.implied_by and name == table.happened:
            problems.append(Problem(file.at((*place, "implied_by")), f"{name} says when a row is true, so it cannot be implied.",
                                    "Leave `implied_by` out: a row of which nobody knows when it happened has no place in time."))
        for implied in column.implied_by:
            need(implied, (*place, "implied_by"))
            other = table.column(implied)
            slip = other is not None and other.since is not None and table.column(other.since) is None  # told by itself
            dated = other is not None and other.is_moment and not other.planned  # a past run sees by itself whether it had come
            if other is not None and other.since != name and not dated and not slip:
                problems.append(Problem(file.at((*place, "implied_by")), f"'{implied}' shows that {name} has happened, "
                                        "but does not say that it stands since then.",
                                        f"Add `since: {name}` to {implied}, or a past run would take it for known."))
        if column.type == "enum" and not column.values and file.at((*place, "type")) and file.at((*place, "values")):
            problems.append(Problem(file.at(place), f"enum '{name}' lists no values.", "Add values: [...]."))
        problems.extend(Problem(file.at((*place, "values_called", value)), f"'{value}' is not among the values of {name}.",
                                did_you_mean(value, column.values or []) or "Only a value that is allowed is called something.")
                        for value in column.values_called if value not in (column.values or []))
        if column.link and column.link.partition(".")[0] not in unread:
            problems.extend(_link_problems(column.link, tables, file.at((*place, "link"))))
    if table.holder and table.holder.record is None:
        need(table.holder.owner, ("holder", "owner"))
        need(table.holder.team, ("holder", "team"))
    elif table.holder:
        history = tables.get(table.holder.record or "")
        if history is None and table.holder.record not in unread:
            problems.append(Problem(file.at(("holder", "record")), f"'{table.holder.record}' is not a table.",
                                    did_you_mean(table.holder.record or "", tables)))
        elif history is not None:
            for word in ("same", "owner", "team", "since"):
                value = getattr(table.holder, word)
                if value is not None and history.column(value) is None:
                    problems.append(Problem(file.at(("holder", word)), f"'{value}' is not a column of "
                                            f"{history.table}.", did_you_mean(value, history.all_columns)))
    return problems


def _link_problems(link: str, tables: dict[str, Table], place: str) -> list[Problem]:
    name, _, column = link.partition(".")
    if name not in tables:
        return [Problem(place, f"links to '{name}', which is not a table.", did_you_mean(name, tables))]
    if tables[name].column(column) is None:
        return [Problem(place, f"links to '{link}', but {name} has no column '{column}'.",
                        did_you_mean(column, tables[name].all_columns))]
    return []
