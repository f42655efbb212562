"""The spec tables in tests/meaning/spec: a file is a chapter, a block a standard; its cases run on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peelian.duties.cases import Case, instant, literal_rows
from peelian.problems import Problem
from peelian.standards.library import Library, read_library
from peelian.standards.model import Standard
from peelian.standards.resolve import Resolver
from peelian.standards.rules import Resolved
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml
from tests.meaning import engines

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
CHAPTERS = sorted((Path(__file__).parent / "spec").glob("*.yaml"))


def spec_cases() -> list[Any]:
    found = []
    for path in CHAPTERS:
        file = read_yaml(path)
        for number, block in enumerate(file.data):
            for index, case in enumerate(block["cases"]):
                label = f"{path.stem}:{block['says']}:{case['name']}".replace(" ", "-")
                found.append(pytest.param(file, number, index, id=label))
    return found


@pytest.fixture(scope="session")
def lending() -> Library:
    return read_library(LENDING)


@pytest.fixture(params=["reference", "duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> Any:
    if request.param == "reference":
        return engines.reference
    if request.param == "duckdb":
        return engines.plan("duckdb://")
    return engines.plan(request.getfixturevalue("postgres_url"))


def resolve(library: Library, file: YamlFile, number: int) -> Resolved:
    """The rules of one block: its standard with the words that every standard needs filled in."""
    block = file.data[number]["standard"]
    data = {"id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk", **block}
    edition = {"in_force": {"from": "2000-01-01"}, "authority": {"kind": "local", "cite": "Spec", "evidence": "local"}}
    if "clock" in data:
        data["editions"] = [{**edition, "clock": data.pop("clock")}]
    data["editions"] = [{**edition, **given} for given in data.get("editions", [{}])]
    if data.get("kind", "duty") != "duty":
        del data["owed_by"]
    problems: list[Problem] = []
    standard = validated(Standard, file, data)
    resolved = Resolver(standard, file, library.tables, library.calendar, problems).resolved()
    assert not problems, problems
    return resolved


@pytest.mark.parametrize(("file", "number", "index"), spec_cases())
def test_spec(file: YamlFile, number: int, index: int, lending: Library, engine: Any) -> None:
    resolved = resolve(lending, file, number)
    case = validated(Case, file, file.data[number]["cases"][index])
    zone = lending.about.zone
    rows = literal_rows(case.records, lending.tables, zone, file)
    ledger, counted = engine(resolved.duties, resolved.counted, lending.tables, rows, lending.calendar,
                             instant(case.as_at, zone)[1])
    sums: dict[str, float] = {}
    for row in counted:
        if row["truth"]:
            sums[row["role"]] = sums.get(row["role"], 0.0) + row["value"]
    assert {role: sums.get(role, 0.0) for role in case.counts} == case.counts
    expected = [_expected(one, zone) for one in case.expect]
    words = sorted({word for one in expected for word in one})
    made = [{word: row[word] for word in words} for row in ledger]
    wanted = [{word: one.get(word, "any") for word in words} for one in expected]
    assert _sorted(_blank(made, wanted)) == _sorted(wanted)


def _expected(one: dict[str, Any], zone: str) -> dict[str, Any]:
    found = {}
    for word, value in one.items():
        if value is not None and word.endswith(("_at", "_latest")):
            lo, hi = instant(value, zone)
            value = hi if word in ("due_at", "due_latest") else lo
        found[word] = value
    return found


def _blank(made: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as made, with "any" where the matching expected row does not say."""
    left, shown = list(wanted), []
    for row in made:
        match = next((one for one in left if all(value in ("any", row[word]) for word, value in one.items())), None)
        if match is not None:
            left.remove(match)
            shown.append(match)
        else:
            shown.append(row)
    return shown


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(sorted(row.items(), key=lambda pair: pair[0])))
