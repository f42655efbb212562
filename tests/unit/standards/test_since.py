"""Since when an exception is true: told by the library, or asked for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from peelian.problems import Problem, Problems
from peelian.standards.library import Library, read_library
from peelian.standards.model import Standard
from peelian.standards.resolve import Resolver
from peelian.standards.rules import ColumnMoment, ManyMoments, Ref, RelatedMoment
from peelian.validation import validated
from peelian.yaml_file import YamlFile

HELD, CLOSED = ColumnMoment(Ref("loan", "held_at")), ColumnMoment(Ref("loan", "closed_from"))


@pytest.fixture(scope="module")
def lending() -> Library:
    return read_library(Path(__file__).parents[2] / "libraries" / "lending")


def resolved(library: Library, excuse: dict[str, Any]) -> tuple[list[Any], list[Problem]]:
    """The moment of each exception that one block gives, and what is wrong with it."""
    raw = {"id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", "each": "loan",
           "proof": {"moment": "loan.returned_at"}, "excused_when": [{"reason": "x", **excuse}],
           "editions": [{"in_force": {"from": "2000-01-01"}, "clock": {"starts": "loan.lent_at", "within": "7 days"},
                         "authority": {"kind": "local", "cite": "Spec", "evidence": "local"}}]}
    file, problems = YamlFile(Path("spec.yaml"), raw), []  # type: tuple[YamlFile, list[Problem]]
    found = Resolver(validated(Standard, file, raw), file, library.tables, library.calendar, problems).resolved()
    return [one.at for rule in found.duties for one in rule.excuses], problems


@pytest.mark.parametrize(("when", "moments"), [
    ({"loan.rare": True}, [None]),
    ({"loan.hold_reason": "flood"}, [HELD]),
    ({"loan.hold_reason": {"known": True}}, [HELD]),
    ({"loan.hold_reason": {"known": False}}, [None]),
    ({"loan.closed_from": {"after": "loan.lent_at"}}, [CLOSED]),
    ({"loan.agreed_on": {"after": "loan.closed_from"}}, [CLOSED]),
    ({"loan.hold_reason": "flood", "loan.rare": True}, [HELD]),
    ({"loan.hold_reason": "flood", "loan.closed_from": {"known": True}}, [ManyMoments((HELD, CLOSED), latest=True)]),
    ({"any": [{"loan.rare": True}, {"loan.hold_reason": "flood"}]}, [None, HELD]),
    ({"any": [{"loan.rare": True}, {"loan.fragile": True}]}, [None]),
])
def test_since_when_an_exception_is_true(when: dict[str, Any], moments: list[Any], lending: Library) -> None:
    assert resolved(lending, {"when": when}) == (moments, [])


def test_a_related_row_dates_it_by_its_happening_and_its_entry_and_a_count_of_rows_has_to_say(lending: Library) -> None:
    dated = resolved(lending, {"when": {"has": {"record": "reminder"}}})[0][0]
    assert isinstance(dated, ManyMoments) and dated.latest
    assert [part.rows.at for part in dated.parts if isinstance(part, RelatedMoment)] == ["sent_at", "entered_at"]
    two = {"has": {"record": "reminder", "at_least": 2}}
    _, problems = resolved(lending, {"when": {"any": [{"loan.rare": True}, two]}})
    assert [(found.what, found.mend) for found in problems] == [
        ("nothing says since when this exception is true.", "Add `at:` with a moment, or `known_later: true`.")]
    for more in ({"known_later": True}, {"at": "loan.held_at"}):
        assert resolved(lending, {"when": two, **more})[1] == []


def test_a_column_that_shows_a_moment_must_stand_since_then(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "libraries" / "lending", tmp_path / "lending")
    table = tmp_path / "lending" / "tables" / "loan.yaml"
    table.write_text(table.read_text(encoding="utf-8").replace(
        "returned_at: {type: moment,", "returned_at: {type: moment, implied_by: [condition],").replace(", since: returned_at", ""),
        encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_library(tmp_path / "lending")
    assert [(found.what, found.mend) for found in refused.value.problems] == [
        ("'condition' shows that returned_at has happened, but does not say that it stands since then.",
         "Add `since: returned_at` to condition, or a past run would take it for known.")]
