"""A run's report, put together: questions from the framework, measures under them, and what could not be measured."""

from __future__ import annotations

from pathlib import Path

from peelian.clocks import spoken_moment
from peelian.duties.run_folder import RunFolder
from peelian.inspections.frameworks import HOW_WELL_KNOWN, THEMES, Framework, Question, choose_framework, frameworks_of
from peelian.inspections.grading.judge import Brought, judged
from peelian.inspections.report import accounting, overview
from peelian.inspections.report.checked import add_reviews
from peelian.inspections.report.gather import Gathered, gather
from peelian.inspections.report.in_charge import in_charge
from peelian.inspections.report.measures import all_measures
from peelian.inspections.report.model import Guard, Measure, Part, QuestionPage, Report
from peelian.inspections.report.signals import signals_page
from peelian.measures.signals import Signals, find_signals
from peelian.records.made_up import MADE_UP
from peelian.standards.library import Library

OTHERS = "others"
BEYOND = "Measures that answer none of these questions"


def build_report(run: RunFolder, library: Library, framework: str | None = None, brought: Brought | None = None,
                 found: Gathered | None = None, signals: Signals | None = None, reviews: Path | None = None) -> Report:
    """The report as plain data. brought: what people brought, for the judgement. found, signals: of this run, where they are known.
    reviews: the file of them, if not the one beside the run.

    Raises Problems for an unknown framework, and for a file of judgements, a register or reviews that is none.
    """
    chosen = choose_framework(library, framework)
    found = found or gather(run, library)
    signals = signals or find_signals(run, library, counted=(found.counts, found.team_counts))
    measures = all_measures(found)
    add_reviews(run, measures, reviews)
    judgement = judged(found, measures, signals, chosen, brought)
    questions = [_page(question, measures, chosen) for question in questions_of(chosen, library)]
    _link_guards(questions)
    shown = signals_page(signals, questions)
    said, manifest = library.about, run.manifest
    return Report(
        title="What was owed, and what was done", service=_service(found),
        as_at=spoken_moment(run.as_at_micros, run.zone),
        framework={"name": chosen.framework, "title": chosen.title, "source": chosen.source,
                   "note": note_of(chosen), "others": _others(library, chosen) if framework is None else ""},
        library={"name": said.name, "title": said.title, "called": said.called,
                 "version": str(manifest["library"].get("version", said.version)),
                 "fingerprint": str(manifest["library"].get("fingerprint", "not recorded"))},
        accounting=accounting.tables(found), accounting_sentence=accounting.sentence(manifest["records"]),
        accounting_warnings=accounting.warnings(manifest["records"]),
        limits=[*accounting.LIMITS, *accounting.limits_of_times(found), *accounting.limits_of_calendar(found)],
        tallies=[overview.tally(one) for one in questions], changes=overview.changes(questions),
        compared=overview.compared(questions), questions=questions,
        signals=shown, judgement=judgement, in_charge=in_charge(run, library, found.periods, questions, measures, shown),
        not_measured=[one for one in measures.values() if not one.measured],
        partly=[one for one in measures.values() if one.measured and one.verdict == "partly"],
        run={"engine": str(manifest.get("engine", "not recorded")), "name": run.name,
             "peelian": str(manifest.get("peelian", "not recorded")), "as_at": str(manifest["as_at"]),
             "records_fingerprint": str(manifest["records"].get("fingerprint", "not recorded"))},
        made_up=manifest.get(MADE_UP), made_up_sentence=run.made_up_sentence)


def _others(library: Library, chosen: Framework) -> str:
    """That nobody chose this framework, and which others there are: the records may be of another inspection's years."""
    others = [name for name in frameworks_of(library) if name != chosen.framework]
    return (f"No framework was named, so these are the library's first. It holds {', '.join(others)} too: "
            "--framework NAME asks by another.") if others else ""


def note_of(framework: Framework) -> str:
    """What a reader must know of a framework: its own note, and that the numbers of its questions are not the inspection's."""
    numbers = "The numbers of the questions are this library's, to name them by." if framework.numbered_by == "library" else ""
    return " ".join(filter(None, ((framework.note or "").strip(), numbers)))


def questions_of(framework: Framework, library: Library) -> list[Question]:
    """The framework's questions and, so that no measure is lost, one more for what answers none of them."""
    named = set(framework.all_standards)
    rest = sorted(name for name in library.standards if name not in named)
    if not rest:
        return framework.questions
    number = max((one.number for one in framework.questions), default=0) + 1
    return [*framework.questions, Question(number=number, id=OTHERS, text=BEYOND, graded=False, standards=rest)]


def _page(question: Question, measures: dict[str, Measure], framework: Framework) -> QuestionPage:
    seen: set[str] = set()
    parts = []
    named = [(text, names) for text, names in [(question.text, question.standards),
                                               *((part.text, part.standards) for part in question.diagnostics)]
             if names or text != question.text]
    for text, names in named:
        part = Part(text)
        for name in names:
            one = measures[name]
            part_list = part.not_measured if not one.measured else part.above if name in seen else part.shown
            part_list.append(one)
            seen.add(name)
        parts.append(part)
    return QuestionPage(question.number, question.id, question.text, question.graded, question.note or "",
                        f"question-{question.number}.html", parts, _evidence(question, framework))


def _evidence(question: Question, framework: Framework) -> str:
    """How well the words of a question are known, in a sentence; nothing where they are as published, and of what is no question."""
    known = question.evidence or framework.evidence
    said = known != "verified" and question.id != OTHERS and framework.framework != THEMES
    return f"Its words here: {HOW_WELL_KNOWN[known]}." if said else ""


def _link_guards(questions: list[QuestionPage]) -> None:
    """Each guard's page: where its measure is shown first."""
    pages: dict[str, str] = {}
    for question in questions:
        for one in question.measured:
            pages.setdefault(one.standard, f"{question.page}#{one.standard}")
    for question in questions:
        for one in question.measured:
            one.guards = [Guard(guard.standard, guard.title, guard.sentence, guard.headline, pages.get(guard.standard, ""))
                          for guard in one.guards]


def _service(found: Gathered) -> str:
    """The services by their codes; a code in small letters is shown as a name."""
    named = [code.replace("_", " ").title() if code.replace("_", "").islower() else code for code in found.forces]
    return ", ".join(named) if named else found.library.about.title
