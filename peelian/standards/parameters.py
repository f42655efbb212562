"""Parameters: values that a library proposes and a force may set for itself, dated, in its force.yaml."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from peelian.clocks import ELAPSED, duration
from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.tables import Table
from peelian.standards.model import Parameter
from peelian.standards.rules import Need
from peelian.standards.settings import Stewards
from peelian.unfinished import understood
from peelian.yaml_file import Place, YamlFile, read_yaml

REALLY_EMPTY, STEWARDS = "really_empty", "stewards"


@dataclass(frozen=True)
class Setting:
    """A force's own value for a parameter, from a day on."""

    start: date
    value: str | int | float | bool


Settings = Mapping[str, list[Setting]]


def filled(raw: Any, file: YamlFile, parameters: Mapping[str, Parameter], settings: Settings, day: date,
           problems: list[Problem], place: Place = (), stood_in: set[Place] | None = None) -> Any:
    """Plain data with each `{parameter: name}` replaced by its value on a day: the force's own, else the library's.

    An unknown name is told, and stands for the one that was likely meant. Where none is near, a value stands in whose place
    joins `stood_in`, for nothing more can be said of it.
    """
    if isinstance(raw, dict):
        if set(raw) == {"parameter"}:
            return _value(str(raw["parameter"]), file.at(place), parameters, settings, day, problems, place, stood_in)
        return {word: filled(value, file, parameters, settings, day, problems, (*place, word), stood_in)
                for word, value in raw.items()}
    if isinstance(raw, list):
        return [filled(value, file, parameters, settings, day, problems, (*place, index), stood_in)
                for index, value in enumerate(raw)]
    return raw


def _value(name: str, line: str, parameters: Mapping[str, Parameter], settings: Settings, day: date,
           problems: list[Problem], place: Place, stood_in: set[Place] | None) -> Any:
    if name not in parameters:
        mend = did_you_mean(name, parameters)
        problems.append(Problem(line, f"'{name}' is not a parameter.", mend))
        if stood_in is None:
            return None
        if mend.startswith("Did"):
            return next(one.value for known, one in parameters.items() if f"'{known}'" in mend)
        stood_in.add(place)
        return _stand_in(place)
    values = [setting.value for setting in settings.get(name, []) if setting.start <= day]
    return values[-1] if values else parameters[name].value


def _stand_in(place: Place) -> str | int:
    """A value such as may stand at a place of a standard."""
    if place[0] == "expect":
        return "50%"
    if place[-1] in ("within", "every", "matures_after"):
        return "1 month"
    return 1 if place[-1] in ("at_least", "at_most", "more_than", "less_than") else "stand-in"


