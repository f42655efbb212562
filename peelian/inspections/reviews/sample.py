"""Rows of a run to check by hand: drawn by a seed, from every stratum, what stands outside the rate among them.

The strata are what the checker may find wrong in different ways: done in time, not done in time, each way of standing outside
the rate, and records of which no duty was made. The draw is the order of SHA-256 over seed and row, so anyone can draw it again.
docs/how-to/check_by_hand.md says how.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from peelian.clocks import micros, spoken_moment
from peelian.duties.run_folder import RunFolder
from peelian.duties.source_links import key_sql, source_links
from peelian.duties.truth import COUNTED as IN_A_RATE
from peelian.duties.truth import NOT_GOOD
from peelian.measures.counts import FALLEN_DUE, counting
from peelian.measures.periods import Month, periods_of
from peelian.problems import did_you_mean, problem
from peelian.records.tables import Table
from peelian.standards.library import Library
from peelian.standards.rules import trigger_of

MOST = 2_000
IN_RATE = ("met", "not met in time", "in the numerator", "in the denominator alone")
NO_DUTY, NOT_COUNTED = "no duty", "not counted"
BACKLOG, EARLY = "overdue from before", "settled early"
STRATA = (*IN_RATE, "excused", "lapsed", "cannot tell", "due", BACKLOG, EARLY, NO_DUTY, NOT_COUNTED)
WEIGHTS = dict.fromkeys(IN_RATE, 3.0)  # of the others each has 1: with 50 rows and all nine of a duty, some 12 each
MEANING = {
    "met": "done by the deadline", "not met in time": "late, missed or overdue", "excused": "outside the rate, with a reason",
    "lapsed": "stopped being owed before the deadline", "cannot tell": "the records do not say", "due": "still to come",
    BACKLOG: "still owed, and fell due before the months of the rate", EARLY: "settled, and in no rate until its deadline is over",
    NO_DUTY: "no duty was made of the record", NOT_COUNTED: "the record is not counted",
    "in the numerator": "counted, and of the kind that the ratio is of", "in the denominator alone": "counted, and not of that kind",
}


@dataclass(frozen=True)
class Drawn:
    """One row. id: the duty, or the record where there is none. Moments are local words."""

    stratum: str
    id: str
    subject: str
    says: str
    started: str = ""
    due: str = ""
    done: str = ""
    proof: str = ""
    source_link: str = ""


@dataclass(frozen=True)
class Sample:
    """A draw. sizes: how many rows each stratum holds. not_listed: what could not be drawn from, in words."""

    standard: str
    title: str
    n: int
    seed: str
    period: str
    sizes: Mapping[str, int]
    rows: tuple[Drawn, ...]
    not_listed: str = ""

    @property
    def drawn(self) -> dict[str, int]:
        """Stratum → how many were drawn."""
        return {name: sum(row.stratum == name for row in self.rows) for name in self.sizes}


def draw(run: RunFolder, library: Library, standard: str, n: int, seed: str) -> Sample:
    """n rows of a standard's duties, or of the records that an indicator counts, or all where there are fewer.

    Raises Problems where there is nothing to draw from.
    """
    _refuse(run, library, standard, n)
    periods = periods_of(run)
    indicator = library.standards[standard].indicator
    matures = indicator.matures_after if indicator else None
    months = periods.twelve_to(periods.latest_mature(matures) if matures else periods.month)
    with counting(run, library) as connection:
        if indicator:
            connection.execute(COUNTED, {"counted": run.counted, "standard": standard, "months": months})
        else:
            connection.execute(DUTIES, {"ledger": run.ledger, "standard": standard, "months": months, "as_at": run.as_at,
                                        "not_good": list(NOT_GOOD), "in_a_rate": list(IN_A_RATE)})
        not_listed = _records_without(connection, run, library, standard, periods.span(months[0], months[-1]))
        sizes = dict(connection.execute("SELECT stratum, count(*) FROM drawable GROUP BY stratum").fetchall())
        sizes = {name: sizes[name] for name in STRATA if name in sizes}
        if not sizes:
            raise problem("--standard", f"'{standard}' has no duty and no record in these twelve months.", "Choose another standard.")
        chosen = []
        for name, wanted in allocation(sizes, n).items():
            chosen += connection.execute(ORDERED, [f"{seed}|", name, wanted]).to_arrow_table().to_pylist()
    links = source_links(run, library, [(row["subject_type"], row["subject_id"]) for row in chosen])
    rows = tuple(_drawn(row, run, links.get((row["subject_type"], row["subject_id"]), "")) for row in chosen)
    title = library.standards[standard].title
    return Sample(standard, title, n, seed, periods.words(months), sizes, rows, not_listed)


# What fell due in the twelve months, and what is live now whenever it fell due. Only what the rate of these months counts is met or
# not met in time: these two are weighed as the figure.
DUTIES = f"""
CREATE TEMP TABLE drawable AS
SELECT CASE WHEN list_contains($in_a_rate, status) AND NOT (list_contains($months, period) AND {FALLEN_DUE})
            THEN CASE WHEN status = 'overdue' THEN '{BACKLOG}' ELSE '{EARLY}' END
            WHEN status = 'met' THEN 'met' WHEN list_contains($not_good, status) THEN 'not met in time'
            ELSE replace(status, '_', ' ') END AS stratum,
       duty_id AS id, subject_type, subject_id, status, reason, started_at, due_at, done_at, proof_id
