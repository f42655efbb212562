"""Which edition a roughly known start is judged by, where the editions of a standard look at different records or leave days between
them: the first in which it may lie that takes its record in. One that nobody knows: the last.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis.expr.types import Table as Relation

from peelian.clocks import NEVER
from peelian.duties.plan.facts import Facts
from peelian.duties.plan.wide import linked
from peelian.duties.plan.world import World
from peelian.standards.editions import kin
from peelian.standards.rules import Rule


def mark_taken(rules: Sequence[Rule], facts: Sequence[Facts], world: World) -> None:
    """Adds to the facts of uneven editions `taken_until`, the latest end of an older edition that takes the record in (-NEVER: none),
    and `taken_from`, when the first later one that does comes into force (NEVER: none)."""
    whole = {id(rule): one for rule, one in zip(rules, facts, strict=True)}
    marked = {id(rule): _marked(rule, whole, kin(rule, rules), world) for rule in rules
              if rule.uneven and (rule.clock.kind == "every" or not whole[id(rule)].exact["start"])}
    for one, table in marked.items():
        whole[one].table = table


def _marked(rule: Rule, facts: dict[int, Facts], editions: list[Rule], world: World) -> Relation:
    at = facts[id(rule)].table
    older = [(one, one.in_force_to) for one in editions if one.in_force_from < rule.in_force_from]
    later = [(one, one.in_force_from) for one in editions if one.in_force_from > rule.in_force_from]
    for name, others, none in (("taken_until", older, -NEVER), ("taken_from", later, NEVER)):
        if others:
            keys = [facts[id(one)].table.select("trigger", moment=ibis.literal(moment, "int64")) for one, moment in others]
            taken = ibis.union(*keys) if len(keys) > 1 else keys[0]
            taken = taken.group_by("trigger").aggregate(moment=taken.moment.max() if others is older else taken.moment.min())
            at = linked(at, taken, [at.trigger == taken.trigger], {name: "moment"})
            at = at.mutate(**{name: at[name].fill_null(none)})
        else:
            at = at.mutate(**{name: ibis.literal(none, "int64")})
    return world.staged("taken", "which other editions take a record in", at)


def first_that_takes(rule: Rule, at: Relation) -> Relation:
    """The duties whose start lies in the edition from its earliest moment on, or in no older one that takes the record in."""
    if "taken_until" not in at.columns:
        return at
    return at.filter((at.start_lo >= rule.in_force_from) | (at.start_lo >= at.taken_until))
