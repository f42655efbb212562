"""A published page, sentence by sentence, and what answers each: records, a proxy, or people. A library's published/ folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Strict
from peelian.standards.library import Library
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_yaml

FOLDER = "published"
Mark = Literal["records", "proxy", "people"]
IN_WORDS: dict[Mark, str] = {"records": "records", "proxy": "proxy", "people": "people's evidence"}


class Place(Strict):
    """Where a person records what no record of the service can show."""

    title: str = Field(description="what it is, in words")
    tables: list[str] = Field(default_factory=list, description="the tables that hold it")
    command: str | None = Field(None, description="the command that takes it in")
    how: str = Field(description="how it comes to be there, or that there is no place for it yet")


class Answer(Strict):
    """What answers a sentence, or a part of it."""

    mark: Mark = Field(description="records show the fact; proxy: they show something near it; people: only a person can say")
    about: str | None = Field(None, description="the words of the sentence that it answers; default the whole")
    standards: list[str] = Field(default_factory=list, description="the standards whose figures answer it")
    cannot_show: str | None = Field(None, description="what a proxy cannot show")
    place: str | None = Field(None, description="where a person records it: a name of `places`")
    what: str | None = Field(None, description="what a person has to say")
    note: str | None = Field(None, description="what a reader must know of it")

    @model_validator(mode="after")
    def _whole(self) -> Answer:
        if self.mark == "people":
            if not (self.place and self.what):
                raise ValueError("people's evidence names its `place` and `what` a person has to say")
        elif not self.standards:
            raise ValueError(f"`{self.mark}` names the standards that answer")
        if (self.mark == "proxy") != (self.cannot_show is not None):
            raise ValueError("`cannot_show` belongs to a proxy, and a proxy has it")
        return self


class Line(Strict):
    """One sentence, or item of a list, as published."""

    words: str = Field(description="as published")
    kind: Literal["claim", "heading", "lead", "context"] = Field(
        "claim", alias="is", description="lead: opens a list whose items are answered; context: says nothing of the service")
    answers: list[Answer] = Field(default_factory=list, description="what answers it, part by part")

    @model_validator(mode="after")
    def _whole(self) -> Line:
        if (self.kind == "claim") != bool(self.answers):
            raise ValueError("every claim, and nothing but a claim, has `answers`")
        return self

    @property
    def standards(self) -> list[str]:
        return list(dict.fromkeys(name for one in self.answers for name in one.standards))


class Published(Strict):
    """A published page and what answers each of its sentences."""

    page: str = Field(description="its name, as the file is called")
    title: str = Field(description="the page's title")
    published_by: str = Field(description="who published it")
    published_on: date = Field(description="when it was published")
    places: dict[str, Place] = Field(description="where people record what records cannot show, by name")
    lines: list[Line] = Field(description="every line of the page, in its order")

    def naming(self, standard: str) -> list[tuple[Line, Answer]]:
        """Each line that a standard answers, with how."""
        return [(line, answer) for line in self.lines for answer in line.answers if standard in answer.standards]


def read_published(path: Path, library: Library) -> Published:
    """One published page. Raises Problems, each with file and line."""
    return whole(Published, read_yaml(path), lambda page, file: _problems(page, file, library))


def published_of(library: Library) -> list[Published]:
    """Every published page of a library. Raises Problems with all that is wrong in any."""
    problems: list[Problem] = []
    found = []
    for path in sorted((library.path / FOLDER).glob("*.yaml")):
        try:
            found.append(read_published(path, library))
        except Problems as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Problems(problems)
    return found


def _problems(page: Published, file: YamlFile, library: Library) -> Iterator[Problem]:
    if page.page != file.path.stem:
        yield Problem(file.at(("page",)), f"'{page.page}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
    for name, where in page.places.items():
        for index, table in enumerate(where.tables):
            if table not in library.tables:
                yield Problem(file.at(("places", name, "tables", index)), f"'{table}' is not a table.",
                              did_you_mean(table, library.tables))
    for number, line in enumerate(page.lines):
        for index, answer in enumerate(line.answers):
            yield from _answer_problems(answer, line, ("lines", number, "answers", index), page, file, library)


def _answer_problems(answer: Answer, line: Line, at: tuple[str | int, ...], page: Published, file: YamlFile,
                     library: Library) -> Iterator[Problem]:
    if answer.about is not None and answer.about not in line.words:
        yield Problem(file.at((*at, "about")), f"“{answer.about}” does not stand in the line.", "Copy the words as published.")
    if answer.place is not None and answer.place not in page.places:
        yield Problem(file.at((*at, "place")), f"'{answer.place}' is not one of the places.",
                      did_you_mean(answer.place, page.places))
    for index, name in enumerate(answer.standards):
        place = file.at((*at, "standards", index))
        if name not in library.files:
            yield Problem(place, f"'{name}' is not a standard of this library.", did_you_mean(name, library.files))
            continue
        data = library.files[name].data
        is_audit = isinstance(data, dict) and data.get("kind") == "audit"
        if is_audit and answer.mark != "people":
            yield Problem(place, f"'{name}' is an audit, whose answers people give.", "Mark it `people`, with its place.")


def unanswered(library: Library) -> Iterator[Problem]:
    """Fragments in a standard's `answers` that stand in no line of a page, or only in lines that do not name the standard."""
    try:
        pages = published_of(library)
    except Problems:  # told already, page by page
        return
    for name, file in library.files.items() if pages else ():
        data = file.data if isinstance(file.data, dict) else {}
        for index, fragment in enumerate(data.get("answers") or []):
            lines = [line for page in pages for line in page.lines if line.kind == "claim" and str(fragment) in line.words]
            place = file.at(("answers", index))
            if not lines:
                yield Problem(place, f"“{fragment}” stands in no sentence of a published page.", "Copy the words as published.")
            elif not any(name in line.standards for line in lines):
                yield Problem(place, f"the line “{lines[0].words}” does not name {name} among its answers.",
                              f"Add it to {FOLDER}/, with its mark: records, or proxy and what it cannot show.")
