"""Every published file as its reader has it: the words, and the numbers that stand in columns of counts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

COUNTS = ("good", "counted", "first count", "second count")
OF = re.compile(r"(?<!Page )(?<![\d,])(\d[\d,]*) (?:of|against) (\d[\d,]*)")


def words_of(path: Path) -> str:
    """All that a file says, on one line."""
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".xlsx":
        text = " ".join(str(cell) for sheet in sheets(path).values() for row in sheet for cell in row)
    elif path.suffix == ".html":
        text = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").get_text(" ")
    else:
        text = path.read_text(encoding="utf-8")
    return " ".join(text.split())


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def counts_of(path: Path) -> Iterator[str]:
    """Each cell of a column of counts, and each number in "so many of so many"."""
    if path.suffix == ".csv":
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            yield from (row[name] for name in ("good", "counted") if name in row)
    elif path.suffix == ".json" and path.name == "report.json":
        for measure in json.loads(path.read_text(encoding="utf-8"))["measures"]:
            figures = [*measure["figures"], *measure["months"], *measure["areas"]]
            yield from (str(one[name]) for one in figures for name in ("good", "counted"))
            yield from map(str, measure["outside"].values())
    elif path.suffix == ".xlsx":
        for sheet in sheets(path).values():
            yield from _columns(sheet)
    elif path.suffix == ".html":
        for table in BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").find_all("table"):
            yield from _columns([[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")])
    if path.suffix != ".svg":
        for found in OF.finditer(words_of(path)):
            yield from found.groups()


def _columns(rows: list[list[Any]]) -> Iterator[str]:
    places: list[int] = []
    for row in rows:
        named = [place for place, cell in enumerate(row) if str(cell).lower().startswith(COUNTS) and len(str(cell)) < 50]
        if named:
            places = named
        else:
            yield from (str(row[place]) for place in places if place < len(row))
