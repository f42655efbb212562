"""What a record leaves open is left open: with a value erased, or a linked record lost, a status stays as it was or cannot be told.

So nothing is ever surer than the records, wherever in a standard the value is asked: each erasure is one of the possibilities at
which an unknown value has to be tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from peelian.duties.truth import CANNOT_TELL
from peelian.standards.rules import Rule
from tests.agreement import strategies
from tests.agreement.test_agreement import EXAMPLES, LENDING, check_agreement, resolved
from tests.meaning import engines

Rows = dict[str, list[dict[str, Any]]]
MANY = 50 * EXAMPLES
ERASED = {"bool", "enum", "int", "num"}
LOST = {"fine": ["loan", "member"], "loan": ["member"], "reminder": ["loan", "fine"]}  # what a link of it leads to


def eligible(raw: dict[str, Any]) -> bool:
    """`known` asks what the records hold, so it is never unknown."""
    return "known" not in str(raw).replace("known_later", "")


@st.composite
def leaning_on_others(draw: st.DrawFn) -> dict[str, Any]:
    """A standard of loans or fines whose moments are those of related records, or of a linked one: where most can be left open."""
    each = draw(st.sampled_from(["loan", "loan", "fine"]))
    asked = st.sampled_from([{"reached": True}, {"way": "letter"}, {"reached": True, "way": "call"}])

    def moment() -> Any:
        nearest = {draw(st.sampled_from(["first", "last"])): {"record": "reminder", "same": "loan_id", "where": draw(asked)}}
        own = draw(st.sampled_from(["loan.lent_at", "loan.returned_at", "loan.lost_at", "member.joined_at", f"{each}.entered_at"]))
        several = {draw(st.sampled_from(["earliest", "latest"])): [nearest, own]}
        return draw(st.sampled_from([nearest, nearest, several, own]))

    shape = draw(st.sampled_from(["within", "within", "every", "before", "by_date"]))
    clock = {"starts": moment(), shape: "7 days" if shape in ("within", "every") else moment()}
    if shape in ("within", "every") and draw(st.integers(0, 3)) == 0:
        clock["paused_while"] = {"from": moment(), "to": moment()}
    proof = {"moment": moment()} if draw(st.booleans()) else {"record": "reminder", "same": "loan_id", "where": draw(asked)}
    parts: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        parts["ends_when"] = [{"reason": "end", "at": moment()}]
    if draw(st.integers(0, 2)) == 0:
        parts["excused_when"] = [{"reason": "reason", "when": {"has": {"record": "reminder", "same": "loan_id", "where": draw(asked)}}}]
    return {"id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", "each": each, "proof": proof,
            **parts, "editions": [{**strategies.EDITION, "clock": clock}]}


def may_lose(raw: dict[str, Any]) -> list[str]:
    """The tables of which the standard asks nothing but what a link leads to: there a lost row is missed, and not merely uncounted."""
    each = raw.get("each")
    counted = [table for table in ("loan", "fine", "reminder") if f"'record': '{table}'" in str(raw)]
    return [table for table in LOST.get(each if isinstance(each, str) else "", []) if table not in counted]


@st.composite
def erased(draw: st.DrawFn, rows: Rows, lose: list[str], raw: dict[str, Any]) -> Rows:
    """The rows with some values blank that the standard asks, and that nothing dates or stands in for; and some rows of `lose` gone."""
    said = str(raw)
    left = {name: [row for row in found if name not in lose or draw(st.integers(0, 2))] for name, found in rows.items()}
    wanted = [(name, number, word) for name, found in left.items() for number in range(len(found))
              for word, column in LENDING.tables[name].columns.items()
              if (column.type in ERASED or word in ("by", "charged_by")) and column.since is None and column.blank_means is None
              and word in said]
    gone = set(draw(st.lists(st.sampled_from(wanted), min_size=1, max_size=8))) if wanted else set()
    return {name: [{word: None if (name, number, word) in gone else value for word, value in row.items()}
                   for number, row in enumerate(found)] for name, found in left.items()}


def statuses(rules: list[Rule], rows: Rows, as_at: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in engines.reference(rules, [], LENDING.tables, rows, LENDING.calendar, as_at)[0]:
        found.setdefault(row["duty_id"], set()).add(row["status"])
    return found


def surer(rules: list[Rule], whole: dict[str, set[str]], less: dict[str, set[str]]) -> Iterator[str]:
    """Duties of which less is known and something else is said, or that are gone."""
    for key, said in less.items():
        if not said - {CANNOT_TELL} <= whole.get(key, set()):
            yield f"{key}: {whole.get(key, 'no duty')} with all that is known, {said} with less"
    if not any(rule.clock.kind == "every" for rule in rules):  # what may be a proof starts no gap
        yield from (f"{key}: {said} with all that is known, no duty with less" for key, said in whole.items() if key not in less)


@settings(max_examples=EXAMPLES)
@given(leaning_on_others(), strategies.records(LENDING.tables), strategies.run_moments())
def test_reference_and_plan_agree_where_most_is_left_open(raw: dict[str, Any], rows: Rows, as_at: int) -> None:
    check_agreement("duckdb://", [{**raw, "id": "spec-0"}], rows, LENDING.calendar, as_at)


@settings(max_examples=MANY)
@given(st.data(), st.one_of(leaning_on_others(), strategies.standards(LENDING.tables).filter(eligible)),
       strategies.records(LENDING.tables, coarse=False), strategies.run_moments())
def test_less_that_is_known_never_makes_another_status(data: st.DataObject, raw: dict[str, Any], rows: Rows, as_at: int) -> None:
    rules = resolved(raw).duties
    whole = statuses(rules, rows, as_at)
    less = data.draw(erased(rows, may_lose(raw), raw))
    assume(less != rows)
    assert not list(surer(rules, whole, statuses(rules, less, as_at)))
