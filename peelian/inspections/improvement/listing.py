"""How improvements stand, for a terminal: a list, and one of them in full with its history."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from peelian.clocks import micros, spoken_day, spoken_moment
from peelian.duties.worklist import printable
from peelian.inspections.improvement.days import local_day
from peelian.inspections.improvement.events import Event, Improvement, person
from peelian.inspections.improvement.lifecycle import lifecycle
from peelian.inspections.improvement.model import ExitTest, Source
from peelian.inspections.improvement.recheck import KEPT, PARTS, VERDICTS, check_due, shown
from peelian.inspections.improvement.store import read_register
from peelian.inspections.improvement.words import RegisterWords
from peelian.problems import did_you_mean, problem

CLAIMED = "As at that day by the days that people gave (--on). For what had been written down by a day: --known-at."

FORMULA = frozenset("=+-@＝＋－＠")  # what a spreadsheet may take for the beginning of a formula, in either width


@dataclass(frozen=True)
class Row:
    """One improvement in a list. Its days are those of the service's zone."""

    id: str
    force: str
    state: str
    since: str
    level: str
    title: str
    owner: str
    deadline: str
    exit_test: str


def state_words(one: Improvement) -> str:
    """The state, and beside what was verified or closed whether made-up records are all that speaks for it."""
    made_up = one.proof_made_up or (one.last_result is not None and one.last_result.made_up)
    mark = " (made-up records)" if made_up and one.state in KEPT else ""
    return f"{lifecycle().title(one.state)}{mark}"


def row(one: Improvement, zone: str, say: Callable[[date], str] = date.isoformat) -> Row:
    """say: how its days are told."""
    asked = one.deadline
    by = (say(asked.by) if asked.by else asked.words) if asked else ""
    return Row(one.id, one.proposal.force, state_words(one), say(local_day(one.since, zone)), one.level or "",
               one.proposal.called, one.owner or "", by, test_words(one, zone))


def test_words(one: Improvement, zone: str) -> str:
    """How the exit test stands, in a few words."""
    if one.exit_test is None:
        return "none yet"
    if one.exit_test.cannot_be_measured:
        return "cannot be measured"
    marks = "".join(f" ({mark})" for mark in test_marks(one, zone))
    if one.last_result is None:
        return f"not rechecked yet{marks}"
    return f"{VERDICTS[one.last_result.verdict]}{' (made-up records)' if one.last_result.made_up else ''}{marks}"


def test_marks(one: Improvement, zone: str) -> list[str]:
    """What a reader must know of an exit test before its verdict: that it was changed, or asks less than the usual."""
    test, marks = one.exit_test, []
    if test is None or not test.measures:
        return []
    if one.exit_test_changed and one.exit_test_at:
        marks.append("the test was changed since it was accepted, the last time on "
                     f"{spoken_day(local_day(one.exit_test_at, zone))}{_written_later(one, zone)}")
    if not test.special_cause:
        marks.append("it may be chance: no special cause is asked")
    unwatched = [name for name in ("excused", "lapsed") if name not in test.watch]
    return [*marks, f"what is {' and '.join(unwatched)} is not watched"] if unwatched else marks


def _written_later(one: Improvement, zone: str) -> str:
    """When the test was written down, where that was after the day that is given for it."""
    said, kept = (local_day(at, zone) if at else None for at in (one.exit_test_at, one.exit_test_recorded_at))
    return f", written down on {spoken_day(kept)}" if said and kept and kept > said else ""


def counted_from_update(one: Improvement) -> bool:
    """Whether its deadline was counted from the last update of its page, for want of a day of publication."""
    asked, source = one.deadline, one.proposal.source
    return bool(asked and asked.counted_from and source.published is None and asked.counted_from == source.updated)


def listed(store: Path, force: str | None, state: str | None, owner: str | None, as_at: datetime | None, format: str, zone: str,
           known_at: datetime | None = None) -> str:
    """The register as a table, csv or json, as it stands or stood (see `read_register`). Raises Problems for a state that is none."""
    if state is not None and state not in (*lifecycle().states, "open"):
        raise problem("--state", f"'{state}' is no state.", did_you_mean(state, ["open", *lifecycle().states]))
    found = [one for one in read_register(store, as_at, known_at).standing.values()
             if (force is None or one.proposal.force == force) and (owner is None or person(one.owner or "") == person(owner))
             and (state is None or one.state == state or (state == "open" and lifecycle().open(one.state)))]
    rows = [row(one, zone, spoken_day if format == "table" else date.isoformat) for one in found]
    if format == "json":
        return json.dumps([asdict(one) for one in rows], indent=1, ensure_ascii=False)
    if format == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(Row.__dataclass_fields__)
        writer.writerows([safe_cell(cell) for cell in asdict(one).values()] for one in rows)
        return out.getvalue().rstrip("\n")
    note = f"\n{CLAIMED}" if as_at is not None and known_at is None else ""
    if not rows:
        return f"The register holds no such improvement.{note}"
    return as_text(["ID", "STATE", "SINCE", "WHAT SHOULD IMPROVE", "OWNER", "ASKED BY", "EXIT TEST"],
                   [[one.id, one.state, one.since, one.title, one.owner, one.deadline, one.exit_test] for one in rows]) + note


