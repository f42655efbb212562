"""Kappa is that of worked examples in print and of SAS."""

from __future__ import annotations

import pytest

from peelian.measures.agreement import answers_table, kappa

# The example of statsmodels' tests, with what SAS PROC FREQ prints for it: kappa, its error and its 95% limits.
ANSWERS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
SAS = {"none": (0.4842, 0.1380, 0.2137, 0.7547), "linear": (0.4701, 0.1457, 0.1845, 0.7558)}


@pytest.mark.parametrize("weights", ["none", "linear"])
def test_kappa_is_what_sas_prints(weights: str) -> None:
    found = kappa(ANSWERS, weights)  # type: ignore[arg-type]
    assert found.interval is not None
    assert (found.kappa, found.error, found.interval.low, found.interval.high) == pytest.approx(SAS[weights], abs=5e-5)


def test_a_grant_panel_of_fifty() -> None:
    """The worked example of Wikipedia's page: 35 of 50 agreed, half by chance."""
    found = kappa([[20, 5], [10, 15]])
    assert (found.of, found.agreed, found.by_chance, found.kappa) == (50, 0.7, 0.5, pytest.approx(0.4))


def test_near_answers_count_by_their_distance() -> None:
    """Of R's irr, on 20 pairs of scores from 1 to 6 (its data 'anxiety', raters 2 and 3, the unused fourth score dropped)."""
    second = (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4)
    third = (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2)
    used = sorted({*second, *third})
    table = answers_table([(str(a), str(b)) for a, b in zip(second, third, strict=True)], [str(one) for one in used])
    assert kappa(table).kappa == pytest.approx(-0.006289308, abs=5e-9)
    assert kappa(table, "linear").kappa == pytest.approx(0.1459075, abs=5e-8)
    assert kappa(table, "quadratic").kappa == pytest.approx(0.2520325, abs=5e-8)


def test_full_agreement_and_one_answer_throughout() -> None:
    full = kappa([[10, 0], [0, 10]])
    assert full.kappa == 1 and full.interval is not None and (full.interval.low, full.interval.high) == (1, 1)
    same = kappa([[10, 0], [0, 0]])
    assert (same.agreed, same.kappa, same.interval) == (1, None, None)


@pytest.mark.parametrize("table", [[], [[1]], [[1, 2], [3]], [[1, -1], [0, 2]], [[0, 0], [0, 0]]])
def test_what_is_no_table_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="a square of counts"):
        kappa(table)


def test_an_unknown_answer_is_named() -> None:
    with pytest.raises(ValueError, match="'perhaps' is none of the answers: yes, no"):
        answers_table([("yes", "perhaps")], ["yes", "no"])
