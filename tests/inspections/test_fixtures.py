"""The made-up pages cover what they are meant to, and their damages do what the damages of copying do."""

from __future__ import annotations

import re

from tests.inspections.annotated import PAGES, expected, read_page
from tests.inspections.fixtures import all_fixtures
from tests.inspections.rendering import as_text

SUSSEX = read_page(PAGES / "sussex-2017.page")


def test_there_are_pages_of_every_cycle_and_kind_in_every_damage_and_form() -> None:
    fixtures = all_fixtures()
    said = [one for fixture in fixtures for one in fixture.expected]
    assert {one.cycle for one in said} >= {"2014", "2015", "2016", "2017", "2018/19", "2021/22"}
    assert {one.kind for one in said} >= {"effectiveness page", "detailed findings", "force summary", "press release", "register entry"}
    assert {(one.damage, one.form) for one in fixtures} == {(damage, form) for damage in "ABC" for form in ("txt", "html", "pdf")}
    assert len(fixtures) >= 30 and 3 * sum(one.held_out for one in fixtures) >= len(fixtures)


def test_no_mark_of_a_label_is_left_on_a_page() -> None:
    left = [fixture.name for fixture in all_fixtures() if re.search(r"[{}⟦⟧|]| @@ ", as_text(fixture.page, fixture.damage))]
    assert left == []


def test_damage_a_loses_lines_of_one_word_and_no_other() -> None:
    whole, damaged = (as_text(SUSSEX, damage).splitlines() for damage in ("C", "A"))
    lost = {line for line in whole if line and line.replace("• ", "  • ") not in damaged}
    assert lost == {"Effectiveness", "Good", "Ungraded", "1", "2", "3", "5", "This site uses cookies to count visits"}


def test_damage_b_starts_at_the_title_and_has_no_grades_numbers_dates_or_summary() -> None:
    lines = as_text(SUSSEX, "B").splitlines()
    assert lines[:3] == ["Sussex PEEL 2017", "How effective is the force at keeping people safe and reducing crime?",
                         "Questions for Effectiveness"]
    assert not {"Good", "Requires improvement", "Ungraded", "1", ""} & set(lines)
    assert sum(line.startswith("- ") for line in lines) == 13


def test_labels_follow_the_damage() -> None:
    whole, damaged = (expected(SUSSEX, damage)[0].sections["headline"] for damage in ("C", "B"))
    assert (whole.grade, whole.source, len(whole.strengths), len(whole.changes)) == ("good", "line", 1, 1)
    assert (damaged.grade, damaged.source, damaged.strengths, damaged.changes) == ("unknown", "unknown", [], [])
