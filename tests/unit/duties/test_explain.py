"""What `peelian explain` says of one duty, for every shape that a standard may have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from peelian.clocks import moment
from peelian.duties.cases import instant, literal_rows
from peelian.duties.explain import explain
from peelian.duties.ledger import LEDGER_COLUMNS, MOMENT
from peelian.duties.reference import evaluate
from peelian.problems import Problems
from peelian.standards.library import read_library
from tests.meaning.engines import write_records
from tests.unit.measures.made_run import made_library, made_run

RUN = yaml.safe_load((Path(__file__).parent / "explained.yaml").read_text(encoding="utf-8"))
HEAD = {"theme": "lending", "why": "So.", "owed_by": "clerk"}
LAW = {"in_force": {"from": "2014-01-01"}, "authority": {"kind": "local", "cite": "House rules", "evidence": "local"}}
Told = Callable[[str], str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The explanation of a duty of one run."""
    return run_told(tmp_path_factory.mktemp("explain"), RUN["records"])


def run_told(folder: Path, records: dict[str, Any], standards: dict[str, Any] = RUN["standards"]) -> Told:
    library = made_library(folder / "library")
    for name, rule in standards.items():
        clock = {"clock": rule["clock"]}
        words = {"id": name, "title": name, **HEAD, **{word: value for word, value in rule.items() if word != "clock"}}
        path = library / "standards" / "lending" / f"{name}.yaml"
        path.write_text(yaml.safe_dump({**words, "editions": [{**LAW, **clock}]}, sort_keys=False), encoding="utf-8")
    read = read_library(library)
    rows = literal_rows(records, read.tables, read.about.zone)
    rules = [rule for found in read.resolve(set(standards)).values() for rule in found.duties]
    ledger, _ = evaluate(rules, [], read.tables, rows, read.calendar, instant(RUN["as_at"], read.about.zone)[1])
    dated = [{word: moment(value) if LEDGER_COLUMNS[word] == MOMENT and value is not None else value
              for word, value in row.items()} for row in ledger]
    run = made_run(folder / "run", library, dated, as_at=RUN["as_at"])
    (run / "records").mkdir()
    write_records(run / "records", read.tables, rows)
    return lambda duty: explain(run, duty)


@pytest.mark.parametrize(("duty", "heading", "because"), RUN["decided"])
def test_first_what_decided_in_plain_words(duty: str, heading: str, because: str, told: Told) -> None:
    assert told(duty).splitlines()[:2] == [f"{duty}: {heading}", because]


