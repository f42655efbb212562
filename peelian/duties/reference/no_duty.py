"""Records that make no duty of a standard, counted by reason.

Each record is asked what the edition asks in which its clock started; one that started in none, what the newest asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peelian.clocks import NEVER
from peelian.duties.reference.conditions import truth
from peelian.duties.reference.duties import ends_of, in_force, runs_at_first
from peelian.duties.reference.triggers import Trigger, takes, triggers
from peelian.duties.reference.world import World
from peelian.standards.editions import populations
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
    for editions in populations(own):
        newest, inside = editions[-1], 0
        first = next((one for one in own if one.alternative == newest.alternative and one.takes_over), None)
        for rule in editions:
            for trigger in triggers(rule, world):
                if _edition_of(trigger, editions, world) is not rule:
                    continue
                inside += 1
                if trigger.subject is None or trigger.id is None:
                    found.no_key += 1
                elif trigger.start is None:
                    found.not_started += 1
                elif trigger.start.lo > -NEVER and not any(in_force(one, trigger.start) for one in own):
                    ends = ends_of(rule, trigger.context, world)
                    found.no_edition += not (first and runs_at_first(first, trigger.start, ends, world))
        found.outside += _outside(newest, inside, world)
    return found


def _edition_of(trigger: Trigger, editions: Sequence[Rule], world: World) -> Rule:
    """The first edition in which its start may lie that takes it in, else the first of these; the newest where it lies in none."""
    start = trigger.start if trigger.start is not None and trigger.start.lo > -NEVER else None
    reached = [one for one in editions if start and in_force(one, start)]
    taking = [one for one in reached if takes(one, trigger, world)]
    return (taking or reached or editions[-1:])[0]


def _outside(newest: Rule, inside: int, world: World) -> int:
    """The rows of the frame that are looked at and left out: of a month, the rows that do not count in it."""
    looked_at = [(row, context) for row in world.rows[newest.frame.base] for context in world.contexts(newest.frame, row)]
    if newest.period is None:
        return len(looked_at) - inside
    per, happened = newest.period.per, world.tables[newest.frame.base].happened or ""
    return sum(row.get(per) is None or row.get(happened) is None or truth(newest.period.where, context, world) is False
               for row, context in looked_at)
