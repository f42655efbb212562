"""The figures of one measure as they may be told: each kind of measure by spans of months, by month and by area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from peelian.inspections.publish import told
from peelian.inspections.publish.told import HIDDEN, Pair, Told
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.measures import mature_twelve, moment_words, names_of_counts
from peelian.inspections.report.readings import shown_months
from peelian.measures.audits import audit
from peelian.measures.figures import FEW_OWNERS, FEWEST_DUTIES, Figure, few_owners
from peelian.measures.indicators import Counts, Tally, capacity, indicator_of, is_part
from peelian.measures.periods import months_back, spoken_month
from peelian.measures.stock import Stock
from peelian.standards.model import Standard


@dataclass
class Line:
    """A figure with its period. first, last: months, as 2017-04; first is None for a moment."""

    period: str
    first: str | None
    last: str | None
    told: Told
    of: str = ""


@dataclass
class Numbers:
    """lines: the newest period first. spans: the spans of months of which the whole is told. pairs: true counts by month, which stay
    within the engine: with them later figures are held against those that are told."""

    lines: list[Line] = field(default_factory=list)
    months: dict[str, Told] = field(default_factory=dict)
    areas: dict[str, Told] = field(default_factory=dict)
    outside: dict[str, int | None] = field(default_factory=dict)
    spans: list[list[str]] = field(default_factory=list)
    true: dict[str, Pair] = field(default_factory=dict)
    done: str = ""
    names: tuple[str, str] = ("counted", "records")
    per: int = 100
    two_kinds: bool = False
    at_moments: bool = False


def numbers_of(found: Gathered, standard: Standard) -> Numbers:
    """The figures of one measure that was measured. What may not be told is not in them, `true` apart."""
    if standard.kind == "indicator":
        return _indicator(found, standard)
    if standard.kind == "duty":
        key = (standard.id, "force")
        return _stock(found, standard) if standard.id in found.recurring and found.stocks.get(key) else _duties(found, standard)
    return _once(found, standard)


def _not_good(figure: Figure) -> Pair:
    return figure.met, figure.counted - figure.met


def _duties(found: Gathered, standard: Standard) -> Numbers:
    key, periods = (standard.id, "force"), found.periods
    months = found.by_month.get(key, {})
    made = Numbers(done="were met in time", names=("met in time", "duties that fell due"))
    latest, before = found.latest.get(key, Figure()), found.before.get(key, Figure())
    spans = [(periods.latest_twelve, latest.why_no_rate), (found.year_before, before.why_no_rate)]
    _by_spans(made, {month: _not_good(one) for month, one in months.items() if month[:1].isdigit()},
              {month for month, one in months.items() if one.why_no_rate == FEW_OWNERS}, spans, found)
    made.outside = {status: told.count(latest.count(status)) for status in ("excused", "lapsed", "cannot_tell")}
    areas = {unit.area or "no area recorded": one for unit, one in found.areas.get(key, {}).items()}
    if len(areas) == len(found.areas.get(key, {})) > 2 and made.lines and made.lines[0].told.good is not None:
        shown = told.by_part({name: _not_good(one) for name, one in areas.items()},
                             {name for name, one in areas.items() if few_owners(one.owners, one.unowned, one.counted)})
        made.areas = shown or {}
    return made


def _by_spans(made: Numbers, pairs: Mapping[str, Pair], personal: set[str], spans: Sequence[tuple[list[str], str | None]],
              found: Gathered) -> None:
    """The spans of which the whole is told, newest first, and the months that none of them holds as one more, untold as a whole."""
    made.true = dict(pairs)
    shown = shown_months(sorted(pairs), found.periods)
    spans = [spans[0], *(one for one in spans[1:] if _from_the_start(one[0], pairs))]
    for span, why in spans:
        known = {month: pairs.get(month, (0, 0)) for month in span}
        whole, months = told.over_months(known, personal & set(span), why)
        made.lines.append(Line(found.periods.words(span), span[0], span[-1], whole))
        made.months |= {month: one for month, one in months.items() if month in shown}
        if whole.good is not None:
            made.spans.append(list(span))
    within = {month for span, _ in spans for month in span}
    rest = {month: pairs.get(month, (0, 0)) for month in shown if month not in within}
    if rest:
        made.months |= told.over_months(rest, personal & set(rest))[1]
    made.months = dict(sorted(made.months.items()))


def _from_the_start(span: Sequence[str], known: Iterable[str]) -> bool:
    """Whether no month of a span came before the first record: what is of less than the span is not told as if it were of all."""
    return min((month for month in known if month[:1].isdigit()), default=span[0]) <= span[0]


def _indicator(found: Gathered, standard: Standard) -> Numbers:
    indicator, counts = indicator_of(standard), found.counts
    made = Numbers(per=indicator.per, two_kinds=not is_part(indicator), names=names_of_counts(indicator))
    if made.two_kinds:
        made.done = f"({made.names[0]} against {made.names[1]})"
    twelve = mature_twelve(standard, found)
    before = found.periods.twelve_to(months_back(twelve[-1], 12))
    months = counts.months(standard.id, "force")

    def of(role: str, these: Sequence[str]) -> Tally:
        return counts.tally(standard.id, "force", role, these)

    below = of("denominator", twelve)
    spans = [twelve, *([before] if _from_the_start(before, months) else [])]
    if made.two_kinds or indicator.counts_only:
        made.two_kinds = True
        _two_kinds(made, found, counts, standard, spans, months)
    elif below.value != below.rows:
        _weighed(made, found, counts, standard, spans)
    else:
        pairs = {}
        for month in months:
            above, all_of_it = of("numerator", [month]).rows, of("denominator", [month]).rows
            pairs[month] = (above, max(0, all_of_it - above))
        personal = {month for month in months if few_owners(of("denominator", [month]).owners.bit_count(),
                                                            of("denominator", [month]).unowned, of("denominator", [month]).rows)}
        _by_spans(made, pairs, personal, [(span, _why(of("denominator", span))) for span in spans], found)
    after = indicator.matures_after
    made.months = {month: one for month, one in made.months.items() if found.periods.mature(month, after)}
    undecided = of("undecided", twelve)
    made.outside = {"cannot_tell": told.count(undecided.rows + below.unknown_rows)}
    return made


def _why(below: Tally) -> str | None:
    if few_owners(below.owners.bit_count(), below.unowned, below.rows):
        return FEW_OWNERS
    return None if below.rows >= FEWEST_DUTIES else "fewer than 20 records"


def _two_kinds(made: Numbers, found: Gathered, counts: Counts, standard: Standard, spans: list[list[str]], months: list[str]) -> None:
    """Two kinds of record: each is told by itself, and the ratio where both may be. What is protected is how many records there are:
    a sum of values, as of minutes, may be large though they are few."""
    only = indicator_of(standard).counts_only

    def sides(these: Sequence[str]) -> tuple[Tally, Tally]:
        above, below = (counts.tally(standard.id, "force", role, these) for role in ("numerator", "denominator"))
        return above, below

    def ratio(these: Sequence[str]) -> Told:
        above, below = sides(these)
        why = _why(below)
        if why == FEW_OWNERS:
            return HIDDEN
        reason = "a ratio of these two counts would mislead" if only else why or ""
        share = above.value / below.value if below.value and not reason else None
        return Told(told.count(above.value), told.count(below.value), share, why=reason)

    def told_over(these: list[str]) -> tuple[Told, dict[str, Told]]:
        kept = [told.counts_over_months({month: sides([month])[side].rows for month in these}) for side in (0, 1)]
        if any(whole is None for whole, _ in kept):
            return HIDDEN, dict.fromkeys(these, HIDDEN)
        return ratio(these), {month: HIDDEN if any(by_month[month] is None for _, by_month in kept) else ratio([month])
                              for month in these}

    shown = set(shown_months(months, found.periods))
    for span in spans:
        whole, by_month = told_over(span)
        made.lines.append(Line(found.periods.words(span), span[0], span[-1], whole))
        made.months |= {month: one for month, one in by_month.items() if month in shown}
    rest = [month for month in sorted(shown) if not any(month in span for span in spans)]
    made.months |= told_over(rest)[1] if rest else {}
    made.months = dict(sorted(made.months.items()))


def _weighed(made: Numbers, found: Gathered, counts: Counts, standard: Standard, spans: list[list[str]]) -> None:
    """A part of a whole whose records weigh more or less than one: told as a whole, where its records are many on both sides."""
    for span in spans:
        above, below = (counts.tally(standard.id, "force", role, span) for role in ("numerator", "denominator"))
        few = told.small(above.rows) or told.small(below.rows) or _why(below) is not None
        share = above.value / below.value if below.value and not few else None
        one = HIDDEN if few else Told(told.count(above.value), told.count(below.value), share)
        made.lines.append(Line(found.periods.words(span), span[0], span[-1], one))


def _stock(found: Gathered, standard: Standard) -> Numbers:
    stocks, periods = found.stocks[standard.id, "force"], found.periods
    made = Numbers(done="had nothing overdue", names=("with nothing overdue", "open subjects"), at_moments=True)

    def at(month: str) -> Told:
        one = stocks.get(month, Stock(0, 0, 0, 0, None, None))
        return told.figure(one.in_date, one.overdue, one.why_no_rate)

    year = months_back(periods.month, 12)
    made.lines = [Line(f"as at {moment_words(found)}", None, periods.month, at(periods.month)),
                  Line(f"at the end of {spoken_month(year)}", None, year, at(year))]
    made.months = {month: at(month) for month in shown_months(sorted(stocks), periods)}
    now = stocks.get(periods.month)
    made.outside = {"excused": told.count(now.excused), "cannot_tell": told.count(now.cannot_tell)} if now else {}
    return made


def _once(found: Gathered, standard: Standard) -> Numbers:
    """What has one figure: a headcount, or the answers of people over a sample."""
    if standard.kind == "capacity":
        one = capacity(found.counts, standard.id, "force")
        held, needed = one.held.value, one.needed.value
        made = Numbers(done="were held", names=("held", "needed"), at_moments=True)
        if one.why_no_rate or held > needed or held != one.held.rows or needed != one.needed.rows:
            few = told.small(one.held.rows) or told.small(one.needed.rows) or told.small(held) or told.small(needed)
            shown = HIDDEN if few or one.rate is None else Told(told.count(held), told.count(needed), one.rate)
        else:
            shown = told.figure(round(held), round(needed - held), None if needed >= FEWEST_DUTIES else "fewer than 20 needed")
            shown = replace(shown, low=None, high=None)  # counted whole at one moment: no sample, so chance says nothing of it
        made.lines = [Line(f"as at {moment_words(found)}", None, found.periods.month, shown)]
        return made
    twelve = found.periods.latest_twelve
    figure = audit(found.counts, standard.id, "force", twelve)
    sampled = found.counts.months_of(standard.id, "force", "answered")
    if figure.why_no_rate and sampled:
        twelve = found.periods.twelve_to(sampled[-1])
        figure = audit(found.counts, standard.id, "force", twelve)
    made = Numbers(done="were answered yes", names=("answered yes", "records of a sample that people looked at"))
    # The interval knows how many there were to sample from: a sample of nearly all leaves little doubt.
    shown = told.figure(figure.yes, figure.answered - figure.yes, None if figure.answered >= FEWEST_DUTIES else "fewer than 20 answers")
    if shown.share is not None and figure.interval is not None:
        shown = Told(shown.good, shown.counted, shown.share, figure.interval.low, figure.interval.high)
    made.lines = [Line(found.periods.words(twelve), twelve[0], twelve[-1], shown)]
    return made
