"""As a run's moment moves on, a status moves only along the edges of the truth table.

Asked of the standards whose facts last (see `lasting`), for each duty whose start and deadline stand. What the others may
do follows from their own words. The page docs/explanation/meaning.md says the same under "As the moment moves on".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from peelian.duties.cases import Case, instant, literal_rows, read_cases
from peelian.duties.truth import CANNOT_TELL, LINES, NEVER_LINES, Line, edges
from peelian.records.tables import LATEST, Table
from peelian.standards.library import Library, read_library
from peelian.standards.rules import ColumnMoment, Rule
from tests.agreement import strategies
from tests.agreement.lasting import lasting, leans_on_holder, leans_on_order
from tests.agreement.test_agreement import EXAMPLES, LENDING, resolved
from tests.meaning import engines

MANY = 50 * EXAMPLES
LIBRARY = read_library(Path(__file__).parents[2] / "peelian" / "library" / "england_and_wales")
Rows = dict[str, list[dict[str, Any]]]
Row = dict[str, Any]  # of the ledger
Ledger = dict[tuple[str, int | None], Row]
May = Callable[[Rule, Row, Row, int, bool], bool]  # rule, before, after, moment before, whether it was a clear one


def run_moments(least: int, most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(strategies.run_moments(), min_size=least, max_size=most, unique=True).map(sorted)


def entered_in_time(tables: dict[str, Table], rows: Rows) -> Rows:
    """Each row entered when it happened, and before its other moments: what it says was not known before it was there."""
    return {name: [{**in_order(tables[name], row), "entered_at": None} for row in found] for name, found in rows.items()}


def in_order(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row without the moments that come before it."""
    first = row.get(table.happened) if table.happened else None
    early = {word for word, column in table.columns.items() if column.is_moment and not column.planned
             and first is not None and row.get(word) is not None and row[word] < first}
    return {word: value for word, value in row.items() if word.removesuffix(LATEST) not in early}


def ledger_of(rule: Rule, rows: Rows, at: int, library: Library, engine: Any) -> Ledger:
    """By duty and start: a duty whose start has moved is another one here."""
    made, _ = engine([rule], [], library.tables, rows, library.calendar, at)
    return {(row["duty_id"], row["started_at"]): row for row in made}


def clear(tables: dict[str, Table], rows: Rows, at: int) -> bool:
    """Whether a moment cuts no time in two: nothing is known to have happened only "on this day" or "some time"."""
    for name, found in rows.items():
        for word, column in tables[name].columns.items():
            for row in found if column.is_moment and not column.planned else ():
                lo, hi = row.get(word), row.get(word + LATEST)
                if lo is None and any(row.get(other) is not None for other in tables[name].shown_by(word)):
                    return False
                if lo is not None and hi is not None and lo <= at < hi:
                    return False
    return True


def along_the_edges(rule: Rule, before: Row, after: Row, at: int, whole: bool) -> bool:
    still_open = before["due_at"] is None or at < before["due_at"]
    allowed = edges(_lines(rule), still_open=still_open)[before["status"]]
    return after["status"] in allowed or (after["status"] == CANNOT_TELL and not whole)


def with_late_entry(rule: Rule, before: Row, after: Row, at: int, whole: bool) -> bool:
    return after["status"] in edges(_lines(rule), late=True)[before["status"]]


def changing_its_mind(rule: Rule, before: Row, after: Row, at: int, whole: bool) -> bool:
    """Where facts do not last an exception or an end may cease, and the duty is owed again."""
    return before["status"] in ("excused", "lapsed") or along_the_edges(rule, before, after, at, whole)


def _lines(rule: Rule) -> tuple[Line, ...]:
    return NEVER_LINES if rule.clock.never else LINES


def deadline_stands(before: Row, after: Row) -> bool:
    """A deadline that is another moment comes when that moment comes."""
    return (before["due_at"] in (None, after["due_at"])) and before["due_latest"] == after["due_latest"]


def may_vanish(rule: Rule, row: Row, late: bool) -> bool:
    """A row is withdrawn where it was not certain, or where its start is another now."""
    if not lasting(rule, LIBRARY.tables if rule.standard in LIBRARY.files else LENDING.tables):
        return True
    moved = not isinstance(rule.clock.starts, ColumnMoment | None) or (late and rule.clock.starts is not None and (
        rule.clock.kind == "every" or rule.clock.starts.ref.table != rule.frame.base))
    return row["status"] == CANNOT_TELL or moved