def part(text: str, title: str) -> list[str]:
    """The lines under a title, down to the next line that is not indented."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(title))
    rest = lines[start + 1:]
    return [lines[start], *rest[:next((place for place, line in enumerate(rest) if not line.startswith("  ")), len(rest))]]


def test_each_clause_with_its_answer_and_its_record(told: Told) -> None:
    assert part(told("within|a|a"), "Population") == [
        "Population: true — the thing is book or film", "  true: the thing is book or film [loan a]"]
    assert part(told("agreed|a|a"), "Population")[-1] == "  true: there is a reminder for this loan where the way is call [reminder r2]"
    assert part(told("rare|c|c"), "Population") == ["Population: unknown — it is rare", "  unknown: it is rare [loan c]"]
    assert part(told("before|a|a"), "Population") == ["Population: no condition"]


def test_which_length_was_chosen_and_which_was_not_reached(told: Told) -> None:
    assert part(told("within|a|a"), "Deadline") == [
        "Deadline: 2 February 2017 23:59", "  1 day: true — it is rare", "    true: it is rare [loan a]",
        "  not reached: otherwise 7 days"]
    assert part(told("within|b|b"), "Deadline")[1:] == [
        "  1 day: false — it is rare", "    false: it is rare [loan b]", "  otherwise 7 days"]
    assert part(told("agreed|a|a"), "Deadline")[1:] == ["  as many days as the agreed days says: 3"]
    assert part(told("paused|b|b"), "Deadline") == [
        "Deadline: not yet", "  10 days", "  Paused since 5 March 2017 10:00, and still."]
    assert part(told("by-date|a|a"), "Deadline") == ["Deadline: the loan's agreed on: 15 February 2017 23:59"]
    assert part(told("in-period|k1|2017-03"), "Deadline") == ["Deadline: the month's end: 31 March 2017 23:59"]


def test_why_each_record_is_the_proof_or_none(told: Told) -> None:
    assert part(told("within|a|a"), "Proof")[1:] == [
        "  reminder r0, 31 January 2017 10:00: does not count: before the start",
        "  reminder r1, 5 February 2017 10:00: no proof; not so: the sender is not whoever holds the matter at that time",
        "  reminder r2, 12 February 2017 10:00: no proof; not so: the way is letter",
        "  1 more that do not say what they belong to: cannot be the proof: outside the time in question"]
    assert part(told("every|a|a|r1"), "Proof")[1:4] == [
        "  reminder r0, 31 January 2017 10:00: does not count: before the start",
        "  reminder r1, 5 February 2017 10:00: begins this gap",
        "  reminder r2, 12 February 2017 10:00: counts ← this one decides"]
    assert part(told("at-least|a|a"), "Proof")[2:4] == [
        "  reminder r1, 5 February 2017 10:00: counts",
        "  reminder r2, 12 February 2017 10:00: does not count: after the window"]
    assert "  reminder r2, 12 February 2017 10:00: could be the proof; not known: it reached them" in part(
        told("reached|a|a"), "Proof")
    assert part(told("within|b|b"), "Proof")[1:] == [
        "  reminder r3, 4 March 2017 10:00: does not say what it belongs to; could be the proof"]
    assert part(told("never|a|a"), "Breach") == ["Breach: there is a fine for this loan",
        "  fine f1, 10 February 2017 10:00: counts ← this one decides"]
    assert part(told("by-date|b|b"), "Proof") == ["Proof: this is on record: it came back", "  No such record."]
    assert part(told("both|b|b"), "Proof")[:2] == ["Proof: there is a reminder for this loan where it reached them",
        "  or: this is on record: it came back"]
    assert "  this is on record: it came back: not yet" in part(told("both|b|b"), "Proof")


def test_exceptions_and_ends_with_since_when_and_whether_they_were_reached(told: Told) -> None:
    excused, lapsed = told("let-off|b|b"), told("let-off|c|c")
    assert part(excused, "Exception") == [
        "Exception “the borrower was ill”: true — the hold reason is illness", "  true: the hold reason is illness [loan b]",
        "  It counts from the time since when the return may wait (5 March 2017 10:00), if that is not after the deadline."]
    assert part(excused, "End")[0] == "End “it was lost” (not reached): when it was declared lost: not yet"
    assert part(lapsed, "Exception")[0] == "Exception “the borrower was ill”: false — the hold reason is illness"
    assert part(lapsed, "End") == [
        "End “it was lost”: when it was declared lost: 31 March 2017 09:00", "  Only where: true — the thing is book",
        "    true: the thing is book [loan c]"]


def test_an_exception_that_came_too_late_says_so_at_once(told: Told) -> None:
    assert part(told("let-off|e|e"), "Exception")[0] == (
        "Exception “the borrower was ill”: true, but too late — the hold reason is illness")
    assert "  false: did an exception hold in time?" in part(told("let-off|e|e"), "The status")


def test_the_rows_that_made_a_period_or_an_nth_event(told: Told) -> None:
    assert part(told("in-period|k1|2017-03"), "Population") == [
        "Population: true — shift records of the month", "  true: [shift s1]", "    true: it is spent at the front desk [shift s1]",
        "  false: [shift s2]", "    false: it is spent at the front desk [shift s2]"]
    assert part(told("nth|b|b"), "Population")[1] == "  The 2 that count within 60 days: [loan a, loan b]"
    assert part(told("nth-unsure|b|b"), "Population")[1:] == [
        "  Not sure to be the 2 that count within 60 days:", "    unknown: [loan a] 1 February 2017 10:00",
        "    unknown: [loan b] 1 March 2017 10:00"]


def test_where_a_gap_starts(told: Told) -> None:
    assert part(told("every|a|a"), "Start") == ["Start: when it was lent: 1 February 2017 10:00"]
    assert part(told("every|a|a|r1"), "Start") == ["Start: the proof before this gap, r1: 5 February 2017 10:00"]
    assert part(told("every|old|old"), "Start") == [
        "Start: when it was lent: 20 December 2013 10:00",
        "  The first edition of this standard came into force while it ran, and its clock starts then: 1 January 2014 00:00"]


def test_the_lines_of_the_status_down_to_the_one_that_decides(told: Told) -> None:
    assert part(told("let-off|c|c"), "The status")[1:5] == [
        "  false: was the first proof by the deadline?", "  false: did an exception hold in time?",
        "  true: did it stop being owed before the deadline? → lapsed", "  not reached: is there a proof after the deadline?"]
    assert part(told("within|b|b"), "The status")[1] == "  unknown: was the first proof by the deadline? → cannot tell"
    assert part(told("from-return|d|d"), "The status")[1] == "  unknown: has it started, and when? → cannot tell"
    assert part(told("never|a|a"), "The status")[1] == "  true: was there a breach inside the window? → missed"


def test_the_records_in_local_time_and_no_others(told: Told) -> None:
    assert part(told("before|a|a"), "Records used")[1:] == [
        "  loan: loan_id=a, member_id=m1, lent_at=1 February 2017 10:00, thing=book, fragile=False, rare=True, "
        "agreed_on=15 February 2017 (known to the day), agreed_days=3, returned_at=20 February 2017 10:00",
        "  fine: fine_id=f1, loan_id=a, charged_at=10 February 2017 10:00, charged_by=k1"]
    assert part(told("from-return|d|d"), "Records used")[1].endswith(
        "returned_at=not known, at the latest 31 March 2017 23:59, condition=good")
    assert any("lent_at=30 March 2017 (known to the day)" in line for line in told("within|c|c").splitlines())


@pytest.mark.parametrize(("duty", "says"), [
    ("withn|a|a", "duty: 'withn|a|a': 'withn' is not a standard of lending. Did you mean 'within'?"),
    ("within|z|z", "duty: 'within|z|z' is not a duty of this run. `peelian worklist` shows the ids; write one in quotes."),
    ("within|a|a@library",
     "duty: 'within|a|a@library' is not a duty of this run. `peelian worklist` shows the ids; write one in quotes."),
    ("nonsense", "duty: 'nonsense' is not a duty of this run. `peelian worklist` shows the ids; write one in quotes."),
    ("within", "duty: 'within' is not a duty of this run. `peelian worklist` shows the ids; write one in quotes."),
])
def test_what_is_no_duty_is_refused(duty: str, says: str, told: Told) -> None:
    with pytest.raises(Problems) as refused:
        told(duty)
    assert [str(one) for one in refused.value.problems] == [says]


def test_what_is_beyond_all_years_is_said_in_words(tmp_path: Path) -> None:
    first, *others = RUN["records"]["loan"]
    loan = {**first, "returned_at": None, "agreed_on": "9999-12-31", "agreed_days": 99_999_999_999}  # "no end"
    told = run_told(tmp_path, {**RUN["records"], "loan": [loan, *others]})
    assert part(told("by-date|a|a"), "Deadline") == ["Deadline: the loan's agreed on: not known"]
    assert told("by-date|a|a").splitlines()[:2] == [
        "by-date|a|a: cannot tell (deadline)", "Nobody can tell: the records do not say by when it was owed."]
    assert part(told("agreed|a|a"), "Deadline") == [
        "Deadline: not known", "  as many days as the agreed days says: 99999999999, which says nothing"]


DOUBTFUL = yaml.safe_load((Path(__file__).parent / "explained_doubts.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The explanation of a duty of a run whose records leave open what came first, or name what is not there."""
    return run_told(tmp_path_factory.mktemp("doubtful"), DOUBTFUL["records"], DOUBTFUL["standards"])


