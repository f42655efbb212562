"""Everything that a report reads from a run, asked once: figures, stocks, counts, and the duties most overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peelian.clocks import micros, spoken_age, spoken_moment
from peelian.duties.run_folder import RunFolder
from peelian.duties.shown_first import leading
from peelian.duties.source_links import source_links
from peelian.inspections.report.model import OverdueDuty
from peelian.measures.breakdown import CountedGroups, Groups, duty_groups, stock_groups, why_not
from peelian.measures.counts import Unit, figures_by_month, figures_by_unit, figures_over
from peelian.measures.figures import Figure
from peelian.measures.indicators import Counts, TeamCounts, read_all_counts
from peelian.measures.periods import Periods, months_back, periods_of
from peelian.measures.stock import Stock, recurring, stocks_by_month, stocks_by_team
from peelian.standards.characteristics import read_all_characteristics
from peelian.standards.library import Library
from peelian.standards.rules import Resolved

Key = tuple[str, str]  # standard, settings
MOST_OVERDUE = 20
OVERDUE = f"""
SELECT standard, duty_id, subject_type, subject_id, due_at, owed_by, owner_now, owner_at_due, team_now, risk,
       count(*) OVER (PARTITION BY standard) AS all_of_it
FROM read_parquet(?) WHERE status = 'overdue' AND settings = 'force'
QUALIFY row_number() OVER (PARTITION BY standard
    ORDER BY CASE risk WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, due_at NULLS LAST, duty_id) <= {MOST_OVERDUE}
ORDER BY standard, CASE risk WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, due_at NULLS LAST, duty_id
"""


@dataclass(frozen=True)
class Gathered:
    """A run's figures by (standard, settings), in memory."""

    run: RunFolder
    library: Library
    resolved: dict[str, Resolved]
    periods: Periods
    by_month: dict[Key, dict[str, Figure]]
    latest: dict[Key, Figure]
    before: dict[Key, Figure]
    teams: dict[Key, dict[Unit, Figure]]
    areas: dict[Key, dict[Unit, Figure]]
    recurring: set[str]
    stocks: dict[Key, dict[str, Stock]]
    team_stocks: dict[Key, dict[str | None, Stock]]
    counts: Counts
    team_counts: TeamCounts
    overdue: dict[str, list[OverdueDuty]]
    overdue_in_all: dict[str, int]
    forces: list[str]
    groups: dict[Key, list[Groups]]
    stock_groups: dict[Key, list[Groups]]
    counted_groups: CountedGroups
    not_by_group: dict[str, list[str]]
    breaks_down: bool  # the library says by what figures are broken down

    @property
    def year_before(self) -> list[str]:
        return self.periods.twelve_to(months_back(self.periods.month, 12))


def gather(run: RunFolder, library: Library) -> Gathered:
    """Read the cube, the counted rows and the overdue rows of the ledger."""
    periods = periods_of(run)
    overdue, in_all = _most_overdue(run, library)
    resolved = library.resolve()
    return Gathered(
        run, library, resolved, periods, figures_by_month(run), figures_over(run, periods.latest_twelve),
        figures_over(run, periods.twelve_to(months_back(periods.month, 12))), figures_by_unit(run, periods.latest_twelve, "team"),
        figures_by_unit(run, periods.latest_twelve, "area"), set(recurring(library.standards.values())),
        stocks_by_month(run, library, periods),
        stocks_by_team(run, library, periods), *read_all_counts(run), overdue, in_all, run.forces,
        duty_groups(run, library, periods.latest_twelve), stock_groups(run, library), CountedGroups(run, library),
        why_not(run, library, resolved), bool(read_all_characteristics(library.path, library.tables)))


def _most_overdue(run: RunFolder, library: Library) -> tuple[dict[str, list[OverdueDuty]], dict[str, int]]:
    found: dict[str, list[OverdueDuty]] = {}
    in_all: dict[str, int] = {}
    with run.connect() as connection:
        rows = connection.execute(OVERDUE, [run.ledger]).fetchall()
    subjects = [(kind, subject) for _, _, kind, subject, *_ in rows]
    first, links = leading(run.path, library, subjects), source_links(run, library, subjects)
    for standard, duty_id, subject_type, subject_id, due, owed_by, owner, before, team, risk, count in rows:
        who = f"{str(owed_by).replace('_', ' ')}: {owner or 'no owner'}"
        inherited = " (inherited)" if owner and before and owner != before else ""
        by_when, late = _deadline(due, run)
        found.setdefault(standard, []).append(OverdueDuty(
            first.get((subject_type, subject_id), ""), duty_id, f"{str(subject_type).replace('_', ' ')} {subject_id}",
            "nothing recorded shows it done", who + inherited, team or "no team", by_when, late, risk,
            links.get((subject_type, subject_id), "")))
        in_all[standard] = count
    return found, in_all


def _deadline(due: datetime | None, run: RunFolder) -> tuple[str, str]:
    if due is None:
        return "not known", "not known"
    return spoken_moment(micros(due), run.zone), spoken_age(run.as_at_micros - micros(due))
