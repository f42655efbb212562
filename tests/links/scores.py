"""How well findings are linked to standards, measured on the labelled ones: writes docs/reference/link_scores.md.

    python -m tests.links.scores           write the page
    python -m tests.links.scores weights   fit the weights anew and print them, for links/said_as.yaml
    python -m tests.links.scores bands     what links of each confidence are worth on findings left out in turn, to choose bands by
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from peelian.inspections.links.match import Matcher, Parts, confidence
from peelian.inspections.links.said_as import Band, Weights, read_said_as
from peelian.libraries import DEFAULT, library_path
from peelian.measures.intervals import wilson
from peelian.standards.library import read_library
from tests.links.labelled import Labelled, read

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "link_scores.md"
PARTS = {  # in the order of the page
    "tuning": "made up; the phrases were written with it in view",
    "held_out": "made up; set apart by a checksum before the first phrase was written",
    "tuning_published": "reworded from published findings; the phrases were mended with it in view",
    "published": "reworded from published findings; set apart by a checksum",
    "calibration": "reworded from pages read when the phrases were settled; weights and bands were fitted with it",
    "manner": "made up in the inspectors' manner when the library held 153 standards, in words sought to be new; for weights and bands",
    "fresh": "written with it and set apart by a checksum before the method was tried on either",
    "grown": "made up as the library grew, for standards that no other finding names, with their phrases in view; judges nothing",
    "last": "reworded from pages read when the first 43 standards' phrases, weights and bands were settled: the fairest judge",
}
# Phrases match findings for which they were written better than those to come, so these count less for the weights.
COUNTS = {"tuning": 0.1, "tuning_published": 0.1, "calibration": 1.0, "manner": 1.0}
UNSEEN = ("calibration", "manner")  # of these, the parts whose findings no phrase was written for
TENTHS = 10
RIDGE = 1.0
HELD_OUT = ("held_out", "published", "last", "fresh")
ORDER = ("constant", "phrase", "all_phrases", "own_words", "rival", "better")


@dataclass(frozen=True)
class Pair:
    """One finding and one standard: what the confidence rests on, and whether the label has it."""

    finding: int
    standard: str
    parts: Parts
    right: bool


Found = Mapping[str, list[Pair]]  # by part


def every_pair(matcher: Matcher, parts: Iterable[str] = PARTS) -> Found:
    return {part: pairs(matcher, read(part)) for part in parts}


def pairs(matcher: Matcher, findings: Iterable[Labelled]) -> list[Pair]:
    held = matcher.library.files.keys()
    return [Pair(number, like.standard, like.parts, like.standard in finding.right(held))
            for number, finding in enumerate(findings) for like in matcher.likenesses(finding.text)]


def fitted(found: Found, use: Iterable[str] = ORDER[1:]) -> Weights:
    """Weights by logistic regression on the parts that are for it. What is not used weighs nothing."""
    names = [name for name in ORDER[1:] if name in set(use)]
    rows, right, counts = [], [], []
    for part, count in COUNTS.items():
        for pair in found[part]:
            rows.append([1.0, *(getattr(pair.parts, name) for name in names)])
            right.append(float(pair.right))
            counts.append(count)
    weights = _logistic(np.array(rows), np.array(right), np.array(counts))
    rounded = [round(float(one), 2) for one in weights]
    return Weights(**{**dict.fromkeys(ORDER, 0.0), **dict(zip(("constant", *names), rounded, strict=True))})


def _logistic(rows: np.ndarray, right: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Newton's method, with a little ridge on all but the constant."""
    weights = np.zeros(rows.shape[1])
    ridge = RIDGE * np.r_[0.0, np.ones(rows.shape[1] - 1)]
    for _ in range(100):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (chance - right)) + ridge * weights
        curve = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def left_out(found: Found) -> list[tuple[float, bool]]:
    """(confidence, whether it is right) of the pairs of those parts whose findings no phrase was written for, each by weights that
    were fitted without its tenth of the findings."""
    pairs_left: list[tuple[float, bool]] = []
    for part in UNSEEN:
        for tenth in range(TENTHS):
            rest = {name: [pair for pair in found[name] if name != part or pair.finding % TENTHS != tenth] for name in COUNTS}
            weights = fitted(rest)
            pairs_left += [(confidence(pair.parts, weights), pair.right) for pair in found[part] if pair.finding % TENTHS == tenth]
    return pairs_left


