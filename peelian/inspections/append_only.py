"""A SQLite file to which rows are only ever added: for what people decide, who decided it, and when.

A command reads how things stand and adds to them in one transaction that no other writer can enter, so two people cannot
decide on the same state, and a process that is killed leaves its whole command or nothing. The file itself refuses to change
or remove what it holds, and says by which version of its schema it was written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from peelian.problems import Problems, problem

WAIT_SECONDS = 30


@dataclass(frozen=True)
class KindOfFile:
    """One kind of such file. application: by which another program's file is not taken for one. table: its statement's name
    and columns, of which the first is `number`. called: what it is ("a register of improvements"); mend: what to name
    instead; unreadable: what is said of a file that is no database; absent: of one that is not there."""

    application: int
    schema: int
    table: str
    columns: str
    row: str
    happened: str
    called: str
    mend: str
    unreadable: str = "is no database that can be read."
    absent: str = "there is no such file."

    @property
    def _statements(self) -> Iterator[str]:
        table = self.table
        yield f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, {self.columns}) STRICT"
        yield (f"CREATE TRIGGER {table}_is_only_added BEFORE INSERT ON {table} "
               f"WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {table}) "
               f"BEGIN SELECT RAISE(ABORT, '{self.row} follows the last one'); END")
        for moment, done in (("UPDATE", "changed"), ("DELETE", "removed")):
            yield (f"CREATE TRIGGER {table}_is_never_{done} BEFORE {moment} ON {table} "
                   f"BEGIN SELECT RAISE(ABORT, '{self.happened} is never {done}'); END")
        yield f"PRAGMA application_id = {self.application}"
        yield f"PRAGMA user_version = {self.schema}"

    @contextmanager
    def opened(self, path: Path, why: Literal["read", "write", "create"]) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction, which no other writer can enter where something may be added.

        create: the file may be new; where nothing came into a new one, it is not left behind. Raises Problems for a file that
        is none of this kind, and where another writer does not come to an end.
        """
        is_empty = path.is_file() and path.stat().st_size == 0  # as a command leaves it that was killed before it kept anything
        if is_empty and why == "read":
            raise problem(path, "holds nothing yet: the command that began it was stopped, or has not ended.",
                          "Wait for it, or remove the file.")
        create = why == "create" or is_empty
        is_new = create and (is_empty or not path.exists())
        if path.is_dir() or (not create and not path.is_file()):
            raise problem(path, "is a folder." if path.is_dir() else self.absent, self.mend)
        if not path.parent.is_dir():
            raise problem(path, "its folder does not exist.", "Make the folder first, or name another place.")
        connection = None
        try:
            address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw'}"
            connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN" if why == "read" else "BEGIN IMMEDIATE")
            self._check(connection, path, create)
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._said(path, error) from None
        finally:
            if connection is not None:
                connection.close()  # what was not committed is gone
            if is_new and path.exists() and path.stat().st_size == 0:
                path.unlink(missing_ok=True)

    def _check(self, connection: sqlite3.Connection, path: Path, create: bool) -> None:
        """That the file is one of this kind and schema; an empty one becomes one where it may be new."""
        application, schema, tables = (connection.execute(question).fetchone()[0] for question in (
            "PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master"))
        if create and (application, schema, tables) == (0, 0, 0):
            for statement in self._statements:
                connection.execute(statement)
            return
        if application != self.application:
            raise problem(path, f"is another program's database, not {self.called}.", self.mend)
        if schema != self.schema:
            raise problem(path, f"was written by schema {schema}, and this Peelian reads schema {self.schema}.",
                          "Use the version of Peelian that wrote it, or a newer one.")

    def _said(self, path: Path, error: sqlite3.Error) -> Problems:
        words = str(error)
        if "locked" in words:
            return problem(path, f"another command has been writing to it for {WAIT_SECONDS} seconds.",
                           "Try again when it has ended.")
        if isinstance(error, sqlite3.DatabaseError) and any(one in words for one in ("not a database", "malformed", "no such")):
            return problem(path, self.unreadable, self.mend)
        return problem(path, f"cannot be used ({words}).",
                       "Check the path, the space on the disk and your right to write there.")
