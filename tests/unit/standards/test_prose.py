"""The sentence says what the rule says, in the words of the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.libraries import library_path
from peelian.problems import Problem
from peelian.standards.library import read_library
from peelian.standards.model import Standard
from peelian.standards.prose import Prose, expected_share
from peelian.standards.resolve import Resolver
from peelian.yaml_file import YamlFile
from tests.library.test_grammar import whole

LENDING = read_library(Path(__file__).parents[2] / "libraries" / "lending")


def said(given: dict[str, object]) -> str:
    problems: list[Problem] = []
    standard = Standard.model_validate(whole(given))
    resolved = Resolver(standard, YamlFile(Path("example.yaml"), given), LENDING.tables, LENDING.calendar, problems).resolved()
    assert problems == []
    return Prose(LENDING.tables, LENDING.calendar).sentence(standard, resolved)


@pytest.mark.parametrize(("given", "words"), [
    ({"where": {"loan.thing": "book", "loan.rare": False, "loan.returned_at": {"known": False}}},
     "For each loan where the thing is book, but not where it is rare or where it is recorded when it came back, the member"),
    ({"where": {"loan.shelf": ["open", "store"]}}, "For each loan where the shelf is open or the store below, the member"),
    ({"proof": {"record": "fine", "at": "waived_at", "where": {"amount": {"at_least": 1}}}},
     "that there is a fine for this loan where the amount is at least 1 pound, dated by when it was let off."),
    ({"proof": {"record": "reminder", "where": {"by": {"differs_from": "holder"}}}},
     "where the sender is not whoever holds the matter at that time."),
    ({"each": ["fine", "loan"], "proof": {"record": "reminder", "same": "loan_id", "about": "fine"}},
     "that there is a reminder for this loan and fine."),
    ({"clock": {"starts": "loan.lent_at", "within": "48 hours leaving out closed_days"}},
     "within 48 hours leaving out Sundays, Christmas Day, Good Friday and bank holidays after it was lent, that"),
    ({"clock": {"starts": "loan.lent_at", "within": "28 days", "never": True}, "proof": {"record": "fine"}},
     "must make sure that it never happens, within 28 days after it was lent, that there is a fine for this loan."),
    ({"excused_when": [{"reason": "it may wait", "when": {"loan.hold_reason": "flood"}, "known_later": True}]},
     "It is excused where it may wait (the hold reason is flood, even if that became known only later)."),
    ({"ends_when": [{"reason": "it closed", "at": "loan.closed_from", "when": {"loan.thing": "map"}}]},
     "It stops being owed when it closed (when the branch closed for works; only where the thing is map)."),
    ({"proof": {"all": [{"moment": "loan.returned_at", "early": "counts"}, {"any": [{"record": "fine"}, {"record": "reminder"}]}]}},
     "that this is on record: it came back (before then counts too); and that either there is a fine for this loan, or there "
     "is a reminder for this loan."),
])
def test_a_sentence_is_complete(given: dict[str, object], words: str) -> None:
    assert words in said(given)


@pytest.mark.parametrize(("expect", "kind", "words"), [
    ({"at_least": "90%"}, {}, "at least 90%"), ({"at_most": "10%"}, {}, "at most 10%"), (None, {}, ""),
    ({"at_least": "100%"}, {}, "all of them"), ({"at_most": "0%"}, {}, "none"),
    ({"at_least": "80%", "at_most": "95%"}, {}, "at least 80% and at most 95%"),
    ({"at_least": "100%"}, {"kind": "capacity", "capacity": {"held": {"each": "shift"}, "needed": {"each": "loan"}}},
     "all that is needed"),
    ({"at_least": "100%"}, {"kind": "indicator", "indicator": {
        "basis": "cohort", "denominator": {"each": "loan"}, "numerator": {"where": {"loan.rare": True}}}}, "all of them"),
    ({"at_least": "100%"}, {"kind": "indicator", "indicator": {
        "basis": "period", "denominator": {"each": "loan"}, "numerator": {"each": "fine"}}}, "at least 100%"),
])
def test_what_is_expected_in_words(expect: dict[str, str] | None, kind: dict[str, object], words: str) -> None:
    assert expected_share(Standard.model_validate(whole({**kind, "expect": expect}))) == words


def test_a_sentence_of_the_library() -> None:
    library = read_library(library_path("england_and_wales"))
    resolved = library.resolve({"vcop-suspect-event-told"})["vcop-suspect-event-told"]
    text = Prose(library.tables, library.calendar).sentence(library.standard("vcop-suspect-event-told"), resolved)
    assert text.splitlines()[1] == (
        "From 1 April 2021: For each event in a suspect's case and victim of the same crime where the kind is arrested, "
        "interviewed, released, bailed or a change of bail, the investigator must see to it, within 5 working days (1 working day "
        "where the victim has enhanced rights) after it happened, that there is a contact for this victim and event in a "
        "suspect's case where the direction is to the victim and the victim was reached and the purpose is an event in the "
        "suspect's case or outcome. It is excused where the victim asked not to be contacted. It stops being owed when the crime "
        "record was cancelled (when the record was cancelled); or when the victim asked not to be contacted.")
