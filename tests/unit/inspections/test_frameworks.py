"""A framework is data: what is wrong in its file is named with its line and a mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peelian.inspections.frameworks import by_theme, frameworks_of, read_framework
from peelian.inspections.library_check import check
from peelian.libraries import BUILT_IN
from peelian.problems import Problems
from peelian.standards.library import read_library
from tests.unit.measures.made_run import FRAMEWORK, made_library


def test_every_built_in_framework_is_sound() -> None:
    for folder in BUILT_IN.iterdir():
        if (folder / "library.yaml").is_file():
            for name, framework in frameworks_of(read_library(folder)).items():
                assert (framework.framework, bool(framework.questions)) == (name, True)


def test_the_same_standards_answer_the_questions_of_every_year_as_far_as_they_are_held() -> None:
    library = read_library(BUILT_IN / "england_and_wales")
    found = frameworks_of(library)
    assert list(found) == ["peel_2017", "peel_2021_22", "peel_2023_25", "peel_2025_27"]
    for name in ("peel_2017", "peel_2021_22"):
        assert set(library.files) - set(found[name].all_standards) == {"access-log-complete"}  # it is about the system itself
    assert len(found["peel_2023_25"].questions) == 10 and sum(one.graded for one in found["peel_2023_25"].questions) == 9
    assert [one.graded for one in found["peel_2017"].questions] == [True, True, True, True, False]
    five = ["outstanding", "good", "adequate", "requires improvement", "inadequate"]
    for name, framework in found.items():
        assert framework.scale == ([one for one in five if one != "adequate"] if name == "peel_2017" else five)
        assert (framework.evidence == "verified") == (name == "peel_2017")  # of the later ones only short words are held
    shared = {one.id for one in found["peel_2017"].questions} & {one.id for one in found["peel_2023_25"].questions}
    assert {"investigation", "vulnerability", "prevention"} <= shared


@pytest.mark.parametrize(("line", "words"), [
    ("grading: peel_five_tier", "'peel_five_tier' is no grading table of this library. Did you mean 'peel_five_tiers'?"),
    ("grading: peel_four_tiers", "'peel_four_tiers' is for other grades: outstanding, good, requires improvement, inadequate."),
])
def test_a_framework_names_a_grading_table_of_its_own_grades(line: str, words: str, tmp_path: Path) -> None:
    copy = tmp_path / "library"
    shutil.copytree(BUILT_IN / "england_and_wales", copy)
    path = copy / "frameworks" / "peel_2023_25.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("grading: peel_five_tiers", line), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        check(copy)
    assert [str(one) for one in refused.value.problems if words in str(one) and ":10:" in str(one)]
    assert len(refused.value.problems) == 1


def test_a_grading_table_that_is_wrong_is_told_once(tmp_path: Path) -> None:
    copy = tmp_path / "library"
    shutil.copytree(BUILT_IN / "england_and_wales", copy)
    path = copy / "grading" / "peel_four_tiers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("level: cause_of_concern", "level: cause_of_concerne"), encoding="utf-8")
    with pytest.raises(Problems, match=r"'cause_of_concerne' is no level of HMICFRS, .*Did you mean 'cause_of_concern'") as refused:
        check(copy)
    assert len(refused.value.problems) == 1


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
