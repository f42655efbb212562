"""Figures by the characteristics of the people whom they concern: age, say, with "not recorded" as a group of its own.

Who is concerned is asked when measuring, along the paths that the library declares, and only counts are kept. The ledger
names nobody's characteristics, so a worklist cannot show them. docs/explanation/breakdown.md says why.
"""

from peelian.measures.breakdown.groups import NOT_RECORDED, CountedGroups, Groups, duty_groups, stock_groups
from peelian.measures.breakdown.paths import band_names
from peelian.measures.breakdown.unbroken import why_not
from peelian.measures.breakdown.writing import write_breakdown

__all__ = ["NOT_RECORDED", "CountedGroups", "Groups", "band_names", "duty_groups", "stock_groups", "why_not", "write_breakdown"]
