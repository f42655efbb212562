"""The commands of `peelian improve`, each as one change of the register: who, when, why, and what is checked beforehand.

All that a person gives is read and checked before the register is opened for writing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from peelian.clocks import micros, moment
from peelian.duties.cases import instant
from peelian.inspections.improvement.days import local_day
from peelian.inspections.improvement.deadlines import Deadline, deadline_in, deadline_of
from peelian.inspections.improvement.events import Details, Event, Improvement, person
from peelian.inspections.improvement.lifecycle import NOTHING, SYSTEM, lifecycle
from peelian.inspections.improvement.model import Action, ExitTest, Proposal
from peelian.inspections.improvement.store import Register, change, now
from peelian.inspections.improvement.words import RegisterWords, register_words
from peelian.inspections.read.deadlines import Deadlines, deadlines
from peelian.libraries import DEFAULT, library_path
from peelian.problems import Problem, Problems, did_you_mean, problem, shortened
from peelian.standards.library import Library, LibraryFile, read_library
from peelian.validation import validated
from peelian.yaml_file import read_yaml

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Doing:
    """Who does something to a register, when and why. `at`: naive UTC, None: now.

    library: whose words say what a deadline means; None: the library that Peelian brings.
    """

    store: Path
    who: str
    why: str = ""
    at: datetime | None = None
    library: Path | None = None

    @property
    def deadlines(self) -> Deadlines:
        return deadlines(self.library)

    @property
    def day(self) -> date:
        """The day on which it is done, in the zone of the library."""
        return local_day(self.at or now(), zone_of(self.library or library_path(DEFAULT)))

    def event(self, improvement: str, command: str, to: str, details: Details | None = None) -> Event:
        recorded = now()
        return model_of(Event, "--who or --why", improvement=improvement, command=command, to=to, at=self.at or recorded,
                        recorded_at=recorded, who=self.who.strip(), why=self.why.strip(), details=details or Details())


def doing(store: Path, who: str, why: str, on: str | None, library: Path) -> Doing:
    """Raises Problems for a name that is none or that stands for no person, and for a day that is none or still to come."""
    if not person(who) or person(who) == SYSTEM:
        raise problem("--who", f"'{shortened(who)}' is not a person's name.", "Say who does this.")
    return Doing(store, who, why, moment_given(on, "--on", library), library)


def moment_given(text: str | None, option: str, library: Path) -> datetime | None:
    """A day as its last microsecond in the library's zone, today as this moment, or a moment, as naive UTC."""
    if text is None:
        return None
    try:
        first, last = instant(text.replace("T", " "), zone_of(library))
        found, begins = moment(last), moment(first)
    except (ValueError, OverflowError) as error:
        raise problem(option, f"{error}.", "Write it as 2018-03-22.") from None
    today = now()
    return today if begins <= today < found else found


def zone_of(library: Path) -> str:
    """The zone of the service. Raises Problems for a library file that is none."""
    return validated(LibraryFile, read_yaml(library / "library.yaml")).zone


