"""A link back to the record: what a mapping may name, and that no value of a record decides where it leads."""

from __future__ import annotations

import pytest

from peelian.problems import Problems
from peelian.records.source_link import source_address, template_problem
from tests.unit.records.conftest import Reader
from tests.unit.records.test_mapping import HEAD, one_source

HOST = "https://records.example"


@pytest.mark.parametrize(("template", "own", "wrong"), [
    (f"{HOST}/crime/{{crime_id}}", [], ""), (f"{HOST}/?id={{crime_id}}#top", [], ""), ("http://records/x", [], ""),
    ("niche:crime/{crime_id}", ["niche"], ""),
    ("niche:crime/{crime_id}", [], "begins with none of https, http, each"),
    ("javascript:alert({crime_id})", ["javascript"], "begins with none of"),
    ("JAVASCRIPT:alert(1)", [], "begins with none of"), ("//records.example/{crime_id}", [], "begins with none of"),
    ("{crime_id}", [], "begins with none of"), ("https://{crime_id}/x", [], "names no host of its own"),
    ("https://records.example{crime_id}/", [], "names no host"), ("https://records.example", [], "names no host"),
    ("https://records.example@{crime_id}/", [], "names no host"), ("https:records/{crime_id}", [], "names no host"),
    (f"{HOST}/a b", [], "holds a space"), (f'{HOST}/"onclick=', [], "a quotation mark"), (f"{HOST}/\\x", [], "another letter"),
])
def test_what_a_template_may_be(template: str, own: list[str], wrong: str) -> None:
    found = template_problem(template, own)
    assert wrong in found and bool(found) == bool(wrong)
    assert bool(source_address(template, {"crime_id": "c1"}, own)) == (not wrong)


@pytest.mark.parametrize(("value", "address"), [
    ("c1", f"{HOST}/crime/c1"), ("a/b?c#d", f"{HOST}/crime/a%2Fb%3Fc%23d"), ("é \"<", f"{HOST}/crime/%C3%A9%20%22%3C"),
    (7, f"{HOST}/crime/7"), (None, ""), ("", ""), ("..", ""), (" ", ""),
])
def test_a_value_never_leaves_its_place(value: object, address: str) -> None:
    assert source_address(f"{HOST}/crime/{{crime_id}}", {"crime_id": value}) == address


@pytest.mark.parametrize(("mapping", "says"), [
    (one_source("same_names: true\nsource_link: 'ftp://x/{loan_id}'"), "begins with none of https, http"),
    ("source_link_schemes: [data]\n" + one_source("same_names: true"), "would run or open"),
    ("source_link_schemes: ['Niche:']\n" + one_source("same_names: true"), "is not a scheme"),
    (HEAD + "  loan: {sources: [{files: a.csv, same_names: true, source_link: 'https://x/1'}, {files: b.csv, same_names: true}]}\n",
     "different addresses"),
])
def test_a_mapping_that_would_mislead_is_refused(read: Reader, mapping: str, says: str) -> None:
    with pytest.raises(Problems, match=says):
        read("loan_id\n1\n", mapping=mapping)


def test_the_run_keeps_the_template_and_its_schemes(read: Reader) -> None:
    mapping = "source_link_schemes: [niche]\n" + one_source("same_names: true\nsource_link: 'niche:loan/{loan_id}'")
    found = read("loan_id\n1\n", mapping=mapping).accounting
    assert (found.tables["loan"].source_link, found.source_link_schemes) == ("niche:loan/{loan_id}", ["niche"])
