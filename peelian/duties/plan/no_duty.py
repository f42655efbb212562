"""Rows that made no duty, counted by reason: outside the population; of it, no key, not started, started under no edition.

Each row is asked what the edition asks in which its clock started; one that started in none, what the newest asks.
Standards that look at the rows of one table and at nothing else are counted together, in one pass over it. All others are
counted by themselves, over the rows that they found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any as AnyValue

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.plan.conditions import certainly, moment, possibly, truth
from peelian.duties.plan.facts import asked_of_no_duty, kind_of, least
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.walk import parts
from peelian.duties.plan.wide import Span, Wide
from peelian.standards.editions import populations
from peelian.standards.rules import Ref, Rule

WORDS = ("outside", "no_key", "not_started", "no_edition")
REASONS = WORDS[1:]  # of rows that belong to the population


@dataclass(frozen=True)
class InForce:
    """When the editions of one standard are in force, at the force's own settings, and whether a coarse start counts there from its
    latest moment on.

    taken_over: by kind of trigger, the moment at which the first edition of an `every` clock takes over what runs then.
    """

    spans: tuple[tuple[int, int, bool], ...] = ()
    taken_over: Mapping[int, int] = field(default_factory=dict)


def in_force_of(rules: Iterable[Rule], as_at: int) -> InForce:
    """rules: all those of one standard."""
    own = [rule for rule in rules if rule.settings == "force"]
    return InForce(tuple((rule.in_force_from, rule.in_force_to, rule.reaches_back) for rule in own),
                   {rule.alternative: rule.in_force_from for rule in own if rule.takes_over and rule.in_force_from <= as_at})


def asked_under(rule: Rule, editions: list[Rule], start: Value, latest: Value, keyed: Value) -> Value:
    """Whether a row is asked what this edition asks: where its start may lie in it or, of the newest, in none. Of a row without a key
    (keyed) nobody knows whether an older edition takes it in, so that it is asked by the first of them.

    editions: as `populations` gives them.
    """
    here, *older = (_lies_in(one, start, latest) for one in (rule, *editions[:editions.index(rule)]))
    if not older:
        return here if rule is not editions[-1] else ibis.literal(True)
    before = reduce(lambda a, b: a | b, older)
    return (here & keyed) | ~before if rule is editions[-1] else here & (keyed | ~before)


def _lies_in(rule: Rule, start: Value, latest: Value) -> Value:
    return certainly((start > -NEVER) & _covered(in_force_of([rule], NEVER), start, latest))


@dataclass
class NoDuty:
    """First each standard says what it looks at (`use`), then there is one query for each table."""

    sight: Sight
    counted_alone: frozenset[tuple[str, int]]  # kinds of trigger that are left to their own standard's query
    _members: dict[str, list[tuple[list[Rule], InForce]]] = field(default_factory=dict)

    def use(self, rules: Iterable[Rule]) -> None:
        """All rules of one standard."""
        own = [rule for rule in rules if rule.settings == "force"]
        in_force = in_force_of(own, self.sight.as_at)
        for editions in populations(own):
            if kind_of(editions[-1]) not in self.counted_alone:
                self._members.setdefault(editions[-1].frame.base, []).append((editions, in_force))
                for ref in (part for rule in editions for thing in asked_of_no_duty(rule) for part in parts(thing)
                            if isinstance(part, Ref)):
                    self.sight.want(ref)

    def queries(self) -> Iterator[tuple[list[str], Relation]]:
        """The standards that are counted together, and the query, whose only row is given to `told`."""
        for base, members in self._members.items():
            wide = self.sight.seen(base)
            at = wide.table
            values: dict[str, Value] = {}
            for index, (editions, _) in enumerate(members):
                rule = editions[-1]
                assert rule.clock.starts is not None
                keys = [wide.value(at, ref).notnull() for ref in (rule.subject, *rule.triggers)]
                start = moment(rule.clock.starts, wide, at)
                values[f"belongs_{index}"] = _belongs(editions, wide, at, start, reduce(lambda a, b: a & b, keys[1:]))
                values[f"keyed_{index}"] = reduce(lambda a, b: a & b, keys)
                values[f"start_{index}"], values[f"latest_{index}"] = start.lo, start.hi
                values[f"end_{index}"] = _certain_end(rule, wide, at)
            rows = at.select(**values)
            sums: dict[str, Value] = {}
            for index, (editions, in_force) in enumerate(members):
                belongs, keyed, *moments = (rows[f"{word}_{index}"] for word in ("belongs", "keyed", "start", "latest", "end"))
                sums[f"outside_{index}"] = rows.count(where=~belongs)
                sums |= {f"{word}_{index}": rows.count(where=belongs & where)
                         for word, where in _reasons(editions[-1], keyed, moments, in_force).items()}
            yield [editions[-1].standard for editions, _ in members], rows.aggregate(**sums)


def _belongs(editions: list[Rule], wide: Wide, at: Relation, start: Span, keyed: Value) -> Value:
    """Whether a row may be of the population of an edition by which it is asked."""
    answers = [possibly(truth(rule.where, wide, at)) for rule in editions]
    if len(editions) == 1:
        return answers[0]
    under = [asked_under(rule, editions, start.lo, start.hi, keyed) for rule in editions]
    return reduce(lambda a, b: a | b, [one & answer for one, answer in zip(under, answers, strict=True)])


def _certain_end(rule: Rule, wide: Wide, at: Relation) -> Value:
    """When what is owed surely ended, NEVER where it did not. Asked of `every` clocks alone."""
    ends = [] if rule.clock.kind != "every" else [
        (certainly(truth(end.when, wide, at))).ifelse(moment(end.at, wide, at).latest, NEVER).fill_null(NEVER) for end in rule.ends]
    return least(ends) if ends else ibis.literal(NEVER)


def told(standards: list[str], row: Mapping[str, AnyValue]) -> Iterator[tuple[str, str, int]]:
    """(standard, reason, rows) of one query's only row."""
    for index, standard in enumerate(standards):
        for word in WORDS:
            yield standard, word, row[f"{word}_{index}"] or 0


