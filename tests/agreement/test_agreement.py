"""Reference and plan give the same ledger and the same counted rows, whatever the standard, the records and the date."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from peelian.clocks import LocalCalendar
from peelian.duties.plan import Plans
from peelian.duties.reference import evaluate_no_duty
from peelian.problems import Problem
from peelian.standards.library import Library, read_library
from peelian.standards.model import Standard
from peelian.standards.resolve import Resolver
from peelian.standards.rules import CountedRule, Resolved, Rule
from peelian.validation import validated
from peelian.yaml_file import YamlFile
from tests.agreement import counted, strategies
from tests.meaning import engines

LENDING = read_library(Path(__file__).parents[1] / "libraries" / "lending")
EXAMPLES = int(os.environ.get("PEELIAN_EXAMPLES", "60"))
STANDARDS_IN_ONE = 2


def resolved(raw: dict[str, Any], library: Library = LENDING) -> Resolved:
    file = YamlFile(Path("spec.yaml"), raw)
    problems: list[Problem] = []
    found = Resolver(validated(Standard, file, raw), file, library.tables, library.calendar, problems).resolved()
    assert not problems, (problems, raw)
    return found


def checked(raws: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Standards of duties, some of them with a count of what their population missed."""
    def with_check(raw: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        each = raw.get("each", "loan")
        base = each if isinstance(each, str) else "pair" if isinstance(each, list) else each["record"]
        reaching = base if any("where" in edition for edition in raw["editions"]) else None  # it is asked of the check's rows too
        return counted.checks(LENDING.tables, table=reaching).map(lambda check: {**raw, "population_check": check})

    return st.one_of(raws, raws, raws.flatmap(with_check))


def several() -> st.SearchStrategy[list[dict[str, Any]]]:
    duties, counts = checked(strategies.standards(LENDING.tables)), counted.counting(LENDING.tables)
    return st.lists(st.one_of(duties, duties, duties, counts), min_size=1, max_size=STANDARDS_IN_ONE)


def rules_of(raws: list[dict[str, Any]]) -> tuple[list[Rule], list[CountedRule]]:
    found = [resolved({**raw, "id": f"spec-{index}"}) for index, raw in enumerate(raws)]
    return [rule for one in found for rule in one.duties], [rule for one in found for rule in one.counted]


def in_order(ledger: list[dict[str, Any]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in ledger)


def check_agreement(url: str, raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar, as_at: int) -> None:
    both = rules_of(raws)
    wanted, wanted_counts = engines.reference(*both, LENDING.tables, rows, calendar, as_at)
    made, made_counts, made_none = engines.whole_plan(url)(*both, LENDING.tables, rows, calendar, as_at)
    assert in_order(made) == in_order(wanted)
    assert len({(row["duty_id"], row["edition"]) for row in wanted}) == len(wanted)  # editions may start it by two moments
    assert in_order(made_counts) == in_order(wanted_counts)
    assert made_none == evaluate_no_duty(both[0], LENDING.tables, rows, calendar, as_at)


@settings(max_examples=EXAMPLES)
@given(several(), strategies.records(LENDING.tables), strategies.calendars(LENDING.calendar), strategies.run_moments())
def test_reference_and_plan_agree(raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar, as_at: int) -> None:
    check_agreement("duckdb://", raws, rows, calendar, as_at)


@settings(max_examples=EXAMPLES)
@given(st.lists(strategies.standards(LENDING.tables, lengths=strategies.LEANING), min_size=1, max_size=1),
       strategies.records(LENDING.tables), strategies.calendars(LENDING.calendar), strategies.run_moments())
def test_they_agree_where_the_calendar_ends(raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar,
                                            as_at: int) -> None:
    check_agreement("duckdb://", raws, rows, calendar, as_at)


@settings(max_examples=max(5, EXAMPLES // 4))
@given(several(), strategies.records(LENDING.tables), strategies.records(LENDING.tables), strategies.run_moments())
def test_a_plan_that_other_records_were_asked_of_gives_the_same(raws: list[dict[str, Any]], first: dict[str, Any],
                                                                second: dict[str, Any], as_at: int) -> None:
    both = rules_of(raws)
    kept = engines.whole_plan("duckdb://", Plans())
    for rows in (first, second, first):
        wanted, wanted_counts, wanted_none = engines.whole_plan("duckdb://")(*both, LENDING.tables, rows, LENDING.calendar, as_at)
        made, made_counts, made_none = kept(*both, LENDING.tables, rows, LENDING.calendar, as_at)
        assert (in_order(made), in_order(made_counts), made_none) == (in_order(wanted), in_order(wanted_counts), wanted_none)


def test_an_edition_that_no_record_reaches_still_says_which_editions_are_asked() -> None:
    """Clocks that start at different moments: no start names an edition, so the newest alone is asked what made no duty."""
    from peelian.duties.cases import instant

    none_yet = {"not": {"has": {"record": "fine", "same": "loan_id"}}}  # more than the loan itself, so it is counted by itself
    edition = {"authority": {"kind": "local", "cite": "Spec", "evidence": "local"}}
    editions = [{**edition, "in_force": {"from": first, "to": last} if last else {"from": first},
                 "clock": {"starts": starts, "within": "7 days"}, "where": {"loan.thing": thing, **none_yet}}
                for first, last, starts, thing in (("2017-01-01", "2017-03-31", "loan.lent_at", "book"),
                                                   ("2017-04-01", "2017-04-30", "loan.held_at", "map"),
                                                   ("2017-05-01", None, "loan.lent_at", "film"))]
    raw = {"id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", "each": "loan",
           "proof": {"moment": "loan.returned_at"}, "editions": editions}
    rows = {**{name: [] for name in LENDING.tables}, "loan": [
        {"loan_id": f"l{index}", "lent_at": instant(day, LENDING.about.zone)[0], "thing": thing}
        for index, (day, thing) in enumerate((("2017-02-01", "book"), ("2017-02-03", "book"), ("2017-05-05", "film")))]}
    check_agreement("duckdb://", [raw], rows, LENDING.calendar, instant("2017-09-01", LENDING.about.zone)[1])


@pytest.fixture(scope="session")
def url(postgres_url: str) -> str:
    return postgres_url


def test_reference_and_plan_agree_on_postgresql(url: str) -> None:
    @settings(max_examples=max(5, EXAMPLES // 8), phases=[Phase.generate])
    @given(several(), strategies.records(LENDING.tables), strategies.calendars(LENDING.calendar), strategies.run_moments())
    def agree(raws: list[dict[str, Any]], rows: dict[str, Any], calendar: LocalCalendar, as_at: int) -> None:
        check_agreement(url, raws, rows, calendar, as_at)

    agree()
