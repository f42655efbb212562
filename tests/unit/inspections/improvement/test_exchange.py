"""A register that others keep comes in and goes out whole, with its dated history, and as it stood on any day."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from peelian.cli import main
from peelian.inspections.improvement.doing import accept, amend, propose
from peelian.inspections.improvement.exchange import COLUMNS, export_register, import_register
from peelian.inspections.improvement.listing import safe_cell, shown_in_full
from peelian.inspections.improvement.store import read_register
from peelian.inspections.improvement.words import read_register_words
from peelian.libraries import BUILT_IN
from peelian.problems import Problems
from tests.unit.inspections.improvement.made import by, exit_test, proposal

WORDS = read_register_words(BUILT_IN / "england_and_wales" / "registers" / "hmicfrs.yaml")
HEAD = "id,force,report_title,cause_of_concern,recommendation,date,status,comment\n"
ROWS = HEAD + """\
8725,south,A report of 2016,Files are not kept,Within three months keep the files.,2016-11-10,awaiting-review,
8725,south,A report of 2016,Files are not kept,Within three months keep the files.,15/03/2017,being-progressed,"seen, and begun"
8725,south,A report of 2016,,,4 May 2018,complete,complete and may be filed
8721,north,A report of 2016,Files are not kept,Within three months keep the files.,2016-11-10,awaiting-review,
"""
ENTRY = """\
South Yorkshire Police
Recommendation 5101
PEEL: Police effectiveness 2016
Cause of concern
South Yorkshire Police does not always find out how much risk a caller is in.
Recommendation
By 30 June 2017, the force should check the risk assessments that its control room makes.
[on]05/06/2017[/on] [status]awaiting-review[/status] [comment]To be seen.[/comment]
[on]20/11/2017[/on] [status]being-progressed[/status] [comment]The force has begun weekly checks.[/comment]
"""


def file(folder: Path, text: str, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def taken_in(store: Path, path: Path, force: str | None = None) -> str:
    return import_register(by(store, "Ada", "read"), path, force, WORDS, "Europe/London")


def states(store: Path, day: str | None = None) -> dict[str, str]:
    at = datetime.fromisoformat(f"{day} 23:59") if day else None
    return {one.id: one.state for one in read_register(store, at).standing.values()}


def test_it_stands_as_it_stood_on_any_past_day(store: Path, tmp_path: Path) -> None:
    assert taken_in(store, file(tmp_path, ROWS)) == "Read 2 recommendations: 2 new, 4 dated entries added."
    assert states(store, "2016-11-09") == {}
    assert states(store, "2017-03-14") == {"8725": "proposed", "8721": "proposed"}
    assert states(store, "2017-03-15") == {"8725": "in_progress", "8721": "proposed"}
    assert states(store) == {"8725": "closed", "8721": "proposed"}
    one = read_register(store).one("8725")
    assert one.closed_without_proof.startswith("another register says")
    assert (one.level, one.proposal.cause) == ("cause_of_concern", "Files are not kept")


def test_one_national_recommendation_stands_once_for_each_force(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS))
    found = {one.proposal.national for one in read_register(store).standing.values()}
    assert found == {"A report of 2016: Within three months keep the files."}
    twice = ROWS.replace("8721,north", "8721,south")
    with pytest.raises(Problems, match="8721 and 8725 are the same recommendation to south"):
        taken_in(store, file(tmp_path, twice, "twice.csv"))


def test_a_recommendation_that_stands_here_already_is_not_begun_again_under_another_id(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS))
    before = read_register(store).events
    with pytest.raises(Problems, match=r"register.csv row 5: 9999: north has this recommendation already: 8721"):
        taken_in(store, file(tmp_path, ROWS.replace("8721", "9999")))
    assert read_register(store).events == before


def test_one_id_for_several_forces_becomes_one_improvement_for_each(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS.replace("8721", "8725")))
    assert states(store) == {"8725-south": "closed", "8725-north": "proposed"}
    assert {one.proposal.national for one in read_register(store).standing.values()} == {"8725"}


def test_what_is_read_twice_is_kept_once(store: Path, tmp_path: Path) -> None:
    path = file(tmp_path, ROWS)
    taken_in(store, path)
    before = read_register(store).events
    assert taken_in(store, path) == "Read 2 recommendations: 0 new, 0 dated entries added."
    assert read_register(store).events == before
    more = ROWS + "8721,north,A report of 2016,,,2018-06-01,complete,done\n"
    assert taken_in(store, file(tmp_path, more, "more.csv")) == "Read 2 recommendations: 0 new, 1 dated entries added."


def test_what_is_begun_again_there_is_open_again_here(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS + "8725,south,A report of 2016,,,2018-09-01,being-progressed,not so after all\n"))
    assert states(store)["8725"] == "reopened"


def test_what_somebody_here_answers_for_is_no_longer_moved_by_their_register(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS))
    accept(by(store), "8721", "Olu", exit_test(), None)
    said = taken_in(store, file(tmp_path, ROWS + "8721,north,A report of 2016,,,2018-06-01,complete,done\n", "more.csv"))
    assert "8721: not changed. Its register says 'complete' on 2018-06-01; here Olu answers for it, and it is accepted." in said
    assert states(store)["8721"] == "accepted"


def test_what_their_register_says_is_in_progress_can_be_answered_for_here(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, "\n".join(ROWS.splitlines()[:3])))
    assert amend(by(store), "8725", "Olu", exit_test(), None).state == "in_progress"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_the_same(store: Path, tmp_path: Path, ending: str) -> None:
    taken_in(store, file(tmp_path, ROWS.replace("and begun", "=1+1")))
    out = tmp_path / f"out.{ending}"
    assert export_register(store, out, None, WORDS, "Europe/London") == f"Wrote 2 improvements in 4 rows to {out}."
    other = tmp_path / "other.sqlite"
    taken_in(other, out)
    first, second = ([(one.proposal.model_copy(update={"deadline": None}), one.deadline, one.state,
                       [entry.line for entry in one.entries], one.since)
                      for one in read_register(path).standing.values()] for path in (store, other))
    assert first == second


def test_who_did_it_its_owner_and_its_exit_test_go_out_and_come_in(store: Path, tmp_path: Path) -> None:
    propose(by(store, "Ada", on="2017-04-12"), [proposal(level="recommendation")])
    accept(by(store, "Bea", on="2017-04-13"), "late", "Olu", exit_test(guards=["desk-staffed"]), None)
    out, other = tmp_path / "out.csv", tmp_path / "other.sqlite"
    export_register(store, out, None, WORDS, "Europe/London")
    import_register(by(other, "Zoe", "read"), out, None, WORDS, "Europe/London")
    one = read_register(other).one("late")
    assert [entry.who for entry in one.entries] == ["Ada", "Bea"]
    assert (one.proposal.owner, one.exit_test) == ("Olu", exit_test(guards=["desk-staffed"]))
    assert not one.taken_up, "nobody has accepted it here yet"
    again = tmp_path / "again.csv"
    export_register(other, again, None, WORDS, "Europe/London")
    first, second = (list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in (out, again))
    assert [[row[name] for name in COLUMNS[:15]] for row in first] == [[row[name] for name in COLUMNS[:15]] for row in second]


def test_the_same_line_twice_in_one_file_is_kept_once(store: Path, tmp_path: Path) -> None:
    line = ROWS.splitlines()[1]
    assert taken_in(store, file(tmp_path, f"{ROWS}{line}\n")) == "Read 2 recommendations: 2 new, 4 dated entries added."
    assert len(read_register(store).one("8725").entries) == 3


def test_our_own_improvements_go_out_in_the_words_of_the_register(store: Path, tmp_path: Path) -> None:
    propose(by(store, on="2017-04-12", why="=seen"), [proposal()])
    accept(by(store, on="2017-04-13"), "late", "Olu", exit_test(), "31 March 2018")
    out = tmp_path / "out.csv"
    export_register(store, out, None, WORDS, "Europe/London")
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["date"], row["status"], row["comment"], row["state"], row["deadline"]) for row in rows] == [
        ("2017-04-12", "awaiting-review", "'=seen", "accepted", "31 March 2018"),
        ("2017-04-13", "awaiting-review", "it is time", "accepted", "31 March 2018")]
    early = tmp_path / "early.xlsx"
    export_register(store, early, datetime(2017, 4, 12, 23), WORDS, "Europe/London")
    [head, row] = CalamineWorkbook.from_path(early).get_sheet_by_index(0).to_python()
    assert dict(zip(head, row, strict=True))["state"] == "proposed" and "=seen" in row


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Tokyo"])
def test_what_a_register_dates_by_days_is_shown_as_days(store: Path, tmp_path: Path, zone: str) -> None:
    """In summer the beginning of a day in UTC is one o'clock in London, and the day before in New York."""
    taken_in(store, file(tmp_path, ROWS.replace("2016-11-10", "2016-07-10")))
    shown = shown_in_full(store, "8725", None, WORDS, zone)
    assert "State: Closed since 4 May 2018\n" in shown
    told = [line.strip() for line in shown.partition("History:\n")[2].splitlines()]
    assert [line.partition(" (written down ")[0] + line.partition(")")[2] for line in told] == [
        "10 July 2016 Ada: propose → proposed: read", "10 July 2016 Ada: record → proposed: 'awaiting-review': read",
        "15 March 2017 Ada: record → in progress: 'being-progressed': seen, and begun: read",
        "4 May 2018 Ada: record → closed: 'complete': complete and may be filed: read"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_went_out_is_no_news_where_it_comes_from(store: Path, tmp_path: Path, ending: str) -> None:
    taken_in(store, file(tmp_path, ROWS))
    act = by(store, on="2018-07-10", why="seen")
    propose(replace(act, at=datetime(2018, 7, 9, 22, 59, 59, 999_999)), [proposal()])  # the last of 9 July in London
    out = tmp_path / f"out.{ending}"
    export_register(store, out, None, WORDS, "Europe/London")
    before = read_register(store).events
    assert taken_in(store, out) == "Read 3 recommendations: 0 new, 0 dated entries added."
    assert read_register(store).events == before


def test_what_their_register_says_of_the_day_on_which_it_was_proposed_here_follows_that(store: Path, tmp_path: Path) -> None:
    propose(replace(by(store), at=datetime(2018, 7, 9, 22, 59, 59, 999_999)), [proposal(improvement="8721", text="Keep the files.")])
    late = "8721,F1,A look at the library,,Keep the files.,2018-07-09,being-progressed,begun\n"
    assert taken_in(store, file(tmp_path, HEAD + late)) == "Read 1 recommendations: 0 new, 1 dated entries added."
    assert states(store, "2018-07-09") == {"8721": "in_progress"}


def test_nobody_is_said_to_have_done_what_their_register_does_not_say_who_did(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS))
    out = tmp_path / "out.csv"
    export_register(store, out, None, WORDS, "Europe/London")
    assert {row["who"] for row in csv.DictReader(out.open(encoding="utf-8", newline=""))} == {""}


