"""The board pack: what is open, what is ageing, what is stuck, and what was closed without proof. A page and the same as JSON.

Nothing is ordered by who answers for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from peelian.clocks import micros, spoken_day, spoken_moment
from peelian.inspections.improvement.days import days_between, local_day
from peelian.inspections.improvement.events import Improvement, passed
from peelian.inspections.improvement.lifecycle import lifecycle
from peelian.inspections.improvement.listing import counted_from_update, state_words, test_marks, test_words
from peelian.inspections.improvement.recheck import KEPT, PARTS, VERDICTS, check_due, shown
from peelian.inspections.improvement.store import now, read_register
from peelian.inspections.improvement.words import RegisterWords
from peelian.inspections.report.model import DataTable
from peelian.measures.chart_text import many

TITLE = "Improvements"
LIMITS = [
    "An exit test shows that a measure moved and stayed, not why it did.",
    "A measure sees only what is recorded. What its guards and shares did not show may still have got worse.",
    "A deadline whose words are not certain counts as none; the words are shown.",
]
HELD = {"holds": "still holds", "not_shown": "no longer shown", "slid_back": "slid back", "cannot_tell": "cannot be told"}
MOVED = {"better": "better", "worse": "worse", "no": "no movement", "cannot_tell": "cannot be told"}


@dataclass(frozen=True)
class BoardPart:
    """One heading of the pack with its table."""

    id: str
    title: str
    about: str
    table: DataTable


@dataclass(frozen=True)
class Board:
    """The whole pack as plain data."""

    title: str
    as_at: str
    sentence: str
    rechecked: str
    made_up: bool
    counts: DataTable
    parts: list[BoardPart]
    limits: list[str]


def build_board(standing: dict[str, Improvement], at: datetime, zone: str, words: RegisterWords,
                say: Callable[[date], str] = spoken_day) -> Board:
    """at: the moment of the pack, naive UTC. zone: the service's, in which its days are counted. say: how a cell has a day."""
    day = local_day(at, zone)
    every = [*standing.values()]
    open_ones = sorted((one for one in every if lifecycle().open(one.state)), key=lambda one: (one.opened_at, one.id))
    late = [one for one in open_ones if is_late(one, day)]
    still = [one for one in open_ones if days_still(one, at, zone) >= words.ageing_days]
    stuck = [one for one in every if is_stuck(one)]
    unproved = [one for one in every if one.state == "closed" and one.closed_without_proof]

    def _part(id: str, title: str, about: str, found: list[Improvement], cells: Cells) -> BoardPart:
        rows = [{"Improvement": f"{one.id}: {one.proposal.called}", "Level": words.level_title(one.level), **cells(one, at, zone)}
                for one in found]
        headings = [*rows[0]] if rows else ["Improvement"]
        return BoardPart(id, title, about, DataTable(title, headings, [
            [say(cell) if isinstance(cell, date) else cell or "none" for cell in row.values()] for row in rows]))

    parts = [
        _part("open", "Open", "What is still to be done, longest open first.", open_ones, _open_cells),
        _part("ageing", "Ageing", "Open past the day by which it was asked, or with an action past its day, the longest overdue first; "
              f"then what has no day, and for {words.ageing_days} days no action.",
              sorted([*late, *still], key=lambda one: (_late_since(one, day), one.id)), _late_cells),
        _part("stuck", "Stuck", "Evidence was offered, and the measure did not move for the better, or its exit test cannot be told.",
              stuck, _stuck_cells),
        _part("reopened", "Slid back", "Improvements that are open again.", [one for one in every if one.state == "reopened"],
              _reopened_cells),
        _part("unproved", "Closed without proof", "Closed although no exit test had passed.", unproved, _unproved_cells),
        _part("superseded", "Superseded without proof", "Something else was said to take their place, and no exit test had passed.",
              [one for one in every if one.state == "superseded" and not proved(one)], _superseded_cells),
        _part("tests", "Exit tests to look at", "Tests that were changed after they were accepted, or that ask less than the usual.",
              [one for one in every if one.state != "superseded" and test_marks(one, zone)], _test_cells),
        _part("not_shown", "No longer shown", "Verified or closed, and the last recheck did not show that it still holds.",
              [one for one in every if is_not_shown(one)], _not_shown_cells),
        _part("unconfirmed", "Not confirmed when it was due", "Closed, past the day of its check, and no run as at that day or later "
              "could tell that it still holds.", [one for one in every if (due := check_due(one)) is not None and due <= at],
              _again_cells),
        _part("again", "To be checked again", "Closed, and to be checked again some time after. What slid back meanwhile is above.",
              [one for one in every if (due := check_due(one)) is not None and due > at], _again_cells),
    ]
    states = [one.state for one in every]
    counts = DataTable("How many stand where", ["State", "Improvements", "What it means"], [
        [said.title, str(states.count(name)), said.about] for name, said in lifecycle().states.items()])
    ageing = f", {len(still)} of these without a day and for {words.ageing_days} days without an action" if still else ""
    sentence = (f"{many(len(every), 'improvement')}, of which {len(open_ones)} {'is' if len(open_ones) == 1 else 'are'} open, "
                f"{len(late)} of these late{ageing}, {len(stuck)} stuck, and {len(unproved)} closed without proof.")
    results = [one.last_result for one in every if one.last_result is not None]
    newest = max(results, key=lambda one: one.as_at, default=None)
    rechecked = ("No exit test has been rechecked by a run yet." if newest is None else
                 f"Exit tests were last rechecked by the run {newest.run}, as at {spoken_moment(micros(newest.as_at), zone)}.")
    made_up = any(one.made_up for one in results)
    return Board(TITLE, spoken_moment(micros(at), zone), sentence, rechecked, made_up, counts, parts, LIMITS)


