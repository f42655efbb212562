"""Findings labelled with the standards that would measure them: `labelled/*.csv`.

A label names every standard that measures the finding, whether or not the library holds it yet. So nothing here changes when
a standard arrives: its labels count from then on.
"""

from __future__ import annotations

import csv
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "labelled"
NONE = "none"


@dataclass(frozen=True)
class Labelled:
    """A finding and the standards that measure it: those that some library holds, and those still to be written."""

    kind: str
    text: str
    standards: frozenset[str]

    def right(self, held: Set[str]) -> frozenset[str]:
        """Those of them that a library holds."""
        return self.standards & held


def read(part: str) -> list[Labelled]:
    with (FOLDER / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return [Labelled(row["kind"], row["text"], frozenset(() if row["standards"] == NONE else row["standards"].split()))
                for row in csv.DictReader(file)]
