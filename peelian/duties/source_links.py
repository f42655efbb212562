"""From a duty back to the record that it stands on, in the system that the record came from.

The address is the mapping's, kept in the run's manifest, and filled from the run's own records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peelian.duties.run_folder import RunFolder
from peelian.records.source_link import BRACES, source_address
from peelian.records.tables import Table
from peelian.standards.library import Library

Subject = tuple[str, str]  # table, key


def source_links(run: RunFolder, library: Library, subjects: Iterable[Subject]) -> dict[Subject, str]:
    """(table, key) → the address of that record; left out where the mapping names none, or a value of it is blank."""
    records = run.manifest.get("records") or {}
    schemes = [str(one) for one in records.get("source_link_schemes") or []]
    templates = {str(name): str(one["source_link"]) for name, one in (records.get("tables") or {}).items() if one.get("source_link")}
    wanted: dict[str, set[str]] = {}
    for table, key in subjects:
        if table in templates and table in library.tables:
            wanted.setdefault(table, set()).add(key)
    found: dict[Subject, str] = {}
    for name in sorted(wanted):
        for key, row in _rows(run, library.tables[name], BRACES.findall(templates[name]), wanted[name]):
            if address := source_address(templates[name], row, schemes):
                found[name, key] = address
    return found


def key_sql(table: Table, of: str = "") -> str:
    """A row's key as SQL, as the ledger writes it: its parts joined by "|", a missing part empty. of: the relation."""
    row = f"{of}." if of else ""
    return " || '|' || ".join(f"""coalesce(CAST({row}"{one}" AS VARCHAR), '')""" for one in table.key)


def _rows(run: RunFolder, table: Table, columns: list[str], keys: set[str]) -> list[tuple[str, dict[str, Any]]]:
    """The rows of these keys, each with its key."""
    path = run.path / "records" / f"{table.table}.parquet"
    if not path.is_file():
        return []
    with run.connect() as connection:
        relation = connection.read_parquet(str(path))
        shown = [one for one in dict.fromkeys([*table.key, *columns]) if one in relation.columns]
        values = ", ".join(f'CAST("{one}" AS VARCHAR) AS "{one}"' for one in shown)
        query = f"SELECT {key_sql(table)} AS key_, {values} FROM relation WHERE key_ IN (SELECT unnest($1::VARCHAR[]))"
        rows = connection.execute(query, [sorted(keys)]).to_arrow_table().to_pylist()
    return [(row.pop("key_"), row) for row in rows]
