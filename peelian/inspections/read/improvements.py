"""Areas for improvement, causes of concern, recommendations, and by when they are asked."""

from __future__ import annotations

import datetime
import re

from peelian.inspections.read.deadlines import LONGEST, Deadlines
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import AreaForImprovement, CauseOfConcern, Deadline, Recommendation
from peelian.inspections.read.phrases import MONTHS, one_line
from peelian.inspections.read.skeleton import Block
from peelian.inspections.read.wording import Wording

WORDY = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(" + "|".join(MONTHS) + r"),?(?: (\d{4}))?$")
SHORT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")
CLOSING = re.compile(r"[\s;,]*(?:\b(?:and|or)\b)?[\s;,]*$")


def day_of(words: str) -> datetime.date | None:
    """The day that plain words name: 31 march 2015, 22/03/2018; of a month alone its last. None without a year."""
    words = one_line(words)
    if short := SHORT.match(words):
        day, month, year = (int(one) for one in short.groups())
    elif (wordy := WORDY.match(words)) and wordy[3]:
        month, year = MONTHS.index(wordy[2]) + 1, int(wordy[3])
        day = int(wordy[1]) if wordy[1] else (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


class Asking:
    """Reads what a page asks for."""

    def __init__(self, wording: Wording, text: Text, published: datetime.date | None = None):
        self.wording, self.words, self.text, self.published = wording, wording.words, text, published
        self._deadlines = Deadlines(wording.words.deadlines)

    def areas(self, blocks: list[Block]) -> list[AreaForImprovement]:
        found = []
        for block in blocks:
            if block.kind == "improvements":
                for start, end, lead_in in self._items(block.lines):
                    span = self.text.span(start, end)
                    found.append(AreaForImprovement(text=_item(span.text, lead_in), lead_in=lead_in and lead_in.text,
                                                    deadline=self.deadline(start, end, lead_in), span=span))
        return found

    def causes(self, blocks: list[Block]) -> list[CauseOfConcern]:
        """Recommendations belong to the cause before them."""
        found: list[CauseOfConcern] = []
        for block in blocks:
            if block.kind == "cause" and block.lines:
                span = self.text.span(block.lines[0].start, block.lines[-1].end)
                found.append(CauseOfConcern(text=" ".join(line.text for line in block.lines), span=span))
            elif block.kind == "recommendations" and block.lines:
                if not found:
                    span = self.text.span(block.lines[0].start, block.lines[-1].end)
                    found.append(CauseOfConcern(text="", span=span))
                found[-1].recommendations += self.recommendations(block.lines)
        return found

    def recommendations(self, lines: list[Line]) -> list[Recommendation]:
        found = []
        for start, end, lead_in in self._items(lines):
            span = self.text.span(start, end)
            found.append(Recommendation(text=_item(span.text, lead_in), lead_in=lead_in and lead_in.text,
                                        deadline=self.deadline(start, end, lead_in), span=span))
        return found

    def _items(self, lines: list[Line]) -> list[tuple[int, int, Line | None]]:
        """(start, end, lead-in) of each thing asked. A lead-in that is itself a bullet keeps its list in one item."""
        found: list[tuple[int, int, Line | None]] = []
        lead_in: Line | None = None
        within = False
        for line in lines:
            if line.text.endswith(":"):
                within = line.bullet and lead_in is None
                if within:
                    found.append((line.start, line.end, None))
                else:
                    lead_in = line
            elif within and line.bullet and line.text[:1].islower():
                found[-1] = (found[-1][0], line.end, None)
            elif lead_in and not line.bullet:
                lead_in, within = None, False
                found.append((line.start, line.end, None))
            else:
                within = False
                found.append((line.start, line.end, lead_in))
        if not found and lead_in:
            found.append((lead_in.start, lead_in.end, None))
        return found

    def deadline(self, start: int, end: int, lead_in: Line | None) -> Deadline | None:
        """Of the words themselves, or else of the words before their list."""
        return self._deadline(start, end) or (self._deadline(lead_in.start, lead_in.end) if lead_in else None)

    def _deadline(self, start: int, end: int) -> Deadline | None:
        asked = self._deadlines.within(self.text.plain[start:end][:LONGEST], self.published)
        if not asked:
            return None
        span = self.text.span(start + asked[0].start, start + asked[-1].end)
        found = Deadline(text=one_line(span.text), span=span)
        if len({one.day(None) or (one.length, one.yearless, one.at_once) for one in asked}) == 1:
            one = asked[0]
            found.by = one.by or (one.day(self.published) if one.yearless else None)
            found.immediately = one.at_once
            if one.length:
                found.within, found.unit = one.length  # type: ignore[assignment]
        return found


def _item(words: str, lead_in: Line | None) -> str:
    """On one line; of a list without its closing 'and'."""
    words = re.sub(r"\s+[•·▪●◦–-]\s+", " ", one_line(words))
    return (CLOSING.sub("", words) or words) if lead_in else words
