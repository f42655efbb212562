"""Chance alone looks like an improvement about as often as the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from peelian.measures.spc import SHARE, Baseline, ControlChart, Point, p_chart, xmr
from tests.unit.measures.spc.charted import months

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "spc.md"
DRAWN, DUTIES, MET, LATER = 600, 200, 0.8, 12
Chart = Callable[..., ControlChart]


@pytest.mark.parametrize(("name", "chart", "baseline"), [
    ("`xmr`, 12 months", xmr, 12), ("`xmr`, 24 months", xmr, 24), ("`p_chart`, 12 months", p_chart, 12)])
def test_the_page_says_how_often(name: str, chart: Chart, baseline: int) -> None:
    said = re.search(rf"^\| {re.escape(name)} \| (\d+)% \| (\d+)% \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert said is not None
    drawn = np.random.default_rng(8).binomial(DUTIES, MET, (DRAWN, baseline + LATER))
    known = months(baseline + LATER)
    held = Baseline(known[0], known[baseline - 1])
    found = [len(chart([Point(month, met / DUTIES, DUTIES, met) for month, met in zip(known, one, strict=True)], "higher",
                       baseline=held, options=SHARE).improved(known[-3])) for one in drawn.tolist()]
    once, always = (sum(many >= least for many in found) / DRAWN for least in (1, 3))
    assert once == pytest.approx(int(said[1]) / 100, abs=0.025) and always == pytest.approx(int(said[2]) / 100, abs=0.015)
