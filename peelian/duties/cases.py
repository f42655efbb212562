"""Worked cases: small made-up records and the duties expected, beside each standard, and which clauses they reach.

A case writes moments in the service's local time ("2017-03-09 14:05"), with an offset where the hour happens twice
("2017-10-29 01:30 +00:00"), or more coarsely: "2017-03-09" is a day and "2017-03" a month.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from peelian.clocks import EARLIEST, LATEST_DAY, add_months, micros, moment
from peelian.duties.reference import evaluate
from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.records.tables import LATEST, Column, Table
from peelian.standards.library import Library
from peelian.standards.needs import related_of_moment
from peelian.standards.rules import All, Node, Resolved, Rule, tests
from peelian.unfinished import whole
from peelian.yaml_file import Place, YamlFile, read_yaml

MOMENTS = ("started_at", "due_at", "due_latest", "done_at", "ended_at", "excused_at", "proof_entered_at", "happened_at")


class Case(BaseModel):
    """One case: the records, the run's moment, and every duty (or counted row) that must come of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(description="what the case shows")
    why: str | None = Field(None, description="why it matters")
    as_at: str = Field(description="the run's moment, as 2021-07-31 or 2021-07-31 14:05")
    records: dict[str, list[dict[str, Any]]] = Field(description="table: its rows, each a block of column: value")
    expect: list[dict[str, Any]] = Field(default_factory=list, description="each duty: ledger columns that must be so")
    counts: dict[str, float] = Field(default_factory=dict, description="role -> sum of the certain rows' values")


class CaseFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    cases: list[Case] = Field(description="small made-up records, and the duties expected of them")


@dataclass
class Coverage:
    """For each clause of a standard, the answers that the cases have given."""

    seen: dict[str, set[bool | None]] = field(default_factory=lambda: defaultdict(set))
    clauses: list[str] = field(default_factory=list)

    def missing(self) -> list[tuple[str, str]]:
        """(clause, "never true" or "never false")."""
        return [(clause, f"never {word}") for clause in self.clauses
                for word, answer in (("true", True), ("false", False)) if answer not in self.seen[clause]]

    @property
    def share(self) -> float:
        wanted = 2 * len(self.clauses)
        return 1.0 if not wanted else 1 - len(self.missing()) / wanted


def instant(text: object, zone: str) -> tuple[int, int]:
    """(lo, hi) microseconds of a moment as a case writes it. Raises ValueError saying what would be right."""
    words = str(text).strip()
    local = ZoneInfo(zone)
    coarse = re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", words)
    if coarse is None:
        return _exact(words, local)
    try:
        first = date.fromisoformat(words if coarse[1] else f"{words}-01")
    except ValueError:
        raise ValueError(f"'{words}' is no day of the calendar") from None
    last = first + timedelta(days=1) if coarse[1] else add_months(first, 1)
    begins, ends = (micros(datetime(day.year, day.month, day.day, tzinfo=local)) for day in (first, last))
    return begins, ends - 1


def _exact(words: str, local: ZoneInfo) -> tuple[int, int]:
    try:
        found = datetime.fromisoformat(words.replace(" +", "+").replace(" -", "-"))
    except ValueError:
        raise ValueError(f"'{words}' is not a moment; write 2017-03-09 14:05, 2017-03-09 or 2017-03") from None
    if found.tzinfo is None:
        early, late = found.replace(tzinfo=local, fold=0), found.replace(tzinfo=local, fold=1)
        if early.utcoffset() != late.utcoffset():
            raise ValueError(f"'{words}' happens twice, or never, on the night the clocks change; add its offset")
        found = early
    value = micros(found)
    return value, value


