"""Who must do what next: the duties that are due or overdue, by risk and then by when they are due."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peelian.clocks import NEVER, SECOND, CalendarDay, LocalCalendar, duration, micros, moment, spoken_age, spoken_moment
from peelian.duties.closed import closed_since
from peelian.duties.run_folder import RunFolder, open_run
from peelian.duties.shown_first import leading
from peelian.duties.source_links import source_links
from peelian.duties.truth import STATUSES
from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.standards.library import Library

LIVE = ("overdue", "due")
NOT_MEASURED = ("No such duty could be measured with these records, so nothing is known of what is left to do. The report's page "
                "\"Not measured\" says what they lack.")
TABLE_ROWS = 200  # more than a person reads; csv and json give all
RISKS = ("high", "medium", "low")
COLUMNS = ("standard", "subject_type", "subject_id", "status", "reason", "risk", "due_at", "owed_by", "owner_now",
           "owner_at_due", "team_now", "team_at_due", "area", "force", "duty_id")
_FORMULA = re.compile(r"^[=+\-@＝＋－＠\t\r]")  # in either width


@dataclass(frozen=True)
class Item:
    """One row: why, who, by when. `due` is local ISO time with its offset; `inherited`: it fell due under another owner.

    `first` is what the subject's table wants seen before all else. `source_link`: where the subject's record stands in its own
    system; empty where the mapping does not say. `closed`: that the file is closed and this still owed; empty where it is open.
    """

    first: str
    risk: str
    status: str
    due: str | None
    by_when: str
    why: str
    standard: str
    subject_type: str
    subject_id: str
    owed_by: str
    owner: str | None
    inherited: bool
    team: str | None
    area: str | None
    force: str | None
    duty_id: str
    source_link: str = ""
    closed: str = ""


def worklist(run: Path, team: str | None = None, area: str | None = None, standard: str | None = None,
             owner: str | None = None, status: str | None = None, due_within: str | None = None,
             format: str = "table", limit: int | None = None, library: Library | None = None) -> str:
    """The list as text, ready to print.

    `team` and `owner` are those that hold the work at the run's moment. `due_within`: a length of time from that moment;
    what is overdue is always within it. format: table, csv (UTF-8, times local with offset) or json. Raises Problems.
    """
    _refuse_words(owner, status, due_within, format)
    folder = open_run(run)
    found_library = folder.library(library)
    if standard is not None and standard not in found_library.files:
        raise problem("--standard", f"'{standard}' is not a standard of this run's library.",
                      did_you_mean(standard, found_library.files))
    _refuse_nobody(folder, team, area, owner)
    until = _until(folder, found_library, due_within)
    shown = limit if limit is not None else TABLE_ROWS if format == "table" else None
    chosen = {"team_now": team, "area": area, "standard": standard, "owner_now": owner}
    rows, total = _rows(folder, chosen, (status,) if status else LIVE, until, shown)
    titles = {name: str((file.data or {}).get("title", name)) for name, file in found_library.files.items()}
    subjects = [(row["subject_type"], row["subject_id"]) for row in rows]
    closed = closed_since(folder, found_library, subjects)
    first, links = leading(run, found_library, subjects), source_links(folder, found_library, subjects)
    items = [_item(row, titles, folder, first.get(subject, ""), links.get(subject, ""), closed.get(subject, ""))
             for row, subject in zip(rows, subjects, strict=True)]
    if format == "json":
        return json.dumps([asdict(item) for item in items], indent=1, ensure_ascii=False)
    if format == "csv":
        return _csv(items)
    measured = _any_measured(folder, found_library, standard)
    return _table(items, total, folder, "" if measured else NOT_MEASURED)


def _any_measured(folder: RunFolder, library: Library, standard: str | None) -> bool:
    """Whether the records let any duty be judged, of the one standard asked for or of all: else an empty list is no good news."""
    asked = [standard] if standard is not None else [*library.standards]
    said = folder.manifest["by_standard"]
    return any(library.standards[name].kind == "duty" and said.get(name, {}).get("verdict", "can") != "cannot"
               for name in asked if name in library.standards)


def _refuse_words(owner: str | None, status: str | None, due_within: str | None, format: str) -> None:
    """Words that are wrong whatever the run holds."""
    problems = []
    if status is not None and status not in STATUSES:
        problems.append(Problem("--status", f"'{status}' is not a status.", did_you_mean(status, STATUSES)
                                or f"Known: {', '.join(STATUSES)}."))
    elif owner is not None and status is not None and status not in LIVE:
        problems.append(Problem("--owner", f"one person's list shows live work only, not what is '{status}'.",
                                "Leave out --status, or ask by --team."))
    if format not in ("table", "csv", "json"):
        problems.append(Problem("--format", f"'{format}' is none of table, csv and json.", "Choose one of them."))
    try:
        duration(due_within or "1 day")
    except ValueError as error:
        problems.append(Problem("--due-within", f"{error}."))
    if problems:
        raise Problems(problems)


def _refuse_nobody(folder: RunFolder, team: str | None, area: str | None, owner: str | None) -> None:
    """A name that holds no duty of the run: a slip must not look like a list on which nothing is left to do."""
    problems = []
    asked = (("--team", team, "team_now", "team_at_due"), ("--area", area, "area", "area"),
             ("--owner", owner, "owner_now", "owner_at_due"))
    with folder.connect() as connection:
        for option, value, *columns in asked:
            if value is None:
                continue
            union = " UNION ".join(f'SELECT "{column}" FROM read_parquet($ledger)' for column in columns)
            known = {str(row[0]) for row in connection.execute(union, {"ledger": folder.ledger}).fetchall() if row[0] is not None}
            if value not in known:
                problems.append(Problem(option, f"no duty of this run was ever held by '{value}'."
                                        if option != "--area" else f"no duty of this run lies in '{value}'.",
                                        did_you_mean(value, known) or "Write it as the records do."))
    if problems:
        raise Problems(problems)


def _until(folder: RunFolder, library: Library, due_within: str | None) -> datetime | None:
    if due_within is None:
        return None
    length = duration(due_within)
    today = LocalCalendar(folder.zone, [CalendarDay(folder.as_at.date(), True)])
    needs_days = length.unit == "working day" or length.leaving_out
    calendar = library.calendar if needs_days else today
    if length.leaving_out and length.leaving_out not in calendar.set_names:
        raise Problems([Problem("--due-within", f"'{length.leaving_out}' is not a day set of this run's calendar.",
                                did_you_mean(length.leaving_out, calendar.set_names))])
    try:
        until = calendar.due(folder.as_at_micros, length)
        if until is not None and until < NEVER:
            return moment(until)
    except (OverflowError, ValueError):
        pass
    raise Problems([Problem("--due-within", f"'{due_within}' reaches beyond the run's calendar.", "Ask for less.")])


def _rows(folder: RunFolder, chosen: Mapping[str, str | None], statuses: tuple[str, ...], until: datetime | None,
          limit: int | None) -> tuple[list[dict[str, Any]], int]:
    """The rows in order, and how many there are in all."""
    wanted = {column: value for column, value in chosen.items() if value is not None}
    tests = ["settings = 'force'", f"status IN ({', '.join(repr(one) for one in statuses)})"]
    tests += [f"{column} = ?" for column in wanted]
    values: list[Any] = [folder.ledger, *wanted.values()]
    if until is not None:
        tests.append("due_at <= ?")
        values.append(until)
    columns = ", ".join(f'"{column}"' for column in COLUMNS)
    risk = "CASE risk WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END"
    query = f"SELECT {columns} FROM read_parquet(?) WHERE {' AND '.join(tests)}"
    with folder.connect() as connection:
        counted = connection.execute(f"SELECT count(*) FROM ({query})", values).fetchone()
        ordered = f"{query} ORDER BY {risk}, due_at NULLS LAST, duty_id"
        rows = connection.execute(ordered + (f" LIMIT {int(limit)}" if limit is not None else ""), values).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], int(counted[0]) if counted else 0


def _item(row: Mapping[str, Any], titles: Mapping[str, str], folder: RunFolder, first: str, link: str,
          closed: str) -> Item:
    due = row["due_at"]
    title = titles.get(row["standard"], row["standard"])
    owner, before = row["owner_now"], row["owner_at_due"]
    return Item(
        first=first, risk=row["risk"], status=row["status"], due=None if due is None else local_iso(due, folder.zone),
        by_when=by_when(due, row["status"], folder), why=f"{title} ({row['reason']})" if row["reason"] else title,
        standard=row["standard"], subject_type=row["subject_type"], subject_id=row["subject_id"],
        owed_by=str(row["owed_by"]).replace("_", " "), owner=owner,
        inherited=bool(owner and before and owner != before), team=row["team_now"], area=row["area"],
        force=row["force"], duty_id=row["duty_id"], source_link=link, closed=closed)


def local_iso(value: datetime, zone: str) -> str:
    """A naive UTC moment as local ISO time with its offset, to the second."""
    return value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def by_when(due: datetime | None, status: str, folder: RunFolder) -> str:
    """The deadline in local words, and how far it is from the run's moment."""
    if due is None:
        return "no date yet"
    words = spoken_moment(micros(due), folder.zone)
    away = folder.as_at_micros - micros(due)
    if status == "overdue":
        return f"{words}, {spoken_age(away)} ago"
    if status != "due":
        return words
    return f"{words}, in {spoken_age(away)}" if abs(away) >= SECOND else f"{words}, now"


