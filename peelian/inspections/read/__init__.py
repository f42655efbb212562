"""Reads what inspectors published: a saved page of an inspection becomes one structured inspection."""

from __future__ import annotations

import json
import os
from pathlib import Path

from peelian.inspections.read.build import read_page
from peelian.inspections.read.table import table
from peelian.problems import problem

__all__ = ["read_page", "read_to", "table"]


def read_to(page: Path, library: Path, out: Path | None, force: str | None, as_json: bool) -> str:
    """What to print of a page: a table, or JSON (a list where the page has several forces). With `out` the JSON goes into that
    file too. Raises Problems."""
    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        raise problem(out, "is a folder." if out.is_dir() else "its folder does not exist.", "Name a file in a folder that exists.")
    if out is not None and out.exists() and page.exists() and out.samefile(page):
        raise problem(out, "is the page itself.", "Name another file: the page would be lost.")
    read = read_page(page, library, force)
    text = json.dumps([one.model_dump(mode="json") for one in read] if len(read) > 1 else read[0].model_dump(mode="json"),
                      indent=2, ensure_ascii=False)
    if out is not None:
        _put(out, text + "\n")
    if as_json:
        return text
    return "\n\n".join(map(table, read)) + (f"\n\nWritten to {out}." if out is not None else "")


def _put(out: Path, text: str) -> None:
    """A file by one rename, so that a full disk or a killed process leaves what was there; a device is written as it is."""
    if out.exists() and not out.is_file():
        out.write_text(text, encoding="utf-8")
        return
    work = out.with_name(f".{out.name}.unfinished-{os.getpid()}")
    try:
        work.write_text(text, encoding="utf-8")
        os.replace(work, out)
    finally:
        work.unlink(missing_ok=True)
