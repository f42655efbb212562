"""A grade is one only where the inspectors give it, now: no negation, condition, view of somebody else's or earlier year."""

from __future__ import annotations

import pytest

from tests.inspections.read.asking import question_with


@pytest.mark.parametrize("sentence", [
    "Kent Police is not good at preventing crime.",
    "We do not think that the force is good at preventing crime.",
    "It is not yet good at preventing crime.",
    "The force would be good at preventing crime if it supervised its teams.",
    "The force would be judged to be good at preventing crime if it supervised its teams.",
    "If it did more, the force is judged to be good at preventing crime.",
    "The force’s own assessment is that it is outstanding at preventing crime.",
    "The force believes that it is good at preventing crime.",
    "Residents say that the force is good at preventing crime.",
    "The force is good at preventing crime, it says.",
    "Kent Police no longer requires improvement at preventing crime.",
    "There is no evidence that the force is outstanding at preventing crime.",
    "Kent Police is by no means good at preventing crime.",
    "The force is neither good nor outstanding at preventing crime.",
    "Kent Police is far from good at preventing crime.",
    "Nobody would call the force good at preventing crime.",
    "The force has yet to become good at preventing crime.",
    "Nor is it good at preventing crime.",
])
def test_what_takes_a_grade_back_leaves_it_unknown(sentence: str) -> None:
    grade = question_with(sentence).grade
    assert (grade.value, grade.source, grade.said) == (None, "unknown", [])


@pytest.mark.parametrize(("sentence", "value"), [
    ("It was good at preventing crime in 2016.", "good"),
    ("Our 2016 report said that Kent Police is outstanding at preventing crime.", "outstanding"),
    ("We said in 2016 that the force was inadequate at preventing crime.", "inadequate"),
    ("In 2016 we found that the force requires improvement at preventing crime.", "requires improvement"),
])
def test_a_grade_of_an_earlier_year_is_kept_with_its_year(sentence: str, value: str) -> None:
    grade = question_with(sentence).grade
    assert (grade.value, grade.source) == (None, "unknown")
    assert [(one.value, one.where, one.year) for one in grade.said] == [(value, "look-back", 2016)]


@pytest.mark.parametrize(("sentence", "value", "qualified"), [
    ("The force is good at preventing crime in its town centres, but rural areas do not get the same service.", "good",
     "but rural areas do not get the same service"),
    ("Kent Police is generally good at preventing crime.", "good", "generally"),
    ("HMIC considers that the force is good at preventing crime.", "good", None),
    ("We found that the force was good at preventing crime.", "good", None),
    ("Kent Police was judged to be good at preventing crime in 2017, up from 2016.", "good", None),
    ("The force does not stand still, and it is good at preventing crime.", "good", None),
    ("We do not doubt that the force is good at preventing crime.", "good", None),
    ("The force is not yet outstanding but good at preventing crime.", "good", None),
    ("Kent Police remains outstanding at preventing crime.", "outstanding", None),
])
def test_a_grade_that_is_given_stays_with_what_limits_it(sentence: str, value: str, qualified: str | None) -> None:
    grade = question_with(sentence).grade
    assert (grade.value, grade.source, grade.qualified) == (value, "prose", qualified)