R1 = "reminder r1, 2 January 2017 10:00: may count; not known: it reached them"
R2 = "reminder r2, 10 January 2017 10:00: counts"
SPAN = "between 2 January 2017 10:00 and 10 January 2017 10:00"


@pytest.mark.parametrize(("duty", "title", "line", "indent"), [
    ("starts|a|a", "Start", f"Start: the first reminder for this loan where it reached them: {SPAN}", "  "),
    ("by-date|a|a", "Deadline", f"Deadline: the first reminder for this loan where it reached them: {SPAN}", "  "),
    ("before|a|a", "Deadline", "Deadline: the earliest of (the first reminder for this loan where it reached them; when it was "
     f"declared lost): {SPAN}", "  "),
    ("paused|a|a", "Deadline", f"  Paused since {SPAN}, and still.", "    "),
    ("proved|a|a", "Proof", f"  the duty's own record, {SPAN}: counts ← this one decides", "    "),
    ("let-off|a|a", "End", f"End “they were told again” (not reached): the first reminder for this loan where it reached them: {SPAN}",
     "  "),
])
def test_the_records_that_leave_a_first_open_stand_below_its_line(
        duty: str, title: str, line: str, indent: str, doubtful: Told) -> None:
    found = part(doubtful(duty), title)
    assert found[found.index(line):][1:3] == [f"{indent}{R1}", f"{indent}{R2}"]
    assert not any("r3" in one for one in found)  # it surely did not reach them
    used = [one for one in part(doubtful(duty), "Records used") if one.startswith("  reminder")]
    assert [one.partition(",")[0] for one in used] == ["  reminder: reminder_id=r1", "  reminder: reminder_id=r2"]


