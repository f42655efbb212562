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
        for row, counts in group:
            is_nth = all_of([counts, _is_nth(rule, world, row, group)])
            if is_nth is not False:
                found.append((row, is_nth))
    return found


def _is_nth(rule: Rule, world: World, row: Row, group: list[tuple[Row, Truth]]) -> Truth:
    """Whether enough others of its group came before it, in time: surely, or perhaps."""
    assert rule.nth is not None
    base, happened = rule.frame.base, world.tables[rule.frame.base].happened or ""
    surely = perhaps = 0
    for other, counts in group:
        if other is row:
            continue
        this, that = row[happened], other[happened]
        until_lo, until_hi = (world.calendar.due(one, rule.nth.within) for one in that)
        if this == that and this.lo == this.hi:  # at the same instant, keys say which came first
            before = after = world.key(base, other) < world.key(base, row)
        else:
            before, after = that.hi <= this.lo, that.lo <= this.hi
        surely += counts is True and before and until_lo is not None and until_lo >= this.hi
        perhaps += after and (until_hi is None or until_hi >= this.lo)
    return True if surely >= rule.nth.nth - 1 else None if perhaps >= rule.nth.nth - 1 else False
