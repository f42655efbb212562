"""The plan: standards compiled to queries that give exactly the ledger of the reference evaluator.

What rules ask of related rows is gathered for all of them together, in one pass over each table. Then each standard is
one query over that and over the few columns of its own tables, its rows sorted and written as they come: memory stays
flat, progress is by standard, and a run can be stopped between any two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from peelian.clocks import LocalCalendar
from peelian.duties.engines import Engine
from peelian.duties.ledger import COUNTED_COLUMNS, LEDGER_COLUMNS
from peelian.duties.plan.no_duty import WORDS, told
from peelian.duties.plan.plan import Plan, Progress, Queries, made
from peelian.duties.plan.write import Sink
from peelian.records.tables import Table
from peelian.standards.rules import CountedRule, Rule


@dataclass
class PlanResult:
    """ledger and counted: Arrow tables, where nothing was written. rows: how many of each. statuses: duties by status.

    counts: by standard, rows that made no duty: outside its population; of it no_key, not_started, no_edition. outline and
    sql: the plan in words and as queries, where it was asked for.
    """

    ledger: pa.Table | None = None
    counted: pa.Table | None = None
    rows: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    outline: str = ""
    sql: str = ""


@dataclass
class Plans:
    """Plans kept within a process for other records that are evaluated alike: writing the queries of a small run takes longer than
    answering them. The oldest is let go of."""

    most: int = 4
    _kept: list[tuple[object, Plan]] = field(default_factory=list)

    def plan(self, dialect: str, rules: Sequence[Rule], counted: Sequence[CountedRule], tables: Mapping[str, Table],
             present: Mapping[str, set[str]], calendar: LocalCalendar, as_at: int) -> Plan:
        """The same as `Plan`, or one that was made of the same."""
        columns = {name: frozenset(there) for name, there in present.items()}
        same = (dialect, tuple(rules), tuple(counted), tables, columns, calendar, as_at)
        for known, plan in self._kept:
            if known == same:
                return plan
        plan = Plan(dialect, rules, counted, tables, present, calendar, as_at)
        self._kept = [*self._kept, (same, plan)][-self.most:]
        return plan


def evaluate(engine: Engine, rules: Sequence[Rule], counted: Sequence[CountedRule], tables: Mapping[str, Table],
             columns_present: Mapping[str, set[str]], calendar: LocalCalendar, as_at: int, out: Path | None = None,
             progress: Progress | None = None, described: bool = False, plans: Plans | None = None) -> PlanResult:
    """Evaluate the rules over the engine's records as at a moment (microseconds, UTC).

    Writes ledger.parquet and counted.parquet under `out`, or gives them back as Arrow tables where `out` is None.
    progress is told (step, done, of). described: give the plan as text, too. plans: those of earlier evaluations. Every table and
    column that a rule needs must be among columns_present.
    """
    tell = progress or (lambda step, done, of: None)
    plan = (plans or Plans()).plan(engine.dialect, rules, counted, tables, columns_present, calendar, as_at)
    _prepare(plan, engine, tell)
    result = PlanResult()
    result.counts = {name: dict.fromkeys(WORDS, 0) for name in plan.standards()}
    for standards, query in plan.made_none:
        for standard, word, number in told(standards, engine.row(query)):
            result.counts[standard][word] += number
    with Sink(out / "ledger.parquet" if out else None, LEDGER_COLUMNS, "status") as ledger:
        for done, (standard, queries) in enumerate(_ahead(plan.standards(), plan.duties)):
            tell("Evaluating standards", done, len(plan.rules))
            _write(engine, queries, ledger, result.counts[standard])
        tell("Evaluating standards", len(plan.rules), len(plan.rules))
    with Sink(out / "counted.parquet" if out else None, COUNTED_COLUMNS, "role") as counts:
        for done, (_, queries) in enumerate(_ahead(sorted(plan.counted), plan.counted_rows)):
            tell("Counting records", done, len(plan.counted))
            _write(engine, queries, counts)
        tell("Counting records", len(plan.counted), len(plan.counted))
    result.ledger, result.counted = ledger.table, counts.table
    result.rows = {"ledger": ledger.rows, "counted": counts.rows}
    result.statuses = dict(sorted(ledger.tally.items()))
    if described:
        result.outline, result.sql = _described(plan)
    return result


def _described(plan: Plan) -> tuple[str, str]:
    """The plan as text: what is made in which order, and each step's SQL as it was run."""
    dialect = plan.dialect
    outline, queries = ["What all standards share:"], []
    for stage in plan.common.made:
        outline.append(f"  {stage.name}: {stage.says}{'' if stage.kept else ' (a view)'}")
        queries.append(f"-- {stage.name}: {stage.says}\n{_pretty(stage.sql, dialect)};")
    for standards, sql in plan.made_none:
        outline.append(f"Rows that make no duty, counted together: {', '.join(standards)}")
        queries.append(f"-- rows that make no duty: {', '.join(standards)}\n{_pretty(sql, dialect)};")
    for word, names, query in (("Duties", plan.standards(), plan.duties), ("Counted records", sorted(plan.counted),
                                                                            plan.counted_rows)):
        if names:
            outline.append(f"{word}, a query for each standard:")
        for name in names:
            own, (whole, *_) = query(name)
            steps = ", ".join(stage.name for stage in own)
            outline.append(f"  {name}" + (f" (by way of {steps})" if steps else ""))
            queries += [f"-- {name}, {stage.name}: {stage.says}\n{_pretty(stage.sql, dialect)};" for stage in own]
            queries.append(f"-- {name}: its rows\n{_pretty(whole, dialect)};")
    return "\n".join(outline), "\n\n".join(queries)


def _prepare(plan: Plan, engine: Engine, tell: Progress) -> None:
    """Make what all standards share: first the records as the run sees them, then local time for their span."""
    import pyarrow as pa

    engine.load("nothing", pa.table({"nothing": pa.array([0], pa.int64())}))
    for done, stage in enumerate(plan.common.made):
        tell("Reading records", done, len(plan.common.made))
        engine.make(stage.name, stage.sql, view=not stage.kept)
    tell("Reading records", len(plan.common.made), len(plan.common.made))
    for heard, query in plan.questions:
        heard(engine.row(query))
    plan.leave_out(engine.extents.of)
    for name, table in plan.day_tables(*plan.extents(engine.extents.of)).items():
        engine.load(name, table)


def _ahead(standards: Sequence[str], made: Callable[[str], Queries]) -> Iterator[tuple[str, Queries]]:
    """Each standard with its queries, the next ones being written while the engine answers those before."""
    with ThreadPoolExecutor(1) as writer:
        following = [writer.submit(made, standard) for standard in standards[:1]]
        for index, standard in enumerate(standards):
            queries = following.pop().result()
            following += [writer.submit(made, one) for one in standards[index + 1:index + 2]]
            yield standard, queries


def _write(engine: Engine, queries: Queries, sink: Sink, counts: dict[str, int] | None = None) -> None:
    """Write the rows of the first query; the others add to the counts."""
    tables, (rows, *counting) = queries
    with made(engine, tables):
        for sql in counting:
            for word, number in engine.row(sql).items():
                if counts is not None:
                    counts[word] += number
        for batch in engine.batches(rows, sink.schema):
            sink.take(batch)


def _pretty(sql: str, dialect: str) -> str:
    import sqlglot

    return sqlglot.parse_one(sql, dialect=dialect).sql(dialect=dialect, pretty=True)
