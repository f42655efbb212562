"""A library as a whole: its tables, calendar, parameters and standards, read from one folder and checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from peelian.clocks import CalendarDay, LocalCalendar
from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.calendars import days, read_calendar
from peelian.records.local_days import zone_problem
from peelian.records.tables import Table, sound_tables
from peelian.standards.editions import with_changes
from peelian.standards.model import Parameter, Standard
from peelian.standards.parameters import (
    Setting,
    Settings,
    filled,
    parameter_names,
    read_parameters,
    read_really_empty,
    read_settings,
    read_stewards,
)
from peelian.standards.resolve import Resolver
from peelian.standards.rules import Need, Resolved
from peelian.standards.settings import Stewards
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml

EVER = date(1, 1, 1)
CASES = ".cases.yaml"  # the ending of a file of worked cases, beside its standard


class SetApart(BaseModel):
    """What the duties about a record are set apart by when a signal is looked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(description="what it is, in words that follow 'by'")
    column: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$", description="table.column; the duty's trigger or subject leads to that table")


class LibraryFile(BaseModel):
    """library.yaml: who the library is for, its version, zone and calendar."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(description="its name, as the folder is called")
    title: str = Field(description="whose standards it holds, in words")
    version: str = Field(description="its version, as 1.0.0")
    zone: str = Field(description="time zone of the service, such as Europe/London")
    calendar: str = Field(description="its calendar, by name")
    set_apart_by: list[SetApart] = Field(default_factory=list, description=(
        "by what signals are looked for and said to be held, beside team and area"))
    called: str = Field("service", pattern="^[a-z]+$", description=(
        "what pages call the service whose records are judged, as 'force'; its plural takes an s"))
    stewards: Stewards = Field(default=Stewards(), description="who answers for its standards, to whom disputes go")


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
    really_empty: list[Need] = field(default_factory=list)
    own_stewards: Stewards = field(default_factory=Stewards)  # those that the force's settings name

    @property
    def stewards(self) -> Stewards:
        """Who answers for rules and records: as the force says, else as the library does."""
        return self.own_stewards.over(self.about.stewards)

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """Every standard with the library's own parameter values."""
        problems: list[Problem] = []
        found: dict[str, Standard] = {}
        for name in self.files:
            try:
                found[name] = self.standard(name)
            except Problems as wrong:
                problems.extend(wrong.problems)
        if problems:
            raise Problems(problems)
        return found

    def standard(self, name: str) -> Standard:
        """One standard with the library's own parameter values. Raises Problems with all that is wrong in its words."""
        return read_standard(self.files[name], self.parameters, {}, EVER)

    def own_standard(self, name: str, day: date) -> Standard:
        """One standard with the values that the force has set for itself as they stand on a day."""
        return read_standard(self.files[name], self.parameters, self.settings, day)

    def parameters_of(self, standard: str) -> list[str]:
        """The parameters that a standard's file names, in order."""
        return list(dict.fromkeys(parameter_names(self.files[standard].data)))

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
            standard = read_standard(file, self.parameters, self.settings, start)
            window = (start, end) if len(starts) > 1 else None
            part = Resolver(standard, file, self.tables, self.calendar, problems, "force", window).resolved()
            whole.duties.extend(part.duties)
            whole.counted.extend(part.counted)
        if own:
            default = self.standard(name)
            part = Resolver(default, file, self.tables, self.calendar, problems, "library").resolved()
            whole.duties.extend(part.duties)
            whole.counted.extend(part.counted)
        whole.duties = with_changes(whole.duties)  # a changed parameter parts an edition in two, or not
        return whole


@dataclass
class Gathered:
    """What of a library could be read, and what is wrong with the rest.

    wrong_tables: names that no rule may rest on yet. names: of every standard's file, readable or not. whole_parameters:
    whether nothing is wrong with parameters. checkable: whether there are tables and a calendar by which to check rules.
    """

    library: Library
    problems: list[Problem]
    wrong_tables: set[str]
    names: set[str]
    whole_parameters: bool
    checkable: bool


def read_library(path: Path, settings: Path | None = None) -> Library:
    """Read a library folder (and a force's settings). Raises Problems with everything that is wrong in its files.

    A standard's own rules are checked by `Library.standards` and `Library.resolve`.
    """
    found = gather_library(path, settings)
    if found.problems:
        raise Problems(found.problems)
    return found.library


