"""`make bench`: the ledger of ten years of one force, by Peelian's plan and by DuckDB SQL written by hand, side by side.

`python -m benchmarks [SIZE] [--rounds N]`: SIZE 1 is a million crimes and five million logs; 0.01 runs in a minute.
Each evaluation has a process of its own; they take turns, once with all the memory they like and once under 2 GiB.
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
WAYS = {"hand": "SQL by hand", "plan": "Peelian"}
# DuckDB's own share leaves room for Python, Arrow and the file that is written, so that the process stays under 2 GiB.
GIB = 2**30
MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
LIMITS = {"no limit": f"{MACHINE * 8 // 10 // GIB}GiB", "under 2 GiB": "1GB"}


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
    print(f"{len(hand.standards())} duty standards; counted records (indicators) are left out of both sides.")
    agreed = True
    for words, memory in LIMITS.items():
        with tempfile.TemporaryDirectory(dir=DATA) as folder:
            agreed = _compare(words, memory, records, as_at, options.rounds, Path(folder)) and agreed
    return 0 if agreed else 1


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


def _compare(words: str, memory: str, records: Path, as_at: int, rounds: int, folder: Path) -> bool:
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            out = folder / way
            out.mkdir(exist_ok=True)
            found[way].append(_timed(way, records, out, memory, as_at))
    print(f"\nMemory: {words} (DuckDB may use {memory})")
    print(f"  {'':<12} {'seconds':>9} {'processor':>10} {'peak memory':>12} {'duties':>12}")
    middle = {}
    for way, name in WAYS.items():
        if any("failed" in one for one in found[way]):
            print(f"  {name:<12} did not finish: {found[way][-1].get('failed', '')}")
            return False
        middle[way] = {word: statistics.median(one[word] for one in found[way]) for word in ("seconds", "cpu", "peak")}
        print(f"  {name:<12} {middle[way]['seconds']:>9.1f} {middle[way]['cpu']:>10.1f} "
              f"{middle[way]['peak'] * 1e6 / GIB:>8.2f} GiB {found[way][0]['rows']:>12,}")
    ratio, work = (middle["plan"][word] / middle["hand"][word] for word in ("seconds", "cpu"))
    print(f"  Peelian takes {ratio:.2f} of the time and {work:.2f} of the processor of the SQL by hand.")
    differing = _differing(folder / "hand" / "ledger.parquet", folder / "plan" / "ledger.parquet")
    print("  Both ledgers agree row for row." if not differing else
          f"  THE LEDGERS DIFFER in: {', '.join(f'{name} ({count:,} rows)' for name, count in differing)}.")
    return not differing


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
        one, two = (connection.read_parquet(str(path)) for path in (first, second))
        names = {name for side in (one, two) for (name,) in side.project("standard").distinct().fetchall()}
        found = []
        for name in sorted(names):
            left, right = (f"SELECT * FROM read_parquet('{path}') WHERE standard = '{name}'" for path in (first, second))
            row = connection.execute(f"SELECT (SELECT count(*) FROM ({left} EXCEPT ALL {right})) + "
                                     f"(SELECT count(*) FROM ({right} EXCEPT ALL {left}))").fetchone()
            if row and row[0]:
                found.append((name, row[0]))
        return found


if __name__ == "__main__":
    sys.exit(main())
