"""Every problem of a library at once: what the models, the tables and the law's dates say against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from peelian.problems import Problem, Problems, did_you_mean
from peelian.standards.library import EVER, Gathered, Library, gather_library
from peelian.standards.model import Authority, Standard
from peelian.standards.parameters import filled
from peelian.standards.positive import rests_on_absence
from peelian.standards.resolve import Resolver
from peelian.standards.rules import Resolved
from peelian.unfinished import PatchedFile, told, understood
from peelian.yaml_file import Place, YamlFile

Read = TypeVar("Read")
POPULATIONS = {"denominator": ("indicator", "denominator"), "population": ("audit", "population"),
               "held": ("capacity", "held"), "needed": ("capacity", "needed")}


@dataclass
class Checked:
    """A library as far as it could be read, and everything that is wrong with it.

    unchecked: standards whose rules rest on what is wrong elsewhere, so that not all can be said of them yet.
    in_part: the files of standards of which a part is so wrong that what it says could not be looked at.
    """

    found: Gathered
    problems: list[Problem]
    unchecked: list[str]
    in_part: list[Path]


def rests_on(problem: Problem, wrong_tables: Collection[str]) -> bool:
    """Whether a problem is only that a table with slips of its own is none: it is not to be told beside these slips."""
    named = re.match(r"'(\w+)' is not a (?:table|column of (\w+))\b", problem.what)
    return named is not None and (named[2] or named[1]) in wrong_tables


def check_library(path: Path, settings: Path | None = None) -> tuple[Library | None, list[Problem]]:
    """The library where it could be read, and everything that is wrong with it."""
    try:
        checked = check_all(path, settings)
    except Problems as none:
        return None, none.problems
    return None if checked.found.problems else checked.found.library, checked.problems


def check_all(path: Path, settings: Path | None = None) -> Checked:
    """Check each part of a library, whatever is wrong with the others. Raises Problems where there is no library."""
    found = gather_library(path, settings)
    library, problems, unchecked = found.library, list(found.problems), []
    in_part = [one for one in sorted((path / "standards").glob("**/*.yaml"))
               if one.stem in found.names - set(library.files)]  # these cannot be read at all
    for name, file in library.files.items():
        part = _Part(file)
        if not found.whole_parameters and set(library.parameters_of(name)) - set(library.parameters):
            unchecked.append(name)  # what a wrong parameter says may be all that it lacks
            part.parameters_told = True
        standard = part.standard(library)
        problems.extend(part.problems)
        if standard is not None:
            problems.extend(told([*_guard_problems(part.file, standard, found.names), *_edition_problems(part.file, standard),
                                  *_authority_problems(part.file, standard)]))
            if not found.checkable or _reached(file.data, library) & found.wrong_tables:
                unchecked.append(name)
            else:
                problems.extend(_rule_problems(part, standard, library, name))
        if not part.whole:
            in_part.append(file.path)
    return Checked(found, sorted(set(problems)), sorted(set(unchecked)), in_part)


def sound_with(path: Path, settings: Path | None, read: Callable[[Gathered], Read]) -> tuple[Library, Read]:
    """The library, and what `read` makes of what could be read of it. Raises Problems with all that is wrong with either."""
    checked = check_all(path, settings)
    try:
        made = read(checked.found)
    except Problems as wrong:
        own = [one for one in wrong.problems if not rests_on(one, checked.found.wrong_tables)]
        raise Problems([*checked.problems, *own]) from None
    if checked.problems:
        raise Problems(checked.problems)
    return checked.found.library, made


class _Part:
    """As much of a standard's file as can be understood."""

    def __init__(self, file: YamlFile):
        self.file = PatchedFile(file.path, file.data, dict(file.lines))
        self.problems: list[Problem] = []
        self.whole, self.parameters_told = True, False

    def standard(self, library: Library) -> Standard | None:
        stood_in: set[Place] = set()
        unknown: list[Problem] = []
        data = filled(self.file.data, self.file, library.parameters, {}, EVER, unknown, (), stood_in)
        found = understood(Standard, self.file, data, (), stood_in)
        self.problems = [*([] if self.parameters_told else unknown), *found.problems]
        self.file, self.whole = found.file, found.whole and (not stood_in or self.parameters_told)
        return found.model


