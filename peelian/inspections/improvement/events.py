"""What happened to improvements, event by event, and how an improvement stands after them.

Events are only ever added. How it stood on a past date is what the events up to then make of it: nothing else is kept.
Moments are naive UTC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from peelian.inspections.improvement.deadlines import Deadline
from peelian.inspections.improvement.lifecycle import NEEDED, NOTHING, SYSTEM, WHO_MAY, Lifecycle, Move, lifecycle
from peelian.inspections.improvement.model import Action, ExitTest, Id, Proposal, Short, Text
from peelian.problems import Problem, Problems, did_you_mean, shortened
from peelian.records.tables import Strict

# Letters and marks that show nothing: fillers, joiners and choosers of a form.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
Verdict = Literal["passes", "fails", "cannot_tell"]
Held = Literal["holds", "slid_back", "not_shown", "cannot_tell"]
Moved = Literal["better", "worse", "no", "cannot_tell"]


class Condition(Strict):
    """One part of an exit test, and whether it is so."""

    part: Literal["months", "limit", "duties", "special_cause", "share", "population", "links", "guard", "run", "written"]
    of: str
    verdict: Verdict
    words: str


class MonthSaid(Strict):
    """A month's counts: done in time, in the rate, and not to be told."""

    month: str
    good: float
    counted: float
    unknown: float
    low: float | None = None
    high: float | None = None


class Reading(Strict):
    """A measure over the tested months, with its baseline. Shares are 0 to 1."""

    of: str
    months: list[MonthSaid]
    rate: float | None = None
    baseline_rate: float | None = None
    moved: Moved = "cannot_tell"


class Result(Strict):
    """What a run says of an exit test."""

    run: str
    fingerprint: str
    as_at: datetime
    made_up: bool = False
    verdict: Verdict
    conditions: list[Condition]
    readings: list[Reading] = Field(default_factory=list)
    held: Held | None = None  # of what is verified or closed
    check_again: bool = False  # whether this was the check that is due some time after it was closed
    moved: list[str] = Field(default_factory=list)


class Entry(Strict):
    """A dated line of another register."""

    day: date
    status: str
    comment: str = ""
    who: Short | None = None  # who did it there, where that register says so

    @property
    def line(self) -> tuple[date, str, str]:
        """By what one line is known, however often it is read."""
        return self.day, self.status.casefold(), self.comment


class Details(Strict):
    """What came with a command. Which of it is needed, the table says."""

    proposal: Proposal | None = None
    owner: Short | None = None
    exit_test: ExitTest | None = None
    deadline: Deadline | None = None
    action: Action | None = None
    done: int | None = None
    evidence: list[Text] = Field(default_factory=list)
    verification: Short | None = None
    without_proof: bool = False
    replacement: Short | None = None  # an improvement of the register, by its id
    outside: Short | None = None  # what takes its place and is no improvement of the register
    level: Short | None = None
    result: Result | None = None
    entry: Entry | None = None


class Event(Strict):
    """One change: what, to which improvement, when it happened and was written down, by whom, and why."""

    improvement: Id
    command: str
    to: str
    at: datetime
    recorded_at: datetime
    who: Short
    why: str = Field(max_length=20_000)
    details: Details = Details()


class Planned(BaseModel):
    """An action of the plan, and when it was done."""

    model_config = ConfigDict(frozen=True)
    action: Action
    done_at: datetime | None = None


class Improvement(BaseModel):
    """An improvement as it stands."""

    model_config = ConfigDict(frozen=True)
    id: str
    proposal: Proposal
    state: str
    since: datetime
    opened_at: datetime
    deadline: Deadline | None = None
    level: str | None = None
    owner: str | None = None
    kept_apart: frozenset[str] = frozenset()  # who may not verify or close it
    exit_test: ExitTest | None = None
    exit_test_at: datetime | None = None  # when it was written, as people said
    exit_test_recorded_at: datetime | None = None  # when it was written down, which nobody can choose
    exit_test_changed: int = 0
    plan: tuple[Planned, ...] = ()
    evidence: tuple[str, ...] = ()
    offered_at: datetime | None = None
    closed_at: datetime | None = None
    closed_without_proof: str = ""
    proof_made_up: bool = False  # whether it was verified or closed by made-up records
    checked_again: bool = False
    replacement: str | None = None
    last_result: Result | None = None
    entries: tuple[Entry, ...] = ()
    history: tuple[Event, ...] = ()

    @property
    def taken_up(self) -> bool:
        """Whether anybody answers for it here."""
        return self.owner is not None


