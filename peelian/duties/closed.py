"""What is still owed about a record whose file is closed: closing ends no duty, and whoever reads a list must see it beside.

Which moment says so is the table's `closed`, of the record itself or of the one that it is part of.
"""

from __future__ import annotations

from collections.abc import Iterable

from peelian.clocks import micros, spoken_moment
from peelian.duties.run_folder import RunFolder
from peelian.duties.source_links import Subject, key_sql
from peelian.records.expressions import identifier, quoted
from peelian.records.tables import Table
from peelian.standards.library import Library


def closed_since(run: RunFolder, library: Library, subjects: Iterable[Subject]) -> dict[Subject, str]:
    """(table, key) → since when its file is closed at the run's moment, in local words; left out where it is open or unknown."""
    wanted: dict[str, set[str]] = {}
    for table, key in subjects:
        if table in library.tables:
            wanted.setdefault(table, set()).add(key)
    found: dict[Subject, str] = {}
    for name, keys in sorted(wanted.items()):
        own = library.tables[name]
        way = [("", own)] if own.closed else [(word, library.tables[column.link.partition(".")[0]])
                                              for word, column in own.columns.items() if column.parent and column.link]
        for link, holder in way:
            if holder.closed:
                found.update({(name, key): words for key, words in _rows(run, own, link, holder, keys)})
    return found


def _rows(run: RunFolder, own: Table, link: str, holder: Table, keys: set[str]) -> list[tuple[str, str]]:
    """The closed ones among the rows of these keys. link: the column that leads to the holder; "" where it is the row itself."""
    import pyarrow.parquet as pq

    places = [run.path / "records" / f"{one.table}.parquet" for one in (own, holder)]
    if not all(place.is_file() for place in places):
        return []
    held, above = (set(pq.read_schema(place).names) for place in places)
    if holder.closed not in above or (link and link not in held):
        return []
    files = [f"read_parquet({quoted(str(place))})" for place in places]
    closed = identifier(holder.closed or "")
    joined = f"JOIN {files[1]} AS holder ON own.{identifier(link)} = holder.{identifier(holder.key[0])}" if link else ""
    query = (f"SELECT key_, closed_ FROM (SELECT {key_sql(own, 'own')} AS key_, {'holder' if link else 'own'}.{closed} AS closed_ "
             f"FROM {files[0]} AS own {joined}) WHERE closed_ <= make_timestamp($1) AND key_ IN (SELECT unnest($2::VARCHAR[]))")
    said = holder.called or holder.table.replace("_", " ")
    with run.connect() as connection:
        rows = connection.execute(query, [run.as_at_micros, sorted(keys)]).fetchall()
    return [(key, f"The {said} is closed since {spoken_moment(micros(at), run.zone)}; this is still owed.") for key, at in rows]
