"""A run of a lending library with duties in every status, and loans of which no duty was made."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import duckdb

from peelian.measures.counts import write_measures
from tests.unit.measures.made_run import duty, made_library, made_run

SIZES = {"met": 60, "met_late": 10, "missed": 5, "overdue": 5, "excused": 4, "lapsed": 3, "cannot_tell": 2, "due": 6}
LOANS_WITHOUT = 7


def run_in(folder: Path, name: str = "run", settings: str = "", **sizes: int) -> Path:
    """The run, with the records of its loans."""
    rows, number = [], 0
    for status, count in (SIZES | sizes).items():
        for _ in range(count):
            number += 1
            rows.append(duty(number, status, "2017-03-10 12:00" if status != "due" else "2017-05-02 12:00"))
    rows.append(duty(9_001, "met", "2015-03-10 12:00"))  # long before the twelve months
    library = folder / "library"
    run = made_run(folder / name, library if library.is_dir() else made_library(library), rows)
    (run / "records").mkdir()
    loans = [(row["trigger_id"], "2017-03-01") for row in rows] + [(f"none{one}", "2017-02-01") for one in range(LOANS_WITHOUT)]
    loans += [("later", "2017-04-02"), ("long-ago", "2014-01-01")]  # not yet known, and before the twelve months
    values = ", ".join(f"('{key}', TIMESTAMP '{at}')" for key, at in loans)
    duckdb.sql(f"SELECT * FROM (VALUES {values}) AS t(loan_id, lent_at)").write_parquet(str(run / "records" / "loan.parquet"))
    if settings:
        (run / "settings.yaml").write_text(settings, encoding="utf-8")
    write_measures(run)
    return run


def filled(sheet: Path, out: Path, answers: Mapping[int, str], otherwise: str = "yes") -> Path:
    """A sheet with an answer in every row: by number, else `otherwise`."""
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        for row in rows:
            answer = answers.get(int(row["number"]), otherwise)
            writer.writerow(row | {"right": answer, "why": "it came back" if answer == "no" else ""})
    return out


TOLD = """
id: told
title: Member told
theme: lending
why: Courtesy.
subject: loan
either:
  - {each: loan, where: {loan.thing: map}}
  - {each: fine, subject: loan, starts: fine.charged_at}
proof: {record: reminder}
owed_by: clerk
editions:
  - in_force: {from: 2015-01-01}
    authority: {kind: local, cite: House rules, evidence: local}
    clock: {starts: loan.lent_at, within: 7 days}
"""


def run_of_two_tables(folder: Path, settings: str = "") -> Path:
    """Two kinds of trigger and keys that are alike in both: of loans 1 to 4 no duty, of fines 1 to 3 one each, of fine 4 none."""
    library = made_library(folder / "library")
    (library / "standards" / "lending" / "told.yaml").write_text(TOLD.lstrip(), encoding="utf-8")
    rows = [duty(number, standard="told", subject_id=f"{number}", duty_id=f"told|{number}|fine:{number}", trigger_id=f"{number}")
            for number in (1, 2, 3)]
    run = made_run(folder / "run", library, rows)
    (run / "records").mkdir()
    values = ", ".join(f"('{key}', TIMESTAMP '2017-02-01')" for key in range(1, 5))
    for table, moment in (("loan", "lent_at"), ("fine", "charged_at")):
        path = str(run / "records" / f"{table}.parquet")
        duckdb.sql(f"SELECT * FROM (VALUES {values}) AS t({table}_id, {moment})").write_parquet(path)
    if settings:
        (run / "settings.yaml").write_text(settings, encoding="utf-8")
    return run
