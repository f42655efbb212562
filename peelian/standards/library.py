"""A library as a whole: its tables, calendar, parameters and standards, read from one folder and checked together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from peelian.clocks import CalendarDay, LocalCalendar, duration
from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.calendars import days, read_calendar
from peelian.records.tables import Table, read_tables
from peelian.standards.model import Parameter, Standard
from peelian.standards.resolve import Resolver
from peelian.standards.rules import Resolved
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml

EVER = date(1, 1, 1)


class LibraryFile(BaseModel):
    """library.yaml: who the library is for, its version, zone and calendar."""

    model_config = ConfigDict(extra="allow", frozen=True)
    name: str
    title: str
    version: str
    zone: str
    calendar: str


@dataclass(frozen=True)
class Setting:
    """A force's own value for a parameter, from a day on."""

    start: date
    value: str | int | float | bool


@dataclass
class Library:
    """Everything that a library folder holds. Standards keep their file, so that problems name lines."""

    path: Path
    about: LibraryFile
    tables: dict[str, Table]
    calendar: LocalCalendar
    parameters: dict[str, Parameter]
    files: dict[str, YamlFile]
    settings: dict[str, list[Setting]] = field(default_factory=dict)

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """Every standard with the library's own parameter values."""
        problems: list[Problem] = []
        found: dict[str, Standard] = {}
        for name, file in self.files.items():
            try:
                found[name] = self._standard(file, EVER, own=False)
            except Problems as wrong:
                problems.extend(wrong.problems)
        if problems:
            raise Problems(problems)
        return found

    def _standard(self, file: YamlFile, day: date, *, own: bool) -> Standard:
        problems: list[Problem] = []
        data = self._with_parameters(file.data, file, (), problems, day, own=own)
        if problems:
            raise Problems(problems)
        return validated(Standard, file, data)

    def _with_parameters(self, raw: Any, file: YamlFile, place: tuple[str | int, ...], problems: list[Problem],
                         day: date, *, own: bool) -> Any:
        if isinstance(raw, dict):
            if set(raw) == {"parameter"}:
                return self._parameter(str(raw["parameter"]), file, place, problems, day, own=own)
            return {word: self._with_parameters(value, file, (*place, word), problems, day, own=own)
                    for word, value in raw.items()}
        if isinstance(raw, list):
            return [self._with_parameters(value, file, (*place, index), problems, day, own=own)
                    for index, value in enumerate(raw)]
        return raw

    def _parameter(self, name: str, file: YamlFile, place: tuple[str | int, ...], problems: list[Problem],
                   day: date, *, own: bool) -> Any:
        if name not in self.parameters:
            mend = did_you_mean(name, self.parameters)
            problems.append(Problem(file.at(place), f"'{name}' is not a parameter.", mend))
            return None
        values = [setting.value for setting in self.settings.get(name, []) if setting.start <= day] if own else []
        return values[-1] if values else self.parameters[name].value

    def parameters_of(self, standard: str) -> list[str]:
        """The parameters that a standard's file names, in order."""
        return list(dict.fromkeys(_parameter_names(self.files[standard].data)))

    def overridden(self, standard: str) -> list[str]:
        """The parameters of a standard that the force has set for itself."""
        return [name for name in self.parameters_of(standard) if name in self.settings]

    def resolve(self, only: set[str] | None = None) -> dict[str, Resolved]:
        """The rules of every standard at the force's values and, where these differ, at the library's too.

        Raises Problems with everything that is wrong in any standard.
        """
        problems: list[Problem] = []
        result: dict[str, Resolved] = {}
        for name, file in self.files.items():
            if only is not None and name not in only:
                continue
            try:
                result[name] = self._resolved(name, file, problems)
            except Problems as wrong:
                problems.extend(wrong.problems)
        if problems:
            raise Problems(problems)
        return result

    def _resolved(self, name: str, file: YamlFile, problems: list[Problem]) -> Resolved:
        whole = Resolved()
        own = self.overridden(name)
        changes = sorted({setting.start for parameter in own for setting in self.settings[parameter]})
        starts = sorted({EVER, *changes})
        for index, start in enumerate(starts):
            end = starts[index + 1] - timedelta(days=1) if index + 1 < len(starts) else None
            standard = self._standard(file, start, own=True)
            window = (start, end) if len(starts) > 1 else None
            part = Resolver(standard, file, self.tables, self.calendar, problems, "force", window).resolved()
            whole.duties.extend(part.duties)
            whole.counted.extend(part.counted)
        if own:
            default = self._standard(file, EVER, own=False)
            part = Resolver(default, file, self.tables, self.calendar, problems, "library").resolved()
            whole.duties.extend(part.duties)
            whole.counted.extend(part.counted)
        return whole


