"""Statistical process control: telling a change from chance. `xmr`, `p_chart` and `p_prime` make a `ControlChart`.

See docs/explanation/spc.md for the rules and where they differ from the NHS tools.
"""

from peelian.measures.spc.chart import p_chart, p_prime, xmr
from peelian.measures.spc.model import (
    AS_NHS_R,
    LANEY,
    SHARE,
    Baseline,
    ChartPoint,
    ControlChart,
    Hit,
    Icon,
    Limits,
    Options,
    Point,
    Rebase,
)
from peelian.measures.spc.notes import causes_table, table
from peelian.measures.spc.series import of_duties, of_ratio, of_stock

__all__ = ["AS_NHS_R", "LANEY", "SHARE", "Baseline", "ChartPoint", "ControlChart", "Hit", "Icon", "Limits", "Options",
           "Point", "Rebase", "causes_table", "of_duties", "of_ratio", "of_stock", "p_chart", "p_prime", "table", "xmr"]
