"""The clauses of a rule as they were answered for one duty: in words, with the records that answered them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peelian.clocks import NEVER, spoken_moment, spoken_span
from peelian.duties.reference.conditions import Truth, truth
from peelian.duties.reference.sight import Row, Span
from peelian.duties.reference.world import Context, World
from peelian.standards.needs import related_of_moment
from peelian.standards.phrases import words
from peelian.standards.prose import Prose
from peelian.standards.rules import ALWAYS, Has, Node, RelatedRows, Rule, tests

SAID = {True: "true", False: "false", None: "unknown"}
Records = tuple[tuple[str, str], ...]  # (table, key)
Clause = tuple[str, str]


class Clauses:
    """Asks conditions of one duty, and keeps what each clause in them answered."""

    def __init__(self, rule: Rule, world: World):
        self.world = world
        self.prose = Prose(world.tables, world.calendar)
        self.words = dict(_clause_words(rule, self.prose))

    def asked(self, node: Node, context: Context) -> tuple[Truth, list[str]]:
        """The answer of a condition, and a line for each clause in it."""
        told = self._watched()
        answer = truth(node, context, self.world)
        self.world.watch = None
        return answer, [f"  {SAID[one]}: {self.words.get(place, place)}{named(records)}" for place, one, records in told]

    def section(self, title: str, node: Node, context: Context, base: str) -> list[str]:
        """A condition with its clauses, or that there is none."""
        if node == ALWAYS:
            return [f"{title}: no condition"]
        answer, lines = self.asked(node, context)
        return [f"{title}: {SAID[answer]} — {self.prose.condition(node, base)}", *lines]

    def failing(self, ask: Iterator[Truth], wanted: Truth) -> tuple[Truth, list[str]]:
        """The worst of several answers (false, unknown, true), and the words of the clauses that answered `wanted`."""
        told = self._watched()
        answers = list(ask)
        self.world.watch = None
        worst = False if False in answers else None if None in answers else True
        return worst, [self.words.get(place, place) for place, one, records in told if one is wanted]

    def _watched(self) -> list[tuple[str, Truth, Records]]:
        told: list[tuple[str, Truth, Records]] = []

        def watch(place: str, answer: Truth, records: Sequence[tuple[str, str]]) -> None:
            entry = (place, answer, tuple(records))
            if entry not in told:
                told.append(entry)

        self.world.watch = watch
        return told


def named(records: Sequence[tuple[str, str]]) -> str:
    return f" [{', '.join(f'{words(table)} {key}' for table, key in records)}]" if records else ""


def _clause_words(rule: Rule, prose: Prose) -> Iterator[Clause]:
    """The place of each clause, and what it says."""
    base = rule.frame.base
    clock = rule.clock
    nodes = [rule.where, *(when for when, _ in clock.lengths if when), *(one.when for one in rule.excuses),
             *(one.when for one in rule.ends)]
    nodes += [one.where for one in (rule.nth, rule.period) if one is not None]
    for node in nodes:
        yield from _node_words(node, base, prose)
    moments = [clock.starts, clock.deadline, *(clock.pause or ()), *(one.at for one in rule.ends),
               *(one.at for one in rule.excuses)]
    steps = [step for group in rule.proofs for step in group]
    for one in [*moments, *(step.moment for step in steps)]:
        for rows in related_of_moment(one):
            yield from _row_words(rows, prose)
    for step in steps:
        if step.rows is not None:
            yield from _row_words(step.rows, prose)


def _node_words(node: Node, base: str, prose: Prose) -> Iterator[Clause]:
    for leaf in tests(node):
        yield leaf.place, prose.condition(leaf, base)
        if isinstance(leaf, Has):
            yield from _row_words(leaf.rows, prose)


def _row_words(rows: RelatedRows, prose: Prose) -> Iterator[Clause]:
    yield from _node_words(rows.where, rows.frame.base, prose)
    for one in rows.correlations:
        yield one.place, prose.tie(one, rows.frame.base)


def when(span: Span | None, zone: str) -> str:
    """A moment in words: known, coarse, not known, or not yet."""
    if span is None or span.lo >= NEVER:
        return "not yet"
    if not span.sure:
        known = "" if span.lo == -NEVER else f"{when(span._replace(sure=True), zone)}, "
        return f"{known}but whether it has come is not known" if known else "not known whether it has come"
    if span.lo == -NEVER:
        return "not known" if span.hi >= NEVER else f"not known, at the latest {spoken_moment(span.hi, zone)}"
    if span.hi >= NEVER:
        return f"between {spoken_moment(span.lo, zone)} and no known end"
    return spoken_span(span.lo, span.hi, zone)


def shown(table: str, row: Row, zone: str) -> str:
    """A record as it was known at the run's moment, in local time."""
    values = ", ".join(f"{name}={when(value, zone) if isinstance(value, Span) else value}"
                       for name, value in row.items() if value is not None)
    return f"  {words(table)}: {values}"
