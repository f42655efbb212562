"""What the engines read: a standard with every word resolved against the tables. Frozen data, no behaviour.

A `Frame` is a base table with the tables reached from it by links (alias = table name). A `Rule` is one duty-making
rule: one standard, one edition, one kind of trigger, one set of parameter values. `CountedRule` counts records.
Conditions are three-valued (true, false, unknown).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from peelian.clocks import NEVER, Duration


@dataclass(frozen=True)
class Ref:
    """A column of a table of the frame."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class Join:
    """table joined to the frame where every pair (left ref, own column) is equal. Inner where `inner`, else left."""

    table: str
    on: tuple[tuple[Ref, str], ...]
    inner: bool = False


@dataclass(frozen=True)
class Frame:
    base: str
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True)
class Later:
    """A moment so much elapsed time after a column's."""

    ref: Ref
    length: Duration

    @property
    def by(self) -> int:
        """Microseconds."""
        return self.length.elapsed or 0


@dataclass(frozen=True)
class Test:
    """One comparison. `value` is a literal, a tuple of literals, a Ref or a Later. `place` names the clause for coverage.

    operation: is, in, not_in, at_least, at_most, more_than, less_than, known, before, after, on_or_before,
    on_or_after, same_as, differs_from. `since`: the value stands from this moment; before it the test is false.
    """

    ref: Ref
    operation: str
    value: object
    place: str
    since: Ref | None = None


@dataclass(frozen=True)
class All:
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Any:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    part: Node


@dataclass(frozen=True)
class Correlation:
    """A proof's own column against the duty: `same_as` or `differs_from` a Ref, or the holder at the proof's moment."""

    column: str
    operation: str
    against: Ref | None  # None: the holder of the subject when the proof happened
    place: str


@dataclass(frozen=True)
class RelatedRows:
    """Rows of `frame.base` whose key columns equal the duty's refs and where `where` holds over the row's own frame."""

    frame: Frame
    keys: tuple[tuple[str, Ref], ...]
    where: Node
    at: str | None
    correlations: tuple[Correlation, ...] = ()


@dataclass(frozen=True)
class Has:
    rows: RelatedRows
    at_least: int
    place: str


Node = Test | All | Any | Not | Has
ALWAYS = All(())


@dataclass(frozen=True)
class ColumnMoment:
    ref: Ref


@dataclass(frozen=True)
class RelatedMoment:
    """The first (or last) moment of related rows where the condition is true."""

    rows: RelatedRows
    last: bool


@dataclass(frozen=True)
class ManyMoments:
    """The earliest (or latest) of the moments that have happened."""

    parts: tuple[MomentNode, ...]
    latest: bool


MomentNode = ColumnMoment | RelatedMoment | ManyMoments


@dataclass(frozen=True)
class ColumnLength:
    """So many whole `unit`s (minute, hour, day, week, working day) as a column says."""

    ref: Ref
    unit: str


Length = Duration | ColumnLength


@dataclass(frozen=True)
class ProofStep:
    """One way to prove: related rows, or a moment of the duty's own records (its id is then the trigger's)."""

    rows: RelatedRows | None
    moment: MomentNode | None
    early: bool


@dataclass(frozen=True)
class ExcuseRule:
    """`entered`: the own rows that its moment is read from may have been told it as late as this."""

    reason: str
    when: Node
    at: MomentNode | None
    known_later: bool
    entered: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class EndRule:
    reason: str
    at: MomentNode
    when: Node


@dataclass(frozen=True)
class HolderRule:
    """Who holds the subject. Own columns (owner, team), or the rows of `record` whose `same` equals `key`."""

    owner: Ref | None = None
    team: Ref | None = None
    record: str | None = None
    same: str | None = None
    since: str | None = None
    owner_column: str | None = None
    team_column: str | None = None
    key: Ref | None = None


@dataclass(frozen=True)
class Attribution:
    force: Ref | None
    area: Ref | None
    holder: HolderRule | None


@dataclass(frozen=True)
class ClockRule:
    """kind: within, every, before, by_date, in_period. lengths: (condition or None, length); the first true decides."""

    kind: str
    starts: MomentNode | None
    lengths: tuple[tuple[Node | None, Length], ...] = ()
    deadline: MomentNode | None = None
    at_least: int = 1
    never: bool = False
    pause: tuple[MomentNode, MomentNode] | None = None


