"""Frameworks: an inspection's questions, and which standards answer each. Data in a library's frameworks/ folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Strict
from peelian.standards.library import Library
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_yaml


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
    scale: list[str] = Field(default_factory=list, description="the grades, best first")
    note: str | None = Field(None, description="what a reader must know of it")
    questions: list[Question] = Field(description="the inspection's questions")

    @property
    def all_standards(self) -> list[str]:
        return list(dict.fromkeys(one for question in self.questions for one in question.all_standards))


def read_framework(path: Path, library: Library | None = None) -> Framework:
    """One framework. Raises Problems, each with file and line; with a library, for unknown standards too."""
    return whole(Framework, read_yaml(path), lambda framework, file: _problems(framework, file, library))


def _problems(framework: Framework, file: YamlFile, library: Library | None) -> Iterator[Problem]:
    if framework.framework != file.path.stem:
        yield Problem(file.at(("framework",)), f"'{framework.framework}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
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


def by_theme(library: Library) -> Framework:
    """For a library without a framework: one question for each theme."""
    themes: dict[str, list[str]] = {}
    for standard in library.standards.values():
        themes.setdefault(standard.theme, []).append(standard.id)
    questions = [Question(number=number, id=theme.replace("_", "-"), text=theme.replace("_", " ").capitalize(), graded=False,
                          standards=sorted(names))
                 for number, (theme, names) in enumerate(sorted(themes.items()), start=1)]
    return Framework(framework="themes", title="Themes of the library", source="the library's own themes", questions=questions)
