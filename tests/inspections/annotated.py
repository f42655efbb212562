"""Annotated pages: a made-up page of an inspectorate with, in the same lines, what a careful reader finds on it.

Each line of a `.page` file starts with a mark (see README.md). The page and its labels come from the same words, so that
no label can name words that its page does not hold.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

PAGES = Path(__file__).parent / "pages"
HELD_OUT = PAGES / "held_out"

Damage = Literal["A", "B", "C"]
MARKED = re.compile(r"\{([-+~bwsrg]+)(?:@(\d{4}))? ([^{}]*)\}")
FIGURE = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")
FIGURE_SAID = re.compile(r"^([<>~])? ?([\d.]+)(?:/([\d.]+))?(?: ±([\d.]+))?(?: (.+))?$")
BOUNDS = {"<": "under", ">": "over", "~": "about", None: "exactly"}
DIRECTIONS = {"b": "better", "w": "worse", "s": "same"}


@dataclass
class Line:
    """One line of the page: its mark, its words as they stand on the page, and the words with their annotations."""

    mark: str
    words: str
    annotated: str = ""


@dataclass
class Section:
    """What is to be found under one question, or on a pillar as a whole."""

    key: str
    text: str
    number: int | None = None
    grade: str = "unknown"
    source: str = "unknown"
    carried_from: int | None = None
    strengths: list[str] = field(default_factory=list)
    weaknesses: list[str] = field(default_factory=list)
    may_be_strengths: list[str] = field(default_factory=list)
    may_be_weaknesses: list[str] = field(default_factory=list)
    areas_for_improvement: list[dict[str, Any]] = field(default_factory=list)
    causes_of_concern: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Expected:
    """What is to be found for one force on a page."""

    kind: str
    force: str | None
    cycle: str | None
    updated: datetime.date | None = None
    published: datetime.date | None = None
    register: dict[str, Any] | None = None
    sections: dict[str, Section] = field(default_factory=dict)


@dataclass
class Page:
    """An annotated page: its lines, and what it shows."""

    name: str
    about: dict[str, Any]
    lines: list[Line]

    @property
    def renderings(self) -> list[tuple[Damage, str]]:
        """Its damages and forms, as ('A', 'txt')."""
        return [(one[0], one[2:]) for one in self.about["forms"].split()]


def read_page(path: Path) -> Page:
    """One annotated page. A line without a known mark is an error of the page's writer."""
    about, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    lines = []
    for number, line in enumerate(body.splitlines(), start=about.count("\n") + 3):
        if not line.strip():
            continue
        mark, bar, words = line.partition("|")
        if not bar or mark not in MARKS:
            raise ValueError(f"{path.name}:{number}: '{line[:40]}' has no mark")
        annotated = words.strip()
        lines.append(Line(mark, bare(annotated) if mark not in ("Q", "P", "F", "g") else annotated, annotated))
    return Page(path.stem, yaml.safe_load(about), lines)


MARKS = {"X", "x", "T", "L", "H", "U", "D", "G", "N", "Q", "P", "F", "S", "p", "*", "A", "a", "C", "c", "R", "r", "g"}


def bare(annotated: str) -> str:
    """The words as they stand on the page, without annotations."""
    words = FIGURE.sub(r"\1", annotated)
    words = MARKED.sub(r"\3", words)
    return words.partition(" @@ ")[0]


def pages(folder: Path) -> list[Page]:
    """The annotated pages of a folder, by name."""
    return [read_page(path) for path in sorted(folder.glob("*.page"))]


def shown(page: Page, damage: Damage) -> list[Line]:
    """The lines that are left of a page after the damage that copying does to it.

    A loses each line of one word. B starts at the title and loses grades, numbers, dates and the summary of the pillar.
    C loses nothing.
    """
    if damage == "C":
        return page.lines
    if damage == "A":
        return [line for line in page.lines
                if line.mark in "gQPF*acr" or (line.mark != "x" and len(line.words.split()) > 1)
                or (line.mark == "x" and line.words == "Skip to content")]
    return list(_starting_at_the_title(page.lines))