@dataclass(frozen=True)
class NthRule:
    """Only rows that are at least the nth of their `per` within `within` (each earlier row's clock still running)."""

    per: str
    nth: int
    within: Duration
    where: Node


@dataclass(frozen=True)
class PeriodRule:
    """One trigger for each value of `per` and local month in which a row with `where` happened."""

    per: str
    where: Node


@dataclass(frozen=True)
class Rule:
    """One duty-making rule. `proofs`: every group is needed, one step of each group is enough."""

    standard: str
    edition: str
    settings: str  # "force" or "library": whose parameter values
    in_force_from: int  # microseconds
    in_force_to: int  # microseconds, first instant no longer in force
    frame: Frame
    subject_type: str
    subject: Ref
    triggers: tuple[Ref, ...]
    where: Node
    clock: ClockRule
    proofs: tuple[tuple[ProofStep, ...], ...]
    excuses: tuple[ExcuseRule, ...]
    ends: tuple[EndRule, ...]
    owed_by: str
    risk: str
    risk_when: tuple[tuple[Node, str], ...]
    attribution: Attribution
    nth: NthRule | None = None
    period: PeriodRule | None = None
    alternative: int = 0
    way: str = ""  # which kind of trigger, where the standard has several: part of a duty's id
    first: bool = False  # of the standard's first edition: a gap of `every` that runs when it comes into force runs on under it
    changes_at: int = NEVER  # microseconds: from then on an edition that means something else, or none, is in force
    followed_at: int = NEVER  # microseconds: when the next edition of its kind of trigger that starts alike comes into force
    uneven: bool = False  # its kin (see `kin`) look at different records, or leave days between them: a start known roughly may lie
    # in an edition that takes a record in and in one that leaves it out

    @property
    def takes_over(self) -> bool:
        """Whether gaps that began before this edition may run on under it."""
        return self.first and self.clock.kind == "every" and self.in_force_from > -NEVER

    @property
    def reaches_back(self) -> bool:
        """Whether a start that may lie before this edition, or in it, is looked at. A first `every` edition takes over instead."""
        return self.clock.kind != "every" if self.first else self.uneven


@dataclass(frozen=True)
class CountedRule:
    """Records to count. role: denominator, numerator, population, population_check, held, needed, answered, yes.

    A cohort numerator repeats the denominator's frame with a narrower condition. Of a person's answers `category` is the record
    that they are about. `standing`: the check of a headline that speaks of one moment counts what happened by the run's moment,
    under the edition in force then.
    """

    standard: str
    edition: str
    settings: str
    role: str
    in_force_from: int
    in_force_to: int
    frame: Frame
    key: tuple[Ref, ...]
    where: Node
    month: MomentNode | None
    value: Ref | None
    category: Ref | None
    attribution: Attribution
    standing: bool = False


@dataclass(frozen=True)
class Need:
    """A table, or a column of it, that a rule cannot do without."""

    table: str
    column: str


@dataclass
class Resolved:
    """The rules of one standard."""

    duties: list[Rule] = field(default_factory=list)
    counted: list[CountedRule] = field(default_factory=list)


def tests(node: Node | None) -> Iterator[Test | Has]:
    """Every leaf of a condition, inner conditions of `has` included."""
    if isinstance(node, Test):
        yield node
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from tests(part)
    elif isinstance(node, Not):
        yield from tests(node.part)
    elif isinstance(node, Has):
        yield node
        yield from tests(node.rows.where)


def trigger_of(rule: Rule) -> str:
    """What stands before a trigger in a duty's id: nothing where the standard has one kind of trigger."""
    return f"{rule.way}:" if rule.way else ""


def gaps_named_by_moment(rule: Rule) -> bool:
    """Whether the record that starts a gap does not name it: one key may stand in two tables, one record have two moments."""
    sources = {step.moment if step.rows is None else (step.rows.frame.base, step.rows.at) for group in rule.proofs for step in group}
    return rule.clock.kind == "every" and len(sources) > 1


ALL_TIME = (-NEVER, NEVER)
