"""The page of signals: what changed in the run beyond chance and where it is held, each with its charts and their tables."""

from __future__ import annotations

from collections.abc import Mapping

from peelian.inspections.report.model import ChartView, DataTable, QuestionPage, SignalShown, SignalsPage
from peelian.measures.chart_text import between, number, percent
from peelian.measures.intervals import wilson
from peelian.measures.periods import spoken_month
from peelian.measures.signals import (
    HOW_TO_READ_CHANGE,
    HOW_TO_READ_GROUPS,
    Signal,
    Signals,
    change_svg,
    group_rows,
    groups_svg,
    no_signal_sentence,
    rate_sentence,
    signal_sentence,
)
from peelian.measures.signals.words import names_of

NO_PAGE = ""


def signals_page(found: Signals, questions: list[QuestionPage]) -> SignalsPage:
    """Every signal, those for the worse first, with a link to its measure where one of the questions shows it."""
    pages: dict[str, str] = {}
    for question in questions:
        for measure in question.measured:
            pages.setdefault(measure.standard, f"{question.page}#{measure.standard}")
    shown = [_shown(number, one, found, pages) for number, one in enumerate(found.signals, 1)]
    return SignalsPage("" if shown else no_signal_sentence(found), rate_sentence(found), shown)


def _shown(place: int, one: Signal, found: Signals, pages: Mapping[str, str]) -> SignalShown:
    standard = one.measured.standard
    return SignalShown(standard.id, standard.title, pages.get(standard.id, NO_PAGE), one.way, "change" if one.change else "group",
                       signal_sentence(one, found), _charts(f"signal-{place}", one, found))


def _charts(id: str, one: Signal, found: Signals) -> list[ChartView]:
    title, made = one.measured.standard.title, []
    if one.change is not None:
        name = f"{title}: month by month, and the level before"
        sentence = f"The change is told from {spoken_month(one.change.since)} on."
        made.append(ChartView(name, sentence, HOW_TO_READ_CHANGE, _months(name, one), change_svg(f"{id}-months", name, sentence, one)))
    for by in [*(part.by for part in one.held), *([one.difference.by] if one.difference else [])]:
        name = f"{title}: by {by}"
        since = f"since {spoken_month(one.change.since)}" if one.change else "over the twelve months"
        sentence = f"Each group {since}."
        made.append(ChartView(name, sentence, HOW_TO_READ_GROUPS, _groups(name, by, one, found),
                              groups_svg(f"{id}-{by.replace(' ', '-')}", name, by, one, found.periods)))
    return made


def _months(title: str, one: Signal) -> DataTable:
    months = sorted(one.measured.months.items(), reverse=True)
    if one.measured.pairs:
        first, second = names_of(one.measured)
        return DataTable(title, ["Month", first.capitalize(), second.capitalize()],
                         [[spoken_month(month), number(tally.good), number(tally.bad)] for month, tally in months])
    return DataTable(title, ["Month", "Good", "Counted", "Share"],
                     [[spoken_month(month), number(tally.good), number(tally.counted),
                       percent(tally.share) if tally.counted else "none"] for month, tally in months])


def _groups(title: str, by: str, one: Signal, found: Signals) -> DataTable:
    rows = [[name, f"{number(tally.good)} of {number(tally.counted)}", percent(share) if share is not None else "none: too few",
             between(wilson(tally.good, tally.counted)) if share is not None else "none"]
            for name, tally, share in group_rows(by, one, found.periods)]
    return DataTable(title, [by.capitalize(), "Good", "Share", "95% interval"], rows)
