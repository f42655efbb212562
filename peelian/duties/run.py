"""One run: these records, this library, as at this moment, by this engine, in a folder that is whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from peelian import __version__
from peelian.clocks import micros, moment, spoken_moment
from peelian.duties.cases import instant
from peelian.duties.run_folder import LEDGER, MANIFEST, OWN_LIBRARY, OWN_SETTINGS, PLAN, UNFINISHED
from peelian.problems import problem
from peelian.progress import Progress, silent
from peelian.records.accounting import Accounting
from peelian.records.made_up import MADE_UP
from peelian.records.tables import LATEST
from peelian.standards.library import Library
from peelian.standards.needs import Measurable, leaning, measurable, missing_for
from peelian.standards.rules import CountedRule, Need, Resolved, Rule

if TYPE_CHECKING:
    from peelian.duties.plan import Plans

REGISTER = "runs.jsonl"
IN_SOME_FILES = " (lacking in some files)"


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to write into, put in place by one rename when all went well, and removed when not.

    Raises Problems where `out` exists. What a killed run left behind is cleared away by the next.
    """
    there = problem(out, "is already there.", "Name a new folder, or remove this one first.")
    if out.exists():
        raise there
    made = [one for one in out.parents if not one.exists()]
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = f".{out.name}{UNFINISHED}"
    for left in out.parent.iterdir():
        if left.name.startswith(unfinished) and not _alive(left.name.removeprefix(unfinished)):
            shutil.rmtree(left, ignore_errors=True)
    work = out.parent / f"{unfinished}{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
        if out.exists():  # somebody else was quicker
            raise there
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        with suppress(OSError):  # a folder that holds the run, or something of somebody else's, stays
            for one in made:
                one.rmdir()


def _alive(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def moment_of_run(as_at: str, zone: str) -> int:
    """The run's moment in microseconds: a date means its last microsecond, a local or UTC time itself."""
    try:
        return instant(as_at.replace("T", " "), zone)[1]
    except ValueError as error:
        raise problem("--as-at", f"{error}.") from None
    except OverflowError:
        raise problem("--as-at", f"'{as_at}' is beyond the years that can be counted.", "Choose an earlier date.") from None


def columns_present(accounting: Accounting) -> dict[str, set[str]]:
    """Table -> the columns that its accepted rows have, companions of coarse moments included.

    A table without a row that the run sees is left out, as if it were not there: an empty template says nothing of what happened.
    """
    return {name: {*table.columns, *(column + LATEST for column in table.coarse)}
            for name, table in accounting.tables.items() if table.seen}


def columns_in_part(accounting: Accounting) -> set[Need]:
    """The columns that some file with rows that the run sees lacks. A blank there says nothing of what happened."""
    return {Need(name, column) for name, table in accounting.tables.items() for column in table.columns_in_part}


@dataclass
class Rules:
    """The rules of a library that an extract can feed, and what each standard lacks."""

    duties: list[Rule] = field(default_factory=list)
    counted: list[CountedRule] = field(default_factory=list)
    standards: dict[str, Measurable] = field(default_factory=dict)
    leans: dict[str, set[str]] = field(default_factory=dict)


def measurable_rules(library: Library, present: dict[str, set[str]], blank: Iterable[tuple[str, str]] = (),
                     in_part: Collection[Need] = ()) -> Rules:
    """The rules whose needed columns are all present, in every file. A ratio needs both of its sides.

    in_part: columns that some files lack; no rule that needs one is measured. blank: (table, column) of the columns that no
    row fills; what only they could prove is not held, unless the force's settings say that they are really empty.
    """
    found = Rules()
    silent_columns = {Need(*one) for one in blank} - set(library.really_empty)
    held = {table: {column for column in columns if Need(table, column) not in in_part} for table, columns in present.items()}
    for name, resolved in library.resolve().items():
        verdict = measurable(name, resolved, library.tables, held, silent_columns)
        found.standards[name] = replace(verdict, missing=tuple(_where_lacking(word, in_part) for word in verdict.missing))
        found.leans[name] = set()
        if verdict.verdict != "cannot":
            _add(found, name, resolved, library, held, silent_columns)
    return found


def _where_lacking(missing: str, in_part: Collection[Need]) -> str:
    table, _, column = missing.partition(".")
    return missing + IN_SOME_FILES if Need(table, column) in in_part else missing


def _add(found: Rules, name: str, resolved: Resolved, library: Library, present: dict[str, set[str]], blank: set[Need]) -> None:
    for rule in resolved.duties:
        if not missing_for(rule, library.tables, present, blank):
            found.duties.append(rule)
            found.leans[name] |= leaning(rule, library.tables)
    for counted in resolved.counted:
        if not missing_for(counted, library.tables, present, blank):
            found.counted.append(counted)
            found.leans[name] |= leaning(counted, library.tables)


def evaluate_run(folder: Path, library: Library, accounting: Accounting, as_at: int, engine: str,
                 settings: Path | None, links: list[dict[str, Any]], progress: Progress = silent,
                 started: float | None = None, described: bool = False,
                 made_up: dict[str, Any] | None = None,
                 blank: Iterable[tuple[str, str]] = (), plans: Plans | None = None) -> tuple[dict[str, Any], str]:
    """Evaluate the records in `folder/records` and write ledger, counted rows and manifest into `folder`.

    made_up: the simulation that the records come from, if one. blank: columns that no row fills (table, column). plans: those
    of earlier runs of this process. Where the plan is to be described, it is written there too, with its queries. Returns the
    manifest and its outline.
    """
    from peelian.duties.engines import open_engine
    from peelian.duties.plan import evaluate

    began = time.monotonic() if started is None else started
    read = time.monotonic()
    present = columns_present(accounting)
    _refuse_before_all_records(folder / "records", library, as_at)
    rules = measurable_rules(library, present, blank, columns_in_part(accounting))
    with open_engine(engine, folder / "records", library.tables, present) as opened:
        result = evaluate(opened, rules.duties, rules.counted, library.tables, present, library.calendar, as_at, folder,
                          progress, described, plans)
    copy_library(library, settings, folder)
    manifest = _manifest(folder, library, accounting, as_at, engine, rules, result, links)
    manifest[MADE_UP] = made_up
    manifest["timings"] = {"reading_seconds": round(read - began, 2),
                           "evaluating_seconds": round(time.monotonic() - read, 2)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, default=str) + "\n", encoding="utf-8")
    if described:
        (folder / PLAN).write_text(f"{result.outline}\n\n{result.sql}\n", encoding="utf-8")
    return manifest, result.outline


