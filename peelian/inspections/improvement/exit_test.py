"""Whether an exit test passes. Pure but for the figures that it asks of a run.

Nothing passes on small numbers, on what cannot be told, or on a figure that only moved because more was excused. A part that
cannot be judged is `cannot_tell`, and then the whole cannot pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peelian.clocks import months_between
from peelian.inspections.improvement.events import Condition, Held, MonthSaid, Moved, Reading, Verdict
from peelian.inspections.improvement.model import ExitTest, MeasureSought, Span
from peelian.inspections.improvement.series import Measures, MonthCount, Series, limits_of
from peelian.measures.chart_text import number, percent
from peelian.measures.intervals import Interval, wilson
from peelian.measures.periods import months_back, spoken_month
from peelian.measures.spc import SHARE, Baseline, ControlChart, xmr
from peelian.problems import Problems


@dataclass(frozen=True)
class Judged:
    """An exit test judged by a run."""

    verdict: Verdict
    held: Held
    slid: list[str]  # why what was reached is not so any more, in words; empty where that is not shown
    conditions: list[Condition]
    readings: list[Reading]


def judge(test: ExitTest, measures: Measures, force: str) -> Judged:
    """The exit test by a run's figures. A test without measures cannot be told."""
    if wrong := _other_force(measures, force):
        return Judged("cannot_tell", "cannot_tell", [], [Condition(part="run", of=force, verdict="cannot_tell", words=wrong)], [])
    parts = [_Part(test, sought, measures, force) for sought in test.measures]
    conditions = [one for part in parts for one in part.conditions()]
    guards = [_guard(name, test, measures, force) for name in test.guards]
    every = [*conditions, *guards]
    verdict: Verdict = ("fails" if any(one.verdict == "fails" for one in every)
                        else "passes" if every and all(one.verdict == "passes" for one in every) else "cannot_tell")
    slid = list(_slid(parts, guards))
    return Judged(verdict, "slid_back" if slid else _held(every), slid, every, [part.reading() for part in parts])


def _other_force(measures: Measures, force: str) -> str:
    forces = measures.forces
    return f"the run holds nothing of {force}, but of {', '.join(forces)}" if forces and force not in forces else ""


def _slid(parts: list[_Part], guards: list[Condition]) -> Iterator[str]:
    """Why what was reached is not so any more: each of these reopens what was verified or closed."""
    for part in parts:
        if part.surely_beyond:
            yield f"{part.sought.words}: even at best it is no longer where it was to come"
        elif part.rate_beyond:
            yield f"{part.sought.words}: its rate over {part.span} is no longer where it was to come"
        if missed := part.population_material:
            yield f"{part.sought.words}: records are missing from it ({missed})"
    for guard in guards:
        if guard.verdict == "fails":
            yield f"{guard.of}, as a guard: {guard.words}"


def _held(conditions: list[Condition]) -> Held:
    """Whether what was reached is still so, where nothing shows that it slid back."""
    lasting = [one for one in conditions if one.part not in ("special_cause", "months")]
    if lasting and all(one.verdict == "passes" for one in lasting):
        return "holds"
    return "cannot_tell" if not any(one.verdict == "fails" for one in lasting) else "not_shown"


