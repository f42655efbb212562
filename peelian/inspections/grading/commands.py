"""What the commands of `peelian judge` do: each reads all that it was given before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from peelian.duties.run_folder import open_run
from peelian.inspections.frameworks import Framework, Question, choose_framework, frameworks_of
from peelian.inspections.grading.entries import FILE, Entries, Entry, EvidenceSaid, GradeSaid, Withdrawal, add, read_entries
from peelian.inspections.grading.judge import NO_JUDGEMENTS, Brought, evidence_of, judgement_of, stamped
from peelian.inspections.grading.model import FinalGrade, Judgement, QuestionJudgement
from peelian.inspections.grading.self_checks import self_checks
from peelian.inspections.grading.shown import as_json, evidence_table, history_lines, judgement_text, question_text
from peelian.inspections.improvement.doing import day_given, moment_given
from peelian.inspections.improvement.events import person
from peelian.inspections.improvement.lifecycle import SYSTEM
from peelian.inspections.read.wording import FOLDER, read_file
from peelian.problems import Problem, Problems, did_you_mean, problem, shortened
from peelian.standards.library import Library, read_library
from peelian.standards.listing import sound_library

KINDS = {"interview": "interview", "document": "document", "observation": "observation", "file-review": "file_review"}
NONE = Path("none")
BEARS = ("supports", "contradicts")


def brought(judgements: Path | None, register: Path | None, as_at: str | None = None, library: Path | None = None) -> Brought:
    """What was named on the command line. Without a file of judgements, the usual one, where it is there; none where it says so.

    Raises Problems for a day that is none.
    """
    moment: datetime | None = moment_given(as_at, "--as-at", library) if as_at is not None and library is not None else None
    usual = FILE if FILE.is_file() else None
    return Brought(usual if judgements is None else named(judgements), named(register), moment)


def named(path: Path | None) -> Path | None:
    """A file that was named; None for the word `none`, which keeps a usual file, or one of the environment, from being taken."""
    return None if path == NONE else path


def show(run: Path, framework: str | None, question: str | None, given: Brought, library: Path | None, format: str) -> str:
    """A run's judgement, or that of one question, as text or JSON."""
    known = open_run(run).library(read_library(library) if library else None)
    if question is not None:
        _question(choose_framework(known, framework), question)  # a slip is told before all that takes long
    found = judgement_of(run, known, framework, given)
    if question is not None:
        one = _question(found, question)
        return as_json(one) if format == "json" else question_text(found, one)
    return as_json(found) if format == "json" else judgement_text(found)


@overload
def _question(found: Judgement, id: str) -> QuestionJudgement: ...
@overload
def _question(found: Framework, id: str) -> Question: ...
def _question(found: Judgement | Framework, id: str) -> QuestionJudgement | Question:
    by_name = {name: one for one in found.questions for name in (one.id, str(one.number))}
    if id not in by_name:
        raise problem("--question", f"'{shortened(id)}' is no question of {found.framework}.",
                      did_you_mean(id, [one.id for one in found.questions]))
    return by_name[id]


def add_evidence(store: Path, library: Path, by: str, kind: str, bears: str, words: str, question: str | None = None,
                 standard: str | None = None, on: str | None = None, place: str | None = None,
                 forces: Sequence[str] = ()) -> str:
    """Keep what a person brought. Raises Problems with all that is wrong, and then nothing is kept."""
    found = sound_library(library)
    problems = [*_person_problems(by), *_about_problems(found, question, standard), *_day_problems(on)]
    if kind not in KINDS:
        problems.append(Problem("--kind", f"'{shortened(kind)}' is no kind of evidence.", did_you_mean(kind, KINDS)))
    if bears not in BEARS:
        problems.append(Problem("--bears", f"'{shortened(bears)}' says neither way.", "Say supports or contradicts."))
    if not words.strip():
        problems.append(Problem("--words", "are empty.", "Say what was said, read or seen."))
    if any(not one.strip() for one in forces):
        problems.append(Problem("--force", "is empty.", "Give the code of the force that it is of, as the run has it."))
    problems += _force_problems(library, forces)
    if problems:
        raise Problems(problems)
    try:
        said = EvidenceSaid.model_validate({
            "kind": KINDS[kind], "bears": bears, "words": words, "on": day_given(on, "--on") or date.today(),
            "question": question, "standard": standard, "place": place,
            "forces": sorted({one.strip() for one in forces})})
    except ValidationError as error:
        raise Problems(Problem(f"--{detail['loc'][-1]}" if detail["loc"] else "--question",
                               f"{detail['msg'].removeprefix('Value error, ')}.") for detail in error.errors()) from None
    entry = add(store, by, said)
    about = " and ".join(one for one in (question and f"the question {question}", standard) if one)
    return f"Evidence {entry.number}, {said.kind.replace('_', ' ')} that {bears}: kept in {store} for {about}."


