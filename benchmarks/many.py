"""Many small made-up forces, assessed together and parted before anything is counted.

At small sizes nearly all the time of an assessment goes into its queries, whatever the rows, so several forces are assessed in one
run, each with ids of its own so that none is led to another's rows. Their ledger is parted by force; each is then as if alone.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.side import LIBRARY
from peelian.checking import read
from peelian.duties.plan import Plans
from peelian.duties.run import evaluate_run, moment_of_run
from peelian.duties.run_folder import COUNTED, LEDGER, MANIFEST, OWN_LIBRARY
from peelian.measures.counts import write_measures
from peelian.progress import silent
from peelian.records.quality import check_records
from peelian.records.simulation import find_scenario, simulate
from peelian.standards.library import Library

AS_AT = "2018-03-22"


def command_line(name: str, doc: str) -> argparse.ArgumentParser:
    """What may be asked of a count over many seeds."""
    asked = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=doc.splitlines()[0])
    asked.add_argument("--seeds", type=int, default=200, help="how many seeds")
    asked.add_argument("--first", type=int, default=1, help="the first of them")
    asked.add_argument("--scale", type=float, default=0.02, help="size of each force, where 1 is the whole")
    asked.add_argument("--together", type=int, default=10, help="how many forces are assessed in one run")
    return asked


def assessed(library: Library, plans: Plans, scenario: str, seeds: range, scale: float, folder: Path) -> Iterator[tuple[int, Path]]:
    """Each seed and the run of its force, in a folder that exists. Assessed as `peelian assess` does, without the report."""
    records, run = folder / "records", folder / "run"
    for seed in seeds:
        chosen = find_scenario(scenario, LIBRARY).model_copy(update={"force": _force(seed)})
        simulate(chosen, folder / _force(seed), scale=scale, seed=seed)
    _put_together([folder / _force(seed) for seed in seeds], records, library)
    moment = moment_of_run(AS_AT, library.about.zone)
    run.mkdir()
    accounting = read(str(records), library, None, run, silent, as_at=moment)
    quality = check_records(run / "records", library.tables, accounting, moment)
    evaluate_run(run, library, accounting, moment, "duckdb", None, [], blank=quality.blank(), plans=plans)
    for seed in seeds:
        own = _apart(run, _force(seed))
        write_measures(own, library)
        yield seed, own


def _force(seed: int) -> str:
    return f"S{seed:05d}"


def _put_together(forces: list[Path], records: Path, library: Library) -> None:
    records.mkdir()
    for name, table in library.tables.items():
        ids = {word for word, column in table.all_columns.items() if column.type == "id"}
        parts = [_named(pq.read_table(file), ids, folder.name) for folder in forces
                 if (file := folder / f"{name}.parquet").is_file()]
        if parts:
            pq.write_table(pa.concat_tables(parts), records / f"{name}.parquet")


def _named(rows: pa.Table, ids: set[str], force: str) -> pa.Table:
    """The rows, each id with its force before it."""
    for place, name in enumerate(rows.column_names):
        if name in ids:
            named = pc.binary_join_element_wise(force, rows[name].cast(pa.string()), "~")
            rows = rows.set_column(place, name, named)
    return rows


def _apart(run: Path, force: str) -> Path:
    """The run of one force alone, beside the run of all."""
    own = run.parent / f"run-{force}"
    own.mkdir()
    for shared in ("records", OWN_LIBRARY):
        (own / shared).symlink_to(run / shared)
    shutil.copy(run / MANIFEST, own)
    with duckdb.connect() as connection:
        for file in (LEDGER, COUNTED):
            connection.execute(f"""COPY (SELECT * FROM read_parquet('{run / file}') WHERE "force" = '{force}') TO '{own / file}'""")
    return own
