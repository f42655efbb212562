"""How far units differ beyond chance: the additive random effects of DerSimonian and Laird, on winsorised z scores.

Spiegelhalter (2005), and Spiegelhalter and others (2012), whose tenth is pulled in at either end, so that one unit that stands
far out does not widen the limits in which it is judged.
"""

from __future__ import annotations

from collections.abc import Sequence

PULLED_IN = 0.1


def winsorised(values: Sequence[float], part: float = PULLED_IN) -> list[float]:
    """The values, those beyond the quantile of `part` at either end set to it. Quantiles are R's type 7."""
    import numpy as np

    if not values:
        return []
    low, high = np.quantile(values, [part, 1 - part])
    return [float(min(max(value, low), high)) for value in values]


def between_units(z_scores: Sequence[float], errors: Sequence[float]) -> float:
    """The variance τ² between units: 0 where the scores vary no more than chance allows.

    z_scores: how many of its own standard errors each unit lies from the target; errors: those standard errors, over 0.
    """
    weights = [1 / (error * error) for error in errors]
    spare = sum(weights) - sum(weight * weight for weight in weights) / sum(weights) if weights else 0.0
    if len(weights) < 2 or spare <= 0:
        return 0.0
    return max(0.0, (sum(z * z for z in z_scores) - (len(weights) - 1)) / spare)
