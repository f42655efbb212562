"""Audits: the answers of people over a sample of a finite population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peelian.measures.answers import AGAIN, OUTSIDE, UNCLEAR
from peelian.measures.figures import FEWEST_DUTIES
from peelian.measures.indicators import FEW_ANSWERS, NO_ANSWER, NOT_MEASURED, Counts
from peelian.measures.intervals import Cases, Interval, wilson
from peelian.measures.periods import UNDATED


@dataclass(frozen=True)
class AuditFigure:
    """Answers of people over a sample of a finite population. Without answers it is not measured, never zero.

    unclear: records with answers of one moment that contradict each other; they stand in no rate. again: records with several
    answers, of which the latest counts. outside: answers about records that are not of the population, left out.
    of_group: they are about one group of people, which has no rate where they are few.
    """

    population: int
    answered: int
    yes: int
    unclear: int = 0
    again: int = 0
    outside: int = 0
    of_group: bool = False

    @property
    def counted(self) -> int:
        return self.answered

    @property
    def total(self) -> int:
        return self.answered

    @property
    def few(self) -> bool:
        return self.answered < FEWEST_DUTIES

    @property
    def why_no_rate(self) -> str | None:
        if self.answered:
            return FEW_ANSWERS if self.few else None
        return NO_ANSWER if self.of_group else f"{NOT_MEASURED}: nobody has answered for a sample"

    @property
    def rate(self) -> float | None:
        return None if self.why_no_rate else self.yes / self.answered

    @property
    def interval(self) -> Interval | None:
        return None if self.why_no_rate else wilson(self.yes, self.answered, max(self.population, self.answered))

    @property
    def bounds(self) -> Interval | None:
        """The share if every unclear record were a no, and if every one were a yes."""
        most = self.answered + self.unclear
        return Interval(self.yes / most, (self.yes + self.unclear) / most) if self.answered else None

    @property
    def limits(self) -> Interval | None:
        """From the lower limit if every unclear record were a no to the upper one if every one were a yes."""
        most = self.answered + self.unclear
        cases = Cases((self.yes, most), (self.yes + self.unclear, most))
        return None if self.why_no_rate else cases.limits(max(self.population, most))


def audit(counts: Counts, standard: str, settings: str, months: Sequence[str], of_group: bool = False) -> AuditFigure:
    """The audit of the records of the given months; what has no month is taken whole. What is outside has no month here."""
    def rows(role: str, these: Sequence[str] | None) -> int:
        return counts.tally(standard, settings, role, these).records

    population, answered, yes, unclear, again = (
        rows(role, [*months, UNDATED]) for role in ("population", "answered", "yes", UNCLEAR, AGAIN))
    return AuditFigure(population, answered, yes, unclear, again, rows(OUTSIDE, None), of_group)
