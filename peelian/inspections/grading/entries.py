"""What people brought and decided: evidence, and grades with their reasons. One file that is only ever added to.

A grade is set on a run, by a person, for a reason; a later one takes its place and the earlier stays. Evidence can be
withdrawn, and what was withdrawn stays too. Moments are naive UTC, as the clock of the machine gave them: nobody can date a
grade back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from peelian.inspections.append_only import KindOfFile
from peelian.inspections.grading.model import Bears, Kind
from peelian.inspections.improvement.model import Short, Text
from peelian.inspections.improvement.store import now
from peelian.problems import problem
from peelian.records.tables import Strict

FILE = Path("judgements.sqlite")
KIND = KindOfFile(
    application=0x7065656E,  # so that another program's file is not taken for one of these
    schema=1, table="entry", row="an entry", happened="what was said",
    columns="what TEXT NOT NULL CHECK (what IN ('evidence', 'withdrawal', 'grade')), recorded_at TEXT NOT NULL, who TEXT NOT NULL, "
            "details TEXT NOT NULL",
    called="a file of judgements", absent="there is no such file of judgements.",
    mend="Name a file that `peelian judge evidence add` or `peelian judge grade` wrote.")
What = Literal["evidence", "withdrawal", "grade"]


class EvidenceSaid(Strict):
    """What a person brought."""

    kind: Kind
    bears: Bears
    words: Text
    on: date
    question: Short | None = None
    standard: Short | None = None
    place: Short | None = None
    forces: list[Short] = Field(default_factory=list)

    @model_validator(mode="after")
    def _about_something(self) -> EvidenceSaid:
        if self.question is None and self.standard is None:
            raise ValueError("evidence bears on a question, on a standard, or on both")
        return self


class Withdrawal(Strict):
    """Evidence that somebody takes back."""

    number: int = Field(ge=1)
    why: Text


class GradeSaid(Strict):
    """A grade that a person set, and what they had before them."""

    framework: Short
    question: Short
    grade: Short
    why: Text
    run: Short
    run_as_at: Short
    run_fingerprint: Short
    run_moment: datetime | None = None  # naive UTC; run_as_at says it in words, to the minute
    forces: list[Short] = Field(default_factory=list)
    indicative: str = Field("", max_length=300)
    self_checks: list[Text] = Field(default_factory=list)


Said = EvidenceSaid | Withdrawal | GradeSaid
MODELS: dict[What, type[EvidenceSaid] | type[Withdrawal] | type[GradeSaid]] = {
    "evidence": EvidenceSaid, "withdrawal": Withdrawal, "grade": GradeSaid}
NAMES: dict[type, What] = {model: name for name, model in MODELS.items()}


@dataclass(frozen=True)
class Entry:
    """One thing that a person said, with its number in the file."""

    number: int
    recorded_at: datetime
    who: str
    said: Said


@dataclass(frozen=True)
class Entries:
    """Everything in a file, in order."""

    all: tuple[Entry, ...] = ()

    def evidence(self) -> Iterator[tuple[Entry, EvidenceSaid, Entry | None]]:
        """Each piece of evidence, and by which entry it was withdrawn, if it was."""
        taken = {one.said.number: one for one in reversed(self.all) if isinstance(one.said, Withdrawal)}
        for one in self.all:
            if isinstance(one.said, EvidenceSaid):
                yield one, one.said, taken.get(one.number)

    def grades(self, framework: str, question: str) -> list[tuple[Entry, GradeSaid]]:
        """The grades that people set for a question, oldest first: the last one stands."""
        return [(one, one.said) for one in self.all if isinstance(one.said, GradeSaid)
                and (one.said.framework, one.said.question) == (framework, question)]


def read_entries(path: Path, as_at: datetime | None = None) -> Entries:
    """A file of judgements, as it stands or as it stood at a naive UTC moment. Raises Problems for a file that is none."""
    with KIND.opened(path, "read") as connection:
        rows = connection.execute("SELECT number, what, recorded_at, who, details FROM entry ORDER BY number").fetchall()
    found = []
    for place, (number, what, recorded_at, who, details) in enumerate(rows, start=1):
        try:
            if number != place:
                raise ValueError(f"entry {place} is missing")
            found.append(Entry(number, datetime.fromisoformat(recorded_at), who, MODELS[what].model_validate_json(details)))
        except (ValidationError, ValueError) as error:
            raise problem(path, f"its entry {number} cannot be read ({str(error).splitlines()[0]}).",
                          "It was changed by other means: bring back a copy.") from None
    return Entries(tuple(one for one in found if as_at is None or one.recorded_at <= as_at))


def add(path: Path, who: str, said: Said) -> Entry:
    """Add one entry; the file may be new. Raises Problems, and then nothing was added.

    A withdrawal must name evidence that stands.
    """
    with KIND.opened(path, "create" if not path.exists() else "write") as connection:
        if isinstance(said, Withdrawal):
            _stands(path, said.number, connection.execute("SELECT what, details FROM entry").fetchall(),
                    dict(connection.execute("SELECT number, what FROM entry").fetchall()))
        [(last,)] = connection.execute("SELECT coalesce(max(number), 0) FROM entry").fetchall()
        entry = Entry(last + 1, now(), who.strip(), said)
        connection.execute("INSERT INTO entry (number, what, recorded_at, who, details) VALUES (?, ?, ?, ?, ?)",
                           (entry.number, NAMES[type(said)], entry.recorded_at.isoformat(), entry.who,
                            said.model_dump_json(exclude_none=True)))
    return entry


def _stands(path: Path, number: int, rows: list[tuple[str, str]], known: dict[int, str]) -> None:
    if known.get(number) != "evidence":
        raise problem(path, f"holds no evidence {number}.", "See `peelian judge evidence list`.")
    if any(what == "withdrawal" and Withdrawal.model_validate_json(details).number == number for what, details in rows):
        raise problem(path, f"its evidence {number} was withdrawn already.", "See `peelian judge history`.")
