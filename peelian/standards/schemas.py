"""The JSON Schema of every kind of library file, made from the models, so that an editor completes and checks them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from peelian.standards.library import LibraryFile
from peelian.standards.model import Parameter, Standard

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARAMETER = {"type": "object", "additionalProperties": False, "required": ["parameter"],
             "properties": {"parameter": {"type": "string", "description": "name of a parameter whose value stands here"}}}


def schemas(out: Path) -> str:
    """Write every schema as `<kind>.schema.json`. Returns what was written."""
    out.mkdir(parents=True, exist_ok=True)
    found = all_schemas()
    for kind, schema in found.items():
        text = json.dumps(schema, indent=2, sort_keys=True) + "\n"
        (out / f"{kind}.schema.json").write_text(text, encoding="utf-8")
    return f"Wrote {len(found)} schemas to {out}."


def all_schemas() -> dict[str, dict[str, Any]]:
    """Kind of file -> its schema."""
    from peelian.records.calendars import Calendar
    from peelian.records.mapping import Mapping
    from peelian.records.simulation.scenario import Scenario
    from peelian.records.tables import Table

    models: dict[str, type[BaseModel]] = {"table": Table, "calendar": Calendar, "mapping": Mapping, "scenario": Scenario,
                                          "library": LibraryFile}
    found = {kind: model.model_json_schema(by_alias=True) for kind, model in models.items()}
    found["standard"] = _with_parameters(Standard.model_json_schema(by_alias=True))
    found["parameter"] = _by_name(Parameter.model_json_schema(by_alias=True))
    return {kind: {"$schema": DIALECT, **schema} for kind, schema in found.items()}


def _with_parameters(schema: dict[str, Any]) -> dict[str, Any]:
    """`{parameter: name}` may stand for any value of a standard."""
    definitions = schema.get("$defs", {})
    for block in [schema, *definitions.values()]:
        properties = block.get("properties", {})
        block["properties"] = {word: {"anyOf": [value, {"$ref": "#/$defs/ParameterValue"}]}
                               for word, value in properties.items()}
    return {**schema, "$defs": {**definitions, "ParameterValue": PARAMETER}}


def _by_name(schema: dict[str, Any]) -> dict[str, Any]:
    """A file of parameters is a block of them by name."""
    definition = {word: value for word, value in schema.items() if word != "$defs"}
    return {"title": "Parameters", "type": "object", "additionalProperties": definition, "$defs": schema.get("$defs", {})}
