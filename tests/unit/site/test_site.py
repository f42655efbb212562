"""The reference site: every standard and table has its page, every link leads somewhere, and nobody is kept out."""

from __future__ import annotations

import time
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from peelian.cli import main
from peelian.libraries import library_path
from peelian.site import MARK
from peelian.standards.library import Library, read_library
from tests.architecture.tree import ROOT

LENDING = ROOT / "tests" / "libraries" / "lending"
LONGEST = 60  # seconds in which the site of the whole library is built
TOP = ("index.html", "themes.html", "questions.html", "systems.html", "tables.html", "dictionary.html", "published.html",
       "guide.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "made"
    begun = time.process_time()
    assert main(["library", "site", "--out", str(out), "--docs", str(ROOT / "docs")]) == 0
    assert time.process_time() - begun < LONGEST
    return out


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path("england_and_wales"))


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def text(path: Path) -> str:
    return " ".join(soup(path).get_text(" ").split())


def test_a_page_for_each_standard_and_table_and_document(site: Path, library: Library) -> None:
    assert {path.stem for path in (site / "standards").iterdir()} == set(library.files)
    assert {path.stem for path in (site / "tables").iterdir()} == set(library.tables)
    documents = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert documents <= {path.relative_to(site / "guide") for path in (site / "guide").rglob("*.html")}
    assert all((site / name).is_file() for name in TOP)


def test_links_all_lead_somewhere_and_nothing_asks_the_network(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = soup(path)
        assert page.find("script") is None
        assert not [one for one in page.find_all(True) for word in one.attrs if word.startswith("on")], path
        for one in page.find_all(href=True):
            file, _, place = str(one["href"]).partition("#")
            if file.startswith(("http:", "https:", "mailto:")):
                assert one.name == "a"
                continue
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), f"{path.relative_to(site)} links to {one['href']}"
            assert not place or soup(target).find(id=place) is not None, f"{path.relative_to(site)} links to {one['href']}"
        for picture in page.find_all("img"):
            assert picture["alt"] and (path.parent / str(picture["src"])).is_file()
    assert "url(" not in (site / "style.css").read_text(encoding="utf-8")


def test_pages_are_for_everyone(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = soup(path)
        where = path.relative_to(site)
        assert page.html is not None and page.html["lang"] == "en-GB" and page.title is not None, where
        assert len(page.find_all("h1")) == 1, where
        skip = page.select_one("a.skip")
        assert skip is not None and page.select_one(str(skip["href"])) is not None
        levels = [int(one.name[1]) for one in page.find_all(["h1", "h2", "h3", "h4"])]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), where
        ids = [one["id"] for one in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), where
        for table in page.find_all("table"):
            assert all(one.get("scope") in ("col", "row", "rowgroup") for one in table.find_all("th")), where
            frame = table.find_parent(attrs={"role": "group"})
            assert isinstance(frame, Tag) and frame["tabindex"] == "0" and frame["aria-label"], where


def test_a_standard_says_all_that_it_is(site: Path, library: Library) -> None:
    path = site / "standards" / "vcop-referral-2wd.html"
    said = text(path)
    for words in ("within 2 working days", "Code of Practice for Victims of Crime 2015", "partly verified",
                  "Two days, as summaries say",
                  "Edition 1: from 16 November 2015 to 31 March 2021", "Edition 2: from 1 April 2021, no end set",
                  "reported before Easter, referred on the second working day after it", "Duties expected", "victim_referral",
                  "“The force also has good partnership arrangements to support victims and vulnerable people.”", "proxy",
                  "What partners did after a referral", "How effective is the force at investigating crime"):
        assert words in said, words
    drawing = soup(path).find("svg")
    assert isinstance(drawing, Tag) and drawing.title is not None and drawing.find("desc") is not None
    named = str(drawing["aria-labelledby"]).split()
    assert [one["id"] for one in (drawing.title, drawing.find("desc")) if isinstance(one, Tag)] == named


@pytest.mark.parametrize("standard", ["reoffending-cohort", "reoffending-comparison", "iom-cohort-covers-harm",
                                      "intelligence-acted-on", "intelligence-action-done"])
def test_what_was_chosen_at_its_worst_says_that_it_would_mostly_fall_anyway(site: Path, standard: str) -> None:
    said = text(site / "standards" / f"{standard}.html")
    assert "regression to the mean" in said[said.index("What it cannot show"):]


