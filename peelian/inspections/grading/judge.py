"""A run judged by a framework: the one door for the report, for what is published, and for the command line.

Figures come from the run, where measures stand from `standing`, the indicative grade from the library's grading table, evidence
and final grades from the file of judgements, open improvements from the register. Nothing here sets a grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from peelian.clocks import spoken_moment
from peelian.duties.run_folder import open_run
from peelian.inspections.frameworks import Framework, Question, choose_framework
from peelian.inspections.grading.entries import Entries, Entry, EvidenceSaid, GradeSaid, read_entries
from peelian.inspections.grading.indicate import indicated
from peelian.inspections.grading.model import (
    Evidence,
    FinalGrade,
    Judgement,
    MeasureStanding,
    OpenImprovement,
    QuestionJudgement,
    Way,
)
from peelian.inspections.grading.self_checks import not_final, self_checks
from peelian.inspections.grading.standing import Beside, Changed, alone, doubts, standing_of
from peelian.inspections.grading.table import GradingTable, gradings_of, known_grading
from peelian.inspections.improvement.events import Improvement
from peelian.inspections.improvement.lifecycle import lifecycle
from peelian.inspections.improvement.recheck import fingerprint_of, local_day
from peelian.inspections.improvement.store import read_register
from peelian.inspections.improvement.words import RegisterWords, register_words
from peelian.inspections.report.gather import Gathered, gather
from peelian.inspections.report.measures import NO_RECORDS, NO_SUCH, all_measures
from peelian.inspections.report.model import Measure
from peelian.measures.assured import partly_measured
from peelian.measures.figures import NO_DUTY
from peelian.measures.signals import Signals, find_signals, signal_sentence
from peelian.problems import problem
from peelian.standards.library import Library

NO_JUDGEMENTS = "No file of judgements was given, so evidence of people and grades that they set are not known here."
NO_REGISTER = "No register of improvements was given, so areas that are still open are not known here."
SPOKEN = "%d %B %Y %H:%M"  # as clocks.spoken_moment writes it
WAYS: dict[str, Way] = {"better": "improving", "worse": "worsening"}


@dataclass(frozen=True)
class Brought:
    """What people brought: None where it was not given. as_at: only what was written down by this naive UTC moment; None: all."""

    judgements: Path | None = None
    improvements: Path | None = None
    as_at: datetime | None = None


def judgement_of(run: Path, library: Library | None = None, framework: str | None = None, brought: Brought | None = None) -> Judgement:
    """A run's judgement by a framework of its library (its first, where none is named).

    library: default the run's own copy. Raises Problems for a folder that is no run, an unknown framework, and a file of
    judgements or a register that is none, or that holds grades of another force.
    """
    folder = open_run(run)
    if not Path(folder.measures).is_file():
        raise problem(run, "has no measures.parquet, so nothing can be judged by it.", "Assess again.")
    known = folder.library(library)
    chosen = choose_framework(known, framework)  # before all that takes long
    found = gather(folder, known)
    return judged(found, all_measures(found), find_signals(folder, known), chosen, brought)


def judged(found: Gathered, measures: Mapping[str, Measure], signals: Signals, framework: Framework,
           brought: Brought | None = None) -> Judgement:
    """The same from a run's figures and signals that were gathered already."""
    brought = brought or Brought()
    run, library = found.run, found.library
    entries = read_entries(brought.judgements, brought.as_at) if brought.judgements else Entries()
    _same_force(entries, found, brought)
    table = known_grading(framework.grading, gradings_of(library), "grading") if framework.grading else None
    work = _Work(found, framework, table, standings(found, measures, signals), entries,
                 _open_improvements(found, brought), fingerprint_of(run), bool(brought.judgements), bool(brought.improvements))
    questions = [work.question(one) for one in framework.questions]
    here = {one.id for question in questions for one in question.improvements}
    cited = {one.number for question in questions for one in question.evidence}
    words = register_words(library.path)
    return Judgement(
        framework=framework.framework, title=framework.title, source=framework.source, scale=list(framework.scale),
        grading=table.grading if table else "", grading_note=table.note.strip() if table else "",
        fact_words={name: fact.words for name, fact in table.facts.items()} if table else {}, run=run.name,
        run_as_at=spoken_moment(run.as_at_micros, run.zone), run_fingerprint=work.fingerprint,
        library=f"{library.about.title} {library.about.version}", made_up=run.made_up_sentence, unread=work.unread,
        forces=list(found.forces),
        elsewhere=[_shown(one, words, "nothing says which question it concerns") for one in work.improvements if one.id not in here],
        evidence_elsewhere=[evidence_of(entry, said, None) for entry, said, withdrawn in entries.evidence()
                            if withdrawn is None and entry.number not in cited],
        questions=questions)


