"""Subjects in date at a month's end: silence is one long gap, and shows every month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peelian.duties.run_folder import RunFolder
from peelian.measures.chart_text import stock_sentence
from peelian.measures.figures import NONE_TOLD
from peelian.measures.periods import periods_of
from peelian.measures.stock import FEW_SUBJECTS, Stock, stocks_by_month, stocks_by_team

RunOf = Callable[..., RunFolder]
KEY = ("loan-reminded", "force")


def gap(number: int, started: str | None, due: str | None, done: str | None = None, ended: str | None = None,
        **more: Any) -> dict[str, Any]:
    from tests.unit.measures.made_run import duty

    words = {"standard": "loan-reminded", "status": "met" if done else "overdue", "started_at": started, "done_at": done,
             "ended_at": ended} | more
    return duty(number, due=due, **words)


def stocks(run: RunFolder) -> dict[str, Stock]:
    return stocks_by_month(run, run.library(), periods_of(run))[KEY]


def counts(stock: Stock) -> tuple[int, int, int, int]:
    return stock.in_date, stock.overdue, stock.cannot_tell, stock.excused


def test_a_silent_subject_is_overdue_every_month_and_a_reminded_one_is_in_date(run_of: RunOf) -> None:
    found = stocks(run_of([
        gap(1, "2017-01-01 12:00", "2017-01-08 12:00"),
        gap(2, "2017-01-26 12:00", "2017-02-02 12:00", "2017-02-01 12:00"),
        gap(3, "2017-02-25 12:00", "2017-03-04 12:00", "2017-03-03 12:00"),
        gap(4, "2017-03-30 12:00", "2017-04-06 12:00", status="due"),
    ]))
    assert {month: counts(stock) for month, stock in found.items()} == {
        "2017-01": (1, 1, 0, 0), "2017-02": (1, 1, 0, 0), "2017-03": (1, 1, 0, 0)}
    assert [int(stock.longest_overdue or 0) for stock in found.values()] == [23, 51, 82]


def test_longest_and_median_days_overdue(run_of: RunOf) -> None:
    found = stocks(run_of([gap(number, "2017-03-01 12:00", f"2017-03-{day} 23:59") for number, day in
                           enumerate(("10", "20", "30"))]))["2017-03"]
    assert (round(found.longest_overdue or 0, 3), round(found.median_overdue or 0, 3)) == (20.959, 10.959)


def test_a_subject_is_as_late_as_its_latest_gap_and_is_counted_once(run_of: RunOf) -> None:
    found = stocks(run_of([gap(1, "2017-03-01 12:00", "2017-04-08 12:00", subject_id="a"),
                           gap(2, "2017-03-02 12:00", "2017-03-08 12:00", subject_id="a")]))
    assert counts(found["2017-03"]) == (0, 1, 0, 0)


def test_what_ended_or_was_done_is_open_no_longer_and_what_begins_later_not_yet(run_of: RunOf) -> None:
    found = stocks(run_of([gap(1, "2017-02-01 12:00", "2017-02-08 12:00", ended="2017-03-30 12:00", status="missed"),
                           gap(2, "2017-02-01 12:00", "2017-02-08 12:00", "2017-03-30 12:00", status="met_late"),
                           gap(3, "2017-03-31 12:00", "2017-04-08 12:00", status="due"),
                           gap(4, "2017-02-01 12:00", "2017-02-08 12:00", "2017-04-03 12:00", ended="2017-02-20 12:00")]))
    assert counts(found["2017-02"]) == (0, 2, 0, 0)
    assert counts(found["2017-03"]) == (1, 0, 0, 0)


def test_the_unknown_and_the_excused_stand_outside_the_share(run_of: RunOf) -> None:
    found = stocks(run_of([
        gap(1, "2017-03-01 12:00", None, status="cannot_tell", reason="deadline"),
        gap(2, "2017-03-01 12:00", "2017-03-30 12:00", status="cannot_tell", reason="deadline", due_latest="2017-04-20 12:00"),
        gap(3, "2017-03-01 12:00", "2017-03-08 12:00", status="cannot_tell", reason="proof"),
        gap(4, "2017-02-01 12:00", "2017-03-08 12:00", status="excused", excused_at="2017-03-05 12:00"),
        gap(5, "2017-03-01 12:00", "2017-04-08 12:00", status="due")]))
    assert counts(found["2017-02"]) == (1, 0, 0, 0)
    assert counts(found["2017-03"]) == (1, 0, 3, 1)


def test_a_subject_that_owes_since_nobody_knows_when_may_be_open_at_any_months_end(run_of: RunOf) -> None:
    found = stocks(run_of([gap(1, "2017-02-01 12:00", "2017-04-08 12:00", status="due"),
                           gap(1, None, None, status="cannot_tell", reason="start", subject_id="s1", trigger_id="again"),
                           gap(2, None, None, status="cannot_tell", reason="start")]))
    assert counts(found["2017-02"]) == counts(found["2017-03"]) == (1, 0, 1, 0)


def test_the_month_of_the_run_is_as_at_its_moment(run_of: RunOf) -> None:
    run = run_of([gap(1, "2017-03-01 12:00", "2017-03-20 12:00")], as_at="2017-03-15 12:00")
    assert counts(stocks(run)["2017-03"]) == (1, 0, 0, 0)


def test_by_team_at_the_runs_moment(run_of: RunOf) -> None:
    run = run_of([gap(1, "2017-03-01 12:00", "2017-03-20 12:00", team_at_due="red"),
                  gap(2, "2017-03-01 12:00", "2017-04-20 12:00", status="due")])
    found = stocks_by_team(run, run.library(), periods_of(run))[KEY]
    assert {team: counts(stock) for team, stock in found.items()} == {"blue": (1, 0, 0, 0), "red": (0, 1, 0, 0)}


def test_a_team_whose_starts_are_not_known_looks_no_better_than_one_whose_are(run_of: RunOf) -> None:
    run = run_of([gap(1, "2017-03-01 12:00", "2017-04-20 12:00", status="due", team_at_due="red"),
                  gap(2, None, None, status="cannot_tell", reason="start", team_at_due="red"),
                  gap(3, None, None, status="cannot_tell", reason="start", team_at_due="blue")])
    found = stocks_by_team(run, run.library(), periods_of(run))[KEY]
    assert {team: counts(stock) for team, stock in found.items()} == {"red": (1, 0, 1, 0), "blue": (0, 0, 1, 0)}


@pytest.mark.parametrize(("stock", "said"), [
    (None, "At the end, no subject was open."), (Stock(0, 0, 0, 0, None, None), "At the end, no subject was open."),
    (Stock(0, 0, 2, 0, None, None), "At the end, of 2 subjects it cannot be told whether anything was overdue."),
    (Stock(0, 0, 1, 3, None, None),
     "At the end, of 1 subject it cannot be told whether anything was overdue and 3 subjects were excused.")])
def test_subjects_of_which_nothing_can_be_told_are_never_said_to_be_none(stock: Stock | None, said: str) -> None:
    assert stock_sentence(stock, "At the end") == said


@pytest.mark.parametrize(("stock", "why", "rate"), [
    (Stock(0, 0, 0, 4, None, None), "no open subject", None),
    (Stock(0, 0, 4, 0, None, None), NONE_TOLD, None),
    (Stock(10, 9, 4, 0, 3.0, 2.0), FEW_SUBJECTS, None),
    (Stock(15, 5, 5, 0, 3.0, 2.0), None, 0.75),
    (Stock(15, 5, 5, 0, 3.0, 2.0, owners=4), "fewer than five owners", None),
])
def test_no_share_of_too_few(stock: Stock, why: str | None, rate: float | None) -> None:
    assert (stock.why_no_rate, stock.rate) == (why, rate)
    bounds = stock.bounds
    assert (None if bounds is None else (bounds.low, bounds.high)) == ((15 / 25, 20 / 25) if rate else None)


def test_a_library_without_such_standards_and_a_run_without_rows_have_no_stock(run_of: RunOf) -> None:
    run = run_of()
    assert stocks_by_month(run, run.library(), periods_of(run)) == {}


@pytest.mark.parametrize("reason", ["population", "start", "edition", "exception", "end"])
def test_a_subject_that_may_owe_nothing_or_by_another_rule_is_not_in_date(run_of: RunOf, reason: str) -> None:
    late = [gap(number, "2017-03-01 12:00", "2017-03-08 12:00") for number in range(25)]
    maybe = [gap(number, "2017-03-30 12:00", "2017-04-06 12:00", status="cannot_tell", reason=reason)
             for number in range(25, 50)]
    assert counts(stocks(run_of([*late, *maybe]))["2017-03"]) == (0, 25, 25, 0)


def test_only_owners_of_subjects_in_the_share_make_it_known(run_of: RunOf) -> None:
    held = [gap(number, "2017-03-30 12:00", "2017-04-06 12:00", status="due", owner_at_due=f"o{number % 2}") for number in range(24)]
    let_off = [gap(number, "2017-03-30 12:00", "2017-04-06 12:00", status="excused", owner_at_due=f"o{number}")
               for number in range(24, 27)]
    found = stocks(run_of([*held, *let_off]))["2017-03"]
    assert (found.in_date, found.owners, found.rate) == (24, 2, None)


def test_teams_of_two_forces_that_share_a_name_stay_apart(run_of: RunOf) -> None:
    run = run_of([gap(number, "2017-03-01 12:00", "2017-04-06 12:00" if number else "2017-03-08 12:00", status="due" if number else
                      "overdue", force=f"F{number + 1}") for number in range(2)])
    teams = stocks_by_team(run, run.library(), periods_of(run))[KEY]
    assert {team: counts(stock) for team, stock in teams.items()} == {"F1: blue": (0, 1, 0, 0), "F2: blue": (1, 0, 0, 0)}


def test_a_subject_whose_clock_stands_still_is_not_overdue(run_of: RunOf) -> None:
    found = stocks(run_of([gap(1, "2017-01-20 12:00", None, status="due"),
                           gap(2, "2017-01-20 12:00", None, status="excused", excused_at="2017-02-10 12:00"),
                           gap(3, "2017-01-20 12:00", None, status="cannot_tell", reason="deadline")]))
    assert {month: counts(stock) for month, stock in found.items()} == {
        "2017-01": (2, 0, 1, 0), "2017-02": (1, 0, 1, 1), "2017-03": (1, 0, 1, 1)}
