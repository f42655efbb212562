"""Editions that look at different records, or leave days between them: a start known roughly may lie in one that takes its record in
and in one that does not. Reference and plan agree there, and no start known roughly is surer than the same start known well.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.records.tables import LATEST
from tests.agreement import strategies
from tests.agreement.test_agreement import EXAMPLES, LENDING, check_agreement, resolved
from tests.agreement.test_left_open import statuses, surer

Draw = st.DrawFn
Rows = dict[str, list[dict[str, Any]]]
DAY = 86_400_000_000
FIRST_DAYS = [date(2017, 3, day) for day in (23, 25, 27, 29)] + [date(2017, 4, day) for day in (1, 12, 24)]
REACHED = {"first": {"record": "reminder", "same": "loan_id", "where": {"reached": True}}}
STARTS = {"loan": ["loan.lent_at", "loan.lent_at", "loan.held_at", REACHED], "fine": ["fine.charged_at", "loan.lent_at"]}
KNOWN_ROUGHLY = ("lent_at", "held_at", "charged_at")


@st.composite
def editions(draw: Draw, each: str, starts: Any, shape: str) -> list[dict[str, Any]]:
    """Two or three, one after the other or with days between them, that owe the same of some or all records."""
    days = sorted(draw(st.sets(st.sampled_from(FIRST_DAYS), min_size=2, max_size=3)))
    ends = [str(day - timedelta(days=draw(st.sampled_from([1, 1, 2])))) for day in days[1:]]
    found = []
    for index, day in enumerate(days):
        in_force = {"from": str(day), **({"to": ends[index]} if index < len(ends) else {})}
        length = draw(st.sampled_from(["7 days", "7 days", "1 month"]))
        one = {**strategies.EDITION, "in_force": in_force, "clock": {"starts": starts, shape: length}}
        found.append({**one, "where": draw(strategies.conditions(each, LENDING.tables, 1))} if draw(st.integers(0, 3)) else one)
    return found


@st.composite
def uneven(draw: Draw, shapes: tuple[str, ...] = ("within", "within", "every")) -> dict[str, Any]:
    each = draw(st.sampled_from(["loan", "loan", "fine"]))
    proof = draw(st.sampled_from([{"moment": "loan.returned_at"}, {"record": "reminder", "same": "loan_id"}]))
    found = draw(editions(each, draw(st.sampled_from(STARTS[each])), draw(st.sampled_from(shapes))))
    return {"id": "spec-0", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", "each": each, "proof": proof,
            "editions": found}


@st.composite
def roughly(draw: Draw, rows: Rows, among: tuple[str, ...] = (*KNOWN_ROUGHLY, "sent_at")) -> Rows:
    """The same records, with some of these moments known only to lie within so many days."""
    def less(row: dict[str, Any]) -> dict[str, Any]:
        wide: dict[str, int] = {}
        for word in among:
            before, after = draw(st.tuples(*[st.sampled_from([0, 0, 3, 40])] * 2))
            if row.get(word) is not None and before + after:
                wide |= {word: row[word] - before * DAY, word + LATEST: (row.get(word + LATEST) or row[word]) + after * DAY}
        return row | wide

    return {name: [less(row) for row in found] for name, found in rows.items()}


@settings(max_examples=EXAMPLES)
@given(uneven(), strategies.records(LENDING.tables).flatmap(roughly), strategies.run_moments())
def test_reference_and_plan_agree(raw: dict[str, Any], rows: Rows, as_at: int) -> None:
    check_agreement("duckdb://", [raw], rows, LENDING.calendar, as_at)


@settings(max_examples=10 * EXAMPLES)
@given(st.data(), uneven(("within",)), strategies.records(LENDING.tables, coarse=False), st.sampled_from([50, 450]))
def test_a_start_known_roughly_is_never_surer(data: st.DataObject, raw: dict[str, Any], rows: Rows, days: int) -> None:
    """Nothing has come back and nobody was reminded, so that only the start is known less well."""
    bare = {"returned_at": None, "entered_at": None}
    known = {name: [row | {word: None for word in bare if word in row} for row in found] for name, found in rows.items()}
    known["reminder"] = []
    rules = resolved({**raw, "proof": {"moment": "loan.returned_at"}}).duties
    as_at = max(strategies.INSTANTS) + days * DAY
    less = data.draw(roughly(known, KNOWN_ROUGHLY))
    assert not list(surer(rules, statuses(rules, known, as_at), statuses(rules, less, as_at)))
