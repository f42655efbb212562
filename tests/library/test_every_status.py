"""The cases of each duty show every status that its rule can come to, and every reason that it names."""

from __future__ import annotations

from collections import defaultdict

import pytest

from peelian.duties.cases import instant, literal_rows, read_cases
from peelian.duties.reference import evaluate
from peelian.standards.rules import Rule
from tests.library.test_cases import READ, STANDARDS

DUTIES = [(name, standard) for name, standard in STANDARDS if READ[name].standards[standard].kind == "duty"]
STILL_OWED = {"met", "met_late", "due", "overdue"}
OVER = {"met", "met_late", "due", "missed"}  # what had to be done before another moment
SHAPES = {"within": STILL_OWED, "every": STILL_OWED, "by_date": STILL_OWED, "before": OVER, "in_period": {"met", "due", "missed"}}
AT_ONCE = "nothing is owed until the moment that ends it, so that it is never due"
CANNOT: dict[str, tuple[set[str], str]] = {
    **dict.fromkeys(("access-log-complete",), ({"due", "met_late"}, "a log is whole when it is made, or never")),
    **dict.fromkeys(("allocation-skill-match",), ({"due", "met_late"}, "the skill is that of the day of taking over")),
    **dict.fromkeys(("da-escalation-flagged", "da-evidence-led", "da-risk-grade-rational", "dvpn-authorised", "dvpn-considered",
                     "rso-reactive-eligible", "thrive-reassess-downgrade"), ({"due"}, AT_ONCE)),
    "dvpo-length-least": ({"met_late", "overdue"}, "what may never be is kept, or broken"),
    "outcome-valid": ({"met_late"}, "what is put right counts from the day of closing"),
    "victim-contact-entered": ({"due", "overdue"}, "a contact is seen when it is entered, and then it is"),
}


def shown(name: str, standard: str) -> tuple[list[Rule], dict[str, set[str]]]:
    """A duty's rules, and for each status the reasons with which the cases show it."""
    library, read = READ[name], read_cases(READ[name], standard)
    assert read is not None
    rules, zone, found = library.resolve({standard})[standard].duties, library.about.zone, defaultdict(set)
    for case in read[1]:
        rows = literal_rows(case.records, library.tables, zone)
        for duty in evaluate(rules, [], library.tables, rows, library.calendar, instant(case.as_at, zone)[1])[0]:
            found[duty["status"]].add(duty["reason"])
    return rules, found


@pytest.mark.parametrize(("name", "standard"), DUTIES)
def test_each_status_and_each_reason_is_shown(name: str, standard: str) -> None:
    rules, found = shown(name, standard)
    wanted = set.union(*(SHAPES[rule.clock.kind] for rule in rules)) - CANNOT.get(standard, (set(), ""))[0]
    assert sorted(wanted - set(found)) == []
    assert {one.reason for rule in rules for one in rule.excuses} - found["excused"] == set()
    # A fact that also excuses comes first before the deadline: as an end it shows after it.
    ended = found["lapsed"] | found["missed"]
    assert {one.reason for rule in rules for one in rule.ends} - ended == set()


def test_what_cannot_be_is_not_in_the_cases() -> None:
    library = {standard: name for name, standard in DUTIES}
    for standard, (statuses, _) in CANNOT.items():
        assert statuses & set(shown(library[standard], standard)[1]) == set(), standard
