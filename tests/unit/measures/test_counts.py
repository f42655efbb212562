"""Which duties stand in a rate, which months they belong to, and when no rate may be shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peelian.duties.run_folder import RunFolder, open_run
from peelian.measures.counts import Unit, figures_by_month, figures_by_unit, figures_over, write_measures
from peelian.measures.figures import FEW_DUTIES, FEW_OWNERS, NO_DUTY, NONE_TOLD, Figure, together
from tests.unit.measures.made_run import duty, made_library, made_run

RunOf = Callable[..., RunFolder]
Waiting = Callable[[list[dict[str, Any]]], dict[str, Figure]]
KEY = ("loan-returned", "force")


def march(run: RunFolder) -> Figure:
    return figures_by_month(run)[KEY]["2017-03"]


def test_the_rate_of_a_month_is_met_of_those_met_late_missed_and_overdue(run_of: RunOf) -> None:
    statuses = ["met"] * 20 + ["met_late"] * 3 + ["missed"] + ["overdue"] + ["excused"] * 2 + ["lapsed"] + ["cannot_tell"] * 5
    figure = march(run_of([duty(number, status) for number, status in enumerate(statuses)]))
    assert (figure.met, figure.counted, figure.total, figure.rate) == (20, 25, 33, 0.8)
    assert figure.interval is not None and (round(figure.interval.low, 4), round(figure.interval.high, 4)) == (0.6087, 0.9114)
    assert figure.bounds is not None and (figure.bounds.low, figure.bounds.high) == (20 / 30, 25 / 30)
    assert [figure.share(status) for status in ("excused", "lapsed", "cannot_tell")] == [2 / 33, 1 / 33, 5 / 33]


def test_a_duty_met_early_joins_the_rate_when_its_deadline_passes(run_of: RunOf) -> None:
    duties = [duty(1, "met", "2017-03-10 12:00"), duty(2, "met", "2017-03-20 12:00"), duty(3, "due", "2017-03-20 12:00")]
    figure = march(run_of(duties, as_at="2017-03-15 12:00"))
    assert (figure.met, figure.counted, figure.not_yet) == (1, 1, 2)


def test_at_its_deadline_a_duty_done_joins_the_rate_no_sooner_than_one_that_is_not(run_of: RunOf) -> None:
    duties = [duty(1, "met", "2017-03-15 12:00"), duty(2, "due", "2017-03-15 12:00"), duty(3, "met", "2017-03-15 11:59")]
    figure = march(run_of(duties, as_at="2017-03-15 12:00"))
    assert (figure.met, figure.counted, figure.not_yet, figure.total) == (1, 1, 2, 1)


def test_without_a_deadline_only_what_is_settled_or_cannot_be_told_is_counted(run_of: RunOf) -> None:
    duties = [duty(number, status, None) for number, status in
              enumerate(["met", "due", "cannot_tell", "excused", "lapsed", "overdue"])]
    figure = march(run_of(duties))
    assert (figure.statuses, figure.not_yet) == ({"cannot_tell": 1, "excused": 1, "lapsed": 1}, 3)


WAITING = {
    "told-before": ("{starts: loan.lent_at, within: 7 days}", "{starts: loan.lent_at, before: loan.returned_at}"),
    "told-while-open": ("{starts: loan.lent_at, within: 7 days}",
                        "{starts: loan.lent_at, within: 7 days, paused_while: {from: loan.closed_from, to: loan.closed_to}}"),
}
EDITION = "  - in_force: {%s}\n    authority: {kind: local, cite: House rules, evidence: local}\n    clock: %s\n"


@pytest.fixture
def waiting(tmp_path: Path) -> Waiting:
    """The March of each standard of a library whose deadlines have yet to come, in the editions from 2015 on."""
    library = made_library(tmp_path / "library")
    for name, (first, second) in WAITING.items():
        (library / "standards" / "lending" / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: Told\ntheme: lending\nwhy: So.\neach: loan\nproof: {{record: reminder}}\nowed_by: clerk\neditions:\n"
            + EDITION % ("from: 2014-01-01, to: 2014-12-31", first) + EDITION % ("from: 2015-01-01", second), encoding="utf-8")

    def figures(duties: list[dict[str, Any]]) -> dict[str, Figure]:
        run = made_run(tmp_path / "run", library, duties)
        write_measures(run)
        return {standard: months["2017-03"] for (standard, _), months in figures_by_month(open_run(run)).items()}

    return figures


@pytest.mark.parametrize("standard", ["told-before", "told-while-open"])
def test_a_deadline_that_has_not_come_is_counted_in_no_share_but_of_what_ended_before_it(waiting: Waiting, standard: str) -> None:
    """It is another moment, or the clock still stands: nothing has fallen due. What lapsed will not."""
    duties = [duty(number, status, None, standard=standard, reason=reason) for number, (status, reason) in enumerate([
        ("met", ""), ("due", ""), ("excused", "ill"), ("lapsed", "lost"), ("cannot_tell", "proof"), ("cannot_tell", "population")])]
    figure = waiting(duties)[standard]
    assert (figure.statuses, figure.not_yet, figure.total) == ({"lapsed": 1}, 5, 1)


def test_a_deadline_that_came_nobody_knows_when_is_counted_as_not_told(waiting: Waiting) -> None:
    duties = [duty(1, "cannot_tell", None, standard="told-before", due_latest="2017-03-10 12:00", reason="proof"),
              duty(2, "cannot_tell", None, standard="told-while-open", reason="deadline"),
              duty(3, "excused", None, standard="told-before", edition="2014-01-01")]  # an edition of plain days
    figures = waiting(duties)
    assert figures["told-before"].statuses == {"cannot_tell": 1, "excused": 1}
    assert figures["told-while-open"].statuses == {"cannot_tell": 1}


def test_what_ends_at_its_deadline_counts_at_that_very_moment(waiting: Waiting) -> None:
    """Then it is done or missed; what may still be done, as under the edition of plain days, is not over."""
    at, editions = "2017-03-31 23:59:59.999999", ("2014-01-01", "2015-01-01")
    duties = [duty(2 * first + second, status, at, standard="told-before", edition=edition)
              for first, status in enumerate(("met", "missed")) for second, edition in enumerate(editions)]
    figure = waiting(duties)["told-before"]
    assert (figure.statuses, figure.not_yet) == ({"met": 1, "missed": 1}, 2)


@pytest.mark.parametrize(("as_at", "counted"), [("2017-03-15 12:00", 0), ("2017-04-02 12:00", 0), ("2017-04-02 12:01", 1)])
def test_a_coarse_deadline_counts_once_its_latest_moment_has_passed(run_of: RunOf, as_at: str, counted: int) -> None:
    """Until then one that is not done is still due."""
    duties = [duty(1, "met", "2017-03-10 12:00", due_latest="2017-04-02 12:00")]
    assert march(run_of(duties, as_at=as_at)).counted == counted


def test_what_cannot_be_told_and_has_no_date_may_be_of_any_months(run_of: RunOf) -> None:
    undated = [duty(20 + number, "cannot_tell", None, started_at=None, reason="start") for number in range(60)]
    run = run_of([*(duty(number) for number in range(20)), *undated])
    assert figures_by_month(run)[KEY]["2017-03"].cannot_tell == 0
    figure = figures_over(run, ["2017-03"])[KEY]
    assert (figure.met, figure.counted, figure.cannot_tell, figure.total) == (20, 20, 60, 80)
    assert figure.bounds is not None and (figure.bounds.low, figure.bounds.high) == (0.25, 1)


def test_months_are_local(run_of: RunOf) -> None:
    duties = [duty(1, "met", "2017-04-01 00:30"), duty(2, "met", "2017-03-31 23:30")]
    months = figures_by_month(run_of(duties, as_at="2017-04-30"))[KEY]
    assert {month: figure.met for month, figure in months.items()} == {"2017-04": 1, "2017-03": 1}


@pytest.mark.parametrize(("duties", "why"), [
    ([duty(number) for number in range(19)], FEW_DUTIES),
    ([duty(number) for number in range(20)], None),
    ([duty(number, owner_at_due=f"o{number % 4}") for number in range(40)], FEW_OWNERS),
    ([duty(number, owner_at_due=f"o{number % 5}") for number in range(40)], None),
    ([duty(number, owner_at_due=None) for number in range(40)], None),
    ([duty(number, owner_at_due=None if number % 2 else "o1") for number in range(40)], FEW_OWNERS),
    ([duty(number, owner_at_due=None if number > 18 else "o1") for number in range(40)], None),  # most of them nobody's
    ([duty(number, owner_at_due=None if number % 4 == 0 else "o1") for number in range(40)], FEW_OWNERS),
    ([duty(number, "excused") for number in range(40)], NO_DUTY),
])
def test_no_rate_for_fewer_than_twenty_duties_or_five_owners(run_of: RunOf, duties: list, why: str | None) -> None:
    figure = march(run_of(duties))
    assert figure.why_no_rate == why
    assert (figure.rate is None, figure.interval is None, figure.bounds is None) == (why is not None,) * 3


def test_owners_of_excused_duties_do_not_make_a_rate_safe(run_of: RunOf) -> None:
    duties = [duty(number, owner_at_due="o1") for number in range(30)]
    duties += [duty(30 + number, "excused", owner_at_due=f"p{number}") for number in range(9)]
    assert march(run_of(duties)).why_no_rate == FEW_OWNERS


def test_owners_of_many_teams_are_told_apart_in_each(run_of: RunOf) -> None:
    duties = [duty(100 * team + number, team_at_due=f"t{team}", owner_at_due=f"o{team}-{number % 5}")
              for team in range(30) for number in range(20)]
    run = run_of(duties)
    units = figures_by_unit(run, ["2017-03"], "team")[KEY]
    assert [figure.owners for figure in units.values()] == [5] * 30
    assert figures_over(run, ["2017-03"])[KEY].owners == 64


def test_months_add_up_and_units_stand_in_the_order_of_their_names(run_of: RunOf) -> None:
    duties = [duty(1, team_at_due="red"), duty(2, team_at_due="blue"), duty(3, "overdue", "2017-02-10 12:00", team_at_due="red"),
              duty(4, "met", "2016-12-10 12:00"), duty(5, team_at_due=None), duty(6, settings="library")]
    run = run_of(duties)
    over = figures_over(run, ["2017-02", "2017-03"])
    assert (over[KEY].met, over[KEY].counted, over["loan-returned", "library"].met) == (3, 4, 1)
    units = figures_by_unit(run, ["2017-02", "2017-03"], "team")[KEY]
    assert [unit for unit in units] == [Unit("F1", None, "blue"), Unit("F1", None, "red"), Unit("F1", None, None)]
    assert units[Unit("F1", None, "red")].counted == 2


def test_what_cannot_be_told_and_has_no_date_counts_with_its_team_as_with_the_whole(run_of: RunOf) -> None:
    """A team that does not record when it began must look no better than one that does."""
    untold = {"status": "cannot_tell", "due": None, "started_at": None, "reason": "start"}
    run = run_of([duty(1, team_at_due="red"), duty(2, team_at_due="blue"), duty(3, team_at_due="red", **untold),
                  duty(4, team_at_due="green", **untold)])
    units = figures_by_unit(run, ["2017-03"], "team")[KEY]
    assert {unit.team: one.statuses for unit, one in units.items()} == {
        "blue": {"met": 1}, "green": {"cannot_tell": 1}, "red": {"met": 1, "cannot_tell": 1}}
    assert together(units.values()).statuses == figures_over(run, ["2017-03"])[KEY].statuses
    assert figures_by_unit(run, ["2017-02"], "team") == {}


def test_where_no_duty_has_a_date_it_cannot_be_told_of_any_months_and_is_never_said_to_be_none(run_of: RunOf) -> None:
    run = run_of([duty(1, "cannot_tell", None, started_at=None, reason="start")])
    figure = figures_over(run, ["2017-03"])[KEY]
    assert (figure.statuses, figure.why_no_rate) == ({"cannot_tell": 1}, NONE_TOLD)
    [unit] = figures_by_unit(run, ["2017-03"], "team")[KEY].values()
    assert unit.statuses == {"cannot_tell": 1}


def test_figures_add_up() -> None:
    both = together([Figure({"met": 3}, 1, 2, 1), Figure({"met": 2, "missed": 1}, 0, 6, 0)])
    assert both == Figure({"met": 5, "missed": 1}, 1, 6, 1)
    assert together([], owners=3).owners == 3
