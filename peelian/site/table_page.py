"""Pages about records: one for each table, the dictionary of all columns, and the index by record system."""

from __future__ import annotations

from peelian.records.tables import COMMON_COLUMNS, Column, Table
from peelian.site.content import Content, Grid, code, linked

HEADINGS = ["Column", "Type", "Unit", "Meaning", "Allowed values", "Key", "Links to", "Standards that read it"]
FEW = 3  # standards that are named in a cell; more are counted there and named below


def columns_grid(found: Content, table: Table) -> Grid:
    """The columns of a table, and which standards read each."""
    users = found.users.get(table.table, {})
    rows: list[list[str]] = []
    for name, column in table.columns.items():
        readers = users.get(name, [])
        rows.append([code(name), column.type, column.unit or "–", _meaning(column), column.values_in_words,
                     "key" if name in table.key else "–", _link(column, ""), _readers(found, readers)])
    return Grid(f"Columns of {table.table}", HEADINGS, rows)


def _readers(found: Content, names: list[str]) -> str:
    if len(names) > FEW:
        return linked("#readers", f"{len(names)} standards")
    return found.standard_links(names, "../") or "none"


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
        rows.append([code(name), linked(f"tables/{table}.html", table), column.type + (f", {column.unit}" if column.unit else ""),
                     _meaning(column), column.values_in_words, _link(column, "tables/"),
                     str(len(found.users.get(table, {}).get(name, [])))])
    return Grid("Every column of every table", ["Column", "Table", "Type", "Meaning", "Allowed values", "Links to",
                                                "Standards that read it"], rows)


def systems(found: Content) -> list[tuple[str, Grid]]:
    """For each kind of record system its tables, and the standards that read them."""
    made = []
    for system, tables in found.systems().items():
        rows: list[list[str]] = [[linked(f"tables/{name}.html", name), found.library.tables[name].meaning,
                                  found.standard_links(found.readers(name), "") or "none"] for name in tables]
        made.append((system, Grid(f"Tables that a system of this kind usually holds: {system}",
                                  ["Table", "One row is", "Standards that read it"], rows)))
    return made


def _meaning(column: Column) -> str:
    said = [column.meaning]
    if column.required:
        said.append("Expected of every source.")
    if column.since:
        said.append(f"Stands since {column.since}.")
    if column.as_extracted:
        said.append("As extracted: nothing says since when it stands.")
    if column.blank_means is not None:
        said.append(f"Blank means {str(column.blank_means).lower()}.")
    return " ".join(said)


def _link(column: Column, folder: str) -> str:
    if not column.link:
        return "–"
    table = column.link.partition(".")[0]
    return linked(f"{folder}{table}.html", column.link)


def table_list(found: Content) -> Grid:
    rows: list[list[str]] = [[linked(f"tables/{name}.html", name), table.meaning, table.usual_source or "not said",
                              str(len(found.readers(name)))] for name, table in sorted(found.library.tables.items())]
    return Grid("Tables", ["Table", "One row is", "Usually held by", "Standards that read it"], rows)
