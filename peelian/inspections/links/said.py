"""What inspectors have said of one standard, over a folder of read inspections."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from peelian.inspections.links.decisions import decisions, standing
from peelian.inspections.links.links import Link, links_of
from peelian.inspections.links.match import Matcher
from peelian.inspections.links.statements import Statement
from peelian.inspections.read.written import read_inspections
from peelian.problems import Problem, Problems, problem
from peelian.records.tables import Strict


class SaidOnce(Strict):
    """One statement about the standard."""

    force: str | None = Field(description="the force's short name; none where the page does not say")
    cycle: str | None = Field(description="the cycle; none where the page does not say")
    file: str = Field(description="the read inspection, by its file's name in the folder")
    statement: Statement = Field(description="what was said, and where it stands on the page")
    link: Link = Field(description="why it is taken to be about the standard")


class SaidOf(Strict):
    """Everything said of one standard, by force and then by cycle. `inspections`: how many were looked through."""

    standard: str = Field(description="the standard's id")
    title: str = Field(description="its title")
    inspections: int = Field(description="how many inspections were looked through")
    said: list[SaidOnce] = Field(description="the statements")


def said_of(standard: str, folder: Path, matcher: Matcher, decided_in: Path) -> SaidOf:
    """Strengths count too. Raises Problems for a folder without inspections, and for every file in it that is none."""
    if not folder.is_dir():
        raise problem(folder, "is a file, not a folder." if folder.exists() else "there is no such folder.",
                      "Name a folder of files that `peelian read` wrote.")
    files = sorted(folder.glob("*.json"))
    if not files:
        raise problem(folder, "holds no .json file.", "Name a folder of files that `peelian read` wrote.")
    decided = standing(decisions(decided_in))
    problems: list[Problem] = []
    found: list[SaidOnce] = []
    looked_through = 0
    for file in files:
        try:
            inspections = read_inspections(file)
        except Problems as wrong:
            problems.extend(wrong.problems)
            continue
        looked_through += len(inspections)
        for every in (links_of(one, matcher, decided, strengths=True) for one in inspections):
            found += [SaidOnce(force=every.force, cycle=every.cycle, file=file.name, statement=one.statement, link=link)
                      for one in every.linked for link in one.links if link.standard == standard]
    if problems:
        raise Problems(problems)
    found.sort(key=lambda one: (one.force or "", one.cycle or "", one.file))
    return SaidOf(standard=standard, title=matcher.library.standards[standard].title, inspections=looked_through, said=found)
