"""The published JSON Schemas are those of the models, explain every word, and every library file names and keeps its own."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from peelian.cli import main
from peelian.schemas import ENDING, KEPT, schemas
from peelian.yaml_file import read_yaml

ROOT = Path(__file__).parents[2]
LIBRARIES = [ROOT / "peelian" / "library" / "england_and_wales", ROOT / "tests" / "libraries" / "lending",
             ROOT / "examples" / "permits"]
FOLDERS = {"tables": "table", "calendars": "calendar", "mappings": "mapping", "scenarios": "scenario",
           "frameworks": "framework", "parameters": "parameters", "registers": "register", "links": "said_as",
           "published": "published", "grading": "grading", "characteristics": "characteristics", "severity": "severity",
           "management": "management", "comparators": "comparator"}
# Written by people or by commands, but not into a library.
ELSEWHERE = {"settings", "improvement", "inspection", "spoiling", "links", "said", "judgement", "published_report", "report_text"}
STORED = {path.name.removesuffix(ENDING): json.loads(path.read_text(encoding="utf-8")) for path in KEPT.glob(f"*{ENDING}")}


def kind_of(path: Path, library: Path) -> str:
    folder = path.relative_to(library).parts[0]
    if folder == "standards":
        return "cases" if path.name.endswith(".cases.yaml") else "standard"
    if folder == "inspections":
        return path.stem
    return FOLDERS.get(folder, "library")


FILES = [(path, kind_of(path, library)) for library in LIBRARIES for path in sorted(library.rglob("*.yaml"))]


def test_what_is_published_is_what_the_models_say(tmp_path: Path) -> None:
    assert main(["library", "schema", "--out", str(tmp_path)]) == 0
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in KEPT.iterdir()}
    assert kept == made, "run: peelian library schema --out peelian/library/schemas"


@pytest.mark.parametrize("kind", sorted(STORED))
def test_a_schema_is_sound_and_explains_every_word(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(STORED[kind])
    unexplained = [f"{kind}: {place}" for place, node in properties(STORED[kind]) if "description" not in node]
    assert unexplained == []


def properties(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that a schema describes, with its place."""
    if isinstance(node, dict):
        for word, value in node.items():
            if word == "properties" and isinstance(value, dict):
                yield from ((f"{place}.{name}", inner) for name, inner in value.items())
            yield from properties(value, f"{place}.{word}")
    elif isinstance(node, list):
        for one in node:
            yield from properties(one, place)


@pytest.mark.parametrize(("path", "kind"), FILES, ids=lambda value: value if isinstance(value, str) else
                         value.relative_to(ROOT).as_posix())
def test_a_library_file_names_its_schema_and_keeps_it(path: Path, kind: str) -> None:
    line = f"# yaml-language-server: $schema={os.path.relpath(KEPT / f'{kind}{ENDING}', path.parent)}"
    assert path.read_text(encoding="utf-8").splitlines()[0] == line
    wrong = jsonschema.Draft202012Validator(STORED[kind]).iter_errors(read_yaml(path).data)
    assert [f"{list(error.absolute_path)}: {error.message}" for error in wrong] == []


def test_every_kind_of_file_is_written_somewhere() -> None:
    assert {kind for _, kind in FILES} | ELSEWHERE == set(STORED) == set(schemas())


@pytest.mark.parametrize(("kind", "place", "value"), [
    ("standard", ["editions", 0, "clock", "within"], 15),
    ("standard", ["editions", 0, "clock", "withn"], "15 minutes"),
    ("standard", ["editions", 0, "authority", "evidence"], "certain"),
    ("standard", ["where"], {"loan.kind": {"is": "book"}}),
    ("standard", ["where"], {"any": [{"has": {"recrod": "fine"}}]}),
    ("table", ["columns", "loan_id", "type"], "identifier"),
    ("cases", ["cases", 0, "expects"], []),
    ("calendar", ["weekend"], ["Saturday"]),
    ("parameters", ["own"], {"title": "No value"}),
    ("library", ["calender"], "open_days"),
])
def test_an_editor_would_mark_a_slip(kind: str, place: list[str | int], value: Any) -> None:
    path = next(path for path, found in FILES if found == kind and "lending" in path.parts)
    data = read_yaml(path).data
    inner = data
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert list(jsonschema.Draft202012Validator(STORED[kind]).iter_errors(data))


def test_the_spoilings_of_the_page_name_their_schema_and_keep_it() -> None:
    page = ROOT / "docs" / "how-to" / "make_up_a_force.md"
    [text] = re.findall(r"^```yaml\n(.+?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    line = f"# yaml-language-server: $schema={os.path.relpath(KEPT / f'spoiling{ENDING}', page.parent)}"
    assert text.splitlines()[0] == line
    check, data = jsonschema.Draft202012Validator(STORED["spoiling"]), yaml.safe_load(text)
    assert not list(check.iter_errors(data))
    for slip in ({"share": 2}, {"kind": "twise"}, {"shares": 1}, {"days": 0}):
        assert list(check.iter_errors({"spoilings": [{**data["spoilings"][1], **slip}]}))


def test_settings_are_checked_as_they_are_read() -> None:
    check = jsonschema.Draft202012Validator(STORED["settings"])
    assert not list(check.iter_errors({"parameters": {"one": "21 days", "two": [{"from": "2017-04-01", "value": 3}]}}))
    assert list(check.iter_errors({"parametres": {}})) and list(check.iter_errors({"parameters": {"one": [{"value": 3}]}}))
