"""Whether two runs are of one measure and of other duties: the service, the values in force, the tables and the calendar of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from peelian.clocks import micros
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.measures import mature_twelve
from peelian.measures.chart_text import listed, many
from peelian.measures.periods import first_day, spoken_month
from peelian.records.tables import Table
from peelian.standards.needs import leans_on_calendar, standard_needs

# Words of a standard, of a table's column, that change what is said and not what is counted.
SAID_ONLY = {"title", "why", "traps", "cannot_show", "guards", "expect", "publish", "answers", "better", "theme"}
COLUMN_SAID_ONLY = {"meaning", "called", "values_called", "shown_first", "required"}
# Of what a headline counts, when the first began: what was in force then decided its deadline.
BEGAN = """
SELECT standard, min(started_at) FROM read_parquet($ledger)
WHERE settings = 'force' AND started_at IS NOT NULL
AND (list_contains($months, period) OR (status IN ('due', 'overdue') AND list_contains($recurring, standard))) GROUP BY standard
"""


@dataclass(frozen=True)
class Pair:
    """Two runs, A and B."""

    one: Gathered
    other: Gathered

    @cached_property
    def service(self) -> str:
        """What both may be of, in words that follow "both are of"; nothing where each is of another service."""
        called = self.one.library.about.called
        silent = [name for name, found in (("A", self.one), ("B", self.other)) if not found.forces]
        if silent:
            return f"what may be the same {called}, for {'both name' if len(silent) == 2 else f'{silent[0]} names'} none,"
        if self.one.forces == self.other.forces:
            return f"the same {called}"
        shared = sorted(set(self.one.forces) & set(self.other.forces))
        return f"{f'a {called}' if len(shared) == 1 else f'{called}s'} that both hold ({listed(shared)})" if shared else ""

    def same_duties(self, standard: str | None = None) -> str:
        """That the same duty may stand in both, in words that follow "both are of"; nothing where none can. standard: by its months."""
        months = set(_months(self.one, standard)) & set(_months(self.other, standard))
        if not self.service or not months:
            return ""
        span = f"{spoken_month(min(months))} to {spoken_month(max(months))}"
        return f"{self.service} in {many(len(months), 'month')} that both count ({span})"

    def rules_alike(self, standard: str) -> bool:
        """Whether both count the same with the same values: at the moment of each, and over the months where these are the same."""
        pairs = [tuple(found.periods.as_at.date() for found in (self.one, self.other))]
        if self.one.periods.latest_twelve == self.other.periods.latest_twelve:
            first, last = self._began(standard), min(pairs[0])
            changes = {setting.start for found in (self.one, self.other) for name in found.library.overridden(standard)
                       for setting in found.library.settings[name] if setting.start <= last}
            pairs += [(day, day) for day in {first, *(day for day in changes if day > first)}] if changes else []
        return all(_rule(standard, self.one, at) == _rule(standard, self.other, then) for at, then in pairs)

    def tables_unlike(self, standard: str) -> list[str]:
        """The tables that a standard reads and of which the two libraries say otherwise what a row or a value is."""
        mine, theirs = (found.library.tables for found in (self.one, self.other))
        needs = standard_needs(self.one.resolved[standard], mine)
        return [name for name, columns in needs.items() if _read(mine.get(name), columns) != _read(theirs.get(name), columns)]

    def calendars_unlike(self, standard: str) -> bool:
        """Whether a standard's days differ: those that count, over the time in which the two were owed, or all by another zone."""
        mine, theirs = self.one.library.calendar, self.other.library.calendar
        if mine.zone != theirs.zone:
            return True
        if not any(leans_on_calendar(rule) for rule in self.one.resolved[standard].duties):
            return False
        first, last = self._began(standard), max(self.one.periods.as_at, self.other.periods.as_at).date()
        days = [{one.day: (one.working, one.sets) for one in calendar.days if first <= one.day <= last} for calendar in (mine, theirs)]
        return days[0] != days[1]

    def _began(self, standard: str) -> date:
        firsts = [first_day(found.periods.latest_twelve[0]) for found in (self.one, self.other)]
        return min([*firsts, *(began[standard] for began in self._begun if standard in began)])

    @cached_property
    def _begun(self) -> list[Mapping[str, date]]:
        return [_begun(found) for found in (self.one, self.other)]


def _begun(found: Gathered) -> dict[str, date]:
    with found.run.connect() as connection:
        rows = connection.execute(BEGAN, {"ledger": found.run.ledger, "months": found.periods.latest_twelve,
                                          "recurring": sorted(found.recurring)}).fetchall()
    return {standard: found.library.calendar.local_day(micros(at)) for standard, at in rows}


def _months(found: Gathered, standard: str | None) -> Sequence[str]:
    own = found.library.standards[standard] if standard else None
    return mature_twelve(own, found) if own is not None and own.indicator is not None else found.periods.latest_twelve


def _rule(standard: str, found: Gathered, day: date) -> Any:
    """What a standard counts, with the values in force on a day."""
    return found.library.own_standard(standard, day).model_dump(exclude=SAID_ONLY, mode="json")


def _read(table: Table | None, columns: Sequence[str]) -> Any:
    """What decides which rows of a table there are, and what their columns say."""
    if table is None:
        return None
    said = {name: column.model_dump(exclude=COLUMN_SAID_ONLY) for name in columns if (column := table.column(name)) is not None}
    return table.key, table.happened, table.holder, table.row_rules, said
