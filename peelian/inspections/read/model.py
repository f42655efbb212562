"""What a page of an inspectorate says, once read: one inspection, each part with the words that it came from.

Nothing here is guessed. A grade that the page does not give has no value and the source `unknown`. The words of grades,
pillars and cycles are the library's; this file only knows their places.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["effectiveness page", "detailed findings", "force summary", "press release", "register entry"]
GradeState = Literal["graded", "ungraded", "not yet graded", "not being graded", "unknown"]
GradeSource = Literal["line", "prose", "carried", "unknown"]
Sign = Literal["strength", "weakness"]
Direction = Literal["better", "same", "worse"]
Unit = Literal["hours", "days", "weeks", "months", "years"]


class Read(BaseModel):
    """What the reader fills in as it goes, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Span(Read):
    """Where words stand in the text that the reader saw, and the words exactly: text[start:end] is `text`."""

    start: int = Field(ge=0, description="the first character, counted from 0")
    end: int = Field(ge=0, description="the character after the last")
    text: str = Field(description="the words exactly as they stand there")


class Force(Read):
    """The force that was inspected."""

    name: str = Field(description="its full name, as the library has it")
    code: str = Field(description="its short name in the library, as 'avon-and-somerset'")
    span: Span = Field(description="where the page names it first as its subject")


class Dated(Read):
    """A day that the page gives for itself."""

    date: datetime.date = Field(description="the day")
    span: Span = Field(description="the words that say it")


class GradeSaid(Read):
    """One place of the page that says, or used to say, how good the force is at this."""

    value: str = Field(description="the grade it names, in the words of the scale")
    where: Literal["line", "prose", "look-back"] = Field(description=(
        "line: a line of its own; prose: a sentence on this inspection; look-back: a sentence on an earlier one"))
    year: int | None = Field(None, description="of a look-back: the year it speaks of")
    span: Span = Field(description="the words that say it; for prose the whole sentence")


class Grade(Read):
    """A grade and where it came from. An absent line means nothing by itself."""

    value: str | None = Field(None, description="in the words of the scale, as 'inadequate'; none where not graded or not said")
    state: GradeState = Field("unknown", description=(
        "graded: it has a value; ungraded, not yet graded, not being graded: the page says so; unknown: the page does not say"))
    source: GradeSource = Field("unknown", description=(
        "line: a line of its own says it; prose: a sentence says it; carried: the page says that an earlier grade still stands; "
        "unknown: the page does not say"))
    carried_from: int | None = Field(None, description="of a grade carried over: the year it stands from, where the page says it")
    span: Span | None = Field(None, description="the words it came from; of a carried grade those that say that it stands")
    qualified: str | None = Field(None, description=(
        "words of prose that soften or limit the grade, as 'generally' or 'but rural areas do not get the same'"))
    said: list[GradeSaid] = Field(default_factory=list, description="every place that names a grade for this, in order")


class Passage(Read):
    """A paragraph, or a bullet."""

    text: str = Field(description="its words, on one line")
    heading: str | None = Field(None, description="the sub-heading it stands under")
    span: Span = Field(description="where it stands")


class Finding(Read):
    """One thing that the inspectors found done well or not well enough."""

    sign: Sign = Field(description="strength or weakness")
    text: str = Field(description="the sentence or bullet, on one line, without its bullet mark and closing 'and' or ';'")
    lead_in: str | None = Field(None, description="of a bullet: the words before the list, as 'However, the force:'")
    heading: str | None = Field(None, description="the sub-heading it stands under")
    span: Span = Field(description="where it stands")


class Deadline(Read):
    """By when something is asked. Of `by`, `within` and `immediately` at most one is understood."""

    text: str = Field(description="as written, as 'not later than 31 March 2015'")
    by: datetime.date | None = Field(None, description="the last day, where a date is named")
    within: int | None = Field(None, description="how many units after the page was published, where a length is named")
    unit: Unit | None = Field(None, description="the unit of `within`")
    immediately: bool = Field(False, description="whether it is asked at once")
    span: Span = Field(description="where it stands")


class AreaForImprovement(Read):
    """One area for improvement as listed on the page."""

    text: str = Field(description="its words, on one line, without a bullet mark")
    lead_in: str | None = Field(None, description="of a bullet: the words before its list, as 'The force should:'")
    deadline: Deadline | None = Field(None, description="by when, where it says so")
    span: Span = Field(description="where it stands")


class Recommendation(Read):
    """What the inspectors recommend."""

    text: str = Field(description="its words, on one line, without a bullet mark")
    lead_in: str | None = Field(None, description="of a bullet: the words before its list, as 'The force should:'")
    deadline: Deadline | None = Field(None, description="by when, where it says so, or where the words before its list say so")
    span: Span = Field(description="where it stands")


class CauseOfConcern(Read):
    """A serious, critical or systemic shortcoming, with what is recommended."""

    text: str = Field(description="its words, on one line")
    recommendations: list[Recommendation] = Field(default_factory=list, description="what is recommended")
    span: Span = Field(description="where it stands")