def _starting_at_the_title(lines: list[Line]) -> Iterator[Line]:
    begun = in_summary = False
    for line in lines:
        begun = begun or line.mark == "T"
        if line.mark == "H":
            in_summary = True
        elif line.mark in "QP" or (line.mark == "S" and line.words.startswith("Questions for")):
            in_summary = False
        lost = line.mark in "xLUGN" or (in_summary and line.mark not in "Hg")
        if begun and not lost:
            yield line


def expected(page: Page, damage: Damage) -> list[Expected]:
    """What a careful reader finds on the page as damaged: one for each force that it is about."""
    about = page.about
    found = [Expected(about["kind"], about.get("force"), about.get("cycle"), register=about.get("register"))]
    section: Section | None = None
    number = 0
    for line in shown(page, damage):
        now = found[-1]
        if line.mark == "F":
            code = line.words.partition("|")[0].strip()
            if now.sections or now.force:
                now = Expected(about["kind"], None, about.get("cycle"), published=found[0].published)
                found.append(now)
            now.force = code
            section = now.sections.setdefault("headline", Section("headline", ""))
        elif line.mark == "U":
            now.updated = date_in(line.words)
        elif line.mark == "D":
            now.published = date_in(line.words)
        elif line.mark == "H":
            section = now.sections.setdefault("headline", Section("headline", line.words))
        elif line.mark in "QP":
            key, _, text = line.words.partition("|")
            key, _, said = key.strip().partition(" ")
            section = now.sections.setdefault(key, Section(key, text.strip()))
            if line.mark == "Q":
                section.number = number = int(said) if said else number + 1
        elif line.mark == "c" and section is None:
            section = now.sections.setdefault("page", Section("page", ""))
        if section is not None:
            _annotate(section, line, damage)
    return found


def _annotate(section: Section, line: Line, damage: Damage) -> None:
    if line.mark == "g":
        said = dict(one.split("=") for one in re.split(r",\s*", line.words))
        section.grade, section.source, year = [*said[damage].split("/"), ""][:3]
        section.carried_from = int(year) if year else None
        return
    if line.mark in "QPF":
        return
    deadline = line.annotated.partition(" @@ ")[2] or None
    if line.mark == "a":
        section.areas_for_improvement.append({"text": line.words, "deadline": deadline})
    elif line.mark == "c":
        section.causes_of_concern.append({"text": line.words, "recommendations": []})
    elif line.mark == "r":
        section.causes_of_concern[-1]["recommendations"].append({"text": line.words, "deadline": deadline})
    section.figures.extend(_figure(match[2]) for match in FIGURE.finditer(line.annotated))
    for flags, year, words in MARKED.findall(FIGURE.sub(r"\1", line.annotated)):
        if "+" in flags:
            section.strengths.append(words)
        elif "-" in flags:
            section.weaknesses.append(words)
        else:
            section.may_be_strengths += [words] if {"~", "b"} & set(flags) else []
            section.may_be_weaknesses += [words] if {"~", "w"} & set(flags) else []
        for flag in DIRECTIONS.keys() & set(flags):
            section.changes.append({"direction": DIRECTIONS[flag], "put_right": "r" in flags, "about_grade": "g" in flags,
                                    "since": int(year) if year else None, "text": words})


def _figure(said: str) -> dict[str, Any]:
    match = FIGURE_SAID.match(said.strip())
    if match is None:
        raise ValueError(f"'{said}' is no figure")
    bound, value, whole, plus_minus, unit = match.groups()
    return {"value": float(value), "of": float(whole) if whole else None, "unit": unit,
            "plus_minus": float(plus_minus) if plus_minus else None, "bound": BOUNDS[bound]}


def date_in(words: str) -> datetime.date:
    """The day that a line gives, as 22/03/2018 or as 22 March 2018."""
    numbers = re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", words)
    if numbers:
        return datetime.date(int(numbers[3]), int(numbers[2]), int(numbers[1]))
    named = re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}", words)
    if named is None:
        raise ValueError(f"'{words}' holds no date")
    return datetime.datetime.strptime(named[0], "%d %B %Y").date()
