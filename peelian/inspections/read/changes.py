"""What a page says has changed since an earlier inspection."""

from __future__ import annotations

import re

from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Change, Direction
from peelian.inspections.read.phrases import one_line
from peelian.inspections.read.wording import Wording

YEAR = re.compile(r"\b(20[012]\d)(?:/\d\d)?\b")
ORDER: tuple[Direction, ...] = ("same", "worse", "better")


def changes(prose: list[tuple[Line, str | None]], text: Text, wording: Wording, cycle: str | None) -> list[Change]:
    """One for each sentence that speaks of a change, in order."""
    found = []
    for line, _ in prose:
        for sentence in text.sentences(line):
            words = one_line(sentence.plain)
            said = _change(words, wording)
            if said is None:
                continue
            direction, about, put_right = said
            found.append(Change(direction=direction, about=about, put_right=put_right, since=_since(words, cycle),  # type: ignore[arg-type]
                                text=sentence.text, span=text.span(sentence.start, sentence.end)))
    return found


def _change(words: str, wording: Wording) -> tuple[Direction, str, bool] | None:
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
