"""From a YAML file to a model: pydantic checks, and each error names file and line and what would mend it."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from peelian.problems import Problem, Problems, did_you_mean, shortened
from peelian.yaml_file import Place, YamlFile

Model = TypeVar("Model", bound=BaseModel)
SHOULD_BE = {
    "string_type": "text", "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "float_type": "a number", "float_parsing": "a number", "bool_type": "true or false", "bool_parsing": "true or false",
    "list_type": "a list", "dict_type": "a block of 'word: value' lines", "model_type": "a block of 'word: value' lines",
    "date_type": "a date, as 2021-07-31", "date_from_datetime_parsing": "a date, as 2021-07-31",
    "date_from_datetime_inexact": "a date, as 2021-07-31",
}


def validated(model: type[Model], file: YamlFile, data: Any = None, place: Place = ()) -> Model:
    """`data` (or the whole file) as `model`. Raises Problems, one for each thing that is wrong."""
    value = file.data if data is None else data
    if not isinstance(value, dict):
        raise Problems([no_block(file, place, value)])
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Problems([problem_of(model, file, place, value, detail) for detail in told_once(value, error.errors())]) from None


def no_block(file: YamlFile, place: Place, value: Any) -> Problem:
    """What to say of a file, or a place in it, that holds no words."""
    if value is None and not place:
        return Problem(str(file.path), "is empty.", "Write what it should say, or name another file.")
    return Problem(file.at(place), "should be a block of 'word: value' lines.")


def told_once(value: Any, details: list[Any]) -> list[Any]:
    """Where one of several shapes may stand, each that does not fit is an error: keep the deepest, and one of each place."""
    places = [real_place(value, detail) for detail in details]
    kept: dict[Place, list[Any]] = {}
    for detail, place in zip(details, places, strict=True):
        deeper = any(len(other) > len(place) and other[:len(place)] == place for other in places)
        if not (deeper and detail["type"] in SHOULD_BE):
            kept.setdefault(place, []).append(detail)
    found: list[Any] = []
    for several in kept.values():
        shapes = dict.fromkeys(SHOULD_BE[one["type"]] for one in several if one["type"] in SHOULD_BE)
        found += [one for one in several if one["type"] not in SHOULD_BE]
        if shapes:
            found.append({**next(one for one in several if one["type"] in SHOULD_BE),
                          "msg": f"should be {' or '.join(shapes)}"})
    return found


def problem_of(model: type[BaseModel], file: YamlFile, place: Place, value: Any, detail: Any) -> Problem:
    inner = real_place(value, detail)
    where = file.at((*place, *inner))
    word = str(inner[-1]) if inner else ""
    if detail["type"] == "extra_forbidden":
        known = words_at(model, inner[:-1]) or list(model.model_fields)
        return Problem(where, f"'{word}' is not a word that may stand here.", did_you_mean(word, known))
    if detail["type"] == "missing":
        return Problem(where, f"'{word}' is missing.", "Add it.")
    given = detail.get("input")
    if detail["type"] == "literal_error" and not isinstance(given, dict | list):
        known = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        return Problem(where, f"'{word}': '{shortened(given)}' is not a word that may stand here.", did_you_mean(str(given), known))
    shown = "" if isinstance(given, dict | list) else f" (it says '{shortened(given)}')"
    named = f"'{word}'{shown}: " if word else ""
    return Problem(where, f"{named}{detail['msg'].removeprefix('Value error, ').removeprefix('Input ')}.")


def real_place(value: Any, detail: Any) -> Place:
    """Pydantic's location without the names of union members, which are not in the file."""
    place: list[str | int] = []
    location = detail["loc"]
    for index, step in enumerate(location):
        missing = index == len(location) - 1 and detail["type"] == "missing"
        if isinstance(value, dict) and (step in value or missing):
            place.append(step)
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            place.append(step)
            value = value[step]
    return tuple(place)


def words_at(model: type[BaseModel], place: Place) -> list[str]:
    """The words that may stand at a place, following model fields and blocks of named models; empty where unknown."""
    found: Any = model
    for step in place:
        if isinstance(step, int):
            continue
        if getattr(found, "__origin__", None) is dict:  # any name may stand here; what it names is the model
            found = _inner_model(found)
        elif field := _field_called(found, step):
            annotation = field.annotation
            is_block = getattr(annotation, "__origin__", None) is dict
            found = annotation if is_block else _inner_model(annotation)
        else:
            return []
        if found is None:
            return []
    return [one.alias or name for name, one in getattr(found, "model_fields", {}).items()]


def _field_called(model: Any, word: str) -> Any:
    """The field that a file's word fills, by its name or by what files call it; None where there is none."""
    fields = getattr(model, "model_fields", {})
    return fields.get(word) or next((one for one in fields.values() if one.alias == word), None)


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _inner_model(argument)
        if inner is not None:
            return inner
    return None
