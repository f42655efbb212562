"""A judgement as plain data: each question of a framework with its measures, the evidence of people, and its grades.

An indicative grade is what a table makes of the evidence. Only a person makes a grade final. Moments are ISO 8601 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

Standing = Literal["assured", "mixed", "not_assured", "cannot_tell", "no_say"]
SHOWN_IN: tuple[Standing, ...] = ("not_assured", "mixed", "cannot_tell", "assured", "no_say")
Way = Literal["improving", "worsening", ""]
Kind = Literal["interview", "document", "observation", "file_review"]
Bears = Literal["supports", "contradicts"]
INDICATIVE = "indicative"  # the word that stands beside every grade that no person set


@dataclass(frozen=True)
class MeasureStanding:
    """One measure of a question: where it stands beside what is expected of it, and why."""

    standard: Annotated[str, Field(description="the standard that is measured, by its id")]
    title: Annotated[str, Field(description="its title")]
    standing: Annotated[Standing, Field(description=(
        "assured: even the worst case keeps what is expected; not_assured: even the best case does not; mixed: between; "
        "cannot_tell: nobody can tell; no_say: nothing is expected of it"))]
    why: Annotated[str, Field(description="why it stands there, in a sentence")]
    figure: Annotated[str, Field(description="its newest figure, as the report shows it")]
    period: Annotated[str, Field(description="the months or the moment of the figure")]
    expected: Annotated[str, Field(description="what is expected, with who expects it; empty where nothing is")]
    basis: Annotated[str, Field(description="who expects it: national, local or inspection; empty where nobody does")]
    worst: Annotated[float | None, Field(description=(
        "the limit of the worst case as a share from 0 to 1: what cannot be told taken as bad, and the limit of the 95% "
        "interval on that side"))]
    best: Annotated[float | None, Field(description="the limit of the best case, in the same way")]
    prevented_by: Annotated[list[str], Field(description="what keeps a good figure from being assured, each in a sentence")]
    guards_not_told: Annotated[list[str], Field(description=(
        "its guards of which something is expected and it cannot be told whether they keep it, by title"))]
    at_default: Annotated[Standing | Literal[""], Field(description=(
        "where it stands at the library's own values, where the service has set others; else empty"))]
    way: Annotated[Way, Field(description="whether it changed beyond chance, for the better or the worse; empty where it did not")]
    change: Annotated[str, Field(description="what changed, in a sentence; empty where nothing did")]
    publish: Annotated[bool, Field(description="whether its figure may be published at all")]


@dataclass(frozen=True)
class Evidence:
    """What a person brought that records cannot show."""

    number: Annotated[int, Field(description="its number in the file of judgements")]
    kind: Annotated[Kind, Field(description="an interview, document, observation or file review")]
    bears: Annotated[Bears, Field(description="whether it supports that the question is answered well, or contradicts it")]
    words: Annotated[str, Field(description="what was said, read or seen")]
    by: Annotated[str, Field(description="who brought it. Not for publication")]
    on: Annotated[str, Field(description="the day on which it was said, read or seen")]
    recorded_at: Annotated[str, Field(description="when it was written down")]
    question: Annotated[str, Field(description="the question that it bears on, by id; empty where it names a standard alone")]
    standard: Annotated[str, Field(description="the standard that it bears on, by id; empty where it names a question alone")]
    place: Annotated[str, Field(description="where the document or the note can be found; empty where none is named")]
    withdrawn: Annotated[str, Field(description="who withdrew it, when and why; empty where it stands")]
    forces: Annotated[list[str], Field(description="of which forces it is, by code; empty where nobody said so")]


@dataclass(frozen=True)
class OpenImprovement:
    """An improvement that is still open in the register and concerns the question."""

    id: Annotated[str, Field(description="its id in the register")]
    title: Annotated[str, Field(description="what should improve")]
    level: Annotated[str, Field(description="how grave it is, by the register's level; empty where it has none")]
    level_title: Annotated[str, Field(description="its level in words")]
    state: Annotated[str, Field(description="its state in words")]
    why_here: Annotated[str, Field(description="by what it belongs to this question")]


@dataclass(frozen=True)
class Indicative:
    """What the grading table makes of a question's evidence. Never final: a person decides."""

    grade: Annotated[str | None, Field(description=(
        "a grade of the framework's scale; null where the question has none or it cannot be told"))]
    told: Annotated[bool, Field(description="false where the honest answer is that it cannot be told")]
    sentence: Annotated[str, Field(description="what the grade rests on, always with the word that it is indicative")]
    line: Annotated[int | None, Field(description="the line of the grading table that decided, counted from 1")]
    facts: Annotated[dict[str, str], Field(description="what the table looked at: each fact and the band in which it lies")]
    counts: Annotated[dict[str, int], Field(description="the counts behind the facts")]
    if_bad: Annotated[str | None, Field(description=(
        "what the same table makes of it were all that cannot be told not assured, and none of that improving; null where that "
        "is no grade"))]
    if_bad_differs: Annotated[bool, Field(description="whether that differs from the indicative grade, so that it is told with it")]


