"""Cells of a workbook that hold an error ("#N/A" of a look-up that found nothing). What reads the cells gives them as blank,
and a blank means "not yet" or "no": so where a sheet has any, its own XML is read for them. xlsx, xlsm and ods."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, fromstring, iterparse
from zipfile import ZipFile, is_zipfile

# As every spreadsheet in English writes them, and all of them in the file. A record never says so by itself.
ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!",
          "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#ERROR!")
OTHER = "#ERROR!"
UNREADABLE_VALUE = "unreadable value"
ERRORS_UNTOLD = (".xls", ".xlsb")  # are no XML, and cells of an error there are not found
_OF_XLSX, _OF_ODS = (re.compile(rb"[\s:](?:%s)\s*=\s*[\"']%s[\"']" % pair) for pair in ((b"t", b"e"), (b"value-type", b"error")))
_BLOCK, _OVERLAP = 1 << 20, 64
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)$")

ErrorCells = dict[int, dict[int, str]]  # row, from 1 -> column, from 0 -> what the cell says


def error_cells(path: Path, sheet: str) -> ErrorCells:
    """The cells of a sheet that hold an error; none of a workbook that is no xlsx or ods. Raises ParseError."""
    if not is_zipfile(path):
        return {}
    with ZipFile(path) as file:
        names = set(file.namelist())
        if "content.xml" in names:
            with file.open("content.xml") as content:
                any_there = _holds(content, _OF_ODS)
            return _of_ods(file.open("content.xml"), sheet) if any_there else {}
        part = _part(file, sheet) if "xl/workbook.xml" in names else None
        if part not in names:
            return {}
        with file.open(part) as content:
            any_there = _holds(content, _OF_XLSX)
        return _of_xlsx(file.open(part)) if any_there else {}


def _holds(content: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    """Whether a text is in a file, without reading it as XML: most sheets have no error."""
    before = b""
    while block := content.read(_BLOCK):
        if pattern.search(before + block):
            return True
        before = block[-_OVERLAP:]
    return False


def _part(file: ZipFile, sheet: str) -> str | None:
    """The name of the part of an xlsx that holds a sheet."""
    number = next((value for one in fromstring(file.read("xl/workbook.xml")).iter()
                   if _name(one) == "sheet" and one.get("name") == sheet for word, value in one.items() if word.endswith("}id")), None)
    target = next((one.get("Target", "") for one in fromstring(file.read("xl/_rels/workbook.xml.rels")).iter()
                   if number is not None and one.get("Id") == number), None)
    if target is None:
        return None
    return target[1:] if target.startswith("/") else target if target.startswith("xl/") else f"xl/{target}"


def _of_xlsx(content: IO[bytes]) -> ErrorCells:
    found: ErrorCells = {}
    row = column = 0
    with content:
        for event, one in iterparse(content, ("start", "end")):
            name = _name(one)
            if name == "row" and event == "start":
                row, column = int(one.get("r", row + 1)), -1
            elif name == "row":
                one.clear()
            elif name == "c" and event == "start":
                place = _REFERENCE.match(one.get("r", ""))
                column = _number(place[1]) if place else column + 1
                row = int(place[2]) if place else row
            elif name == "c" and one.get("t") == "e":
                found.setdefault(row, {})[column] = _known("".join(part.text or "" for part in one if _name(part) == "v"))
    return found


def _of_ods(content: IO[bytes], sheet: str) -> ErrorCells:
    found: ErrorCells = {}
    inside, row, column = False, 0, 0
    with content:
        for event, one in iterparse(content, ("start", "end")):
            name = _name(one)
            if name == "table" and event == "start":
                inside, row = _attribute(one, "name") == sheet, 0
            elif name == "table-row" and event == "start":
                row, column = row + 1, 0
            elif name == "table-row":
                repeated = int(_attribute(one, "number-rows-repeated") or 1)
                if row in found and inside:
                    found.update({row + more: dict(found[row]) for more in range(1, repeated)})
                row += repeated - 1
                one.clear()
            elif name in ("table-cell", "covered-table-cell") and event == "end":
                repeated = int(_attribute(one, "number-columns-repeated") or 1)
                if inside and "error" in (value for word, value in one.items() if word.endswith("}value-type")):
                    said = _known("".join(one.itertext()))
                    found.setdefault(row, {}).update({column + more: said for more in range(repeated)})
                column += repeated
    return found


def _known(said: str) -> str:
    return said.strip() if said.strip() in ERRORS else OTHER


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _name(one: Element[Any]) -> str:
    return one.tag.rpartition("}")[2]


def _attribute(one: Element[Any], word: str) -> str | None:
    return next((value for name, value in one.items() if name.rpartition("}")[2] == word), None)