@dataclass(frozen=True)
class Scores:
    """precision, recall: over links at or above the lowest band. first: of findings with a measuring standard, in how many
    the likest is right. none: of findings without one, in how many nothing is suggested."""

    findings: int
    precision: float
    recall: float
    first: float
    none: float


def scores(found: list[Pair], sure: Callable[[Pair], float], lowest: float) -> Scores:
    given = [pair for pair in found if sure(pair) >= lowest]
    right = sum(pair.right for pair in given)
    first, none = [], []
    by_finding: dict[int, list[Pair]] = {}
    for pair in found:
        by_finding.setdefault(pair.finding, []).append(pair)
    for several in by_finding.values():
        best = max(several, key=sure)
        if any(pair.right for pair in several):
            first.append(best.right and sure(best) >= lowest)
        else:
            none.append(sure(best) < lowest)
    return Scores(len(by_finding), right / max(1, len(given)), right / max(1, sum(pair.right for pair in found)),
                  sum(first) / max(1, len(first)), sum(none) / max(1, len(none)))


def page() -> str:
    library = read_library(library_path(DEFAULT))
    said = read_said_as(library)
    found = every_pair(Matcher(library, said))
    held = set(library.files)
    lowest = said.bands[-1].at_least

    def own(pair: Pair) -> float:
        return confidence(pair.parts, said.weights)

    lines = [
        "# How well findings are linked to standards", "",
        "Made by `python -m tests.links.scores`; a test fails while it is out of date. What the method is, and what these figures",
        "can and cannot show, [the page about links](../explanation/links.md) says.", "",
        f"The library holds {len(held)} standards. A label that names a standard which it does not hold yet counts once it does.", "",
        "| part | findings | with a standard here | with one that is not here yet | that none would measure | what it is |",
        "|---|---|---|---|---|---|"]
    for part, what in PARTS.items():
        findings = read(part)
        here = sum(bool(one.right(held)) for one in findings)
        none = sum(not one.standards for one in findings)
        lines.append(f"| {_name(part)} | {len(findings)} | {here} | {len(findings) - here - none} | {none} | {what} |")
    lines += ["", "## What to expect", "", *_expected(found["last"], found["fresh"], own, said.bands)]
    lines += ["", "## Scores", "",
              f"A link is suggested from a confidence of {lowest:.0%} on. *Precision*: the share of suggested links that are right.",
              "*Recall*: the share of right links that are suggested. *Precision at 1*: of findings that a standard here measures,",
              "the share in which the first suggestion is right. *None*: of all other findings, the share in which nothing is",
              "suggested.", "",
              "| part | precision | recall | precision at 1 | none |", "|---|---|---|---|---|"]
    lines += [_row(_name(part), scores(found[part], own, lowest)) for part in PARTS]
    lines += ["", "## What the bands mean", "",
              "Bands were chosen on the parts whose findings no phrase was written for, each tenth of them judged by weights that were",
              "fitted without it. A band's word stands for the share that it is given; where two bands are worth the same they are "
              "one.",
              "The held-out parts had no say in it: beside them is what became of the bands there.", "",
              "| band | said to be right | left out in turn | interval | held out, reworded and last | interval | held out, fresh | "
              "interval |",
              "|---|---|---|---|---|---|---|---|", *_bands(found, said.bands, own)]
    lines += ["", "## Is the confidence right?", "",
              "For each band of confidence: how many links were suggested, the mean confidence, the share that was right, and the",
              "interval in which that share plausibly lies (Wilson, 95%).", "",
              "| band | part | links | mean confidence | right | interval |", "|---|---|---|---|---|---|"]
    tops = [1.01, *(band.at_least for band in said.bands)]
    for band, top in zip(said.bands, tops, strict=False):
        for part in PARTS:
            inside = [pair for pair in found[part] if band.at_least <= own(pair) < top]
            lines.append(f"| {band.name} ({band.at_least:.0%} and above) | {_name(part)} | {_band(inside, own)} |")
    lines += ["", "## Other methods", "",
              "Each with weights fitted in the same way, and suggesting from that confidence on at which precision and recall on the",
              "calibration part are best together.", "",
              "| method | part | precision | recall | precision at 1 | none |", "|---|---|---|---|---|---|"]
    for title, use in METHODS.items():
        weights = fitted(found, use)

        def sure(pair: Pair, weights: Weights = weights) -> float:
            return confidence(pair.parts, weights)

        best = max((level / 20 for level in range(1, 19)), key=lambda level: _together(scores(found["calibration"], sure, level)))
        lines += [f"| {title} {_row(_name(part), scores(found[part], sure, best))}" for part in HELD_OUT]
    return "\n".join(lines) + "\n"


