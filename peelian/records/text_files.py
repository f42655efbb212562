"""Delimited text in pieces of Arrow, whatever its encoding, quotes or raggedness; each row counted once.

Plain files go through Arrow's parser. A file with a value of several lines, whose quotation marks do not pair, or with
a row too large for Arrow, goes through a slower, stricter parser: there a quotation that is broken ends at the line where
it began, so that one stray mark cannot swallow the rows behind it. Row 1 is the header, as a spreadsheet shows it; blank
lines are not counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peelian.records.text_look import BLOCK, LONGEST_LINE, LONGEST_VALUE, TextFile, bytes_of, is_utf8, open_text

if TYPE_CHECKING:
    import pyarrow

ROWS_IN_PIECE = 200_000
LINE_SHOWN = 2_000
RAGGED = "ragged row"
UNCLOSED = "broken quotation marks"
DAMAGED = "bytes that are no UTF-8"
TOO_LONG = "line too long"
_NO_TEXT = re.compile("[\udc80-\udcff]")  # how Python keeps bytes that are none of the encoding


@dataclass(frozen=True)
class Broken:
    """A row that cannot be split into columns."""

    row: int
    reason: str
    text: str
    value: str | None = None  # what shows it, where that is more than the row itself


def ragged(row: int, text: str, values: int, width: int) -> Broken:
    """A row with more or fewer values than the header has columns."""
    return Broken(row, RAGGED, text[:LINE_SHOWN], f"{values:,} {'value' if values == 1 else 'values'} under {width:,} columns")


@dataclass
class Piece:
    """Some rows: an Arrow table with row_number_ (int64) and c0, c1, ... (text), and the rows that are broken."""

    rows: pyarrow.Table
    broken: list[Broken] = field(default_factory=list)
    swallowing: list[int] = field(default_factory=list)  # numbers of rows that hold, in one value, lines that look like rows


def pieces(file: TextFile) -> Iterator[Piece]:
    """The rows of a file. Whoever meets NeedsCare must drop what it has so far and take `careful_pieces`."""
    return careful_pieces(file) if file.careful else _fast_pieces(file)


class NeedsCare(Exception):
    """Arrow's parser cannot be trusted with the file: it has to be read again, slowly."""


def _fast_pieces(file: TextFile) -> Iterator[Piece]:
    import pyarrow
    from pyarrow import csv as arrow_csv

    gathered = _Gathered(len(file.columns))

    def set_aside(row: Any) -> str:
        gathered.set_aside(row.number, row.text, row.actual_columns)
        return "skip"

    with _utf8_stream(file) as stream:
        try:
            reader = arrow_csv.open_csv(
                stream,
                read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=gathered.names),
                parse_options=arrow_csv.ParseOptions(delimiter=file.delimiter, newlines_in_values=True,
                                                     invalid_row_handler=set_aside),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={name: pyarrow.string() for name in gathered.names}, strings_can_be_null=False),
            )
            for batch in reader:
                gathered.add(batch)
                if gathered.is_full:
                    yield _trusted(gathered.piece(), file)
            yield _trusted(gathered.piece(), file)
        except pyarrow.ArrowInvalid:
            raise NeedsCare from None


def _trusted(piece: Piece, file: TextFile) -> Piece:
    """A piece in which no quotation runs over a line: rows may hide in one that does. Raises NeedsCare."""
    from pyarrow import compute

    if file.quoted:
        for name in piece.rows.column_names[:-1]:
            for mark in ("\n", "\r"):
                if compute.any(compute.match_substring(piece.rows[name], mark)).as_py():
                    raise NeedsCare
    return piece


class _Gathered:
    """Batches gathered into pieces, their rows numbered around the broken ones, the header (row 1) left out.

    Arrow reads ahead, so broken rows may be told before the batch behind them: their numbers wait in order.
    """

    def __init__(self, width: int):
        self.names = [f"c{index}" for index in range(width)]
        self._broken: deque[Broken] = deque()
        self._gaps: deque[int] = deque()
        self._following = 1
        self._batches: list[Any] = []
        self._numbers: list[Any] = []
        self._held = 0

    @property
    def is_full(self) -> bool:
        return self._held >= ROWS_IN_PIECE or len(self._broken) >= ROWS_IN_PIECE

    def set_aside(self, row: int, text: str, values: int) -> None:
        self._gaps.append(row)
        self._broken.append(ragged(row, text, values, len(self.names)))

    def add(self, batch: Any) -> None:
        import numpy

        first = self._following
        end = first + batch.num_rows
        gaps: list[int] = []
        while self._gaps and self._gaps[0] < end:
            gaps.append(self._gaps.popleft() - first)
            end += 1
        numbers = numpy.arange(first, end)
        if gaps:
            numbers = numpy.delete(numbers, gaps)
        self._following = end
        if first == 1:
            batch, numbers = batch.slice(1), numbers[1:]
        self._batches.append(batch)
        self._numbers.append(numbers)
        self._held += batch.num_rows

    def piece(self) -> Piece:
        import numpy
        import pyarrow

        schema = pyarrow.schema([(name, pyarrow.string()) for name in self.names])
        rows = pyarrow.Table.from_batches(self._batches, schema)
        numbers = numpy.concatenate([numpy.array([], "int64"), *self._numbers])
        rows = rows.append_column("row_number_", pyarrow.array(numbers, pyarrow.int64()))
        broken = [self._broken.popleft() for _ in range(len(self._broken))]
        self._batches, self._numbers, self._held = [], [], 0
        return Piece(rows, broken)


