"""What is counted where no duty exists: ratios over records by month, capacity, and checks of a population."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peelian.duties.run_folder import RunFolder
from peelian.measures.answers import ANSWERS, settle_answers
from peelian.measures.figures import FEW_OWNERS, FEWEST_DUTIES, few_owners, team_words
from peelian.measures.intervals import Cases, Interval, wilson
from peelian.measures.periods import UNDATED, Periods
from peelian.standards.model import Indicator, Standard, Subset

if TYPE_CHECKING:
    import duckdb

FEW_RECORDS, NO_RECORD = "fewer than 20 records", "no record"
FEW_ANSWERS, NO_ANSWER = "fewer than 20 answers", "no answer"
COUNTS_ONLY = "a ratio of these two counts would mislead"
NOT_MEASURED = "not measured"
# Owners are numbered, so that few of them take different places among the 64.
OWNERS = """
CREATE TEMP TABLE owners AS
SELECT owner AS named, (row_number() OVER (ORDER BY min(team) NULLS LAST, owner) - 1)::UBIGINT % 64::UBIGINT AS place
FROM read_parquet($counted) WHERE owner IS NOT NULL GROUP BY owner
"""
# A record that is surely of the denominator, and of which it cannot be told whether it is of the numerator too, has a role of
# its own: like a duty that cannot be told it stands in no rate.
UNDECIDED = "undecided"
TOLD = """
CREATE TEMP TABLE told AS
SELECT below.* REPLACE (CASE WHEN above.record_id IS NULL THEN below.role ELSE 'undecided' END AS role)
FROM read_parquet($counted) AS below
LEFT JOIN (SELECT DISTINCT standard, settings, record_type, record_id, period FROM read_parquet($counted)
           WHERE role = 'numerator' AND truth IS NULL) AS above
ON below.role = 'denominator' AND below.truth AND above.standard = below.standard AND above.settings = below.settings
   AND above.record_type = below.record_type AND above.record_id = below.record_id AND above.period = below.period
"""
COUNTS = """
SELECT {team} AS team, standard, settings, role, period, count(*) FILTER (WHERE truth), coalesce(sum(value) FILTER (WHERE truth), 0),
       count(*) FILTER (WHERE truth IS NULL), coalesce(sum(value) FILTER (WHERE truth IS NULL), 0),
       coalesce(bit_or(1::UBIGINT << place) FILTER (WHERE truth), 0)::UBIGINT,
       count(*) FILTER (WHERE truth AND owner IS NULL), count(DISTINCT record_id) FILTER (WHERE truth)
