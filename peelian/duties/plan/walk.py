"""Walks over rules: what a rule names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any as AnyValue

from peelian.standards.rules import All, Any, Has, Node, Not, Ref, RelatedMoment, RelatedRows, Rule


def parts(thing: AnyValue) -> Iterator[AnyValue]:
    """Every dataclass inside a rule, itself included. Of related rows only what the duty's own frame must hold."""
    if isinstance(thing, tuple):
        for part in thing:
            yield from parts(part)
    elif isinstance(thing, RelatedRows):
        yield thing
        yield from parts(tuple(ref for _, ref in thing.keys))
        yield from parts(tuple(tie.against for tie in thing.correlations if tie.against is not None))
    elif is_dataclass(thing):
        yield thing
        for one in fields(thing):  # type: ignore[arg-type]
            yield from parts(getattr(thing, one.name))


def depth(node: Node) -> int:
    """How many tables deep a condition looks: 0 for tests alone, 1 where it counts related rows, and so on."""
    if isinstance(node, All | Any):
        return max((depth(part) for part in node.parts), default=0)
    if isinstance(node, Not):
        return depth(node.part)
    return 1 + depth(node.rows.where) if isinstance(node, Has) else 0


def alone(rule: Rule, things: Iterable[object]) -> bool:
    """Whether these parts of a rule look at the rows of its own table and at nothing else."""
    wanted = [part for thing in things for part in parts(thing)]
    tables = {part.table for part in wanted if isinstance(part, Ref)}
    return tables <= {rule.frame.base} and not any(join.inner for join in rule.frame.joins) and not any(
        isinstance(part, Has | RelatedMoment | RelatedRows) for part in wanted)
