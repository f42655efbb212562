"""Nobody is kept out of what is published: by colour, a narrow screen, paper, or for want of a mouse or a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from tests.browser.looking import DARK, NARROW, PRINTED, View, kept_out_by, shown
from tests.browser.test_pages import too_wide

PAGES = ("public/index.html", "public/figures-2.html", "public/figures-3.html", "public/not-measured.html", "public/method.html",
         "internal/beside.html")
PARTS = ("figure svg", "table.by-month", "details", "dl.facts", "ul.marks", "ul.said a.behind", ".judgement.not-final", ".mark",
         "p.rule")


def test_what_is_looked_at_has_every_part(both_reports: Path) -> None:
    pages = [BeautifulSoup((both_reports / name).read_text(encoding="utf-8"), "lxml") for name in PAGES]
    assert [part for part in PARTS if not any(page.select(part) for page in pages)] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_published_page_keeps_nobody_out(browser: Browser, both_reports: Path, name: str) -> None:
    assert kept_out_by(browser, both_reports / name) == []


def test_nor_does_any_other_published_page(browser: Browser, both_reports: Path) -> None:
    """There may be none: a question of which nothing has a figure has no page of figures."""
    every = {str(path.relative_to(both_reports)): path for path in (both_reports / "public").rglob("*.html")}
    assert every.keys() >= {name for name in PAGES if name.startswith("public/")}
    others = [path for name, path in sorted(every.items()) if name not in PAGES]
    assert {path.name: found for path in others if (found := kept_out_by(browser, path) + too_wide(browser, path))} == {}


@pytest.mark.parametrize("view", [DARK, PRINTED], ids=["dark", "printed"])
@pytest.mark.parametrize("name", PAGES[:2])
def test_nor_in_dark_colours_nor_on_paper(browser: Browser, both_reports: Path, name: str, view: View) -> None:
    assert kept_out_by(browser, both_reports / name, view) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_published_page_fits_a_narrow_screen(browser: Browser, both_reports: Path, name: str) -> None:
    assert too_wide(browser, both_reports / name) == []
    assert NARROW.width == 320


def test_a_sentence_leads_by_keyboard_to_its_figure_without_a_script(browser: Browser, both_reports: Path) -> None:
    with shown(browser, both_reports / "public" / "index.html") as page:
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("class") == "skip"
        link = page.locator("ul.said a.behind").first
        link.focus()
        wanted = (link.get_attribute("href") or "").partition("#")[2]
        page.keyboard.press("Enter")
        page.wait_for_url(f"**#{wanted}")
        assert page.locator(f"article#{wanted}").is_visible()


def test_paper_has_the_tables_and_no_marking_that_is_not_its_own(browser: Browser, both_reports: Path) -> None:
    with shown(browser, both_reports / "public" / "figures-2.html", PRINTED) as page:
        assert page.locator("details:not([open]) table").first.is_visible()
        assert not page.locator("header nav").is_visible()
        # Of two rules for the edge of a page the later one counts.
        last = page.evaluate("""() => [...document.styleSheets[0].cssRules].flatMap(one => [one, ...(one.cssRules || [])])
            .filter(one => one instanceof CSSPageRule).at(-1).cssText""")
        assert "OFFICIAL-SENSITIVE" not in last and "none" in last
