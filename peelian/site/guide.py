"""The documents beside a library, from Markdown to pages of the site, with every link either kept, moved or taken off."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from peelian.problems import problem
from peelian.standards.library import Library

FOLDER = "guide"
KINDS = {"tutorial": "Tutorial: learn by doing", "how-to": "How to do one thing", "explanation": "Why it is as it is",
         "reference": "Reference"}
ELSEWHERE = re.compile(r"^(https?:|mailto:|#)")
LARGEST = 2_000_000  # bytes of one page


@dataclass(frozen=True)
class GuidePage:
    """kind: the folder below docs, or "project" for a page that stands beside docs. address: its place in the site."""

    address: str
    kind: str
    title: str
    body: Markup


@dataclass
class Guide:
    """Renders a folder of Markdown. Pages beside the folder come along where one inside links to them."""

    docs: Path
    library: Library
    out: Path
    pages: dict[str, GuidePage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.docs.is_dir():
            raise problem(self.docs, "there is no such folder.", "Name the folder that holds the documents.")
        self.docs = self.docs.resolve()
        self.waiting = sorted(self.docs.rglob("*.md"))

    def render(self) -> list[GuidePage]:
        """Every page, in order of kind and title. Pictures are copied into the site."""
        while self.waiting:
            source = self.waiting.pop(0)
            address = self._address(source)
            if address and address not in self.pages:
                self.pages[address] = self._page(source, address)
        order = [*KINDS, "project"]
        return sorted(self.pages.values(), key=lambda one: (order.index(one.kind) if one.kind in order else len(order), one.title))

    def _address(self, source: Path) -> str | None:
        """Where in the site a Markdown file stands; None for one that is not part of it."""
        if source.suffix == ".md" and source.is_relative_to(self.docs):
            return f"{FOLDER}/{source.relative_to(self.docs).with_suffix('.html').as_posix()}"
        if source.suffix == ".md" and source.parent == self.docs.parent:
            return f"{FOLDER}/{source.stem.lower()}.html"
        return None

    def _page(self, source: Path, address: str) -> GuidePage:
        if source.stat().st_size > LARGEST:
            raise problem(source, f"is larger than {LARGEST:,} bytes.", "Part it into several pages.")
        reader = MarkdownIt("commonmark", {"html": False}).enable("table")
        tokens = reader.parse(source.read_text(encoding="utf-8"))
        _with_ids(tokens)
        self._with_links(tokens, source, address)
        title = next((_plain(tokens[at + 1]) for at, one in enumerate(tokens) if one.type == "heading_open"), source.stem)
        body = reader.renderer.render(_framed(tokens), reader.options, {})
        below = Path(address).relative_to(FOLDER).parts
        return GuidePage(address, below[0] if len(below) > 1 else "project", title, Markup(body))

    def _with_links(self, tokens: Sequence[Token], source: Path, address: str) -> None:
        for token in tokens:
            taken_off = 0
            for child in list(token.children or []):
                if child.type == "image":
                    child.attrSet("src", self._picture(source, str(child.attrGet("src")), address))
                elif child.type == "link_open":
                    moved = self._moved(source, str(child.attrGet("href")), address)
                    if moved is None:
                        child.type, child.tag, child.attrs, taken_off = "em_open", "em", {}, taken_off + 1
                    else:
                        child.attrSet("href", moved)
                elif child.type == "link_close" and taken_off:
                    child.type, child.tag, taken_off = "em_close", "em", taken_off - 1

    def _moved(self, source: Path, href: str, address: str) -> str | None:
        """The link as the site has it; None where it leads to something that the site does not hold."""
        if ELSEWHERE.match(href):
            return href
        name, _, place = href.partition("#")
        target = (source.parent / name).resolve()
        found = self._address(target) if target.is_file() else None
        if found:
            self.waiting.append(target)
        else:
            found = self._of_library(target)
        return f"{_relative(found, address)}{'#' + place if place else ''}" if found else None

    def _of_library(self, target: Path) -> str | None:
        """The page of a standard's or a table's own file."""
        if not target.is_relative_to(self.library.path.resolve()):
            return None
        name = target.name.removesuffix(".yaml").removesuffix(".cases")
        if name in self.library.files and "standards" in target.parts:
            return f"standards/{name}.html"
        return f"tables/{name}.html" if name in self.library.tables and target.parent.name == "tables" else None

    def _picture(self, source: Path, href: str, address: str) -> str:
        target = (source.parent / href).resolve()
        if not (target.is_file() and target.is_relative_to(self.docs.parent)):
            raise problem(source, f"shows '{href}', and there is no such picture.", "Mend its address.")
        place = f"{FOLDER}/images/{target.name}"
        (self.out / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(target, self.out / place)
        return _relative(place, address)


def _relative(target: str, page: str) -> str:
    return os.path.relpath(target, os.path.dirname(page))


def _with_ids(tokens: Sequence[Token]) -> None:
    """An id for each heading, as code hosts make them, so that links to a part of a page lead there."""
    seen: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            slug = re.sub(r"[^\w\- ]", "", _plain(tokens[at + 1]).lower()).replace(" ", "-")
            seen[slug] = seen.get(slug, -1) + 1
            token.attrSet("id", f"{slug}-{seen[slug]}" if seen[slug] else slug)
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))


def _framed(tokens: Sequence[Token]) -> list[Token]:
    """Tables and listings in a frame that scrolls, and that a keyboard can reach."""
    made: list[Token] = []
    heading = ""
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _plain(tokens[at + 1])
        if token.type == "table_open":
            made.append(_frame("open", f"Table: {heading}"))
        if token.type in ("fence", "code_block"):
            made += [_frame("open", f"Listing: {heading}"), token, _frame("close")]
            continue
        made.append(token)
        if token.type == "table_close":
            made.append(_frame("close"))
    return made


def _frame(side: str, label: str = "") -> Token:
    attributes: dict[str, Any] = {"class": "scroll", "role": "group", "aria-label": label, "tabindex": "0"} if side == "open" else {}
    return Token(f"frame_{side}", "div", 1 if side == "open" else -1, attrs=attributes, block=True)