def day_given(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise problem(option, f"'{shortened(text)}' is not a day.", "Write it as 2018-06-30.") from None


def model_of(model: type[Model], place: str, **values: Any) -> Model:
    """A model from what came with a command. Raises Problems that name the option."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Problems(_problem_of(place, detail) for detail in error.errors()) from None


def _problem_of(place: str, detail: Any) -> Problem:
    """What pydantic found, in plain words."""
    named, context = str(detail["loc"][-1]) if detail["loc"] else "it", detail.get("ctx", {})
    if detail["type"] == "string_too_short":
        return Problem(place, f"its {named} is blank.", "Say it.")
    if detail["type"] == "string_too_long":
        return Problem(place, f"its {named} is longer than {context['max_length']:,} characters.", "Shorten it.")
    if detail["type"] == "string_pattern_mismatch" and named == "improvement":
        return Problem(place, f"'{shortened(str(detail['input']))}' can be no id.",
                       "Write letters, digits, dots, dashes and slashes, up to 120, and begin with a letter or digit.")
    return Problem(place, f"{named}: {detail['msg'].removeprefix('Value error, ')}.")


def read_exit_test(path: Path, library: Path) -> ExitTest:
    """A file that holds one exit test. Raises Problems with file and line, also for standards the library does not have."""
    file = read_yaml(path)
    test = validated(ExitTest, file)
    _known_standards(test, read_library(library), str(path))
    return test


def _known_standards(test: ExitTest, library: Library, place: str) -> None:
    unknown = [name for name in test.standards if name not in library.files]
    if unknown:
        raise Problems(Problem(place, f"'{shortened(name)}' is not a standard of this library.", did_you_mean(name, library.files))
                       for name in unknown)


def read_proposal(path: Path, library: Path) -> Proposal:
    """A file of one improvement. Raises Problems with file and line, also for what the library does not know."""
    proposal = validated(Proposal, read_yaml(path))
    register_words(library).sound_level(proposal.level, str(path))
    if proposal.exit_test is not None:
        _known_standards(proposal.exit_test, read_library(library), str(path))
    return proposal


def propose(act: Doing, proposals: Sequence[Proposal]) -> list[tuple[str, bool]]:
    """Begin improvements, all or none. Returns (id, whether it is new): one that stands there already is left as it is.

    Raises Problems where an id stands there for something else, and where a force has a national recommendation already.
    """
    done: list[tuple[str, bool]] = []

    def command(register: Register) -> None:
        problems: list[Problem] = []
        for proposal in proposals:
            try:
                done.append(_propose(act, register, proposal))
            except Problems as wrong:
                problems += wrong.problems
        if problems:
            raise Problems(problems)

    change(act.store, command, create=True)
    return done


def _propose(act: Doing, register: Register, proposal: Proposal) -> tuple[str, bool]:
    there = register.standing.get(proposal.improvement or NOTHING)
    if there is not None and (there.proposal.text, there.proposal.force) == (proposal.text, proposal.force):
        return there.id, False
    name = proposal.improvement or next_id(register, proposal.force)
    if there is not None:
        raise problem(name, "is the id of another improvement already.", "Give it another id.")
    if twin := standing_twice(register, proposal):
        raise problem(name, f"{proposal.force} has '{shortened(proposal.national)}' already: {twin}.", "Each force has it once.")
    register.add(act.event(name, "propose", "proposed", Details(proposal=proposal, deadline=deadline_asked(act, proposal))))
    return name, True


def next_id(register: Register, force: str) -> str:
    number = 1 + sum(one.proposal.force == force for one in register.standing.values())
    while f"{force}-{number}" in register.standing:
        number += 1
    return f"{force}-{number}"


def standing_twice(register: Register, proposal: Proposal) -> str:
    """The id under which the force has this national recommendation already, or nothing."""
    return next((one.id for one in register.standing.values() if proposal.national and one.proposal.national == proposal.national
                 and one.proposal.force == proposal.force and one.state != "superseded"), "")


def deadline_asked(act: Doing, proposal: Proposal) -> Deadline | None:
    """By when it is asked: as a field of its own says, or else as its words say."""
    said, begins = proposal.deadline, proposal.source.counted_from
    if isinstance(said, Deadline):
        return said
    return deadline_of(said, begins, act.deadlines) if said else deadline_in(proposal.text, begins, act.deadlines)


def for_forces(proposal: Proposal, forces: Sequence[str]) -> list[Proposal]:
    """One improvement for each force, of one recommendation to all of them. Without forces, the proposal as it is."""
    if not forces:
        return [proposal]
    national = proposal.national or proposal.improvement or proposal.called
    return [proposal.model_copy(update={"force": force, "national": national,
                                        "improvement": f"{proposal.improvement}-{force}" if proposal.improvement else None})
            for force in dict.fromkeys(forces)]


def move(act: Doing, name: str, command: str, details: Details | None = None,
         check: Callable[[Improvement], None] | None = None) -> Improvement:
    """One command that moves an improvement as the table says. `check`: what else must be so. Raises Problems."""
    found: list[Improvement] = []

    def make(register: Register) -> None:
        before = register.one(name)
        row = lifecycle().move(command, before.state)
        event = act.event(name, command, row.ends(before.state) if row else before.state, details)
        if check is not None and row is not None:
            check(before)
        found.append(register.add(event))

    change(act.store, make)
    return found[0]


def accept(act: Doing, name: str, owner: str, test: ExitTest | None, deadline: str | None) -> Improvement:
    return move(act, name, "accept", _said(act, owner, test, deadline))


def amend(act: Doing, name: str, owner: str | None, test: ExitTest | None, deadline: str | None) -> Improvement:
    """Another owner, exit test or deadline. What it was before stays in the history."""
    return move(act, name, "amend", _said(act, owner, test, deadline))


def _said(act: Doing, owner: str | None, test: ExitTest | None, deadline: str | None) -> Details:
    asked = deadline_of(deadline, act.day, act.deadlines) if deadline else None
    return model_of(Details, "--owner", owner=owner, exit_test=test, deadline=asked)


def act_on(act: Doing, name: str, action: str | None, due: date | None, who: str | None, done: int | None) -> Improvement:
    if action is None and (due is not None or who is not None):
        raise problem("--action", "is missing: a day and a person belong to an action.", "Say what will be done.")
    made = model_of(Action, "--action", action=action, due=due, who=who) if action is not None else None
    return move(act, name, "act", Details(action=made, done=done))


def verify(act: Doing, name: str, evidence: Sequence[str], kind: str | None, without_proof: bool,
           words: RegisterWords) -> Improvement:
    if kind is not None and kind not in words.verifications:
        known = did_you_mean(kind, words.verifications) or "The library's register names none."
        raise problem("--verification", f"'{shortened(kind)}' is no kind of verification of {words.title}.", known)
    return move(act, name, "verify", model_of(Details, "--evidence", evidence=list(evidence), verification=kind,
                                              without_proof=without_proof))


def step_down(act: Doing, name: str, level: str, evidence: Sequence[str], words: RegisterWords) -> Improvement:
    return move(act, name, "step-down", model_of(Details, "--evidence", level=level, evidence=list(evidence)),
                lambda before: words.lesser(level, before.level, name))


def dated(act: Doing, day: date) -> Doing:
    """The same doing on another day, at its beginning in UTC."""
    return replace(act, at=moment(micros(datetime(day.year, day.month, day.day))))
