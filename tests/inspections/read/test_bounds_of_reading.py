"""What is no page is refused, figures keep their units, and an entry of the register keeps its number."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from pypdf import PdfWriter

from peelian.cli import main
from tests.inspections.read.asking import question_with, read_text


@pytest.mark.parametrize("data", [
    b"Kent PEEL 2017\n", b"<html><body>Kent PEEL 2017" + b"<div>" * 300 + b"</div>" * 300 + b"</body></html>",
    "Kent PEEL 2017\n\nThe force’s officers’ work ‘well’.\n".encode("utf-7"),
])
def test_a_text_that_says_nothing_of_an_inspection_is_refused(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(data)
    assert main(["read", str(page)]) == 1
    assert str(page) in capsys.readouterr().err


def test_a_pdf_of_too_many_pages_is_refused_in_words_that_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, book = tmp_path / "page.pdf", PdfWriter()
    for _ in range(402):
        book.add_blank_page(10, 10)
    book.write(page)
    assert main(["read", str(page)]) == 1
    assert "cannot be read as a PDF (it is too long). Save the page" in capsys.readouterr().err


def test_the_page_itself_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text("How effective is the force at investigating crime and reducing re-offending?\n\nGood\n", encoding="utf-8")
    before = page.read_bytes()
    assert main(["read", str(page), "--out", str(page)]) == 1
    assert "is the page itself" in capsys.readouterr().err and page.read_bytes() == before


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, out = tmp_path / "page.txt", tmp_path / "page.json"
    page.write_text("How effective is the force at investigating crime and reducing re-offending?\n\nGood\n", encoding="utf-8")
    out.write_text("before")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["read", str(page), "--out", str(out)]) == 1
    assert [out.read_text(), sorted(one.name for one in tmp_path.iterdir())] == ["before", ["page.json", "page.txt"]]


def test_a_pipe_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert main(["read", str(pipe)]) == 1
    assert "is no regular file" in capsys.readouterr().err


@pytest.mark.parametrize(("sentence", "figures"), [
    ("The rate fell by 12 percentage points.", [(12, None, "percentage points", "exactly")]),
    ("Between 20 and 30 per cent of calls were late.", [(20, None, "per cent", "exactly"), (30, None, "per cent", "exactly")]),
    ("The force went from 1,900 to 1,850 officers.", [(1900, None, "officers", "exactly"), (1850, None, "officers", "exactly")]),
    ("The work was good in about half of 60 files.", [(60, None, "files", "about")]),
    ("We found that three of ten files were late.", [(3, 10, "files", "exactly")]),
])
def test_figures(sentence: str, figures: list[tuple[float, float | None, str, str]]) -> None:
    assert [(one.value, one.of, one.unit, one.bound) for one in question_with(sentence).figures] == figures


def test_an_entry_of_the_register_whose_title_names_the_force() -> None:
    read = read_text("Recommendation 8725 - South Yorkshire Police\n\nPEEL: Police effectiveness 2016\n\nRecommendation\n\n"
                     "The force should improve how it answers calls.\n\n[on]05/06/2017[/on] [status]complete[/status]\n")
    assert read.register_entry is not None and read.force is not None
    assert (read.register_entry.id, read.register_entry.report, read.force.code) == (
        "8725", "PEEL: Police effectiveness 2016", "south-yorkshire")


def test_a_question_in_the_words_of_another_year_has_the_number_of_its_own() -> None:
    asked = "How effective is the force at protecting those who are vulnerable from harm and supporting victims?"
    [question] = read_text(f"Kent PEEL 2015\n\n{asked}\n\nKent Police is inadequate at protecting vulnerable people.\n").questions
    assert (question.id, question.number) == ("vulnerability", 3)


def test_the_heading_of_a_history_is_not_recommended() -> None:
    [cause] = read_text(
        "Kent\nRecommendation 6611\nPEEL: Police effectiveness 2015\nCause of concern\nKent Police loses files.\nRecommendations\n"
        "• immediately, look for them.\nStatus history\n[on]15/12/2015[/on][status]complete[/status][comment]found[/comment]\n"
    ).causes_of_concern
    assert [one.text for one in cause.recommendations] == ["immediately, look for them."]
