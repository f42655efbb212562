"""The board pack: what is open, ageing, stuck, and closed without proof; the same as a page and as data."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from peelian.cli import main
from peelian.clocks import spoken_day
from peelian.inspections.improvement.board import write_board
from peelian.inspections.improvement.doing import Details, accept, act_on, amend, move, propose, verify
from peelian.inspections.improvement.events import MonthSaid, Reading, Result
from peelian.inspections.improvement.exchange import export_register
from peelian.inspections.improvement.lifecycle import SYSTEM
from peelian.inspections.improvement.listing import listed
from peelian.inspections.improvement.words import PLAIN
from peelian.problems import Problems
from tests.unit.inspections.improvement.made import by, exit_test, proposal

AT = datetime(2018, 3, 31, 12)


def rechecked(store: Path, name: str, verdict: str, moved: str, on: str, held: str | None = None,
              made_up: bool = True) -> None:
    reading = Reading.model_validate({"of": "loan-returned", "months": [MonthSaid(month="2017-06", good=1, counted=2, unknown=0)],
                                      "rate": 0.61, "baseline_rate": 0.6, "moved": moved})
    result = Result.model_validate({"run": "run of June", "fingerprint": "f", "as_at": datetime.fromisoformat(on), "verdict": verdict,
                                    "conditions": [], "readings": [reading], "made_up": made_up, "held": held})
    move(by(store, SYSTEM, on=on), name, "recheck", Details(result=result))


def offered(store: Path, name: str, **changes: Any) -> None:
    propose(by(store, on="2017-04-12"), [proposal(improvement=name, text=f"{name} should improve & <soon>.", **changes)])
    accept(by(store, on="2017-04-13"), name, "Olu", exit_test(), None)
    act_on(by(store, "Olu", on="2017-05-01"), name, f"write about {name}", datetime(2017, 12, 31).date(), None, None)
    move(by(store, "Olu", on="2017-06-01"), name, "offer", Details(evidence=["see for yourself"]))


def board(store: Path, folder: Path, at: datetime | None = AT) -> dict[str, list[str]]:
    """Part → the ids in it, the same on the page and in the data."""
    folder.mkdir()
    write_board(store, folder, at, "Europe/London", PLAIN)
    soup = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    data = json.loads((folder / "board.json").read_text(encoding="utf-8"))
    found = {part["id"]: [row[0].partition(":")[0] for row in part["table"]["rows"]] for part in data["parts"]}
    for part, names in found.items():
        heading = soup.find(id=part)
        assert heading is not None
        table = heading.find_next(["table", "h2"])
        shown = [] if table is None or table.name == "h2" else [
            row.find("th").get_text().partition(":")[0] for row in table.find_all("tr")[1:]]  # type: ignore[union-attr]
        assert shown == names, part
    return found


def test_each_improvement_stands_where_it_belongs(store: Path, tmp_path: Path) -> None:
    propose(by(store, on="2017-04-12"), [proposal(improvement="new"), proposal(improvement="asked", deadline="31 December 2017"),
                                         proposal(improvement="vague", deadline="soon")])
    offered(store, "still")
    offered(store, "moving")
    offered(store, "unseen")
    offered(store, "trusted")
    rechecked(store, "still", "fails", "no", "2017-06-30")
    rechecked(store, "moving", "fails", "better", "2017-06-30")
    verify(by(store, "Vi", on="2017-07-01"), "trusted", ["a talk"], None, True, PLAIN)
    move(by(store, "Vi", on="2017-07-02", why="we trust them"), "trusted", "close", Details(without_proof=True))
    assert board(store, tmp_path / "board") == {
        "open": ["asked", "moving", "new", "still", "unseen", "vague"],
        "ageing": ["asked", "moving", "still", "unseen", "new", "vague"],
        "stuck": ["still", "unseen"], "reopened": [], "unproved": ["trusted"], "superseded": [], "tests": [],
        "not_shown": [], "unconfirmed": ["trusted"], "again": []}


def test_only_what_has_a_day_is_late(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    propose(by(store, on="2016-04-12"), [proposal(improvement=name, deadline=words)
                                         for name, words in (("new", None), ("vague", "soon"), ("asked", "31 December 2016"))])
    for name, said in (("asked", "3 improvements, of which 3 are open, 1 of these late, 2 of these without a day and for 180 days "
                                 "without an action, 0 stuck"),
                       ("none", "3 improvements, of which 2 are open, 0 of these late, 2 of these without a day")):
        assert main(["improve", "board", "--out", str(tmp_path / name), "--register", str(store), "--as-at", "2018-03-31"]) == 0
        assert said in capsys.readouterr().out
        if name == "asked":
            move(by(store, on="2017-12-01"), "asked", "supersede", Details(outside="another"))


def test_the_pack_of_a_past_day_knows_nothing_of_what_came_later(store: Path, tmp_path: Path) -> None:
    offered(store, "still")
    assert board(store, tmp_path / "early", datetime(2017, 5, 20))["stuck"] == []
    assert board(store, tmp_path / "late")["stuck"] == ["still"]


def test_what_has_no_day_ages_by_the_days_without_an_action(store: Path, tmp_path: Path) -> None:
    propose(by(store, on="2017-10-10"), [proposal(improvement="idle"), proposal(improvement="busy", text="busy")])
    accept(by(store, on="2017-10-11"), "busy", "Olu", exit_test(), None)
    act_on(by(store, "Olu", on="2017-12-01"), "busy", "ring them", None, None, None)
    assert board(store, tmp_path / "day 172")["ageing"] == []  # since 10 October
    assert board(store, tmp_path / "day 192", datetime(2018, 4, 20))["ageing"] == ["idle"]
    assert board(store, tmp_path / "a year on", datetime(2018, 10, 1))["ageing"] == ["busy", "idle"]
    sooner = PLAIN.model_copy(update={"ageing_days": 30})
    (tmp_path / "sooner").mkdir()
    made = write_board(store, tmp_path / "sooner", datetime(2017, 11, 20, 12), "Europe/London", sooner)
    assert next(len(part.table.rows) for part in made.parts if part.id == "ageing") == 2


def test_evidence_is_stuck_where_the_test_cannot_be_told(store: Path, tmp_path: Path) -> None:
    offered(store, "dark")
    rechecked(store, "dark", "cannot_tell", "better", "2017-06-30")
    assert board(store, tmp_path / "board")["stuck"] == ["dark"]


def test_what_is_no_longer_shown_or_was_not_confirmed_is_told(store: Path, tmp_path: Path) -> None:
    for name in ("fading", "dark"):
        offered(store, name)
        rechecked(store, name, "passes", "better", "2017-06-30")
        verify(by(store, "Vi", on="2017-07-01"), name, ["a talk"], None, False, PLAIN)
        move(by(store, "Vi", on="2017-07-02"), name, "close")
    rechecked(store, "fading", "fails", "better", "2017-09-30", held="not_shown")
    rechecked(store, "dark", "cannot_tell", "cannot_tell", "2018-01-31", held="cannot_tell")
    early = board(store, tmp_path / "early", datetime(2017, 12, 31))
    assert (early["not_shown"], early["unconfirmed"], early["again"]) == (["fading"], [], ["fading", "dark"])
    late = board(store, tmp_path / "late")
    assert (late["not_shown"], late["unconfirmed"], late["again"]) == (["fading", "dark"], ["fading", "dark"], [])


def test_the_page_is_marked_safe_and_says_what_it_cannot_say(store: Path, tmp_path: Path) -> None:
    offered(store, "still")
    rechecked(store, "still", "fails", "no", "2017-06-30")
    board(store, tmp_path / "board")
    page = (tmp_path / "board" / "index.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "html.parser")
    assert "still should improve &amp; &lt;soon&gt;." in page and "<script" not in page
    assert page.count('class="banner">OFFICIAL-SENSITIVE') == 2 and "made-up records" in soup.get_text()
    assert soup.html is not None and soup.html["lang"] == "en-GB" and soup.find("main", id="main") is not None
    assert all(table.find("caption") and table.find_all("th", scope="col") for table in soup.find_all("table"))
    assert "not why it did" in soup.get_text() and "loan-returned: 60.0% → 61.0%, no movement" in " ".join(soup.get_text().split())


def test_a_register_without_anything_open_makes_a_page_too(store: Path, tmp_path: Path) -> None:
    propose(by(store), [proposal()])
    move(by(store), "late", "supersede", Details(outside="another"))
    assert {part: names for part, names in board(store, tmp_path / "board", None).items() if names} == {"superseded": ["late"]}


def test_what_was_superseded_without_proof_is_told_with_who_and_why(store: Path, tmp_path: Path) -> None:
    for name in ("old", "proved", "learnt", "new"):
        offered(store, name)
    rechecked(store, "proved", "passes", "better", "2017-06-30", made_up=False)
    rechecked(store, "learnt", "passes", "better", "2017-06-30", made_up=True)
    for name in ("old", "proved", "learnt"):
        move(by(store, "Vi", on="2017-07-02", why="it goes on there"), name, "supersede", Details(replacement="new"))
    assert board(store, tmp_path / "board")["superseded"] == ["old", "learnt"]
    page = " ".join(BeautifulSoup((tmp_path / "board" / "index.html").read_text(encoding="utf-8"), "html.parser").get_text(" ").split())
    assert "2 July 2017 Vi new it goes on there" in page
    with pytest.raises(Problems, match="old: was superseded itself"):
        move(by(store, "Vi"), "new", "supersede", Details(replacement="old"))


def test_exit_tests_that_were_changed_or_ask_less_are_marked(store: Path, tmp_path: Path) -> None:
    propose(by(store, on="2017-04-12"), [proposal(improvement=name, text=name) for name in ("sound", "chance", "blind", "changed")])
    for name, less in (("sound", {}), ("chance", {"special_cause": False}), ("blind", {"watch": []}), ("changed", {})):
        accept(by(store, on="2017-04-13"), name, "Olu", exit_test(**less), None)
    amend(by(store, "Vi", on="2017-06-01", why="too hard"), "changed", None, exit_test(months=1), None)
    assert board(store, tmp_path / "board")["tests"] == ["chance", "blind", "changed"]
    page = (tmp_path / "board" / "index.html").read_text(encoding="utf-8")
    for words in ("no special cause is asked", "what is excused and lapsed is not watched", "the last time on 1 June 2017",
                  "Vi, 1 June 2017: too hard"):
        assert words in page


@pytest.mark.parametrize(("zone", "day"), [("Europe/London", "2017-07-01"), ("UTC", "2017-06-30")])
def test_days_are_those_of_the_service(store: Path, tmp_path: Path, zone: str, day: str) -> None:
    """Half an hour after midnight in a London summer it is still the day before in UTC."""
    night = datetime(2017, 6, 30, 23, 30)
    propose(replace(by(store), at=night), [proposal(deadline="30 June 2017")])
    accept(replace(by(store), at=night), "late", "Olu", exit_test(), None)
    (tmp_path / "board").mkdir()
    made = write_board(store, tmp_path / "board", night, zone, PLAIN)
    [ageing] = [part for part in made.parts if part.id == "ageing"]
    assert bool(ageing.table.rows) == (zone != "UTC"), "its last day is over in London"
    data = json.loads((tmp_path / "board" / "board.json").read_text(encoding="utf-8"))
    assert [part["table"]["rows"][0][3] for part in data["parts"] if part["id"] == "open"] == [day]
    assert [part.table.rows[0][3] for part in made.parts if part.id == "open"] == [spoken_day(date.fromisoformat(day))]
    soup = BeautifulSoup((tmp_path / "board" / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert {cell.get_text() for cell in soup.select("#open ~ div td")} >= {spoken_day(date.fromisoformat(day))}
    assert not made.parts[0].table.numeric[3], "a day in words is no number"
    assert json.loads(listed(store, None, None, None, None, "json", zone))[0]["since"] == day
    export_register(store, tmp_path / "out.csv", None, PLAIN, zone)
    assert {row["date"] for row in csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8"))} == {day}
