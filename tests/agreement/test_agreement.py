"""Reference and plan give the same ledger, row for row, whatever the standard, the records and the date."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from peelian.clocks import UNITS, LocalCalendar
from peelian.problems import Problem
from peelian.standards import rules
from peelian.standards.library import Library, read_library
from peelian.standards.model import Standard
from peelian.standards.resolve import Resolver
from peelian.standards.rules import Resolved, Rule
from peelian.validation import validated
from peelian.yaml_file import YamlFile
from tests.agreement import strategies
from tests.meaning import engines

LENDING = read_library(Path(__file__).parents[1] / "libraries" / "lending")
EXAMPLES = int(os.environ.get("PEELIAN_EXAMPLES", "60"))
STANDARDS_IN_ONE = 2


def resolved(raw: dict[str, Any], library: Library = LENDING) -> Resolved:
    file = YamlFile(Path("spec.yaml"), raw)
    problems: list[Problem] = []
    found = Resolver(validated(Standard, file, raw), file, library.tables, library.calendar, problems).resolved()
    assert not problems, problems
    return found


def several() -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(strategies.standards(LENDING.tables), min_size=1, max_size=STANDARDS_IN_ONE)


def rules_of(raws: list[dict[str, Any]]) -> list[Rule]:
    return [rule for index, raw in enumerate(raws) for rule in resolved({**raw, "id": f"spec-{index}"}).duties]


def in_order(ledger: list[dict[str, Any]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in ledger)


def check_agreement(url: str, raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar, as_at: int) -> None:
    found = rules_of(raws)
    wanted, _ = engines.reference(found, [], LENDING.tables, rows, calendar, as_at)
    made, _ = engines.plan(url)(found, [], LENDING.tables, rows, calendar, as_at)
    assert in_order(made) == in_order(wanted)


@settings(max_examples=EXAMPLES)
@given(several(), strategies.records(LENDING.tables), strategies.calendars(LENDING.calendar), strategies.run_moments())
def test_reference_and_plan_agree(raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar, as_at: int) -> None:
    check_agreement("duckdb://", raws, rows, calendar, as_at)


@pytest.fixture(scope="session")
def url(postgres_url: str) -> str:
    return postgres_url


def test_reference_and_plan_agree_on_postgresql(url: str) -> None:
    @settings(max_examples=max(5, EXAMPLES // 8), phases=[Phase.generate])
    @given(several(), strategies.records(LENDING.tables), strategies.calendars(LENDING.calendar), strategies.run_moments())
    def agree(raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar, as_at: int) -> None:
        check_agreement(url, raws, rows, calendar, as_at)

    agree()


def parts_of(value: Any) -> set[str]:
    """The names of everything that a rule is made of: node classes, operations, clock shapes, units."""
    found: set[str] = set()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found.add(type(value).__name__)
        for field in dataclasses.fields(value):
            found |= parts_of(getattr(value, field.name))
        for word in ("operation", "kind", "unit"):
            if hasattr(value, word):
                found.add(f"{word} {getattr(value, word)}")
    elif isinstance(value, tuple):
        for item in value:
            found |= parts_of(item)
    return found


def test_every_word_of_the_grammar_has_a_strategy() -> None:
    seen: set[str] = set()

    @settings(max_examples=600, phases=[Phase.generate], derandomize=True, database=None)
    @given(strategies.standards(LENDING.tables))
    def draw(raw: dict[str, Any]) -> None:
        for rule in resolved(raw).duties:
            seen.update(parts_of(rule))

    draw()
    classes = {name for name, value in vars(rules).items() if isinstance(value, type) and dataclasses.is_dataclass(value)}
    wanted = classes - {"CountedRule", "Need", "Resolved"}
    wanted |= {
        f"operation {word}"
        for word in (
            "is",
            "in",
            "not_in",
            "at_least",
            "at_most",
            "more_than",
            "less_than",
            "known",
            "before",
            "after",
            "on_or_before",
            "on_or_after",
            "same_as",
            "differs_from",
        )
    }
    wanted |= {f"kind {word}" for word in ("within", "every", "before", "by_date", "in_period")}
    wanted |= {f"unit {word}" for word in UNITS}
    assert wanted <= seen, sorted(wanted - seen)
