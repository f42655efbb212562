"""The reference of the grammar: each example resolves against the lending library, and no word is without one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from peelian.clocks import UNITS
from peelian.duties.cases import Case, CaseFile, literal_rows
from peelian.inspections.frameworks import read_framework
from peelian.inspections.grading.table import read_grading
from peelian.inspections.links.said_as import SaidAs
from peelian.inspections.read.wording import read_file
from peelian.problems import Problem
from peelian.records import tables
from peelian.records.tables import Table
from peelian.standards import model
from peelian.standards.characteristics import read_characteristics
from peelian.standards.conditions import COLUMN_UNITS, HOLDER, OPERATIONS
from peelian.standards.library import read_library
from peelian.standards.model import Parameter, Standard
from peelian.standards.parameters import filled, read_settings
from peelian.standards.prose import Prose
from peelian.standards.resolve import Resolver
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml
from tests.library.test_cases import LIBRARIES

PAGES = [Path(__file__).parents[2] / "docs" / "reference" / f"{name}.md" for name in ("grammar", "library_files")]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
EXAMPLES = re.findall(r"```yaml ?(\w*)\n(.*?)```", TEXT, re.DOTALL)
OF_STANDARDS = [text for kind, text in EXAMPLES if not kind]
LENDING = read_library(LIBRARIES["lending"])
ABOUT = {"id": "loan-returned", "title": "Example", "theme": "lending", "why": "Example."}
DUTY = {"each": "loan", "proof": {"moment": "loan.returned_at"}, "owed_by": "member",
        "clock": {"starts": "loan.lent_at", "within": "28 days"}}
EDITION = {"in_force": {"from": "2015-01-01"}, "authority": {"kind": "local", "cite": "House rules", "evidence": "local"}}


def example_file(folder: Path, text: str) -> YamlFile:
    path = folder / "example.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def whole(given: dict[str, Any]) -> dict[str, Any]:
    """An example with all that a standard needs besides."""
    rest = DUTY if given.get("kind", "duty") == "duty" else {}
    data = {**ABOUT, **rest, **given}
    if "either" in given:
        del data["each"]
    clock = {"clock": data.pop("clock")} if "clock" in data else {}
    return {**data, "editions": given.get("editions", [{**EDITION, **clock}])}


@pytest.mark.parametrize("text", OF_STANDARDS)
def test_an_example_is_part_of_a_sound_standard_and_has_a_sentence(text: str, tmp_path: Path) -> None:
    file = example_file(tmp_path, text)
    problems: list[Problem] = []
    data = filled(whole(file.data), file, LENDING.parameters, {}, LENDING.calendar.last, problems)
    standard = validated(Standard, file, data)
    resolved = Resolver(standard, file, LENDING.tables, LENDING.calendar, problems).resolved()
    assert problems == []
    assert resolved.duties or resolved.counted
    said = Prose(LENDING.tables, LENDING.calendar).sentence(standard, resolved)
    assert len(said) > 40
    assert not re.search(r"None|_|  | ,|\(\)| where ?[.,;)]", said.replace(ABOUT["id"], "")), said


def only(kind: str) -> str:
    return next(text for one, text in EXAMPLES if one == kind)


@pytest.mark.parametrize("kind", ["forces", "questions"])
def test_the_examples_of_the_words_of_inspections_are_sound(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.yaml"
    path.write_text(only(kind), encoding="utf-8")
    assert read_file(path)[0].model_dump_json()


def test_the_examples_of_the_other_files_are_sound(tmp_path: Path) -> None:
    parameters = example_file(tmp_path, only("parameters"))
    assert {name: validated(Parameter, parameters, raw) for name, raw in parameters.data.items()}.keys() == {"loan_length"}
    problems: list[Problem] = []
    settings = read_settings(example_file(tmp_path, only("force")).path, LENDING.parameters, problems)
    assert ([step.value for step in settings["loan_length"]], problems) == (["21 days", "14 days"], [])
    assert validated(Table, example_file(tmp_path, only("table"))).table == "loan"
    cases = validated(CaseFile, example_file(tmp_path, only("cases"))).cases
    assert validated(SaidAs, example_file(tmp_path, only("said_as"))).not_measured[0].id == "buildings"
    for kind, read in (("framework", read_framework), ("grading", read_grading)):
        (tmp_path / kind).mkdir()
        path = tmp_path / kind / "reading_room.yaml"
        path.write_text(only(kind), encoding="utf-8")
        assert read(path).scale == ["good", "bad"]
    characteristics = tmp_path / "borrowers.yaml"
    characteristics.write_text(only("characteristics"), encoding="utf-8")
    assert [one.name for one in read_characteristics(characteristics, LENDING.tables).by] == ["kind", "region"]
    assert literal_rows(cases[0].records, LENDING.tables, LENDING.about.zone)["loan"]


def words_of(*modules: Any) -> set[str]:
    """Every word of the models of some modules, as a file writes it."""
    models = [one for module in modules for one in vars(module).values()
              if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == module.__name__]
    return {field.alias or name for one in models for name, field in one.model_fields.items()}


def words_in(raw: Any) -> set[str]:
    if isinstance(raw, dict):
        return {*raw, *(word for value in raw.values() for word in words_in(value))}
    if isinstance(raw, list):
        return {word for value in raw for word in words_in(value)}
    return set()


def test_every_word_of_the_grammar_has_an_example(tmp_path: Path) -> None:
    shown = {word for _, text in EXAMPLES for word in words_in(example_file(tmp_path, text).data)}
    wanted = words_of(model, tables) | set(Case.model_fields) | set(OPERATIONS)
    wanted |= {"first", "last", "earliest", "latest", "column", "unit", "parameter"}
    assert sorted(wanted - shown) == []


def test_every_unit_is_named() -> None:
    assert [unit for unit in (*UNITS, *COLUMN_UNITS, HOLDER) if unit not in TEXT] == []


def test_every_word_that_has_a_meaning_has_a_spec() -> None:
    """Words that only inform a reader need none; each other one stands in a spec table that runs on every engine."""
    informing = words_of(model) - {
        word for kind in (model.Related, model.Has, model.Proof, model.Each, model.Option, model.Pause, model.Clock, model.InForce,
                          model.Excuse, model.End, model.Alternative, model.Counted, model.Subset, model.Capacity, model.Audit,
                          model.RiskLevel) for word in {field.alias or name for name, field in kind.model_fields.items()}}
    shown = {word for path in sorted((Path(__file__).parents[1] / "meaning" / "spec").glob("*.yaml"))
             for block in read_yaml(path).data for word in words_in(block["standard"])}
    wanted = (words_of(model) - informing) | set(OPERATIONS) | {"first", "last", "earliest", "latest", "column", "unit"}
    assert sorted(wanted - shown - {"called"}) == []  # what counted rows are called only informs
