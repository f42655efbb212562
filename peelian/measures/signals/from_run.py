"""A run's monthly counts, of the whole and by group: what signals are looked for in.

Whole months alone, mature ones of an indicator; the newest 36. All of one measure on one basis: duties by the month of their
deadline, or an indicator's own month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from peelian.duties.run_folder import RunFolder
from peelian.duties.truth import COUNTED, GOOD
from peelian.measures.counts import FALLEN_DUE, counting
from peelian.measures.figures import few_owners, team_words
from peelian.measures.indicators import Counts, TeamCounts, indicator_of, is_part, read_all_counts
from peelian.measures.periods import Periods, months_back, spoken_month
from peelian.measures.signals.change import Tally
from peelian.records.expressions import identifier, quoted
from peelian.standards.library import Library, SetApart
from peelian.standards.model import Each, Standard

MONTHS = 36
TEAM, AREA = "team", "area"
# One row for each month of a group and, with no month, one for the group as a whole, which says whose it is.
GROUPED = f"""
SELECT standard, period, part, count(*) FILTER (status IN ({', '.join(map(quoted, GOOD))})), count(*),
       count(DISTINCT owner_at_due), count(*) FILTER (owner_at_due IS NULL)
FROM (SELECT ledger.*, apart.part::VARCHAR AS part FROM read_parquet($ledger) AS ledger {{join}}
      WHERE settings = 'force' AND status IN ({', '.join(map(quoted, COUNTED))}) AND {FALLEN_DUE}
        AND period BETWEEN $first AND $last {{only}})
GROUP BY GROUPING SETS ((standard, period, part), (standard, part))
"""
# The same by what the cube of counts holds already.
CUBED = f"""
SELECT standard, period, part, coalesce(sum(duties) FILTER (status IN ({', '.join(map(quoted, GOOD))})), 0), sum(duties),
       bit_count(bit_or(owners::UBIGINT)), sum(unowned)
FROM (SELECT *, ({{part}})::VARCHAR AS part FROM read_parquet($cube)
      WHERE settings = 'force' AND fallen_due AND status IN ({', '.join(map(quoted, COUNTED))}) AND period BETWEEN $first AND $last)
GROUP BY GROUPING SETS ((standard, period, part), (standard, part))
"""
Groups = dict[str, dict[str, Tally]]
Counted = tuple[Counts, TeamCounts]  # of the whole, and by team


@dataclass
class Measured:
    """A measure's months, and by each thing that sets its records apart: group → months.

    pairs: it is a ratio of two kinds of record, and a tally holds how many there are of each. Groups that too few owners hold are
    left out, and so is a measure that is held by too few altogether: it would speak of persons. left_out: which months the
    extract's beginning alone may have moved, so that they are not looked at, and why; empty where all are.
    """

    standard: Standard
    months: dict[str, Tally] = field(default_factory=dict)
    groups: dict[str, Groups] = field(default_factory=dict)
    pairs: bool = False
    left_out: str = ""

    @property
    def followed(self) -> bool:
        """Whether its records are followed up to the run's moment: those of older months for longer, which alone may move it."""
        return self.standard.indicator is not None and self.standard.indicator.basis == "cohort"


def measured(run: RunFolder, library: Library, periods: Periods, counted: Counted | None = None) -> list[Measured]:
    """Every duty and every indicator that may have a ratio, where it counts anything, in the library's order."""
    found = {name: Measured(standard) for name, standard in library.standards.items()}
    _duties(run, library, periods, found)
    unlike = run.manifest["records"].get("unlike_at_first", {})
    _indicators(counted or read_all_counts(run), periods, found, unlike)
    return [one for one in found.values() if one.months]


def _duties(run: RunFolder, library: Library, periods: Periods, found: dict[str, Measured]) -> None:
    last = periods.latest_whole
    span = {"first": months_back(last, MONTHS - 1), "last": last}
    with counting(run, library) as connection:
        def cubed(part: str) -> dict[str, Groups]:
            return _grouped(connection.execute(CUBED.format(part=part), {"cube": run.measures, **span}).fetchall())

        for name, months in cubed(quoted("")).items():
            found[name].months = months.get("", {})
        for by, part in ((TEAM, team_words(len(run.forces) > 1)), (AREA, "area")):
            for name, groups in cubed(part).items():
                found[name].groups[by] = groups
        place = {"ledger": run.ledger, "as_at": run.as_at, **span}
        for apart in library.about.set_apart_by:
            for join, names in _paths(library, apart, run).items():
                only = f"AND standard IN ({', '.join(map(quoted, names))})"
                rows = connection.execute(GROUPED.format(join=join, only=only), place).fetchall()
                for name, groups in _grouped(rows).items():
                    found[name].groups[apart.title] = groups


