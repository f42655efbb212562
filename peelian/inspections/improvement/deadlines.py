"""By when an improvement is asked, as it is worded. What the words mean, `inspections/read/deadlines.py` says for all readers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from pydantic import Field

from peelian.inspections.read.deadlines import LONGEST, Asked, Deadlines
from peelian.records.tables import Strict


class Deadline(Strict):
    """By when something is asked."""

    words: str = Field(description="as written")
    by: datetime.date | None = Field(None, description="the last day on which it is in time; none where that is not certain")
    counted_from: datetime.date | None = Field(None, description=(
        "the day from which `by` was counted, where the words name no whole date; none where they do"))


def deadline_of(words: str, begins: datetime.date | None, understood: Deadlines) -> Deadline:
    """The deadline that `words` give, as they stand in a field of their own ("31 March 2015", "within three months").

    begins: the day from which a length counts. understood: by which library's words.
    """
    text = " ".join(words.split())[:LONGEST]
    return _made(text, understood.alone(text), begins)


def deadline_in(text: str, begins: datetime.date | None, understood: Deadlines) -> Deadline | None:
    """The deadline that a sentence or more asks, or None where it asks none. Unsure, and two that differ, give no date."""
    text = " ".join(text.split())[:LONGEST]
    asked = understood.within(text, begins)
    if not asked:
        return None
    return _made("; ".join(dict.fromkeys(text[one.start:one.end] for one in asked)), asked, begins)


def _made(words: str, asked: Sequence[Asked], begins: datetime.date | None) -> Deadline:
    days = {one.day(begins) for one in asked}
    by = next(iter(days)) if len(days) == 1 else None
    return Deadline(words=words, by=by, counted_from=begins if by and not any(one.by for one in asked) else None)
