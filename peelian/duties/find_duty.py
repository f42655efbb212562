"""A duty of a run, found by its id in the ledger and evaluated again by the reference, so that it can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peelian.duties.reference import ledger_row
from peelian.duties.reference.duties import Duty, duties_of
from peelian.duties.reference.world import World
from peelian.duties.run_folder import LEDGER
from peelian.duties.slices import rows_of_duty
from peelian.problems import did_you_mean, problem
from peelian.standards.library import Library
from peelian.standards.rules import Rule


@dataclass(frozen=True)
class Found:
    """A duty evaluated again by the reference, from the rows that it stands on.

    in_ledger: the status that the run's ledger has of it. whole: whether all of them were read.
    """

    rule: Rule
    duty: Duty
    world: World
    in_ledger: str
    whole: bool = True


def find_duty(run: Path, duty_id: str, library: Library, as_at: int) -> Found:
    """The duty of a run, by its id in the ledger. Raises Problems where it is none. as_at: microseconds, UTC."""
    for standard, settings, edition, subject, status in _in_ledger(run, duty_id):
        for rule in library.resolve({standard})[standard].duties:
            if (rule.settings, rule.edition) != (settings, edition):
                continue
            read = rows_of_duty(rule, run / "records", library.tables, subject, library.calendar, as_at)
            rows = read.as_lists()
            world = World(library.tables, rows, library.calendar, as_at)
            for duty in duties_of(rule, world):
                if ledger_row(duty, world)["duty_id"] == duty_id:
                    return Found(rule, duty, world, status, read.whole)
        raise problem("duty", f"'{duty_id}' is {status.replace('_', ' ')} by the ledger, and no row read here shows why.",
                      "Tell the maintainers.")
    standard = duty_id.partition("|")[0]
    if "|" in duty_id and standard not in library.files:
        raise problem("duty", f"'{duty_id}': '{standard}' is not a standard of {library.about.name}.",
                      did_you_mean(standard, library.files))
    raise problem("duty", f"'{duty_id}' is not a duty of this run.", "`peelian worklist` shows the ids; write one in quotes.")


def _in_ledger(run: Path, duty_id: str) -> list[tuple[str, str, str, str, str]]:
    """What the ledger says of an id: standard, settings, edition, subject and status. A key may end as the ids of other settings do."""
    import duckdb

    with duckdb.connect() as connection:
        return connection.execute("SELECT standard, settings, edition, subject_id, status FROM read_parquet(?) WHERE duty_id = ?",
                                  [str(run / LEDGER), duty_id]).fetchall()
