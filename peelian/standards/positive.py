"""A population is positive: it rests on something that was recorded, never on absence alone.

Where nothing is known of a row and no other row stands beside it, a condition must not be true. Else a gap in the
records - a column that was not filled, a table that came empty - would look like something that is owed.
"""

from __future__ import annotations

from collections.abc import Iterable

from peelian.standards.rules import ALWAYS, All, Any, Node, Not, Test


def rests_on_absence(population: Node) -> bool:
    """Whether a condition is true of a row of which nothing is known. A population without conditions rests on the row."""
    return population != ALWAYS and _of_nothing(population) is True


def _of_nothing(node: Node) -> bool | None:
    """What a condition says where every column is blank and every related table is empty."""
    if isinstance(node, All):
        return _all(_of_nothing(part) for part in node.parts)
    if isinstance(node, Any):
        return _not(_all(_not(_of_nothing(part)) for part in node.parts))
    if isinstance(node, Not):
        return _not(_of_nothing(node.part))
    if isinstance(node, Test):
        return _test_of_nothing(node)
    return False  # has: there is no related row


def _test_of_nothing(test: Test) -> bool | None:
    if test.operation == "known":
        return not test.value
    if test.since is not None or test.operation in ("before", "after", "on_or_before", "on_or_after"):
        return False
    return None


def _all(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    return False if False in found else None if None in found else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
