"""The links that a standard follows: the columns that lead its rules from one record to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from peelian.standards.rules import CountedRule, Frame, Need, Ref, RelatedRows, Resolved, Rule

WHOSE = ("frame", "attribution")  # who holds a record decides nothing about what is owed


def links_followed(resolved: Resolved) -> set[Need]:
    """The columns by which any rule goes from record to record. One that only names its subject, or whose it is, is none."""
    rules: list[Rule | CountedRule] = [*resolved.duties, *resolved.counted]
    return {need for rule in rules for need in _of_rule(rule)}


def _of_rule(rule: Rule | CountedRule) -> Iterator[Need]:
    asked = [part for field in fields(rule) if field.name not in WHOSE for part in _parts(getattr(rule, field.name))]
    yield from _joined(rule.frame, {part.table for part in asked if isinstance(part, Ref)})
    for rows in asked:
        if isinstance(rows, RelatedRows):
            yield from _joined(rows.frame, {join.table for join in rows.frame.joins})
            for column, ref in rows.keys:
                yield Need(rows.frame.base, column)
                yield Need(ref.table, ref.column)


def _joined(frame: Frame, wanted: set[str]) -> Iterator[Need]:
    """The columns by which the wanted tables, and those on the way to them, are reached. Two tables that meet are both wanted."""
    reached = set(wanted)
    for join in reversed(frame.joins):  # what leads to a table stands before it
        if join.inner or join.table in reached:
            for left, column in join.on:
                reached.add(left.table)
                yield Need(left.table, left.column)
                yield Need(join.table, column)


def _parts(thing: object) -> Iterator[object]:
    """Every piece of a rule, itself included."""
    if isinstance(thing, tuple):
        for part in thing:
            yield from _parts(part)
    elif is_dataclass(thing):
        yield thing
        for field in fields(thing):
            yield from _parts(getattr(thing, field.name))