FROM told LEFT JOIN owners ON named = owner WHERE truth IS NOT FALSE GROUP BY ALL
"""
# Records that may be in the denominator, and if so may be in the numerator too.
UNKNOWN_BOTH = """
WITH unknown AS (SELECT standard, settings, period, record_type, record_id, role, value FROM told WHERE truth IS NULL)
SELECT below.standard, below.settings, below.period, sum(above.value)
FROM unknown AS below JOIN unknown AS above USING (standard, settings, period, record_type, record_id)
WHERE below.role = 'denominator' AND above.role = 'numerator' GROUP BY ALL
"""
CATEGORIES = f"""
SELECT standard, settings, role, period, category, sum(value) FROM read_parquet($counted)
WHERE truth AND category IS NOT NULL AND role NOT IN {ANSWERS} GROUP BY ALL
"""


@dataclass(frozen=True)
class Tally:
    """Rows of one role that are certain and that are unknown, and the sums of their values."""

    rows: int = 0
    value: float = 0.0
    unknown_rows: int = 0
    unknown_value: float = 0.0
    owners: int = 0  # as bits of 64 places
    unowned: int = 0
    records: int = 0  # of the certain rows, for an audit may answer twice for one record

    def plus(self, other: Tally) -> Tally:
        return Tally(self.rows + other.rows, self.value + other.value, self.unknown_rows + other.unknown_rows,
                     self.unknown_value + other.unknown_value, self.owners | other.owners, self.unowned + other.unowned,
                     self.records + other.records)


@dataclass
class Counts:
    """Everything counted in a run. Keys: (standard, settings, role) or (standard, settings), then the month."""

    tallies: dict[tuple[str, str, str], dict[str, Tally]] = field(default_factory=dict)
    unknown_both: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    categories: dict[tuple[str, str, str], dict[str, dict[str, float]]] = field(default_factory=dict)

    def months(self, standard: str, settings: str) -> list[str]:
        """Every dated month in which anything was counted."""
        found = {month for (name, which, role), months in self.tallies.items()
                 if (name, which) == (standard, settings) and role != "population_check" for month in months}
        return sorted(found - {UNDATED})

    def months_of(self, standard: str, settings: str, role: str) -> list[str]:
        """Every dated month with certain rows of one role."""
        return sorted(month for month, one in self.tallies.get((standard, settings, role), {}).items() if one.rows and month != UNDATED)

    def tally(self, standard: str, settings: str, role: str, months: Iterable[str] | None = None) -> Tally:
        """The rows of a role over the given months (all, and undated, without them) together."""
        found = self.tallies.get((standard, settings, role), {})
        whole = Tally()
        for month in found if months is None else months:
            whole = whole.plus(found.get(month, Tally()))
        return whole


TeamCounts = dict[str | None, Counts]


def read_counts(run: RunFolder) -> Counts:
    """What was counted, of the whole."""
    with _told(run) as connection:
        return _whole(connection, run)


def read_all_counts(run: RunFolder) -> tuple[Counts, TeamCounts]:
    """What was counted of the whole and, without the unknown and the categories, by team: by name, None at the end.

    A team's name has its force before it where there are several.
    """
    with _told(run) as connection:
        return _whole(connection, run), _by_team(connection, run)


@contextmanager
def _told(run: RunFolder) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the counted rows as they are told: the tables `owners` and `told`, its answers settled."""
    with run.connect() as connection:
        connection.execute(OWNERS, {"counted": run.counted})
        connection.execute(TOLD, {"counted": run.counted})
        settle_answers(connection)
        yield connection


def _whole(connection: duckdb.DuckDBPyConnection, run: RunFolder) -> Counts:
    counts = Counts()
    for _, standard, settings, role, period, *numbers in connection.execute(COUNTS.format(team="NULL")).fetchall():
        counts.tallies.setdefault((standard, settings, role), {})[period] = Tally(*numbers)
    for standard, settings, period, count in connection.execute(UNKNOWN_BOTH).fetchall():
        counts.unknown_both.setdefault((standard, settings), {})[period] = count
    for standard, settings, role, period, category, value in connection.execute(CATEGORIES, {"counted": run.counted}).fetchall():
        counts.categories.setdefault((standard, settings, role), {}).setdefault(period, {})[category] = value
    return counts


def _by_team(connection: duckdb.DuckDBPyConnection, run: RunFolder) -> TeamCounts:
    found: TeamCounts = {}
    for team, standard, settings, role, period, *numbers in connection.execute(
            COUNTS.format(team=team_words(len(run.forces) > 1))).fetchall():
        found.setdefault(team, Counts()).tallies.setdefault((standard, settings, role), {})[period] = Tally(*numbers)
    return dict(sorted(found.items(), key=lambda one: one[0] or "~"))


