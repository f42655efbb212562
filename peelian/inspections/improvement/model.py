"""What people write down of an improvement: where it comes from, by when it is asked, what is planned, and how it will be proved."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from peelian.clocks import duration
from peelian.inspections.improvement.deadlines import Deadline
from peelian.measures.indicators import share_of
from peelian.records.tables import Strict

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,119}$")]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")]
Shares = Literal["excused", "lapsed"]


class Source(Strict):
    """Where an improvement comes from."""

    kind: Literal["inspection", "recommendation", "audit", "signal"] = Field(description="what asked for it")
    name: Short = Field(description="the report, audit or signal, by its name")
    published: datetime.date | None = Field(None, description="the day on which it was published; lengths count from it")
    updated: datetime.date | None = Field(None, description=(
        "the day on which its page was last updated; lengths count from it only where nothing says when it was published"))
    link: Short | None = Field(None, description="where it stands")
    words: Text | None = Field(None, description="the exact words it was made from")

    @property
    def counted_from(self) -> datetime.date | None:
        """The day from which a deadline that is a length counts."""
        return self.published or self.updated


class Action(Strict):
    """One thing that somebody will do."""

    action: Short = Field(description="what is done")
    due: datetime.date | None = Field(None, description="the last day on which it is in time")
    who: Short | None = Field(None, description="who does it, where it is not the owner")


class MeasureSought(Strict):
    """A measure that would show the improvement, and where it must come to."""

    standard: Short = Field(description="the standard that is measured, by its id")
    area: Short | None = Field(None, description="only this area's")
    team: Short | None = Field(None, description="only this team's")
    at_least: str | None = Field(None, description="the lower limit must be above this share, as 90%")
    at_most: str | None = Field(None, description="the upper limit must be below this share, as 10%")

    @model_validator(mode="after")
    def _sound(self) -> MeasureSought:
        if self.area and self.team:
            raise ValueError("an area and a team cannot both be named: choose one")
        if bool(self.at_least) == bool(self.at_most):
            raise ValueError("say either at_least or at_most, as 90%")
        if share_of(self.at_least or self.at_most) is None or not 0 < self.level < 1:
            raise ValueError(f"'{self.at_least or self.at_most}' is no share above 0% and below 100%: write it as 90%")
        return self

    @property
    def level(self) -> float:
        return share_of(self.at_least or self.at_most) or 0.0

    @property
    def words(self) -> str:
        unit = f" of {self.area or self.team}" if self.area or self.team else ""
        return f"{self.standard}{unit}"


class Span(Strict):
    """Months from the first to the last, both included."""

    first: Month = Field(alias="from", description="the first month, as 2017-04")
    last: Month = Field(alias="to", description="the last month, as 2018-03")

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.first > self.last:
            raise ValueError(f"it ends in {self.last}, before it begins in {self.first}")
        return self


class ExitTest(Strict):
    """How it will be proved, written before it is done. Either measures with a baseline, or why it cannot be measured."""

    measures: list[MeasureSought] = Field(default_factory=list, max_length=20, description="all of these must come to their level")
    baseline: Span | None = Field(None, description="the months that it is compared with")
    months: int = Field(3, ge=1, le=24, description="so many months in a row, the newest that are over")
    duties: int = Field(60, ge=20, le=10_000_000, description="at least so many in those months together, for each measure")
    special_cause: bool = Field(True, description="whether the change must be more than chance, by the rules of a chart of its months")
    guards: list[Short] = Field(default_factory=list, max_length=20, description="standards that may not have got worse meanwhile")
    watch: list[Shares] = Field(["excused", "lapsed"], description=(
        "shares of the measure itself that may not have grown meanwhile"))
    check_again_after: str = Field("6 months", description="how long after it is closed it must still be so")
    cannot_be_measured: Text | None = Field(None, description="why no record can show it; people alone then judge")

    @field_validator("check_again_after")
    @classmethod
    def _length(cls, value: str) -> str:
        found = duration(value)
        if found.unit not in ("day", "week", "month", "year") or not 0 < found.amount <= 1000:
            raise ValueError(f"'{value}' is no length in days, weeks, months or years: write it as 6 months")
        return value

    @model_validator(mode="after")
    def _either(self) -> ExitTest:
        if bool(self.measures) == bool(self.cannot_be_measured):
            raise ValueError("an exit test has measures, or says why it cannot_be_measured")
        if self.measures and self.baseline is None:
            raise ValueError("name the baseline: the months that it is compared with, as {from: 2017-04, to: 2018-03}")
        return self

    @property
    def standards(self) -> list[str]:
        return list(dict.fromkeys([*(one.standard for one in self.measures), *self.guards]))


class Proposal(Strict):
    """An improvement as it is proposed: the file that `peelian improve add` reads."""

    improvement: Id | None = Field(None, description="its id in the register; without one it gets the next number")
    title: Short | None = Field(None, description="what it is in short; without one, the beginning of its text")
    text: Text = Field(description="what should improve, in full, as it was written")
    cause: Text | None = Field(None, description="the graver thing that it is to put right, as it was written")
    force: Short = Field(description="the code of the force whose it is")
    level: Short | None = Field(None, description="how grave it is, by a level of the library's register")
    question: Short | None = Field(None, description="the question of the inspection under which it stands, by id")
    national: Short | None = Field(None, description="the recommendation to every force that it is this force's part of")
    source: Source = Field(description="where it comes from")
    deadline: Deadline | Short | None = Field(None, description="by when, in the words that it was asked with")
    owner: Short | None = Field(None, description="who will answer for it")
    plan: list[Action] = Field(default_factory=list, max_length=200, description="what will be done")
    exit_test: ExitTest | None = Field(None, description="how it will be proved")

    @property
    def called(self) -> str:
        return self.title or shorter(self.text)


def shorter(text: str, longest: int = 90) -> str:
    """The beginning of a text, whole words, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{re.sub(r'[^ ]*$', '', words[:longest - 1]).rstrip(' ,;:')}…"
