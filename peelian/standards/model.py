"""A standard as its file holds it. Words only: `resolve` gives them meaning against the tables of a library.

Conditions and moments stay as written (blocks of plain data) so that every problem can name its own line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from peelian.clocks import duration

# What the models leave as plain data, as a schema tells it. `TOLD` marks a place that the named definition describes.
TOLD = "told by"
PARAMETER_SCHEMA: dict[str, Any] = {
    "type": "object", "description": "the value of a parameter, by its name", "additionalProperties": False,
    "properties": {"parameter": {"type": "string", "description": "name of a parameter of the library"}},
    "required": ["parameter"],
}
_VALUE: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, PARAMETER_SCHEMA]}
_REFERENCE: dict[str, Any] = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"}
_LATER = {"moment": {**_REFERENCE, "description": "table.column"}, "plus": {
    "anyOf": [{"type": "string"}, PARAMETER_SCHEMA], "description": "so many seconds, minutes or hours after it"}}
_COMPARED = {"anyOf": [_REFERENCE, {"type": "object", "required": [*_LATER], "additionalProperties": False, "properties": _LATER}]}
DEFINITIONS: dict[str, dict[str, Any]] = {
    "Test": {
        "description": "a value, a list of values, or one comparison",
        "anyOf": [_VALUE, {"type": "array", "items": _VALUE, "minItems": 1}, PARAMETER_SCHEMA, {
            "type": "object", "additionalProperties": False, "minProperties": 1, "maxProperties": 1, "properties": {
                "not": {"anyOf": [_VALUE, {"type": "array", "items": _VALUE}], "description": "is none of these; blank is unknown"},
                "known": {"type": "boolean", "description": "whether there is a value"},
                "at_least": {**_NUMBER, "description": "this number or more"},
                "at_most": {**_NUMBER, "description": "this number or less"},
                "more_than": {**_NUMBER, "description": "more than this number"},
                "less_than": {**_NUMBER, "description": "less than this number"},
                "before": {**_COMPARED, "description": "earlier than this moment"},
                "after": {**_COMPARED, "description": "later than this moment"},
                "on_or_before": {**_COMPARED, "description": "not later than this moment"},
                "on_or_after": {**_COMPARED, "description": "not earlier than this moment"},
                "same_as": {**_REFERENCE, "description": "equals this column; `holder`: who holds the subject then"},
                "differs_from": {**_REFERENCE, "description": "is not this column; `holder`: who holds the subject then"}}}],
    },
    "Condition": {
        "type": "object", "description": "every line must hold: `table.column: test`, or all, any, not, has",
        "properties": {
            "all": {"type": "array", "items": {TOLD: "Condition"}, "minItems": 1, "description": "every one of these holds"},
            "any": {"type": "array", "items": {TOLD: "Condition"}, "minItems": 1, "description": "one of these holds"},
            "not": {TOLD: "Condition", "description": "this does not hold"},
            "has": {"$ref": "#/$defs/Has", "description": "so many related rows stand"}},
        "propertyNames": _REFERENCE,
        "additionalProperties": {TOLD: "Test"},
    },
    "Moment": {
        "description": "table.column, or first/last of related records, or earliest/latest of several moments",
        "anyOf": [_REFERENCE, PARAMETER_SCHEMA, {
            "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False, "properties": {
                "first": {"$ref": "#/$defs/Related", "description": "the moment of the first such row"},
                "last": {"$ref": "#/$defs/Related", "description": "the moment of the last such row"},
                "earliest": {"type": "array", "items": {TOLD: "Moment"}, "description": "the earliest of these that happened"},
                "latest": {"type": "array", "items": {TOLD: "Moment"}, "description": "the latest of these that happened"}}}],
    },
    "Length": {
        "description": "'15 minutes', '5 working days', '48 hours leaving out NAME'; {parameter: NAME}; "
                       "or {column: table.column, unit: days}",
        "anyOf": [{"type": "string"}, PARAMETER_SCHEMA, {
            "type": "object", "additionalProperties": False, "required": ["column", "unit"], "properties": {
                "column": {**_REFERENCE, "description": "column that holds the number"},
                "unit": {"enum": ["minutes", "hours", "days", "weeks", "working days"], "description": "of what"}}}],
    },
}
SHARE = r"^\d{1,3}(\.\d+)?%$"


def _share(text: str) -> str:
    if not re.match(SHARE, text):
        raise ValueError("should be a share; write, say, 90%")
    return text


def _plain_time(text: str) -> str:
    if duration(text).leans_on_days:
        raise ValueError("should leave out no days; use months, weeks or days")
    return text


PlainTime = Annotated[str, AfterValidator(_plain_time), WithJsonSchema({"type": "string"})]
Share = Annotated[str, AfterValidator(_share), WithJsonSchema({"type": "string", "pattern": SHARE})]
Condition = Annotated[dict[str, Any], WithJsonSchema({TOLD: "Condition"})]
Moment = Annotated[str | dict[str, Any], WithJsonSchema({TOLD: "Moment"})]
Length = Annotated[str | dict[str, Any], WithJsonSchema({TOLD: "Length"})]


def or_parameter(schema: dict[str, Any]) -> None:
    """The schema of a value for which a file may name a parameter."""
    own = {word: schema.pop(word) for word in list(schema) if word not in ("title", "description", "default")}
    schema["anyOf"] = [own, PARAMETER_SCHEMA]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Related(Strict):
    """Rows of another table that belong to the duty. `same`: columns equal on both sides (default: the link)."""

    record: str = Field(description="the table whose rows are meant")
    same: str | list[str] | dict[str, str] | None = Field(
        None, description="columns equal on both sides: one, several, or {its column: table.column}; default the link")
    about: str | None = Field(None, description="a table of the duty that the row's link must point to")
    where: Condition = Field(default_factory=dict, description="what else must hold of such a row")
    at: str | None = Field(None, description="moment column; default the table's `happened`")


class Has(Related):
    """True where at least so many related rows stand."""

    at_least: int = Field(1, ge=1, description="so many such rows")


class Proof(Strict):
    """What shows that the duty was done: a related record, a moment of the duty's own records, or several of these."""

    record: str | None = Field(None, description="the table whose row is the proof")
    same: str | list[str] | dict[str, str] | None = Field(None,
                                                          description="columns equal on both sides; default the link")
    about: str | None = Field(None, description="a table of the duty that the row's link must point to")
    where: Condition = Field(default_factory=dict,
                             description="what must hold of the row, so that it proves the duty done")
    at: str | None = Field(None, description="moment column of the row; default the table's `happened`")
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

    record: str = Field(description="the table whose rows give rise to the duties")
    period: Literal["month"] | None = Field(None, description="one duty per `per` and local month with such a row")
    per: str | None = Field(None, description="column that names the subject")
    nth: int | None = Field(None, ge=2, description="only the nth row (or a later one) within the time before it")
    within: str | None = Field(None, description="the time in which `nth` rows of the same `per` must fall",
                               json_schema_extra=or_parameter)
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
    when: Condition = Field(description="when this length counts")
    within: Length | None = Field(None, description="the length then, of a `within` clock")
    every: Length | None = Field(None, description="the length then, of an `every` clock")