def gather_library(path: Path, settings: Path | None = None) -> Gathered:
    """As much of a library as can be read, so that all its slips can be told at once. Raises Problems where there is none."""
    about_file = path / "library.yaml"
    if not about_file.is_file():
        raise Problems([Problem(str(path), "is not a library: library.yaml is missing.",
                                "A library folder holds library.yaml, tables/ and standards/.")])
    problems: list[Problem] = []
    try:
        about = _about(about_file)
    except Problems as wrong:
        problems.extend(wrong.problems)
        about = _stand_in(path)
    try:
        calendar, dated = _calendar(path, about), True
    except Problems as wrong:
        problems.extend(wrong.problems if about.calendar else [])
        calendar, dated = LocalCalendar("UTC", [CalendarDay(EVER, True)]), False
    tables, wrong_tables = sound_tables(path, problems)
    wrong_parameters: list[Problem] = []
    parameters = read_parameters(path, wrong_parameters)
    files = _standard_files(path, problems)
    own = read_settings(settings, parameters, problems) if settings else {}
    empty = read_really_empty(settings, tables, problems) if settings else []
    themes = {one.parent.name for one in (path / "standards").glob("*/*.yaml")}
    stewards = read_stewards(settings, tables, themes, problems) if settings else Stewards()
    names = {one.stem for one in (path / "standards").glob("**/*.yaml") if not one.name.endswith(CASES)}
    return Gathered(Library(path, about, tables, calendar, parameters, files, own, empty, stewards), [*problems, *wrong_parameters],
                    wrong_tables, names, not wrong_parameters, dated and bool(tables))


def _stand_in(path: Path) -> LibraryFile:
    """What to go on with while library.yaml is wrong: the only calendar that there is. Its zone decides no slip."""
    calendars = [one.stem for one in (path / "calendars").glob("*.yaml")]
    return LibraryFile(name=path.name, title=path.name, version="0", zone="UTC",
                       calendar=calendars[0] if len(calendars) == 1 else "")


def read_standard(file: YamlFile, parameters: Mapping[str, Parameter], settings: Settings, day: date) -> Standard:
    """One standard with the values of its parameters on a day. Raises Problems with all that is wrong in its words."""
    problems: list[Problem] = []
    data = filled(file.data, file, parameters, settings, day, problems)
    if problems:
        raise Problems(problems)
    return validated(Standard, file, data)


def _about(path: Path) -> LibraryFile:
    file = read_yaml(path)
    about = validated(LibraryFile, file)
    calendars = [one.stem for one in (path.parent / "calendars").glob("*.yaml")]
    problems = []
    if wrong := zone_problem(about.zone):
        problems.append(Problem(file.at(("zone",)), f"{wrong}."))
    if about.calendar not in calendars:
        problems.append(Problem(file.at(("calendar",)), f"'{about.calendar}' is not a calendar of this library.",
                                did_you_mean(about.calendar, calendars)))
    if problems:
        raise Problems(problems)
    return about


def _calendar(path: Path, about: LibraryFile) -> LocalCalendar:
    calendar = read_calendar(path / "calendars" / f"{about.calendar}.yaml")
    return LocalCalendar(about.zone, [CalendarDay(one.date, one.working_day, one.sets) for one in days(calendar)],
                         {name: one.in_words() for name, one in calendar.day_sets.items()})


def _standard_files(path: Path, problems: list[Problem]) -> dict[str, YamlFile]:
    found: dict[str, YamlFile] = {}
    for source in sorted((path / "standards").glob("**/*.yaml")):
        if source.name.endswith(CASES):
            beside = source.with_name(source.name.removesuffix(CASES) + ".yaml")
            if not beside.is_file():
                others = [one.stem for one in source.parent.glob("*.yaml") if not one.name.endswith(CASES)]
                problems.append(Problem(str(source), f"no standard '{beside.stem}' stands beside these cases.",
                                        did_you_mean(beside.stem, others)))
            continue
        try:
            file = read_yaml(source)
        except Problems as wrong:
            problems.extend(wrong.problems)
            continue
        data = file.data if isinstance(file.data, dict) else {}
        name, theme = str(data.get("id", "")), str(data.get("theme", source.parent.name))
        if theme != source.parent.name:
            problems.append(Problem(file.at(("theme",)), f"theme '{theme}' differs from the folder's name "
                                    f"'{source.parent.name}'.", "Give both the same name."))
        if name != source.stem:
            problems.append(Problem(file.at(("id",)), f"id '{name}' differs from the file's name '{source.stem}'.",
                                    "Give both the same name."))
            found.setdefault(source.stem, file)
        elif name in found:
            problems.append(Problem(file.at(("id",)), f"standard '{name}' stands twice.", f"See {found[name].path}."))
        else:
            found[name] = file
    return found
