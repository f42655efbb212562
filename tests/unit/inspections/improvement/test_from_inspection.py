"""What a read inspection asks for becomes improvements, the same ones every time."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peelian.inspections.improvement.board import build_board
from peelian.inspections.improvement.doing import Doing, propose
from peelian.inspections.improvement.from_inspection import proposals_of
from peelian.inspections.improvement.listing import shown_in_full
from peelian.inspections.improvement.store import read_register
from peelian.inspections.improvement.words import read_register_words
from peelian.inspections.read.deadlines import deadlines
from peelian.libraries import BUILT_IN
from peelian.problems import Problems
from tests.unit.inspections.improvement.made import by, proposal

WORDS = read_register_words(BUILT_IN / "england_and_wales" / "registers" / "hmicfrs.yaml")
SPAN = {"start": 0, "end": 4, "text": "Made"}


def item(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "span": {"start": 0, "end": len(text), "text": text}, **more}


def deadline(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "span": SPAN, **more}


def inspection(**changes: Any) -> dict[str, Any]:
    asked = item("Files should be kept.", deadline=deadline("within three months", within=3, unit="months"))
    cause = item("Files are not kept.", recommendations=[
        item("Immediately begin to keep them.", deadline=deadline("Immediately", immediately=True)), item("Check that they are kept.")])
    question = {"id": "investigation", "number": 2, "text": "How well?", "span": SPAN, "causes_of_concern": [cause],
                "areas_for_improvement": [asked, item("do more.", lead_in="It should:")]}
    other = {"number": 3, "text": "How kindly?", "span": SPAN, "areas_for_improvement": [item("Be kind.")]}
    return {"kind": "effectiveness page", "source": {"file": "page.html", "form": "html", "sha256": "0"}, "text": "Made up",
            "force": {"name": "The North", "code": "north", "span": SPAN}, "cycle": "2018/19", "questions": [question, other],
            "updated": {"date": "2019-01-15", "span": SPAN}, **changes}


def file(folder: Path, data: Any) -> Path:
    path = folder / "page.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_each_item_becomes_one_improvement(store: Path, tmp_path: Path) -> None:
    found = proposals_of(file(tmp_path, inspection()), WORDS, deadlines())
    assert [(one.improvement, one.level, one.text, one.cause) for one in found] == [
        ("north-2018-19-investigation-afi-1", "area_for_improvement", "Files should be kept.", None),
        ("north-2018-19-investigation-afi-2", "area_for_improvement", "It should do more.", None),
        ("north-2018-19-investigation-coc-1", "cause_of_concern", "Immediately begin to keep them.", "Files are not kept."),
        ("north-2018-19-investigation-coc-2", "cause_of_concern", "Check that they are kept.", "Files are not kept."),
        ("north-2018-19-question-3-afi-1", "area_for_improvement", "Be kind.", None)]
    assert [one.question for one in found] == ["investigation"] * 4 + [None]  # a question without an id is no known one
    propose(by(store), found)
    standing = read_register(store).standing
    assert [one.deadline.by if one.deadline else None for one in standing.values()] == [
        date(2019, 4, 15), None, date(2019, 1, 15), None, None]
    source = found[0].source
    assert (source.name, source.published, source.updated, source.words) == (
        "The North 2018/19, effectiveness page", None, date(2019, 1, 15), "Files should be kept.")
    assert [is_new for _, is_new in propose(by(store), found)] == [False] * 5


def test_a_cause_without_recommendations_is_one_improvement(tmp_path: Path) -> None:
    [one] = proposals_of(file(tmp_path, inspection(questions=[], causes_of_concern=[item("All is not well.")])), WORDS, deadlines())
    assert (one.improvement, one.text, one.cause) == ("north-2018-19-all-coc-1", "All is not well.", None)


def test_the_force_can_be_said_where_the_page_does_not(tmp_path: Path) -> None:
    path = file(tmp_path, inspection(force=None, cycle=None))
    assert proposals_of(path, WORDS, deadlines(), "south")[0].improvement == "south-undated-investigation-afi-1"
    with pytest.raises(Problems, match="does not say which force it is about"):
        proposals_of(path, WORDS, deadlines())


@pytest.mark.parametrize(("data", "words"), [
    ("{", "is not JSON"), ("[" * 100_000, "is not JSON"), ("[]", "at least 1 item"),
    ({"kind": "effectiveness page"}, "source: Field required"), (inspection(questions=[]), "asks for no improvement"),
    ('"\\ud800"', "valid dictionary"), ("\xff", "is not JSON"),
])
def test_what_is_no_inspection_is_refused(tmp_path: Path, data: Any, words: str) -> None:
    with pytest.raises(Problems) as refused:
        proposals_of(file(tmp_path, data), WORDS, deadlines())
    assert words in str(refused.value)


def test_a_page_of_several_forces_proposes_for_each_or_for_the_one_that_is_named(tmp_path: Path) -> None:
    both = [inspection(), inspection(force={"code": "south", "name": "The South", "span": SPAN})]
    path = tmp_path / "both.json"
    path.write_text(json.dumps(both), encoding="utf-8")
    assert {one.force for one in proposals_of(path, WORDS, deadlines())} == {"north", "south"}
    assert {one.force for one in proposals_of(path, WORDS, deadlines(), "south")} == {"south"}
    with pytest.raises(Problems, match="none of the forces"):
        proposals_of(path, WORDS, deadlines(), "east")


def test_a_length_counts_from_the_publication_and_else_from_the_last_update_which_is_said(store: Path, tmp_path: Path) -> None:
    published = {"published": {"date": "2019-01-10", "span": SPAN}}
    propose(by(store), proposals_of(file(tmp_path, inspection()), WORDS, deadlines())[:1])
    known = tmp_path / "known.sqlite"
    propose(by(known), proposals_of(file(tmp_path, inspection(**published)), WORDS, deadlines())[:1])
    name = "north-2018-19-investigation-afi-1"
    shown, shown_known = (shown_in_full(one, name, None, WORDS, "Europe/London") for one in (store, known))
    assert ('Asked by: 15 April 2019 ("within three months"), counted from 15 January 2019, when the page was last updated: it '
            "does not say when it was published") in shown
    assert 'Asked by: 10 April 2019 ("within three months")\n' in shown_known
    assert "published 10 January 2019, last updated 15 January 2019" in shown_known
    board = build_board(read_register(store).standing, read_register(store).one(name).since, "Europe/London", WORDS)
    assert any("15 April 2019 (counted from the last update of the page)" in cell
               for part in board.parts for line in part.table.rows for cell in line)


def test_deadlines_are_understood_by_the_words_of_the_library_that_is_given(tmp_path: Path) -> None:
    """A library of another language or house words deadlines its own way, for pages and for improvements alike."""
    library = tmp_path / "own"
    (library / "inspections").mkdir(parents=True)
    wording = (BUILT_IN / "england_and_wales" / "inspections" / "wording.yaml").read_text(encoding="utf-8")
    own = wording.replace("  within: [within,", "  within: [inside of, within,")
    assert own != wording
    (library / "inspections" / "wording.yaml").write_text(own, encoding="utf-8")
    asked = {"questions": [], "areas_for_improvement": [item("Tidy up.", deadline=deadline("inside of two months"))]}
    for understood, day in ((deadlines(library), date(2019, 3, 15)), (deadlines(), None), (deadlines(tmp_path), None)):
        [one] = proposals_of(file(tmp_path, inspection(**asked)), WORDS, understood)
        assert one.deadline is not None and one.deadline.by == day
    written = proposal(text="The desk should, inside of two months, tidy up.")
    for act, day in ((Doing(tmp_path / "a.sqlite", "Ada", "seen", None, library), date(2017, 6, 10)),
                     (Doing(tmp_path / "b.sqlite", "Ada", "seen"), None)):
        propose(act, [written])
        asked_by = read_register(act.store).one("late").deadline
        assert (asked_by.by if asked_by else None) == day
