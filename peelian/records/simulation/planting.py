"""What is planted: whether each duty will be done in time, late or never, and the key that remembers it.

The key judges by the times that were made up, not by reading the records back, so that a ledger can be held against it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from peelian.clocks import NEVER
from peelian.problems import did_you_mean, problem
from peelian.records.made_up import SUMMARY
from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.scenario import Kept, Scenario
from peelian.records.simulation.timeline import Ints, Timeline, month_name, month_of

IN_TIME, LATE, NOT_DONE = 0, 1, 2
STATUSES = ("met", "late", "never", "due", "lapsed")
Fates = npt.NDArray[np.int8]


def choose(rng: np.random.Generator, scenario: Scenario, standard: str, days: Ints, teams: npt.NDArray[Any],
           acting: npt.NDArray[np.float64] | None = None) -> Fates:
    """For each duty IN_TIME, LATE or NOT_DONE. `days` are local days; `teams` places in the scenario's list, or -1."""
    keeping = scenario.keeping.get(standard)
    if keeping is None:
        raise problem(f"scenario {scenario.scenario}", f"does not say how '{standard}' is kept.",
                      f"Add it under keeping. {did_you_mean(standard, scenario.keeping)}")

    def shares(kept: Kept, at: Ints) -> tuple[np.ndarray, np.ndarray]:
        return kept.in_time.on(at), kept.late.on(at)

    in_time, late = shares(keeping, days)
    for number, team in enumerate(scenario.teams):
        if team.team in keeping.teams:
            of_team = teams == number
            in_time[of_team], late[of_team] = shares(keeping.teams[team.team], days[of_team])
    if acting is not None:
        in_time = np.maximum(in_time - keeping.acting * acting, 0)
    drawn = rng.random(len(days))
    fates: Fates = np.where(drawn < in_time, IN_TIME, np.where(drawn < in_time + late, LATE, NOT_DONE)).astype(np.int8)
    return fates


def kept_out(rng: np.random.Generator, scenario: Scenario, standard: str, days: Ints, fates: Fates) -> Bools:
    """Whether each duty's record loses the mark by which it is counted: of those not done in time, the scenario's share."""
    share = scenario.keeping[standard].kept_out
    if share is None:
        return np.zeros(len(fates), dtype=bool)
    hidden: Bools = (fates != IN_TIME) & (rng.random(len(fates)) < share.on(days))
    return hidden


