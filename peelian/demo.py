"""The demonstration: a made-up force, its records, its run and its report, in one new folder."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from peelian.libraries import DEFAULT, library_path
from peelian.problems import problem
from peelian.progress import Progress

SCENARIO = "hertfordshire_2017"
MARK = "written-by-peelian-demo.txt"
RECORDS, RUN = "records", "run"
NOT_GOOD = {"met_late": "done late", "missed": "missed", "overdue": "overdue, so still to do"}


def demo(out: Path, scale: float, progress: Progress) -> str:
    """Simulate, assess and report into `out`, and say in words what came of it. scale: 1 is the whole force.

    An earlier demonstration in `out` is replaced; anything else there is refused as Problems.
    """
    from peelian.assessment import assess
    from peelian.duties.run import new_folder
    from peelian.records.simulation import simulate_to
    from peelian.records.simulation.scenario import read_scenario

    library = library_path(DEFAULT)
    as_at = read_scenario(library / "scenarios" / f"{SCENARIO}.yaml").as_at.isoformat()
    clear_earlier(out)
    with new_folder(out) as work:
        (work / MARK).write_text("`peelian demo` wrote this folder and may replace it.\n", encoding="utf-8")
        simulate_to(SCENARIO, library, work / RECORDS, None, scale, None, progress)
        assess(str(work / RECORDS), as_at, work / RUN, None, library, None, "duckdb", progress, False)
    return in_words(out, Path(RUN) / "report" / "internal" / "index.html")


def clear_earlier(out: Path) -> None:
    """Remove an earlier demonstration. Raises Problems where the folder holds something else."""
    if not out.exists():
        return
    if not (out / MARK).is_file():
        raise problem(out, "is already there, and no demonstration wrote it.", "Name another folder with --out.")
    shutil.rmtree(out)


def in_words(out: Path, page: Path) -> str:
    """The headline figures of a demonstration, and where to look next."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    manifest = json.loads((out / RUN / "manifest.json").read_text(encoding="utf-8"))
    duties: dict[str, int] = manifest["duties"]
    kept = pc.count_distinct(pq.read_table(out / RUN / "ledger.parquet", columns=["standard"])["standard"]).as_py()
    lines = [
        f"A made-up force ({SCENARIO}), as at {manifest['as_at'][:10]}.",
        f"  {_rows(manifest):>11,}  records accepted",
        f"  {sum(duties.values()):>11,}  duties, by {kept} of {len(manifest['by_standard'])} standards",
        f"  {duties.get('met', 0):>11,}  met in time",
    ]
    lines += [f"  {duties.get(status, 0):>11,}  {words}" for status, words in NOT_GOOD.items()]
    changes = json.loads((out / page).with_name("report.json").read_text(encoding="utf-8"))["changes"]
    lines += ["", "What changed since the year before:"] if changes else []
    before, now = (max((len(one[word]) for one in changes), default=0) for word in ("before", "now"))
    for one in changes:
        doubt = f" ({one['doubt']})" if one["doubt"] else ""
        lines.append(f"  {one['before']:>{max(before, 11)}}  to {one['now']:>{max(now, 6)}}  {one['title']}{doubt}")
    lines += [
        "",
        f"The report:       {(out / page).resolve()}",
        f"Who must do what: {_command()} worklist {out / RUN}",
    ]
    return "\n".join(lines)


def _command() -> str:
    """How this person can call Peelian: by its name, or by the path in the environment that is running."""
    return "peelian" if shutil.which("peelian") else os.path.relpath(Path(sys.prefix) / "bin" / "peelian")


def _rows(manifest: dict[str, Any]) -> int:
    return int(manifest["records"]["rows_accepted"])
