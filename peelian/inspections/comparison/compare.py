"""Two runs, measure by measure: each figure with its interval, their difference, and whether it is more than chance.

Nothing is compared as like with like that is not: what differs is said first, and a measure whose rule, months or following
differ has its two figures and the reason, and no verdict. docs/how-to/compare_forces.md says how.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from peelian.clocks import spoken_moment
from peelian.duties.run_folder import RunFolder, open_run
from peelian.inspections.comparison.chance import Share, beyond_chance, chance_of, difference
from peelian.inspections.comparison.likeness import Pair
from peelian.inspections.frameworks import choose_framework
from peelian.inspections.improvement.series import Measures
from peelian.inspections.report.gather import Gathered, gather
from peelian.inspections.report.measures import all_measures, mature_twelve
from peelian.inspections.report.model import Measure, Reading
from peelian.measures.chart_text import listed, many
from peelian.measures.counts import write_measures
from peelian.problems import Problems

Verdict = Literal["higher", "lower", "chance", "not compared"]
MIXED = "made-up records are compared with real ones"
COUNTS = (("met", "counted", "cannot_tell"), ("in_date", None, "cannot_tell"), ("numerator", "denominator", "unknown"),
          ("yes", "answered", "unclear"))


@dataclass(frozen=True)
class Side:
    """One run's figure. rate, low, high: shares from 0 to 1, None where there is none."""

    headline: str
    period: str
    counts: str
    interval: str
    rate: float | None
    low: float | None
    high: float | None
    doubts: list[str]


@dataclass(frozen=True)
class Compared:
    """One measure in both. difference: the second less the first, as a share. verdict: of the second beside the first."""

    standard: str
    title: str
    theme: str
    first: Side
    second: Side
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None
    verdict: Verdict = "not compared"
    way: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class RunSaid:
    """One of the two runs, named so that nobody takes one for the other."""

    name: str
    service: str
    run: str
    as_at: str
    period: str
    library: str
    fingerprint: str
    framework: str
    made_up: str


@dataclass(frozen=True)
class Comparison:
    """said_first: what differs between the runs themselves. only_first, only_second: (standard, title, why the other has none)."""

    first: RunSaid
    second: RunSaid
    said_first: list[str]
    measures: list[Compared]
    only_first: list[tuple[str, str, str]]
    only_second: list[tuple[str, str, str]]
    neither: list[tuple[str, str]]
    method: list[str] = field(default_factory=list)

    @property
    def tested(self) -> int:
        return sum(one.chance is not None for one in self.measures)

    @property
    def made_up_words(self) -> str:
        """What a reader must know first where either run is of made-up records; nothing where neither is."""
        made_up = [one.name for one in (self.first, self.second) if one.made_up]
        if len(made_up) == 1:
            return f"No verdict: {MIXED} ({made_up[0]} is made up)."
        return "Both are of made-up records: nothing here is about any real force." if made_up else ""

    @property
    def differing(self) -> list[Compared]:
        return [one for one in self.measures if one.verdict in ("higher", "lower")]


@dataclass(frozen=True)
class _Read:
    """A run with its measures in memory."""

    run: RunFolder
    found: Gathered
    measures: dict[str, Measure]
    series: Measures
    months: tuple[str, ...]


def compare(first: Path, second: Path) -> Comparison:
    """Raises Problems for each folder that is no run, before any is read through."""
    problems, runs = [], []
    for path in (first, second):
        try:
            runs.append(open_run(path))
        except Problems as wrong:
            problems += wrong.problems
    if problems:
        raise Problems(problems)
    one, other = map(_read, runs)
    said_one, said_other = _said(one, "A"), _said(other, "B")
    both = [name for name, measure in one.measures.items() if measure.measured and name in other.measures
            and other.measures[name].measured]
    pair = Pair(one.found, other.found)
    compared = [_compared(name, one, other, pair) for name in both]
    told = beyond_chance({each.standard: each.chance for each in compared if each.chance is not None})
    compared = [_judged(each, each.standard in told, one.measures[each.standard].better) for each in compared]
    return Comparison(
        said_one, said_other, _said_first(one, other, said_one, said_other, pair, both), compared, _only(one, other), _only(other, one),
        [(name, measure.title) for name, measure in one.measures.items()
         if not measure.measured and (name not in other.measures or not other.measures[name].measured)],
        _method(sum(each.chance is not None for each in compared)))


def _read(run: RunFolder) -> _Read:
    if not Path(run.measures).is_file():
        write_measures(run.path)
    library = run.library()
    found = gather(run, library)
    return _Read(run, found, all_measures(found), Measures(run, library), tuple(found.periods.latest_twelve))


