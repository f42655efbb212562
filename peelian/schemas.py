"""JSON Schemas of everything that people write for Peelian, made from the models, so that an editor explains and checks it.

They are kept in `peelian/library/schemas`, and the first line of each library file names its own. A schema says what one
file may hold; whether the names in it exist in the library, `peelian library check` says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from peelian.libraries import BUILT_IN
from peelian.problems import problem

KEPT = BUILT_IN / "schemas"
ENDING = ".schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Kind of file → its JSON Schema."""
    from peelian.duties.cases import CaseFile
    from peelian.inspections.comparison.comparators import Comparator
    from peelian.inspections.frameworks import Framework
    from peelian.inspections.grading.model import Judgement
    from peelian.inspections.grading.table import GradingTable
    from peelian.inspections.improvement.model import Proposal
    from peelian.inspections.improvement.words import RegisterWords
    from peelian.inspections.links.links import InspectionLinks
    from peelian.inspections.links.said import SaidOf
    from peelian.inspections.links.said_as import SaidAs
    from peelian.inspections.management import Management
    from peelian.inspections.publish.model import PublishedReport
    from peelian.inspections.publish.text import ReportText
    from peelian.inspections.published import Published
    from peelian.inspections.read.model import Inspection
    from peelian.inspections.read.wording import FILES
    from peelian.records.calendars import Calendar
    from peelian.records.mapping import Mapping
    from peelian.records.simulation.scenario import Scenario
    from peelian.records.simulation.spoil import SpoilingFile
    from peelian.records.tables import Table
    from peelian.standards.characteristics import Characteristics
    from peelian.standards.library import LibraryFile
    from peelian.standards.model import Parameter, Standard
    from peelian.standards.settings import SettingsFile
    from peelian.standards.severity import Severity

    models: dict[str, type[BaseModel]] = {
        "table": Table, "standard": Standard, "cases": CaseFile, "calendar": Calendar, "mapping": Mapping,
        "scenario": Scenario, "framework": Framework, "grading": GradingTable,
        "inspection": Inspection, "library": LibraryFile, "settings": SettingsFile,
        "spoiling": SpoilingFile, "register": RegisterWords, "improvement": Proposal, "said_as": SaidAs, "links": InspectionLinks,
        "published": Published, "said": SaidOf, "characteristics": Characteristics, "severity": Severity,
        "management": Management, "comparator": Comparator,
        "published_report": PublishedReport, "report_text": ReportText,
        **FILES}
    found = {name: model.model_json_schema(by_alias=True) for name, model in models.items()}
    found["judgement"] = TypeAdapter(Judgement).json_schema()
    found["standard"] = _with_conditions(found["standard"])
    found["parameters"] = _block_of(Parameter.model_json_schema(), "Parameters", "name of a parameter: what it is and its value")
    return {name: {"$schema": DIALECT, **_without_titles(schema)} for name, schema in sorted(found.items())}


def _with_conditions(schema: dict[str, Any]) -> dict[str, Any]:
    """Conditions hold conditions, so each such definition is told once and referred to."""
    from peelian.standards.model import DEFINITIONS, Has

    has = Has.model_json_schema(by_alias=True)
    definitions = {**schema.pop("$defs"), **has.pop("$defs", {}), "Has": has, **DEFINITIONS}
    found: dict[str, Any] = _referring({**schema, "$defs": definitions})
    return found


def _referring(node: Any) -> Any:
    from peelian.standards.model import TOLD

    if isinstance(node, dict):
        return {("$ref" if word == TOLD else word): f"#/$defs/{value}" if word == TOLD else _referring(value)
                for word, value in node.items()}
    return [_referring(one) for one in node] if isinstance(node, list) else node


def _block_of(schema: dict[str, Any], title: str, description: str) -> dict[str, Any]:
    """The schema of a file that is a block of such things by name."""
    definitions = schema.pop("$defs", {})
    return {"title": title, "description": description, "type": "object", "additionalProperties": schema,
            "$defs": definitions}


def _without_titles(node: Any) -> Any:
    """Without the titles of single fields, which only repeat their names."""
    if isinstance(node, dict):
        return {word: {name: _untitled(value) for name, value in inner.items()} if word == "properties" else
                _without_titles(inner) for word, inner in node.items()}
    return [_without_titles(one) for one in node] if isinstance(node, list) else node


def _untitled(node: Any) -> Any:
    return {word: value for word, value in _without_titles(node).items() if word != "title"} if isinstance(node, dict) else node


def text_of(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(out: Path) -> str:
    """Write every schema into a folder, in place of earlier ones. Returns what was written."""
    if out.exists() and not out.is_dir():
        raise problem(out, "is a file, not a folder.", "Name a folder.")
    out.mkdir(parents=True, exist_ok=True)
    found = schemas()
    for name, schema in found.items():
        (out / f"{name}{ENDING}").write_text(text_of(schema), encoding="utf-8")
    return f"Wrote {len(found)} schemas to {out}."
