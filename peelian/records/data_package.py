"""The record tables as a Frictionless data package, with empty CSV files to fill: what a force is asked to send."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from peelian.problems import problem
from peelian.records.tables import Column, Table

DESCRIPTOR = "datapackage.json"
DICTIONARY = "README.csv"
_TYPES: dict[str, dict[str, str]] = {
    "id": {"type": "string"},
    "text": {"type": "string"},
    "enum": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "num": {"type": "number"},
    # Frictionless has no type for a time of which perhaps only the month is known; a pattern says its shape.
    "moment": {"type": "string"},
    "date": {"type": "date"},
}
_MOMENT_WORDS = ("ISO 8601, as 2021-03-09T14:05:00+00:00; local time without an offset; 2021-03-09 or 2021-03 if no "
                 "more is known.")
_MOMENT_PATTERN = r"\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?"


def data_package(tables: dict[str, Table], name: str = "records", title: str = "Record tables") -> dict[str, Any]:
    """The descriptor (Frictionless data package v1, tabular resources) of the tables' CSV files, as plain data."""
    return {
        "profile": "data-package",
        "name": name.replace("_", "-"),
        "title": title,
        "resources": [_resource(table, tables) for table in tables.values()],
    }


def _resource(table: Table, tables: dict[str, Table]) -> dict[str, Any]:
    columns = table.all_columns
    schema: dict[str, Any] = {
        "fields": [_field(key, column, key in table.key) for key, column in columns.items()],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    links = [_foreign_key(key, column) for key, column in columns.items()
             if column.link and column.link.partition(".")[0] in tables]
    if links:
        schema["foreignKeys"] = links
    found: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": table.table.replace("_", "-"),
        "title": table.table,
        "description": table.meaning,
        "path": f"{table.table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
    if table.usual_source:
        found["sources"] = [{"title": table.usual_source}]
    return found


def _field(name: str, column: Column, is_key: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, **_TYPES[column.type], "description": _description(column)}
    constraints: dict[str, Any] = {}
    if is_key:  # only keys must be there; another column may be blank or absent
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if column.type == "moment":
        constraints["pattern"] = _MOMENT_PATTERN
    if constraints:
        found["constraints"] = constraints
    if column.type == "bool":
        found["trueValues"], found["falseValues"] = ["true", "yes", "1"], ["false", "no", "0"]
    return found


def _description(column: Column) -> str:
    said = [column.meaning]
    if column.values_called:
        said.append(f"{'; '.join(f'{value}: {called}' for value, called in column.values_called.items())}.")
    if column.unit:
        said.append(f"Unit: {column.unit}.")
    if column.type == "moment":
        said.append(_MOMENT_WORDS)
    if column.blank_means is not None:
        said.append(f"Blank means {str(column.blank_means).lower()}.")
    if column.since:
        said.append(f"{column.since} says since when.")
    return " ".join(said)


def _foreign_key(name: str, column: Column) -> dict[str, Any]:
    table, _, other = (column.link or "").partition(".")
    return {"fields": [name], "reference": {"resource": table.replace("_", "-"), "fields": [other]}}


def write_templates(tables: dict[str, Table], out: Path) -> None:
    """Write <table>.csv (a header only), datapackage.json and README.csv (every column in words) into a new folder.

    Raises Problems where `out` is a file or holds anything.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise problem(out, "is there already.", "Name a new folder, so that nothing is written over.")
    out.mkdir(parents=True, exist_ok=True)
    for table in tables.values():
        _write_csv(out / f"{table.table}.csv", [list(table.all_columns)])
    text = json.dumps(data_package(tables), indent=2, ensure_ascii=False) + "\n"
    (out / DESCRIPTOR).write_text(text, encoding="utf-8")
    _write_csv(out / DICTIONARY, [_HEADER, *_dictionary(tables)])


_WRITTEN = {"moment": "2021-03-09 14:05", "date": "2021-03-09", "bool": "true", "int": "12", "num": "12.5"}
_HEADER = ["table", "column", "type", "written as", "unit", "meaning", "allowed values", "key", "links to", "expected", "blank means"]


def _dictionary(tables: dict[str, Table]) -> list[list[str]]:
    return [[table.table, name, column.type, _WRITTEN.get(column.type, ""), column.unit or "", column.meaning,
             "; ".join(column.values or []), "yes" if name in table.key else "", column.link or "",
             "yes" if column.required or name in table.key else "",
             "" if column.blank_means is None else str(column.blank_means).lower()]
            for table in tables.values() for name, column in table.all_columns.items()]


def _write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
