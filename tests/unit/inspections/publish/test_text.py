"""Sentences that people edit: what they wrote stays to the letter, figures are fresh, and what no longer holds is not published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from tests.unit.inspections.publish.made import library_of
from tests.unit.measures.made_run import duty, made_run

KEEPS = "lending-going-well-loan-returned-keeps-what-is-expected"
MONTHS = [f"2016-{month:02d}" for month in range(4, 13)] + ["2017-01", "2017-02", "2017-03"]


def run_with(folder: Path, late_of_forty: int, **manifest: Any) -> Path:
    """A run in which so many of each forty duties were late; at least 90% in time is expected."""
    rows = [duty(1000 * place + each, "met_late" if each < late_of_forty else "met", f"{month}-10 12:00",
                 started_at=f"{month}-01 12:00", owner_at_due=f"o{each % 9}")
            for place, month in enumerate(MONTHS) for each in range(40)]
    return made_run(folder, library_of(folder.with_name(f"{folder.name}-library")), rows, **manifest)


@pytest.fixture
def well(tmp_path: Path) -> Path:
    return run_with(tmp_path / "well", 1)


@pytest.fixture
def ill(tmp_path: Path) -> Path:
    return run_with(tmp_path / "ill", 9)


def report(run: Path, text: Path, out: Path) -> list[str]:
    """The sentences of the first question that are published."""
    assert main(["report", str(run), "--out", str(out), "--text", str(text), "--no-pdf"]) == 0
    return [one["words"] for one in published(out)["going_well"]]


def published(out: Path) -> dict[str, Any]:
    question: dict[str, Any] = json.loads((out / "public" / "report.json").read_text(encoding="utf-8"))["questions"][0]
    return question


def test_a_draft_is_written_the_first_time_and_says_how_to_edit_it(well: Path, tmp_path: Path) -> None:
    said = report(well, tmp_path / "text.yaml", tmp_path / "out")
    text = (tmp_path / "text.yaml").read_text(encoding="utf-8")
    assert said == ["Loan returned in time: 97.5% were met in time from April 2016 to March 2017 (95.7 to 98.6). "
                    "Expected: at least 90%."]
    assert "97.5" not in text and "{share} were met in time {period}" in text and f"- id: {KEEPS}" in text
    assert "Nothing of yours is ever changed" in text


def test_edited_words_stay_to_the_letter_and_take_the_new_figure(well: Path, tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    report(well, path, tmp_path / "first")
    edited = path.read_text(encoding="utf-8").replace("Loan returned in time: {share} were met in time {period} ({interval}).",
                                                      "Nearly all books came back:   {share}.") + "# a note of mine\n"
    path.write_text(edited, encoding="utf-8")
    other = run_with(tmp_path / "other", 2)
    assert report(other, path, tmp_path / "second") == ["Nearly all books came back: 95.0%. Expected: at least 90%."]
    assert path.read_text(encoding="utf-8") == edited
    assert [one["by"] for one in published(tmp_path / "second")["going_well"]] == ["written by people"]


def test_a_sentence_that_no_longer_holds_is_flagged_and_not_published(
        well: Path, ill: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "text.yaml"
    report(well, path, tmp_path / "first")
    before = path.read_text(encoding="utf-8")
    capsys.readouterr()
    assert report(ill, path, tmp_path / "second") == []
    told = capsys.readouterr().out
    flag = "no longer holds: 'keeps what is expected'. Now: does not keep what is expected"
    assert f"Not published: {KEEPS}: {flag}" in told and "new drafts stand at the end of" in told
    lines = path.read_text(encoding="utf-8").splitlines()
    place = lines.index(f"  - id: {KEEPS}")
    assert lines[place - 1] == f"  # FLAG: {flag}."
    unflagged = "".join(f"{line}\n" for line in lines if "# FLAG" not in line)
    assert unflagged.startswith(before.rstrip())  # what was there stands, and drafts of what holds now follow it
    assert "lending-needs-improvement-loan-returned-does-not-keep-what-is-expected" in unflagged.removeprefix(before.rstrip())
    assert len(published(tmp_path / "second")["needs_improvement"]) == 1
    for page in (tmp_path / "second" / "public").glob("*.html"):
        assert "keeps what is expected; " not in page.read_text(encoding="utf-8")
    # Where it holds again the flag goes, and of what was drafted meanwhile it is said that it does not hold.
    assert len(report(well, path, tmp_path / "third")) == 1
    again = path.read_text(encoding="utf-8").splitlines()
    assert again[again.index(f"  - id: {KEEPS}") - 1].strip() != f"# FLAG: {flag}."
    assert sum("# FLAG" in line for line in again) == 2


def test_what_is_no_longer_assured_is_no_longer_said_to_go_well(
        well: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows were set aside, so the figure still keeps what is expected and may not speak for all that it should."""
    path = tmp_path / "text.yaml"
    assert len(report(well, path, tmp_path / "first")) == 1
    bare = "  - {id: bare, question: lending, under: going_well, measure: loan-returned, words: Books come back.}\n"
    path.write_text(path.read_text(encoding="utf-8") + bare, encoding="utf-8")
    assert len(report(well, path, tmp_path / "second")) == 2
    lost = {"rows_read": 130, "rows_accepted": 100, "rows_set_aside": 30, "set_aside_by_reason": {"unreadable time": 30}}
    records = {"fingerprint": "def", **lost, "warnings": [], "not_read": [], "files": [{"file": "loan.csv", "table": "loan", **lost}]}
    spoilt = run_with(tmp_path / "spoilt", 1, records=records)
    capsys.readouterr()
    assert report(spoilt, path, tmp_path / "third") == []
    told = capsys.readouterr().out
    for name in (KEEPS, "bare"):
        assert f"Not published: {name}: stands under what is going well, and its measure is not assured" in told


