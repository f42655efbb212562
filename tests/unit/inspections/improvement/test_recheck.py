"""A recheck says what moved and reopens what slid back. It closes nothing, and it is kept once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peelian.inspections.improvement.board import build_board
from peelian.inspections.improvement.doing import Details, Doing, accept, act_on, amend, move, propose, verify
from peelian.inspections.improvement.events import Result
from peelian.inspections.improvement.exchange import export_register
from peelian.inspections.improvement.lifecycle import SYSTEM
from peelian.inspections.improvement.listing import row, shown_in_full
from peelian.inspections.improvement.recheck import Rechecked, recheck
from peelian.inspections.improvement.store import read_register
from peelian.inspections.improvement.words import PLAIN
from peelian.problems import Problems
from tests.unit.inspections.improvement.made import BASELINE, BETTER, by, duties, exit_test, looks, one, proposal, run_of
from tests.unit.measures.made_run import utc

BAD = {"met": 60, "met_late": 40}


@pytest.fixture
def rechecked(tmp_path: Path, library_folder: Path) -> Any:
    """rechecked(store, months, as_at=…) → what a recheck by such a run says."""
    def make(store: Path, months: Any, as_at: str = "2017-06-30", name: str = "", **manifest: Any) -> Rechecked:
        run = run_of(tmp_path / f"run of {as_at}{name}", library_folder, duties(months), as_at=as_at, **manifest)
        return recheck(store, run, utc(f"{as_at} 13:00"))

    return make


def closed(store: Path, rechecked: Any) -> Path:
    """The improvement proved and closed on 2 July 2017."""
    act_on(by(store, "Olu", on="2017-05-01"), "late", "write to borrowers", None, None, None)
    rechecked(store, BASELINE | BETTER)
    move(by(store, "Olu", on="2017-07-01"), "late", "offer", Details(evidence=["the run of June"]))
    verify(by(store, "Vi", on="2017-07-01"), "late", ["a look at twenty loans"], None, False, PLAIN)
    move(by(store, "Vi", on="2017-07-02"), "late", "close")
    return store


def test_the_first_recheck_says_how_things_stand(accepted: Path, rechecked: Any) -> None:
    said = rechecked(accepted, BASELINE).words
    assert "late (accepted): cannot be told" in said
    assert "loan-returned: no rate in 2017-04 to 2017-06, baseline 61.8%" in said


def test_the_next_one_says_what_moved(accepted: Path, rechecked: Any) -> None:
    rechecked(accepted, BASELINE | {"2017-04": BAD, "2017-05": BAD, "2017-03": BAD}, as_at="2017-05-31")
    said = rechecked(accepted, BASELINE | {"2017-03": BAD} | BETTER).words
    assert "loan-returned: 60.0% → 98.0% in 2017-04 to 2017-06, baseline 61.7%" in said
    assert "loan-returned, its level: does not pass → passes" in said
    assert "The exit test as a whole: does not pass → passes" in said


def test_a_baseline_that_later_records_change_is_told(accepted: Path, rechecked: Any) -> None:
    rechecked(accepted, BASELINE | {"2017-04": BAD}, as_at="2017-04-30")
    said = rechecked(accepted, BASELINE | BETTER | {"2016-04": {"met": 100}}).words
    assert "(it was 61.8%: the records of it have changed)" in said


def test_nothing_is_closed_by_a_recheck(accepted: Path, rechecked: Any) -> None:
    found = rechecked(accepted, BASELINE | BETTER)
    assert found.said[0][1].verdict == "passes"
    assert one(accepted).state == "accepted"
    last = one(accepted).history[-1]
    assert (last.command, last.who, last.to) == ("recheck", "system", "accepted")


def test_the_same_run_is_kept_once_and_an_older_one_not_at_all(accepted: Path, rechecked: Any, tmp_path: Path) -> None:
    rechecked(accepted, BASELINE | BETTER)
    count = len(one(accepted).history)
    assert "late: rechecked by this run already." in recheck(accepted, tmp_path / "run of 2017-06-30").words
    assert "late: not rechecked: it was rechecked by a newer run, run of 2017-06-30." in rechecked(
        accepted, BASELINE, as_at="2017-04-30").words
    assert len(one(accepted).history) == count


def test_no_recheck_is_dated_before_the_day_of_its_run(accepted: Path, tmp_path: Path, library_folder: Path) -> None:
    run = run_of(tmp_path / "run", library_folder, duties(BASELINE | BETTER), as_at="2017-06-30")
    before = accepted.read_bytes()
    with pytest.raises(Problems, match="2017-06-29: is before the moment of the run run, 30 June 2017"):
        recheck(accepted, run, utc("2017-06-29 23:59"))
    assert accepted.read_bytes() == before
    recheck(accepted, run, utc("2017-06-30 00:30"))


@pytest.mark.parametrize("command", ["verify", "close"])
def test_nothing_is_proved_by_a_run_that_was_still_to_come(command: str, accepted: Path) -> None:
    """Also in a register in which a recheck was once dated before its run."""
    act_on(by(accepted, "Olu", on="2017-05-01"), "late", "write to borrowers", None, None, None)
    result = Result(run="later", fingerprint="f", as_at=utc("2017-06-30 23:59"), verdict="passes", conditions=[])
    move(by(accepted, SYSTEM, on="2017-05-02"), "late", "recheck", Details(result=result))
    move(by(accepted, "Olu", on="2017-05-03"), "late", "offer", Details(evidence=["it"]))
    if command == "close":
        verify(by(accepted, "Vi", on="2017-06-30"), "late", ["a look"], None, False, PLAIN)
        result = result.model_copy(update={"as_at": utc("2017-09-30 23:59")})
        move(by(accepted, SYSTEM, on="2017-07-02"), "late", "recheck", Details(result=result))
    early = by(accepted, "Vi", on="2017-06-29" if command == "verify" else "2017-07-03")
    with pytest.raises(Problems, match="is before the moment of the run later"):
        move(early, "late", command, Details(evidence=["a look"]))


def test_what_slid_back_is_open_again_by_the_system_with_the_runs_fingerprint(accepted: Path, rechecked: Any) -> None:
    closed(accepted, rechecked)
    months = BASELINE | BETTER | {month: BAD for month in ("2017-07", "2017-08", "2017-09")}
    found = rechecked(accepted, months, as_at="2017-09-30")
    after = one(accepted)
    assert after.state == "reopened" and "REOPENED" in found.words
    event = after.history[-1]
    assert (event.command, event.who) == ("reopen", "system")
    assert event.why.startswith("It slid back") and found.said[0][1].fingerprint in event.why
    assert len(found.said[0][1].fingerprint) == 64


def test_what_still_holds_stays_closed_and_is_checked_again_after_six_months(accepted: Path, rechecked: Any) -> None:
    closed(accepted, rechecked)
    good = BASELINE | BETTER | {f"2017-{month:02d}": {"met": 98, "met_late": 2} for month in range(7, 13)} | {
        "2018-01": {"met": 98, "met_late": 2}}
    early = rechecked(accepted, good, as_at="2017-12-31")
    assert (early.said[0][1].held, early.said[0][1].check_again, one(accepted).checked_again) == ("holds", False, False)
    late = rechecked(accepted, good, as_at="2018-01-31")
    assert (late.said[0][1].held, late.said[0][1].check_again) == ("holds", True)
    assert (one(accepted).state, one(accepted).checked_again) == ("closed", True)


def test_less_sure_than_before_is_left_closed_until_it_is_checked_again(accepted: Path, rechecked: Any) -> None:
    closed(accepted, rechecked)
    fading = BASELINE | BETTER | {f"2017-{month:02d}": {"met": 92, "met_late": 8} for month in range(7, 13)} | {
        "2018-01": {"met": 92, "met_late": 8}}
    assert rechecked(accepted, fading, as_at="2017-12-31").said[0][1].held == "not_shown"
    assert one(accepted).state == "closed"
    rechecked(accepted, fading, as_at="2018-01-31")
    assert one(accepted).state == "reopened"
    assert one(accepted).history[-1].why.startswith("Checked again some time after it was closed, it no longer holds")


def test_a_rate_that_fell_below_its_level_is_open_again_before_it_is_certain(accepted: Path, rechecked: Any) -> None:
    closed(accepted, rechecked)
    below = {month: {"met": 88, "met_late": 12} for month in ("2017-07", "2017-08", "2017-09")}
    found = rechecked(accepted, BASELINE | BETTER | below, as_at="2017-09-30")
    assert found.said[0][1].held == "slid_back" and one(accepted).state == "reopened"
    assert "its rate over July 2017 to September 2017 is no longer where it was to come" in one(accepted).history[-1].why


@pytest.mark.parametrize(("guard", "state"), [((78, 100, 0), "closed"), ((50, 100, 0), "reopened")])
def test_a_guard_that_gets_worse_after_the_closing_opens_it_again(
        guard: tuple[int, int, int], state: str, store: Path, tmp_path: Path, library_folder: Path) -> None:
    propose(by(store, on="2017-04-12"), [proposal(exit_test=exit_test(guards=["returns-in-good-state"]).model_dump(by_alias=True))])
    move(by(store, on="2017-04-13"), "late", "accept", Details(owner="Olu"))
    whole = {month: (80, 100, 0) for month in (*BASELINE, *BETTER)}
    after = ("2017-07", "2017-08", "2017-09")

    def run(as_at: str, whole_now: Any) -> None:
        months = BASELINE | BETTER | {month: {"met": 98, "met_late": 2} for month in after}
        made = run_of(tmp_path / as_at, library_folder, duties(months), looked=looks(whole | whole_now), as_at=as_at)
        recheck(store, made, utc(f"{as_at} 13:00"))

    act_on(by(store, "Olu", on="2017-05-01"), "late", "write to borrowers", None, None, None)
    run("2017-06-30", {})
    move(by(store, "Olu", on="2017-07-01"), "late", "offer", Details(evidence=["the run of June"]))
    verify(by(store, "Vi", on="2017-07-01"), "late", ["a look"], None, False, PLAIN)
    move(by(store, "Vi", on="2017-07-02"), "late", "close")
    run("2017-09-30", {month: guard for month in after})
    assert one(store).state == state
    assert ("returns-in-good-state, as a guard: " in one(store).history[-1].why) == (state == "reopened")


def test_proof_by_made_up_records_is_said_wherever_the_state_is_said(accepted: Path, rechecked: Any, tmp_path: Path) -> None:
    act_on(by(accepted, "Olu", on="2017-05-01"), "late", "write to borrowers", None, None, None)
    rechecked(accepted, BASELINE | BETTER, made_up={"scenario": "a reading room", "seed": 1})
    move(by(accepted, "Olu", on="2017-07-01"), "late", "offer", Details(evidence=["the run of June"]))
    verified = verify(by(accepted, "Vi", on="2017-07-01"), "late", ["a look"], None, False, PLAIN)
    assert row(verified, "Europe/London").state == "Verified (made-up records)"
    after = move(by(accepted, "Vi", on="2017-07-02"), "late", "close")
    assert row(after, "Europe/London").state == "Closed (made-up records)"
    assert after.closed_without_proof == "its exit test was judged by made-up records"
    assert "State: Closed (made-up records)" in shown_in_full(accepted, "late", None, PLAIN, "Europe/London")
    export_register(accepted, tmp_path / "out.csv", None, PLAIN, "Europe/London")
    assert "closed (made-up records)" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    made = build_board(read_register(accepted).standing, utc("2017-08-01 12:00"), "Europe/London", PLAIN)
    assert [len(part.table.rows) for part in made.parts if part.id == "unproved"] == [1]
    good = BASELINE | BETTER | {"2017-07": {"met": 98, "met_late": 2}}
    rechecked(accepted, good, as_at="2017-07-31")
    assert row(one(accepted), "Europe/London").state == "Closed (made-up records)", "a later run does not change by what it was closed"


def test_what_was_closed_without_proof_never_slid_back_and_is_open_again_when_it_is_checked(accepted: Path, rechecked: Any) -> None:
    act_on(by(accepted, "Olu", on="2017-05-01"), "late", "write to borrowers", None, None, None)
    move(by(accepted, "Olu", on="2017-07-01"), "late", "offer", Details(evidence=["see for yourself"]))
    verify(by(accepted, "Vi", on="2017-07-01"), "late", ["a talk"], None, True, PLAIN)
    move(by(accepted, "Vi", on="2017-07-02"), "late", "close", Details(without_proof=True))
    bad = BASELINE | {f"2017-{month:02d}": BAD for month in range(4, 13)} | {"2018-01": BAD}
    assert rechecked(accepted, bad, as_at="2017-08-31").said[0][1].held == "slid_back"
    assert (one(accepted).state, one(accepted).closed_without_proof) == ("closed", "its exit test had not passed")
    rechecked(accepted, bad, as_at="2018-01-31")
    assert (one(accepted).state, one(accepted).closed_without_proof) == ("reopened", "")


def test_a_check_that_cannot_be_told_waits_for_the_next_run(accepted: Path, rechecked: Any) -> None:
    closed(accepted, rechecked)
    found = rechecked(accepted, BASELINE | BETTER | {"2018-01": {"met": 9}}, as_at="2018-01-31")
    assert (found.said[0][1].held, found.said[0][1].check_again) == ("cannot_tell", False)
    assert (one(accepted).state, one(accepted).checked_again) == ("closed", False)


def test_a_changed_exit_test_has_not_passed_yet(accepted: Path, rechecked: Any) -> None:
    rechecked(accepted, BASELINE | BETTER)
    amend(by(accepted, on="2017-07-01"), "late", None, exit_test(months=4), None)
    assert one(accepted).last_result is None and one(accepted).exit_test_changed == 1


def test_a_test_that_was_changed_after_the_records_is_not_passed_by_them(accepted: Path, rechecked: Any) -> None:
    amend(by(accepted, on="2017-06-30"), "late", None, exit_test(months=2), None)
    found = rechecked(accepted, BASELINE | BETTER)
    assert found.said[0][1].verdict == "cannot_tell"
    assert "the test was written after these records: it was changed on 2017-06-30" in found.words
    later = rechecked(accepted, BASELINE | BETTER, as_at="2017-07-01")
    assert later.said[0][1].verdict == "cannot_tell", "a day later the months are the same, and whoever changed it may have seen them"
    assert "it was changed on 2017-06-30, when May 2017 was over" in later.said[0][1].conditions[-1].words
    more = BETTER | {month: {"met": 98, "met_late": 2} for month in ("2017-07", "2017-08")}
    assert rechecked(accepted, BASELINE | more, as_at="2017-08-31").said[0][1].verdict == "passes"


@pytest.mark.parametrize("changed", [False, True])
def test_a_test_that_is_dated_back_is_passed_by_no_records_before_it_was_written_down(
        changed: bool, store: Path, rechecked: Any) -> None:
    """Whoever has seen the figures can give any day for a test; when it was written down nobody can choose."""
    propose(by(store, on="2017-04-12"), [proposal()])
    written = by(store, on="2017-04-13") if changed else Doing(store, "Ada", "it is time", utc("2017-04-13 12:00"))
    accept(written, "late", "Olu", exit_test(), None)
    if changed:
        amend(Doing(store, "Ada", "it is time", utc("2017-04-14 12:00")), "late", None, exit_test(months=2), None)
    found = rechecked(store, BASELINE | BETTER)
    assert found.said[0][1].verdict == "cannot_tell"
    assert f"the test was written after these records: it was {'changed' if changed else 'written down'} on" in found.words
    assert ("written down on" in row(one(store), "Europe/London").exit_test) == changed


def test_with_made_up_records_one_may_practise_on_past_days(store: Path, rechecked: Any) -> None:
    propose(by(store, on="2017-04-12"), [proposal()])
    accept(Doing(store, "Ada", "it is time", utc("2017-04-13 12:00")), "late", "Olu", exit_test(), None)
    found = rechecked(store, BASELINE | BETTER, made_up={"scenario": "a reading room", "seed": 1})
    assert found.said[0][1].verdict == "passes" and found.said[0][1].made_up


def test_what_no_record_can_show_is_not_rechecked(store: Path, rechecked: Any) -> None:
    unmeasured = exit_test(measures=[], baseline=None, cannot_be_measured="nobody writes it down")
    propose(by(store, on="2017-04-12"), [proposal(exit_test=unmeasured.model_dump(by_alias=True))])
    move(by(store, on="2017-04-13"), "late", "accept", Details(owner="Olu"))
    assert "late: not rechecked, for no record can show it (nobody writes it down)." in rechecked(store, BASELINE).words


def test_made_up_records_are_told_of(accepted: Path, rechecked: Any) -> None:
    found = rechecked(accepted, BASELINE | BETTER, made_up={"scenario": "a reading room", "seed": 1})
    assert found.said[0][1].made_up and found.words.startswith("Made-up records (scenario a reading room")
    assert row(one(accepted), "Europe/London").exit_test == "passes (made-up records)"


@pytest.mark.parametrize("broken", ["no folder", "no run", "no measures", "no register"])
def test_what_cannot_be_rechecked_is_refused_and_changes_nothing(
    broken: str, accepted: Path, tmp_path: Path, library_folder: Path
) -> None:
    run = run_of(tmp_path / "run", library_folder, duties(BASELINE))
    before = accepted.read_bytes()
    store = tmp_path / "none.sqlite" if broken == "no register" else accepted
    if broken == "no run":
        (run / "manifest.json").unlink()
    if broken == "no measures":
        (run / "measures.parquet").unlink()
    with pytest.raises(Problems):
        recheck(store, tmp_path / "elsewhere" if broken == "no folder" else run)
    assert accepted.read_bytes() == before and not (tmp_path / "none.sqlite").exists()
