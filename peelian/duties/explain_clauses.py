"""The clauses of a rule as they were answered for one duty: in words, with the records that answered them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peelian.clocks import NEVER, spoken_moment, spoken_span
from peelian.duties.reference.conditions import Truth, moment_of, own_truth, related_rows, truth
from peelian.duties.reference.sight import Row, Span
from peelian.duties.reference.world import Context, World, is_unseen, value_of
from peelian.standards.needs import related_of_moment
from peelian.standards.phrases import a, words
from peelian.standards.prose import Prose
from peelian.standards.rules import ALWAYS, Frame, Has, MomentNode, Node, Ref, RelatedRows, Rule, tests

SAID = {True: "true", False: "false", None: "unknown"}
MOST_RECORDS = 30
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

    def leant_on(self, node: MomentNode | None, context: Context, zone: str) -> Iterator[tuple[str, tuple[str, Row] | None]]:
        """Where a moment is not exact or not sure: a line for each related row that it may be that of, with its table and row."""
        span = moment_of(node, context, self.world)
        if span is None or (span.sure and span.lo == span.hi):
            return
        for rows in related_of_moment(node):
            yield from self._leant_on(rows, span, context, zone)

    def _leant_on(self, rows: RelatedRows, whole: Span, context: Context, zone: str) -> Iterator[tuple[str, tuple[str, Row] | None]]:
        name, at = rows.frame.base, rows.at or ""
        for table in dict.fromkeys(ref.table for _, ref in rows.keys if is_unseen(context, ref.table)):
            yield f"  Which {words(name)} it is stands in {a(words(table))} that the run does not see.", None
        found = [(row[at], self.world.key(name, row), row, answer) for row, answer in related_rows(rows, context, self.world)
                 if row.get(at) is not None]
        # Of too many, those within the span come first: any of them may be the one.
        found.sort(key=lambda one: (one[0].hi < whole.lo or one[0].lo > whole.hi, one[0].lo, one[1]))
        dated = "" if at == self.world.tables[name].happened else f"{self.prose.name(Ref(name, at))} "
        for span, key, row, answer in sorted(found[:MOST_RECORDS], key=lambda one: (one[0].lo, one[1])):
            said = "counts"
            if answer is None:
                _, unknown = self.failing((own_truth(rows, one, self.world) for one in (row,)), None)  # asked while watched
                said = f"may count; not known: {', '.join(unknown)}"
            yield f"  {words(name)} {key}, {dated}{when(span, zone)}: {said}", (name, row)
        if len(found) > MOST_RECORDS:
            yield f"  … and {len(found) - MOST_RECORDS} more.", None

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
        if span.lo == -NEVER:
            return "not known whether it has come"
        return f"{when(span._replace(sure=True), zone)}, if it came at all"
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


def unseen(frame: Frame, context: Context, world: World) -> Iterator[str]:
    """A line for each row that a link names and the run does not see, by its key where the link tells it."""
    for join in frame.joins:
        if not is_unseen(context, join.table):
            continue
        told = {column: value_of(context, ref) for ref, column in join.on}
        key = [told.get(column) for column in world.tables[join.table].key]
        name = words(join.table)
        if None in key:  # named by other columns than its key, or by a row that is not seen itself
            yield f"  the {name} that they name: not among those that the run sees"
        else:
            yield f"  {name} {'|'.join(map(str, key))}: named by these records, and not among those that the run sees"
