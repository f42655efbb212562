"""Why one duty has its status: clause by clause true, false, unknown or not reached, with the records used."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peelian.clocks import NEVER, spoken_length, spoken_moment
from peelian.duties.reference import ledger_row
from peelian.duties.reference.conditions import Truth, own_truth, truth
from peelian.duties.reference.duties import Counts, Duty, duties_of
from peelian.duties.reference.proofs import gather
from peelian.duties.reference.world import World, value_of
from peelian.duties.run_folder import open_run
from peelian.duties.slices import rows_of_duty
from peelian.duties.truth import LINES, NEVER_LINES
from peelian.problems import did_you_mean, problem
from peelian.standards.library import Library
from peelian.standards.prose import condition, moment, proof, rule_sentence, words
from peelian.standards.rules import ALWAYS, Node, Rule

SAID = {True: "true", False: "false", None: "unknown"}


@dataclass
class Clauses:
    """The clauses answered while one part of a rule was evaluated."""

    told: list[tuple[str, Truth, tuple[tuple[str, str], ...]]] = field(default_factory=list)

    def watch(self, place: str, answer: bool | None, records: Any) -> None:
        entry = (place, answer, tuple(records))
        if entry not in self.told:
            self.told.append(entry)


def explain(run: Path, duty_id: str) -> str:
    """The explanation of one duty of a run, as text. Raises Problems where the run or the duty does not exist."""
    folder = open_run(run)
    library = folder.library()
    rule, duty, world = find_duty(run, duty_id, library, folder.as_at_micros)
    return "\n".join(_told(rule, duty, world, library.about.zone))


def find_duty(run: Path, duty_id: str, library: Library, as_at: int) -> tuple[Rule, Duty, World]:
    """The duty evaluated again by the reference, from the rows that it stands on."""
    plain = duty_id.removesuffix("@library")
    standard, _, rest = plain.partition("|")
    if standard not in library.files:
        raise problem("duty", f"'{duty_id}': '{standard}' is not a standard of {library.about.name}.",
                      did_you_mean(standard, library.files))
    wanted = "library" if duty_id.endswith("@library") else "force"
    for rule in library.resolve({standard})[standard].duties:
        if rule.settings != wanted:
            continue
        for cut in [index for index, letter in enumerate(rest + "|") if letter == "|"]:
            rows = rows_of_duty(rule, run / "records", library.tables, rest[:cut])
            world = World(library.tables, rows, library.calendar, as_at)
            for duty in duties_of(rule, world, Counts()):
                if ledger_row(duty, world)["duty_id"] == duty_id:
                    return rule, duty, world
    raise problem("duty", f"'{duty_id}' is not a duty of this run.", "Copy a duty_id from `peelian worklist`.")


def _told(rule: Rule, duty: Duty, world: World, zone: str) -> list[str]:
    row = ledger_row(duty, world)
    reason = f" ({duty.reason})" if duty.reason else ""
    lines = [f"{row['duty_id']}: {duty.status}{reason}", "", rule_sentence(rule), ""]
    lines += [f"Subject: {words(rule.subject_type)} {row['subject_id']}, triggered by {row['trigger_id']}; "
              f"edition in force from {rule.edition}.",
              f"As at {spoken_moment(world.as_at, zone)}.", ""]
    lines += _section("Population", rule.where, duty, world)
    lines.append(f"Start: {moment(rule.clock.starts)}: {_when(duty.start.lo, duty.start.hi, zone)}")
    lines.append(f"Deadline: {_when(duty.deadline.lo, duty.deadline.hi, zone)}")
    for when, _ in rule.clock.lengths:
        if when is not None:
            lines += _section("  Choice of length", when, duty, world)
    lines += _proofs(rule, duty, world, zone)
    for excuse in rule.excuses:
        lines += _section(f"Exception “{excuse.reason}”", excuse.when, duty, world)
    for end in rule.ends:
        lines += _section(f"End “{end.reason}” ({moment(end.at)})", end.when, duty, world)
    lines += ["", "The status, line by line (the first that is not false decides):", *_lines(duty)]
    if duty.status in ("overdue",) and duty.deadline.hi < NEVER:
        lines.append(f"Overdue by {spoken_length(world.as_at - duty.deadline.hi)}.")
    lines += ["", "Records used:", *_records(duty, world)]
    return lines


def _section(title: str, node: Node, duty: Duty, world: World) -> list[str]:
    """One condition: its own answer, then every clause in it."""
    if node == ALWAYS:
        return [f"{title}: always"]
    clauses = Clauses()
    world.watch = clauses.watch
    answer = truth(node, duty.trigger.context, world)
    world.watch = None
    lines = [f"{title}: {SAID[answer]} — {condition(node, duty.rule.frame.base)}"]
    return lines + [f"  {SAID[one]}: {place}{_used(records)}" for place, one, records in clauses.told]


def _used(records: tuple[tuple[str, str], ...]) -> str:
    return f" [{', '.join(f'{table} {key}' for table, key in records)}]" if records else ""


def _proofs(rule: Rule, duty: Duty, world: World, zone: str) -> list[str]:
    lines = []
    for group in rule.proofs:
        for step in group:
            lines.append(f"Proof: {proof(step)}")
        found = gather(rule, group, duty.trigger.context, duty.trigger.id or "", world)
        for one in sorted(found.candidates, key=lambda one: (one.span.lo, one.id)):
            chosen = " ← the proof" if one.id == duty.found.id and one.span.lo == duty.found.d_lo else ""
            sure = "could be the proof" if not one.certain else "counts" if chosen else "is one"
            early = " (before the start)" if one.span.hi < duty.start.lo and not one.early else ""
            named = f"{one.table or 'moment'} {one.id} at {spoken_moment(one.span.lo, zone)}"
            lines.append(f"  {named}: {sure}{early}{chosen}")
        lines += _rejected(group, duty, world, zone)
        if found.unlinked:
            lines.append(f"  {len(found.unlinked)} records without a link could be the proof, where in the window.")
        if not found.candidates:
            lines.append("  No such record.")
    return lines


def _rejected(group: Any, duty: Duty, world: World, zone: str) -> list[str]:
    """Linked rows that are no proof, with the clause that says so."""
    lines = []
    for step in group:
        if step.rows is None or step.rows.at is None:
            continue
        columns = tuple(column for column, _ in step.rows.keys)
        values = tuple(value_of(duty.trigger.context, ref) for _, ref in step.rows.keys)
        for row in world.matching(step.rows.frame.base, columns, values):
            clauses = Clauses()
            world.watch = clauses.watch
            answer = own_truth(step.rows, row, world)
            world.watch = None
            if answer is False and row.get(step.rows.at) is not None:
                failed = ", ".join(place for place, one, _ in clauses.told if one is False)
                name = step.rows.frame.base
                lines.append(f"  {name} {world.key(name, row)} at {spoken_moment(row[step.rows.at].lo, zone)}: "
                             f"no proof; false: {failed}")
    return lines


def _lines(duty: Duty) -> list[str]:
    table = NEVER_LINES if duty.rule.clock.never else LINES
    if not duty.answers:
        return [f"  unknown: {duty.reason}", *(f"  not reached: {line.question}" for line in table)]
    shown, decided = [], False
    for line, answer in zip(table, duty.answers, strict=True):
        shown.append(f"  {'not reached' if decided else SAID[answer]}: {line.question}"
                     + ("" if decided or answer is False else f" → {duty.status}"))
        decided = decided or answer is not False
    return shown


def _when(lo: int, hi: int, zone: str) -> str:
    if lo == -NEVER:
        return "not known"
    if lo >= NEVER:
        return "not yet"
    if hi == lo:
        return spoken_moment(lo, zone)
    return f"between {spoken_moment(lo, zone)} and {'no known end' if hi >= NEVER else spoken_moment(hi, zone)}"


def _records(duty: Duty, world: World) -> list[str]:
    lines = []
    used = [(table, row) for table, row in duty.trigger.context.items() if row is not None]
    if duty.found.table:
        used += [(duty.found.table, row) for row in world.rows[duty.found.table]
                 if world.key(duty.found.table, row) == duty.found.id]
    for table, row in used:
        shown = {name: value for name, value in row.items() if value is not None}
        values = ", ".join(f"{name}={_value(value)}" for name, value in shown.items())
        lines.append(f"  {table}: {values}")
    return lines


def _value(value: Any) -> str:
    from peelian.duties.reference.sight import Span

    if not isinstance(value, Span):
        return str(value)
    from peelian.clocks import moment as as_datetime

    if value.lo == -NEVER:
        return "unknown"
    text = as_datetime(value.lo).isoformat(sep=" ") + "Z"
    return text if value.hi == value.lo else f"{text} to {as_datetime(value.hi).isoformat(sep=' ')}Z"
