"""What a reader must hold against a grade, and whoever sets one must have seen: each a plain sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peelian.inspections.grading.model import Evidence, FinalGrade, Indicative, MeasureStanding, OpenImprovement
from peelian.measures.chart_text import many

SHOWN = 6  # so many titles are named; the rest are counted


def self_checks(indicative: Indicative, final: FinalGrade | None, scale: Sequence[str], measures: Sequence[MeasureStanding],
                evidence: Sequence[Evidence], improvements: Sequence[OpenImprovement]) -> list[str]:
    """Of a question that is graded. What holds for every question of a run, the judgement says once."""
    grade = final.grade if final else indicative.grade
    said = f"Graded {grade} by {final.by}" if final else f"Indicated {grade}"
    found: list[str] = []
    if grade is not None:
        found += _against(said, grade, scale, measures, improvements)
        found += _of_evidence(said, final, evidence)
    if final is not None:
        found += _of_final(final, indicative)
    return [*found, *_of_measures(measures)]


def _against(said: str, grade: str, scale: Sequence[str], measures: Sequence[MeasureStanding],
             improvements: Sequence[OpenImprovement]) -> Iterator[str]:
    """What speaks the other way: against a good grade what fails or is not known, against a bad one what is assured."""
    def those(*standings: str) -> list[MeasureStanding]:
        return [one for one in measures if one.standing in standings]

    if grade in scale and scale.index(grade) < len(scale) / 2:
        if untold := those("cannot_tell"):
            yield f"{said}, but where {many(len(untold), 'measure stands', 'measures stand')} cannot be told: {titles(untold)}."
        if failing := those("not_assured"):
            yield f"{said}, but {many(len(failing), 'measure does', 'measures do')} not keep what is expected: {titles(failing)}."
        if worse := [one for one in measures if one.way == "worsening"]:
            yield f"{said}, but {many(len(worse), 'measure gets', 'measures get')} worse beyond chance: {titles(worse)}."
        if improvements:
            yield f"{said}, but {many(len(improvements), 'improvement is', 'improvements are')} still open."
    elif len(assured := those("assured")) * 2 > len(those("assured", "mixed", "not_assured", "cannot_tell")):
        yield f"{said}, but more than half of the measures with a say are assured: {titles(assured)}."


def _of_evidence(said: str, final: FinalGrade | None, evidence: Sequence[Evidence]) -> Iterator[str]:
    if unnamed := [one for one in evidence if not one.forces]:
        yield (f"Nothing says of which force {many(len(unnamed), 'piece')} of evidence {'is' if len(unnamed) == 1 else 'are'}: "
               f"{', '.join(str(one.number) for one in unnamed)}.")
    if not evidence:
        yield f"{said} on records alone: nobody brought an interview, document, observation or file review."
        return
    both = {one.bears for one in evidence}
    if len(both) == 2:
        yield "What people brought contradicts itself: some supports and some does not."
    if final is not None and {one.by for one in evidence} == {final.by}:
        yield f"All evidence of people was brought by {final.by}, who set the grade."


def _of_final(final: FinalGrade, indicative: Indicative) -> Iterator[str]:
    now = indicative.grade or "cannot be told"
    if final.grade != indicative.grade:
        yield f"The grade set differs from what the table indicates now: {now}."
    if not final.this_run:
        yield f"The grade was set on another run, {final.run} as at {final.run_as_at}: look whether it still holds."


def not_final(grades: Sequence[FinalGrade]) -> list[str]:
    """Of grades that a person set: which are not final for this run whoever set them, and why."""
    return [f"“{one.grade}”, set by {one.by}, is not final: {one.not_final_because}." for one in grades if one.not_final_because]


def _of_measures(measures: Sequence[MeasureStanding]) -> Iterator[str]:
    with_say = [one for one in measures if one.standing != "no_say"]
    local = [one for one in with_say if one.basis == "local"]
    if local:
        yield (f"What is expected is a local value for {len(local)} of {many(len(with_say), 'measure')} with a say: no national "
               "figure says that it is enough.")
    for one in measures:
        if one.at_default and one.at_default != one.standing:
            yield (f"“{one.title}” stands here at values that were set locally; at the library's it would be "
                   f"{one.at_default.replace('_', ' ')}.")
    if silent := [one for one in measures if one.standing == "no_say" and one.way == "worsening"]:
        yield f"{many(len(silent), 'measure')} without a say got worse beyond chance: {titles(silent)}."


def titles(measures: Sequence[MeasureStanding]) -> str:
    """Their titles, the first few named and the rest counted."""
    named = "; ".join(one.title for one in measures[:SHOWN])
    return named + (f"; and {len(measures) - SHOWN} more" if len(measures) > SHOWN else "")
