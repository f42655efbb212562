"""What duties add up to: one figure, with its doubt, and no rate where a rate would mislead or point at people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from peelian.duties.truth import CANNOT_TELL, COUNTED, GOOD
from peelian.measures.intervals import Cases, Interval, wilson

FEWEST_DUTIES = 20  # a rate of fewer swings with each one
FEWEST_OWNERS = 5  # a rate of fewer is a statement about persons
FEW_DUTIES, FEW_OWNERS, NO_DUTY = "fewer than 20 duties", "fewer than five owners", "no duty"
NONE_TOLD = "it cannot be told of any of them"


def few_owners(owners: int, unowned: int, of: int) -> bool:
    """Whether a rate would speak of so few persons. Where no owner is recorded, of most of it or of all, it speaks of none.

    unowned: how many of its duties (`of`) have no recorded owner.
    """
    return 0 < owners < FEWEST_OWNERS and 2 * unowned <= of


@dataclass(frozen=True)
class Figure:
    """Duties by status that share a standard, a period and a unit, counted as DESIGN's "as at" rule says.

    `statuses` counts duties whose deadline has passed (with those cannot tell, excused or lapsed that have no
    deadline); `not_yet` counts the others: due, or settled before a deadline that is still to come.
    `owners` is the number of different owners, up to 64; `unowned` the duties that have none recorded.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    not_yet: int = 0
    owners: int = 0
    unowned: int = 0

    def count(self, *statuses: str) -> int:
        return sum(self.statuses.get(status, 0) for status in statuses)

    @property
    def met(self) -> int:
        return self.count(*GOOD)

    @property
    def counted(self) -> int:
        """The duties that stand in the rate."""
        return self.count(*COUNTED)

    @property
    def total(self) -> int:
        """Every duty that fell due, in the rate or not."""
        return sum(self.statuses.values())

    @property
    def cannot_tell(self) -> int:
        return self.count(CANNOT_TELL)

    @property
    def few(self) -> bool:
        """Whether what can be told of is too few for a rate."""
        return self.why_no_rate is not None

    @cached_property
    def why_no_rate(self) -> str | None:
        """Why no rate may be shown, or None."""
        if self.counted == 0:
            return NONE_TOLD if self.cannot_tell else NO_DUTY
        if self.counted < FEWEST_DUTIES:
            return FEW_DUTIES
        return FEW_OWNERS if few_owners(self.owners, self.unowned, self.counted) else None

    @property
    def rate(self) -> float | None:
        """Met as a share of counted, 0 to 1, or None where `why_no_rate` says why."""
        return None if self.why_no_rate else self.met / self.counted

    @property
    def interval(self) -> Interval | None:
        return None if self.why_no_rate else wilson(self.met, self.counted)

    @property
    def bounds(self) -> Interval | None:
        """The rate if every duty that cannot be told was not met, and if every one was met."""
        if self.why_no_rate and self.why_no_rate != NONE_TOLD:
            return None
        most = self.counted + self.cannot_tell
        return Interval(self.met / most, (self.met + self.cannot_tell) / most)

    @property
    def cases(self) -> Cases | None:
        """The duties of the worst and the best case, or None where no rate may be shown."""
        most = self.counted + self.cannot_tell
        return None if self.why_no_rate else Cases((self.met, most), (self.met + self.cannot_tell, most))

    @property
    def limits(self) -> Interval | None:
        """From the lower limit of the worst case to the upper limit of the best, or None where no rate may be shown."""
        return self.cases.limits() if self.cases else None

    def share(self, status: str) -> float | None:
        """Duties of a status as a share of all that fell due, or None where none did."""
        return self.count(status) / self.total if self.total else None


def together(figures: Iterable[Figure], owners: int | None = None) -> Figure:
    """Several figures as one. `owners`: of all together; without it the largest of each, which is never too many."""
    statuses: dict[str, int] = {}
    not_yet = unowned = most = 0
    for one in figures:
        for status, count in one.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
        not_yet += one.not_yet
        unowned += one.unowned
        most = max(most, one.owners)
    return Figure(statuses, not_yet, most if owners is None else owners, unowned)


def team_words(several_forces: bool, team: str = "team") -> str:
    """SQL for what a team is called: with its force where a run holds several, for their teams may share a name."""
    return f"""coalesce("force", 'no force') || ': ' || coalesce({team}, 'No team recorded')""" if several_forces else team
