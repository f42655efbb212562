"""How pages are worded: forces, questions and phrases, which are data in a library's `inspections/` folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from peelian.inspections.read import phrases
from peelian.inspections.read.model import GradeState
from peelian.problems import Problem, Problems, problem
from peelian.records.tables import Strict
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml

FOLDER = "inspections"
Phrases = list[str]
CODE = r"^[a-z0-9]+([-_][a-z0-9]+)*$"


class ForceNames(Strict):
    """One force and what it is called."""

    code: str = Field(pattern=CODE, description="its short name, as in addresses of pages")
    name: str = Field(description="its full name")
    names: list[str] = Field(default_factory=list, description="what else it is called")


class ForcesFile(Strict):
    """Every force that may be inspected."""

    source: str = Field(description="where the names were read")
    forces: list[ForceNames] = Field(description="the forces")


class Worded(Strict):
    """A question as the pages of some cycles word it."""

    text: str = Field(description="the words")
    cycles: list[str] = Field(description="the cycles that use them")
    number: int | None = Field(None, description="its number in those cycles")
    graded: bool = Field(True, description="whether those cycles grade it")
    evidence: Literal["verified", "unverified"] = Field("verified", description="whether the words were read as published")


class AskedQuestion(Strict):
    """A question through the cycles."""

    id: str = Field(pattern=CODE, description="its name, as in the frameworks of the library")
    worded: list[Worded] = Field(description="its words by cycle")
    topics: Phrases = Field(default_factory=list, description="how sentences speak of it as a whole")


class Pillar(Strict):
    """A part of the inspection with a headline question of its own."""

    pillar: str = Field(pattern=CODE, description="its name")
    words: list[str] = Field(description="words by which a sentence shows that it speaks of this pillar")
    worded: list[Worded] = Field(description="the headline question by cycle")
    topics: Phrases = Field(default_factory=list, description="how sentences speak of it as a whole")
    questions: list[AskedQuestion] = Field(default_factory=list, description="its questions")


class QuestionsFile(Strict):
    """The questions of inspections, through the cycles."""

    source: str = Field(description="where the words were read")
    pillars: list[Pillar] = Field(description="the parts of the inspection, each with its questions")


class Scale(Strict):
    """The grades of some cycles."""

    cycles: list[str] = Field(description="the cycles")
    grades: list[str] = Field(description="the grades, best first")


class GradeWords(Strict):
    """How pages say a grade, and how they say that there is none."""

    scales: list[Scale] = Field(description="the scales of grades")
    lines_without_grade: dict[GradeState, list[str]] = Field(description="state → lines that stand where a grade would")
    sentences_without_grade: dict[GradeState, Phrases] = Field(description="state → phrases of sentences")
    judging: Phrases = Field(description="what stands between the force and its grade, as 'is'")
    verbs: list[str] = Field(description="grades that need no such word, as 'requires improvement'")
    softened: Phrases = Field(description="words that may stand before a grade and soften it")
    tie: Phrases = Field(description="what ties a grade to what is graded, as 'at'")
    fillers: Phrases = Field(description="words that may stand between the tie and the topic")
    asking: Phrases = Field(description="sentences that say what is graded first and the grade last")
    look_back: Phrases = Field(description="phrases of a sentence about an earlier inspection's grade")
    past: Phrases = Field(description="verbs of the past: with a year or a time before this inspection the grade is of then")
    earlier: Phrases = Field(description="times before this inspection, without a year")
    unsaid: Phrases = Field(description="words before a grade, in its clause, that take it back: negations, conditions, views")
    certain: Phrases = Field(description="words that deny a doubt: what follows them is given all the same")
    viewing: Phrases = Field(description="verbs of a view: no grade is given unless the view is the inspectors' own")
    own_voice: Phrases = Field(description="what the inspectors call themselves")
    unsaid_after: Phrases = Field(description="words after a grade by which it is not given")


class CarriedWords(Strict):
    """Sentences by which an earlier grade still stands."""

    last_year: Phrases = Field(description="last year's grade stands; the year named, if any, is the page's own")
    that_year: Phrases = Field(description="the grade of the year named stands")
    some_year: Phrases = Field(description="an earlier grade stands, and no year is named")


class HeadingWords(Strict):
    """Lines that part a page."""

    questions: Phrases = Field(description="before the questions of a pillar")
    improvements: Phrases = Field(description="before areas for improvement")
    causes: Phrases = Field(description="before causes of concern")
    recommendations: Phrases = Field(description="before recommendations")
    nothing: Phrases = Field(description="lines that say that nothing is asked for, wherever they stand")
    none: Phrases = Field(description="lines that say so under one of these headings")
    observations: Phrases = Field(description="before the inspector's own observations")
    detailed: Phrases = Field(description="lines of a page of detailed findings")
    innovation: Phrases = Field(description="other headings that end a list")


class LeadInWords(Strict):
    """What the words before a list say of its bullets. Tried in this order: continuing, neutral, weakness, strength, turning, plain."""

    continuing: Phrases = Field(description="keeps the sign of what stands before")
    neutral: Phrases = Field(description="has no sign")
    turning: Phrases = Field(description="turns from what stands before; a weakness where no other word says more")
    weakness: Phrases = Field(description="what follows is not good enough")
    strength: Phrases = Field(description="what follows is good")
    plain: Phrases = Field(description="has no word of its own; a strength where nothing turned before")


class ProseWords(Strict):
    """By what words a sentence says that something is good, or not good enough."""

    weakness: Phrases = Field(description="not good enough")
    strength: Phrases = Field(description="good")
    gone: Phrases = Field(description="a weakness that the sentence says has gone")
    beside: Phrases = Field(description="the beginning of a clause that tells of others than those who are judged")
    actors: Phrases = Field(description="who acts for the public")
    doing: Phrases = Field(description="what they do in the present: told with nothing said against it, it is a strength")
    served: Phrases = Field(description="those for whom, or to whom, something is done")
    served_by: Phrases = Field(description="what is done for them or to them: told with nothing said against it, it is a strength")
    facts: Phrases = Field(description="plain facts, whatever is done in them")
    denying: Phrases = Field(description="the beginning of a bullet that denies, whatever the words before its list say")
    elliptic: Phrases = Field(description="the end of a clause that denies by its last word what the clause before it says")
    aside: list[str] = Field(description="words that begin a clause which does not carry the sentence")
    turn: list[str] = Field(description="words after which a sentence turns")
    neutral: Phrases = Field(description="sentences that say nothing of the kind")


class ChangeWords(Strict):
    """By what words a sentence says that something changed since an earlier inspection."""

    put_right: Phrases = Field(description="a failing found earlier has been dealt with")
    since: Phrases = Field(description="something since an earlier inspection; the sentence's other words say which way")
    then: Phrases = Field(description="times of an earlier inspection, and what was said there")
    faults: Phrases = Field(description="what an earlier inspection may have found wanting")
    mended: Phrases = Field(description="what is done about a fault: beside one and an earlier inspection it was put right")
    undone: Phrases = Field(description="words before what would mend a fault by which it was not done")
    with_then: dict[Literal["better", "same", "worse"], Phrases] = Field(
        description="direction → phrases that tell of a change beside words on an earlier inspection")
    now: Phrases = Field(description="times of this one")
    unchanged: Phrases = Field(description="words before a change by which it has not come about")
    grade: dict[Literal["better", "same", "worse"], Phrases] = Field(description="direction → phrases about the grade")
    finding: dict[Literal["better", "same", "worse"], Phrases] = Field(description="direction → phrases about what was found")


class DeadlineWords(Strict):
    """How a deadline is put."""

    by: Phrases = Field(description="before a date")
    before: Phrases = Field(description="before a date that is itself too late")
    within: Phrases = Field(description="before a length")
    immediately: Phrases = Field(description="at once, beside a word that asks")
    urgently: Phrases = Field(description="at once, wherever it stands")
    asking: Phrases = Field(description="words that ask")
    ensuring: Phrases = Field(description="verbs after which 'immediately' says how the work is done")
    published: Phrases = Field(description="from what lengths count")
    done: Phrases = Field(description="before 'by' and a date: what was done by then")


class KindWords(Strict):
    """By what a page shows what kind it is."""

    press_title: Phrases = Field(description="the title of a page of press releases")
    press_release: Phrases = Field(description="a press release")
    press_heading: Phrases = Field(description="what the title of one force's release says")
    judged: Phrases = Field(description="the words before a press release's list of grades")
    register_entry: Phrases = Field(description="an entry of the register of recommendations")


class RegisterWords(Strict):
    """The words of the register."""

    statuses: list[str] = Field(description="the statuses an entry may have")


class FigureWords(Strict):
    """How figures are put."""

    not_figures: list[str] = Field(description="numbers that are names")
    units: dict[str, list[str]] = Field(description="unit → how it is written")
    parts: list[str] = Field(description="parts of a number: 'about half of 60' tells of 60, roughly")
    per: Phrases = Field(description="with {number} and {word}: what a number is a rate of")
    about: Phrases = Field(description="before a number that is not exact")
    over: Phrases = Field(description="before a number that is too small")
    under: Phrases = Field(description="before a number that is too large")
    plus_minus: list[str] = Field(description="signs before the half width of an interval")
    ignored_before: list[str] = Field(description="words whose number is a name, as 'page 6'")


class WordingFile(Strict):
    """How the pages of an inspectorate put things."""

    source: str = Field(description="where the pages stand")
    cycles: list[str] = Field(description="the cycles, oldest first")
    cycle_names: dict[str, str] = Field(description="other ways to write a cycle → the cycle")
    grades: GradeWords = Field(description="grades")
    subjects: Phrases = Field(description="what a sentence calls the force besides its name")
    sentence_starts: Phrases = Field(description="how sentences start besides: a bullet that starts so may be a paragraph")
    carried: CarriedWords = Field(description="grades that still stand")
    headings: HeadingWords = Field(description="lines that part a page")
    improvement_words: Phrases = Field(description="words that ask for something")
    recommending: Phrases = Field(description="words that lead to recommendations")
    concerning: Phrases = Field(description="words of a cause of concern")
    lead_ins: LeadInWords = Field(description="words before a list")
    prose: ProseWords = Field(description="sentences")
    changes: ChangeWords = Field(description="what changed")
    deadlines: DeadlineWords = Field(description="deadlines")
    noise: Phrases = Field(description="lines of the site, not of the page")
    welsh: list[str] = Field(description="small words of the other language in which pages are published")
    kinds: KindWords = Field(description="kinds of page")
    register_: RegisterWords = Field(alias="register", description="the register of recommendations")
    figures: FigureWords = Field(description="figures")


FILES: dict[str, type[BaseModel]] = {"forces": ForcesFile, "questions": QuestionsFile, "wording": WordingFile}


def read_file(path: Path) -> tuple[Any, YamlFile]:
    """One file of the folder, by its name. Raises Problems with file and line."""
    if path.stem not in FILES:
        raise problem(path, "is no file that belongs here.", f"The folder holds {', '.join(f'{name}.yaml' for name in FILES)}.")
    file = read_yaml(path)
    model = validated(FILES[path.stem], file)
    wrong = [Problem(file.at(place), f"{said}.", "See the phrases beside it.") for place, said in _bad_phrases(file.data, ())]
    if wrong and path.stem == "wording":
        raise Problems(wrong)
    return model, file


def _bad_phrases(node: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in steps:
        if isinstance(value, str) and place and place[0] not in ("cycle_names", "figures", "kinds"):
            try:
                phrases.expression(value, {"grade": "x", "force": "x"})
            except ValueError as error:
                yield (*place, step), str(error)
        else:
            yield from _bad_phrases(value, (*place, step))


class Wording:
    """A library's forces, questions and phrases, with the patterns that the reader needs, each made once."""

    def __init__(self, forces: ForcesFile, questions: QuestionsFile, words: WordingFile):
        self.forces, self.questions, self.words = forces.forces, questions.pillars, words
        self._made: dict[tuple[str, bool], re.Pattern[str]] = {}

    @cached_property
    def grades(self) -> list[str]:
        """Every grade of any scale, each once."""
        return list(dict.fromkeys(grade for scale in self.words.grades.scales for grade in scale.grades))

    @cached_property
    def force_codes(self) -> dict[str, ForceNames]:
        """Plain name → the force, longest names first."""
        found = {phrases.plain(name).replace("&", "and"): force for force in self.forces for name in (force.name, *force.names)}
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))

    @cached_property
    def force_names(self) -> str:
        """An expression for any name of any force, in plain text."""
        names = [re.escape(name).replace(r"\ and\ ", r"\ (?:and|&)\ ") for name in self.force_codes]
        return "(?:" + "|".join(re.sub(r"\\[ -]", r"[\\s-]+", name) for name in names) + ")"

    def force_of(self, name: str) -> ForceNames | None:
        """The force that a name in plain text names."""
        return self._by_simple_name.get(_simple(name))

    def known_code(self, name: str) -> str | None:
        """The code of the force that a name or a code, as a person writes it, stands for; None for none."""
        words = phrases.plain(name)
        force = self.force_of(words)
        code = force.code if force else re.sub(r"\s+", "-", words)
        return code if any(one.code == code for one in self.forces) else None

    @cached_property
    def _by_simple_name(self) -> dict[str, ForceNames]:
        return {_simple(name): force for name, force in self.force_codes.items()}

    @cached_property
    def names(self) -> dict[str, str]:
        """What {grade} and {force} stand for."""
        return {"grade": rf"['\"]?(?P<grade>{'|'.join(map(re.escape, sorted(self.grades, key=len, reverse=True)))})['\"]?",
                "force": rf"(?P<force>{self.force_names})"}

    def pattern(self, wanted: list[str], *, whole_words: bool = False) -> re.Pattern[str]:
        key = ("\n".join(wanted), whole_words)
        if key not in self._made:
            self._made[key] = phrases.pattern(wanted, self.names, whole_words=whole_words)
        return self._made[key]

    def has(self, wanted: list[str], text: str) -> re.Match[str] | None:
        """The first of the phrases that stands in plain text."""
        return self.pattern(wanted).search(text)

    def says(self, wanted: list[str], text: str) -> bool:
        """Whether one of the phrases stands in plain text in whole words."""
        return self.pattern(wanted, whole_words=True).search(text) is not None

    def is_all(self, wanted: list[str], text: str) -> re.Match[str] | None:
        """The phrase that plain text is as a whole."""
        return self.pattern(wanted).fullmatch(text.strip(" :.-*#\t"))

    def scale(self, cycle: str | None) -> list[str]:
        return next((scale.grades for scale in self.words.grades.scales if cycle in scale.cycles), self.grades)

    def cycle_of(self, text: str) -> str | None:
        """The cycle that a year, or a pair of years, names."""
        text = text.replace("–", "-").strip()
        text = self.words.cycle_names.get(text, text)
        return text if text in self.words.cycles else None


def any_of(wording: Wording, ways: list[str]) -> str:
    """An expression for any of the phrases, without names of groups, so that it may stand within another."""
    return re.sub(r"\(\?P<\w+>", "(?:", wording.pattern(ways).pattern)


def _simple(name: str) -> str:
    """A force's name with one kind of 'and', and no hyphens."""
    return " ".join(name.replace("&", "and").replace("-", " ").split())


def read_wording(library: Path) -> Wording:
    """A library's words for reading pages. Raises Problems with all that is wrong, or where the library has none."""
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for name in FILES:
        path = library / FOLDER / f"{name}.yaml"
        if not path.is_file():
            raise problem(path, "is missing, so pages of inspections cannot be read with this library.", "Name a library that has it.")
        try:
            found[name] = read_file(path)[0]
        except Problems as wrong:
            problems += wrong.problems
    if problems:
        raise Problems(problems)
    return Wording(**{"forces": found["forces"], "questions": found["questions"], "words": found["wording"]})
