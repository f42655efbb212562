"""A register only grows, survives two writers and a killed one, and says what it is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from peelian.inspections.improvement.doing import propose
from peelian.inspections.improvement.store import SCHEMA, Register, change, read_register
from peelian.problems import Problems
from tests.unit.inspections.improvement.made import by, one, proposal

AT_ONCE = multiprocessing.get_context("fork")


def many(store: Path, prefix: str, count: int) -> None:
    for number in range(count):
        propose(by(store, prefix), [proposal(improvement=f"{prefix}-{number}", text=f"{prefix} {number}")])


def test_two_writers_lose_nothing(store: Path) -> None:
    writers = [AT_ONCE.Process(target=many, args=(store, name, 25)) for name in ("north", "south")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    register = read_register(store)
    assert len(register.standing) == len(register.events) == 50


def test_two_writers_cannot_decide_on_the_same_state(store: Path) -> None:
    """Ids are given inside the transaction, so both writers' next number is another one."""
    writers = [AT_ONCE.Process(target=propose, args=(by(store), [proposal(improvement=None, text=name)] * 1)) for name in "abcdef"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert sorted(read_register(store).standing) == [f"F1-{number}" for number in range(1, 7)]


def test_a_writer_that_does_not_end_is_not_waited_for_for_ever(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(by(store), [proposal()])
    monkeypatch.setattr("peelian.inspections.append_only.WAIT_SECONDS", 0.1)
    with sqlite3.connect(store, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Problems, match=r"another command has been writing to it for 0\.1 seconds"):
            propose(by(store), [proposal(improvement="next", text="and on")])
        assert one(store).id == "late", "who only reads need not wait"
        other.execute("ROLLBACK")


def test_defaults_of_an_exit_test_are_kept_as_they_were_agreed(store: Path) -> None:
    propose(by(store), [proposal(exit_test={"measures": [{"standard": "loan-returned", "at_least": "90%"}],
                                            "baseline": {"from": "2016-04", "to": "2017-03"}})])
    with sqlite3.connect(store) as connection:
        [(details,)] = connection.execute("SELECT details FROM event").fetchall()
    assert '"months":3' in details and '"check_again_after":"6 months"' in details


def killed_inside(store: Path, ready: str) -> None:
    def command(register: Register) -> None:
        register.add(by(store).event("lost", "propose", "proposed", None).model_copy(
            update={"details": register.events[0].details}))
        Path(ready).touch()
        time.sleep(60)

    change(store, command)


def killed_while_writing(store: Path, ready: str) -> None:
    from peelian.inspections.improvement import store as module

    def slow(connection: sqlite3.Connection, register: Register) -> None:
        kept(connection, register)
        connection.execute("PRAGMA cache_spill = 1")
        Path(ready).touch()
        time.sleep(60)

    kept, module._keep = module._keep, slow
    propose(by(store), [proposal(improvement=f"lost-{number}", text="x" * 20_000) for number in range(50)])


@pytest.mark.parametrize("writer", [killed_inside, killed_while_writing])
def test_a_killed_writer_leaves_nothing_of_its_command(store: Path, tmp_path: Path, writer: object) -> None:
    propose(by(store), [proposal()])
    ready = tmp_path / "ready"
    process = AT_ONCE.Process(target=writer, args=(store, str(ready)))
    process.start()
    until = time.monotonic() + 60
    while not ready.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert process.pid is not None and ready.exists()
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    assert [*read_register(store).standing] == ["late"]
    propose(by(store), [proposal(improvement="next", text="and on")])
    assert [*read_register(store).standing] == ["late", "next"]


@pytest.mark.parametrize("statement", [
    "UPDATE event SET who = 'somebody else'", "DELETE FROM event", "UPDATE event SET details = '{}' WHERE number = 1",
    "INSERT OR REPLACE INTO event SELECT * FROM event WHERE number = 1",
    "INSERT INTO event SELECT 9, improvement, 9, command, to_state, at, recorded_at, who, why, details FROM event",
])
def test_the_file_itself_refuses_to_forget(store: Path, statement: str) -> None:
    propose(by(store), [proposal()])
    with sqlite3.connect(store) as connection, pytest.raises(sqlite3.IntegrityError, match=r"what happened|follows the last"):
        connection.execute(statement)
    assert one(store).history[0].who == "Ada"


def test_the_file_says_by_which_schema_it_was_written(store: Path) -> None:
    propose(by(store), [proposal()])
    with sqlite3.connect(store) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(Problems, match="was written by schema 99, and this Peelian reads schema 1"):
        read_register(store)


def test_another_programs_database_is_left_alone(store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("CREATE TABLE theirs (one)")
    before = store.read_bytes()
    for attempt in (lambda: read_register(store), lambda: propose(by(store), [proposal()])):
        with pytest.raises(Problems, match="another program's database"):
            attempt()
    assert store.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look at" * 40, b"SQLite format 3\0" + b"\xff" * 4000])
def test_what_is_no_database_is_refused(store: Path, content: bytes) -> None:
    store.write_bytes(content)
    for attempt in (lambda: read_register(store), lambda: propose(by(store), [proposal()])):
        with pytest.raises(Problems):
            attempt()
    assert store.read_bytes() == content


def test_a_damaged_event_is_named(store: Path) -> None:
    propose(by(store), [proposal()])
    with sqlite3.connect(store) as connection:
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET details = '{\"proposal\": 7}'")
    with pytest.raises(Problems, match="its event 1 cannot be read"):
        read_register(store)


def test_an_event_off_the_table_is_found_when_it_is_read(store: Path) -> None:
    propose(by(store), [proposal()])
    with sqlite3.connect(store) as connection:
        connection.execute("INSERT INTO event VALUES (2, 'late', 2, 'close', 'closed', '2030-01-01', '2030-01-01', 'Eve', 'x', '{}')")
    with pytest.raises(Problems, match="not in the table of moves"):
        read_register(store)


def test_a_refused_command_leaves_no_file(store: Path) -> None:
    same = proposal(), proposal(text="other words")
    with pytest.raises(Problems, match="is the id of another improvement already"):
        propose(by(store), list(same))
    assert not store.exists()


def test_a_register_is_not_made_by_looking_for_it(store: Path) -> None:
    with pytest.raises(Problems, match="there is no such register"):
        read_register(store)
    assert not store.exists()


def test_a_store_that_may_only_be_read_can_be_read(store: Path) -> None:
    propose(by(store), [proposal()])
    store.chmod(0o444)
    assert one(store).id == "late"
