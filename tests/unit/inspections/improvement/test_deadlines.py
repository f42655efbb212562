"""By when something is asked, as it is worded. What is not certain has no date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.inspections.improvement.deadlines import Deadline
from peelian.inspections.improvement.deadlines import deadline_in as deadline_in_by
from peelian.inspections.improvement.deadlines import deadline_of as deadline_of_by
from peelian.inspections.read.deadlines import deadlines

PUBLISHED = date(2014, 11, 20)


def deadline_of(words: str, begins: date | None) -> Deadline:
    return deadline_of_by(words, begins, deadlines())


def deadline_in(text: str, begins: date | None) -> Deadline | None:
    return deadline_in_by(text, begins, deadlines())


@pytest.mark.parametrize(("words", "by"), [
    ("not later than 31 March", "2015-03-31"), ("Not later than 31 March 2015", "2015-03-31"), ("within three months", "2015-02-20"),
    ("immediately", "2014-11-20"), ("forthwith", "2014-11-20"), ("Immediately.", "2014-11-20"),
    ("by the end of September", "2015-09-30"),
    ("by the end of November", "2014-11-30"), ("by the end of February 2016", "2016-02-29"), ("by the end of 2015", "2015-12-31"),
    ("no later than the 1st of June", "2015-06-01"), ("on or before June 30, 2015", "2015-06-30"), ("before 1 May 2015", "2015-04-30"),
    ("by 30 Sept", "2015-09-30"), ("31 March 2015", "2015-03-31"), ("2015-03-31", "2015-03-31"), ("by 31/03/2015", "2015-03-31"),
    ("within 28 days", "2014-12-18"), ("within the next six weeks", "2015-01-01"), ("within a year", "2015-11-20"),
    ("within 12 months of the publication of this report", "2015-11-20"), ("within three months of this report", "2015-02-20"),
    ("by 20 November", "2014-11-20"), ("with  immediate\neffect", "2014-11-20"), ("by the end of March, 2015", "2015-03-31"),
])
def test_what_is_certain(words: str, by: str) -> None:
    assert deadline_of(words, PUBLISHED).by == date.fromisoformat(by)


@pytest.mark.parametrize("words", [
    "soon", "as soon as possible", "by September 2015", "within 10 working days", "within three months of the inspection",
    "by 31 February 2015", "by 99/99/2015", "by the end of the financial year", "within a reasonable time",
    "by 31 March and by 30 June",
    "by 31 March next year", "by 31 March of the following year", "by the end of March next year", "by June 30 next year",
    "by summer 2015", "by late spring 2015", "by the end of this year",
    "not later than March", "by then", "in due course", "within three months, or by 31 March 2015", "", "by 2015",
])
def test_what_is_not_certain_keeps_its_words_only(words: str) -> None:
    found = deadline_of(words, PUBLISHED)
    assert (found.by, found.words) == (None, words)


@pytest.mark.parametrize(("words", "by"), [
    ("not later than 31 March", None), ("within three months", None), ("immediately", None), ("by 31 March 2015", date(2015, 3, 31)),
])
def test_without_a_day_of_publication_only_a_whole_date_is_certain(words: str, by: date | None) -> None:
    assert deadline_of(words, None).by == by


@pytest.mark.parametrize(("text", "words", "by"), [
    ("Immediately, all services should put this right.", "Immediately", "2014-11-20"),
    ("The service must immediately take steps to put this right.", "immediately", "2014-11-20"),
    ("The service should within three months put this right.", "within three months", "2015-02-20"),
    ("The service should, within three months, put this right.", "within three months", "2015-02-20"),
    ("Within six months of publication, it should be put right.", "Within six months of publication", "2015-05-20"),
    ("Not later than 31 March 2015, all services should put this right.", "Not later than 31 March 2015", "2015-03-31"),
    ("All should put this right by the end of September and say so.", "by the end of September", "2015-09-30"),
])
def test_a_sentence_that_asks_by_when(text: str, words: str, by: str) -> None:
    found = deadline_in(text, PUBLISHED)
    assert found is not None and (found.words, found.by) == (words, date.fromisoformat(by))


@pytest.mark.parametrize("text", [
    "Borrowers should be told within five days of a return.", "Clerks should ensure that they answer immediately.",
    "The service should improve how it finds lost books.", "Books are reviewed by the end of the shift.",
])
def test_words_that_say_how_the_work_is_to_be_done_ask_no_deadline(text: str) -> None:
    assert deadline_in(text, PUBLISHED) is None


def test_two_deadlines_that_differ_give_none() -> None:
    found = deadline_in("Not later than 31 March 2015 this, and by 30 June 2015 that, should be done.", PUBLISHED)
    assert found is not None and (found.by, found.words) == (None, "Not later than 31 March 2015; by 30 June 2015")


@given(st.text(max_size=200), st.none() | st.dates())
def test_any_words_are_read_without_an_error(text: str, published: date | None) -> None:
    deadline_of(text, published)
    deadline_in(text, published)


PIECES = st.sampled_from(["by", "within", "not later than", "the end of", "three", "999", "months", "years", "31", "March", "9999",
                          "2015", "immediately", "before", "of", "working", "days", ",", "should"])


@given(st.lists(PIECES, max_size=12).map(" ".join), st.none() | st.dates())
def test_words_of_deadlines_in_any_order_are_read_without_an_error(text: str, published: date | None) -> None:
    deadline_of(text, published)
    deadline_in(text, published)


def test_a_very_long_text_is_read_in_time() -> None:
    assert deadline_in("within " * 200_000 + "by the end of " * 200_000, PUBLISHED) is None
