"""What a report holds, before it is a page: plain data, the same in HTML and in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from peelian.inspections.grading.model import Judgement

if TYPE_CHECKING:
    from peelian.inspections.report.in_charge import InCharge


@dataclass(frozen=True)
class Reading:
    """One figure in one period. `numbers`: the counts behind it. Shares are from 0 to 1. `least`, `most`: the lower limit of
    the worst case and the upper limit of the best. `whole`: no month came before the first record, so that another period
    can be set beside this one."""

    period: str
    sentence: str
    headline: str
    counts: str = ""
    interval: str = ""
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    worst: float | None = None
    best: float | None = None
    why_no_rate: str | None = None
    numbers: dict[str, Any] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    whole: bool = True


DAY = re.compile(r"\d{1,2} [A-Z]")
NUMERIC = (*"0123456789", "none", "over", "under", "less than")  # how a cell with a number, or without one, begins


@dataclass(frozen=True)
class DataTable:
    """Rows of text under headings; the first cell of a row names it."""

    caption: str
    headings: list[str]
    rows: list[list[str]]

    @cached_property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers, so that they can be aligned. A day in words begins with a number and is none."""
        return [all(row[index].startswith(NUMERIC) and not DAY.match(row[index]) for row in self.rows)
                for index in range(len(self.headings))]

    def beside(self, heading: str, cells: Mapping[str, str], otherwise: str) -> DataTable:
        """The same with one more column, its cells by the rows' names."""
        return DataTable(self.caption, [*self.headings, heading], [[*row, cells.get(row[0], otherwise)] for row in self.rows])

    def without_blanks(self, noughts: Sequence[str] = ()) -> DataTable:
        """The same without the columns in which no row says anything. noughts: headings of columns that are said in the caption
        where every row has none, instead of row by row."""
        none = [name for name in noughts if name in self.headings and all(row[self.headings.index(name)] == "0" for row in self.rows)]
        kept = [index for index, name in enumerate(self.headings) if name not in none and any(row[index] for row in self.rows)]
        rest = f" ({', '.join(name.lower() for name in none)}: none in any row)" if none and self.rows else ""
        return DataTable(self.caption + rest, [self.headings[index] for index in kept],
                         [[row[index] or "none" for index in kept] for row in self.rows])


@dataclass(frozen=True)
class ChartView:
    """A chart as a picture, a sentence and a table, and how to read it. `svg` is empty where no month has a value."""

    title: str
    sentence: str
    how_to_read: str
    table: DataTable
    svg: str = ""


@dataclass(frozen=True)
class Share:
    """Duties that fell due and stand outside the rate."""

    status: str
    words: str
    count: int
    share: str
    before: str


@dataclass(frozen=True)
class Guard:
    """A measure that shows what a tick cannot. `sentence` is its newest figure, or why it has none."""

    standard: str
    title: str
    sentence: str
    headline: str
    page: str = ""


@dataclass(frozen=True)
class Law:
    """One edition: its dates and its authority, with how well the source is known."""

    dates: str
    cite: str
    kind: str
    evidence: str
    evidence_words: str
    url: str | None
    note: str | None
    current: bool


@dataclass(frozen=True)
class LocalValue:
    """A value that a service sets for itself."""

    name: str
    title: str
    used: str
    default: str
    basis: str
    own: bool


@dataclass(frozen=True)
class OverdueDuty:
    """One duty that is still owed. Internal only. `first`: what the subject's table wants seen before all else."""

    first: str
    duty_id: str
    subject: str
    why: str
    who: str
    team: str
    by_when: str
    overdue_for: str
    risk: str
    source_link: str = ""


@dataclass(frozen=True)
class HandChecked:
    """A sample of the measure's duties that people checked in the systems that they came from. earlier: of which other run."""

    sentence: str
    by: str
    on: str
    strata: DataTable
    earlier: str = ""


