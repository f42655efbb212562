"""What people decided about links: confirmed or rejected, by whom, when and why. One SQLite file that is only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from peelian.inspections.append_only import KindOfFile
from peelian.problems import Problem, Problems

FILE = "link_decisions.sqlite"  # beside the inspections, where no other is named
LONGEST = {"by": 200, "why": 2_000}
NOTHING = "none"  # in place of a standard: that no standard measures the statement
KIND = KindOfFile(
    application=0x7065656D,  # so that another program's file is not taken for one of these
    schema=1, table="decision", row="a decision", happened="a decision",
    columns="statement TEXT NOT NULL, force TEXT NOT NULL, cycle TEXT NOT NULL, text TEXT NOT NULL, standard TEXT NOT NULL, "
            "verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'rejected')), by TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL",
    called="one of decisions about links", unreadable="holds no decisions that can be read.",
    mend="Name a file that `peelian link confirm` wrote, or one that is not there yet.")
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
    with KIND.opened(path, "create") as connection:
        values = (decision.statement, decision.force, decision.cycle, decision.text, decision.standard, decision.verdict,
                  decision.by.strip(), decision.at, decision.why.strip())
        connection.execute(f"INSERT INTO decision (number, {COLUMNS}) SELECT coalesce(max(number), 0) + 1, "
                           f"{', '.join('?' * len(values))} FROM decision", values)


def _slips(decision: Decision) -> Iterator[Problem]:
    for word, longest in LONGEST.items():
        text, option = getattr(decision, word).strip(), "--who" if word == "by" else f"--{word}"
        if not text:
            yield Problem(option, "is empty.", "Say who decides." if word == "by" else "Say why.")
        elif len(text) > longest or any(ord(one) < 32 for one in text):
            yield Problem(option, f"is longer than {longest} characters, or holds more than plain text.", "Say it in one line.")


def decisions(path: Path) -> list[Decision]:
    """Every decision, in order; none where there is no file yet. Raises Problems for a file that is something else."""
    if not path.exists():
        return []
    with KIND.opened(path, "read") as connection:
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
