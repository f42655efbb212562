"""Where reviews are kept: one file beside the runs, to which tallies, disputes and answers are only ever added.

How such a file keeps what it holds, `append_only` says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from peelian.duties.run_folder import RunFolder
from peelian.inspections.append_only import KindOfFile
from peelian.inspections.improvement.events import person
from peelian.problems import Problem, Problems, problem, shortened

FILE = "reviews.sqlite"  # beside the run, where no other is named
LONGEST_NAME, LONGEST_WORDS = 200, 2_000
KIND = KindOfFile(
    application=0x7065656E,  # so that another program's file is not taken for one of these
    schema=1, table="review", row="a review", happened="what was found",
    columns="kind TEXT NOT NULL CHECK (kind IN ('tally', 'dispute', 'answer')), at TEXT NOT NULL, by TEXT NOT NULL, "
            "standard TEXT NOT NULL, run TEXT NOT NULL, details TEXT NOT NULL",
    called="one of reviews", unreadable="holds no reviews that can be read.",
    mend="Name a file that `peelian tally` or `peelian dispute` wrote, or one that is not there yet.")
READ = "SELECT number, kind, at, by, standard, run, details FROM review ORDER BY number"
ADD = "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Review:
    """One entry. at: UTC, ISO text to the second. run: which run it is about, as `run_key` gives it. details: plain data."""

    number: int
    kind: Literal["tally", "dispute", "answer"]
    at: str
    by: str
    standard: str
    run: str
    details: dict[str, Any]


def store_of(run: Path, named: Path | None = None) -> Path:
    """The file that is named, or the one beside the run."""
    return named if named is not None else run.resolve().parent / FILE


def named_reviews(run: Path, named: Path | None) -> Path:
    """The same, to be read. Raises Problems where a file was named that is not there: nothing is no list of what it holds."""
    if named is not None and not named.is_file():
        raise problem(named, "is a folder." if named.is_dir() else "there is no such file of reviews.",
                      "Name a file that `peelian tally` or `peelian dispute` wrote.")
    return store_of(run, named)


def run_key(run: RunFolder) -> str:
    """The same for every run of the same records and library as at the same moment: its ledger is the same, row for row."""
    manifest = run.manifest
    said = [manifest["records"].get("fingerprint"), manifest["library"].get("fingerprint"), manifest["as_at_utc"]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def read_reviews(path: Path) -> list[Review]:
    """Every entry in order; none where there is no file yet. Raises Problems for a file that is something else."""
    if not path.exists():
        return []
    with KIND.opened(path, "read") as connection:
        return list(_reviews(connection.execute(READ), path))


def add_review(path: Path, make: Callable[[list[Review]], Review]) -> Review:
    """Add what `make` makes of all that stands there, in one step that no other writer can enter. Where it raises, nothing is."""
    with KIND.opened(path, "create") as connection:
        made = make(list(_reviews(connection.execute(READ), path)))
        details = json.dumps(made.details, ensure_ascii=False)
        connection.execute(ADD, (made.number, made.kind, made.at, made.by, made.standard, made.run, details))
    return made


def _reviews(rows: Any, path: Path) -> Iterator[Review]:
    for place, (number, kind, at, by, standard, run, details) in enumerate(rows, start=1):
        try:
            if number != place:
                raise ValueError(f"entry {place} is missing")
            yield Review(number, kind, at, by, standard, run, json.loads(details))
        except ValueError as error:
            raise problem(path, f"its entry {number} cannot be read ({error}).", "It was changed by other means: bring back a copy."
                          ) from None


def now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def said_by(who: str, why: str | None = None) -> None:
    """Raises Problems for a name that is none, and for words (None: none are asked for) that are empty or too long."""
    wrong = []
    if not person(who) or len(who) > LONGEST_NAME:
        wrong.append(Problem("--who", f"'{shortened(who)}' is not a person's name.", "Say who does this."))
    if why is not None and not why.strip():
        wrong.append(Problem("--why", "is empty.", "Say why, in words."))
    elif why is not None and (len(why) > LONGEST_WORDS or any(ord(one) < 32 for one in why)):
        wrong.append(Problem("--why", f"is longer than {LONGEST_WORDS:,} characters, or holds more than plain text.",
                             "Say it in one line."))
    if wrong:
        raise Problems(wrong)