def test_the_records_that_leave_the_moment_of_an_exception_open(doubtful: Told) -> None:
    assert part(doubtful("let-off|a|a"), "Exception")[-2:] == [f"    {R1}", f"    {R2}"]


def test_of_too_many_records_those_that_may_be_it_are_told(tmp_path: Path) -> None:
    sure = [{"reminder_id": f"s{day:02}", "loan_id": "a", "sent_at": f"2017-01-{day:02} 10:00", "reached": True}
            for day in range(1, 32)]
    unsure = [{"reminder_id": f"u{day}", "loan_id": "a", "sent_at": f"2017-02-0{day} 10:00"} for day in (1, 2, 3)]
    told = run_told(tmp_path, {**DOUBTFUL["records"], "reminder": [*sure, *unsure]}, DOUBTFUL["standards"])
    found = part(told("last|a|a"), "Start")
    assert found[0].endswith("between 31 January 2017 10:00 and 3 February 2017 10:00")
    assert found[-5:] == [
        "  reminder s31, 31 January 2017 10:00: counts",
        *(f"  reminder u{day}, {day} February 2017 10:00: may count; not known: it reached them" for day in (1, 2, 3)),
        "  … and 4 more."]
    assert len(found) == 1 + 30 + 1


def test_a_record_that_is_dated_by_another_moment_than_its_own_says_by_which(doubtful: Told) -> None:
    assert part(doubtful("waived|d|d"), "Start")[1:] == [
        "  fine f5, waived at 9 January 2017 10:00: may count; not known: the amount is at least 5 pounds"]


def test_a_first_that_is_exact_and_sure_needs_no_more_words(doubtful: Told) -> None:
    assert part(doubtful("starts|g|g"), "Start") == [
        "Start: the first reminder for this loan where it reached them: 1 February 2017 10:00"]


