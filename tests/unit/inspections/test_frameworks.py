"""A framework is data: what is wrong in its file is named with its line and a mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.inspections.frameworks import by_theme, frameworks_of, read_framework
from peelian.libraries import BUILT_IN
from peelian.problems import Problems
from peelian.standards.library import read_library
from tests.unit.measures.made_run import FRAMEWORK, made_library


def test_every_built_in_framework_is_sound() -> None:
    for folder in BUILT_IN.iterdir():
        if (folder / "library.yaml").is_file():
            for name, framework in frameworks_of(read_library(folder)).items():
                assert (framework.framework, bool(framework.questions)) == (name, True)


def test_questions_know_their_standards_once_and_in_order(tmp_path: Path) -> None:
    library = read_library(made_library(tmp_path / "library"))
    framework = frameworks_of(library)["reading_room"]
    assert framework.questions[0].all_standards == ["returns-in-good-state", "loan-returned", "loan-reminded"]
    assert (framework.questions[1].graded, framework.all_standards[-1]) == (False, "loan-reminded")


def test_every_problem_at_once_with_file_and_line(tmp_path: Path) -> None:
    library_folder = made_library(tmp_path / "library")
    path = library_folder / "frameworks" / "another.yaml"
    path.write_text(FRAMEWORK.replace("loan-returned]}", "loan-returnd]}", 1).replace("number: 2, id: quiet",
                                                                                    "number: 1, id: lending"), encoding="utf-8")
    library = read_library(library_folder)
    with pytest.raises(Problems) as refused:
        frameworks_of(library)
    said = [str(one) for one in refused.value.problems]
    assert len(said) == 4
    assert any("another.yaml:2: 'reading_room' differs from the file's name" in one for one in said)
    assert any(":12: 'loan-returnd' is not a standard of this library. Did you mean 'loan-returned'?" in one for one in said)
    assert any("question 1 stands twice" in one for one in said)
    assert any("question 'lending' stands twice" in one for one in said)


def test_an_unknown_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reading_room.yaml"
    path.write_text(FRAMEWORK.lstrip().replace("scale:", "scales:"), encoding="utf-8")
    with pytest.raises(Problems, match=r"reading_room.yaml:4: 'scales' is not a word that may stand here. Did you mean 'scale'"):
        read_framework(path)


def test_without_a_framework_the_themes_are_the_questions(tmp_path: Path) -> None:
    framework = by_theme(read_library(made_library(tmp_path / "library")))
    assert [(one.text, one.id, len(one.standards)) for one in framework.questions] == [("Lending", "lending", 6)]
