"""Whatever the standard, what explains a duty finds the same duty as the ledger has, from the few rows that it loads."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.clocks import micros
from peelian.duties.cases import instant
from peelian.duties.find_duty import find_duty
from peelian.duties.reference import ledger_row
from peelian.duties.run_folder import LEDGER
from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import Library, read_library
from tests.agreement.test_whole_library import rows as all_rows
from tests.meaning import engines

AS_AT = "2017-03-20"
UNLINKED = 30_000  # more than are loaded


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path(DEFAULT))


rows = all_rows


def write_ledger(run: Path, ledger: engines.Ledger) -> None:
    words = ("duty_id", "standard", "settings", "edition", "subject_id", "status")
    pq.write_table(pa.Table.from_pylist([{word: row[word] for word in words} for row in ledger]), run / LEDGER)


def test_every_standards_duties_are_explained_as_they_were_judged(tmp_path: Path, library: Library, rows: engines.Rows) -> None:
    duties = [rule for found in library.resolve().values() for rule in found.duties]
    moment = instant(AS_AT, library.about.zone)[1]
    (tmp_path / "records").mkdir()
    engines.write_records(tmp_path / "records", library.tables, rows)
    ledger, _ = engines.plan("duckdb://")(duties, [], library.tables, rows, library.calendar, moment)
    assert len({row["standard"] for row in ledger}) > 80
    write_ledger(tmp_path, ledger)
    by_standard = {row["standard"]: row for row in sorted(ledger, key=lambda one: str(one["duty_id"]))}
    for row in by_standard.values():
        found = find_duty(tmp_path, row["duty_id"], library, moment)
        assert ledger_row(found.duty, found.world) == row


def test_a_row_without_a_link_is_found_among_very_many(tmp_path: Path, library: Library) -> None:
    """Thousands of earlier rows lack their link too, and only the last may be the proof."""
    opened = datetime(2017, 1, 10, 10)
    moments = [*(opened - timedelta(minutes=number + 1) for number in range(UNLINKED)), opened + timedelta(days=1)]
    contacts = [{"contact_id": str(number), "at": micros(at), "direction": "out", "success": True, "purpose": "update"}
                for number, at in enumerate(moments)]
    case = {"victim_case_id": "v", "crime_id": "k", "opened_at": micros(opened), "agreed_interval_days": 28}
    rows = {"crime": [{"crime_id": "k", "created_at": micros(opened)}], "victim_case": [case], "victim_contact": contacts}
    moment = instant(AS_AT, library.about.zone)[1]
    (tmp_path / "records").mkdir()
    engines.write_records(tmp_path / "records", library.tables, rows)
    duties = library.resolve({"vcop-contact-plan"})["vcop-contact-plan"].duties
    [row], _ = engines.plan("duckdb://")(duties, [], library.tables, rows, library.calendar, moment)
    write_ledger(tmp_path, [row])
    found = find_duty(tmp_path, row["duty_id"], library, moment)
    assert ledger_row(found.duty, found.world) == row and row["status"] == "cannot_tell"
