"""One plan for all standards: what they share is made first, then each standard is one query over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from typing import Any as AnyValue
from typing import TypeVar

import ibis
import pyarrow as pa
from ibis.expr.types import Table as Relation

from peelian.clocks import DAY_OF_HOURS, ELAPSED, LONGEST_AMOUNT, NEVER, Duration, LocalCalendar
from peelian.duties.engines import Engine
from peelian.duties.plan import counted as counting
from peelian.duties.plan.days import Days
from peelian.duties.plan.duties import standard_rows
from peelian.duties.plan.facts import TIES, asked, asked_of_ties, counted_alone
from peelian.duties.plan.frames import Frames
from peelian.duties.plan.no_duty import NoDuty, in_force_of
from peelian.duties.plan.proof_rows import ProofRows, proof_rows_of
from peelian.duties.plan.reach import reached
from peelian.duties.plan.shares import Shares
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.stages import Stage, Stages, compiled, names_in
from peelian.duties.plan.walk import parts
from peelian.duties.plan.wide import Names
from peelian.duties.plan.world import World
from peelian.records.tables import LATEST, Table
from peelian.standards.editions import bare, populations
from peelian.standards.rules import Attribution, ColumnLength, CountedRule, Ref, Rule

Progress = Callable[[str, int, int], None]
AnyRule = TypeVar("AnyRule", Rule, CountedRule)
DAYS_IN = {"working day": 4, "week": 7, "month": 31, "year": 366}  # at least as many days as one of them can last
MONTH = 32 * DAY_OF_HOURS  # a period's deadline is the end of its month
Queries = tuple[list[Stage], list[str]]
NOTHING = ibis.table({"nothing": "int64"}, "nothing")


class Plan:
    """The stages that all standards share, and each standard's own query.

    Nothing in it depends on what the records hold but their answers to its questions, so it can be asked of several.
    """

    def __init__(self, dialect: str, rules: Sequence[Rule], counted: Sequence[CountedRule], tables: Mapping[str, Table],
                 present: Mapping[str, set[str]], calendar: LocalCalendar, as_at: int):
        self.dialect, self.as_at = dialect, as_at
        self.rules = self.every_rule = _by_standard(bare(tuple(rules)))
        self.counted = _by_standard(bare(tuple(counted)))
        self.in_force = {name: in_force_of(own, as_at) for name, own in self.rules.items()}
        self.ways = {name: populations(own) for name, own in self.rules.items()}
        self.lengths = {part for rule in rules for part in parts(rule) if isinstance(part, Duration | ColumnLength)}
        self.paused = any(rule.clock.pause for rule in rules)
        self.days = Days(calendar, [one for one in self.lengths if isinstance(one, Duration)])
        self.common = Stages(dialect)
        self.sight = Sight(tables, present, as_at, self.common, Names(), NOTHING)
        self.frames = Frames(self.sight, self.common)
        self.proofs = ProofRows(self.frames, self.common)
        self.shares = Shares(self.sight)
        alone = counted_alone(self.all_rules)
        self.world = World(tables, as_at, self.frames, self.proofs, self.shares, self.days, self.common, alone)
        self.no_duty = NoDuty(self.sight, alone)
        self._use_all()
        self._make_common()
        self._written: dict[Hashable, Queries] = {}

    @property
    def all_rules(self) -> list[Rule]:
        return [rule for rules in self.rules.values() for rule in rules]

    @property
    def all_counted(self) -> list[CountedRule]:
        return [rule for rules in self.counted.values() for rule in rules]

    def _use_all(self) -> None:
        """Every rule says what it will look at, so that each table is read once with all that anyone wants of it."""
        for rule in self.all_rules:
            base, grouped = rule.frame.base, rule.period or rule.nth
            happened = self.sight.tables[base].happened
            own = [Ref(base, column) for column in (*self.sight.tables[base].key, happened) if column]
            if rule.period is not None:  # what it asks is asked of the months, not of the rows
                holder = rule.attribution.holder
                ours = [rule.attribution.force, holder.team if holder else None, Ref(base, rule.period.per)]
                self.frames.use_own(rule, (*own, rule.period.where, *(ref for ref in ours if ref)))
                self.frames.use_grouped(asked(rule))
            else:
                per = (Ref(base, grouped.per),) if grouped else ()
                self.frames.use_own(rule, (*own, *per, *asked(rule)))
                self.frames.use_own(rule, (*own, *per, *asked_of_ties(rule)), TIES)
            self._use_holder(rule.attribution)
        for rules in self.rules.values():
            self.no_duty.use(rules)
        for rule in self.all_counted:
            self.frames.use_own(rule, counting.asked(rule))
            self._use_holder(rule.attribution)

    @property
    def both(self) -> list[Rule | CountedRule]:
        """Every rule, of duties and of counts."""
        return [*self.all_rules, *self.all_counted]

    def _use_holder(self, attribution: Attribution) -> None:
        holder = attribution.holder
        if holder is not None and holder.record is not None:
            for column in (holder.same, holder.since, holder.owner_column, holder.team_column):
                if column is not None:
                    self.sight.want(Ref(holder.record, column))

    def _make_common(self) -> None:
        for rule in self.both:
            self.frames.own(rule)  # what is gathered for it
            if isinstance(rule, Rule) and rule.period is not None:
                self.frames.gather(asked(rule))
            holder = rule.attribution.holder
            if holder is not None and holder.record is not None:
                self.world.holders(holder)
        self.proofs.find(proof_rows_of(self.all_rules))

    # What is read, and how far the days must reach.

    def leave_out(self, extent: Callable[[str, str], tuple[int, int] | None]) -> None:
        """Leave out the editions that no record reaches. extent: as for `extents`."""
        self.rules = {name: reached(rules, self.sight.tables, extent, self.as_at) for name, rules in self.every_rule.items()}

    def extents(self, extent: Callable[[str, str], tuple[int, int] | None]) -> tuple[list[int], dict[ColumnLength, int]]:
        """The first and last moments of every column that is looked at, and the greatest length that each column holds.

        extent: the least and greatest value of a column of a table.
        """
        tables = self.sight.tables
        moments = [(name, word) for name, wanted in self.sight.wanted.items() for one in sorted(wanted)
                   if (column := tables[name].column(one)) is not None and column.is_moment for word in (one, one + LATEST)]
        found = [value for name, word in moments for value in extent(name, word) or ()]
        amounts = {length: extent(length.ref.table, length.ref.column) for length in self.lengths
                   if isinstance(length, ColumnLength)}
        return found, {length: min(span[1], LONGEST_AMOUNT) if span else 0 for length, span in amounts.items()}

    def day_tables(self, moments: Iterable[int], amounts: Mapping[ColumnLength, int]) -> dict[str, pa.Table]:
        """The tables of local days, from the first moment of the records, or its month's, to the last deadline.

        amounts: the greatest length that each column holds.
        """
        known = [self.as_at, *(value for value in moments if abs(value) < NEVER)]
        first, last = min(known) - MONTH, max(known)  # a duty of a month starts before what makes it
        lengths = [_longest(one, one.amount if isinstance(one, Duration) else amounts[one]) for one in self.lengths]
        longest = max([MONTH, *lengths]) + (last - first if self.paused else 0)
        return self.days.tables(first, last + longest)

    # One standard at a time.

    def standards(self) -> list[str]:
        return sorted(self.rules)

    @cached_property
    def questions(self) -> list[tuple[Callable[[dict[str, AnyValue]], None], str]]:
        """What is asked of the records before standards are: each query, and what is told of its only row."""
        asked = [(partial(self.proofs.heard, place), query) for place, query in self.proofs.questions()]
        asked += [(partial(self.frames.left_open.heard, questions), query) for questions, query in self.frames.questions()]
        asked += [(partial(self.shares.heard, base), query) for base, query in self.shares.queries(self.all_rules)]
        return [(heard, compiled(query, self.dialect)) for heard, query in asked]

    @cached_property
    def made_none(self) -> list[tuple[list[str], str]]:
        """The standards whose rows that made no duty are counted together, and the query of those counts."""
        return [(standards, compiled(query, self.dialect)) for standards, query in self.no_duty.queries()]

    def duties(self, standard: str) -> Queries:
        """A standard's ledger rows, then counts of what made no duty, where they are its own."""
        def write() -> Queries:
            rows, counts = standard_rows(self.rules[standard], self.ways[standard], self.in_force[standard], self.world)
            return self._own(rows, *counts)

        own = self.rules[standard]
        return self._once((standard, *map(id, own), self.proofs.answers(own), self.shares.answers(own)), write)

    def counted_rows(self, standard: str) -> Queries:
        return self._once(("counted", standard), lambda: self._own(counting.counted_rows(self.counted[standard], self.world)))

    def _once(self, name: Hashable, write: Callable[[], Queries]) -> Queries:
        """Queries, written once for all records that answer in the same way what they lean on."""
        key = (name, self.frames.left_open.never())
        if key not in self._written:
            self.world.begin()
            self._written[key] = write()
        return self._written[key]

    def _own(self, *relations: Relation) -> Queries:
        """The tables that the queries at hand need, and the queries; what is read once is written into its reader."""
        sqls = [compiled(relation, self.dialect) for relation in relations]
        own = self.world.own
        views = own.views(Counter(name for sql in sqls for name in names_in(sql)))
        tables = [replace(stage, sql=own.statement(stage.sql, views)) for stage in own.made if stage.name not in views]
        return tables, [own.statement(sql, views) for sql in sqls]


@contextmanager
def made(engine: Engine, tables: Sequence[Stage]) -> Iterator[None]:
    """The tables while a query needs them."""
    there: list[str] = []
    try:
        for table in tables:
            engine.make(table.name, table.sql)
            there.append(table.name)
        yield
    finally:
        for name in there:
            engine.drop(name)


def _longest(length: Duration | ColumnLength, amount: int) -> int:
    """At least as many microseconds as so many units of this length can last."""
    if length.unit in ELAPSED:
        days = amount * ELAPSED[length.unit] // DAY_OF_HOURS + 1
        return days * DAY_OF_HOURS * (8 if isinstance(length, Duration) and length.leaving_out else 1)
    return amount * DAYS_IN.get(length.unit, 1) * DAY_OF_HOURS + 2 * DAY_OF_HOURS


def _by_standard(rules: tuple[AnyRule, ...]) -> dict[str, list[AnyRule]]:
    found: dict[str, list[AnyRule]] = {}
    for rule in rules:
        found.setdefault(rule.standard, []).append(rule)
    return found
