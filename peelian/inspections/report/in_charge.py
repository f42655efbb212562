"""One page for whoever is in charge: what is out of control today, what an inspection would find, what nobody can tell, and demand
beside capacity. Nothing on it is ordered by a person, or names one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from peelian.clocks import micros, spoken_age, spoken_moment
from peelian.duties.closed import closed_since
from peelian.duties.run_folder import RunFolder
from peelian.duties.shown_first import leading
from peelian.duties.source_links import source_links
from peelian.inspections.management import Management, management_of
from peelian.inspections.report.demand import Volume, Work, volumes, work_by_team
from peelian.inspections.report.model import ChartView, DataTable, Measure, QuestionPage, SignalsPage
from peelian.measures.chart_text import NOT_KEPT, NOT_SURE, listed, many, number, percent
from peelian.measures.charts import Chart, Point, Series, svg
from peelian.measures.periods import Periods, short_month, spoken_month
from peelian.standards.library import Library

Row = tuple  # as OVERDUE selects it
OVERDUE = """
SELECT standard, subject_type, subject_id, due_at, coalesce(team_now, 'no team') FROM read_parquet(?)
WHERE settings = 'force' AND status = 'overdue' AND risk = 'high' ORDER BY due_at NULLS LAST, duty_id
"""
AGES = (("up to 7 days", 7), ("8 to 28 days", 28), ("29 to 90 days", 90), ("longer than 90 days", None))
SHOWN = 10
LINES = 2  # that one chart tells apart without colour


@dataclass(frozen=True)
class HighRisk:
    """One subject of high risk for whom something is overdue. No person is named."""

    subject: str
    first: str
    overdue: int
    longest: str
    what: str
    team: str
    source_link: str


@dataclass(frozen=True)
class Found:
    """One thing that an inspection would find. page: where its measure stands."""

    standard: str
    title: str
    sentence: str
    page: str
    kind: str


@dataclass(frozen=True)
class SectionShown:
    """One section of the statement. demand, capacity and performance as tables; empty rows where there is nothing."""

    title: str
    demand: DataTable
    chart: ChartView | None
    capacity: DataTable
    performance: DataTable


@dataclass(frozen=True)
class InCharge:
    """The page. subjects and duties: those of high risk with something overdue."""

    name: str
    title: str
    export: str
    duties: int
    subjects: int
    sentence: str
    by_age: DataTable
    by_theme: DataTable
    by_team: DataTable
    first: list[HighRisk]
    would_find: list[Found]
    cannot_tell: DataTable
    statement: str
    source: str
    source_url: str
    evidence: str
    note: str
    sections: list[SectionShown]
    work: DataTable
    by_month: DataTable

    @property
    def page(self) -> str:
        return f"{self.name}.html"


def in_charge(run: RunFolder, library: Library, periods: Periods, questions: list[QuestionPage], measures: Mapping[str, Measure],
              signals: SignalsPage) -> InCharge:
    """Put together from what the report has, the ledger, and the records."""
    said = management_of(library)
    themes = {name: standard.theme for name, standard in library.standards.items()}
    with run.connect() as connection:
        rows = connection.execute(OVERDUE, [run.ledger]).fetchall()
    subjects = {(kind, subject) for _, kind, subject, *_ in rows}
    pages = _pages(questions)
    demanded = list({one.each: one for section in said.sections for one in section.demand}.values())
    counted = {one.table: one for one in volumes(run, library, periods, demanded)}
    return InCharge(
        said.page, said.page_title, said.management, len(rows), len(subjects),
        _sentence(run, rows, len(subjects), len(closed_since(run, library, subjects))),
        _by_age(rows, run), _grouped("theme", rows, run, lambda row: themes.get(row[0], row[0]).replace("_", " ")),
        _grouped("team", rows, run, lambda row: str(row[4])), _first(rows, run, library),
        _would_find(questions, signals, pages), _cannot_tell(measures), said.title, said.source, said.url or "", said.evidence,
        said.note,
        [_section(one, said, counted, measures, themes, periods) for one in range(len(said.sections))],
        _work(work_by_team(run)), _by_month(list(counted.values()), periods))


def _pages(questions: Iterable[QuestionPage]) -> dict[str, str]:
    found: dict[str, str] = {}
    for question in questions:
        for one in question.measured:
            found.setdefault(one.standard, f"{question.page}#{one.standard}")
    return found


def _sentence(run: RunFolder, rows: list[Row], subjects: int, closed: int) -> str:
    """How many, and of how many each: what ran out lately can still be put right today, what ran out long ago is a backlog. A file
    that is closed is looked at by nobody, so what is still owed about it is told by itself."""
    moment, duties = spoken_moment(run.as_at_micros, run.zone), len(rows)
    if not duties:
        return f"As at {moment}, nothing that is owed to a subject of high risk is overdue in these records."
    return (f"As at {moment}, {many(duties, 'duty', 'duties')} to {many(subjects, 'subject')} of high risk "
            f"{'is' if duties == 1 else 'are'} overdue and still owed: {listed(_spread(rows, run))}."
            + (f" {number(closed)} of these subjects {'has its file' if closed == 1 else 'have their files'} closed, which ends "
               "nothing that is owed." if closed else ""))


def _spread(rows: list[Row], run: RunFolder) -> list[str]:
    """How many have been overdue for how long: the newest and the longest of the ages, and how many of no known age."""
    ages = [_days(row, run) for row in rows]
    lately, long = AGES[1][1], AGES[2][1]
    assert lately is not None and long is not None
    counted = ((sum(age is not None and age <= lately for age in ages), f"for {lately} days or less"),
               (sum(age is not None and lately < age <= long for age in ages), f"for {lately + 1} to {long} days"),
               (sum(age is not None and age > long for age in ages), f"for longer than {long} days"),
               (sum(age is None for age in ages), "for nobody knows how long"))
    return [f"{number(count)} {words}" for count, words in counted if count]


def _days(row: Row, run: RunFolder) -> float | None:
    return None if row[3] is None else (run.as_at_micros - micros(row[3])) / 86_400_000_000


def _by_age(rows: list[Row], run: RunFolder) -> DataTable:
    ages = [_days(row, run) for row in rows]
    made, least = [], 0.0
    for name, most in AGES:
        made.append([name, number(sum(age is not None and least < age and (most is None or age <= most) for age in ages))])
        least = float(most or 0)
    unknown = sum(age is None for age in ages)
    return DataTable("How long what is owed to subjects of high risk has been overdue", ["Overdue for", "Duties"],
                     made + ([["not known", number(unknown)]] if unknown else []))


def _grouped(by: str, rows: list[Row], run: RunFolder, name: Callable[[Row], str]) -> DataTable:
    """By name, never by figure."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    made = []
    for group in sorted(groups):
        ages = [age for age in (_days(row, run) for row in groups[group]) if age is not None]
        made.append([group, number(len({(row[1], row[2]) for row in groups[group]})), number(len(groups[group])),
                     spoken_age(int(max(ages) * 86_400_000_000)) if ages else "not known"])
    return DataTable(f"Subjects of high risk with something overdue, by {by}",
                     [by.capitalize(), "Subjects", "Duties", "Longest overdue"], made)


