"""A standard as its file holds it. Words only: `resolve` gives them meaning against the tables of a library.

Conditions and moments stay as written (blocks of plain data) so that every problem can name its own line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

TEST_SCHEMA: dict[str, Any] = {
    "description": "a value, a list of values, or one comparison",
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
        {"type": "object", "additionalProperties": False, "maxProperties": 1, "properties": {
            "not": {}, "known": {"type": "boolean"}, "at_least": {}, "at_most": {}, "more_than": {}, "less_than": {},
            "before": {}, "after": {}, "on_or_before": {}, "on_or_after": {},
            "same_as": {"type": "string"}, "differs_from": {"type": "string"}, "parameter": {"type": "string"}}},
    ],
}
CONDITION_SCHEMA: dict[str, Any] = {
    "type": "object", "description": "every line must hold: `table.column: test`, or all, any, not, has",
    "properties": {"all": {"type": "array"}, "any": {"type": "array"}, "not": {"type": "object"},
                   "has": {"type": "object"}},
    "additionalProperties": TEST_SCHEMA,
}
MOMENT_SCHEMA: dict[str, Any] = {
    "description": "table.column, or first/last of related records, or earliest/latest of several moments",
    "anyOf": [{"type": "string"}, {"type": "object", "maxProperties": 1, "properties": {
        "first": {"type": "object"}, "last": {"type": "object"},
        "earliest": {"type": "array"}, "latest": {"type": "array"}}, "additionalProperties": False}],
}
DURATION_SCHEMA: dict[str, Any] = {
    "description": "'15 minutes', '5 working days', '48 hours leaving out NAME'; {parameter: NAME}; "
                   "or {column: table.column, unit: days}",
    "anyOf": [{"type": "string"}, {"type": "object"}],
}
SHARE = r"^\d{1,3}(\.\d+)?%$"


def _share(text: str) -> str:
    if not re.match(SHARE, text):
        raise ValueError("should be a share; write, say, 90%")
    return text


Share = Annotated[str, AfterValidator(_share), WithJsonSchema({"type": "string", "pattern": SHARE})]
Condition = Annotated[dict[str, Any], WithJsonSchema(CONDITION_SCHEMA)]
Moment = Annotated[str | dict[str, Any], WithJsonSchema(MOMENT_SCHEMA)]
Length = Annotated[str | dict[str, Any], WithJsonSchema(DURATION_SCHEMA)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Related(Strict):
    """Rows of another table that belong to the duty. `same`: columns equal on both sides (default: the link)."""

    record: str
    same: str | list[str] | dict[str, str] | None = None
    about: str | None = Field(None, description="a table of the duty that the row's link must point to")
    where: Condition = Field(default_factory=dict)
    at: str | None = Field(None, description="moment column; default the table's `happened`")


class Has(Related):
    """True where at least so many related rows stand."""

    at_least: int = Field(1, ge=1)


class Proof(Strict):
    """What shows that the duty was done: a related record, a moment of the duty's own records, or several of these."""

    record: str | None = None
    same: str | list[str] | dict[str, str] | None = None
    about: str | None = None
    where: Condition = Field(default_factory=dict)
    at: str | None = None
    moment: Moment | None = Field(None, description="a moment of the duty's own records, instead of `record`")
    any: list[Proof] = Field(default_factory=list, description="one of these is enough: the first counts")
    all: list[Proof] = Field(default_factory=list, description="every one of these is needed: the last counts")
    early: Literal["counts"] | None = Field(None, description="a proof from before the start counts too")

    @model_validator(mode="after")
    def _one_kind(self) -> Proof:
        kinds = [self.record is not None, self.moment is not None, bool(self.any), bool(self.all)]
        if sum(kinds) != 1:
            raise ValueError("a proof has exactly one of record, moment, any, all")
        return self


