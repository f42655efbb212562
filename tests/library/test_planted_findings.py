"""What the published page of Hertfordshire in 2017 says is found in the records of the scenario, and not where all is well."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from peelian.duties.ledger import SORT
from peelian.inspections.report.model import Measure, Reading
from peelian.inspections.report.overview import change_of
from peelian.measures.chart_text import KEPT, NOT_KEPT
from peelian.measures.figures import Figure, together
from peelian.measures.intervals import wilson
from peelian.records.simulation import simulate_to
from tests.library.made_force import FOLDER, Assessed, assessed

STANDARDS = ("response-immediate", "response-priority", "suspect-arrest-timely", "wanted-pnc-circulated", "handover-recorded",
             "acting-supervisor-share", "outcome-rates", "da-risk-assessed", "da-arrest-rate", "da-charge-rate",
             "da-risk-supervised", "da-bwv-captured", "arv-response-known")
SCALES = {"hertfordshire_2017": 0.1, "all_well": 0.1}
MANY_ACTING = 0.4  # of the reviews in a team


@pytest.fixture(scope="module")
def forces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assessed]:
    made = {}
    for name, scale in SCALES.items():
        folder = tmp_path_factory.mktemp(name)
        simulate_to(name, FOLDER, folder / "records", None, scale)
        made[name] = assessed(folder / "records", folder / "run", STANDARDS)
    return made


@pytest.fixture(scope="module")
def hertfordshire(forces: dict[str, Assessed]) -> Assessed:
    return forces["hertfordshire_2017"]


@pytest.fixture(scope="module")
def all_well(forces: dict[str, Assessed]) -> Assessed:
    return forces["all_well"]


def now(one: Assessed, standard: str) -> Reading:
    reading = one.measures[standard].headline
    assert reading is not None
    return reading


def before(one: Assessed, standard: str) -> Reading:
    reading = one.measures[standard].year_before
    assert reading is not None
    return reading


def counts(reading: Reading) -> tuple[float, float]:
    """Numerator and denominator of an indicator."""
    return reading.numbers["numerator"], reading.numbers["denominator"]


def test_the_ledger_is_written_in_its_order(hertfordshire: Assessed) -> None:
    """Worklists and months skip most of the file by it."""
    ledger = pq.read_table(hertfordshire.run / "ledger.parquet", columns=list(SORT))
    assert len(ledger) > 10_000
    assert ledger.equals(ledger.sort_by([(name, "ascending") for name in SORT]))


@pytest.mark.parametrize("standard", ["response-immediate", "response-priority"])
def test_attendance_is_good(hertfordshire: Assessed, standard: str) -> None:
    assert hertfordshire.measures[standard].beside_expected == KEPT


@pytest.mark.parametrize("standard", ["suspect-arrest-timely", "wanted-pnc-circulated"])
def test_suspects_are_found_and_circulated_quickly(hertfordshire: Assessed, standard: str) -> None:
    rate = now(hertfordshire, standard).rate
    assert rate is not None and rate > 0.9 and hertfordshire.measures[standard].beside_expected != NOT_KEPT


def handovers(one: Assessed, *, acting: bool) -> Figure:
    """Handovers of all the teams in which many reviews are made by acting supervisors, or of the others."""
    months = one.found.periods.latest_twelve
    share = {}
    for team, found in one.found.team_counts.items():
        reviews, by_acting = (found.tally("acting-supervisor-share", "force", role, months).rows
                              for role in ("denominator", "numerator"))
        share[team] = by_acting / reviews if reviews else 0.0
    teams = one.found.teams["handover-recorded", "force"]
    return together(figure for unit, figure in teams.items() if (share.get(unit.team, 0.0) > MANY_ACTING) == acting)


def test_handovers_are_uneven_where_supervisors_are_acting(hertfordshire: Assessed, all_well: Assessed) -> None:
    acting, others = handovers(hertfordshire, acting=True), handovers(hertfordshire, acting=False)
    low, high = wilson(acting.met, acting.counted), wilson(others.met, others.counted)
    assert low is not None and high is not None and low.high < high.low
    assert hertfordshire.measures["handover-recorded"].beside_expected == NOT_KEPT
    assert handovers(all_well, acting=True).counted == 0
    assert all_well.measures["handover-recorded"].beside_expected == KEPT


def test_a_report_shows_each_teams_handovers_beside_its_acting_supervisors(hertfordshire: Assessed) -> None:
    table = hertfordshire.measures["handover-recorded"].by_team
    assert table is not None
    rate = table.headings.index("Rate")
    beside = table.headings.index("Beside it: Reviews made by acting or temporary supervisors")
    shown = {row[0]: (float(row[rate].rstrip("%")), float(row[beside].rstrip("%"))) for row in table.rows}
    assert shown["response_central"][0] < shown["response_east"][0] - 5
    assert shown["response_central"][1] > shown["response_east"][1] + 20


def test_outcomes_fall(hertfordshire: Assessed, all_well: Assessed) -> None:
    assert change_of(hertfordshire.measures["outcome-rates"]) == "fell: worse"
    assert change_of(all_well.measures["outcome-rates"]) == ""


def test_domestic_abuse_rises_while_arrests_and_charges_fall(hertfordshire: Assessed) -> None:
    attended, earlier = (reading.numbers["counted"] for reading in
                         (now(hertfordshire, "da-risk-assessed"), before(hertfordshire, "da-risk-assessed")))
    assert attended > earlier * 1.05
    (arrests, crimes), (arrests_then, crimes_then) = (
        counts(reading(hertfordshire, "da-arrest-rate")) for reading in (now, before))
    assert crimes > crimes_then * 1.05
    assert arrests / crimes < arrests_then / crimes_then - 0.04
    assert change_of(hertfordshire.measures["da-arrest-rate"]) == "fell: worse"
    assert f"{arrests:,.0f} domestic abuse arrests against {crimes:,.0f} domestic abuse crimes" in now(
        hertfordshire, "da-arrest-rate").sentence
    [split] = [table for table in hertfordshire.measures["da-arrest-rate"].tables if "what the change is made of" in table.caption]
    assert [row[3] for row in split.rows[2:]] == [f"{100 * arrests / crimes_then:,.1f}", f"{100 * arrests_then / crimes:,.1f}"]
    charged, charged_then = now(hertfordshire, "da-charge-rate").rate, before(hertfordshire, "da-charge-rate").rate
    assert charged is not None and charged_then is not None and charged < charged_then - 0.02


def test_domestic_abuse_stays_as_it_was_where_all_is_well(all_well: Assessed) -> None:
    (arrests, crimes), (arrests_then, crimes_then) = (counts(reading(all_well, "da-arrest-rate")) for reading in (now, before))
    assert abs(crimes / crimes_then - 1) < 0.2  # twelve months that end on the 22nd, and chance
    assert arrests / crimes > arrests_then / crimes_then - 0.04
    assert change_of(all_well.measures["da-arrest-rate"]) == ""


def test_risk_forms_are_hardly_supervised_and_body_worn_video_is_weak(hertfordshire: Assessed, all_well: Assessed) -> None:
    for standard in ("da-risk-supervised", "da-bwv-captured", "da-risk-assessed"):
        assert hertfordshire.measures[standard].beside_expected == NOT_KEPT
        assert all_well.measures[standard].beside_expected == KEPT
    supervised, recorded = now(hertfordshire, "da-risk-supervised").rate, now(hertfordshire, "da-bwv-captured").rate
    assert supervised is not None and supervised < 0.7 and recorded is not None and recorded < 0.65


def armed(one: Assessed) -> Figure:
    return together(one.found.by_month["arv-response-known", "force"].values())


def test_armed_response_times_are_not_known(hertfordshire: Assessed, all_well: Assessed) -> None:
    unknown = armed(hertfordshire)
    assert unknown.counted >= 20 and unknown.met / unknown.counted < 0.35
    assert armed(all_well).met >= armed(all_well).counted - 1 > 0


def test_nothing_is_wrong_where_all_is_well(all_well: Assessed) -> None:
    measured: list[Measure] = [one for one in all_well.measures.values() if one.measured]
    assert len(measured) == len(STANDARDS)
    assert [one.standard for one in measured if one.beside_expected == NOT_KEPT] == []
    assert [one.standard for one in measured if change_of(one)] == []
