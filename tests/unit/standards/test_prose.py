"""Sentences made from rules: what a reader of a report is told."""

from __future__ import annotations

import pytest

from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import Library, read_library
from peelian.standards.prose import a, sentence


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path(DEFAULT))


@pytest.mark.parametrize(("standard", "says"), [
    ("da-charge-rate", "Of each crime where domestic abuse is marked and cancelled time is not recorded, counts those where "
                       "outcome is 1, each followed from its own month."),
    ("acting-supervisor-share", "Of each crime event where kind is review and supervisor is marked, counts those where by "
                                "acting is acting or temporary, month by month."),
    ("da-arrest-rate", "Counts each custody record where there is a custody crime where the crime's domestic abuse is marked "
                       "against each crime where domestic abuse is marked and cancelled time is not recorded, each counted in "
                       "its own month."),
])
def test_an_indicator_says_of_what_it_counts_which(library: Library, standard: str, says: str) -> None:
    assert sentence(library.standards[standard], library.resolve({standard})[standard]) == says


def test_a_duty_says_what_must_be_on_record(library: Library) -> None:
    said = sentence(library.standards["da-risk-supervised"], library.resolve({"da-risk-supervised"})["da-risk-supervised"])
    assert said.startswith("For each da risk form, a supervisor must have on record a da risk form where")


@pytest.mark.parametrize(("noun", "said"), [("unit status", "a unit status"), ("incident", "an incident"), ("call", "a call"),
                                            ("user", "a user"), ("untold thing", "an untold thing")])
def test_an_article_follows_the_sound(noun: str, said: str) -> None:
    assert a(noun) == said
