"""The headline of a standard that is owed again and again: of the subjects open at a month's end, how many were in date.

A year of neglect is one long gap and so one duty; a stock counts it every month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from peelian.duties.run_folder import RunFolder
from peelian.measures.figures import FEW_DUTIES, FEW_OWNERS, FEWEST_DUTIES, NONE_TOLD, few_owners, team_words
from peelian.measures.intervals import Cases, Interval, wilson
from peelian.measures.periods import Periods
from peelian.standards.kinds import recurs
from peelian.standards.library import Library
from peelian.standards.model import Standard

if TYPE_CHECKING:
    import duckdb

FEW_SUBJECTS = FEW_DUTIES.replace("duties", "subjects")
# A gap is open from its start until it is done or ended. The subject is as late as its latest gap. A gap that has no deadline,
# and of which all the same something can be told, is one whose clock stands still.
# Of what cannot be told, a proof or a deadline in doubt leaves a subject in date until that deadline has passed; any other doubt is
# whether it is open at all, or by which rule.
SEEN = """
WITH gaps AS (
  SELECT standard, settings, {team} AS team, owner_at_due AS owner, subject_type, subject_id, started_at, due_at,
         coalesce(due_latest, due_at) AS due_latest, excused_at, status, reason,
         least(coalesce(done_at, 'infinity'::TIMESTAMP), coalesce(ended_at, 'infinity'::TIMESTAMP)) AS closed_at
  FROM read_parquet($ledger) WHERE standard IN (SELECT unnest($standards)) AND started_at IS NOT NULL
),
subjects AS (
  SELECT standard, settings, month, month_end, subject_id, arg_max(subject_type, started_at) AS subject_type,
         arg_max(team, started_at) AS team, arg_max(owner, started_at) AS owner,
         bool_and(standing = 'excused') AS excused, bool_or(standing = 'overdue') AS overdue,
         bool_or(standing = 'cannot_tell') AS cannot_tell, min(due_latest) FILTER (WHERE standing = 'overdue') AS due
  FROM (
    SELECT *, CASE WHEN status = 'cannot_tell' AND reason NOT IN ('proof', 'deadline') THEN 'cannot_tell'
                   WHEN status = 'excused' AND (excused_at IS NULL OR excused_at <= month_end) THEN 'excused'
                   WHEN month_end <= due_at THEN 'in_date'
                   WHEN due_at IS NULL AND due_latest IS NULL AND status <> 'cannot_tell' THEN 'in_date'
                   WHEN due_latest IS NULL OR month_end <= due_latest OR status = 'cannot_tell' THEN 'cannot_tell'
                   ELSE 'overdue' END AS standing
    FROM gaps JOIN ends ON started_at <= month_end AND closed_at > month_end
  ) GROUP BY ALL
)
SELECT standard, settings, month, subject_type, subject_id, team, owner,
       CASE WHEN excused THEN 'excused' WHEN overdue THEN 'overdue' WHEN cannot_tell THEN 'cannot_tell' ELSE 'in_date' END AS standing,
       CASE WHEN overdue THEN epoch(month_end - due) / 86400 END AS days
FROM subjects
"""
# To whom something is owed since nobody knows when, and nothing else: open at any month's end, or not.
UNDATED_SUBJECTS = """
INSERT INTO seen
SELECT standard, settings, month, subject_type, subject_id, team, owner, 'cannot_tell' AS standing, NULL AS days
FROM (SELECT standard, settings, subject_type, subject_id, any_value({team}) AS team, any_value(owner_at_due) AS owner
      FROM read_parquet($ledger) WHERE standard IN (SELECT unnest($standards))
      GROUP BY standard, settings, subject_type, subject_id HAVING bool_and(started_at IS NULL))
JOIN (SELECT DISTINCT standard, settings, month FROM seen) USING (standard, settings)
"""
COUNTS = """
count(*) FILTER (WHERE standing = 'in_date') AS in_date, count(*) FILTER (WHERE standing = 'overdue') AS overdue,
count(*) FILTER (WHERE standing = 'cannot_tell') AS cannot_tell, count(*) FILTER (WHERE standing = 'excused') AS excused,
max(days) FILTER (WHERE standing = 'overdue') AS longest, median(days) FILTER (WHERE standing = 'overdue') AS median,
count(DISTINCT owner) FILTER (WHERE standing IN ('in_date', 'overdue')) AS owners,
count(*) FILTER (WHERE standing IN ('in_date', 'overdue') AND owner IS NULL) AS unowned
"""
# Every subject that owed something in a span of time, whatever became of it.
SUBJECTS = """
SELECT count(DISTINCT subject_id) FROM read_parquet($ledger)
WHERE standard = $standard AND settings = 'force' AND started_at <= $ends
  AND least(coalesce(done_at, 'infinity'::TIMESTAMP), coalesce(ended_at, 'infinity'::TIMESTAMP)) >= $begins
