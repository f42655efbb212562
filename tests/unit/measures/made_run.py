"""A run folder made of a handful of ledger rows, and a small library of another domain that its standards come from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from peelian.clocks import CalendarDay, LocalCalendar, micros
from peelian.duties.ledger import COUNTED_COLUMNS, LEDGER_COLUMNS, schema

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
ZONE = "Europe/London"
LAW = "editions:\n  - in_force: {from: 2015-01-01}\n    authority: {kind: %s, cite: %s, evidence: %s}\n%s"
STANDARDS = {
    "loan-reminded": """
title: Borrower reminded every week
why: A word in time saves a fine.
each: loan
proof: {record: reminder}
owed_by: clerk
guards: [loan-returned, returns-in-good-state, desk-staffed]
ends_when: [{reason: it came back, at: loan.returned_at}]
population_check: {title: Rare things never reminded of, each: loan, where: {loan.rare: true}}
traps: [A reminder that reached nobody is still sent.]
cannot_show: ["Whether the reminder was read: it counts that it went out."]
expect: {at_least: 80%, basis: local}
""" + LAW % ("local", "House rules", "local", "    clock: {starts: loan.lent_at, every: 7 days}\n"),
    "desk-staffed": """
title: Clerks at the front desk
why: Somebody must open the door.
kind: capacity
capacity: {held: {each: shift, where: {shift.front: true}}, needed: {each: member}}
""" + LAW % ("guidance", "A guide", "unverified", ""),
    "look-whole": """
title: Looks that are whole
why: Half a look sees half.
kind: indicator
indicator: {basis: cohort, denominator: {each: spot_check}, numerator: {where: {spot_check.whole: true}}, matures_after: 2 months}
""" + LAW % ("guidance", "A guide", "partly", ""),
    "fines-charged": """
title: Fines against loans
why: Both counts, and no ratio.
kind: indicator
indicator: {basis: period, denominator: {each: loan}, numerator: {each: fine}, counts_only: true}
""" + LAW % ("guidance", "A guide", "unverified", ""),
}
FRAMEWORK = """
framework: reading_room
title: Questions of the reading room
source: made up for a test
scale: [good, bad]
questions:
  - number: 1
    id: lending
    text: Do things come back?
    standards: [returns-in-good-state]
    diagnostics:
      - {text: In time?, standards: [loan-returned]}
      - {text: Are people reminded?, standards: [loan-reminded, loan-returned]}
  - {number: 2, id: quiet, text: Is it quiet?, graded: false}
"""


def made_library(folder: Path) -> Path:
    """The lending library with a standard of every kind and a framework."""
    shutil.copytree(LENDING, folder)
    for name, text in STANDARDS.items():
        path = folder / "standards" / "lending" / f"{name}.yaml"
        path.write_text(f"id: {name}\ntheme: lending\n{text.lstrip()}", encoding="utf-8")
    (folder / "frameworks").mkdir()
    (folder / "frameworks" / "reading_room.yaml").write_text(FRAMEWORK.lstrip(), encoding="utf-8")
    return folder


def utc(local: str) -> datetime:
    """A local moment ("2017-03-09 14:05") as naive UTC."""
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def duty(number: int = 0, status: str = "met", due: str | None = "2017-03-10 12:00", **more: Any) -> dict[str, Any]:
    """A ledger row. Moments are local; the period follows from the deadline, or from the start."""
    standard, subject = more.get("standard", "loan-returned"), more.get("subject_id", f"s{number}")
    row: dict[str, Any] = {
        "duty_id": f"{standard}|{subject}|t{number}", "standard": standard, "edition": "2015-01-01",
        "settings": "force", "subject_type": "loan", "subject_id": subject, "trigger_id": f"t{number}", "force": "F1",
        "area": "north", "team_at_due": "blue", "owner_at_due": f"o{number % 7}", "team_now": "blue",
        "owner_now": f"o{number % 7}", "owed_by": "member", "risk": "medium", "started_at": "2017-03-01 12:00",
        "due_at": due, "status": status, "reason": ""}
    row |= more
    for name in ("started_at", "due_at", "due_latest", "done_at", "ended_at", "excused_at", "proof_entered_at"):
        row[name] = utc(row[name]) if isinstance(row.get(name), str) else row.get(name)
    row.setdefault("period", _month(row["due_at"] or row["started_at"]))
    return {name: row.get(name) for name in LEDGER_COLUMNS}


def counted(number: int, role: str, period: str = "2017-03", truth: bool | None = True, **more: Any) -> dict[str, Any]:
    """A counted row."""
    row = {"standard": "look-whole", "edition": "2015-01-01", "settings": "force", "role": role,
           "record_type": "spot_check", "record_id": f"r{number}", "force": "F1", "owner": f"o{number % 9}",
           "period": period, "value": 1.0, "truth": truth}
    return {name: (row | more).get(name) for name in COUNTED_COLUMNS}


def _month(at: datetime | None) -> str:
    if at is None:
        return "undated"
    return LocalCalendar(ZONE, [CalendarDay(at.date(), True)]).month(micros(at))


def made_run(folder: Path, library: Path, duties: Iterable[Mapping[str, Any]] = (), rows: Iterable[Mapping[str, Any]] = (),
             as_at: str = "2017-03-31", **manifest: Any) -> Path:
    """Write a run folder as an assessment does. as_at: a local date, its last microsecond, or a local moment."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True)
    ledger, counts = [dict(one) for one in duties], [dict(one) for one in rows]
    pq.write_table(pa.Table.from_pylist(ledger, schema(LEDGER_COLUMNS)), folder / "ledger.parquet")
    pq.write_table(pa.Table.from_pylist(counts, schema(COUNTED_COLUMNS)), folder / "counted.parquet")
    shutil.copytree(library, folder / "library")
    at = utc(as_at) + timedelta(days=1, microseconds=-1) if len(as_at) == 10 else utc(as_at)
    statuses = [one["status"] for one in ledger]
    names = [path.stem for path in (library / "standards").rglob("*.yaml") if not path.name.endswith(".cases.yaml")]
    said = {
        "peelian": "0", "as_at": f"{as_at}", "as_at_utc": f"{at.isoformat()}Z", "engine": "duckdb",
        "library": {"name": "lending", "title": "Lending", "version": "1", "zone": ZONE, "fingerprint": "abc"},
        "records": {"fingerprint": "def", "rows_read": 9, "rows_accepted": 7, "rows_set_aside": 2,
                    "set_aside_by_reason": {"no key": 2}, "warnings": [], "not_read": [],
                    "files": [{"file": "loan.csv", "table": "loan", "rows_read": 9, "rows_accepted": 7, "rows_set_aside": 2}]},
        "duties": {status: statuses.count(status) for status in sorted(set(statuses))},
        "by_standard": {name: {"verdict": "can", "missing": [], "no_edition": 0, "no_key": 0, "not_started": 0,
                               "leans_on": []} for name in names},
        "links": [], "overridden": {}, "timings": {}} | manifest
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return folder
