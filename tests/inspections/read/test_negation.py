"""A denial turns the sign of what it denies, in a sentence, in a bullet and in what has changed."""

from __future__ import annotations

import pytest

from tests.inspections.read.asking import question_with


@pytest.mark.parametrize(("sentence", "signs"), [
    ("It is not yet good at finding out what victims need.", ["weakness"]),
    ("Its work would be good if it supervised its teams.", ["weakness"]),
    ("The force does not fail victims of crime.", ["strength"]),
    ("Nobody in the control room neglects a caller.", ["strength"]),
    ("The work was effective in 48 out of 60 files, three of ten were not.", []),
    ("While it does not always supervise crimes fully, it has put in place good checks.", ["weakness", "strength"]),
    ("While it does not always supervise crimes fully, or look into them as well as it must, it has put in place good checks.",
     ["weakness", "strength"]),
    ("Nobody who rang was left without an answer.", ["strength"]),
    ("The force never turns away a caller.", ["strength"]),
    ("There is no shortage of trained officers.", ["strength"]),
    ("Nothing stands in the way of a good idea.", ["strength"]),
    ("The force is far from good at looking after witnesses.", ["weakness"]),
    ("Nor is it good at looking after witnesses.", ["weakness"]),
    ("Its supervisors are no longer told of delays.", ["weakness"]),
    ("Callers no longer wait for hours.", ["strength"]),
    ("Few of the victims had been told.", ["weakness"]),
    ("Officers talk to people who never call the police.", ["strength"]),
    ("There are no areas for improvement.", []),
    ("Victims are seldom kept waiting for an update.", ["strength"]),
    ("Supervisors seldom read the files.", ["weakness"]),
    ("There was no evidence of crimes being closed too early.", ["strength"]),
    ("There was no evidence of supervision.", ["weakness"]),
    ("HMICFRS has not inspected every question this year.", []),
    ("The overall rating for Kent Police is requires improvement.", []),
    ("Essex Police, with which it shares a team, was judged outstanding at tackling serious and organised crime.", []),
    ("Essex Police and Kent Police work well together on serious crime.", ["strength"]),
])
def test_signs(sentence: str, signs: list[str]) -> None:
    assert [one.sign for one in question_with(sentence).findings] == signs


def test_each_half_of_a_mixed_sentence_has_its_own_words() -> None:
    found = question_with("While it does not always supervise crimes fully, it has put in place good checks.").findings
    assert [one.span.text for one in found] == ["While it does not always supervise crimes fully", "it has put in place good checks."]


@pytest.mark.parametrize("words", [
    "No areas for improvement were identified.", "There are no areas for improvement under this question.", "None.",
    "No areas for improvement",
    "We have no areas for improvement for the force here.",
])
@pytest.mark.parametrize("heading", ["Areas for improvement\n\n", "Areas for improvement\n\n  • "])
def test_a_list_that_says_it_is_empty_asks_for_nothing(heading: str, words: str) -> None:
    section = question_with(f"{heading}{words}\n\nThe force listens to residents.\n")
    assert section.areas_for_improvement == []
    assert [one.sign for one in section.findings] == ["strength"]


def test_a_cause_of_concern_that_is_denied_is_none() -> None:
    assert question_with("Cause of concern\n\nThere is no cause of concern under this question.\n").causes_of_concern == []


@pytest.mark.parametrize(("sentence", "sign"), [
    ("Officers visit every shop on the high street.", "strength"), ("Victims are asked what they need.", "strength"),
    ("The force polices 900 square miles.", None), ("The town has three stations.", None),
    ("The unit moved to a new building in May.", None),
])
def test_what_the_force_does_is_a_strength_and_a_plain_fact_is_nothing(sentence: str, sign: str | None) -> None:
    assert [one.sign for one in question_with(sentence).findings] == ([sign] if sign else [])


@pytest.mark.parametrize(("sentence", "direction"), [
    ("At our last inspection calls waited for hours; they are now answered promptly.", "better"),
    ("In 2016 each victim had a named officer, but victims are now left guessing.", "worse"),
    ("The queue is as long as it was in 2016.", "same"),
    ("This is a clear improvement from the position in 2016.", "better"),
    ("Progress has stalled since our last inspection.", "worse"),
    ("There has been little improvement in this area since 2016.", "same"),
    ("The force still does not supervise its crimes, as we said in 2016.", "same"),
    ("The force has maintained its high standard since 2016.", "same"),
])
def test_what_was_then_and_what_is_now_is_a_change(sentence: str, direction: str) -> None:
    assert [one.direction for one in question_with(sentence).changes] == [direction]


@pytest.mark.parametrize(("sentence", "mended"), [
    ("The force has closed the gap in skills that we reported in 2016.", True), ("Our concerns of last year have been met.", True),
    ("The force has not closed the gap in skills that we reported in 2016.", False),
    ("It has yet to deal with the backlog that we found last year.", False),
])
def test_a_fault_that_was_found_before_is_put_right_or_is_not(sentence: str, mended: bool) -> None:
    section = question_with(sentence)
    assert [one.put_right for one in section.changes if one.put_right] == ([True] if mended else [])
    assert [one.sign for one in section.findings] == ["strength" if mended else "weakness"]


def test_a_grade_that_still_stands_is_no_change() -> None:
    words = "This question was not inspected in 2017. The grade and findings from last year’s inspection still stand."
    assert question_with(words).changes == []


@pytest.mark.parametrize("said", ["has not declined", "has not fallen"])
def test_what_has_not_got_worse_is_the_same(said: str) -> None:
    section = question_with(f"The number of arrests {said} since 2016.")
    assert [one.direction for one in section.changes] == ["same"]
    assert "weakness" not in [one.sign for one in section.findings]


def test_a_denial_among_bullets_of_praise_is_a_weakness() -> None:
    found = question_with("It is encouraging that the force:\n\n  • finds suspects quickly;\n  • does not record all calls; and\n"
                          "  • has trained its teams well.\n  • The force does not analyse repeat callers.").findings
    assert [one.sign for one in found] == ["strength", "weakness", "strength", "weakness"]
