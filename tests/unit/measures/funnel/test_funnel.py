"""Units beside what chance allows, and how far they differ beyond it."""

from __future__ import annotations

from math import asin, log, sin, sqrt
from xml.etree import ElementTree

import numpy
import pytest

from peelian.measures.funnel import (
    FunnelUnit,
    between_units,
    binomial_limits,
    funnel_of_rates,
    funnel_of_shares,
    funnel_sentence,
    funnel_svg,
    how_to_read_funnel,
    table,
    winsorised,
)

# Colditz and others, JAMA 1994: 13 trials of BCG vaccine; ill and well among the vaccinated, ill and well among the others.
TRIALS = ((4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
          (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
          (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825))
ALIKE = [FunnelUnit(f"team {number}", 80 + number % 3, 100) for number in range(8)]


def test_the_variance_between_units_is_that_of_the_worked_example() -> None:
    """metafor's manual works the log relative risks of these trials by DerSimonian and Laird: tau² 0.3088, Q 152.2330."""
    risks = [log(a / (a + b) / (c / (c + d))) for a, b, c, d in TRIALS]
    errors = [sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in TRIALS]
    weights = [1 / error ** 2 for error in errors]
    middle = sum(risk * weight for risk, weight in zip(risks, weights, strict=True)) / sum(weights)
    scores = [(risk - middle) / error for risk, error in zip(risks, errors, strict=True)]
    assert sum(score ** 2 for score in scores) == pytest.approx(152.2330, abs=5e-5)
    assert between_units(scores, errors) == pytest.approx(0.3088, abs=5e-5)


def test_scores_that_vary_no_more_than_chance_leave_no_variance() -> None:
    assert between_units([0.5, -0.5, 0.9, -0.9], [0.1, 0.2, 0.1, 0.2]) == 0
    assert between_units([3.0], [0.1]) == 0 and between_units([], []) == 0


def test_a_tenth_at_either_end_is_pulled_in() -> None:
    values = [-9.0, *range(9), 40.0]
    low, high = numpy.quantile(values, [0.1, 0.9])
    assert winsorised(values) == [low, *range(9), high] and winsorised([]) == []


def test_a_unit_far_out_is_told_from_its_like() -> None:
    funnel = funnel_of_shares([*ALIKE, FunnelUnit("odd", 55, 100), FunnelUnit("tiny", 2, 4, "fewer than 20 duties")])
    assert funnel is not None and funnel.tau == 0
    assert funnel.whole == (sum(one.good for one in ALIKE) + 55) / 900
    assert [(one.name, one.side) for one in funnel.far] == [("odd", "low")] and funnel.near == []
    assert [one.name for one in funnel.left_out] == ["tiny"]
    rows = table(funnel)
    assert len(rows) == 10 and rows[-1]["why_not"] == "fewer than 20 duties" and rows[-1]["value"] is None
    said = funnel_sentence(funnel, "team")
    assert said.startswith("Of 9 teams, 8 lie within the 95% limits around 78.") and "odd (55.0%, below)" in said
    assert "1 team is not plotted" in said
    assert "With fewer than ten teams" in how_to_read_funnel(funnel, "team", "duties")


def test_between_the_two_limits_is_said_apart() -> None:
    funnel = funnel_of_shares([FunnelUnit("big", 8000, 10000), FunnelUnit("small", 71, 100)])
    assert funnel is not None and [one.name for one in funnel.near] == ["small"] and not funnel.far
    assert "where chance puts about one in twenty: small (71.0%, below)" in funnel_sentence(funnel, "area")


def test_units_that_differ_beyond_chance_widen_the_limits_on_the_even_scale() -> None:
    units = [FunnelUnit(str(number), good, 200) for number, good in enumerate((120, 130, 140, 150, 160, 165, 170, 175, 180, 190))]
    funnel = funnel_of_shares(units)
    assert funnel is not None and funnel.tau > 0
    middle, error = asin(sqrt(funnel.whole)), 1 / (2 * sqrt(200))
    scores = [(asin(sqrt(one.good / 200)) - middle) / error for one in units]
    low, high = numpy.quantile(scores, [0.1, 0.9])
    clipped = numpy.clip(scores, low, high)
    # Of ten errors that are alike, the sum of weights less its squares' share is nine weights.
    variance = ((clipped ** 2).sum() - 9) * error ** 2 / 9
    assert funnel.tau ** 2 == pytest.approx(variance)
    width = 1.959963984540054 * sqrt(error ** 2 + variance)
    assert funnel.limits(200).low == pytest.approx(sin(middle - width) ** 2)
    assert "differ by more than chance" in funnel_sentence(funnel, "team")


def test_widened_limits_are_never_narrower_than_chance_alone() -> None:
    counts = (190, 200, 199, 200, 200, 200, 198, 200, 200, 186)
    funnel = funnel_of_shares([FunnelUnit(str(number), good, 200) for number, good in enumerate(counts)])
    assert funnel is not None and funnel.tau > 0
    _, low, high, far_high = binomial_limits(20, funnel.whole)
    found = funnel.limits(20)
    assert found.low <= low and found.high >= high and found.far_high >= far_high == 1


def test_rates_have_poisson_limits_and_their_own_words() -> None:
    funnel = funnel_of_rates([FunnelUnit("a", 30, 100), FunnelUnit("b", 95, 100), FunnelUnit("c", 300, 1000)])
    assert funnel is not None and [one.name for one in funnel.far] == ["b"]
    assert "35.4 for each hundred" in funnel_sentence(funnel, "force", lambda value: f"{value * 100:.1f} for each hundred")


def test_one_unit_is_no_funnel_and_impossible_counts_are_refused() -> None:
    assert funnel_of_shares([FunnelUnit("a", 5, 30), FunnelUnit("b", 0, 0)]) is None
    with pytest.raises(ValueError, match="a: 31 of 30 cannot be a share"):
        funnel_of_shares([FunnelUnit("a", 31, 30)])
    with pytest.raises(ValueError, match="b: -1 for 30 cannot be a rate"):
        funnel_of_rates([FunnelUnit("b", -1, 30)])


def test_the_drawing_names_itself_and_each_kind_of_mark_has_its_shape() -> None:
    units = [*ALIKE, FunnelUnit("<odd>", 55, 100), FunnelUnit("near", 700, 1000)]
    funnel = funnel_of_shares(units[:-1])
    assert funnel is not None
    drawn = ElementTree.fromstring(funnel_svg("x", 'A "&" B', "what it shows", funnel, "Duties"))
    space = "{http://www.w3.org/2000/svg}"
    assert (drawn.get("role"), drawn.get("aria-labelledby")) == ("img", "x-title x-text")
    assert [one.text for one in drawn.findall(f"{space}title")] == ['A "&" B']
    assert len(drawn.findall(f"{space}circle")) == 8
    assert len([one for one in drawn.findall(f"{space}path") if one.get("class") == "dot series-2 settled"]) == 1
    words = [one.text for one in drawn.findall(f"{space}text")]
    assert "<odd>" in words and "Duties" in words and words.count("99.8%") == 2 and words.count("95%") == 2
    names = [one for one in drawn.findall(f"{space}text") if one.get("class") == "unit-name"]
    assert [one.text for one in names] == ["<odd>"]
    assert all(0 <= float(one.get("y") or -1) <= 330 for one in drawn.findall(f"{space}text"))


def test_funnels_of_no_width_are_drawn_too() -> None:
    funnel = funnel_of_shares([FunnelUnit("a", 30, 30), FunnelUnit("b", 40, 40)])
    assert funnel is not None and not funnel.far
    assert funnel_svg("x", "x", "x", funnel, "Duties").count("<circle") == 2
