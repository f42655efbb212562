"""From what may be told of a measure to what is published of it: figures, its chart as SVG, and sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from peelian.inspections.publish.claims import Claims, period_words, share_words
from peelian.inspections.publish.model import PublishedFigure, PublishedLaw, PublishedMeasure
from peelian.inspections.publish.numbers import Line, Numbers
from peelian.inspections.publish.told import RULES, Told
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.grounds import really_empty
from peelian.inspections.report.measures import target_of
from peelian.inspections.report.model import Measure
from peelian.measures.chart_text import between, chart_sentence, how_to_read, number, per_words, percent
from peelian.measures.charts import Chart, Point, Series, svg
from peelian.measures.intervals import Interval
from peelian.measures.periods import short_month, spoken_month
from peelian.standards.model import Standard

FOOT = 20  # the height of a line below a chart
FEWEST_MONTHS = 3  # with a figure, or there is nothing to draw
GAP = ("A gap means that no figure is published for that month: it rests on too few, or is withheld so that nobody can be found.")
NOT_LINKED = "What is not linked: of a link that its rule follows, fewer than nine in ten rows lead to their record."


def published_measure(made: Measure, standard: Standard, numbers: Numbers, claims: Claims, found: Gathered,
                      hand_checks: list[str]) -> PublishedMeasure:
    title, sentence, reading, _ = _chart(made, standard, numbers, found)
    whole = f"the whole {found.library.about.called}"
    return PublishedMeasure(
        id=made.standard, title=made.title, kind=made.kind, why=made.why, rule=made.rule, expected=made.expected, better=made.better,
        says=claims.holds, marks=list(made.marks), unit=_unit(numbers), per=numbers.per, pairs=numbers.two_kinds,
        sentence=figure_words(numbers.lines[0], numbers),
        figures=[_figure(line.of or whole, line.period, line.first, line.last, line.told) for line in numbers.lines],
        months=[_figure(whole, spoken_month(month), None if numbers.at_moments else month, month, one)
                for month, one in numbers.months.items()],
        areas=[_figure(name, numbers.lines[0].period, numbers.lines[0].first, numbers.lines[0].last, one)
               for name, one in numbers.areas.items()],
        outside=numbers.outside, chart_title=title, chart_sentence=sentence, how_to_read=reading,
        guards=list(standard.guards), hand_checks=hand_checks, cannot_show=_cannot_show(made, standard, found),
        law=[PublishedLaw(dates=one.dates, cite=one.cite, kind=one.kind, evidence=one.evidence, url=one.url, current=one.current)
             for one in made.law],
        local_values={one.title: one.used for one in made.local_values})


def _figure(of: str, period: str, first: str | None, last: str | None, one: Told) -> PublishedFigure:
    return PublishedFigure(of=of, period=period, first=first, last=last, good=one.good, counted=one.counted, share=_rounded(one.share),
                           low=_rounded(one.low), high=_rounded(one.high), at_least=one.at_least, at_most=one.at_most, why=one.why)


def _rounded(share: float | None) -> float | None:
    """To a tenth of a percentage point: finer digits would say more of the counts than a reader needs."""
    return None if share is None else round(share, 3)


def _unit(numbers: Numbers) -> str:
    first, second = numbers.names
    if numbers.two_kinds:
        return f"{first} for each {numbers.per:,} {second}"
    return f"share of {second} that {numbers.done}" if numbers.done else f"{first} as a share of {second}"


def figure_words(line: Line, numbers: Numbers) -> str:
    """The newest figure in a sentence, with what is withheld and why."""
    one, begins = line.told, period_words(line)
    begins = begins[:1].upper() + begins[1:]
    first, second = numbers.names
    joined = "against" if numbers.two_kinds else "of"
    share = share_words(one, numbers)
    if one.counted is None and one.good is None and share is None:
        return f"{begins}, the figure is {one.why or 'not told'}."
    if one.counted == 0 and one.good == 0:
        return f"{begins}, there was nothing to count."
    if one.good is None:
        few = "fewer than five were not" if one.at_least is not None else "fewer than five were"
        told = f": {share}, for {few}" if share else ", and how many were is withheld"
        return f"{begins}, about {number(one.counted or 0)} counted{told}."
    about = f"about {number(one.good)}" if one.good else "none"
    counts = f"{about} {first + ' ' if numbers.two_kinds else ''}{joined} {number(one.counted or 0)} {second}"
    if share is None:
        return f"{begins}, {counts}. No share is shown: {one.why}."
    doubt = ""
    if one.low is not None and one.high is not None and not numbers.two_kinds:
        doubt = f" ({between(Interval(one.low, one.high), numbers.per)})"
    return f"{begins}, {counts}: {share}{doubt}."


def chart_svg(made: Measure, standard: Standard, numbers: Numbers, found: Gathered) -> str:
    """The months as a drawing. A month that is withheld is a gap, as one that has no share is."""
    return _chart(made, standard, numbers, found)[3]


def _chart(made: Measure, standard: Standard, numbers: Numbers, found: Gathered) -> tuple[str, str, str, str]:
    """Title, sentence, how to read it, and the drawing; all empty where too few months have a figure."""
    scale = numbers.per if numbers.two_kinds or numbers.per != 100 else 1
    points, names = [], []
    for month, one in numbers.months.items():
        early = not found.periods.whole and month == found.periods.month
        low, high = (one.low, one.high) if not numbers.two_kinds else (None, None)
        points.append(Point(short_month(month), None if one.share is None else one.share * scale,
                            None if low is None else low * scale, None if high is None else high * scale, early))
        names.append(spoken_month(month))
    if sum(point.value is not None for point in points) < FEWEST_MONTHS:
        return "", "", "", ""
    as_percent = scale == 1
    noun = "share" if as_percent else "ratio"
    title = f"{made.title}: {'at the end of each month' if numbers.at_moments else 'month by month'}"
    sentence = chart_sentence(points, names, noun, percent if as_percent else per_words)
    level, label = target_of(standard)
    level = None if level is None else level * scale
    reading = how_to_read(noun, band=any(point.low is not None for point in points), gaps=False,
                          early=any(point.provisional and point.value is not None for point in points), target=label)
    if any(point.value is None for point in points):
        reading += f" {GAP}"
    chart = Chart(f"{made.standard}-chart", title, sentence, [Series(noun, points)], as_percent, level, label)
    return title, sentence, reading, svg(chart)


def _cannot_show(made: Measure, standard: Standard, found: Gathered) -> list[str]:
    """As the internal report says it, without its counts."""
    said = list(standard.cannot_show)
    if standard.guards:
        titles = [found.library.standards[name].title for name in standard.guards if name in found.library.standards]
        said.append(f"How well it was done: read it beside {'; '.join(titles)}.")
    if made.verdict == "partly":
        said.append(f"All of its rule: the records lack {', '.join(made.missing)}.")
    if empty := really_empty(standard, found):
        said.append(f"More than the {found.library.about.called} says of itself: that {', '.join(empty)} is blank in "
                    "every row because nothing happened.")
    said += [NOT_LINKED] if made.weak_links else []
    if made.population_check_material:
        said.append("All that it should: an independent look found a material number of records that it missed.")
    if made.population_unchecked:
        said.append("Whether it looks at all that it should: the records lack what that look needs.")
    if standard.expect is not None and standard.expect.basis == "local":
        said.append("Whether a national expectation is kept: what is expected here is a local value.")
    return said


def standalone(drawn: str, foot: str = "") -> str:
    """A chart as a file of its own, in the colours of the page's light theme. foot: what its reader must know, below it."""
    style = ("<style>text{font-family:sans-serif}.line.series-1{stroke:#1c4f94}.dot.series-1.settled,.band.series-1{fill:#1c4f94}"
             ".dot.series-1.provisional,.band-line.series-1{stroke:#1c4f94}.target{stroke:#8a3b12}</style>")
    head, _, rest = drawn.partition(">")
    if foot and (size := re.search(r'viewBox="0 0 (\S+) ([\d.]+)"', head)):
        below = float(size[2]) + FOOT
        head = head.replace(size[0], f'viewBox="0 0 {size[1]} {below:g}"')
        rest = rest.removesuffix("</svg>") + f'<text x="4" y="{below - 6:g}" font-size="12">{escape(foot)}</text></svg>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head} color="#0b0c0c">{style}{rest}\n'


def column_words(least: int = RULES.least, base: int = RULES.base) -> Mapping[str, str]:
    """What was done to every count."""
    return {"rounded": f"Counts are rounded to the nearest {base}. Shares are those of the true counts.",
            "small": f"Counts from 1 to {least - 1} are withheld, and others that would give one away with the totals."}