def _about_problems(library: Library, question: str | None, standard: str | None) -> Iterable[Problem]:
    if question is None and standard is None:
        yield Problem("--question", "is missing, and so is --standard.", "Say on which question, or which standard, it bears.")
    known = {one.id for framework in frameworks_of(library).values() for one in framework.questions}
    if question is not None and question not in known:
        yield Problem("--question", f"'{shortened(question)}' is no question of a framework of this library.",
                      did_you_mean(question, known))
    if standard is not None and standard not in library.files:
        yield Problem("--standard", f"'{shortened(standard)}' is not a standard of this library.",
                      did_you_mean(standard, library.files))


def _force_problems(library: Path, forces: Sequence[str]) -> Iterable[Problem]:
    """Codes that are none of the library's, where it names the forces: what bears on one that is none would count nowhere."""
    path = library / FOLDER / "forces.yaml"
    if not path.is_file():
        return
    known = {one.code for one in read_file(path)[0].forces}
    for one in forces:
        if one.strip() and one.strip() not in known:
            yield Problem("--force", f"'{shortened(one)}' is no code of a force that this library knows.", did_you_mean(one, known))


def _day_problems(on: str | None) -> Iterable[Problem]:
    try:
        day = day_given(on, "--on")
    except Problems as wrong:
        yield from wrong.problems
        return
    if day is not None and day > date.today():
        yield Problem("--on", f"{day} is still to come.", "Give the day on which it was said, read or seen.")


def _person_problems(by: str) -> Iterable[Problem]:
    if not person(by) or person(by) == SYSTEM:
        yield Problem("--who", f"'{shortened(by)}' is not a person's name.", "Say who does this.")


def withdraw(store: Path, number: int, by: str, why: str) -> str:
    """Take evidence back. It stays in the history."""
    problems = [*_person_problems(by), *_reason_problems(why)]
    if problems:
        raise Problems(problems)
    add(store, by, Withdrawal(number=number, why=why))
    return f"Evidence {number} is withdrawn. It stays in the history of {store}."


def _reason_problems(why: str) -> Iterable[Problem]:
    if not why.strip():
        yield Problem("--why", "is empty.", "Give the reasons: they are kept with it.")


def list_evidence(store: Path, question: str | None, format: str, library: Path) -> str:
    """The evidence that stands, as a table or JSON. question: its own, and that of its standards."""
    standards: set[str] = set()
    if question is not None:
        found = read_library(library)
        if wrong := list(_about_problems(found, question, None)):
            raise Problems(wrong)
        standards = {name for one in frameworks_of(found).values() for part in one.questions if part.id == question
                     for name in part.all_standards}
    rows = [evidence_of(entry, said, None) for entry, said, withdrawn in read_entries(store).evidence() if withdrawn is None
            and (question is None or said.question == question or said.standard in standards)]
    return as_json([asdict(one) for one in rows]) if format == "json" else evidence_table(rows)


