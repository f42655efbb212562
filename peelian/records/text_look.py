"""What there is to know of a delimited text file before its rows are read: encoding, quotation marks, delimiter, header."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from peelian.problems import problem, shortened

BLOCK = 4 << 20
LONGEST_VALUE = 1 << 20
LONGEST_LINE = 10 << 20
MOST_COLUMNS = 2_000
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class TextFile:
    """What is known of a text file before its rows are read."""

    path: Path
    label: str
    encoding: str
    delimiter: str
    columns: list[str]
    fingerprint: str
    careful: bool
    quoted: bool
    damaged: bool = False  # UTF-8 but for some lines, which are set aside
    doubt: str = ""  # of the encoding, in words


def look_at(path: Path, label: str, encoding: str | None, delimiter: str | None) -> TextFile:
    """Read a file once for its fingerprint, encoding and quotation marks, and its header.

    Raises Problems for a damaged gzip file, a header without words or with the same word twice, and a file that
    looks like no text.
    """
    found, marks, fingerprint = _looked_through(path, label)
    used, damaged, doubt = encoding or found, found == "cp1252" and is_utf8(encoding or found), ""
    if found == "cp1252" and encoding is None:
        used, damaged, doubt = _cp1252_or_damaged(path, label)
    with open_text(path, used) as file:
        first = _first_line(file, label)
    if first.count('"') % 2:
        raise problem(f"{label} row 1", "the header has a quotation mark that never closes.", "Close it.")
    mark = delimiter or _delimiter(first)
    columns = _header(first, mark, label)
    return TextFile(path, label, used, mark, columns, fingerprint, careful=bool(marks % 2) or "16" in used or damaged,
                    quoted=marks > 0, damaged=damaged, doubt=doubt)


def is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "utf8")


def _cp1252_or_damaged(path: Path, label: str) -> tuple[str, bool, str]:
    """Of a file that is not UTF-8 throughout: its encoding, whether that is UTF-8 with damaged lines, and what is doubtful.

    Text in cp1252 hardly ever has a line with letters beyond ASCII that is UTF-8 by chance.
    """
    good = bad = 0
    with bytes_of(path) as file:
        while block := file.readline(LONGEST_LINE):
            for line in () if block.isascii() else block.splitlines():  # old Mac files end their lines with a carriage return
                try:
                    good += not line.isascii() and bool(line.decode("utf-8"))
                except UnicodeDecodeError:
                    bad += 1
    if good > bad:
        return "utf-8-sig", True, ""
    if not good:
        return "cp1252", False, ""
    return "cp1252", False, (f"{label}: is read as cp1252, for {bad:,} of its lines are no UTF-8; but {good:,} may be UTF-8. "
                             "Name its encoding in a mapping.")


def _looked_through(path: Path, label: str) -> tuple[str, int, str]:
    """The encoding, the number of quotation marks, and the sha256 of the file's bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, marks, start = "utf-8-sig", 0, b""
    fingerprint = hashlib.sha256()
    try:
        with path.open("rb") as raw:
            for block in iter(lambda: raw.read(BLOCK), b""):
                fingerprint.update(block)
        with bytes_of(path) as file:
            for block in iter(lambda: file.read(BLOCK), b""):
                start = start or block[:4096]
                marks += block.count(b'"')
                if encoding == "utf-8-sig":
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError:
                        encoding = "cp1252"
        if encoding == "utf-8-sig":
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                encoding = "cp1252"
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno:
            raise problem(label, f"cannot be read ({error.strerror}).", "Check the file and its permissions.") from None
        raise problem(label, "is a gzip file that is cut short or damaged.", "Make or fetch it again.") from None
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif start.count(b"\0") * 3 > len(start):
        raise problem(label, "does not look like text.", "Save it as CSV in UTF-8.")
    return encoding, marks, fingerprint.hexdigest()


def bytes_of(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def open_text(path: Path, encoding: str, errors: str = "replace") -> io.TextIOWrapper:
    return io.TextIOWrapper(bytes_of(path), encoding=encoding, errors=errors, newline="")


def _first_line(file: io.TextIOWrapper, label: str) -> str:
    for _ in range(1000):
        line = file.readline(LONGEST_VALUE)
        if not line:
            break
        if len(line) == LONGEST_VALUE and "\r" not in line:
            raise problem(f"{label} row 1", "is far too long to be a header.", "The first line should name the columns.")
        if line.strip("\r\n"):
            # Old Mac files end their lines with a carriage return only.
            return line.rstrip("\r\n").split("\r")[0]
    raise problem(label, "holds no line.", "Its first line should name the columns.")


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=lambda mark: (line.count(mark), mark == ","))


def _header(line: str, delimiter: str, label: str) -> list[str]:
    csv.field_size_limit(LONGEST_VALUE)
    names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]
    names = [name or f"column {index + 1}" for index, name in enumerate(names)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise problem(f"{label} row 1", f"the header names '{shortened(twice[0])}' twice.", "Give each column a name of its own.")
    if len(names) > MOST_COLUMNS:
        raise problem(f"{label} row 1", f"the header has {len(names):,} columns, and at most {MOST_COLUMNS:,} can be read.",
                      "Check the delimiter, or leave out columns that no table has.")
    return names
