"""Deadlines: from a start and a length (or another moment) to the span u_lo..u_hi by which a duty is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import ELAPSED, NEVER, Duration
from peelian.duties.plan.conditions import certainly, possibly
from peelian.duties.plan.facts import Facts
from peelian.duties.plan.wide import without
from peelian.duties.plan.world import World
from peelian.records.tables import Table
from peelian.standards.rules import ColumnLength, ColumnMoment, Length, ManyMoments, MomentNode, Rule

DAYS_IN = {"day": 1, "week": 7}


def with_deadline(rule: Rule, facts: Facts, at: Relation, world: World, exact_start: bool) -> tuple[Relation, bool]:
    """Adds u_lo and u_hi. Also: whether u_hi is u_lo in every row."""
    clock = rule.clock
    if clock.kind == "in_period":
        return at.mutate(u_lo=at.month_ends, u_hi=at.month_ends), True
    if clock.deadline is not None:
        span = facts.span(at, "deadline")
        if clock.kind == "before":
            return at.mutate(u_lo=span.lo.fill_null(NEVER), u_hi=span.hi.fill_null(NEVER)), span.exact
        lo = "deadline_lo"
        if only_days(clock.deadline, world.tables):  # the whole day is allowed
            at, lo = world.days.with_local(at, lo, "ends"), "deadline_lo_ends"
        return at.mutate(u_lo=at[lo].fill_null(-NEVER), u_hi=facts.span(at, "deadline").hi.fill_null(NEVER)), False
    return _Lengths(rule, facts, world, exact_start).added(at)


def only_days(node: MomentNode, tables: Mapping[str, Table]) -> bool:
    """Whether a moment is known to the day and meant so: every column it may come from is a date."""
    if isinstance(node, ManyMoments):
        return all(only_days(part, tables) for part in node.parts)
    if isinstance(node, ColumnMoment):
        column = tables[node.ref.table].column(node.ref.column)
    else:
        column = tables[node.rows.frame.base].column(node.rows.at or "")
    return column is not None and column.type == "date"


@dataclass
class _Lengths:
    """The lengths of a `within` or `every` clock: each gives a deadline, and the options say which are possible."""

    rule: Rule
    facts: Facts
    world: World
    exact_start: bool

    @property
    def sides(self) -> tuple[str, ...]:
        exact_pause = not self.rule.clock.pause or (self.facts.exact["pause_from"] and self.facts.exact["pause_to"])
        return ("lo",) if self.exact_start and exact_pause else ("lo", "hi")

    def _start(self, side: str) -> str:
        return "start_lo" if self.exact_start else f"start_{side}"

    def added(self, at: Relation) -> tuple[Relation, bool]:
        lengths = self.rule.clock.lengths
        spans: list[tuple[Value, Value]] = []
        for index, (_, length) in enumerate(lengths):
            for side in self.sides:
                at = self._with_due(at, self._start(side), length, index, f"due_{index}_{side}")
            if self.rule.clock.pause:
                at = self._with_pause(at, length, index)
        for index, (_, length) in enumerate(lengths):
            lo, hi = at[f"due_{index}_lo"], at[f"due_{index}_{self.sides[-1]}"]
            if isinstance(length, ColumnLength) or length.leans_on_days:  # no amount, or outside the calendar's days
                lo, hi = (value.fill_null(other) for value, other in ((lo, -NEVER), (hi, NEVER)))
            spans.append((lo, hi))
        exact = len(self.sides) == 1 and len(lengths) == 1 and isinstance(lengths[0][1], Duration)
        if len(lengths) == 1:
            return at.mutate(u_lo=spans[0][0], u_hi=spans[0][1]), exact
        low: list[Value] = []
        high: list[Value] = []
        stopped: Value = ibis.literal(False)
        for index, ((when, _), (lo, hi)) in enumerate(zip(lengths, spans, strict=True)):
            chosen = ~stopped if when is None else ~stopped & possibly(at[f"option_{index}"])
            low.append(chosen.ifelse(lo, NEVER))
            high.append(chosen.ifelse(hi, -NEVER))
            if when is not None:
                stopped = stopped | certainly(at[f"option_{index}"])
        return at.mutate(u_lo=ibis.least(*low), u_hi=ibis.greatest(*high)), False

    def _with_due(self, at: Relation, instant: str, length: Length, index: int, name: str) -> Relation:
        """The deadline of one length from one end of the start; null where a column does not say how long."""
        if isinstance(length, Duration):
            return self.world.days.with_due(at, instant, length, name)
        amount = f"amount_{index}"
        if length.unit in ELAPSED:
            return at.mutate(**{name: at[instant] + at[amount] * ELAPSED[length.unit]})
        if length.unit == "working day":
            at = self.world.days.with_local(at, instant, "working")
            at = self.world.days.with_end_of_working_day(at, at[f"{instant}_working"] + at[amount] - 1, name)
        else:
            at = self.world.days.with_local(at, instant, "day")
            day = at[f"{instant}_day"] + at[amount] * DAYS_IN[length.unit]
            at = self.world.days.with_end_of_day(at, day, name)
        return at.mutate(**{name: at[amount].notnull().ifelse(at[name], ibis.null("int64"))})

    def _with_pause(self, at: Relation, length: Length, index: int) -> Relation:
        """Makes one length's deadlines later by the time between pause_from and pause_to, never where it has no end.

        The earliest deadline is that of the shortest pause that may have been, the latest that of the longest.
        """
        for side in self.sides:
            name, since = f"due_{index}_{side}", f"since_{side}"
            begins, end = self._pause_moment("pause_from", side == "lo"), self._pause_moment("pause_to", side == "hi")
            if since not in at.columns:
                at = at.mutate(**{since: ibis.greatest(at[begins].fill_null(-NEVER), at[self._start(side)])})
            if length.unit in ELAPSED:
                later = at[name] + (at[end] - at[since])
            else:
                at = self._with_more_days(at, side, end, length, index)
                later = at.end_later
            applies = certainly(at[begins] <= at[name])
            longer = applies & certainly(at[end] > at[since])
            at = at.mutate(**{name: ibis.cases((applies & at[end].isnull(), NEVER), (longer, later), else_=at[name])})
        return at

    def _pause_moment(self, word: str, latest: bool) -> str:
        return f"{word}_hi" if latest and not self.facts.exact[word] else f"{word}_lo"

    def _with_more_days(self, at: Relation, side: str, end: str, length: Length, index: int) -> Relation:
        """Adds end_later: the last instant of the day on which the length ends, the days of the pause up to `end` added."""
        start, last_day = self._start(side), self.world.days.last_day
        for instant in (start, f"since_{side}", end):
            at = self.world.days.with_local(at, instant, "day")
        if isinstance(length, ColumnLength):
            last = at[f"{start}_day"] + at[f"amount_{index}"] * DAYS_IN[length.unit]
        elif length in last_day:
            at = self.world.days.with_local(at, start, last_day[length])
            last = at[f"{start}_{last_day[length]}"]
        else:
            last = at[f"{start}_day"] + length.amount * DAYS_IN[length.unit] - int(length.beginning)
        paused = at[f"{end}_day"] - at[f"since_{side}_day"]
        at = without(at, "end_later") if "end_later" in at.columns else at
        return self.world.days.with_end_of_day(at, last + paused, "end_later")
