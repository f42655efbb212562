"""Which rows are the nth of somebody's within a time, so that they trigger a duty."""

from __future__ import annotations

from dataclasses import dataclass

from peelian.duties.reference.conditions import Truth, all_of, truth
from peelian.duties.reference.sight import Row, Span
from peelian.duties.reference.world import World
from peelian.standards.rules import Rule


@dataclass(frozen=True)
class _Event:
    """A row of a series: whether it counts, when it happened, and until when it counts for those after it, at either end of that;
    None where the calendar does not say."""

    row: Row
    counts: Truth
    span: Span
    key: str
    until_lo: int | None
    until_hi: int | None


def numbered(rule: Rule, world: World) -> list[tuple[Row, Truth]]:
    """The rows that are the nth, or a later one, and those of which nobody can tell: rows that may not count, that happened at a
    coarse time, or that a calendar's end keeps from being counted; and those of which nobody knows whose they are."""
    assert rule.nth is not None
    base, happened = rule.frame.base, world.tables[rule.frame.base].happened or ""
    found: list[tuple[Row, Truth]] = []
    series: dict[str, list[_Event]] = {}
    for row in world.rows[base]:
        counts, span = truth(rule.nth.where, world.contexts(rule.frame, row)[0], world), row.get(happened)
        if span is None or counts is False:
            continue
        if row.get(rule.nth.per) is None:
            found.append((row, None))
            continue
        until_lo, until_hi = (world.calendar.due(one, rule.nth.within) for one in (span.lo, span.hi))
        series.setdefault(row[rule.nth.per], []).append(_Event(row, counts, span, world.key(base, row), until_lo, until_hi))
    for events in series.values():
        told = [(one.row, all_of([one.counts, _is_nth(one, events, rule.nth.nth - 1)])) for one in events]
        found += [(row, is_nth) for row, is_nth in told if is_nth is not False]
    return found


def _is_nth(this: _Event, series: list[_Event], others: int) -> Truth:
    """Whether so many others of its series came before it, in time: surely, or perhaps."""
    surely = perhaps = 0
    for that in series:
        if that is this:
            continue
        if this.span == that.span and this.span.lo == this.span.hi:  # at the same instant, keys say which came first
            before = may_be_before = that.key < this.key
        else:
            before, may_be_before = that.span.hi <= this.span.lo, that.span.lo <= this.span.hi
        surely += that.counts is True and before and that.until_lo is not None and that.until_lo >= this.span.hi
        perhaps += may_be_before and (that.until_hi is None or that.until_hi >= this.span.lo)
    return True if surely >= others else None if perhaps >= others else False
