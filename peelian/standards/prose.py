"""The rule in plain English, made from the rule itself, so that the sentence can never say something else.

The words come from the tables: what a table or a column is called, and what its meaning says. A meaning that begins
with "When" gives what happened ("the log was closed"); one that begins with "Whether" gives what was so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peelian.clocks import Duration, LocalCalendar
from peelian.records.tables import Column, Table
from peelian.standards.model import Standard, Subset
from peelian.standards.rules import (
    ALWAYS,
    All,
    Any,
    ClockRule,
    ColumnLength,
    ColumnMoment,
    CountedRule,
    EndRule,
    ExcuseRule,
    Has,
    Join,
    ManyMoments,
    MomentNode,
    Node,
    Not,
    ProofStep,
    Ref,
    RelatedMoment,
    RelatedRows,
    Resolved,
    Rule,
    Test,
)

COMPARED = {"at_least": "at least", "at_most": "at most", "more_than": "more than", "less_than": "less than"}
ORDERED = {"before": "before", "after": "after", "on_or_before": "no later than when", "on_or_after": "no earlier than when"}


def words(name: str) -> str:
    """A table's or column's name as words."""
    return name.removesuffix("_id").replace("_", " ")


def listed(items: Iterable[str], last: str = "or") -> str:
    """"a, b or c"."""
    known = list(items)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} {last} {known[-1]}" if known else ""


def a(noun: str) -> str:
    article = "an" if noun[:1].lower() in "aeiou" and not noun.lower().startswith(("unit", "use", "one")) else "a"
    return f"{article} {noun}"


class Prose:
    """Says the rules of a library in the words of its tables."""

    def __init__(self, tables: Mapping[str, Table], calendar: LocalCalendar):
        self.tables, self.calendar = tables, calendar

    # Rules.

    def sentence(self, standard: Standard, resolved: Resolved) -> str:
        """What the standard says, edition by edition where they differ."""
        if standard.kind != "duty":
            return self._counted(standard, resolved)
        by_edition: dict[str, list[Rule]] = {}
        for rule in resolved.duties:
            if rule.settings == "force":
                by_edition.setdefault(rule.edition, []).append(rule)
        said = {edition: " ".join(dict.fromkeys(self.rule_sentence(rule) for rule in rules))
                for edition, rules in by_edition.items()}
        if len(set(said.values())) <= 1:
            return next(iter(said.values()), "")
        return "\n".join(f"From {edition.partition('/')[2] or edition}: {text}" for edition, text in said.items())

    def rule_sentence(self, rule: Rule) -> str:
        """One rule: for whom, who owes what, by when, and what lets it off."""
        parts = [f"{self._each(rule)}, the {rule.owed_by} {self._duty(rule)}."]
        if rule.excuses:
            parts.append(f"It is excused where {'; or where '.join(self._excuse(one, rule.frame.base) for one in rule.excuses)}.")
        if rule.ends:
            parts.append(f"It stops being owed when {'; or when '.join(self._end(one, rule.frame.base) for one in rule.ends)}.")
        return " ".join(parts)

    def _excuse(self, excuse: ExcuseRule, base: str) -> str:
        said = self.condition(excuse.when, base)
        parts = [said] if said != excuse.reason else []
        parts += ["even if that became known only later"] if excuse.known_later else []
        return f"{excuse.reason} ({', '.join(parts)})" if parts else excuse.reason

    def _end(self, end: EndRule, base: str) -> str:
        only = f"; only where {self.condition(end.when, base)}" if end.when != ALWAYS else ""
        at = self.moment(end.at)
        return end.reason if not only and at == f"when {end.reason}" else f"{end.reason} ({at}{only})"

    def _each(self, rule: Rule) -> str:
        base = rule.frame.base
        noun = self.noun(base)
        if rule.period is not None:
            per = self._name(Ref(base, rule.period.per))
            return f"For each {per} and month with {a(noun)}{self._where(rule.period.where, base)}"
        second = [join for join in rule.frame.joins if join.inner]
        subject = f"{noun} and {self.noun(second[0].table)}{self._met(second[0])}" if second else noun
        if rule.nth is not None:
            subject = (f"{noun}{self._where(rule.nth.where, base)} that is the {_ordinal(rule.nth.nth)} or later of the same "
                       f"{self._name(Ref(base, rule.nth.per))} within {rule.nth.within}")
        return f"For each {subject}{self._where(rule.where, base)}"

    def _met(self, join: Join) -> str:
        """Of which third table two tables speak, where neither links to the other."""
        column = self._found(join.on[0][0])
        met = column.link.partition(".")[0] if column and column.link else join.table
        return "" if met == join.table else f" of the same {self.noun(met)}"

    def _duty(self, rule: Rule) -> str:
        clock = rule.clock
        groups = ["; or that ".join(self.proof(step) for step in group) for group in rule.proofs]
        proofs = "; and that ".join(groups)
        window = self._window(clock, rule.frame.base)
        if any(step.early for group in rule.proofs for step in group):
            window += " (what was done before that counts too)"
        if clock.never:
            return f"must make sure that it never happens, {window}, that {proofs}"
        count = f"at least {clock.at_least} times " if clock.at_least > 1 else ""
        return f"must see to it, {count}{window}, that {proofs}"

    def _window(self, clock: ClockRule, base: str) -> str:
        if clock.kind == "in_period":
            return "within the month"
        if clock.kind in ("before", "by_date"):
            ends = self.moment(clock.deadline)
            by = "by " if not ends.startswith("when ") else "by the time "
            said = f"{by}{ends}" if clock.kind == "by_date" else f"before {ends.removeprefix('when ')}"
            return said if clock.starts == clock.deadline else f"{said} and starting {_from(self.moment(clock.starts))}"
        options = "; ".join(f"{self.length(one, base)} where {self.condition(when, base)}"
                            for when, one in clock.lengths[:-1] if when)
        last = clock.lengths[-1][1]
        length = self.length(last, base) + (f" ({options})" if options else "")
        starts = self.moment(clock.starts)
        if clock.kind == "every":
            return f"every {length}, counted from {starts} and then from each time that it was done"
        paused = ""
        if clock.pause:
            paused = f", not counting the time from {self.moment(clock.pause[0])} to {self.moment(clock.pause[1])}"
        if isinstance(last, Duration) and last.beginning:
            return f"within {length} {starts if starts.startswith('when ') else 'of ' + starts}{paused}"
        return f"within {length} after {starts.removeprefix('when ')}{paused}"

    def length(self, one: Duration | ColumnLength, base: str = "") -> str:
        if isinstance(one, ColumnLength):
            return f"as many {one.unit}s as {self._column(one.ref, base)} says"
        name = one.leaving_out or ""
        return str(one).replace(name, self.calendar.spoken_sets.get(name, words(name))) if name else str(one)

    # Moments and proofs.

    def moment(self, node: MomentNode | None) -> str:
        """A moment, as a noun or as a clause with "when"."""
        if isinstance(node, ColumnMoment):
            event = self._event(node.ref)
            return f"when {event}" if event else self._column(node.ref)
        if isinstance(node, RelatedMoment):
            rows = node.rows
            event = self._event(Ref(rows.frame.base, rows.at or ""))
            if event and self._same_row(rows):
                return f"when {event},{self._where(rows.where, rows.frame.base)}".rstrip(",")
            usual = event or rows.at == self.tables[rows.frame.base].happened
            of = "" if usual else f"the {self._name(Ref(rows.frame.base, rows.at or ''))} of "
            return f"{of}the {'last' if node.last else 'first'} {self.related(rows)}"
        if isinstance(node, ManyMoments):
            which = "latest" if node.latest else "earliest"
            return f"the {which} of ({'; '.join(self.moment(part) for part in node.parts)})"
        return "the run's moment"

    def _same_row(self, rows: RelatedRows) -> bool:
        """Whether the related row is the duty's own row again."""
        base = rows.frame.base
        return sorted(rows.keys) == sorted((column, Ref(base, column)) for column in self.tables[base].key)

    def related(self, rows: RelatedRows) -> str:
        """Related rows, and by which of their moments they are dated where it is not the usual one."""
        base = rows.frame.base
        event = self._event(Ref(base, rows.at or "")) if rows.at != self.tables[base].happened else ""
        dated = f", dated by when {event}" if event else ""
        return f"{self.noun(base)}{self._where(rows.where, base, self._ties(rows))}{dated}"

    def _ties(self, rows: RelatedRows) -> list[str]:
        said = []
        for tie in rows.correlations:
            other = "whoever holds the matter at that time" if tie.against is None else self._column(tie.against)
            isnt = "" if tie.operation == "same_as" else "not "
            said.append(f"the {self._name(Ref(rows.frame.base, tie.column))} is {isnt}{other}")
        return said

    def proof(self, step: ProofStep) -> str:
        """What has to be so, as a clause."""
        if step.rows is not None:
            base = step.rows.frame.base
            event = self._event(Ref(base, step.rows.at or ""))
            if event and self._same_row(step.rows):
                return f"{_present(event)},{self._where(step.rows.where, base, self._ties(step.rows))}".rstrip(",")
            return f"there is {a(self.related(step.rows))}"
        if isinstance(step.moment, ColumnMoment):
            event = self._event(step.moment.ref)
            return _present(event) if event else f"{self._column(step.moment.ref)} is recorded"
        return f"there is {self.moment(step.moment)}"

    # Conditions.

    def _where(self, node: Node, base: str, ties: Iterable[str] = ()) -> str:
        must, must_not = self._sides(node, base)
        must += ties
        so = f" where {' and '.join(must)}" if must else ""
        return so + (f", but not where {' or where '.join(must_not)}" if must_not else "")

    def condition(self, node: Node, base: str = "") -> str:
        """A condition as a clause; empty where it always holds."""
        if node == ALWAYS:
            return ""
        if isinstance(node, All):
            must, must_not = self._sides(node, base)
            exceptions = f"not where {' or where '.join(must_not)}" if must_not else ""
            return ", but ".join(one for one in (" and ".join(must), exceptions) if one)
        if isinstance(node, Any):
            return "(" + "; or ".join(self.condition(part, base) for part in node.parts) + ")"
        if isinstance(node, Not):
            return f"it is not so that {self.condition(node.part, base)}"
        if isinstance(node, Has):
            many = "" if node.at_least == 1 else f"at least {node.at_least} times "
            return f"there is {many}{a(self.related(node.rows))}"
        return self._test(node, base)

    def _sides(self, node: Node, base: str) -> tuple[list[str], list[str]]:
        """What must be so, and what must not."""
        must, must_not = [], []
        for part in _flat(node):
            opposite = _opposite(part)
            if opposite is None:
                must.append(self.condition(part, base))
            else:
                must_not.append(self.condition(opposite, base))
        return must, must_not

    def _test(self, test: Test, base: str) -> str:
        column = self._found(test.ref)
        operation, value = test.operation, test.value
        event = self._event(test.ref)
        if operation == "known":
            lasting = _clause(column, "Since when ")
            said = "recorded" if value else "not recorded"
            if event or lasting:
                return f"it is {said} {f'when {event}' if event else f'since when {lasting}'}"
            return f"{self._column(test.ref, base)} is {said}"
        if value is True or value is False:
            return self._mark(test.ref, column, base, so=value)
        if isinstance(value, Ref) and operation in ORDERED:
            left = event or f"{self._column(test.ref, base)} is"
            return f"{left} {ORDERED[operation]} {self._event(value) or self._column(value, base)}"
        name = self._column(test.ref, base)
        if isinstance(value, Ref):
            return f"{name} is {'the same as' if operation == 'same_as' else 'other than'} {self._column(value, base)}"
        if isinstance(value, tuple):
            spoken = listed(_spoken(item, column) for item in value)
            return f"{name} is {'' if operation == 'in' else 'not '}{spoken}"
        if operation in COMPARED:
            return f"{name} is {COMPARED[operation]} {value}{_unit(column, value)}"
        return f"{name} is {_spoken(value, column)}"

    def _mark(self, ref: Ref, column: Column | None, base: str, *, so: bool) -> str:
        clause = _clause(column, "Whether ")
        if clause:
            return clause if so else f"it is not so that {clause}"
        return f"{self._column(ref, base)} is {'' if so else 'not '}marked"

    # Words of tables.

    def noun(self, table: str) -> str:
        found = self.tables.get(table)
        return found.called if found and found.called else words(table)

    def _found(self, ref: Ref) -> Column | None:
        table = self.tables.get(ref.table)
        return table.column(ref.column) if table else None

    def _name(self, ref: Ref) -> str:
        column = self._found(ref)
        return column.called if column and column.called else words(ref.column)

    def _column(self, ref: Ref, base: str = "") -> str:
        name = self._name(ref)
        return f"the {name}" if ref.table == base else f"the {self.noun(ref.table)}'s {name}"

    def _event(self, ref: Ref) -> str:
        """What happened at a moment, as a clause in the past; empty where its meaning does not begin with "When"."""
        return _clause(self._found(ref), "When ")

    # Counts.

    def _counted(self, standard: Standard, resolved: Resolved) -> str:
        rules: dict[str, CountedRule] = {}
        for rule in resolved.counted:
            if rule.settings == "force":
                rules.setdefault(rule.role, rule)
        if standard.kind == "indicator" and standard.indicator is not None:
            top, bottom = rules["numerator"], rules["denominator"]
            month = self.moment(bottom.month)
            if isinstance(standard.indicator.numerator, Subset):
                own = top.where if bottom.where == ALWAYS or not isinstance(top.where, All) else top.where.parts[-1]
                basis = "followed from" if standard.indicator.basis == "cohort" else "counted in"
                in_month = month if month.startswith("when ") else f"of {month}"
                return (f"Of every {self._rows(bottom)}, it counts each{self._where(own, bottom.frame.base)}; {basis} the month "
                        f"{in_month}.")
            return (f"Counts every {self._rows(top)} against every {self._rows(bottom)}, each in its own month: the first by "
                    f"{self.moment(top.month)}, the second by {month}.")
        if standard.kind == "capacity":
            return f"Sets {self._amount(rules['held'])} beside {self._amount(rules['needed'])}, at the run's moment."
        return (f"A person answers, for a seeded sample of every {self._rows(rules['population'])}: "
                f"{standard.audit.question if standard.audit else ''}")

    def _rows(self, rule: CountedRule) -> str:
        return f"{self.noun(rule.frame.base)}{self._where(rule.where, rule.frame.base)}"

    def _amount(self, rule: CountedRule) -> str:
        what = f"{self._name(rule.value)} of every " if rule.value else "the number of every "
        return f"the {what}{self._rows(rule)}" if rule.value else f"{what}{self._rows(rule)}"


