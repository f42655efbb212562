"""Sheets of xlsx, xls and ods workbooks in pieces of Arrow. Row 1 is the header; blank rows are not counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelian.problems import problem
from peelian.records.text_files import Piece

if TYPE_CHECKING:
    import pyarrow

ROWS_IN_PIECE = 50_000


def sheet_names(path: Path, label: str) -> list[str]:
    """The sheets of a workbook, in order. Raises Problems where it is damaged or has none."""
    names = _opened(path, label).sheet_names
    if not names:
        raise problem(label, "is a workbook without a sheet.", "Save it again with its rows on a sheet.")
    return list(names)


def _opened(path: Path, label: str) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise problem(label, f"cannot be read as a workbook ({str(error).splitlines()[0][:120]}).",
                      "Save it again as xlsx or ods, without a password.") from None


def read_sheet(path: Path, label: str, sheet: str) -> tuple[list[str], Iterator[Piece]]:
    """The header of a sheet and its rows; every cell as text, times as ISO 8601. Raises Problems for an empty sheet
    and for a header that names a column twice."""
    rows = ((number, row) for number, row in enumerate(_opened(path, label).get_sheet_by_name(sheet).iter_rows(), 1)
            if any(cell not in ("", None) for cell in row))
    first = next(rows, None)
    if first is None:
        raise problem(label, f"sheet '{sheet}' holds no row.", "Its first row should name the columns.")
    number, header = first
    names = [(word_of_cell(cell) or "").strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    names = [name or f"column {index + 1}" for index, name in enumerate(names)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise problem(f"{label} row {number}", f"the header names '{twice[0]}' twice.",
                      "Give each column a name of its own.")
    return names, _pieces(rows, len(names))


def _pieces(rows: Iterator[tuple[int, list[Any]]], width: int) -> Iterator[Piece]:
    held: list[list[str | None]] = []
    numbers: list[int] = []
    for number, row in rows:
        held.append([word_of_cell(cell) for cell in [*row, *[None] * (width - len(row))][:width]])
        numbers.append(number)
        if len(held) >= ROWS_IN_PIECE:
            yield Piece(text_table(held, numbers, width))
            held, numbers = [], []
    yield Piece(text_table(held, numbers, width))


def text_table(rows: list[list[str | None]], numbers: list[int], width: int) -> pyarrow.Table:
    """Rows of text as an Arrow table with c0, c1, ... and row_number_."""
    import pyarrow

    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * width
    table = {f"c{index}": pyarrow.array(values, pyarrow.string()) for index, values in enumerate(columns)}
    return pyarrow.table({**table, "row_number_": pyarrow.array(numbers, pyarrow.int64())})


def word_of_cell(cell: Any) -> str | None:
    """A value of a cell or of a database as text."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return str(cell)