def _parameter_names(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        if set(raw) == {"parameter"}:
            yield str(raw["parameter"])
        for value in raw.values():
            yield from _parameter_names(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _parameter_names(value)


def read_library(path: Path, settings: Path | None = None) -> Library:
    """Read a library folder (and a force's settings). Raises Problems with everything that is wrong in its files.

    A standard's own rules are checked by `Library.standards` and `Library.resolve`.
    """
    problems: list[Problem] = []

    def gathered(action: Any, *arguments: Any) -> Any:
        try:
            return action(*arguments)
        except Problems as found:
            problems.extend(found.problems)
            return None

    about_file = path / "library.yaml"
    if not about_file.is_file():
        raise Problems([Problem(str(path), "is not a library: library.yaml is missing.",
                                "A library folder holds library.yaml, tables/ and standards/.")])
    about = gathered(lambda: validated(LibraryFile, read_yaml(about_file)))
    tables = gathered(read_tables, path)
    calendar = gathered(_calendar, path, about) if about else None
    parameters = gathered(_parameters, path)
    files = gathered(_standard_files, path)
    own = gathered(_settings, settings, parameters or {}) if settings else {}
    if problems or calendar is None:
        raise Problems(problems)
    return Library(path, about, tables, calendar, parameters, files, own)


def _calendar(path: Path, about: LibraryFile) -> LocalCalendar:
    calendar = read_calendar(path / "calendars" / f"{about.calendar}.yaml")
    return LocalCalendar(about.zone, [CalendarDay(one.date, one.working_day, one.sets) for one in days(calendar)])


def _parameters(path: Path) -> dict[str, Parameter]:
    problems: list[Problem] = []
    found: dict[str, Parameter] = {}
    for source in sorted((path / "parameters").glob("*.yaml")):
        try:
            file = read_yaml(source)
        except Problems as wrong:
            problems.extend(wrong.problems)
            continue
        for name, raw in (file.data or {}).items():
            if name in found:
                problems.append(Problem(file.at((name,)), f"parameter '{name}' stands twice.", "Keep one."))
            try:
                found[name] = validated(Parameter, file, raw, (name,))
            except Problems as wrong:
                problems.extend(wrong.problems)
    if problems:
        raise Problems(problems)
    return found


def _standard_files(path: Path) -> dict[str, YamlFile]:
    problems: list[Problem] = []
    found: dict[str, YamlFile] = {}
    for source in sorted((path / "standards").glob("**/*.yaml")):
        if source.name.endswith(".cases.yaml"):
            continue
        try:
            file = read_yaml(source)
        except Problems as wrong:
            problems.extend(wrong.problems)
            continue
        name = str(file.data.get("id", "")) if isinstance(file.data, dict) else ""
        if name != source.stem:
            problems.append(Problem(file.at(("id",)), f"id '{name}' differs from the file's name '{source.stem}'.",
                                    "Give both the same name."))
        elif name in found:
            problems.append(Problem(file.at(("id",)), f"standard '{name}' stands twice.", f"See {found[name].path}."))
        else:
            found[name] = file
    if problems:
        raise Problems(problems)
    return found


def _misplaced(file: YamlFile) -> list[Problem]:
    """What is in a force.yaml and would not be read. A value that is silently left out would judge by another one."""
    mend = "Write the force's own values under `parameters:`, each as `name: value`."
    if not isinstance(file.data, dict) or not isinstance(file.data.get("parameters"), dict):
        return [Problem(file.at(()), "holds no `parameters:` with names and values.", mend)]
    return [Problem(file.at((word,)), f"'{word}' is no part of a force's settings.", mend)
            for word in file.data if word != "parameters"]


def _unlike(default: Any, value: Any) -> str:
    """Why a value cannot stand for the library's own, or nothing: a length of time for one, a number for a number."""
    if not isinstance(default, str):
        words = {bool: "yes or no", int: "a whole number"}.get(type(default), "a number")
        alike = type(value) is type(default) or (type(default), type(value)) == (float, int)
        return "" if alike else f"'{value}' is not {words}."
    try:
        duration(default)
    except ValueError:
        return "" if isinstance(value, str) else f"'{value}' is not text."
    try:
        duration(value)
    except ValueError as error:
        return f"{error}."
    return ""


def _settings(path: Path, parameters: dict[str, Parameter]) -> dict[str, list[Setting]]:
    """force.yaml: `parameters: {name: value}` or `{name: [{from: date, value: value}]}`."""
    file = read_yaml(path)
    problems = _misplaced(file)
    if problems:
        raise Problems(problems)
    found: dict[str, list[Setting]] = {}
    for name, value in file.data["parameters"].items():
        place = ("parameters", name)
        if name not in parameters:
            problems.append(Problem(file.at(place), f"'{name}' is not a parameter.", did_you_mean(name, parameters)))
            continue
        steps = value if isinstance(value, list) else [{"from": "0001-01-01", "value": value}]
        settings = []
        for index, step in enumerate(steps):
            start = str(step.get("from", "")) if isinstance(step, dict) else ""
            dated = re.fullmatch(r"\d{4}-\d{2}-\d{2}", start)
            if not dated or "value" not in step or isinstance(step["value"], dict | list):
                problems.append(Problem(file.at((*place, index)), "is not a dated value.",
                                        "Write {from: 2017-04-01, value: 21 days}."))
                continue
            wrong = _unlike(parameters[name].value, step["value"])
            if wrong:
                mend = f"The library has '{parameters[name].value}': write the same kind of value."
                problems.append(Problem(file.at((*place, index, "value")), wrong, mend))
                continue
            settings.append(Setting(date.fromisoformat(start), step["value"]))
        found[name] = sorted(settings, key=lambda one: one.start)
    if problems:
        raise Problems(problems)
    return found
