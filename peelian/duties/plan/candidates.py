"""Candidates: the rows that could prove a duty, each paired with the duties that it could prove.

A pair is (row, lo, hi, id, entered, certain): the duty's row, the candidate's moment and key, when it was entered (NEVER
where nobody says), and whether it surely is a proof.
"""

from __future__ import annotations

from functools import reduce
from itertools import combinations

import ibis
from ibis.expr.types import BooleanValue, Value
from ibis.expr.types import Table as Relation

from peelian.clocks import NEVER
from peelian.duties.plan.conditions import certainly, equal, possibly
from peelian.duties.plan.facts import Facts
from peelian.duties.plan.wide import Span, as_text, linked
from peelian.duties.plan.world import World
from peelian.standards.rules import Correlation, ProofStep, RelatedRows, Rule

PAIR = ("row", "lo", "hi", "id", "entered", "certain")
Steps = tuple[ProofStep, ...]


def exact(steps: Steps, group: int, facts: Facts, world: World) -> bool:
    """Whether every candidate's moment is exact."""
    return all(world.proofs.span(step.rows).exact if step.rows is not None else facts.exact[f"moment_{group}_{index}"]
               for index, step in enumerate(steps))


def sure(rule: Rule, group: int, facts: Facts, world: World) -> bool:
    """Whether every candidate is certain. That something happened nobody knows when proves no gap."""
    steps = rule.proofs[group]
    if any(step.rows is not None and (step.rows.correlations or world.proofs.unsure(step.rows)) for step in steps):
        return False
    if any(f"moment_{group}_{index}" in facts.unsure | facts.open for index in range(len(steps))):
        return False
    if "start" in facts.open and rule.clock.kind != "every":
        return False
    return rule.clock.kind != "every" or not any(_implied(step, group, index, facts, world) for index, step in enumerate(steps))


def _implied(step: ProofStep, group: int, index: int, facts: Facts, world: World) -> bool:
    return facts.implied[f"moment_{group}_{index}"] if step.rows is None else world.proofs.span(step.rows).implied


def paired(rule: Rule, group: int, facts: Facts, at: Relation, world: World, *, counting: str) -> Relation:
    """The pairs of one group of steps.

    counting: "from_start" (a candidate that ends before the start proves nothing, unless early), "after_start" (only
    candidates later than the start, or that overlap it). Candidates after u_hi are left out where the clock is a window.
    """
    window = windowed(rule)
    start = ["row", *start_columns(rule, group, facts), *(["u_hi"] if window else [])]
    unions = []
    for index, step in enumerate(rule.proofs[group]):
        if step.rows is not None:
            pairs, opened = _rows_pairs(rule, step.rows, facts, at, world, start), False
        else:
            span = facts.span(at, f"moment_{group}_{index}")
            opened = span.one is not None
            pairs = at.select(*start, lo=span.lo, hi=span.hi, id=at.trigger, entered=ibis.literal(NEVER), certain=span.come,
                              **({"one": span.one} if opened else {}))
            pairs = pairs.filter(pairs.lo.notnull())
        if counting == "after_start":
            # A coarse moment that overlaps the start follows it.
            overlaps = (pairs.lo > -NEVER) & (pairs.lo < pairs.start_lo) & (pairs.hi > pairs.start_lo)
            pairs = pairs.mutate(lo=overlaps.ifelse(pairs.start_lo + 1, pairs.lo))
            pairs = pairs.filter((pairs.lo > pairs.start_lo) | (pairs.lo == -NEVER))
            dated = pairs.lo > -NEVER
            pairs = pairs.mutate(certain=pairs.certain & dated & pairs.one if opened else pairs.certain & dated)
        elif not step.early:
            pairs = pairs.filter(pairs.hi >= pairs.start_lo)
            if opened or "start" in facts.open:
                proof = Span(pairs.lo, pairs.hi, one=pairs.one if opened else None)
                pairs = pairs.mutate(certain=pairs.certain & follows(proof, facts, pairs))
        if window:
            pairs = pairs.filter(pairs.lo <= pairs.u_hi)
        unions.append(pairs.select(*PAIR))
    return ibis.union(*unions) if len(unions) > 1 else unions[0]


def start_columns(rule: Rule, group: int, facts: Facts) -> list[str]:
    """What candidates of a group are held against of a duty's start: its lo and, where it or a proof may be that of one record or of
    another, its hi and whether it is of one."""
    opened = {"start", *(f"moment_{group}_{index}" for index in range(len(rule.proofs[group])))} & facts.open
    hi = ["start_hi"] if opened and not facts.exact["start"] else []
    return ["start_lo", *hi, *(["start_one"] if "start" in facts.open else [])]


def follows(proof: Span, facts: Facts, at: Relation) -> BooleanValue:
    """Whether a candidate that counts surely does: as of the reference, only one coarse time is taken to follow another it overlaps."""
    start_hi = at.start_lo if facts.exact["start"] else at.start_hi
    both = [one for one in (proof.one, at.start_one if "start" in facts.open else None) if one is not None]
    return (proof.lo >= start_hi) | reduce(lambda a, b: a & b, both) if both else ibis.literal(True)