class Each(Strict):
    """What each duty is about, where it is more than a table's name."""

    record: str
    period: Literal["month"] | None = Field(None, description="one duty per `per` and local month with such a row")
    per: str | None = Field(None, description="column that names the subject")
    nth: int | None = Field(None, ge=2, description="only the nth row (or a later one) within the time before it")
    within: str | None = Field(None, description="the time in which `nth` rows of the same `per` must fall")
    where: Condition = Field(default_factory=dict, description="rows that count, for period and nth")

    @model_validator(mode="after")
    def _whole(self) -> Each:
        if self.period and not self.per:
            raise ValueError("a period needs `per`")
        if self.nth and not (self.per and self.within):
            raise ValueError("nth needs `per` and `within`")
        if bool(self.period) == bool(self.nth):
            raise ValueError("give either period or nth; otherwise write the table's name alone")
        return self


class Option(Strict):
    when: Condition
    within: Length | None = None
    every: Length | None = None


class Pause(Strict):
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


class Clock(Strict):
    """When the duty starts and by when it is owed. Exactly one of within, before, by_date, every, in_period."""

    starts: Moment | None = None
    within: Length | None = None
    options: list[Option] = Field(default_factory=list, alias="or",
                                  description="the first that holds replaces the length")
    before: Moment | None = Field(None, description="another moment: done by then, or missed")
    by_date: Moment | None = Field(None, description="an agreed or ordered date held in a column; still owed after it")
    every: Length | None = Field(None, description="again and again, each gap started by the last proof, until an end")
    in_period: bool = Field(False, description="inside the period of `each`")
    at_least: int = Field(1, ge=1, le=50, description="so many proofs inside the window")
    never: bool = Field(False, description="the proof is a breach: none may come inside the window")
    paused_while: Pause | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Clock:
        shapes = [word for word in ("within", "before", "by_date", "every") if getattr(self, word) is not None]
        shapes += ["in_period"] if self.in_period else []
        if len(shapes) != 1:
            raise ValueError("a clock has exactly one of within, before, by_date, every, in_period")
        if self.starts is None and not self.in_period:
            raise ValueError("a clock needs `starts`")
        if self.paused_while and shapes != ["within"]:
            raise ValueError("only a `within` clock can be paused")
        if self.never and (self.every is not None or self.at_least > 1):
            raise ValueError("`never` goes with a window, not with every or at_least")
        if self.every is not None and self.at_least > 1:
            raise ValueError("`every` takes one proof for each gap")
        return self


class Authority(Strict):
    kind: Literal["statute", "code", "guidance", "inspection", "local"]
    cite: str
    url: str | None = None
    evidence: Literal["verified", "partly", "unverified", "local"]
    note: str | None = None


class InForce(Strict):
    start: date = Field(alias="from")
    end: date | None = Field(None, alias="to", description="last day in force")


class Excuse(Strict):
    reason: str
    when: Condition
    at: Moment | None = Field(None, description="since when it was true; default the `since` of its columns")
    known_later: bool = Field(False, description="a fact that could not be known before the deadline")


class End(Strict):
    reason: str
    at: Moment
    when: Condition = Field(default_factory=dict)


class Alternative(Strict):
    """Another kind of trigger for the same duty. What it leaves out is the standard's own."""

    each: str | list[str] | Each
    subject: str | None = None
    where: Condition = Field(default_factory=dict)
    starts: Moment | None = None
    proof: Proof | None = None
    excused_when: list[Excuse] | None = None
    ends_when: list[End] | None = None


class Edition(Strict):
    """The rule as it stood between two dates. It may replace parts of the standard."""

    in_force: InForce
    authority: Authority
    clock: Clock | None = None
    where: Condition | None = None
    proof: Proof | None = None
    excused_when: list[Excuse] | None = None
    ends_when: list[End] | None = None
    note: str | None = None


class Counted(Strict):
    """Rows that are counted: each row of a table where a condition holds."""

    each: str | list[str]
    where: Condition = Field(default_factory=dict)
    month: Moment | None = Field(None, description="the moment whose local month the row counts in")
    value: str | None = Field(None, description="table.column to add up; default 1 a row")
    category: str | None = Field(None, description="table.column to break the count down by")