def is_late(one: Improvement, day: date) -> bool:
    """Whether it, or an action of its plan, is open past its day."""
    return _late_since(one, day) < day


def _late_since(one: Improvement, day: date) -> date:
    """The earliest day that has passed; `day` itself where none has."""
    asked = [one.deadline.by] if one.deadline and one.deadline.by else []
    actions = [planned.action.due for planned in one.plan if planned.action.due and planned.done_at is None]
    return min([due for due in (*asked, *actions) if due < day], default=day)


def days_still(one: Improvement, at: datetime, zone: str) -> int:
    """For how many days nothing was done about what has no day to be late by; 0 for what has one."""
    due = [planned for planned in one.plan if planned.action.due and planned.done_at is None]
    if (one.deadline and one.deadline.by) or due:
        return 0
    return days_between(max([one.opened_at, *(event.at for event in one.history if event.command in ("act", "record"))]), at, zone)


def is_stuck(one: Improvement) -> bool:
    """Whether evidence lies there, and the measure has not moved for the better or its exit test cannot be told.

    What no record can show waits on people only.
    """
    if one.state != "evidence_offered" or (one.exit_test is not None and one.exit_test.cannot_be_measured):
        return False
    if one.last_result is None or one.last_result.verdict == "cannot_tell":
        return True
    return not passed(one) and not any(reading.moved == "better" for reading in one.last_result.readings)


def proved(one: Improvement) -> bool:
    """Whether its exit test passed by records that are not made up."""
    return passed(one) and one.last_result is not None and not one.last_result.made_up


def is_not_shown(one: Improvement) -> bool:
    """Whether it was verified or closed, and the last recheck could not show that what was reached is still so."""
    held = one.last_result.held if one.last_result is not None else None
    return one.state in KEPT and held in ("not_shown", "cannot_tell", "slid_back")


Cells = Callable[[Improvement, datetime, str], dict[str, str | date]]


def _open_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    return {"State": state_words(one), "Since": local_day(one.since, zone),
            "Days open": str(days_between(one.opened_at, at, zone)),
            "Owner": one.owner or "nobody yet", "Asked by": _asked(one), "Exit test": test_words(one, zone)}


def _late_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    day = local_day(at, zone)
    late = _late_since(one, day)
    actions = [f"{planned.action.action} ({spoken_day(planned.action.due)})" for planned in one.plan
               if planned.done_at is None and planned.action.due and planned.action.due < day]
    return {"State": state_words(one), "Owner": one.owner or "nobody yet", "Asked by": _asked(one),
            "Days late": str((day - late).days or ""), "Days without an action": str(days_still(one, at, zone) or ""),
            "Actions past their day": "; ".join(actions)}


