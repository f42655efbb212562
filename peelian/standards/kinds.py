"""What a standard's headline speaks of: what fell due in a span of time, or how things stand at one moment."""

from __future__ import annotations

from peelian.standards.model import Standard


def recurs(standard: Standard) -> bool:
    """Whether any edition is owed again and again, so that the headline is a stock of subjects."""
    return any(edition.clock is not None and edition.clock.every is not None for edition in standard.editions)


def of_a_moment(standard: Standard) -> bool:
    """Whether the headline is a stock or a capacity: records count for it however long ago they happened."""
    return standard.kind == "capacity" or recurs(standard)
