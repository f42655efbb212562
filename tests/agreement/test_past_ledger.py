"""The ledger for a past moment from all the records equals the ledger from the records cut at that moment.

The cut is by when rows were entered. A standard that leans on "as extracted" columns is named by the product and left out
of the claim: those columns hold other values in the cut, so a standard that leans on one and is not named would fail here.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from peelian.duties.cases import instant, literal_rows, read_cases
from peelian.standards.library import Library
from peelian.standards.needs import leaning
from peelian.standards.rules import Rule
from tests.agreement import strategies
from tests.agreement.cut import cut
from tests.agreement.test_agreement import EXAMPLES, LENDING, in_order, resolved
from tests.agreement.test_moving_on import LIBRARY, moments_of
from tests.meaning import engines

MANY = 50 * EXAMPLES
Rows = dict[str, list[dict[str, Any]]]
EDITION = {"in_force": {"from": "2000-01-01"}, "authority": {"kind": "local", "cite": "Spec", "evidence": "local"}}
CLOCK: dict[str, Any] = {"starts": "loan.lent_at", "within": "7 days"}
PLAIN = {"id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", "each": "loan",
         "proof": {"moment": "loan.returned_at"}, "editions": [{**EDITION, "clock": CLOCK}]}


def past_moments() -> st.SearchStrategy[int]:
    """With as much still to come as has been: when everything is over there is nothing to cut."""
    return st.sampled_from(strategies.INSTANTS[len(strategies.INSTANTS) // 3:])


def standing(raw: dict[str, Any]) -> list[Rule]:
    """The rules of a standard that the product does not name as leaning."""
    return [rule for rule in resolved(raw).duties if not leaning(rule, LENDING.tables)]


def check(rules: list[Rule], rows: Rows, as_at: int, engine: Any, library: Library = LENDING) -> None:
    whole, _ = engine(rules, [], library.tables, rows, library.calendar, as_at)
    past, _ = engine(rules, [], library.tables, cut(library.tables, rows, as_at), library.calendar, as_at)
    assert in_order(whole) == in_order(past)


DAMAGED_LATER = {"loan": [{"loan_id": "l0", "lent_at": strategies.INSTANTS[0], "condition": "damaged",
                           "returned_at": strategies.INSTANTS[9], "shelf": "open"}]}
ENDS_BEFORE_IT_BEGINS = {"loan": [{"loan_id": "l0", "closed_from": strategies.INSTANTS[9], "closed_to": strategies.INSTANTS[0]}]}


@settings(max_examples=MANY)
@example({**PLAIN, "where": {"loan.condition": {"known": True}}}, DAMAGED_LATER, strategies.INSTANTS[5])
@example({**PLAIN, "where": {"loan.condition": {"known": False}}}, DAMAGED_LATER, strategies.INSTANTS[5])
@example({**PLAIN, "where": {"not": {"loan.condition": "damaged"}}}, DAMAGED_LATER, strategies.INSTANTS[5])
@example({**PLAIN, "editions": [{**EDITION, "clock": {**CLOCK, "starts": "loan.closed_from"}}]}, ENDS_BEFORE_IT_BEGINS,
         strategies.INSTANTS[5])
@given(strategies.standards(LENDING.tables), strategies.records(LENDING.tables), past_moments())
def test_a_past_ledger_is_what_could_have_been_known_then(raw: dict[str, Any], rows: Rows, as_at: int) -> None:
    check(standing(raw), rows, as_at, engines.reference)


@settings(max_examples=max(3, EXAMPLES // 4))
@given(strategies.standards(LENDING.tables, fixed=True), strategies.records(LENDING.tables), past_moments())
def test_the_plan_knows_no_more_than_could_have_been_known_then(raw: dict[str, Any], rows: Rows, as_at: int) -> None:
    rules = standing(raw)
    assume(rules)
    check(rules, rows, as_at, engines.plan("duckdb://"))


@pytest.mark.parametrize("standard", sorted(name for name, found in LIBRARY.resolve().items() if found.duties))
def test_a_past_ledger_of_every_standard_of_the_library(standard: str) -> None:
    """Through its own cases, as at every moment at which something happens or falls due."""
    rules = [rule for rule in LIBRARY.resolve({standard})[standard].duties if not leaning(rule, LIBRARY.tables)]
    read = read_cases(LIBRARY, standard)
    assert read is not None
    for case in read[1]:
        rows = literal_rows(case.records, LIBRARY.tables, LIBRARY.about.zone)
        for as_at in moments_of(rows, rules, instant(case.as_at, LIBRARY.about.zone)[1]):
            check(rules, rows, as_at, engines.reference, LIBRARY)


def leans(standard: dict[str, Any]) -> set[str]:
    return {word for rule in resolved(standard).duties for word in leaning(rule, LENDING.tables)}


def test_every_place_in_which_a_standard_may_lean_is_named() -> None:
    shelf = {"loan.shelf": "store"}
    inside = {"record": "reminder", "where": {"loan.shelf": "store"}}
    assert leans(PLAIN) == set()
    assert all(leans({**PLAIN, **more}) == {"loan.shelf"} for more in (
        {"where": shelf}, {"where": {"not": {"any": [shelf]}}}, {"where": {"has": inside}}, {"proof": inside},
        {"excused_when": [{"reason": "x", "when": shelf}]}, {"risk_when": [{"when": shelf, "level": "high"}]},
        {"ends_when": [{"reason": "x", "at": "loan.lost_at", "when": shelf}]},
        {"ends_when": [{"reason": "x", "at": {"earliest": [{"latest": ["loan.lost_at", {"first": inside}]}]}}]},
        {"editions": [{**EDITION, "clock": {**CLOCK, "or": [{"when": shelf, "within": "1 day"}]}}]},
        {"editions": [{**EDITION, "clock": {**CLOCK, "starts": {"last": inside}}}]},
        {"each": {"record": "loan", "nth": 2, "within": "7 days", "per": "member_id", "where": shelf}},
    ))
    desk = {**PLAIN, "each": "shift", "proof": {"record": "spot_check", "same": "clerk_id"},
            "editions": [{**EDITION, "clock": {**CLOCK, "starts": "shift.starts_at"}}]}
    assert leans(desk) == {"shift.desk"}
