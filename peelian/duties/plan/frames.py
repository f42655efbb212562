"""Frames: a base table with its linked tables and everything gathered for it.

Each rule has a frame of its own, with no more than it asks for: a query that is read once and never kept. What rules ask
of related rows (how many, the first, the last) is a need. Needs of one table by the same key are gathered together for all
rules: one pass over the table, one row for each key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any as AnyValue

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.duties.plan.conditions import always, certainly, possibly, truth
from peelian.duties.plan.left_open import COARSE, NOWHERE, LeftOpen, Query, about_gathered, about_links, about_moments, link_of
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.stages import Stages
from peelian.duties.plan.walk import depth, parts
from peelian.duties.plan.wide import Cell, Nearest, Wide, linked
from peelian.standards.rules import CountedRule, Frame, Has, Join, Node, Ref, RelatedMoment, RelatedRows, Rule

Need = tuple[str, RelatedRows]  # count, first or last of related rows
Key = tuple[str, tuple[Join, ...], int]  # base, inner joins, number


@dataclass
class Scope:
    """What is asked of one frame: by one rule of its own frame, by all rules together of the frame of related rows."""

    base: str
    inner: tuple[Join, ...]
    left: dict[str, Join] = field(default_factory=dict)
    refs: set[Ref] = field(default_factory=set)
    needs: dict[Need, None] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return "_".join([self.base, *(join.table for join in self.inner)])


@dataclass(frozen=True)
class Gather:
    """Rows of one relation grouped by key columns."""

    key: Key
    depth: int
    columns: tuple[str, ...]


Asked = tuple[str, Node, str | None]  # count, first or last; condition; moment column


class Frames:
    """First every rule says what it will use (`use`), then the relations are made, each on first demand."""

    def __init__(self, sight: Sight, stages: Stages):
        self.sight, self.stages, self.left_open = sight, stages, LeftOpen()
        self.scopes: dict[Key, Scope] = {}
        self._own: dict[tuple[int, str], Scope] = {}
        self._keys: dict[Frame, Key] = {}
        self._asked: dict[tuple[Key, int, tuple[str, ...]], dict[Asked, None]] = {}
        self._wides: dict[tuple[Key, int], Wide] = {}
        self._gathers: dict[Gather, tuple[Relation, dict[Asked, dict[str, str]]]] = {}
        self._numbers: dict[Need, int] = {}

    def use_own(self, rule: Rule | CountedRule, things: Iterable[AnyValue], purpose: str = "") -> None:
        """Say that these parts of a rule will be evaluated over its own frame, for one purpose or for all."""
        scope = Scope(rule.frame.base, tuple(join for join in rule.frame.joins if join.inner))
        self._own[id(rule), purpose] = scope
        self._use(scope, things)
        self._add_joins(scope, _needed(rule.frame.joins, {ref.table for ref in scope.refs}))

    def _use(self, scope: Scope, things: Iterable[AnyValue]) -> None:
        for thing in things:
            for part in parts(thing):
                if isinstance(part, Ref):
                    scope.refs.add(part)
                    self.sight.want(part)
                elif isinstance(part, Has | RelatedMoment):
                    scope.needs[need_of(part)] = None
                    self._ask(*need_of(part))
                elif isinstance(part, RelatedRows):
                    self.use_rows(part)

    def use_grouped(self, things: Iterable[AnyValue]) -> None:
        """Say that these parts of a rule will be evaluated over rows that were grouped: only what they gather matters."""
        for thing in things:
            for part in parts(thing):
                if isinstance(part, Has | RelatedMoment):
                    self._ask(*need_of(part))
                elif isinstance(part, RelatedRows):
                    self.use_rows(part)

    def gather(self, things: Iterable[AnyValue]) -> None:
        """Make what these parts of a rule need of related rows."""
        for need in needs_in(things):
            self._gathered(self._gather_of(need))

    def use_rows(self, rows: RelatedRows) -> None:
        """Say that rows of another table will be looked at by themselves: keys, moment, condition."""
        base = rows.frame.base
        own = [*(column for column, _ in rows.keys), *self.sight.tables[base].key, "entered_at",
               *([rows.at] if rows.at else []), *(tie.column for tie in rows.correlations)]
        self._use(self.scopes[self.key(rows.frame)], (*(Ref(base, column) for column in own), rows.where))

    def _ask(self, word: str, rows: RelatedRows) -> None:
        group = (self.key(rows.frame), depth(rows.where), key_columns(rows))
        self._asked.setdefault(group, {})[(word, rows.where, rows.at)] = None

    def key(self, frame: Frame) -> Key:
        """Frames with one key are one relation, whatever tables each rule joins to it."""
        if frame not in self._keys:
            inner = tuple(join for join in frame.joins if join.inner)
            left = {join.table: join for join in frame.joins if not join.inner}
            number = 0
            while any(self._scope((frame.base, inner, number)).left.get(name, join) != join
                      for name, join in left.items()):
                number += 1  # another way to the same table: a frame of its own
            key = (frame.base, inner, number)
            scope = self._scope(key)
            self._add_joins(scope, frame.joins)
            self._keys[frame] = key
        return self._keys[frame]

    def _add_joins(self, scope: Scope, joins: Iterable[Join]) -> None:
        for join in joins:
            if not join.inner:
                scope.left[join.table] = join
            for ref, column in join.on:
                scope.refs.update((ref, Ref(join.table, column)))
                self.sight.want(ref)
                self.sight.want(Ref(join.table, column))

    def _scope(self, key: Key) -> Scope:
        return self.scopes.setdefault(key, Scope(key[0], key[1]))

    def questions(self) -> Iterator[Query]:
        """What is asked of the records, so that rules' own frames hold nothing for what never happens."""
        yield from about_links((join for scope in self._own.values() for join in scope.left.values()), self.sight)
        yield from about_moments({ref for scope in self._own.values() for ref in scope.refs}, self.sight)
        for gather, (gathered, named) in self._gathers.items():
            yield from about_gathered(gathered, {(gather, asked): columns for asked, columns in named.items()})

    def own(self, rule: Rule | CountedRule, purpose: str = "") -> Wide:
        """A rule's own frame, with what it asks for and no more."""
        scope = self._own[id(rule), purpose]
        return self.with_needs(self._joined(scope), scope.needs)

    def rows(self, rows: RelatedRows) -> Wide:
        """The frame of related rows with what their own condition asks, and no more."""
        return self._wide(self.key(rows.frame), depth(rows.where))

    def _wide(self, key: Key, level: int) -> Wide:
        if (key, level) not in self._wides:
            scope = self.scopes[key]
            if level == 0:
                made = self._joined(scope)
                if scope.inner or scope.left:
                    says = f"{scope.label.replace('_', ' ')}: with {', '.join(scope.left) or 'each other'}"
                    made = made.over(self.stages.add(self._name(key), says, made.table))
            else:
                below = self._wide(key, level - 1)
                needs = [need for need in scope.needs if depth(need[1].where) == level - 1]
                made = self.with_needs(below, needs)
                if needs:
                    says = f"{scope.label.replace('_', ' ')}: with what is gathered for it"
                    made = made.over(self.stages.add(self._name(key), says, made.table))
            self._wides[(key, level)] = made
        return self._wides[(key, level)]

    def _name(self, key: Key) -> str:
        return f"frame_{self.scopes[key].label[:40]}_{len(self._wides)}"

    def _joined(self, scope: Scope) -> Wide:
        base = self.sight.seen(scope.base)
        cells = self._cells(base, scope)
        if not scope.inner and not scope.left:
            return base.over(base.table, cells={**base.cells, **cells})
        held = [name for cell in cells.values() for name in (cell.name, cell.latest) if name]
        wide = Wide(base.table.select(*dict.fromkeys(held)), cells, base.as_at)
        for join in (*scope.inner, *in_order(scope)):
            wide = self._join(wide, join, scope)
        return wide

    def _join(self, wide: Wide, join: Join, scope: Scope) -> Wide:
        other = self.sight.seen(join.table)
        cells = self._cells(other, scope)
        take = {name: name for cell in cells.values() for name in (cell.name, cell.latest) if name}
        on = [wide.value(wide.table, ref) == other.value(other.table, Ref(join.table, column))
              for ref, column in join.on]
        joined = linked(wide.table, other.table, on, take, "inner" if join.inner else "left")
        wide = wide.over(joined, cells={**wide.cells, **cells})
        return wide if join.inner else self._with_unseen(wide, join)

    def _cells(self, wide: Wide, scope: Scope) -> dict[Ref, Cell]:
        return {ref: self.left_open.narrowed(ref, cell) for ref, cell in wide.cells.items() if ref in scope.refs}

    def _with_unseen(self, wide: Wide, join: Join) -> Wide:
        """Says of each row whether its link leads nowhere, or through a row that is not seen. What the link says of that is kept."""
        at, name = wide.table, self.sight.names.column(join.table, "", "unseen")
        lost = wide.is_unseen(at, *(ref.table for ref, _ in join.on))
        if lost is None and not self.left_open.may_be(NOWHERE, link_of(join)):
            return wide
        told = reduce(lambda a, b: a & b, [wide.value(at, ref).notnull() for ref, _ in join.on])
        nowhere = wide.value(at, Ref(join.table, join.on[0][1])).isnull() & (told if lost is None else told | lost)
        at = at.mutate(**{name: nowhere})
        kept = {cell.name: at[name].ifelse(wide.value(at, ref), at[cell.name]) for ref, column in join.on
                if (cell := wide.cells.get(Ref(join.table, column))) is not None and cell.name is not None}
        return wide.over(at.mutate(**kept), unseen={**wide.unseen, join.table: name})

    def with_needs(self, wide: Wide, needs: Iterable[Need]) -> Wide:
        """A wide table with the columns of these needs joined to it."""
        groups: dict[tuple[Gather, tuple[Ref, ...]], list[Need]] = {}
        for need in needs:
            groups.setdefault((self._gather_of(need), key_refs(need[1])), []).append(need)
        table, columns, nearest = wide.table, dict(wide.needs), dict(wide.nearest)
        for (gather, refs), members in groups.items():
            gathered, named = self._gathered(gather)
            take: dict[str, str] = {}
            for need in members:
                word, rows = need
                number = self._numbers.setdefault(need, len(self._numbers))
                of = (gather, (word, rows.where, rows.at))
                old = self.left_open.needed(of, named[of[1]])
                columns[need] = {part: f"{word}_{part}_of_{number}" for part in old}
                nearest[need] = self._nearest(rows, coarse=self.left_open.may_be(COARSE, of))
                take.update({columns[need][part]: name for part, name in old.items()})
            on = [wide.value(table, ref) == gathered[f"key_{index}"] for index, ref in enumerate(refs)]
            table = linked(table, gathered, on, take)
        counted = {name: table[name].fill_null(0) for need in needs if need[0] == "count" for name in columns[need].values()}
        return wide.over(table.mutate(**counted) if counted else table, needs=columns, nearest=nearest)

    def _nearest(self, rows: RelatedRows, *, coarse: bool) -> Nearest:
        if rows.at is None:
            return Nearest(exact=True, implied=False, planned=False)
        cell = self.rows(rows).cells[Ref(rows.frame.base, rows.at)]
        exact = cell.latest is None and not cell.implied and always(rows.where)
        return Nearest(exact or not coarse, cell.implied and coarse, cell.planned)  # what nobody knows is coarse, too

    def _gather_of(self, need: Need) -> Gather:
        _, rows = need
        return Gather(self.key(rows.frame), depth(rows.where), key_columns(rows))

    def _gathered(self, gather: Gather) -> tuple[Relation, dict[Asked, dict[str, str]]]:
        if gather not in self._gathers:
            wide = self._wide(gather.key, gather.depth)
            base = gather.key[0]
            keys = {f"key_{index}": wide.value(wide.table, Ref(base, column))
                    for index, column in enumerate(gather.columns)}
            made = self._summed(gather, wide, keys)
            name = f"gather_{base[:40]}_{len(self._gathers)}"
            says = f"{base}: gathered by {', '.join(gather.columns)}"
            self._gathers[gather] = self.stages.add(name, says, made[0], kept=True), made[1]
        return self._gathers[gather]

    def _summed(self, gather: Gather, wide: Wide, keys: dict[str, Value]) -> tuple[Relation, dict[Asked, dict[str, str]]]:
        """Counts and first or last moments: one GROUP BY for all."""
        asked = list(self._asked[(gather.key, gather.depth, gather.columns)])
        conditions = {node: truth(node, wide, wide.table) for node in dict.fromkeys(node for _, node, _ in asked)}
        names = {node: f"answer_{index}" for index, node in enumerate(conditions)}
        moments = {at: wide.span(wide.table, Ref(gather.key[0], at)) for word, _, at in asked if at and word != "count"}
        places = {at: f"moment_{index}" for index, at in enumerate(moments)}
        ends = {at: places[at] if span.exact else f"{places[at]}_hi" for at, span in moments.items()}
        sides = {ends[at]: span.hi for at, span in moments.items()} | {places[at]: span.lo for at, span in moments.items()}
        rows = wide.table.select(**keys, **{names[node]: answer for node, answer in conditions.items()}, **sides)
        rows = rows.filter(*[rows[key].notnull() for key in keys])
        if not any(always(node) for node in conditions):
            rows = rows.filter(reduce(lambda a, b: a | b, [possibly(rows[name]) for name in names.values()]))
        sums: dict[str, Value] = {}
        named: dict[Asked, dict[str, str]] = {}
        for index, one in enumerate(asked):
            word, node, at = one
            answer = rows[names[node]]
            if word == "count":
                found = {"certain": rows.count(where=certainly(answer)), "possible": rows.count(where=possibly(answer))}
            else:
                lo, hi = rows[places[at or ""]], rows[ends[at or ""]]
                found = _extremes(word, lo, hi, None if always(node) else answer, exact=moments[at or ""].exact)
            named[one] = {part: f"{word}_{part}_{index}" for part in found}
            sums |= {named[one][part]: value for part, value in found.items()}
        return rows.group_by(*keys).aggregate(**sums), named


