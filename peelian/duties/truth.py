"""The truth table of a duty's status, as data. Changing it rewrites history.

Each line asks one question, answered true, false or unknown. The first line that is not false decides: true gives its
status; unknown gives `cannot_tell`, with the line's word as reason. That is exactly "try every possibility and keep
the status only where all agree", because no two lines give the same status (a test proves it exhaustively), as long as
the answers do not hang on one another. Where one doubtful record answers two questions, it errs to the side of doubt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CANNOT_TELL = "cannot_tell"
STATUSES = ("met", "excused", "lapsed", "met_late", "missed", "due", "overdue", CANNOT_TELL)
GOOD = ("met",)
NOT_GOOD = ("met_late", "missed", "overdue")
COUNTED = (*GOOD, *NOT_GOOD)  # the statuses that stand in a rate


@dataclass(frozen=True)
class Line:
    """question: what is asked. status: what a true answer means. unknown: the reason where it cannot be answered."""

    question: str
    status: str
    unknown: str


LINES = (
    Line("was the first proof by the deadline?", "met", "proof"),
    Line("did an exception hold in time?", "excused", "exception"),
    Line("did it stop being owed before the deadline?", "lapsed", "end"),
    Line("is there a proof after the deadline?", "met_late", "proof"),
    Line("has it stopped being owed by the run's moment?", "missed", "end"),
    Line("is the deadline still to come?", "due", "deadline"),
    Line("is it still owed after the deadline?", "overdue", "deadline"),
)

NEVER_LINES = (
    Line("was there a breach inside the window?", "missed", "proof"),
    Line("did an exception hold in time?", "excused", "exception"),
    Line("did it stop being owed before the window ended?", "lapsed", "end"),
    Line("is the end of the window still to come?", "due", "deadline"),
    Line("did the window end without a breach?", "met", "deadline"),
)

# As the run's moment moves on with nothing entered late, a status moves only along these edges (or stays).
EDGES = {
    "due": set(STATUSES),
    "overdue": {"met_late", "missed"},
    "missed": {"met_late"},
    "met": set(), "excused": set(), "lapsed": set(), "met_late": set(),
    CANNOT_TELL: set(STATUSES),
}


def edges(lines: tuple[Line, ...], *, still_open: bool = False, late: bool = False) -> dict[str, set[str]]:
    """Where each status may move, EDGES to the letter.

    still_open: the deadline is still to come, so that what happens next may make a line above true: excused, and done in
    time after all. late: facts may be entered late, and they may make any line above true. What may become true may
    become unknown. Nothing becomes due again.
    """
    order = [line.status for line in lines]
    found = {status: set(EDGES[status]) for status in STATUSES}
    for place, status in enumerate(order):
        if still_open or late:
            found[status] |= {one for one in order[:place] if one != "due"}
        if late or found[status]:
            found[status].add(CANNOT_TELL)
    return found


def decide(lines: tuple[Line, ...], answers: Iterable[bool | None]) -> tuple[str, str]:
    """(status, reason) from the answers in the order of `lines`. The last line is true where all others are false."""
    for line, answer in zip(lines, answers, strict=True):
        if answer is None:
            return CANNOT_TELL, line.unknown
        if answer:
            return line.status, ""
    return lines[-1].status, ""
