"""What every theme of the simulation shares: the scenario, its days, its people, the records and the answer key."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from peelian.clocks import HOUR, MINUTE, NEVER
from peelian.problems import did_you_mean, problem
from peelian.records.simulation.columns import Bools, Choice, Ids, Records
from peelian.records.simulation.planting import Fates, Planted, choose, kept_out
from peelian.records.simulation.scenario import Scenario, TeamKind
from peelian.records.simulation.timeline import Ints, Timeline

# Shares of reports by local hour of the day: quiet before dawn, busiest in the evening.
HOURS = np.array([3.2, 2.5, 2.0, 1.6, 1.3, 1.2, 1.6, 2.6, 3.8, 4.4, 4.8, 5.0,
                  5.1, 5.1, 5.2, 5.6, 5.9, 6.1, 6.0, 5.8, 5.5, 5.1, 4.7, 4.2])
PERSON = "P"
PUBLIC_A_YEAR = 80_000  # people whom the whole force meets in a year


@dataclass
class World:
    """`first` and `last` are the local days of the scenario; `as_at` its last microsecond."""

    scenario: Scenario
    timeline: Timeline
    records: Records
    planted: Planted
    rng: np.random.Generator
    first: int
    last: int
    as_at: int
    scale: float
    seed: int = 0
    entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)  # crime, moment and number of entries of this batch
    _apart: dict[str, World] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.public = max(500, round(PUBLIC_A_YEAR * self.scale * (self.last - self.first) / 365))
        self.records.number(PERSON, self.public)

    def apart(self, name: str) -> World:
        """The same world with draws of its own, the same object each time: what is made with them changes no other draw."""
        if name not in self._apart:
            self._apart[name] = copy(self)
            self._apart[name].rng = np.random.default_rng([self.seed, crc32(name.encode())])
        return self._apart[name]

    def figure(self, name: str, days: Ints | None = None) -> np.ndarray:
        """A volume or share of the scenario, on days or on its last day. Raises Problems where it is not given."""
        found = self.scenario.volumes.get(name)
        if found is None:
            raise problem(f"scenario {self.scenario.scenario}", f"gives no volume '{name}'.",
                          f"Add it under volumes, with its source. {did_you_mean(name, self.scenario.volumes)}")
        return found.on(np.array([self.last]) if days is None else days)

    def share(self, name: str, days: Ints) -> Bools:
        """For each day whether a thing of that share is drawn."""
        return self.rng.random(len(days)) < self.figure(name, days)

    def count(self, name: str) -> int:
        """A number of people or things, scaled; at least one."""
        return max(1, round(float(self.figure(name)[0]) * self.scale))

    def arrivals(self, yearly: np.ndarray, first: int, last: int) -> Ints:
        """Moments at which things are reported between two local days, given how many a year on each of these days."""
        per_day = yearly * self.scale / 365.25
        count = int(self.rng.poisson(per_day.sum()))
        days = np.searchsorted(np.cumsum(per_day) / max(per_day.sum(), 1e-12), self.rng.random(count)) + first
        days = np.minimum(days, last)
        hours = np.searchsorted(np.cumsum(HOURS) / HOURS.sum(), self.rng.random(count))
        seconds = self.rng.integers(0, 3600, count)
        return np.sort(self.timeline.at(days, hours * HOUR + seconds * 1_000_000))

    def yearly(self, name: str, first: int, last: int) -> np.ndarray:
        return self.figure(name, np.arange(first, last + 1))

    def teams_of(self, kind: TeamKind) -> npt.NDArray[np.int64]:
        """Places in the scenario's list of the teams of one kind."""
        return np.array([place for place, team in enumerate(self.scenario.teams) if team.kind == kind])

    def people(self, count: int) -> Ids:
        """People drawn from those whom the force meets again and again."""
        return Ids(PERSON, self.rng.integers(1, self.public + 1, count))

    def new_people(self, count: int) -> Ids:
        """People of whom the records know nothing else."""
        return self.records.number(PERSON, count)

    def team_words(self, teams: npt.NDArray[Any]) -> Choice:
        """Names of teams, from their places in the scenario's list; -1 is blank."""
        return Choice([team.team for team in self.scenario.teams], teams)

    def acting(self, teams: npt.NDArray[Any], days: Ints) -> np.ndarray:
        """Share of acting supervisors of each row's team on its day."""
        found = np.zeros(len(days))
        for place, team in enumerate(self.scenario.teams):
            of_team = teams == place
            if of_team.any():
                found[of_team] = team.acting.on(days[of_team])
        return found

    def choose(self, standard: str, moments: Ints, teams: npt.NDArray[Any],
               acting: npt.NDArray[np.float64] | None = None) -> Fates:
        """How each duty of a standard that starts at a moment will be kept."""
        days = self.timeline.day_of(np.where(moments >= NEVER, self.as_at, moments))
        return choose(self.rng, self.scenario, standard, days, teams, acting)

    def kept_out(self, standard: str, moments: Ints, fates: Fates) -> Bools:
        """Which records of a standard lose the mark by which they would be counted."""
        return kept_out(self.rng, self.scenario, standard, self.timeline.day_of(moments), fates)

    def pick(self, shares: npt.ArrayLike, count: int) -> npt.NDArray[np.int64]:
        """Places drawn by their shares."""
        weights = np.cumsum(np.asarray(shares, dtype=np.float64))
        return np.searchsorted(weights / weights[-1], self.rng.random(count), side="right").clip(0, len(weights) - 1)

    def minutes(self, low: float, high: float, count: int) -> Ints:
        """Lengths drawn evenly between two numbers of minutes, in whole seconds."""
        return self.rng.integers(int(low * 60), int(high * 60) + 1, count) * (MINUTE // 60)

    def days(self, low: float, high: float, count: int) -> Ints:
        """Lengths drawn evenly between two numbers of days of 24 hours."""
        return self.minutes(low * 1440, high * 1440, count)


def later(moment: Ints, length: npt.ArrayLike) -> Ints:
    """A moment and a length after it; NEVER stays NEVER."""
    return np.where(moment >= NEVER, NEVER, np.where(moment >= NEVER, 0, moment) + np.asarray(length))


def spread(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Places of parents repeated for each of their children: [2, 0, 1] gives [0, 0, 2]."""
    return np.repeat(np.arange(len(counts)), counts)


