"""What made no duty is counted by reason, and the page says how many records were looked at and left out."""

from __future__ import annotations

import json
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from peelian.duties.reference import evaluate_no_duty
from peelian.standards.library import read_library
from tests.agreement.test_agreement import resolved
from tests.meaning import engines

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
LOANS = """loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at
in-time,2017-01-01 10:00,book,2017-01-05 10:00,,,
map,2017-01-01 10:00,map,2017-01-05 10:00,,,
another-map,2017-01-01 10:00,map,,,,
perhaps-a-book,2017-01-01 10:00,,,,,
before-the-rule,2014-12-31 10:00,film,2015-01-02 10:00,,,
"""


def test_every_loan_is_a_duty_or_counted_as_none(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text(LOANS)
    assert main(["assess", str(tmp_path / "data"), "--as-at", "2017-12-31", "--out", str(tmp_path / "run"), "--library",
                 str(LENDING)]) == 0
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    said = manifest["by_standard"]["loan-returned"]
    assert {word: said[word] for word in ("outside", "no_key", "not_started", "no_edition")} == {
        "outside": 2, "no_key": 0, "not_started": 0, "no_edition": 1}
    assert manifest["duties"] == {"cannot_tell": 1, "met": 1}
    pages = " ".join(page.read_text() for page in (tmp_path / "run" / "report" / "internal").rglob("*.html"))
    assert "2 records of the kinds that it looks at lie outside it and make no duty." in pages


LOCAL = {"kind": "local", "cite": "House rules", "evidence": "local"}
WIDENED = {
    "id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", "each": "loan",
    "proof": {"moment": "loan.returned_at"},
    "editions": [
        {"in_force": {"from": "2015-01-01", "to": "2016-12-31"}, "authority": LOCAL, "where": {"loan.thing": "book"},
         "clock": {"starts": "loan.lent_at", "within": "7 days"}},
        {"in_force": {"from": "2017-01-01"}, "authority": LOCAL, "where": {"loan.thing": ["book", "map"]},
         "clock": {"starts": "loan.lent_at", "within": "7 days"}}]}
LENT = [(day, thing) for day in ("2014-06-01", "2016-06-01", "2017-06-01") for thing in ("book", "map", "film")]


@pytest.mark.parametrize("each", ["loan", ["loan", "member"]])  # counted together with others, and by itself
def test_each_record_is_asked_what_the_edition_of_its_start_asks(each: Any) -> None:
    """Before the first edition what the newest asks: of the first three a film, of 2016 map and film, of 2017 a film."""
    library = read_library(LENDING)
    loans = [{"loan_id": f"l{number}", "member_id": "m", "thing": thing, "lent_at": library.calendar.day_start(Date.fromisoformat(day))}
             for number, (day, thing) in enumerate(LENT)]
    rules = resolved(WIDENED | {"each": each}).duties
    *_, counts = engines.whole_plan("duckdb://")(rules, [], library.tables, {"loan": loans, "member": [{"member_id": "m"}]},
                                                library.calendar, library.calendar.day_end(Date(2017, 12, 31)))
    assert counts == {"spec": {"outside": 4, "no_key": 0, "not_started": 0, "no_edition": 2}}


@pytest.mark.parametrize(("asked", "outside"), [(0, 1), (1, 2)])
def test_an_edition_that_looks_at_another_table_is_counted_with_those_that_do_not(asked: int, outside: int) -> None:
    """One of two editions asks for grown-ups alone; of the children one loan is of 2016, and two are of 2017."""
    library = read_library(LENDING)
    clock = {"starts": "loan.lent_at", "within": "7 days"}
    editions: list[dict[str, Any]] = [
        {"in_force": {"from": "2015-01-01", "to": "2016-12-31"}, "authority": LOCAL, "clock": clock},
        {"in_force": {"from": "2017-01-01"}, "authority": LOCAL, "clock": clock}]
    editions[asked]["where"] = {"member.kind": "adult"}
    lent = [("2016-06-01", "a"), ("2016-06-01", "c"), ("2017-06-01", "c"), ("2017-07-01", "c")]
    loans = [{"loan_id": f"l{number}", "member_id": member, "lent_at": library.calendar.day_start(Date.fromisoformat(day))}
             for number, (day, member) in enumerate(lent)]
    rows = {"loan": loans, "member": [{"member_id": "a", "kind": "adult"}, {"member_id": "c", "kind": "child"}]}
    rules, as_at = resolved(WIDENED | {"editions": editions}).duties, library.calendar.day_end(Date(2017, 12, 31))
    *_, counts = engines.whole_plan("duckdb://")(rules, [], library.tables, rows, library.calendar, as_at)
    assert counts == evaluate_no_duty(rules, library.tables, rows, library.calendar, as_at)
    assert counts["spec"]["outside"] == outside
