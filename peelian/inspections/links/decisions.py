"""What people decided about links: confirmed or rejected, by whom, when and why. One SQLite file that is only ever added to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from peelian.problems import Problem, Problems, problem

FILE = "link_decisions.sqlite"  # beside the inspections, where no other is named
APPLICATION = 0x7065656D  # so that another program's file is not taken for one of these
SCHEMA = 1
WAIT_SECONDS = 30
LONGEST = {"by": 200, "why": 2_000}
NOTHING = "none"  # in place of a standard: that no standard measures the statement
NOT_ONE = "Name a file that `peelian link confirm` wrote, or one that is not there yet."
TABLES = (
    """CREATE TABLE decision (
         number INTEGER PRIMARY KEY, statement TEXT NOT NULL, force TEXT NOT NULL, cycle TEXT NOT NULL, text TEXT NOT NULL,
         standard TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'rejected')), by TEXT NOT NULL,
         at TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER decision_follows BEFORE INSERT ON decision
         WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM decision)
         BEGIN SELECT RAISE(ABORT, 'a decision follows the last one'); END""",
    """CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
         BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END""",
    """CREATE TRIGGER decision_is_never_removed BEFORE DELETE ON decision
         BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END""",
    f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {SCHEMA}")
COLUMNS = "statement, force, cycle, text, standard, verdict, by, at, why"


@dataclass(frozen=True)
class Decision:
    """One decision about one statement and one standard (or NOTHING). `at` is UTC, as ISO text to the second."""

    statement: str
    force: str
    cycle: str
    text: str
    standard: str
    verdict: Literal["confirmed", "rejected"]
    by: str
    at: str
    why: str


def now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def decide(path: Path, decision: Decision) -> None:
    """Add a decision; the file is made where it is not there. Raises Problems, and then nothing was added."""
    wrong = list(_slips(decision))
    if wrong:
        raise Problems(wrong)
    if not path.parent.is_dir():
        raise problem(path, "its folder does not exist.", "Make the folder first, or name another place.")
    with _opened(path, "rwc") as connection:
        values = (decision.statement, decision.force, decision.cycle, decision.text, decision.standard, decision.verdict,
                  decision.by.strip(), decision.at, decision.why.strip())
        connection.execute(f"INSERT INTO decision (number, {COLUMNS}) SELECT coalesce(max(number), 0) + 1, "
                           f"{', '.join('?' * len(values))} FROM decision", values)


def _slips(decision: Decision) -> Iterator[Problem]:
    for word, longest in LONGEST.items():
        text = getattr(decision, word).strip()
        if not text:
            yield Problem(f"--{word}", "is empty.", "Say who decides." if word == "by" else "Say why.")
        elif len(text) > longest or any(ord(one) < 32 for one in text):
            yield Problem(f"--{word}", f"is longer than {longest} characters, or holds more than plain text.", "Say it in one line.")


def decisions(path: Path) -> list[Decision]:
    """Every decision, in order; none where there is no file yet. Raises Problems for a file that is something else."""
    if not path.exists():
        return []
    with _opened(path, "ro") as connection:
        return [Decision(*row) for row in connection.execute(f"SELECT {COLUMNS} FROM decision ORDER BY number")]


def standing(found: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    """Statement → standard → the last decision about the two. What was confirmed or rejected before NOTHING was confirmed falls
    to it, and what is confirmed after it lifts it."""
    result: dict[str, dict[str, Decision]] = {}
    for one in found:
        about = result.setdefault(one.statement, {})
        if one.verdict == "confirmed" and one.standard == NOTHING:
            for name in [name for name, earlier in about.items() if earlier.verdict == "confirmed"]:
                del about[name]
        elif one.verdict == "confirmed":
            about.pop(NOTHING, None)
        about[one.standard] = one
    return result


@contextmanager
def _opened(path: Path, mode: Literal["ro", "rwc"]) -> Iterator[sqlite3.Connection]:
    """A connection in one transaction. Raises Problems for what is no file of decisions."""
    if path.is_dir():
        raise problem(path, "is a folder.", NOT_ONE)
    connection = None
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, timeout=WAIT_SECONDS,
                                     isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("BEGIN" if mode == "ro" else "BEGIN IMMEDIATE")
        _check(connection, path, mode)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        said = str(error)
        if "locked" in said:
            raise problem(path, f"another command has been writing to it for {WAIT_SECONDS} seconds.", "Try again.") from None
        if "not a database" in said or "malformed" in said or "no such" in said:
            raise problem(path, "holds no decisions that can be read.", NOT_ONE) from None
        raise problem(path, f"cannot be used ({said}).", "Check the path, the space on the disk and your right to write.") from None
    finally:
        if connection is not None:
            connection.close()  # what was not committed is gone


def _check(connection: sqlite3.Connection, path: Path, mode: str) -> None:
    application, schema, tables = (connection.execute(question).fetchone()[0] for question in (
        "PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master"))
    if mode == "rwc" and (application, schema, tables) == (0, 0, 0):
        for statement in TABLES:
            connection.execute(statement)
    elif application != APPLICATION:
        raise problem(path, "is another program's database, not one of decisions about links.", NOT_ONE)
    elif schema != SCHEMA:
        raise problem(path, f"was written by schema {schema}, and this Peelian reads schema {SCHEMA}.",
                      "Use the version of Peelian that wrote it, or a newer one.")
