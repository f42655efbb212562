"""How like a text is to each standard: by the phrases in which inspectors speak of it, and by its own words.

A phrase counts by the share of its terms that the text has, rare terms for more than common ones. A standard's own words
count by BM25. What the library says that no standard measures is matched by phrases too, and stands against the rest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from peelian.inspections.links.said_as import NotMeasured, SaidAs, Weights
from peelian.inspections.links.words import Term, Words
from peelian.standards.library import Library
from peelian.standards.prose import Prose

K1, B = 1.2, 0.75  # the usual constants of BM25
SHARPNESS = 2  # a phrase that matches by half counts for a quarter
FULL_WEIGHT = 3.0  # a phrase of little weight, one common word say, never counts in full
NEAR, SPARE = 1, 2  # the terms of a phrase may have this many others among them: one for each, and these
MOST_SHOWN = 3  # own words named in a reason
MANY_WORDS = 15.0  # the weight of so many telling words, from whichever phrases, counts in full


@dataclass(frozen=True)
class Phrase:
    """One phrase of an entry. `source`: said_as or title."""

    text: str
    source: str
    terms: frozenset[str]


@dataclass(frozen=True)
class Matched:
    """The best phrase of an entry: how well it matched (0 to 1), and the words of the text that matched it."""

    entry: str
    phrase: Phrase
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """What the confidence of one standard rests on, each from 0 to 1."""

    phrase: float
    all_phrases: float
    own_words: float
    rival: float
    better: float


@dataclass(frozen=True)
class Likeness:
    """How like a text is to one standard, and why."""

    standard: str
    parts: Parts
    confidence: float
    phrases: tuple[Matched, ...]
    own_words: tuple[str, ...]


def confidence(parts: Parts, weights: Weights) -> float:
    """From 0 to 1: the share of such links that are right, as far as the labelled findings tell."""
    total = (weights.constant + weights.phrase * parts.phrase + weights.all_phrases * parts.all_phrases
             + weights.own_words * parts.own_words + weights.rival * parts.rival + weights.better * parts.better)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


class Matcher:
    """Matches texts against one library. Makes its index once; after that a sentence takes some milliseconds."""

    def __init__(self, library: Library, said: SaidAs) -> None:
        self.library, self.said = library, said
        self.words = Words(said.little_words, said.alike)
        self.not_measured: dict[str, NotMeasured] = {
            one.id: one for one in (*said.not_yet, *said.not_measured) if one.id not in library.files}
        later = {one.id: one.said_as for one in said.not_yet}
        self._phrases: dict[str, list[Phrase]] = {}
        for name, standard in library.standards.items():
            self._phrases[name] = [
                *self._made([*said.said_as.get(name, ()), *later.get(name, ())], "said_as"),
                *self._made([standard.title], "title")]
        for name, one in self.not_measured.items():
            self._phrases[name] = self._made([*one.said_as, one.title], "said_as")
        self._terms = {name: frozenset(term for one in phrases for term in one.terms) for name, phrases in self._phrases.items()}
        self._weight = _inverse_frequency(self._terms.values())

    def _made(self, texts: Iterable[str], source: str) -> list[Phrase]:
        made = [Phrase(text, source, frozenset(one.term for one in self.words.terms(text))) for text in texts]
        return [one for one in made if one.terms]

    def likenesses(self, text: str) -> list[Likeness]:
        """Every standard, the likest first. A text without a word that tells anything is like none: confidence as fitted."""
        terms = self.words.terms(text)
        matched = {name: self._matched(name, terms, text) for name in self._phrases}
        own = self._own_words(terms, text)
        rival = max((found[0].score for name, found in matched.items() if name in self.not_measured and found), default=0.0)
        best = max((found[0].score for name, found in matched.items() if name not in self.not_measured and found), default=0.0)
        there = {one.term for one in terms}
        likes = []
        for name in self.library.standards:
            phrase = matched[name][0].score if matched[name] else 0.0
            share, words = own.get(name, (0.0, ()))
            every = min(1.0, self._sum(self._terms[name] & there) / MANY_WORDS)
            parts = Parts(phrase, every, share, rival, best - phrase)
            likes.append(Likeness(name, parts, confidence(parts, self.said.weights), tuple(matched[name][:2]), words))
        return sorted(likes, key=lambda one: (-one.confidence, one.standard))

    def rivals(self, text: str) -> list[Matched]:
        """What the text may speak of that this library does not measure, the likest first."""
        terms = self.words.terms(text)
        found = [matched[0] for name in self.not_measured if (matched := self._matched(name, terms, text))]
        return sorted(found, key=lambda one: (-one.score, one.entry))

    def _matched(self, name: str, terms: list[Term], text: str) -> list[Matched]:
        there = {one.term for one in terms}
        found = []
        for phrase in self._phrases[name]:
            if not phrase.terms & there:
                continue
            common = self._nearest(phrase, terms)
            whole = self._sum(phrase.terms)
            score = (self._sum(common) / whole) ** SHARPNESS * min(1.0, whole / FULL_WEIGHT)
            found.append(Matched(name, phrase, score, _shown(common, terms, text)))
        return sorted(found, key=lambda one: (-one.score, one.phrase.text))

    def _nearest(self, phrase: Phrase, terms: list[Term]) -> frozenset[str]:
        """The terms of a phrase that stand near each other: the weightiest such window, so that far words do not make a phrase."""
        width = NEAR * len(phrase.terms) + SPARE
        places = [index for index, one in enumerate(terms) if one.term in phrase.terms]
        if places[-1] - places[0] < width:
            return frozenset(terms[index].term for index in places)
        windows = {frozenset(terms[index].term for index in places[first:first + width] if index < start + width)
                   for first, start in enumerate(places)}
        return max(windows, key=lambda one: (self._sum(one), sorted(one)))

    def _sum(self, terms: Set[str]) -> float:
        """The weight of terms, added in one order so that it comes out the same every time."""
        return sum(self._weight[term] for term in sorted(terms))

    @cached_property
    def _documents(self) -> dict[str, Counter[str]]:
        """The terms of each standard's own words: its title twice, its sentence, its reason, its theme."""
        library = self.library
        prose = Prose(library.tables, library.calendar)
        resolved = library.resolve()
        texts = {name: (one.title, one.title, prose.sentence(one, resolved[name]), one.why, one.theme.replace("_", " "))
                 for name, one in library.standards.items()}
        return {name: Counter(one.term for one in self.words.terms(" ".join(several))) for name, several in texts.items()}

    @cached_property
    def _document_weight(self) -> Mapping[str, float]:
        return _inverse_frequency([set(one) for one in self._documents.values()])

    def _own_words(self, terms: list[Term], text: str) -> dict[str, tuple[float, tuple[str, ...]]]:
        """Standard → BM25 as a share of the most that these terms could reach, and the words of the text that count most."""
        asked = {one.term for one in terms}
        most = sum(self._document_weight.get(term, 0.0) * (K1 + 1) for term in sorted(asked))
        if not most:
            return {}
        mean = sum(one.total() for one in self._documents.values()) / len(self._documents)
        found = {}
        for name, document in self._documents.items():
            length = K1 * (1 - B + B * document.total() / mean)
            parts = {term: self._document_weight[term] * document[term] * (K1 + 1) / (document[term] + length)
                     for term in sorted(asked) if document[term]}
            telling = frozenset(sorted(parts, key=lambda term: (-parts[term], term))[:MOST_SHOWN])
            found[name] = (sum(parts[term] for term in sorted(parts)) / most, _shown(telling, terms, text))
        return found


def _inverse_frequency(documents: Collection[Set[str]]) -> dict[str, float]:
    """The weight of each term: the fewer documents have it, the more."""
    counts = Counter(term for one in documents for term in one)
    return {term: math.log(1 + (len(documents) - count + 0.5) / (count + 0.5)) for term, count in counts.items()}


def _shown(common: frozenset[str], terms: list[Term], text: str) -> tuple[str, ...]:
    """The words of the text that made these terms, each once, in order."""
    return tuple(dict.fromkeys(" ".join(text[one.start:one.end].split()) for one in terms if one.term in common))
