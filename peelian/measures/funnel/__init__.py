"""Funnel plots: units of different size beside what chance allows each of them. docs/explanation/funnel.md says how."""

from peelian.measures.funnel.dispersion import between_units, winsorised
from peelian.measures.funnel.drawing import funnel_svg
from peelian.measures.funnel.exact import binomial_limits, poisson_limits
from peelian.measures.funnel.funnel import (
    Funnel,
    FunnelLimits,
    FunnelPoint,
    FunnelUnit,
    funnel_of_rates,
    funnel_of_shares,
    table,
)
from peelian.measures.funnel.words import funnel_sentence, how_to_read_funnel

__all__ = [
    "Funnel",
    "FunnelLimits",
    "FunnelPoint",
    "FunnelUnit",
    "between_units",
    "binomial_limits",
    "funnel_of_rates",
    "funnel_of_shares",
    "funnel_sentence",
    "funnel_svg",
    "how_to_read_funnel",
    "poisson_limits",
    "table",
    "winsorised",
]
