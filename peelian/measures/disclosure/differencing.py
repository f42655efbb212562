"""What figures of several spans of months give away together: the small count that one less another is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Revealed:
    """Months whose count can be worked out from what is published, though it is small. Internal: it holds that count."""

    months: tuple[str, ...]
    count: int


def revealed(by_month: Mapping[str, int], published: Iterable[Sequence[str]], new: Sequence[str], least: int = 5) -> list[Revealed]:
    """What a new figure would give away of one group, beside the figures of it already published, each over a span of months.

    by_month: month → the true count. published, new: the months that each figure sums. Looked at are the months that the
    spans hold apart from one another, each such part for itself, and every span less another that lies within it. Empty: nothing
    small can be worked out. What the earlier figures give away already is told too. Raises ValueError for a month without a count.
    """
    spans = [frozenset(one) for one in (*published, new)]
    unknown = sorted({month for span in spans for month in span} - set(by_month))
    if unknown:
        raise ValueError(f"there is no count for {', '.join(unknown)}")
    found = {part: sum(by_month[month] for month in part) for part in (*_derivable(spans), *_nested(spans))}
    return [Revealed(tuple(sorted(part)), count) for part, count in sorted(found.items(), key=lambda one: sorted(one[0]))
            if 0 < count < least]


def _nested(spans: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    return [one - other for one in spans for other in spans if other < one]


def _derivable(spans: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The parts into which the spans cut the months, as far as sums and differences of spans give them."""
    import numpy as np

    parts: dict[tuple[bool, ...], set[str]] = {}
    for month in sorted({month for span in spans for month in span}):
        parts.setdefault(tuple(month in span for span in spans), set()).add(month)
    sums = np.array([[float(pattern[number]) for pattern in parts] for number in range(len(spans))])
    rank = np.linalg.matrix_rank(sums)
    return [frozenset(months) for number, months in enumerate(parts.values())
            if np.linalg.matrix_rank(np.vstack([sums, np.eye(len(parts))[number]])) == rank]