def _bands(found: Found, bands: list[Band], own: Callable[[Pair], float]) -> list[str]:
    """A row for each band: what it claims, and what it came to."""
    rows = []
    judged = [left_out(found), *([(own(pair), pair.right) for part in parts for pair in found[part]]
                                 for parts in (("published", "last"), ("fresh",)))]
    for band, top in zip(bands, [1.01, *(band.at_least for band in bands)], strict=False):
        cells = [_share([right for sure, right in pairs if band.at_least <= sure < top]) for pairs in judged]
        rows.append(f"| {band.name} ({band.at_least:.0%} and above) | {band.right:.0%} | {' | '.join(cells)} |")
    return rows


def _share(right: list[bool]) -> str:
    interval = wilson(sum(right), len(right))
    return f"{sum(right)} of {len(right)} | {interval.low:.0%} to {interval.high:.0%}" if interval else "0 of 0 | "


def _expected(last: list[Pair], fresh: list[Pair], own: Callable[[Pair], float], bands: list[Band]) -> list[str]:
    """What the last part says in words, so that no other page has to repeat its figures."""
    lowest = bands[-1].at_least
    one = scores(last, own, lowest)
    high = [pair.right for pair in last if own(pair) >= bands[0].at_least]
    low = [pair.right for pair in last if lowest <= own(pair) < bands[-2].at_least]
    new = scores(fresh, own, lowest)
    return [
        "On the last held-out part, reworded from published pages:", "",
        f"- of a hundred suggestions, about {one.precision * 100:.0f} were right;",
        f"- of a hundred links that are right, about {(1 - one.recall) * 100:.0f} were missed;",
        f"- of a hundred findings that no standard here measures, something was suggested for about {(1 - one.none) * 100:.0f};",
        f"- {sum(high)} of {len(high)} {bands[0].name} links and {sum(low)} of {len(low)} {bands[-1].name} ones were right.", "",
        f"On the fresh part, whose words were sought to be new, {new.precision:.0%} of the suggestions were right, but only "
        f"{new.recall:.0%} of the",
        "right links were suggested: the method knows the words that its phrases have, and no others."]


METHODS = {
    "BM25 over the standards' own words": ["own_words"],
    "best phrase": ["phrase"],
    "best phrase and own words": ["phrase", "own_words"],
    "the same, and what no standard measures": ["phrase", "own_words", "rival", "better"],
    "the same, and all phrases: the method used": list(ORDER[1:]),
}


def _together(one: Scores) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * one.precision * one.recall / (one.precision + one.recall) if one.precision and one.recall else 0.0


def _name(part: str) -> str:
    return {"held_out": "held out", "tuning_published": "tuning, reworded", "published": "held out, reworded",
            "last": "held out, last", "fresh": "held out, fresh"}.get(part, part)


def _row(name: str, one: Scores) -> str:
    return f"| {name} | {one.precision:.0%} | {one.recall:.0%} | {one.first:.0%} | {one.none:.0%} |"


def _band(inside: list[Pair], own: Callable[[Pair], float]) -> str:
    if not inside:
        return "0 | | |"
    right = sum(pair.right for pair in inside)
    interval = wilson(right, len(inside))
    assert interval is not None
    mean = sum(map(own, inside)) / len(inside)
    return f"{len(inside)} | {mean:.0%} | {right / len(inside):.0%} | {interval.low:.0%} to {interval.high:.0%}"


def main(arguments: list[str]) -> None:
    if arguments == ["weights"]:
        library = read_library(library_path(DEFAULT))
        print(fitted(every_pair(Matcher(library, read_said_as(library)), COUNTS)).model_dump())
    elif arguments == ["bands"]:
        library = read_library(library_path(DEFAULT))
        found = left_out(every_pair(Matcher(library, read_said_as(library)), COUNTS))
        for tenth in range(9, 0, -1):
            right = [one for sure, one in found if tenth / 10 <= sure < (tenth + 1) / 10]
            print(f"{tenth * 10}% and above: {_share(right)}")
    else:
        PAGE.write_text(page(), encoding="utf-8")
        print(f"Wrote {PAGE.name}.")


if __name__ == "__main__":
    main(sys.argv[1:])
