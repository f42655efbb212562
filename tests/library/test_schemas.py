"""The published JSON Schemas accept every file of every library, and mark what the library check would refuse."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from peelian.standards.schemas import all_schemas, schemas
from peelian.yaml_file import read_yaml
from tests.library.test_cases import LIBRARIES

SCHEMAS = all_schemas()
PLACES = {"table": "tables/*.yaml", "standard": "standards/*/*.yaml", "parameter": "parameters/*.yaml",
          "calendar": "calendars/*.yaml", "mapping": "mappings/*.yaml", "scenario": "scenarios/*.yaml", "library": "library.yaml"}
FILES = [(kind, path) for library in LIBRARIES.values() for kind, place in PLACES.items() for path in sorted(library.glob(place))
         if not path.name.endswith(".cases.yaml")]
SCENE = next(path for kind, path in FILES if path.stem == "scene-evidence-recorded")


def faults(kind: str, data: Any) -> list[str]:
    return [f"{list(one.absolute_path)}: {one.message}" for one in Draft202012Validator(SCHEMAS[kind]).iter_errors(data)]


def test_there_is_a_schema_for_every_kind_of_file(tmp_path: Path) -> None:
    schemas(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{kind}.schema.json" for kind in PLACES}
    assert {kind for kind, _ in FILES} == set(PLACES)
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda value: value.name if isinstance(value, Path) else value)
def test_a_file_of_a_library_keeps_its_schema(kind: str, path: Path) -> None:
    assert faults(kind, read_yaml(path).data) == []


@pytest.mark.parametrize(("place", "value"), [
    (("excuse_when",), []), (("risk",), "huge"), (("editions", 0, "clock", "at_least"), 0),
    (("editions", 0, "authority", "evidence"), "likely"), (("population_check", "material"), "some"),
    (("either", 0, "where"), ["crime.attended"]),
])
def test_a_slip_is_marked(place: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(read_yaml(SCENE).data)
    block = data
    for step in place[:-1]:
        block = block[step]
    block[place[-1]] = value
    assert faults("standard", data)
