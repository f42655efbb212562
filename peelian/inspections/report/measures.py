"""One standard of a run as a measure: its figures, what guards it, what it rests on, and what it cannot show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from peelian.clocks import spoken_moment
from peelian.inspections.report import readings as show
from peelian.inspections.report import units
from peelian.inspections.report.by_group import show_groups
from peelian.inspections.report.funnels import duty_funnels, ratio_funnels, stock_funnels
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.grounds import cannot_show, law_of, local_values, marks, outside_words, whether_done
from peelian.inspections.report.model import Guard, Measure, Reading, Share
from peelian.inspections.report.split import split_table
from peelian.inspections.report.waits import wait_charts
from peelian.measures.audits import audit
from peelian.measures.chart_text import KEPT, NOT_SURE, beside_target, check_sentence, number, percent, target_sentence
from peelian.measures.figures import FEWEST_DUTIES, Figure
from peelian.measures.indicators import Ratio, capacity, categories, indicator_of, is_part, population_check, ratio, share_of
from peelian.measures.intervals import Interval
from peelian.measures.periods import UNDATED, months_back, spoken_month
from peelian.measures.stock import subjects_over
from peelian.standards.model import Counted, Indicator, Standard
from peelian.standards.phrases import words as spoken
from peelian.standards.prose import Prose, expected_share

SHARES = (("excused", "excused, with a reason the standard allows"), ("lapsed", "stopped being owed before the deadline"),
          ("cannot_tell", "cannot be told from the records"))
NO_SUCH, NO_RECORDS = ("nothing in the records gave rise to such a duty, so there is nothing to count.",
                       "no record is to be counted in any month.")


def all_measures(found: Gathered, only: list[str] | None = None) -> dict[str, Measure]:
    """Every standard of the library as a measure, guards joined."""
    names = only if only is not None else [*found.library.standards]
    day = found.periods.as_at.date()
    made = {name: measure(found, found.library.own_standard(name, day)) for name in names}
    for name, one in made.items():
        guards = found.library.standards[name].guards
        one.guards = [_guard(guard, made, found) for guard in guards]
        for guard in guards:
            if one.by_team is not None and guard in made and made[guard].team_figures:
                one.by_team = one.by_team.beside(f"Beside it: {made[guard].title}", made[guard].team_figures, "none")
    return made


def _guard(name: str, made: Mapping[str, Measure], found: Gathered) -> Guard:
    one = made.get(name)
    title = found.library.standards[name].title if name in found.library.standards else name
    if one is None or not one.measured or one.headline is None:
        return Guard(name, title, f"Not measured: {one.why_not_measured if one else 'it is no standard of this library'}",
                     "not measured")
    return Guard(name, one.title, one.headline.sentence, one.headline.headline)


def measure(found: Gathered, standard: Standard) -> Measure:
    """One measure. `why_not_measured` says why there is no figure at all, where that is so."""
    said = found.run.manifest["by_standard"].get(standard.id, {})
    rule = Prose(found.library.tables, found.library.calendar).sentence(standard, found.resolved[standard.id])
    made = Measure(standard.id, standard.title, standard.kind, standard.why.strip(), rule,
                   str(said.get("verdict", "can")), [str(one) for one in said.get("missing", [])])
    made.outside = outside_words(said)
    made.law = law_of(standard, found.periods.as_at.date())
    made.local_values = local_values(found.library, standard, found.run)
    made.marks = marks(standard, made, found.library.about.called)
    made.mis_stated = list(standard.traps)
    made.expected = expected_words(standard)
    made.better = standard.better
    made.followed = standard.indicator is not None and standard.indicator.basis == "cohort"
    if made.verdict == "cannot":
        lack = ", ".join(made.missing) or "what it needs"
        made.why_not_measured = f"the records lack {lack}.{whether_done(made.missing, found.library.about.called)}"
    else:
        _figures(made, standard, found)
    if made.measured:
        _population(made, standard, found, [str(one) for one in said.get("unchecked", [])])
        show_groups(made, standard, found, _months(standard, found), moment_words(found))
        made.most_overdue = found.overdue.get(standard.id, [])
        made.overdue_in_all = found.overdue_in_all.get(standard.id, 0)
        _beside_expected(made, standard)
        undated = found.by_month.get((standard.id, "force"), {}).get(UNDATED)
        made.cannot_show = cannot_show(standard, made, said, found, undated.total if undated else 0)
    return made


def expected_words(standard: Standard) -> str:
    """"at least 90% (local value)", or nothing."""
    expect, said = standard.expect, expected_share(standard)
    if expect is None or not said:
        return ""
    basis = {"national": "national", "local": "local value", "inspection": "inspection's expectation"}[expect.basis]
    return f"{said} ({basis})"


def target_of(standard: Standard) -> tuple[float | None, str]:
    """The expected share as a level on a chart, with its label."""
    expect = standard.expect
    text = (expect.at_least or expect.at_most) if expect else None
    value = share_of(text)
    return (value, f"expected {text}") if value is not None else (None, "")


def _beside_expected(made: Measure, standard: Standard) -> None:
    value, _ = target_of(standard)
    reading, expect = made.headline, standard.expect
    if value is None or reading is None or expect is None:
        return
    if reading.headline == show.CANNOT_BE_TOLD:
        made.beside_expected = NOT_SURE
        return
    interval = Interval(reading.low, reading.high) if reading.low is not None and reading.high is not None else None
    made.beside_expected = beside_target(reading.rate, interval, value, expect.at_least is None)
    if standard.audit and made.beside_expected == KEPT and value in (0.0, 1.0) and not _all_looked_at(reading):
        made.beside_expected = NOT_SURE
    made.against_expected = target_sentence(made.beside_expected, expect.at_least or expect.at_most or "",
                                            expect.at_least is None)


def _all_looked_at(reading: Reading) -> bool:
    """Whether all of a population is all: all of a sample, or of a handful, is not yet all."""
    return reading.numbers["answered"] >= max(FEWEST_DUTIES, reading.numbers["population"])


def _figures(made: Measure, standard: Standard, found: Gathered) -> None:
    builders: dict[str, Callable[[Measure, Standard, Gathered], None]] = {
        "indicator": _indicator, "capacity": _capacity, "audit": _audit, "duty": _duties}
    builders[standard.kind](made, standard, found)


def _duties(made: Measure, standard: Standard, found: Gathered) -> None:
    key = (standard.id, "force")
    months = found.by_month.get(key, {})
    stocks = found.stocks.get(key, {})
    if not months and not stocks:
        made.why_not_measured = f"{NO_SUCH} {made.outside}".strip()
        return
    rates = _rate_readings(found, standard.id, "force")
    if standard.id in found.recurring and stocks:
        made.readings = _stock_readings(found, standard.id, "force")
        made.second_title, made.second_readings = "Each interval between one and the next, as a duty of its own", rates
        chart = show.stock_chart(f"{standard.id}-stock", standard.title, stocks, found.periods, target_of(standard))
        made.charts.extend([chart] if chart else [])
        teams = dict(sorted(found.team_stocks.get(key, {}).items(), key=lambda pair: pair[0] or "~"))
        made.by_team = units.stock_table(standard.title, teams, moment_words(found))
        made.charts.extend(stock_funnels(standard.id, standard.title, teams, moment_words(found)))
        shown = [show.stock_reading(one, "", "") for one in teams.values()]
    else:
        made.readings = rates
        chart = show.figure_chart(f"{standard.id}-rate", standard.title, months, found.periods, target_of(standard))
        made.charts.extend([chart] if chart else [])
        period = found.periods.words(found.periods.latest_twelve)
        made.by_team = units.duty_table(standard.title, found.teams.get(key, {}), period)
        made.by_area = units.area_table(standard.title, found.areas.get(key, {}), period)
        made.charts.extend(wait_charts(standard, found))
        made.charts.extend(duty_funnels(standard.id, standard.title, found.teams.get(key, {}), found.areas.get(key, {}), period))
        shown = [show.figure_reading(one, "", "") for one in found.teams.get(key, {}).values()]
    made.team_figures = units.headlines(made.by_team)
    made.team_svg = units.team_chart(f"{standard.id}-teams", standard.title, made.by_team, shown, target_of(standard))
    made.shares = _shares(found.latest.get(key, Figure()), found.before.get(key, Figure()))
    if made.local_values and (standard.id, "library") in found.by_month:
        recur = standard.id in found.recurring
        made.library_readings = (_stock_readings if recur else _rate_readings)(found, standard.id, "library")


def moment_words(found: Gathered) -> str:
    return spoken_moment(found.run.as_at_micros, found.run.zone)


def _rate_readings(found: Gathered, standard: str, settings: str) -> list[Reading]:
    periods, key = found.periods, (standard, settings)
    known = found.by_month.get(key, {})
    twelve, before, month = periods.latest_twelve, found.year_before, periods.latest_whole
    return [
        show.in_period(show.figure_reading(found.latest.get(key, Figure()), "", f"From {periods.words(twelve)}"),
                       "Latest 12 months", twelve, known, periods),
        show.in_period(show.figure_reading(found.before.get(key, Figure()), "", f"From {periods.words(before)}"),
                       "12 months before", before, known, periods),
        show.figure_reading(known.get(month, Figure()), f"Latest month: {spoken_month(month)}", f"In {spoken_month(month)}"),
    ]


def _stock_readings(found: Gathered, standard: str, settings: str) -> list[Reading]:
    periods, stocks = found.periods, found.stocks.get((standard, settings), {})
    now = stocks.get(periods.month)
    year, last = months_back(periods.month, 12), periods.latest_whole
    wanted = [show.stock_reading(now, f"As at {moment_words(found)}", f"As at {moment_words(found)}")]
    if last != periods.month:
        words = spoken_month(last)
        wanted.append(show.stock_reading(stocks.get(last), f"End of {words}", f"At the end of {words}"))
    words = spoken_month(year)
    wanted.append(show.stock_reading(stocks.get(year), f"End of {words}", f"At the end of {words}"))
    return wanted


def _shares(figure: Figure, before: Figure) -> list[Share]:
    """What stands outside the rate, with the year before: these shares are where figures are gamed."""
    def said(one: Figure, status: str) -> str:
        return percent(one.share(status)) if one.total else "none due"

    return [Share(status, words, figure.count(status), said(figure, status), said(before, status)) for status, words in SHARES]


def _indicator(made: Measure, standard: Standard, found: Gathered) -> None:
    months = found.counts.months(standard.id, "force")
    if not months:
        made.why_not_measured = NO_RECORDS
        return
    twelve = mature_twelve(standard, found)
    made.readings = _ratio_readings(standard, found, "force", twelve)
    if found.counts.months(standard.id, "library"):
        default = found.library.standards[standard.id]
        made.library_readings = _ratio_readings(default, found, "library", mature_twelve(default, found))

    def at(month: str) -> Ratio:
        return ratio(found.counts, standard, "force", [month], found.periods)

    if not indicator_of(standard).counts_only:
        chart = show.ratio_chart(f"{standard.id}-ratio", standard.title, at, months, found.periods, target_of(standard))
        made.charts.extend([chart] if chart else [])
    if is_part(indicator_of(standard)) and not indicator_of(standard).counts_only:
        ratios = {team: ratio(counts, standard, "force", twelve, found.periods) for team, counts in found.team_counts.items()}
        by_team = {team: one for team, one in ratios.items() if one.rows}
        made.by_team = units.ratio_table(standard.title, by_team, found.periods.words(twelve))
        made.charts.extend(ratio_funnels(standard.id, standard.title, by_team, found.periods.words(twelve)))
        made.team_figures = units.headlines(made.by_team)
        made.team_svg = units.team_chart(f"{standard.id}-teams", standard.title, made.by_team,
                                         [show.ratio_reading(one, "", "") for one in by_team.values()], target_of(standard))
    else:
        chart = show.two_counts_chart(f"{standard.id}-counts", standard.title, at, months, found.periods,
                                      names_of_counts(indicator_of(standard)))
        made.charts.extend([chart] if chart else [])
        split = split_table(standard.title, made.readings, names_of_counts(indicator_of(standard)), indicator_of(standard).per)
        made.tables.extend([split] if split else [])
    for role in ("denominator", "numerator"):
        parts = categories(found.counts, standard.id, "force", role, twelve)
        if len(parts) > 1:
            made.tables.append(show.category_table(standard.title, role, parts, found.periods.words(twelve)))


def _months(standard: Standard, found: Gathered) -> list[str]:
    """The months of the headline."""
    return mature_twelve(standard, found) if standard.indicator is not None else found.periods.latest_twelve


def mature_twelve(standard: Standard, found: Gathered) -> list[str]:
    """The newest twelve months that are whole and mature, or that end with the run's own where nothing needs to mature."""
    after = indicator_of(standard).matures_after
    return found.periods.twelve_to(found.periods.latest_mature(after) if after else found.periods.month)


