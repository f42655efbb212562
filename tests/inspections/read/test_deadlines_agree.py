"""The reader of pages and the register of improvements understand a deadline alike."""

from __future__ import annotations

import datetime

import pytest

from peelian.inspections.improvement.deadlines import deadline_in
from peelian.inspections.read.deadlines import Asked, deadlines
from peelian.inspections.read.model import AreaForImprovement
from tests.inspections.read.asking import PAGE, read_text

PUBLISHED = datetime.date(2018, 3, 22)


def area_asking(words: str) -> AreaForImprovement:
    """How the reader reads these words as an area for improvement."""
    page = PAGE.format(cycle="2017").replace("\n\nEffectiveness", "\n\nPublished on 22 March 2018\n\nEffectiveness", 1)
    read = read_text(f"{page}Areas for improvement\n\n  • {words}\n")
    assert read.published is not None and read.published.date == PUBLISHED
    [found] = read.questions[0].areas_for_improvement
    return found


@pytest.mark.parametrize(("words", "by"), [
    ("The force should act within three months.", "2018-06-22"),
    ("The force should ensure that, within one month, it has a plan.", "2018-04-22"),
    ("Within twenty-four months, the force should have a plan.", "2020-03-22"),
    ("By Friday 30 March 2018, the force should have a plan.", "2018-03-30"),
    ("The force should, in the next three months, make a plan.", "2018-06-22"),
    ("The force should have a plan by the end of 2018/19.", "2019-03-31"),
    ("The force should have a plan by 30 June.", "2018-06-30"),
    ("The force should have a plan within a year and a half.", "2019-09-22"),
    ("The force should have a plan within two years and three months.", "2020-06-22"),
    ("The force should stop immediately the use of these cells.", "2018-03-22"),
    ("The force should review its files as a matter of urgency.", "2018-03-22"),
    ("By March 2019, the force should have a plan.", "words only"),
    ("The force should, within one month to six weeks, make a plan.", "words only"),
    ("The force should ensure that suspects are interviewed within five days of an arrest.", None),
    ("The force should review the crimes that it closed by 31 March 2017.", None),
    ("The force should review its work of the year, done by 31 March 2017.", None),
    ("The force should ensure officers immediately record crimes.", None),
    ("The force should improve how it works.", None),
])
def test_both_doors_give_the_same_answer(words: str, by: str | None) -> None:
    read, followed = area_asking(words).deadline, deadline_in(words, PUBLISHED, deadlines())
    if by is None:
        assert (read, followed) == (None, None)
        return
    assert read is not None and followed is not None and read.text == followed.words
    length = (read.within, read.unit or "") if read.within else None
    counted = Asked(0, 0, read.by, length=length, at_once=read.immediately).day(PUBLISHED)
    wanted = None if by == "words only" else datetime.date.fromisoformat(by)
    assert (counted, followed.by) == (wanted, wanted)
