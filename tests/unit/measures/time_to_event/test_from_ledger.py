"""Waits from a ledger: what each duty counts for, whose waits are shown, and what the chart and its sentence say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from peelian.clocks import DAY_OF_HOURS, HOUR
from peelian.duties.run_folder import RunFolder
from peelian.measures.periods import periods_of
from peelian.measures.time_to_event import curve_sentence, curve_svg, how_to_read_curve, timed, waits_of
from tests.unit.measures.made_run import duty

RunOf = Callable[..., RunFolder]
STARTED = "2017-03-01 12:00"


def waits(run: RunFolder, months: list[str] | None = None) -> tuple[Any, Any]:
    return waits_of(run, "loan-returned", months or ["2017-03"], periods_of(run))


def test_what_each_duty_counts_for(run_of: RunOf) -> None:
    run = run_of([
        duty(1, "met", done_at="2017-03-02 12:00"), duty(2, "met_late", done_at="2017-03-21 12:00"),
        duty(3, "overdue"), duty(4, "lapsed", ended_at="2017-03-03 12:00"), duty(5, "missed", ended_at="2017-03-11 12:00"),
        duty(6, "met", done_at="2017-02-28 12:00"), duty(7, "excused", done_at="2017-03-05 12:00"), duty(8, "cannot_tell"),
        duty(9, "met", done_at="2017-03-02 12:00", settings="library"),
        duty(10, "met", done_at="2017-02-03 12:00", started_at="2017-02-01 12:00"),
    ], as_at="2017-03-31")
    whole, _ = waits(run)
    days = sorted((round(length / DAY_OF_HOURS, 4), done)
                  for length, done in zip(whole.lengths.tolist(), whole.ended.tolist(), strict=True))
    # To the last microsecond of 31 March, an hour of which the clocks took away.
    assert days == [(0, True), (1, True), (2, False), (10, False), (20, True), (round(30 + 11 / 24, 4), False)]
    assert whole.cannot_tell == 1 and whole.why_no_curve == "fewer than 20 duties" and whole.curve is None
    assert waits(run, ["2017-02", "2017-03"])[0].count == 7


def many(run_of: RunOf, owners: int) -> RunFolder:
    made = [duty(number, "met", done_at=f"2017-03-{2 + number % 9:02d} 12:00", owner_at_due=f"o{number % owners}",
                 team_at_due="<blue>" if number % 3 else "green") for number in range(60)]
    return run_of([*made, *(duty(100 + number, "overdue", team_at_due="green") for number in range(5))])


def test_a_curve_is_not_shown_where_it_would_speak_of_persons(run_of: RunOf) -> None:
    assert waits(run_of([duty(number, "met", done_at="2017-03-02 12:00", owner_at_due=f"o{number % 4}")
                         for number in range(40)]))[0].why_no_curve == "fewer than five owners"


def test_the_sentence_and_the_chart(run_of: RunOf) -> None:
    whole, teams = waits(many(run_of, 6))
    assert sorted(teams) == ["<blue>", "green"] and teams["green"].count == 25
    curve = whole.curve
    said = curve_sentence(whole, curve, "in March 2017")
    assert said == ("Of 65 duties whose clock started in March 2017, 60 are done. Half were done within 5.0 days (4.0 days to "
                    "6.0 days). Nine in ten were done within 9.0 days (95% interval: no upper end, at least 8.0 "
                    "days). The other 5 count as open for as long as they were seen.")
    assert "Upright strokes" in how_to_read_curve(curve)
    drawn = ElementTree.fromstring(curve_svg("x", 'A "&" B', said, curve))
    space = "{http://www.w3.org/2000/svg}"
    assert [one.text for one in drawn.findall(f"{space}title")] == ['A "&" B']
    classes = [one.get("class") for one in drawn.findall(f"{space}path")]
    assert classes.count("line series-1") == 1 and classes.count("band series-1") == 1 and classes.count("quantile") == 2
    words = [one.text for one in drawn.findall(f"{space}text")]
    assert "half" in words and "nine in ten" in words and "Days from the start" in words


def test_a_chart_in_hours_names_them(run_of: RunOf) -> None:
    run = run_of([duty(number, "met", started_at=STARTED, done_at=f"2017-03-01 {12 + number % 10}:30") for number in range(40)])
    curve = waits(run)[0].curve
    assert curve.quantile(0.5).length == 4.5 * HOUR and "Hours from the start" in curve_svg("x", "x", "x", curve)


def test_nothing_done_is_no_chart_and_is_said(run_of: RunOf) -> None:
    whole, _ = waits(run_of([duty(number, "overdue") for number in range(40)]))
    assert curve_svg("x", "x", "x", whole.curve) == ""
    assert "Half were not done in the time seen: 0.0% were." in curve_sentence(whole, whole.curve, "in March 2017")


def test_only_what_is_to_be_done_within_a_time_has_waits(run_of: RunOf) -> None:
    standards = run_of([]).library().standards
    assert timed(standards["loan-returned"]) and not timed(standards["loan-reminded"]) and not timed(standards["look-whole"])