def _first(rows: list[Row], run: RunFolder, library: Library) -> list[HighRisk]:
    """Those for whom most is overdue, and then longest."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row[1], row[2]), []).append(row)
    chosen = sorted(groups.items(), key=lambda pair: (-len(pair[1]), -(_days(pair[1][0], run) or 0), pair[0]))[:SHOWN]
    subjects = [subject for subject, _ in chosen]
    first, links = leading(run.path, library, subjects), source_links(run, library, subjects)
    made = []
    for (kind, subject), several in chosen:
        age = _days(several[0], run)
        titles = list(dict.fromkeys(library.standards[row[0]].title for row in several))
        teams = sorted({str(row[4]) for row in several})
        made.append(HighRisk(f"{kind.replace('_', ' ')} {subject}", first.get((kind, subject), ""), len(several),
                             "not known" if age is None else spoken_age(int(age * 86_400_000_000)), "; ".join(titles), ", ".join(teams),
                             links.get((kind, subject), "")))
    return made


def _would_find(questions: list[QuestionPage], signals: SignalsPage, pages: Mapping[str, str]) -> list[Found]:
    """Measures that do not keep what is expected, and signals for the worse, in the order of the pages."""
    found: dict[str, Found] = {}
    for question in questions:
        for one in question.measured:
            if one.beside_expected == NOT_KEPT and one.headline:
                words = f"{one.headline.sentence} {one.against_expected}".strip()
                found.setdefault(one.standard, Found(one.standard, one.title, words, pages.get(one.standard, ""),
                                                    "does not keep what is expected"))
    worse = [Found(one.standard, one.title, one.sentence, one.page, "signal for the worse")
             for one in signals.signals if one.way == "worse"]
    return [*found.values(), *worse]


def _cannot_tell(measures: Mapping[str, Measure]) -> DataTable:
    """Reason → how many measures, and which."""
    reasons: dict[str, list[str]] = {}

    def add(reason: str, one: Measure) -> None:
        reasons.setdefault(reason, []).append(one.title)

    for one in measures.values():
        if not one.measured:
            lack = f"the records lack {', '.join(one.missing)}" if one.missing else "nothing gave rise to it"
            add(f"not measured: {lack}", one)
            continue
        if one.beside_expected == NOT_SURE:
            add("too near what is expected, or too much unknown, to tell whether it keeps that", one)
        if one.population_check_material:
            add("cannot be assured: records may be missing from its population", one)
        if one.population_unchecked:
            add("cannot be assured: its population could not be checked", one)
        if one.weak_links:
            add("cannot be assured: too few of its records link to each other", one)
        if one.missing:
            add("measured in part only", one)
    rows = [[reason, number(len(titles)), "; ".join(titles)] for reason, titles in sorted(reasons.items())]
    return DataTable("What cannot be told, and why", ["Why", "Measures", "Which"], rows)


def _section(index: int, said: Management, counted: Mapping[str, Volume], measures: Mapping[str, Measure],
             themes: Mapping[str, str], periods: Periods) -> SectionShown:
    section = said.sections[index]
    demand = DataTable(f"{section.title}: what came in", ["Counted", "Latest 12 whole months", "12 months before", "Change"],
                       [_volume(counted[one.each]) for one in section.demand])
    capacity = DataTable(f"{section.title}: who and what there is", ["Measure", "Figure", "Expected", "Beside it"],
                         [_figure(measures[name]) for name in section.capacity if name in measures])
    shown = [one for name, one in measures.items() if themes.get(name) in section.themes and name not in section.capacity]
    performance = DataTable(f"{section.title}: how it was met", ["Measure", "Figure", "Expected", "Beside it"],
                            [_figure(one) for one in shown])
    return SectionShown(section.title, demand, _chart(index, section.title, [counted[one.each] for one in section.demand], periods),
                        capacity, performance)


def _chart(index: int, title: str, found: list[Volume], periods: Periods) -> ChartView | None:
    """What came in, month by month, each count as a line; nothing where nothing did."""
    shown = [one for one in found if any(one.months.values())][:LINES]
    if not shown:
        return None
    # Before the first record nothing is known to have come in: that is no nought.
    begun = min(name for one in shown for name, count in one.months.items() if count)
    months = [name for name in shown[0].months if name >= begun]
    cut = "" if periods.whole else periods.month
    lines = [Series(one.short, [Point(short_month(name), one.months[name], provisional=name == cut) for name in months])
             for one in shown]
    whole = [name for name in months if name != cut] or months
    said = "; ".join(f"{one.title.lower()} {number(one.months[whole[0]])} and {number(one.months[whole[-1]])}" for one in shown)
    sentence = f"In {spoken_month(whole[0])} and in {spoken_month(whole[-1])}: {said}."
    heading = f"{title}: what came in, by month"
    rows = [[spoken_month(name), *(number(one.months[name]) for one in shown)] for name in reversed(months)]
    reading = f"Dots and the full line: {shown[0].title.lower()}."
    reading += f" Triangles and the broken line: {shown[1].title.lower()}." if len(shown) > 1 else ""
    reading += " A hollow mark: a month that was not over." if cut else ""
    drawn = svg(Chart(f"demand-{index}", heading, sentence, lines, percent=False))
    return ChartView(heading, sentence, reading, DataTable(heading, ["Month", *(one.title for one in shown)], rows), drawn)


def _volume(one: Volume) -> list[str]:
    if one.why_none:
        return [one.title, f"none: {one.why_none}", "none", "none"]
    if not one.whole_before:
        return [one.title, number(one.latest), "none: the records begin later", "none"]
    change = (one.latest - one.before) / one.before if one.before else None
    words = "none" if change is None else f"{'+' if change >= 0 else '−'}{percent(abs(change))}"
    return [one.title, number(one.latest), number(one.before), words]


def _figure(one: Measure) -> list[str]:
    if not one.measured or one.headline is None:
        return [one.title, "none: not measured", one.expected or "none", "none"]
    interval = f" ({one.headline.interval})" if one.headline.interval else ""
    return [one.title, f"{one.headline.headline}{interval}", one.expected or "none", one.beside_expected or "none"]


def _work(teams: list[Work]) -> DataTable:
    rows = [[one.team, number(one.live), number(one.overdue), number(one.people), number(one.nobody),
             f"{one.each:.1f}" if one.each is not None else "none: fewer than five people"] for one in teams]
    return DataTable("Duties that are due or overdue, by the team that holds them now",
                     ["Team", "Live duties", "Of them overdue", "People who hold any", "Held by nobody", "For each person"], rows)


def _by_month(found: list[Volume], periods: Periods) -> DataTable:
    """Newest month first; a month that was not over is marked."""
    shown = [one for one in found if not one.why_none]
    names = list(shown[0].months) if shown else []
    cut = "" if periods.whole else periods.month
    rows = [[spoken_month(name) + (" (not over)" if name == cut else ""), *(number(one.months[name]) for one in shown)]
            for name in reversed(names)]
    return DataTable("What came in, by month", ["Month", *(one.title for one in shown)], rows)
