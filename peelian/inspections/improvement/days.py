"""Days of a register as people there count them: in the service's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def local_day(at: datetime, zone: str) -> date:
    """The day of a moment (naive UTC) in a zone.

    What another register says is known to the day only and kept as the beginning of that day in UTC: it is that day in every zone.
    """
    return at.date() if at.time() == time.min else at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def days_between(earlier: datetime, later: datetime, zone: str) -> int:
    """How many days after the day of one moment that of another is."""
    return (local_day(later, zone) - local_day(earlier, zone)).days
