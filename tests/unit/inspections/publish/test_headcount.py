"""A report of a headcount and nothing else: what is published of it has no interval, and what has no figure has no page of figures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from peelian.cli import main
from tests.unit.measures.made_run import counted, made_library, made_run


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """181 of 195 keep 90%. As of a sample, chance would put them anywhere from 88.3%, which would not."""
    folder = tmp_path_factory.mktemp("headcount")
    library = made_library(folder / "library")
    path = library / "standards" / "lending" / "desk-staffed.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "expect: {at_least: 90%, basis: local}\n", encoding="utf-8")
    rows = [counted(number, role, "undated", standard="desk-staffed") for role, many in (("held", 181), ("needed", 195))
            for number in range(many)]
    run = made_run(folder / "run", library, (), rows)
    assert main(["report", str(run), "--out", str(folder / "out")]) == 0
    return folder / "out" / "public"


def test_a_headcount_that_keeps_what_is_expected_is_published_without_an_interval_that_does_not(public: Path) -> None:
    report = json.loads((public / "report.json").read_text(encoding="utf-8"))
    one = next(one for one in report["measures"] if one["id"] == "desk-staffed")
    [figure] = one["figures"]
    assert one["says"] == ["keeps what is expected"]
    assert (figure["share"], figure["low"], figure["high"]) == (0.928, None, None)
    assert one["sentence"].endswith("about 180 of 195 needed: 92.8%.")
    assert any("headcount" in words for words in report["method"])


def test_a_question_of_which_nothing_has_a_figure_has_no_page_of_figures(public: Path) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in public.glob("*.html")}
    [with_figures] = [name for name in pages if name.startswith("figures-")]
    assert "Clerks at the front desk" in pages[with_figures]
    assert "No measure of this question has a figure here" in pages["index.html"]
    for text in pages.values():
        assert {link for link in re.findall(r'href="([^"#:]+\.html)', text)} <= set(pages)
