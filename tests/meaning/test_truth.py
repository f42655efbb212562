"""The truth table, exhaustively: every combination of true, false and unknown, against "try every possibility"."""

from __future__ import annotations

from itertools import product

import pytest

from peelian.duties.truth import CANNOT_TELL, COUNTED, EDGES, LINES, NEVER_LINES, STATUSES, Line, decide

ANSWERS = (True, False, None)


def possible_statuses(lines: tuple[Line, ...], answers: tuple[bool | None, ...]) -> set[str]:
    """The statuses of every world in which each unknown answer is either true or false."""
    found = set()
    for world in product(*([answer] if answer is not None else [True, False] for answer in answers)):
        found.add(next((line.status for line, answer in zip(lines, world, strict=True) if answer), lines[-1].status))
    return found


@pytest.mark.parametrize("lines", [LINES, NEVER_LINES])
def test_the_first_line_that_is_not_false_decides_as_trying_every_possibility_would(lines: tuple[Line, ...]) -> None:
    for answers in product(*([ANSWERS] * (len(lines) - 1)), (True,)):
        status, reason = decide(lines, answers)
        possible = possible_statuses(lines, answers)
        assert status == (possible.pop() if len(possible) == 1 else CANNOT_TELL)
        assert bool(reason) == (status == CANNOT_TELL)


@pytest.mark.parametrize("lines", [LINES, NEVER_LINES])
def test_each_line_gives_its_own_status(lines: tuple[Line, ...]) -> None:
    assert len({line.status for line in lines}) == len(lines)
    assert {line.status for line in lines} | {CANNOT_TELL} <= set(STATUSES)


def test_the_table_as_the_design_states_it() -> None:
    assert [line.status for line in LINES] == ["met", "excused", "lapsed", "met_late", "missed", "due", "overdue"]
    assert set(COUNTED) == {"met", "met_late", "missed", "overdue"}
    assert EDGES["overdue"] == {"met_late", "missed"}
    assert EDGES["missed"] == {"met_late"}
    assert set(EDGES) == set(STATUSES)
