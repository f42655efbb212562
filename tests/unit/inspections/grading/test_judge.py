"""A run judged by a framework: what a table indicates, what people brought, and that only a person makes a grade final."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from peelian.inspections.grading.entries import EvidenceSaid, GradeSaid, Withdrawal, add, read_entries
from peelian.inspections.grading.judge import NO_JUDGEMENTS, NO_REGISTER, Brought, judgement_of
from peelian.inspections.grading.shown import judgement_text
from peelian.inspections.improvement.doing import Doing, move, propose
from peelian.inspections.improvement.events import Details
from peelian.inspections.improvement.model import ExitTest, Proposal
from peelian.measures.counts import write_measures
from peelian.problems import Problems
from tests.unit.inspections.grading.made import graded_library, lent
from tests.unit.measures.made_run import duty, made_run

TEST = {"measures": [{"standard": "loan-returned", "at_least": "90%"}], "baseline": {"from": "2016-04", "to": "2017-03"}}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return graded_library(tmp_path / "library")


@pytest.fixture
def run(tmp_path: Path, library: Path) -> Path:
    return lent(tmp_path / "march", library)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "judgements.sqlite"


def evidence(**more: Any) -> EvidenceSaid:
    return EvidenceSaid.model_validate({"kind": "interview", "bears": "contradicts", "words": "Books come back wet.",
                                        "on": date(2017, 3, 20), "question": "lending"} | more)


def grade(run: Path, word: str = "bad", **more: Any) -> GradeSaid:
    found = judgement_of(run)
    return GradeSaid.model_validate({
        "framework": "reading_room", "question": "lending", "grade": word, "why": "as seen", "run": found.run,
        "run_as_at": found.run_as_at, "run_fingerprint": found.run_fingerprint, "forces": found.forces} | more)


def test_a_table_indicates_and_says_what_it_rests_on(run: Path) -> None:
    found = judgement_of(run)
    one = found.question("lending")
    assert (found.framework, found.scale, found.grading) == ("reading_room", ["good", "bad"], "two")
    assert (found.forces, found.run) == (["F1"], "march")
    assert (one.indicative.grade, one.indicative.told, one.final) == ("good", True, None)
    assert one.indicative.sentence == (
        "Indicative: good. What can be told is assured, or nearly so. Of 2 measures with a say: assured 1, mixed 0, not assured 0, "
        "cannot be told 1. 1 more has no say, for nothing is expected of them in figures. Were all that cannot be told bad, the table "
        "would make it bad. This is what a table makes of it; only a person sets a grade.")
    assert (one.indicative.if_bad, one.indicative.if_bad_differs) == ("bad", True)
    assert one.indicative.facts == {"told": "some", "failing": "none", "open": "none", "contradicting": "none"}
    assert [(item.standard, item.standing) for item in one.measures] == [
        ("returns-in-good-state", "no_say"), ("loan-returned", "assured"), ("loan-reminded", "cannot_tell")]
    assert found.unread == [NO_JUDGEMENTS, NO_REGISTER]


def test_a_guard_of_which_nothing_is_there_says_so_and_still_keeps_a_figure_from_being_assured(tmp_path: Path, library: Path) -> None:
    """That nothing happened, and that nobody wrote it down, look the same in records."""
    returned = next((library / "standards").rglob("loan-returned.yaml"))
    returned.write_text(returned.read_text(encoding="utf-8") + "guards: [loan-reminded]\n", encoding="utf-8")
    one = next(item for item in judgement_of(lent(tmp_path / "run", library)).question("lending").measures
               if item.standard == "loan-returned")
    assert (one.standing, one.guards_not_told) == ("mixed", ["Borrower reminded every week"])
    assert one.why == ("The figure keeps what is expected, but whether a guard does cannot be told: “Borrower reminded every week” "
                       "(the records hold nothing of it to count).")


def test_self_checks_say_what_speaks_against_the_grade(run: Path) -> None:
    checks = judgement_of(run).question("lending").self_checks
    assert "Indicated good, but where 1 measure stands cannot be told: Borrower reminded every week." in checks
    assert "Indicated good on records alone: nobody brought an interview, document, observation or file review." in checks
    assert any("a local value for 2 of 2 measures" in one for one in checks)


def test_an_ungraded_question_has_no_grade_and_silence_is_not_good(run: Path) -> None:
    one = judgement_of(run).question("quiet")
    assert (one.indicative.grade, one.indicative.line, one.self_checks) == (None, None, [])
    assert one.indicative.sentence.startswith("The inspection gives this question no grade. No measure of this library answers")


def test_what_fails_is_indicated_and_a_bad_grade_is_held_against_what_is_assured(tmp_path: Path, library: Path, store: Path) -> None:
    bad = judgement_of(lent(tmp_path / "bad", library, 70)).question("lending")
    assert (bad.indicative.grade, bad.standing("not_assured")[0].standard) == ("bad", "loan-returned")
    good = lent(tmp_path / "good", library)
    add(store, "Ada", evidence(standard="loan-returned", question=None, bears="supports"))
    add(store, "Ada", grade(good))
    one = judgement_of(good, brought=Brought(store)).question("lending")
    assert one.final is not None and one.final.grade == "bad"
    assert "The grade set differs from what the table indicates now: good." in one.self_checks
    assert "All evidence of people was brought by Ada, who set the grade." in one.self_checks


def test_evidence_of_people_bears_on_its_question_and_on_those_of_its_standard(run: Path, store: Path) -> None:
    add(store, "Vi", evidence())
    add(store, "Vi", evidence(question=None, standard="loan-reminded", bears="supports", place="notebook 3"))
    add(store, "Vi", evidence(question="quiet"))
    found = judgement_of(run, brought=Brought(store))
    assert [(one.number, one.bears, one.place) for one in found.question("lending").evidence] == [
        (1, "contradicts", ""), (2, "supports", "notebook 3")]
    assert [one.number for one in found.question("quiet").evidence] == [3]
    assert found.question("lending").indicative.grade == "bad"  # somebody saw otherwise
    assert "Evidence of people: 1 supporting and 1 contradicting." in found.question("lending").indicative.sentence
    assert "What people brought contradicts itself: some supports and some does not." in found.question("lending").self_checks


def test_what_bears_on_no_question_of_the_framework_is_not_lost(run: Path, store: Path) -> None:
    add(store, "Vi", evidence(question=None, standard="fines-charged"))
    add(store, "Vi", evidence(question="of-another-year"))
    add(store, "Vi", evidence())
    found = judgement_of(run, brought=Brought(store))
    assert [one.number for one in found.evidence_elsewhere] == [1, 2]
    assert "Brought, and to no question here: 1, interview that contradicts (fines-charged)" in judgement_text(found)


def test_a_run_of_several_forces_is_judged_as_one_and_says_so(tmp_path: Path, library: Path) -> None:
    duties = [duty(number, "met", force=f"F{number % 2}") for number in range(100)]
    run = made_run(tmp_path / "both", library, duties)
    write_measures(run)
    assert judgement_of(run).unread[0] == "The run holds 2 forces (F0, F1), and this is of all of them together."


def test_what_is_withdrawn_counts_no_more_and_stays_in_the_file(run: Path, store: Path) -> None:
    add(store, "Vi", evidence())
    add(store, "Vi", Withdrawal(number=1, why="it was another branch"))
    assert judgement_of(run, brought=Brought(store)).question("lending").evidence == []
    [(entry, said, withdrawn)] = read_entries(store).evidence()
    assert (entry.number, said.words, withdrawn is not None and withdrawn.who) == (1, "Books come back wet.", "Vi")
    for number, words in ((1, "was withdrawn already"), (2, "holds no evidence 2"), (9, "holds no evidence 9")):
        with pytest.raises(Problems, match=words):
            add(store, "Vi", Withdrawal(number=number, why="again"))
    assert len(read_entries(store).all) == 2


def test_only_a_person_makes_a_grade_final_and_a_change_keeps_the_earlier(run: Path, store: Path) -> None:
    assert judgement_of(run).question("lending").final is None
    add(store, "Ada", grade(run, "bad", why="wet books"))
    add(store, "Vi", grade(run, "good", why="dried"))
    one = judgement_of(run, brought=Brought(store)).question("lending")
    assert one.final is not None
    assert [(final.grade, final.by, final.why, final.this_run) for final in (*one.earlier, one.final)] == [
        ("bad", "Ada", "wet books", True), ("good", "Vi", "dried", True)]
    before = read_entries(store).all[0].recorded_at
    then = judgement_of(run, brought=Brought(store, as_at=before)).question("lending")
    assert then.final is not None and (then.final.grade, then.earlier) == ("bad", [])
    assert judgement_of(run, brought=Brought(store, as_at=before - timedelta(seconds=1))).question("lending").final is None


def test_a_grade_set_on_another_run_says_so(tmp_path: Path, library: Path, run: Path, store: Path) -> None:
    add(store, "Ada", grade(run, "good"))
    later = lent(tmp_path / "april", library, 97, as_at="2017-04-30")
    one = judgement_of(later, brought=Brought(store)).question("lending")
    assert one.final is not None and (one.final.run, one.final.this_run) == ("march", False)
    assert any("was set on another run, march as at 31 March 2017 23:59" in words for words in one.self_checks)


def test_a_file_of_another_force_is_refused(tmp_path: Path, library: Path, run: Path, store: Path) -> None:
    add(store, "Ada", grade(run, "good"))
    other = lent(tmp_path / "other", library, force="F2")
    with pytest.raises(Problems, match=r"holds grades of F1, and this run is of F2. Name the file of this force"):
        judgement_of(other, brought=Brought(store))


def both(folder: Path, library: Path, force: str | None = "F") -> Path:
    """A run of two forces together, or of none that is named."""
    run = made_run(folder, library, [duty(number, "met", force=force and f"{force}{1 + number % 2}") for number in range(100)])
    write_measures(run)
    return run


def test_a_grade_of_one_force_is_not_that_of_several_together(tmp_path: Path, library: Path, run: Path, store: Path) -> None:
    together = both(tmp_path / "both", library)
    add(store, "Ada", grade(run, "good"))
    with pytest.raises(Problems, match=r"holds grades of F1, and this run is of F1, F2. Name the file of this force"):
        judgement_of(together, brought=Brought(store))
    other = tmp_path / "together.sqlite"
    add(other, "Ada", grade(together, "good"))
    assert judgement_of(together, brought=Brought(other)).question("lending").final is not None
    with pytest.raises(Problems, match=r"holds grades of F1, F2, and this run is of F1"):
        judgement_of(run, brought=Brought(other))


def test_a_run_that_names_no_force_has_no_grade_of_one_that_does(tmp_path: Path, library: Path, run: Path, store: Path) -> None:
    unnamed = both(tmp_path / "unnamed", library, None)
    assert judgement_of(unnamed).forces == []
    add(store, "Ada", grade(run, "good"))
    with pytest.raises(Problems, match=r"holds grades of F1, and this run names no force"):
        judgement_of(unnamed, brought=Brought(store))
    bare = tmp_path / "bare.sqlite"
    add(bare, "Ada", grade(unnamed, "good"))
    assert judgement_of(unnamed, brought=Brought(bare)).question("lending").final is not None
    april = lent(tmp_path / "again", library, 97, force=None, as_at="2017-04-30")
    again = judgement_of(april, brought=Brought(bare)).question("lending")
    assert again.final is None and "neither run names a force" in again.earlier[0].not_final_because
    with pytest.raises(Problems, match=r"holds grades of no named force, and this run is of F1"):
        judgement_of(run, brought=Brought(bare))


def test_evidence_of_another_force_bears_on_no_question_and_of_none_is_told(run: Path, store: Path) -> None:
    add(store, "Vi", evidence(forces=["F2"]))
    add(store, "Vi", evidence(forces=["F1"], bears="supports"))
    add(store, "Vi", evidence(bears="supports"))
    found = judgement_of(run, brought=Brought(store))
    one = found.question("lending")
    assert ([item.number for item in one.evidence], [item.number for item in found.evidence_elsewhere]) == ([2, 3], [1])
    assert one.indicative.grade == "good" and "of F2" in judgement_text(found)
    assert "Nothing says of which force 1 piece of evidence is: 3." in one.self_checks


def test_a_grade_outside_the_scale_is_never_final(run: Path, store: Path) -> None:
    add(store, "Ada", grade(run, "good"))
    add(store, "Vi", grade(run, "superb"))
    one = judgement_of(run, brought=Brought(store)).question("lending")
    assert one.final is None and [item.grade for item in one.earlier] == ["good", "superb"]
    assert "“superb”, set by Vi, is not final: it is no grade of the scale (good, bad)." in one.self_checks


def test_a_grade_of_a_later_moment_is_not_final_for_an_earlier_run(tmp_path: Path, library: Path, run: Path, store: Path) -> None:
    later = lent(tmp_path / "april", library, 97, as_at="2017-04-30")
    add(store, "Ada", grade(later, "bad"))
    one = judgement_of(run, brought=Brought(store)).question("lending")
    assert one.final is None and [item.grade for item in one.earlier] == ["bad"]
    assert "“bad”, set by Ada, is not final: it was set on a run as at a later moment, 30 April 2017 23:59." in one.self_checks
    add(store, "Vi", grade(run, "good"))
    add(store, "Ada", grade(later, "bad"))
    now = judgement_of(run, brought=Brought(store)).question("lending")
    assert now.final is not None and (now.final.grade, now.final.by) == ("good", "Vi")
    after = judgement_of(later, brought=Brought(store)).question("lending")
    assert after.final is not None and after.final.grade == "bad"


@pytest.mark.parametrize(("set_on", "shown", "stands"), [
    ("2017-03-31 12:00:50", "2017-03-31 12:00:10", False), ("2017-03-31 12:00:10", "2017-03-31 12:00:50", True),
    ("2017-03-31 12:00:10.000001", "2017-03-31 12:00:10", False), ("2017-03-31 12:00:10", "2017-03-31 12:00:10", True)])
def test_moments_within_a_minute_are_told_apart(set_on: str, shown: str, stands: bool, tmp_path: Path, library: Path,
                                                store: Path) -> None:
    seen, here = (lent(tmp_path / name, library, good, as_at=at) for name, good, at in (("seen", 97, set_on), ("here", 98, shown)))
    assert main(["judge", "grade", str(seen), "--question", "lending", "--grade", "bad", "--by", "Ada", "--why", "As seen.",
                 "--self-checks-read", "--judgements", str(store)]) == 0
    one = judgement_of(here, brought=Brought(store)).question("lending")
    assert (one.final is not None) == stands
    if one.final is not None:
        assert one.final.moment == ("this" if set_on == shown else "earlier")


def test_a_moment_of_which_only_the_minute_is_known_is_taken_as_its_end(tmp_path: Path, library: Path, store: Path) -> None:
    seen, here = (lent(tmp_path / name, library, as_at=f"2017-03-31 12:00:{name}") for name in ("10", "50"))
    add(store, "Ada", grade(seen, "bad"))  # as a file that was written before holds it
    one = judgement_of(here, brought=Brought(store)).question("lending")
    assert one.final is None and any("may be, later within the same minute" in words for words in one.self_checks)


def proposal(name: str, **more: Any) -> Proposal:
    return Proposal.model_validate({"improvement": name, "text": f"Improve {name}.", "force": "F1",
                                    "source": {"kind": "audit", "name": "A look"}} | more)


def test_open_improvements_concern_the_question_they_stand_under_or_whose_measures_they_test(tmp_path: Path, run: Path) -> None:
    register = tmp_path / "register.sqlite"
    act = Doing(register, "Ada", "asked", datetime(2017, 3, 1))
    propose(act, [proposal("under", question="lending"), proposal("tested", exit_test=TEST), proposal("nowhere"),
                  proposal("old", question="of-another-year", exit_test=TEST), proposal("elsewhere", force="F2"), proposal("gone")])
    move(Doing(register, "Vi", "moot", datetime(2017, 3, 2)), "gone", "supersede", Details(outside="a new look"))
    found = judgement_of(run, brought=Brought(improvements=register))
    one = found.question("lending")
    assert [(item.id, item.why_here) for item in one.improvements] == [
        ("under", "it stands under this question"), ("tested", "its exit test measures loan-returned"),
        ("old", "its exit test measures loan-returned")]
    assert [item.id for item in found.elsewhere] == ["nowhere"]
    assert (one.indicative.grade, one.indicative.line) == ("bad", 1)
    # Said to be of March 2017, and written down today: nobody knew of them then.
    then = judgement_of(run, brought=Brought(improvements=register, as_at=datetime(2017, 4, 1)))
    assert (then.question("lending").improvements, then.elsewhere) == ([], [])
    assert ExitTest.model_validate(TEST).standards == ["loan-returned"]


def test_unknown_names_and_files_are_refused_kindly(tmp_path: Path, run: Path) -> None:
    with pytest.raises(Problems, match=r"'reading_rom' is not a framework of this library. Did you mean 'reading_room'"):
        judgement_of(run, framework="reading_rom")
    with pytest.raises(Problems, match="there is no such file of judgements"):
        judgement_of(run, brought=Brought(tmp_path / "none.sqlite"))
    with pytest.raises(Problems, match="there is no such register"):
        judgement_of(run, brought=Brought(improvements=tmp_path / "none.sqlite"))
    (tmp_path / "none").mkdir()
    with pytest.raises(Problems, match="is not a run"):
        judgement_of(tmp_path / "none")


def test_a_framework_without_a_table_indicates_nothing(tmp_path: Path) -> None:
    from tests.unit.measures.made_run import made_library

    one = judgement_of(lent(tmp_path / "run", made_library(tmp_path / "plain"))).question("lending")
    assert (one.indicative.grade, one.indicative.sentence.split(".")[0]) == (
        None, "The framework names no grading table, so no grade is indicated")


def test_what_a_service_expects_of_itself_is_told_beside_the_librarys_value(tmp_path: Path, library: Path) -> None:
    path = library / "standards" / "lending" / "loan-returned.yaml"
    said = path.read_text(encoding="utf-8").replace("at_least: 90%", "at_least: {parameter: returns_expected}")
    path.write_text(said, encoding="utf-8")
    (library / "parameters" / "returns.yaml").write_text(
        "returns_expected: {title: Returns expected, value: 90%, basis: local, evidence: local}\n", encoding="utf-8")
    run = lent(tmp_path / "run", library, 70, overridden={"loan-returned": ["returns_expected"]})
    (run / "settings.yaml").write_text("parameters:\n  returns_expected: 50%\n", encoding="utf-8")
    one = judgement_of(run).question("lending")
    [returned] = [item for item in one.measures if item.standard == "loan-returned"]
    assert (returned.standing, returned.at_default) == ("assured", "not_assured")
    assert any("at the library's it would be not assured" in words for words in one.self_checks)
