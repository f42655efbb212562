"""Rows of a CSV file or a workbook, in and out: every cell text, every row with its place, and nothing that runs as a formula."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peelian.inspections.improvement.listing import safe_cell
from peelian.problems import Problem, Problems, problem
from peelian.records.text_files import NeedsCare, Piece, careful_pieces, pieces
from peelian.records.text_look import look_at
from peelian.records.workbooks import read_sheet, sheet_names

MOST_ROWS = 200_000
WORKBOOKS = (".xlsx", ".xls", ".ods")
MOST_UNPACKED = 200_000_000  # bytes of a workbook
WIDEST = 60  # characters of a column as a workbook first shows it
MOST_IN_CELL = 32_767  # a workbook holds no longer text


@dataclass(frozen=True)
class SheetRow:
    """One row: column → text, blank where nothing stands, and where it is ("register.csv row 7")."""

    place: str
    cells: dict[str, str]


def read_rows(path: Path) -> tuple[list[str], list[SheetRow]]:
    """The columns of a file, in small letters with underscores, and its rows. Raises Problems for what cannot be read."""
    if not path.is_file():
        raise problem(path, "there is no such file.", "Name a CSV file or a workbook.")
    label = path.name
    if path.suffix.lower() in WORKBOOKS:
        _small_enough(path)
        header, parts = read_sheet(path, label, sheet_names(path, label)[0])
    else:
        file = look_at(path, label, None, None)
        header = file.columns
        try:
            parts = iter(list(_bounded(pieces(file), label)))
        except NeedsCare:
            parts = careful_pieces(file)
    names = ["_".join(name.lower().replace("-", " ").split()) for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise problem(f"{label} row 1", f"the header names '{twice[0]}' twice.", "Give each column a name of its own.")
    return names, list(_rows(names, _bounded(parts, label), label))


def _small_enough(path: Path) -> None:
    """Raises Problems for a workbook that would fill the memory when it is unpacked."""
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as packed:
                unpacked = sum(one.file_size for one in packed.infolist())
        except (zipfile.BadZipFile, OSError, ValueError):
            return  # the reader of workbooks says what is wrong with it
        if unpacked > MOST_UNPACKED:
            raise problem(path, f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB, which no register does.", "Save it as CSV.")


def _bounded(parts: Iterable[Piece], label: str) -> Iterator[Piece]:
    seen = 0
    for part in parts:
        seen += part.rows.num_rows + len(part.broken)
        if seen > MOST_ROWS:
            raise problem(label, f"has more than {MOST_ROWS:,} rows.", "Split it.")
        yield part


def _rows(names: Sequence[str], parts: Iterable[Piece], label: str) -> Iterator[SheetRow]:
    broken: list[Problem] = []
    for part in parts:
        broken += [Problem(f"{label} row {one.row}", f"cannot be split into columns: {one.reason}.",
                           "Give it as many columns as the header.") for one in part.broken]
        for row in part.rows.to_pylist():
            cells = {name: _plain(row.get(f"c{index}")) for index, name in enumerate(names)}
            yield SheetRow(f"{label} row {row['row_number_']}", cells)
    if broken:
        raise Problems(broken)


def _plain(cell: str | None) -> str:
    """Without the mark by which `safe_cell` keeps a spreadsheet from running a text."""
    text = (cell or "").strip()
    return text[1:] if text[:1] == "'" and safe_cell(text[1:]) == text else text


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]], sheet: str = "register",
               choices: Mapping[str, Sequence[str]] | None = None, private: bool = False) -> None:
    """Write a new CSV file or workbook, whole or not at all. Raises Problems where there is one already.

    sheet: what the workbook's one sheet is called. choices: column → what a workbook offers to be chosen there. private: only who
    writes it may read it, from its first byte on.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise problem(path, "ends in neither .csv nor .xlsx.", "Name the file so.")
    content = _workbook(columns, rows, sheet, choices or {}) if path.suffix.lower() == ".xlsx" else _csv(columns, rows)
    put_in_place(path, content, private)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([columns, *([safe_cell(cell) for cell in row] for row in rows)])
    return out.getvalue().encode()


def _workbook(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str, choices: Mapping[str, Sequence[str]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(title)
        heading, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, heading)
            longest = max([len(name), *(len(row[place]) for row in rows)])
            sheet.set_column(place, place, min(WIDEST, longest + 2))
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell[:MOST_IN_CELL], wrapped)
        for name, offered in choices.items():
            place = columns.index(name)
            sheet.data_validation(1, place, max(1, len(rows)), place, {"validate": "list", "source": list(offered)})
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def put_in_place(path: Path, content: bytes, private: bool = False) -> None:
    """A new file by one rename, so that nobody sees half of it. Raises Problems where there is one, or no folder for it."""
    if path.exists():
        raise problem(path, "is already there.", "Name a new file, or remove this one first.")
    if not path.parent.is_dir():
        raise problem(path, "its folder does not exist.", "Make the folder first.")
    work = path.with_name(f".{path.name}.unfinished-{os.getpid()}")
    try:
        work.touch(0o600 if private else 0o666)
        work.write_bytes(content)
        os.link(work, path)  # unlike a rename, this fails where somebody else was quicker
    except FileExistsError:
        raise problem(path, "is already there.", "Name a new file, or remove this one first.") from None
    finally:
        work.unlink(missing_ok=True)