class Pause(Strict):
    start: Moment = Field(alias="from", description="the moment from which the clock stands still")
    end: Moment = Field(alias="to", description="the moment from which it goes on; none: it still stands")


class Clock(Strict):
    """When the duty starts and by when it is owed. Exactly one of within, before, by_date, every, in_period."""

    starts: Moment | None = Field(None, description="the moment from which time is counted")
    within: Length | None = Field(None, description="the time allowed from the start")
    options: list[Option] = Field(default_factory=list, alias="or",
                                  description="the first that holds replaces the length")
    before: Moment | None = Field(None, description="another moment: done by then, or missed")
    by_date: Moment | None = Field(None, description="an agreed or ordered date held in a column; still owed after it")
    every: Length | None = Field(None, description="again and again, each gap started by the last proof, until an end")
    in_period: bool = Field(False, description="inside the period of `each`")
    at_least: int = Field(1, ge=1, le=50, description="so many proofs inside the window", json_schema_extra=or_parameter)
    never: bool = Field(False, description="the proof is a breach: none may come inside the window")
    paused_while: Pause | None = Field(None, description="a span in which the clock stands still")

    @model_validator(mode="after")
    def _one_shape(self) -> Clock:
        shapes = [word for word in ("within", "before", "by_date", "every") if getattr(self, word) is not None]
        shapes += ["in_period"] if self.in_period else []
        if len(shapes) != 1:
            raise ValueError("a clock has exactly one of within, before, by_date, every, in_period")
        if self.starts is None and not self.in_period:
            raise ValueError("a clock needs `starts`")
        if self.paused_while and shapes[0] not in ("within", "every"):
            raise ValueError("only a clock of `within` or `every` can be paused")
        if self.never and (self.every is not None or self.at_least > 1):
            raise ValueError("`never` goes with a window, not with every or at_least")
        if self.every is not None and self.at_least > 1:
            raise ValueError("`every` takes one proof for each gap")
        return self