class Subset(Strict):
    """The rows of the denominator that also meet this."""

    where: Condition
    category: str | None = None


class Indicator(Strict):
    """A ratio over records where no duty exists. Cohort: the same rows followed; period: counts of the same month."""

    basis: Literal["cohort", "period"]
    denominator: Counted
    numerator: Counted | Subset
    matures_after: str | None = Field(None, description="months younger than this are marked and kept out of trends")
    per: int = Field(100, description="100 gives a percentage")
    counts_only: bool = Field(False, description="show the two counts; a ratio of them would mislead")


class Capacity(Strict):
    """What is in date against what is needed, at the run's moment."""

    held: Counted
    needed: Counted


class Audit(Strict):
    """A person's answers over a seeded sample. Without a sample it is not measured."""

    population: Counted
    answers: Related
    question: str


class PopulationCheck(Strict):
    """An independent sign of records that the population missed."""

    title: str
    each: str | list[str]
    where: Condition = Field(default_factory=dict)
    month: Moment | None = None
    material: Share = Field("5%", description="share of the population above which the measure cannot be assured")


class RiskLevel(Strict):
    when: Condition
    level: Literal["high", "medium", "low"]


class Expect(Strict):
    at_least: Share | None = None
    at_most: Share | None = None
    basis: Literal["national", "local", "inspection"] = "local"


class Standard(Strict):
    """What is owed, by what authority, between which dates."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    theme: str
    why: str
    kind: Literal["duty", "indicator", "capacity", "audit"] = "duty"
    each: str | list[str] | Each | None = None
    either: list[Alternative] = Field(default_factory=list)
    subject: str | None = Field(None, description="table of the subject; default the first of `each`")
    where: Condition = Field(default_factory=dict)
    excused_when: list[Excuse] = Field(default_factory=list)
    ends_when: list[End] = Field(default_factory=list)
    proof: Proof | None = None
    indicator: Indicator | None = None
    capacity: Capacity | None = None
    audit: Audit | None = None
    owed_by: str | None = None
    risk: Literal["high", "medium", "low"] = "medium"
    risk_when: list[RiskLevel] = Field(default_factory=list)
    guards: list[str] = Field(default_factory=list)
    population_check: PopulationCheck | None = None
    publish: bool = True
    answers: list[str] = Field(default_factory=list, description="fragments of published sentences that it answers")
    traps: list[str] = Field(default_factory=list, description="what is often mis-stated, and what the source shows")
    editions: list[Edition]
    expect: Expect | None = None
    better: Literal["higher", "lower", "neither"] = "higher"

    @model_validator(mode="after")
    def _whole(self) -> Standard:
        body = {"indicator": self.indicator, "capacity": self.capacity, "audit": self.audit}
        for word, value in body.items():
            if (self.kind == word) != (value is not None):
                verb = "needs" if self.kind == word else "has no"
                raise ValueError(f"a standard of kind {self.kind} {verb} `{word}`")
        if self.kind == "duty":
            if (self.each is None) == (not self.either):
                raise ValueError("a duty has either `each` or `either`")
            if any(edition.clock is None for edition in self.editions):
                raise ValueError("every edition of a duty needs a `clock`")
            if not self.owed_by:
                raise ValueError("a duty says who owes it: add `owed_by`")
        elif self.each is not None or self.either or self.proof:
            raise ValueError(f"`each`, `either` and `proof` belong to a duty, not to {self.kind}")
        if not self.editions:
            raise ValueError("a standard needs at least one edition")
        return self


class Parameter(Strict):
    """A value that a service sets for itself. `value` is the library's default."""

    title: str
    value: str | int | float | bool
    basis: Literal["national", "local"] = "local"
    evidence: Literal["verified", "partly", "unverified", "local"] = "local"
    source: str | None = None
