"""Reads a workbook in a process of its own: one that is damaged, or made to fill the memory, ends that process only.

python -m peelian.records.workbook_process FILE [SHEET]. What it finds goes to standard output as marshalled values, each
("names", sheets), ("rows", [(number, cells), ...]) or ("wrong", words); the last is ("end", None).
"""

from __future__ import annotations

import marshal
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peelian.records.workbook_errors import ErrorCells

MEMORY = 3 << 30
UNPLACED = "a cell with an error lies outside the rows that are read"
ROWS, CHARACTERS = 50_000, 16 << 20  # of one piece


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from python_calamine import CalamineError, CalamineWorkbook

    from peelian.records.workbook_errors import error_cells

    try:
        book = CalamineWorkbook.from_path(arguments[0])
        if len(arguments) == 1:
            _tell("names", list(book.sheet_names))
        else:
            _tell_rows(book.get_sheet_by_name(arguments[1]), error_cells(Path(arguments[0]), arguments[1]))
    except (CalamineError, OSError, ValueError, KeyError, ParseError, BadZipFile) as error:
        _tell("wrong", str(error).splitlines()[0][:120] if str(error) else type(error).__name__)
    _tell("end", None)


def _tell(kind: str, value: Any) -> None:
    marshal.dump((kind, value), sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _tell_rows(sheet: Any, errors: ErrorCells) -> None:
    from peelian.records.workbooks import word_of_cell

    held: list[tuple[int, list[str | None]]] = []
    size = 0
    first = sheet.start[1] if sheet.start else 0  # rows are given from the first of the sheet on, columns from the first that is used
    for number, row in enumerate(sheet.iter_rows(), 1):
        for column, word in errors.pop(number, {}).items():
            place = column - first
            if place < 0:
                raise ValueError(UNPLACED)
            row += [None] * (place + 1 - len(row))
            row[place] = word
        if not any(cell not in ("", None) for cell in row):
            continue
        cells = [word_of_cell(cell) for cell in row]
        held.append((number, cells))
        size += sum(len(cell) for cell in cells if cell)
        if len(held) >= ROWS or size >= CHARACTERS:
            _tell("rows", held)
            held, size = [], 0
    if errors:
        raise ValueError(UNPLACED)
    _tell("rows", held)


if __name__ == "__main__":
    main(sys.argv[1:])
