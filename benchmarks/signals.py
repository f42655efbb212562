"""How often chance alone raises a signal, and how often what is planted is found, over many small made-up forces.

`python -m benchmarks.signals [--seeds N] [--first SEED] [--scale SIZE] [--together N]`. Each seed makes a force in which all is
well and one with what `hertfordshire_2017` plants, assesses both and looks for signals in each alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.many import AS_AT, assessed, command_line
from benchmarks.side import LIBRARY
from peelian.duties.plan import Plans
from peelian.duties.run_folder import open_run
from peelian.measures.chart_text import percent
from peelian.measures.intervals import wilson
from peelian.measures.signals import Signal, Signals, find_signals
from peelian.standards.library import Library, read_library

PLAIN, PLANTED = "all_well", "hertfordshire_2017"


def _stands_out(standard: str, group: str) -> Callable[[Signal], bool]:
    return lambda one: (one.measured.standard.id == standard and one.difference is not None and one.difference.group == group)


def _changed(standard: str, way: str) -> Callable[[Signal], bool]:
    return lambda one: one.measured.standard.id == standard and one.change is not None and one.way == way


# What the scenario plants, in its own words, and the signal that finds it.
CAUSES: dict[str, Callable[[Signal], bool]] = {
    "handovers poor where supervisors are acting": _stands_out("handover-recorded", "acting"),
    "arrests of domestic abuse falling while crimes rise": _changed("da-arrest-rate", "worse"),
    "charges of domestic abuse falling": _changed("da-charge-rate", "worse"),
    "safeguarding investigators lacking skill": _stands_out("allocation-skill-match", "safeguarding_investigations"),
    "safeguarding investigators little supervised": _stands_out("supervisor-periodic-review", "safeguarding_investigations"),
    "risk assessment by call handlers improving": _changed("thrive-recorded", "better"),
    "checks of repeat callers improving": _changed("caller-repeat-vulnerable-check", "better"),
}


def main() -> int:
    """Look at each seed's two forces, and tell."""
    options = command_line("signals", __doc__).parse_args()
    library, plans = read_library(LIBRARY), Plans()
    false: Counter[str] = Counter()
    found: Counter[str] = Counter()
    alarms = 0
    last = options.first + options.seeds
    for begins in range(options.first, last, options.together):
        seeds = range(begins, min(begins + options.together, last))
        quiet, planted = (_signals(library, plans, scenario, seeds, options.scale) for scenario in (PLAIN, PLANTED))
        for seed, plain, caused in zip(seeds, quiet, planted, strict=True):
            alarms += bool(plain.signals)
            false.update(f"{one.measured.standard.id} ({_where(one)})" for one in plain.signals)
            caught = [cause for cause, is_it in CAUSES.items() if any(is_it(one) for one in caused.signals)]
            found.update(caught)
            print(f"seed {seed}: {len(plain.signals)} signals where all is well, {len(caused.signals)} where causes are planted; "
                  f"found: {', '.join(caught) or 'none'}", flush=True)
    _tell(options.seeds, options.scale, alarms, false, found)
    return 0


def _where(one: Signal) -> str:
    return f"since {one.change.since}" if one.change is not None else f"{one.difference.group}" if one.difference else ""


def _tell(seeds: int, scale: float, alarms: int, false: Counter[str], found: Counter[str]) -> None:
    print(f"\n{seeds} seeds at size {scale:g}, as at {AS_AT}.")
    print(f"Where all is well, a signal was raised in {share_words(alarms, seeds)} of the runs (stated: 5.0% at most).")
    for name, count in false.most_common():
        print(f"  {name}: {count}")
    print("Found of what is planted, in so many of the runs:")
    for cause in CAUSES:
        print(f"  {cause}: {share_words(found[cause], seeds)}")


def share_words(count: int, of: int) -> str:
    interval = wilson(count, of)
    doubt = f", 95% interval {interval.low * 100:.1f} to {interval.high * 100:.1f}" if interval else ""
    return f"{percent(count / of)} ({count} of {of}{doubt})"


def _signals(library: Library, plans: Plans, scenario: str, seeds: range, scale: float) -> list[Signals]:
    """The signals of one made-up force for each seed."""
    with tempfile.TemporaryDirectory() as made:
        return [find_signals(open_run(run), library) for _, run in assessed(library, plans, scenario, seeds, scale, Path(made))]


if __name__ == "__main__":
    sys.exit(main())
