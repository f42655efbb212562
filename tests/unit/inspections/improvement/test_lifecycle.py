"""No sequence of commands leaves the table, nothing is ever removed, and the past is what the events up to then make of it."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from peelian.inspections.improvement.deadlines import Deadline
from peelian.inspections.improvement.doing import Details, Doing, propose
from peelian.inspections.improvement.events import (
    Condition,
    Entry,
    Event,
    Improvement,
    Result,
    decided,
    person,
)
from peelian.inspections.improvement.lifecycle import as_table, diagram, lifecycle
from peelian.inspections.improvement.model import Action
from peelian.inspections.improvement.store import Register, change, now, read_register
from peelian.problems import Problems
from tests.unit.inspections.improvement.made import exit_test, proposal

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "improvement.md"
BEGINS = datetime(2017, 4, 10)
TABLE = lifecycle()
PEOPLE = ["Olu", "olu ", "Vi", "Ada", "system", "SYSTEM"]
RESULTS = [Result(run="run", fingerprint="f", as_at=BEGINS, verdict=verdict, conditions=[
    Condition(part="limit", of="loan-returned", verdict=verdict, words="made up")]) for verdict in ("passes", "fails", "cannot_tell")]
DETAILS = st.builds(
    Details, owner=st.none() | st.sampled_from(["Olu", "Vi", "system"]), exit_test=st.none() | st.just(exit_test()),
    action=st.none() | st.just(Action(action="write")), done=st.none() | st.integers(0, 3),
    evidence=st.lists(st.just("a look"), max_size=2),
    without_proof=st.booleans(), replacement=st.none() | st.just("torn"),
    outside=st.none() | st.just("another"), level=st.none() | st.just("lesser"),
    result=st.none() | st.sampled_from(RESULTS), entry=st.none() | st.just(Entry(day=BEGINS.date(), status="complete")))


class Commands(RuleBasedStateMachine):
    """Any commands by anybody, in any order, on one register in a file."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Path(self.folder.name) / "improvements.sqlite"
        self.at = BEGINS
        self.events: list[Event] = []
        self.past: dict[str, list[tuple[datetime, Improvement]]] = {}

    def teardown(self) -> None:
        """The register as at a past moment is what was seen of it then, whatever was added since."""
        moments = sorted({at for seen in self.past.values() for at, _ in seen})
        for at in [*moments[:3], *moments[-3:]]:
            known = {name: [one for then, one in seen if then <= at] for name, seen in self.past.items()}
            assert read_register(self.store, at).standing == {name: seen[-1] for name, seen in known.items() if seen}
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        propose(Doing(self.store, "Ada", "seen", self.at),
                [proposal(), proposal(improvement="torn", text="Books should be whole.")])
        self._look()

    @rule(name=st.sampled_from(["late", "torn", "none-such"]), command=st.sampled_from([*TABLE.commands(), "forget"]),
          to=st.none() | st.sampled_from([*TABLE.states]), who=st.sampled_from(PEOPLE), why=st.sampled_from(["", " ", "because"]),
          details=DETAILS, hours=st.integers(-2, 30))
    def command(self, name: str, command: str, to: str | None, who: str, why: str, details: Details, hours: int) -> None:
        before = read_register(self.store).standing.get(name)
        row = TABLE.move(command, before.state) if before else None  # half of the time, where the table leads
        leads = to or (row.ends(before.state) if row and before else "closed")
        event = Event(improvement=name, command=command, to=leads, at=self.at + timedelta(hours=hours), recorded_at=now(),
                      who=who, why=why, details=details)
        try:
            change(self.store, lambda register: register.add(event) and None)
        except Problems as refused:
            assert all(problem.what and problem.place for problem in refused.problems)
            assert read_register(self.store).standing.get(name) == before
            return
        self.at = max(self.at, event.at)
        self._allowed(before, event)
        self._look()

    @rule(name=st.sampled_from(["late", "torn"]), choice=st.integers(0, 99), details=DETAILS, who=st.sampled_from(["Vi", "Ada"]))
    def proper(self, name: str, choice: int, details: Details, who: str) -> None:
        """One of the commands that may follow, with all that it may need, so that every state is met."""
        before = read_register(self.store).standing[name]
        rows = [move for move in TABLE.moves if before.state in move.from_
                and (choice % 4 == 0 or not (move.stays or move.command in ("supersede", "step-down", "record")))]  # the long way
        if rows:
            row = rows[choice // 4 % len(rows)]
            by = {"owner": before.owner or "Olu", "system": "system"}.get(row.by, who)
            full = details.model_copy(update={
                "owner": "Olu" if row.command == "accept" else None, "exit_test": exit_test() if row.command == "accept" else None,
                "action": Action(action="write"), "done": None, "evidence": ["a look"], "without_proof": True, "outside": "another",
                "level": "lesser", "result": RESULTS[choice % 3] if row.command == "recheck" else None,
                "deadline": Deadline(words="soon") if row.command == "amend" else None,
                "entry": Entry(day=BEGINS.date(), status="complete") if row.command == "record" else None})
            self.command(name, row.command, row.ends(before.state), by, "because", full, 0)

    def _allowed(self, before: Improvement | None, event: Event) -> None:
        """What was done is a row of the table, by whom the table lets do it, with what it asks."""
        assert before is not None
        row = TABLE.move(event.command, before.state, event.to)
        assert row is not None
        assert (person(event.who) == "system") <= (row.by in ("system", "anyone"))
        assert event.why.strip() or "reason" not in row.needs
        if row.by == "another":
            assert person(event.who) not in {person(one.details.owner or "") for one in before.history if one.details.owner}
            assert person(event.who) not in {person(one.who) for one in before.history if one.command == "offer"}
        if event.to == "closed" and before.state != "closed":
            assert person(event.who) != "system"

    def _look(self) -> None:
        register = read_register(self.store)
        assert register.events[:len(self.events)] == self.events, "what happened was changed"
        for event in register.events[len(self.events):]:
            self.past.setdefault(event.improvement, []).append((event.at, register.standing[event.improvement]))
        self.events = register.events
        assert {one.state for one in register.standing.values()} <= set(TABLE.states)


Commands.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestCommands = Commands.TestCase


def test_every_state_can_be_reached_and_the_table_has_no_row_twice() -> None:
    reached, grown = {""}, True
    while grown:
        further = {move.ends(state) for move in TABLE.moves for state in (move.from_ or [""]) if state in reached} - {""}
        grown = not further <= reached
        reached |= further
    assert reached == {"", *TABLE.states}
    keys = [(move.command, state, move.to) for move in TABLE.moves for state in (move.from_ or [""])]
    assert len(keys) == len(set(keys))
    assert all(move.stays == (move.to is None) for move in TABLE.moves)


def test_only_people_close() -> None:
    assert {move.by for move in TABLE.moves if move.to == "closed"} == {"another", "person"}
    assert {move.by for move in TABLE.moves if move.to == "verified"} == {"another"}


@pytest.mark.parametrize(("kind", "made"), [("mermaid", diagram(TABLE)), ("table", as_table(TABLE))])
def test_the_page_shows_the_table_as_it_is(kind: str, made: str) -> None:
    assert made in PAGE.read_text(encoding="utf-8"), f"put this {kind} into {PAGE.name}:\n{made}"


def standing_at(state: str) -> Improvement:
    first = Event(improvement="late", command="propose", to="proposed", at=BEGINS, recorded_at=BEGINS, who="Ada", why="seen",
                  details=Details(proposal=proposal()))
    begun = decided(None, first)
    return begun.model_copy(update={"state": state, "owner": "Olu", "kept_apart": frozenset({"olu"}), "exit_test": exit_test()})


@pytest.mark.parametrize(("state", "command", "who", "details", "words"), [
    ("proposed", "accept", "Ada", {}, "needs an owner"),
    ("in_progress", "offer", "Vi", {"evidence": ["x"]}, "is for its owner (now Olu)"),
    ("in_progress", "offer", "Olu", {}, "needs evidence"), ("proposed", "close", "Vi", {}, "'close' does not follow from that"),
    ("evidence_offered", "verify", "OLU", {"evidence": ["x"], "without_proof": True}, "Another person must do it"),
    ("evidence_offered", "verify", "Vi", {"evidence": ["x"]}, "needs an exit test that passed at the last recheck"),
    ("verified", "close", " olu", {"without_proof": True}, "another person than its owners"),
    ("in_progress", "supersede", "Olu", {"outside": "nothing at all"}, "Another person must do it"),
    ("in_progress", "amend", "O. Lu", {"exit_test": exit_test(months=1)}, "another exit test is for another person than its owners"),
    ("in_progress", "amend", "Vi", {"exit_test": exit_test(months=1), "owner": "Vi"}, "another exit test is for another person"),
    ("superseded", "reopen", "Vi", {}, "What may follow: nothing: it has ended"),
    ("in_progress", "recheck", "Vi", {"result": RESULTS[0]}, "is for the system"),
    ("accepted", "act", "Olu", {"done": 1}, "no action 1"),
    ("in_progress", "supersede", "Vi", {}, "needs what takes its place"), ("accepted", "amend", "Vi", {}, "needs something to change"),
    ("in_progress", "record", "Vi", {"entry": Entry(day=BEGINS.date(), status="complete")}, "another register no longer moves it"),
    ("proposed", "acept", "Vi", {}, "is no command. Did you mean 'accept'?"),
])
def test_a_refusal_says_what_stands_against_it(state: str, command: str, who: str, details: dict[str, Any], words: str) -> None:
    row = TABLE.move(command, state)
    to = row.ends(state) if row else state
    event = Event(improvement="late", command=command, to=to, at=BEGINS, recorded_at=BEGINS, who=who, why="because",
                  details=Details(**details))
    with pytest.raises(Problems) as refused:
        decided(standing_at(state), event)
    assert words in str(refused.value)


@pytest.mark.parametrize("who", ["O. Lu", "o lu", "O\u200bLU", "ＯＬＵ", "O-lu.", "olu\ufe0f", "\u3164Olu"])
def test_a_name_written_otherwise_is_no_other_person(who: str) -> None:
    event = Event(improvement="late", command="verify", to="verified", at=BEGINS, recorded_at=BEGINS, who=who, why="seen",
                  details=Details(evidence=["x"], without_proof=True))
    with pytest.raises(Problems, match="Another person must do it"):
        decided(standing_at("evidence_offered"), event)


def test_who_offered_the_evidence_may_not_verify_it_under_a_new_owner() -> None:
    before = standing_at("evidence_offered").model_copy(update={"owner": "Vi", "kept_apart": frozenset({"olu", "vi"})})
    event = Event(improvement="late", command="verify", to="verified", at=BEGINS, recorded_at=BEGINS, who="Olu", why="seen",
                  details=Details(evidence=["x"], without_proof=True))
    with pytest.raises(Problems, match="Another person must do it"):
        decided(before, event)


def test_nothing_is_dated_before_what_happened_last_or_still_to_come(store: Path) -> None:
    propose(Doing(store, "Ada", "seen", BEGINS), [proposal()])

    def reopen(at: datetime) -> None:
        event = Event(improvement="late", command="supersede", to="superseded", at=at, recorded_at=now(), who="Vi", why="old",
                      details=Details(outside="another"))

        def add(register: Register) -> None:
            register.add(event)

        change(store, add)

    with pytest.raises(Problems, match="is before its last change"):
        reopen(BEGINS - timedelta(days=1))
    with pytest.raises(Problems, match="is still to come"):
        reopen(now() + timedelta(days=1))
