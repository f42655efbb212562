"""Where rows are: the files, sheets and database tables of an extract that a mapping reads, and those it leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.records.mapping import BY_NAME, ENDINGS, PARQUET_ENDINGS, WORKBOOK_ENDINGS, Mapping, Source, place_of
from peelian.records.tables import Table

_SIGNS = {
    b"PK\x03\x04": "a spreadsheet or zip file", b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip file",
    b"SQLite format 3\x00": "an SQLite database", b"%PDF": "a PDF document", b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"7z\xbc\xaf": "a 7-zip file", b"Rar!": "a RAR file",
    b"BZh": "a bzip2 file", b"\x28\xb5\x2f\xfd": "a zstd file",
}


NOTHING_KNOWN = "of no kind that is known here"
SNIFFED = 512  # among so many random bytes, one at least is a control code that no text holds


@dataclass(frozen=True)
class Place:
    """One file, sheet or database table that feeds one table. `label` is what people see: "2021/crime.csv"."""

    table: str
    source_number: int
    source: Source
    label: str
    path: Path | None = None
    sheet: str | None = None


@dataclass
class Extract:
    """Every place to read, the files that nothing reads, and sources of the mapping that found nothing."""

    places: list[Place] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    found_nothing: list[str] = field(default_factory=list)


def is_database(data: str | Path) -> bool:
    """Whether the data is a database address rather than a folder or a file."""
    return "://" in str(data)


def find_files(data: Path, tables: dict[str, Table], mapping: Mapping) -> Extract:
    """The places in a folder, or in one file. Raises Problems for a missing or empty folder, a file that is empty or
    is not what its name says, and an extract of which the mapping reads nothing."""
    root, files = _all_files(data)
    extract = Extract()
    problems = [_no_file(path, path.relative_to(root).as_posix()) for path in files
                if not path.is_file() and path.name.lower().endswith(ENDINGS)]
    chosen = {path for path in files if path.is_file()}
    seen: set[tuple[str, Path, str | None]] = set()
    for name, table_mapping in mapping.tables.items():
        for number, source in enumerate(table_mapping.sources):
            found = [path for path in _matches(root, source.files) if path in chosen]
            places: list[Place] = []
            for path in found:
                label = path.relative_to(root).as_posix()
                wrong = _wrong_file(path, label)
                if wrong:
                    problems.append(wrong)
                    continue
                place = _place(name, number, source, path, label, mapping, problems)
                if place and (name, path, place.sheet) not in seen:
                    seen.add((name, path, place.sheet))
                    places.append(place)
            extract.places.extend(places)
            if not found and source.files and not source.optional:
                extract.found_nothing.append(f"{name}: no file matches {' or '.join(source.files)}")
    if problems:
        raise Problems(problems)
    read = {place.path for place in extract.places}
    extract.not_read = [path.relative_to(root).as_posix() for path in files if path not in read]
    if not extract.places:
        raise _nothing_to_read(data, files, tables, mapping)
    return extract


def _all_files(data: Path) -> tuple[Path, list[Path]]:
    if not data.exists():
        raise problem(data, "there is no such folder or file.", "Name the folder that holds the extract.")
    if data.is_file():
        return data.parent, [data]
    # What lies in hidden folders, and a spreadsheet's lock file, is no part of an extract.
    files = sorted(path for path in data.rglob("*") if not path.is_dir() and not any(
        part.startswith((".", "~$")) for part in path.relative_to(data).parts))
    if not files:
        raise problem(data, "holds no file.", f"Put the extract there ({', '.join(ENDINGS[:2])}, .parquet, .xlsx, …).")
    return data, files


def _matches(root: Path, patterns: list[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            found.setdefault(path)
    return list(found)


def _place(table: str, number: int, source: Source, path: Path, label: str, mapping: Mapping,
           problems: list[Problem]) -> Place | None:
    if not is_workbook(path):
        return None if source.sheet else Place(table, number, source, label, path)
    from peelian.records.workbooks import sheet_names

    try:
        names = sheet_names(path, label)
    except Problems as wrong:
        problems.extend(wrong.problems)
        return None
    if source.sheet is None:
        # Of a workbook that is named after a table, and has a sheet that is too, that sheet is meant.
        sheet = table if mapping.mapping == BY_NAME and table in names else names[0]
    elif source.sheet in names:
        sheet = source.sheet
    else:
        if not source.optional:
            problems.append(Problem(mapping.at(*place_of(table, number, "sheet")),
                                    f"{label} has no sheet '{source.sheet}'.", did_you_mean(source.sheet, names)))
        return None
    shown = f"{label} [{sheet}]" if len(names) > 1 else label
    return Place(table, number, source, shown, path, sheet)


def is_workbook(path: Path) -> bool:
    return path.name.lower().endswith(WORKBOOK_ENDINGS)


def is_parquet(path: Path) -> bool:
    return path.name.lower().endswith(PARQUET_ENDINGS)


def _no_file(path: Path, label: str) -> Problem:
    if not path.exists():
        return Problem(label, "is a link that leads nowhere.", "Put the file there, or take the link away.")
    return Problem(label, "is no ordinary file.", "Put a file with the extract's rows there.")


def _wrong_file(path: Path, label: str) -> Problem | None:
    """An empty file, a kind that is not read, or a file that is not what its name says."""
    name = path.name.lower()
    if not name.endswith(ENDINGS):
        return Problem(label, f"files of this kind ('{path.suffix}') cannot be read.",
                       "Save it as CSV, Parquet, xlsx or ods.")
    try:
        with path.open("rb") as file:
            start = file.read(SNIFFED)
    except OSError as error:
        return Problem(label, f"cannot be read ({error.strerror}).", "Check its permissions.")
    if not start:
        return Problem(label, "is empty.", "Put the extract's rows there, or take the file away.")
    actual = next((words for sign, words in _SIGNS.items() if start.startswith(sign)), "")
    actual = actual or ("a text file" if _is_text(start) else NOTHING_KNOWN)
    expected = {"a text file", NOTHING_KNOWN}  # reading text says in its own words what is none
    if name.endswith(".gz"):
        expected = {"a gzip file"}
    elif name.endswith(PARQUET_ENDINGS):
        expected = {"a Parquet file"}
    elif name.endswith(WORKBOOK_ENDINGS):
        expected = {"a spreadsheet or zip file", "an old Office file"}
    if actual not in expected:
        return Problem(label, f"is {actual}, not what its name says.",
                       "Give it the right ending, or save it again as what it should be.")
    return None


def _is_text(start: bytes) -> bool:
    """Whether a file's beginning can be text: no byte is one that text in any usual encoding never holds."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 says so itself
        return True
    return not any(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1b" for byte in start)


def _nothing_to_read(data: Path, files: list[Path], tables: dict[str, Table], mapping: Mapping) -> Problems:
    names = ", ".join(sorted({path.name for path in files})[:5])
    if mapping.mapping != BY_NAME:
        patterns = sorted({pattern for one in mapping.tables.values() for source in one.sources
                           for pattern in source.files})
        what = f"holds no file that the mapping {mapping.mapping} reads ({', '.join(patterns[:5]) or 'a database'})."
        return problem(data, what, f"It holds: {names}.")
    if deep := [path.relative_to(data).as_posix() for path in files if data.is_dir() and path.parent != data
                and path.name.lower().endswith(ENDINGS) and re.split("[.-]", path.name)[0] in tables]:
        folder = deep[0].rpartition("/")[0]
        return problem(data, f"holds no file named after a table at its top; {deep[0]} lies in a folder, where nothing looked.",
                       f"Name that folder ({data / folder}), or write a mapping (files: '**/{deep[0].rpartition('/')[2]}').")
    stems = [path.name.split(".")[0] for path in files if path.name.lower().endswith(ENDINGS)]
    near = next((mend for stem in stems if (mend := did_you_mean(stem, tables)).startswith("Did")), "")
    mend = f"{near} Rename the files after the tables, as '{next(iter(tables))}.csv', or write a mapping."
    return problem(data, f"holds no file named after a table (it holds: {names}).", mend.strip())


def database_places(mapping: Mapping, known: list[str], address: str) -> Extract:
    """The places in a database, whose tables are `known`."""
    extract = Extract()
    problems: list[Problem] = []
    read: set[str] = set()
    for table, number, source in _database_sources(mapping):
        name = source.database_table
        if name is not None and name not in known:
            if not source.optional:
                problems.append(Problem(mapping.at(*place_of(table, number, "database_table")),
                                        f"the database has no table '{name}'.", did_you_mean(name, known)))
            continue
        read.add(name or "")
        extract.places.append(Place(table, number, source, name or f"query {number + 1} for {table}"))
    if problems:
        raise Problems(problems)
    if not extract.places:
        raise problem(address, "holds no table that the mapping reads.",
                      f"It holds: {', '.join(known[:8]) or 'nothing'}.")
    extract.not_read = [name for name in known if name not in read]
    return extract


def _database_sources(mapping: Mapping) -> Iterator[tuple[str, int, Source]]:
    for table, table_mapping in mapping.tables.items():
        for number, source in enumerate(table_mapping.sources):
            if not source.files:
                yield table, number, source


