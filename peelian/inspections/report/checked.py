"""What people found who looked at single duties, beside each measure: checks by hand, and disputes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from peelian.clocks import spoken_day
from peelian.duties.run_folder import RunFolder
from peelian.inspections.report.model import DataTable, HandChecked, Measure
from peelian.inspections.reviews.disputes import counts, standing
from peelian.inspections.reviews.shown import stratum_words
from peelian.inspections.reviews.store import read_reviews, run_key, store_of
from peelian.inspections.reviews.tally import HandCheck, hand_checks
from peelian.measures.chart_text import listed

HEADINGS = ["Drawn from", "Right, of those told", "Cannot be told", "95% interval", "All that it stands for"]


def add_reviews(run: RunFolder, measures: Mapping[str, Measure], store: Path | None = None) -> None:
    """Join what the reviews beside the run, or in the named file, say of each measure. Raises Problems for a file that is none."""
    reviews = read_reviews(store_of(run.path, store))
    key = run_key(run)
    for one in hand_checks(reviews):
        if one.standard in measures:
            measures[one.standard].hand_checks.append(_shown(one, "" if one.run == key else one.run))
    for standard, count in counts(run, standing(reviews)).items():
        if standard in measures:
            measures[standard].disputed = count.sentence


def _shown(one: HandCheck, earlier: str) -> HandChecked:
    day = spoken_day(date.fromisoformat(one.on[:10]))
    table = DataTable(f"Checked by hand on {day}, by stratum", HEADINGS, stratum_words(one))
    return HandChecked(one.sentence, listed(one.by), day, table, earlier)
