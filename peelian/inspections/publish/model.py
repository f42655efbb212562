"""What is published, as plain data: report.json and everything beside it are made of this and hold nothing else."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peelian.records.tables import Strict

Under = Literal["summary", "going_well", "needs_improvement", "improvement", "change"]
UNDER: dict[Under, str] = {"summary": "In short", "going_well": "What is going well", "needs_improvement": "What needs to improve",
                           "improvement": "Areas for improvement", "change": "What has changed"}


class PublishedFigure(Strict):
    """One figure of a measure. Counts are rounded to a multiple of 5; null where they are withheld or there are none."""

    of: str = Field(description="the whole service, or the part of it that the figure speaks of")
    period: str = Field(description="the months or the moment that it speaks of, in words")
    first: str | None = Field(description="the first month, as 2017-04; null for a moment")
    last: str | None = Field(description="the last month, or the month of the moment")
    good: int | None = Field(description="how many were met, had nothing overdue or were counted, rounded")
    counted: int | None = Field(description="out of how many, rounded; of two kinds of record how many of the second kind")
    share: float | None = Field(description="good as a share of counted, from 0 to 1, of the true counts; of two kinds of "
                                            "record so many "
                                            "of the first for each of the second")
    low: float | None = Field(description="the lower limit of the share's 95% interval")
    high: float | None = Field(description="the upper limit of the share's 95% interval")
    at_least: float | None = Field(description="where so few were not good that no share may be told: the share is this or more")
    at_most: float | None = Field(description="where so few were good that no share may be told: the share is this or less")
    why: str = Field(description="why there is no share; empty where there is one")


class PublishedLaw(Strict):
    """An edition of the standard: when it was in force, and on whose authority."""

    dates: str = Field(description="from when, and to when")
    cite: str = Field(description="the authority")
    kind: str = Field(description="what kind of authority it is")
    evidence: str = Field(description="how well the source is known")
    url: str | None = Field(description="where it can be read")
    current: bool = Field(description="whether it was in force at the report's moment")


class PublishedMeasure(Strict):
    """One measure with all that may be told of it."""

    id: str = Field(description="the standard that is measured")
    title: str = Field(description="what is measured, in a line")
    kind: str = Field(description="duty, indicator, capacity or audit")
    why: str = Field(description="why it matters")
    rule: str = Field(description="what counts, in words made from the rule")
    expected: str = Field(description="what is expected, and who expects it; empty where nothing is")
    better: str = Field(description="which way is better: higher, lower or neither")
    says: list[str] = Field(description="what can be said of it: each a claim that a sentence may rest on")
    marks: list[str] = Field(description="what to know before the figure")
    unit: str = Field(description="what a share says: of what, and done how")
    per: int = Field(description="100 for a percentage; else the figure is so many for each of this many")
    pairs: bool = Field(description="whether it sets two kinds of record against each other")
    sentence: str = Field(description="the newest figure in words")
    figures: list[PublishedFigure] = Field(description="the newest period, and the one before it")
    months: list[PublishedFigure] = Field(description="month by month, oldest first")
    areas: list[PublishedFigure] = Field(description="by area, over the newest twelve months, by name")
    outside: dict[str, int | None] = Field(description="what stands outside the share in the newest twelve months, rounded; null where "
                                                       "withheld")
    chart_title: str = Field(description="the title of its chart; empty where there is none")
    chart_sentence: str = Field(description="what the chart shows, in words")
    how_to_read: str = Field(description="how to read the chart")
    guards: list[str] = Field(description="measures to read it together with, by id")
    hand_checks: list[str] = Field(description="what people found who checked rows of it by hand, as far as it may be told")
    cannot_show: list[str] = Field(description="what it cannot show")
    law: list[PublishedLaw] = Field(description="its editions, newest first")
    local_values: dict[str, str] = Field(description="values that a service sets for itself, as used here")


class PublishedSentence(Strict):
    """A sentence of the report, with the measure behind it."""

    id: str = Field(description="its name in the file of text")
    words: str = Field(description="the sentence, figures filled in")
    measure: str | None = Field(description="the measure behind it; null where people wrote it without one")
    rests_on: str | None = Field(description="what must hold of the measure for the sentence to be true")
    by: Literal["drafted from the figures", "written by people"] = Field(description="where its words come from")


class PublishedImprovement(Strict):
    """Something that should improve."""

    words: str = Field(description="what should improve")
    measure: str | None = Field(description="the measure that shows it, where one does")
    proposed: bool = Field(description="whether it is only proposed, drafted from a figure; else it stands in the register")
    state: str = Field(description="how it stands in the register; of a proposal, that nobody has decided on it")


class PublishedQuestion(Strict):
    """One question of the framework."""

    number: int = Field(description="its number in the framework")
    id: str = Field(description="its name in short")
    text: str = Field(description="the words of the question")
    judgement: str = Field(description="the grade, or that none was given")
    final: bool = Field(description="whether a person set the grade")
    basis: str = Field(description="what the judgement rests on, in a sentence; of an indicative grade always with that word")
    going_well: list[PublishedSentence] = Field(description="what is going well")
    needs_improvement: list[PublishedSentence] = Field(description="what needs to improve")
    improvements: list[PublishedImprovement] = Field(description="areas for improvement")
    change: list[PublishedSentence] = Field(description="what has changed since the year before")
    measures: list[str] = Field(description="its measures, by id")
    not_measured: list[str] = Field(description="what could not be measured of it, by id")


class NotMeasured(Strict):
    """What has no figure here, and why. That says nothing good and nothing bad."""

    id: str = Field(description="the standard")
    title: str = Field(description="what it is")
    why_not: str = Field(description="why there is no figure")
    withheld: bool = Field(description="whether there is a figure, which is not for publication")


class SinceInspection(Strict):
    """Something that the last inspection asked for, and what the measure of it shows now."""

    asked: str = Field(description="what was asked, in the inspection's words")
    kind: str = Field(description="an area for improvement, a recommendation or a cause of concern")
    measures: list[str] = Field(description="the measures that would show it, by id")
    now: str = Field(description="what can be said now")
    state: str = Field(description="how it stands in the register of improvements; empty where it does not stand there")


class PublishedReport(Strict):
    """A report for the public: figures only, nothing about a single record."""

    schema_version: Literal["1"] = Field("1", description="the version of this shape")
    title: str = Field(description="the report's title")
    service: str = Field(description="whom it is about")
    called: str = Field("service", description="what the library calls a service, as 'force'")
    made_up: str = Field(description="that the records are made up, in a sentence; empty for real ones")
    as_at: str = Field(description="the moment for which it speaks, in words")
    as_at_iso: str = Field(description="the same as ISO 8601")
    framework: str = Field(description="the inspection whose questions it answers")
    framework_source: str = Field(description="where the questions were read")
    headline: str = Field(description="the judgement as a whole, or that none was given")
    summary: list[PublishedSentence] = Field(description="the report in short")
    unread: list[str] = Field(default_factory=list, description="what no indicative grade of it could know, for it was not given")
    questions: list[PublishedQuestion] = Field(description="the framework's questions")
    improvements: list[PublishedImprovement] = Field(description="areas for improvement that belong to no one question")
    measures: list[PublishedMeasure] = Field(description="every measure that is published")
    not_measured: list[NotMeasured] = Field(description="what could not be measured, and what is not published")
    last_inspection: str = Field(description="the inspection with which it is compared; empty where none was given")
    since: list[SinceInspection] = Field(description="what that inspection asked for, and what can be said now")
    method: list[str] = Field(description="how the figures were made")
    disclosure: list[str] = Field(description="what was withheld or rounded, and by which rules")
    limits: list[str] = Field(description="what the report cannot say")
    reproduce: dict[str, str] = Field(description="what somebody needs to make it again: versions, fingerprints, moment")

    def measure(self, id: str) -> PublishedMeasure | None:
        return next((one for one in self.measures if one.id == id), None)