def _grouped(rows: list[tuple]) -> dict[str, Groups]:
    """Standard → group → month → tally. A group that is not recorded is none."""
    personal = {(standard, group) for standard, month, group, _, counted, owners, unowned in rows
                if month is None and few_owners(owners, unowned, counted)}
    found: dict[str, Groups] = {}
    for standard, month, group, good, counted, *_ in rows:
        if month is not None and group is not None and (standard, group) not in personal:
            found.setdefault(standard, {}).setdefault(group, {})[month] = Tally(good, counted - good)
    return found


def _paths(library: Library, apart: SetApart, run: RunFolder) -> dict[str, list[str]]:
    """SQL that joins duties to the value that sets them apart → the standards whose duties it leads there: over the record that
    started the duty, over one to which that record's own link leads, or over the subject. Only where the records hold the table
    and the columns."""
    name, _, column = apart.column.partition(".")
    table = library.tables[name]
    held = _columns(run, name)
    if len(table.key) != 1 or not {column, table.key[0]} <= held:
        return {}
    found: dict[str, list[str]] = {}
    for standard in library.standards.values():
        place = next(iter(_steps(library, standard, name, run)), None)
        if place is not None:
            rows = _file(run, name)
            value, key = f"held.{identifier(column)}", f"held.{identifier(table.key[0])}"
            found.setdefault(place.format(rows=rows, value=value, key=key), []).append(standard.id)
    return found


def _steps(library: Library, standard: Standard, name: str, run: RunFolder) -> Iterator[str]:
    each = standard.each.record if isinstance(standard.each, Each) else standard.each
    triggers = [each] if isinstance(each, str) else list(each or [])
    straight = "JOIN (SELECT DISTINCT {{key}} AS id, {{value}} AS part FROM {{rows}} AS held) AS apart ON apart.id = {on}"
    linked = ("JOIN (SELECT trigger.{key} AS id, {{value}} AS part FROM {{rows}} AS held JOIN {file} AS trigger "
              "ON trigger.{link} = {{key}}) AS apart ON apart.id = {on}")
    for number, trigger in enumerate(triggers):
        on = f"split_part(ledger.trigger_id, '|', {number + 1})"
        if trigger == name:
            yield straight.format(on=on)
        table = library.tables.get(trigger)
        for column_name, column in (table.columns.items() if table else ()):
            if column.link and column.link.partition(".")[0] == name and table and len(table.key) == 1 \
                    and {column_name, table.key[0]} <= _columns(run, trigger):
                yield linked.format(key=identifier(table.key[0]), file=_file(run, trigger), link=identifier(column_name), on=on)
    if standard.subject == name:
        yield straight.format(on="ledger.subject_id")


def _file(run: RunFolder, table: str) -> str:
    return f"read_parquet({quoted(str(run.path / 'records' / f'{table}.parquet'))})"


def _columns(run: RunFolder, table: str) -> set[str]:
    import pyarrow.parquet as pq

    path = run.path / "records" / f"{table}.parquet"
    return set(pq.read_schema(path).names) if path.is_file() else set()


def _indicators(counted: Counted, periods: Periods, found: dict[str, Measured], unlike: dict[str, dict[str, Any]]) -> None:
    """unlike: as in the accounting of the records."""
    counts, teams = counted
    for one in found.values():
        if one.standard.indicator is None or one.standard.indicator.counts_only:
            continue
        one.pairs = not is_part(one.standard.indicator)
        first, one.left_out = _first_like_the_rest(counts, one, unlike)
        one.months = _ratio_months(counts, one, periods, first)
        if one.months and not one.pairs:
            groups = {team: _ratio_months(of, one, periods, first) for team, of in teams.items() if team}
            one.groups[TEAM] = {team: months for team, months in groups.items() if months}


def _first_like_the_rest(counts: Counts, one: Measured, unlike: dict[str, dict[str, Any]]) -> tuple[str, str]:
    """The first month that is looked at, and why none before it; empty where the extract's beginning moves nothing."""
    each = indicator_of(one.standard).denominator.each
    edges = [unlike[table] for table in ([each] if isinstance(each, str) else each) if table in unlike]
    months = counts.months(one.standard.id, "force")
    if not edges or not months:
        return "", ""
    longest = max(edges, key=lambda edge: int(edge["months"]))
    first = months_back(min(months), -int(longest["months"]))
    return first, f"Months before {spoken_month(first)} are not looked at: {str(longest['because']).strip()}"


def _ratio_months(counts: Counts, one: Measured, periods: Periods, first: str) -> dict[str, Tally]:
    """Empty where too few owners hold it, and where a record of a share may count for more or less than one."""
    name, last = one.standard.id, periods.latest_mature(indicator_of(one.standard).matures_after)
    months = [month for month in counts.months(name, "force") if max(first, months_back(last, MONTHS - 1)) <= month <= last]
    below = counts.tally(name, "force", "denominator", months)
    if not months or few_owners(below.owners.bit_count(), below.unowned, below.rows) or (not one.pairs and below.value != below.rows):
        return {}
    made = {}
    for month in months:
        above, of = (counts.tally(name, "force", role, [month]).value for role in ("numerator", "denominator"))
        made[month] = Tally(above, of) if one.pairs else Tally(above, max(0.0, of - above))
    return made
