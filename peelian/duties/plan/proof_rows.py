"""Proof rows: every row that may prove something, found in one pass over each table for all rules together.

A table of proof rows has a row's key columns and whatever else ties it to a duty, its moments, its key as text, when it was
entered, and for each condition that some rule asks its answer; rows that can prove nothing are left out. It also tells
what the records hold at all, so that rules need not look for rows with unknown answers or without links where none are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from typing import Any as AnyValue

from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.plan.conditions import always, possibly, truth
from peelian.duties.plan.frames import Frames, Key
from peelian.duties.plan.stages import Stages
from peelian.duties.plan.walk import depth
from peelian.duties.plan.wide import Span, key_text
from peelian.standards.rules import Node, Ref, RelatedRows, Rule

Place = tuple[Key, int]


def proof_rows_of(rules: Iterable[Rule]) -> list[RelatedRows]:
    """The related rows that prove some duty, each once."""
    return list(dict.fromkeys(step.rows for rule in rules for group in rule.proofs for step in group
                              if step.rows is not None))


def lacking(rows: RelatedRows) -> list[tuple[str, ...]]:
    """Every way in which a row can lack some of its key columns."""
    columns = [column for column, _ in rows.keys]
    return [one for size in range(1, len(columns) + 1) for one in combinations(columns, size)]


@dataclass
class ProofRows:
    """First every use is named (`find`), which makes the tables; then each rule takes its own rows (`of`)."""

    frames: Frames
    stages: Stages
    _members: dict[Place, list[RelatedRows]] = field(default_factory=dict)
    _tables: dict[Place, Relation] = field(default_factory=dict)
    _answers: dict[Place, dict[Node, str]] = field(default_factory=dict)
    _questions: dict[Place, dict[str, tuple[RelatedRows, tuple[str, ...]]]] = field(default_factory=dict)
    _held: dict[tuple[RelatedRows, tuple[str, ...]], bool] = field(default_factory=dict)

    def find(self, uses: Iterable[RelatedRows]) -> None:
        for rows in uses:
            self._members.setdefault(self._place(rows), []).append(rows)
        for place, members in self._members.items():
            self._tables[place] = self._found(place, members)

    def of(self, rows: RelatedRows) -> Relation:
        """One rule's proof rows: key_<n>, own_<n> for correlations, lo, hi, id, entered, answer (true, or null: unknown)."""
        place = self._place(rows)
        at = self._tables[place]
        lo, hi = self._moment_columns(rows)
        values = {f"key_{index}": at[f"column_{column}"] for index, (column, _) in enumerate(rows.keys)}
        values |= {f"own_{index}": at[f"column_{tie.column}"] for index, tie in enumerate(rows.correlations)}
        answer = self._answers[place][rows.where]
        found = at.filter(at[lo].notnull()) if always(rows.where) else at.filter(at[lo].notnull(), possibly(at[answer]))
        return found.select(**values, lo=found[lo], hi=found[hi], id=found.id, entered=found.entered, answer=found[answer])

    def span(self, rows: RelatedRows) -> Span:
        wide = self.frames.rows(rows)
        return wide.span(wide.table, Ref(rows.frame.base, rows.at or ""))

    def _place(self, rows: RelatedRows) -> Place:
        return self.frames.key(rows.frame), depth(rows.where)

    def _moment_columns(self, rows: RelatedRows) -> tuple[str, str]:
        return f"{rows.at}_lo", f"{rows.at}_lo" if self.span(rows).exact else f"{rows.at}_hi"

    def _found(self, place: Place, members: list[RelatedRows]) -> Relation:
        """The rows of one table that may prove something, with what anybody asks of them."""
        wide, base = self.frames.rows(members[0]), members[0].frame.base
        at = wide.table
        answers = self._answers[place] = {}
        values: dict[str, Value] = {"id": key_text(wide, at, self.frames.sight.tables[base]),
                                    "entered": wide.span(at, Ref(base, "entered_at")).lo.fill_null(NEVER)}
        for rows in members:
            for column in (*(column for column, _ in rows.keys), *(tie.column for tie in rows.correlations)):
                values[f"column_{column}"] = wide.value(at, Ref(base, column))
            lo, hi = self._moment_columns(rows)
            span = self.span(rows)
            values[hi], values[lo] = span.hi, span.lo
            if rows.where not in answers:
                name = answers[rows.where] = f"answer_{len(answers)}"
                values[name] = truth(rows.where, wide, at)
        found = at.select(**values)
        useful = [found[self._moment_columns(rows)[0]].notnull() & possibly(found[answers[rows.where]]) for rows in members]
        found = found.filter(reduce(lambda a, b: a | b, useful))
        words = f"{base}: what may prove something, with {len(answers)} answers for each row"
        return self.stages.add(f"proofs_{base[:40]}_{len(self._tables)}", words, found, kept=True)

    # What the records hold.

    def questions(self) -> Iterator[tuple[Place, Relation]]:
        """One query for each table of proof rows; its only row, given to `heard`, says what there is."""
        for place, members in self._members.items():
            asked = self._questions[place] = {}
            for rows in members:
                for columns in ((), *lacking(rows)):
                    asked[f"asked_{len(asked)}"] = (rows, columns)
            at = self._tables[place]
            values = at.select(**{name: self._question(place, rows, columns) for name, (rows, columns) in asked.items()})
            yield place, values.aggregate(**{name: values[name].any() for name in asked})

    def _question(self, place: Place, rows: RelatedRows, columns: tuple[str, ...]) -> Value:
        """Is its condition unknown? Or: might it count, but lacks exactly these key columns?"""
        at = self._tables[place]
        answer = at[self._answers[place][rows.where]]
        there = at[self._moment_columns(rows)[0]].notnull()
        if not columns:
            return answer.isnull() & there
        for column, _ in rows.keys:
            key = at[f"column_{column}"]
            there = there & (key.isnull() if column in columns else key.notnull())
        return there & possibly(answer)

    def heard(self, place: Place, row: dict[str, AnyValue]) -> None:
        for name, question in self._questions[place].items():
            self._held[question] = bool(row[name])

    def answers(self, rules: Iterable[Rule]) -> frozenset[tuple[RelatedRows, tuple[str, ...]]]:
        """The questions about the proofs of these rules to which the records said no."""
        asked = set(proof_rows_of(rules))
        return frozenset(question for question, held in self._held.items() if not held and question[0] in asked)

    def unsure(self, rows: RelatedRows) -> bool:
        """Whether the answer to its condition is unknown for any row. What was not asked is possible."""
        return self._held.get((rows, ()), True)

    def unlinked(self, rows: RelatedRows, columns: tuple[str, ...]) -> bool:
        """Whether any row that might count lacks exactly these key columns."""
        return self._held.get((rows, columns), True)
