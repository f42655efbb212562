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
])
def test_signs(sentence: str, signs: list[str]) -> None:
    assert [one.sign for one in question_with(sentence).findings] == signs


def test_each_half_of_a_mixed_sentence_has_its_own_words() -> None:
    found = question_with("While it does not always supervise crimes fully, it has put in place good checks.").findings
    assert [one.span.text for one in found] == ["While it does not always supervise crimes fully", "it has put in place good checks."]


@pytest.mark.parametrize("said", ["has not declined", "has not fallen"])
def test_what_has_not_got_worse_is_the_same(said: str) -> None:
    section = question_with(f"The number of arrests {said} since 2016.")
    assert [one.direction for one in section.changes] == ["same"]
    assert "weakness" not in [one.sign for one in section.findings]


def test_a_denial_among_bullets_of_praise_is_a_weakness() -> None:
    found = question_with("It is encouraging that the force:\n\n  • finds suspects quickly;\n  • does not record all calls; and\n"
                          "  • has trained its teams well.\n  • The force does not analyse repeat callers.").findings
    assert [one.sign for one in found] == ["strength", "weakness", "strength", "weakness"]