def literal_rows(records: Mapping[str, Sequence[Mapping[str, Any]]], tables: dict[str, Table], zone: str,
                 file: YamlFile | None = None, place: Place = ()) -> dict[str, list[dict[str, Any]]]:
    """Rows as a person writes them, as an engine reads them. Raises Problems for unknown tables, columns, values."""
    problems: list[Problem] = []
    found: dict[str, list[dict[str, Any]]] = {}

    def wrong(at: Place, what: str, mend: str = "") -> None:
        where = file.at((*place, *at)) if file else ".".join(str(step) for step in at)
        problems.append(Problem(where, what, mend))

    for name, rows in records.items():
        if name not in tables:
            wrong((name,), f"'{name}' is not a table.", did_you_mean(name, tables))
            continue
        found[name] = []
        for index, row in enumerate(rows):
            made: dict[str, Any] = {}
            for word, value in row.items():
                column = tables[name].column(word)
                if column is None:
                    wrong((name, index, word), f"'{word}' is not a column of {name}.",
                          did_you_mean(word, tables[name].all_columns))
                    continue
                try:
                    made.update(_literal(word, value, column, zone))
                except ValueError as error:
                    wrong((name, index, word), f"{error}.")
            for word, column in tables[name].columns.items():
                if made.get(word) is None and column.blank_means is not None:
                    made[word] = column.blank_means
            found[name].append(made)
    if problems:
        raise Problems(problems)
    return found


def _literal(word: str, value: Any, column: Column, zone: str) -> dict[str, Any]:
    if value is None:
        return {word: None}
    if column.is_moment:
        day = str(value).strip()[:10]  # years have four digits, so days sort as their words do
        if day > LATEST_DAY.isoformat() or day < EARLIEST.isoformat()[:len(day)]:
            if column.planned and day.startswith("9999-"):
                return {word: None}  # as reading takes it
            raise ValueError(f"the year of '{value}' is out of range: from {EARLIEST} to {LATEST_DAY}")
        lo, hi = instant(value, zone)
        if column.type == "date" and hi == lo:
            raise ValueError(f"'{value}' should be a day, as 2017-03-09")
        return {word: lo, word + LATEST: hi} if hi > lo else {word: lo}
    if column.type == "bool" and not isinstance(value, bool):
        raise ValueError(f"'{value}' should be true or false")
    if column.type in ("int", "num"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"'{value}' should be a number")
        return {word: value}
    if column.type == "bool":
        return {word: value}
    if column.type == "enum" and str(value) not in (column.values or []):
        raise ValueError(f"'{value}' is not a value of {word} ({did_you_mean(str(value), column.values or [])})")
    return {word: str(value)}


def check_cases(library: Library, standard: str) -> None:
    """Hold the cases beside a standard to the tables, without running them. Raises Problems with all that is wrong."""
    path = _cases_path(library, standard)
    if path.is_file():
        whole(CaseFile, read_yaml(path), lambda found, file: _case_problems(library, found.cases, file))


def _case_problems(library: Library, cases: Sequence[Case], file: YamlFile) -> list[Problem]:
    """What the records and the moments of cases name that is not there, before any is run."""
    problems: list[Problem] = []
    for index, case in enumerate(cases):
        try:
            literal_rows(case.records, library.tables, library.about.zone, file, ("cases", index, "records"))
        except Problems as wrong:
            problems.extend(wrong.problems)
        try:
            instant(case.as_at, library.about.zone)
        except ValueError as error:
            problems.append(Problem(file.at(("cases", index, "as_at")), f"{error}."))
    return problems


def read_cases(library: Library, standard: str) -> tuple[YamlFile, list[Case]] | None:
    """The cases beside a standard's file, or None where it has none."""
    path = _cases_path(library, standard)
    if not path.is_file():
        return None
    file = read_yaml(path)
    return file, whole(CaseFile, file, lambda *_: ()).cases


def _cases_path(library: Library, standard: str) -> Path:
    source = library.files[standard].path
    return source.with_name(source.stem + ".cases.yaml")