class Figure(Read):
    """A number that the page gives: '83 of 92', '87.2 per cent ±1.86'. No number of a date, deadline or question is one."""

    value: float = Field(description="the number")
    of: float | None = Field(None, description="the whole that it is a part of, as 92 in '83 of 92'")
    plus_minus: float | None = Field(None, description="the half width of its interval, in the same unit")
    unit: str | None = Field(None, description="'per cent', 'pounds', 'minutes', or the word that is counted, as 'crimes'")
    per: str | None = Field(None, description="what it is a rate of, as '1,000 population'")
    bound: Literal["exactly", "about", "over", "under"] = Field("exactly", description="how the page qualifies the number")
    context: str = Field(description="the sentence that it stands in, on one line")
    span: Span = Field(description="the number with its unit")


class Change(Read):
    """What the page says has changed since an earlier inspection."""

    direction: Direction = Field(description="better, same or worse")
    about: Literal["grade", "finding"] = Field(description="whether the grade changed, or what was found")
    put_right: bool = Field(False, description="whether a failing that was found earlier has been dealt with")
    since: int | None = Field(None, description="the year of the earlier inspection, where the page says it")
    text: str = Field(description="the sentence, on one line")
    span: Span = Field(description="where it stands")


class Section(Read):
    """One thing that is graded: a pillar as a whole, or one of its questions."""

    id: str | None = Field(None, description="its name in the library, as 'investigation'; of a whole pillar the pillar's name")
    pillar: str | None = Field(None, description="the pillar it belongs to, as 'effectiveness'")
    number: int | None = Field(None, description="its number: the page's own, or else that of its cycle in the library")
    text: str = Field(description="the question as the page words it, on one line")
    span: Span = Field(description="where the question stands")
    grade: Grade = Field(default_factory=Grade, description="the grade and where it came from")
    prose: list[Passage] = Field(default_factory=list, description="its paragraphs and bullets, in order, without what is asked for")
    findings: list[Finding] = Field(default_factory=list, description="strengths and weaknesses, in order")
    areas_for_improvement: list[AreaForImprovement] = Field(default_factory=list, description="as listed")
    causes_of_concern: list[CauseOfConcern] = Field(default_factory=list, description="as listed")
    changes: list[Change] = Field(default_factory=list, description="what is said to have changed since an earlier inspection")
    figures: list[Figure] = Field(default_factory=list, description="numbers given")


class RegisterStep(Read):
    """One dated entry in the history of a recommendation."""

    date: datetime.date | None = Field(None, description="the day of the entry")
    status: str | None = Field(None, description="the status it was given, as 'being-progressed'")
    comment: str | None = Field(None, description="what was noted")
    span: Span = Field(description="where it stands")


class RegisterEntry(Read):
    """What a register of recommendations says besides the recommendation itself."""

    id: str | None = Field(None, description="its number in the register")
    report: str | None = Field(None, description="the report that it comes from")
    status: str | None = Field(None, description="its last status")
    history: list[RegisterStep] = Field(default_factory=list, description="its dated entries, as they stand on the page")


class Warned(Read):
    """Something a reader of this inspection must know, or check by eye."""

    text: str = Field(description="what it is")
    span: Span | None = Field(None, description="where it shows, if anywhere")


class Source(Read):
    """The file that was read."""

    file: str = Field(description="its name, without its folder")
    form: Literal["html", "text", "pdf"] = Field(description="what its bytes are")
    encoding: str | None = Field(None, description="of text and html: how its bytes were understood")
    sha256: str = Field(description="the checksum of its bytes")


class Inspection(Read):
    """One force, one cycle, one page."""

    kind: Kind = Field(description="what kind of page it is")
    source: Source = Field(description="the file that was read")
    force: Force | None = Field(None, description="the force; none where the page does not say")
    cycle: str | None = Field(None, description=(
        "the cycle, as '2017' or '2018/19'; of a register's entry that of the report it stems from; none where the page does not say"
    ))
    updated: Dated | None = Field(None, description="the day on which the page says that it was last updated")
    published: Dated | None = Field(None, description="the day on which the page says that it was published")
    observations: Section | None = Field(None, description="on a page of several pillars: the words on the whole; it has no grade")
    headline: Section | None = Field(None, description="the pillar as a whole, on a page of one pillar; its prose is the summary")
    pillars: list[Section] = Field(default_factory=list, description="each pillar as a whole, on a page of several")
    questions: list[Section] = Field(default_factory=list, description="the questions, in the order of the page")
    areas_for_improvement: list[AreaForImprovement] = Field(default_factory=list, description="listed outside every section")
    causes_of_concern: list[CauseOfConcern] = Field(default_factory=list, description="listed outside every section")
    register_entry: RegisterEntry | None = Field(None, description="of an entry of a register: its number and history")
    warnings: list[Warned] = Field(default_factory=list, description="what to know, or to check by eye")
    text: str = Field(description="the text that the reader saw; every span counts in it")
