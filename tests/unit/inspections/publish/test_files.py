"""What is published holds together: one schema, a workbook that opens, columns explained, pages whole and plain, a tagged PDF."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from tests.unit.inspections.publish.reading import sheets, words_of

PAGES = ("index.html", "figures-1.html", "not-measured.html", "method.html")


def page(published: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((published / "public" / name).read_text(encoding="utf-8"), "lxml")


def test_the_report_keeps_to_the_schema_beside_it(published: Path) -> None:
    folder = published / "public"
    schema, data = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("report.schema.json", "report.json"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    assert list(Draft202012Validator(schema).iter_errors({**data, "measures": [{}]}))
    assert all("description" in one for one in schema["$defs"]["PublishedFigure"]["properties"].values())


def test_it_says_what_makes_it_again(published: Path) -> None:
    data = json.loads((published / "public" / "report.json").read_text(encoding="utf-8"))
    assert data["reproduce"]["Fingerprint of the library"] == "abc" and data["reproduce"]["Fingerprint of the records"] == "def"
    assert data["as_at"] == "31 March 2017 23:59" and data["as_at_iso"] == "2017-03-31"
    said = page(published, "method.html").get_text()
    assert all(value in said for value in data["reproduce"].values())


def test_a_year_that_began_before_the_first_record_is_not_told(published: Path) -> None:
    """Duties are there from April 2015 on, and records that an indicator counts from October 2016 on."""
    known = {one["id"]: [figure["period"] for figure in one["figures"]] for one in
             json.loads((published / "public" / "report.json").read_text(encoding="utf-8"))["measures"]}
    assert known["loan-returned"] == ["April 2016 to March 2017", "April 2015 to March 2016"]
    assert len(known["look-whole"]) == 1


def test_the_csv_has_every_figure_and_a_word_on_every_column(published: Path) -> None:
    folder = published / "public"
    rows = list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))
    columns = list(csv.DictReader(io.StringIO((folder / "columns.csv").read_text(encoding="utf-8"))))
    assert [one["column"] for one in columns] == list(rows[0]) and all(one["meaning"] and one["unit"] for one in columns)
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert len(rows) == sum(len(one[kind]) for one in data["measures"] for kind in ("figures", "months", "areas"))


def test_the_workbook_opens_with_cover_contents_and_notes(published: Path) -> None:
    book = sheets(published / "public" / "report.xlsx")
    assert list(book) == ["Cover", "Contents", "Notes", "Periods", "Months", "Areas", "Measures"]
    months = book["Months"]
    assert any("[c]" in row for row in months) and any("[c] = withheld" in str(cell) for row in months for cell in row)
    assert any("rounded to 5" in str(cell) for row in months for cell in row)
    assert any("Counts from 1 to 4 are withheld" in str(cell) for row in book["Notes"] for cell in row)


def test_the_pdf_is_tagged_and_says_the_same(published: Path) -> None:
    path = published / "public" / "report.pdf"
    document = PdfReader(path)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and "/StructTreeRoot" in root  # type: ignore[index]
    assert document.metadata is not None and document.metadata.title
    said = words_of(path)
    data = json.loads((published / "public" / "report.json").read_text(encoding="utf-8"))
    sentences = [one["words"] for question in data["questions"] for one in (*question["going_well"], *question["needs_improvement"])]
    bare = said.replace(" ", "")
    assert sentences and all(words.replace(" ", "") in bare for words in sentences)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_plain_and_whole(published: Path, name: str) -> None:
    soup = page(published, name)
    assert "OFFICIAL-SENSITIVE" not in soup.get_text() and len(soup.find_all("h1")) == 1
    assert soup.find("script") is None and soup.find("link") is None and soup.find("img") is None
    assert not [one for one in soup.find_all(True) for word in one.attrs if word.startswith("on") or word == "src"]
    assert soup.html is not None and soup.html["lang"] == "en-GB"
    levels = [int(one.name[1]) for one in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [one["id"] for one in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for table in soup.find_all("table"):
        assert table.caption is not None and all(one.get("scope") in ("col", "row") for one in table.find_all("th"))
        assert len({len(row.find_all(["th", "td"])) for row in table.find_all("tr")}) == 1
    for link in soup.find_all("a", href=True):
        file, _, place = str(link["href"]).partition("#")
        if not file.startswith("https:"):
            assert (published / "public" / (file or name)).is_file(), link
            assert not place or page(published, file or name).find(id=place) is not None, link


def test_each_sentence_leads_to_the_figure_behind_it(published: Path) -> None:
    links = page(published, "index.html").select("ul.said a.behind")
    assert links
    for file, _, place in (str(one["href"]).partition("#") for one in links):
        assert page(published, file).select_one(f"article#{place}") is not None


def test_no_grade_is_said_that_nobody_set(published: Path) -> None:
    said = [one.get_text() for one in page(published, "index.html").select(".judgement")]
    assert said[0] == "Not graded" and all(words.startswith("Not graded") for words in said)
