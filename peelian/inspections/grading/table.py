"""The grading table: what the evidence of a question makes of its grade, as data. A library's grading/ folder.

Counts and shares fall into the bands of the table's facts. Its lines are read from the top, and the first whose bands all
hold decides. Every combination of bands that evidence can make has a line, and every line is the first for one of them;
`peelian library check` says where that is not so. What a table gives is always indicative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from peelian.inspections.improvement.words import RegisterWords, register_words
from peelian.measures.indicators import share_of
from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Strict
from peelian.standards.library import Library
from peelian.unfinished import whole
from peelian.yaml_file import Place, YamlFile, read_folder, read_yaml

FOLDER = "grading"
CANNOT_TELL = "cannot_tell"
TRIED, TRIED_OPEN = 20, 8  # so many measures, and open improvements of a level, are tried out for what they can make of the bands
Of = Literal["told", "told_share", "assured_share", "mixed_share", "not_assured_share", "improving", "worsening", "supporting",
             "contradicting", "open"]
SHARES = ("told_share", "assured_share", "mixed_share", "not_assured_share")
BY_MEASURES = ("told", *SHARES)
Combination = dict[str, str]  # fact → band


class Band(Strict):
    """Values of a fact that count as one."""

    band: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$", description="its name")
    up_to: int | str | None = Field(None, description="the largest value in it: a number, or a share as 25%")
    below: int | str | None = Field(None, description="the value at which the next one begins: a number, or a share as 25%")

    @cached_property
    def limit(self) -> float | None:
        """Its upper end, or None for the rest."""
        found = self.up_to if self.up_to is not None else self.below
        return share_of(found) if isinstance(found, str) else found

    def holds(self, value: float) -> bool:
        if self.limit is None:
            return True
        return value <= self.limit if self.up_to is not None else value < self.limit


class Fact(Strict):
    """One thing that the table looks at, and its bands from the lowest."""

    of: Of = Field(description=(
        "told: the measures with a say that can be told; the shares: told of those with a say, the others of those told; "
        "improving, worsening: measures that changed beyond chance; supporting, contradicting: evidence of people; open: "
        "improvements that are not closed"))
    level: str | None = Field(None, description="of open improvements: only those of this level of the register")
    words: str = Field(description="what it is, as a table of it says")
    bands: list[Band] = Field(min_length=2, description="the bands from the lowest; the last takes the rest")

    @model_validator(mode="after")
    def _sound(self) -> Fact:
        if (self.level is not None) and self.of != "open":
            raise ValueError("a `level` belongs to `open`")
        return self

    def band(self, value: float) -> str:
        return next(one.band for one in self.bands if one.holds(value))


class Line(Strict):
    """A grade, and when it is given."""

    when: dict[str, str | list[str]] = Field(default_factory=dict, description="fact: the band, or several; without any, the rest")
    grade: str = Field(description="a grade of the scale, or cannot_tell")
    because: str = Field(description="why, in a sentence that a reader of the grade sees")

    def bands(self, fact: str) -> list[str] | None:
        """The bands that a fact may lie in, or None where it does not matter."""
        found = self.when.get(fact)
        return [found] if isinstance(found, str) else found

    def holds(self, combination: Mapping[str, str]) -> bool:
        return all(band in (self.bands(fact) or [band]) for fact, band in combination.items())


class GradingTable(Strict):
    """How a scale of grades is indicated from evidence."""

    grading: str = Field(description="its name, as the file is called")
    title: str = Field(description="which grades it is for, in words")
    source: str = Field(description="where its lines come from")
    evidence: Literal["verified", "partly", "unverified", "local"] = Field(
        description="how well they are known; local: they are the library's own")
    note: str = Field(description="what a reader of a grade must know of the table")
    scale: list[str] = Field(min_length=2, description="the grades, best first")
    only_people: dict[str, str] = Field(default_factory=dict, description="grade: why no line gives it, so that only a person can")
    facts: dict[str, Fact] = Field(min_length=1, description="what the table looks at, by name")
    lines: list[Line] = Field(min_length=1, description="the first line that holds decides")

    def combination(self, values: Mapping[tuple[str, str | None], float]) -> Combination:
        """The band of each fact. values: by (of, level); what is not there is none."""
        return {name: fact.band(values.get((fact.of, fact.level), 0)) for name, fact in self.facts.items()}

    def deciding(self, combination: Mapping[str, str]) -> int | None:
        """The place of the first line that holds, from 0."""
        return next((place for place, line in enumerate(self.lines) if line.holds(combination)), None)

    def combinations(self) -> Iterator[Combination]:
        """Every combination of bands that evidence can make, with up to TRIED measures and TRIED_OPEN improvements of a level."""
        measured = [name for name, fact in self.facts.items() if fact.of in BY_MEASURES]
        opened = [name for name, fact in self.facts.items() if fact.of == "open"]
        others = [name for name in self.facts if name not in (*measured, *opened)]
        together = {tuple(self.facts[name].band(values[self.facts[name].of]) for name in measured) for values in _of_measures()}
        free = product(*([one.band for one in self.facts[name].bands] for name in others))
        for bands, of_open, rest in product(sorted(together), sorted(self._of_open(opened)), list(free)):
            yield dict(zip([*measured, *opened, *others], [*bands, *of_open, *rest], strict=True))

    def _of_open(self, names: list[str]) -> set[tuple[str, ...]]:
        """The bands that open improvements can make together: those of one level are some of all."""
        levels = sorted({level for name in names if (level := self.facts[name].level) is not None})
        made = set()
        for counts in product(range(TRIED_OPEN + 1), repeat=len(levels) + 1):  # the last: those of no such level
            by_level: dict[str | None, float] = {**dict(zip(levels, counts, strict=False)), None: sum(counts)}
            made.add(tuple(self.facts[name].band(by_level[self.facts[name].level]) for name in names))
        return made


@dataclass(frozen=True)
class Shares:
    """The measures with a say, by where they stand."""

    assured: int
    mixed: int
    not_assured: int
    cannot_tell: int

    @property
    def values(self) -> dict[str, float]:
        """The facts that they make: counts, and shares from 0 to 1."""
        told = self.assured + self.mixed + self.not_assured
        of_all = told + self.cannot_tell
        return {"told": told, "told_share": told / of_all if of_all else 0.0,
                **{f"{name}_share": getattr(self, name) / told if told else 0.0 for name in ("assured", "mixed", "not_assured")}}


@cache
def _of_measures() -> list[dict[str, float]]:
    """What every way in which so many measures can stand makes of the facts."""
    return [Shares(assured, mixed, failing, total - assured - mixed - failing).values
            for total in range(TRIED + 1) for assured in range(total + 1) for mixed in range(total + 1 - assured)
            for failing in range(total + 1 - assured - mixed)]


def read_grading(path: Path, words: RegisterWords | None = None) -> GradingTable:
    """One table. Raises Problems, each with file and line; with the words of a register, for unknown levels too."""
    return whole(GradingTable, read_yaml(path), lambda table, file: _problems(table, file, words))


def gradings_of(library: Library) -> dict[str, GradingTable]:
    """Every table of a library, by name. Raises Problems with all that is wrong in any."""
    words = register_words(library.path)
    found = read_folder(library.path / FOLDER, lambda path: read_grading(path, words))
    return {one.grading: one for one in found}


def _problems(table: GradingTable, file: YamlFile, words: RegisterWords | None) -> Iterator[Problem]:
    if table.grading != file.path.stem:
        yield Problem(file.at(("grading",)), f"'{table.grading}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
    wrong = [*_fact_problems(table, file, words), *_line_problems(table, file)]
    yield from wrong
    if not wrong:
        yield from _coverage_problems(table, file)


def _fact_problems(table: GradingTable, file: YamlFile, words: RegisterWords | None) -> Iterator[Problem]:
    levels = [one.level for one in words.levels] if words else []
    for name, fact in table.facts.items():
        place: Place = ("facts", name)
        if words is not None and fact.level is not None and fact.level not in levels:
            yield Problem(file.at((*place, "level")), f"'{fact.level}' is no level of {words.title}.", did_you_mean(fact.level, levels))
        below: float = -1
        for number, band in enumerate(fact.bands):
            at, last = file.at((*place, "bands", number)), number == len(fact.bands) - 1
            if band.band in [one.band for one in fact.bands[:number]]:
                yield Problem(at, f"'{band.band}' stands twice.", "Name each band once.")
            if (band.up_to is None) == (band.below is None) and not last:
                yield Problem(at, f"'{band.band}' has no end, or two.", "Give it `up_to` or `below`; only the last takes the rest.")
            elif last and (band.up_to is not None or band.below is not None):
                yield Problem(at, f"'{band.band}' is the last and has an end, so that some values lie in no band.",
                              "Take its end away.")
            elif not last and (band.limit is None or isinstance(band.up_to if band.below is None else band.below, str)
                               != (fact.of in SHARES)):
                yield Problem(at, f"the end of '{band.band}' is no {'share' if fact.of in SHARES else 'number'}.",
                              "Write it as 25%." if fact.of in SHARES else "Write it as 2.")
            elif not last and band.limit is not None:
                if band.limit < below or (band.limit == below and band.up_to is None):
                    yield Problem(at, f"'{band.band}' ends before the one above it, so that nothing lies in it.", "Put them in order.")
                below = max(below, band.limit)


def _line_problems(table: GradingTable, file: YamlFile) -> Iterator[Problem]:
    known = [*table.scale, CANNOT_TELL]
    for number, line in enumerate(table.lines):
        if line.grade not in known:
            yield Problem(file.at(("lines", number, "grade")), f"'{line.grade}' is no grade of the scale.",
                          did_you_mean(line.grade, known))
        for fact in line.when:
            place = file.at(("lines", number, "when", fact))
            if fact not in table.facts:
                yield Problem(place, f"'{fact}' is none of the facts.", did_you_mean(fact, table.facts))
                continue
            bands = [one.band for one in table.facts[fact].bands]
            for band in line.bands(fact) or []:
                if band not in bands:
                    yield Problem(place, f"'{band}' is no band of {fact}.", did_you_mean(band, bands))
    for grade in table.only_people:
        if grade not in table.scale:
            yield Problem(file.at(("only_people", grade)), f"'{grade}' is no grade of the scale.", did_you_mean(grade, table.scale))
    given = {line.grade for line in table.lines}
    for number, grade in enumerate(table.scale):
        if (grade in given) == (grade in table.only_people):
            slip = "is given by a line and also only by people" if grade in given else "is given by no line"
            yield Problem(file.at(("scale", number)), f"'{grade}' {slip}.", "Add a line, or say under `only_people` why there is none.")


def _coverage_problems(table: GradingTable, file: YamlFile) -> Iterator[Problem]:
    """A combination without a line, and lines that no combination reaches."""
    reached: set[int] = set()
    for combination in table.combinations():
        place = table.deciding(combination)
        if place is None:
            said = ", ".join(f"{fact} {band}" for fact, band in combination.items())
            yield Problem(file.at(("lines",)), f"no line holds where {said}.", "Add a line for it, or a last one without `when`.")
            return
        reached.add(place)
    for number in range(len(table.lines)):
        if number not in reached:
            yield Problem(file.at(("lines", number)), f"line {number + 1} is never the first that holds.",
                          "Take it away, or put it above the line that decides before it.")


def as_table(table: GradingTable) -> str:
    """The lines as a Markdown table: what a page of the documentation shows."""
    rows = ["| | when | indicative grade | because |", "|---|---|---|---|"]
    for number, line in enumerate(table.lines, start=1):
        when = "; ".join(f"{table.facts[fact].words}: {' or '.join(one.replace('_', ' ') for one in line.bands(fact) or [])}"
                         for fact in line.when)
        grade = "cannot tell" if line.grade == CANNOT_TELL else line.grade
        rows.append(f"| {number} | {when or 'anything else'} | {grade} | {line.because} |")
    return "\n".join(rows) + "\n"


def bands_table(table: GradingTable) -> str:
    """The facts and their bands as a Markdown table."""
    rows = ["| what is looked at | bands |", "|---|---|"]
    for fact in table.facts.values():
        bands = "; ".join(f"{one.band.replace('_', ' ')} ({_end(one)})" for one in fact.bands)
        rows.append(f"| {fact.words} | {bands} |")
    return "\n".join(rows) + "\n"


def _end(band: Band) -> str:
    if band.limit is None:
        return "more"
    return "none" if band.up_to in (0, "0%") else f"up to {band.up_to}" if band.up_to is not None else f"below {band.below}"


def known_grading(name: str, known: Mapping[str, GradingTable], place: str) -> GradingTable:
    """A table by its name. Raises Problems where there is none."""
    if name not in known:
        raise Problems([Problem(place, f"'{name}' is no grading table of this library.", did_you_mean(name, known))])
    return known[name]
