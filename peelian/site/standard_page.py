"""The page of one standard: what it says, by what law, since when, on what records, proved by which cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peelian.duties.cases import Case
from peelian.inspections.published import IN_WORDS
from peelian.inspections.report.grounds import DOUBTED, EVIDENCE, law_of
from peelian.inspections.report.model import Law
from peelian.site.content import Content, Grid, code, linked
from peelian.site.timeline import timeline
from peelian.standards.model import Standard
from peelian.standards.prose import expected_share

ROOT = "../"


@dataclass(frozen=True)
class CaseView:
    name: str
    why: str | None
    as_at: str
    grids: list[Grid]


@dataclass(frozen=True)
class StandardPage:
    standard: Standard
    marks: list[str]
    rule: list[str]
    law: list[Law]
    timeline: Markup
    facts: list[tuple[str, str]]
    parameters: Grid | None
    needs: Grid
    guards: list[Markup]
    guarded_by: list[Markup]
    answers: Grid | None
    questions: list[str]
    cases: list[CaseView]


def standard_page(found: Content, name: str) -> StandardPage:
    standard = found.standards[name]
    newest = max(one.in_force.start for one in standard.editions)
    law = law_of(standard, newest)
    return StandardPage(
        standard, _marks(found, standard, law), found.prose.sentence(standard, found.resolved[name]).split("\n"), law,
        timeline(standard), _facts(standard), _parameters(found, name), _needs(found, name),
        [found.standard_link(one, ROOT) for one in standard.guards],
        [found.standard_link(one.id, ROOT) for one in found.standards.values() if name in one.guards],
        _answers(found, name), _questions(found, name), [_case(one) for one in found.cases[name]])


def _marks(found: Content, standard: Standard, law: list[Law]) -> list[str]:
    marks = [standard.kind, *(DOUBTED[one] for one in DOUBTED if any(edition.evidence == one for edition in law))]
    local = [name for name in found.library.parameters_of(standard.id) if found.library.parameters[name].basis == "local"]
    if local or any(edition.evidence == "local" for edition in law):
        marks.append("local value")
    return [*marks, *([] if standard.publish else ["never for publication"])]


def _facts(standard: Standard) -> list[tuple[str, str]]:
    facts = [("Name", standard.id)]
    if standard.owed_by:
        facts += [("Owed by", standard.owed_by), ("Risk", standard.risk)]
    if standard.expect is not None:
        facts.append(("Expected", f"{expected_share(standard)} ({standard.expect.basis})"))
    facts.append(("A better figure is", {"higher": "a higher one", "lower": "a lower one"}.get(standard.better, "neither way")))
    return facts


def _parameters(found: Content, name: str) -> Grid | None:
    values = [(one, found.library.parameters[one]) for one in found.library.parameters_of(name)]
    if not values:
        return None
    rows: list[list[str]] = [[Markup("{} {}").format(one.title, code(key)), str(one.value), one.basis, EVIDENCE[one.evidence],
                              one.source or "none given"] for key, one in values]
    return Grid(f"Values that a {found.library.about.called} may set for itself",
                ["Value", "The library's default", "Set", "Evidence", "Source"], rows)


def _needs(found: Content, name: str) -> Grid:
    rows: list[list[str]] = [[linked(f"{ROOT}tables/{table}.html", table), ", ".join(columns),
                              found.library.tables[table].usual_source or "not said"]
                             for table, columns in found.needs[name].items()]
    return Grid("The tables and columns that it cannot do without", ["Table", "Columns", "Usually held by"], rows)


def _answers(found: Content, name: str) -> Grid | None:
    rows: list[list[str]] = []
    for page in found.published:
        for line, answer in page.naming(name):
            words = answer.about or line.words
            rest = answer.cannot_show or answer.note or (page.places[answer.place].title if answer.place else "")
            rows.append([f"“{words}”", IN_WORDS[answer.mark], rest,
                         linked(f"{ROOT}published/{page.page}.html", f"{page.published_by}, {page.published_on.year}")])
    return Grid("Words of a published page that it answers", ["Words", "Mark", "What it cannot show, or where people record it",
                                                             "Page"], rows) if rows else None


def _questions(found: Content, name: str) -> list[str]:
    return [linked(f"{ROOT}questions.html#{key}-{question.id}", f"{framework.title} – {question.number}. {question.text}")
            for key, framework in found.frameworks.items() for question in framework.questions if name in question.all_standards]


def _case(case: Case) -> CaseView:
    grids = [_grid(f"Records: {table}", rows) for table, rows in case.records.items() if rows]
    if case.expect:
        grids.append(_grid("Duties expected", case.expect))
    if case.counts:
        grids.append(Grid("Counts expected", ["Role", "Count"], [[role, f"{count:g}"] for role, count in case.counts.items()]))
    if not case.expect and not case.counts:
        grids.append(Grid("Duties expected", ["Duties"], [["none"]]))
    return CaseView(case.name, case.why, case.as_at, grids)


def _grid(caption: str, rows: Iterable[Mapping[str, Any]]) -> Grid:
    """Rows as a case writes them: a column for each word that any of them has."""
    rows = list(rows)
    headings = list(dict.fromkeys(word for row in rows for word in row))
    return Grid(caption, headings, [[_cell(row[word]) if word in row else "–" for word in headings] for row in rows])


def _cell(value: Any) -> str:
    if value is None:
        return "blank"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