class _Part:
    """One measure of a test: its series, and the months that are tested."""

    def __init__(self, test: ExitTest, sought: MeasureSought, measures: Measures, force: str):
        self.test, self.sought, self.measures = test, sought, measures
        assert test.baseline is not None  # the model refuses measures without one
        self.baseline: Span = test.baseline
        self.series: Series = measures.series(sought.standard, sought.area, sought.team, force)
        self.names = months_between(months_back(self.series.last, test.months - 1), self.series.last)
        self.months = self.series.over(self.names)

    def _said(self, part: str, verdict: Verdict, words: str) -> Condition:
        return Condition.model_validate({"part": part, "of": self.sought.words, "verdict": verdict, "words": words})

    @property
    def span(self) -> str:
        first, last = spoken_month(self.names[0]), spoken_month(self.names[-1])
        return first if first == last else f"{first} to {last}"

    def conditions(self) -> Iterator[Condition]:
        if self.series.why_none:
            yield self._said("limit", "cannot_tell", f"not measured: {self.series.why_none}")
            return
        yield self._after_baseline()
        yield self._limit()
        yield self._enough()
        if self.test.special_cause:
            yield self._more_than_chance()
        yield from self._shares()
        if missed := self.measures.population_missed(self.sought.standard, self.names, self.population):
            yield self._said("population", "cannot_tell", f"records may be missing from it ({missed})")
        if unlinked := self.measures.not_linked(self.sought.standard):
            yield self._said("links", "cannot_tell", f"what it leans on cannot be followed: {unlinked}")

    def _after_baseline(self) -> Condition:
        if self.names[0] > self.baseline.last:
            return self._said("months", "passes", f"{self.span}, after the baseline")
        since = sum(name > self.baseline.last for name in self.names)
        return self._said("months", "cannot_tell", f"{since} of {self.test.months} months are over since the baseline ended in "
                          f"{spoken_month(self.baseline.last)}")

    @property
    def level_words(self) -> str:
        side, way = ("lower", "above") if self.sought.at_least else ("upper", "below")
        return f"the {side} limit of each month {way} {self.sought.at_least or self.sought.at_most}"

    def _keeps(self, limits: Interval) -> bool:
        return limits.low > self.sought.level if self.sought.at_least else limits.high < self.sought.level

    def _limit(self) -> Condition:
        silent = [f"{spoken_month(one.month)}: {one.why_no_rate}" for one in self.months if one.limits is None]
        if silent:
            return self._said("limit", "cannot_tell", f"{self.level_words}: no rate for {'; '.join(silent)}")
        said = [f"{spoken_month(one.month)} {self._limit_words(one)}" for one in self.months]
        if all(one.limits and self._keeps(one.limits) for one in self.months):
            return self._said("limit", "passes", f"{self.level_words}: {'; '.join(said)}")
        unknown = sum(one.unknown for one in self.months)
        known = [wilson(one.good, one.counted) for one in self.months]
        only_unknown = unknown > 0 and all(one and self._keeps(one) for one in known)
        why = f"; {number(unknown)} cannot be told" if unknown else ""
        return self._said("limit", "cannot_tell" if only_unknown else "fails", f"{self.level_words}: {'; '.join(said)}{why}")

    def _limit_words(self, one: MonthCount) -> str:
        limits = one.limits
        shown = "none" if limits is None else percent(limits.low if self.sought.at_least else limits.high)
        return f"{shown} ({number(one.good)} of {number(one.counted)})"

    def _enough(self) -> Condition:
        counted = sum(one.counted for one in self.months)
        verdict: Verdict = "passes" if counted >= self.test.duties else "cannot_tell"
        return self._said("duties", verdict, f"at least {self.test.duties:,} in {self.span}: {number(counted)}")

    def chart(self) -> ControlChart | None:
        names = months_between(self.baseline.first, max(self.names[-1], self.baseline.last))
        points = self.series.points([name for name in names if name <= self.series.last], months_back(self.baseline.last, -1))
        try:
            return xmr(points, "higher" if self.sought.at_least else "lower",
                       baseline=Baseline(self.baseline.first, self.baseline.last), options=SHARE)
        except Problems:  # a baseline without a point
            return None

    def _more_than_chance(self) -> Condition:
        if changed := self.measures.rule_changed(self.sought.standard, self.baseline.first, self.names[-1]):
            return self._said("special_cause", "cannot_tell", f"{changed}. Begin the baseline on that day or later")
        chart = self.chart()
        if chart is None or not chart.limits:
            return self._said("special_cause", "cannot_tell", "the baseline has too few months with a rate for limits")
        if chart.limits[0].trial:
            return self._said("special_cause", "cannot_tell", "the baseline has fewer than twelve months with a rate: "
                              f"{chart.limits[0].used}")
        better = chart.improved(self.names[0])
        worse = [one.month for one in chart.points if one.month >= self.names[0] and one.variation == "concern"]
        if worse:
            return self._said("special_cause", "fails", f"special cause, and for the worse, in {_months(worse)}")
        if any(one.rate is None for one in self.months):
            return self._said("special_cause", "cannot_tell", "too few months with a rate")
        if better and self._moved() == "better":
            return self._said("special_cause", "passes", f"special cause: better than chance allows in {_months(better)}")
        if better:  # one stretch of months in some is called special by chance alone
            return self._said("special_cause", "fails", f"special cause in {_months(better)}, but {self.span} together is not beyond "
                              "the limits of the baseline")
        return self._said("special_cause", "fails", "no change beyond chance")

    def _shares(self) -> Iterator[Condition]:
        if changed := self.measures.rule_changed(self.sought.standard, self.baseline.first, self.names[-1]):
            for name in self.test.watch:  # another rule may excuse, or end, what the one before did not
                yield self._said("share", "cannot_tell", f"{name}: {changed}")
            return
        for share in _shares(self.test, self.series, self.names):
            yield self._said("share", "fails" if share.grown else "passes", share.words)

    @property
    def surely_beyond(self) -> bool:
        limits = limits_of(self.months)
        if self.series.why_none or limits is None:
            return False
        return limits.high < self.sought.level if self.sought.at_least else limits.low > self.sought.level

    @property
    def rate_beyond(self) -> bool:
        """Whether the estimate itself, of the tested months together, has come to the wrong side of its level."""
        rate = None if self.series.why_none else _together(self.months)
        return rate is not None and (rate < self.sought.level if self.sought.at_least else rate > self.sought.level)

    @property
    def population_material(self) -> str:
        """That so many records are missing from its population for certain, or nothing."""
        if self.series.why_none:
            return ""
        return self.measures.population_missed(self.sought.standard, self.names, self.population, certain=True)

    @property
    def population(self) -> int:
        return int(sum(one.counted + one.unknown for one in self.months))

    def reading(self) -> Reading:
        """The measure over the tested months, beside its baseline."""
        now, before = _together(self.months), _together(self.before)
        return Reading(of=self.sought.words, months=[
            MonthSaid(month=one.month, good=one.good, counted=one.counted, unknown=one.unknown,
                      low=one.limits.low if one.limits else None, high=one.limits.high if one.limits else None)
            for one in self.months], rate=now, baseline_rate=before, moved=self._moved())

    @property
    def before(self) -> list[MonthCount]:
        """The months of the baseline that have a rate."""
        months = self.series.over(months_between(self.baseline.first, self.baseline.last))
        return [one for one in months if one.worst is not None]

    def _moved(self) -> Moved:
        """Against the baseline: whether the limits, of the worst and the best case, lie apart from the baseline's."""
        now, before = limits_of(self.months), limits_of(self.before)
        if now is None or before is None:
            return "cannot_tell"
        up, down = now.low > before.high, now.high < before.low
        if not (up or down):
            return "no"
        return "better" if up == bool(self.sought.at_least) else "worse"


