"""What keeps a figure from standing as kept or assured: rows that could not be used, and a sample that is not all."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.inspections.report import write_report
from tests.unit.inspections.test_report import article, rows, words
from tests.unit.measures.made_run import counted, made_library, made_run


@pytest.mark.parametrize(("reasons", "lost"), [
    ({"unreadable time": 11, "exact duplicate": 9}, "11 of 101 rows of loan could not be used and are set aside (11%)"),
    ({"unreadable time": 10, "exact duplicate": 10}, ""),
    ({"no loan at all": 20}, ""),  # what a mapping says is no record
])
def test_a_measure_of_a_table_of_which_many_rows_could_not_be_used_is_not_assured(
        reasons: dict[str, int], lost: str, tmp_path: Path) -> None:
    rows_of = {"rows_read": 90 + sum(reasons.values()), "rows_accepted": 90, "rows_set_aside": sum(reasons.values()),
               "set_aside_by_reason": reasons}
    records = {"fingerprint": "def", **rows_of, "warnings": [], "not_read": [],
               "files": [{"file": "loan.csv", "table": "loan", **rows_of}]}
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), rows()[0], records=records)
    text = words(article(write_report(run).parent, "question-1.html", "loan-reminded"))
    assert ("cannot be assured: rows set aside" in text) == bool(lost) and lost in text


@pytest.mark.parametrize(("answered", "population", "said"), [
    (3, 25, "3 of 3 sampled records were answered yes. Of fewer than 20 answers no share is given; 25 records could be sampled."),
    (24, 25, "With this many it cannot be told from the 100% expected."),
    (25, 25, "That keeps the 100% expected."),
])
def test_all_of_what_was_looked_at_keeps_what_is_expected_only_where_it_is_all(answered: int, population: int, said: str,
                                                                             tmp_path: Path) -> None:
    library = made_library(tmp_path / "library")
    (library / "standards" / "lending" / "returns-in-good-state.yaml").write_text(
        "id: returns-in-good-state\ntitle: Looked at\ntheme: lending\nwhy: So.\nkind: audit\n"
        "audit: {population: {each: loan}, answers: {record: audit_answer, same: {loan_id: loan.loan_id}}, question: Is it whole?}\n"
        "editions: [{in_force: {from: 2015-01-01}, authority: {kind: local, cite: House rules, evidence: local}}]\n"
        "expect: {at_least: 100%, basis: local}\n", encoding="utf-8")
    looked = [counted(number, role, standard="returns-in-good-state", category=f"r{number}")
              for role, many in (("population", population), ("answered", answered), ("yes", answered)) for number in range(many)]
    run = made_run(tmp_path / "run", library, (), looked)
    text = words(article(write_report(run).parent, "question-1.html", "returns-in-good-state"))
    assert said in text
