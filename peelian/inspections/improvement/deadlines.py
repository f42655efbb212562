"""By when an improvement is asked, as it is worded. What the words mean, `inspections/read/deadlines.py` says for all readers."""

from __future__ import annotations

import datetime

from pydantic import Field

from peelian.inspections.read.deadlines import LONGEST, deadlines
from peelian.records.tables import Strict


class Deadline(Strict):
    """By when something is asked."""

    words: str = Field(description="as written")
    by: datetime.date | None = Field(None, description="the last day on which it is in time; none where that is not certain")


def deadline_of(words: str, published: datetime.date | None) -> Deadline:
    """The deadline that `words` give, as they stand in a field of their own ("31 March 2015", "within three months")."""
    text = " ".join(words.split())[:LONGEST]
    return Deadline(words=text, by=_only({one.day(published) for one in deadlines().alone(text)}))


def deadline_in(text: str, published: datetime.date | None) -> Deadline | None:
    """The deadline that a sentence or more asks, or None where it asks none. Unsure, and two that differ, give no date."""
    text = " ".join(text.split())[:LONGEST]
    asked = deadlines().within(text, published)
    if not asked:
        return None
    words = dict.fromkeys(text[one.start:one.end] for one in asked)
    return Deadline(words="; ".join(words), by=_only({one.day(published) for one in asked}))


def _only(found: set[datetime.date | None]) -> datetime.date | None:
    return next(iter(found)) if len(found) == 1 else None