def parameter_names(raw: Any) -> Iterator[str]:
    """The parameters that plain data names, in order."""
    if isinstance(raw, dict):
        if set(raw) == {"parameter"}:
            yield str(raw["parameter"])
        for value in raw.values():
            yield from parameter_names(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from parameter_names(value)


def read_parameters(library: Path, problems: list[Problem]) -> dict[str, Parameter]:
    """Every parameter of a library folder that can be read; what is wrong with the others joins `problems`."""
    found: dict[str, Parameter] = {}
    for source in sorted((library / "parameters").glob("*.yaml")):
        try:
            file = read_yaml(source)
        except Problems as wrong:
            problems.extend(wrong.problems)
            continue
        for name, raw in block_of(file, file.data, (), problems).items():
            if name in found:
                problems.append(Problem(file.at((name,)), f"parameter '{name}' stands twice.", "Keep one."))
            read = understood(Parameter, file, raw, (name,))
            problems.extend(read.problems)
            if read.model is not None and (name, "value") not in read.file.patched:
                found[name] = read.model
    return found


def read_settings(path: Path, parameters: Mapping[str, Parameter], problems: list[Problem]) -> dict[str, list[Setting]]:
    """force.yaml: `parameters: {name: value}` or `{name: [{from: date, value: value}]}`."""
    try:
        file = read_yaml(path)
    except Problems as wrong:
        problems.extend(wrong.problems)
        return {}
    problems.extend(_misplaced(file))
    words = file.data.get("parameters") if isinstance(file.data, dict) else None
    found: dict[str, list[Setting]] = {}
    for name, value in (words if isinstance(words, dict) else {}).items():
        place = ("parameters", name)
        if name not in parameters:
            problems.append(Problem(file.at(place), f"'{name}' is not a parameter.", did_you_mean(name, parameters)))
            continue
        steps = value if isinstance(value, list) else [{"from": "0001-01-01", "value": value}]
        settings = [_setting(step, parameters[name].value, file.at((*place, index)), problems)
                    for index, step in enumerate(steps)]
        problems.extend(Problem(file.at((*place, index)), f"'{name}' has two values from {one.start}.", "Keep one.")
                        for index, one in enumerate(settings) if one is not None
                        and one.start in [earlier.start for earlier in settings[:index] if earlier is not None])
        found[name] = sorted((one for one in settings if one is not None), key=lambda one: one.start)
    return found


def block_of(file: YamlFile, raw: Any, place: Place, problems: list[Problem]) -> dict[str, Any]:
    """A block of 'name: value' lines; an empty one where there is none, with a problem where it is something else."""
    if raw is not None and not isinstance(raw, dict):
        problems.append(Problem(file.at(place), "should be a block of 'name: value' lines."))
    return raw if isinstance(raw, dict) else {}


def _setting(step: Any, default: object, place: str, problems: list[Problem]) -> Setting | None:
    value = step.get("value") if isinstance(step, dict) else None
    try:
        start = date.fromisoformat(str(step["from"]))
    except (KeyError, TypeError, ValueError):
        start = None
    if start is None or value is None or isinstance(value, dict | list):
        problems.append(Problem(place, "is not a dated value.", "Write {from: 2017-04-01, value: 21 days}."))
        return None
    wrong = _unlike(default, value)
    if wrong:
        problems.append(Problem(place, wrong, f"The library has '{default}': write the same kind of value."))
        return None
    return Setting(start, value)


def read_really_empty(path: Path, tables: Mapping[str, Table], problems: list[Problem]) -> list[Need]:
    """force.yaml: `really_empty: [table.column]`, the columns whose silence means that nothing happened."""
    try:
        file = read_yaml(path)
    except Problems:
        return []  # told where the values are read
    named = file.data.get(REALLY_EMPTY, []) if isinstance(file.data, dict) else []
    if not isinstance(named, list):
        problems.append(Problem(file.at((REALLY_EMPTY,)), "should be a list of columns.", "Write [table.column]."))
        return []
    found = []
    known = [f"{name}.{column}" for name, table in tables.items() for column in table.all_columns]
    for index, word in enumerate(named):
        if word in known:
            table, _, column = word.partition(".")
            found.append(Need(table, column))
        else:
            problems.append(Problem(file.at((REALLY_EMPTY, index)), f"'{word}' is not a column of the library's tables.",
                                    did_you_mean(str(word), known) or "Write table.column."))
    return found


def read_stewards(path: Path, tables: Mapping[str, Table], themes: Collection[str], problems: list[Problem]) -> Stewards:
    """force.yaml: `stewards:`, who answers for rules and records here."""
    try:
        file = read_yaml(path)
    except Problems:
        return Stewards()  # told where the values are read
    raw = file.data.get(STEWARDS) if isinstance(file.data, dict) else None
    if raw is None:
        return Stewards()
    read = understood(Stewards, file, raw, (STEWARDS,))
    problems.extend(read.problems)
    if read.model is None:
        return Stewards()
    for word, named, known in (("tables", read.model.tables, tables), ("themes", read.model.themes, themes)):
        problems.extend(Problem(file.at((STEWARDS, word, name)), f"'{name}' is not a {word[:-1]} of the library.",
                                did_you_mean(name, known)) for name in named if name not in known)
    return read.model


def _misplaced(file: YamlFile) -> list[Problem]:
    """What is in a force.yaml and would not be read. A value that is silently left out would judge by another one."""
    mend = "Write the force's own values under `parameters:`, each as `name: value`."
    data = file.data if isinstance(file.data, dict) else {}
    if not isinstance(data.get("parameters", {} if REALLY_EMPTY in data or STEWARDS in data else None), dict):
        return [Problem(file.at(()), "holds no `parameters:` with names and values.", mend)]
    return [Problem(file.at((word,)), f"'{word}' is no part of a force's settings.", mend)
            for word in data if word not in ("parameters", REALLY_EMPTY, STEWARDS)]


def _unlike(default: Any, value: Any) -> str:
    """Why a value cannot stand for the library's own, or nothing: a length of time for one, a number for a number."""
    if not isinstance(default, str):
        words = {bool: "yes or no", int: "a whole number"}.get(type(default), "a number")
        alike = type(value) is type(default) or (type(default), type(value)) == (float, int)
        return "" if alike else f"'{value}' is not {words}."
    try:
        own = duration(default)
    except ValueError:
        return "" if isinstance(value, str) else f"'{value}' is not text."
    try:
        length = duration(value)
    except ValueError as error:
        return f"{error}."
    if (length.unit in ELAPSED) == (own.unit in ELAPSED):
        return ""
    # Days end with their last moment, hours to the second: one for the other would change by what clock a duty is judged.
    kinds = {True: "elapsed time", False: "calendar time"}
    return f"'{value}' is {kinds[length.unit in ELAPSED]}, and this is {kinds[own.unit in ELAPSED]}."