@dataclass(frozen=True)
class Ratio:
    """A ratio over records in one period. `per`: 100 makes a percentage. `whole`: the numerator is part of the denominator.

    denominator: what surely belongs to it, without the `undecided`, of which it cannot be told whether they are of the
    numerator. rows: the records of the denominator. unknown_*: what may belong to one side, or to both.
    """

    numerator: float
    denominator: float
    undecided: float = 0.0
    unknown_numerator: float = 0.0
    unknown_denominator: float = 0.0
    unknown_both: float = 0.0
    rows: int = 0
    per: int = 100
    whole: bool = True
    counts_only: bool = False
    mature: bool = True
    owners: int = 0
    unowned: int = 0

    @property
    def counted(self) -> int:
        """The records that the ratio rests on."""
        return self.rows

    @property
    def total(self) -> float:
        """Those, and what may be one of them."""
        return self.rows + self.unknown

    @property
    def few(self) -> bool:
        """Whether they are too few for a ratio, or those of too few owners."""
        return self.rows < FEWEST_DUTIES or few_owners(self.owners, self.unowned, self.rows)

    @property
    def why_no_rate(self) -> str | None:
        if self.counts_only:
            return COUNTS_ONLY
        if not self.denominator or not self.rows:
            return NO_RECORD
        if self.rows < FEWEST_DUTIES:
            return FEW_RECORDS
        return FEW_OWNERS if few_owners(self.owners, self.unowned, self.rows) else None

    @property
    def rate(self) -> float | None:
        """Numerator for one of the denominator (times `per` for show), or None where `why_no_rate` says why."""
        return None if self.why_no_rate else self.numerator / self.denominator

    @property
    def interval(self) -> Interval | None:
        """Wilson's, where each record is one and the numerator is a part of the denominator; else there is none."""
        countable = self.whole and self.denominator == self.rows and 0 <= self.numerator <= self.denominator
        return None if self.why_no_rate or not countable else wilson(self.numerator, self.denominator)

    @property
    def bounds(self) -> Interval | None:
        """The ratio if every unknown fell one way, and the other. None where there is no ratio."""
        if self.why_no_rate:
            return None
        (least, of), (most, among) = self.worst, self.best
        return Interval(least / of, most / among)

    @property
    def worst(self) -> tuple[float, float]:
        """Numerator and denominator if no unknown record were of the numerator, and all of the denominator."""
        return self.numerator, self.denominator + self.undecided + self.unknown_denominator

    @property
    def best(self) -> tuple[float, float]:
        """Both if every record that may be of the numerator were, and no other were of the denominator."""
        below = self.denominator + self.undecided + (self.unknown_both if self.whole else 0.0)
        return self.numerator + self.unknown_numerator, below

    @property
    def cases(self) -> Cases | None:
        """The records of the worst and the best case; None where there is no ratio, where it has no interval, and where more
        might be counted than they are counted among."""
        sound = self.interval is not None and self.best[0] <= self.best[1]
        return Cases(self.worst, self.best) if sound else None

    @property
    def limits(self) -> Interval | None:
        """From the lower limit of the worst case to the upper limit of the best, or None as `cases`."""
        return self.cases.limits() if self.cases else None

    @property
    def unknown(self) -> float:
        """What may be of either side, each once."""
        return self.unknown_numerator + self.unknown_denominator - (self.unknown_both if self.whole else 0.0)


def ratio(counts: Counts, standard: Standard, settings: str, months: Sequence[str], periods: Periods) -> Ratio:
    """The indicator over the given months together. It is mature only where every month is."""
    indicator = indicator_of(standard)
    above = counts.tally(standard.id, settings, "numerator", months)
    below = counts.tally(standard.id, settings, "denominator", months)
    undecided = counts.tally(standard.id, settings, UNDECIDED, months)
    if not is_part(indicator):  # another kind of record: what is unknown of the one says nothing of the other
        below, undecided = below.plus(undecided), Tally()
    both = counts.unknown_both.get((standard.id, settings), {})
    return Ratio(
        numerator=above.value, denominator=below.value, undecided=undecided.value, unknown_numerator=above.unknown_value,
        unknown_denominator=below.unknown_value, unknown_both=sum(both.get(month, 0) for month in months),
        rows=below.rows, per=indicator.per, whole=is_part(indicator), counts_only=indicator.counts_only,
        mature=all(periods.mature(month, indicator.matures_after) for month in months),
        owners=below.owners.bit_count(), unowned=below.unowned)


def is_part(indicator: Indicator) -> bool:
    """Whether what is counted is a part of what it is counted among, and not another kind of record beside it."""
    return indicator.basis == "cohort" or isinstance(indicator.numerator, Subset)