def check(rule: Rule, rows: Rows, moments: list[int], may: May, *, library: Library = LENDING,
          engine: Any = engines.reference, late: bool = False) -> int:
    """Every step from one moment to the next. Returns how many duties were seen twice."""
    seen = 0
    ledgers = [ledger_of(rule, rows, at, library, engine) for at in moments]
    for at, before, after in zip(moments, ledgers, ledgers[1:], strict=False):
        whole = clear(library.tables, rows, at)
        for key, row in before.items():
            found = after.get(key)
            if found is None:
                assert may_vanish(rule, row, late), f"{key} ({row['status']}) has vanished"
            elif deadline_stands(row, found) and row["status"] != found["status"]:
                assert may(rule, row, found, at, whole), f"{key}: {row['status']} → {found['status']}"
            seen += found is not None
    return seen


@settings(max_examples=MANY)
@given(strategies.standards(LENDING.tables), strategies.records(LENDING.tables), run_moments(2, 4))
def test_a_status_moves_only_along_the_edges(raw: dict[str, Any], rows: Rows, moments: list[int]) -> None:
    for rule in resolved(raw).duties:
        if lasting(rule, LENDING.tables):
            check(rule, entered_in_time(LENDING.tables, rows), moments, along_the_edges)


@settings(max_examples=MANY)
@given(strategies.standards(LENDING.tables), strategies.records(LENDING.tables), run_moments(2, 4))
def test_late_entry_moves_a_status_to_a_line_above_or_to_cannot_tell(raw: dict[str, Any], rows: Rows,
                                                                      moments: list[int]) -> None:
    for rule in resolved(raw).duties:
        if lasting(rule, LENDING.tables) and not leans_on_holder(rule) and not leans_on_order(rule):
            ordered = {name: [in_order(LENDING.tables[name], row) for row in found] for name, found in rows.items()}
            check(rule, ordered, moments, with_late_entry, late=True)


@settings(max_examples=max(3, EXAMPLES // 4))
@given(strategies.standards(LENDING.tables), strategies.records(LENDING.tables), run_moments(2, 2))
def test_the_plan_moves_only_along_the_edges(raw: dict[str, Any], rows: Rows, moments: list[int]) -> None:
    rules = [rule for rule in resolved(raw).duties if lasting(rule, LENDING.tables)]
    assume(rules)
    for rule in rules:
        check(rule, entered_in_time(LENDING.tables, rows), moments, along_the_edges, engine=engines.plan("duckdb://"))


@pytest.mark.parametrize("standard", sorted(name for name, found in LIBRARY.resolve().items() if found.duties))
def test_every_standard_of_the_library_moves_only_along_the_edges(standard: str) -> None:
    """Through its own cases, from one moment at which something happens or falls due to the next."""
    rules = LIBRARY.resolve({standard})[standard].duties
    read = read_cases(LIBRARY, standard)
    assert read is not None
    # A standard of when things were entered, or of what comes before its record's own moment, makes duties of records as they are.
    assert seen_moving(rules, read[1], in_time=True) or seen_moving(rules, read[1], in_time=False)


def seen_moving(rules: list[Rule], cases: list[Case], in_time: bool) -> int:
    seen = 0
    for case in cases:
        rows = literal_rows(case.records, LIBRARY.tables, LIBRARY.about.zone)
        rows = entered_in_time(LIBRARY.tables, rows) if in_time else rows
        moments = moments_of(rows, rules, instant(case.as_at, LIBRARY.about.zone)[1])
        for rule in rules:
            may = along_the_edges if in_time and lasting(rule, LIBRARY.tables) else changing_its_mind
            seen += check(rule, rows, moments, may, library=LIBRARY)
    return seen


def moments_of(rows: Rows, rules: list[Rule], as_at: int) -> list[int]:
    """Just before, at and after everything that happens or falls due."""
    found = {as_at}
    for name, table in rows.items():
        for row in table:
            for word, column in LIBRARY.tables[name].columns.items():
                if column.is_moment and row.get(word) is not None:
                    found |= {row[word] - 1, row[word], row.get(word + LATEST) or row[word]}
    made, _ = engines.reference(rules, [], LIBRARY.tables, rows, LIBRARY.calendar, max(found))
    due = {row[word] for row in made for word in ("due_at", "due_latest") if row[word] is not None}
    return sorted(found | due | {at + 1 for at in due})