def between(rng: np.random.Generator, low: npt.ArrayLike, high: npt.ArrayLike, count: int) -> Ints:
    """Whole microseconds drawn evenly between two lengths (each one number, or one for each row)."""
    least = np.asarray(low, dtype=np.float64)
    drawn = least + rng.random(count) * np.maximum(np.asarray(high, dtype=np.float64) - least, 0)
    return (drawn // 1_000_000 * 1_000_000).astype(np.int64)


def done(rng: np.random.Generator, fates: Fates, start: Ints, in_time: tuple[Any, Any], late: tuple[Any, Any]) -> Ints:
    """The moment at which each duty is done: start plus a length between the two given; NEVER where it is not."""
    count = len(start)
    soon, long = between(rng, *in_time, count), between(rng, *late, count)
    after = np.where(fates == IN_TIME, soon, long)
    return np.where((fates == NOT_DONE) | (start >= NEVER), NEVER, start + np.where(start >= NEVER, 0, after))


@dataclass
class AnswerKey:
    """What was planted. `counts`: (standard, month, team) -> number of duties met, late, never, due, lapsed.

    A duty counts in the local month of its deadline; `due` are those whose deadline lies after the end of the
    scenario, done or not. team is "" where nobody held the subject at the deadline.
    """

    folder: Path
    as_at: str
    scenario: str
    counts: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    events: int = 0

    def totals(self) -> dict[str, dict[str, int]]:
        """For each standard how many duties were planted with each status, all months and teams together."""
        found: dict[str, dict[str, int]] = {}
        for (standard, _, _), numbers in sorted(self.counts.items()):
            total = found.setdefault(standard, dict.fromkeys(STATUSES, 0))
            for status, number in zip(STATUSES, numbers, strict=True):
                total[status] += number
        return found


class Planted:
    """Collects duties as they are planted and writes the answer key: duties.parquet, planted.parquet, summary.json."""

    def __init__(self, folder: Path, scenario: Scenario, timeline: Timeline, as_at: int):
        self.key = AnswerKey(folder, scenario.as_at.isoformat(), scenario.scenario)
        self._teams = [*(team.team for team in scenario.teams), ""]
        self._timeline = timeline
        self._as_at = as_at
        self._writer: pq.ParquetWriter | None = None

    def plant(self, standard: str, subject: Ids, trigger: Ids, start: Ints, due: Ints, proof: Ints,
              teams: npt.NDArray[Any], end: Ints | None = None, also: Ids | None = None,
              where: Bools | None = None) -> None:
        """Remember duties of one standard, save those that start after the end of the scenario.

        `also` is the second part of a trigger that has two ("event|case"); `where` says which rows are duties at all.
        Where the deadline is something that has not come (NEVER), a duty counts in the month of its start.
        """
        here = start <= self._as_at if where is None else where & (start <= self._as_at)
        subject, trigger, start, due, proof, teams = (subject.take(here), trigger.take(here), start[here], due[here], proof[here],
                                                      teams[here])
        end = None if end is None else end[here]
        also = None if also is None else also.take(here)
        ended = np.full(len(due), NEVER, dtype=np.int64) if end is None else end
        ended = np.where(ended > self._as_at, NEVER, ended)
        seen = np.where(proof > self._as_at, NEVER, proof)
        status = np.select([(seen < NEVER) & (seen <= due), ended < due, seen < NEVER, due >= self._as_at], [0, 4, 1, 3], 2)
        status = np.where((due > self._as_at) & (status != 4), 3, status)
        month = month_of(self._timeline.day_of(np.where(due < NEVER, due, start)))
        self._count(standard, month, teams, status)
        self._write(standard, subject, trigger, also, due, month, teams, status)

    def _count(self, standard: str, month: Ints, teams: npt.NDArray[Any], status: Ints) -> None:
        cells, numbers = np.unique(np.stack([month, teams.astype(np.int64), status]), axis=1, return_counts=True)
        for (one_month, team, one_status), number in zip(cells.T.tolist(), numbers.tolist(), strict=True):
            cell = (standard, month_name(one_month), self._teams[team])
            self.key.counts.setdefault(cell, [0] * len(STATUSES))[one_status] += number

    def _write(self, standard: str, subject: Ids, trigger: Ids, also: Ids | None, due: Ints, month: Ints,
               teams: npt.NDArray[Any], status: Ints) -> None:
        if len(due) == 0:
            return
        trigger_id = trigger.arrow()
        if also is not None:
            trigger_id = pc.binary_join_element_wise(trigger_id, also.arrow(), "|")
        months = np.unique(month)
        names = [month_name(int(one)) for one in months]
        team_codes = np.where(teams < 0, len(self._teams) - 1, teams)
        table = pa.table({
            "standard": Choice([standard], np.zeros(len(due), dtype=np.int8)).arrow(),
            "subject_id": subject.arrow(),
            "trigger_id": trigger_id,
            "due_at": pa.array(due, pa.int64(), mask=due >= NEVER).cast(pa.timestamp("us")),
            "month": Choice(names, np.searchsorted(months, month)).arrow(),
            "team_id": Choice(self._teams, team_codes).arrow(),
            "planted": Choice(STATUSES, status).arrow(),
        })
        if self._writer is None:
            self.key.folder.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.key.folder / "duties.parquet", table.schema, store_schema=False)
        self._writer.write_table(table)

    def close(self, more: Mapping[str, Any]) -> AnswerKey:
        """Write the sums, and a summary for people with `more` beside them."""
        if self._writer is not None:
            self._writer.close()
        self.key.folder.mkdir(parents=True, exist_ok=True)
        cells = sorted(self.key.counts)
        columns: dict[str, list[Any]] = {
            "standard": [cell[0] for cell in cells], "month": [cell[1] for cell in cells],
            "team_id": [cell[2] for cell in cells],
        }
        for place, status in enumerate(STATUSES):
            columns[status] = [self.key.counts[cell][place] for cell in cells]
        pq.write_table(pa.table(columns), self.key.folder / "planted.parquet")
        summary = {"scenario": self.key.scenario, "as_at": self.key.as_at, **more, "rows": self.key.rows,
                   "planted": self.key.totals()}
        text = json.dumps(summary, indent=2, ensure_ascii=False)
        (self.key.folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
        return self.key
