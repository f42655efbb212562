"""How often chance alone raises a signal, and how often what is planted is found, over many small made-up forces.

`python -m benchmarks.signals [--seeds N] [--first SEED] [--scale SIZE] [--together N]`. Each seed makes a force in which all is
well and one with what `hertfordshire_2017` plants, assesses both and looks for signals in each alone. At size 0.02 nearly all the
time of an assessment goes into its queries, whatever the rows, so several forces are assessed together, each with ids of its own,
and their ledger is parted by force before anything is counted.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.side import LIBRARY
from peelian.checking import read
from peelian.duties.plan import Plans
from peelian.duties.run import evaluate_run, moment_of_run
from peelian.duties.run_folder import COUNTED, LEDGER, MANIFEST, open_run
from peelian.measures.chart_text import percent
from peelian.measures.counts import write_measures
from peelian.measures.intervals import wilson
from peelian.measures.signals import Signal, Signals, find_signals
from peelian.progress import silent
from peelian.records.quality import check_records
from peelian.records.simulation import find_scenario, simulate
from peelian.standards.library import Library, read_library

PLAIN, PLANTED = "all_well", "hertfordshire_2017"
AS_AT = "2018-03-22"


def _stands_out(standard: str, group: str) -> Callable[[Signal], bool]:
    return lambda one: (one.measured.standard.id == standard and one.difference is not None and one.difference.group == group)


def _changed(standard: str, way: str) -> Callable[[Signal], bool]:
    return lambda one: one.measured.standard.id == standard and one.change is not None and one.way == way


# What the scenario plants, in its own words, and the signal that finds it.
CAUSES: dict[str, Callable[[Signal], bool]] = {
    "handovers poor where supervisors are acting": _stands_out("handover-recorded", "acting"),
    "arrests of domestic abuse falling while crimes rise": _changed("da-arrest-rate", "worse"),
    "charges of domestic abuse falling": _changed("da-charge-rate", "worse"),
    "safeguarding investigators lacking skill": _stands_out("allocation-skill-match", "safeguarding_investigations"),
    "safeguarding investigators little supervised": _stands_out("supervisor-periodic-review", "safeguarding_investigations"),
    "risk assessment by call handlers improving": _changed("thrive-recorded", "better"),
    "checks of repeat callers improving": _changed("caller-repeat-vulnerable-check", "better"),
}


def main() -> int:
    """Look at each seed's two forces, and tell."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.signals", description=__doc__.splitlines()[0])
    asked.add_argument("--seeds", type=int, default=200, help="how many seeds")
    asked.add_argument("--first", type=int, default=1, help="the first of them")
    asked.add_argument("--scale", type=float, default=0.02, help="size of each force, where 1 is the whole")
    asked.add_argument("--together", type=int, default=10, help="how many forces are assessed in one run")
    options = asked.parse_args()
    library, plans = read_library(LIBRARY), Plans()
    false: Counter[str] = Counter()
    found: Counter[str] = Counter()
    alarms = 0
    last = options.first + options.seeds
    for begins in range(options.first, last, options.together):
        seeds = range(begins, min(begins + options.together, last))
        quiet, planted = ([*_signals(library, plans, scenario, seeds, options.scale)] for scenario in (PLAIN, PLANTED))
        for seed, plain, caused in zip(seeds, quiet, planted, strict=True):
            alarms += bool(plain.signals)
            false.update(f"{one.measured.standard.id} ({_where(one)})" for one in plain.signals)
            found.update(cause for cause, is_it in CAUSES.items() if any(is_it(one) for one in caused.signals))
            print(f"seed {seed}: {len(plain.signals)} signals where all is well, {len(caused.signals)} where causes are planted",
                  flush=True)
    _tell(options.seeds, options.scale, alarms, false, found)
    return 0


def _where(one: Signal) -> str:
    return f"since {one.change.since}" if one.change is not None else f"{one.difference.group}" if one.difference else ""


def _tell(seeds: int, scale: float, alarms: int, false: Counter[str], found: Counter[str]) -> None:
    print(f"\n{seeds} seeds at size {scale:g}, as at {AS_AT}.")
    print(f"Where all is well, a signal was raised in {_share(alarms, seeds)} of the runs (stated: 5.0% at most).")
    for name, count in false.most_common():
        print(f"  {name}: {count}")
    print("Found of what is planted, in so many of the runs:")
    for cause in CAUSES:
        print(f"  {cause}: {_share(found[cause], seeds)}")


def _share(count: int, of: int) -> str:
    interval = wilson(count, of)
    doubt = f", 95% interval {interval.low * 100:.1f} to {interval.high * 100:.1f}" if interval else ""
    return f"{percent(count / of)} ({count} of {of}{doubt})"


def _signals(library: Library, plans: Plans, scenario: str, seeds: range, scale: float) -> Iterator[Signals]:
    """The signals of one made-up force for each seed. Assessed as `peelian assess` does, without the report."""
    with tempfile.TemporaryDirectory() as made:
        records, run = Path(made) / "records", Path(made) / "run"
        for seed in seeds:
            chosen = find_scenario(scenario, LIBRARY).model_copy(update={"force": _force(seed)})
            simulate(chosen, Path(made) / _force(seed), scale=scale, seed=seed)
        _put_together([Path(made) / _force(seed) for seed in seeds], records, library)
        moment = moment_of_run(AS_AT, library.about.zone)
        run.mkdir()
        accounting = read(str(records), library, None, run, silent, as_at=moment)
        quality = check_records(run / "records", library.tables, accounting, moment)
        evaluate_run(run, library, accounting, moment, "duckdb", None, [], blank=quality.blank(), plans=plans)
        for seed in seeds:
            own = _apart(run, _force(seed))
            write_measures(own, library)
            yield find_signals(open_run(own), library)


def _force(seed: int) -> str:
    return f"S{seed:05d}"


def _put_together(forces: list[Path], records: Path, library: Library) -> None:
    """One folder of records of several forces, each id with its force before it, so that none is led to another's rows."""
    records.mkdir()
    for name, table in library.tables.items():
        ids = {word for word, column in table.all_columns.items() if column.type == "id"}
        parts = [_named(pq.read_table(file), ids, folder.name) for folder in forces
                 if (file := folder / f"{name}.parquet").is_file()]
        if parts:
            pq.write_table(pa.concat_tables(parts), records / f"{name}.parquet")


def _named(rows: pa.Table, ids: set[str], force: str) -> pa.Table:
    for place, name in enumerate(rows.column_names):
        if name in ids:
            named = pc.binary_join_element_wise(force, rows[name].cast(pa.string()), "~")
            rows = rows.set_column(place, name, named)
    return rows


def _apart(run: Path, force: str) -> Path:
    """The run of one force alone, beside the run of all."""
    own = run.parent / f"run-{force}"
    own.mkdir()
    (own / "records").symlink_to(run / "records")
    shutil.copy(run / MANIFEST, own)
    with duckdb.connect() as connection:
        for file in (LEDGER, COUNTED):
            connection.execute(f"""COPY (SELECT * FROM read_parquet('{run / file}') WHERE "force" = '{force}') TO '{own / file}'""")
    return own


if __name__ == "__main__":
    sys.exit(main())