def names_of_counts(indicator: Indicator) -> tuple[str, str]:
    """What the two sides of an indicator count, in words: as the standard calls them, or else after their tables."""
    above, below = indicator.numerator, _plural(indicator.denominator)
    return (_plural(above) if isinstance(above, Counted) and _plural(above) != below else f"{below} counted"), below


def _plural(counted: Counted) -> str:
    return counted.called or f"{spoken(counted.each if isinstance(counted.each, str) else counted.each[0])}s"


def _ratio_readings(standard: Standard, found: Gathered, settings: str, twelve: list[str]) -> list[Reading]:
    """The twelve months that are mature, those before, and the newest whole month among them."""
    periods, known = found.periods, found.counts.months(standard.id, settings)
    before = found.periods.twelve_to(months_back(twelve[-1], 12))
    month = min(twelve[-1], found.periods.latest_whole)
    mature = "mature " if indicator_of(standard).matures_after else ""
    names = names_of_counts(indicator_of(standard))

    def said(begins: str, months: list[str]) -> Reading:
        return show.ratio_reading(ratio(found.counts, standard, settings, months, periods), "", begins, names)

    spans = ((f"Latest 12 {mature}months", twelve), ("12 months before", before))
    return [*(show.in_period(said(show.begins(show.begun(months, known), periods), months), name, months, known, periods)
              for name, months in spans),
            replace(said(f"In {spoken_month(month)}", [month]), period=f"Latest {mature}month: {spoken_month(month)}")]


