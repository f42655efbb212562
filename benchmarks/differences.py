"""How often `peelian compare` names a difference between two forces where none was made, over many pairs of small made-up forces.

`python -m benchmarks.differences [--seeds N] [--first SEED] [--scale SIZE] [--together N]`. Each pair is of two forces in which
all is well, alike but for their seeds and names: S and S + 1 make the first pair, and so on.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.many import AS_AT, assessed, command_line
from benchmarks.side import LIBRARY
from benchmarks.signals import PLAIN, share_words
from peelian.duties.plan import Plans
from peelian.inspections.comparison.compare import Comparison, compare
from peelian.standards.library import Library, read_library

STATED = 0.05  # of the pairs between which nothing differs, at most so many name any measure as different


def main() -> int:
    """Compare the forces of each pair, and tell."""
    asked = command_line("differences", __doc__)
    options = asked.parse_args()
    if options.seeds < 2:
        asked.error("two seeds make a pair")
    library, plans = read_library(LIBRARY), Plans()
    named: Counter[str] = Counter()
    alarms, tested, pairs = 0, 0, options.seeds // 2
    last = options.first + 2 * pairs
    together = 2 * max(options.together // 2, 1)
    for begins in range(options.first, last, together):
        seeds = range(begins, min(begins + together, last))
        for seed, found in _pairs(library, plans, seeds, options.scale):
            alarms += bool(found.differing)
            tested += found.tested
            named.update(one.standard for one in found.differing)
            print(f"seeds {seed} and {seed + 1}: {len(found.differing)} of {found.tested} measures named as different", flush=True)
    print(f"\n{pairs} pairs at size {options.scale:g}, as at {AS_AT}; {tested / pairs:.0f} measures of each set against chance.")
    print(f"A difference was named in {share_words(alarms, pairs)} of the pairs (stated: {STATED:.1%} at most).")
    for name, count in named.most_common():
        print(f"  {name}: {count}")
    return 0


def _pairs(library: Library, plans: Plans, seeds: range, scale: float) -> Iterator[tuple[int, Comparison]]:
    """The first seed of each pair of forces that differ by chance alone, and the two side by side."""
    with tempfile.TemporaryDirectory() as made:
        runs = dict(assessed(library, plans, PLAIN, seeds, scale, Path(made)))
        for seed in seeds[::2]:
            yield seed, compare(runs[seed], runs[seed + 1])


if __name__ == "__main__":
    sys.exit(main())
