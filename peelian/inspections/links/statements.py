"""What inspectors said in one read inspection, one statement for each thing that could be measured, with its words' place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from peelian.inspections.read.model import AreaForImprovement, CauseOfConcern, Inspection, Section, Span
from peelian.records.tables import Strict

Kind = Literal["cause of concern", "recommendation", "area for improvement", "weakness", "strength"]


class Statement(Strict):
    """One thing that inspectors said. The same words in the same inspection have the same id."""

    id: str = Field(description="made of force, cycle and words, so that it stays when the page is read again")
    kind: Kind = Field(description="as what it was said")
    question: str | None = Field(None, description="the question it stands under: its name in the library, or else its number")
    text: str = Field(description="the words, on one line")
    span: Span = Field(description="where they stand on the page")


def statements_of(inspection: Inspection) -> list[Statement]:
    """Every statement, the gravest kinds first within each question; words said twice stand once, as the gravest."""
    seen: dict[str, Statement] = {}
    for one in _all(inspection):
        seen.setdefault(one.id, one)
    return list(seen.values())


def _all(inspection: Inspection) -> Iterator[Statement]:
    yield from _listed(inspection, None, inspection.causes_of_concern, inspection.areas_for_improvement)
    sections = [*inspection.questions, *inspection.pillars, *([inspection.headline] if inspection.headline else [])]
    for section in sections:
        yield from _listed(inspection, section, section.causes_of_concern, section.areas_for_improvement)
    for section in sections:
        for finding in section.findings:
            yield _made(inspection, section, finding.sign, finding.text, finding.span)


def _listed(inspection: Inspection, section: Section | None, causes: list[CauseOfConcern], areas: list[AreaForImprovement]
            ) -> Iterator[Statement]:
    for cause in causes:
        yield _made(inspection, section, "cause of concern", cause.text, cause.span)
        for asked in cause.recommendations:
            yield _made(inspection, section, "recommendation", asked.text, asked.span)
    for area in areas:
        yield _made(inspection, section, "area for improvement", area.text, area.span)


def _made(inspection: Inspection, section: Section | None, kind: Kind, text: str, span: Span) -> Statement:
    question = None if section is None else section.id or (str(section.number) if section.number is not None else None)
    return Statement(id=statement_id(inspection, text), kind=kind, question=question, text=text, span=span)


def statement_id(inspection: Inspection, text: str) -> str:
    """Ten characters that the same words in the same force's inspection of the same cycle always have."""
    words = " ".join(text.lower().split()).rstrip(" .;,")
    force, cycle = about(inspection)
    return hashlib.sha256("\n".join((force, cycle, words)).encode()).hexdigest()[:10]


def about(inspection: Inspection) -> tuple[str, str]:
    """The force's short name and the cycle; "" for what the page does not say."""
    return inspection.force.code if inspection.force else "", inspection.cycle or ""
