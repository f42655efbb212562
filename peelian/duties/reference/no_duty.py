"""Records that make no duty of a standard, counted by reason. The newest edition of each kind of trigger says what it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peelian.clocks import NEVER
from peelian.duties.reference.conditions import truth
from peelian.duties.reference.duties import base_rows, ends_of, in_force, runs_at_first, triggers
from peelian.duties.reference.world import World
from peelian.standards.rules import Rule


@dataclass
class NoDuty:
    """outside: surely not of the population. Of those that may belong to it, no_key: who or what they concern is not said;
    not_started: their clock has not begun; no_edition: it began when no edition was in force."""

    outside: int = 0
    no_key: int = 0
    not_started: int = 0
    no_edition: int = 0


def made_none(rules: Sequence[Rule], world: World) -> NoDuty:
    """The counts of one standard, at the force's own settings."""
    own = [rule for rule in rules if rule.settings == "force"]
    found = NoDuty()
    for rule in {rule.alternative: rule for rule in own}.values():
        first = next((one for one in own if one.alternative == rule.alternative and one.takes_over), None)
        found.outside += _outside(rule, world)
        for trigger in triggers(rule, world):
            if trigger.subject is None or trigger.id is None:
                found.no_key += 1
            elif trigger.start is None:
                found.not_started += 1
            elif trigger.start.lo > -NEVER and not any(in_force(one, trigger.start) for one in own):
                ends = ends_of(rule, trigger.context, world)
                found.no_edition += not (first and runs_at_first(first, trigger.start, ends, world))
    return found


def _outside(rule: Rule, world: World) -> int:
    """The rows of the frame that are looked at and left out: of a month, the rows that do not count in it."""
    looked_at = [(row, context) for row in world.rows[rule.frame.base] for context in world.contexts(rule.frame, row)]
    if rule.period is not None:
        per, happened = rule.period.per, world.tables[rule.frame.base].happened or ""
        return sum(row.get(per) is None or row.get(happened) is None or truth(rule.period.where, context, world) is False
                   for row, context in looked_at)
    inside = sum(truth(rule.where, context, world) is not False
                 for row, _ in base_rows(rule, world) for context in world.contexts(rule.frame, row))
    return len(looked_at) - inside