@dataclass
class Measure:
    """All that a page says of one standard."""

    standard: str
    title: str
    kind: str
    why: str
    rule: str
    verdict: str
    missing: list[str] = field(default_factory=list)
    outside: str = ""
    readings: list[Reading] = field(default_factory=list)
    second_title: str = ""
    second_readings: list[Reading] = field(default_factory=list)
    library_readings: list[Reading] = field(default_factory=list)
    expected: str = ""
    better: str = ""
    followed: bool = False  # up to the run's moment: records of older months for longer
    beside_expected: str = ""
    against_expected: str = ""
    marks: list[str] = field(default_factory=list)
    charts: list[ChartView] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    population_check: str = ""
    population_check_material: bool = False
    population_may_be_material: bool = False  # with the records of which it cannot be told
    population_unchecked: bool = False
    weak_links: list[str] = field(default_factory=list)
    lost_rows: list[str] = field(default_factory=list)
    by_team: DataTable | None = None
    team_svg: str = ""
    by_area: DataTable | None = None
    by_group: list[DataTable] = field(default_factory=list)
    group_note: str = ""
    not_by_group: list[str] = field(default_factory=list)
    team_figures: dict[str, str] = field(default_factory=dict)
    tables: list[DataTable] = field(default_factory=list)
    law: list[Law] = field(default_factory=list)
    local_values: list[LocalValue] = field(default_factory=list)
    most_overdue: list[OverdueDuty] = field(default_factory=list)
    overdue_in_all: int = 0
    cannot_show: list[str] = field(default_factory=list)
    mis_stated: list[str] = field(default_factory=list)
    why_not_measured: str = ""
    hand_checks: list[HandChecked] = field(default_factory=list)
    disputed: str = ""

    @property
    def measured(self) -> bool:
        return not self.why_not_measured

    @property
    def headline(self) -> Reading | None:
        return self.readings[0] if self.readings else None

    @property
    def year_before(self) -> Reading | None:
        """The reading to set beside the headline: of a stock the last one, of other figures the second, if it is whole."""
        if len(self.readings) < 2:
            return None
        found = self.readings[-1] if self.second_title else self.readings[1]
        return found if found.whole else None


@dataclass
class Part:
    """A diagnostic of a question: the measures shown under it, and those already shown above."""

    text: str
    shown: list[Measure] = field(default_factory=list)
    above: list[Measure] = field(default_factory=list)
    not_measured: list[Measure] = field(default_factory=list)


@dataclass
class QuestionPage:
    """One question of the framework with its measures."""

    number: int
    id: str
    text: str
    graded: bool
    note: str
    page: str
    parts: list[Part]
    evidence: str = ""  # how well its words are known, where that is not as published

    @property
    def measured(self) -> list[Measure]:
        return [one for part in self.parts for one in part.shown]

    @property
    def shown_here(self) -> set[str]:
        """The standards that the page has an article of."""
        return {one.standard for one in self.measured}

    @property
    def not_measured(self) -> list[Measure]:
        found = {one.standard: one for part in self.parts for one in part.not_measured}
        return list(found.values())


@dataclass(frozen=True)
class Change:
    """A measure whose figure differs from that of a year before. `doubt`: why chance may be all of it; empty where the
    two intervals leave it little room."""

    standard: str
    title: str
    before: str
    now: str
    way: str
    page: str
    doubt: str = ""


@dataclass(frozen=True)
class SignalShown:
    """A change beyond chance, or a group that stands out. page: where its measure is shown, if it is. way: better, worse, neither."""

    standard: str
    title: str
    page: str
    way: str
    kind: str
    sentence: str
    charts: list[ChartView]


@dataclass(frozen=True)
class SignalsPage:
    """Every signal of the run. nothing: that there is none, else empty. rate: how often chance alone raises one."""

    nothing: str
    rate: str
    signals: list[SignalShown]


@dataclass(frozen=True)
class Tally:
    """How many measures of a question stand where, beside what is expected of them."""

    text: str
    page: str
    kept: int
    not_kept: int
    cannot_tell: int
    no_expectation: int
    not_measured: int


@dataclass
class Report:
    """The whole report."""

    title: str
    service: str
    as_at: str
    framework: dict[str, str]
    library: dict[str, str]
    accounting: list[DataTable]
    accounting_sentence: str
    accounting_warnings: list[str]
    limits: list[str]
    tallies: list[Tally]
    changes: list[Change]
    compared: int
    questions: list[QuestionPage]
    signals: SignalsPage
    judgement: Judgement
    not_measured: list[Measure]
    partly: list[Measure]
    run: dict[str, Any]
    in_charge: InCharge
    made_up: dict[str, Any] | None = None
    made_up_sentence: str = ""
