"""The rule in plain English, made from the rule itself, so that the sentence can never say something else."""

from __future__ import annotations

from collections.abc import Iterable

from peelian.clocks import Duration
from peelian.standards.model import Standard
from peelian.standards.rules import (
    ALWAYS,
    All,
    Any,
    ClockRule,
    ColumnLength,
    ColumnMoment,
    CountedRule,
    Has,
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
ORDERED = {"before": "before", "after": "after", "on_or_before": "on or before", "on_or_after": "on or after"}


def words(name: str) -> str:
    """A table's or column's name as words."""
    for ending, spoken in (("_at", " time"), ("_on", " day"), ("_id", "")):
        if name.endswith(ending):
            name = name.removesuffix(ending) + spoken
    return name.replace("_", " ")


def listed(items: Iterable[str], last: str = "or") -> str:
    """"a, b or c"."""
    known = list(items)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} {last} {known[-1]}" if known else ""


def a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def sentence(standard: Standard, resolved: Resolved) -> str:
    """What the standard says, edition by edition where they differ."""
    if standard.kind != "duty":
        return _counted(standard, resolved)
    by_edition: dict[str, list[Rule]] = {}
    for rule in resolved.duties:
        if rule.settings == "force":
            by_edition.setdefault(rule.edition, []).append(rule)
    said = {edition: " ".join(dict.fromkeys(rule_sentence(rule) for rule in rules))
            for edition, rules in by_edition.items()}
    if len(set(said.values())) <= 1:
        return next(iter(said.values()), "")
    return "\n".join(f"From {edition.partition('/')[2] or edition}: {text}" for edition, text in said.items())


def rule_sentence(rule: Rule) -> str:
    """One rule: for whom, from when, what must be done, by whom, by when, and what lets it off."""
    parts = [f"{_each(rule)}, {a(rule.owed_by)} {_duty(rule)}."]
    if rule.excuses:
        parts.append(f"It is excused where {listed(f'{one.reason}' for one in rule.excuses)}.")
    if rule.ends:
        parts.append(f"It stops being owed when {listed(_end(one.reason, one.at) for one in rule.ends)}.")
    return " ".join(parts)


def _end(reason: str, at: MomentNode) -> str:
    return f"{reason} ({moment(at)})"


def _each(rule: Rule) -> str:
    base = words(rule.frame.base)
    second = [join.table for join in rule.frame.joins if join.inner]
    if rule.period is not None:
        inside = condition(rule.period.where, rule.frame.base)
        return f"For each {words(rule.period.per)} and month with {a(base)}{' where ' + inside if inside else ''}"
    subject = f"{base} and {words(second[0])}" if second else base
    if rule.nth is not None:
        inside = condition(rule.nth.where, rule.frame.base)
        subject = (f"{base} that is the {_ordinal(rule.nth.nth)} or later of the same {words(rule.nth.per)} within "
                   f"{rule.nth.within.in_words()}{' where ' + inside if inside else ''}")
    where = condition(rule.where, rule.frame.base)
    return f"For each {subject}{' where ' + where if where else ''}"


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


def _duty(rule: Rule) -> str:
    clock = rule.clock
    proofs = " and ".join(listed(proof(step) for step in group) for group in rule.proofs)
    if clock.never:
        return f"must see that there is never {proofs}{_window(clock)}"
    count = f"at least {clock.at_least} times " if clock.at_least > 1 else ""
    return f"must see {count}{proofs}{_window(clock)}"


def _window(clock: ClockRule) -> str:
    if clock.kind == "in_period":
        return " within the month"
    starts = moment(clock.starts) if clock.starts else ""
    if clock.kind == "before":
        return f" before {moment(clock.deadline)}, starting at {starts}"
    if clock.kind == "by_date":
        return f" by {moment(clock.deadline)}, starting at {starts}"
    base = length(clock.lengths[-1][1])
    options = "; ".join(f"{length(one)} where {condition(when)}" for when, one in clock.lengths[:-1] if when)
    verb = f" every {base}" if clock.kind == "every" else f" within {base}"
    of = f" from {starts}" if clock.kind == "every" else f" of {starts}"
    paused = f", not counting the time from {moment(clock.pause[0])} to {moment(clock.pause[1])}" if clock.pause else ""
    return f"{verb}{of}{' (' + options + ')' if options else ''}{paused}"


