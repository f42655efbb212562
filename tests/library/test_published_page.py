"""What answers each sentence of the published page: none is left out, every name and fragment is real, the page is up to date."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from peelian.cli import main
from peelian.inspections.published import published_of
from peelian.libraries import library_path
from peelian.standards.library import Library, read_library
from tests.architecture.tree import ROOT

SOURCE = ROOT / "tests" / "inspections" / "read" / "hertfordshire-peel-2017-effectiveness.txt"
PAGE = ROOT / "docs" / "reference" / "published_page.md"
LENDING = ROOT / "tests" / "libraries" / "lending"


def plain(text: str) -> str:
    """A page's text in one line, without the marks of lists."""
    return " ".join(re.sub(r"^\s*[•*-]\s+", " ", text, flags=re.MULTILINE).split())


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path("england_and_wales"))


def test_every_word_of_the_page_stands_there_in_its_order(library: Library) -> None:
    [page] = published_of(library)
    assert " ".join(line.words for line in page.lines) == plain(SOURCE.read_text(encoding="utf-8"))


def test_what_is_no_claim_claims_nothing(library: Library) -> None:
    """A heading is no sentence, a lead opens a list, and what tells of the world names neither the service nor its people."""
    [page] = published_of(library)
    for line in page.lines:
        if line.kind == "heading":
            assert not line.words.endswith((".", ";", ":", "; and")), line.words
        elif line.kind == "lead":
            assert line.words.endswith(":"), line.words
        elif line.kind == "context":
            assert not re.search(r"\b(the force|Hertfordshire|officers|staff)\b", line.words), line.words


def test_standards_named_and_their_own_words_agree(library: Library) -> None:
    """Each standard with words of the page stands in a line that has them; each that a line names has words of some line."""
    [page] = published_of(library)
    for name, standard in library.standards.items():
        lines = [line for line, _ in page.naming(name)]
        assert all(any(fragment in line.words for line in lines) for fragment in standard.answers), name
        assert bool(lines) == bool(standard.answers), name


def test_audits_are_people_s_and_say_where(library: Library) -> None:
    [page] = published_of(library)
    audits = [name for name, standard in library.standards.items() if standard.kind == "audit"]
    marks = {(answer.mark, answer.place) for name in audits for _, answer in page.naming(name)}
    assert audits and marks == {("people", "audit")}


def test_the_reference_page_is_what_the_library_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "published"]) == 0
    said = capsys.readouterr().out
    assert PAGE.read_text(encoding="utf-8") == said, "run: peelian library published > docs/reference/published_page.md"


def test_a_library_without_a_published_page_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "published", "--library", str(LENDING)]) == 1
    assert "holds no page" in capsys.readouterr().err


GOOD = {"page": "desk", "title": "Desk", "published_by": "A board", "published_on": "2018-03-22",
        "places": {"audit": {"title": "An audit", "tables": ["audit_answer"], "how": "By hand."}},
        "lines": [{"words": "Loans come back in time.", "answers": [{"mark": "records", "standards": ["loan-returned"]}]}]}


def lending_with(tmp_path: Path, **changes: object) -> Path:
    """The lending library with a published page, some of it changed."""
    folder = tmp_path / "lending"
    shutil.copytree(LENDING, folder)
    (folder / "published").mkdir()
    (folder / "published" / "desk.yaml").write_text(yaml.safe_dump({**GOOD, **changes}), encoding="utf-8")
    return folder


def line(**answer: object) -> dict[str, object]:
    return {"lines": [{"words": "Loans come back in time.", "answers": [answer]}]}


@pytest.mark.parametrize(("changes", "said"), [
    (line(mark="records", standards=["loan-returnd"]), "'loan-returnd' is not a standard of this library. Did you mean"),
    (line(mark="records", about="go out", standards=["loan-returned"]), "“go out” does not stand in the line"),
    (line(mark="proxy", standards=["loan-returned"]), "`cannot_show` belongs to a proxy"),
    (line(mark="records", standards=[]), "`records` names the standards that answer"),
    (line(mark="people", place="audit"), "`what` a person has to say"),
    (line(mark="people", place="adit", what="Whether."), "'adit' is not one of the places"),
    ({"lines": [{"words": "Loans come back in time."}]}, "every claim, and nothing but a claim, has `answers`"),
    ({"page": "other"}, "'other' differs from the file's name 'desk'"),
    ({"places": {"audit": {"title": "An audit", "tables": ["audit_anser"], "how": "By hand."}}}, "'audit_anser' is not a table"),
])
def test_slips_are_told_with_their_line(tmp_path: Path, changes: dict[str, object], said: str,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    folder = lending_with(tmp_path, **changes)
    assert main(["library", "check", "--library", str(folder)]) == 1
    told = capsys.readouterr().err
    assert said in told and re.search(r"desk\.yaml:\d+", told)


@pytest.mark.parametrize(("fragment", "said"), [
    ("Loans are lost", "stands in no sentence of a published page"),
    ("Loans come back", "does not name returns-in-good-state among its answers"),
])
def test_words_that_no_line_answers_are_told(tmp_path: Path, fragment: str, said: str,
                                             capsys: pytest.CaptureFixture[str]) -> None:
    folder = lending_with(tmp_path)
    standard = folder / "standards" / "lending" / "returns-in-good-state.yaml"
    standard.write_text(standard.read_text(encoding="utf-8") + f"answers: [{fragment}]\n", encoding="utf-8")
    assert main(["library", "check", "--library", str(folder)]) == 1
    assert said in capsys.readouterr().err


def test_a_sound_page_is_sound(tmp_path: Path) -> None:
    assert main(["library", "check", "--library", str(lending_with(tmp_path))]) == 0
