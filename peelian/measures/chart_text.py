"""What a figure or a chart says, in words: the sentence, the table and how to read it. Numbers are worded only here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peelian.measures.audits import AuditFigure
from peelian.measures.charts import Point
from peelian.measures.figures import NO_DUTY, NONE_TOLD, Figure
from peelian.measures.indicators import CapacityFigure, PopulationCheckFigure, Ratio
from peelian.measures.intervals import Interval
from peelian.measures.stock import Stock

SMALLEST, LARGEST = 0.0005, 0.9995  # what would round to none or to all, and is neither


def percent(share: float | None) -> str:
    """A share from 0 to 1 as "85.8%". What is not quite none, or not quite all, is not rounded to it."""
    if share is None:
        return "no rate"
    if 0 < share < SMALLEST:
        return "under 0.1%"
    if LARGEST < share < 1:
        return "over 99.9%"
    return f"{share * 100:.1f}%"


def between(interval: Interval | None, per: int = 100) -> str:
    """An interval as "82.4 to 88.7"."""
    return "" if interval is None else f"{interval.low * per:.1f} to {interval.high * per:.1f}"


def number(value: float) -> str:
    """A count or sum, with thousands marked; part numbers to one place."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def a(thing: str) -> str:
    """"a team", "an area"."""
    return f"{'an' if thing[:1].lower() in 'aeiou' else 'a'} {thing}"


def many(count: float, one: str, more: str | None = None) -> str:
    """"1 duty", "2 duties"."""
    return f"{number(count)} {one if count == 1 else more or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _met(figure: Figure) -> str:
    verb = "was" if figure.counted == 1 else "were"
    return f"{number(figure.met)} of {many(figure.counted, 'duty', 'duties')} {verb} met in time"


def figure_sentence(figure: Figure, period: str) -> str:
    """"In March 2017, 412 of 480 duties were met in time: 85.8% (82.4 to 88.7). …" `period` begins the sentence."""
    if figure.why_no_rate == NO_DUTY:
        return f"{period}, no duty that counts fell due."
    if figure.why_no_rate == NONE_TOLD:
        duties = many(figure.cannot_tell, "duty", "duties")
        return f"{period}, {duties} fell due, and for none of them can it be told whether it was met: the rate lies from 0% to 100%."
    if figure.why_no_rate:
        said = [f"{period}, {_met(figure)}. No rate is shown: {figure.why_no_rate}."]
    else:
        said = [f"{period}, {_met(figure)}: {percent(figure.rate)} ({between(figure.interval)})."]
    rest = [f"{number(count)} {words}" for count, words in (
        (figure.count("met_late"), "met late"), (figure.count("missed"), "missed"),
        (figure.count("overdue"), "still owed")) if count]
    if rest:
        said.append(f"Of the others, {listed(rest)}.")
    if figure.cannot_tell:
        bounds = figure.bounds
        whichever = f": with them the rate lies from {percent(bounds.low)} to {percent(bounds.high)}" if bounds else ""
        said.append(f"For {number(figure.cannot_tell)} more it cannot be told{whichever}.")
    return " ".join(said)


def stock_sentence(stock: Stock | None, period: str) -> str:
    """"At the end of March 2017, 61 of 70 open subjects had nothing overdue: 87.1% (77.3 to 93.1). …"."""
    if stock is None or not stock.total:
        return f"{period}, no subject was open."
    if stock.counted == 0:
        untold = f"of {many(stock.cannot_tell, 'subject')} it cannot be told whether anything was overdue" if stock.cannot_tell else ""
        excused = f"{many(stock.excused, 'subject was', 'subjects were')} excused" if stock.excused else ""
        return f"{period}, {listed([one for one in (untold, excused) if one])}."
    said = f"{period}, {number(stock.in_date)} of {many(stock.counted, 'open subject')} had nothing overdue"
    if stock.why_no_rate:
        sentences = [f"{said}. No share is shown: {stock.why_no_rate}."]
    else:
        sentences = [f"{said}: {percent(stock.rate)} ({between(stock.interval)})."]
    if stock.overdue and stock.longest_overdue is not None and stock.median_overdue is not None:
        sentences.append(f"The longest overdue had waited {days(stock.longest_overdue)}, the median {days(stock.median_overdue)}.")
    if stock.cannot_tell:
        sentences.append(f"For {number(stock.cannot_tell)} more it cannot be told.")
    if stock.excused:
        sentences.append(f"{many(stock.excused, 'more was', 'more were')} excused.")
    return " ".join(sentences)