def test_a_typed_number_is_not_published_unless_somebody_checked_it(
        well: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "text.yaml"
    report(well, path, tmp_path / "first")
    text = path.read_text(encoding="utf-8").replace("Loan returned in time: {share}", "In 2017 all but 3 came back: {share}")
    path.write_text(text, encoding="utf-8")
    assert report(well, path, tmp_path / "second") == []
    assert "has the typed number 3, which no report can refresh or protect" in capsys.readouterr().out
    path.write_text(text.replace(f"  - id: {KEEPS}", f"  - id: {KEEPS}\n    numbers_checked: true"), encoding="utf-8")
    assert report(well, path, tmp_path / "third")[0].startswith("In 2017 all but 3 came back: 97.5%")


def test_what_people_write_without_a_measure_is_marked_as_theirs(well: Path, tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_text("report_text: 1\nsentences:\n  - {id: ours, question: lending, under: going_well, words: Readers are glad.}\n",
                    encoding="utf-8")
    assert "Readers are glad." in report(well, path, tmp_path / "out")
    public = tmp_path / "out" / "public"
    assert (public / "index.html").read_text(encoding="utf-8").count("Written by people: no figure is behind it") == 1
    assert "are theirs: nothing here looks whether they still hold" in (public / "method.html").read_text(encoding="utf-8")


def test_a_figure_that_may_not_be_told_keeps_its_sentence_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [duty(1000 * place + each, "met_late" if place == 0 and each < 3 else "met", f"{month}-10 12:00",
                 started_at=f"{month}-01 12:00", owner_at_due=f"o{each % 9}")
            for place, month in enumerate(MONTHS) for each in range(40)]
    run = made_run(tmp_path / "run", library_of(tmp_path / "library"), rows)
    path = tmp_path / "text.yaml"
    assert report(run, path, tmp_path / "first")[0].startswith("Loan returned in time: 99.1% or more were met in time")
    path.write_text(path.read_text(encoding="utf-8").replace("{share} were", "{good} of {counted} were"), encoding="utf-8")
    assert report(run, path, tmp_path / "second") == []
    assert "names {good}, which may not be told or is not there" in capsys.readouterr().out


def test_what_is_not_to_be_published_stays_out_and_is_not_drafted_again(well: Path, tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    report(well, path, tmp_path / "first")
    text = path.read_text(encoding="utf-8").replace(f"  - id: {KEEPS}", f"  - id: {KEEPS}\n    publish: false")
    path.write_text(text, encoding="utf-8")
    assert report(well, path, tmp_path / "second") == [] and path.read_text(encoding="utf-8") == text


def test_everything_wrong_in_the_file_is_told_at_once_and_nothing_is_written(
        well: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "text.yaml"
    path.write_text("""report_text: 1
sentences:
  - {id: a, question: lendin, under: going_well, words: x}
  - {id: a, question: lending, under: going_well, measure: loan-retuned, words: "{shar}"}
  - {id: b, question: lending, under: going_well, holds_while: keeps what is expected, words: y}
""", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert main(["report", str(well), "--out", str(tmp_path / "out"), "--text", str(path)]) == 1
    told = capsys.readouterr().err
    for line, words in ((3, "'lendin' is no question"), (4, "'a' stands twice"), (4, "'loan-retuned' is not a standard"),
                        (4, "there is no figure {shar}"), (5, "there is no measure of which it could hold")):
        assert f"text.yaml:{line}" in told and words in told
    assert "loan-returned" in told and not (tmp_path / "out").exists() and path.read_text(encoding="utf-8") == before
