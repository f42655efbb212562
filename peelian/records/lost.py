"""Rows that belong to a table and could not be used: what they would have told is told by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peelian.records import times
from peelian.records.text_files import DAMAGED, RAGGED, TOO_LONG, UNCLOSED
from peelian.records.workbook_errors import UNREADABLE_VALUE

# Not among them: a row kept once or not yet known, of several with one key all but one, and what a mapping says is no record.
LOST_FOR = frozenset({
    times.UNREADABLE, times.OUT_OF_RANGE, times.TWICE, times.NEVER, times.UNKNOWN_PRECISION, "missing key", "value not allowed",
    UNREADABLE_VALUE, "unreadable whole number", "unreadable number", "unreadable yes or no", RAGGED, UNCLOSED, DAMAGED, TOO_LONG})
MOST = 0.1  # as of links: where fewer than nine in ten are there, what leans on them is not assured


def many_lost(records: Mapping[str, Any], tables: Iterable[str]) -> list[str]:
    """Of these tables, in words, those of whose rows more than one in ten could not be used.

    records: as a run's manifest holds them.
    """
    found = []
    for name in sorted(tables):
        files = [one for one in records.get("files") or [] if one["table"] == name]
        lost = sum(count for one in files for reason, count in one.get("set_aside_by_reason", {}).items() if reason in LOST_FOR)
        rows = lost + sum(int(one["rows_accepted"]) for one in files)
        if lost > MOST * rows:
            found.append(f"{lost:,} of {rows:,} rows of {name} could not be used and are set aside ({lost / rows:.0%})")
    return found
