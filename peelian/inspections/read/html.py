"""The text of an HTML page, block by block. No tree is built, so that depth costs nothing."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

UNSEEN = {"script", "style", "noscript", "template", "nav", "footer", "aside", "select", "svg", "head", "iframe", "object"}
IN_LINE = {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
           "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "input"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def html_text(text: str, keep_picture: Callable[[str], bool]) -> tuple[str, set[int], str | None]:
    """The text, a line for each block; the offsets of headings; the page's own address, if it names one."""
    blocks = _Blocks(keep_picture)
    parser = etree.HTMLParser(target=blocks, huge_tree=True, recover=True, remove_comments=True)
    parser.feed(text)
    parser.close()
    return "\n".join(blocks.lines) + "\n", blocks.headings, blocks.address


class _Blocks:
    """Takes the parser's events and keeps lines."""

    def __init__(self, keep_picture: Callable[[str], bool]):
        self.keep_picture = keep_picture
        self.lines: list[str] = []
        self.headings: set[int] = set()
        self.address: str | None = None
        self._held: list[str] = []
        self._unseen = 0
        self._heading = False
        self._bullet = False
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "link" and attributes.get("rel") == "canonical":
            self.address = attributes.get("href")
        if tag in UNSEEN:
            self._unseen += 1
        if tag in IN_LINE:
            self._picture(tag, attributes)
            return
        self._end_line()
        self._heading = tag in HEADINGS or (self._heading and tag == "br")
        self._bullet = tag == "li" or (self._bullet and tag in ("p", "div"))

    def end(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen -= 1
        if tag not in IN_LINE:
            self._end_line()
            if tag != "br":
                self._heading = False

    def data(self, text: str) -> None:
        if not self._unseen:
            self._held.append(text)

    def close(self) -> None:
        self._end_line()

    def _picture(self, tag: str, attributes: dict[str, str]) -> None:
        words = " ".join((attributes.get("alt") or "").split())
        if tag == "img" and not self._unseen and words and self.keep_picture(words):
            self._end_line()
            self._held.append(words)
            self._end_line()

    def _end_line(self) -> None:
        words = " ".join("".join(self._held).split())
        self._held = []
        if not words:
            return
        if self._heading:
            self.headings.add(self._length)
        line = f"  • {words}" if self._bullet else words
        self._bullet = False
        self.lines.append(line)
        self._length += len(line) + 1