def test_what_may_not_have_come_at_all(doubtful: Told) -> None:
    assert part(doubtful("starts|b|b"), "Start") == [
        "Start: the first reminder for this loan where it reached them: 2 January 2017 10:00, if it came at all",
        "  reminder r4, 2 January 2017 10:00: may count; not known: it reached them"]
    assert part(doubtful("proved|b|b"), "Proof")[1:] == [
        "  the duty's own record, 2 January 2017 10:00, if it came at all: could be the proof",
        "    reminder r4, 2 January 2017 10:00: may count; not known: it reached them"]
    assert doubtful("proved|b|b").splitlines()[1] == "Nobody can tell: a moment of the duty's own record may or may not be the proof."
    assert "  Perhaps paused since 2 January 2017 10:00, and still." in part(doubtful("paused|b|b"), "Deadline")
    assert part(doubtful("joined|a|a"), "Start") == ["Start: when they joined: not known whether it has come"]
    assert "  Whether it was paused is not known." in part(doubtful("paused-joined|a|a"), "Deadline")
    assert f"  Paused since {SPAN}; whether that has ended is not known." in part(doubtful("paused-to-joined|a|a"), "Deadline")


def test_what_may_not_have_started_has_no_proof_that_decides(doubtful: Told) -> None:
    for duty in ("starts|b|b", "every|b|b", "every|b|b|f2", "adults|a|a"):
        text = doubtful(duty)
        assert ": counts" in text and "this one decides" not in text and "done in time" not in text
    for duty in ("starts|b|b", "every|b|b", "every|b|b|f2"):
        assert doubtful(duty).splitlines()[1] == "Nobody can tell: whether it has started is not known."


@pytest.mark.parametrize(("duty", "why"), [
    ("by-date|a|a", f"it was done 5 January 2017 10:00, and by when it was owed is not known for certain: {SPAN}"),
    ("before|b|b", "it was done 5 January 2017 10:00, and by when it was owed is not known for certain: "
     "between 2 January 2017 10:00 and no known end"),
    ("proved|a|a", f"it was done {SPAN}, and owed by 5 January 2017 23:59: which of the two came first is not known"),
    ("came-back|d|d", "it was done 1 February 2017 (known to the day) and owed by 1 February 2017 12:00, "
     "too coarse to say which came first"),
    ("lost|d|d", "it was done 1 February 2017 12:00 and owed by 1 February 2017 (known to the day), "
     "too coarse to say which came first"),
])
def test_why_nobody_can_tell_which_came_first(duty: str, why: str, doubtful: Told) -> None:
    assert doubtful(duty).splitlines()[:2] == [f"{duty}: cannot tell (proof)", f"Nobody can tell: {why}."]


def test_what_the_records_name_and_the_run_does_not_see(doubtful: Told) -> None:
    assert part(doubtful("adults|a|a"), "Records used")[-1] == (
        "  member m9: named by these records, and not among those that the run sees")
    assert not any("member" in line for line in part(doubtful("adults|b|b"), "Records used"))  # it names none
    dear = doubtful("dear|c|c")
    assert "  reminder r5, 2 January 2017 10:00: could be the proof; not known: the fine's amount is at least 5 pounds" in dear
    assert part(dear, "Records used")[-1] == "  fine f9: named by these records, and not among those that the run sees"
    assert part(doubtful("of-a-fine|f4|f4"), "Records used")[2:] == [
        "  loan z: named by these records, and not among those that the run sees",
        "  the member that they name: not among those that the run sees"]
    assert part(doubtful("by-the-loan|f4|f4"), "Start")[1:] == ["  Which loan it is stands in a loan that the run does not see."]


def test_a_proof_between_two_records_that_may_be_the_start(doubtful: Told) -> None:
    told = doubtful("starts|a|a")
    assert "  fine f1, 5 January 2017 10:00: could be the proof; it may have been before the start" in part(told, "Proof")
    assert told.splitlines()[1] == "Nobody can tell: fine f1 may or may not be the proof."
    assert doubtful("every|a|a").splitlines()[1] == "Nobody can tell: by which of several records it started is not known."


def test_a_proof_that_is_found_by_way_of_a_record_that_is_not_seen(doubtful: Told) -> None:
    told = doubtful("by-way|f4|f4")
    assert "Nobody can tell: what would prove it is found by way of a record that the run does not see." in told
    assert part(told, "Proof")[1] == "  What such a record is found by stands in one that the run does not see: it may be there."