def _capacity(made: Measure, standard: Standard, found: Gathered) -> None:
    at = f"As at {moment_words(found)}"
    figure = capacity(found.counts, standard.id, "force")
    made.readings = [show.capacity_reading(figure, at, at)]
    made.why_not_measured = f"{figure.why_no_rate.partition(': ')[2]}." if figure.why_no_rate else ""


def _audit(made: Measure, standard: Standard, found: Gathered) -> None:
    twelve, name = found.periods.latest_twelve, "Latest 12 months"
    figure = audit(found.counts, standard.id, "force", twelve)
    sampled = found.counts.months_of(standard.id, "force", "answered")
    if not figure.answered and sampled:  # a sample of older records: the twelve months to the newest of them
        twelve, name = found.periods.twelve_to(sampled[-1]), "12 months to the newest record sampled"
        figure = audit(found.counts, standard.id, "force", twelve)
    words = found.periods.words(twelve)
    made.readings = [show.audit_reading(figure, f"{name}: {words}", f"Of records from {words}")]
    if not figure.answered:
        made.why_not_measured = (f"nobody has answered for a sample; {number(figure.population)} records could be sampled, "
                                 f"from {words}.")


def _population(made: Measure, standard: Standard, found: Gathered, lacking: list[str]) -> None:
    """The population check: over twelve months, and for a headline of one moment over all that came before it, the graver of both."""
    spans = [None] if standard.kind == "capacity" else [found.periods.latest_twelve]
    spans += [None] if standard.id in found.recurring else []
    checks = [population_check(found.counts, standard, "force", months, _population_of(standard, found, months), lacking)
              for months in spans]
    known = [check for check in checks if check is not None]
    if known:
        check = max(known, key=lambda one: (one.material, one.share or 0, one.count, one.unknown))
        made.population_check, made.population_unchecked = check_sentence(check), bool(check.missing)
        made.population_check_material = check.material and not check.missing
        made.population_may_be_material = check.may_be_material and not check.missing


def _population_of(standard: Standard, found: Gathered, months: list[str] | None) -> int:
    """How many the standard looked at in the given months, or up to the run's moment."""
    if standard.id in found.recurring:
        return subjects_over(found.run, standard.id, found.periods, months)
    if standard.kind == "duty":
        figure = found.latest.get((standard.id, "force"), Figure())
        return figure.total + figure.not_yet
    role = {"indicator": "denominator", "capacity": "needed", "audit": "population"}[standard.kind]
    whole = found.counts.tally(standard.id, "force", role, None if months is None else [*months, UNDATED])
    return round(whole.value) if standard.kind == "capacity" else whole.rows
