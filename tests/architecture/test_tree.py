"""What must not creep in: long files, policing inside the engine, traces of one machine, work left undone."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from peelian.libraries import library_path
from peelian.standards.library import read_library
from tests.architecture.tree import PACKAGE, ROOT, name, python_files, written_files

LINES = 400
# Records are included but for `records/simulation`, which makes up a police force and so has to know one.
ENGINE = [
    *python_files(PACKAGE / "standards", PACKAGE / "duties", PACKAGE / "measures", PACKAGE / "inspections" / "links",
                  PACKAGE / "site", PACKAGE / "differences"),
    *(file for file in python_files(PACKAGE / "records") if "simulation" not in file.parts),
    *(file for file in PACKAGE.glob("*.py") if file.name not in ("cli.py", "demo.py")),
]
POLICING = re.compile(
    r"(?<![a-z])(abuse|arrest|assault|bail|burglar|burglary|bwv|camera|caution|constable|court|crime|custody|detective"
    r"|dispatcher|domestic|dvds|dvpn|dvpo|firearm|fraud|hmicfrs|homicide|incident|inspector|interview|mappa|marac|murder"
    r"|offence|offender|officer|patrol|perpetrator|pnc|police|policing|prosecution|prosecutor|rape|robbery|rso|sergeant"
    r"|sexual|stalking|superintendent|suspect|theft|thrive|vcop|victim|warrant|weapon|witness)(e?s|ed|ing)?(?![a-z])"
    r"|(?<![a-z])dash(?![a-z])"
)
# Joined here, so that this file does not hold what it looks for.
FOLDERS_OF_MACHINES = "|".join(("work", "root", "home", "opt", "tmp"))
MACHINE = re.compile(rf"(?<![\w.])/({FOLDERS_OF_MACHINES})/[\w.]|index" + "-url|find" + "-links")
UNDONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b|pragma: " + "no cover")
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".yaml", ".yml", ".json", ".csv", ".html", ".css", ".jinja", ".sh", ""}


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.suffix in TEXT else ""


@pytest.mark.parametrize("file", python_files(PACKAGE, ROOT / "tests"), ids=name)
def test_a_file_can_be_read_at_one_sitting(file: Path) -> None:
    count = len(file.read_text(encoding="utf-8").splitlines())
    assert count <= LINES, f"{name(file)} has {count} lines: give one of its reasons to change a file of its own"


def words_of_code(file: Path) -> Iterator[tuple[int, str]]:
    """Names and strings with their lines; not comments and docstrings, which may give an example."""
    source = file.read_text(encoding="utf-8")
    documentation = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node, clean=False) is not None
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_documentation = token.type == tokenize.STRING and token.start[0] in documentation
        if token.type != tokenize.COMMENT and not is_documentation:
            yield token.start[0], token.string.lower()


@pytest.mark.parametrize("file", ENGINE, ids=name)
def test_the_engine_knows_no_policing(file: Path) -> None:
    words = words_of_code(file)
    found = [f"{name(file)}:{line} {match[0]}" for line, word in words for match in POLICING.finditer(word)]
    assert found == []


@pytest.mark.parametrize("file", ENGINE, ids=name)
def test_the_engine_names_nothing_of_a_library(file: Path) -> None:
    found = [f"{name(file)}:{line} {match[0]}" for line, word in words_of_code(file) for match in named().finditer(word)]
    assert found == []


@cache
def named() -> re.Pattern[str]:
    """The standards, parameters and tables of the library (a table's name of one word may be a word of the engine too)."""
    library = read_library(library_path("england_and_wales"))
    names = {*library.files, *library.parameters, *(table for table in library.tables if "_" in table)}
    return re.compile(rf"(?<![a-z_])({'|'.join(map(re.escape, sorted(names)))})(?![a-z_])")


def test_policing_is_recognised_in_code_and_left_alone_in_documentation(tmp_path: Path) -> None:
    file = tmp_path / "engine.py"
    file.write_text('"""As when a victim is told."""\nvictim_case = "bail"  # a crime\nsuspected = dashboard = 1\n')
    found = [(line, match[1]) for line, word in words_of_code(file) for match in POLICING.finditer(word)]
    assert found == [(2, "victim"), (2, "bail"), (3, "suspect")]


def test_no_trace_of_a_machine_or_of_work_undone() -> None:
    found = [
        f"{name(file)}:{number} {match[0]}"
        for file in written_files()
        for number, line in enumerate(text_of(file).splitlines(), start=1)
        for match in (MACHINE.search(line), UNDONE.search(line))
        if match
    ]
    assert found == []


def test_only_tests_of_real_data_may_skip() -> None:
    may = {"tests/conftest.py", "tests/architecture/test_tree.py"}
    skips = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    files = [file for file in python_files(ROOT / "tests") if name(file) not in may]
    found = [name(file) for file in files if skips.search(text_of(file))]
    assert found == []