def counts_of(editions: list[tuple[Rule, Relation]], looked_at: Relation, in_force: InForce) -> list[Relation]:
    """The counts of one way to find the rows of a standard that is counted by itself: relations of one row.

    editions: as `populations` gives them, each with the rows of its population, with subject, trigger and start_lo. looked_at: one row
    with how many rows were looked at, or how many of them are known to be `outside`.
    """
    found: list[Relation] = []
    counted: list[Relation] = []  # a record that an older edition takes in is counted there
    for rule, rows in editions:
        at, coarse = rows, "start_hi" in rows.columns
        if len(editions) > 1:
            latest = rows.start_hi if coarse else rows.start_lo
            at = rows.filter(asked_under(rule, [one for one, _ in editions], rows.start_lo, latest, rows.trigger.notnull()))
            for older in counted if coarse else ():
                at = at.anti_join(older, [at.trigger == older.trigger])
            counted.append(at.select("trigger"))
        latest = at.start_hi if "start_hi" in at.columns else at.start_lo
        moments = [at.start_lo, latest, at.end_hi if rule.ends else ibis.literal(NEVER)]
        reasons = _reasons(rule, at.subject.notnull() & at.trigger.notnull(), moments, in_force)
        found.append(at.aggregate(inside=at.count(), **{word: at.count(where=where) for word, where in reasons.items()}))
    if "outside" in looked_at.columns:
        return [*(one.drop("inside") for one in found), looked_at]
    inside = ibis.union(*found) if len(found) > 1 else found[0]
    inside = inside.aggregate(inside=inside.inside.sum())
    return [*(one.drop("inside") for one in found), looked_at.cross_join(inside).select(outside=ibis._.looked_at - ibis._.inside)]


def _reasons(rule: Rule, keyed: Value, moments: list[Value], in_force: InForce) -> dict[str, Value]:
    """moments: the start, the latest that it can have been, and the certain end."""
    start, latest, end = moments
    covered = _covered(in_force, start, latest)
    if rule.alternative in in_force.taken_over:
        first = in_force.taken_over[rule.alternative]
        covered = covered | ((start < first) & (end > first))
    return {"no_key": ~keyed, "not_started": keyed & start.isnull(),
            "no_edition": keyed & ((start > -NEVER) & ~covered).fill_null(False)}


def _covered(in_force: InForce, start: Value, latest: Value) -> Value:
    return reduce(lambda a, b: a | b, [((latest if coarse else start) >= begins) & (start < over)
                                       for begins, over, coarse in in_force.spans])
