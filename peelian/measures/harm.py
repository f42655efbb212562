"""Who causes most harm: what people were shown to have done, weighed by a library's index of severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peelian.clocks import spoken_moment
from peelian.duties.run_folder import RunFolder
from peelian.measures.breakdown.paths import Held
from peelian.measures.chart_text import many, number, percent
from peelian.measures.periods import first_day, months_back, periods_of
from peelian.problems import problem
from peelian.records.expressions import identifier, quoted
from peelian.standards.library import Library
from peelian.standards.severity import Severity, link_to, read_severities

MONTHS = 24  # what lies longer back says less of what a person does now


@dataclass(frozen=True)
class Person:
    """A person by pseudonym. things: how many they were shown to have done; weight: of all together; managed: known to be, or not."""

    person: str
    things: int
    weight: float
    managed: bool


@dataclass(frozen=True)
class Harm:
    """people: by weight, the most first. not_weighed: things whose value has no weight. since: local month, YYYY-MM."""

    index: Severity
    people: Sequence[Person]
    not_weighed: int
    since: str

    @property
    def weight(self) -> float:
        return sum(one.weight for one in self.people)


def harm_of(run: RunFolder, library: Library | None = None, months: int = MONTHS) -> Harm:
    """By the library's first index, over the newest months up to the run's moment. What was entered or came later is left out.

    Raises Problems where the library has no index, or the records lack what it needs.
    """
    library = run.library(library)
    indexes = read_severities(library.path, library.tables)
    if not indexes:
        raise problem(library.path / "severity", "holds no index of severity.", "Add one: docs/explanation/harm.md says how.")
    index = indexes[0]
    since = months_back(periods_of(run).month, months - 1)
    with run.connect() as connection:
        weights = ", ".join(f"({quoted(value)}, {one.weight}::DOUBLE)" for one in index.weights for value in one.values)
        connection.execute(f"CREATE TEMP TABLE weights AS SELECT * FROM (VALUES {weights}) AS w(value, weight)")
        query = _query(run, library, index)
        rows = connection.execute(query, {"as_at": run.as_at, "since": first_day(since)}).fetchall()
    people = [Person(str(who), things, weight, managed) for who, things, weight, _, managed in rows if weight]
    return Harm(index, people, sum(missing for *_, missing, _ in rows), since)


def _query(run: RunFolder, library: Library, index: Severity) -> str:
    held = Held(run, library.tables)
    _refuse_lacking(run, held, index)
    table, _, column = index.by.partition(".")
    key, link = library.tables[table].key[0], str(link_to(library.tables[index.each], table))
    kept = [f"thing.{identifier(str(library.tables[table].happened))} BETWEEN $since AND $as_at", held.known(index.each, "part"),
            held.known(table, "thing")]
    kept += [f"NOT coalesce(thing.{identifier(one.partition('.')[2])} <= $as_at, false)" for one in index.leave_out]
    if index.proved_by is not None:
        proof, same = index.proved_by, identifier(index.proved_by.same)
        values = ", ".join(map(quoted, proof.values))
        kept.append(f"EXISTS (SELECT 1 FROM {_rows(held, proof.table)} AS proof WHERE proof.{same} = part.{same} "
                    f"AND proof.{identifier(proof.column)} IN ({values}) AND {held.known(proof.table, 'proof')})")
    managed = "false"
    place = index.managed_in
    if place is not None and not held.lacking(place.table, index.who, place.begins, place.until):
        who = identifier(index.who)
        managed = (f"EXISTS (SELECT 1 FROM {_rows(held, place.table)} AS care WHERE care.{who} = done.who "
                   f"AND care.{identifier(place.begins)} <= $as_at AND coalesce(care.{identifier(place.until)} > $as_at, true))")
    return f"""
    SELECT who, count(*), coalesce(sum(weight), 0), count(*) FILTER (weight IS NULL), {managed}
    FROM (SELECT DISTINCT part.{identifier(index.who)} AS who, thing.{identifier(key)} AS thing, weights.weight
          FROM {_rows(held, index.each)} AS part JOIN {_rows(held, table)} AS thing ON part.{identifier(link)} = thing.{identifier(key)}
          LEFT JOIN weights ON weights.value = thing.{identifier(column)} WHERE {" AND ".join(kept)}) AS done
    WHERE who IS NOT NULL GROUP BY who ORDER BY 3 DESC, who"""


def _refuse_lacking(run: RunFolder, held: Held, index: Severity) -> None:
    table, _, column = index.by.partition(".")
    lacking = [*held.lacking(index.each, index.who), *held.lacking(table, column, *(one.partition(".")[2] for one in index.leave_out))]
    if index.proved_by is not None:
        lacking += held.lacking(index.proved_by.table, index.proved_by.same, index.proved_by.column)
    if lacking:
        raise problem(run.path / "records", f"harm cannot be weighed: the records lack {', '.join(lacking)}.",
                      "Assess records that hold it.")


def _rows(held: Held, table: str) -> str:
    return f"read_parquet({quoted(str(held.file(table)))})"


def told(found: Harm, run: RunFolder, most: int = 20) -> str:
    """Those who cause the most, how much of all is theirs and how many are managed, as plain text. Internal: it names people by
    pseudonym."""
    marked = f"OFFICIAL-SENSITIVE. {run.made_up_sentence}".strip()
    if not found.people:
        return f"{marked}\nNobody was shown to have done anything that has a weight."
    first = found.people[:most]
    share = sum(one.weight for one in first) / found.weight
    managed = sum(one.managed for one in first)
    lines = [marked, f"{found.index.title}, by what people were shown to have done from {found.since} to "
             f"{spoken_moment(run.as_at_micros, run.zone)}.",
             f"{many(len(found.people), 'person', 'people')}, together {number(round(found.weight, 1))}. The first {len(first)} cause "
             f"{percent(share)} of it; {number(managed)} of them {'is' if managed == 1 else 'are'} managed.", ""]
    wide = max(len("person"), *(len(one.person) for one in first))
    lines.append(f"{'person':<{wide}}  {'things':>6}  {'weight':>8}  managed")
    lines += [f"{one.person:<{wide}}  {one.things:>6,}  {one.weight:>8,.1f}  {'yes' if one.managed else 'no'}" for one in first]
    if found.not_weighed:
        lines.append(f"{many(found.not_weighed, 'thing has', 'things have')} no weight in this index and count for nothing.")
    return "\n".join([*lines, "", " ".join(found.index.note.split())])
