"""What the commands about links do: `peelian link …` and `peelian library said`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from peelian.inspections.links.decisions import FILE, NOTHING, Decision, decide, decisions, now, standing
from peelian.inspections.links.links import links_of
from peelian.inspections.links.match import Matcher
from peelian.inspections.links.said import said_of
from peelian.inspections.links.said_as import read_said_as
from peelian.inspections.links.shown import decisions_table, links_table, said_table
from peelian.inspections.links.statements import about, statements_of
from peelian.inspections.read.written import read_inspections
from peelian.problems import did_you_mean, problem, shortened
from peelian.standards.listing import known_standard, sound_library


def matcher_of(library: Path) -> Matcher:
    """A matcher for a library folder. Raises Problems for what is wrong in it."""
    found = sound_library(library)
    return Matcher(found, read_said_as(found))


def link(inspection: Path, library: Path, out: Path | None, decided_in: Path | None) -> str:
    """Link what one file holds. With `out` the links are written there as JSON; the table is given back either way."""
    read = read_inspections(inspection)
    matcher, decided = matcher_of(library), standing(decisions(decided_in or inspection.parent / FILE))
    found = [links_of(one, matcher, decided) for one in read]
    if out is not None:
        write_json(out, found)
    return "\n\n".join(map(links_table, found))


def decide_link(verdict: Literal["confirmed", "rejected"], inspection: Path, statement: str, standard: str, by: str, why: str,
                library: Path, decided_in: Path | None) -> str:
    """Keep what a person decided. Raises Problems for a statement or standard that is not there, and then keeps nothing."""
    statements = {one.id: (about(read), one.text) for read in read_inspections(inspection) for one in statements_of(read)}
    if statement not in statements:
        raise problem(f"{inspection}", f"holds no statement '{shortened(statement)}'.",
                      did_you_mean(statement, statements) or "`peelian link` shows each with its id.")
    if standard != NOTHING:
        known_standard(sound_library(library), standard)
    elif verdict == "rejected":
        raise problem("standard", f"'{NOTHING}' can be confirmed, not rejected.", "Confirm the standard that measures it.")
    (force, cycle), text = statements[statement]
    path = decided_in or inspection.parent / FILE
    decide(path, Decision(statement, force, cycle, text, standard, verdict, by, now(), why))
    what = "no standard measures it" if standard == NOTHING else standard
    return f"{verdict.capitalize()} for {statement}: {what}. Kept in {path}."


def history(inspection: Path, decided_in: Path | None) -> str:
    """Every decision about the statements of one inspection, in order."""
    known = {one.id for read in read_inspections(inspection) for one in statements_of(read)}
    return decisions_table([one for one in decisions(decided_in or inspection.parent / FILE) if one.statement in known])


def said(standard: str, folder: Path, library: Path, out: Path | None, decided_in: Path | None) -> str:
    """What inspectors have said of a standard, over a folder of read inspections."""
    matcher = matcher_of(library)
    known_standard(matcher.library, standard)
    found = said_of(standard, folder, matcher, decided_in or folder / FILE)
    if out is not None:
        write_json(out, [found])
    return said_table(found)


def write_json(path: Path, models: Sequence[BaseModel]) -> None:
    """Write one model, or a list of several, in place of an earlier file: a reader sees the whole old or the whole new one."""
    plain = [one.model_dump(mode="json") for one in models]
    text = json.dumps(plain[0] if len(plain) == 1 else plain, indent=2, ensure_ascii=False)
    if path.is_dir():
        raise problem(path, "is a folder.", "Name a file.")
    if not path.parent.is_dir():
        raise problem(path, "its folder does not exist.", "Make the folder first, or name another place.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
