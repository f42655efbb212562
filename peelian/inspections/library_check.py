"""Everything that is wrong with a library, whatever file it stands in: `peelian library check`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from peelian.duties.cases import check_cases
from peelian.inspections.comparison.comparators import FOLDER as COMPARATORS
from peelian.inspections.comparison.comparators import read_comparator
from peelian.inspections.frameworks import read_framework
from peelian.inspections.grading.table import FOLDER as GRADING
from peelian.inspections.grading.table import GradingTable, read_grading
from peelian.inspections.improvement.words import RegisterWords, read_register_words, register_words
from peelian.inspections.links.said_as import FILE as SAID_AS
from peelian.inspections.links.said_as import read_said_as
from peelian.inspections.management import FOLDER as MANAGEMENT
from peelian.inspections.management import read_management
from peelian.inspections.published import FOLDER as PUBLISHED
from peelian.inspections.published import read_published, unanswered
from peelian.inspections.read.wording import FOLDER, read_file
from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.mapping import read_mapping
from peelian.standards.characteristics import FOLDER as CHARACTERISTICS
from peelian.standards.characteristics import read_characteristics
from peelian.standards.check import Checked, check_all, rests_on
from peelian.standards.library import Library
from peelian.standards.severity import FOLDER as SEVERITY
from peelian.standards.severity import read_severity
from peelian.unfinished import not_in_full
from peelian.yaml_file import YamlFile, read_yaml


def check(path: Path) -> str:
    """A sentence that all is well. Raises Problems with all that is wrong otherwise."""
    checked = check_all(path)
    library = checked.found.library
    others = list(_other_files(checked))
    resting = [one for one in others if rests_on(one, checked.found.wrong_tables)]
    problems = [*checked.problems, *(one for one in others if one not in resting)]
    problems += [Problem(place, "is not checked in full yet, for it names a table that is wrong.", "Mend that, and check again.")
                 for place in sorted({re.sub(r":\d+$", "", one.place) for one in resting})]
    problems += [not_in_full(one) for one in checked.in_part]
    if checked.unchecked:
        problems.append(Problem(str(path / "standards"), "what these say is not checked in full yet, for it rests on what is "
                                f"wrong elsewhere: {', '.join(sorted(checked.unchecked))}.", "Mend that, and check again."))
    if problems:
        raise Problems(problems)
    counts = {"table": len(library.tables), "standard": len(library.files), "parameter": len(library.parameters)}
    counts |= {kind: len(_files(library, f"{kind}s")) for kind in ("framework", "mapping", "scenario")}
    said = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items())
    return f"{library.about.title} {library.about.version}: {said}. Nothing is wrong."


def _set_apart_by(library: Library) -> Iterator[Problem]:
    for number, one in enumerate(library.about.set_apart_by):
        table, _, column = one.column.partition(".")
        place = read_yaml(library.path / "library.yaml").at(("set_apart_by", number))
        if table not in library.tables:
            yield Problem(place, f"'{table}' is not a table.", did_you_mean(table, library.tables))
        elif library.tables[table].column(column) is None:
            yield Problem(place, f"'{column}' is not a column of {table}.", did_you_mean(column, library.tables[table].all_columns))


def _stewards(library: Library) -> Iterator[Problem]:
    """Stewards of themes and tables that the library does not have."""
    themes = {file.path.parent.name for file in library.files.values()}
    said = library.about.stewards
    for word, named, known in (("themes", said.themes, themes), ("tables", said.tables, library.tables)):
        for name in named:
            if name not in known:
                yield Problem(read_yaml(library.path / "library.yaml").at(("stewards", word, name)),
                              f"'{name}' is not a {word[:-1]} of the library.", did_you_mean(name, known))


def _other_files(checked: Checked) -> Iterator[Problem]:
    """What is wrong with what is neither a table nor a standard; among it, that a wrong table is none (`rests_on`)."""
    found = checked.found
    known = {name: found.library.files.get(name) or YamlFile(found.library.path, None) for name in found.names}
    library = replace(found.library, files=known)  # a standard that cannot be read is one all the same
    for file in _files(library, COMPARATORS):
        yield from _problems_of(read_comparator, file)
    for file in _files(library, MANAGEMENT):
        yield from _problems_of(read_management, file, library)
    for file in _files(library, FOLDER):
        yield from _problems_of(read_file, file)
    wrong_words = [one for file in _files(library, "registers") for one in _problems_of(read_register_words, file)]
    yield from wrong_words
    yield from _frameworks(library, None if wrong_words else register_words(library.path))
    yield from _set_apart_by(library)
    yield from _stewards(library)
    for file in _files(library, CHARACTERISTICS):
        yield from _problems_of(read_characteristics, file, library.tables)
    for file in _files(library, SEVERITY):
        yield from _problems_of(read_severity, file, library.tables)
    for file in _files(library, "mappings"):
        yield from _problems_of(read_mapping, file, library.tables, library.path)
    for name in sorted(set(found.library.files) - set(checked.unchecked)):
        yield from _problems_of(check_cases, found.library, name)
    if (library.path / SAID_AS).exists():
        yield from _problems_of(read_said_as, library)
    for file in _files(library, PUBLISHED):
        yield from _problems_of(read_published, file, library)
    yield from unanswered(library)
    for file in _files(library, "scenarios"):
        yield from _scenario_problems(library, file)


def _frameworks(library: Library, words: RegisterWords | None) -> Iterator[Problem]:
    """Grading tables, and the frameworks that name them. words: of the register, for the levels that tables name."""
    gradings: dict[str, GradingTable] = {}
    wrong = []
    for file in _files(library, GRADING):
        try:
            gradings[file.stem] = read_grading(file, words)
        except Problems as found:
            wrong += found.problems
    yield from wrong
    for file in _files(library, "frameworks"):
        yield from _problems_of(read_framework, file, library, None if wrong else gradings)


def _files(library: Library, folder: str) -> list[Path]:
    return sorted((library.path / folder).glob("*.yaml"))


def _problems_of(read: Callable[..., Any], *arguments: Any) -> list[Problem]:
    try:
        read(*arguments)
    except Problems as found:
        return found.problems
    return []


def _scenario_problems(library: Library, path: Path) -> Iterator[Problem]:
    """A scenario's own slips, and standards that it is said to keep and that do not exist."""
    from peelian.records.simulation.scenario import read_scenario

    wrong = _problems_of(read_scenario, path)
    yield from wrong
    if wrong:
        return
    file = read_yaml(path)
    for name in file.data["keeping"]:
        if name not in library.files:
            yield Problem(file.at(("keeping", name)), f"'{name}' is not a standard of this library.",
                          did_you_mean(name, library.files))