def _stuck_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    result = one.last_result
    movement = "not rechecked yet" if result is None else "; ".join(
        f"{reading.of}: {shown(reading.baseline_rate)} → {shown(reading.rate)}, {MOVED[reading.moved]}" for reading in result.readings)
    days = str(days_between(one.offered_at, at, zone)) if one.offered_at else ""
    return {"Owner": one.owner or "nobody yet", "Days since the evidence": days, "Exit test": test_words(one, zone),
            "The measure": movement}


def _reopened_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    return {"Since": local_day(one.since, zone), "Owner": one.owner or "nobody yet",
            "Why": next((event.why for event in reversed(one.history) if event.to == "reopened" and event.command != "recheck"), "")}


def _unproved_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    closing = next((event for event in reversed(one.history) if event.to == "closed" and event.command in ("close", "record")), None)
    return {"Closed": local_day(one.closed_at, zone) if one.closed_at else "", "By": closing.who if closing else "",
            "Why it is not proved": one.closed_without_proof, "Its reason": closing.why if closing else "",
            "Exit test": test_words(one, zone)}


def _superseded_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    ending = next(event for event in reversed(one.history) if event.to == "superseded")
    outside = " (outside this register)" if ending.details.outside else ""
    return {"Superseded": local_day(one.since, zone), "By": ending.who,
            "What takes its place": f"{one.replacement}{outside}",
            "Why": ending.why, "Exit test": test_words(one, zone)}


def _test_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    changes = [event for event in one.history if event.command == "amend" and event.details.exit_test is not None]
    return {"State": state_words(one), "What to look at": "; ".join(test_marks(one, zone)),
            "Changed by": "; ".join(f"{event.who}, {spoken_day(local_day(event.at, zone))}: {event.why}" for event in changes)}


def _not_shown_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    result = one.last_result
    parts = [] if result is None else [part for part in result.conditions if part.verdict != "passes"]
    return {"State": state_words(one), "Owner": one.owner or "nobody yet",
            "At the last recheck": HELD[result.held] if result is not None and result.held else "",
            "Why": "; ".join(f"{part.of}, {PARTS[part.part]}: {part.words}" for part in parts)}


def _again_cells(one: Improvement, at: datetime, zone: str) -> dict[str, str | date]:
    due = check_due(one)
    result = one.last_result
    return {"Closed": local_day(one.closed_at, zone) if one.closed_at else "",
            "From": local_day(due, zone) if due else "",
            "At the last recheck": HELD[result.held] if result and result.held else (VERDICTS[result.verdict] if result else "")}


def _asked(one: Improvement) -> str | date:
    asked = one.deadline
    if asked is None or asked.by is None:
        return f"not certain: {asked.words}" if asked else ""
    return f"{spoken_day(asked.by)} (counted from the last update of the page)" if counted_from_update(one) else asked.by


def write_board(store: Path, folder: Path, as_at: datetime | None, zone: str, words: RegisterWords,
                known_at: datetime | None = None) -> Board:
    """Write index.html and board.json into a folder that exists. as_at, known_at: naive UTC; without either, now."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from peelian.inspections.report.pages import NUMBERED, TEMPLATES
    from peelian.measures.inline import chart_id

    standing, at = read_register(store, as_at, known_at).standing, as_at or known_at or now()
    board = build_board(standing, at, zone, words)
    environment = Environment(loader=FileSystemLoader([Path(__file__).with_name("templates"), TEMPLATES]), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals["numbered"] = NUMBERED
    environment.filters |= {"drawn": Markup, "chart_id": chart_id}  # the shared parts name them; this page has no chart
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    page = environment.get_template("board.html").render(board=board, style=style)
    (folder / "index.html").write_text(page, encoding="utf-8")
    data = {"marking": "OFFICIAL-SENSITIVE", **asdict(build_board(standing, at, zone, words, date.isoformat))}
    (folder / "board.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return board
