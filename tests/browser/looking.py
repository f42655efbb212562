"""Pages as people meet them: in Debian's Chromium, which Playwright drives, with what axe-core finds against WCAG 2.2, A and AA."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

NAMED = "PEELIAN_CHROMIUM"
KNOWN = ("chromium", "chromium-browser", "google-chrome")
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# It needs no screen and no network. Where the tests run as root, as in a container, Chromium's own sandbox cannot start.
QUIET = ("--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run", "--no-default-browser-check")
OPENED = "for (const one of document.querySelectorAll('details')) one.open = true"


def chromium() -> str:
    """The program. Where there is none the test fails and says how to have one: a page that was not looked at proves nothing."""
    found = os.environ.get(NAMED) or next((path for path in map(shutil.which, KNOWN) if path), None)
    if found is None:
        pytest.fail(f"No Chromium is installed, and these tests look at pages in one. On Debian: sudo apt-get install chromium. "
                    f"Elsewhere let {NAMED} name a Chromium or Chrome.")
    return found


def launch(playwright: Playwright) -> Browser:
    """Chromium as it is installed; Playwright is never asked to fetch one."""
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *as_root])


@dataclass(frozen=True)
class View:
    """How a page is met: the colours that its reader prefers, on a screen or on paper, and how wide."""

    scheme: str = "light"
    media: str = "screen"
    width: int = 1200


LIGHT, DARK, PRINTED, NARROW = View(), View(scheme="dark"), View(media="print", width=800), View(width=320)


@contextmanager
def shown(browser: Browser, page: Path, view: View = LIGHT, *, scripts: bool = False) -> Iterator[Page]:
    """A page of a folder, without JavaScript, as some people read it, unless what looks at it needs it."""
    context = browser.new_context(java_script_enabled=scripts, color_scheme=view.scheme,  # type: ignore[arg-type]
                                  viewport={"width": view.width, "height": 900}, offline=True)
    try:
        made = context.new_page()
        made.emulate_media(media=view.media, color_scheme=view.scheme)  # type: ignore[arg-type]
        made.goto(page.as_uri())
        yield made
    finally:
        context.close()


def kept_out_by(browser: Browser, path: Path, view: View = LIGHT) -> list[str]:
    """What on a page would keep somebody out: rule, what it asks, and where; everything that folds is open.

    axe-core is a script and waits for the browser's clock, so it needs JavaScript. The pages have none of their own.
    """
    with shown(browser, path, view, scripts=True) as page:
        page.evaluate(OPENED)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(LEVELS)}, "resultTypes": ["violations"]})
    return [f"{one['id']}: {one['help']}: {node['target']} {node['html'][:200]}"
            for one in found.response["violations"] for node in one["nodes"]]
