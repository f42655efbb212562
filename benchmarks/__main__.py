"""`make bench`: the ledger of ten years of one force, by Peelian's plan and by DuckDB SQL written by hand, side by side.

`python -m benchmarks [SIZE] [--rounds N]`: SIZE 1 is a million crimes and five million logs; 0.01 runs in a few minutes.
Each evaluation has a process of its own; they take turns, Peelian once with all the memory it likes and
once under 2 GiB. Then the whole library over the same records, and what each further standard costs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from benchmarks import hand
from benchmarks.side import LIBRARY
from peelian.duties.run import moment_of_run
from peelian.records.simulation import find_scenario, simulate
from peelian.standards.library import read_library

DATA = Path(__file__).parents[1] / "bench-data"
SCENARIO = "hertfordshire_2017"
YEARS = 10
SCALE = 1.67  # of the scenario's force: five million logs and more than a million crimes in ten years
EVENTS = ("crime_event", "unit_status", "grade_history", "incident_check", "risk_assessment", "victim_contact",
          "suspect_event", "crime_owner")
# DuckDB's own share leaves room for Python, Arrow and the file that is written, so that the process stays under 2 GiB.
GIB = 2**30
MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
MOST, LEAST = f"{MACHINE * 5 // 10 // GIB}GiB", "1200MB"
# The SQL by hand gathers lists, which cannot be put aside on disk: it takes the memory it needs.
SIDES = {"SQL by hand": ("hand", MOST), "Peelian": ("plan", MOST), "Peelian, under 2 GiB": ("plan", LEAST)}
# These know more standards than the SQL by hand.
FURTHER = {"and those on the same tables": ("near", MOST), "the whole library": ("whole", MOST),
           "the whole library, under 2 GiB": ("whole", LEAST)}
WIDTH = max(map(len, (*SIDES, *FURTHER)))


def main() -> int:
    """Make the records where they are not there yet, time both sides, compare their ledgers, and tell."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    asked.add_argument("size", nargs="?", type=float, default=1.0, help="1 is ten years of one force")
    asked.add_argument("--rounds", type=int, default=1, help="how often each side runs (the middle time counts)")
    options = asked.parse_args()
    library = read_library(LIBRARY)
    records = _records(options.size)
    as_at = moment_of_run(str(find_scenario(SCENARIO, LIBRARY).as_at), library.about.zone)
    print(_about(records))
    print(f"First {len(hand.standards())} duty standards, known to both sides; counted records are left out of both. Then the "
          f"{len(library.files)} standards of the library, as far as these records can feed them, counted records too.")
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        return _compare(records, as_at, options.rounds, Path(folder))


def _records(size: float) -> Path:
    folder = DATA / f"size-{size:g}"
    if not folder.is_dir():
        print(f"Simulating {YEARS} years at size {size:g} (once; kept in {folder.name}) ...", flush=True)
        DATA.mkdir(exist_ok=True)
        simulate(find_scenario(SCENARIO, LIBRARY), folder, years=YEARS, scale=SCALE * size)
    return folder


def _about(records: Path) -> str:
    rows = {name: pq.read_metadata(records / f"{name}.parquet").num_rows for name in ("crime", "incident", *EVENTS)}
    events = sum(rows[name] for name in EVENTS)
    return (f"{rows['crime']:,} crimes, {rows['incident']:,} logs, {events:,} event rows; "
            f"DuckDB {duckdb.__version__}, Python {platform.python_version()}.")


def _compare(records: Path, as_at: int, rounds: int, folder: Path) -> int:
    """Time every side in turn, hold their ledgers together, and tell. 0 where all finished and agree."""
    sides = {**SIDES, **FURTHER}
    found: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
    for _ in range(rounds):
        for number, (side, (way, memory)) in enumerate(sides.items()):
            out = folder / str(number)
            out.mkdir(exist_ok=True)
            found[side].append(_timed(way, records, out, memory, as_at))
    failed = {side: one["failed"] for side, runs in found.items() for one in runs if "failed" in one}
    for side, words in failed.items():
        print(f"{side} did not finish: {words}")
    if failed:
        return 1
    middle = {side: {word: statistics.median(one[word] for one in runs) for word in runs[0]} for side, runs in found.items()}
    _tell(middle)
    return _tell_differing([folder / str(number) / "ledger.parquet" for number in range(len(sides))])


def _tell(middle: dict[str, dict[str, Any]]) -> None:
    print(f"\n{'':<{WIDTH}} {'standards':>9} {'seconds':>8} {'ratio':>6} {'processor':>10} {'ratio':>6} {'peak memory':>12} "
          f"{'duties':>11}")
    first = middle["SQL by hand"]
    for side, one in middle.items():
        print(f"{side:<{WIDTH}} {one['standards']:>9.0f} {one['seconds']:>8.1f} {one['seconds'] / first['seconds']:>6.2f} "
              f"{one['cpu']:>10.1f} {one['cpu'] / first['cpu']:>6.2f} {one['peak'] * 1e6 / GIB:>8.2f} GiB {one['rows']:>11,.0f}")
    print("Seconds are from the records to the written ledger; processor is the seconds of all cores together.\n")
    few = middle["Peelian"]
    for side, what in (("and those on the same tables", "on tables already read"),
                       ("the whole library", "with the tables that it reads")):
        many = middle[side]
        number = many["standards"] - few["standards"]
        seconds, cpu = ((many[word] - few[word]) / number for word in ("seconds", "cpu"))
        print(f"A further standard {what} ({number:.0f} of them): {seconds:.2f} seconds, {cpu:.2f} of processor time; "
              f"each of the first took {few['seconds'] / few['standards']:.2f} and {few['cpu'] / few['standards']:.2f}.")


def _tell_differing(ledgers: list[Path]) -> int:
    """Every ledger has the same rows for the standards that the first knows."""
    differing = {name: count for other in ledgers[1:] for name, count in _differing(ledgers[0], other)}
    print("The ledgers agree row for row, as far as they know the same standards." if not differing else
          f"THE LEDGERS DIFFER in: {', '.join(f'{name} ({count:,} rows)' for name, count in differing.items())}.")
    return 1 if differing else 0


def _timed(way: str, records: Path, out: Path, memory: str, as_at: int) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.side", way, str(records), str(out), memory, str(as_at)],
                          capture_output=True, text=True, cwd=DATA.parent)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _differing(first: Path, second: Path) -> list[tuple[str, int]]:
    """By standard, how many rows one ledger has and the other has not. A standard at a time, so that it fits in memory."""
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(first.parent)}) as connection:
        connection.execute("SET enable_progress_bar = false")
        found = []
        for name in hand.standards():
            left, right = (f"SELECT * FROM read_parquet('{path}') WHERE standard = '{name}'" for path in (first, second))
            row = connection.execute(f"SELECT (SELECT count(*) FROM ({left} EXCEPT ALL {right})) + "
                                     f"(SELECT count(*) FROM ({right} EXCEPT ALL {left}))").fetchone()
            if row and row[0]:
                found.append((name, row[0]))
        return found


if __name__ == "__main__":
    sys.exit(main())
