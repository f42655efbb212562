"""What of the accepted records a run sees, as SQL: rows that had happened and been entered, and values that stood by its moment."""

from __future__ import annotations

from collections.abc import Collection

from peelian.records.expressions import identifier
from peelian.records.tables import Table

ENTERED = "entered_at"


def row_seen(table: Table, columns: Collection[str], as_at: int | None, prefix: str = "") -> str:
    """True of a row that had happened and been entered by the run's moment.

    columns: those that the rows have. as_at: microseconds, UTC; None where there is no moment, so that all is seen.
    """
    moments = dict.fromkeys(name for name in (table.happened, ENTERED) if name and name in columns)
    return " AND ".join(_by(prefix + identifier(name), as_at) for name in moments if as_at is not None) or "true"


def value_seen(table: Table, name: str, columns: Collection[str], as_at: int | None) -> str:
    """True of a seen row whose value in a column stood by the run's moment: a moment that had come, or a value whose `since` had."""
    column = table.all_columns[name]
    moment = name if column.is_moment else column.since
    if as_at is None or moment is None or moment not in columns or table.all_columns[moment].planned:
        return f"{identifier(name)} IS NOT NULL"
    return f"{identifier(name)} IS NOT NULL AND {_by(identifier(moment), as_at)}"


def _by(moment: str, as_at: int | None) -> str:
    return f"coalesce({moment} <= make_timestamp({as_at}), true)"
