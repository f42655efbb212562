"""Linking, deciding and asking back, through the command line; and what is told of input that is wrong."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from peelian.cli import main
from peelian.inspections.links.decisions import FILE
from peelian.inspections.links.statements import statement_id, statements_of
from peelian.schemas import schemas
from tests.library.test_cases import LIBRARIES
from tests.links.made_inspection import ASKED, CAUSE, DASH, ESTATE, MISSING, STATEMENTS, VICTIMS, made, written

ID = {text: statement_id(made(), text) for text in (VICTIMS, STATEMENTS, ESTATE, MISSING, DASH, CAUSE, ASKED)}


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "600")  # so that nothing wraps


@pytest.fixture
def inspection(tmp_path: Path) -> Path:
    return written(tmp_path / "2017.json")


def run(*arguments: object) -> int:
    return main([str(one) for one in arguments])


def linked(inspection: Path, *options: object) -> dict[str, Any]:
    """What `link` writes, by the words of each statement."""
    out = inspection.with_name("links.json")
    assert run("link", inspection, "--out", out, *options) == 0
    data = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.validate(data, schemas()["links"])
    return {one["statement"]["text"]: one for one in data["linked"]}


def standards(one: dict[str, Any], key: str = "links") -> list[str]:
    return [link["standard"] for link in one[key]]


def decide(verb: str, inspection: Path, text: str, standard: str, why: str = "read the file", by: str = "A. Reader") -> int:
    return run("link", verb, inspection, ID[text], standard, "--by", by, "--why", why)


def test_each_statement_gets_its_standards_with_reason_and_place(inspection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = linked(inspection)
    shown = " ".join(capsys.readouterr().out.split())
    assert list(found) == [CAUSE, ASKED, VICTIMS, STATEMENTS, ESTATE, MISSING]  # no strength; the gravest first
    assert standards(found[VICTIMS])[0] == "vcop-contact-plan" and found[VICTIMS]["answer"] == "suggested"
    assert standards(found[STATEMENTS])[0] == "vcop-vps-offered"
    assert standards(found[ASKED])[0] == "crime-recorded-24h" in standards(found[CAUSE])[:2]
    first = found[STATEMENTS]["links"][0]
    assert first["reason"].startswith("“Victim personal statements”, “offered”: its title “Victim personal statement offered”")
    assert first["band"] in ("likely", "possible") and 0 <= first["confidence"] <= 1
    span = found[STATEMENTS]["statement"]["span"]
    assert made().text[span["start"]:span["end"]] == STATEMENTS == span["text"]
    assert f"vcop-vps-offered ({first['band']}, {first['confidence']:.0%})" in shown and ID[STATEMENTS] in shown
    assert "northshire 2017: 6 statements" in shown


def test_that_no_standard_measures_it_is_an_answer_and_says_what_it_speaks_of(inspection: Path,
                                                                              capsys: pytest.CaptureFixture[str]) -> None:
    found = linked(inspection)[ESTATE]
    shown = " ".join(capsys.readouterr().out.split())
    assert found["answer"] == "no standard measures this" and found["links"] == []
    assert (found["not_measured"][0]["id"], found["not_measured"][0]["not_yet"]) == ("estate-and-technology", False)
    assert "no record of single cases would show it" in shown


def test_a_standard_that_the_library_does_not_hold_yet_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the library about books: what it lacks does not come as the library of policing grows."""
    shelf = "The book stands on the wrong shelf."
    found = linked(written(tmp_path / "books.json", made(weaknesses=(shelf,))), "--library", LIBRARIES["lending"])[shelf]
    shown = " ".join(capsys.readouterr().out.split())
    assert found["answer"] == "no standard measures this" and found["links"] == []
    assert (found["not_measured"][0]["id"], found["not_measured"][0]["not_yet"]) == ("shelves-in-order", True)
    assert "a standard could, which this library does not hold yet" in shown


def test_what_a_person_confirms_wins_and_what_a_person_rejects_is_not_suggested_again(inspection: Path) -> None:
    before = linked(inspection)
    assert decide("confirm", inspection, MISSING, "supervisor-periodic-review", "these reviews are in the same log") == 0
    suggested = standards(before[STATEMENTS])
    assert "vcop-vps-offered" in suggested
    for standard in suggested:
        assert decide("reject", inspection, STATEMENTS, standard) == 0
    after = linked(inspection)
    assert after[MISSING]["answer"] == "confirmed" and standards(after[MISSING])[0] == "supervisor-periodic-review"
    said = after[MISSING]["links"][0]["decided"]
    assert (said["verdict"], said["by"], said["why"]) == ("confirmed", "A. Reader", "these reviews are in the same log")
    assert said["at"].endswith("Z") and len(said["at"]) == 20
    assert (standards(after[STATEMENTS]), sorted(standards(after[STATEMENTS], "rejected"))) == ([], sorted(suggested))
    assert after[STATEMENTS]["answer"] == "no standard measures this"
    assert after[VICTIMS] == before[VICTIMS]


