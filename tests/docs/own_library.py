"""A library as somebody would begin their own: one table, one standard, its cases, and a calendar."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "library.yaml": "name: ours\ntitle: Our repairs\nversion: 1.0.0\nzone: Europe/London\ncalendar: days\n",
    "calendars/days.yaml": """calendar: days
zone: Europe/London
covers: {from: 2015-01-01, to: 2026-12-31}
weekend: [saturday, sunday]
bank_holidays: {}
""",
    "tables/repair.yaml": """table: repair
meaning: One thing that was reported as broken.
key: [repair_id]
happened: reported_at
columns:
  repair_id: {type: id, meaning: The repair.}
  reported_at: {type: moment, meaning: When it was reported.}
  mended_at: {type: moment, meaning: When it was mended.}
  place: {type: enum, meaning: Where it stands., values: [street, park]}
""",
    "standards/repairs/mended-in-time.yaml": """id: mended-in-time
title: Mended in time
theme: repairs
why: People fall over what is broken.
each: repair
where: {repair.place: street}
proof: {moment: repair.mended_at}
owed_by: council
population_check:
  title: repairs of which nobody noted the place
  each: repair
  where: {repair.place: {known: false}}
  month: repair.reported_at
editions:
  - in_force: {from: 2015-01-01}
    authority: {kind: local, cite: Our promise, evidence: local}
    clock: {starts: repair.reported_at, within: 5 days}
""",
    "standards/repairs/mended-in-time.cases.yaml": """cases:
  - name: in time, late, in a park, and nobody knows where
    as_at: 2021-03-01
    records:
      repair:
        - {repair_id: a, reported_at: 2021-01-04 10:00, place: street, mended_at: 2021-01-09 23:59}
        - {repair_id: b, reported_at: 2021-01-04 10:00, place: street, mended_at: 2021-01-10 00:00}
        - {repair_id: c, reported_at: 2021-01-04 10:00, place: park}
        - {repair_id: d, reported_at: 2021-01-04 10:00}
    expect:
      - {subject_id: a, status: met, due_at: 2021-01-09}
      - {subject_id: b, status: met_late}
      - {subject_id: d, status: cannot_tell}
    counts: {population_check: 1}
""",
}


def write_own_library(folder: Path, without: str | None = None) -> None:
    """Write it into a new folder, whole or without one of its files."""
    for name, text in FILES.items():
        if name != without:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
