"""From a YAML file to a model: pydantic checks, and each error names file and line and what would mend it."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from peelian.problems import Problem, Problems, did_you_mean
from peelian.yaml_file import Place, YamlFile

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], file: YamlFile, data: Any = None, place: Place = ()) -> Model:
    """`data` (or the whole file) as `model`. Raises Problems, one for each thing that is wrong."""
    value = file.data if data is None else data
    if not isinstance(value, dict):
        raise Problems([Problem(file.at(place), "should be a block of 'word: value' lines.")])
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Problems([_problem(model, file, place, value, detail) for detail in error.errors()]) from None


def _problem(model: type[BaseModel], file: YamlFile, place: Place, value: Any, detail: Any) -> Problem:
    inner = _real_place(value, detail["loc"])
    where = file.at((*place, *inner))
    word = str(inner[-1]) if inner else ""
    if detail["type"] == "extra_forbidden":
        known = _words_at(model, inner[:-1]) or list(model.model_fields)
        return Problem(where, f"'{word}' is not a word that may stand here.", did_you_mean(word, known))
    if detail["type"] == "missing":
        return Problem(where, f"'{word}' is missing.", "Add it.")
    given = detail.get("input")
    if detail["type"] == "literal_error" and not isinstance(given, dict | list):
        known = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        return Problem(where, f"'{word}': '{given}' is not a word that may stand here.", did_you_mean(str(given), known))
    shown = "" if isinstance(given, dict | list) else f" (it says '{given}')"
    named = f"'{word}'{shown}: " if word else ""
    return Problem(where, f"{named}{detail['msg'].removeprefix('Value error, ')}.")


def _real_place(value: Any, location: tuple[Any, ...]) -> Place:
    """Pydantic's location without the names of union members, which are not in the file."""
    place: list[str | int] = []
    for index, step in enumerate(location):
        last = index == len(location) - 1
        if isinstance(value, dict) and (step in value or last):
            place.append(step)
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            place.append(step)
            value = value[step]
    return tuple(place)


def _words_at(model: type[BaseModel], place: Place) -> list[str]:
    """The words that may stand at a place, following model fields and blocks of named models; empty where unknown."""
    found: Any = model
    for step in place:
        if isinstance(step, int):
            continue
        if getattr(found, "__origin__", None) is dict:  # any name may stand here; what it names is the model
            found = _inner_model(found)
        elif step in getattr(found, "model_fields", {}):
            annotation = found.model_fields[step].annotation
            is_block = getattr(annotation, "__origin__", None) is dict
            found = annotation if is_block else _inner_model(annotation)
        else:
            return []
        if found is None:
            return []
    return list(getattr(found, "model_fields", {}))


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _inner_model(argument)
        if inner is not None:
            return inner
    return None
