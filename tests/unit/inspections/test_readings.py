"""Monthly charts of ratios: a share is drawn in per cent, and what is no share never is."""

from __future__ import annotations

import re
from datetime import datetime

from peelian.inspections.report.model import ChartView
from peelian.inspections.report.readings import ratio_chart, two_counts_chart
from peelian.measures.indicators import Ratio
from peelian.measures.periods import Periods

MONTHS = ["2017-01", "2017-02", "2017-03"]
PERIODS = Periods("Europe/London", datetime(2017, 3, 31, 22, 59, 59), "2017-03", True)


def drawn(counts: list[int], *, whole: bool, per: int = 100, expected: float | None = None) -> ChartView:
    found = dict(zip(MONTHS, counts, strict=True))
    made = ratio_chart("a", "Fines", lambda month: Ratio(found[month], 40, rows=40, per=per, whole=whole), MONTHS, PERIODS,
                       (expected, "expected 50%" if expected else ""))
    assert made is not None
    return made


def axis(chart: ChartView) -> list[str]:
    return re.findall(r'text-anchor="end">([^<]*)<', chart.svg)


def test_a_share_of_records_is_drawn_in_per_cent() -> None:
    chart = drawn([10, 20, 30], whole=True)
    assert axis(chart) == ["0%", "25%", "50%", "75%", "100%"]
    assert chart.title == "Fines, by month"
    assert chart.sentence.startswith("By month the ratio ran from 25.0% (January 2017) to 75.0% (March 2017); it was 25.0% in January")


def test_a_ratio_of_two_kinds_is_so_many_for_each_hundred_and_no_per_cent() -> None:
    chart = drawn([10, 50, 61], whole=False, expected=0.5)
    assert axis(chart) == ["0", "50", "100", "150", "200"]
    assert chart.title == "Fines, for each hundred, by month"
    assert chart.sentence == ("By month the ratio for each hundred ran from 25.0 (January 2017) to 152.5 (March 2017); it was 25.0 in "
                              "January 2017 and 152.5 in March 2017.")
    assert "expected 50<" in chart.svg and "%" not in chart.svg + chart.sentence + chart.title + chart.how_to_read
    assert [row[3] for row in chart.table.rows] == ["152.5 for each hundred", "125.0 for each hundred", "25.0 for each hundred"]


def test_what_is_counted_for_each_thousand_has_its_interval_for_each_thousand() -> None:
    chart = drawn([1, 2, 4], whole=True, per=1000)
    assert axis(chart)[0] == "0" and "for each 1,000" in chart.title and "%" not in chart.sentence
    assert chart.table.rows[0][3:5] == ["100.0 for each 1,000", "39.6 to 230.5"]


def test_two_counts_say_how_either_stands_to_the_year_before_and_their_names_are_not_cut() -> None:
    months = [f"20{15 + number // 12}-{number % 12 + 1:02d}" for number in range(24)]
    periods = Periods("Europe/London", datetime(2016, 12, 31, 23, 59, 59), "2016-12", True)
    names = ("arrests for domestic abuse", "incidents of domestic abuse")
    chart = two_counts_chart("a", "Arrests", lambda month: Ratio(30 if month < "2016" else 24, 40 if month < "2016" else 50, rows=40,
                                                                 per=100, whole=False), months, periods, names)
    assert chart is not None
    assert chart.sentence.endswith("In the newest twelve whole months there were 288 arrests for domestic abuse, 20.0% fewer "
                                   "than in the twelve before and 600 incidents of domestic abuse, 25.0% more than in the twelve "
                                   "before.")
    labels = [re.sub(r"<[^>]*>", " ", one) for one in re.findall(r'<text class="series-\d-label".*?</text>', chart.svg)]
    assert sorted(" ".join(one.split()) for one in labels) == sorted(names)
    assert all(len(line) <= 17 for one in re.findall(r'<text class="series-\d-label"[^>]*>(.*?)</text>', chart.svg)
               for line in re.split(r"<[^>]*>", one))