def _said(one: _Read, name: str) -> RunSaid:
    manifest, about = one.run.manifest, one.found.library.about
    service = ", ".join(code.replace("_", " ").title() if code.replace("_", "").islower() else code for code in one.found.forces)
    return RunSaid(name, service or about.title, one.run.name, spoken_moment(one.run.as_at_micros, one.run.zone),
                   one.found.periods.words(one.months), f"{about.title} {manifest['library'].get('version', about.version)}",
                   str(manifest["library"].get("fingerprint", "not recorded")), choose_framework(one.found.library, None).title,
                   one.run.made_up_sentence)


def _said_first(one: _Read, other: _Read, first: RunSaid, second: RunSaid, pair: Pair, both: Sequence[str]) -> list[str]:
    said = [f"{each.name}: {each.made_up}" for each in (first, second) if each.made_up]
    if first.fingerprint != second.fingerprint:
        said.append(f"The libraries differ: A {first.library} ({first.fingerprint[:12]}), B {second.library} "
                    f"({second.fingerprint[:12]}). Measures whose rule differs are not compared.")
    if tables := sorted({table for name in both for table in pair.tables_unlike(name)}):
        said.append(f"The libraries differ in what they say of the {'table' if len(tables) == 1 else 'tables'} {listed(tables)}. "
                    "Measures that read what differs are not compared.")
    if one.found.library.calendar.zone != other.found.library.calendar.zone:
        said.append("The time zones of the two libraries differ, so that a day is another. No measure is compared.")
    elif any(pair.calendars_unlike(name) for name in both):
        said.append("The calendars of the two libraries differ. Measures that lean on which days count are not compared.")
    own = [{name: values for name, values in each.run.manifest.get("overridden", {}).items() if values} for each in (one, other)]
    names = sorted({value for each in own for values in each.values() for value in values})
    if names:
        said.append(f"Values that a {one.found.library.about.called} sets for itself are used: {listed(names)}. Measures for which "
                    "they differ are not compared.")
    if first.framework != second.framework:
        said.append(f"The questions differ: A {first.framework}, B {second.framework}.")
    if first.as_at != second.as_at:
        said.append(f"The moments differ: A as at {first.as_at}, B as at {second.as_at}. What was entered late had more or less time.")
    if first.period != second.period:
        said.append(f"The months differ: A {first.period}, B {second.period}.")
    if shared := pair.same_duties():
        said.append(f"Both are of {shared}: a duty may stand in both, so nothing that is counted by months is set against chance.")
    versions = [each.run.manifest.get("peelian") for each in (one, other)]
    if versions[0] != versions[1]:
        said.append(f"Different versions of Peelian made them: A {versions[0]}, B {versions[1]}.")
    return said


def _compared(name: str, one: _Read, other: _Read, pair: Pair) -> Compared:
    first, second = one.measures[name], other.measures[name]
    standard = one.found.library.standards[name]
    made = Compared(name, first.title, standard.theme, _side(first), _side(second), why_not=_why_not(name, one, other, pair))
    shares = _share(first), _share(second)
    if shares[0] is None or shares[1] is None:
        return made if made.why_not else _with(made, why_not=_no_share(first, second))
    found = difference(shares[1], shares[0])
    if found is None:
        return made if made.why_not else _with(made, why_not="nothing was counted in one of them")
    value, interval = found
    made = _with(made, difference=value, low=interval.low, high=interval.high)
    return made if made.why_not else _with(made, chance=chance_of(shares[1], shares[0]))


def _no_share(first: Measure, second: Measure) -> str:
    for name, one in (("A", first), ("B", second)):
        if one.headline is not None and one.headline.why_no_rate and not one.headline.why_no_rate.startswith("a ratio"):
            return f"no rate is shown of {name}: {one.headline.why_no_rate}"
    return "it is a ratio of two kinds of record or a headcount, of which chance cannot be told"


def _with(made: Compared, **values: Any) -> Compared:
    from dataclasses import replace

    return replace(made, **values)


def _side(one: Measure) -> Side:
    said = one.headline
    assert said is not None
    doubts = ["cannot be assured: records may be missing from its population"] if one.population_check_material else []
    doubts += ["cannot be assured: its population could not be checked"] if one.population_unchecked else []
    doubts += ["cannot be assured: too few of its records link to each other"] if one.weak_links else []
    doubts += ["cannot be assured: records may be missing from its population, and of too many it cannot be told"] if (
        one.population_may_be_material and not one.population_check_material) else []
    doubts += ["cannot be assured: of what it looks at, more than one row in ten could not be used"] if one.lost_rows else []
    doubts += [f"measured in part only: the records lack {', '.join(one.missing)}"] if one.verdict == "partly" else []
    return Side(said.headline, said.period, said.counts, said.interval, said.rate, said.low, said.high, doubts)


