"""From a run's ledger to waits: from the moment at which each duty's clock starts to its first proof.

A duty without a proof is last seen at the moment at which it stopped being owed, or at the run's moment where it never did. One
basis alone: the duties whose clock started in the months asked for, whatever became of them since. Excused duties, and those of
which it cannot be told whether they were met, are left out, as they are of a rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from peelian.duties.run_folder import RunFolder
from peelian.duties.truth import CANNOT_TELL
from peelian.measures.figures import FEW_DUTIES, FEW_OWNERS, FEWEST_DUTIES, NO_DUTY, few_owners, team_words
from peelian.measures.periods import Periods
from peelian.measures.time_to_event.kaplan_meier import Curve, curve_of_lengths
from peelian.standards.model import Standard

HELD = """
FROM read_parquet($ledger)
WHERE standard = $standard AND settings = $settings AND status <> 'excused' AND started_at >= $begins AND started_at <= $ends
"""
# A proof that was there before the clock started took no time.
SELECT = f"""
SELECT {{team}} AS team,
       greatest(0, epoch_us(coalesce(done_at, least(ended_at, $as_at), $as_at)) - epoch_us(started_at)) AS length,
       done_at IS NOT NULL AS done
{HELD} AND status <> '{CANNOT_TELL}'
"""
WHOSE = f"""
SELECT {{team}} AS team, grouping({{team}}), count(DISTINCT owner_at_due) FILTER (status <> '{CANNOT_TELL}'),
       count(*) FILTER (owner_at_due IS NULL AND status <> '{CANNOT_TELL}'), count(*) FILTER (status = '{CANNOT_TELL}')
{HELD} GROUP BY GROUPING SETS (({{team}}), ())
"""


@dataclass
class Waits:
    """Waits in microseconds of elapsed time and whether each is done, as arrays of NumPy. owners: how many different ones."""

    lengths: Any
    ended: Any
    owners: int = 0
    unowned: int = 0
    cannot_tell: int = 0

    @property
    def count(self) -> int:
        return len(self.lengths)

    @property
    def done(self) -> int:
        return int(self.ended.sum())

    @property
    def why_no_curve(self) -> str | None:
        """Why no length may be shown, or None: the same few as of a rate."""
        if not self.count:
            return NO_DUTY
        if self.count < FEWEST_DUTIES:
            return FEW_DUTIES
        return FEW_OWNERS if few_owners(self.owners, self.unowned, self.count) else None

    @cached_property
    def curve(self) -> Curve | None:
        return None if self.why_no_curve else curve_of_lengths(self.lengths, self.ended)


def timed(standard: Standard) -> bool:
    """Whether its duties are of a thing to be done within a time, once: not of a breach, nor again and again."""
    clocks = [edition.clock for edition in standard.editions if edition.clock is not None]
    return bool(clocks) and all(clock.within is not None and not clock.never for clock in clocks)


def waits_of(run: RunFolder, standard: str, months: Sequence[str], periods: Periods,
             settings: str = "force") -> tuple[Waits, dict[str, Waits]]:
    """The waits of the duties whose clock started in these months: of all, and by the team that held them when they fell due.

    months: local, YYYY-MM, one after another. A team's name has its force before it where a run holds several.
    """
    import numpy as np

    span = periods.span(months[0], months[-1])
    places: dict[str, Any] = {"ledger": run.ledger, "standard": standard, "settings": settings, "as_at": run.as_at,
                              "begins": span[0].begins, "ends": span[-1].ends}
    with run.connect() as connection:
        team = team_words(len(run.forces) > 1, "team_at_due")
        rows = connection.execute(SELECT.format(team=team), places).fetchnumpy()
        del places["as_at"]
        whose = connection.execute(WHOSE.format(team=team), places).fetchall()
    names, lengths, done = (np.ma.filled(rows[name], None if name == "team" else 0) for name in ("team", "length", "done"))
    whole = Waits(lengths, done)
    teams: dict[str, Waits] = {}
    for name, together, *counts in whose:
        if together:
            whole = Waits(lengths, done, *counts)
        elif name:
            here = names == name
            teams[name] = Waits(lengths[here], done[here], *counts)
    return whole, dict(sorted(teams.items()))
