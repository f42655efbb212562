"""Where improvements are kept: one SQLite file to which events are only ever added.

How such a file keeps what it holds, `append_only` says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from peelian.inspections.append_only import KindOfFile
from peelian.inspections.improvement.events import Details, Event, Improvement, decided, standing
from peelian.problems import did_you_mean, problem, shortened

SCHEMA = 1
KIND = KindOfFile(
    application=0x7065656C,  # "peel": so that another program's file is not taken for a register
    schema=SCHEMA, table="event", row="an event", happened="what happened",
    columns="improvement TEXT NOT NULL, place INTEGER NOT NULL, command TEXT NOT NULL, to_state TEXT NOT NULL, at TEXT NOT NULL, "
            "recorded_at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, details TEXT NOT NULL, UNIQUE (improvement, place)",
    called="a register of improvements", absent="there is no such register.",
    mend="Name a register that `peelian improve add` or `import` wrote.")
ADD = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
READ = "SELECT improvement, command, to_state, at, recorded_at, who, why, details, number FROM event ORDER BY number"


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
    with KIND.opened(path, "read") as connection:
        events = list(_events(connection, path))
    known = [event for event in events if (as_at is None or event.at <= as_at) and (known_at is None or event.recorded_at <= known_at)]
    return Register(known, standing(known))


def change(path: Path, command: Callable[[Register], None], create: bool = False) -> Register:
    """Let `command` add events to the register, all of them or, where it raises, none. `create`: the file may be new.

    Raises Problems for a file that is no register, and where another writer does not come to an end.
    """
    with KIND.opened(path, "create" if create else "write") as connection:
        register = Register(found := list(_events(connection, path)), standing(found))
        command(register)
        _keep(connection, register)
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
