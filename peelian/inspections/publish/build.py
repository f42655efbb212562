"""A published report, put together: what may be told, the sentences on it as people left them, and what the report rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peelian.inspections.grading.model import Judgement
from peelian.inspections.grading.standing import target
from peelian.inspections.publish import text
from peelian.inspections.publish.claims import Claims, claims_of
from peelian.inspections.publish.drafts import Draft, drafts_of
from peelian.inspections.publish.earlier import Earlier, all_beside_earlier
from peelian.inspections.publish.inspected import Register
from peelian.inspections.publish.model import (
    NotMeasured,
    PublishedImprovement,
    PublishedQuestion,
    PublishedReport,
    PublishedSentence,
    SinceInspection,
    Under,
)
from peelian.inspections.publish.numbers import Numbers, numbers_of
from peelian.inspections.publish.said import NOT_GRADED, disclosure_words, judged, limits_words, method_words, summary_of, whole_figures
from peelian.inspections.publish.shown import chart_svg, published_measure
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.model import Measure, QuestionPage, Report
from peelian.measures.signals import Signals

NOT_DECIDED = "proposed from the figures; nobody has decided on it"


@dataclass
class Publication:
    """What is written: the report, its charts by measure, the text file as it should stand, and what to tell the person."""

    report: PublishedReport
    charts: dict[str, str]
    text: str
    told: list[str] = field(default_factory=list)


def publication(report: Report, found: Gathered, signals: Signals, text_file: Path | None, judgement: Judgement,
                register: Register, last: str, since: list[SinceInspection], hand_checks: Mapping[str, list[str]],
                earlier: Earlier) -> Publication:
    """Put it together. Raises Problems for a file of text in which something is wrong.

    last, since: the inspection that it is compared with, and what that asked for. hand_checks: by standard, as they may be told.
    earlier: what the reports that were published before this one tell of each measure.
    """
    internal = {one.standard: one for one in measures_of(report.questions)}
    kept, withheld = _sorted_out(internal, found)
    day = found.periods.as_at.date()
    numbers = all_beside_earlier({name: numbers_of(found, found.library.own_standard(name, day)) for name in kept}, earlier)
    by_measure = {name: [one for one in signals.signals if one.measured.standard.id == name] for name in kept}
    claims = {name: claims_of(internal[name], numbers[name], by_measure[name], found.periods,
                              target(found.library.own_standard(name, day).expect)) for name in kept}
    whole = whole_figures(report, claims, withheld, internal)
    assured = {one.standard for question in judgement.questions for one in question.standing("assured")}
    drafts = drafts_of([one for one in report.questions if one.id != "others"], claims, summary_of(whole), assured,
                       report.library["called"])
    said, new, written = _text(text_file, drafts, claims, whole, report, found, assured)
    measures = [published_measure(internal[name], found.library.own_standard(name, day), numbers[name], claims[name], found,
                                  hand_checks.get(name, [])) for name in kept]
    charts = {name: drawn for name in kept if (drawn := _drawn(internal[name], numbers[name], found))}
    made = PublishedReport(
        title=report.title, service=report.service, called=report.library["called"], made_up=report.made_up_sentence,
        as_at=report.as_at, as_at_iso=str(report.run["as_at"]), framework=report.framework["title"],
        framework_source=report.framework["source"],
        headline=NOT_GRADED, unread=judgement.unread, improvements=register.elsewhere, summary=_sentences(said, "", "summary"),
        questions=[_question(one, judgement, said, register.by_question, kept) for one in report.questions],
        measures=measures, not_measured=_not_measured(internal, withheld), last_inspection=last, since=since,
        method=method_words(report), disclosure=disclosure_words(), limits=limits_words(report, found),
        reproduce={"As at": report.as_at, "--as-at": str(report.run["as_at"]), "Peelian": report.run["peelian"],
                   "Engine": report.run["engine"],
                   "Library": f"{report.library['title']} ({report.library['name']}), version {report.library['version']}",
                   "Fingerprint of the library": report.library["fingerprint"],
                   "Fingerprint of the records": report.run["records_fingerprint"], "Run": report.run["name"]})
    return Publication(made, charts, written, _told(said, new, text_file))


def measures_of(questions: Sequence[QuestionPage]) -> list[Measure]:
    """Every measure once, in the order of the questions."""
    found: dict[str, Measure] = {}
    for question in questions:
        for part in question.parts:
            for one in (*part.shown, *part.above, *part.not_measured):
                found.setdefault(one.standard, one)
    return list(found.values())


def _sorted_out(internal: Mapping[str, Measure], found: Gathered) -> tuple[list[str], list[str]]:
    """The measures that are published, and those that have a figure and are not for publication."""
    measured = [name for name, one in internal.items() if one.measured]
    return ([name for name in measured if found.library.standards[name].publish],
            [name for name in measured if not found.library.standards[name].publish])


def _text(path: Path | None, drafts: list[Draft], claims: Mapping[str, Claims], whole: Mapping[str, str], report: Report,
          found: Gathered, assured: Collection[str]) -> tuple[list[text.Said], list[Draft], str]:
    """The sentences with their figures or flags, the drafts that are new, and the file as it should stand."""
    own = {one.id: one.words for one in drafts}
    titles = {one.id: f"{one.number}. {one.text}" for one in report.questions}
    if path is None or not path.exists():
        known = text.said(text.drafted_text(drafts), claims, whole, own, assured)
        return known, [], text.refreshed(Path(), None, known, drafts, titles, report.service)
    existing, file = text.read_text(path, [one.id for one in report.questions], list(found.library.standards))
    names = {one.id for one in existing.sentences}
    new = [one for one in drafts if one.id not in names]
    known = text.said(existing, claims, whole, own, assured)
    added = text.said(text.drafted_text(new), claims, whole, own, assured)
    return [*known, *added], new, text.refreshed(path, file, known, new, titles, report.service)


def _sentences(said: Sequence[text.Said], question: str, under: Under) -> list[PublishedSentence]:
    return [PublishedSentence(id=one.sentence.id, words=one.words, measure=one.sentence.measure, rests_on=one.sentence.holds_while,
                              by="drafted from the figures" if one.drafted else "written by people")
            for one in said if one.sentence.publish and not one.flag
            and (one.sentence.question, one.sentence.under) == (question, under)]


def _question(one: QuestionPage, judgement: Judgement, said: Sequence[text.Said],
              improvements: Mapping[str, list[PublishedImprovement]], kept: Sequence[str]) -> PublishedQuestion:
    grade, final, basis = judged(one, judgement)
    proposed = [PublishedImprovement(words=sentence.words, measure=sentence.measure, proposed=True, state=NOT_DECIDED)
                for sentence in _sentences(said, one.id, "improvement")]
    return PublishedQuestion(
        number=one.number, id=one.id, text=one.text, judgement=grade, final=final, basis=basis,
        going_well=_sentences(said, one.id, "going_well"), needs_improvement=_sentences(said, one.id, "needs_improvement"),
        improvements=[*improvements.get(one.id, []), *proposed], change=_sentences(said, one.id, "change"),
        measures=[measure.standard for measure in one.measured if measure.standard in kept],
        not_measured=[measure.standard for measure in one.not_measured])


def _drawn(one: Measure, numbers: Numbers, found: Gathered) -> str:
    return chart_svg(one, found.library.own_standard(one.standard, found.periods.as_at.date()), numbers, found)


def _not_measured(internal: Mapping[str, Measure], withheld: Sequence[str]) -> list[NotMeasured]:
    return [NotMeasured(id=name, title=one.title, why_not=_why_not(one, name in withheld), withheld=name in withheld)
            for name, one in internal.items() if not one.measured or name in withheld]


def _why_not(one: Measure, withheld: bool) -> str:
    """In words without a count."""
    if withheld:
        return "Its figures are not for publication: the library says so of this standard."
    if one.verdict == "cannot":
        return f"The records lack {', '.join(one.missing) or 'what it needs'}."
    return {"duty": "Nothing in the records gave rise to such a duty, so there is nothing to count.",
            "indicator": "No record is to be counted in any month.", "audit": "Nobody has answered for a sample.",
            "capacity": "The records do not say what is held and what is needed."}[one.kind]


def _told(said: Sequence[text.Said], new: Sequence[Draft], path: Path | None) -> list[str]:
    flagged = [one for one in said if one.flag and one.sentence.publish]
    lines = [f"Not published: {one.sentence.id}: {one.flag}." for one in flagged]
    if new:
        lines.append(f"{len(new)} new {'draft stands' if len(new) == 1 else 'drafts stand'} at the end of {path}.")
    return lines