def _share(one: Measure) -> Share | None:
    """The counts behind a headline that is a share; None for a ratio of two kinds of record, a headcount, or too few."""
    said: Reading | None = one.headline
    if said is None or said.rate is None or said.low is None:
        return None
    numbers: Mapping[str, Any] = said.numbers
    for good, of, unknown in COUNTS:
        if good in numbers:
            counted = numbers["in_date"] + numbers["overdue"] if of is None else numbers[of]
            return Share(numbers[good], counted, numbers.get(unknown, 0))
    return None


def _why_not(name: str, one: _Read, other: _Read, pair: Pair) -> str:
    """Why the two figures are not of one measure, or not of like months; nothing where they are."""
    if bool(one.run.made_up_sentence) != bool(other.run.made_up_sentence):
        return MIXED
    first, second = one.measures[name], other.measures[name]
    if not pair.rules_alike(name):
        return "its rule, or a value that was set for it, differs: these are two measures"
    if tables := pair.tables_unlike(name):
        return f"the two libraries say otherwise what is in {listed(tables)}: these are two measures"
    if pair.calendars_unlike(name):
        return "the two libraries count other days: these are two measures"
    if first.verdict == "partly" or second.verdict == "partly":
        return "the records can follow only a part of its rule in " + ("both" if first.verdict == second.verdict else
                                                                       "A" if first.verdict == "partly" else "B")
    spans = sorted({one.months[0], one.months[-1], other.months[0], other.months[-1]})
    if one.months != other.months:
        for each in (one, other):
            if changed := each.series.rule_changed(name, spans[0], spans[-1]):
                return changed
    if first.followed and _following(name, one) != _following(name, other):
        return "older records of the one have been followed for longer than those of the other"
    shared = pair.same_duties(name)
    if shared and not (first.second_title and one.run.as_at != other.run.as_at):
        return f"both are of {shared}"
    if first.second_title and pair.service:
        return "many of the open subjects may be the same in both, and no chance is told of those"
    heads = first.headline, second.headline
    if any(head is not None and not head.whole for head in heads):
        return "the records of one of them begin within the twelve months"
    return ""


def _following(name: str, one: _Read) -> tuple[int, int]:
    """How long the newest month of a cohort has been followed: whole months, and days beyond."""
    standard = one.found.library.own_standard(name, one.found.periods.as_at.date())
    last, now = mature_twelve(standard, one.found)[-1], one.found.periods.month
    months = (int(now[:4]) - int(last[:4])) * 12 + int(now[5:]) - int(last[5:])
    return (months, 31) if one.found.periods.whole else (months, one.found.periods.as_at.day)


def _judged(one: Compared, differs: bool, better: str) -> Compared:
    if one.chance is None or one.difference is None:
        return one
    if not differs:
        return _with(one, verdict="chance")
    doubts = [f"{name}: {words}" for name, side in (("A", one.first), ("B", one.second)) for words in side.doubts]
    verdict: Verdict = "higher" if one.difference > 0 else "lower"
    way = "" if better not in ("higher", "lower") or doubts else "better" if better == verdict else "worse"
    return _with(one, verdict=verdict, way=way)


def _only(one: _Read, other: _Read) -> list[tuple[str, str, str]]:
    found = []
    for name, measure in one.measures.items():
        if measure.measured and (name not in other.measures or not other.measures[name].measured):
            why = other.measures[name].why_not_measured if name in other.measures else "its library has no such standard"
            found.append((name, measure.title, why))
    return found


def _method(tested: int) -> list[str]:
    return [
        "A difference is B less A, in percentage points. Its 95% interval is Newcombe's, made of the two Wilson intervals, and speaks "
        "of one measure alone.",
        *(_of_chance(tested) if tested else ["Nothing could be set against chance, so no measure is said to differ by more than it."]),
        "A ratio of two kinds of record and a headcount have no such test: their figures stand side by side.",
        "To differ is no verdict: whom each serves, what it is given to do, and how it records, differ. Nothing here says why.",
    ]


def _of_chance(tested: int) -> list[str]:
    return [
        f"More than chance: Fisher's exact test of the two counts, for {many(tested, 'measure')} at once by Holm's way, so that the "
        "chance of calling any one different, where none is, is at most one in twenty. What cannot be told is taken to bring the two "
        "together.",
        "Duties of one case or one person are not independent, so a difference that is only just more than chance may still be chance.",
    ]