class Authority(Strict):
    kind: Literal["statute", "code", "guidance", "inspection", "local"] = Field(
        description="what kind of source obliges")
    cite: str = Field(description="the source and its part, as a lawyer would cite it")
    url: str | None = Field(None, description="where it was read")
    evidence: Literal["verified", "partly", "unverified", "local"] = Field(
        description="how well it is known: verified means that the source was read")
    note: str | None = Field(None, description="what a reader must know of it")


class InForce(Strict):
    start: date = Field(alias="from", description="first day in force")
    end: date | None = Field(None, alias="to", description="last day in force")


class Excuse(Strict):
    reason: str = Field(description="the reason, as lists and reports show it")
    when: Condition = Field(description="what must hold")
    at: Moment | None = Field(None, description="since when it was true; default the `since` of its columns")
    known_later: bool = Field(False, description="a fact that could not be known before the deadline")


class End(Strict):
    reason: str = Field(description="the reason, as lists and reports show it")
    at: Moment = Field(description="the moment from which nothing is owed any more")
    when: Condition = Field(default_factory=dict, description="what must hold for that")


class Alternative(Strict):
    """Another kind of trigger for the same duty. What it leaves out is the standard's own."""

    each: str | list[str] | Each = Field(description="the table, or tables, whose rows give rise to a duty")
    subject: str | None = Field(None, description="table of the subject; default the first of `each`")
    where: Condition = Field(default_factory=dict, description="what must hold, or nothing is owed")
    starts: Moment | None = Field(None, description="the moment from which time is counted, in place of the clock's")
    proof: Proof | None = Field(None, description="what shows it done, in place of the standard's")
    excused_when: list[Excuse] | None = Field(None, description="exceptions, in place of the standard's")
    ends_when: list[End] | None = Field(None, description="ends, in place of the standard's")


class Edition(Strict):
    """The rule as it stood between two dates. It may replace parts of the standard."""

    in_force: InForce = Field(description="the days on which a clock must start to be judged by this edition")
    authority: Authority = Field(description="what obliges, and how well that is known")
    clock: Clock | None = Field(None, description="when a duty starts and by when it is owed")
    where: Condition | None = Field(None, description="what must hold as well, of a population check's rows too")
    proof: Proof | None = Field(None, description="what shows it done, in place of the standard's")
    excused_when: list[Excuse] | None = Field(None, description="exceptions, in place of the standard's")
    ends_when: list[End] | None = Field(None, description="ends, in place of the standard's")
    note: str | None = Field(None, description="what a reader must know of this edition")


class Counted(Strict):
    """Rows that are counted: each row of a table where a condition holds."""

    each: str | list[str] = Field(description="the table, or two linked ones, whose rows are counted")
    where: Condition = Field(default_factory=dict, description="which rows count")
    month: Moment | None = Field(None, description="the moment whose local month the row counts in")
    value: str | None = Field(None, description="table.column to add up; default 1 a row")
    category: str | None = Field(None, description="table.column to break the count down by")
    called: str | None = Field(None, description="what many of them are called in a sentence: overdue books")


class Subset(Strict):
    """The rows of the denominator that also meet this."""

    where: Condition = Field(description="what must hold as well")
    category: str | None = Field(None, description="table.column to break the count down by")


class Indicator(Strict):
    """A ratio over records where no duty exists. Cohort: the same rows followed; period: counts of the same month."""

    basis: Literal["cohort", "period"] = Field(description="cohort: the same rows followed; period: each count in its own month")
    denominator: Counted = Field(description="the rows set below the line")
    numerator: Counted | Subset = Field(description="a part of them, or rows of its own")
    matures_after: PlainTime | None = Field(None, description="younger months stay out of trends", json_schema_extra=or_parameter)
    per: int = Field(100, description="100 gives a percentage")
    counts_only: bool = Field(False, description="show the two counts; a ratio of them would mislead")


