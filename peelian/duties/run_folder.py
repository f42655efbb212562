"""A run as it lies in its folder: what its manifest says, where its ledger is, and how to ask it questions.

Everything that is made from a run (worklist, measures, report) begins here, so that a folder that is none is refused once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peelian.clocks import micros, moment
from peelian.libraries import library_path
from peelian.problems import Problem, Problems, problem
from peelian.records.made_up import MADE_UP, made_up_sentence

if TYPE_CHECKING:
    import duckdb

    from peelian.standards.library import Library

UNFINISHED = ".unfinished-"  # in the name of a folder while it is written, before the number of the process
MANIFEST, LEDGER, COUNTED, MEASURES = "manifest.json", "ledger.parquet", "counted.parquet", "measures.parquet"
# Only where the library says whom duties, and what is counted otherwise, concern.
BREAKDOWN, BREAKDOWN_COUNTED, BREAKDOWN_STOCK = "breakdown.parquet", "breakdown_counted.parquet", "breakdown_stock.parquet"
PLAN = "plan.txt"  # only where it was asked for
OWN_LIBRARY, OWN_SETTINGS = "library", "settings.yaml"  # where a run keeps what it was judged by
FORCES = """
SELECT DISTINCT "force" FROM read_parquet(?) WHERE "force" IS NOT NULL
UNION SELECT DISTINCT "force" FROM read_parquet(?) WHERE "force" IS NOT NULL ORDER BY 1
"""
NEEDED = ("as_at", "as_at_utc", "library", "records", "duties", "by_standard")


@dataclass(frozen=True)
class RunFolder:
    """One run. `manifest` is plain data as its writer left it."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The folder's name; of one that is still being written, the name that it will have."""
        name, unfinished, _ = self.path.resolve().name.partition(UNFINISHED)
        return name.removeprefix(".") if unfinished else name

    @property
    def zone(self) -> str:
        return str(self.manifest["library"]["zone"])

    @cached_property
    def as_at(self) -> datetime:
        """The run's moment: naive UTC, as the ledger's times are."""
        found = datetime.fromisoformat(str(self.manifest["as_at_utc"]).replace("Z", "+00:00"))
        return moment(micros(found))

    @cached_property
    def as_at_micros(self) -> int:
        return micros(self.as_at)

    @property
    def made_up_sentence(self) -> str:
        """That the records are made up, and by which scenario. Empty for other records."""
        return made_up_sentence(self.manifest.get(MADE_UP))

    @property
    def ledger(self) -> str:
        return str(self.path / LEDGER)

    @property
    def counted(self) -> str:
        return str(self.path / COUNTED)

    @property
    def measures(self) -> str:
        return str(self.path / MEASURES)

    @cached_property
    def forces(self) -> list[str]:
        """Whose records it holds, by name. A record of which no force is known names none."""
        with self.connect() as connection:
            return [str(row[0]) for row in connection.execute(FORCES, [self.ledger, self.counted]).fetchall()]

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        database = duckdb.connect()
        database.execute("SET GLOBAL parquet_metadata_cache = true")
        return database

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own, with temporary tables of its own, that reads times as UTC. Close it after use.

        All share one database in memory, for to open one takes longer than most questions.
        """
        connection = self._database.cursor()
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def library(self, given: Library | None = None) -> Library:
        """The library that judged this run: the one given, the run's own copy, or the built-in one of that name.

        Raises Problems where none is to be had.
        """
        if given is not None:
            return given
        from peelian.standards.library import read_library

        settings = self.path / OWN_SETTINGS
        copy = self.path / OWN_LIBRARY
        folder = copy if (copy / "library.yaml").is_file() else library_path(str(self.manifest["library"]["name"]))
        return read_library(folder, settings if settings.is_file() else None)


def open_run(path: Path) -> RunFolder:
    """Read a run's manifest. Raises Problems for a folder that is not a run, or not a whole one."""
    manifest = path / MANIFEST
    if not path.is_dir():
        raise problem(path, "there is no such folder.", "Name the folder that `peelian assess` wrote.")
    if not manifest.is_file():
        raise problem(path, f"is not a run: it holds no {MANIFEST}.", "Name the folder that `peelian assess` wrote.")
    try:
        data = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise problem(manifest, f"cannot be read ({error}).", "Assess again.") from None
    lacking = [word for word in NEEDED if not isinstance(data, dict) or word not in data]
    problems = [Problem(str(manifest), f"says nothing of '{word}'.", "Assess again.") for word in lacking]
    problems += [Problem(str(path / name), "is missing, so this is no whole run.", "Assess again.")
                 for name in (LEDGER, COUNTED) if not (path / name).exists()]
    if not lacking:
        problems += _zone_problems(manifest, data)
    if problems:
        raise Problems(problems)
    return RunFolder(path, data)


def _zone_problems(manifest: Path, data: dict[str, Any]) -> list[Problem]:
    zone = data["library"].get("zone") if isinstance(data["library"], dict) else None
    try:
        ZoneInfo(str(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return [Problem(str(manifest), f"names no time zone that is known ('{zone}').", "Assess again.")]
    return []
