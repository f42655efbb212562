"""What is wrong, said so that a person can mend it: the place, the value and the mend, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong.

    place: file, with line or row where known ("standards/victims/x.yaml:12", "crime.csv row 7").
    what: what is wrong, naming the value. mend: what would put it right.
    """

    place: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f" {self.mend}" if self.mend else "")


class Problems(Exception):
    """The data or the library is wrong (exit code 1). Holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def problem(place: object, what: str, mend: str = "") -> Problems:
    """A single problem, ready to raise."""
    return Problems([Problem(str(place), what, mend)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A mend for a word that is not known: the nearest known one, or the list when it is short."""
    names = sorted({str(name) for name in known})
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(names)}." if 0 < len(names) <= 12 else ""
