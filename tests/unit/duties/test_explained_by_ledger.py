"""What explains a duty reads what the ledger was made from, and where it does not, says so rather than contradict the ledger."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from peelian.duties.cases import literal_rows
from peelian.duties.explain import explain
from peelian.problems import Problems
from peelian.standards.library import read_library
from tests.meaning.engines import write_records
from tests.unit.measures.made_run import LENDING, duty, made_run

REMINDED: dict[str, Any] = {
    "id": "reminded", "title": "Reminded", "theme": "lending", "why": "So.", "each": "loan", "owed_by": "clerk",
    "proof": {"record": "reminder", "same": "loan_id", "where": {"way": "letter"}},
    "editions": [{"in_force": {"from": "2014-01-01"}, "clock": {"starts": "loan.lent_at", "within": "24 hours"},
                  "authority": {"kind": "local", "cite": "House rules", "evidence": "local"}}]}
CALLS = [{"reminder_id": f"c{number}", "sent_at": "2017-03-01 10:30", "way": "call"} for number in range(9)]
LETTER = {"reminder_id": "x", "sent_at": "2017-03-01 11:00", "way": "letter"}
UNSURE = "Nobody can tell: reminder x does not say what it belongs to, and could be the proof."


def told(folder: Path, reminders: list[dict[str, Any]], status: str = "cannot_tell", loan: str = "a") -> list[str]:
    """The first lines about the duty of a loan of 1 March 2017, 10:00, of which the ledger has this status."""
    library = folder / "library"
    (library / "standards" / "lending").mkdir(parents=True)
    for name in ("tables", "calendars", "parameters"):
        (library / name).symlink_to(LENDING / name)
    (library / "library.yaml").symlink_to(LENDING / "library.yaml")
    (library / "standards" / "lending" / "reminded.yaml").write_text(yaml.safe_dump(REMINDED, sort_keys=False), encoding="utf-8")
    read, duty_id = read_library(library), f"reminded|{loan}|{loan}"
    row = duty(status=status, standard="reminded", edition="2014-01-01", subject_id=loan, trigger_id=loan, duty_id=duty_id)
    run = made_run(folder / "run", library, [row])
    (run / "records").mkdir()
    rows = {"loan": [{"loan_id": loan, "lent_at": "2017-03-01 10:00"}], "reminder": reminders}
    write_records(run / "records", read.tables, literal_rows(rows, read.tables, read.about.zone))
    return explain(run, duty_id).splitlines()[:3]


def test_what_the_ledger_does_not_have_is_no_duty_of_the_run(tmp_path: Path) -> None:
    """The records may hold what the run did not measure: a standard that was blank in every row, say."""
    told(tmp_path, [LETTER])
    run = made_run(tmp_path / "other", tmp_path / "library", [])
    shutil.copytree(tmp_path / "run" / "records", run / "records")
    with pytest.raises(Problems, match=r"'reminded\|a\|a' is not a duty of this run"):
        explain(run, "reminded|a|a")


def test_a_row_without_a_link_counts_from_the_starts_own_day_on(tmp_path: Path) -> None:
    assert told(tmp_path, [LETTER | {"sent_at": "2017-03-01 09:00"}])[:2] == ["reminded|a|a: cannot tell (proof)", UNSURE]


def test_rows_that_cannot_be_the_proof_do_not_crowd_out_one_that_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peelian.duties.slices.MOST_UNLINKED", 5)
    assert told(tmp_path, [*CALLS, LETTER]) == ["reminded|a|a: cannot tell (proof)", UNSURE, ""]


def test_where_not_all_were_looked_at_the_ledger_has_the_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are letters, and any may be the proof: more than are read."""
    for module in ("slices", "explain"):
        monkeypatch.setattr(f"peelian.duties.{module}.MOST_UNLINKED", 5)
    letters = [{**one, "way": "letter"} for one in CALLS]
    assert told(tmp_path, letters, "overdue") == [
        "reminded|a|a: overdue",
        "Of the records that do not say what they belong to not all were looked at here, only the first 5.",
        "Over these alone, which is what follows, it would be cannot tell (proof)."]


def test_another_status_than_the_ledgers_is_said_at_the_top(tmp_path: Path) -> None:
    assert told(tmp_path, [], "met")[:2] == [
        "reminded|a|a: met", "The ledger says met; over the rows read here it would be overdue: tell the maintainers."]


def test_a_key_may_end_as_the_ids_of_the_librarys_own_settings_do(tmp_path: Path) -> None:
    assert told(tmp_path, [], "overdue", loan="a@library")[0] == "reminded|a@library|a@library: overdue"
