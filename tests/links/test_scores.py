"""The labelled findings are sound, the page of scores is that of the method as it stands, and the method is worth having."""

from __future__ import annotations

from functools import cache

import pytest

from peelian.inspections.links.match import Matcher, confidence
from peelian.inspections.links.said_as import read_said_as
from peelian.libraries import DEFAULT, library_path
from peelian.measures.intervals import wilson
from peelian.standards.library import read_library
from tests.links.labelled import FOLDER, read
from tests.links.scores import COUNTS, HELD_OUT, PAGE, PARTS, left_out, page, pairs, scores

FINDINGS = {part: read(part) for part in PARTS}
EVERY = [one for several in FINDINGS.values() for one in several]
AS_INSPECTORS_WRITE = [one for part in PARTS if part != "grown" for one in FINDINGS[part]]  # that part is written for standards


@cache
def matcher() -> Matcher:
    library = read_library(library_path(DEFAULT))
    return Matcher(library, read_said_as(library))


def test_the_page_is_of_the_method_as_it_stands() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.links.scores"


def test_every_file_of_findings_is_used_and_what_judges_was_not_used_to_tune() -> None:
    assert {file.stem for file in FOLDER.glob("*.csv")} == set(PARTS)
    assert not set(HELD_OUT) & set(COUNTS) and set(HELD_OUT) < set(PARTS)


def test_there_are_enough_findings_and_a_third_that_no_standard_would_measure() -> None:
    texts = [one.text for one in EVERY]
    assert len(texts) == len(set(texts)) >= 150
    assert sum(not one.standards for one in AS_INSPECTORS_WRITE) * 3 >= len(AS_INSPECTORS_WRITE)


def test_each_label_is_a_standard_of_the_library_or_one_that_it_knows_to_lack() -> None:
    known = set(matcher().library.files) | {one.id for one in matcher().said.not_yet}
    assert sorted({name for one in EVERY for name in one.standards} - known) == []


def test_every_standard_is_the_right_one_of_some_finding() -> None:
    labelled = {name for one in EVERY for name in one.standards}
    first_ones = set(matcher().said.said_as)
    assert sorted(first_ones - labelled) == []


@pytest.mark.parametrize(("part", "precision", "recall", "none"), [
    ("held_out", 0.6, 0.85, 0.9), ("last", 0.55, 0.5, 0.7), ("fresh", 0.4, 0.35, 0.8)])
def test_what_the_tuning_never_saw_is_linked_well_enough(part: str, precision: float, recall: float, none: float) -> None:
    """Below this the method would not be worth having. How well it does today is on the page of scores, not here."""
    lowest, weights = matcher().said.bands[-1].at_least, matcher().said.weights
    found = scores(pairs(matcher(), FINDINGS[part]), lambda pair: confidence(pair.parts, weights), lowest)
    assert found.precision >= precision and found.recall >= recall and found.none >= none, found


def test_the_words_of_the_bands_are_what_was_measured() -> None:
    """On findings left out of the fitting in turn, the share that was right agrees with the one that the band claims."""
    bands = matcher().said.bands
    found = left_out({part: pairs(matcher(), FINDINGS[part]) for part in COUNTS})
    for band, top in zip(bands, [1.01, *(one.at_least for one in bands)], strict=False):
        right = [one for sure, one in found if band.at_least <= sure < top]
        interval = wilson(sum(right), len(right))
        assert band.right is not None and interval is not None and len(right) >= 15, band
        assert interval.low <= band.right <= interval.high and abs(sum(right) / len(right) - band.right) <= 0.06, (band, right)


def test_a_likely_link_is_seldom_wrong() -> None:
    likely, weights = matcher().said.bands[0].at_least, matcher().said.weights
    sure = [pair.right for part in HELD_OUT for pair in pairs(matcher(), FINDINGS[part])
            if confidence(pair.parts, weights) >= likely]
    assert len(sure) > 50 and sum(sure) / len(sure) >= 0.75
