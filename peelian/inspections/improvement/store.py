"""Where improvements are kept: one SQLite file to which events are only ever added.

Every command reads how things stand and adds its events in one transaction that no other writer can enter, so two people
cannot decide on the same state, and a process that is killed leaves its whole command or nothing. The file itself refuses
to change or remove what it holds, and says by which version of this schema it was written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import ValidationError

from peelian.inspections.improvement.events import Details, Event, Improvement, decided, standing
from peelian.problems import Problems, did_you_mean, problem, shortened

APPLICATION = 0x7065656C  # "peel": so that another program's file is not taken for a register
SCHEMA = 1
WAIT_SECONDS = 30
TABLES = """
CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  improvement TEXT NOT NULL,
  place INTEGER NOT NULL,
  command TEXT NOT NULL,
  to_state TEXT NOT NULL,
  at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  details TEXT NOT NULL,
  UNIQUE (improvement, place)
) STRICT;
CREATE TRIGGER event_is_only_added BEFORE INSERT ON event WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'what happened is never changed'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'what happened is never removed'); END;
"""
ADD = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
READ = "SELECT improvement, command, to_state, at, recorded_at, who, why, details, number FROM event ORDER BY number"
NOT_ONE = "Name a register that `peelian improve add` or `import` wrote."


def now() -> datetime:
    """This moment as naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass
class Register:
    """Every event, in order, and how the improvements stand. `add` is a command: it is checked, then added."""

    events: list[Event]
    standing: dict[str, Improvement]
    added: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> Improvement:
        """Raises Problems where the table of moves, or time, does not allow it."""
        after = decided(self.standing.get(event.improvement), event)
        if (replacement := event.details.replacement) is not None:
            self._may_replace(replacement, event.improvement)
        self.standing[event.improvement] = after
        self.events.append(event)
        self.added.append(event)
        return after

    def _may_replace(self, name: str, replaced: str) -> None:
        """Raises Problems where `name` is no other improvement that still stands."""
        if name == replaced or self.one(name).state == "superseded":
            raise problem(name, "cannot take its own place." if name == replaced else "was superseded itself.",
                          "Name another improvement that stands, or what takes its place outside the register.")

    def one(self, name: str) -> Improvement:
        """An improvement by its id. Raises Problems where there is none."""
        if name not in self.standing:
            raise problem(shortened(name), "there is no such improvement.", did_you_mean(name, self.standing))
        return self.standing[name]


def read_register(path: Path, as_at: datetime | None = None, known_at: datetime | None = None) -> Register:
    """The register as it stands, or as it stood at a naive UTC moment. Raises Problems for a file that is none.

    as_at: by when each thing happened, as people said. known_at: by when it had been written down, which nobody can claim.
    """
    with _opened(path, "read") as connection:
        events = list(_events(connection, path))
    known = [event for event in events if (as_at is None or event.at <= as_at) and (known_at is None or event.recorded_at <= known_at)]
    return Register(known, standing(known))


def change(path: Path, command: Callable[[Register], None], create: bool = False) -> Register:
    """Let `command` add events to the register, all of them or, where it raises, none. `create`: the file may be new.

    Raises Problems for a file that is no register, and where another writer does not come to an end.
    """
    is_new = create and not path.exists()
    try:
        with _opened(path, "create" if create else "write") as connection:
            register = Register(found := list(_events(connection, path)), standing(found))
            command(register)
            _keep(connection, register)
    except BaseException:
        if is_new and path.exists() and path.stat().st_size == 0:  # nothing came into it
            path.unlink(missing_ok=True)
        raise
    return register


def _keep(connection: sqlite3.Connection, register: Register) -> None:
    """Add the new events, numbered on from the last."""
    places: dict[str, int] = {}
    begins = len(register.events) - len(register.added)
    for event in register.events[:begins]:
        places[event.improvement] = places.get(event.improvement, 0) + 1
    rows = []
    for number, event in enumerate(register.added, start=begins + 1):
        places[event.improvement] = places.get(event.improvement, 0) + 1
        # Defaults are written out: what was agreed may not change with them.
        details = event.details.model_dump_json(by_alias=True, exclude_none=True)
        rows.append((number, event.improvement, places[event.improvement], event.command, event.to, event.at.isoformat(),
                     event.recorded_at.isoformat(), event.who, event.why, details))
    connection.executemany(ADD, rows)


@contextmanager
def _opened(path: Path, why: Literal["read", "write", "create"]) -> Iterator[sqlite3.Connection]:
    """A connection inside one transaction, which no other writer can enter where something may be added."""
    create = why == "create"
    if path.is_dir() or (not create and not path.is_file()):
        raise problem(path, "is a folder." if path.is_dir() else "there is no such register.", NOT_ONE)
    if not path.parent.is_dir():
        raise problem(path, "its folder does not exist.", "Make the folder first, or name another place.")
    address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw'}"
    connection = None
    try:
        connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN" if why == "read" else "BEGIN IMMEDIATE")
        _check(connection, path, create)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise _said(path, error) from None
    finally:
        if connection is not None:
            connection.close()  # what was not committed is gone


def _check(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    """That the file is a register of this schema; an empty one becomes one where it may be new."""
    application, schema, tables = (connection.execute(question).fetchone()[0] for question in (
        "PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master"))
    if create and (application, schema, tables) == (0, 0, 0):
        for statement in TABLES.split(";\n"):  # a trigger holds a semicolon, but never at the end of a line
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        return
    if application != APPLICATION:
        raise problem(path, "is another program's database, not a register of improvements.", NOT_ONE)
    if schema != SCHEMA:
        raise problem(path, f"was written by schema {schema}, and this Peelian reads schema {SCHEMA}.",
                      "Use the version of Peelian that wrote it, or a newer one.")


def _events(connection: sqlite3.Connection, path: Path) -> Iterator[Event]:
    for number, row in enumerate(connection.execute(READ), start=1):
        improvement, command, to, at, recorded_at, who, why, details, kept = row
        try:
            if kept != number:
                raise ValueError(f"event {number} is missing")
            yield Event(improvement=improvement, command=command, to=to, at=datetime.fromisoformat(at),
                        recorded_at=datetime.fromisoformat(recorded_at), who=who, why=why,
                        details=Details.model_validate_json(details))
        except (ValidationError, ValueError) as error:
            said = str(error).splitlines()[0]
            raise problem(path, f"its event {kept} cannot be read ({said}).", "It was changed by other means: bring back a copy."
                          ) from None


def _said(path: Path, error: sqlite3.Error) -> Problems:
    words = str(error)
    if "locked" in words:
        return problem(path, f"another command has been writing to it for {WAIT_SECONDS} seconds.", "Try again when it has ended.")
    if isinstance(error, sqlite3.DatabaseError) and ("not a database" in words or "malformed" in words):
        return problem(path, "is no database that can be read.", NOT_ONE)
    return problem(path, f"cannot be used ({words}).", "Check the path, the space on the disk and your right to write there.")