def standings(found: Gathered, measures: Mapping[str, Measure], signals: Signals) -> dict[str, MeasureStanding]:
    """Where every measure of a run stands, by standard."""
    known = {name: _beside(found, one, _changed(signals).get(name, Changed("", ""))) for name, one in measures.items()}
    return {name: standing_of(one, known) for name, one in measures.items()}


def _beside(found: Gathered, measure: Measure, changed: Changed) -> Beside:
    day = found.periods.as_at.date()
    own = found.library.own_standard(measure.standard, day)
    default = found.library.standards[measure.standard]
    why_not = measure.why_not_measured.rstrip(".") or partly_measured(
        found.run.manifest["by_standard"].get(measure.standard, {}), local_day(found.run.as_at, found.run.zone))
    sampled = own.kind == "audit"
    here = alone(measure.headline, own.expect, why_not, sampled)
    at_default = None
    if any(one.own for one in measure.local_values):
        reading = measure.library_readings[0] if measure.library_readings else measure.headline
        at_default = alone(reading, default.expect, why_not, sampled).standing
    return Beside(here, own.expect.basis if own.expect and here.standing != "no_say" else "", default.publish, at_default, changed,
                  bool(doubts(measure)),
                  _nothing(measure))


def _nothing(measure: Measure) -> bool:
    """Whether the records hold nothing of it to count, now or ever."""
    reading = measure.headline
    return measure.why_not_measured.startswith((NO_SUCH, NO_RECORDS)) or (
        measure.measured and reading is not None and reading.why_no_rate == NO_DUTY)


def _changed(signals: Signals) -> dict[str, Changed]:
    """The change beyond chance of each measure that has one for better or for worse."""
    return {one.measured.standard.id: Changed(WAYS[one.way], signal_sentence(one, signals))
            for one in signals.signals if one.change is not None and one.way in WAYS}


def _same_force(entries: Entries, found: Gathered, brought: Brought) -> None:
    """Raises Problems where a grade was set on a run of other forces: one file holds the judgement of one, or of the same together."""
    own = set(found.forces)
    others = [one.said.forces for one in entries.all if isinstance(one.said, GradeSaid) and set(one.said.forces) != own]
    if others:
        this = f"is of {', '.join(found.forces)}" if own else "names no force"
        raise problem(brought.judgements, f"holds grades of {', '.join(sorted(others[0])) or 'no named force'}, and this run {this}.",
                      "Name the file of this force, or one that is not there yet.")


def _open_improvements(found: Gathered, brought: Brought) -> list[Improvement]:
    """What is still open of the forces of the run."""
    if brought.improvements is None:
        return []
    table = lifecycle()
    return [one for one in read_register(brought.improvements, known_at=brought.as_at).standing.values()
            if table.open(one.state) and (not found.forces or one.proposal.force in found.forces)]


def _shown(one: Improvement, words: RegisterWords, why: str) -> OpenImprovement:
    return OpenImprovement(one.id, one.proposal.called, one.level or "", words.level_title(one.level),
                           lifecycle().title(one.state), why)