def windowed(rule: Rule) -> bool:
    """Whether only candidates up to the deadline count."""
    clock = rule.clock
    return clock.at_least > 1 or clock.kind == "in_period" or clock.never


def _rows_pairs(rule: Rule, rows: RelatedRows, facts: Facts, at: Relation, world: World, start: list[str]) -> Relation:
    """start: the columns of the duty that are wanted beside what ties it."""
    own = world.proofs.of(rows)
    ties = [facts.refs[tie.against] for tie in rows.correlations if tie.against is not None]
    holder = [name for name in ("holder_key", "owner") if name in at.columns] if len(ties) < len(rows.correlations) else []
    keys = [facts.refs[ref] for _, ref in rows.keys]
    duties = at.select(*dict.fromkeys([*start, *keys, *ties, *holder]))
    take = [name for name in own.columns if not name.startswith("key_")]
    pairs = linked(duties, own, [duties[key] == own[f"key_{index}"] for index, key in enumerate(keys)],
                   {name: name for name in take}, "inner")
    if not rows.correlations:
        answer = pairs.answer if world.proofs.unsure(rows) else ibis.literal(True)
        return pairs.mutate(certain=certainly(answer))
    if "holder_key" in holder:
        holders = world.holders(rule.attribution.holder)  # type: ignore[arg-type]
        pairs = holders.at(pairs, "lo", {"owner": "owner"}, {})
    answers = [pairs.answer, *(_tied(tie, index, facts, pairs) for index, tie in enumerate(rows.correlations))]
    pairs = pairs.mutate(tied=reduce(lambda a, b: a & b, answers))
    return pairs.filter(possibly(pairs.tied)).mutate(certain=certainly(pairs.tied))


def _tied(tie: Correlation, index: int, facts: Facts, pairs: Relation) -> Value:
    own = pairs[f"own_{index}"]
    if tie.against is not None:
        answer = equal(own, pairs[facts.refs[tie.against]])
    elif "owner" in pairs.columns:
        answer = equal(as_text(own), pairs.owner)
    else:
        answer = ibis.null("boolean")
    return answer if tie.operation == "same_as" else ~answer


# Rows that lack a link might be the proof of any duty that they do not contradict.

def least_unlinked(rule: Rule, group: int, facts: Facts, at: Relation, world: World,
                   identity: tuple[str, ...]) -> tuple[Relation, list[str]]:
    """Adds, for each way in which rows of this group lack links, the first moment at which one might prove the duty.

    identity: the columns that name one duty of `at`. Gives back the names of the columns added.
    """
    added: list[str] = []
    for step in rule.proofs[group]:
        rows = step.rows
        if rows is None:
            continue
        columns = tuple(column for column, _ in rows.keys)
        for size in range(1, len(columns) + 1):
            for lacking in combinations(range(len(columns)), size):
                if world.proofs.unlinked(rows, tuple(columns[index] for index in lacking)):
                    name = f"unlinked_{group}_{len(added)}"
                    at = _with_unlinked(rows, step.early, lacking, facts, at, world, identity, name)
                    added.append(name)
    return at, added


def _with_unlinked(rows: RelatedRows, early: bool, lacking: tuple[int, ...], facts: Facts, at: Relation, world: World,
                   identity: tuple[str, ...], name: str) -> Relation:
    keys = [facts.refs[ref] for _, ref in rows.keys]
    lost = world.proofs.of(rows)
    lost = lost.filter(*[lost[f"key_{index}"].isnull() if index in lacking else lost[f"key_{index}"].notnull()
                         for index in range(len(keys))])
    day = world.days.utc_day
    if len(lacking) < len(keys):
        there = [index for index in range(len(keys)) if index not in lacking]
        duties = at.select(*identity, *(() if "start_lo" in identity else ("start_lo",)), "u_hi", *dict.fromkeys(keys))
        pairs = linked(duties, lost, [duties[keys[index]] == lost[f"key_{index}"] for index in there], {"lo": "lo"}, "inner")
        pairs = pairs.filter(day(pairs.lo) <= day(ibis.least(pairs.u_hi, world.as_at)),
                             *[pairs[keys[index]].notnull() for index in lacking])
        if not early:
            pairs = pairs.filter(day(pairs.lo) >= day(pairs.start_lo))
        first = pairs.group_by(*identity).aggregate(found_lo=pairs.lo.min())
        return linked(at, first, [at[one] == first[one] for one in identity], {name: "found_lo"})
    if early:
        first = lost.aggregate(found_lo=lost.lo.min()).mutate(always=1)
        at = at.mutate(always=1)
        at = linked(at, first, [at.always == first.always], {name: "found_lo"}).drop("always")
    else:
        nearest = world.nearest_days(rows, lost)
        at = linked(at, nearest, [day(at.start_lo) == nearest.utc_day], {name: "found_lo"})
    might = (day(at[name]) <= day(ibis.least(at.u_hi, world.as_at))) & reduce(lambda a, b: a & b, [at[key].notnull() for key in keys])
    return at.mutate(**{name: certainly(might).ifelse(at[name], ibis.null("int64"))})