def _extremes(word: str, lo: Value, hi: Value, answer: Value | None, *, exact: bool) -> dict[str, Value]:
    """The first (or last) moment of a group: its lo and hi, whether it surely has come and, of coarse ones, whether it is of several;
    each of these only where it says more.

    answer: whether a row counts, None where all do. What surely counts bounds the one side, what may count the other.
    """
    first = word == "first"
    if answer is None:
        ends = {"lo": lo} if exact else {"lo": lo, "hi": hi}
        several = {} if exact else {"several": lo.count() > 1}
        return {part: value.min() if first else value.max() for part, value in ends.items()} | several
    come, may = certainly(answer), possibly(answer)
    several = {} if exact else {"several": lo.count(where=may) > 1}
    surely = hi.min(where=come) if first else lo.max(where=come)
    earliest, latest = lo.min(where=may), hi.max(where=may)
    sides = {"lo": earliest, "hi": ibis.coalesce(surely, latest)} if first else {"lo": ibis.coalesce(surely, earliest), "hi": latest}
    return {**sides, "sure": surely.notnull(), **several}


def _needed(joins: Iterable[Join], tables: set[str]) -> list[Join]:
    """The joins without which these tables cannot be reached."""
    kept: list[Join] = []
    for join in reversed(list(joins)):  # a table is reached by way of earlier ones
        if join.inner or join.table in tables:
            kept.insert(0, join)
            tables |= {ref.table for ref, _ in join.on}
    return kept


def need_of(part: Has | RelatedMoment) -> Need:
    return ("count", part.rows) if isinstance(part, Has) else ("last" if part.last else "first", part.rows)


def needs_in(things: Iterable[AnyValue]) -> list[Need]:
    """The needs of these parts of a rule, each once."""
    return list(dict.fromkeys(need_of(part) for thing in things for part in parts(thing)
                              if isinstance(part, Has | RelatedMoment)))


def key_columns(rows: RelatedRows) -> tuple[str, ...]:
    return tuple(column for column, _ in sorted(rows.keys, key=lambda pair: pair[0]))


def key_refs(rows: RelatedRows) -> tuple[Ref, ...]:
    return tuple(ref for _, ref in sorted(rows.keys, key=lambda pair: pair[0]))


def in_order(scope: Scope) -> list[Join]:
    """The left joins so that each finds the tables it leans on already there."""
    there = {scope.base, *(join.table for join in scope.inner)}
    left, order = list(scope.left.values()), []
    while left:
        ready = next(join for join in left if all(ref.table in there for ref, _ in join.on))
        left.remove(ready)
        order.append(ready)
        there.add(ready.table)
    return order
