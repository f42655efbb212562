"""What can be said of a measure: each claim in words, with the figures that a sentence on it may name. A sentence rests on a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from peelian.inspections.publish import told
from peelian.inspections.publish.numbers import Line, Numbers
from peelian.inspections.publish.told import Told
from peelian.inspections.report.model import Measure
from peelian.inspections.report.overview import change_of
from peelian.measures.chart_text import KEPT, NOT_KEPT, NOT_SURE, between, many, number, percent
from peelian.measures.intervals import Interval
from peelian.measures.periods import Periods, spoken_month
from peelian.measures.signals import Signal
from peelian.measures.signals.change import Tally
from peelian.measures.signals.from_run import AREA, TEAM
from peelian.measures.signals.words import done_words, group_words, others_words

STANDS = {KEPT: "keeps what is expected", NOT_KEPT: "does not keep what is expected",
          NOT_SURE: "cannot be told from what is expected"}
KEEPS, DOES_NOT_KEEP = STANDS[KEPT], STANDS[NOT_KEPT]
NOT_ASSURED = "cannot be assured"
BETTER, WORSE, CHANGED = "changed for the better beyond chance", "changed for the worse beyond chance", "changed beyond chance"
STANDS_OUT = "stands out"
ONE_TEAM = "one team"  # which one, the internal report says
YEAR = {"rose: better": "is better than the year before", "fell: better": "is better than the year before",
        "rose: worse": "is worse than the year before", "fell: worse": "is worse than the year before",
        "rose": "is higher than the year before", "fell": "is lower than the year before"}


@dataclass
class Claims:
    """Of one measure: what holds, and by claim (or "" for every one) the figures that may be named: name → words.

    chance: of what was found by looking for what stands out, how likely chance alone is to show it.
    """

    holds: list[str] = field(default_factory=list)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    chance: dict[str, float] = field(default_factory=dict)

    def of(self, claim: str | None) -> dict[str, str]:
        return {**self.values.get("", {}), **self.values.get(claim or "", {})}


def share_words(one: Told, numbers: Numbers) -> str | None:
    """A share as it may be told: "85.8%", "99.2% or more", "16.4 for each hundred". None where nothing may be."""
    if one.share is not None:
        if numbers.two_kinds or numbers.per != 100:
            return f"{one.share * numbers.per:,.1f} for each {'hundred' if numbers.per == 100 else f'{numbers.per:,}'}"
        return percent(one.share)
    if one.at_least is not None:
        return f"{percent(one.at_least)} or more"
    return f"{percent(one.at_most)} or less" if one.at_most is not None else None


def period_words(line: Line) -> str:
    """"from March 2017 to …", "as at …"."""
    return line.period if line.first is None else f"from {line.period}"


def claims_of(made: Measure, numbers: Numbers, signals: Sequence[Signal], periods: Periods,
              level: tuple[float, bool, str] | None = None) -> Claims:
    """Every claim that holds of a measure and may be told: none that says of a withheld figure where it lies.

    level: the share that is expected, whether it is the most that is allowed, and its words; None where none is.
    """
    found, lines = Claims(), [line.told for line in numbers.lines]
    if made.beside_expected in STANDS and lines and told.verdict_may_stand(lines[0], level):
        found.holds.append(STANDS[made.beside_expected])
    if any(mark.startswith(NOT_ASSURED) for mark in made.marks):
        found.holds.append(NOT_ASSURED)
    if (way := change_of(made)) and all(one.share is not None for one in lines[:2]):
        found.holds.append(YEAR[way])
    found.values[""] = _figures(made, numbers)
    for one in signals:
        _signal(found, one, numbers, periods)
    return found


def _figures(made: Measure, numbers: Numbers) -> dict[str, str]:
    values = {"title": made.title, "done": numbers.done,
              "expected": made.expected.partition(" (")[0]}
    for suffix, line in zip(("", "_before"), numbers.lines, strict=False):
        words = share_words(line.told, numbers)
        if words is not None:
            values[f"share{suffix}"] = words
        values[f"period{suffix}"] = period_words(line)
        if line.told.counted is not None:
            values[f"counted{suffix}"] = number(line.told.counted)
        if line.told.good is not None:
            values[f"good{suffix}"] = number(line.told.good)
        if line.told.low is not None and line.told.high is not None and not numbers.two_kinds:
            values[f"interval{suffix}"] = between(Interval(line.told.low, line.told.high), numbers.per)
    return {name: words for name, words in values.items() if words}


def _signal(found: Claims, one: Signal, numbers: Numbers, periods: Periods) -> None:
    if one.change is not None:
        claim = {"better": BETTER, "worse": WORSE}.get(one.way, CHANGED)
        found.holds.append(claim)
        values = {"since": spoken_month(one.change.since), "months_before": many(one.change.months_before, "month")}
        months = sorted(one.measured.months)
        spans = [[month for month in months if month < one.change.since], [month for month in months if month >= one.change.since]]
        if _may_tell(one, numbers, spans):
            values["share_since"], values["share_earlier"] = (_tally(tally, one.measured.pairs, numbers)
                                                              for tally in (one.change.after, one.change.before))
        found.values[claim] = values
    if one.difference is not None:
        may_tell = _may_tell_group(one, numbers)
        group = _group_words(one, may_tell)
        claim = f"{group} {STANDS_OUT}"
        if claim not in found.holds:  # two groups that may not be named read alike
            found.holds.append(claim)
        found.chance[claim] = min(one.chance, found.chance.get(claim, 1.0))
        values = {"group": group, "others": others_words(one.difference.by),
                  "period_group": f"from {periods.words(periods.twelve_to(max(one.measured.months)))}"}
        values["done"] = done_words(one.measured) if one.measured.standard.kind == "duty" else ""
        if may_tell:
            values["share_group"], values["share_others"] = (
                percent(tally.share) for tally in (one.difference.here, one.difference.elsewhere))
        found.values[claim] = values


def _may_tell_group(one: Signal, numbers: Numbers) -> bool:
    """Whether the shares of a group and of all others may be told: else its name would say where the few are that are withheld."""
    difference = one.difference
    assert difference is not None
    if numbers.lines and numbers.lines[0].told.good is None:
        return False  # the whole is withheld, and with it where the few of it stand
    area = numbers.areas.get(difference.group)
    if difference.by == AREA and (area is None or not area.speaks):
        return False  # its share would give away another that is withheld
    return not any(told.small(count) for tally in (difference.here, difference.elsewhere) for count in (tally.good, tally.bad))


def _group_words(one: Signal, may_tell: bool) -> str:
    difference = one.difference
    assert difference is not None
    if difference.by == TEAM:
        return ONE_TEAM
    if not may_tell:
        return "one area" if difference.by == AREA else "one group"
    return f"one group ({group_words(difference.by, difference.group)})"


def _may_tell(one: Signal, numbers: Numbers, spans: list[list[str]]) -> bool:
    """Whether the two levels of a change give nothing small away, by themselves and beside all else that is told of the measure."""
    months: Mapping[str, Tally] = one.measured.months
    pairs = {month: (round(tally.good), round(tally.bad)) for month, tally in months.items()}
    sums = [sum(pairs[month][side] for month in span) for span in spans for side in (0, 1)]
    if any(map(told.small, sums)):
        return False
    told_alone = {month for month, figure in numbers.months.items() if figure.speaks or figure.good is not None}
    return told.may_tell_spans(numbers.true or pairs, told_alone, numbers.spans, spans)


def _tally(tally: Tally, pairs: bool, numbers: Numbers) -> str:
    return share_words(Told(share=tally.rate if pairs else tally.share), numbers) or ""
