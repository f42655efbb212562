"""Made-up runs of a lending library for exit tests, a register, and an improvement in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from peelian.clocks import months_between
from peelian.inspections.improvement.doing import Doing
from peelian.inspections.improvement.events import Details, Event, Improvement
from peelian.inspections.improvement.model import ExitTest, Proposal
from peelian.inspections.improvement.store import read_register
from peelian.measures.counts import write_measures
from tests.unit.measures.made_run import counted, duty, made_run

YEAR = months_between("2016-04", "2017-03")
MEASURE: dict[str, Any] = {"standard": "loan-returned", "at_least": "90%"}
TEST: dict[str, Any] = {"measures": [MEASURE], "baseline": {"from": "2016-04", "to": "2017-03"}, "months": 3, "duties": 60}
PROPOSAL: dict[str, Any] = {"improvement": "late", "text": "Loans should come back in time.", "force": "F1",
                            "source": {"kind": "inspection", "name": "A look at the library", "published": "2017-04-10"}}
# A year at about 60 in 100, never twice the same, so that its months differ as months do.
BASELINE = {month: {"met": 60 + (index * 7) % 5, "met_late": 40 - (index * 7) % 5} for index, month in enumerate(YEAR)}
BETTER = {month: {"met": 98, "met_late": 2} for month in ("2017-04", "2017-05", "2017-06")}


def duties(months: Mapping[str, Mapping[str, int]], standard: str = "loan-returned", **more: Any) -> Iterator[dict[str, Any]]:
    """Ledger rows: so many of each status, due in the middle of each month."""
    for month, statuses in months.items():
        number = 0
        for status, count in statuses.items():
            for _ in range(count):
                number += 1
                yield duty(number, status, f"{month}-15 12:00", standard=standard, started_at=f"{month}-01 12:00",
                           period=month, subject_id=f"{standard}-{month}-{number}", **more)


def looks(months: Mapping[str, tuple[int, int, int]], standard: str = "returns-in-good-state") -> Iterator[dict[str, Any]]:
    """Counted rows of an indicator: month → (good, of, so many of which nobody knows whether they belong to it)."""
    number = 0
    for month, (good, of, unknown) in months.items():
        for place in range(of + unknown):
            number += 1
            yield counted(number, "denominator", month, True if place < of else None, standard=standard)
            if place < good:
                yield counted(number, "numerator", month, standard=standard)


def run_of(folder: Path, library: Path, *rows: Any, looked: Any = (), as_at: str = "2017-06-30", **manifest: Any) -> Path:
    made = made_run(folder, library, [one for several in rows for one in several], looked, as_at=as_at,
                    **({"records": {"fingerprint": f"records of {folder.name}"}} | manifest))
    write_measures(made)
    return made


def exit_test(**changes: Any) -> ExitTest:
    return ExitTest.model_validate(TEST | changes)


def proposal(**changes: Any) -> Proposal:
    return Proposal.model_validate(PROPOSAL | changes)


class OnTheDay(Doing):
    """Somebody who writes each thing down when it happens."""

    def event(self, improvement: str, command: str, to: str, details: Details | None = None) -> Event:
        made = super().event(improvement, command, to, details)
        return made.model_copy(update={"recorded_at": min(made.at, made.recorded_at)})


def by(store: Path, who: str = "Ada", why: str = "it is time", on: str | None = None) -> Doing:
    return OnTheDay(store, who, why, datetime.combine(date.fromisoformat(on), datetime.min.time().replace(hour=12)) if on else None)


def one(store: Path, name: str = "late") -> Improvement:
    return read_register(store).one(name)
