"""Findings labelled with the standards that would measure them: `labelled/tuning.csv` and `labelled/held_out.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "labelled"
PARTS = ("tuning", "held_out")
NONE, NONE_YET = "none", "none yet"


@dataclass(frozen=True)
class Labelled:
    """A finding and the standards that measure it: those that some library holds, and those still to be written."""

    kind: str
    text: str
    standards: frozenset[str]

    def right(self, held: set[str]) -> frozenset[str]:
        """Those of them that a library holds."""
        return self.standards & held


def read(part: str) -> list[Labelled]:
    with (FOLDER / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return [Labelled(row["kind"], row["text"], frozenset(_named(row["standards"])) | frozenset(row["not_yet"].split()))
                for row in csv.DictReader(file)]


def _named(words: str) -> list[str]:
    return [] if words in (NONE, NONE_YET) else words.split()
