"""What `peelian library diff` says of a made pair of libraries, and of editions whose law changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from peelian.cli import main
from tests.architecture.tree import ROOT

LENDING = ROOT / "tests" / "libraries" / "lending"
STANDARD = "standards/lending/loan-returned.yaml"
CASES = "standards/lending/loan-returned.cases.yaml"
Said = Callable[..., str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> str:
        assert main(["library", "diff", *arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    shutil.copytree(LENDING, tmp_path / "newer")
    return tmp_path / "newer"


def edit(library: Path, name: str, old: str, new: str) -> None:
    file = library / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_changed_between_a_library_and_itself(said: Said) -> None:
    assert said(str(LENDING), str(LENDING)).endswith("\n\nNothing changed.\n")


@pytest.mark.parametrize(("file", "old", "new", "words"), [
    (STANDARD, "House rules, evidence", "House rules of 2020, evidence",
     "What obliges: was House rules (local); is now House rules of 2020"),
    (STANDARD, "kind: local, cite: House rules, evidence: local", "kind: code, cite: House rules, evidence: partly",
     "How well that is known: was local; is now partly."),
    (STANDARD, "from: 2015-01-01}", "from: 2015-01-01, to: 2029-12-31}",
     "In force: was from 1 January 2015; is now from 1 January 2015 to 31 December 2029."),
    (STANDARD, "[book, film]", "[book, film, map]", "For whom:"),
    (STANDARD, "within: 7 days", "within: 8 days", "By when:"),
    (STANDARD, "{moment: loan.returned_at}", "{moment: loan.returned_at, early: counts}", "By when:"),
    (STANDARD, "[illness, flood]", "[illness]", "Exception that went: the return may wait"),
    (STANDARD, "reason: it was lost", "reason: it went missing", "End that came: it went missing"),
    (STANDARD, "owed_by: member", "owed_by: borrower", "Owed by: was member; is now borrower."),
    (STANDARD, "at_least: 90%", "at_least: 95%", "Expected: was at least 90% (local); is now at least 95% (local)."),
    (STANDARD, "why: Others are waiting for it.", "why: Somebody else is waiting for it.", "Why is worded anew."),
    (STANDARD, "owed_by: member", "owed_by: member\ncannot_show: ['Whether it was read: it came back.']",
     "What it cannot show that came: Whether it was read: it came back."),
    (CASES, "name: back on the last day", "name: back that very day", "Worked case that came: back that very day."),
    (CASES, "status: met_late}", "status: met_late, due_at: 2017-01-08}", "Worked case with another result: a film a day late"),
    ("tables/loan.yaml", "store: the store below", "store: the attic",
     "loan.shelf: what store is called: was the store below; is now the attic."),
    ("parameters/lending.yaml", "value: 28 days", "value: 21 days",
     "loan_length (How long a book may be out): was 28 days; is now 21 days."),
    ("parameters/lending.yaml", "How long a book may be out", "How long a book may be kept",
     "loan_length: what is set: was How long a book may be out; is now How long a book may be kept."),
    (STANDARD, "within: {parameter: loan_length}", "within: 28 days", "Value that a service may set that went: loan_length."),
    ("tables/loan.yaml", "meaning: One thing lent once.", "meaning: One loan.\nusual_source: the desk",
     "loan: who usually holds it: now the desk; nothing was said of it before."),
    ("tables/loan.yaml", "meaning: One thing lent once.", "meaning: One loan.", "loan: its meaning is worded anew."),
    ("tables/loan.yaml", "link: member.member_id, parent: true}", "link: member.member_id, parent: true, as_extracted: true}",
     "loan.member_id: whether it stands as extracted: was False; is now True."),
    ("library.yaml", "version: ", "version: 9", "Version: was"),
])
def test_a_change_is_said_in_words(newer: Path, said: Said, file: str, old: str, new: str, words: str) -> None:
    edit(newer, file, old, new)
    assert words in said(str(LENDING), str(newer))


def test_a_default_that_changed_shows_in_the_clocks_that_rest_on_it(newer: Path, said: Said) -> None:
    edit(newer, "parameters/lending.yaml", "value: 28 days", "value: 21 days")
    found = said(str(LENDING), str(newer), "--standard", "loan-returned")
    assert "within 28 days" in found and "within 21 days" in found and "Parameters" not in found


def test_standards_columns_and_editions_that_came_or_went(newer: Path, said: Said) -> None:
    edit(newer, STANDARD, "expect: ", "  - in_force: {from: 2030-01-01}\n"
         "    authority: {kind: local, cite: New rules, evidence: local}\n"
         "    clock: {starts: loan.lent_at, within: 14 days}\nexpect: ")
    edit(newer, STANDARD, "from: 2015-01-01}", "from: 2015-01-01, to: 2029-12-31}")
    edit(newer, "tables/loan.yaml", "columns:\n", "columns:\n  drawer: {type: text, meaning: The drawer.}\n")
    for ending in ("", ".cases"):
        (newer / f"standards/lending/returns-in-good-state{ending}.yaml").unlink()
    there = said(str(LENDING), str(newer))
    assert "Edition that came, from 1 January 2030: New rules." in there
    assert "loan: column that came: drawer." in there
    assert "returns-in-good-state went: Things come back in good state." in there
    back = said(str(newer), str(LENDING))
    assert "Edition that went, from 1 January 2030: New rules." in back
    assert "loan: column that went: drawer." in back
    assert "returns-in-good-state came: Things come back in good state." in back


def test_what_answers_a_question_is_compared(tmp_path: Path, said: Said) -> None:
    for name, answers in (("old", "[loan-returned]"), ("new", "[loan-returned, returns-in-good-state]")):
        shutil.copytree(LENDING, tmp_path / name)
        (tmp_path / name / "frameworks").mkdir()
        (tmp_path / name / "frameworks" / "board.yaml").write_text(
            "framework: board\ntitle: Board\nsource: house rules\nquestions:\n"
            f"  - {{number: 1, id: loans, text: How well are loans run?, standards: {answers}}}\n", encoding="utf-8")
    assert "board, loans: standard that came: returns-in-good-state." in said(str(tmp_path / "old"), str(tmp_path / "new"))
    assert "Framework that went: board." in said(str(tmp_path / "new"), str(LENDING))


def test_other_files_are_named_with_the_part_that_changed(newer: Path, said: Said) -> None:
    edit(newer, "links/said_as.yaml", "\ntitle: ", "\ntitle: Other words, ")
    (newer / "links" / "more.txt").write_text("not data", encoding="utf-8")
    assert said(str(LENDING), str(newer)).endswith("\nOther files\n  links/said_as.yaml changed: title.\n")
    (newer / "links" / "said_as.yaml").unlink()
    assert "File that went: links/said_as.yaml." in said(str(LENDING), str(newer))


def test_a_rule_that_is_only_written_otherwise_is_said_to_be(newer: Path, said: Said) -> None:
    edit(newer, STANDARD, "where: {loan.thing: [book, film]}", "where: {all: [{loan.thing: [book, film]}]}")
    assert "The rule is written otherwise, and its sentence says the same." in said(str(LENDING), str(newer))


def test_what_is_counted_is_said_of_an_indicator(newer: Path, said: Said) -> None:
    edit(newer, "standards/lending/returns-in-good-state.yaml", "{loan.condition: good}", "{loan.condition: damaged}")
    found = said(str(LENDING), str(newer))
    assert "What is counted:" in found and "is damaged" in found


@pytest.mark.parametrize(("standard", "words"), [
    ("dvds-complete", ["By when: was within 35 days", "is now within 28 days", "For whom:", "Domestic Abuse Act 2021 s77"]),
    ("bail-period-lawful", ["was within 28 days beginning with the day (3 months",
                            "is now within 3 months beginning with the day (6 months",
                            "Police, Crime, Sentencing and Courts Act 2022", "What shows it done:"]),
    ("vcop-referral-2wd", ["Code of Practice for Victims of Crime 2015", "2020, Right 4",
                             "How well that is known: was partly; is now verified."]),
])
def test_editions_are_set_beside_each_other(said: Said, standard: str, words: list[str]) -> None:
    found = " ".join(said("--standard", standard).split())
    assert [one for one in words if one not in found] == []


def test_what_did_not_change_between_editions_is_not_said(said: Said) -> None:
    found = said("--standard", "vcop-referral-2wd")
    assert "By when" not in found and "For whom" not in found and "What shows it done" not in found


def test_a_standard_with_one_edition_says_so(said: Said) -> None:
    assert "It has one edition, from 1 January 2015" in said("--standard", "loan-returned", "--library", str(LENDING))


@pytest.mark.parametrize(("arguments", "code", "words"), [
    ([], 2, "Name two libraries"),
    ([str(LENDING)], 2, "Name two libraries"),
    (["--standard", "dvds-complet"], 1, "Did you mean"),
    ([str(LENDING), str(LENDING), "--standard", "loan-returnd"], 1, "is a standard of neither library"),
    ([str(LENDING), "no_such_library"], 1, "no library has this name"),
])
def test_what_cannot_be_compared_is_told(arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "diff", *arguments]) == code
    assert words in " ".join(capsys.readouterr().err.split())
