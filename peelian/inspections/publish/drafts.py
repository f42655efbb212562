"""Sentences drafted from what holds of the measures: plain words with places for figures, each resting on one claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from peelian.inspections.publish.claims import BETTER, CHANGED, DOES_NOT_KEEP, KEEPS, ONE_TEAM, STANDS_OUT, WORSE, YEAR, Claims
from peelian.inspections.publish.model import Under
from peelian.inspections.report.model import Measure, QuestionPage

MOST = 6  # sentences drafted under a heading; all the other measures stand in the question's table
GROUPS = 3  # of which so many at most are about one group
# What stands in capitals is put in when the sentence is drafted; what stands in braces, at each report.
LEVEL = "TITLE: {share} DONE {period}"
EXPECTED = " Expected: {expected}."
SINCE = "TITLE: {share_since} from {since} on, against {share_earlier} in the {months_before} before."
GROUP = "TITLE: {share_group} DONE in {group}, against {share_others} of all {others}, {period_group}."
FOLLOWED = "Older months have been followed for longer, which alone may make this."
BEYOND = "That is more than chance would bring."


@dataclass(frozen=True)
class Draft:
    """A sentence with its figures in braces. measure, holds_while: what it rests on; None where it rests on no measure."""

    id: str
    question: str
    under: Under
    words: str
    measure: str | None = None
    holds_while: str | None = None


def drafts_of(questions: Sequence[QuestionPage], claims: Mapping[str, Claims], summary: Sequence[str], assured: Collection[str],
              called: str) -> list[Draft]:
    """Every sentence that the figures give: of the report in short, and of each question. Only measures with claims are spoken of.

    assured: the measures that keep what is expected even in the worst case; no other is said to go well for its level.
    called: what the library calls a service.
    """
    found = [Draft(f"summary-{number}", "", "summary", words) for number, words in enumerate(summary, 1)]
    for question in questions:
        measures = [one for one in question.measured if one.standard in claims]
        found += _first(_well(question.id, measures, claims, assured))
        found += _first(_needs(question.id, measures, claims))
        found += _first(_improvements(question.id, measures, claims, called))
        found += _first(_changes(question.id, measures, claims))
    return found


def _first(drafts: Iterator[Draft]) -> list[Draft]:
    return [draft for _, draft in zip(range(MOST), drafts, strict=False)]


def _draft(question: str, under: Under, measure: Measure, claims: Claims, claim: str, words: str) -> Draft:
    slug = re.sub(r"[^a-z0-9]+", "-", claim.lower()).strip("-")
    title = measure.title
    for name, known in (("TITLE", title), ("WITHIN", title[:1].lower() + title[1:]), ("DONE", claims.of(claim).get("done", ""))):
        words = words.replace(name, known)
    return Draft(f"{question}-{under.replace('_', '-')}-{measure.standard}-{slug}", question, under, " ".join(words.split()),
                 measure.standard, claim)


def fits(words: str, values: Mapping[str, str]) -> bool:
    """Whether every figure that the words name may be told."""
    return all(name in values for name in re.findall(r"{([^{}]*)}", words))


def _level(one: Measure, claims: Claims, claim: str, then: str) -> str:
    values = claims.of(claim)
    interval = " ({interval})" if "interval" in values else ""
    return f"{LEVEL}{interval}.{then if 'expected' in values else ''}"


def _well(question: str, measures: Sequence[Measure], claims: Mapping[str, Claims], assured: Collection[str]) -> Iterator[Draft]:
    """What changed for the better first, then what keeps its level. What is not assured is not praised."""
    for one in measures:
        if BETTER in claims[one.standard].holds and fits(SINCE, claims[one.standard].of(BETTER)):
            yield _draft(question, "going_well", one, claims[one.standard], BETTER, f"{SINCE} {BEYOND}")
    kept = [one for one in measures if one.standard in assured and KEEPS in claims[one.standard].holds
            and WORSE not in claims[one.standard].holds and not _group(claims[one.standard])]
    for one in sorted(kept, key=_basis):
        words = _level(one, claims[one.standard], KEEPS, EXPECTED)
        if fits(words, claims[one.standard].of(KEEPS)):
            yield _draft(question, "going_well", one, claims[one.standard], KEEPS, words)


def _basis(one: Measure) -> int:
    """A level that the nation or an inspection expects says more than one that the service sets itself."""
    return 1 if one.expected.endswith("(local value)") else 0


def _group(claims: Claims) -> list[str]:
    """The groups that stand out: what sets records apart says more than that one team does."""
    return sorted((claim for claim in claims.holds if claim.endswith(STANDS_OUT)), key=lambda claim: claim.startswith(ONE_TEAM))


def _needs(question: str, measures: Sequence[Measure], claims: Mapping[str, Claims]) -> Iterator[Draft]:
    """What changed for the worse, what stands out in one group, then what is furthest from its level."""
    for one in measures:
        if WORSE in claims[one.standard].holds and fits(SINCE, claims[one.standard].of(WORSE)):
            yield _draft(question, "needs_improvement", one, claims[one.standard], WORSE, f"{SINCE} {BEYOND}")
    for one, claim in _groups(measures, claims):
        yield _draft(question, "needs_improvement", one, claims[one.standard], claim, f"{GROUP} {BEYOND}")
    for one, claim in _not_kept(measures, claims):
        words = _level(one, claims[one.standard], claim, EXPECTED)
        if fits(words, claims[one.standard].of(claim)):
            yield _draft(question, "needs_improvement", one, claims[one.standard], claim, words)


def _groups(measures: Sequence[Measure], claims: Mapping[str, Claims]) -> list[tuple[Measure, str]]:
    """The measures in which one group stands out: first those of which more than a team is told, then the least likely ones."""
    found = [(one, groups[0]) for one in measures if (groups := [claim for claim in _group(claims[one.standard])
                                                                 if fits(GROUP, claims[one.standard].of(claim))])]
    return sorted(found, key=lambda pair: (pair[1].startswith(ONE_TEAM), claims[pair[0].standard].chance[pair[1]]))[:GROUPS]


def _not_kept(measures: Sequence[Measure], claims: Mapping[str, Claims]) -> list[tuple[Measure, str]]:
    found = [(one, claim) for one in measures for claim in claims[one.standard].holds if claim == DOES_NOT_KEEP]
    return sorted(found, key=lambda pair: (_basis(pair[0]), -_gap(pair[0])))


def _gap(one: Measure) -> float:
    """How far the newest figure lies from what is expected, as a share."""
    match = re.search(r"(\d+(?:\.\d+)?)%", one.expected)
    rate = one.headline.rate if one.headline else None
    return abs(rate - float(match[1]) / 100) if match and rate is not None else 0.0


def _improvements(question: str, measures: Sequence[Measure], claims: Mapping[str, Claims], called: str) -> Iterator[Draft]:
    """Proposals: nobody has decided on them. A group that stands out, or a level that is not kept."""
    for one, claim in _groups(measures, claims):
        yield _draft(question, "improvement", one, claims[one.standard], claim,
                     f"The {called} should find out why {{group}} does worse than all others, and put it right: WITHIN.")
    for one, claim in _not_kept(measures, claims):
        if not _group(claims[one.standard]):
            words = f"The {called} should bring this to what is expected ({{expected}}): WITHIN."
            if fits(words, claims[one.standard].of(claim)):
                yield _draft(question, "improvement", one, claims[one.standard], claim, words)


def _changes(question: str, measures: Sequence[Measure], claims: Mapping[str, Claims]) -> Iterator[Draft]:
    """What moved since the year before by more than the two intervals leave to chance, or has moved beyond chance either way."""
    for one in measures:
        followed = f" {FOLLOWED}" if one.followed else ""
        for claim in claims[one.standard].holds:
            if claim == CHANGED and fits(SINCE, claims[one.standard].of(claim)):
                yield _draft(question, "change", one, claims[one.standard], claim, SINCE + followed)
            elif claim.endswith("the year before"):
                words = "TITLE: {share} {period}, and {share_before} {period_before}."
                if fits(words, claims[one.standard].of(claim)):
                    told = f" That {claim}." if claim in (YEAR["rose: better"], YEAR["rose: worse"]) else ""
                    yield _draft(question, "change", one, claims[one.standard], claim, words + told + followed)
