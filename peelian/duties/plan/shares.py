"""How much of its table a rule's population is, by a look at the first rows.

It decides how the plan goes about a rule. A small share is worth keeping once it is found; of a large one it is cheaper to
read twice the few columns that are wanted. The ledger is the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ibis.expr.types import Table as Relation

from peelian.duties.plan.conditions import possibly, truth
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.walk import alone
from peelian.standards.rules import Rule

LOOKED_AT = 20_000  # rows
MOST = 0.5


@dataclass
class Shares:
    """What was not asked, because the population leans on other tables too, counts as a small share."""

    sight: Sight
    _asked: dict[str, list[Rule]] = field(default_factory=dict)
    _found: dict[int, float] = field(default_factory=dict)

    def queries(self, rules: Iterable[Rule]) -> Iterator[tuple[str, Relation]]:
        """One query for each table; its only row is given to `heard`."""
        for rule in rules:
            if rule.period is None and rule.nth is None and alone(rule, (rule.where,)):
                self._asked.setdefault(rule.frame.base, []).append(rule)
        for base, members in self._asked.items():
            wide = self.sight.seen(base)
            first = wide.table.limit(LOOKED_AT)
            answers = first.select(**{f"share_{index}": possibly(truth(rule.where, wide, first)).ifelse(1.0, 0.0)
                                      for index, rule in enumerate(members)})
            yield base, answers.aggregate(**{name: answers[name].mean() for name in answers.columns})

    def heard(self, base: str, row: Mapping[str, float | None]) -> None:
        for index, rule in enumerate(self._asked[base]):
            self._found[id(rule)] = row[f"share_{index}"] or 0.0

    def answers(self, rules: Iterable[Rule]) -> tuple[bool, ...]:
        """Of each rule, whether its population is most of its table."""
        return tuple(map(self.most, rules))

    def most(self, rule: Rule) -> bool:
        """Whether the population is most of its table."""
        return self._found.get(id(rule), 0.0) >= MOST