def _rule_problems(part: _Part, standard: Standard, library: Library, name: str) -> list[Problem]:
    """What is wrong with the rules of a standard; of one that is wrong in itself, by the library's values alone."""
    problems: list[Problem] = []
    if part.problems or part.parameters_told:
        resolved = Resolver(standard, part.file, library.tables, library.calendar, problems).resolved()
    else:
        try:
            resolved = library.resolve({name})[name]
        except Problems as wrong:
            return wrong.problems
    if not problems:
        problems.extend(_population_problems(part.file, standard, resolved))
    return told(problems)


def _reached(data: Any, library: Library) -> set[str]:
    """The words of a standard, and the tables to which links and holders lead from those that it names."""
    reached: set[str] = set()
    ahead = set(re.findall(r"\w+", str(data)))
    while ahead:
        reached |= ahead
        tables = [library.tables[name] for name in ahead if name in library.tables]
        links = {column.link.partition(".")[0] for table in tables for column in table.columns.values() if column.link}
        holders = {table.holder.record for table in tables if table.holder and table.holder.record}
        ahead = (links | holders) - reached
    return reached


def _population_problems(file: YamlFile, standard: Standard, resolved: Resolved) -> Iterator[Problem]:
    what = "is true of a row of which nothing is recorded: what is missing would look like something owed."
    mend = "Add what was recorded that makes it owed."
    for rule in resolved.duties:
        period = rule.period.where if rule.period else rule.where
        if rests_on_absence(period):
            inside = ("either", rule.alternative, "where") if standard.either else ("where",)
            yield Problem(file.at(inside), f"the population {what}", mend)
    for counted in resolved.counted:
        if counted.role in POPULATIONS and rests_on_absence(counted.where):
            yield Problem(file.at((*POPULATIONS[counted.role], "where")), f"the {counted.role} {what}", mend)


def _guard_problems(file: YamlFile, standard: Standard, known: Collection[str]) -> Iterator[Problem]:
    for index, guard in enumerate(standard.guards):
        if guard not in known:
            yield Problem(file.at(("guards", index)), f"guard '{guard}' is not a standard of this library.",
                          did_you_mean(guard, known))
        elif guard == standard.id:
            yield Problem(file.at(("guards", index)), "a standard cannot guard itself.", "Name another.")


def _edition_problems(file: PatchedFile, standard: Standard) -> Iterator[Problem]:
    if any(place[2:3] == ("in_force",) for place in file.patched):
        return  # these dates are told to be wrong already
    editions = sorted(enumerate(standard.editions), key=lambda one: one[1].in_force.start)
    for (_, earlier), (index, later) in pairwise(editions):
        ends, begins, place = earlier.in_force.end, later.in_force.start, ("editions", index, "in_force")
        if ends is None or ends >= begins:
            yield Problem(file.at(place), f"the edition from {earlier.in_force.start} is still in force when the one "
                          f"from {begins} begins.", "Give the earlier one a `to`.")
        elif ends + timedelta(days=1) < begins:
            yield Problem(file.at(place), f"no edition is in force between {ends} and {begins}.",
                          "Let one begin on the day after the other ends.")
        if earlier.clock is not None and later.clock is not None and earlier.clock.starts != later.clock.starts:
            yield Problem(file.at(("editions", index, "clock")), f"its clock starts at another moment than that of the edition from "
                          f"{earlier.in_force.start}: one record could be owed under both, or under none.",
                          "Let both start at one moment, or write two standards.")


def _authority_problems(file: PatchedFile, standard: Standard) -> Iterator[Problem]:
    seen: list[Authority] = []
    for index, edition in enumerate(standard.editions):
        authority = edition.authority
        place = ("editions", index, "authority")
        if authority in seen or any(one[:3] == place for one in file.patched):  # told once, where it stands first
            continue
        seen.append(authority)
        if authority.kind != "local" and authority.evidence == "verified" and not authority.url:
            yield Problem(file.at(place), "evidence is 'verified' but no url says where it was read.",
                          "Add the url, or mark it unverified.")
        if (authority.kind == "local") != (authority.evidence == "local"):
            yield Problem(file.at(place), "a local value has kind: local and evidence: local, both or neither.",
                          "Mark both, or give the authority and how well it is evidenced.")
