"""What people bring to a published report besides the run: judgements, the register of improvements, and earlier inspections."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from peelian.inspections.grading.model import Judgement, OpenImprovement
from peelian.inspections.improvement.events import Improvement
from peelian.inspections.improvement.listing import state_words
from peelian.inspections.improvement.store import read_register
from peelian.inspections.links.decisions import FILE, decisions, standing
from peelian.inspections.links.links import Linked, links_of
from peelian.inspections.links.match import Matcher
from peelian.inspections.links.said_as import read_said_as
from peelian.inspections.publish.beside import VERDICTS, beside
from peelian.inspections.publish.model import PublishedImprovement, SinceInspection
from peelian.inspections.publish.pages import TEMPLATES
from peelian.inspections.published import published_of
from peelian.inspections.read.model import Inspection
from peelian.inspections.read.written import read_inspections
from peelian.inspections.report.model import Measure, Report
from peelian.inspections.report.pages import TEMPLATES as INTERNAL
from peelian.problems import problem
from peelian.standards.library import Library

LIKELY = 0.5  # a link that nobody decided on is named to the public only where the method is this sure of it
PUBLIC = ("inspection", "recommendation")  # what an audit or a signal asks for is written for the service, and may speak of a case
FURTHER = {"beside.html": "Beside the published page"}  # the page that --beside adds to the internal ones
ASKED = ("area for improvement", "recommendation", "cause of concern")


@dataclass
class Register:
    """What of a register of improvements is published: open ones that something published asks for, by question.

    elsewhere: those of which nothing says to which question they belong. standing: every improvement, open or not.
    """

    by_question: dict[str, list[PublishedImprovement]] = field(default_factory=dict)
    elsewhere: list[PublishedImprovement] = field(default_factory=list)
    standing: dict[str, Improvement] = field(default_factory=dict)


def register_of(path: Path | None, judgement: Judgement, library: Library) -> Register:
    """The register's open improvements as the judgement laid them out. Raises Problems for a file that is no register."""
    if path is None:
        return Register()
    found = Register(standing=dict(read_register(path).standing))

    def published(rows: Sequence[OpenImprovement]) -> list[PublishedImprovement]:
        known = [found.standing[row.id] for row in rows if row.id in found.standing]
        return [_published(one, library) for one in known if one.proposal.source.kind in PUBLIC]

    found.by_question = {question.id: published(question.improvements) for question in judgement.questions}
    found.elsewhere = published(judgement.elsewhere)
    return found


def _published(one: Improvement, library: Library) -> PublishedImprovement:
    named = [name for name in (one.exit_test.standards if one.exit_test else []) if name in library.standards]
    measure = next((name for name in named if library.standards[name].publish), None)
    return PublishedImprovement(words=" ".join(one.proposal.text.split()), measure=measure, proposed=False, state=state_words(one))


def since_inspection(path: Path | None, report: Report, library: Library, register: Register) -> tuple[str, list[SinceInspection]]:
    """What the last inspection asked for, and what the measures that would show it say now. Raises Problems for a file that is none."""
    if path is None:
        return "", []
    inspection = one_inspection(path)
    linked = links_of(inspection, Matcher(library, read_said_as(library)), standing(decisions(path.parent / FILE)))
    dated = inspection.published or inspection.updated
    day = f", dated {dated.date.day} {dated.date:%B %Y}" if dated else ""
    whose = inspection.force.name if inspection.force else report.service
    last = f"The last inspection is that of {whose}, {inspection.cycle or 'no cycle named'}{day}."
    measures = {one.standard: one for question in report.questions for one in question.measured}
    return last, [_since(one, measures, library, register) for one in linked.linked if one.statement.kind in ASKED]


def _since(one: Linked, measures: Mapping[str, Measure], library: Library, register: Register) -> SinceInspection:
    """One thing that was asked for. A link that nobody confirmed is named only where the method is sure of it."""
    names = [link.standard for link in one.links if link.decided or link.confidence >= LIKELY]
    shown = [name for name in names if name in measures and library.standards[name].publish]
    if shown:
        now = f"The newest {'figure that would show it' if len(shown) == 1 else 'figures that would show it'}:"
    elif names:
        now = "What would show it could not be measured, or is not published."
    else:
        now = "No record of this library's would show it: people judge."
    text = " ".join(one.statement.text.lower().split())
    kept = next((each for each in register.standing.values() if " ".join(each.proposal.text.lower().split()) == text), None)
    return SinceInspection(asked=one.statement.text, kind=one.statement.kind, measures=shown, now=now,
                           state=state_words(kept) if kept else "")


def beside_pages(path: Path | None, report: Report, library: Library) -> dict[str, str]:
    """The pages that set an inspection beside the report: file name → text. Internal, for they name figures of any size."""
    if path is None:
        return {}
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    matcher = Matcher(library, read_said_as(library))
    titles = {name: one.title for name, one in library.standards.items()}
    made = beside(one_inspection(path), report, published_of(library), matcher, titles)
    environment = Environment(loader=FileSystemLoader([INTERNAL, TEMPLATES]), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    environment.globals["style"] = Markup((INTERNAL / "style.css").read_text(encoding="utf-8"))
    page = environment.get_template("beside.html").render(report=report, page="beside.html", beside=made, verdicts=VERDICTS,
                                                            further=FURTHER)
    return {"beside.html": page, "beside.json": json.dumps(made.plain(), indent=1, ensure_ascii=False) + "\n"}


def one_inspection(path: Path) -> Inspection:
    found = read_inspections(path)
    if len(found) != 1:
        raise problem(path, f"holds {len(found)} inspections.", "Name a file with one, as `peelian read --out` writes it.")
    return found[0]
