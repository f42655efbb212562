"""How often `peelian compare` names a difference between two forces where none was made, over many pairs of small made-up forces.

`python -m benchmarks.differences [--seeds N] [--first SEED] [--scale SIZE]`. Each pair is of two forces in which all is well,
alike but for their seeds and names: S and S + 1 make the first pair, and so on. At size 0.02 the first pair takes some three
minutes of a processor.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.side import LIBRARY
from benchmarks.signals import AS_AT, PLAIN, assessed, share_words
from peelian.duties.plan import Plans
from peelian.inspections.comparison.compare import Comparison, compare
from peelian.measures.chart_text import many
from peelian.records.simulation import find_scenario
from peelian.standards.library import Library, read_library

STATED = 0.05  # of the pairs between which nothing differs, at most so many name any measure as different


def main() -> int:
    """Compare the forces of each pair, and tell."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.differences", description=__doc__.splitlines()[0])
    asked.add_argument("--seeds", type=int, default=200, help="how many seeds; two make a pair")
    asked.add_argument("--first", type=int, default=1, help="the first of them")
    asked.add_argument("--scale", type=float, default=0.02, help="size of each force, where 1 is the whole")
    options = asked.parse_args()
    if options.seeds < 2:
        asked.error("two seeds make a pair")
    library, plans = read_library(LIBRARY), Plans()
    named: Counter[str] = Counter()
    alarms, tested, pairs = 0, 0, options.seeds // 2
    for pair in range(pairs):
        seed = options.first + 2 * pair
        found = _pair(library, plans, seed, options.scale)
        alarms += bool(found.differing)
        tested += found.tested
        named.update(one.standard for one in found.differing)
        print(f"seeds {seed} and {seed + 1}: {len(found.differing)} of {found.tested} measures named as different", flush=True)
    print(f"\n{many(pairs, 'pair')} at size {options.scale:g}, as at {AS_AT}; {tested / pairs:.0f} measures set against chance.")
    print(f"A difference was named in {share_words(alarms, pairs)} of the pairs (stated: {STATED:.1%} at most).")
    for name, count in named.most_common():
        print(f"  {name}: {count}")
    return 0


def _pair(library: Library, plans: Plans, seed: int, scale: float) -> Comparison:
    """Two forces that differ by chance alone. Each has a name of its own: of one force with itself nothing is set against chance."""
    with tempfile.TemporaryDirectory() as made:
        runs = []
        for place, name in enumerate(("plain_one", "plain_two")):
            folder = Path(made) / name
            folder.mkdir()
            scenario = find_scenario(PLAIN, LIBRARY).model_copy(update={"force": name})
            runs.append(assessed(library, plans, scenario, seed + place, scale, folder))
        return compare(*runs)


if __name__ == "__main__":
    sys.exit(main())
