"""Where rows go: a Parquet file written as they come, or an Arrow table."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from peelian.duties.ledger import schema

WAITING = 3  # batches: what is found but not yet written stays small


class Sink:
    """Takes record batches in their final order. `tally`: rows by the value of one column.

    A file is written by a thread of its own, while the engine finds the next rows.
    """

    def __init__(self, path: Path | None, columns: dict[str, str], tallied: str):
        self.schema, self.tallied = schema(columns), tallied
        self.tally: Counter[str] = Counter()
        self.rows = 0
        self._batches: list[pa.RecordBatch] = []
        self._writer = pq.ParquetWriter(path, self.schema) if path is not None else None
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._waiting: deque[Future[None]] = deque()

    def take(self, batch: pa.RecordBatch) -> None:
        """Write a batch. Raises what went wrong with an earlier one, a full disk for instance."""
        if not batch.num_rows:
            return
        self.rows += batch.num_rows
        self._waiting.append(self._thread.submit(self._put, batch))
        self._wait(WAITING)

    def _put(self, batch: pa.RecordBatch) -> None:
        for one in pc.value_counts(batch.column(self.tallied)).to_pylist():
            self.tally[one["values"]] += one["counts"]
        if self._writer is not None:
            self._writer.write_batch(batch)
        else:
            self._batches.append(batch)

    def _wait(self, most: int) -> None:
        while len(self._waiting) > most:
            self._waiting.popleft().result()

    @property
    def table(self) -> pa.Table | None:
        """The rows, where nothing was written."""
        return pa.Table.from_batches(self._batches, self.schema) if self._writer is None else None

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._wait(0)
        finally:
            self._thread.shutdown(cancel_futures=True)
            if self._writer is not None:
                self._writer.close()
