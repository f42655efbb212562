"""Input that is wrong: a message with place, value and mend, exit code 1, no traceback, and nothing kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from peelian.cli import main
from peelian.inspections.links.decisions import FILE
from peelian.inspections.links.statements import statement_id
from tests.library.test_cases import LIBRARIES
from tests.links.made_inspection import STATEMENTS, made, written

ID = statement_id(made(), STATEMENTS)
Spoil = Callable[[Path], object]


def changed(change: Callable[[Any], None]) -> Spoil:
    def spoil(path: Path) -> None:
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data), encoding="utf-8")

    return spoil


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(("spoil", "words"), [
    (lambda path: path.write_text("{"), "2017.json:1: is not JSON"),
    (lambda path: path.write_bytes(b"\xff\xfe\x00"), "2017.json: is not JSON: it is no UTF-8 text"),
    (lambda path: path.write_text("[" * 100_000), "2017.json: is not JSON: it is no UTF-8 text, or nested too deeply."),
    (lambda path: path.write_text("7"), "2017.json: Input should be a valid dictionary"),
    (lambda path: path.write_text("[]"), "2017.json: List should have at least 1 item"),
    (lambda path: path.write_text("[{}]"), "2017.json, [0].source: Field required"),
    (lambda path: path.write_text(""), "2017.json:1: is not JSON"),
    (lambda path: path.unlink(), "2017.json: cannot be read (No such file or directory)."),
    (folder_in_its_place, "2017.json: cannot be read (Is a directory)."),
    (changed(lambda data: data["questions"][0]["findings"][1].update(sign="middling")),
     "2017.json, questions[0].findings[1].sign: Input should be 'strength' or 'weakness' (it says 'middling')."),
    (changed(lambda data: data.pop("source")), "2017.json, source: Field required"),
])
def test_a_file_that_is_no_inspection(spoil: Spoil, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "2017.json")
    spoil(path)
    for command in (["link", path], ["link", "history", path], ["link", "confirm", path, ID, "none", "--by", "A", "--why", "B"]):
        assert main([str(one) for one in command]) == 1
        said = capsys.readouterr().err
        assert words in said and "Traceback" not in said and "Name a file that `peelian read` wrote." in said
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(("arguments", "words"), [
    (["0000000000", "vcop-vps-offered"], "holds no statement '0000000000'."),
    ([ID[:-1] + "x", "vcop-vps-offered"], f"Did you mean '{ID}'?"),
    ([ID, "vcop-vps-offerd"], "'vcop-vps-offerd' is not a standard of england_and_wales. Did you mean 'vcop-vps-offered'?"),
    ([ID, "vcop-vps-offered", "--who", " "], "--who: is empty. Say who decides."),
    ([ID, "vcop-vps-offered", "--why", "x" * 5_000], "--why: is longer than 2000 characters"),
    ([ID, "vcop-vps-offered", "--why", "one\ntwo"], "holds more than plain text"),
    ([ID, "vcop-vps-offered", "--decisions", "nowhere/at/all"], "its folder does not exist."),
])
def test_a_decision_that_cannot_be_kept(arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "2017.json")
    whole = ["--who", "A. Reader", "--why", "because", *arguments]  # of an option given twice the last counts
    assert main(["link", "confirm", str(path), *whole]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / FILE).exists()


def test_none_cannot_be_rejected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "2017.json")
    assert main(["link", "reject", str(path), ID, "none", "--by", "A", "--why", "B"]) == 1
    assert "'none' can be confirmed, not rejected." in capsys.readouterr().err


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE decision (number)")


@pytest.mark.parametrize(("spoil", "words"), [
    (lambda path: path.write_bytes(b"no database " * 1_000), "holds no decisions that can be read."),
    (other_database, "is another program's database, not one of decisions about links."),
    (lambda path: path.mkdir(), "is a folder."),
])
def test_a_file_of_decisions_that_is_none_is_left_alone(spoil: Spoil, words: str, tmp_path: Path,
                                                        capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "2017.json")
    kept = tmp_path / FILE
    spoil(kept)
    before = kept.read_bytes() if kept.is_file() else None
    for command in (["link", path], ["link", "confirm", path, ID, "none", "--by", "A", "--why", "B"]):
        assert main([str(one) for one in command]) == 1
        assert words in capsys.readouterr().err
    assert before is None or kept.read_bytes() == before


def test_every_file_of_a_folder_that_is_no_inspection_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["library", "said", "vcop-vps-offered", "--inspections"]
    assert main([*asked, str(tmp_path / "none")]) == 1
    assert "there is no such folder." in capsys.readouterr().err
    assert main([*asked, str(tmp_path)]) == 1
    assert "holds no .json file." in capsys.readouterr().err
    written(tmp_path / "good.json")
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text("{}")
    assert main([*asked, str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "one.json" in said and "two.json" in said and "good.json" not in said
    assert main(["library", "said", "vcop-vps-offerd", "--inspections", str(tmp_path)]) == 1
    assert "Did you mean 'vcop-vps-offered'?" in capsys.readouterr().err


def test_what_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "2017.json")
    for out, words in ((tmp_path, "is a folder."), (tmp_path / "a" / "b.json", "its folder does not exist.")):
        assert main(["link", str(path), "--out", str(out)]) == 1
        assert words in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["2017.json"]


@pytest.mark.parametrize(("change", "words"), [
    (("  loan-returned:", "  loan-retruned:"), "said_as.yaml:9: 'loan-retruned' is not a standard of this library. "
                                                "Did you mean 'loan-returned'?"),
    (("at_least: 0.4", "at_least: 0.9"), "stand out of order, or two begin at the same confidence. Put the highest first."),
    (("id: buildings", "id: shelves-in-order"), "'shelves-in-order' stands twice. Name each once."),
    (("little_words", "litle_words"), "'litle_words' is not a word that may stand here. Did you mean 'little_words'?"),
])
def test_a_slip_in_the_phrases_of_a_library_is_told_by_its_check(change: tuple[str, str], words: str, tmp_path: Path,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    own = copytree(LIBRARIES["lending"], tmp_path / "own")
    file = own / "links" / "said_as.yaml"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    assert main(["library", "check", "--library", str(own)]) == 1
    assert words in capsys.readouterr().err
    file.unlink()
    assert main(["library", "check", "--library", str(own)]) == 0
    assert main(["link", str(written(tmp_path / "2017.json")), "--library", str(own)]) == 1
    assert "is missing, so nothing says how findings speak of these standards." in capsys.readouterr().err
