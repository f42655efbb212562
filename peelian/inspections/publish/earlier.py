"""A report beside the one published before it: what the two would give away together is withheld from the newer one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from peelian.clocks import months_between
from peelian.inspections.publish import told
from peelian.inspections.publish.model import PublishedMeasure, PublishedReport
from peelian.inspections.publish.numbers import Numbers
from peelian.problems import problem

MEND = "Name the report.json of a published report."


def read_earlier(path: Path | None) -> dict[str, PublishedMeasure]:
    """The measures of a report that was published, by id. Raises Problems for what is no report.json of this version."""
    if path is None:
        return {}
    try:
        found = PublishedReport.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise problem(path, f"cannot be read ({error.strerror}).", MEND) from None
    except (ValidationError, UnicodeDecodeError):
        raise problem(path, "is no report that this version published.", MEND) from None
    return {one.id: one for one in found.measures}


def beside_earlier(numbers: Numbers, before: PublishedMeasure | None) -> Numbers:
    """The figures less what they would give away beside the earlier ones: months that were withheld stay so, and a span is told only
    where no difference between it and any other that was told is small. What was entered late since then this does not see."""
    if before is None or not numbers.true:
        return numbers
    was_told = {one.last for one in before.months if one.good is not None and one.last}
    was_hidden = {one.last for one in before.months if one.good is None and one.why == told.WITHHELD}
    months = {month: told.HIDDEN if month in was_hidden else one for month, one in numbers.months.items()}
    spans = [months_between(one.first, one.last) for one in before.figures if one.good is not None and one.first and one.last]
    now_told = {month for month, one in months.items() if one.good is not None}
    if told.may_tell_spans(numbers.true, now_told | was_told, spans, numbers.spans):
        return replace(numbers, months=months)
    return replace(numbers, months=months, areas={}, spans=[], lines=[replace(line, told=told.HIDDEN) for line in numbers.lines])


def all_beside_earlier(numbers: Mapping[str, Numbers], before: Mapping[str, PublishedMeasure]) -> dict[str, Numbers]:
    return {name: beside_earlier(one, before.get(name)) for name, one in numbers.items()}
