"""Words and matching, on a library about books: the engine knows no words of its own."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest

from peelian.inspections.links.match import Matcher
from peelian.inspections.links.said_as import read_said_as
from peelian.inspections.links.words import LONGEST_TEXT, Words
from peelian.standards.library import read_library
from tests.library.test_cases import LIBRARIES


@cache
def matcher() -> Matcher:
    library = read_library(LIBRARIES["lending"])
    return Matcher(library, read_said_as(library))


WORDS = Words(["the", "are"], [["book", "printed thing"], ["late", "kept too long"], ["reader's card", "ticket"]])


@pytest.mark.parametrize(("text", "terms"), [
    ("The printed things are kept too long", ["book", "late"]),
    ("PRINTED-THINGS, kept; too long!", ["book", "late"]),
    ("A reader’s card", ["a", "reader's card"]),
    ("Readers' cards", ["reader's card"]),
    ("printed pages", ["print", "page"]),
    ("the are", []),
    ("", []),
    ("İstanbul ﬁle ß", ["stanbul", "le"]),
])
def test_text_becomes_terms(text: str, terms: list[str]) -> None:
    found = WORDS.terms(text)
    assert [one.term for one in found] == terms
    assert all(text[one.start:one.end].strip() == text[one.start:one.end] != "" for one in found)


def test_a_text_without_end_is_read_in_part() -> None:
    assert WORDS.terms("book " * 1_000_000)[-1].end <= LONGEST_TEXT


@pytest.mark.parametrize(("text", "standard"), [
    ("Volumes are overdue: borrowers keep them.", "loan-returned"),
    ("Many books are returned late.", "loan-returned"),
    ("Books often come back damaged.", "returns-in-good-state"),
])
def test_the_likest_standard_comes_first_with_the_words_that_say_so(text: str, standard: str) -> None:
    first, *others = matcher().likenesses(text)
    assert first.standard == standard
    assert all(first.confidence >= other.confidence for other in others)
    assert first.phrases and all(word in text for one in first.phrases for word in one.words)


def test_what_is_said_of_something_else_makes_a_standard_less_likely() -> None:
    alone, beside = "The book returned late", "The book returned late, and the roof leaks"
    assert matcher().rivals(beside)[0].entry == "buildings"
    assert matcher().likenesses(beside)[0].confidence < matcher().likenesses(alone)[0].confidence


def test_words_far_apart_are_no_phrase() -> None:
    near = matcher().likenesses("books come back damaged")[0]
    between = " ".join(f"word{number}" for number in range(40))
    far = next(one for one in matcher().likenesses(f"books {between} come {between} back {between} damaged")
               if one.standard == near.standard)
    assert far.parts.phrase < near.parts.phrase / 2


def test_a_text_made_to_take_long_does_not() -> None:
    begun = time.perf_counter()
    matcher().likenesses("book late damaged " * 100_000)
    assert time.perf_counter() - begun < 5


def test_nothing_in_common_is_like_nothing() -> None:
    assert all(one.confidence < 0.01 and one.parts.phrase == 0 for one in matcher().likenesses("quite another matter"))


def test_phrases_of_a_standard_to_come_are_its_own_once_the_library_holds_it(tmp_path: Path) -> None:
    library = read_library(LIBRARIES["lending"])
    said = read_said_as(library)
    text = "A book on the wrong shelf"
    assert matcher().rivals(text)[0].entry == "shelves-in-order"
    come = said.model_copy(update={"not_yet": [said.not_yet[0].model_copy(update={"id": "loan-returned"})]})
    assert Matcher(library, come).likenesses(text)[0].parts.phrase > matcher().likenesses(text)[0].parts.phrase
