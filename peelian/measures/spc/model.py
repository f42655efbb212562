"""What a control chart is given and what it says: points, baseline, rebases, limits, rules, icons. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Better = Literal["higher", "lower", "neither"]
Kind = Literal["xmr", "p", "p_prime"]
Rule = Literal["outside", "run", "near", "trend"]
Side = Literal["high", "low"]
Variation = Literal["common_cause", "improvement", "concern", "neither", "not_enough"]
Assurance = Literal["passes", "fails", "hit_and_miss", "no_target", "not_enough"]

FEWEST_FOR_LIMITS = 12  # below this the limits are trial limits, and the chart says so


@dataclass(frozen=True)
class Point:
    """One month (YYYY-MM, local, whole) of a measure.

    value: the figure, for a share from 0 to 1; None is a gap, and `why_no_value` says why. counted and good: what the share
    is made of; p charts need them, XmR does not.
    """

    month: str
    value: float | None
    counted: float | None = None
    good: float | None = None
    why_no_value: str = ""


@dataclass(frozen=True)
class Baseline:
    """The months, first and last included, from which the limits are taken and then held for every later month."""

    first: str
    last: str


@dataclass(frozen=True)
class Rebase:
    """From `month` on, limits are taken anew. Kept with the result, so that nobody moves limits without a name.

    decided_on: the day of the decision, YYYY-MM-DD. until: the last month from which the new limits are taken; None: all.
    """

    month: str
    decided_on: str
    reason: str
    author: str
    until: str | None = None


@dataclass(frozen=True)
class Options:
    """How limits and rules work. The defaults are the project's own; docs/explanation/spc.md sets them beside the NHS tools'.

    screen: leave out moving ranges above 3.267 times their mean. run, trend: how many points make one. outside_is_near: a
    point outside the limits counts among the two of three. third_on_same_side: the third of the three must be on that side of
    the mean too. floor, ceiling: values that the measure cannot pass, at which drawn limits stop.
    """

    screen: bool = True
    run: int = 7
    trend: int = 7
    outside_is_near: bool = True
    third_on_same_side: bool = False
    floor: float | None = None
    ceiling: float | None = None


SHARE = Options(floor=0.0, ceiling=1.0)
LANEY = Options(screen=False, floor=0.0, ceiling=1.0)  # his paper screens nothing
AS_NHS_R = Options(outside_is_near=False, third_on_same_side=True)


@dataclass(frozen=True)
class Limits:
    """What holds from one month until the next rebase, or the end. Limits of one month stand in its `ChartPoint`.

    used: the points the limits rest on. mean_range: the mean moving range (of z values for p′), screened where so asked.
    screened: the moving ranges left out. sigma_z: p′ only, how much wider than chance alone the months vary.
    """

    first: str
    last: str
    used: int
    centre: float
    mean_range: float | None
    screened: int = 0
    sigma_z: float | None = None

    @property
    def trial(self) -> bool:
        return self.used < FEWEST_FOR_LIMITS


@dataclass(frozen=True)
class Hit:
    """One special cause: its rule, on which side (for a trend: up or down), and the months of all its members in order."""

    rule: Rule
    side: Side
    months: tuple[str, ...]


@dataclass(frozen=True)
class ChartPoint:
    """A month on the chart: lower and upper are the limits as drawn. Without limits (too few points) they are None."""

    month: str
    value: float | None
    counted: float | None
    why_no_value: str
    centre: float | None
    lower: float | None
    upper: float | None
    variation: Variation
    hits: tuple[Hit, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(hit.rule for hit in self.hits)


@dataclass(frozen=True)
class Icon:
    """What an icon says, in words and as data. side: where the newest points lie, None for common cause and for assurance."""

    kind: Variation | Assurance
    words: str
    side: Side | None = None


@dataclass(frozen=True)
class ControlChart:
    """The result: every month, the limits by stretch, the special causes, two icons, and what must be said beside them."""

    kind: Kind
    better: Better
    target: float | None
    points: tuple[ChartPoint, ...]
    limits: tuple[Limits, ...]
    hits: tuple[Hit, ...]
    variation: Icon
    assurance: Icon
    baseline: Baseline | None = None
    rebases: tuple[Rebase, ...] = ()
    options: Options = field(default_factory=Options)
    notes: tuple[str, ...] = ()

    def at(self, month: str) -> ChartPoint | None:
        """The point of a month (YYYY-MM), or None where the chart does not reach it."""
        return next((one for one in self.points if one.month == month), None)

    def improved(self, since: str) -> tuple[str, ...]:
        """The months from `since` on that are special-cause improvement."""
        return tuple(one.month for one in self.points if one.month >= since and one.variation == "improvement")