@dataclass(frozen=True)
class FinalGrade:
    """A grade that a person set, with reasons, having seen a run."""

    grade: Annotated[str, Field(description="the grade, of the framework's scale")]
    by: Annotated[str, Field(description="who set it")]
    at: Annotated[str, Field(description="when")]
    why: Annotated[str, Field(description="their reasons")]
    run: Annotated[str, Field(description="the run that it was set on, by name")]
    run_as_at: Annotated[str, Field(description="the moment for which that run speaks")]
    run_fingerprint: Annotated[str, Field(description="what names that run for certain: its moment, records and library")]
    this_run: Annotated[bool, Field(description="whether that is the run of this judgement")]
    indicative: Annotated[str, Field(description="the indicative grade that they saw; empty where it could not be told")]
    self_checks: Annotated[list[str], Field(description="the self-checks that they saw")]
    moment: Annotated[Literal["this", "earlier", ""], Field(description=(
        "whether that run speaks for the moment of this judgement, or for an earlier one; empty where for a later one"))]
    not_final_because: Annotated[str, Field(description="why it is not final for this run, whoever set it; empty where it may be")]


@dataclass(frozen=True)
class QuestionJudgement:
    """One question: what its measures and people's evidence say, and its grades."""

    number: Annotated[int, Field(description="its number in the framework")]
    id: Annotated[str, Field(description="its name in short")]
    text: Annotated[str, Field(description="the words of the question")]
    graded: Annotated[bool, Field(description="whether the inspection gives it a grade")]
    indicative: Annotated[Indicative, Field(description="what the grading table makes of it")]
    final: Annotated[FinalGrade | None, Field(description="the grade that a person set; null where nobody has")]
    earlier: Annotated[list[FinalGrade], Field(description=(
        "the other grades that a person set, oldest first: replaced, or not final for this run"))]
    measures: Annotated[list[MeasureStanding], Field(description="its measures, in the framework's order")]
    evidence: Annotated[list[Evidence], Field(description="what people brought, without what was withdrawn")]
    improvements: Annotated[list[OpenImprovement], Field(description="open improvements that concern it")]
    self_checks: Annotated[list[str], Field(description="what a reader must hold against the grade, each in a sentence")]

    def standing(self, *which: Standing) -> list[MeasureStanding]:
        """Its measures that stand at one of the given standings."""
        return [one for one in self.measures if one.standing in which]

    @property
    def by_standing(self) -> list[MeasureStanding]:
        """Its measures, those that speak against it first; within a standing in the framework's order."""
        return [one for standing in SHOWN_IN for one in self.standing(standing)]


@dataclass(frozen=True)
class Judgement:
    """A run judged by a framework. OFFICIAL-SENSITIVE: it names who brought evidence and who set grades."""

    framework: Annotated[str, Field(description="the framework, by name")]
    title: Annotated[str, Field(description="the inspection, in words")]
    source: Annotated[str, Field(description="where its questions were read")]
    scale: Annotated[list[str], Field(description="its grades, best first")]
    grading: Annotated[str, Field(description="the grading table, by name; empty where the framework names none")]
    grading_note: Annotated[str, Field(description="what a reader must know of the table")]
    fact_words: Annotated[dict[str, str], Field(description="what each fact of the table is, in words")]
    run: Annotated[str, Field(description="the run, by name")]
    run_as_at: Annotated[str, Field(description="the moment for which the run speaks")]
    run_fingerprint: Annotated[str, Field(description="what names the run for certain: its moment, records and library")]
    library: Annotated[str, Field(description="the library by which the run was judged, with its version")]
    forces: Annotated[list[str], Field(description="whose records the run holds, by code")]
    made_up: Annotated[str, Field(description="that the records are made up, in a sentence; empty for other records")]
    unread: Annotated[list[str], Field(description=(
        "what holds for every question: that no file of judgements or no register was given, without which nothing says that there "
        "is no evidence or no open area; and that the run holds several forces"))]
    elsewhere: Annotated[list[OpenImprovement], Field(description=(
        "open improvements that concern none of the questions, as far as is known"))]
    evidence_elsewhere: Annotated[list[Evidence], Field(description="evidence of people that bears on none of the questions")]
    questions: Annotated[list[QuestionJudgement], Field(description="the framework's questions, in its order")]

    def question(self, id: str) -> QuestionJudgement:
        """A question by its id. Raises KeyError where the framework has none of that name."""
        return {one.id: one for one in self.questions}[id]