def set_grade(run: Path, question: str, grade: str, by: str, why: str, framework: str | None, store: Path, register: Path | None,
              read: bool, library: Path | None = None) -> str:
    """Set a person's grade on a run. The self-checks are shown first: without `read` nothing is kept where there are any.

    Raises Problems with all that is wrong, and then nothing is kept.
    """
    known = open_run(run).library(read_library(library) if library else None)
    _refuse_slips(run, choose_framework(known, framework), question, grade, by, why, library is not None)
    found = judgement_of(run, known, framework, Brought(store if store.exists() else None, named(register)))
    one = _question(found, question)
    checks = _before_it_is_set(found, one, grade, by, why)
    if checks and not read:
        raise Problems([Problem("--self-checks-read", "is missing, and this stands against the grade:",
                                "Read it, then say so: it is kept with the grade."),
                        *(Problem("self-check", words) for words in checks)])
    entry = add(store, by, GradeSaid(
        framework=found.framework, question=one.id, grade=grade, why=why, run=found.run, run_as_at=found.run_as_at,
        run_fingerprint=found.run_fingerprint,
        run_moment=open_run(run).as_at, forces=found.forces, indicative=one.indicative.grade or "", self_checks=checks))
    earlier = f" It takes the place of {one.final.grade}, set by {one.final.by}, which stays in the history." if one.final else ""
    return (f"{one.text}\nFinal: {grade}, set by {entry.who} at {stamped(entry.recorded_at)} on the run {found.run} as at "
            f"{found.run_as_at}.{earlier} Kept in {store}.")


def _refuse_slips(run: Path, found: Framework, question: str, grade: str, by: str, why: str, other_library: bool) -> None:
    """Raises Problems for what is wrong whatever the run holds: told before all that takes long."""
    one = _question(found, question)
    problems = [*_person_problems(by), *_reason_problems(why)]
    if not one.graded:
        problems.append(Problem("--question", f"“{one.text}” is given no grade by {found.title}.", "Bring evidence to it instead."))
    elif grade not in found.scale:
        problems.append(Problem("--grade", f"'{shortened(grade)}' is no grade of {found.framework}.",
                                did_you_mean(grade, found.scale) or f"Its grades: {', '.join(found.scale)}."))
    elif other_library:
        problems += _own_scale_problems(run, found, grade)
    if problems:
        raise Problems(problems)


def _own_scale_problems(run: Path, found: Framework, grade: str) -> Iterable[Problem]:
    """A grade is read by the scale of the library that the run was judged by, whatever library it was set with."""
    own = frameworks_of(open_run(run).library(None)).get(found.framework)
    if own is not None and grade not in own.scale:
        yield Problem("--grade", f"'{shortened(grade)}' is no grade of {found.framework} in the library that the run was judged by.",
                      f"Its grades: {', '.join(own.scale)}.")


def _before_it_is_set(found: Judgement, one: QuestionJudgement, grade: str, by: str, why: str) -> list[str]:
    """The self-checks as they would be with this grade."""
    proposed = FinalGrade(grade, by.strip(), "", why, found.run, found.run_as_at, found.run_fingerprint, True, "", [], "this", "")
    checks = self_checks(one.indicative, proposed, found.scale, one.measures, one.evidence, one.improvements)
    of_all = [*([found.made_up] if found.made_up else []), *(words for words in found.unread if words != NO_JUDGEMENTS)]
    return [*of_all, *checks]


def history(store: Path, question: str | None, format: str) -> str:
    """Everything in a file of judgements, in order, what was withdrawn or replaced too."""
    entries = read_entries(store)
    shown = Entries(tuple(one for one in entries.all if question is None or _of_question(one, question, entries)))
    return as_json([_plain(one) for one in shown.all]) if format == "json" else history_lines(shown)


def _of_question(entry: Entry, question: str, entries: Entries) -> bool:
    said = entry.said
    if isinstance(said, Withdrawal):
        taken = entries.all[said.number - 1].said
        return isinstance(taken, EvidenceSaid) and taken.question == question
    return said.question == question


def _plain(entry: Entry) -> dict[str, object]:
    return {"number": entry.number, "recorded_at": stamped(entry.recorded_at), "by": entry.who, "what": type(entry.said).__name__,
            **entry.said.model_dump(mode="json")}
