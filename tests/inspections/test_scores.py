"""The reader keeps what it has reached on the made-up pages, field by field, and its page of scores says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from peelian.libraries import library_path
from tests.inspections.fixtures import Fixture, all_fixtures
from tests.inspections.measuring import DOCUMENT, document, readings_of, scored
from tests.inspections.scoring import FIELDS, Score

Readings = list[tuple[Fixture, list[dict[str, Any]]]]
FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def readings() -> Readings:
    return readings_of(all_fixtures())


@pytest.fixture(scope="module")
def scores(readings: Readings) -> dict[str, Score]:
    return {"open": scored(one for one in readings if not one[0].held_out),
            "kept back": scored(one for one in readings if one[0].held_out)}


@pytest.mark.parametrize("pages", ["open", "kept back"])
@pytest.mark.parametrize("name", FIELDS)
def test_no_field_falls_below_what_was_reached(name: str, pages: str, scores: dict[str, Score]) -> None:
    count, floor = scores[pages].counts[name], FLOORS[name][pages]
    assert count.precision is not None and count.recall is not None
    assert count.precision >= floor["precision"] and count.recall >= floor["recall"], \
        [words for words in scores[pages].disagreements if words[0] == name]


def test_the_page_of_scores_is_up_to_date(readings: Readings) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(readings), "run python -m tests.inspections.measuring --write"


def test_whatever_is_found_keeps_the_published_schema(readings: Readings) -> None:
    schema = json.loads((library_path("england_and_wales").parent / "schemas" / "inspection.schema.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    wrong = [(fixture.name, error.message) for fixture, found in readings for one in found for error in check.iter_errors(one)]
    assert wrong == []


def spans(part: Any) -> Iterator[dict[str, Any]]:
    """Every span in what was found."""
    if isinstance(part, list):
        for one in part:
            yield from spans(one)
    elif isinstance(part, dict):
        if set(part) == {"start", "end", "text"}:
            yield part
        else:
            yield from spans(list(part.values()))


def test_every_span_holds_the_words_that_it_says(readings: Readings) -> None:
    wrong = [(fixture.name, span) for fixture, found in readings for one in found for span in spans(one)
             if one["text"][span["start"]:span["end"]] != span["text"] or not span["text"].strip()]
    assert wrong == []
    assert sum(1 for _, found in readings for _ in spans(found)) > 1000


def test_a_page_says_the_same_in_every_form(readings: Readings) -> None:
    """Text, HTML and PDF of the same damage give the same grades: the form of a file is no evidence."""
    grades: dict[tuple[str, str], dict[str, list[Any]]] = {}
    for fixture, found in readings:
        said = [(section["id"], section["grade"]["value"], section["grade"]["source"])
                for one in found for section in [*one["pillars"], *one["questions"]]]
        grades.setdefault((fixture.page.name, fixture.damage), {})[fixture.form] = said
    differing = {key: forms for key, forms in grades.items() if any(said != next(iter(forms.values())) for said in forms.values())}
    assert differing == {}
