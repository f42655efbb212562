"""What the newest month says in one icon, and what the limits say of the target in another. Words and data, no drawing."""

from __future__ import annotations

from collections.abc import Sequence

from peelian.measures.spc.model import Better, ChartPoint, Hit, Icon, Rule, Side, Variation
from peelian.measures.spc.rules import further

# Where a point has several special causes, its place says more than its direction.
WEIGHTIEST_FIRST: tuple[Rule, ...] = ("outside", "run", "near", "trend")
WORDS = {"outside": {"high": "above the upper limit", "low": "below the lower limit"},
         "run": {"high": "a run above the mean", "low": "a run below the mean"},
         "near": {"high": "two of three near the upper limit", "low": "two of three near the lower limit"},
         "trend": {"high": "a rising trend", "low": "a falling trend"}}


def side_of(hits: Sequence[Hit]) -> Side | None:
    """High or low: by the weightiest special cause, for a trend by the way it goes."""
    return min(hits, key=lambda hit: WEIGHTIEST_FIRST.index(hit.rule)).side if hits else None


def variation_of(hits: Sequence[Hit], better: Better) -> Variation:
    """What a point's special causes mean, given which way is better."""
    side = side_of(hits)
    if side is None:
        return "common_cause"
    if better == "neither":
        return "neither"
    return "improvement" if (side == "high") == (better == "higher") else "concern"


def variation_icon(points: Sequence[ChartPoint]) -> Icon:
    """Of the newest month that has a value."""
    newest = next((point for point in reversed(points) if point.value is not None), None)
    if newest is None or newest.centre is None:
        return Icon("not_enough", "too few months to tell a change from chance")
    if newest.variation == "common_cause":
        return Icon("common_cause", "common cause: no change beyond chance")
    side = side_of(newest.hits)
    causes = ", ".join(WORDS[hit.rule][hit.side] for hit in sorted(newest.hits, key=lambda hit: WEIGHTIEST_FIRST.index(hit.rule)))
    meaning = {"improvement": "special cause, improvement", "concern": "special cause, concern"}.get(
        newest.variation, "special cause, neither better nor worse")
    return Icon(newest.variation, f"{meaning}: {causes}", side)


def assurance_icon(points: Sequence[ChartPoint], better: Better, target: float | None) -> Icon:
    """Whether the limits that now hold lie on one side of the target. A limit at the target passes: it is reached."""
    newest = next((point for point in reversed(points) if point.lower is not None), None)
    if target is None or better == "neither":
        return Icon("no_target", "no target to compare with")
    if newest is None or newest.lower is None or newest.upper is None:
        return Icon("not_enough", "too few months to say whether the target will be met")
    worst, best, bad = ((newest.lower, newest.upper, "low") if better == "higher" else (newest.upper, newest.lower, "high"))
    if not further(worst, target, bad):  # type: ignore[arg-type]
        return Icon("passes", "consistently passes the target, unless something changes")
    if further(best, target, bad):  # type: ignore[arg-type]
        return Icon("fails", "consistently fails the target, unless something changes")
    return Icon("hit_and_miss", "hit and miss: may pass or fail the target by chance")
