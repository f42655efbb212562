"""Text as terms: small words left out, endings cut off, and words that a library holds to mean the same made one.

Nothing here knows a domain: which words are small and which are alike, the library's own file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

LONGEST_TEXT = 20_000  # characters; a finding is a sentence or a paragraph
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "\N{NON-BREAKING HYPHEN}": "-", "\N{SOFT HYPHEN}": None})


@dataclass(frozen=True)
class Term:
    """One term and where its words stand in the text: text[start:end]."""

    term: str
    start: int
    end: int


@cache
def stem(word: str) -> str:
    """A word without its ending, by the English Snowball rules: supervised → supervis."""
    return str(_stemmer().stemWord(word.removesuffix("'s").replace("'", "")))


@cache
def _stemmer() -> Any:
    from snowballstemmer import stemmer

    return stemmer("english")


class Words:
    """Makes terms of text, by a library's small words and its groups of words that are alike."""

    def __init__(self, little: Iterable[str] = (), alike: Iterable[Sequence[str]] = ()) -> None:
        self._little = {stem(word) for text in little for word in _WORD.findall(_plain(text))}
        self._alike: dict[tuple[str, ...], str] = {}
        self._longest = 1
        for group in alike:
            for text in group:
                key = tuple(one.term for one in self._single(text))
                if key:
                    self._alike.setdefault(key, group[0].lower())
                    self._longest = max(self._longest, len(key))

    def terms(self, text: str) -> list[Term]:
        """The terms of a text in order; of a text longer than LONGEST_TEXT those of its beginning."""
        single = self._single(text[:LONGEST_TEXT])
        found: list[Term] = []
        at = 0
        while at < len(single):
            for length in range(min(self._longest, len(single) - at), 0, -1):
                run = single[at:at + length]
                name = self._alike.get(tuple(one.term for one in run))
                if name is not None or length == 1:
                    found.append(Term(name or run[0].term, run[0].start, run[-1].end))
                    at += length
                    break
        return found

    def _single(self, text: str) -> list[Term]:
        words = [(stem(match[0]), match) for match in _WORD.finditer(_plain(text))]
        return [Term(word, match.start(), match.end()) for word, match in words if word and word not in self._little]


def _plain(text: str) -> str:
    """Small letters and straight quotes, each character in its place so that spans hold."""
    lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lowered.translate({**_PLAIN, ord("\N{SOFT HYPHEN}"): " "})