def run_cases(library: Library, standard: str, resolved: Resolved) -> tuple[list[Problem], Coverage, int]:
    """Every case of a standard on the reference: what differs from what was expected, the coverage, how many ran."""
    coverage = Coverage(clauses=clauses_of(resolved))
    read = read_cases(library, standard)
    if read is None:
        mend = f"Write {_cases_path(library, standard).name} beside it."
        return [Problem(str(library.files[standard].path), "has no worked cases.", mend)], coverage, 0
    file, cases = read
    problems: list[Problem] = []
    for index, case in enumerate(cases):
        try:
            problems.extend(_run_case(library, resolved, file, index, case, coverage))
        except Problems as found:
            problems.extend(found.problems)
    return problems, coverage, len(cases)


def _run_case(library: Library, resolved: Resolved, file: YamlFile, index: int, case: Case,
              coverage: Coverage) -> list[Problem]:
    place: Place = ("cases", index)
    zone = library.about.zone
    rows = literal_rows(case.records, library.tables, zone, file, (*place, "records"))
    try:
        as_at = instant(case.as_at, zone)[1]
    except ValueError as error:
        return [Problem(file.at((*place, "as_at")), f"{error}.")]
    ledger, counted = evaluate(resolved.duties, resolved.counted, library.tables, rows, library.calendar, as_at,
                               lambda clause, answer, _: coverage.seen[clause].add(answer))

    def at(*inside: str | int) -> str:
        return file.at((*place, *inside))

    name = f"case '{case.name}'"
    return [*compare_duties(at, name, case.expect, ledger, zone), *compare_counts(at, name, case.counts, sums_of(counted))]


def compare_duties(at: Callable[..., str], name: str, expect: Sequence[Mapping[str, Any]], ledger: list[dict[str, Any]],
                   zone: str) -> list[Problem]:
    """What differs between the duties expected, as a case writes them, and the ledger's at the force's own values.

    at: where a step of the expectation stands, for messages. zone: of the moments that are expected.
    """
    problems = []
    left = [row for row in ledger if row["settings"] == "force"]
    for index, wanted in enumerate(expect):
        where = at("expect", index)
        try:
            expected = {word: _expected(word, value, zone) for word, value in wanted.items()}
        except ValueError as error:
            problems.append(Problem(where, f"{error}."))
            continue
        unknown = [word for word in expected if left and word not in left[0]]
        if unknown:
            problems.append(Problem(where, f"'{unknown[0]}' is not a column of the ledger.",
                                    did_you_mean(unknown[0], left[0])))
            continue
        match = next((row for row in left if all(row[word] == value for word, value in expected.items())), None)
        if match is None:
            made = "; ".join(_shown(row, expected, zone) for row in left) or "no duty"
            problems.append(Problem(where, f"{name}: expected {wanted}, but the records make: {made}."))
        else:
            left.remove(match)
    if left and not problems:
        extra = "; ".join(_shown(row, {"duty_id": 1, "status": 1, "due_at": 1}, zone) for row in left)
        problems.append(Problem(at(), f"{name}: not expected: {extra}.", "Add or prevent them."))
    return problems


def _expected(word: str, value: Any, zone: str) -> Any:
    if value is None or word not in MOMENTS:
        return value if value is None or isinstance(value, bool) else str(value)
    lo, hi = instant(value, zone)
    return hi if word in ("due_at", "due_latest") and hi > lo else lo


def _shown(row: dict[str, Any], words: Mapping[str, Any], zone: str) -> str:
    parts = []
    for word in dict.fromkeys(["status", "reason", *words]):
        value = row.get(word)
        if word in MOMENTS and value is not None:
            local = moment(value).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
            value = local.strftime("%Y-%m-%d %H:%M:%S")
        if value not in (None, ""):
            parts.append(f"{word} {value}")
    return ", ".join(parts)


def compare_counts(at: Callable[..., str], name: str, counts: Mapping[str, float], sums: Mapping[str, float]) -> list[Problem]:
    """What differs between the counts expected, by role, and the sums (`sums_of`)."""
    return [Problem(at("counts", role), f"{name}: expected {role} {wanted:g}, but it is {sums.get(role, 0.0):g}.")
            for role, wanted in counts.items() if sums.get(role, 0.0) != wanted]


