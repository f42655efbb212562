"""What a page says has changed since an earlier inspection."""

from __future__ import annotations

import re
from typing import Literal

from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Change, Direction
from peelian.inspections.read.phrases import one_line
from peelian.inspections.read.wording import Wording

YEAR = re.compile(r"\b(20[012]\d)(?:/\d\d)?\b")
CLOSING = re.compile(r"[\s;,]*(?:\b(?:and|or)\b)?[\s;,]*$")
Said = tuple[Direction, Literal["grade", "finding"], bool]  # direction, what changed, whether a failing was put right
ORDER: tuple[Direction, ...] = ("same", "worse", "better")


def changes(prose: list[tuple[Line, str | None]], text: Text, wording: Wording, cycle: str | None) -> list[Change]:
    """One for each sentence that speaks of a change, in order; where that sentence leads to a list, one for each bullet."""
    found: list[Change] = []
    leading: tuple[Said, int | None] | None = None
    for line, _ in prose:
        sentences = text.sentences(line)
        if not line.bullet:
            leading = None
        for sentence in sentences:
            words = one_line(sentence.plain)
            said = _change(words, wording)
            since = _since(words, cycle)
            if sentence.text.endswith(":"):
                leading = (said, since) if said else None
                continue
            if said is None and leading and line.bullet and sentence is sentences[0]:
                said, since = leading
            if said is not None:
                direction, about, put_right = said
                found.append(Change(direction=direction, about=about, put_right=put_right, since=since,
                                    text=CLOSING.sub("", sentence.text) or sentence.text, span=text.span(sentence.start, sentence.end)))
    return found


def _change(words: str, wording: Wording) -> Said | None:
    ways = wording.words.changes
    for direction in ORDER:
        if wording.has(ways.grade.get(direction, []), words):
            return direction, "grade", False
    if wording.has(ways.put_right, words):
        return "better", "finding", True
    for direction in ORDER:
        if wording.has(ways.finding.get(direction, []), words):
            return direction, "finding", False
    return None


def _since(words: str, cycle: str | None) -> int | None:
    """The earlier year named; 'last year' is the year before the page's own."""
    own = int((cycle or "0")[:4])
    years = [int(year) for year in YEAR.findall(words) if not own or int(year) < own]
    if years:
        return years[-1]
    return own - 1 if own and re.search(r"\blast year\b|\bpast year\b", words) else None
