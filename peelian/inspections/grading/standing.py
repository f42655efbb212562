"""Where a measure stands beside what is expected of it: assured, mixed, not assured, cannot tell, or without a say.

Assured is claimed only where the worst case would keep what is expected as well, every record that cannot be told or linked
taken as bad, and the limit of the 95% interval on that side. What cannot be told therefore never helps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peelian.inspections.grading.model import MeasureStanding, Standing, Way
from peelian.inspections.report.model import Measure, Reading
from peelian.measures.chart_text import KEPT, NOT_KEPT, beside_target, percent
from peelian.measures.figures import FEWEST_DUTIES
from peelian.measures.indicators import FEW_ANSWERS, share_of
from peelian.measures.intervals import Interval
from peelian.standards.model import Expect

NO_EXPECTATION = "Nothing is expected of it in figures, so it has no say in the grade."
NOTHING = " (the records hold nothing of it to count)"
NO_LIMITS = "It is a ratio of two kinds of record, and no interval says how far chance may move it."


@dataclass(frozen=True)
class Alone:
    """Where a figure stands by itself, before what guards it is looked at."""

    standing: Standing
    why: str


@dataclass(frozen=True)
class Changed:
    """A change beyond chance, in one word and in a sentence."""

    way: Way
    sentence: str


def target(expect: Expect | None) -> tuple[float, bool, str] | None:
    """The expected share, whether it is the most that is allowed, and its words; None where no share is expected."""
    words = (expect.at_least or expect.at_most) if expect else None
    share = share_of(words)
    return None if share is None or expect is None or words is None else (share, expect.at_least is None, words)


def alone(reading: Reading | None, expect: Expect | None, why_not: str = "", sampled: bool = False) -> Alone:
    """A figure beside what is expected. why_not: why there is none, or why it proves nothing. sampled: it is of a sample, so
    that all of the sample is not yet all."""
    wanted = target(expect)
    if wanted is None:
        return Alone("no_say", NO_EXPECTATION)
    level, at_most, words = wanted
    if why_not or reading is None:
        return Alone("cannot_tell", f"It cannot be told: {why_not or 'there is no figure'}.".replace("..", "."))
    if sampled and reading.numbers.get("answered", 0) < FEWEST_DUTIES:
        return Alone("cannot_tell", f"It cannot be told: {FEW_ANSWERS}.")
    if reading.rate is None or reading.worst is None or reading.best is None:
        return Alone("cannot_tell", f"It cannot be told: {reading.why_no_rate or 'there is no rate'}.")
    if reading.least is None or reading.most is None:
        return Alone("cannot_tell", f"It cannot be told. {NO_LIMITS}")
    extreme = reading.best if at_most else reading.worst
    limit = reading.most if at_most else reading.least
    beside = beside_target(limit if sampled else extreme, Interval(reading.least, reading.most), level, at_most)
    bad, good = (reading.most, reading.least) if at_most else (reading.least, reading.most)
    if beside == KEPT:
        return Alone("assured", _kept(level, bad, at_most, words))
    if beside == NOT_KEPT:
        return Alone("not_assured", f"Even the best case does not keep the {words} expected{' at most' if at_most else ''}: its "
                     f"{'lower' if at_most else 'upper'} limit is {percent(good)}.")
    known = beside_target(limit if sampled else reading.rate, _interval(reading), level, at_most)
    if known == KEPT:
        return Alone("cannot_tell", f"What can be told keeps the {words} expected, but with what cannot be told it might not: "
                     f"from {percent(reading.least)} at worst to {percent(reading.most)} at best.")
    if known == NOT_KEPT:
        return Alone("cannot_tell", f"What can be told does not keep the {words} expected, but with what cannot be told it might: "
                     f"from {percent(reading.least)} at worst to {percent(reading.most)} at best.")
    return Alone("mixed", f"It lies between: from {percent(reading.least)} at worst to {percent(reading.most)} at best, where "
                 f"{words} {'at most is' if at_most else 'is'} expected.")


def _kept(level: float, limit: float, at_most: bool, words: str) -> str:
    if level == (0.0 if at_most else 1.0):
        return f"{'None of it' if at_most else 'All of it'}, and nothing is untold: that keeps the {words} expected."
    side = "upper" if at_most else "lower"
    return f"Even the worst case keeps the {words} expected{' at most' if at_most else ''}: its {side} limit is {percent(limit)}."


def _interval(reading: Reading) -> Interval | None:
    return Interval(reading.low, reading.high) if reading.low is not None and reading.high is not None else None


@dataclass(frozen=True)
class Beside:
    """What is known of a measure beside its figure. at_default: where it stands at the library's own values, where the service
    has set others. changed: a change beyond chance. doubtful: its figure may not speak for all that it should. nothing: the
    records hold nothing of it to count."""

    alone: Alone
    basis: str
    publish: bool
    at_default: Standing | None = None
    changed: Changed = Changed("", "")
    doubtful: bool = False
    nothing: bool = False


def standing_of(measure: Measure, known: Mapping[str, Beside]) -> MeasureStanding:
    """The whole of it: what keeps a good figure from being assured, and its change. known: of this measure and its guards."""
    here = known[measure.standard]
    failing, untold, doubted = failing_guards(measure, known), guards_not_told(measure, known), doubts(measure)
    standing, why = here.alone.standing, here.alone.why
    if standing == "assured" and doubted:
        standing, why = "cannot_tell", f"It cannot be told. The figure keeps what is expected. {' '.join(doubted)}"
    elif standing == "assured" and failing:
        guards = "a guard fails" if len(failing) == 1 else f"{len(failing)} guards fail"
        standing, why = "mixed", f"The figure keeps what is expected, but {guards}: {'; '.join(failing)}."
    elif standing == "assured" and untold:
        guards = "a guard does" if len(untold) == 1 else f"{len(untold)} guards do"
        named = "; ".join(untold.values())
        standing, why = "mixed", f"The figure keeps what is expected, but whether {guards} cannot be told: {named}."
    reading = measure.headline
    return MeasureStanding(
        standard=measure.standard, title=measure.title, standing=standing, why=why,
        figure=reading.headline if reading and measure.measured else "not measured",
        period=reading.period if reading and measure.measured else "", expected=measure.expected, basis=here.basis,
        worst=reading.least if reading else None, best=reading.most if reading else None,
        prevented_by=[*doubted, *(f"A guard fails: {one}." for one in failing),
                      *(f"Whether a guard keeps what is expected of it cannot be told: {words}." for words in untold.values())],
        guards_not_told=list(untold),
        at_default=here.at_default or "", way=here.changed.way, change=here.changed.sentence, publish=here.publish)


def doubts(measure: Measure) -> list[str]:
    """Why the figure may not speak for all that it should."""
    found = []
    if measure.population_check_material:
        found.append("The population check found a material number of records that it missed.")
    elif measure.population_may_be_material:
        found.append("The population check may have found a material number of records that it missed: of too many it cannot be told.")
    if measure.population_unchecked:
        found.append("Nobody can tell whether the population missed any: the records lack what its check needs.")
    if measure.weak_links:
        found.append("Fewer than nine in ten of what it leans on lead to their record.")
    if measure.lost_rows:
        found.append("Of what it looks at, more than one row in ten could not be used.")
    return found


def failing_guards(measure: Measure, known: Mapping[str, Beside]) -> list[str]:
    """The guards that show that the figure can be good for a bad reason: each with how it fails."""
    found = []
    for guard in measure.guards:
        beside = known.get(guard.standard)
        if beside is None:
            continue
        if beside.alone.standing == "not_assured":
            found.append(f"“{guard.title}” does not keep what is expected of it")
        elif beside.changed.way == "worsening":
            found.append(f"“{guard.title}” has got worse beyond chance")
    return found


def guards_not_told(measure: Measure, known: Mapping[str, Beside]) -> dict[str, str]:
    """The guards of which something is expected and nobody can tell whether they keep it, not measured or doubtful: title → words.

    One of which nothing is expected in figures has no say. Of one that the run does not know, nobody can tell even that. One of which
    the records hold nothing stays among them: that nothing happened, and that nothing was written down, look the same.
    """
    found = {}
    for guard in measure.guards:
        beside = known.get(guard.standard)
        if beside is None or _untold(beside):
            found[guard.title] = f"“{guard.title}”" + (NOTHING if beside and beside.nothing else "")
    return found


def _untold(beside: Beside) -> bool:
    return beside.alone.standing == "cannot_tell" or (beside.alone.standing == "assured" and beside.doubtful)
