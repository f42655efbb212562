"""One side of the benchmark in a process of its own: `python -m benchmarks.side plan|hand RECORDS OUT MEMORY AS_AT`.

Prints one line of JSON: seconds (and processor seconds) from the records to the written ledger, its rows, and the peak
memory of the process in millions of bytes.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from benchmarks import hand
from peelian.duties.engines import open_engine
from peelian.duties.ledger import LEDGER_COLUMNS, schema
from peelian.duties.plan import evaluate
from peelian.standards.library import Library, read_library
from peelian.standards.rules import Rule

LIBRARY = Path(__file__).parents[1] / "peelian" / "library" / "england_and_wales"
BATCH_ROWS = 120_000


def rules_of(library: Library) -> list[Rule]:
    """The duty rules of the standards that both sides know."""
    return [rule for found in library.resolve(set(hand.standards())).values() for rule in found.duties]


def by_plan(library: Library, records: Path, out: Path, memory: str, as_at: int) -> int:
    """Peelian's own evaluation, without counted records."""
    present = {name: set(pq.read_schema(records / f"{name}.parquet").names) for name in library.tables
               if (records / f"{name}.parquet").is_file()}
    with open_engine("duckdb", records, library.tables, present, memory=memory) as engine:
        return evaluate(engine, rules_of(library), [], library.tables, present, library.calendar, as_at,
                        out).rows["ledger"]


def by_hand(library: Library, records: Path, out: Path, memory: str, as_at: int) -> int:
    """The SQL written by hand, standard by standard, each sorted and written as it comes."""
    rows = 0
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(config={
            "memory_limit": memory, "temp_directory": scratch, "preserve_insertion_order": "false"}) as connection:
        hand.prepare(connection, library.calendar)
        hand.show(connection, records, library.tables, as_at)
        hand.share(connection)
        with pq.ParquetWriter(out / "ledger.parquet", schema(LEDGER_COLUMNS)) as writer:
            for standard in hand.standards():
                sql = hand.as_timestamps(hand.query(connection, standard))
                for batch in connection.execute(sql).to_arrow_reader(BATCH_ROWS):
                    writer.write_batch(batch.cast(writer.schema))
                    rows += batch.num_rows
    return rows


def peak_megabytes() -> float:
    """The most memory that this process has held (VmHWM), in millions of bytes."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def main(way: str, records: str, out: str, memory: str, as_at: str) -> None:
    library = read_library(LIBRARY)
    began, busy = time.monotonic(), time.process_time()
    rows = (by_plan if way == "plan" else by_hand)(library, Path(records), Path(out), memory, int(as_at))
    print(json.dumps({"seconds": time.monotonic() - began, "cpu": time.process_time() - busy, "rows": rows, "peak": peak_megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
