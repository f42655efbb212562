"""A register in the shape that others keep it: one row for each dated entry, in CSV or a workbook, in and out.

Reading one begins improvements and records what their register said, dated as it said it. What is read twice is kept once;
for what somebody here answers for, their register no longer decides.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from peelian.inspections.improvement.days import local_day
from peelian.inspections.improvement.doing import Doing, dated, deadline_asked, model_of
from peelian.inspections.improvement.events import Details, Entry, Improvement
from peelian.inspections.improvement.lifecycle import lifecycle
from peelian.inspections.improvement.listing import state_words, test_words
from peelian.inspections.improvement.model import ExitTest, Proposal, Source, shorter
from peelian.inspections.improvement.sheets import SheetRow, read_rows, write_rows
from peelian.inspections.improvement.store import Register, change, read_register
from peelian.inspections.improvement.words import RegisterWords
from peelian.inspections.read.written import read_inspections
from peelian.problems import Problem, Problems, problem, shortened

COLUMNS = ("id", "force", "report_title", "published", "updated", "level", "cause_of_concern", "recommendation", "national", "deadline",
           "date", "status", "comment", "who", "owner", "exit_test_written", "state", "exit_test")
READ = COLUMNS[:16]  # the last two say how it stands here
FACTS = (*COLUMNS[1:10], "exit_test_written")  # what every row of one id says alike, or leaves blank
WRITTEN = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
# As the public register's own pages show a history: [on] a day [status] a word [comment] words.
SHORTCODES = re.compile(r"\[on\](?P<on>.*?)\[status\](?P<status>.*?)(?:\[comment\](?P<comment>.*?))?(?=\[on\]|$)", re.DOTALL)
CLOSING = re.compile(r"\[/\w+\]")


@dataclass
class Recommendation:
    """One improvement as the file has it."""

    place: str
    proposal: Proposal
    entries: list[Entry] = field(default_factory=list)


def import_register(act: Doing, path: Path, force: str | None, words: RegisterWords, zone: str) -> str:
    """Read a file into the register, all of it or none. force: where the file has no such column. zone: the service's.
    Returns what was done.

    Raises Problems for everything in the file that cannot be right, each with its row.
    """
    found, ignored = read_recommendations(path, force, words)
    said: list[str] = []

    def command(register: Register) -> None:
        begun = recorded = 0
        problems: list[Problem] = []
        there = {_same(one.proposal): one.id for one in register.standing.values() if one.state != "superseded"}
        for one in found:
            try:
                if (twin := there.get(_same(one.proposal), one.proposal.improvement)) != one.proposal.improvement:
                    raise problem(str(one.proposal.improvement), f"{one.proposal.force} has this recommendation already: {twin}.",
                                  "Each force has it once.")
                is_new, entries, kept_apart = _take_in(act, register, one, words, zone)
                begun, recorded = begun + is_new, recorded + entries
                said.extend([kept_apart] if kept_apart else [])
            except Problems as wrong:
                problems += [Problem(one.place, f"{told.place}: {told.what}", told.mend) for told in wrong.problems]
        if problems:
            raise Problems(problems)
        said.insert(0, f"Read {len(found):,} recommendations: {begun:,} new, {recorded:,} dated entries added.")

    change(act.store, command, create=True)
    if ignored:
        said.append(f"Not read: the columns {', '.join(ignored)}.")
    return "\n".join(said)


def read_recommendations(path: Path, force: str | None, words: RegisterWords) -> tuple[list[Recommendation], list[str]]:
    """What a file holds, and the columns of it that mean nothing here. Raises Problems with every row that is wrong."""
    columns, rows = _read_entry(path) if path.suffix.lower() == ".json" else read_rows(path)
    lacking = [name for name in ("id", "report_title", "recommendation") if name not in columns]
    if force is None and "force" not in columns:
        lacking.append("force")
    if lacking:
        raise problem(path, f"has no column {', '.join(f'{name!r}' for name in lacking)}.",
                      f"Columns that are read: {', '.join(READ)}, history. A file of one force may leave it out: say --force.")
    if not rows:
        raise problem(path, "holds no row.", "Its first row names the columns; each further row is an entry.")
    problems: list[Problem] = []
    by_key: dict[tuple[str, str], list[SheetRow]] = {}
    for row in rows:
        key = row.cells["id"], row.cells.get("force") or force or ""
        if all(key):
            by_key.setdefault(key, []).append(row)
        else:
            problems.append(Problem(row.place, f"has no {'id' if not key[0] else 'force'}.", "Every row names both."))
    several = {id for id, _ in by_key if sum(other == id for other, _ in by_key) > 1}
    found: list[Recommendation] = []
    for (id, whose), group in by_key.items():
        try:
            found.append(_recommendation(f"{id}-{whose}" if id in several else id, id if id in several else "", whose, group, words))
        except Problems as wrong:
            problems += wrong.problems
    problems += list(_standing_twice(found))
    if problems:
        raise Problems(problems)
    ignored = [name for name in columns if name not in (*COLUMNS, "history")]
    return _with_nationals(found), ignored


def _read_entry(path: Path) -> tuple[list[str], list[SheetRow]]:
    """One entry of a register as `peelian read` wrote it, as the rows of a file. Raises Problems for another kind of page."""
    read, *others = read_inspections(path)
    entry = None if others else read.register_entry
    if entry is None or entry.id is None:
        raise problem(path, "is not an entry of a register with its number.", "Propose what an inspection asks with "
                      "`peelian improve add --from-inspection`.")
    asked = " ".join(one.text for cause in read.causes_of_concern for one in cause.recommendations)
    causes = " ".join(cause.text for cause in read.causes_of_concern)
    facts = {"id": entry.id, "force": read.force.code if read.force else "", "report_title": entry.report or "not said",
             "cause_of_concern": causes if asked else "", "recommendation": asked or causes}
    steps = [{"date": step.date.isoformat(), "status": step.status, "comment": step.comment or ""}
             for step in entry.history if step.date and step.status]
    return [*facts, "date", "status", "comment"], [SheetRow(path.name, {**facts, **step}) for step in steps or [{}]]


def _recommendation(name: str, national: str, force: str, rows: Sequence[SheetRow], words: RegisterWords) -> Recommendation:
    facts: dict[str, str] = {"force": force}
    problems: list[Problem] = []
    for row in rows:
        for column in FACTS:
            said = row.cells.get(column, "")
            if column != "force" and said and facts.setdefault(column, said) != said:
                problems.append(Problem(row.place, f"its {column} differs from that of an earlier row of id {row.cells['id']}.",
                                        "Give one id one recommendation."))
    place = rows[0].place
    published, updated = (_day(facts[name], place, problems) if name in facts else None for name in ("published", "updated"))
    level = facts.get("level") or (_graver(words) if facts.get("cause_of_concern") else None)
    entries = [entry for row in rows for entry in _entries(row, words, problems)]
    blank = [column for column in ("report_title", "recommendation") if not facts.get(column)]
    problems += [Problem(place, f"its {column} is blank.", "Say it in the first row of its id.") for column in blank]
    try:
        words.sound_level(level, place)
        proposal = model_of(
            Proposal, place, improvement=name, text=facts.get("recommendation") or "?", cause=facts.get("cause_of_concern"),
            force=force, level=level, national=facts.get("national") or national or None, deadline=facts.get("deadline"),
            owner=next((row.cells["owner"] for row in reversed(rows) if row.cells.get("owner")), None),
            exit_test=_exit_test(facts.get("exit_test_written"), place),
            source=model_of(Source, place, kind="recommendation", name=facts.get("report_title") or "?", published=published,
                            updated=updated))
    except Problems as wrong:
        raise Problems([*problems, *wrong.problems]) from None
    if problems:
        raise Problems(problems)
    return Recommendation(place, proposal, sorted(entries, key=lambda one: one.day))


def _exit_test(text: str | None, place: str) -> ExitTest | None:
    """An exit test as an export wrote it. Raises Problems for one that is none."""
    try:
        return ExitTest.model_validate_json(text) if text else None
    except ValidationError:
        raise problem(place, f"its exit_test_written '{shortened(str(text))}' is no exit test.",
                      "Leave it as an export wrote it, or blank.") from None


def _graver(words: RegisterWords) -> str | None:
    """The level of what is to put right something graver, where the register has a name for it."""
    return next((one.level for one in words.levels if one.read_from == "causes_of_concern"), None)


def _entries(row: SheetRow, words: RegisterWords, problems: list[Problem]) -> Iterator[Entry]:
    """The dated entries of a row: of its own columns, or of a history with its short codes."""
    said = [(row.cells.get("date", ""), row.cells.get("status", ""), row.cells.get("comment", ""))]
    history = CLOSING.sub("", row.cells.get("history", ""))
    told = [(one["on"], one["status"], one["comment"] or "") for one in SHORTCODES.finditer(history)]
    if history.strip() and not told:
        problems.append(Problem(row.place, "its history has no entry that can be read.",
                                "Write [on] a day [status] a word [comment] words."))
    for day, status, comment in [*said, *told]:
        if not day.strip() and not status.strip():
            continue
        if words.state_of(status) is None:
            known = ", ".join(one.status for one in words.statuses)
            problems.append(Problem(row.place, f"'{shortened(status)}' is no status of {words.title}.", f"Known: {known}."))
            continue
        found = _day(day, row.place, problems)
        if found is not None:
            yield model_of(Entry, row.place, day=found, status=status.strip(), comment=comment.strip()[:20_000],
                           who=row.cells.get("who") or None)


def _day(text: str, place: str, problems: list[Problem]) -> datetime.date | None:
    words = " ".join(text.split()).removesuffix("T00:00:00").removesuffix(" 00:00:00")
    for form in WRITTEN:
        try:
            return datetime.datetime.strptime(words, form).date()
        except ValueError:
            continue
    problems.append(Problem(place, f"'{shortened(text)}' is not a day.", "Write it as 2018-03-15 or 15 March 2018."))
    return None


def _same(one: Proposal) -> tuple[str, str, str]:
    """By what one recommendation to one force is known, whatever its id."""
    return one.source.name.casefold(), " ".join(one.text.casefold().split()), one.force


def _standing_twice(found: Sequence[Recommendation]) -> Iterator[Problem]:
    """One recommendation to every force stands once for each of them."""
    seen: dict[tuple[str, str, str], Recommendation] = {}
    for one in found:
        first = seen.setdefault(_same(one.proposal), one)
        if first is not one:
            yield Problem(one.place, f"{one.proposal.improvement} and {first.proposal.improvement} are the same recommendation to "
                          f"{one.proposal.force}.", "Each force has it once: keep one of them.")


def _with_nationals(found: list[Recommendation]) -> list[Recommendation]:
    """Those that stand in the file for several forces know that they are one recommendation."""
    forces: dict[tuple[str, str], set[str]] = {}
    for one in found:
        forces.setdefault(_same(one.proposal)[:2], set()).add(one.proposal.force)
    return [one if one.proposal.national or len(forces[_same(one.proposal)[:2]]) == 1 else Recommendation(
        one.place, one.proposal.model_copy(update={"national": shorter(f"{one.proposal.source.name}: {one.proposal.text}", 250)}),
        one.entries) for one in found]


def _take_in(act: Doing, register: Register, one: Recommendation, words: RegisterWords, zone: str) -> tuple[bool, int, str]:
    """Whether it is new, how many entries were added, and what must be said of it."""
    name = str(one.proposal.improvement)
    there = register.standing.get(name)
    is_new = there is None
    if there is not None and (there.proposal.text, there.proposal.force) != (one.proposal.text, one.proposal.force):
        raise problem(name, "stands in the register with other words, or for another force.", "Give it another id.")
    if there is None:
        begins = one.entries[0].day if one.entries else one.proposal.source.counted_from
        when = dated(act, begins) if begins else act
        details = Details(proposal=one.proposal, deadline=deadline_asked(act, one.proposal))
        there = register.add(when.event(name, "propose", "proposed", details))
    lines = {entry.line: entry for entry in reversed(one.entries)}  # the same line twice is kept once
    kept = {entry.line for entry in (*there.entries, *_as_entries(there, words, zone))}
    new = [entry for entry in one.entries if lines[entry.line] is entry and entry.line not in kept]
    if new and there.taken_up:
        last = new[-1]
        return is_new, 0, (f"{name}: not changed. Its register says '{last.status}' on {last.day}; here {there.owner} answers for it, "
                           f"and it is {there.state.replace('_', ' ')}.")
    for entry in new:
        to = _leads_to(there, words.state_of(entry.status) or "proposed")
        there = register.add(_when(act, there, entry.day, zone).event(name, "record", to, Details(entry=entry)))
    return is_new, len(new), ""


def _when(act: Doing, there: Improvement, day: datetime.date, zone: str) -> Doing:
    """On a day, but not before what happened here on the same day."""
    last = there.history[-1].at
    return replace(act, at=last) if local_day(last, zone) == day else dated(act, day)


def _as_entries(one: Improvement, words: RegisterWords, zone: str) -> Iterator[Entry]:
    """What happened here, as an export tells it: what comes back is not news."""
    before = ""
    for event in one.history:
        if event.details.entry is None and event.to != before:
            yield Entry(day=local_day(event.at, zone), status=words.status_of(event.to), comment=event.why)
        before = event.to


def _leads_to(before: Improvement, said: str) -> str:
    """The state to which an entry leads: what was closed there and is not any more is reopened here."""
    if before.state == "closed":
        return "closed" if said == "closed" else "reopened"
    return said if said != "proposed" or before.state == "proposed" else "in_progress"


def export_register(store: Path, out: Path, as_at: datetime.datetime | None, words: RegisterWords, zone: str,
                    known_at: datetime.datetime | None = None) -> str:
    """Write the register, as it stands or stood, into a new CSV file or workbook, its days in the zone. Returns what was written."""
    standing = read_register(store, as_at, known_at).standing
    rows = [row for one in standing.values() for row in _rows(one, words, zone)]
    write_rows(out, COLUMNS, rows)
    return f"Wrote {len(standing):,} improvements in {len(rows):,} rows to {out}."


def _rows(one: Improvement, words: RegisterWords, zone: str) -> Iterator[list[str]]:
    said = one.proposal
    days = [day.isoformat() if day else "" for day in (said.source.published, said.source.updated)]
    facts = [one.id, said.force, said.source.name, *days, one.level or "", said.cause or "", said.text,
             said.national or "", one.deadline.words if one.deadline else ""]
    mark = state_words(one).removeprefix(lifecycle().title(one.state))
    test = one.exit_test.model_dump_json(by_alias=True, exclude_none=True) if one.exit_test else ""
    ends = [one.owner or said.owner or "", test, f"{one.state}{mark}", test_words(one, zone)]
    before = ""
    for event in one.history:
        entry = event.details.entry
        if entry is not None:
            yield [*facts, entry.day.isoformat(), entry.status, entry.comment, entry.who or "", *ends]
        elif event.to != before and not (event.command == "propose" and one.entries):
            yield [*facts, local_day(event.at, zone).isoformat(), words.status_of(event.to), event.why, event.who, *ends]
        before = event.to