def _utf8_stream(file: TextFile) -> Any:
    """The file's bytes as UTF-8, transcoded on the way where they are not."""
    if is_utf8(file.encoding):
        return bytes_of(file.path)
    return _Transcoded(file)


class _Transcoded(io.RawIOBase):
    """Reads text of another encoding as UTF-8 bytes."""

    def __init__(self, file: TextFile):
        self._text = open_text(file.path, file.encoding)
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._ready:
            self._ready = self._text.read(BLOCK // 4).encode("utf-8", errors="replace")
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        self._text.close()
        super().close()


def careful_pieces(file: TextFile) -> Iterator[Piece]:
    """The rows of a file, each read by Python's own parser; what cannot be read is set aside line by line."""
    width = len(file.columns)
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[Broken] = []
    swallowing: list[int] = []
    number = 0
    for cells, lines, reason in _records(file):
        number += 1
        if number == 1:
            continue
        if file.damaged and not reason and any(map(_NO_TEXT.search, lines)):
            reason = DAMAGED
        if not reason and len(cells) == width:
            rows.append(cells)
            numbers.append(number)
            if len(lines) > 1 and any(_looks_like_rows(cell, file) for cell in cells):
                swallowing.append(number)
        else:
            text = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", "".join(lines).rstrip("\r\n")[:LINE_SHOWN])
            broken.append(Broken(number, reason, text) if reason else ragged(number, text, len(cells), width))
        if len(rows) + len(broken) >= ROWS_IN_PIECE // 4:
            yield _careful_piece(rows, numbers, broken, swallowing, width)
            rows, numbers, broken, swallowing = [], [], [], []
    yield _careful_piece(rows, numbers, broken, swallowing, width)


def _looks_like_rows(cell: str, file: TextFile) -> bool:
    """Whether a line of a value is parted as often as a row is: two stray quotation marks may have made one value of rows."""
    parted = len(file.columns) - 1
    return parted > 1 and any(line.count(file.delimiter) == parted for line in cell.splitlines()[1:])


def _careful_piece(rows: list[list[str]], numbers: list[int], broken: list[Broken], swallowing: list[int], width: int) -> Piece:
    import pyarrow

    columns = list(zip(*rows, strict=True)) or [()] * width
    table = {f"c{index}": pyarrow.array(values, pyarrow.string()) for index, values in enumerate(columns)}
    return Piece(pyarrow.table({**table, "row_number_": pyarrow.array(numbers, pyarrow.int64())}), broken, swallowing)


def _records(file: TextFile) -> Iterator[tuple[list[str], list[str], str]]:
    """Each record: its cells, its lines (only until the next is taken), and why it cannot be read ("" where it can)."""
    csv.field_size_limit(LONGEST_VALUE)
    with open_text(file.path, file.encoding, "surrogateescape" if file.damaged else "replace") as text:
        lines = _Lines(text)
        reader = csv.reader(lines.each(), delimiter=file.delimiter, strict=True)
        while True:
            lines.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = TOO_LONG if "field limit" in str(error) and len(lines.taken) == 1 else UNCLOSED
                yield [], [lines.back_to_second()], reason
                reader = csv.reader(lines.each(), delimiter=file.delimiter, strict=True)
                continue
            if cells:
                yield cells, lines.taken, TOO_LONG if lines.too_long else ""
            lines.too_long = False


class _Lines:
    """Physical lines for the parser, which can be given back when a quotation turns out to be broken."""

    def __init__(self, text: io.TextIOWrapper):
        self._text = text
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.too_long = False

    def each(self) -> Iterator[str]:
        """Lines, those given back first; each is noted in `taken`, in which a caller finds the lines of one record."""
        while self._returned:
            self.taken.append(self._returned.popleft())
            yield self.taken[-1]
        while line := self._text.readline(LONGEST_LINE):
            if len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r")):
                self._skip_rest_of_line()
                self.too_long = True
                line = line[:LINE_SHOWN].replace('"', "'") + "\n"
            self.taken.append(line)
            yield line

    def _skip_rest_of_line(self) -> None:
        while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
            pass

    def back_to_second(self) -> str:
        """Give back every line taken but the first, which is returned."""
        self._returned.extendleft(reversed(self.taken[1:]))
        return self.taken[0]