def person(name: str) -> str:
    """A name as it is compared: its letters and digits alone. Case, spaces, marks between and unseen signs make no other person."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LMN" and one not in UNSEEN)


def after(before: Improvement | None, event: Event, table: Lifecycle | None = None) -> Improvement:
    """The improvement after an event. Raises Problems where the table has no such move."""
    table = table or lifecycle()
    state = before.state if before else NOTHING
    move = table.move(event.command, state, event.to)
    details = event.details
    if move is None or (before is None) != (details.proposal is not None):
        raise Problems([Problem(event.improvement, f"'{shortened(event.command)}' from '{state or 'nothing'}' to "
                                f"'{shortened(event.to)}' is not in the table of moves.", "The register was changed by other means.")])
    if before is None:
        assert details.proposal is not None
        return Improvement(
            id=event.improvement, proposal=details.proposal, state=event.to, since=event.at, opened_at=event.at,
            deadline=details.deadline, level=details.proposal.level, history=(event,),
            plan=tuple(Planned(action=one) for one in details.proposal.plan), exit_test=details.proposal.exit_test,
            exit_test_at=event.at if details.proposal.exit_test else None,
            exit_test_recorded_at=event.recorded_at if details.proposal.exit_test else None)
    changes: dict[str, object] = {"state": event.to, "history": (*before.history, event)}
    if event.to != state:
        changes["since"] = event.at
    changes |= _said(before, event) | _closing(before, event)
    return before.model_copy(update=changes)


def _said(before: Improvement, event: Event) -> dict[str, object]:
    """What the details of an event change."""
    details = event.details
    changes: dict[str, object] = {name: value for name, value in (
        ("owner", details.owner), ("exit_test", details.exit_test), ("deadline", details.deadline), ("level", details.level),
        ("replacement", details.replacement or details.outside), ("last_result", details.result)) if value is not None}
    apart = {person(details.owner)} if details.owner else set()
    if event.command == "offer":
        apart.add(person(event.who))
        changes["offered_at"] = event.at
    changes["kept_apart"] = before.kept_apart | apart
    if details.exit_test is not None:
        changes |= {"exit_test_at": event.at, "exit_test_recorded_at": event.recorded_at}
    if details.exit_test is not None and event.command == "amend":
        changes |= {"exit_test_changed": before.exit_test_changed + 1, "last_result": None}
    plan = [*before.plan]
    if details.done is not None:
        plan[details.done - 1] = plan[details.done - 1].model_copy(update={"done_at": event.at})
    if details.action is not None:
        plan.append(Planned(action=details.action))
    changes |= {"plan": tuple(plan), "evidence": (*before.evidence, *details.evidence)}
    if details.entry is not None:
        changes["entries"] = (*before.entries, details.entry)
    return changes


def _closing(before: Improvement, event: Event) -> dict[str, object]:
    made_up = before.last_result is not None and before.last_result.made_up
    if event.to == "verified" and before.state != "verified":
        return {"proof_made_up": made_up}
    if event.to == "closed" and before.state != "closed":
        return {"closed_at": event.at, "checked_again": False, "closed_without_proof": _without_proof(before, event),
                "proof_made_up": before.proof_made_up or made_up}
    if event.details.result is not None and event.details.result.check_again:
        return {"checked_again": True}
    return {"closed_at": None, "closed_without_proof": "", "proof_made_up": False} if event.to == "reopened" else {}


def _without_proof(before: Improvement, event: Event) -> str:
    """Why a closing is not proved, or nothing where it is."""
    if event.command == "record":
        return "another register says that it is complete; no exit test passed here"
    if before.exit_test is not None and before.exit_test.cannot_be_measured:
        return f"no record can show it: {before.exit_test.cannot_be_measured}"
    if not passed(before):
        return "its exit test had not passed"
    return "its exit test was judged by made-up records" if before.last_result and before.last_result.made_up else ""


def passed(one: Improvement) -> bool:
    """Whether its exit test passed at the last recheck."""
    return one.last_result is not None and one.last_result.verdict == "passes"


def standing(events: Iterable[Event], as_at: datetime | None = None) -> dict[str, Improvement]:
    """Every improvement after the events up to a moment (all, without one), by id, in the order of their beginning."""
    found: dict[str, Improvement] = {}
    for event in events:
        if as_at is None or event.at <= as_at:
            found[event.improvement] = after(found.get(event.improvement), event)
    return found


def decided(before: Improvement | None, event: Event, table: Lifecycle | None = None) -> Improvement:
    """The improvement after a command, where the table allows it. Raises Problems that say all that stands against it."""
    table = table or lifecycle()
    state = before.state if before else NOTHING
    move = table.move(event.command, state, event.to)
    if move is None:
        raise Problems([_no_such_move(event, state, table)])
    problems = [*_who_problems(before, event, move), *_need_problems(before, event, move), *_time_problems(before, event)]
    if problems:
        raise Problems(problems)
    return after(before, event, table)


def _no_such_move(event: Event, state: str, table: Lifecycle) -> Problem:
    if event.command not in table.commands():
        return Problem(event.improvement, f"'{shortened(event.command)}' is no command.",
                       did_you_mean(event.command, table.commands()))
    if state == NOTHING:
        return Problem(event.improvement, "there is no such improvement.", "Add it first, or see `peelian improve list`.")
    may = ", ".join(table.may_follow(state)) or "nothing: it has ended"
    return Problem(event.improvement, f"is {table.title(state).lower()}, and '{event.command}' does not follow from that.",
                   f"What may follow: {may}.")


def _who_problems(before: Improvement | None, event: Event, move: Move) -> list[Problem]:
    who = person(event.who)
    is_system, test_changes = who == SYSTEM, move.test_by is not None and event.details.exit_test is not None
    may = move.test_by if move.test_by and test_changes else move.by
    apart = before.kept_apart if before is not None else frozenset()
    if test_changes and event.details.owner is not None:
        apart |= {person(event.details.owner)}
    allowed = {"person": not is_system, "system": is_system, "anyone": True,
               "owner": not is_system and before is not None and who == person(before.owner or ""),
               "another": not is_system and before is not None and who not in apart}[may]
    if allowed:
        return []
    owner = f" (now {before.owner})" if before is not None and may in ("owner", "another") and before.owner else ""
    doing = "another exit test" if test_changes else f"'{event.command}'"
    return [Problem(event.improvement, f"{doing} is for {WHO_MAY[may]}{owner}, and {shortened(event.who)} is not that.",
                    "Another person must do it." if may == "another" else "")]


def _need_problems(before: Improvement | None, event: Event, move: Move) -> list[Problem]:
    details = event.details
    test = details.exit_test or (before.exit_test if before else None)
    has = {
        "reason": bool(event.why.strip()), "owner": details.owner is not None, "exit_test": test is not None,
        "change": any(one is not None for one in (details.owner, details.exit_test, details.deadline)),
        "action": details.action is not None or details.done is not None, "evidence": bool(details.evidence),
        "replacement": (details.replacement or details.outside) is not None, "lesser_level": details.level is not None,
        "result": details.result is not None, "entry": details.entry is not None,
        "proof": details.without_proof or (before is not None and passed(before)),
    }
    problems = [Problem(event.improvement, f"'{event.command}' needs {NEEDED[need]}.", "Give it with the command.")
                for need in move.needs if not has[need]]
    if details.done is not None and before is not None and not 1 <= details.done <= len(before.plan):
        problems.append(Problem(event.improvement, f"has no action {details.done} in its plan of {len(before.plan)}.",
                                "See `peelian improve show`."))
    if event.command == "record" and before is not None and before.taken_up:
        problems.append(Problem(event.improvement, f"{before.owner} answers for it here, so another register no longer moves it.",
                                "Offer what it says as evidence."))
    if details.owner is not None and person(details.owner) in ("", SYSTEM):
        problems.append(Problem(event.improvement, "the system cannot own an improvement.", "Name a person."))
    return problems


def _time_problems(before: Improvement | None, event: Event) -> list[Problem]:
    if event.at > event.recorded_at + timedelta(minutes=5):
        return [Problem(event.improvement, f"{event.at:%Y-%m-%d} is still to come.", "Date it today or earlier.")]
    if before is not None and event.at < before.history[-1].at:
        return [Problem(event.improvement, f"{event.at:%Y-%m-%d %H:%M} is before its last change, of "
                        f"{before.history[-1].at:%Y-%m-%d %H:%M} (UTC).", "What happened cannot be changed; date it later.")]
    result = before.last_result if before is not None else None
    if result is not None and event.command in ("verify", "close") and result.as_at - event.at >= timedelta(days=1):
        return [Problem(event.improvement, f"{event.at:%Y-%m-%d} is before the moment of the run {result.run}, "
                        f"{result.as_at:%Y-%m-%d}, which judged its exit test.",
                        "Nobody knew then what that run says: date it that day or later.")]
    return []
