"""What can be said of a measure from a signal: the group, its share and the others', and when no share may be told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from peelian.inspections.publish.claims import claims_of
from peelian.inspections.publish.numbers import Line, Numbers
from peelian.inspections.publish.told import HIDDEN, Told
from peelian.inspections.report.model import Measure
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
    assert told["done"] == "were met in time"  # a signal counts duties, whatever the headline counts
    team = claims("team", "secret", Tally(70, 30))
    assert team["group"] == "one team" and "secret" not in str(team)


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