def test_that_nothing_measures_it_can_be_confirmed_and_lifted(inspection: Path) -> None:
    assert decide("confirm", inspection, VICTIMS, "vcop-contact-plan") == 0
    assert decide("confirm", inspection, VICTIMS, "none", "it is about leaflets") == 0
    none = linked(inspection)[VICTIMS]
    assert (none["answer"], none["links"], none["decided"]["why"]) == ("no standard measures this", [], "it is about leaflets")
    assert decide("confirm", inspection, VICTIMS, "vcop-suspect-event-told") == 0
    lifted = linked(inspection)[VICTIMS]
    assert lifted["answer"] == "confirmed" and lifted["decided"] is None and standards(lifted)[0] == "vcop-suspect-event-told"


def test_a_decision_stays_when_the_page_is_read_again_and_is_of_its_force_and_cycle_alone(tmp_path: Path, inspection: Path) -> None:
    assert decide("confirm", inspection, ESTATE, "none") == 0
    again = made(weaknesses=("A new weakness.", ESTATE.replace(" are ", "  are ").rstrip("."), STATEMENTS))
    found = {one.text: one.id for one in statements_of(again)}
    assert ID[ESTATE] in found.values()
    for other in (made(force="southshire"), made(cycle="2018/19"), made(force=None, cycle=None)):
        assert ID[ESTATE] not in {one.id for one in statements_of(other)}


def test_history_keeps_all_and_the_file_lets_nothing_be_changed(inspection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("link", "history", inspection) == 0
    assert "Nothing has been decided yet." in capsys.readouterr().out
    decide("confirm", inspection, STATEMENTS, "vcop-vps-offered", "first thought")
    decide("reject", inspection, STATEMENTS, "vcop-vps-offered", "second thought", by="B. Reader")
    capsys.readouterr()
    assert run("link", "history", inspection) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.index("first thought") < shown.index("second thought") and "A. Reader" in shown and "B. Reader" in shown
    with sqlite3.connect(inspection.parent / FILE) as connection:
        for change in ("UPDATE decision SET why = 'other'", "DELETE FROM decision",
                       "INSERT OR REPLACE INTO decision SELECT 1, 'a', 'b', 'c', 'd', 'e', 'confirmed', 'f', 'g', 'h'"):
            with pytest.raises(sqlite3.IntegrityError, match="decision"):
                connection.execute(change)


def test_a_page_of_several_forces_is_linked_force_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    several, out = tmp_path / "press.json", tmp_path / "links.out"
    both = [made(), made("southshire")]
    several.write_text(f"[{','.join(one.model_dump_json() for one in both)}]", encoding="utf-8")
    theirs = statement_id(both[1], ESTATE)
    assert run("link", "confirm", several, theirs, "supervisor-periodic-review", "--by", "A", "--why", "it is") == 0
    capsys.readouterr()
    assert run("link", several, "--out", out) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "northshire 2017: 6 statements" in shown and "southshire 2017: 6 statements" in shown
    found = json.loads(out.read_text(encoding="utf-8"))
    answers = [{one["statement"]["text"]: one["answer"] for one in each["linked"]}[ESTATE] for each in found]
    assert answers == ["no standard measures this", "confirmed"]
    assert run("library", "said", "supervisor-periodic-review", "--inspections", tmp_path) == 0
    assert "2 inspections looked through, 1 statement." in capsys.readouterr().out


def test_what_was_said_of_a_standard_is_found_over_all_inspections(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "inspections"
    written(folder / "a.json")
    written(folder / "b.json", made("southshire", "2016", (STATEMENTS,), (), ()))
    out = tmp_path / "said.json"
    assert run("library", "said", "vcop-vps-offered", "--inspections", folder, "--out", out) == 0
    shown = " ".join(capsys.readouterr().out.split())
    said = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.validate(said, schemas()["said"])
    assert [(one["force"], one["cycle"], one["file"]) for one in said["said"]] == [
        ("northshire", "2017", "a.json"), ("southshire", "2016", "b.json")]
    assert "2 inspections looked through, 2 statements." in shown and "a.json, character" in shown
    assert run("library", "said", "da-risk-assessed", "--inspections", folder) == 0
    assert f"northshire 2017 strength {DASH}" in " ".join(capsys.readouterr().out.split())
    assert run("library", "said", "rso-visit-due", "--inspections", folder) == 0
    assert "Nothing was said of it. 2 inspections looked through" in capsys.readouterr().out
    assert run("link", "confirm", folder / "a.json", ID[ESTATE], "rso-visit-due", "--by", "A", "--why", "it is") == 0
    assert run("library", "said", "rso-visit-due", "--inspections", folder) == 0
    assert "confirmed by A on" in " ".join(capsys.readouterr().out.split())
