"""What the records leave open: links that lead nowhere, moments that nobody knows or that are coarse, and first or last moments
that may not have come. Each is asked of the records once, so that standards carry no columns for what never happens.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.plan.sight import Sight
from peelian.duties.plan.wide import Cell
from peelian.standards.rules import Join, Ref

COARSE, UNKNOWN, UNSURE, NOWHERE = "coarse", "unknown", "unsure", "leads nowhere"


class Question(NamedTuple):
    """Whether any row leaves this open. of: a column, a link, or what was gathered."""

    word: str
    of: Hashable


class Link(NamedTuple):
    """The columns of one table by which rows of another are found, each with the other's."""

    table: str
    on: tuple[tuple[str, str], ...]
    other: str


Query = tuple[Sequence[Question], Relation]  # the query's only row answers the questions in their order


@dataclass
class LeftOpen:
    """What the records answered. Whatever was not asked may be open."""

    _held: dict[Question, bool] = field(default_factory=dict)

    def may_be(self, word: str, of: Hashable) -> bool:
        return self._held.get(Question(word, of), True)

    def heard(self, questions: Sequence[Question], row: Mapping[str, Any]) -> None:
        """row: what the query of these questions gave."""
        self._held |= {question: bool(row[f"answer_{index}"]) for index, question in enumerate(questions)}

    def never(self) -> frozenset[Question]:
        """The questions to which the records said no."""
        return frozenset(question for question, held in self._held.items() if not held)

    def narrowed(self, ref: Ref, cell: Cell) -> Cell:
        """Where a moment stands, without the columns for what no row holds."""
        coarse, unknown = self.may_be(COARSE, ref), self.may_be(UNKNOWN, ref)
        return replace(cell, latest=cell.latest if coarse else None, implied=cell.implied and unknown)

    def needed(self, gathered: Hashable, columns: Mapping[str, str]) -> dict[str, str]:
        """The columns of what was gathered, without those for what no group holds."""
        left_out = {word for asked, words in ((UNSURE, ["sure"]), (COARSE, ["hi", "several"]))
                    if not self.may_be(asked, gathered) for word in words}
        return {word: column for word, column in columns.items() if word not in left_out}


def link_of(join: Join) -> Link | None:
    """The link that a join follows; None where it leaves from several tables."""
    tables = {ref.table for ref, _ in join.on}
    return Link(tables.pop(), tuple((ref.column, column) for ref, column in join.on), join.table) if len(tables) == 1 else None


def about_links(joins: Iterable[Join], sight: Sight) -> Iterator[Query]:
    for link in dict.fromkeys(filter(None, map(link_of, joins))):
        here, there = sight.seen(link.table), sight.seen(link.other)
        told = here.table.select(**{f"key_{index}": here.value(here.table, Ref(link.table, column))
                                    for index, (column, _) in enumerate(link.on)})
        told = told.filter(*[told[name].notnull() for name in told.columns])
        keys = [there.value(there.table, Ref(link.other, column)) for _, column in link.on]
        lost = told.anti_join(there.table, [told[name] == key for name, key in zip(told.columns, keys, strict=True)])
        yield [Question(NOWHERE, link)], lost.aggregate(answer_0=lost.count() > 0)


def about_moments(refs: Iterable[Ref], sight: Sight) -> Iterator[Query]:
    tables: dict[str, list[Ref]] = {}
    for ref in sorted(refs, key=str):
        tables.setdefault(ref.table, []).append(ref)
    for name, columns in tables.items():
        wide = sight.seen(name)
        answers: dict[Question, Value] = {}
        for ref in columns:
            cell, span = wide.cells[ref], wide.seen_span(wide.table, ref)
            if cell.implied:
                answers[Question(UNKNOWN, ref)] = span.lo == -NEVER
            if cell.latest:
                answers[Question(COARSE, ref)] = (span.hi != span.lo) & (span.lo != -NEVER)
        if answers:
            yield _any_row(wide.table, answers)


def about_gathered(gathered: Relation, named: Mapping[Hashable, Mapping[str, str]]) -> Iterator[Query]:
    """named: what was gathered -> the columns of what is said of it."""
    answers: dict[Question, Value] = {}
    for of, columns in named.items():
        if "sure" in columns:
            answers[Question(UNSURE, of)] = gathered[columns["lo"]].notnull() & ~gathered[columns["sure"]]
        if "hi" in columns:
            answers[Question(COARSE, of)] = gathered[columns["hi"]] != gathered[columns["lo"]]
    if answers:
        yield _any_row(gathered, answers)


def _any_row(rows: Relation, answers: Mapping[Question, Value]) -> Query:
    found = rows.select(**{f"answer_{index}": answer for index, answer in enumerate(answers.values())})
    return list(answers), found.aggregate(**{name: found[name].any() for name in found.columns})