def days(value: float) -> str:
    """Days of 24 hours, whole from one day on."""
    return "less than a day" if value < 1 else many(int(value), "day")


def value_words(ratio: Ratio) -> str:
    """A ratio as it is shown: a percentage or, of two kinds of record, so many for each `per`."""
    if ratio.rate is None:
        return "no ratio"
    return percent(ratio.rate) if is_percentage(ratio) else f"{ratio.rate * ratio.per:,.1f} {for_each(ratio)}"


def is_percentage(ratio: Ratio) -> bool:
    """Whether a ratio is a share of what it is set against; of two kinds of record it is so many for each `per`."""
    return ratio.whole and ratio.per == 100


def for_each(ratio: Ratio) -> str:
    """"for each hundred", "for each 1,000"."""
    return f"for each {'hundred' if ratio.per == 100 else f'{ratio.per:,}'}"


def _span_words(bounds: Interval, ratio: Ratio) -> str:
    if is_percentage(ratio):
        return f"from {percent(bounds.low)} to {percent(bounds.high)}"
    return f"from {bounds.low * ratio.per:,.1f} to {bounds.high * ratio.per:,.1f} {for_each(ratio)}"


def ratio_sentence(ratio: Ratio, period: str, names: tuple[str, str] | None = None) -> str:
    """"In March 2017, 120 of 480 records: 25.0% (21.3 to 29.1)." or, of two kinds of record, with their `names`,
    "120 arrests against 480 crimes: 25.0 for each hundred"."""
    if not ratio.rows and not ratio.unknown:
        return f"{period}, there was no record to count."
    if ratio.whole or names is None:
        joined = "of" if ratio.whole else "against"
        said = f"{period}, {number(ratio.numerator)} {joined} {many(ratio.denominator, 'record')}"
    else:
        said = f"{period}, {number(ratio.numerator)} {names[0]} against {number(ratio.denominator)} {names[1]}"
    if ratio.why_no_rate:
        sentences = [f"{said}. No ratio is shown: {ratio.why_no_rate}."]
    else:
        doubt = f" ({between(ratio.interval, ratio.per)})" if ratio.interval else ""
        sentences = [f"{said}: {value_words(ratio)}{doubt}."]
    if ratio.unknown:
        bounds = ratio.bounds
        whichever = f": with them it lies {_span_words(bounds, ratio)}" if bounds else ""
        sentences.append(f"For {many(ratio.unknown, 'record')} it cannot be told{whichever}.")
    if not ratio.mature:
        sentences.append("It is too early: outcomes are still to come, so this will change.")
    return " ".join(sentences)


def capacity_sentence(figure: CapacityFigure, period: str) -> str:
    if figure.why_no_rate:
        held = f" ({number(figure.needed.value)} are needed)" if figure.needed.rows else ""
        return f"{period}, {figure.why_no_rate}{held}."
    return f"{period}, {number(figure.held.value)} held against {number(figure.needed.value)} needed: {percent(figure.rate)}."


def audit_sentence(figure: AuditFigure, period: str) -> str:
    left_out = _left_out(figure)
    if figure.few and figure.answered:
        return (f"{period}, {number(figure.yes)} of {many(figure.answered, 'sampled record')} were answered yes. Of "
                f"{figure.why_no_rate} no share is given; {many(figure.population, 'record')} could be sampled.{left_out}")
    if figure.why_no_rate:
        return f"{period}, {figure.why_no_rate}, out of {many(figure.population, 'record')} that could be sampled.{left_out}"
    return (f"{period}, {number(figure.yes)} of {many(figure.answered, 'sampled record')} were answered yes: "
            f"{percent(figure.rate)} ({between(figure.interval)}), from a population of {number(figure.population)}.{left_out}")


def _left_out(figure: AuditFigure) -> str:
    said = ""
    if figure.again:
        said += f" {many(figure.again, 'record was', 'records were')} answered for more than once: the latest answer counts."
    if figure.unclear and figure.bounds:
        said += (f" For {number(figure.unclear)} more, answers of one moment contradict each other: with them the share lies from "
                 f"{percent(figure.bounds.low)} to {percent(figure.bounds.high)}.")
    if figure.outside:
        said += f" Left out: {many(figure.outside, 'answer')} about records outside the population."
    return said