def test_a_workbook_that_would_fill_the_memory_is_refused(store: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "register.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 210_000_000)
    with pytest.raises(Problems, match="unpacks to more than 200 MB"):
        taken_in(store, bomb)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1+1", "\n=1+1", "＝1+1", "\tx"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_a_history_in_short_codes_is_read(store: Path, tmp_path: Path) -> None:
    history = ("[on]10 November 2016[/on][status]awaiting-review[/status][comment]to be seen[/comment]"
               "[on]15 Mar 2018 [status] being-progressed [comment] an inspection replaced it")
    taken_in(store, file(tmp_path, f"id,report_title,recommendation,history,page\n8770,A report,Do it.,{history},3\n"), "east")
    one = read_register(store).one("8770")
    assert [(f"{entry.day}", entry.status, entry.comment) for entry in one.entries] == [
        ("2016-11-10", "awaiting-review", "to be seen"), ("2018-03-15", "being-progressed", "an inspection replaced it")]
    assert (one.proposal.force, one.state) == ("east", "in_progress")


def test_an_entry_that_was_read_from_its_page_is_taken_in(store: Path, tmp_path: Path) -> None:
    page, read = tmp_path / "entry.txt", tmp_path / "entry.json"
    page.write_text(ENTRY, encoding="utf-8")
    assert main(["read", str(page), "--out", str(read)]) == 0
    assert taken_in(store, read) == "Read 1 recommendations: 1 new, 2 dated entries added."
    one = read_register(store).one("5101")
    assert (one.proposal.force, one.state, one.level, one.deadline and one.deadline.by) == (
        "south-yorkshire", "in_progress", "cause_of_concern", date(2017, 6, 30))
    assert states(store, "2017-11-19") == {"5101": "proposed"}
    with pytest.raises(Problems, match="is not an entry of a register"):
        other = json.loads(read.read_text(encoding="utf-8")) | {"register_entry": None}
        taken_in(store, file(tmp_path, json.dumps(other), "other.json"))


def test_columns_that_mean_nothing_are_named(store: Path, tmp_path: Path) -> None:
    said = taken_in(store, file(tmp_path, "".join(f"{line},theme\n" for line in ROWS.splitlines())))
    assert said.endswith("Not read: the columns theme.")


@pytest.mark.parametrize(("text", "words"), [
    (ROWS.replace("awaiting-review", "waiting"), "register.csv row 2: 'waiting' is no status of HMICFRS"),
    (ROWS.replace("15/03/2017", "soon"), "register.csv row 3: 'soon' is not a day"),
    (ROWS.replace("15/03/2017", "2999-01-01").replace("4 May 2018", "2999-01-02"), "2999-01-01 is still to come"),
    (ROWS.replace("8721,north", ",north"), "register.csv row 5: has no id"),
    (ROWS.replace("force,", "whose,"), "has no column 'force'"),
    (ROWS.replace("8725,south,A report of 2016,,,4", "8725,south,Another,,,4"), "its report_title differs"),
    (ROWS.replace(",being-progressed,", ",being-progressed,x,y,z,"), "cannot be split into columns"), (HEAD, "holds no row"),
    (ROWS.replace("id,force", "id,id"), "the header names 'id' twice"), ("", "holds no line"), ("\0\0\0\0", "does not look like text"),
    (ROWS.replace("8725,", "../ 8725,"), "'../ 8725' can be no id"),
    (ROWS.replace("8721,north", ",north").replace("4 May 2018", "soon"), "register.csv row 4: 'soon' is not a day"),
    ("id,force,report_title,recommendation\n1,a,b,\n", "its recommendation is blank"),
    ("id,force,report_title,recommendation,history\n1,a,b,c,once upon a time\n", "its history has no entry"),
    ("id,force,report_title,recommendation,exit_test_written\n1,a,b,c,soon\n", "its exit_test_written 'soon' is no exit test"),
    ("id,force,report_title,recommendation,level\n1,a,b,c,dire\n", "'dire' is no level of HMICFRS"),
])
def test_a_file_that_is_wrong_changes_nothing_and_says_where(store: Path, tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Problems) as refused:
        taken_in(store, file(tmp_path, text))
    assert words in str(refused.value)
    assert not store.exists()


def test_a_history_that_was_changed_is_refused(store: Path, tmp_path: Path) -> None:
    taken_in(store, file(tmp_path, ROWS))
    with pytest.raises(Problems, match="is before its last change"):
        taken_in(store, file(tmp_path, ROWS + "8725,south,A report of 2016,,,2017-01-01,complete,earlier\n", "changed.csv"))


@pytest.mark.parametrize(("name", "there", "words"), [
    ("out.pdf", False, "ends in neither .csv nor .xlsx"), ("out.csv", True, "is already there"),
    ("no/out.csv", False, "folder does not exist"),
])
def test_an_export_does_not_write_over_anything(store: Path, tmp_path: Path, name: str, there: bool, words: str) -> None:
    propose(by(store), [proposal()])
    out = tmp_path / name
    if there:
        out.write_text("theirs")
    with pytest.raises(Problems, match=words):
        export_register(store, out, None, WORDS, "Europe/London")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["improvements.sqlite", *(["out.csv"] if there else [])])
    assert not there or out.read_text() == "theirs"


def test_a_workbook_that_is_none_is_refused(store: Path, tmp_path: Path) -> None:
    broken: Any = file(tmp_path, "not a workbook", "register.xlsx")
    with pytest.raises(Problems, match="cannot be read as a workbook"):
        taken_in(store, broken)
