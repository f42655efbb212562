"""Rows that made no duty, counted by reason: outside the population; of it, no key, not started, started under no edition.

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
from peelian.duties.plan.facts import asked_of_no_duty, counted_alone, least
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.walk import parts
from peelian.duties.plan.wide import Wide
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
    return InForce(tuple((rule.in_force_from, rule.in_force_to, rule.first and rule.clock.kind != "every") for rule in own),
                   {rule.alternative: rule.in_force_from for rule in own if rule.takes_over and rule.in_force_from <= as_at})


@dataclass
class NoDuty:
    """First each standard says what it looks at (`use`), then there is one query for each table."""

    sight: Sight
    _members: dict[str, list[tuple[Rule, InForce]]] = field(default_factory=dict)

    def use(self, rules: Iterable[Rule]) -> None:
        """All rules of one standard. Editions of one way find the same rows, so the last one's are counted."""
        own = [rule for rule in rules if rule.settings == "force"]
        in_force = in_force_of(own, self.sight.as_at)
        for rule in {rule.alternative: rule for rule in own}.values():
            if not counted_alone(rule):
                self._members.setdefault(rule.frame.base, []).append((rule, in_force))
                for ref in (part for thing in asked_of_no_duty(rule) for part in parts(thing) if isinstance(part, Ref)):
                    self.sight.want(ref)

    def queries(self) -> Iterator[tuple[list[str], Relation]]:
        """The standards that are counted together, and the query, whose only row is given to `told`."""
        for base, members in self._members.items():
            wide = self.sight.seen(base)
            at = wide.table
            values: dict[str, Value] = {}
            for index, (rule, _) in enumerate(members):
                assert rule.clock.starts is not None
                keys = [wide.value(at, ref).notnull() for ref in (rule.subject, *rule.triggers)]
                values[f"belongs_{index}"] = possibly(truth(rule.where, wide, at))
                values[f"keyed_{index}"] = reduce(lambda a, b: a & b, keys)
                start = moment(rule.clock.starts, wide, at)
                values[f"start_{index}"], values[f"latest_{index}"] = start.lo, start.hi
                values[f"end_{index}"] = _certain_end(rule, wide, at)
            rows = at.select(**values)
            sums: dict[str, Value] = {}
            for index, (rule, in_force) in enumerate(members):
                belongs, keyed, *moments = (rows[f"{word}_{index}"] for word in ("belongs", "keyed", "start", "latest", "end"))
                sums[f"outside_{index}"] = rows.count(where=~belongs)
                sums |= {f"{word}_{index}": rows.count(where=belongs & where)
                         for word, where in _reasons(rule, keyed, moments, in_force).items()}
            yield [rule.standard for rule, _ in members], rows.aggregate(**sums)


def _certain_end(rule: Rule, wide: Wide, at: Relation) -> Value:
    """When what is owed surely ended, NEVER where it did not. Asked of `every` clocks alone."""
    ends = [] if rule.clock.kind != "every" else [
        (certainly(truth(end.when, wide, at))).ifelse(moment(end.at, wide, at).hi, NEVER).fill_null(NEVER) for end in rule.ends]
    return least(ends) if ends else ibis.literal(NEVER)


def told(standards: list[str], row: Mapping[str, AnyValue]) -> Iterator[tuple[str, str, int]]:
    """(standard, reason, rows) of one query's only row."""
    for index, standard in enumerate(standards):
        for word in WORDS:
            yield standard, word, row[f"{word}_{index}"] or 0


def counts_of(rule: Rule, at: Relation, looked_at: Relation, in_force: InForce) -> list[Relation]:
    """The counts of one standard over rows of its population, with subject, trigger and start_lo: relations of one row.

    looked_at: one row with how many rows were looked at, or how many of them are known to be `outside`.
    """
    keyed = at.subject.notnull() & at.trigger.notnull()
    latest = at.start_hi if "start_hi" in at.columns else at.start_lo
    moments = [at.start_lo, latest, at.end_hi if rule.ends else ibis.literal(NEVER)]
    reasons = at.aggregate(**{word: at.count(where=where)
                              for word, where in _reasons(rule, keyed, moments, in_force).items()})
    if "outside" in looked_at.columns:
        return [reasons, looked_at]
    inside = at.aggregate(inside=at.count())
    return [reasons, looked_at.cross_join(inside).select(outside=ibis._.looked_at - ibis._.inside)]


def _reasons(rule: Rule, keyed: Value, moments: list[Value], in_force: InForce) -> dict[str, Value]:
    """moments: the start, the latest that it can have been, and the certain end."""
    start, latest, end = moments
    covered = reduce(lambda a, b: a | b, [((latest if coarse else start) >= begins) & (start < over)
                                          for begins, over, coarse in in_force.spans])
    if rule.alternative in in_force.taken_over:
        first = in_force.taken_over[rule.alternative]
        covered = covered | ((start < first) & (end > first))
    return {"no_key": ~keyed, "not_started": keyed & start.isnull(),
            "no_edition": keyed & ((start > -NEVER) & ~covered).fill_null(False)}
