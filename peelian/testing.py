"""Test standards of your own in pytest (or whatever runs your tests), with rows as you would write them in a case.

    from peelian.testing import judge

    def test_a_day_late():
        found = judge("mended-in-time", library="ours", as_at="2021-03-01", records={
            "repair": [{"repair_id": "a", "reported_at": "2021-01-04 10:00", "mended_at": "2021-01-10 09:00"}]})
        found.expect({"subject_id": "a", "status": "met_late", "due_at": "2021-01-09"})

Rows are judged by the reference evaluator, which says what a standard means. The worked cases of a library can be run too:

    @pytest.mark.parametrize("case", worked_cases("ours"), ids=str)
    def test_case(case):
        case.check()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peelian.clocks import moment
from peelian.duties import cases
from peelian.duties.reference import evaluate
from peelian.libraries import library_path
from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.standards.library import Library, read_library

__all__ = ["Judged", "WorkedCase", "judge", "unproved", "worked_cases"]

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Judged:
    """What became of some rows by one standard.

    ledger: one row for each duty, by the columns of the ledger, moments as microseconds UTC. counts: role → the sum of what
    certainly counts, and role_unknown → how many rows may. zone: of the moments that are shown and expected.
    """

    standard: str
    ledger: list[dict[str, Any]]
    counts: dict[str, float]
    zone: str

    @property
    def duties(self) -> list[dict[str, Any]]:
        """Every duty by the columns of the ledger, its moments as datetimes in the library's zone."""
        zone = ZoneInfo(self.zone)
        return [{name: moment(value).replace(tzinfo=UTC).astimezone(zone) if name in cases.MOMENTS and value is not None else value
                 for name, value in row.items()} for row in self.ledger]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """(subject, status) of every duty, in order."""
        return sorted((str(duty["subject_id"]), str(duty["status"])) for duty in self.ledger)

    @property
    def status(self) -> str:
        """The status of the only duty. Raises AssertionError where there is none, or more than one."""
        __tracebackhide__ = True
        if len(self.ledger) != 1:
            raise AssertionError(f"{self.standard}: there should be one duty, and there are {len(self.ledger)}: {self.statuses}")
        return str(self.ledger[0]["status"])

    def expect(self, *duties: Mapping[str, Any], counts: Mapping[str, float] | None = None) -> None:
        """Demand exactly these duties, each by the columns of the ledger that it names, and these counts by role.

        Moments are written as in a worked case: "2021-01-09 14:05" in local time, or "2021-01-09" for a day. Raises
        AssertionError with everything that differs.
        """
        __tracebackhide__ = True
        _demand([*cases.compare_duties(_step, self.standard, duties, self.ledger, self.zone),
                 *cases.compare_counts(_step, self.standard, counts or {}, self.counts)])


def judge(standard: str, *, library: Library | str | Path, as_at: str, records: Rows, settings: Path | None = None) -> Judged:
    """Judge literal rows by one standard.

    library: a built-in one by name, the folder of one's own (read once for each process), or one already read. as_at: a day
    (its last microsecond) or a moment. records: table → rows, each column: value as in a worked case. settings: a force's own
    values, as force.yaml; not with a library already read. Raises Problems for what is wrong with any of them.
    """
    found = _library(library, settings)
    resolved = found.resolve({_known(found, standard)})[standard]
    zone = found.about.zone
    rows = cases.literal_rows(records, found.tables, zone)
    try:
        at = cases.instant(as_at, zone)[1]
    except ValueError as error:
        raise problem("as_at", f"{error}.") from None
    ledger, counted = evaluate(resolved.duties, resolved.counted, found.tables, rows, found.calendar, at)
    return Judged(standard, [row for row in ledger if row["settings"] == "force"], cases.sums_of(counted), zone)


@dataclass(frozen=True)
class WorkedCase:
    """One worked case of a library, named by its standard and its name."""

    library: Library
    standard: str
    case: cases.Case

    def __str__(self) -> str:
        return f"{self.standard}: {self.case.name}"

    def check(self) -> None:
        """Judge its records. Raises AssertionError with everything that differs from what it expects."""
        __tracebackhide__ = True
        judged = judge(self.standard, library=self.library, as_at=self.case.as_at, records=self.case.records)
        judged.expect(*self.case.expect, counts=self.case.counts)


def worked_cases(library: Library | str | Path, standard: str | None = None) -> list[WorkedCase]:
    """Every worked case of a library, or of one standard, in order: as the parameters of a test.

    Raises Problems for cases that cannot be read, and where there is none, for a test without parameters would prove nothing.
    """
    found = _library(library, None)
    names = [_known(found, standard)] if standard else sorted(found.files)
    read = [(name, cases.read_cases(found, name)) for name in names]
    made = [WorkedCase(found, name, case) for name, one in read if one is not None for case in one[1]]
    if not made:
        raise problem(found.path / "standards", "holds no worked case.", "Write <id>.cases.yaml beside a standard.")
    return made


def unproved(library: Library | str | Path, standard: str | None = None) -> list[str]:
    """What the worked cases leave unproved: each clause that none makes true, or none makes false, with file and line.

    A standard without cases is named too, and cases that do not come out. Empty where all is proved.
    """
    found = _library(library, None)
    said = []
    for name in [_known(found, standard)] if standard else sorted(found.files):
        problems, coverage, _ = cases.run_cases(found, name, found.resolve({name})[name])
        said += [str(one) for one in [*problems, *cases.unproved(found, name, coverage)]]
    return said


def _library(library: Library | str | Path, settings: Path | None) -> Library:
    if not isinstance(library, Library):
        return _read(library_path(library).resolve(), settings.resolve() if settings else None)
    if settings is not None:
        raise problem("settings", "cannot join a library that is already read.", "Name the library's folder, or read it with them.")
    return library


@lru_cache(maxsize=16)
def _read(path: Path, settings: Path | None) -> Library:
    return read_library(path, settings)


def _known(library: Library, standard: str) -> str:
    if standard not in library.files:
        raise problem("standard", f"'{standard}' is not a standard of {library.about.name}.", did_you_mean(standard, library.files))
    return standard


def _step(*inside: str | int) -> str:
    """Where a step of an expectation stands: "expect 1" for the first duty."""
    return " ".join(str(step + 1) if isinstance(step, int) else step for step in inside) or "duties"


def _demand(wrong: list[Problem]) -> None:
    __tracebackhide__ = True
    if wrong:
        raise AssertionError(str(Problems(wrong)))