def _guard(name: str, test: ExitTest, measures: Measures, force: str) -> Condition:
    """Whether a guard has got worse since the baseline. What cannot be told of it now is taken as the worse."""
    def said(verdict: Verdict, words: str) -> Condition:
        return Condition(part="guard", of=name, verdict=verdict, words=words)

    series = measures.series(name, force=force)
    if series.why_none:
        return said("cannot_tell", f"not measured: {series.why_none}")
    if series.better == "neither" or test.baseline is None:
        return said("cannot_tell", "no way of it is the better one")
    names = months_between(months_back(series.last, test.months - 1), series.last)
    if changed := measures.rule_changed(name, test.baseline.first, names[-1]):
        return said("cannot_tell", changed)
    before = [one for one in series.over(months_between(test.baseline.first, test.baseline.last)) if one.worst is not None]
    after = series.over(names)
    was, now = _plain(before), _for_the_worse(after, series.better)
    if was is None or now is None:
        return said("cannot_tell", f"no rate {'at the baseline' if was is None else f'in {_months(names)}'}")
    worse = now.high < was.low if series.better == "higher" else now.low > was.high
    words = f"{percent(now.low)} to {percent(now.high)}, at the baseline {percent(was.low)} to {percent(was.high)}"
    words += ": it has got worse" if worse else ": it has not got worse"
    grown = [share for share in _shares(test, series, names) if share.grown]
    words += "".join(f"; {share.words}" for share in grown)
    missed = measures.population_missed(name, names, int(sum(one.counted + one.unknown for one in after)))
    words += f"; records may be missing from it ({missed})" if missed else ""
    unlinked = measures.not_linked(name)
    words += f"; what it leans on cannot be followed: {unlinked}" if unlinked else ""
    return said("fails" if worse or grown else "cannot_tell" if missed or unlinked else "passes", words)


def _plain(months: list[MonthCount]) -> Interval | None:
    counted = sum(one.counted for one in months)
    return wilson(sum(one.good for one in months), counted) if counted else None


def _for_the_worse(months: list[MonthCount], better: str) -> Interval | None:
    pairs = [one.worst if better == "higher" else one.best for one in months]
    known = [pair for pair in pairs if pair is not None]
    of = sum(pair[1] for pair in known)
    return wilson(sum(pair[0] for pair in known), of) if of and len(known) == len(pairs) else None


@dataclass(frozen=True)
class _Watched:
    """A share of what is taken out of a rate, beside its baseline."""

    grown: bool
    words: str


def _shares(test: ExitTest, series: Series, names: list[str]) -> Iterator[_Watched]:
    """More excused, or lapsed, than at the baseline is how a figure is made to look better; so is a guard's."""
    assert test.baseline is not None
    baseline = series.over(months_between(test.baseline.first, test.baseline.last))
    months = series.over(names)
    for name in test.watch:
        before, now = _share(name, baseline), _share(name, months)
        if before is None or now is None:
            continue
        grown = now.low > before.high
        yield _Watched(grown, f"{name}: {percent(now.low)} to {percent(now.high)}, at the baseline {percent(before.low)} to "
                       f"{percent(before.high)}{': more are taken out of the rate' if grown else ''}")


def _share(name: str, months: list[MonthCount]) -> Interval | None:
    pairs = [one.shares[name] for one in months if name in one.shares]
    of = sum(pair[1] for pair in pairs)
    return wilson(sum(pair[0] for pair in pairs), of) if of else None


def _together(months: list[MonthCount]) -> float | None:
    """The rate of several months, or None where one of them has none."""
    counted = sum(one.counted for one in months)
    return sum(one.good for one in months) / counted if counted and all(one.worst is not None for one in months) else None


def _months(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(spoken_month(name) for name in names)