FROM read_parquet($ledger) WHERE standard = $standard AND settings = 'force'
AND (list_contains($months, period) OR status IN ('due', 'overdue') OR period = 'undated')
"""
# Each record once: whether it is of the numerator, which may be records of another table; what is unknown cannot be told.
COUNTED = """
CREATE TEMP TABLE drawable AS
WITH rows AS (SELECT record_type, record_id, role, truth FROM read_parquet($counted) WHERE standard = $standard AND settings = 'force'
              AND list_contains($months, period) AND role IN ('denominator', 'numerator') AND truth IS NOT FALSE)
SELECT CASE WHEN bool_or(truth IS NULL) THEN 'cannot tell' WHEN bool_or(role = 'numerator') THEN 'in the numerator'
            ELSE 'in the denominator alone' END AS stratum,
       record_type || ' ' || record_id AS id, record_type AS subject_type, record_id AS subject_id, 'counted' AS status, '' AS reason,
       NULL::TIMESTAMP AS started_at, NULL::TIMESTAMP AS due_at, NULL::TIMESTAMP AS done_at, NULL::VARCHAR AS proof_id
FROM rows GROUP BY record_type, record_id
"""
ORDERED = "SELECT * FROM drawable WHERE stratum = $2 ORDER BY sha256($1 || id), id LIMIT $3"
# A trigger's id begins with its record's key; the parts of both are joined by "|". Where a standard has several kinds of trigger, the
# duty's id names which before it: keys of two tables may be alike.
WITHOUT = """
INSERT INTO drawable
SELECT '{without}', $table || ' ' || key_, $table, key_, '{without}', '', NULL, NULL, NULL, NULL
FROM (SELECT {key} AS key_, {happened} AS at_ FROM read_parquet($records))
WHERE (at_ IS NULL OR at_ BETWEEN $begins AND $ends) AND key_ NOT IN ({known})
"""
OF_LEDGER = """

  SELECT array_to_string(list_slice(parts, 1, length_), '|')
  FROM (SELECT DISTINCT string_split(trigger_id, '|') AS parts FROM read_parquet($ledger)
        WHERE standard = $standard AND settings = 'force' AND trigger_id IS NOT NULL
              AND len(list_filter($ways, lambda way: starts_with(duty_id, standard || '|' || subject_id || '|' || way))) > 0),
       LATERAL (SELECT unnest(range(1, len(parts) + 1)) AS length_)