def printable(text: object) -> str:
    """Text from a record without control characters, which could steer a terminal."""
    return "".join(letter if unicodedata.category(letter)[0] != "C" else "�" for letter in str(text))


def _csv(items: Iterable[Item]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Item.__dataclass_fields__)
    for item in items:
        writer.writerow([_cell(value) for value in asdict(item).values()])
    return out.getvalue().rstrip("\n")


def _cell(value: object) -> str:
    """A cell that a spreadsheet takes as text: what a record holds must not become a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _table(items: list[Item], total: int, folder: RunFolder, not_measured: str) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    moment_words = spoken_moment(folder.as_at_micros, folder.zone)
    made_up = f"\n{folder.made_up_sentence}" if folder.made_up_sentence else ""
    if not items and not_measured:
        return f"{not_measured}{made_up}"
    if not items:
        return f"Nothing is on this list as at {moment_words}.{made_up}"
    table = Table(box=None, pad_edge=False, header_style="")
    width = max(shutil.get_terminal_size((150, 40)).columns, 100)
    # What is copied into other commands stays whole on its line, unless that would leave no room for the rest.
    longest = {"WHY, AND WHICH DUTY": (max(max(len(printable(item.duty_id)), len(item.source_link)) for item in items), width // 2),
               "TEAM": (max(len(printable(item.team or "no team")) for item in items), width // 5)}
    for heading in ("RISK", "BY WHEN", "WHY, AND WHICH DUTY", "SUBJECT", "WHO", "TEAM"):
        length, room = longest.get(heading, (0, 0))
        table.add_column(heading, overflow="fold", no_wrap=heading == "RISK", width=length if 0 < length <= room else None)
    for item in items:
        cells = [printable(cell) for cell in (
            item.risk, item.by_when, item.why, f"{item.subject_type.replace('_', ' ')} {item.subject_id}", _who(item),
            item.team or "no team")]
        shown = (printable(item.first), cells[2], printable(item.closed), printable(item.duty_id), item.source_link)
        cells[2] = "\n".join(line for line in shown if line)
        table.add_row(*(Text(cell) for cell in cells))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    counted = f"{total:,} {'duty' if total == 1 else 'duties'}"
    if total > len(items):
        counted = f"The first {len(items):,} of {counted}; --format csv gives all"
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([*lines, "", f"{counted}, as at {moment_words}.{made_up}"])


def _who(item: Item) -> str:
    if item.owner is None:
        return f"{item.owed_by}; no owner"
    return f"{item.owed_by}; {item.owner}{' (inherited)' if item.inherited else ''}"
