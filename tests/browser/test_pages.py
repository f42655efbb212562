"""Nobody is kept out of a report or of the reference site: by colour, a narrow screen, paper, or for want of a mouse or a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from tests.browser.looking import DARK, LIGHT, NARROW, OPENED, PRINTED, View, kept_out_by, shown

OF_REPORT = ("index.html", "chief_officer.html", "not-measured.html", "question-2.html", "question-3.html")
OF_SITE = ("index.html", "themes.html", "questions.html", "systems.html", "tables.html", "published.html", "guide.html",
           "standards/vcop-referral-2wd.html", "standards/da-arrest-rate.html", "tables/victim_case.html",
           "guide/tutorial/first_steps.html", "guide/reference/grammar.html")
PARTS = ("figure svg", "table.by-month", "table.units", "table.duties", "details", "dl.facts", "p.warning", "ul.marks", "p.rule",
         "#judgement table", ".standing", ".indicative")
FAULTS = """<!DOCTYPE html><html lang="en-GB"><head><title>Faults</title></head><body><main><h1>Faults</h1>
<p style="color: #999; background: #fff">Too faint.</p><details><summary>More</summary><img src="x.png"></details>
<a href="#a" style="display: inline-block; width: 9px; height: 9px"></a></main></body></html>"""


def test_what_keeps_people_out_is_found_also_where_it_is_folded_away(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "faults.html").write_text(FAULTS, encoding="utf-8")
    found = {line.partition(":")[0] for line in kept_out_by(browser, tmp_path / "faults.html")}
    assert {"color-contrast", "image-alt", "link-name"} <= found


def test_the_report_that_is_looked_at_has_every_part(report: Path) -> None:
    pages = [BeautifulSoup((report / name).read_text(encoding="utf-8"), "lxml") for name in OF_REPORT]
    assert [part for part in PARTS if not any(page.select(part) for page in pages)] == []
    captions = {one.get_text() for page in pages for one in page.select("summary")}
    assert "By whom it concerns" in captions
    judged = {one.get_text() for page in pages for one in page.select("#judgement caption, #judgement h3, #judgement .figure")}
    assert {"What people brought", "What is still to improve", "Where each measure stands", "What speaks against it",
            "Final: requires improvement"} <= judged


@pytest.mark.parametrize("name", OF_REPORT)
def test_a_page_of_the_report_keeps_nobody_out(browser: Browser, report: Path, name: str) -> None:
    assert kept_out_by(browser, report / name) == []


def test_nor_does_any_other_page_of_the_report(browser: Browser, report: Path) -> None:
    others = sorted(path for path in report.glob("*.html") if path.name not in OF_REPORT)
    assert others and {path.name: found for path in others if (found := kept_out_by(browser, path) + too_wide(browser, path))} == {}


@pytest.mark.parametrize("name", OF_SITE)
def test_a_page_of_the_site_keeps_nobody_out(browser: Browser, site: Path, name: str) -> None:
    assert kept_out_by(browser, site / name) == []


@pytest.mark.parametrize("name", ["compare.html", "comparator.html"])
@pytest.mark.parametrize("view", [None, DARK, PRINTED], ids=["as it is", "dark", "printed"])
def test_a_page_of_a_comparison_keeps_nobody_out(browser: Browser, comparisons: Path, name: str, view: View | None) -> None:
    assert kept_out_by(browser, comparisons / name, *([view] if view else [])) == []
    assert view is not None or too_wide(browser, comparisons / name) == []


@pytest.mark.parametrize("view", [DARK, PRINTED], ids=["dark", "printed"])
def test_nor_in_dark_colours_nor_on_paper(browser: Browser, report: Path, site: Path, view: View) -> None:
    """One style serves all pages of a kind, so those that use most of it stand for them."""
    for path in (report / "index.html", report / "question-2.html", site / "standards" / "vcop-referral-2wd.html",
                 site / "guide" / "reference" / "grammar.html"):
        assert kept_out_by(browser, path, view) == [], path.name


def test_a_page_says_the_same_without_a_script(browser: Browser, report: Path, site: Path) -> None:
    for path in (report / "question-2.html", site / "standards" / "vcop-referral-2wd.html"):
        said = []
        for scripts in (True, False):
            with shown(browser, path, scripts=scripts) as page:
                said.append(page.locator("body").inner_text())
        assert said[0] == said[1] and len(said[0]) > 1000


@pytest.mark.parametrize("name", OF_REPORT)
def test_a_page_of_the_report_fits_a_narrow_screen(browser: Browser, report: Path, name: str) -> None:
    assert too_wide(browser, report / name) == []


@pytest.mark.parametrize("name", OF_SITE)
def test_a_page_of_the_site_fits_a_narrow_screen(browser: Browser, site: Path, name: str) -> None:
    assert too_wide(browser, site / name) == []


def too_wide(browser: Browser, path: Path) -> list[str]:
    """What would have to be scrolled sideways at 320 pixels, other than tables, charts and lines of code in their own frames."""
    with shown(browser, path, NARROW) as page:
        found: list[str] = page.evaluate("""() => [...document.querySelectorAll('main *, header *, footer *')]
            .filter(one => one.checkVisibility() && !one.closest('.scroll, pre, .skip'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 120))""")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + (["the page as a whole"] if wide else [])


@pytest.mark.parametrize("name", OF_REPORT)
def test_a_caption_is_read_without_scrolling_sideways(browser: Browser, report: Path, name: str) -> None:
    with shown(browser, report / name, View(width=360), scripts=True) as page:
        page.evaluate(OPENED)
        cut = page.evaluate("""() => [...document.querySelectorAll('caption, figcaption')].filter(one => one.checkVisibility())
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.innerText)""")
    assert cut == []


def test_a_report_can_be_gone_through_by_keyboard_without_a_script(browser: Browser, report: Path) -> None:
    """The first stop skips to the content; what folds opens by Enter; each stop is shown; a frame that scrolls is a stop."""
    with shown(browser, report / "question-2.html") as page:
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("class") == "skip"
        assert page.locator(":focus").bounding_box()["x"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.locator(":focus").get_attribute("id") == "main"
        table = page.locator("details:has(> summary)").first
        before = table.get_attribute("open")
        table.locator("> summary").focus()
        page.keyboard.press("Enter")
        assert before is None and table.get_attribute("open") is not None
        frame = page.locator("main .scroll").first
        frame.focus()
        assert frame.evaluate("one => one === document.activeElement && getComputedStyle(one).outlineStyle !== 'none'")


def test_what_folds_is_there_on_paper_and_what_only_leads_about_is_not(browser: Browser, report: Path) -> None:
    with shown(browser, report / "question-2.html", PRINTED) as page:
        assert page.locator("details:not([open]) table").first.is_visible()
        assert not page.locator("header nav").is_visible() and not page.locator(".skip").is_visible()


@pytest.mark.parametrize("view", [LIGHT, NARROW, DARK, PRINTED], ids=["light", "narrow", "dark", "printed"])
def test_a_board_pack_keeps_nobody_out(browser: Browser, board: Path, view: View) -> None:
    page = BeautifulSoup((board / "index.html").read_text(encoding="utf-8"), "lxml")
    assert {one["id"] for one in page.select("h2[id]") if one.find_next_sibling(["h2", "div"]).name == "div"} >= {  # type: ignore[union-attr]
        "open", "ageing", "stuck", "reopened", "unproved"}
    assert kept_out_by(browser, board / "index.html", view) == []
    assert view is not NARROW or too_wide(browser, board / "index.html") == []
