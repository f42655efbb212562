"""What the records hold decides what need not be looked for: rows with unknown conditions, rows without their links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any as AnyValue

from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.plan.conditions import possibly, truth
from peelian.duties.plan.frames import Frames, Key
from peelian.duties.plan.walk import depth
from peelian.duties.plan.wide import Wide
from peelian.standards.rules import Ref, RelatedRows, Rule


def proof_rows(rules: Iterable[Rule]) -> list[RelatedRows]:
    """The related rows that prove some duty, each once."""
    return list(dict.fromkeys(step.rows for rule in rules for group in rule.proofs for step in group
                              if step.rows is not None))


def lacking(rows: RelatedRows) -> list[tuple[str, ...]]:
    """Every way in which a row can lack some of its key columns."""
    columns = [column for column, _ in rows.keys]
    return [one for size in range(1, len(columns) + 1) for one in combinations(columns, size)]


@dataclass
class Hints:
    """Questions about proof rows, asked in one pass over each table, and their answers. What was not asked is possible."""

    frames: Frames
    questions: dict[tuple[Key, int], dict[str, tuple[RelatedRows, tuple[str, ...]]]] = field(default_factory=dict)
    answers: dict[tuple[RelatedRows, tuple[str, ...]], bool] = field(default_factory=dict)

    def ask(self, rows: Iterable[RelatedRows]) -> dict[tuple[Key, int], Relation]:
        """One query for each relation; its only row answers them all."""
        for one in rows:
            asked = self.questions.setdefault((self.frames.key(one.frame), depth(one.where)), {})
            for columns in ((), *lacking(one)):
                asked[f"answer_{len(asked)}"] = (one, columns)
        return {place: self._query(place, asked) for place, asked in self.questions.items()}

    def _query(self, place: tuple[Key, int], asked: dict[str, tuple[RelatedRows, tuple[str, ...]]]) -> Relation:
        wide = self.frames.rows(next(iter(asked.values()))[0])
        values = {name: self._question(wide, rows, columns) for name, (rows, columns) in asked.items()}
        answers = wide.table.select(**values)
        return answers.aggregate(**{name: answers[name].any() for name in values})

    def _question(self, wide: Wide, rows: RelatedRows, columns: tuple[str, ...]) -> Value:
        """Is its condition unknown? Or: might it count, but lacks exactly these key columns?"""
        at, base = wide.table, rows.frame.base
        answer = truth(rows.where, wide, at)
        there = wide.value(at, Ref(base, rows.at or "")).notnull()
        if not columns:
            return answer.isnull() & there
        for column, _ in rows.keys:
            key = wide.value(at, Ref(base, column))
            there = there & (key.isnull() if column in columns else key.notnull())
        return there & possibly(answer)

    def heard(self, place: tuple[Key, int], row: dict[str, AnyValue]) -> None:
        for name, question in self.questions[place].items():
            self.answers[question] = bool(row[name])

    def unsure(self, rows: RelatedRows) -> bool:
        return self.answers.get((rows, ()), True)

    def unlinked(self, rows: RelatedRows, columns: tuple[str, ...]) -> bool:
        return self.answers.get((rows, columns), True)


def greatest(wide: Wide, ref: Ref, most: int) -> Relation:
    """The greatest value of a column of numbers, leaving out negative ones and those above `most`."""
    at = wide.table.select(amount=wide.value(wide.table, ref))
    return at.aggregate(greatest=at.amount.max(where=at.amount.between(0, most)))


def extent(wide: Wide) -> Relation | None:
    """The first and last moment of a table, leaving out what is unknown."""
    at = wide.table
    names = [name for cell in wide.cells.values() if cell.kind in ("moment", "date")
             for name in (cell.name, cell.latest) if name]
    if not names:
        return None
    known = at.select(**{name: (at[name] == -NEVER).ifelse(None, at[name]) for name in names})
    return known.aggregate(**{f"first_{index}": known[name].min() for index, name in enumerate(names)},
                           **{f"last_{index}": known[name].max() for index, name in enumerate(names)})
