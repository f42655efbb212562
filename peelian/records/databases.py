"""Tables and queries of an SQLite or PostgreSQL database in pieces of Arrow. Row 1 is the first row; read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from peelian.problems import Problems, problem
from peelian.records.text_files import Piece
from peelian.records.workbooks import text_table, word_of_cell

ROWS_IN_PIECE = 50_000


class Database(Protocol):
    """What reading needs of a database. Every value comes as text."""

    def tables(self) -> list[str]: ...

    def read(self, label: str, table: str | None, query: str | None) -> tuple[list[str], Iterator[Piece]]: ...

    def close(self) -> None: ...


def open_database(address: str) -> Database:
    """Open sqlite:///FILE or postgresql://USER@HOST/NAME. Raises Problems, in which no password is shown."""
    scheme = address.split("://", 1)[0].lower()
    if scheme == "sqlite":
        return _Sqlite(address)
    if scheme in ("postgresql", "postgres"):
        return _Postgres(address)
    raise problem(without_password(address), f"'{scheme}' is not a kind of database that can be read.",
                  "Write sqlite:///FILE or postgresql://USER@HOST/NAME, or name a folder.")


def without_password(address: str) -> str:
    """A database address as it may be shown."""
    try:
        parts = urlsplit(address)
        password = parts.password
    except ValueError:
        return address.split("://", 1)[0] + "://…"
    if password is None:
        return address if "password" not in parts.query else urlunsplit(parts._replace(query="…"))
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:…@{host}"))


class _Sqlite:
    def __init__(self, address: str):
        self.address = address
        path = Path(unquote(address.split("://", 1)[1].removeprefix("/")))
        if not path.is_file():
            raise problem(address, "there is no such database file.",
                          "Write sqlite:///FILE, and sqlite:////FILE where the path begins at the root.")
        try:
            # Pieces are read ahead by another thread, one at a time.
            self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            self._connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            raise problem(address, f"cannot be read as an SQLite database ({error}).", "Name another file.") from None
        self._connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")

    def tables(self) -> list[str]:
        found = self._connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
                                         "AND name NOT LIKE 'sqlite_%' ORDER BY name")
        return [name for (name,) in found]

    def read(self, label: str, table: str | None, query: str | None) -> tuple[list[str], Iterator[Piece]]:
        try:
            cursor = self._connection.execute(query or f"SELECT * FROM {_identifier(table or '')}")
            return _columns(cursor, label), _pieces(cursor, self.address, label, sqlite3.Error)
        except sqlite3.Error as error:
            raise _failed(self.address, label, error) from None

    def close(self) -> None:
        self._connection.close()


class _Postgres:
    def __init__(self, address: str):
        try:
            import psycopg
        except ImportError:
            raise problem(without_password(address), "PostgreSQL cannot be read yet.",
                          "Install it with: pip install 'peelian[postgres]'.") from None
        self.address = without_password(address)
        self._error: type[Exception] = psycopg.Error
        try:
            self._connection = psycopg.connect(address, connect_timeout=10)
            self._connection.read_only = True
        except (psycopg.Error, ValueError) as error:
            what = str(error).strip().splitlines()
            raise problem(self.address, f"cannot be reached ({what[0] if what else type(error).__name__}).",
                          "Check the address, the user and the password.") from None

    def tables(self) -> list[str]:
        rows = self._connection.execute("SELECT table_name::text FROM information_schema.tables "
                                        "WHERE table_schema = ANY (current_schemas(false)) ORDER BY 1")
        return [name for (name,) in rows]

    def read(self, label: str, table: str | None, query: str | None) -> tuple[list[str], Iterator[Piece]]:
        # A cursor on the server holds one piece at a time here, however large the table is.
        cursor: Any = self._connection.cursor(name="peelian_reading")
        try:
            cursor.execute(query or f"SELECT * FROM {_identifier(table or '')}")
            return _columns(cursor, label), _pieces(cursor, self.address, label, self._error)
        except self._error as error:
            raise _failed(self.address, label, error) from None

    def close(self) -> None:
        self._connection.close()


def _identifier(name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def _columns(cursor: Any, label: str) -> list[str]:
    if cursor.description is None:
        raise problem(label, "the query gives no rows.", "Write a SELECT.")
    names = [item[0] for item in cursor.description]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise problem(label, f"the query gives '{twice[0]}' twice.", "Name its columns apart with AS.")
    return names


def _pieces(cursor: Any, address: str, label: str, error_kind: type[Exception]) -> Iterator[Piece]:
    first = 1
    with closing(cursor):
        while True:
            try:
                rows = cursor.fetchmany(ROWS_IN_PIECE)
            except error_kind as error:
                raise _failed(address, label, error) from None
            if not rows:
                return
            words = [[word_of_cell(cell) for cell in row] for row in rows]
            yield Piece(text_table(words, list(range(first, first + len(rows))), len(rows[0])))
            first += len(rows)


def _failed(address: str, label: str, error: Exception) -> Problems:
    words = str(error).strip().splitlines()
    what = f"cannot be read ({words[0] if words else 'no reason given'})."
    return problem(f"{without_password(address)} {label}", what, "Check the table or the query.")
