"""Pages about records: one for each table, the dictionary of all columns, and the index by record system."""

from __future__ import annotations

from markupsafe import Markup

from peelian.measures.chart_text import many
from peelian.records.tables import COMMON_COLUMNS, Column, Table
from peelian.site.content import Content, Grid, code, linked

HEADINGS = ["Column", "Type", "Meaning", "Allowed values", "Read by"]


def columns_grid(found: Content, table: Table) -> Grid:
    """The columns of a table, and which standards read each."""
    users = found.users.get(table.table, {})
    rows: list[list[str]] = []
    for name, column in table.columns.items():
        readers = users.get(name, [])
        meaning = _meaning(column, "")
        rows.append([code(name), _type(column), Markup("{} <strong>Key</strong>.").format(meaning) if name in table.key else meaning,
                     column.values_in_words, _readers(readers)])
    return Grid(f"Columns of {table.table}", HEADINGS, rows)


def _readers(names: list[str]) -> str:
    """How many; they are named below, for three names in a cell would make its row taller than all that it says."""
    return linked("#readers", many(len(names), "standard")) if names else "none"


def readers_grid(found: Content, table: str) -> Grid | None:
    """Each standard that reads a table, with the columns that it reads."""
    rows: list[list[str]] = [[found.standard_link(name, "../"), ", ".join(found.needs[name][table])]
                             for name in found.readers(table)]
    return Grid(f"Standards that read {table}", ["Standard", "Columns"], rows) if rows else None


def common_grid() -> Grid:
    return Grid("Columns that every table may have beside its own", ["Column", "Type", "Meaning"],
                [[code(name), column.type, column.meaning] for name, column in COMMON_COLUMNS.items()])


def table_facts(table: Table) -> list[tuple[str, str]]:
    facts = [("One row is", table.meaning), ("Usually held by", table.usual_source or "not said"), ("Key", ", ".join(table.key))]
    if table.happened:
        facts.append(("A row is true since", table.happened))
    if table.area:
        facts.append(("Area", table.area))
    if table.holder:
        holder = table.holder
        facts.append(("Who holds it", f"the last row of {holder.record}" if holder.record
                      else ", ".join(one for one in (holder.owner, holder.team) if one)))
    facts += [("Each row keeps", f"{rule.later} is not before {rule.earlier}") for rule in table.row_rules]
    return facts


def dictionary_grid(found: Content) -> Grid:
    """Every column of every table, by its name."""
    rows: list[list[str]] = []
    everything = [(name, table.table, column) for table in found.library.tables.values() for name, column in table.columns.items()]
    for name, table, column in sorted(everything, key=lambda one: one[:2]):
        readers = found.users.get(table, {}).get(name, [])
        rows.append([code(name), linked(f"tables/{table}.html", table), _type(column), _meaning(column, "tables/"),
                     column.values_in_words, str(len(readers))])
    return Grid("Every column of every table", ["Column", "Table", "Type", "Meaning", "Allowed values", "Standards"], rows)


def systems(found: Content) -> list[tuple[str, Grid]]:
    """For each kind of record system its tables, and the standards that read them."""
    made = []
    for system, tables in found.systems().items():
        rows: list[list[str]] = [[linked(f"tables/{name}.html", name), found.library.tables[name].meaning,
                                  found.standard_links(found.readers(name), "") or "none"] for name in tables]
        made.append((system, Grid(f"Tables that a system of this kind usually holds: {system}",
                                  ["Table", "One row is", "Standards that read it"], rows)))
    return made


def _type(column: Column) -> str:
    return column.type + (f", {column.unit}" if column.unit else "")


def _meaning(column: Column, folder: str) -> str:
    """What a column means, and what it links to. folder: where the pages of tables stand, from here."""
    said = [column.meaning]
    if column.required:
        said.append("Expected of every source.")
    if column.since:
        said.append(f"Stands since {column.since}.")
    if column.as_extracted:
        said.append("As extracted: nothing says since when it stands.")
    if column.blank_means is not None:
        said.append(f"Blank means {str(column.blank_means).lower()}.")
    words = " ".join(said)
    if not column.link:
        return words
    return Markup("{} Links to {}.").format(words, linked(f"{folder}{column.link.partition('.')[0]}.html", column.link))


def table_list(found: Content) -> Grid:
    rows: list[list[str]] = [[linked(f"tables/{name}.html", name), table.meaning, table.usual_source or "not said",
                              str(len(found.readers(name)))] for name, table in sorted(found.library.tables.items())]
    return Grid("Tables", ["Table", "One row is", "Usually held by", "Standards that read it"], rows)