def indicator_of(standard: Standard) -> Indicator:
    if standard.indicator is None:
        raise ValueError(f"{standard.id} is a {standard.kind}, not an indicator")
    return standard.indicator


def categories(counts: Counts, standard: str, settings: str, role: str, months: Iterable[str]) -> dict[str, float]:
    """Category → value of one role (denominator, numerator) over the given months together, largest first."""
    found: dict[str, float] = {}
    for month in months:
        for category, value in counts.categories.get((standard, settings, role), {}).get(month, {}).items():
            found[category] = found.get(category, 0.0) + value
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


@dataclass(frozen=True)
class CapacityFigure:
    """What is in date against what is needed at the run's moment. Without rows for either it is not measured.

    of_group: it is that of one group of people, which has no rate where few are needed.
    """

    held: Tally
    needed: Tally
    of_group: bool = False

    @property
    def counted(self) -> int:
        return self.needed.rows

    @property
    def total(self) -> int:
        return self.needed.rows + self.needed.unknown_rows

    @property
    def few(self) -> bool:
        return self.counted < FEWEST_DUTIES or few_owners(self.needed.owners.bit_count(), self.needed.unowned, self.needed.rows)

    @property
    def why_no_rate(self) -> str | None:
        if self.of_group and self.few:
            return NO_RECORD if not self.counted else FEW_RECORDS if self.counted < FEWEST_DUTIES else FEW_OWNERS
        lacking = [word for word, tally in (("held", self.held), ("needed", self.needed))
                   if not tally.rows and not tally.unknown_rows]
        if lacking:
            return f"{NOT_MEASURED}: no record says what is {' or '.join(lacking)}"
        return None if self.needed.value else f"{NOT_MEASURED}: nothing is said to be needed"

    @property
    def rate(self) -> float | None:
        return None if self.why_no_rate else self.held.value / self.needed.value

    @property
    def bounds(self) -> Interval | None:
        if self.why_no_rate:
            return None
        return Interval(self.held.value / (self.needed.value + self.needed.unknown_value),
                        (self.held.value + self.held.unknown_value) / self.needed.value)

    @property
    def limits(self) -> Interval | None:
        """The bounds themselves: everybody is counted at one moment, so no chance of a sample stands beside them."""
        return self.bounds


def capacity(counts: Counts, standard: str, settings: str, of_group: bool = False) -> CapacityFigure:
    return CapacityFigure(counts.tally(standard, settings, "held"), counts.tally(standard, settings, "needed"), of_group)


@dataclass(frozen=True)
class PopulationCheckFigure:
    """An independent sign of records that the population missed. `material`: the share that would undo the measure."""

    title: str
    count: int
    unknown: int
    population: int
    material_share: float
    missing: tuple[str, ...] = ()  # what the records lack, without which nothing was checked

    @property
    def share(self) -> float | None:
        """Missed as a share of the population, or None where there is no population to compare with."""
        return self.count / self.population if self.population else None

    @property
    def material(self) -> bool:
        return self._above(self.count)

    @property
    def may_be_material(self) -> bool:
        """Whether it would be material if every unknown record were one that was missed."""
        return self._above(self.count + self.unknown)

    def _above(self, count: int) -> bool:
        return count / self.population > self.material_share if self.population else count > 0


def population_check(counts: Counts, standard: Standard, settings: str, months: Sequence[str] | None, population: int,
                     missing: Iterable[str] = ()) -> PopulationCheckFigure | None:
    """The check over the given months (with what has no month), or all of them; None where the standard has none.

    missing: the tables and columns of the check that the records lack.
    """
    check = standard.population_check
    if check is None:
        return None
    found = counts.tally(standard.id, settings, "population_check", None if months is None else [*months, UNDATED])
    material = share_of(check.material)
    assert material is not None, "the model holds it to a percentage"
    return PopulationCheckFigure(check.title, found.rows, found.unknown_rows, population, material, tuple(missing))


def share_of(text: str | None) -> float | None:
    """"90%" as 0.9, or None where the text is no percentage."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:%|per cent)\s*", text or "")
    return float(match[1]) / 100 if match else None
