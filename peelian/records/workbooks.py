"""Sheets of xlsx, xls and ods workbooks in pieces of Arrow. Row 1 is the header; blank rows are not counted."""

from __future__ import annotations

import marshal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelian.problems import problem
from peelian.records.text_files import Piece, ragged

if TYPE_CHECKING:
    import pyarrow

Row = tuple[int, list[str | None]]
EXACT_WHOLE = 2**53  # the greatest whole number up to which a cell or column of floating numbers tells each from the next


def sheet_names(path: Path, label: str) -> list[str]:
    """The sheets of a workbook, in order. Raises Problems where it is damaged or has none."""
    names: list[str] = [name for _, found in _told(path, label) for name in found]
    if not names:
        raise problem(label, "is a workbook without a sheet.", "Save it again with its rows on a sheet.")
    return names


def _told(path: Path, label: str, *sheet: str) -> Iterator[tuple[str, Any]]:
    """What the process that reads the workbook tells of it. Raises Problems where it cannot read it, or dies of it."""
    command = [sys.executable, "-P", "-m", "peelian.records.workbook_process", str(path.absolute()), *sheet]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            while (told := marshal.load(process.stdout))[0] != "end":
                kind, value = told
                if kind == "wrong":
                    raise problem(label, f"cannot be read as a workbook ({value}).",
                                  "Save it again as xlsx or ods, without a password.")
                yield kind, value
        except (EOFError, ValueError, TypeError):
            raise problem(label, "is too large, or too damaged, to be read as a workbook.", "Save its rows as CSV.") from None
        finally:
            process.kill()


def read_sheet(path: Path, label: str, sheet: str) -> tuple[list[str], Iterator[Piece]]:
    """The header of a sheet and its rows; every cell as text, times as ISO 8601. Raises Problems for an empty sheet
    and for a header that names a column twice."""
    pieces = (rows for _, rows in _told(path, label, sheet))
    first: list[Row] = next(pieces, [])
    if not first:
        raise problem(label, f"sheet '{sheet}' holds no row.", "Its first row should name the columns.")
    number, header = first[0]
    names = [(cell or "").strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    names = [name or f"column {index + 1}" for index, name in enumerate(names)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise problem(f"{label} row {number}", f"the header names '{twice[0]}' twice.",
                      "Give each column a name of its own.")
    return names, _pieces(first[1:], pieces, len(names))


def _pieces(first: list[Row], others: Iterator[list[Row]], width: int) -> Iterator[Piece]:
    """The rows as far as the header reaches. A row with a value right of it is ragged, as one of a text file would be."""
    for rows in chain([first], others):
        broken = [ragged(number, "\t".join(cell or "" for cell in row), len(row), width)
                  for number, row in rows if any(cell and cell.strip() for cell in row[width:])]
        known = {one.row for one in broken}
        whole = [one for one in rows if one[0] not in known] if known else rows
        cells = [[*row, *[None] * (width - len(row))][:width] for _, row in whole]
        yield Piece(text_table(cells, [number for number, _ in whole], width), broken)


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
        if cell.is_integer():  # beyond, digits were lost where the number was made, and it is told in the form that says so
            return str(int(cell)) if abs(cell) <= EXACT_WHOLE else f"{cell:.16e}"
        return repr(cell)
    if isinstance(cell, Decimal) and cell.is_finite() and cell == cell.to_integral_value():
        return format(cell.to_integral_value(), "f")
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return str(cell)