"""
OF_COUNTED = "SELECT record_id FROM read_parquet($ledger) WHERE standard = $standard AND record_type = $table AND truth IS NOT FALSE"


def _records_without(connection: duckdb.DuckDBPyConnection, run: RunFolder, library: Library, standard: str,
                     months: Sequence[Month]) -> str:
    """Add the records of these months of which no duty was made, or that are not counted. Returns what cannot be listed, in words."""
    resolved = library.resolve({standard})[standard]
    rules = [rule for rule in resolved.duties if rule.settings == "force"]
    counted = [rule for rule in resolved.counted if rule.settings == "force" and rule.role == "denominator"]
    if any(rule.period is not None for rule in rules):
        return "Its duties arise for each person and month, not from single records, so records without a duty cannot be listed."
    absent = []
    for base in dict.fromkeys([*(rule.frame.base for rule in rules), *(rule.frame.base for rule in counted)]):
        path = run.path / "records" / f"{base}.parquet"
        if not path.is_file():
            absent.append(base)
            continue
        happened = _known(connection, library.tables[base], str(path))
        ways = {"ways": sorted({trigger_of(rule) for rule in rules if rule.frame.base == base})} if rules else {}
        query = WITHOUT.format(without=NO_DUTY if rules else NOT_COUNTED, key=key_sql(library.tables[base]), happened=happened,
                               known=OF_LEDGER if rules else OF_COUNTED)
        connection.execute(query, {"table": base, "records": str(path), "ledger": run.ledger if rules else run.counted,
                                   "standard": standard, "begins": months[0].begins, "ends": min(months[-1].ends, run.as_at)} | ways)
    return f"The run holds no records of {', '.join(absent)}, so those without a duty cannot be listed." if absent else ""


def _known(connection: duckdb.DuckDBPyConnection, table: Table, path: str) -> str:
    """The column that says when a row happened, or NULL."""
    name = table.happened
    return f'"{name}"' if name and name in connection.read_parquet(path).columns else "NULL::TIMESTAMP"


def allocation(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """How many to draw from each stratum: by WEIGHTS, at least one where n allows it, never more than there are.

    What a small stratum cannot take goes to the others. By largest remainder, so that the sum is n or all there are.
    """
    taken = dict.fromkeys(sizes, 0)
    left = min(n, sum(sizes.values()))
    while left:
        open_ = [name for name in sizes if taken[name] < sizes[name]]
        whole = sum(WEIGHTS.get(name, 1.0) for name in open_)
        shares = {name: left * WEIGHTS.get(name, 1.0) / whole for name in open_}
        given = {name: min(int(shares[name]), sizes[name] - taken[name]) for name in open_}
        if not any(given.values()):  # fewer left than strata: one each, those with the largest shares first
            for name in sorted(open_, key=lambda one: (taken[one] > 0, -shares[one]))[:left]:
                given[name] = 1
        for name, count in given.items():
            taken[name] += count
        left -= sum(given.values())
    return taken


def _drawn(row: Mapping[str, Any], run: RunFolder, link: str) -> Drawn:
    def local(name: str) -> str:
        return "" if row[name] is None else spoken_moment(micros(row[name]), run.zone)

    status = str(row["status"]).replace("_", " ")
    says = f"{status} ({row['reason']})" if row["reason"] else status
    return Drawn(row["stratum"], row["id"], f"{str(row['subject_type']).replace('_', ' ')} {row['subject_id']}", says,
                 local("started_at"), local("due_at"), local("done_at"), row["proof_id"] or "", link)


def _refuse(run: RunFolder, library: Library, standard: str, n: int) -> None:
    if standard not in library.files:
        raise problem("--standard", f"'{standard}' is not a standard of this run's library.", did_you_mean(standard, library.files))
    if not 1 <= n <= MOST:
        raise problem("--n", f"{n} is not from 1 to {MOST:,}.", "50 is usual.")
    kind = library.standards[standard].kind
    if kind not in ("duty", "indicator"):
        raise problem("--standard", f"'{standard}' is of the kind {kind}: it has no rows to check one by one.",
                      "Choose a standard that owes something, or an indicator.")
    if run.manifest["by_standard"].get(standard, {}).get("verdict") == "cannot":
        raise problem("--standard", f"'{standard}' could not be measured with these records.",
                      "The report's page \"Not measured\" says what they lack.")
