"""Which rows are the nth of somebody's within a time, so that they trigger a duty."""

from __future__ import annotations

from peelian.duties.reference.conditions import Truth, all_of, truth
from peelian.duties.reference.sight import Row
from peelian.duties.reference.world import World
from peelian.standards.rules import Rule


def numbered(rule: Rule, world: World) -> list[tuple[Row, Truth]]:
    """The rows that are the nth, or a later one, and those of which nobody can tell: rows that may not count, that happened at a
    coarse time, or that a calendar's end keeps from being counted; and those of which nobody knows whose they are."""
    assert rule.nth is not None
    base, happened = rule.frame.base, world.tables[rule.frame.base].happened or ""
    found: list[tuple[Row, Truth]] = []
    groups: dict[str, list[tuple[Row, Truth]]] = {}
    for row in world.rows[base]:
        counts = truth(rule.nth.where, world.contexts(rule.frame, row)[0], world)
        if row.get(happened) is None or counts is False:
            continue
        if row.get(rule.nth.per) is None:
            found.append((row, None))
        else:
            groups.setdefault(row[rule.nth.per], []).append((row, counts))
    for group in groups.values():
        group.sort(key=lambda one: (one[0][happened].lo, world.key(base, one[0])))
        for place, (row, counts) in enumerate(group):
            is_nth = all_of([counts, _is_nth(rule, world, group, place)])
            if is_nth is not False:
                found.append((row, is_nth))
    return found


def _is_nth(rule: Rule, world: World, group: list[tuple[Row, Truth]], place: int) -> Truth:
    """Whether enough rows of the sorted group come before the one at `place`, in time: of those that surely count, or of all."""
    assert rule.nth is not None
    happened, others = world.tables[rule.frame.base].happened or "", rule.nth.nth - 1
    this = group[place][0][happened]
    surely = [row[happened].lo for row, counts in group[:place] if counts]
    if len(surely) >= others:
        until = world.calendar.due(surely[-others], rule.nth.within)
        if until is not None and until >= this.hi:
            return True
    if place < others:
        return False
    latest = max(row[happened].hi for row, _ in group[:place - others + 1])
    until = world.calendar.due(latest, rule.nth.within)
    return None if until is None or until >= this.lo else False
