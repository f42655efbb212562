"""What a curve says, in words. Lengths are microseconds of elapsed time."""

from __future__ import annotations

from peelian.clocks import DAY_OF_HOURS, SECOND, spoken_age, spoken_length
from peelian.measures.chart_text import many, number, percent
from peelian.measures.time_to_event.from_ledger import Waits
from peelian.measures.time_to_event.kaplan_meier import Curve, Quantile

MEDIAN, MOST = 0.5, 0.9
DAYS_WITH_TENTHS = 10


def length_words(length: float) -> str:
    """"12 minutes 30 seconds", "3.4 days", "41 days"; of less than a second "a second"."""
    if length < SECOND:
        return "a second"
    days = length / DAY_OF_HOURS
    if 2 <= days < DAYS_WITH_TENTHS:
        return f"{days:.1f} days"
    return spoken_age(round(length)) if days >= 2 else spoken_length(round(length))


def quantile_words(one: Quantile) -> str:
    """"within 12 minutes (11 minutes to 14 minutes)", or that it was not reached."""
    if one.length is None:
        return "not reached in the time seen"
    if one.low is None or one.high is None:
        least = f", at least {length_words(one.low)}" if one.low is not None else ""
        return f"within {length_words(one.length)} (95% interval: no upper end{least})"
    return f"within {length_words(one.length)} ({length_words(one.low)} to {length_words(one.high)})"


def curve_sentence(found: Waits, curve: Curve, begins: str) -> str:
    """"Of 480 duties that started from April 2016 to March 2017, 470 are done. Half were done within 12 minutes (…); …" """
    left = curve.waits - curve.done
    said = [f"Of {many(curve.waits, 'duty', 'duties')} whose clock started {begins}, {number(curve.done)} "
            f"{'is' if curve.done == 1 else 'are'} done."]
    for share, name in ((MEDIAN, "Half"), (MOST, "Nine in ten")):
        one = curve.quantile(share)
        if one.length is None:
            said.append(f"{name} were not done in the time seen: {percent(1 - curve.open_at(curve.longest))} were.")
            break
        said.append(f"{name} were done {quantile_words(one)}.")
    if left:
        said.append(f"The other {number(left)} count as open for as long as they were seen.")
    if found.cannot_tell:
        said.append(f"For {number(found.cannot_tell)} more it cannot be told.")
    return " ".join(said)


def how_to_read_curve(curve: Curve) -> str:
    """How to read this curve, with only what it shows."""
    said = ["The line is the share done by then, from each duty's own start; the band its 95% interval. Dotted lines: half, and "
            "nine in ten, done."]
    if len(curve.left):
        said.append("Upright strokes: duties last seen undone then, still open or no longer owed. They count until then, not as done.")
    said.append("The axis ends soon after nearly all was done. Time is elapsed time; a deadline may be counted otherwise.")
    return " ".join(said)
