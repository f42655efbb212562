"""What may be told of counts: every number that is published passes through here, and what is small is withheld.

Counts are rounded, shares are those of the true counts: they are told only where neither side is small, so that working them back gives
nothing away. docs/explanation/disclosure.md says how.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from peelian.measures.chart_text import beside_target
from peelian.measures.disclosure import Rules, protect, revealed
from peelian.measures.disclosure.suppression import rounded
from peelian.measures.figures import FEW_OWNERS, FEWEST_DUTIES
from peelian.measures.intervals import wilson

RULES = Rules()
WITHHELD = "withheld, so that nobody can be found in it"
NOTHING = "nothing to count"
Pair = tuple[int, int]  # what was good, and what was not
Months = Mapping[str, Pair]


@dataclass(frozen=True)
class Told:
    """One figure as it may be told. good, counted: rounded. share: from 0 to 1, of the true counts, with its 95% interval.

    at_least, at_most: where fewer than five are on the other side, so that no share may be told. why: why there is no share.
    """

    good: int | None = None
    counted: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    why: str = ""

    @property
    def speaks(self) -> bool:
        return self.share is not None or self.at_least is not None or self.at_most is not None


HIDDEN = Told(why=WITHHELD)


def count(value: float) -> int | None:
    """A count by itself: rounded, or None where it is small."""
    whole = round(value)
    return None if 0 < whole < RULES.least else rounded(whole, RULES.base)


def small(value: float) -> bool:
    return 0 < round(value) < RULES.least


def figure(good: int, bad: int, why_no_share: str | None = None) -> Told:
    """One share by itself. why_no_share: why the measure itself shows none, as for few duties or few owners."""
    counted = good + bad
    if not counted:
        return Told(good=0, counted=0, why=why_no_share or NOTHING)
    if why_no_share == FEW_OWNERS:
        return HIDDEN
    if not small(good) and not small(bad):
        interval = None if why_no_share else wilson(good, counted)
        return Told(count(good), count(counted), None if why_no_share else good / counted, interval.low if interval else None,
                    interval.high if interval else None, why=why_no_share or "")
    if (small(good) and small(bad)) or counted < FEWEST_DUTIES or why_no_share:
        return HIDDEN if counted < 2 * RULES.least else Told(counted=count(counted), why=WITHHELD)
    most = (RULES.least - 1) / counted
    if small(bad):
        return Told(counted=count(counted), at_least=floor((1 - most) * 1000) / 1000, why=WITHHELD)
    return Told(counted=count(counted), at_most=ceil(most * 1000) / 1000, why=WITHHELD)


def verdict_may_stand(one: Told, level: tuple[float, bool, str] | None) -> bool:
    """Whether a verdict beside what is expected gives nothing away beside a figure as it is told. level: the expected share, whether
    it is the most allowed, and its words.

    Beside counts or a share it does not. Beside a figure that is withheld it does: that all was met, say. Beside a bound it may
    stand only where every count that the bound leaves open, and every count that is rounded alike, would give the same one.
    """
    if one.good is not None or one.share is not None:
        return True
    if one.counted is None or level is None or (one.at_least is None and one.at_most is None):
        return False
    target, at_most, _ = level
    verdicts = set()
    for counted in range(max(1, one.counted - RULES.base // 2), one.counted + RULES.base // 2 + 1):
        for few in range(1, min(RULES.least, counted)):
            good = counted - few if one.at_least is not None else few
            verdicts |= {beside_target(good / counted, wilson(good, counted), target, at_most),
                         beside_target(good / counted, None, target, at_most)}
    return len(verdicts) == 1


def over_months(months: Months, personal: Collection[str] = (), why_no_share: str | None = None) -> tuple[Told, dict[str, Told]]:
    """A span of months as a whole and month by month, so that none can be worked out from the whole and the others.

    personal: months that speak of too few people. why_no_share: of the whole; a month has a share where it holds 20 or more.
    """
    whole = figure(sum(good for good, _ in months.values()), sum(bad for _, bad in months.values()), why_no_share)
    hidden = dict.fromkeys(months, HIDDEN)
    if whole.counted is None or whole.why == WITHHELD:  # the few of the whole would stand in a month or two
        return whole, hidden
    table = {month: {"good": good, "bad": bad} for month, (good, bad) in months.items()}
    shown = protect(table, RULES, personal) if table else None
    if shown is None or shown.total.value is None:
        return HIDDEN if months else whole, hidden
    found = {}
    for month, (good, bad) in months.items():
        if any(cell.why for cell in shown.rows[month].values()):
            found[month] = HIDDEN
        else:
            found[month] = figure(good, bad, None if good + bad >= FEWEST_DUTIES else "fewer than 20")
    return whole, found


def by_part(parts: Mapping[str, Pair], personal: Collection[str] = ()) -> dict[str, Told] | None:
    """The parts of a service beside each other, where the whole is told too. None where nothing of them may be told."""
    shown = protect({name: {"good": good, "bad": bad} for name, (good, bad) in parts.items()}, RULES, personal)
    if shown.total.value is None:
        return None
    return {name: HIDDEN if any(cell.why for cell in shown.rows[name].values()) else
            figure(good, bad, None if good + bad >= FEWEST_DUTIES else "fewer than 20") for name, (good, bad) in parts.items()}


def counts_over_months(months: Mapping[str, float]) -> tuple[int | None, dict[str, int | None]]:
    """Counts that are no part of one another: their sum and each month, so that none can be worked out."""
    whole = {month: round(value) for month, value in months.items()}
    if small(sum(whole.values())) or not whole:
        return (None if whole else 0), dict.fromkeys(whole)
    shown = protect({"": whole}, RULES)
    return shown.total.value, {month: cell.value for month, cell in shown.rows[""].items()}


def may_tell_spans(months: Months, told: Collection[str], spans: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> bool:
    """Whether figures over new spans of months give nothing small away beside the months that are told and other spans that are.

    A month that is told can be taken from every span, so only the months that are withheld are looked at.
    """
    secret = {month: pair for month, pair in months.items() if month not in told}
    known = [cut for span in spans if (cut := [month for month in span if month in secret])]
    fresh = [cut for span in new if (cut := [month for month in span if month in secret])]
    for side in (0, 1):
        by_month = {month: pair[side] for month, pair in secret.items()}
        before = {one.months for one in revealed(by_month, known[:-1], known[-1], RULES.least)} if known else set()
        for place, one in enumerate(fresh):
            if {found.months for found in revealed(by_month, [*known, *fresh[:place]], one, RULES.least)} - before:
                return False
    return True