def _refuse_before_all_records(records: Path, library: Library, as_at: int) -> None:
    """An as-at date before everything in the records would give an empty ledger that looks like good news."""
    import duckdb

    firsts = []
    with duckdb.connect() as connection:
        for name, table in library.tables.items():
            path = records / f"{name}.parquet"
            if table.happened and path.is_file():
                relation = connection.read_parquet(str(path))
                if table.happened in relation.columns:
                    first = relation.min(table.happened).fetchone()
                    if first and first[0] is not None:
                        firsts.append(micros(first[0]))
    if firsts and min(firsts) > as_at:
        zone = library.about.zone
        raise problem("--as-at", f"{spoken_moment(as_at, zone)} is before all records: the first is of "
                      f"{spoken_moment(min(firsts), zone)}.", "Choose a later date.")


def _manifest(folder: Path, library: Library, accounting: Accounting, as_at: int, engine: str, rules: Rules,
              result: Any, links: list[dict[str, Any]]) -> dict[str, Any]:
    zone = library.about.zone
    at = moment(as_at)
    counts = result.counts
    return {
        "peelian": __version__,
        "as_at": at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).isoformat(),
        "as_at_utc": at.isoformat() + "Z",
        "as_at_micros": as_at,
        "made_at_utc": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
        "engine": engine.partition(":")[0],
        "library": {"name": library.about.name, "title": library.about.title, "version": library.about.version,
                    "zone": zone, "fingerprint": fingerprint(library)},
        "records": {**accounting.model_dump(mode="json"), "reasons": accounting.set_aside_by_reason},
        "links": links,
        "duties": _duties(folder, library, result),
        "by_standard": {name: {
            "verdict": verdict.verdict, "missing": list(verdict.missing),
            "unchecked": list(verdict.unchecked), "in_part": list(verdict.in_part), "leans_on": sorted(rules.leans[name]),
            **{word: counts.get(name, {}).get(word, 0) for word in ("outside", "no_edition", "no_key", "not_started")},
        } for name, verdict in rules.standards.items()},
        "really_empty": [f"{need.table}.{need.column}" for need in library.really_empty],
        "overridden": {name: library.overridden(name) for name in library.files if library.overridden(name)},
    }


def _duties(folder: Path, library: Library, result: Any) -> dict[str, int]:
    """Duties by status. Those judged a second time, at the library's own value, are the same duties and count once."""
    if not library.settings:
        return dict(result.statuses)
    import duckdb

    query = "SELECT status, count(*) FROM read_parquet(?) WHERE settings = 'force' GROUP BY status ORDER BY status"
    with duckdb.connect() as connection:
        return dict(connection.execute(query, [str(folder / LEDGER)]).fetchall())


def fingerprint(library: Library) -> str:
    """SHA-256 of every file of the library, and of the settings, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(library.path.rglob("*.yaml")):
        digest.update(path.relative_to(library.path).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update(json.dumps({name: [(str(one.start), one.value) for one in values]
                              for name, values in sorted(library.settings.items())}).encode())
    return digest.hexdigest()


def copy_library(library: Library, settings: Path | None, folder: Path) -> None:
    """Keep what the run was judged by, so that it can be explained whatever becomes of the library."""
    for path in library.path.rglob("*.yaml"):
        target = folder / OWN_LIBRARY / path.relative_to(library.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    if settings is not None:
        shutil.copyfile(settings, folder / OWN_SETTINGS)


def register(run: Path, manifest: dict[str, Any]) -> None:
    """Add the run to the register beside it, which only grows."""
    words = ("made_at_utc", "as_at", "engine", "library", "duties")
    entry = {"run": run.name, **{word: manifest[word] for word in words}, MADE_UP: manifest.get(MADE_UP),
             "records": manifest["records"].get("fingerprint")}
    with (run.parent / REGISTER).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, default=str) + "\n")