def length(one: Duration | ColumnLength) -> str:
    return one.in_words() if isinstance(one, Duration) else f"as many {one.unit}s as {column(one.ref)} says"


def column(ref: Ref, base: str = "") -> str:
    return words(ref.column) if ref.table == base else f"the {words(ref.table)}'s {words(ref.column)}"


def moment(node: MomentNode | None) -> str:
    """A moment, as a noun."""
    if isinstance(node, ColumnMoment):
        return column(node.ref)
    if isinstance(node, RelatedMoment):
        return f"the {'last' if node.last else 'first'} {related(node.rows)}"
    if isinstance(node, ManyMoments):
        which = "latest" if node.latest else "earliest"
        return f"the {which} of {listed((moment(part) for part in node.parts), 'and')}"
    return "the run's moment"


def related(rows: RelatedRows) -> str:
    inside = condition(rows.where, rows.frame.base)
    ties = [tie(one.column, one.operation, one.against) for one in rows.correlations]
    said = " and ".join(part for part in [inside, *ties] if part)
    return f"{words(rows.frame.base)}{' where ' + said if said else ''}"


def tie(own: str, operation: str, against: Ref | None) -> str:
    """A related row's column against the duty's, or against who held it."""
    other = "whoever holds it" if against is None else column(against)
    return f"{words(own)} {'is' if operation == 'same_as' else 'is not'} {other}"


def proof(step: ProofStep) -> str:
    early = " (it may come early)" if step.early else ""
    return (a(related(step.rows)) if step.rows is not None else moment(step.moment)) + early


def condition(node: Node, base: str = "") -> str:
    """A condition as a clause; empty where it always holds."""
    if node == ALWAYS:
        return ""
    if isinstance(node, All):
        return " and ".join(condition(part, base) for part in node.parts)
    if isinstance(node, Any):
        return "(" + " or ".join(condition(part, base) for part in node.parts) + ")"
    if isinstance(node, Not):
        return f"it is not so that {condition(node.part, base)}"
    if isinstance(node, Has):
        many = "" if node.at_least == 1 else f"at least {node.at_least} times "
        return f"there is {many}{a(related(node.rows))}"
    return _test(node, base)


def _test(test: Test, base: str) -> str:
    name = column(test.ref, base)
    operation, value = test.operation, test.value
    if operation == "known":
        return f"{name} is {'known' if value else 'not recorded'}"
    if value is True or value is False:
        return f"{name} is {'marked' if value else 'not marked'}"
    if isinstance(value, Ref):
        if operation in ORDERED:
            return f"{name} is {ORDERED[operation]} {column(value, base)}"
        return f"{name} is {'the same as' if operation == 'same_as' else 'other than'} {column(value, base)}"
    if isinstance(value, tuple):
        spoken = listed(str(item).replace("_", " ") for item in value)
        return f"{name} is {'' if operation == 'in' else 'not '}{spoken}"
    if operation in COMPARED:
        return f"{name} is {COMPARED[operation]} {value}"
    return f"{name} is {str(value).replace('_', ' ')}"


def _counted(standard: Standard, resolved: Resolved) -> str:
    said: dict[str, str] = {}
    for rule in resolved.counted:
        if rule.role != "population_check" and rule.settings == "force":
            said.setdefault(rule.role, _rows(rule))
    if standard.kind == "indicator" and standard.indicator is not None:
        basis = ("followed from the month of the denominator" if standard.indicator.basis == "cohort"
                 else "each counted in its own month")
        return f"Counts {said.get('numerator', '')} against {said.get('denominator', '')}, {basis}."
    if standard.kind == "capacity":
        return f"Sets {said.get('held', '')} beside {said.get('needed', '')}, at the run's moment."
    return (f"A person answers, for a seeded sample of {said.get('population', '')}: "
            f"{standard.audit.question if standard.audit else ''}")


def _rows(rule: CountedRule) -> str:
    where = condition(rule.where, rule.frame.base)
    what = f"the {words(rule.value.column)} of each {words(rule.frame.base)}" if rule.value else \
        f"each {words(rule.frame.base)}"
    return f"{what}{' where ' + where if where else ''}"
