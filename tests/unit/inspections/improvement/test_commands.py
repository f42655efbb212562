"""`peelian improve` from the command line: what is wrong is said, ends with 1 or 2, and changes nothing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from peelian.inspections.improvement import doing
from peelian.inspections.improvement.store import read_register
from tests.unit.inspections.improvement.made import BASELINE, BETTER, duties, run_of

IMPROVEMENT = """
improvement: late
text: Loans should come back in time, not later than 31 March.
force: F1
source: {kind: inspection, name: A look at the library, published: 2017-04-10}
plan: [{action: write to borrowers, due: 2017-05-31}]
"""
TEST = """
measures: [{standard: loan-returned, at_least: 90%}]
baseline: {from: 2016-04, to: 2017-03}
"""


@pytest.fixture
def improve(store: Path, library_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """improve(words…) → exit code and what was said, on the test's own register and library."""
    monkeypatch.setenv("PEELIAN_IMPROVEMENTS", str(store))

    def run(*words: str, code: int = 0) -> str:
        library = [] if words[0] == "--help" else ["--library", str(library_folder)]
        assert main(["improve", *words, *library]) == code, capsys.readouterr()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return said.out if code == 0 else said.err

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "late.yaml").write_text(IMPROVEMENT, encoding="utf-8")
    (tmp_path / "test.yaml").write_text(TEST, encoding="utf-8")
    return tmp_path


def added(improve: Any, files: Path, *words: str) -> None:
    improve("add", str(files / "late.yaml"), "--who", "Ada", "--on", "2017-04-12", *words)