def safe_cell(text: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    words = str(text)
    return f"'{words}" if words[:1] in ("\t", "\r", "\n") or words.lstrip()[:1] in FORMULA else words


def as_text(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table for a terminal, its longest column folded."""
    import shutil

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="")
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading in ("ID", "SINCE"))
    for cells in rows:
        table.add_row(*(Text(printable(cell)) for cell in cells))
    out = io.StringIO()
    Console(file=out, width=max(shutil.get_terminal_size((150, 40)).columns, 100)).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def shown_in_full(store: Path, name: str, as_at: datetime | None, words: RegisterWords, zone: str,
                  known_at: datetime | None = None) -> str:
    """One improvement with its plan, exit test, last recheck and history. Raises Problems where there is none."""
    one = read_register(store, as_at, known_at).one(name)
    said, lines = one.proposal, []
    lines += [f"{one.id}: {said.called}", f"State: {state_words(one)} since {_moment(one.since, zone)}"]
    lines += [f"What should improve: {said.text}"] if said.text != said.called else []
    lines += [f"To put right: {said.cause}"] if said.cause else []
    lines += [f"Force: {said.force}"] + ([f"Level: {words.level_title(one.level)}"] if one.level else [])
    lines += [f"From: {said.source.kind}, {said.source.name}{_days_of(said.source)}", f"Owner: {one.owner or 'nobody yet'}"]
    if one.deadline:
        counted = (f", counted from {spoken_day(one.deadline.counted_from)}, when the page was last updated: it does not say when it "
                   "was published" if one.deadline.counted_from and counted_from_update(one) else "")
        by = spoken_day(one.deadline.by) if one.deadline.by else "not certain"
        lines.append(f"Asked by: {by} (\"{one.deadline.words}\"){counted}")
    lines += [f"Replaced by: {one.replacement}"] if one.replacement else []
    lines += [f"Closed without proof: {one.closed_without_proof}"] if one.closed_without_proof else []
    for number, planned in enumerate(one.plan, start=1):
        action = planned.action
        by = f" by {spoken_day(action.due)}" if action.due else ""
        who = f" ({action.who})" if action.who else ""
        done = f"done {spoken_day(local_day(planned.done_at, zone))}" if planned.done_at else "not done"
        lines.append(f"Action {number}: {action.action}{by}{who}: {done}")
    lines += [f"Evidence: {words}" for words in one.evidence]
    lines += _test_lines(one.exit_test)
    lines += _result_lines(one, zone)
    due = check_due(one)
    lines += [f"To be checked again from {spoken_day(local_day(due, zone))}"] if due else []
    may = ", ".join(lifecycle().may_follow(one.state))
    lines += [f"What may follow: {may or 'nothing'}", "History:"]
    lines += [_event_line(event, zone) for event in one.history]
    lines += [CLAIMED] if as_at is not None and known_at is None else []
    return "\n".join(printable(line) for line in lines)


def _days_of(source: Source) -> str:
    """When it was published and when its page was last updated, as far as either is known."""
    published = f", published {spoken_day(source.published)}" if source.published else ""
    return f"{published}, last updated {spoken_day(source.updated)}" if source.updated else published


def _test_lines(test: ExitTest | None) -> list[str]:
    if test is None:
        return ["Exit test: none yet"]
    if test.cannot_be_measured:
        return [f"Exit test: cannot be measured: {test.cannot_be_measured}"]
    lines = []
    for one in test.measures:
        side = f"lower limit above {one.at_least}" if one.at_least else f"upper limit below {one.at_most}"
        chance = ", more than chance" if test.special_cause else ""
        lines.append(f"Exit test: {one.words}: {side} in each of {test.months} months, {test.duties:,} or more in them{chance}")
    guards = f"; guards that may not get worse: {', '.join(test.guards)}" if test.guards else ""
    baseline = f"baseline {test.baseline.first} to {test.baseline.last}" if test.baseline else ""
    return [*lines, f"    {baseline}; checked again {test.check_again_after} after it is closed{guards}"]


def _result_lines(one: Improvement, zone: str) -> list[str]:
    result = one.last_result
    if result is None:
        return []
    made_up = " (made-up records)" if result.made_up else ""
    day = spoken_day(local_day(result.as_at, zone))
    lines = [f"Last recheck: {VERDICTS[result.verdict]}, by the run {result.run} as at {day}{made_up}"]
    lines += [f"    {part.of}, {PARTS[part.part]}: {VERDICTS[part.verdict]}: {part.words}" for part in result.conditions]
    return lines + [f"    {reading.of}: {shown(reading.rate)}, baseline {shown(reading.baseline_rate)}" for reading in result.readings]


def _event_line(event: Event, zone: str) -> str:
    late = f" (written down {_moment(event.recorded_at, zone)})" if abs((event.recorded_at - event.at).total_seconds()) > 86_400 else ""
    there = "" if (entry := event.details.entry) is None else "".join([
        f": '{entry.status}'", f" by {entry.who}" if entry.who else "", f": {entry.comment}" if entry.comment else ""])
    why = f"{there}: {event.why}" if event.why else there
    return f"    {_moment(event.at, zone)}{late} {event.who}: {event.command} → {lifecycle().title(event.to).lower()}{why}"


def _moment(at: datetime, zone: str) -> str:
    """A moment in local words; of what is known to the day only, the day: a register's own dates are kept as the beginning of
    the day in UTC, and a day given with `--on` as its last microsecond here."""
    local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    day = local_day(at, zone) if at.time() == time.min or local.time() == time.max else None
    return spoken_day(day) if day else spoken_moment(micros(at), zone)
