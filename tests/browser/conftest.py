"""What is looked at: the report of a small made-up force, and the reference site of the library."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from peelian.cli import main
from peelian.inspections.comparison.beside import beside_all, write_beside
from peelian.inspections.comparison.compare import compare
from peelian.inspections.comparison.shown import write_comparison
from peelian.inspections.grading.commands import add_evidence, set_grade
from peelian.inspections.grading.judge import Brought
from peelian.inspections.improvement.board import write_board
from peelian.inspections.improvement.doing import doing, move, propose, verify
from peelian.inspections.improvement.events import Details
from peelian.inspections.improvement.model import Proposal
from peelian.inspections.improvement.words import PLAIN
from peelian.inspections.report import write_report
from peelian.records.simulation import simulate_to
from tests.architecture.tree import ROOT
from tests.browser import looking
from tests.library.made_force import FOLDER, assessed
from tests.unit.inspections.comparison.test_comparator import library_of, published
from tests.unit.inspections.comparison.test_compare import run_of
from tests.unit.inspections.improvement.made import by
from tests.unit.inspections.improvement.test_board import offered

# A duty with people whom it concerns, one owed again and again, a ratio of parts, one of two counts, a headcount and an audit.
STANDARDS = ("vcop-contact-plan", "handover-recorded", "rso-visit-due", "da-risk-supervised", "outcome-rates", "da-arrest-rate",
             "afo-training-current", "crime-cancel-avi")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = looking.launch(playwright)
        yield opened
        opened.close()


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made once, however many processes the tests run in."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder


def brought_to(run: Path, folder: Path) -> Brought:
    """What people bring to a question: evidence of both kinds, an open improvement, a grade and a later one."""
    store, register = folder / "judgements.sqlite", folder / "improvements.sqlite"
    for bears in ("supports", "contradicts"):
        add_evidence(store, FOLDER, "Vi Elm", "interview", bears, f"Somebody said what {bears} it.", "investigation", place="folder 7")
    propose(doing(register, "Ada Ash", "asked", None, FOLDER), [Proposal.model_validate({
        "text": "Handovers should be written.", "force": "hertfordshire", "question": "investigation", "level": "area_for_improvement",
        "source": {"kind": "audit", "name": "A look"}})])
    for grade in ("good", "requires improvement"):
        set_grade(run, "investigation", grade, "Ada Ash", "as was seen", None, store, register, read=True)
    return Brought(store, register)


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report whose pages have every part that a report can have."""
    def make(folder: Path) -> None:
        simulate_to("hertfordshire_2017", FOLDER, folder / "records", None, 0.02)
        run = assessed(folder / "records", folder / "run", STANDARDS).run
        write_report(run, brought=brought_to(run, folder))

    return once(tmp_path_factory, "looked-at-report", make) / "run" / "report" / "internal"


@pytest.fixture(scope="session")
def comparisons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of two runs side by side, and that of one service beside others."""
    def make(folder: Path) -> None:
        runs = run_of(folder, "a", 60, 40), run_of(folder, "b", 90, 10, "F2")
        write_comparison(compare(*runs), folder)
        other = folder / "other"
        other.mkdir()
        write_beside(beside_all(published(other), library_of(other), "north"), folder)

    return once(tmp_path_factory, "looked-at-comparisons", make)


@pytest.fixture(scope="session")
def both_reports(tmp_path_factory: pytest.TempPathFactory, report: Path) -> Path:
    """The folder that `peelian report` wrote of the same run, with an inspection beside it."""
    def make(folder: Path) -> None:
        page = ROOT / "tests" / "inspections" / "read" / "hertfordshire-peel-2017-effectiveness.txt"
        assert main(["read", str(page), "--out", str(folder / "page.json")]) == 0
        assert main(["report", str(report.parents[1]), "--out", str(folder / "out"), "--no-pdf", "--beside", str(folder / "page.json"),
                     "--since", str(folder / "page.json")]) == 0

    return once(tmp_path_factory, "looked-at-both-reports", make) / "out"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        assert main(["library", "site", "--out", str(folder / "site"), "--docs", str(ROOT / "docs")]) == 0

    return once(tmp_path_factory, "looked-at-site", make) / "site"


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a board pack in which improvements are open, ageing, stuck, slid back, and ended without proof."""
    def make(folder: Path) -> None:
        store = folder / "improvements.sqlite"
        for name in ("stuck", "back", "ended"):
            offered(store, name, deadline="31 December 2017")
        for name in ("back", "ended"):
            verify(by(store, "Vi", on="2017-06-02"), name, ["seen"], None, True, PLAIN)
        move(by(store, "Vi", on="2017-06-03"), "ended", "close", Details(without_proof=True))
        move(by(store, "Vi", on="2017-06-03"), "back", "reopen")
        (folder / "board").mkdir()
        write_board(store, folder / "board", datetime(2018, 3, 31, 12), "Europe/London", PLAIN)

    return once(tmp_path_factory, "looked-at-board", make) / "board"