def sums_of(counted: list[dict[str, Any]]) -> dict[str, float]:
    """Role -> the sum of its certain rows' values, and role_unknown -> how many rows may count."""
    sums: dict[str, float] = defaultdict(float)
    for row in counted:
        if row["truth"] and row["settings"] == "force":
            sums[row["role"]] += row["value"] or 0.0
        elif row["truth"] is None:
            sums[f"{row['role']}_unknown"] += 1
    return dict(sums)


def clauses_of(resolved: Resolved) -> list[str]:
    """Every clause of a standard, by its place in the file."""
    found: dict[str, None] = {}
    for rule in resolved.duties:
        for node in nodes_of(rule):
            found.update((leaf.place, None) for leaf in tests(node))
        for group in rule.proofs:
            for step in group:
                if step.rows is not None:
                    found.update((tie.place, None) for tie in step.rows.correlations)
    for counted in resolved.counted:
        found.update((leaf.place, None) for leaf in tests(counted.where))
    return list(found)


def nodes_of(rule: Rule) -> list[Node]:
    """Every condition of a rule."""
    nodes: list[Node] = [rule.where, *(one.when for one in rule.excuses), *(one.when for one in rule.ends)]
    nodes += [when for when, _ in rule.risk_when] + [when for when, _ in rule.clock.lengths if when is not None]
    nodes += [step.rows.where for group in rule.proofs for step in group if step.rows is not None]
    nodes += [one.where for one in (rule.period, rule.nth) if one is not None]
    moments = [rule.clock.starts, rule.clock.deadline, *(rule.clock.pause or ()), *(one.at for one in rule.ends),
               *(one.at for one in rule.excuses), *(step.moment for group in rule.proofs for step in group)]
    nodes += [rows.where for one in moments for rows in related_of_moment(one)]
    return [node for node in nodes if node != All(())]



def unproved(library: Library, standard: str, coverage: Coverage) -> list[Problem]:
    """Each clause that no case makes true, or none makes false, with its line in the standard's file."""
    file = library.files[standard]
    lines = {".".join(map(str, place)): place for place in file.lines}
    return [Problem(file.at(lines.get(clause, ())), f"{clause} is {word} in any case.", "Add a case in which it is.")
            for clause, word in coverage.missing()]


def report_cases(path: Path, standard: str | None = None) -> tuple[str, bool]:
    """Run the worked cases of one standard, or of all: a line for each, what differs, and what no case reaches.

    Returns the text and whether every case holds with every clause both true and false. Raises Problems for whatever is
    wrong with the library, and for one that holds no standard: nothing would be proved by it.
    """
    from peelian.standards.listing import known_standard, sound_library

    library = sound_library(path)
    names = [known_standard(library, standard).id] if standard else list(library.files)
    if not names:
        raise problem(path / "standards", "holds no standard, so there is no case to run.",
                      "Write standards/<theme>/<id>.yaml, and <id>.cases.yaml beside it.")
    resolved = library.resolve(set(names))
    lines, wrong, ran, clauses, missed = [], 0, 0, 0, 0
    for name in sorted(names):
        problems, coverage, count = run_cases(library, name, resolved[name])
        missing = unproved(library, name, coverage)
        lines.append(f"{name}: {_counted(count, 'case')}, clause coverage {_whole_percent(coverage.share)}")
        lines += [f"  {one}" for one in [*problems, *missing]]
        wrong += len(problems) + len(missing)
        ran, clauses, missed = ran + count, clauses + len(coverage.clauses), missed + len(missing)
    share = 1 - missed / (2 * clauses) if clauses else 1.0
    lines.append(f"{_counted(ran, 'case')} of {_counted(len(names), 'standard')}; {_counted(clauses, 'clause')}, "
                 f"each both true and false: {_whole_percent(share)}.")
    lines += [f"{_counted(wrong, 'problem')} to mend, told above."] if wrong else []
    return "\n".join(lines), not wrong


def _whole_percent(share: float) -> str:
    """Rounded down: one clause of a thousand that is not proved is not 100%."""
    return f"{int(share * 100 + 1e-9)}%"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
