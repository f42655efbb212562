"""What figures say in words, and what charts draw."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from peelian.measures import chart_text as say
from peelian.measures.audits import AuditFigure
from peelian.measures.charts import Chart, Point, Series, runs, svg
from peelian.measures.figures import Figure
from peelian.measures.indicators import CapacityFigure, PopulationCheckFigure, Ratio, Tally
from peelian.measures.intervals import Interval
from peelian.measures.periods import short_month
from peelian.measures.stock import Stock

SVG = "{http://www.w3.org/2000/svg}"


def test_the_sentence_of_a_month() -> None:
    figure = Figure({"met": 412, "met_late": 50, "missed": 8, "overdue": 10}, owners=9)
    assert say.figure_sentence(figure, "In March 2017") == (
        "In March 2017, 412 of 480 duties were met in time: 85.8% (82.4 to 88.7). "
        "Of the others, 50 met late, 8 missed and 10 still owed.")


@pytest.mark.parametrize(("figure", "said"), [
    (Figure({"met": 1}, owners=1), "In May, 1 of 1 duty was met in time. No rate is shown: fewer than 20 duties."),
    (Figure(), "In May, no duty that counts fell due."),
    (Figure({"cannot_tell": 2}), "In May, 2 duties fell due, and for none of them can it be told whether it was met: "
                                      "the rate lies from 0% to 100%."),
    (Figure({"met": 30, "cannot_tell": 10}, owners=9), "In May, 30 of 30 duties were met in time: 100.0% (88.6 to 100.0). "
     "For 10 more it cannot be told: with them the rate lies from 75.0% to 100.0%."),
])
def test_sentences_of_few_or_unknown_duties(figure: Figure, said: str) -> None:
    assert say.figure_sentence(figure, "In May") == said


@pytest.mark.parametrize(("share", "said"), [
    (0.85833, "85.8%"), (0.0, "0.0%"), (1.0, "100.0%"), (0.9999, "over 99.9%"), (0.0001, "under 0.1%"), (None, "no rate")])
def test_what_is_not_quite_all_is_not_rounded_to_it(share: float | None, said: str) -> None:
    assert say.percent(share) == said


def test_sentences_of_stocks() -> None:
    stock = Stock(61, 9, 2, 1, 400.4, 0.5, owners=9)
    assert say.stock_sentence(stock, "At the end of May") == (
        "At the end of May, 61 of 70 open subjects had nothing overdue: 87.1% (77.3 to 93.1). The longest overdue had waited 400 "
        "days, the median less than a day. For 2 more it cannot be told. 1 more was excused.")
    assert say.stock_sentence(Stock(1, 0, 0, 2, None, None), "Then") == (
        "Then, 1 of 1 open subject had nothing overdue. No share is shown: fewer than 20 subjects. 2 more were excused.")
    assert say.stock_sentence(None, "Then") == "Then, no subject was open."


@pytest.mark.parametrize(("ratio", "said"), [
    (Ratio(48, 60, rows=60), "Then, 48 of 60 records: 80.0% (68.2 to 88.2)."),
    (Ratio(3, 1200, rows=1200, per=1000, whole=False), "Then, 3 against 1,200 records: 2.5 for each 1,000."),
    (Ratio(3, 9, rows=9), "Then, 3 of 9 records. No ratio is shown: fewer than 20 records."),
    (Ratio(10, 20, unknown_numerator=1, rows=20, mature=False, whole=False),
     "Then, 10 against 20 records: 50.0 for each hundred. For 1 record it cannot be told: "
     "with them it lies from 50.0 to 55.0 for each hundred. It is "
     "too early: outcomes are still to come, so this will change."),
    (Ratio(0, 0), "Then, there was no record to count."),
])
def test_sentences_of_ratios(ratio: Ratio, said: str) -> None:
    assert say.ratio_sentence(ratio, "Then") == said


def test_two_kinds_of_record_are_named() -> None:
    names = ("late returns", "loans")
    assert say.ratio_sentence(Ratio(422, 1000, rows=1000, whole=False), "Then", names) == (
        "Then, 422 late returns against 1,000 loans: 42.2 for each hundred.")
    assert say.ratio_sentence(Ratio(48, 60, rows=60), "Then", names) == "Then, 48 of 60 records: 80.0% (68.2 to 88.2)."


def test_sentences_of_capacity_and_audits() -> None:
    assert say.capacity_sentence(CapacityFigure(Tally(8, 8), Tally(10, 10)), "Now") == "Now, 8 held against 10 needed: 80.0%."
    assert say.capacity_sentence(CapacityFigure(Tally(), Tally(10, 10)), "Now") == (
        "Now, not measured: no record says what is held (10 are needed).")
    assert say.audit_sentence(AuditFigure(1000, 60, 48), "Now").startswith(
        "Now, 48 of 60 sampled records were answered yes: 80.0% (68.")
    assert say.audit_sentence(AuditFigure(1000, 60, 48, 2, 3, 1), "Now").endswith(
        "from a population of 1,000. 3 records were answered for more than once: the latest answer counts. For 2 more, answers of one "
        "moment contradict each other: with them the share lies from 77.4% to 80.6%. Left out: 1 answer about records outside the "
        "population.")
    assert say.audit_sentence(AuditFigure(5, 0, 0), "Now") == (
        "Now, not measured: nobody has answered for a sample, out of 5 records that could be sampled.")


def test_sentences_of_population_checks() -> None:
    assert "none found" in say.check_sentence(PopulationCheckFigure("Missed", 0, 0, 9, 0.05))
    assert say.check_sentence(PopulationCheckFigure("Missed", 6, 0, 100, 0.05)) == (
        "Missed: 6 found, against a population of 100 (6.0%). That is material: above 5.0%, this measure cannot be assured.")
    assert say.check_sentence(PopulationCheckFigure("Missed", 1, 2, 100, 0.05)) == (
        "Missed: 1 found, against a population of 100 (1.0%). For 2 more it cannot be told. That is not material: above 5.0% would be.")
    assert "That may be material: with those" in say.check_sentence(PopulationCheckFigure("Missed", 1, 5, 100, 0.05))
    assert say.check_sentence(PopulationCheckFigure("Missed", 0, 0, 9, 0.05, ("fine", "loan.rare"))) == (
        "Missed: not checked, for the records lack fine, loan.rare. Whether the population missed any nobody can tell.")
    assert "no population to compare" in say.check_sentence(PopulationCheckFigure("Missed", 1, 0, 0, 0.05))


@pytest.mark.parametrize(("low", "high", "at_most", "beside"), [
    (0.7, 0.8, False, say.NOT_KEPT), (0.92, 0.95, False, say.KEPT), (0.85, 0.95, False, say.NOT_SURE),
    (0.7, 0.8, True, say.KEPT), (0.92, 0.95, True, say.NOT_KEPT), (0.85, 0.95, True, say.NOT_SURE)])
def test_a_difference_is_claimed_only_where_the_interval_shows_it(low: float, high: float, at_most: bool, beside: str) -> None:
    found = say.beside_target((low + high) / 2, Interval(low, high), 0.9, at_most)
    assert found == beside
    said = {say.KEPT: "That keeps the 90% expected", say.NOT_KEPT: "That does not keep the 90% expected",
            say.NOT_SURE: "With this many it cannot be told from the 90% expected"}
    assert say.target_sentence(found, "90%", at_most) == f"{said[found]}{' at most' if at_most else ''}."
    assert say.beside_target(None, None, 0.9, at_most) == ""


def test_all_of_all_keeps_what_is_expected() -> None:
    assert say.beside_target(1.0, Interval(0.9, 1.0), 1.0, False) == say.KEPT
    assert say.beside_target(0.99, Interval(0.97, 1.0), 1.0, False) == say.NOT_SURE
    assert say.beside_target(0.0, Interval(0.0, 0.1), 0.0, True) == say.KEPT
    assert say.beside_target(1.0, Interval(0.9, 1.0), 0.0, True) == say.NOT_KEPT


def test_a_month_on_an_axis_is_no_day() -> None:
    assert short_month("2017-03") == "Mar 2017"


POINTS = [Point("Jan 17", 0.5, 0.4, 0.6), Point("Feb 17", 0.7, 0.6, 0.8), Point("Mar 17", None),
          Point("Apr 17", 0.6, 0.5, 0.7), Point("May 17", 0.9, 0.8, 1.0, provisional=True)]
NAMES = ["January", "February", "March", "April", "May"]


def test_the_sentence_of_a_chart_leaves_out_what_is_not_settled() -> None:
    assert say.chart_sentence(POINTS, NAMES, "rate") == (
        "By month the rate ran from 50.0% (January) to 70.0% (February); it was 50.0% in January and 60.0% in April. "
        "For 1 month no rate is shown. 1 month is still too early to judge.")
    assert say.chart_sentence(POINTS[:3], NAMES[:3], "rate").endswith("For 1 month no rate is shown, the newest.")
    assert say.chart_sentence(POINTS[:1], NAMES[:1], "rate") == "Only January has a rate: 50.0%."
    assert say.chart_sentence(POINTS[2:3], NAMES[:1], "rate").startswith("No month has a rate that can be shown.")


def test_a_chart_whose_months_are_all_alike_says_so_and_that_its_newest_months_are_gaps() -> None:
    """Nine months of all, and then months that are withheld: nobody is to read that all is well to this day."""
    points = [Point("Jan 17", 1.0, 0.9, 1.0), Point("Feb 17", 1.0, 0.9, 1.0), Point("Mar 17", None), Point("Apr 17", None),
              Point("May 17", None, provisional=True)]
    assert say.chart_sentence(points, NAMES, "share") == (
        "The share was 100.0% in each of the 2 months that have one, from January to February. "
        "For 3 months no share is shown, the newest among them.")


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart))


def test_a_chart_names_and_describes_itself_and_breaks_at_gaps() -> None:
    found = drawn(Chart("a-b", "<Rate> & more", 'By "month"', [Series("rate", POINTS)], target=0.9, target_label="<90%>"))
    assert (found.get("role"), found.get("aria-labelledby")) == ("img", "a-b-title a-b-text")
    title, description = found.find(f"{SVG}title"), found.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert (title.text, title.get("id"), description.text) == ("<Rate> & more", "a-b-title", 'By "month"')
    kinds = [element.get("class", "") for element in found]
    assert kinds.count("line series-1") == 1  # April stands alone, and May is provisional
    assert kinds.count("band series-1") == 2
    assert kinds.count("dot series-1 settled") == 3
    assert kinds.count("dot series-1 provisional") == 1
    assert kinds.count("target") == 1
    assert [element.text for element in found if element.get("class") == "target-label"] == ["<90%>"]


def test_a_month_between_gaps_shows_its_doubt_as_a_bar() -> None:
    assert [len(stretch) for stretch in runs([*POINTS[:1], POINTS[2], POINTS[0]])] == [1, 1]
    found = drawn(Chart("x", "t", "d", [Series("rate", [POINTS[2], POINTS[0], POINTS[2]])]))
    assert [element.get("class") for element in found].count("band-line series-1") == 1


def test_two_series_differ_by_more_than_colour() -> None:
    counts = [Series(name, [Point("Jan 17", value), Point("Feb 17", value + 3)]) for name, value in (("one", 12.0), ("two", 13.0))]
    found = drawn(Chart("x", "t", "d", counts, percent=False))
    lines = [element.get("stroke-dasharray") for element in found if "line series" in element.get("class", "")]
    assert lines == [None, "8 3"]
    labels = {element.text: float(element.get("y", 0)) for element in found if "-label" in element.get("class", "")}
    assert abs(labels["one"] - labels["two"]) >= 16


def test_the_axis_reaches_the_largest_value_and_starts_at_nought() -> None:
    for most in (0.3, 3, 4, 17, 99, 1234, 56789):
        found = drawn(Chart("x", "t", "d", [Series("count", [Point("Jan 17", most)])], percent=False))
        ticks = [float((element.text or "").replace(",", "")) for element in found if element.get("text-anchor") == "end"]
        assert ticks[0] == 0 and ticks[-1] >= most and 3 <= len(ticks) <= 7


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4, 6, 7, 11, 12, 23, 26, 120, 1234])
def test_the_axis_of_counts_has_whole_numbers_only(most: float) -> None:
    found = drawn(Chart("x", "t", "d", [Series("count", [Point("Jan 17", 0), Point("Feb 17", most)])], percent=False))
    ticks = [(element.text or "").replace(",", "") for element in found if element.get("text-anchor") == "end"]
    assert all(tick.isdigit() for tick in ticks)
    assert ticks[0] == "0" and int(ticks[-1]) >= max(most, 1) and 2 <= len(ticks) <= 7


def test_small_shares_are_drawn_large_and_always_from_nought() -> None:
    for most, top in ((0.13, "20%"), (0.31, "40%"), (0.41, "100%")):
        texts = [one.text for one in drawn(Chart("x", "t", "d", [Series("ratio", [Point("Jan 17", most)])]))]
        assert "0%" in texts and top in texts


def test_shares_above_all_are_drawn_and_no_value_at_all_draws_nothing() -> None:
    texts = [element.text for element in drawn(Chart("x", "t", "d", [Series("ratio", [Point("Jan 17", 1.7)])]))]
    assert "200%" in texts or "175%" in texts
    assert svg(Chart("x", "t", "d", [Series("rate", [Point("Jan 17", None)])])) == ""


def test_how_to_read_says_only_what_the_chart_shows() -> None:
    whole = say.how_to_read("rate", band=True, gaps=True, early=True, target="expected 90%")
    plain = say.how_to_read("share", band=False, gaps=False, early=False, target="")
    assert all(words in whole for words in ("band", "gap", "Hollow", "expected 90%"))
    assert plain == "Each dot is one month's share."
