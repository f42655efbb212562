"""`peelian judge`: kind errors, nothing kept where something is wrong, and what speaks against a grade read before it is set."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import jsonschema
import pytest

from peelian.cli import main
from peelian.inspections.grading.entries import read_entries
from peelian.schemas import schemas
from tests.unit.inspections.grading.made import graded_library, lent


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library and a run, in which the commands are given."""
    lent(tmp_path / "run", graded_library(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evidence(*more: str, **changed: str) -> list[str]:
    given = {"kind": "file-review", "bears": "supports", "words": "Twenty looked at.", "by": "Vi Elm", "question": "lending",
             "library": "library"} | changed
    return ["judge", "evidence", "add", *(part for name, value in given.items() for part in (f"--{name}", value)), *more]


def grade(*more: str, **changed: str) -> list[str]:
    given = {"question": "lending", "grade": "good", "by": "Ada Ash", "why": "Nearly all come back."} | changed
    return ["judge", "grade", "run", *(part for name, value in given.items() for part in (f"--{name}", value)), *more]


def test_evidence_is_kept_listed_and_withdrawn(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(evidence("--on", "2017-03-20", "--place", "shelf 3")) == 0
    assert "Evidence 1, file review that supports: kept in judgements.sqlite for the question lending." in capsys.readouterr().out
    assert main(["judge", "evidence", "list", "--question", "lending", "--library", "library", "--format", "json"]) == 0
    [one] = json.loads(capsys.readouterr().out)
    assert (one["number"], one["kind"], one["on"], one["place"], one["by"]) == (1, "file_review", "2017-03-20", "shelf 3", "Vi Elm")
    assert main(["judge", "evidence", "withdraw", "1", "--by", "Vi Elm", "--why", "the wrong shelf"]) == 0
    capsys.readouterr()
    assert main(["judge", "evidence", "list"]) == 0
    assert capsys.readouterr().out == "No evidence of people stands here.\n"
    assert main(["judge", "history"]) == 0
    said = capsys.readouterr().out
    assert "file review of 2017-03-20 that supports (lending): Twenty looked at." in said
    assert "evidence 1 withdrawn: the wrong shelf" in said


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_kept(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(evidence("--on", "2999-01-01", kind="interveiw", bears="both", words=" ", by="system", question="lendin",
                         standard="loan-returnd")) == 1
    said = capsys.readouterr().err
    for words in ("'interveiw' is no kind of evidence. Did you mean 'interview'?", "'both' says neither way.", "--words: are empty.",
                  "'system' is not a person's name.", "'lendin' is no question of a framework of this library. Did you mean 'lending'?",
                  "'loan-returnd' is not a standard of this library. Did you mean 'loan-returned'?", "2999-01-01 is still to come."):
        assert words in said
    assert not (place / "judgements.sqlite").exists()
    bare = [part for part in evidence() if part not in ("--question", "lending")]
    assert main(bare) == 1 and "--question: is missing, and so is --standard." in capsys.readouterr().err


@pytest.mark.parametrize(("changed", "words"), [
    ({"grade": "goood"}, "'goood' is no grade of reading_room. Did you mean 'good'?"),
    ({"question": "lendin"}, "'lendin' is no question of reading_room. Did you mean 'lending'?"),
    ({"question": "quiet"}, "“Is it quiet?” is given no grade by Questions of the reading room."),
    ({"by": " "}, "'' is not a person's name."), ({"why": " "}, "--why: is empty."),
])
def test_a_grade_that_cannot_be_set_is_refused(changed: dict[str, str], words: str, place: Path,
                                               capsys: pytest.CaptureFixture[str]) -> None:
    assert main(grade("--self-checks-read", **changed)) == 1
    assert words in capsys.readouterr().err
    assert not (place / "judgements.sqlite").exists()


def test_what_speaks_against_a_grade_is_shown_before_it_is_kept_with_it(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(grade()) == 1
    said = capsys.readouterr().err
    assert "--self-checks-read: is missing, and this stands against the grade:" in said
    assert "self-check: Graded good by Ada Ash, but where 1 measure stands cannot be told: Borrower reminded every week." in said
    assert not (place / "judgements.sqlite").exists()
    assert main(grade("--self-checks-read")) == 0
    assert "Final: good, set by Ada Ash at " in capsys.readouterr().out
    assert main(grade("--self-checks-read", grade="bad", by="Vi Elm", why="The rest is worn.")) == 0
    assert "It takes the place of good, set by Ada Ash, which stays in the history." in capsys.readouterr().out
    assert main(["judge", "history", "--question", "lending", "--format", "json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["grade"], first["by"], first["indicative"], first["run"]) == ("good", "Ada Ash", "good", "run")
    assert any("Graded good by Ada Ash" in words for words in first["self_checks"])
    assert (second["grade"], second["why"]) == ("bad", "The rest is worn.")


def test_a_judgement_is_shown_whole_by_question_and_as_json_of_its_schema(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(evidence(bears="contradicts", words="<b>Wet\x1b[31m books</b>"))
    main(grade("--self-checks-read"))
    capsys.readouterr()
    assert main(["judge", "show", "run"]) == 0
    said = capsys.readouterr().out
    assert "Indicative: bad. Somebody saw otherwise." in said and "Final: good, set by Ada Ash" in said and "\x1b" not in said
    assert main(["judge", "show", "run", "--question", "1"]) == 0
    said = capsys.readouterr().out
    assert "loan-returned" in said and "assured" in said and "file review" in said and "\x1b" not in said
    assert main(["judge", "show", "run", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schemas()["judgement"]).validate(data)
    assert data["questions"][0]["final"]["grade"] == "good" and data["questions"][0]["indicative"]["grade"] == "bad"
    assert data["questions"][0]["evidence"][0]["words"].startswith("<b>Wet")


def test_as_at_shows_only_what_had_been_written_down(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(evidence())
    capsys.readouterr()
    assert main(["judge", "show", "run", "--as-at", "2017-04-01", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"][0]["evidence"] == []
    assert main(["judge", "show", "run", "--as-at", "spring"]) == 1 and "Write it as 2018-03-22." in capsys.readouterr().err


def test_the_report_is_written_by_a_framework_with_the_judgement(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(evidence(words="<script>alert(1)</script>"))
    main(grade("--self-checks-read"))
    assert main(["report", "run", "--framework", "reading_room", "--out", "out"]) == 0
    page = (place / "out" / "internal" / "question-1.html").read_text(encoding="utf-8")
    assert "Final: good" in page and "set by Ada Ash" in page and "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    data = json.loads((place / "out" / "internal" / "report.json").read_text(encoding="utf-8"))
    assert data["judgement"]["questions"][0]["final"]["by"] == "Ada Ash"
    assert main(["report", "run", "--framework", "reading", "--out", "out2"]) == 1
    assert "is not a framework of this library" in capsys.readouterr().err and not (place / "out2").exists()


@pytest.mark.parametrize("statement", [
    "UPDATE entry SET who = 'somebody else'", "DELETE FROM entry", "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE number = 1",
    "INSERT INTO entry SELECT 9, what, recorded_at, who, details FROM entry",
])
def test_the_file_itself_refuses_to_forget(statement: str, place: Path) -> None:
    main(evidence())
    with sqlite3.connect("judgements.sqlite") as connection, pytest.raises(sqlite3.IntegrityError, match=r"what was said|follows"):
        connection.execute(statement)
    assert [one.who for one in read_entries(Path("judgements.sqlite")).all] == ["Vi Elm"]


def test_another_programs_file_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect("judgements.sqlite") as connection:
        connection.execute("CREATE TABLE theirs (one)")
    before = Path("judgements.sqlite").read_bytes()
    assert main(evidence()) == 1 and "another program's database, not a file of judgements" in capsys.readouterr().err
    Path("other.sqlite").write_bytes(b"no database at all " * 500)
    assert main(evidence(judgements="other.sqlite")) == 1 and "is no database that can be read" in capsys.readouterr().err
    assert Path("judgements.sqlite").read_bytes() == before
    assert main(["judge", "show", "run", "--format", "xml"]) == 1


def test_a_grade_of_another_librarys_scale_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = graded_library(place / "other")
    framework, table = other / "frameworks" / "reading_room.yaml", other / "grading" / "two.yaml"
    scale = "scale: [superb, good, bad]"
    for path, more in ((framework, ""), (table, "\nonly_people: {superb: People say.}")):
        path.write_text(path.read_text(encoding="utf-8").replace("scale: [good, bad]", scale + more), encoding="utf-8")
    assert main(grade("--self-checks-read", "-l", "other", grade="superb")) == 1
    assert "'superb' is no grade of reading_room in the library that the run was judged by" in capsys.readouterr().err
    assert not (place / "judgements.sqlite").exists()
    assert main(grade("--self-checks-read", "-l", "other")) == 0


def test_evidence_says_of_which_force_it_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(evidence("--force", "F2", "--force", "F1")) == 0
    assert read_entries(place / "judgements.sqlite").all[0].said.forces == ["F1", "F2"]  # type: ignore[union-attr]
    assert main(evidence("--force", " ")) == 1 and "--force: is empty." in capsys.readouterr().err
