"""What can be said of a measure from a signal: the group, its share and the others', and when no share may be told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from peelian.inspections.publish import text
from peelian.inspections.publish.claims import BETTER, Claims, claims_of
from peelian.inspections.publish.numbers import Line, Numbers
from peelian.inspections.publish.text import Sentence
from peelian.inspections.publish.told import HIDDEN, Told
from peelian.inspections.report.model import Measure, Reading
from peelian.measures.chart_text import KEPT, NOT_KEPT, NOT_SURE
from peelian.measures.signals import Signal
from peelian.measures.signals.change import Difference, Tally

PERIODS: Any = SimpleNamespace(twelve_to=lambda month: [month], words=lambda months: "April 2016 to March 2017")


def claims(by: str, group: str, here: Tally, areas: dict[str, Told] | None = None, kind: str = "duty",
           whole: Told | None = None) -> dict[str, str]:
    measured: Any = SimpleNamespace(standard=SimpleNamespace(kind=kind, better="higher"), months={"2017-03": Tally(1, 1)}, pairs=False)
    signal = Signal(measured, "worse", difference=Difference(by, group, here, Tally(900, 100), 0.001))
    made = Measure("a", "A thing done", kind, "", "", "can")
    lines = [Line("", "2016-04", "2017-03", whole)] if whole else []
    found = claims_of(made, Numbers(lines, areas=areas or {}, done="had nothing overdue"), [signal], PERIODS)
    [claim] = found.holds
    assert claim.endswith("stands out")
    return {**found.of(claim), "claim": claim}


def test_a_group_is_told_with_its_share_and_a_team_without_its_name() -> None:
    told = claims("offence group", "sexual", Tally(70, 30))
    assert (told["group"], told["share_group"], told["share_others"]) == ("one group (offence group: sexual)", "70.0%", "90.0%")
    assert told["others"] == "others of which it is known"  # what has no offence group is in neither share
    assert told["done"] == "were met in time"  # a signal counts duties, whatever the headline counts
    team = claims("team", "secret", Tally(70, 30))
    assert team["group"] == "one team" and "secret" not in str(team)
    assert team["others"] == "other teams"  # and what no team holds is in neither


def test_no_share_of_a_group_with_few_on_either_side_is_told() -> None:
    told = claims("offence group", "sexual", Tally(70, 3))
    assert "share_group" not in told and (told["group"], told["claim"]) == ("one group", "one group stands out")


@pytest.mark.parametrize(("areas", "is_told"), [({"north": Told(70, 100, 0.7)}, True), ({"north": HIDDEN}, False), ({}, False)])
def test_an_area_is_told_only_where_its_own_figure_is(areas: dict[str, Told], is_told: bool) -> None:
    said = claims("area", "north", Tally(70, 30), areas)
    assert ("share_group" in said) == is_told == ("north" in str(said))


@pytest.mark.parametrize("whole", [HIDDEN, Told(counted=1000, at_least=0.996)])
def test_where_the_whole_is_withheld_no_group_is_named(whole: Told) -> None:
    told = claims("area", "north", Tally(70, 30), {"north": Told(70, 100, 0.7)}, whole=whole)
    assert "north" not in str(told) and "share_group" not in told and told["claim"] == "one area stands out"
    assert "sexual" not in str(claims("offence group", "sexual", Tally(70, 30), whole=whole))


KEPT_90: Any = (0.9, False, "90%")


def verdicts(shown: Told, beside: str, level: Any = KEPT_90) -> list[str]:
    made = Measure("a", "A thing done", "audit", "", "", "can", beside_expected=beside)
    return claims_of(made, Numbers([Line("", "2016-04", "2017-03", shown)]), [], PERIODS, level).holds


@pytest.mark.parametrize(("shown", "beside", "level", "said"), [
    (HIDDEN, KEPT, KEPT_90, []),  # that all was met, say
    (HIDDEN, NOT_KEPT, KEPT_90, []), (HIDDEN, NOT_SURE, KEPT_90, []),
    (Told(counted=20, why="withheld"), KEPT, KEPT_90, []),
    (Told(counted=30, at_least=0.87), KEPT, KEPT_90, []),  # "87.0% or more" beside an expectation of 90%
    (Told(counted=45, at_least=0.913), NOT_SURE, KEPT_90, []),
    (Told(counted=95, at_least=0.957), KEPT, KEPT_90, []),  # four of 95 would not surely keep it, so it says that fewer were not
    (Told(counted=745, at_least=0.994), KEPT, KEPT_90, ["keeps what is expected"]),
    (Told(counted=745, at_most=0.006), NOT_KEPT, KEPT_90, ["does not keep what is expected"]),
    (Told(counted=745, at_least=0.994), NOT_KEPT, (1.0, False, "100%"), ["does not keep what is expected"]),
    (Told(counted=745, at_most=0.006), KEPT, (0.1, True, "10%"), ["keeps what is expected"]),
    (Told(45, 60, 0.75), NOT_KEPT, KEPT_90, ["does not keep what is expected"]),
])
def test_no_verdict_stands_beside_a_figure_that_is_withheld(shown: Told, beside: str, level: Any, said: list[str]) -> None:
    assert verdicts(shown, beside, level) == said


def test_no_change_since_the_year_before_is_told_of_figures_that_are_withheld() -> None:
    readings = [Reading("", "", "", low=low, high=low + 0.1) for low in (0.9, 0.1)]
    made = Measure("a", "A", "duty", "", "", "can", readings=readings, better="higher")
    for shown, said in ((HIDDEN, []), (Told(60, 100, 0.6), ["is better than the year before"])):
        assert claims_of(made, Numbers([Line("", "", "", Told(60, 100, 0.6)), Line("", "", "", shown)]), [], PERIODS).holds == said


@pytest.mark.parametrize(("holds", "assured", "said"), [
    (["does not keep what is expected"], False, "More come back. It still does not keep what is expected: at least 90%."),
    (["keeps what is expected"], False, "More come back. That it keeps what is expected (at least 90%) is not assured."),
    ([], False, "More come back. That it keeps what is expected (at least 90%) is not assured."),
    (["keeps what is expected"], True, "More come back."),
])
def test_praise_of_a_change_says_where_the_level_falls_short(holds: list[str], assured: bool, said: str) -> None:
    claims = {"a": Claims([BETTER, *holds], {"": {"expected": "at least 90%"}})}
    one = Sentence(id="x", question="q", under="going_well", measure="a", holds_while=BETTER, words="More come back.")
    [found] = text.said(text.ReportText(report_text=1, sentences=[one]), claims, {}, {}, {"a"} if assured else set())
    assert (found.words, found.flag) == (said, "")
    elsewhere = text.ReportText(report_text=1, sentences=[one.model_copy(update={"under": "change"})])
    assert text.said(elsewhere, claims, {}, {}, set())[0].words == "More come back."
