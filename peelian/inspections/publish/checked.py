"""Checks by hand as they may be told: how many of the rows that were drawn were right, and nothing of any one of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from peelian.clocks import spoken_day
from peelian.duties.run_folder import RunFolder
from peelian.inspections.publish import told
from peelian.inspections.reviews.store import read_reviews, run_key, store_of
from peelian.inspections.reviews.tally import HandCheck, hand_checks
from peelian.measures.chart_text import number, percent
from peelian.measures.figures import FEWEST_DUTIES


def hand_checks_of(run: RunFolder, store: Path | None) -> dict[str, list[str]]:
    """Standard → what was found by hand of this very run. Raises Problems for a file of reviews that is none."""
    found: dict[str, list[str]] = {}
    key = run_key(run)
    for one in hand_checks(read_reviews(store_of(run.path, store))):
        if one.run == key:
            found.setdefault(one.standard, []).append(hand_check_words(one))
    return found


def hand_check_words(one: HandCheck) -> str:
    """"Checked by hand on 2 April 2018: about 45 of 60 rows drawn were right (75.0%)." Who checked is not told."""
    begins = f"Checked by hand on {spoken_day(date.fromisoformat(one.on[:10]))}"
    shown = told.figure(one.right, one.told - one.right, None if one.told >= FEWEST_DUTIES else "fewer than 20 rows")
    if shown.share is not None:
        good, drawn = number(shown.good or 0), number(shown.counted or 0)
        return f"{begins}: about {good} of {drawn} rows drawn were right ({percent(shown.share)})."
    if shown.at_least is not None:
        return f"{begins}: of about {number(shown.counted or 0)} rows drawn {percent(shown.at_least)} or more were right."
    if shown.at_most is not None:
        return f"{begins}: of about {number(shown.counted or 0)} rows drawn {percent(shown.at_most)} or less were right."
    return f"{begins}: too few rows could be told for a figure."
