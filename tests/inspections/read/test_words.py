"""The words of inspections are data: a slip is named with its line, and they agree with the library's framework."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from peelian.cli import main
from peelian.inspections.frameworks import frameworks_of
from peelian.inspections.read.phrases import one_line, pattern, plain
from peelian.inspections.read.wording import FILES, read_wording
from peelian.libraries import library_path
from peelian.problems import Problems
from peelian.standards.library import read_library

BUILT_IN = library_path("england_and_wales")
LENDING = Path(__file__).parents[2] / "libraries" / "lending"


@pytest.mark.parametrize(("phrase", "text", "found"), [
    ("has … improved", "the force has greatly improved", "has greatly improved"),
    ("has … improved", "the force has improved", "has improved"),
    ("has … improved", "the force has gone. it improved", None),  # never beyond the sentence
    ("within (the next |){number} weeks", "within  six weeks", "within  six weeks"),
    ("within (the next |){number} weeks", "within the next 6 weeks", "within the next 6 weeks"),
    ("inconsisten*", "they are inconsistently led", "inconsistently"),
    ("(error|late)", "terror", None),
    ("force’s “best”", "the force's \"best\" day", 'force\'s "best"'),
])
def test_what_a_phrase_stands_for(phrase: str, text: str, found: str | None) -> None:
    match = pattern([phrase], whole_words=True).search(plain(text))
    assert (match and match[0]) == found


def test_plain_text_keeps_every_place() -> None:
    text = "The force’s ‘golden\u00a0hour’ – İstanbul “well”"
    assert len(plain(text)) == len(text)
    assert plain("Don’t – “stop”") == "don't - \"stop\""


def test_questions_are_those_of_the_framework() -> None:
    wording = read_wording(BUILT_IN)
    worded = {(one.id, way.text, way.number) for pillar in wording.questions for one in pillar.questions for way in one.worded
              if "2017" in way.cycles}
    framework = frameworks_of(read_library(BUILT_IN))["peel_2017"]
    assert worded == {(one.id, one_line(one.text), one.number) for one in framework.questions}


def test_forces_are_the_43_and_no_name_is_given_twice() -> None:
    forces = read_wording(BUILT_IN).forces
    names = [plain(name) for force in forces for name in (force.name, *force.names)]
    assert (len(forces), len(set(names))) == (43, len(names))


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("wording.yaml", "skip to (main |)content", "skip to (main |content", "is no phrase"),
    ("wording.yaml", "in {year}(,|) (we|hmic|hmicfrs) (judged", "in {yeer}(,|) (we|hmic|hmicfrs) (judged", "stands for nothing here"),
    ("wording.yaml", "softened:", "softend:", "Did you mean 'softened'?"),
    ("forces.yaml", "code: kent,", "code: Kent,", "code"),
    ("questions.yaml", "graded: false", "graded: maybe", "true or false"),
])
def test_a_slip_is_named_with_its_line(file: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    shutil.copytree(BUILT_IN / "inspections", tmp_path / "inspections")
    path = tmp_path / "inspections" / file
    text = path.read_text(encoding="utf-8")
    line = text[:text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_wording(tmp_path)
    assert any(f"{path}:{line}" in told and said in told for told in map(str, refused.value.problems))


def test_the_check_of_a_library_looks_at_them_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "library"
    shutil.copytree(LENDING, library)
    (library / "inspections").mkdir()
    (library / "inspections" / "towns.yaml").write_text("towns: []\n")
    assert main(["library", "check", "--library", str(library)]) == 1
    assert f"towns.yaml: is no file that belongs here. The folder holds {', '.join(f'{name}.yaml' for name in FILES)}." \
        in capsys.readouterr().err


RELEASES = """PEEL: Police effectiveness 2016 – force press releases

Kent Police’s effectiveness at keeping people safe and reducing crime is good

HMIC judged that Kent Police:

  • is ‘good’ at preventing crime; and
  • ‘requires improvement’ in how it tackles serious and organised crime.

Essex Police’s effectiveness at keeping people safe and reducing crime requires improvement

HMIC judged that Essex Police:

  • is ‘inadequate’ at protecting vulnerable people.
"""


def test_one_force_of_a_page_of_press_releases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "releases.txt"
    page.write_text(RELEASES, encoding="utf-8")
    assert main(["read", str(page), "--json"]) == 0
    both = json.loads(capsys.readouterr().out)
    assert [(one["force"]["code"], one["headline"]["grade"]["value"]) for one in both] == [
        ("kent", "good"), ("essex", "requires improvement")]
    assert [[(asked["id"], asked["number"], asked["grade"]["value"]) for asked in one["questions"]] for one in both] == [
        [("prevention", 1, "good"), ("organised-crime", 4, "requires improvement")], [("vulnerability", 3, "inadequate")]]
    assert main(["read", str(page), "--json", "--force", "Essex Police"]) == 0
    assert json.loads(capsys.readouterr().out) == both[1]
    assert main(["read", str(page), "--force", "kant"]) == 1
    assert "--force: 'kant' is no force that this library knows. Did you mean 'Kent'?" in capsys.readouterr().err


def test_a_library_that_knows_no_inspections_reads_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "releases.txt"
    page.write_text(RELEASES, encoding="utf-8")
    assert main(["read", str(page), "--library", str(LENDING)]) == 1
    assert "is missing, so pages of inspections cannot be read with this library." in capsys.readouterr().err


@pytest.mark.parametrize(("out", "said"), [("nowhere/page.json", "its folder does not exist."), (".", "is a folder.")])
def test_a_file_that_cannot_be_written_is_told_first(out: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("releases.txt").write_text(RELEASES, encoding="utf-8")
    assert main(["read", "releases.txt", "--out", out]) == 1
    assert said in capsys.readouterr().err
