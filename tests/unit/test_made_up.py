"""What is made of made-up records says so wherever it is read: on the screen, in the manifest, on every page and in the data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from peelian.assessment import assess
from peelian.cli import main
from peelian.duties.worklist import worklist

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
SAYS = "Made-up records (scenario hertfordshire_2017, seed 7): they say nothing about any real force."
LOANS = "loan_id,member_id,thing,lent_at,returned_at,lost_at,hold_reason,held_at\nL1,M1,book,2017-01-02T10:00:00Z,,,,\n"


@pytest.fixture(scope="module")
def told_and_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A simulation as anybody would make one, assessed as at the date that it told."""
    folder = tmp_path_factory.mktemp("made_up")
    records, run = folder / "records", folder / "run"
    with pytest.MonkeyPatch.context() as patched:
        told: list[str] = []
        patched.setattr("builtins.print", lambda *words, **_: told.append(" ".join(map(str, words))))
        simulated = ["simulate", "hertfordshire_2017", "--out", str(records), "--years", "0.1", "--scale", "0.002", "--seed", "7"]
        assert main(simulated) == 0
        as_at = re.search(r"Assess them with --as-at (\S+)\.$", told[-1])
        assert as_at is not None
        assert main(["assess", str(records), "--as-at", as_at[1], "--out", str(run)]) == 0
    return told[-1], run


def test_the_assessment_and_its_manifest_say_so(told_and_run: tuple[str, Path]) -> None:
    told, run = told_and_run
    assert told.startswith(SAYS)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_up"] == {"scenario": "hertfordshire_2017", "seed": 7}
    entry = json.loads((run.parent / "runs.jsonl").read_text(encoding="utf-8"))
    assert entry["made_up"] == manifest["made_up"]


def test_every_page_and_the_data_say_so(told_and_run: tuple[str, Path]) -> None:
    report = told_and_run[1] / "report" / "internal"
    data = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert data["made_up"] == {"scenario": "hertfordshire_2017", "seed": 7}
    pages = sorted(report.glob("*.html"))
    assert len(pages) > 3
    for path in pages:
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        assert [one.get_text() for one in soup.select("header .made-up")] == [SAYS], path.name
        assert soup.title is not None and "made-up" in soup.title.get_text()
        assert soup.h1 is not None and "made-up" in soup.h1.get_text()


def test_the_worklist_says_so(told_and_run: tuple[str, Path]) -> None:
    assert worklist(told_and_run[1]).endswith(SAYS)


@pytest.mark.parametrize("summary", [None, "{", "[]", '{"scenario": "no seed"}'])
def test_other_records_are_not_called_made_up(tmp_path: Path, summary: str | None) -> None:
    (tmp_path / "data" / "answer_key").mkdir(parents=True)
    (tmp_path / "data" / "loan.csv").write_text(LOANS, encoding="utf-8")
    if summary is not None:
        (tmp_path / "data" / "answer_key" / "summary.json").write_text(summary, encoding="utf-8")
    told = assess(str(tmp_path / "data"), "2017-03-31", tmp_path / "run", None, LENDING)
    assert "ade-up" not in told
    assert json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["made_up"] is None
    for path in (tmp_path / "run" / "report" / "internal").glob("*.html"):
        body = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").body
        assert body is not None and "ade-up" not in body.get_text()
    assert "ade-up" not in worklist(tmp_path / "run")
