"""What inspectors said in one read inspection, one statement for each thing that could be measured, with its words' place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from peelian.inspections.read.model import AreaForImprovement, CauseOfConcern, Inspection, Section, Span
from peelian.problems import Problem, Problems, problem, shortened
from peelian.records.tables import Strict

MAXIMUM_BYTES = 50_000_000
MOST_PROBLEMS = 20
MEND = "Name a file that `peelian read` wrote."
_SEVERAL = TypeAdapter(Annotated[list[Inspection], Field(min_length=1)])
Kind = Literal["cause of concern", "recommendation", "area for improvement", "weakness", "strength"]


class Statement(Strict):
    """One thing that inspectors said. The same words in the same inspection have the same id."""

    id: str = Field(description="made of force, cycle and words, so that it stays when the page is read again")
    kind: Kind = Field(description="as what it was said")
    question: str | None = Field(None, description="the question it stands under: its name in the library, or else its number")
    text: str = Field(description="the words, on one line")
    span: Span = Field(description="where they stand on the page")


def read_inspections(path: Path) -> list[Inspection]:
    """What a file holds that `peelian read` wrote: one inspection, or a list where the page had several forces.

    Raises Problems for what is no such file, each with its place.
    """
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise problem(path, "is larger than 50 MB.", MEND)
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise problem(path, f"cannot be read ({error.strerror}).", MEND) from None
    except json.JSONDecodeError as error:
        raise problem(f"{path}:{error.lineno}", f"is not JSON: {error.msg}.", MEND) from None
    except (ValueError, RecursionError):
        raise problem(path, "is not JSON: it is no UTF-8 text, or nested too deeply.", MEND) from None
    try:
        if isinstance(data, list):
            return _SEVERAL.validate_python(data)
        return [Inspection.model_validate(data)]
    except ValidationError as error:
        raise Problems(Problem(_place(path, detail["loc"]), f"{detail['msg']} (it says {shortened(repr(detail['input']))}).", MEND)
                       for detail in error.errors()[:MOST_PROBLEMS]) from None


def _place(path: Path, location: tuple[int | str, ...]) -> str:
    inner = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).removeprefix(".")
    return f"{path}, {inner}" if inner else str(path)


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