def test_what_is_local_or_not_for_publication_is_marked(site: Path, library: Library) -> None:
    for name, standard in library.standards.items():
        marks = {one.get_text() for one in soup(site / "standards" / f"{name}.html").select(".marks li")}
        assert ("never for publication" in marks) == (not standard.publish)
        for evidence, mark in (("unverified", "source not verified"), ("partly", "source partly verified")):
            assert (mark in marks) == any(one.authority.evidence == evidence for one in standard.editions), name
        local = [one for one in library.parameters_of(name) if library.parameters[one].basis == "local"]
        assert not local or "local value" in marks
        assert all(one in text(site / "standards" / f"{name}.html") for one in local)


def test_a_table_says_its_columns_and_who_reads_them(site: Path) -> None:
    said = text(site / "tables" / "victim_contact.html")
    for words in ("victim module of the records management system", "Whether the victim was reached. Blank means true.",
                  "telephone, email, text, letter, in_person, online", "victim_case.victim_case_id",
                  "Victim kept informed as often as was agreed"):
        assert words in said, words
    assert "DVPN (domestic violence protection notice), DVPO (" in text(site / "tables" / "civil_order.html")
    assert "0 (none yet), 1 (charged or summonsed), " in text(site / "tables" / "crime.html")


def test_indexes_hold_every_standard_that_they_should(site: Path, library: Library) -> None:
    def named(page: str) -> set[str]:
        return {Path(str(one["href"])).stem for one in soup(site / page).select('a[href^="standards/"]')}

    assert named("themes.html") == named("systems.html") == set(library.files)
    assert named("questions.html") <= set(library.files)
    rows = soup(site / "dictionary.html").select("tbody tr")
    assert len(rows) >= sum(len(table.columns) for table in library.tables.values())


def test_the_published_page_stands_sentence_by_sentence(site: Path) -> None:
    said = text(site / "published" / "hertfordshire_2017.html")
    assert "It still could use Clare’s Law more effectively." in said
    assert "Whether those who were told came to less harm" in said


def test_a_library_with_little_has_a_site_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["library", "site", "--out", str(out), "--library", str(LENDING)]) == 0
    assert "Begin with" in capsys.readouterr().out
    assert not (out / "published.html").exists() and not (out / "guide.html").exists()
    assert "This library holds no framework." in text(out / "questions.html")
    assert main(["library", "site", "--out", str(out), "--library", str(LENDING)]) == 0  # in place of the earlier one


def test_what_it_did_not_write_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    assert main(["library", "site", "--out", str(tmp_path / "out"), "--library", str(LENDING)]) == 1
    assert "is already there, and no earlier site" in capsys.readouterr().err
    assert (tmp_path / "out" / "letter.txt").is_file() and not (tmp_path / "out" / MARK).exists()


def test_documents_lead_to_what_the_site_holds_and_hostile_words_stay_words(tmp_path: Path) -> None:
    docs = tmp_path / "papers" / "docs"
    docs.mkdir(parents=True)
    (tmp_path / "papers" / "WORDS.md").write_text("# Words\n\n## Two *words*\n", encoding="utf-8")
    (tmp_path / "papers" / "SECRET.md").write_text("# Not linked\n", encoding="utf-8")
    standard = LENDING / "standards" / "lending" / "loan-returned.yaml"
    (docs / "a.md").write_text(
        f"# A <script>alert(1)</script>\n\n[words](../WORDS.md#two-words) [rule]({standard}) [code](../setup.py) "
        "[bad](javascript:alert(1))\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["library", "site", "--out", str(out), "--library", str(LENDING), "--docs", str(docs)]) == 0
    page = soup(out / "guide" / "a.html")
    assert page.find("script") is None
    links = [str(one["href"]) for one in page.select(".guide a")]
    assert links == ["words.html#two-words", "../standards/loan-returned.html"]
    assert soup(out / "guide" / "words.html").find(id="two-words") is not None
    assert not (out / "guide" / "secret.html").exists()


@pytest.mark.parametrize(("content", "said"), [(None, "there is no such folder"), ("![a](no.png)", "no such picture")])
def test_documents_that_cannot_be_rendered_are_told(tmp_path: Path, content: str | None, said: str,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    docs = tmp_path / "docs"
    if content is not None:
        docs.mkdir()
        (docs / "a.md").write_text(content, encoding="utf-8")
    assert main(["library", "site", "--out", str(tmp_path / "out"), "--library", str(LENDING), "--docs", str(docs)]) == 1
    assert said in capsys.readouterr().err and not (tmp_path / "out").exists()