"""


@dataclass(frozen=True)
class Stock:
    """Open subjects at one moment. Days overdue are whole or part days of 24 hours, None where none is overdue."""

    in_date: int
    overdue: int
    cannot_tell: int
    excused: int
    longest_overdue: float | None
    median_overdue: float | None
    owners: int = 0
    unowned: int = 0

    @property
    def total(self) -> int:
        """Every open subject."""
        return self.counted + self.cannot_tell + self.excused

    @property
    def few(self) -> bool:
        """Whether they are too few for a share."""
        return self.why_no_rate is not None

    @property
    def counted(self) -> int:
        """Subjects that stand in the share: those excused owe nothing now."""
        return self.in_date + self.overdue

    @property
    def why_no_rate(self) -> str | None:
        if self.counted == 0:
            return NONE_TOLD if self.cannot_tell else "no open subject"
        if self.counted < FEWEST_DUTIES:
            return FEW_SUBJECTS
        return FEW_OWNERS if few_owners(self.owners, self.unowned, self.counted) else None

    @property
    def rate(self) -> float | None:
        return None if self.why_no_rate else self.in_date / self.counted

    @property
    def interval(self) -> Interval | None:
        return None if self.why_no_rate else wilson(self.in_date, self.counted)

    @property
    def bounds(self) -> Interval | None:
        if self.why_no_rate:
            return None
        most = self.counted + self.cannot_tell
        return Interval(self.in_date / most, (self.in_date + self.cannot_tell) / most)

    @property
    def cases(self) -> Cases | None:
        """The subjects of the worst and the best case, or None where no share may be shown."""
        most = self.counted + self.cannot_tell
        return None if self.why_no_rate else Cases((self.in_date, most), (self.in_date + self.cannot_tell, most))

    @property
    def limits(self) -> Interval | None:
        """From the lower limit of the worst case to the upper limit of the best, or None where no share may be shown."""
        return self.cases.limits() if self.cases else None


def recurring(standards: Iterable[Standard]) -> list[str]:
    """The ids of the standards that any edition owes again and again."""
    return sorted(one.id for one in standards
                  if recurs(one))


Key = tuple[str, str]


def stocks_by_month(run: RunFolder, library: Library, periods: Periods) -> dict[Key, dict[str, Stock]]:
    """(standard, settings) → month → the stock at its end; the run's own month is as at the run's moment."""
    names = recurring(library.standards.values())
    first = _first_month(run, names, periods)
    if first is None:
        return {}
    ends = [(month.name, min(month.ends, periods.as_at)) for month in periods.span(min(first, periods.month), periods.month)]
    found: dict[Key, dict[str, Stock]] = {}
    for standard, settings, month, _, *numbers in _stock(run, names, ends, "NULL"):
        found.setdefault((standard, settings), {})[month] = Stock(*numbers)
    return found


def stocks_by_team(run: RunFolder, library: Library, periods: Periods) -> dict[Key, dict[str | None, Stock]]:
    """(standard, settings) → team → the stock at the run's moment, by name of team, with its force where there are several."""
    names = recurring(library.standards.values())
    found: dict[Key, dict[str | None, Stock]] = {}
    for standard, settings, _, team, *numbers in _stock(run, names, [(periods.month, periods.as_at)], "team"):
        found.setdefault((standard, settings), {})[team] = Stock(*numbers)
    return found


def _first_month(run: RunFolder, names: list[str], periods: Periods) -> str | None:
    if not names:
        return None
    query = "SELECT min(started_at) FROM read_parquet($ledger) WHERE standard IN (SELECT unnest($standards))"
    with run.connect() as connection:
        row = connection.execute(query, {"ledger": run.ledger, "standards": names}).fetchone()
    started = row[0] if row else None
    return None if started is None else periods.month_of(started)


def _stock(run: RunFolder, names: list[str], ends: list[tuple[str, datetime]], by: str) -> list[tuple]:
    if not names:
        return []
    with run.connect() as connection:
        create_seen(connection, run, names, ends)
        query = f"SELECT standard, settings, month, {by} AS team, {COUNTS} FROM seen GROUP BY ALL ORDER BY ALL"
        return connection.execute(query).fetchall()


def create_seen(connection: duckdb.DuckDBPyConnection, run: RunFolder, names: list[str], ends: list[tuple[str, datetime]]) -> None:
    """The table `seen`: how each subject that was open at the end of a month, or may have been, stood then, and who held it."""
    connection.execute("CREATE TEMP TABLE ends (month VARCHAR, month_end TIMESTAMP)")
    connection.executemany("INSERT INTO ends VALUES (?, ?)", ends)
    team, values = team_words(len(run.forces) > 1, "team_at_due"), {"ledger": run.ledger, "standards": names}
    connection.execute(f"CREATE TEMP TABLE seen AS {SEEN.format(team=team)}", values)
    connection.execute(UNDATED_SUBJECTS.format(team=team), values)


def subjects_over(run: RunFolder, standard: str, periods: Periods, months: Sequence[str] | None) -> int:
    """How many subjects owed something under a standard in the given months, or up to the run's moment."""
    span = periods.span(months[0], months[-1]) if months else None
    with run.connect() as connection:
        row = connection.execute(SUBJECTS, {
            "ledger": run.ledger, "standard": standard, "begins": span[0].begins if span else datetime.min,
            "ends": min(span[-1].ends, periods.as_at) if span else periods.as_at}).fetchone()
    return int(row[0]) if row else 0
