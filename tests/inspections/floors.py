"""Renews floors.yaml, and the page of scores, from what is reached now: `python -m tests.inspections.floors`.

Shares are rounded down to hundredths. Look at what has fallen before you keep a lower floor.
"""

from __future__ import annotations

import math
from pathlib import Path

import yaml

from tests.inspections.fixtures import all_fixtures
from tests.inspections.measuring import DOCUMENT, document, readings_of, scored
from tests.inspections.scoring import FIELDS

FILE = Path(__file__).parent / "floors.yaml"
HEAD = "# What the reader has reached on the made-up pages, rounded down; it may not fall below. Raise them when it reads better.\n"


def rounded_down(share: float | None) -> float | None:
    """A share in hundredths, never more than it is."""
    return None if share is None else math.floor(share * 100 + 1e-9) / 100


def main() -> None:
    """Reads every page and writes both files."""
    readings = readings_of(all_fixtures())
    scores = {name: scored(one for one in readings if one[0].held_out == kept)
              for name, kept in (("open", False), ("kept back", True))}
    floors = {field: {name: {"precision": rounded_down(score.counts[field].precision),
                             "recall": rounded_down(score.counts[field].recall)} for name, score in scores.items()}
              for field in FIELDS}
    FILE.write_text(HEAD + yaml.safe_dump(floors, sort_keys=False), encoding="utf-8")
    DOCUMENT.write_text(document(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