def test_an_improvement_is_followed_to_its_proof(
        improve: Any, files: Path, library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added(improve, files)
    accept = ["accept", "late", "--owner", "Olu", "--who", "Ada", "--why", "it is ours", "--on", "2017-04-13"]
    with monkeypatch.context() as that_day:  # the exit test is written down on the day that is given for it
        that_day.setattr(doing, "now", lambda: datetime(2017, 4, 13, 12))
        assert improve(*accept, "--exit-test", str(files / "test.yaml")).startswith("late: accepted.")
    improve("act", "late", "--action", "ring them", "--due", "2017-05-31", "--by", "Bo", "--who", "Olu", "--on", "2017-05-01")
    improve("act", "late", "--done", "1", "--who", "Olu", "--on", "2017-05-20")
    run = run_of(files / "run", library_folder, duties(BASELINE | BETTER))
    assert "late (in progress): passes." in improve("recheck", str(run), "--on", "2017-07-01")
    improve("offer", "late", "--evidence", "the run of June", "--who", "Olu", "--why", "it came down", "--on", "2017-07-02")
    verify = ["verify", "late", "--evidence", "twenty loans read", "--why", "they were in time", "--on", "2017-07-03"]
    assert "Another person must do it" in improve(*verify, "--who", "olu", code=1)
    improve(*verify, "--who", "Vi")
    improve("close", "late", "--who", "Vi", "--why", "proved", "--on", "2017-07-04")
    shown = improve("show", "late")
    for words in ("State: Closed", "Action 1: write to borrowers by 31 May 2017: done 20 May 2017",
                  "Action 2: ring them by 31 May 2017 (Bo)",
                  "Asked by: 31 March 2018", "Last recheck: passes, by the run run as at 30 June 2017", "Evidence: twenty loans read",
                  "To be checked again from 4 January 2018", "What may follow: reopen", "Vi: close → closed: proved"):
        assert words in shown
    assert "4 July 2017 (written down " in shown and "23:59" not in shown  # a day was given, and no hour
    assert "State: Proposed" in improve("show", "late", "--as-at", "2017-04-12")
    assert json.loads(improve("list", "--format", "json"))[0]["exit_test"] == "passes"
    assert "4 July 2017" in improve("list") and "2017-07-04" in improve("list", "--format", "csv"), "words for people, ISO for machines"
    assert "holds no such improvement" in improve("list", "--state", "open")
    assert improve("list", "--format", "csv").splitlines()[0].startswith("id,force,state")
    assert "1 improvement, of which 0 are open" in improve("board", "--out", str(files / "board"))
    assert improve("export", str(files / "out.xlsx")).startswith("Wrote 1 improvements in 6 rows")
    assert improve("reopen", "late", "--who", "Ada", "--why", "a new look").startswith("late: reopened.")


def test_the_past_is_told_by_the_day_claimed_or_by_what_was_written_down(improve: Any, files: Path) -> None:
    added(improve, files)
    claimed = improve("list", "--as-at", "2017-04-12")
    assert "late" in claimed and "by the days that people gave (--on)" in claimed and "--known-at" in claimed
    assert "holds no such improvement" in improve("list", "--known-at", "2017-04-12")
    assert "by the days that people gave" in improve("show", "late", "--as-at", "2017-04-12")
    assert "there is no such improvement" in improve("show", "late", "--known-at", "2017-04-12", code=1)
    assert improve("export", str(files / "out.csv"), "--known-at", "2017-04-12").startswith("Wrote 0 improvements")
    assert improve("board", "--out", str(files / "board"), "--known-at", "2017-04-12").startswith("0 improvements")


def test_one_recommendation_to_every_force_stands_once_for_each(improve: Any, files: Path, store: Path) -> None:
    added(improve, files, "--force", "F1", "--force", "F2")
    assert "stands there already" in improve("add", str(files / "late.yaml"), "--who", "Ada", "--force", "F2")
    found = read_register(store).standing
    assert {name: (one.proposal.force, one.proposal.national) for name, one in found.items()} == {
        "late-F1": ("F1", "late"), "late-F2": ("F2", "late")}
    (files / "again.yaml").write_text(IMPROVEMENT.replace("late", "again") + "national: late\n", encoding="utf-8")
    said = improve("add", str(files / "again.yaml"), "--who", "Ada", code=1)
    assert "F1 has 'late' already: late-F1. Each force has it once." in said


@pytest.mark.parametrize(("change", "words"), [
    ("force: F1\n", "late.yaml:2: 'force' is missing"),
    ("text: Loans", "'txt' is not a word that may stand here. Did you mean 'text'?"),
    ("kind: inspection", "'kind': 'rumour' is not a word that may stand here"), ("2017-05-31", "'due' (it says 'soon')"),
    ("improvement: late", "'improvement' (it says '../late')"),
])
def test_a_file_that_is_wrong_is_named_with_its_line(improve: Any, files: Path, store: Path, change: str, words: str) -> None:
    into = {"force: F1\n": "", "text: Loans": "txt: Loans", "kind: inspection": "kind: rumour", "2017-05-31": "soon",
            "improvement: late": "improvement: ../late"}
    (files / "late.yaml").write_text(IMPROVEMENT.replace(change, into[change]), encoding="utf-8")
    assert words in improve("add", str(files / "late.yaml"), "--who", "Ada", code=1)
    assert not store.exists()


@pytest.mark.parametrize(("test", "words"), [
    ("measures: []", "an exit test has measures, or says why it cannot_be_measured"), ("{}", "an exit test has measures"),
    ("measures: [{standard: loan-returned, at_least: 90%}]", "name the baseline"),
    (TEST.replace("loan-returned", "loan-retuned"), "Did you mean 'loan-returned'?"),
    (TEST.replace("90%", "190%"), "is no share above 0%"),
    (TEST.replace("90%}", "90%, at_most: 95%}"), "either at_least or at_most"),
    (TEST.replace("to: 2017-03", "to: 2016-03"), "before it begins"),
    (TEST + "months: 0", "'months' (it says '0')"), (TEST + "duties: 5", "'duties' (it says '5')"),
    (TEST + "check_again_after: soon", "'soon'"),
    (TEST.replace("2016-04", "April"), "'from' (it says 'April')"),
    (TEST.replace("90%}", "90%, area: north, team: blue}"), "choose one"),
    (TEST + "guards: [no-such]", "'no-such' is not a standard of this library"), ("- list", "should be a block"),
    ("a: [", "is not YAML"),
])
def test_an_exit_test_that_is_wrong_is_refused(improve: Any, files: Path, store: Path, test: str, words: str) -> None:
    added(improve, files)
    (files / "test.yaml").write_text(test, encoding="utf-8")
    before = store.read_bytes()
    accept = ["accept", "late", "--owner", "Olu", "--who", "Ada", "--why", "x", "--exit-test", str(files / "test.yaml")]
    assert words in improve(*accept, code=1)
    assert store.read_bytes() == before


@pytest.mark.parametrize(("words", "said"), [
    (["accept", "lat", "--owner", "Olu", "--who", "Ada", "--why", "x"], "there is no such improvement. Did you mean 'late'?"),
    (["accept", "late", "--owner", "Olu", "--who", "Ada"], "'accept' needs a reason"),
    (["accept", "late", "--owner", "Olu", "--who", "Ada", "--why", "x"], "'accept' needs an exit test"),
    (["accept", "late", "--owner", "System", "--who", "Ada", "--why", "x"], "the system cannot own an improvement"),
    (["close", "late", "--who", "system", "--why", "x"], "'system' is not a person's name"), (["show", "none"], "no such improvement"),
    (["act", "late", "--who", " ", "--action", "x"], "is not a person's name"), (["list", "--state", "gone"], "'gone' is no state"),
    (["act", "late", "--who", "Ada", "--due", "2017-05-31"], "--action: is missing"),
    (["act", "late", "--who", "Ada", "--action", "x", "--due", "soon"], "'soon' is not a day"),
    (["reopen", "late", "--who", "Ada", "--why", "x"], "is proposed, and 'reopen' does not follow from that. What may follow: accept,"),
    (["supersede", "late", "--outside", "y", "--who", "Ada", "--why", "x", "--on", "2017-01-01"], "is before its last change"),
    (["supersede", "late", "--outside", "y", "--who", "Ada", "--why", "x", "--on", "2999-01-01"], "is still to come"),
    (["supersede", "late", "--outside", "y", "--who", "Ada", "--why", "x", "--on", "some day"], "--on: 'some day' is not a moment"),
    (["supersede", "late", "--outside", "y" * 400, "--who", "Ada", "--why", "x"], "longer than 300 characters"),
    (["supersede", "late", "--by", "nothing at all", "--who", "Ada", "--why", "x"], "there is no such improvement"),
    (["supersede", "late", "--by", "late", "--who", "Ada", "--why", "x"], "cannot take its own place"),
    (["verify", "late", "--who", "Ada", "--why", "x", "--verification", "level 1"], "is no kind of verification"),
    (["step-down", "late", "--level", "lesser", "--who", "Ada", "--why", "x"], "does not follow"),
    (["recheck", "nowhere"], "no such folder"),
    (["import", "nowhere.csv", "--who", "Ada"], "there is no such file"), (["export", "out.pdf"], "neither .csv nor .xlsx"),
    (["show", "late", "--as-at", "2017-01-01"], "there is no such improvement"),
    (["add", "nowhere.yaml", "--who", "Ada"], "cannot be read"),
])
def test_what_cannot_be_done_is_said_and_changes_nothing(improve: Any, files: Path, store: Path, words: list[str], said: str) -> None:
    added(improve, files)
    before = store.read_bytes()
    assert said in improve(*words, code=1)
    assert store.read_bytes() == before


@pytest.mark.parametrize("words", [["add", "--who", "Ada"], ["accept", "late"], ["forget", "late"],
                                   ["supersede", "late", "--who", "Ada"]])
def test_wrong_usage_ends_with_2(improve: Any, words: list[str]) -> None:
    improve(*words, code=2)


def test_a_register_is_not_made_by_asking_for_it(improve: Any, store: Path, tmp_path: Path) -> None:
    for words in (["list"], ["show", "late"], ["board", "--out", str(tmp_path / "board")], ["export", str(tmp_path / "out.csv")],
                  ["recheck", str(tmp_path)], ["close", "late", "--who", "Ada", "--why", "x"]):
        improve(*words, code=1)
    assert list(tmp_path.iterdir()) == []


def test_an_assessment_rechecks_by_itself(improve: Any, files: Path, store: Path, library_folder: Path,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    added(improve, files)
    improve("accept", "late", "--owner", "Olu", "--who", "Ada", "--why", "it is ours", "--exit-test", str(files / "test.yaml"))
    (files / "data").mkdir()
    (files / "data" / "loan.csv").write_text("loan_id,member_id,branch,lent_at,thing\n1,m1,A,2017-05-01 10:00,book\n", encoding="utf-8")
    assess = ["assess", str(files / "data"), "--as-at", "2017-07-31", "--library", str(library_folder), "--improvements"]
    assert main([*assess, str(store), "--out", str(files / "run")]) == 0
    said = capsys.readouterr().out
    assert "Exit tests rechecked by the run run, as at 31 July 2017 23:59: 1." in said and "late (accepted): cannot be told." in said
    result = read_register(store).one("late").last_result
    assert result is not None and result.run == "run"
    assert main([*assess, str(files / "none.sqlite"), "--out", str(files / "other")]) == 1
    assert "there is no such register" in capsys.readouterr().err and not (files / "other").exists()
