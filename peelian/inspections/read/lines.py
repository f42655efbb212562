"""From text to lines and sentences, each with its place. A paragraph that was broken into short lines is one line here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peelian.inspections.read.model import Span
from peelian.inspections.read.phrases import one_line, plain

BULLET = re.compile(r"[ \t]*(?:[•·▪●◦‣\uf0b7]|[-–—*](?=\s))[ \t]*")
NUMBERED = re.compile(r"[ \t]*(?:question[ \t]+(?=\d))?\(?(\d{1,2})(?:[.):]|(?=[ \t]+(?:how|to what)\b))[ \t]+(?=\S)", re.IGNORECASE)
ENDS = re.compile(r"[.!?:;][\"'’”)]*$")
SENTENCE_END = re.compile(r"[.!?][\"'’”)]*(?=\s+[\"'‘“(]*[A-Z0-9£]|(?<=[a-z)][.!?])[A-Z][a-z])|:(?=\s*$)")
SHORT_FORMS = re.compile(r"\b(?:e\.g|i\.e|mr|mrs|ms|dr|st|no|vs|etc|approx|para|p|pp|[A-Z])\.$", re.IGNORECASE)
LONGEST_SENTENCE = 2_000
ASKS = re.compile(r"(?:\d{1,2}[.)]?\s+)?(?:How|To what extent)\b")
WRAPPED = 130  # a page whose longest line is shorter was broken into lines by whatever saved it


@dataclass(frozen=True)
class Sentence:
    """A sentence, or what a list's line has instead of one."""

    start: int
    end: int
    text: str
    plain: str


@dataclass(frozen=True)
class Line:
    """A paragraph, bullet or heading. Offsets leave out the bullet's mark."""

    start: int
    end: int
    text: str
    plain: str
    bullet: bool = False
    heading: bool = False
    number: int | None = None


class Text:
    """The text of a page with its lines. `plain` has the same length as `text`, and breaks inside a paragraph are spaces."""

    def __init__(self, text: str, headings: set[int], broken: bool):
        self.text = text
        letters = list(plain(text))
        physical = list(_physical(text))
        width = max((end - start for start, end in physical), default=0)
        self._joins = broken and width <= WRAPPED
        self.lines = [self._line(group, headings, letters) for group in self._groups(physical, width, headings)]
        self.plain = "".join(letters)
        self.lines = [self._with_plain(line) for line in self.lines]

    def span(self, start: int, end: int) -> Span:
        """The place, without spaces at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Span(start=start, end=end, text=self.text[start:end])

    def sentences(self, line: Line) -> list[Sentence]:
        found, start = [], line.start
        for stop in SENTENCE_END.finditer(self.text, line.start, line.end):
            if not SHORT_FORMS.search(self.text, max(start, stop.start() - 8), stop.start() + 1):
                found.append((start, stop.end()))
                start = stop.end()
        found.append((start, line.end))
        found = [piece for place in found for piece in self._pieces(*place)]
        return [self._sentence(*place) for place in found if self.text[place[0]:place[1]].strip()]

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A sentence longer than any that people write is taken in pieces, so that the time to read it stays in bounds."""
        while end - start > LONGEST_SENTENCE:
            stop = self.text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            stop = stop if stop > start else start + LONGEST_SENTENCE
            yield start, stop
            start = stop
        yield start, end

    def _sentence(self, start: int, end: int) -> Sentence:
        span = self.span(start, end)
        return Sentence(span.start, span.end, one_line(span.text), self.plain[span.start:span.end])

    def _groups(self, physical: list[tuple[int, int]], width: int, headings: set[int]) -> Iterator[list[tuple[int, int]]]:
        held: list[tuple[int, int]] = []
        for place in physical:
            blank = not self.text[place[0]:place[1]].strip()
            if held and (blank or not self._goes_on(held, place, width, headings)):
                yield held
                held = []
            if not blank:
                held.append(place)
        if held:
            yield held

    def _goes_on(self, held: list[tuple[int, int]], place: tuple[int, int], width: int, headings: set[int]) -> bool:
        """Whether a line goes on with the sentence of the line before it."""
        before = held[-1]
        earlier, later = self.text[before[0]:before[1]].rstrip(), self.text[place[0]:place[1]].lstrip()
        if not self._joins or before[0] in headings or place[0] in headings or BULLET.match(later) or later.isdigit():
            return False
        wide = len(earlier) >= 0.72 * width
        if earlier.endswith((",", "-")) or not ENDS.search(earlier):
            return later[:1].islower() or (wide and not earlier.endswith("?"))
        in_bullet = BULLET.match(self.text, *held[0])
        title = len(later) < 0.5 * width and not ENDS.search(later)
        return wide and not in_bullet and not title and not earlier.endswith((":", ";", "?")) and not ASKS.match(later)

    def _line(self, group: list[tuple[int, int]], headings: set[int], letters: list[str]) -> Line:
        start, end = group[0][0], group[-1][1]
        heading = start in headings
        mark = BULLET.match(self.text, start, end)
        number = None if mark else NUMBERED.match(self.text, start, end)
        begin = mark.end() if mark else number.end() if number else start
        for place, letter in enumerate(letters[begin:end], begin):
            if letter == "\n":
                letters[place] = " "
        return Line(begin, end, one_line(self.text[begin:end]), "", bool(mark), heading, int(number[1]) if number else None)

    def _with_plain(self, line: Line) -> Line:
        span = self.span(line.start, line.end)
        return Line(span.start, span.end, line.text, one_line(self.plain[span.start:span.end]), line.bullet, line.heading, line.number)


def _physical(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
