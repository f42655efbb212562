"""One side of the benchmark in a process of its own: `python -m benchmarks.side WAY RECORDS OUT MEMORY AS_AT`.

WAY: `hand`, the SQL by hand; by Peelian's plan `plan`, the same standards; `near`, with them those that need no further table;
`whole`, all that these records can feed. Prints one line of JSON: seconds (and processor seconds) from the records to the
written ledger, its rows, how many standards, and the peak memory of the process in millions of bytes.
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
from peelian.duties.run import measurable_rules
from peelian.standards.library import Library, read_library
from peelian.standards.needs import standard_needs
from peelian.standards.rules import CountedRule, Rule

LIBRARY = Path(__file__).parents[1] / "peelian" / "library" / "england_and_wales"
BATCH_ROWS = 120_000


Present = dict[str, set[str]]


def columns_of(library: Library, records: Path) -> Present:
    """Table -> its columns, for each that is there."""
    files = {name: records / f"{name}.parquet" for name in library.tables}
    return {name: set(pq.read_schema(file).names) for name, file in files.items() if file.is_file()}


def rules_of(library: Library, present: Present, way: str) -> tuple[list[Rule], list[CountedRule]]:
    """The duty rules that both sides know; beside them, if all is asked for, whatever else these records can feed.

    `near`: the same, and every standard that reads no other table than these do.
    """
    known = set(hand.standards())
    if way == "plan":
        return [rule for found in library.resolve(known).values() for rule in found.duties], []
    all_rules = measurable_rules(library, present)
    if way == "whole":
        return all_rules.duties, all_rules.counted
    needs = {name: set(standard_needs(found, library.tables)) for name, found in library.resolve().items()}
    read = set().union(*(needs[name] for name in known))
    near = {name for name, tables in needs.items() if tables <= read}
    return ([rule for rule in all_rules.duties if rule.standard in near],
            [rule for rule in all_rules.counted if rule.standard in near - known])


def by_plan(library: Library, records: Path, out: Path, memory: str, as_at: int, way: str) -> dict[str, int]:
    """Peelian's own evaluation."""
    present = columns_of(library, records)
    duties, counted = rules_of(library, present, way)
    with open_engine("duckdb", records, library.tables, present, memory=memory) as engine:
        rows = evaluate(engine, duties, counted, library.tables, present, library.calendar, as_at, out).rows
    return {"rows": rows["ledger"], "counted": rows["counted"], "standards": len({rule.standard for rule in (*duties, *counted)}),
            "rules": len(duties) + len(counted)}


def by_hand(library: Library, records: Path, out: Path, memory: str, as_at: int) -> dict[str, int]:
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
    return {"rows": rows, "standards": len(hand.standards())}


def peak_megabytes() -> float:
    """The most memory that this process has held (VmHWM), in millions of bytes."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def main(way: str, records: str, out: str, memory: str, as_at: str) -> None:
    library = read_library(LIBRARY)
    began, busy = time.monotonic(), time.process_time()
    folder, place = Path(records), Path(out)
    made = by_hand(library, folder, place, memory, int(as_at)) if way == "hand" else by_plan(library, folder, place, memory,
                                                                                             int(as_at), way)
    print(json.dumps({"seconds": time.monotonic() - began, "cpu": time.process_time() - busy, "peak": peak_megabytes(), **made}))


if __name__ == "__main__":
    main(*sys.argv[1:])