def _clause(column: Column | None, start: str) -> str:
    """What a meaning says after its first word, without what it adds behind a semicolon."""
    if column is None or not column.meaning.startswith(start):
        return ""
    return column.meaning.removeprefix(start).split(";")[0].strip().rstrip(".")


def _present(event: str) -> str:
    """What happened, as what has to happen."""
    for past, present in ((" was ", " is "), (" were ", " are ")):
        if past in event:
            return event.replace(past, present, 1)
    return f"this is on record: {event}"


def _from(moment: str) -> str:
    return moment if moment.startswith("when ") else f"from {moment}"


def _flat(node: Node) -> Iterable[Node]:
    if isinstance(node, All):
        for part in node.parts:
            yield from _flat(part)
    else:
        yield node


def _opposite(node: Node) -> Node | None:
    """The positive of what may not be so; None for what must be."""
    if isinstance(node, Not):
        return node.part
    if isinstance(node, Test) and node.value is False and node.operation in ("is", "known"):
        return Test(node.ref, node.operation, True, node.place, node.since)
    return None


def _spoken(value: object, column: Column | None) -> str:
    return f"“{value}”" if column is not None and column.type == "text" else str(value).replace("_", " ")


def _unit(column: Column | None, value: object) -> str:
    """The unit of a number, unless the column's name says what is counted."""
    if column is None or not column.unit or (column.called or "").startswith("number"):
        return ""
    return f" {column.unit.removesuffix('s') if value == 1 else column.unit}"


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
