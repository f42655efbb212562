"""The page that HMICFRS published on Hertfordshire in 2018, in a damaged copy, field by field."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import jsonschema
import pytest

from peelian.cli import main
from peelian.inspections.read import read_page
from peelian.inspections.read.model import Inspection, Section
from peelian.libraries import BUILT_IN, library_path

PAGE = Path(__file__).parent / "hertfordshire-peel-2017-effectiveness.txt"


@pytest.fixture(scope="module")
def read() -> Inspection:
    [found] = read_page(PAGE, library_path("england_and_wales"))
    return found


def question(read: Inspection, name: str) -> Section:
    [found] = [one for one in read.questions if one.id == name]
    return found


def signs(section: Section) -> dict[str, str]:
    """The text of each finding → its sign."""
    return {one.text: one.sign for one in section.findings}


def test_what_it_is(read: Inspection) -> None:
    assert read.force is not None and (read.force.code, read.force.name) == ("hertfordshire", "Hertfordshire Constabulary")
    assert (read.kind, read.cycle) == ("effectiveness page", "2017")
    assert read.updated is not None and read.updated.date == datetime.date(2018, 3, 22)
    assert read.updated.span.text == "Last updated 22/03/2018"
    assert (read.published, read.pillars, read.register_entry) == (None, [], None)
    assert read.warnings == []


def test_headline_is_good_by_the_opening_sentence_of_its_summary(read: Inspection) -> None:
    headline = read.headline
    assert headline is not None
    assert headline.text == "How effective is the force at keeping people safe and reducing crime?"
    grade = headline.grade
    assert (grade.value, grade.state, grade.source) == ("good", "graded", "prose")
    assert grade.span is not None
    assert grade.span.text == "Hertfordshire Constabulary is good at keeping people safe and at reducing crime."
    assert headline.prose[0].text == grade.span.text
    assert len(headline.prose) == 7
    assert headline.prose[-1].text.endswith("to respond to an attack requiring an armed response.")


def test_questions_stand_in_order_with_their_numbers(read: Inspection) -> None:
    assert [(one.number, one.id) for one in read.questions] == [
        (2, "investigation"), (3, "vulnerability"), (5, "specialist-capabilities")]  # prevention and organised crime are absent
    assert question(read, "specialist-capabilities").text == "How effective are the force’s specialist capabilities?"


def test_investigation_is_good_by_a_sentence_that_softens_it(read: Inspection) -> None:
    grade = question(read, "investigation").grade
    assert (grade.value, grade.source, grade.qualified) == ("good", "prose", "generally")
    assert grade.span is not None and grade.span.text == "Hertfordshire Constabulary is generally good at investigating crime."
    assert [(one.value, one.where) for one in grade.said] == [("good", "prose"), ("good", "prose")]  # the summary says it too


def test_vulnerability_requires_improvement_by_its_line(read: Inspection) -> None:
    grade = question(read, "vulnerability").grade
    assert (grade.value, grade.source, grade.carried_from) == ("requires improvement", "line", None)
    assert grade.span is not None and grade.span.text == "Requires improvement"
    assert [one.where for one in grade.said] == ["line", "prose"]


def test_specialist_capabilities_are_not_graded_by_guessing(read: Inspection) -> None:
    grade = question(read, "specialist-capabilities").grade
    assert (grade.value, grade.state, grade.source, grade.span, grade.said) == (None, "unknown", "unknown", None, [])


def test_areas_for_improvement_are_two_three_and_none(read: Inspection) -> None:
    asked = {one.id: [area.text for area in one.areas_for_improvement] for one in read.questions}
    assert asked == {
        "investigation": [
            "The force should take steps to ensure that it records all available evidence at scenes of crime.",
            "The force should ensure that it complies fully with the Code of Practice for Victims of Crime."],
        "vulnerability": [
            "The force should ensure that frontline officers become more proficient in completing DASH risk assessments at initial "
            "response and that there is sufficient supervision to ensure opportunities to safeguard vulnerable victims are not missed.",
            "The force should review its effectiveness regarding its use of body-worn video cameras to capture photographic/video "
            "recorded evidence, particularly for domestic abuse incidents.",
            "The force should improve the quality of investigations involving vulnerable people, ensuring that such investigations "
            "are subject to regular and active supervision."],
        "specialist-capabilities": []}
    assert [area.deadline for one in read.questions for area in one.areas_for_improvement] == [None] * 5
    assert read.areas_for_improvement == [] and read.causes_of_concern == []
    assert [one.causes_of_concern for one in read.questions] == [[], [], []]


def test_findings_on_investigation(read: Inspection) -> None:
    found = signs(question(read, "investigation"))
    assert {text for text, sign in found.items() if sign == "weakness"} == {
        "However, the standard of investigations remains inconsistent, and problems include inconsistent handovers (although "
        "problems here may be down to the high number of officers in acting or temporary roles).",
        "Investigation outcomes have declined over the past year.",
        "However, the force does not always update victims regularly, or complete victims’ personal statements."}
    for text in ("The force also investigates fraud well.", "locates and arrests identified suspects quickly",
                 "enters wanted persons’ details on the Police National Computer quickly",
                 "has a good approach to managing arrested foreign nationals.", "Victims of crime receive a generally good service."):
        assert found[text] == "strength"


def test_a_paragraph_that_a_list_swallowed_is_read_as_one(read: Inspection) -> None:
    section = question(read, "vulnerability")
    found = signs(section)
    assert found["training in risk assessments and vulnerability"] == "strength"
    assert found["The force’s initial response to incidents generally is good."] == "strength"
    leads = {one.text: one.lead_in for one in section.findings if one.lead_in}
    assert leads["inconsistent quality of its risk assessments to identify vulnerability"] == "However, matters of concern are the:"
    for text in ("inconsistent quality of its risk assessments to identify vulnerability",
                 "inexperienced individuals investigating cases.", "It still could use Clare’s Law more effectively.",
                 "The force also needs to improve how it investigates crimes involving vulnerable people."):
        assert found[text] == "weakness"
    assert found["They are good at identifying vulnerable people when they make contact."] == "strength"  # a finding, no grade


def test_armed_officers_attendance_is_a_weakness(read: Inspection) -> None:
    section = question(read, "specialist-capabilities")
    assert [(one.sign, one.text) for one in section.findings] == [
        ("strength", "works with other forces to ensure enough trained staff and officers are available to respond to national "
                     "threats"),
        ("strength", "tests its skills in training exercises"),
        ("strength", "has developed a good understanding of the threat to the public from an armed attack."),
        ("weakness", "improve its understanding of the time taken for armed officers to attend incidents.")]
    assert section.findings[-1].lead_in == "However, the force should:"


def test_what_changed_since_2016_with_the_failing_put_right(read: Inspection) -> None:
    assert read.headline is not None
    right = [one for one in read.headline.changes if one.put_right]
    assert [(one.direction, one.since) for one in right] == [("better", 2016), ("better", 2016)]
    assert right[1].text == ("The force has taken prompt and effective action to address a serious failing that we identified in our "
                             "2016 effectiveness inspection.")
    changed = [(one.direction, one.text[:40]) for one in question(read, "vulnerability").changes]
    assert ("better", "Marking an improvement since 2016, call ") in changed
    assert ("better", "training in risk assessments and vulnera") in changed
    assert [(one.direction, one.since) for one in question(read, "investigation").changes] == [("worse", 2016)]


def test_the_command_writes_what_the_schema_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.json"
    assert main(["read", str(PAGE), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Hertfordshire Constabulary, 2017, effectiveness page, updated 22 March 2018" in said and str(out) in said
    written = json.loads(out.read_text(encoding="utf-8"))
    schema = json.loads((BUILT_IN / "schemas" / "inspection.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(written, schema)
    assert Inspection.model_validate(written).text == PAGE.read_text(encoding="utf-8")
    assert main(["read", str(PAGE), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == written
