"""Signals in words: what changed, when, by how much, where it is held; or that nothing beyond chance has happened."""

from __future__ import annotations

from peelian.measures.chart_text import many, number, percent
from peelian.measures.periods import spoken_month
from peelian.measures.signals.change import Change, Concentration, Difference, Tally
from peelian.measures.signals.find import LEVEL, Signal, Signals
from peelian.measures.signals.from_run import AREA, TEAM, Measured
from peelian.standards.model import Counted

ONE_IN = (1_000_000, 10_000, 1_000, 100, 20)
PLAIN = {TEAM: "the team", AREA: "the area"}


def signal_sentence(signal: Signal, signals: Signals) -> str:
    """"From May 2017 on, 70.0% (140 of 200) were met in time; before, 90.0% (450 of 500). That is worse. …" """
    said: list[str] = []
    if signal.change is not None:
        said += [_change(signal.measured, signal.change), *_judged(signal)]
        said += [_held(signal.measured, one) for one in signal.held]
        if not signal.held and signal.measured.groups:
            said.append("No single group holds most of it.")
    if signal.difference is not None:
        months = signals.periods.twelve_to(max(signal.measured.months))
        said.append(_difference(signal.measured, signal.difference, signals.periods.words(months)))
    return " ".join([*said, _chance(signal), *([signal.measured.left_out] if signal.measured.left_out else [])])


def _judged(signal: Signal) -> list[str]:
    if signal.measured.followed:
        return ["Older months have been followed for longer, which alone may make this."]
    return [f"That is {signal.way}."] if signal.way else []


def no_signal_sentence(signals: Signals) -> str:
    """That nothing beyond chance has happened, and how much was looked at."""
    if not signals.looks:
        return "Nothing could be looked at: no measure has enough months or records."
    return (f"Nothing beyond chance has happened: of {many(signals.measures, 'measure')}, none changed and no group stands out by "
            "more than chance allows.")


def rate_sentence(signals: Signals) -> str:
    """How often chance alone raises a signal, and how much was looked at."""
    small = f" {many(len(signals.too_small), 'measure has', 'measures have')} too few records to look." if signals.too_small else ""
    return (f"{many(signals.measures, 'measure')} were looked at, for a change and for groups that stand out: {number(signals.looks)} "
            f"looks. Where nothing changed and no group differs, chance alone raises any signal in one run of "
            f"{round(1 / LEVEL)} at most.{small}")


def done_words(one: Measured) -> str:
    """What is said of what is good: of a duty, that it was met in time."""
    return "were met in time" if one.standard.kind == "duty" else "were counted"


def _change(one: Measured, change: Change) -> str:
    since = spoken_month(change.since)
    if not one.pairs:
        return (f"From {since} on, {_share(change.after)} {done_words(one)}; in the {many(change.months_before, 'month')} before, "
                f"{_share(change.before)}.")
    first, second = names_of(one)
    return (f"From {since} on, there were {_monthly(change.after.good, change.months_after)} {first} a month to "
            f"{_monthly(change.after.bad, change.months_after)} {second}; in the {many(change.months_before, 'month')} before, "
            f"{_monthly(change.before.good, change.months_before)} to {_monthly(change.before.bad, change.months_before)}. That is "
            f"{_ratio(change.after)} for each hundred, and was {_ratio(change.before)}.")


def _share(tally: Tally) -> str:
    return f"{percent(tally.share)} ({number(tally.good)} of {number(tally.counted)})"


def _monthly(count: float, months: int) -> str:
    return f"{count / months:,.1f}"


def _ratio(tally: Tally) -> str:
    return f"{100 * tally.good / tally.bad:,.1f}" if tally.bad else "no number"


def names_of(one: Measured) -> tuple[str, str]:
    """What the two sides of a ratio of two kinds of record count, as the standard calls them."""
    indicator = one.standard.indicator
    above = indicator.numerator.called if indicator is not None and isinstance(indicator.numerator, Counted) else None
    return above or "counted", (indicator.denominator.called if indicator is not None else None) or "records"


def group_words(by: str, group: str) -> str:
    """"the team response_central", "whether the approving supervisor held the rank: acting"."""
    return f"{PLAIN[by]} {group}" if by in PLAIN else f"{by}: {group_name(by, group)}"


def group_name(by: str, group: str) -> str:
    """A team or an area as the records call it, as on every other page; a value of the library's in words."""
    return group if by in PLAIN else group.replace("_", " ")


def _held(one: Measured, held: Concentration) -> str:
    part = "all of it or more" if held.part >= 1 else f"{percent(held.part)} of it"
    return (f"{group_words(held.by, held.group).capitalize()} holds {part}: {percent(held.after.share)} since, "
            f"{percent(held.before.share)} before.")


def _difference(one: Measured, found: Difference, period: str) -> str:
    return (f"From {period}, {_share(found.here)} {done_words(one)} in one group ({group_words(found.by, found.group)}) against "
            f"{_share(found.elsewhere)} of all {others_words(found.by)}.")


def others_words(by: str) -> str:
    """ "other teams". Records without a team, or of which nobody says what sets them apart, are no others."""
    return f"other {by}s" if by in PLAIN else "others of which it is known"


def _chance(signal: Signal) -> str:
    least = next((one for one in ONE_IN if signal.chance <= 1 / one), None)
    often = f"once in {least:,}" if least else f"{percent(signal.chance)}"
    return f"Chance alone would show this in fewer than {often} such looks." if least else f"Chance of it: {often}."


def told(signals: Signals) -> str:
    """All of it as plain text: each signal under its measure's title, or that there is none, and how often chance raises one."""
    said = [f"{one.measured.standard.title} ({one.measured.standard.id})\n  {signal_sentence(one, signals)}" for one in signals.signals]
    return "\n\n".join([*(said or [no_signal_sentence(signals)]), rate_sentence(signals)])