def check_sentence(figure: PopulationCheckFigure) -> str:
    """What the population check found, and whether the measure can be assured."""
    title = figure.title[:1].upper() + figure.title[1:]
    if figure.missing:
        return (f"{title}: not checked, for the records lack {', '.join(figure.missing)}. Whether the population missed any nobody "
                "can tell.")
    if not figure.count and not figure.unknown:
        return f"{title}: none found, so nothing suggests that the population missed any."
    against = f"against a population of {number(figure.population)}" if figure.population else "and no population to compare"
    share = f" ({percent(figure.share)})" if figure.share is not None else ""
    unknown = f" For {number(figure.unknown)} more it cannot be told." if figure.unknown else ""
    limit = percent(figure.material_share)
    if figure.material:
        verdict = f"That is material: above {limit}, this measure cannot be assured."
    elif figure.may_be_material:
        verdict = f"That may be material: with those it could be above {limit}, where this measure cannot be assured."
    else:
        verdict = f"That is not material: above {limit} would be."
    return f"{title}: {number(figure.count)} found, {against}{share}.{unknown} {verdict}"


KEPT, NOT_KEPT, NOT_SURE = "keeps it", "does not keep it", "cannot be told from what is expected"


def beside_target(rate: float | None, interval: Interval | None, target: float, at_most: bool) -> str:
    """Whether a figure keeps what is expected, does not, or cannot be told from it: only the whole interval can show it.

    Where all is expected and all was done, or none and none was, that is kept: no interval could show it.
    """
    if rate is None:
        return ""
    if rate == target == (0.0 if at_most else 1.0):
        return KEPT
    low, high = (interval.low, interval.high) if interval else (rate, rate)
    if at_most:
        return NOT_KEPT if low > target else KEPT if high <= target else NOT_SURE
    return NOT_KEPT if high < target else KEPT if low >= target else NOT_SURE


def target_sentence(beside: str, words: str, at_most: bool) -> str:
    """A figure beside what is expected. words: the target as the standard writes it ("90%"). at_most: no more than that is allowed."""
    level = f"the {words} expected{' at most' if at_most else ''}"
    said = {NOT_KEPT: f"That does not keep {level}.", KEPT: f"That keeps {level}.",
            NOT_SURE: f"With this many it cannot be told from {level}."}
    return said.get(beside, "")


def per_words(value: float) -> str:
    """So many for each `per`, as its chart says it: "42.2"."""
    return f"{value:,.1f}"


def chart_sentence(points: Sequence[Point], names: Sequence[str], noun: str, worded: Callable[[float], str] = percent) -> str:
    """The run of a chart: first to last, lowest and highest, how many months are gaps, and whether the newest settled one is.

    `names`: the months in words. `worded`: a value in words.
    """
    known = [(point.value, name) for point, name in zip(points, names, strict=True)
             if point.value is not None and not point.provisional]
    gaps = sum(point.value is None for point in points)
    early = sum(point.provisional and point.value is not None for point in points)
    settled = [point for point in points if not point.provisional]
    newest = (", the newest among them" if gaps > 1 else ", the newest") if settled and settled[-1].value is None else ""
    missing = f" For {many(gaps, 'month')} no {noun} is shown{newest}." if gaps else ""
    missing += f" {many(early, 'month is', 'months are')} still too early to judge." if early else ""
    if not known:
        return f"No month has a {noun} that can be shown.{missing}"
    lowest, highest = min(known), max(known)
    if len(known) == 1:
        return f"Only {known[0][1]} has a {noun}: {worded(known[0][0])}.{missing}"
    if worded(lowest[0]) == worded(highest[0]):
        return (f"The {noun} was {worded(lowest[0])} in each of the {many(len(known), 'month')} that have one, "
                f"from {known[0][1]} to {known[-1][1]}.{missing}")
    return (f"By month the {noun} ran from {worded(lowest[0])} ({lowest[1]}) to {worded(highest[0])} ({highest[1]}); it was "
            f"{worded(known[0][0])} in {known[0][1]} and {worded(known[-1][0])} in {known[-1][1]}.{missing}")


HOW_TO_READ_BAND = "The band is each month's 95% interval, wide for few records: a step that stays inside it may well be chance."
HOW_TO_READ_GAPS = "A gap: too few duties or people for a figure."


def how_to_read(noun: str, *, band: bool, gaps: bool, early: bool, target: str) -> str:
    """How to read a chart, with only what this chart shows."""
    said = [f"Each dot is one month's {noun}, by the month of the deadline."
            if noun == "rate" else f"Each dot is one month's {noun}."]
    if band:
        said.append(HOW_TO_READ_BAND)
    if target:
        said.append(f"The dashed level line: {target}.")
    if early:
        said.append("Hollow dots: months too recent to judge.")
    if gaps:
        said.append(HOW_TO_READ_GAPS)
    return " ".join(said)
