"""A report beside those published before it: what they would give away together is withheld from the newest one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from peelian.clocks import months_between
from peelian.inspections.publish import told
from peelian.inspections.publish.model import PublishedMeasure, PublishedReport
from peelian.inspections.publish.numbers import Numbers
from peelian.problems import Problem, Problems, problem

MEND = "Name the report.json of a published report."


Earlier = Mapping[str, Sequence[PublishedMeasure]]  # standard → what each earlier report told of it


def read_earlier(paths: Sequence[Path]) -> Earlier:
    """What reports that were published tell of each measure. Raises Problems with every one that is no report.json of this version."""
    found: dict[str, list[PublishedMeasure]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            for one in _measures(path):
                found.setdefault(one.id, []).append(one)
        except Problems as wrong:
            problems += wrong.problems
    if problems:
        raise Problems(problems)
    return found


def _measures(path: Path) -> list[PublishedMeasure]:
    try:
        found = PublishedReport.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise problem(path, f"cannot be read ({error.strerror}).", MEND) from None
    except (ValidationError, UnicodeDecodeError):
        raise problem(path, "is no report that this version published.", MEND) from None
    return found.measures


def beside_earlier(numbers: Numbers, before: Sequence[PublishedMeasure]) -> Numbers:
    """The figures less what they would give away beside those of all earlier reports together: months that one of them withheld stay
    so, and a span is told only where no difference between it and any others that were told is small. What was entered late since
    then this does not see."""
    if not before or not numbers.true:
        return numbers
    was_told = {one.last for each in before for one in each.months if one.good is not None and one.last}
    was_hidden = {one.last for each in before for one in each.months if one.good is None and one.why == told.WITHHELD}
    months = {month: told.HIDDEN if month in was_hidden else one for month, one in numbers.months.items()}
    spans = [months_between(one.first, one.last) for each in before for one in each.figures
             if one.good is not None and one.first and one.last]
    now_told = {month for month, one in months.items() if one.good is not None}
    if told.may_tell_spans(numbers.true, now_told | was_told, spans, numbers.spans):
        return replace(numbers, months=months)
    return replace(numbers, months=months, areas={}, spans=[], lines=[replace(line, told=told.HIDDEN) for line in numbers.lines])


def all_beside_earlier(numbers: Mapping[str, Numbers], before: Earlier) -> dict[str, Numbers]:
    return {name: beside_earlier(one, before.get(name, ())) for name, one in numbers.items()}