@dataclass(frozen=True)
class _Work:
    """What every question is judged with."""

    found: Gathered
    framework: Framework
    table: GradingTable | None
    standings: Mapping[str, MeasureStanding]
    entries: Entries
    improvements: list[Improvement]
    fingerprint: str
    with_judgements: bool
    with_register: bool

    @property
    def unread(self) -> list[str]:
        forces = self.found.forces
        several = f"The run holds {len(forces)} forces ({', '.join(forces)}), and this is of all of them together."
        return [*([several] if len(forces) > 1 else []), *([] if self.with_judgements else [NO_JUDGEMENTS]),
                *([] if self.with_register else [NO_REGISTER])]

    def question(self, question: Question) -> QuestionJudgement:
        measures = [self.standings[name] for name in question.all_standards if name in self.standings]
        evidence = list(self._evidence(question))
        improvements = list(self._improvements(question))
        indicative = indicated(self.table, question.graded, measures, evidence, improvements)
        grades = [self._final(entry, said) for entry, said in self.entries.grades(self.framework.framework, question.id)]
        final = self._standing(grades)
        others = [one for one in grades if one is not final]
        checks = self_checks(indicative, final, self.framework.scale, measures, evidence, improvements) if question.graded else []
        checks = [*not_final(others), *checks] if question.graded else []
        return QuestionJudgement(
            number=question.number, id=question.id, text=question.text, graded=question.graded, indicative=indicative, final=final,
            earlier=others, measures=measures, evidence=evidence, improvements=improvements, self_checks=checks)

    def _evidence(self, question: Question) -> Iterable[Evidence]:
        for entry, said, withdrawn in self.entries.evidence():
            concerns = said.question == question.id or said.standard in question.all_standards
            if withdrawn is None and concerns and (not said.forces or set(said.forces) == set(self.found.forces)):
                yield evidence_of(entry, said, None)

    def _improvements(self, question: Question) -> Iterable[OpenImprovement]:
        words = register_words(self.found.library.path)
        for one in self.improvements:
            measured = [name for name in (one.exit_test.standards if one.exit_test else []) if name in question.all_standards]
            if one.proposal.question == question.id:
                yield _shown(one, words, "it stands under this question")
            elif measured and one.proposal.question not in [other.id for other in self.framework.questions]:
                yield _shown(one, words, f"its exit test measures {', '.join(measured)}")

    def _standing(self, grades: Sequence[FinalGrade]) -> FinalGrade | None:
        """The last one, leaving out those of later moments: they were set by who knew more, and replaced nothing here."""
        known = [one for one in grades if one.moment]
        return known[-1] if known and not known[-1].not_final_because else None

    def _final(self, entry: Entry, said: GradeSaid) -> FinalGrade:
        this_run = said.run_fingerprint == self.fingerprint
        moment = self._moment(said, this_run)
        return FinalGrade(said.grade, entry.who, stamped(entry.recorded_at), said.why, said.run, said.run_as_at, said.run_fingerprint,
                          this_run, said.indicative, list(said.self_checks), moment, self._not_final(said, this_run, moment))

    def _moment(self, said: GradeSaid, this_run: bool) -> Literal["this", "earlier", ""]:
        """How the moment of the run that a grade was set on lies beside this run's. One that cannot be read is not known to be earlier.

        Where only its words are known, which are local and to the minute, it is taken as the last moment that they can mean.
        """
        own = self.found.run.as_at
        other = own if this_run else said.run_moment or self._latest(said.run_as_at)
        return "" if other is None or other > own else "this" if other == own else "earlier"

    def _latest(self, words: str) -> datetime | None:
        try:
            local = datetime.strptime(words, SPOKEN)
        except ValueError:
            return None
        last = (local + timedelta(minutes=1) - timedelta(microseconds=1)).replace(tzinfo=ZoneInfo(self.found.run.zone), fold=1)
        return last.astimezone(UTC).replace(tzinfo=None)

    def _not_final(self, said: GradeSaid, this_run: bool, moment: str) -> str:
        if said.grade not in self.framework.scale:
            return f"it is no grade of the scale ({', '.join(self.framework.scale)})"
        if not moment and said.run_as_at == spoken_moment(self.found.run.as_at_micros, self.found.run.zone):
            return f"it was set on a run as at a moment that is, or may be, later within the same minute, {said.run_as_at}"
        if not moment:
            return f"it was set on a run as at a later moment, {said.run_as_at}"
        if not said.forces and not this_run:
            return "it was set on another run, and neither run names a force, so nothing says that they are of the same"
        return ""


def evidence_of(entry: Entry, said: EvidenceSaid, withdrawn: Entry | None) -> Evidence:
    """Evidence as a judgement shows it. withdrawn: by which entry, if it was."""
    why = getattr(withdrawn.said, "why", "") if withdrawn else ""
    return Evidence(entry.number, said.kind, said.bears, said.words, entry.who, said.on.isoformat(), stamped(entry.recorded_at),
                    said.question or "", said.standard or "", said.place or "",
                    f"{withdrawn.who}, {stamped(withdrawn.recorded_at)}: {why}" if withdrawn else "", list(said.forces))


def stamped(at: datetime) -> str:
    """A naive UTC moment to the second, as ISO 8601."""
    return at.isoformat(timespec="seconds") + "Z"
