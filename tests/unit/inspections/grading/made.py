"""A lending library with a grading table, and a run in which loans come back well or badly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peelian.measures.counts import write_measures
from tests.unit.measures.made_run import FRAMEWORK, duty, made_library, made_run

GRADING = """
grading: two
title: Two grades
source: made up for a test
evidence: local
note: Ours alone.
scale: [good, bad]
facts:
  told: {of: told, words: measures that can be told, bands: [{band: none, up_to: 0}, {band: some}]}
  failing: {of: not_assured_share, words: share that fails, bands: [{band: none, up_to: 0%}, {band: some}]}
  open: {of: open, words: open improvements, bands: [{band: none, up_to: 0}, {band: some}]}
  contradicting: {of: contradicting, words: evidence that contradicts, bands: [{band: none, up_to: 0}, {band: some}]}
lines:
  - {when: {open: some}, grade: bad, because: Something is still to improve.}
  - {when: {told: none}, grade: cannot_tell, because: Nothing can be told.}
  - {when: {failing: some}, grade: bad, because: Something fails.}
  - {when: {contradicting: some}, grade: bad, because: Somebody saw otherwise.}
  - {grade: good, because: "What can be told is assured, or nearly so."}
"""


def graded_library(folder: Path) -> Path:
    library = made_library(folder)
    (library / "grading").mkdir()
    (library / "grading" / "two.yaml").write_text(GRADING.lstrip(), encoding="utf-8")
    framework = library / "frameworks" / "reading_room.yaml"
    framework.write_text(FRAMEWORK.lstrip().replace("scale:", "grading: two\nscale:"), encoding="utf-8")
    return library


def lent(folder: Path, library: Path, good: int = 98, of: int = 100, force: str | None = "F1", **more: Any) -> Path:
    """A run in which so many of the loans of a month came back in time."""
    duties = [duty(number, "met" if number < good else "missed", f"2017-0{1 + number % 3}-10 12:00", force=force)
              for number in range(of)]
    run = made_run(folder, library, duties, **more)
    write_measures(run)
    return run
