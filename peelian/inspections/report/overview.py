"""What a reader sees first: how the measures stand beside what is expected, and what changed by more than chance."""

from __future__ import annotations

from peelian.inspections.report.model import Change, Measure, QuestionPage, Tally
from peelian.measures.chart_text import ABOVE, BELOW, KEPT, NOT_SURE


def tally(question: QuestionPage) -> Tally:
    """How many measures of a question keep what is expected of them, and how many do not. A count, and no grade."""
    stand = [one.beside_expected for one in question.measured]
    return Tally(question.text, question.page, stand.count(KEPT), stand.count(BELOW) + stand.count(ABOVE),
                 stand.count(NOT_SURE), stand.count(""), len(question.not_measured))


def changes(questions: list[QuestionPage]) -> list[Change]:
    """The measures whose interval lies wholly above or below that of the year before, in the order of the pages."""
    found: dict[str, Change] = {}
    for question in questions:
        for one in question.measured:
            way = change_of(one)
            if way and one.headline and one.year_before:
                found.setdefault(one.standard, Change(one.standard, one.title, one.year_before.headline, one.headline.headline,
                                                      way, f"{question.page}#{one.standard}"))
    return list(found.values())


def change_of(measure: Measure) -> str:
    """"rose" or "fell", and whether that is better or worse; empty where the two intervals meet or one is lacking."""
    now, before = measure.headline, measure.year_before
    if now is None or before is None or now.low is None or now.high is None or before.low is None or before.high is None:
        return ""
    if now.low > before.high:
        way, good = "rose", "higher"
    elif now.high < before.low:
        way, good = "fell", "lower"
    else:
        return ""
    if measure.better not in ("higher", "lower"):
        return way
    return f"{way}: {'better' if measure.better == good else 'worse'}"
