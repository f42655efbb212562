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
from peelian.duties.plan.conditions import moment, possibly, truth
from peelian.duties.plan.facts import asked_of_population, counted_alone
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.walk import parts
from peelian.standards.rules import Ref, Rule

WORDS = ("outside", "no_key", "not_started", "no_edition")
REASONS = WORDS[1:]  # of rows that belong to the population
Spans = list[tuple[int, int]]


@dataclass
class NoDuty:
    """First each standard says what it looks at (`use`), then there is one query for each table."""

    sight: Sight
    _members: dict[str, list[tuple[Rule, Spans]]] = field(default_factory=dict)

    def use(self, rules: Iterable[Rule]) -> None:
        """All rules of one standard. Editions of one way find the same rows, so the last one's are counted."""
        own = [rule for rule in rules if rule.settings == "force"]
        spans = [(rule.in_force_from, rule.in_force_to) for rule in own]
        for rule in {rule.alternative: rule for rule in own}.values():
            if not counted_alone(rule):
                self._members.setdefault(rule.frame.base, []).append((rule, spans))
                for ref in (part for thing in asked_of_population(rule) for part in parts(thing) if isinstance(part, Ref)):
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
                values[f"start_{index}"] = moment(rule.clock.starts, wide, at).lo
            rows = at.select(**values)
            sums: dict[str, Value] = {}
            for index, (_, spans) in enumerate(members):
                belongs, keyed, start = (rows[f"{word}_{index}"] for word in ("belongs", "keyed", "start"))
                sums[f"outside_{index}"] = rows.count(where=~belongs)
                sums |= {f"{word}_{index}": rows.count(where=belongs & where)
                         for word, where in _reasons(keyed, start, spans).items()}
            yield [rule.standard for rule, _ in members], rows.aggregate(**sums)


def told(standards: list[str], row: Mapping[str, AnyValue]) -> Iterator[tuple[str, str, int]]:
    """(standard, reason, rows) of one query's only row."""
    for index, standard in enumerate(standards):
        for word in WORDS:
            yield standard, word, row[f"{word}_{index}"] or 0


def counts_of(at: Relation, looked_at: Relation, spans: Spans) -> list[Relation]:
    """The counts of one standard over rows of its population, with subject, trigger and start_lo: relations of one row.

    looked_at: one row with how many rows were looked at, or how many of them are known to be `outside`.
    """
    keyed = at.subject.notnull() & at.trigger.notnull()
    reasons = at.aggregate(**{word: at.count(where=where) for word, where in _reasons(keyed, at.start_lo, spans).items()})
    if "outside" in looked_at.columns:
        return [reasons, looked_at]
    inside = at.aggregate(inside=at.count())
    return [reasons, looked_at.cross_join(inside).select(outside=ibis._.looked_at - ibis._.inside)]


def _reasons(keyed: Value, start: Value, spans: Spans) -> dict[str, Value]:
    covered = reduce(lambda a, b: a | b, [(start >= first) & (start < last) for first, last in spans])
    return {"no_key": ~keyed, "not_started": keyed & start.isnull(),
            "no_edition": keyed & ((start > -NEVER) & ~covered).fill_null(False)}
