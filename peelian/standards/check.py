"""Every problem of a library at once: what the models, the tables and the law's dates say against it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from peelian.problems import Problem, Problems, did_you_mean
from peelian.standards.library import Library, read_library
from peelian.standards.model import Standard


def check_library(path: Path, settings: Path | None = None) -> tuple[Library | None, list[Problem]]:
    """The library where it could be read, and everything that is wrong with it."""
    try:
        library = read_library(path, settings)
    except Problems as found:
        return None, found.problems
    problems: list[Problem] = []
    try:
        standards = library.standards
    except Problems as found:
        return library, found.problems
    try:
        library.resolve()
    except Problems as found:
        problems.extend(found.problems)
    for name, standard in standards.items():
        problems.extend(_standard_problems(library, name, standard, standards))
    return library, sorted(set(problems))


def _standard_problems(library: Library, name: str, standard: Standard, known: dict[str, Standard]) -> list[Problem]:
    file = library.files[name]
    problems = []
    for index, guard in enumerate(standard.guards):
        if guard not in known:
            problems.append(Problem(file.at(("guards", index)), f"guard '{guard}' is not a standard of this library.",
                                    did_you_mean(guard, known)))
    editions = sorted(standard.editions, key=lambda one: one.in_force.start)
    for earlier, later in pairwise(editions):
        if earlier.in_force.end is None or earlier.in_force.end >= later.in_force.start:
            problems.append(Problem(file.at(("editions",)), f"the edition from {earlier.in_force.start} is still in "
                                    f"force when the one from {later.in_force.start} begins.", "Give it a `to`."))
    for index, edition in enumerate(standard.editions):
        authority = edition.authority
        place = ("editions", index, "authority")
        if authority.evidence == "verified" and not authority.url:
            problems.append(Problem(file.at(place), "evidence is 'verified' but no url says where it was read.",
                                    "Add the url, or mark it unverified."))
        if (authority.kind == "local") != (authority.evidence == "local"):
            problems.append(Problem(file.at(place), "a local value has kind: local and evidence: local, both "
                                    "or neither."))
    return problems
