"""A scenario: how large a made-up force is, what it deals with, and how well each team keeps each standard.

A value may be a number, or a course: dates with a value each, straight between them and level outside. A sudden change
is two dates that follow each other.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from peelian.records.simulation.timeline import Ints, day_number
from peelian.records.tables import Strict
from peelian.validation import validated
from peelian.yaml_file import read_yaml

TeamKind = Literal["control_room", "response", "investigation", "specialist", "custody", "offender_management",
                   "safeguarding", "armed", "planning"]
MAY_BE_KEPT_OUT = ("scene-evidence-recorded",)
KINDS: tuple[TeamKind, ...] = ("control_room", "response", "investigation", "specialist", "custody",
                               "offender_management", "safeguarding", "armed", "planning")


class Course(Strict):
    """A value over time: `points` by date."""

    points: dict[date, float] = Field(description="date: the value on it; straight between dates, level outside")

    def on(self, days: Ints) -> np.ndarray:
        """The value on local days (days since 1970-01-01)."""
        known = sorted(self.points)
        return np.interp(days, [day_number(day) for day in known], [self.points[day] for day in known])


def _course(value: Any) -> Any:
    if isinstance(value, Course):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | dict):
        raise ValueError("should be a number, or dates with a number each")
    if isinstance(value, dict):
        if not value:
            raise ValueError("a course needs at least one date")
        return value if "points" in value else {"points": value}
    return {"points": {date(1970, 1, 1): value}}


Curve = Annotated[Course, BeforeValidator(_course, json_schema_input_type=float | dict[date, float] | Course)]


class Figure(Strict):
    """A volume or share and where it comes from; `assumed` where nothing was published."""

    value: Curve = Field(description="a number, or dates with a number each")
    source: str = Field(description="where it was published; `assumed` where nothing was")

    def on(self, days: Ints) -> np.ndarray:
        return self.value.on(days)


class Team(Strict):
    """A team. `acting` is the share of its supervisors who hold their rank only for the time being."""

    team: str = Field(description="its name")
    kind: TeamKind = Field(description="what it does")
    officers: int = Field(ge=1, description="how many work in it")
    acting: Curve = Field(Course(points={date(1970, 1, 1): 0.0}),
                          description="share of its supervisors who hold their rank only for the time being")
    qualified: float = Field(1.0, ge=0, le=1, description="share of its investigators accredited for serious crime")
    cameras: float = Field(1.0, ge=0, le=1, description="share of its officers with a body-worn camera")


class Area(Strict):
    """A neighbourhood, its share of what happens, and the response team that serves it."""

    area: str = Field(description="its name")
    share: float = Field(gt=0, description="its share of what happens; only the proportion matters")
    rural: float = Field(0.0, ge=0, le=1, description="share of what happens there at places that count as rural")
    team: str = Field(description="the response team that serves it")


class Offence(Strict):
    """One offence group: its share of recorded crime, and the outcomes of its crimes."""

    group: str = Field(description="group of the offence, as the table of crimes has it")
    code: str = Field(description="code of the offence")
    crimes: float = Field(gt=0, description="crimes recorded in the source's period; only the proportion matters")
    victim_based: bool = Field(True, description="whether such a crime has a victim")
    domestic: float = Field(0.0, ge=0, description="how readily such a crime is domestic; only the proportion matters")
    scene: float = Field(0.0, ge=0, le=1, description="share whose scene could hold evidence")
    serious: float = Field(0.0, ge=0, le=1, description="share that is serious")
    vulnerable: float = Field(0.0, ge=0, le=1, description="share whose victim is vulnerable")
    outcomes: dict[str, float] = Field(min_length=1, description="outcome number: its share")


class Kept(Strict):
    """How a standard is kept: shares done in time and late; what remains is never done."""

    in_time: Curve = Field(description="share done in time")
    late: Curve = Field(Course(points={date(1970, 1, 1): 0.0}), description="share done late")


class Keeping(Kept):
    """How well a standard is kept by all teams, by those that differ, and where supervisors are acting."""

    teams: dict[str, Kept] = Field(default_factory=dict,
                                   description="team: how it keeps the standard, where it differs")
    acting: float = Field(0.0, ge=0, le=1, description="how much the share in time falls where every supervisor acts")
    kept_out: Curve | None = Field(None, description=(
        "share of what is not done in time whose record loses the mark by which it would be counted"))


class KeptAlike(Kept):
    """Standards that all teams keep in the same way."""

    standards: list[str] = Field(min_length=1, description="the standards, by name")


class Asked(Strict):
    """Something that the force was asked to improve, and what is planted of it. Kept in the answer key."""

    asked: str = Field(description="what was asked, in the words of whoever asked it")
    standards: list[str] = Field(min_length=1, description="the standards that measure it")
    truth: Literal["improved", "seems_improved", "not_improved"] = Field(description="what became of it")
    why: str = Field(description="what is planted, in words")


class Scenario(Strict):
    """A made-up force. `as_at` is its last day: what would happen later is not in the records."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str = Field(pattern=r"^[a-z0-9_]+$", description="its name, as the file is called")
    title: str = Field(description="the force, in a line")
    about: str = Field(description="what is planted, in words")
    force: str = Field(description="name of the made-up force")
    calendar: str = Field(description="calendar of the library, by name")
    as_at: date = Field(description="the last day of the records")
    years: float = Field(2, gt=0, le=50, description="how many years of records there are")
    scale: float = Field(1.0, gt=0, le=100, description="size, where 1 is the whole force")
    seed: int = Field(1, ge=0, description="the same seed gives the same records")
    teams: list[Team] = Field(description="its teams")
    areas: list[Area] = Field(description="its neighbourhoods")
    volumes: dict[str, Figure] = Field(description="what happens in a year, by name")
    offences: list[Offence] = Field(description="the mix of crimes")
    offences_source: str = Field(description="where the mix was published")
    outcomes_source: str = Field(description="where the outcomes were published")
    outcomes_change: dict[str, Figure] = Field(default_factory=dict, description="outcome number: factor over time")
    keeping: dict[str, Keeping] = Field(description="standard: how well it is kept")
    kept_alike: list[KeptAlike] = Field(default_factory=list, description=(
        "standards that are kept alike, with their shares; each stands here or under keeping"))
    improvements: list[Asked] = Field(default_factory=list, description="what it was asked to improve, and what became of it")
    library: SkipJsonSchema[Path] = Field(Path(), exclude=True, description="the folder of the library; set by read_scenario")

    @model_validator(mode="after")
    def _whole(self) -> Scenario:
        known = {team.team: team.kind for team in self.teams}
        missing = [kind for kind in KINDS if kind not in known.values()]
        if missing:
            raise ValueError(f"no team is of kind {', '.join(missing)}")
        if len(known) < len(self.teams):
            raise ValueError("two teams have the same name")
        for area in self.areas:
            if known.get(area.team) != "response":
                raise ValueError(f"'{area.team}', which serves {area.area}, is no response team")
        for alike in self.kept_alike:
            for standard in alike.standards:
                one = Keeping(in_time=alike.in_time, late=alike.late)
                if self.keeping.setdefault(standard, one) != one:
                    raise ValueError(f"says twice how '{standard}' is kept")
        for standard, keeping in self.keeping.items():
            for name in keeping.teams:
                if name not in known:
                    raise ValueError(f"keeping of {standard} names '{name}', which is no team")
            if keeping.kept_out is not None and standard not in MAY_BE_KEPT_OUT:
                raise ValueError(f"keeping of {standard} has kept_out, which is simulated for {', '.join(MAY_BE_KEPT_OUT)} only")
        for asked in self.improvements:
            for standard in asked.standards:
                if standard not in self.keeping:
                    raise ValueError(f"improvements name '{standard}', which is not under keeping")
        return self


def read_scenario(path: Path) -> Scenario:
    """One scenario file of a library (`<library>/scenarios/<name>.yaml`). Raises Problems with file and line."""
    scenario = validated(Scenario, read_yaml(path))
    return scenario.model_copy(update={"library": path.resolve().parent.parent})
