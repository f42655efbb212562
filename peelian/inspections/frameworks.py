"""Frameworks: an inspection's questions, and which standards answer each. Data in a library's frameworks/ folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.inspections.grading.table import GradingTable
from peelian.problems import Problem, Problems, did_you_mean, problem, shortened
from peelian.records.tables import Strict
from peelian.standards.library import Library
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_yaml

Evidence = Literal["verified", "partly", "unverified"]
THEMES = "themes"  # the framework of a library that has none
HOW_WELL_KNOWN: dict[str, str] = {"verified": "as published", "partly": "in part or in short, not in full",
                                  "unverified": "not checked against a source"}


class Diagnostic(Strict):
    """A part of a question, with the standards that speak to it."""

    text: str = Field(description="the words of the inspection")
    standards: list[str] = Field(default_factory=list, description="those that speak to it")


class Question(Strict):
    """One question. `graded`: whether the inspection gives it a grade."""

    number: int = Field(description="its number in the inspection")
    id: str = Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", description="its name in short")
    text: str = Field(description="the words of the inspection")
    graded: bool = Field(True, description="whether the inspection gives it a grade")
    evidence: Evidence | None = Field(None, description="how well its words are known, where it differs from the framework's")
    note: str | None = Field(None, description="what a reader must know of it")
    diagnostics: list[Diagnostic] = Field(default_factory=list, description="the parts of the question")
    standards: list[str] = Field(default_factory=list, description="those that answer the question as a whole")

    @property
    def all_standards(self) -> list[str]:
        """Every standard of the question, each once, in the order of the file."""
        named = [*self.standards, *(one for part in self.diagnostics for one in part.standards)]
        return list(dict.fromkeys(named))


class Framework(Strict):
    """An inspection's questions and its scale of grades, best first."""

    framework: str = Field(description="its name, as the file is called")
    title: str = Field(description="the inspection, in words")
    source: str = Field(description="where the questions were read")
    evidence: Evidence = Field("unverified", description=(
        "how well the questions are known. verified: as published; partly: in part, or in short; unverified: not checked"))
    numbered_by: Literal["inspection", "library"] = Field("inspection", description=(
        "whose the questions' numbers are; library: they only put them in an order"))
    scale: list[str] = Field(default_factory=list, description="the grades, best first")
    scale_source: str | None = Field(None, description="where the grades were read, where it is elsewhere")
    grading: str | None = Field(None, description="the grading table that indicates a grade: a name of the grading folder")
    note: str | None = Field(None, description="what a reader must know of it")
    questions: list[Question] = Field(description="the inspection's questions")

    @property
    def all_standards(self) -> list[str]:
        return list(dict.fromkeys(one for question in self.questions for one in question.all_standards))


def read_framework(path: Path, library: Library | None = None, gradings: Mapping[str, GradingTable] | None = None) -> Framework:
    """One framework. Raises Problems, each with file and line; with a library, for unknown standards too, and with its
    grading tables for one that is none of them or that has other grades."""
    return whole(Framework, read_yaml(path), lambda framework, file: _problems(framework, file, library, gradings))


def _problems(framework: Framework, file: YamlFile, library: Library | None,
              gradings: Mapping[str, GradingTable] | None) -> Iterator[Problem]:
    if framework.framework != file.path.stem:
        yield Problem(file.at(("framework",)), f"'{framework.framework}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
    if framework.grading is not None and gradings is not None:
        yield from _grading_problems(framework.grading, framework, file, gradings)
    numbers: set[int] = set()
    ids: set[str] = set()
    for index, question in enumerate(framework.questions):
        place = ("questions", index)
        if question.number in numbers:
            yield Problem(file.at((*place, "number")), f"question {question.number} stands twice.", "Number each once.")
        if question.id in ids:
            yield Problem(file.at((*place, "id")), f"question '{question.id}' stands twice.", "Name each once.")
        if file.at((*place, "number")):  # a stand-in for what is wrong is no number
            numbers.add(question.number)
        if file.at((*place, "id")):
            ids.add(question.id)
        if library is None:
            continue
        lists: list[tuple[tuple[str | int, ...], list[str]]] = [((*place, "standards"), question.standards)]
        lists += [((*place, "diagnostics", number, "standards"), part.standards)
                  for number, part in enumerate(question.diagnostics)]
        for where, names in lists:
            for position, name in enumerate(names):
                if name not in library.files:
                    yield Problem(file.at((*where, position)), f"'{name}' is not a standard of this library.",
                                  did_you_mean(name, library.files))


def _grading_problems(name: str, framework: Framework, file: YamlFile, gradings: Mapping[str, GradingTable]) -> Iterator[Problem]:
    if name not in gradings:
        yield Problem(file.at(("grading",)), f"'{name}' is no grading table of this library.", did_you_mean(name, gradings))
    elif gradings[name].scale != framework.scale:
        yield Problem(file.at(("grading",)), f"'{name}' is for other grades: {', '.join(gradings[name].scale)}.",
                      "Name a table of the framework's own scale.")


def frameworks_of(library: Library) -> dict[str, Framework]:
    """Every framework of a library, by name. Raises Problems with all that is wrong in any."""
    problems: list[Problem] = []
    found: dict[str, Framework] = {}
    for path in sorted((library.path / "frameworks").glob("*.yaml")):
        try:
            found[path.stem] = read_framework(path, library)
        except Problems as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Problems(problems)
    return found


def choose_framework(library: Library, name: str | None) -> Framework:
    """A framework of a library by its name, or its first, or its themes. Raises Problems for a name that is none."""
    known = frameworks_of(library)
    if name is not None and name not in known:
        raise problem("--framework", f"'{shortened(name)}' is not a framework of this library.", did_you_mean(name, known))
    return known[name] if name is not None else next(iter(known.values()), by_theme(library))


def by_theme(library: Library) -> Framework:
    """For a library without a framework: one question for each theme."""
    themes: dict[str, list[str]] = {}
    for standard in library.standards.values():
        themes.setdefault(standard.theme, []).append(standard.id)
    questions = [Question(number=number, id=theme.replace("_", "-"), text=theme.replace("_", " ").capitalize(), graded=False,
                          standards=sorted(names))
                 for number, (theme, names) in enumerate(sorted(themes.items()), start=1)]
    return Framework(framework=THEMES, title="Themes of the library", source="the library's own themes", questions=questions)