class Capacity(Strict):
    """What is in date against what is needed, at the run's moment."""

    held: Counted = Field(description="what is in date")
    needed: Counted = Field(description="what must be had")


class Audit(Strict):
    """A person's answers over a seeded sample. Without a sample it is not measured."""

    population: Counted = Field(description="the rows of which a sample is drawn")
    answers: Related = Field(description="where people's answers stand")
    question: str = Field(description="what is asked of each")


class PopulationCheck(Strict):
    """An independent sign of records that the population missed."""

    title: str = Field(description="what is counted, in words")
    each: str | list[str] = Field(description="the table whose rows are counted")
    where: Condition = Field(default_factory=dict, description="which rows show that the population missed one")
    month: Moment | None = Field(None, description="the moment whose local month the row counts in")
    material: Share = Field("5%", description="share of the population above which the measure cannot be assured")


class RiskLevel(Strict):
    when: Condition = Field(description="what must hold")
    level: Literal["high", "medium", "low"] = Field(description="the risk then")


class Expect(Strict):
    at_least: Share | None = Field(None, description="the least share that is expected, as 90%", json_schema_extra=or_parameter)
    at_most: Share | None = Field(None, description="the largest share that is expected, as 5%", json_schema_extra=or_parameter)
    basis: Literal["national", "local", "inspection"] = Field("local", description="who expects it")


class Standard(Strict):
    """What is owed, by what authority, between which dates."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
                    description="its name: small letters, digits and hyphens, as the file is called")
    title: str = Field(description="what is owed, in a line that a report can use as a heading")
    theme: str = Field(description="the folder in which it stands")
    why: str = Field(description="a paragraph that a member of the public can read")
    kind: Literal["duty", "indicator", "capacity", "audit"] = Field(
        "duty", description="a duty; or a ratio, a headcount or an audit, where no duty exists")
    each: str | list[str] | Each | None = Field(
        None, description="one duty for each row of this table, or of two linked tables; or for each period, or nth event")
    either: list[Alternative] = Field(default_factory=list,
                                      description="several kinds of trigger for the same duty, in place of `each`")
    subject: str | None = Field(None, description="table of the subject; default the first of `each`")
    where: Condition = Field(default_factory=dict,
                             description="what must hold, or nothing is owed: only what was never owed belongs here")
    excused_when: list[Excuse] = Field(default_factory=list,
                                       description="exceptions: what arose later, or a person decided")
    ends_when: list[End] = Field(default_factory=list, description="when it stops being owed")
    proof: Proof | None = Field(None, description="what shows that it was done")
    indicator: Indicator | None = Field(None, description="a ratio over records")
    capacity: Capacity | None = Field(None, description="what is in date against what is needed")
    audit: Audit | None = Field(None, description="answers of a person over a sample")
    owed_by: str | None = Field(None, description="the role that owes it")
    risk: Literal["high", "medium", "low"] = Field("medium", description="how urgent such a duty is on a list")
    risk_when: list[RiskLevel] = Field(default_factory=list, description="the first that holds replaces the risk")
    guards: list[str] = Field(default_factory=list,
                              description="standards shown beside it, because the tick alone could be gamed")
    population_check: PopulationCheck | None = Field(
        None, description="an independent count of records that the population missed")
    publish: bool = Field(True, description="whether its figures may be published")
    answers: list[str] = Field(default_factory=list, description="fragments of published sentences that it answers")
    traps: list[str] = Field(default_factory=list, description="what is often mis-stated, and what the source shows")
    cannot_show: list[str] = Field(default_factory=list, description=(
        "what its figure cannot show, however good it is: first what, then after a colon why"))
    editions: list[Edition] = Field(description="the rule as it stood between two dates, each with its authority")
    expect: Expect | None = Field(None, description="what share is expected")
    better: Literal["higher", "lower", "neither"] = Field("higher",
                                                          description="whether a higher figure is a better one")

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

    title: str = Field(description="what is set, in words")
    value: str | int | float | bool = Field(description="the library's default")
    basis: Literal["national", "local"] = Field("local", description="who sets it")
    evidence: Literal["verified", "partly", "unverified", "local"] = Field("local",
                                                                           description="how well the default is known")
    source: str | None = Field(None, description="where the default comes from")
