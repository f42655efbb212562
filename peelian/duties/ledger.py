"""The columns of the ledger and of the counted rows, and the order in which they are written.

Times are naive UTC with microseconds. A row is written once, in SORT order: by standard, then by what became of it.
A worklist reads only rows that are due or overdue, and a measure one standard's months, so both skip most of the file:
Parquet keeps the least and greatest value of each column for each row group, and rows that are read together lie together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

TEXT, MOMENT, NUMBER, TRUTH = "text", "moment", "number", "truth"

LEDGER_COLUMNS: dict[str, str] = {
    "duty_id": TEXT, "standard": TEXT, "edition": TEXT, "settings": TEXT, "subject_type": TEXT, "subject_id": TEXT,
    "trigger_id": TEXT, "force": TEXT, "area": TEXT, "team_at_due": TEXT, "owner_at_due": TEXT, "team_now": TEXT,
    "owner_now": TEXT, "owed_by": TEXT, "risk": TEXT, "started_at": MOMENT, "due_at": MOMENT, "due_latest": MOMENT,
    "period": TEXT, "done_at": MOMENT, "ended_at": MOMENT, "excused_at": MOMENT, "status": TEXT, "reason": TEXT,
    "proof_id": TEXT, "proof_entered_at": MOMENT,
}
COUNTED_COLUMNS: dict[str, str] = {
    "standard": TEXT, "edition": TEXT, "settings": TEXT, "role": TEXT, "record_type": TEXT, "record_id": TEXT,
    "force": TEXT, "area": TEXT, "team": TEXT, "owner": TEXT, "period": TEXT, "happened_at": MOMENT, "value": NUMBER,
    "category": TEXT, "truth": TRUTH,
}
# The last columns only make the order of equal rows the same in every run.
SORT = ("standard", "status", "period", "team_now", "due_at", "duty_id")
COUNTED_SORT = ("standard", "role", "period", "team", "record_id", "edition", "settings")


def schema(columns: dict[str, str]) -> pa.Schema:
    """The Arrow schema of LEDGER_COLUMNS or COUNTED_COLUMNS: strings, microsecond timestamps without zone, float64."""
    import pyarrow as pa

    kinds = {TEXT: pa.string(), MOMENT: pa.timestamp("us"), NUMBER: pa.float64(), TRUTH: pa.bool_()}
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
