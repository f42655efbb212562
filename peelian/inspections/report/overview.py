"""What a reader sees first: how the measures stand beside what is expected, and what changed since the year before."""

from __future__ import annotations

from peelian.inspections.report.model import Change, Measure, QuestionPage, Reading, Tally
from peelian.measures.chart_text import KEPT, NOT_KEPT, NOT_SURE

NO_INTERVAL = "no interval, so chance is not ruled out"
FOLLOWED = "the year before has been followed for longer, which alone may move it"
LEAST_MOVE, LEAST_COUNT = 0.1, 100  # a ratio without an interval is named where it moved so far, on counts so large


def tally(question: QuestionPage) -> Tally:
    """How many measures of a question keep what is expected of them, and how many do not. A count, and no grade."""
    stand = [one.beside_expected for one in question.measured]
    return Tally(question.text, question.page, stand.count(KEPT), stand.count(NOT_KEPT), stand.count(NOT_SURE), stand.count(""),
                 len(question.not_measured))


def changes(questions: list[QuestionPage]) -> list[Change]:
    """The measures that moved, in the order of the pages: see `change_of`."""
    found: dict[str, Change] = {}
    for question in questions:
        for one in question.measured:
            way = change_of(one)
            if way and one.headline and one.year_before:
                found.setdefault(one.standard, Change(one.standard, one.title, one.year_before.headline, one.headline.headline,
                                                      way, f"{question.page}#{one.standard}",
                                                      _doubt(one)))
    return list(found.values())


def _doubt(one: Measure) -> str:
    """Why the figure may have moved although nothing changed."""
    if one.followed:
        return FOLLOWED
    return "" if one.headline and one.headline.interval else NO_INTERVAL


def compared(questions: list[QuestionPage]) -> int:
    """How many measures have a figure of the whole year before to be compared with."""
    return len({one.standard for question in questions for one in question.measured if one.headline and one.year_before})


def change_of(measure: Measure) -> str:
    """"rose" or "fell", and whether that is better or worse; empty where it did neither.

    It did where the two intervals do not meet. A ratio of two kinds of record has none: it did where it moved by a tenth
    or more and none of the counts behind it is small.
    """
    now, before = measure.headline, measure.year_before
    way = _way(now, before) if now and before else ""
    if not way or measure.followed or measure.better not in ("higher", "lower"):
        return way
    return f"{way}: {'better' if (measure.better == 'higher') == (way == 'rose') else 'worse'}"


def _way(now: Reading, before: Reading) -> str:
    if now.low is not None and now.high is not None and before.low is not None and before.high is not None:
        return "rose" if now.low > before.high else "fell" if now.high < before.low else ""
    if now.rate is None or not before.rate or now.low is not None or before.low is not None or not _large(now, before):
        return ""
    if abs(now.rate - before.rate) < LEAST_MOVE * before.rate:
        return ""
    return "rose" if now.rate > before.rate else "fell"


def _large(*readings: Reading) -> bool:
    """Whether both counts of each reading of a ratio are large enough to speak of a change."""
    return all(one.numbers.get(word, 0) >= LEAST_COUNT for one in readings for word in ("numerator", "denominator"))
