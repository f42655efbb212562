"""What is wrong with a mapping before any row is read: unknown tables and columns, expressions, zones, formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from peelian.problems import Problem, did_you_mean, shortened
from peelian.records.expressions import ExpressionError, columns_of, condition_sql, value_sql
from peelian.records.local_days import zone_problem
from peelian.records.mapping import ColumnSource, Mapping, Source, place_of
from peelian.records.source_link import BRACES, scheme_problem, template_problem
from peelian.records.tables import Column, Table

_DIRECTIVES = set("YmdHMSfzyjbBaApIe%")
ISO = "iso"


def mapping_problems(mapping: Mapping, tables: dict[str, Table]) -> list[Problem]:
    """Every problem of a mapping against the tables that it feeds, each with file and line."""
    problems: list[Problem] = []
    if mapping.zone and (wrong := zone_problem(mapping.zone)):
        problems.append(Problem(mapping.at("zone"), f"{wrong}."))
    for number, scheme in enumerate(mapping.source_link_schemes):
        if wrong := scheme_problem(scheme):
            problems.append(Problem(mapping.at("source_link_schemes", number), wrong))
    for name, table_mapping in mapping.tables.items():
        table = tables.get(name)
        if table is None:
            problems.append(Problem(mapping.at("tables", name), f"'{name}' is not a table.",
                                    did_you_mean(name, tables)))
            continue
        by = table_mapping.duplicates.by
        if by is not None and table.column(by) is None:
            problems.append(Problem(mapping.at("tables", name, "duplicates", "by"),
                                    f"'{by}' is not a column of {name}.", did_you_mean(by, table.all_columns)))
        if len({source.source_link for source in table_mapping.sources}) > 1:
            problems.append(Problem(mapping.at("tables", name), f"the sources of {name} give different addresses of their records.",
                                    "A run keeps one for each table: give all its sources the same source_link, or none."))
        for index, source in enumerate(table_mapping.sources):
            problems.extend(_source_problems(mapping, table, index, source))
    return problems


def _source_problems(mapping: Mapping, table: Table, index: int, source: Source) -> Iterator[Problem]:
    def at(*rest: str | int) -> str:
        return mapping.at(*place_of(table.table, index, *rest))

    for number, pattern in enumerate(source.files):
        path = PurePosixPath(pattern)
        if path.is_absolute() or ".." in path.parts or not pattern.strip():
            yield Problem(at("files", number), f"'{pattern}' leads outside the extract.",
                          "Write a pattern inside the folder, such as '**/*.csv'.")
        elif any("**" in part and part != "**" for part in path.parts):
            yield Problem(at("files", number), f"'{pattern}': '**' stands for folders, and so between slashes only.",
                          "Write, say, '**/*-street.csv'.")
    if source.encoding and not _known_encoding(source.encoding):
        yield Problem(at("encoding"), f"'{source.encoding}' is not an encoding.", "Write utf-8, cp1252 or latin-1.")
    if source.delimiter is not None and (len(source.delimiter.encode()) != 1 or source.delimiter in '"\r\n'):
        yield Problem(at("delimiter"), f"'{source.delimiter}' cannot part columns.", "Write ',', ';', '|' or a tab.")
    if source.zone and (wrong := zone_problem(source.zone)):
        yield Problem(at("zone"), f"{wrong}.")
    for wrong in _time_problems(source.times):
        yield Problem(at("times"), wrong)
    for number, rule in enumerate(source.set_aside):
        try:
            condition_sql(rule.when, lambda name: "NULL")
        except ExpressionError as error:
            yield Problem(at("set_aside", number, "when"), _ended(f"'{shortened(rule.when)}': {error}"))
    if source.source_link is not None and (wrong := template_problem(source.source_link, mapping.source_link_schemes)):
        yield Problem(at("source_link"), wrong, "An internal scheme is named under `source_link_schemes`.")
    for name in BRACES.findall(source.source_link or ""):
        if table.column(name) is None:
            yield Problem(at("source_link"), f"'{name}' is not a column of {table.table}.",
                          did_you_mean(name, table.all_columns))
    if not source.same_names:
        for key in table.key:
            if key not in source.columns:
                yield Problem(at("columns"), f"'{key}', the key of {table.table}, comes from nowhere.",
                              f"Add '{key}: <column of the source>', or make it with hash_of or row_number.")
    for name, given in source.columns.items():
        column = table.column(name)
        if column is None:
            yield Problem(at("columns", name), f"'{name}' is not a column of {table.table}.",
                          did_you_mean(name, table.all_columns))
        else:
            for words, what in _column_problems(name, column, given):
                yield Problem(at("columns", name, *words), what)


def _column_problems(name: str, column: Column, given: ColumnSource) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if given.expression is not None:
        try:
            value_sql(given.expression, lambda column_name: "NULL")
        except ExpressionError as error:
            yield ("expression",), _ended(f"'{shortened(given.expression)}': {error}")
    if not column.is_moment:
        for word in ("times", "precision", "ambiguous", "impossible"):
            if word in given.model_fields_set:
                yield (word,), f"'{name}' is {column.type}, not a moment, so that '{word}' says nothing."
    for wrong in _time_problems(given.times):
        yield ("times",), wrong
    if (given.row_number or given.hash_of is not None) and column.type not in ("id", "text"):
        yield (), f"'{name}' is {column.type}; only an id or a text can be made from the row."
    if column.values is not None:
        for word, value in given.values.items():
            if value is not None and str(value) not in column.values:
                yield ("values", word), f"'{value}' is not a value of {name}. {did_you_mean(str(value), column.values)}"
        if given.constant is not None and str(given.constant) not in column.values:
            yield (("constant",), f"'{given.constant}' is not a value of {name}. "
                   + did_you_mean(str(given.constant), column.values))


def source_columns(source: Source) -> dict[str, list[tuple[tuple[str | int, ...], bool]]]:
    """Every column of the source that it names: the places where it is named, and whether it may be absent there."""
    found: dict[str, list[tuple[tuple[str | int, ...], bool]]] = {}

    def note(name: str, place: tuple[str | int, ...], optional: bool) -> None:
        found.setdefault(name, []).append((place, optional))

    for target, given in source.columns.items():
        for name in columns_needed(given):
            note(name, ("columns", target), given.optional)
    for number, rule in enumerate(source.set_aside):
        for name in columns_of(rule.when):
            note(name, ("set_aside", number, "when"), False)
    return found


def columns_needed(given: ColumnSource) -> list[str]:
    """The columns of the source that one target column needs."""
    names = [given.column] if given.column is not None else []
    if given.expression is not None:
        names += columns_of(given.expression)
    if isinstance(given.hash_of, list):
        names += given.hash_of
    if given.precision is not None and not isinstance(given.precision, str):
        names.append(given.precision.column)
    return names


def _time_problems(formats: list[str]) -> Iterator[str]:
    for one in formats:
        if one == ISO:
            continue
        used = re.findall(r"%-?(.?)", one)
        unknown = [letter for letter in used if letter not in _DIRECTIVES]
        if not used or unknown:
            yield f"'{one}' is not a time format{f' (%{unknown[0]})' if unknown else ''}. Write, say, %d/%m/%Y %H:%M."
        elif "z" in used and not one.endswith("%z"):
            yield f"'{one}': %z must stand at the end."
        elif not {"Y", "y"} & set(used) or not ({"m", "b", "B"} & set(used) or "j" in used):
            yield f"'{one}' has no year and month."


def _known_encoding(name: str) -> bool:
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _ended(words: str) -> str:
    return words if words.endswith(("?", ".")) else f"{words}."
